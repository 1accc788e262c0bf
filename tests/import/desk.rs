//! A document, and a folder to put exports into.

use std::fs;
use std::io::{Cursor, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use qunce::import::{FileReport, ImportError, ImportOptions, ImportReport, Input, import_into, table};
use qunce::model::{Message, MessageKind};
use qunce::project_file::Document;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

/// Options in the time of Greenwich.
pub fn options() -> ImportOptions {
    options_in(chrono_tz::Tz::UTC)
}

pub fn options_in(zone: chrono_tz::Tz) -> ImportOptions {
    ImportOptions { time_zone: Some(zone), ..ImportOptions::default() }
}

pub struct Desk {
    folder: tempfile::TempDir,
    options: ImportOptions,
    pub document: Document,
}

impl Desk {
    /// Exports are read in the time of Greenwich.
    pub fn new() -> Self {
        Self::with(options())
    }

    /// Exports are read in Chinese time.
    pub fn in_china() -> Self {
        Self::with(options_in(chrono_tz::Asia::Shanghai))
    }

    fn with(options: ImportOptions) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { folder, options, document: Document::default() }
    }

    /// The folder itself.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(&path, bytes).expect("written");
        path
    }

    /// Puts several files into a folder of their own, and returns it.
    pub fn spread(&self, top: &str, files: &[(&str, &str)]) -> PathBuf {
        for (name, text) in files {
            self.put(&format!("{top}/{name}"), text);
        }
        self.folder().join(top)
    }

    pub fn try_paths(
        &mut self,
        paths: &[PathBuf],
        options: &ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        import_into(&mut self.document, paths, options, &|_| ControlFlow::Continue(()))
    }

    pub fn try_path(&mut self, path: &Path) -> Result<ImportReport, ImportError> {
        let options = self.options.clone();
        self.try_paths(&[path.to_owned()], &options)
    }

    pub fn import_path(&mut self, path: &Path) -> ImportReport {
        self.try_path(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    pub fn try_import_with(
        &mut self,
        name: &str,
        bytes: impl AsRef<[u8]>,
        options: &ImportOptions,
    ) -> Result<ImportReport, ImportError> {
        let path = self.put(name, bytes);
        self.try_paths(&[path], options)
    }

    pub fn try_import(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> Result<ImportReport, ImportError> {
        let path = self.put(name, bytes);
        self.try_path(&path)
    }

    pub fn import_with(
        &mut self,
        name: &str,
        bytes: impl AsRef<[u8]>,
        options: &ImportOptions,
    ) -> ImportReport {
        self.try_import_with(name, bytes, options).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn import(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> ImportReport {
        let path = self.put(name, bytes);
        self.import_path(&path)
    }

    /// What is said of the first file.
    pub fn import_file(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> FileReport {
        self.import(name, bytes).files.remove(0)
    }

    pub fn import_file_with(
        &mut self,
        name: &str,
        bytes: impl AsRef<[u8]>,
        options: &ImportOptions,
    ) -> FileReport {
        self.import_with(name, bytes, options).files.remove(0)
    }

    /// What is seen in a table before it is imported.
    pub fn survey(&self, name: &str, bytes: impl AsRef<[u8]>) -> table::TableSurvey {
        let input = Input::open_file(&self.put(name, bytes)).expect("opened");
        table::survey(&input, &self.document.project.mappings).expect("read").expect("a table")
    }

    pub fn messages(&self) -> Vec<Message> {
        (0..self.document.log.len()).map(|row| self.document.log.message(row)).collect()
    }

    /// Member, kind and text of every row.
    pub fn rows(&self) -> Vec<(String, MessageKind, String)> {
        let messages = self.messages().into_iter();
        messages.map(|line| (line.member.0, line.kind, line.text.unwrap_or_default())).collect()
    }

    /// The name of a member; empty for nobody.
    pub fn name_of(&self, id: &str) -> &str {
        let member = self.document.project.members.iter().find(|member| member.id.as_str() == id);
        member.map_or("", |member| &member.name)
    }
}

pub fn row(member: &str, kind: MessageKind, text: &str) -> (String, MessageKind, String) {
    (member.to_owned(), kind, text.to_owned())
}

/// The kinds of warning of a file.
pub fn kinds(file: &FileReport) -> Vec<&'static str> {
    file.warnings.iter().map(|warning| warning.kind).collect()
}

/// A zip archive of these entries.
pub fn zip(entries: &[(impl AsRef<str>, impl AsRef<[u8]>)]) -> Vec<u8> {
    zip_with(entries, CompressionMethod::Deflated)
}

pub fn zip_with(entries: &[(impl AsRef<str>, impl AsRef<[u8]>)], method: CompressionMethod) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(name.as_ref(), packed(method)).expect("started");
        writer.write_all(bytes.as_ref()).expect("written");
    }
    writer.finish().expect("finished").into_inner()
}

/// How an entry of a zip archive is written.
pub fn packed(method: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(method)
}
