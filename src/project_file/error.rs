//! What went wrong with a file, where, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthChar as _;

/// A project file, or a table beside it, that could not be read or written.
///
/// `Display` prints all of it over several lines, with the source line quoted and a caret under the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    pub kind: FileErrorKind,
    /// The file that is at fault: the project file or one of its tables.
    pub file: PathBuf,
    /// Path inside the document, such as `groups[1].members[4].joined`; empty when the whole file is meant.
    pub path: String,
    pub message: String,
    /// What the reader can do about it; never empty.
    pub hint: String,
    /// Absent when no line is to blame.
    pub place: Option<Box<Place>>,
}

/// A place in a text file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// The line, without its end.
    pub source: String,
    /// How many characters are meant; at least 1.
    pub len: usize,
}

/// What kind of trouble it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileErrorKind {
    NotFound,
    NotAFile,
    NoPermission,
    Io,
    Empty,
    TooLarge,
    NotUtf8,
    /// Brackets, quotes, commas.
    Syntax,
    /// Brackets nested beyond reason.
    TooDeep,
    /// A value that does not fit its field.
    Value,
    UnknownField,
    MissingField,
    DuplicateField,
    /// The file does not say its version, or says it wrongly.
    NoVersion,
    /// Made by a newer version of the program.
    NewerVersion,
    /// A table lies, or would lie, outside the folder of the project.
    Outside,
    /// A CSV table that cannot be read.
    Table,
    /// A message log that cannot be read or written.
    Log,
}

impl FileError {
    pub(super) fn new(
        kind: FileErrorKind,
        file: &Path,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            file: file.to_owned(),
            path: String::new(),
            message: message.into(),
            hint: hint.into(),
            place: None,
        }
    }

    /// Adds the document path.
    pub(super) fn within(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }

    /// Adds the place of the bytes `start..end` of `text`.
    pub(super) fn at(mut self, text: &str, start: usize, end: usize) -> Self {
        self.place = Some(Box::new(Place::of(text, start, end)));
        self
    }

    /// An input or output error on `file`, in words.
    pub(super) fn io(file: &Path, doing: &str, error: &std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let (kind, message, hint) = match error.kind() {
            Io::NotFound => (
                FileErrorKind::NotFound,
                "there is no such file".to_owned(),
                "check the path and its spelling",
            ),
            Io::PermissionDenied | Io::ReadOnlyFilesystem => (
                FileErrorKind::NoPermission,
                format!("no permission to {doing} it"),
                "change the permissions of the file and its folder, or save a copy elsewhere",
            ),
            Io::IsADirectory => (
                FileErrorKind::NotAFile,
                "this is a folder, not a file".to_owned(),
                "name the project file inside it, such as project.ron",
            ),
            Io::StorageFull | Io::QuotaExceeded => (
                FileErrorKind::Io,
                format!("cannot {doing} it: the disk is full"),
                "free some space and try again; the old files are untouched",
            ),
            _ => (
                FileErrorKind::Io,
                format!("cannot {doing} it: {error}"),
                "check that the disk is there and works, then try again",
            ),
        };
        Self::new(kind, file, message, hint)
    }

    /// Line counted from 1, where one is to blame.
    pub fn line(&self) -> Option<usize> {
        self.place.as_ref().map(|place| place.line)
    }

    /// Column in characters, counted from 1, where one is to blame.
    pub fn column(&self) -> Option<usize> {
        self.place.as_ref().map(|place| place.column)
    }
}

impl Place {
    /// The place of the bytes `start..end`; offsets beyond the text mean its end.
    pub(super) fn of(text: &str, start: usize, end: usize) -> Self {
        let start = floor(text, start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        let end = floor(text, end).clamp(start, line_end.max(start));
        Self {
            line: text[..start].bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: text[line_start..start].chars().count() + 1,
            source: text[line_start..line_end].trim_end_matches('\r').to_owned(),
            len: text[start..end].chars().count().max(1),
        }
    }

    /// The part of the line around the place, and where carets go: spaces before them and their number, in columns of
    /// a terminal (a Chinese character takes two).
    fn excerpt(&self) -> (String, usize, usize) {
        const BEFORE: usize = 60;
        const SHOWN: usize = 110;
        let first = if self.column > BEFORE + 20 { self.column - 1 - BEFORE } else { 0 };
        let mut shown = String::new();
        if first > 0 {
            shown.push('…');
        }
        let (mut width, mut pad, mut carets) = (shown.chars().count(), None, 0);
        for (index, character) in self.source.chars().enumerate().skip(first) {
            if width >= SHOWN {
                shown.push('…');
                break;
            }
            let character = if character.is_control() { ' ' } else { character };
            let wide = character.width().unwrap_or(0);
            if index + 1 == self.column {
                pad = Some(width);
            }
            if pad.is_some() && index < self.column - 1 + self.len {
                carets += wide;
            }
            shown.push(character);
            width += wide;
        }
        (shown, pad.unwrap_or(width), carets.max(1))
    }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "error: {}", self.message)?;
        let file = self.file.display();
        let margin = match &self.place {
            None => {
                writeln!(f, " --> {file}")?;
                1
            }
            Some(place) => {
                let number = place.line.to_string();
                let margin = number.len();
                let (shown, pad, carets) = place.excerpt();
                writeln!(f, "{:margin$}--> {file}:{}:{}", "", place.line, place.column)?;
                writeln!(f, "{:margin$} |", "")?;
                writeln!(f, "{number} | {shown}")?;
                writeln!(f, "{:margin$} | {:pad$}{}", "", "", "^".repeat(carets))?;
                margin
            }
        };
        if !self.path.is_empty() {
            writeln!(f, "{:margin$} = in: {}", "", self.path)?;
        }
        write!(f, "{:margin$} = help: {}", "", self.hint)
    }
}

impl std::error::Error for FileError {}

/// The known name most like `word`, if one is close enough to be meant.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&lower, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= (name.chars().count().max(lower.chars().count()) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// "did you mean …" when one is near, and the list of what is known.
pub(super) fn suggest(word: &str, known: &[&str]) -> String {
    let list = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match nearest(word, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`? Known here: {list}"),
        None => format!("use one of: {list}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_under_the_word_behind_chinese() {
        let text = "(\n    name: \"晚风\", memebrs: [],\n)";
        let start = text.find("memebrs").unwrap();
        let error = FileError::new(FileErrorKind::UnknownField, Path::new("p.ron"), "unknown", "fix it").at(
            text,
            start,
            start + 7,
        );
        assert_eq!((error.line(), error.column()), (Some(2), Some(17)));
        let shown = error.to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[1], " --> p.ron:2:17");
        assert_eq!(lines[3], "2 |     name: \"晚风\", memebrs: [],");
        assert_eq!(lines[4], "  |                   ^^^^^^^");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}HERE{}", "x".repeat(5000), "y".repeat(5000));
        let error = FileError::new(FileErrorKind::Value, Path::new("p.ron"), "m", "h").at(&text, 5000, 5004);
        let shown = error.to_string();
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[3].chars().count() < 130 && lines[3].contains("HERE"));
        assert_eq!(lines[3].chars().position(|c| c == 'H'), lines[4].find('^'));
    }

    #[test]
    fn near_words_are_suggested_and_far_ones_are_not() {
        assert_eq!(nearest("memebrs", ["members", "messages"]), Some("members"));
        assert_eq!(nearest("zzz", ["members", "messages"]), None);
    }
}
