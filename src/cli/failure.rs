//! Why a subcommand gave up.

use std::fmt;

use crate::project_file::FileError;

/// What is printed on stderr before the program ends with status 2.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure in one or more lines, the first without `error: `.
    pub fn new(message: impl fmt::Display) -> Self {
        Self(format!("error: {message}"))
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        // Begins with `error: ` by itself.
        Self(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
