//! Writing to the two streams without ever panicking.

use std::fmt::Display;
use std::io::{self, Write as _};

use super::Failure;

/// Prints the result, with a line end, on stdout. A reader that went away (`| head`) is no failure.
///
/// # Errors
/// When stdout cannot be written, for instance to a full disk.
pub fn emit(result: impl Display) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    printed(writeln!(out, "{result}").and_then(|()| out.flush()))
}

/// As [`emit`], of a result as JSON, which is written while it is made.
///
/// # Errors
/// Those of [`emit`].
pub fn emit_json(result: &impl serde::Serialize) -> Result<(), Failure> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = serde_json::to_writer_pretty(&mut out, result).map_err(io::Error::from);
    printed(written.and_then(|()| writeln!(out)).and_then(|()| out.flush()))
}

fn printed(result: io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("the result cannot be printed: {error}")))
        }
        _ => Ok(()),
    }
}

/// Says something to people, on stderr; when that is closed there is nobody to tell.
pub fn say(message: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{message}");
}
