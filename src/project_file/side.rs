//! Files beside a project: where they may lie, and how text comes out of any file.

use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use super::error::{FileError, FileErrorKind as Kind};
use super::open::MAX_BYTES;

/// The file that `relative` names inside `folder`.
///
/// # Errors
/// When the path is empty, absolute, steps up with `..`, or leads out of the folder through a link. The error stands in
/// `project`, under the document path `table`.
pub(super) fn resolve(
    project: &Path,
    folder: &Path,
    table: &str,
    relative: &Path,
) -> Result<PathBuf, FileError> {
    let outside = |message: String| {
        FileError::new(
            Kind::Outside,
            project,
            message,
            "keep tables in the folder of the project and name them relative to it, like \"members.csv\"",
        )
        .within(table)
    };
    let shown = relative.display();
    let text = relative.to_string_lossy();
    let drive = text.as_bytes().get(1) == Some(&b':');
    if relative.as_os_str().is_empty() {
        return Err(outside("the name of the table's file is empty".to_owned()));
    }
    if relative.is_absolute() || drive || text.starts_with(['/', '\\']) {
        return Err(outside(format!("`{shown}` is an absolute path")));
    }
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !relative.components().all(plain) || text.split(['/', '\\']).any(|part| part == "..") {
        return Err(outside(format!("`{shown}` leads out of the folder of the project")));
    }
    let path = folder.join(relative);
    let real = path.canonicalize().or_else(|_| path.parent().unwrap_or(folder).canonicalize());
    if let (Ok(real), Ok(home)) = (real, folder.canonicalize())
        && !real.starts_with(&home)
    {
        return Err(outside(format!("`{shown}` is a link that leads out of the folder of the project")));
    }
    Ok(path)
}

/// The whole text of a file, without byte order mark.
///
/// # Errors
/// When it is missing, a folder, unreadable, larger than [`MAX_BYTES`], or not UTF-8.
pub(super) fn read_text(path: &Path) -> Result<String, FileError> {
    let io = |error: std::io::Error| FileError::io(path, "read", &error);
    let about = std::fs::metadata(path).map_err(io)?;
    if about.is_dir() {
        return Err(io(std::io::ErrorKind::IsADirectory.into()));
    }
    if !about.is_file() {
        return Err(FileError::new(
            Kind::NotAFile,
            path,
            "this is a device or a pipe, not a file",
            "name an ordinary file on a disk",
        ));
    }
    let too_large = || {
        FileError::new(
            Kind::TooLarge,
            path,
            format!("the file is larger than {} MiB", MAX_BYTES >> 20),
            "keep messages in a Parquet log and long tables in CSV files beside the project",
        )
    };
    if about.len() > MAX_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
    File::open(path).map_err(io)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(too_large());
    }
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| not_utf8(path, error))
}

fn not_utf8(path: &Path, error: std::string::FromUtf8Error) -> FileError {
    let at = error.utf8_error().valid_up_to();
    let bytes = error.into_bytes();
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let gbk = || encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(&bytes).is_some();
    let looks = if utf16 {
        "it looks like UTF-16: "
    } else if gbk() {
        "it may be GBK, as Excel and WPS write it: "
    } else {
        ""
    };
    let text = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default()).into_owned();
    let line_start = text.rfind('\n').map_or(0, |found| found + 1);
    let line_end = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == b'\n'));
    let line_end = line_end.map_or(bytes.len(), |found| at + found);
    let line = String::from_utf8_lossy(bytes.get(line_start..line_end).unwrap_or_default());
    let all = format!("{}{line}", text.get(..line_start).unwrap_or_default());
    FileError::new(
        Kind::NotUtf8,
        path,
        format!("the file is not UTF-8: byte {at} does not fit"),
        format!("{looks}save it again as UTF-8 (in Excel: CSV UTF-8)"),
    )
    .at(&all, at, at + 1)
}
