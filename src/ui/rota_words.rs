//! Rules of a rota as sentences.

use crate::charts::format;
use crate::i18n::Lang;
use crate::model::Rota;
use crate::planner::check::YearViolation;
use crate::planner::edit::Refused;
use crate::planner::year::Shortage;

/// Weeks named in one sentence.
const MOST_NAMED: usize = 6;

/// A rule that is broken: by whom, when. `who` names a person by the position in the problem.
pub fn broken(lang: Lang, rota: &Rota, who: impl Fn(usize) -> String, violation: &YearViolation) -> String {
    use YearViolation as V;
    let day = |week: u32| format::month_day(rota.week_days(week).0);
    match *violation {
        V::Away { person, week } => {
            lang.tf("plan.broken_away", &[("name", &who(person)), ("week", &day(week))])
        }
        V::TwiceInWeek { person, week } => {
            lang.tf("plan.broken_twice", &[("name", &who(person)), ("week", &day(week))])
        }
        V::TooManyWeeks { person, weeks, most } => {
            lang.tf("plan.broken_cap", &[("name", &who(person)), ("n", &weeks), ("most", &most)])
        }
        V::NotRested { person, week, least, .. } | V::GapTooShort { person, second: week, least, .. } => {
            lang.tf("plan.broken_gap", &[("name", &who(person)), ("week", &day(week)), ("n", &least)])
        }
        V::TooManyInRow { person, weeks, most, .. } => {
            lang.tf("plan.broken_row", &[("name", &who(person)), ("n", &weeks), ("most", &most)])
        }
        V::NewcomersAlone { week, .. } => lang.tf("plan.broken_newcomer", &[("week", &day(week))]),
        V::WrongWeeks { .. }
        | V::WrongSeats { .. }
        | V::UnknownPerson { .. }
        | V::LockBroken { .. }
        | V::EmptySeat { .. } => format!("{violation:?}"),
    }
}

/// Why a change is refused.
pub fn refused(lang: Lang, why: Refused) -> &'static str {
    lang.t(match why {
        Refused::Locked => "edit.error.locked",
        Refused::Nobody => "edit.error.closed_week",
        Refused::Taken => "edit.error.on_duty",
        Refused::Unknown => "edit.error.no_person",
    })
}

/// Weeks that cannot all be filled.
pub fn shortage(lang: Lang, rota: &Rota, shortage: &Shortage) -> String {
    let days: Vec<String> = (shortage.weeks.iter().take(MOST_NAMED))
        .map(|&week| format::month_day(rota.week_days(week).0))
        .collect();
    let mut weeks = days.join(lang.t("plan.joint"));
    if shortage.weeks.len() > MOST_NAMED {
        weeks = lang.tf("plan.and_more", &[("weeks", &weeks), ("n", &shortage.weeks.len())]);
    }
    if shortage.people.is_empty() {
        return lang.tf("plan.short_nobody", &[("weeks", &weeks)]);
    }
    let (people, missing) = (shortage.people.len(), shortage.missing);
    lang.tf("plan.short", &[("weeks", &weeks), ("people", &people), ("n", &missing)])
}
