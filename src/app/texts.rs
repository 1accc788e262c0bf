//! The texts of an open project: read when somebody looks at what was said, and kept until log, people or rules change.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::Loaded;
use crate::activity::Activity;
use crate::activity::said::Said;
use crate::log::MessageLog;
use crate::model::{MemberKind, Project, Role};

/// Where the texts of a log are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TextsAt {
    /// With the log in memory, or nowhere.
    Memory,
    /// In the file that the log was read from without them.
    File(PathBuf),
}

impl TextsAt {
    /// Where those of an open project are.
    pub(super) fn of(loaded: &Loaded) -> Self {
        let (document, saved) = (&loaded.document, &loaded.saved);
        let as_saved = document.log.text.is_none() && Arc::ptr_eq(&document.log, &saved.log);
        let folder = loaded.path.as_ref().filter(|_| as_saved).and_then(|path| {
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            real.parent().map(std::path::Path::to_owned)
        });
        match (folder, &saved.sources.messages) {
            (Some(folder), Some(name)) => Self::File(folder.join(name)),
            _ => Self::Memory,
        }
    }
}

/// What every message is, worked out once when first asked for.
#[derive(Debug)]
pub(super) struct Texts {
    at: TextsAt,
    said: OnceLock<Said>,
}

impl Texts {
    pub(super) fn new(at: TextsAt) -> Self {
        Self { at, said: OnceLock::new() }
    }

    /// True when nothing that classes rest on differs.
    pub(super) fn serves(&self, at: &TextsAt, before: &Project, now: &Project) -> bool {
        fn people(project: &Project) -> impl Iterator<Item = (MemberKind, &[Role])> {
            project.members.iter().map(|member| (member.kind, member.roles.as_slice()))
        }
        self.at == *at
            && before.content == now.content
            && (Arc::ptr_eq(&before.members, &now.members) || people(before).eq(people(now)))
    }

    /// The classes; a file that cannot be read any more has no texts. Whoever asks while another works waits for it.
    pub(super) fn said(
        &self,
        project: &Project,
        activity: &Activity,
        log: &MessageLog,
        progress: &dyn Fn(f32),
    ) -> &Said {
        self.said.get_or_init(|| {
            let read = match &self.at {
                TextsAt::Memory => None,
                TextsAt::File(path) => Said::read(project, activity, path, progress).ok(),
            };
            read.unwrap_or_else(|| Said::of(project, activity, log))
        })
    }
}
