//! Real exports kept outside the repository, and the numbers an independent reader counted in them.

use std::path::{Path, PathBuf};

use qunce::import::FileReport;

/// The folder of real exports; `None`, with the reason printed, when it is not there.
pub fn data() -> Option<PathBuf> {
    let folders = ["../shared/data", "../../shared/data"];
    let folder = folders
        .iter()
        .map(|relative| Path::new(env!("CARGO_MANIFEST_DIR")).join(relative))
        .find(|folder| folder.is_dir());
    if folder.is_none() {
        println!("skipped: no folder of real exports beside the repository");
    }
    folder
}

/// Entries, by people, system, senders, joins, leaves.
pub fn numbers(file: &FileReport) -> [u64; 6] {
    [file.entries, file.people_messages, file.system, file.senders, file.joins, file.leaves]
}
