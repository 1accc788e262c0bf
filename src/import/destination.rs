//! Which group of a project a chat goes to.

use std::path::Path;

use crate::model::{Group, GroupId, Project};

use super::entry::ChatInfo;

/// Where the entries of one chat go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    pub group: GroupId,
    /// The group's name; for a new one, what it will be called.
    pub name: String,
    /// True when the project already has the group.
    pub exists: bool,
}

/// Where a chat goes when the user chooses nothing.
pub fn destination(project: &Project, info: &ChatInfo, path: &Path) -> Destination {
    place(&project.groups, info, path, None, |text| text)
}

/// The group that was chosen, else the one with the chat's id, else the only one with its name, else a new one. A chat
/// without a name is called after its id or file. Names and ids stand in the project as `shown` writes them.
pub fn place(
    groups: &[Group],
    info: &ChatInfo,
    path: &Path,
    chosen: Option<&GroupId>,
    shown: impl Fn(String) -> String,
) -> Destination {
    let stem = || path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name =
        info.name.clone().or_else(|| info.id.clone()).or_else(stem).unwrap_or_else(|| "chat".to_owned());
    let name = shown(name);
    let wanted = match chosen {
        Some(group) => group.clone(),
        None => GroupId(info.id.clone().map_or_else(|| name.clone(), shown)),
    };
    let by_id = groups.iter().find(|group| group.id == wanted);
    let mut same_name = groups.iter().filter(|group| chosen.is_none() && group.name == name);
    let by_name = match (same_name.next(), same_name.next()) {
        (Some(group), None) => Some(group),
        _ => None,
    };
    match by_id.or(by_name) {
        Some(group) => Destination { group: group.id.clone(), name: group.name.clone(), exists: true },
        None => Destination { group: wanted, name, exists: false },
    }
}
