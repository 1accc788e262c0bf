//! Exports of several files that belong together: the seam beside that of single files.

use std::collections::HashSet;

use super::files::Files;
use super::format::Sink;
use super::{ImportError, ImportOptions};

/// A kind of export that is more than one file.
pub trait Bundle: Sync {
    /// The name used by `--format` and in reports: lower case ASCII.
    fn name(&self) -> &'static str;

    /// Names of files, one of which lies at the top of every such export.
    fn markers(&self) -> &'static [&'static str];

    /// The names of the files that belong to the export with its top here; none when there is no such export here.
    fn claim(&self, files: &Files) -> Vec<String>;

    /// Reads the export, entry by entry, into the sink. A file or an entry that makes no sense is skipped with a
    /// reason.
    ///
    /// # Errors
    ///
    /// When nothing of it can be read, or the sink stops.
    fn parse(&self, files: &Files, options: &ImportOptions, sink: &mut dyn Sink) -> Result<(), ImportError>;
}

/// All kinds.
pub fn bundles() -> &'static [&'static dyn Bundle] {
    &[&super::slack::Slack, &super::qce_chunks::QceChunks]
}

/// An export that was found.
pub struct Found {
    pub bundle: &'static dyn Bundle,
    /// Its files, seen from its top, without those of others.
    pub files: Files,
}

/// All exports of these kinds among the files, and the names of the files that belong to them. With a name of a format
/// only exports of that name are looked for.
pub fn find(files: &Files, format: Option<&str>) -> (Vec<Found>, HashSet<String>) {
    let mut found = Vec::new();
    let mut claimed: HashSet<String> = HashSet::new();
    for &bundle in bundles() {
        if format.is_some_and(|format| !bundle.name().eq_ignore_ascii_case(format)) {
            continue;
        }
        let mut looked: HashSet<&str> = HashSet::new();
        for item in files.list() {
            let top = item.name.rfind('/').map_or(0, |slash| slash + 1);
            let (root, bare) = item.name.split_at(top);
            if !bundle.markers().contains(&bare) || claimed.contains(&item.name) || !looked.insert(root) {
                continue;
            }
            let below = files.below(root);
            let names = bundle.claim(&below);
            if names.is_empty() {
                continue;
            }
            claimed.extend(names.iter().map(|name| format!("{root}{name}")));
            found.push(Found { bundle, files: below });
        }
    }
    (found, claimed)
}

/// True for the name of one of these kinds.
pub fn is_name(format: &str) -> bool {
    bundles().iter().any(|bundle| bundle.name().eq_ignore_ascii_case(format))
}
