//! The made-up portfolio: the same everywhere, of the size that was asked for, and consistent in itself.

mod shape;
mod stories;
mod world;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use qunce::log::NO_REPLY;
use qunce::model::{GroupId, MemberId};
use qunce::project_file::Document;
use qunce::synth::{SynthError, SynthOptions, portfolio, stories as planted};

use world::WORLD;

#[test]
fn the_same_options_give_the_same_document_and_another_seed_another() {
    let small = SynthOptions { messages: 3_000, members: 1_200, ..SynthOptions::default() };
    let document = portfolio(&small).unwrap();
    assert!(document == portfolio(&small).unwrap());
    let other = portfolio(&SynthOptions { seed: 7, ..small }).unwrap();
    assert_ne!(document.log.at, other.log.at);
}

#[test]
fn chance_falls_the_same_way_everywhere() {
    let document = &WORLD.document;
    let sum = |values: &mut dyn Iterator<Item = u64>| {
        values.fold(0xcbf2_9ce4_8422_2325_u64, |hash, value| (hash ^ value).wrapping_mul(0x0100_0000_01b3))
    };
    let times = sum(&mut document.log.at.iter().map(|&at| at as u64));
    let members = sum(&mut document.log.member.iter().map(|&member| u64::from(member)));
    let texts = sum(&mut document.log.chars.iter().map(|&chars| u64::from(chars)));
    assert_eq!((times, members, texts), FINGERPRINT);
}

/// Times, senders and lengths of the default portfolio. Changing the generator changes it; a platform, a compiler or a
/// new version of a crate must not.
const FINGERPRINT: (u64, u64, u64) =
    (9_991_514_076_648_903_765, 14_761_274_962_905_447_551, 3_581_799_674_116_667_920);

#[test]
fn sizes_are_as_asked() {
    let project = &WORLD.document.project;
    assert_eq!(WORLD.document.log.len(), 155_000);
    assert_eq!((project.members.len(), project.groups.len()), (2_500, 12));
    let (first, last) = WORLD.activity.range.unwrap();
    assert_eq!((first, last), (WORLD.end - 364, WORLD.end));
    for (options, what) in [
        (SynthOptions { messages: 10, members: 3, groups: 1, days: 1, ..SynthOptions::default() }, "tiny"),
        (SynthOptions { messages: 0, members: 1, groups: 1, days: 1, ..SynthOptions::default() }, "silent"),
        (
            SynthOptions { messages: 500, members: 40, groups: 40, days: 10, ..SynthOptions::default() },
            "thin",
        ),
        (
            SynthOptions { messages: 900, members: 1_100, groups: 2, days: 40, ..SynthOptions::default() },
            "short",
        ),
        (
            SynthOptions { messages: 5_000, members: 60, groups: 3, days: 1_500, ..SynthOptions::default() },
            "long",
        ),
        (
            SynthOptions {
                messages: 2_000,
                members: 3_000,
                groups: 30,
                days: 365,
                ..SynthOptions::default()
            },
            "wide",
        ),
    ] {
        let document = portfolio(&options).unwrap();
        assert_eq!(document.log.len(), options.messages, "{what}");
        assert_eq!(document.project.members.len(), options.members, "{what}");
        assert_eq!(document.project.groups.len(), options.groups, "{what}");
        hangs_together(&document);
    }
}

#[test]
fn what_makes_no_portfolio_is_refused() {
    let with = |change: fn(&mut SynthOptions)| {
        let mut options = SynthOptions::default();
        change(&mut options);
        assert_eq!(planted(&options).err(), portfolio(&options).err());
        portfolio(&options).err()
    };
    assert_eq!(with(|options| options.members = 0), Some(SynthError::Empty));
    assert_eq!(with(|options| options.groups = 0), Some(SynthError::Empty));
    assert_eq!(with(|options| options.days = 0), Some(SynthError::Empty));
    let refused = with(|options| options.groups = 3_000);
    assert_eq!(refused, Some(SynthError::MoreGroupsThanMembers { groups: 3_000, members: 2_500 }));
    assert!(matches!(with(|options| options.days = 5_000), Some(SynthError::TooLong { .. })));
    assert!(matches!(with(|options| options.messages = usize::MAX), Some(SynthError::TooMany { .. })));
    assert!(matches!(with(|options| options.end = NaiveDate::MIN), Some(SynthError::Dates { .. })));
    assert!(matches!(with(|options| options.end = NaiveDate::MAX), Some(SynthError::Dates { .. })));
}

