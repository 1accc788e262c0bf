//! Members made one and taken apart again. Messages, stays, orders and all else keep the id they came with: an alias
//! stands for the member wherever they are read, and a split loses nothing.

use std::sync::Arc;

use super::edit::EditError;
use crate::model::{Decision, Given, Mark, Member, MemberId, MemberKind, Merged, Project};

/// Makes the others aliases of `keep`; what they were is remembered for a split.
///
/// # Errors
/// When nobody else is named, or one of them stands for `keep` already.
pub(super) fn merge(project: &mut Project, keep: &MemberId, others: &[MemberId]) -> Result<(), EditError> {
    if others.is_empty() || others.contains(keep) {
        return Err(EditError::SamePerson);
    }
    let members = Arc::make_mut(&mut project.members);
    let mut kept = take(members, keep);
    for other in others {
        if kept.1.aliases.contains(other) {
            continue;
        }
        let (_, other) = take(members, other);
        let gave = give(&other, &mut kept.1);
        project.merged.retain(|merged| merged.member.id != other.id);
        project.merged.push(Merged { member: other, gave });
    }
    let place = kept.0.unwrap_or(members.len()).min(members.len());
    members.insert(place, kept.1);
    Ok(())
}

/// Takes an alias out of a member, with what it brought and its own aliases.
///
/// # Errors
/// When there is no such member or alias.
pub(super) fn split(project: &mut Project, member: &MemberId, alias: &MemberId) -> Result<(), EditError> {
    let members = Arc::make_mut(&mut project.members);
    let kept = members.iter_mut().find(|kept| kept.id == *member).ok_or(EditError::NoPerson)?;
    let place = kept.aliases.iter().position(|known| known == alias).ok_or(EditError::NoPerson)?;
    kept.aliases.remove(place);
    let merged = project.merged.iter().position(|merged| merged.member.id == *alias);
    let back = match merged.map(|place| project.merged.remove(place)) {
        Some(Merged { member: back, gave }) => {
            kept.aliases.retain(|known| !back.aliases.contains(known));
            take_back(&gave, &back, kept);
            back
        }
        None => {
            kept.names_seen.retain(|name| name != alias.as_str());
            Member { id: alias.clone(), name: alias.0.clone(), ..Member::default() }
        }
    };
    members.push(back);
    Ok(())
}

/// Makes a name that was seen for a member a member of its own, who has it as id: what is brought in under that name
/// from now on, and what the log has under it, is theirs.
///
/// # Errors
/// When the member is gone or has not had that name, or somebody has that id.
pub(super) fn split_name(project: &mut Project, member: &MemberId, name: &str) -> Result<(), EditError> {
    let id = MemberId(name.to_owned());
    if project.members.iter().any(|known| known.id == id || known.aliases.contains(&id)) {
        return Err(EditError::SamePerson);
    }
    let members = Arc::make_mut(&mut project.members);
    let kept = members.iter_mut().find(|kept| kept.id == *member).ok_or(EditError::NoPerson)?;
    let place = kept.names_seen.iter().position(|seen| seen == name).ok_or(EditError::NoPerson)?;
    kept.names_seen.remove(place);
    members.push(Member { id, name: name.to_owned(), ..Member::default() });
    Ok(())
}

/// Keeps what the operator said to a guess, and makes the member what it was confirmed to be.
pub(super) fn decide(project: &mut Project, mark: &Mark) {
    project.marks.retain(|known| (&known.member, known.kind) != (&mark.member, mark.kind));
    project.marks.push(mark.clone());
    if mark.decision == Decision::Confirmed {
        let members = Arc::make_mut(&mut project.members);
        let (place, mut member) = take(members, &mark.member);
        member.kind = mark.kind;
        members.insert(place.unwrap_or(members.len()).min(members.len()), member);
    }
}

/// The record of a member, taken out of the list, and where it stood; a new one for an id that only the chat knows.
fn take(members: &mut Vec<Member>, id: &MemberId) -> (Option<usize>, Member) {
    match members.iter().position(|member| member.id == *id) {
        Some(place) => (Some(place), members.remove(place)),
        None => (None, Member { id: id.clone(), name: id.0.clone(), ..Member::default() }),
    }
}

