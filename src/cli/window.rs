//! No subcommand: the window.

use std::path::PathBuf;

use super::Failure;

const ADVICE: &str =
    "set DISPLAY or WAYLAND_DISPLAY to a running display; the subcommands need none: see `qunce --help`";

/// Opens the window on a project, or on the last one, and returns when it is closed.
///
/// # Errors
/// When there is no display, or no way to draw on it.
pub fn run(project: Option<PathBuf>) -> Result<(), Failure> {
    if !has_display() {
        return Err(Failure::new(format!(
            "there is no display to open the window on: neither DISPLAY nor WAYLAND_DISPLAY is set\n  = help: {ADVICE}"
        )));
    }
    crate::ui::run(project)
        .map_err(|error| Failure::new(format!("the window cannot be opened: {error}\n  = help: {ADVICE}")))
}

/// Whether there is anything to look for; systems without such variables always have a display.
fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(any(target_os = "linux", target_os = "freebsd", target_os = "openbsd", target_os = "netbsd"))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"].into_iter().any(set)
}
