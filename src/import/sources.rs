//! Files behind the sources a user names.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::ImportError;

/// How deep folders are searched.
const DEPTH: usize = 3;

/// One file to import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    pub path: PathBuf,
    /// Named by the user; a file found in a folder may be something else and is then passed over.
    pub named: bool,
}

/// All files of the sources, folders searched three levels deep, each file once, in the order of names. Hidden files
/// are left out.
///
/// # Errors
///
/// When there is no source, or one of them cannot be read.
pub fn expand(sources: &[PathBuf]) -> Result<Vec<SourceFile>, ImportError> {
    if sources.is_empty() {
        return Err(ImportError::NoSource);
    }
    let mut files = Vec::new();
    for source in sources {
        let kind = std::fs::metadata(source).map_err(|error| ImportError::read(source, error))?;
        if kind.is_dir() {
            search(source, DEPTH, &mut files)?;
        } else {
            files.push(SourceFile { path: source.clone(), named: true });
        }
    }
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(file.path.canonicalize().unwrap_or_else(|_| file.path.clone())));
    Ok(files)
}

fn search(folder: &Path, depth: usize, files: &mut Vec<SourceFile>) -> Result<(), ImportError> {
    let error = |error| ImportError::read(folder, error);
    let mut entries = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(error)? {
        entries.push(entry.map_err(error)?);
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let kind = entry.file_type().map_err(error)?;
        if kind.is_dir() {
            if depth > 1 {
                search(&entry.path(), depth - 1, files)?;
            }
        } else if entry.path().is_file() {
            files.push(SourceFile { path: entry.path(), named: false });
        }
    }
    Ok(())
}
