//! Keeps open windows at the same people where their codes changed.

use super::Dialog;
use crate::activity::Activity;

/// A person who was only in the chat and is given a tier moves up into the member list, and others move with them; two
/// that were merged are one. Windows about people who are gone close.
pub(super) fn follow_people(dialogs: &mut Vec<Dialog>, before: &Activity, now: &Activity) {
    if before.members == now.members {
        return;
    }
    let code_now = |code: u32| now.members.find(before.members.id(code)?);
    dialogs.retain_mut(|dialog| match dialog {
        Dialog::Member(member) => match code_now(*member) {
            Some(code) => {
                *member = code;
                true
            }
            None => false,
        },
        Dialog::Merge { member, other } => {
            let both = code_now(*member).map(|code| (code, other.and_then(code_now)));
            if let Some((code, second)) = both {
                (*member, *other) = (code, second);
            }
            both.is_some_and(|(code, second)| second != Some(code))
        }
        Dialog::People { members, .. } => {
            *members = members.iter().filter_map(|&member| code_now(member)).collect();
            true
        }
        _ => true,
    });
}
