//! What a rota says in words: effects, requests, gaps.

use crate::analytics::Input;
use crate::analytics::rotation::{Change, RotaReadout, Uncovered, WeekEffect};
use crate::charts::{Tone, format, signed_percent};
use crate::holidays;
use crate::i18n::Lang;
use crate::model::{Closing, RequestState, Rota, SwapRequest, Wanted};

/// The effect of a duty week in words: speakers, then messages.
pub fn effect_words(effect: &WeekEffect, lang: Lang) -> String {
    let change = |change: Option<Change>| match change {
        None => format::UNKNOWN.to_owned(),
        Some(change) => lang.tf(
            "effect.change",
            &[
                ("change", &signed_percent(change.ratio)),
                ("low", &signed_percent(change.low)),
                ("high", &signed_percent(change.high)),
            ],
        ),
    };
    if effect.neighbours == 0 {
        return lang.t("effect.no_neighbour").to_owned();
    }
    lang.tf(
        "effect.words",
        &[
            ("speakers", &effect.speakers),
            ("usual", &format!("{:.0}", effect.usual_speakers)),
            ("change", &change(effect.speaker_change)),
            ("messages", &effect.messages),
            ("usual_messages", &format!("{:.0}", effect.usual_messages)),
            ("message_change", &change(effect.message_change)),
            ("n", &effect.neighbours),
        ],
    )
}

/// Key of the state of a request, with its tone; an open one whose person has left the seat is out of date.
pub fn request_state(rota: &Rota, request: &SwapRequest) -> (&'static str, Tone) {
    use RequestState as S;
    match request.state {
        S::Accepted => ("request.accepted", Tone::Good),
        S::Declined => ("request.declined", Tone::Neutral),
        S::Open if rota.open_request(request.week, request.seat) == Some(request) => {
            ("request.open", Tone::Warning)
        }
        S::Open => ("request.stale", Tone::Neutral),
    }
}

/// What a request asks for, in words.
pub fn request_words(input: Input<'_>, rota: &Rota, request: &SwapRequest, lang: Lang) -> String {
    use Wanted as W;
    match &request.wanted {
        W::Swap { week, seat } => {
            let number = lang.tf("week.number", &[("n", &(week + 1))]);
            let there = rota.duty(*week, *seat);
            let name =
                there.map_or(lang.t("plan.nobody").to_owned(), |duty| super::name_of(input, &duty.member));
            let day = format::month_day(rota.week_days(*week).0);
            lang.tf("request.swap_with", &[("week", &format!("{number} · {day}")), ("name", &name)])
        }
        W::Take(member) => lang.tf("request.taken_by", &[("name", &super::name_of(input, member))]),
        W::Replacement => lang.t("request.replacement").to_owned(),
    }
}

/// Why a seat is empty, in words.
pub fn uncovered_reason(week: &Uncovered, lang: Lang) -> String {
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("away", &week.away), ("cap", &week.at_cap), ("free", &week.available)];
    lang.tf(if week.available == 0 { "uncovered.nobody" } else { "uncovered.open" }, &values)
}

/// What else is wrong with the rota, as sentences.
pub fn rotation_warnings(input: Input<'_>, readout: &RotaReadout, lang: Lang) -> Vec<String> {
    readout
        .consecutive
        .iter()
        .map(|pair| {
            let code = input.activity.members.find(&pair.member);
            let name = code.map_or(pair.member.as_str(), |code| input.member_name(code));
            lang.tf("rotation.consecutive", &[("name", &name), ("date", &format::month_day(pair.week))])
        })
        .collect()
}

/// A holiday in words: as the file names it, or the name of the festival.
pub fn closing_words(closing: &Closing, lang: Lang) -> String {
    closing.festival.map_or(closing.name.clone(), |festival| lang.t(festival.key()).to_owned())
}

/// Zones of mainland China, where the public holidays are named on calendars.
const CHINA: [chrono_tz::Tz; 5] = [
    chrono_tz::Asia::Shanghai,
    chrono_tz::Asia::Chongqing,
    chrono_tz::Asia::Harbin,
    chrono_tz::Asia::Urumqi,
    chrono_tz::PRC,
];

/// True where the calendar names Chinese public holidays: the project lives in China, or the rota keeps them.
pub fn follows_china(zone: chrono_tz::Tz, rota: &Rota) -> bool {
    in_china(zone) || rota.public_holidays.is_some()
}

/// True for a zone of mainland China.
pub fn in_china(zone: chrono_tz::Tz) -> bool {
    CHINA.contains(&zone)
}

/// The public holiday of a day in words, a worked weekend day as such; the lunar new year where nothing else is known.
pub fn public_words(date: chrono::NaiveDate, lang: Lang) -> Option<String> {
    match holidays::china(date) {
        Some(day) if day.off && holidays::is_lunar_new_year(date) => {
            Some(lang.t("festival.lunar_new_year").to_owned())
        }
        Some(day) if day.off => Some(lang.t(day.festival.key()).to_owned()),
        Some(_) => Some(lang.t("festival.worked").to_owned()),
        None => holidays::is_lunar_new_year(date).then(|| lang.t("festival.lunar_new_year").to_owned()),
    }
}

/// Where the public holidays are from.
pub fn holiday_note(lang: Lang) -> String {
    let until = holidays::published().map_or(format::UNKNOWN.to_owned(), |(_, last)| format::date(last));
    lang.tf("festival.note", &[("date", &until)])
}
