//! Charts of a move that is being prepared: what the groups become, and whom to invite.

use super::Source;
use super::words::{person_tier, tier_name};
use crate::activity::LocalClock;
use crate::analytics::Rate;
use crate::analytics::structure::{DeclaredTiers, TargetReason, migration};
use crate::charts::{Cell, Column, Figure, Pick, Table, Tone, format};
use crate::i18n::Lang;

/// Why a group is the one to go to, in words.
pub fn target_reason(reason: TargetReason, lang: Lang) -> String {
    match reason {
        TargetReason::Chosen => lang.t("migration.chosen").to_owned(),
        TargetReason::Links(n) => lang.tf("migration.by_links", &[("n", &format::count(n))]),
        TargetReason::Present(n) => lang.tf("migration.by_presence", &[("n", &n)]),
        TargetReason::Room(n) => lang.tf("migration.by_room", &[("n", &n)]),
        TargetReason::Nowhere => lang.t("migration.nowhere").to_owned(),
    }
}

fn column(lang: Lang, key: &str, right: bool, weight: f32, spare: u8) -> Column {
    Column::new(lang.t(key), right, weight, spare)
}

/// `12 / 48 · 25.0%`.
fn share(part: u64, all: u64) -> String {
    let rate = Rate::new(part, all);
    format!("{} · {}", format::fraction(&rate), format::percent_whole(rate.value))
}