#[test]
fn everything_named_exists_and_who_speaks_is_there() {
    hangs_together(&WORLD.document);
}

fn hangs_together(document: &Document) {
    let (project, log) = (&document.project, &document.log);
    let members: HashSet<&MemberId> = project.members.iter().map(|member| &member.id).collect();
    let groups: HashSet<&GroupId> = project.groups.iter().map(|group| &group.id).collect();
    let accounts: HashSet<_> = project.accounts.iter().map(|account| &account.id).collect();
    assert_eq!(members.len(), project.members.len());
    assert!(project.groups.iter().filter_map(|group| group.account.as_ref()).all(|id| accounts.contains(id)));
    assert!(
        project.accounts.iter().filter_map(|account| account.parent.as_ref()).all(|id| accounts.contains(id))
    );
    let inviters = project.members.iter().filter_map(|member| member.inviter.as_ref());
    assert!(
        inviters
            .chain(project.memberships.iter().filter_map(|stay| stay.inviter.as_ref()))
            .all(|id| members.contains(id))
    );
    assert!(
        project.memberships.iter().all(|stay| members.contains(&stay.member) && groups.contains(&stay.group))
    );
    assert!(project.events.iter().all(|event| members.contains(&event.member)));
    assert!(project.events.iter().filter_map(|event| event.group.as_ref()).all(|id| groups.contains(id)));
    assert!(project.orders.iter().all(|order| members.contains(&order.member)));
    assert!(project.orders.iter().filter_map(|order| order.group.as_ref()).all(|id| groups.contains(id)));
    let orders: HashSet<&str> = project.orders.iter().map(|order| order.id.as_str()).collect();
    assert_eq!(orders.len(), project.orders.len());
    for rota in &project.rotas {
        let candidates: HashSet<&MemberId> =
            rota.candidates.iter().map(|candidate| &candidate.member).collect();
        assert!(candidates.iter().all(|id| members.contains(*id)));
        assert!(rota.duties.iter().all(|duty| candidates.contains(&duty.member) && duty.week < rota.weeks));
    }

    let mut stays: HashMap<(&str, &str), (NaiveDate, NaiveDate)> = HashMap::new();
    for stay in project.memberships.iter() {
        let days = (stay.joined.unwrap_or(NaiveDate::MIN), stay.left.unwrap_or(NaiveDate::MAX));
        assert!(days.0 < days.1);
        let seen = stays.insert((stay.group.as_str(), stay.member.as_str()), days);
        assert!(seen.is_none(), "two stays of {} in {}", stay.member, stay.group);
    }
    for roster in project.rosters.iter() {
        let expected = stays.iter().filter(|((group, _), (joined, left))| {
            *group == roster.group.as_str() && *joined <= roster.date && *left > roster.date
        });
        assert_eq!(expected.count(), roster.members.len(), "{} on {}", roster.group, roster.date);
        for member in &roster.members {
            let (joined, left) = stays[&(roster.group.as_str(), member.as_str())];
            assert!(joined <= roster.date && left > roster.date);
        }
    }
    assert!(log.at.is_sorted() && log.ids.is_sorted());
    let rows: HashMap<u64, usize> = log.ids.iter().enumerate().map(|(row, &id)| (id, row)).collect();
    for row in 0..log.len() {
        let message = (log.groups.name(log.group[row]), log.members.name(log.member[row]));
        let (joined, left) = stays[&message];
        let at = log.message(row).at.local(project.time_zone).date();
        assert!(joined <= at && at < left, "{message:?} on {at}");
        for &mentioned in log.mentions(row) {
            assert!(members.contains(&MemberId::from(log.members.name(mentioned))));
        }
        if log.reply_to[row] != NO_REPLY {
            let answered = rows[&log.reply_to[row]];
            assert!(answered < row && log.group[answered] == log.group[row]);
            assert_ne!(log.member[answered], log.member[row]);
        }
    }
}
