//! Which group of a project a chat will go to, before it is imported.

use std::path::Path;

use crate::model::{GroupId, Project};

use super::entry::ChatInfo;

/// Where the entries of one chat go when the user chooses nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    pub group: GroupId,
    /// The group's name; for a new one, what it will be called.
    pub name: String,
    /// True when the project already has the group.
    pub exists: bool,
}

/// The group with the chat's id, else the only one with its name, else a new one: what the merge does. A chat without a
/// name is called after its file.
pub fn destination(project: &Project, info: &ChatInfo, path: &Path) -> Destination {
    let stem = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name =
        info.name.clone().or_else(|| info.id.clone()).or_else(stem).unwrap_or_else(|| "chat".to_owned());
    let wanted = GroupId(info.id.clone().unwrap_or_else(|| name.clone()));
    let by_id = project.groups.iter().find(|group| group.id == wanted);
    let mut same_name = project.groups.iter().filter(|group| group.name == name);
    let by_name = match (same_name.next(), same_name.next()) {
        (Some(group), None) => Some(group),
        _ => None,
    };
    match by_id.or(by_name) {
        Some(group) => Destination { group: group.id.clone(), name: group.name.clone(), exists: true },
        None => Destination { group: wanted, name, exists: false },
    }
}