/// The closing groups: who comes along, with which links and orders.
pub fn closing(source: &Source<'_>) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let found = migration(input, source.scope);
    let columns = vec![
        column(lang, "column.closing", false, 1.4, 0),
        column(lang, "column.into", false, 1.4, 0),
        column(lang, "column.invited", true, 1.1, 0),
        column(lang, "column.left_behind", true, 0.8, 2),
        column(lang, "column.kept_links", true, 1.2, 1),
        column(lang, "column.kept_revenue", true, 1.4, 3),
    ];
    let currency = &input.project.currency;
    let rows = found.closing.iter().map(|group| {
        let money = match (group.kept_revenue, group.revenue) {
            (Some(kept), Some(all)) => {
                format!("{} / {}", format::money(kept, currency), format::money(all, currency))
            }
            _ => format::UNKNOWN.to_owned(),
        };
        let into = group.into.map_or(format::UNKNOWN.to_owned(), |into| input.group_name(into).to_owned());
        vec![
            Cell::new(input.group_name(group.group)),
            Cell::new(into),
            Cell::new(share(group.invited as u64, group.people as u64)),
            Cell::new(format::count((group.people - group.invited) as u64)),
            Cell::new(share(group.kept_pairs as u64, group.pairs as u64)),
            Cell::new(money),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let picks = found.closing.iter().map(|group| {
        let members = found.movers.iter().filter(|mover| mover.group == group.group && mover.into.is_some());
        let members: Vec<u32> = members.map(|mover| mover.member).collect();
        (!members.is_empty()).then(|| Pick::People { title: lang.t("column.invited").to_owned(), members })
    });
    let picks = picks.collect();
    let chart = Table { columns, rows, picks, empty: lang.t("migration.none").to_owned() };
    let note = lang.t("figure.migration_closing_note").to_owned();
    source.figure(
        "structure.migration_closing",
        lang.t("figure.migration_closing").to_owned(),
        note,
        Box::new(chart),
    )
}

/// The groups that people go to, before and after.
pub fn targets(source: &Source<'_>) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let found = migration(input, source.scope);
    let columns = vec![
        column(lang, "column.group", false, 1.4, 0),
        column(lang, "column.size_after", true, 1.3, 0),
        column(lang, "column.limit", false, 1.2, 0),
        column(lang, "column.tiers_before", true, 1.2, 3),
        column(lang, "column.tiers_after", true, 1.2, 2),
        column(lang, "column.tier_distance", true, 1.1, 1),
    ];
    let tiers = |tiers: &DeclaredTiers| {
        let known = format!("{} / {} / {}", tiers.core, tiers.middle, tiers.ordinary);
        if tiers.unset > 0 { format!("{known} + {}", tiers.unset) } else { known }
    };
    let rows = found.targets.iter().map(|target| {
        let over = target.after() > target.limit as usize;
        let limit = format::count(target.limit.into());
        let who = super::words::source_word(&target.limit_source, lang);
        vec![
            Cell::new(input.group_name(target.group)),
            Cell::new(format!(
                "{} → {}",
                format::count(target.before as u64),
                format::count(target.after() as u64)
            )),
            if over {
                let more = target.after() - target.limit as usize;
                Cell::tag(lang.tf("migration.over", &[("limit", &limit), ("n", &more)]), Tone::Bad, who)
            } else {
                Cell::tag(lang.tf("migration.within", &[("limit", &limit)]), Tone::Good, who)
            },
            Cell::new(tiers(&target.tiers_before)),
            Cell::new(tiers(&target.tiers_after)),
            Cell::new(format!(
                "{} → {}",
                format::ratio(target.distance_before),
                format::ratio(target.distance_after)
            )),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let picks = found.targets.iter().map(|target| {
        let title = lang.tf("migration.joining", &[("group", &input.group_name(target.group))]);
        (!target.joining.is_empty()).then(|| Pick::People { title, members: target.joining.clone() })
    });
    let picks = picks.collect();
    let chart = Table { columns, rows, picks, empty: lang.t("migration.none").to_owned() };
    let note = lang.t("figure.migration_note").to_owned();
    source.figure("structure.migration", lang.t("figure.migration").to_owned(), note, Box::new(chart))
}

/// Whom to invite, in the order in which they draw others along.
pub fn invitations(source: &Source<'_>) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let found = migration(input, source.scope);
    let columns = vec![
        column(lang, "column.order", true, 0.5, 0),
        column(lang, "column.member", false, 1.6, 0),
        column(lang, "column.pull", true, 0.9, 0),
        column(lang, "column.tier", false, 0.8, 2),
        column(lang, "column.closing", false, 1.3, 3),
        column(lang, "column.into", false, 1.3, 1),
    ];
    let rows = found.invitations.iter().enumerate().map(|(order, ask)| {
        vec![
            Cell::new((order + 1).to_string()),
            Cell::new(input.member_name(ask.member)),
            Cell::new(lang.tf("migration.pull", &[("n", &ask.pull), ("weight", &ask.weight)])),
            Cell::new(tier_name(person_tier(input, ask.member), lang)),
            Cell::new(input.group_name(ask.group)),
            Cell::new(input.group_name(ask.into)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let picks = found.invitations.iter().map(|ask| Some(Pick::Member(ask.member))).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("migration.nobody").to_owned() };
    let note = lang.t("figure.invitations_note").to_owned();
    source.figure("structure.invitations", lang.t("figure.invitations").to_owned(), note, Box::new(chart))
}

/// Who is invited nowhere.
pub fn left_behind(source: &Source<'_>) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let found = migration(input, source.scope);
    let behind = found.left_behind();
    let columns = vec![
        column(lang, "column.member", false, 1.6, 0),
        column(lang, "column.closing", false, 1.3, 2),
        column(lang, "column.tier", false, 0.8, 1),
        column(lang, "column.last_spoke", true, 1.0, 0),
        column(lang, "column.why", false, 1.4, 0),
    ];
    let mut clock = LocalClock::new(input.project.time_zone);
    let mut people: Vec<_> = found
        .movers
        .iter()
        .filter(|mover| mover.into.is_none() && behind.binary_search(&mover.member).is_ok())
        .collect();
    // Those who matter most stand first: who spoke last.
    people.sort_by_key(|mover| (std::cmp::Reverse(mover.last_spoke), mover.member));
    let rows = people.iter().map(|mover| {
        let last = mover.last_spoke.map(|at| format::date(crate::activity::date(clock.day_hour(at.0).0)));
        let why = if mover.exception {
            "migration.excepted"
        } else if !mover.active {
            "migration.silent"
        } else {
            "migration.nowhere"
        };
        vec![
            Cell::new(input.member_name(mover.member)),
            Cell::new(input.group_name(mover.group)),
            Cell::new(tier_name(person_tier(input, mover.member), lang)),
            Cell::new(last.unwrap_or_else(|| format::UNKNOWN.to_owned())),
            Cell::new(lang.t(why)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let picks = people.iter().map(|mover| Some(Pick::Member(mover.member))).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("migration.nobody_behind").to_owned() };
    let note = lang.tf("figure.left_behind_note", &[("n", &behind.len())]);
    source.figure("structure.left_behind", lang.t("figure.left_behind").to_owned(), note, Box::new(chart))
}