/// Adds to `kept` what it lacks; returns what was added.
fn give(other: &Member, kept: &mut Member) -> Given {
    let mut gave = Given::default();
    for name in std::iter::once(&other.name).chain(&other.names_seen) {
        if *name != kept.name && !kept.names_seen.contains(name) {
            kept.names_seen.push(name.clone());
            gave.names_seen.push(name.clone());
        }
    }
    kept.aliases.push(other.id.clone());
    kept.aliases.extend(other.aliases.iter().cloned());
    gave.roles = add(&other.roles, &mut kept.roles);
    gave.tags = add(&other.tags, &mut kept.tags);
    for (field, value) in &other.profile {
        if !kept.profile.contains_key(field) {
            kept.profile.insert(field.clone(), value.clone());
            gave.profile.push(field.clone());
        }
    }
    if kept.kind.is_person() && !other.kind.is_person() {
        kept.kind = other.kind;
        gave.kind = true;
    }
    if kept.tier.is_none() && other.tier.is_some() {
        kept.tier = other.tier;
        gave.tier = true;
    }
    if kept.source.is_none() && other.source.is_some() {
        kept.source.clone_from(&other.source);
        gave.source = true;
    }
    // Nobody invites themselves.
    if kept.inviter.as_ref().is_some_and(|inviter| kept.aliases.contains(inviter)) {
        kept.inviter = None;
        gave.invited = true;
    }
    let stranger = |id: &MemberId| *id != kept.id && !kept.aliases.contains(id);
    if kept.inviter.is_none() && other.inviter.as_ref().is_some_and(stranger) {
        kept.inviter.clone_from(&other.inviter);
        gave.inviter = true;
    }
    gave
}

fn add<T: PartialEq + Clone>(from: &[T], to: &mut Vec<T>) -> Vec<T> {
    let new: Vec<T> = from.iter().filter(|item| !to.contains(item)).cloned().collect();
    to.extend(new.iter().cloned());
    new
}

