//! What `check` tells about a project.

use serde_json::{Value, json};

use super::{Document, FileError, Opened};
use crate::model::Privacy;

/// How much a project holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    pub accounts: usize,
    pub groups: usize,
    pub members: usize,
    /// System lines included.
    pub messages: usize,
    pub events: usize,
    pub rosters: usize,
}

/// Entries of each table; zeros for an empty project.
pub fn counts(document: &Document) -> Counts {
    let project = &document.project;
    Counts {
        accounts: project.accounts.len(),
        groups: project.groups.len(),
        members: project.members.len(),
        messages: document.log.len(),
        events: project.events.len(),
        rosters: project.rosters.len(),
    }
}

/// What the project states about words and names, for programs: `text` is `kept` or `dropped`, `names` are `real` or
/// `pseudonyms`.
fn privacy(privacy: &Privacy) -> Value {
    json!({
        "text": if privacy.without_text { "dropped" } else { "kept" },
        "names": if privacy.pseudonyms { "pseudonyms" } else { "real" },
    })
}

/// The result of [`super::open`] as `check --json` prints it.
///
/// The message begins with the file, which may be a table beside the project, and ends with what to do. `line` and `column` are null where no line is to blame; `counts` are null where the project could not be read.
pub fn check_json(result: &Result<Opened, FileError>) -> Value {
    match result {
        Ok(opened) => json!({
            "ok": true,
            "errors": [],
            "warnings": opened.warnings,
            "counts": counts(&opened.document),
            "privacy": privacy(&opened.document.project.privacy),
        }),
        Err(error) => json!({
            "ok": false,
            "errors": [{
                "path": error.path,
                "line": error.line(),
                "column": error.column(),
                "message": format!("{}: {}; {}", error.file.display(), error.message, error.hint),
            }],
            "warnings": [],
            "counts": {
                "accounts": null, "groups": null, "members": null, "messages": null, "events": null, "rosters": null,
            },
            "privacy": null,
        }),
    }
}
