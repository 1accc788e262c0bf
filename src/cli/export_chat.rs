//! `qunce export --chat`: chats as ChatLab files.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use super::output::emit;
use super::scope;
use crate::activity::Activity;
use crate::analytics::{Input, mask};
use crate::export::{self, ChatFormat, ChatLab};
use crate::i18n::Lang;
use crate::log::{Columns, Dictionary, MessageLog};
use crate::model::{Group, MemberId};
use crate::project_file::Document;

/// What `--chat` says for every group.
const ALL: &str = "all";

/// What is asked for.
pub struct ChatRequest<'a> {
    pub project: &'a Path,
    /// Id or name of a group, or `all`.
    pub chat: &'a str,
    pub out: &'a Path,
    /// That of the file name when absent, else JSON.
    pub format: Option<ChatFormat>,
    pub mask: bool,
    pub lang: Lang,
}

/// Writes the files and prints their paths, one a line.
///
/// # Errors
/// When the project cannot be read, has no such group, or a file cannot be written; new files of this run are then taken
/// away again.
pub fn run(request: &ChatRequest<'_>) -> Result<(), Failure> {
    let out = request.out;
    let named = out.extension().and_then(|extension| ChatFormat::of_extension(&extension.to_string_lossy()));
    if let (Some(named), Some(asked)) = (named, request.format)
        && named != asked
        && !out.is_dir()
    {
        return Err(Failure::new(format!(
            "{}: the name says {}, but --format says {}",
            out.display(),
            named.extension(),
            asked.extension()
        )));
    }
    let format = request.format.or(named).unwrap_or(ChatFormat::Json);
    let many = request.chat == ALL;
    if many && !out.is_dir() && (out.exists() || named.is_some()) {
        return Err(Failure::new(format!("{}: --chat all writes many files; name a folder", out.display())));
    }
    let mut document = scope::open_with(request.project, Columns { text: !request.mask })?;
    if request.mask {
        document = masked(&document, request.lang);
    }
    let project = &document.project;
    let groups: Vec<&Group> = match request.chat {
        ALL => project.groups.iter().collect(),
        name => {
            let by_id = project.groups.iter().find(|group| group.id.as_str() == name);
            vec![
                by_id
                    .or_else(|| only(&project.groups, name))
                    .ok_or_else(|| no_group(&project.groups, name))?,
            ]
        }
    };
    if groups.is_empty() {
        return Err(Failure::new("the project has no groups".to_owned()));
    }
    let chats = ChatLab::new(project, &document.log);
    let files: Vec<(PathBuf, &Group)> = if many || out.is_dir() {
        std::fs::create_dir_all(out).map_err(|error| {
            Failure::new(format!("{}: the folder cannot be made: {error}", out.display()))
        })?;
        named_files(out, &groups, format)
    } else {
        groups.iter().map(|&group| (out.to_owned(), group)).collect()
    };
    let now = chrono::Utc::now().timestamp();
    let mut new = Vec::new();
    for (path, group) in &files {
        let existed = path.exists();
        if let Err(error) = export::write_whole_with(path, |file| chats.write(group, format, now, file)) {
            new.iter().for_each(|made| drop(std::fs::remove_file(made)));
            return Err(Failure::new(format!("{}: cannot be written: {error}", path.display())));
        }
        if !existed {
            new.push(path);
        }
    }
    emit(files.iter().map(|(path, _)| path.display().to_string()).collect::<Vec<_>>().join("\n"))
}

/// The one group of that name; `None` when none or several have it.
fn only<'g>(groups: &'g [Group], name: &str) -> Option<&'g Group> {
    let mut same = groups.iter().filter(|group| group.name == name);
    same.next().filter(|_| same.next().is_none())
}

fn no_group(groups: &[Group], name: &str) -> Failure {
    let known: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
    Failure::new(format!("there is no group `{name}`\n  = groups of this project: {}", known.join(", ")))
}

/// A file for each group, named after it; groups whose names differ only in what file names cannot hold are numbered.
fn named_files<'g>(folder: &Path, groups: &[&'g Group], format: ChatFormat) -> Vec<(PathBuf, &'g Group)> {
    let mut taken = HashSet::new();
    let file = |&group: &&'g Group| {
        let stem = match export::file_stem(&group.name) {
            stem if stem.is_empty() => "chat".to_owned(),
            stem => stem,
        };
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        let free =
            std::iter::once(stem.clone()).chain(numbered).find(|name| taken.insert(name.to_lowercase()));
        (folder.join(format!("{}.{}", free.unwrap_or(stem), format.extension())), group)
    };
    groups.iter().map(file).collect()
}

/// The document with a pseudonym for everybody and without what was said.
fn masked(document: &Document, lang: Lang) -> Document {
    let activity = Activity::build(&document.project, &document.log);
    let input = Input { project: &document.project, activity: &activity };
    let width = activity.members.len().to_string().len().max(3);
    let (project, hidden) =
        mask(input, |number| lang.tf("mask.member", &[("n", &format!("{number:0width$}"))]));
    let mut members = Dictionary::default();
    let pseudonym = |name: &String| match activity.members.find(&MemberId::from(name.as_str())) {
        Some(code) => hidden.members.ids().get(code as usize).map_or("", MemberId::as_str).to_owned(),
        None => String::new(),
    };
    let codes: Vec<u32> =
        document.log.members.names().iter().map(|name| members.code(&pseudonym(name))).collect();
    let recode = |column: &[u32]| -> Vec<u32> {
        column.iter().map(|&code| codes.get(code as usize).copied().unwrap_or(code)).collect()
    };
    let log = MessageLog {
        member: recode(&document.log.member),
        mentioned: recode(&document.log.mentioned),
        members,
        text: None,
        ..MessageLog::clone(&document.log)
    };
    Document { project, log: Arc::new(log), sources: document.sources.clone() }
}