fn take_back(gave: &Given, other: &Member, kept: &mut Member) {
    kept.names_seen.retain(|name| !gave.names_seen.contains(name));
    kept.roles.retain(|role| !gave.roles.contains(role));
    kept.tags.retain(|tag| !gave.tags.contains(tag));
    kept.profile
        .retain(|field, value| !gave.profile.contains(field) || other.profile.get(field) != Some(value));
    if gave.kind && kept.kind == other.kind {
        kept.kind = MemberKind::Person;
    }
    if gave.tier && kept.tier == other.tier {
        kept.tier = None;
    }
    if gave.source && kept.source == other.source {
        kept.source = None;
    }
    if gave.inviter && kept.inviter == other.inviter {
        kept.inviter = None;
    }
    if gave.invited && kept.inviter.is_none() {
        kept.inviter = Some(other.id.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Activity;
    use crate::app::Edit;
    use crate::log::LogBuilder;
    use crate::model::{Message, Tier, Timestamp};

    fn project() -> Project {
        let member = |id: &str, name: &str| Member { id: id.into(), name: name.into(), ..Member::default() };
        let mut ann = member("a", "Ann");
        ann.inviter = Some("b".into());
        let mut bea = member("b", "Bea");
        bea.tier = Some(Tier::Core);
        bea.names_seen = vec!["Ann".into(), "Bee".into()];
        bea.profile = [("region".to_owned(), "上海".to_owned())].into();
        let cy = member("c", "Cy");
        Project { members: Arc::new(vec![ann, bea, cy]), ..Project::default() }
    }

    fn merge_of(keep: &str, others: &[&str]) -> Edit {
        Edit::MergeMembers { keep: keep.into(), others: others.iter().map(|&id| id.into()).collect() }
    }

    fn messages(project: &Project) -> Vec<(String, u32)> {
        let mut builder = LogBuilder::default();
        for (id, member) in ["a", "b", "c", "b"].into_iter().enumerate() {
            builder.push(&Message {
                id: id as u64,
                at: Timestamp(id as i64 * 1000),
                group: "g".into(),
                member: member.into(),
                kind: Default::default(),
                chars: Some(1),
                reply_to: None,
                mentions: vec![],
                text: None,
            });
        }
        let activity = Activity::build(project, &builder.finish());
        let id = |span: &crate::activity::Span| activity.members.id(span.member).unwrap().0.clone();
        activity.spans.iter().map(|span| (id(span), span.messages)).collect()
    }

    fn counted(of: &[(&str, u32)]) -> Vec<(String, u32)> {
        of.iter().map(|&(id, count)| (id.to_owned(), count)).collect()
    }

    #[test]
    fn merged_members_count_as_one_and_a_split_gives_everything_back() {
        let before = project();
        let merged = merge_of("a", &["b"]).apply(&before).unwrap().unwrap();
        let ann = merged.member(&"a".into()).unwrap();
        assert_eq!(
            (ann.aliases.len(), ann.tier, ann.names_seen.as_slice()),
            (1, Some(Tier::Core), ["Bea".to_owned(), "Bee".to_owned()].as_slice())
        );
        assert_eq!(ann.inviter, None, "nobody invites themselves");
        assert_eq!(messages(&merged), counted(&[("a", 3), ("c", 1)]));

        let split =
            Edit::SplitMember { member: "a".into(), alias: "b".into() }.apply(&merged).unwrap().unwrap();
        assert_eq!(messages(&split), counted(&[("a", 1), ("c", 1), ("b", 2)]));
        let sorted = |project: &Project| {
            let mut members = project.members.to_vec();
            members.sort_by(|one, two| one.id.cmp(&two.id));
            members
        };
        assert_eq!(sorted(&split), sorted(&before));
        assert!(split.merged.is_empty());
    }

    #[test]
    fn a_chain_of_merges_comes_apart_one_by_one() {
        let one = merge_of("b", &["c"]).apply(&project()).unwrap().unwrap();
        let all = merge_of("a", &["b"]).apply(&one).unwrap().unwrap();
        assert_eq!(messages(&all), counted(&[("a", 4)]));
        let back = Edit::SplitMember { member: "a".into(), alias: "b".into() }.apply(&all).unwrap().unwrap();
        assert_eq!(messages(&back), counted(&[("a", 1), ("b", 3)]));
        let back = Edit::SplitMember { member: "b".into(), alias: "c".into() }.apply(&back).unwrap().unwrap();
        assert_eq!(messages(&back), counted(&[("a", 1), ("b", 2), ("c", 1)]));
    }

    #[test]
    fn counts_made_before_a_merge_do_not_fit_after_it() {
        let before =
            Project { members: Arc::new(vec![Member { id: "a".into(), ..Member::default() }]), ..project() };
        let activity = Activity::build(&before, &Default::default());
        assert!(activity.fits(&before));
        // Somebody whom only the chat knows: the list of members stays as long as it was.
        let merged = merge_of("a", &["x"]).apply(&before).unwrap().unwrap();
        assert!(!activity.fits(&merged));
        assert!(Activity::build(&merged, &Default::default()).fits(&merged));
    }

    #[test]
    fn nobody_is_merged_with_themselves_and_strangers_are_not_split() {
        assert_eq!(merge_of("a", &["a"]).apply(&project()), Err(EditError::SamePerson));
        let split = Edit::SplitMember { member: "a".into(), alias: "zoe".into() };
        assert_eq!(split.apply(&project()), Err(EditError::NoPerson));
        let name = |name: &str| Edit::SplitName { member: "b".into(), name: name.into() };
        assert_eq!(name("Cy").apply(&project()), Err(EditError::NoPerson));
        let next = name("Bee").apply(&project()).unwrap().unwrap();
        assert_eq!(next.member(&"b".into()).unwrap().names_seen, ["Ann"]);
        assert_eq!(next.member(&"Bee".into()).unwrap().name, "Bee");
    }

    #[test]
    fn a_confirmed_guess_sets_the_kind_and_a_refused_one_only_is_kept() {
        let decide = |decision| {
            Edit::DecideMark(Mark {
                member: "c".into(),
                kind: MemberKind::Bot,
                reason: "bot_account".into(),
                decision,
            })
        };
        let bot = decide(Decision::Confirmed).apply(&project()).unwrap().unwrap();
        assert_eq!(bot.member(&"c".into()).unwrap().kind, MemberKind::Bot);
        let person = decide(Decision::Refused).apply(&project()).unwrap().unwrap();
        assert_eq!(person.member(&"c".into()).unwrap().kind, MemberKind::Person);
        assert_eq!(person.marks.len(), 1);
    }
}
