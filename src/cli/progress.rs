//! A progress bar on stderr, where somebody is watching.

use std::cell::Cell;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

use crate::import::Progress;

const WIDTH: usize = 24;
const EVERY: Duration = Duration::from_millis(100);

/// One line that is drawn over again; nothing at all when stderr is no terminal.
pub struct ProgressBar {
    watched: bool,
    drawn: Cell<Option<Instant>>,
}

impl ProgressBar {
    /// A bar that shows nothing yet.
    pub fn new() -> Self {
        Self { watched: io::stderr().is_terminal(), drawn: Cell::new(None) }
    }

    /// Shows how far an import is, at most ten times a second.
    pub fn show(&self, progress: &Progress<'_>) {
        if !self.watched || self.drawn.get().is_some_and(|at| at.elapsed() < EVERY) {
            return;
        }
        self.drawn.set(Some(Instant::now()));
        let _ = write!(io::stderr().lock(), "\r\x1b[2K{}", line(progress));
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if self.drawn.take().is_some() {
            let _ = write!(io::stderr().lock(), "\r\x1b[2K");
        }
    }
}

fn line(progress: &Progress<'_>) -> String {
    let percent = (progress.bytes.min(progress.size) * 100).checked_div(progress.size).unwrap_or(0);
    let full = WIDTH * percent as usize / 100;
    let name = progress.path.file_name().unwrap_or_default().to_string_lossy();
    let name: String = name.chars().filter(|c| !c.is_control()).take(40).collect();
    format!(
        "[{}{}] {percent:3}% file {}/{} {name}, {} entries",
        "#".repeat(full),
        "-".repeat(WIDTH - full),
        progress.file + 1,
        progress.files,
        progress.entries,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_file_is_half_a_bar() {
        let path = std::path::Path::new("chats/a\tb.txt");
        let progress = Progress { path, file: 1, files: 3, bytes: 50, size: 100, entries: 7 };
        assert_eq!(line(&progress), "[############------------]  50% file 2/3 ab.txt, 7 entries");
        let empty = Progress { bytes: 0, size: 0, ..progress };
        assert!(line(&empty).contains("  0%"));
    }
}
