//! Rules of a week of shifts as sentences.

use crate::charts::{format, weekday_words};
use crate::i18n::Lang;
use crate::model::SlotDemand;
use crate::planner::check::WeekViolation;
use crate::planner::edit::Refused;
use crate::planner::explain::{Empty, WayOut, WeekBlock};
use crate::schedule::ShiftBoard;

/// Ways to fill a slot that are told.
const MOST_WAYS: usize = 3;

/// A day and slot in words, without the group.
pub fn place(lang: Lang, board: &ShiftBoard, day: u32, slot: u32) -> String {
    let week = board.week();
    let part = week.slots.get(slot as usize).map_or("", |slot| slot.name.as_str());
    let date = week.date(day);
    let weekday = weekday_words(date, lang);
    format!("{weekday} {} {part}", format::month_day(date))
}

/// A rule that is broken: by whom, when. `who` names a person by the position on the board.
pub fn broken(lang: Lang, board: &ShiftBoard, who: &dyn Fn(usize) -> String, rule: &WeekViolation) -> String {
    use WeekViolation as V;
    let at = |cell: usize| {
        let place_of = |found: &SlotDemand| place(lang, board, found.day, found.slot);
        board.places().get(cell).map_or(format::UNKNOWN.to_owned(), place_of)
    };
    match *rule {
        V::LacksRole { admin, cell } => {
            lang.tf("shifts.broken_role", &[("name", &who(admin)), ("place", &at(cell))])
        }
        V::Away { admin, cell } => {
            lang.tf("shifts.broken_away", &[("name", &who(admin)), ("place", &at(cell))])
        }
        V::OverDemand { cell, found, demand } => {
            lang.tf("shifts.broken_over", &[("place", &at(cell)), ("n", &found), ("wanted", &demand)])
        }
        V::TooManyAtOnce { admin, day, slot, groups, most } => lang.tf(
            "shifts.broken_at_once",
            &[
                ("name", &who(admin)),
                ("place", &place(lang, board, day, slot)),
                ("n", &groups),
                ("most", &most),
            ],
        ),
        V::NoRest { admin, day } => {
            let last = board.week().slots.len().saturating_sub(1) as u32;
            lang.tf("shifts.broken_rest", &[("name", &who(admin)), ("place", &place(lang, board, day, last))])
        }
        V::TooManySlots { admin, slots, most } => {
            lang.tf("shifts.broken_slots", &[("name", &who(admin)), ("n", &slots), ("most", &most)])
        }
        V::TooManyGroups { admin, groups, most } => {
            lang.tf("shifts.broken_groups", &[("name", &who(admin)), ("n", &groups), ("most", &most)])
        }
        V::TooManyDaysInRow { admin, days, most, .. } => {
            lang.tf("shifts.broken_days", &[("name", &who(admin)), ("n", &days), ("most", &most)])
        }
        V::OverBudget { pay, budget } => {
            let units = |amount| crate::model::Money(amount).to_string();
            lang.tf("shifts.broken_budget", &[("pay", &units(pay)), ("budget", &units(budget))])
        }
        V::WrongCells { .. } | V::UnknownAdmin { .. } | V::TwiceInCell { .. } | V::LockBroken { .. } => {
            format!("{rule:?}")
        }
    }
}

/// Why a change is refused.
pub fn refused(lang: Lang, why: Refused) -> &'static str {
    lang.t(match why {
        Refused::Locked => "edit.error.locked",
        Refused::Nobody => "shifts.nobody_wanted",
        Refused::Taken => "shifts.there_already",
        Refused::Unknown => "edit.error.no_person",
    })
}

/// How many people a rule keeps out.
fn block(lang: Lang, block: WeekBlock, people: u32) -> String {
    let key = match block {
        WeekBlock::Away => "plan.block_away",
        WeekBlock::Slots => "plan.block_cap",
        WeekBlock::Groups => "shifts.block_groups",
        WeekBlock::DaysInRow => "shifts.block_days",
        WeekBlock::AtOnce => "shifts.block_at_once",
        WeekBlock::Rest => "plan.block_gap",
        WeekBlock::Budget => "shifts.block_budget",
        WeekBlock::Role => "shifts.block_role",
        WeekBlock::ThereAlready => "shifts.block_there",
    };
    lang.tf(key, &[("n", &people)])
}

/// A way to fill a slot; `None` for one that nobody can ask for.
fn way(lang: Lang, who: &dyn Fn(usize) -> String, way: &WayOut<WeekBlock>) -> Option<String> {
    let key = match way.lift {
        None => "plan.way_free",
        Some(WeekBlock::Away) => "shifts.way_away",
        Some(WeekBlock::Slots) => "shifts.way_slots",
        Some(WeekBlock::Groups) => "shifts.way_groups",
        Some(WeekBlock::DaysInRow) => "shifts.way_days",
        Some(WeekBlock::AtOnce) => "shifts.way_at_once",
        Some(WeekBlock::Rest) => "shifts.way_rest",
        Some(WeekBlock::Budget) => "shifts.way_budget",
        Some(WeekBlock::Role) => "shifts.way_role",
        Some(WeekBlock::ThereAlready) => return None,
    };
    let limit = match way.lift {
        Some(WeekBlock::Budget) => crate::model::Money(way.limit.unwrap_or(0)).to_string(),
        _ => way.limit.unwrap_or(0).to_string(),
    };
    Some(lang.tf(key, &[("name", &who(way.person)), ("n", &limit)]))
}

/// What keeps a slot short of people and the cheapest ways to fill it.
pub fn why_empty(lang: Lang, who: &dyn Fn(usize) -> String, why: &Empty<WeekBlock>) -> Vec<String> {
    let mut lines = Vec::new();
    // Whoever is there already is not kept out.
    let kept_out = why.blocked.iter().filter(|(rule, _)| **rule != WeekBlock::ThereAlready);
    let blocked: Vec<String> = kept_out.map(|(rule, people)| block(lang, *rule, *people)).collect();
    if !blocked.is_empty() {
        lines.push(lang.tf("plan.blocked", &[("list", &blocked.join(lang.t("plan.joint")))]));
    }
    let ways: Vec<String> =
        why.ways.iter().filter_map(|found| way(lang, who, found)).take(MOST_WAYS).collect();
    if ways.is_empty() {
        lines.push(lang.t("plan.no_way").to_owned());
    }
    lines.extend(ways);
    lines
}
