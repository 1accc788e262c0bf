//! Words that several charts and pages share.

use crate::activity::LocalClock;
use crate::analytics::engagement::SilenceKind;
use crate::analytics::overview::{Action, ActionKind, DutyGap};
use crate::analytics::structure::{Comparison, Measure, Reason, ValueClass};
use crate::analytics::{Input, Scope};
use crate::charts::{Sheet, Tone, format};
use crate::i18n::Lang;
use crate::model::{MemberKind, OccasionKind, Role, SilentChoice, Tier};

/// The name of a tier; of people without one when `None`.
pub fn tier_name(tier: Option<Tier>, lang: Lang) -> &'static str {
    lang.t(match tier {
        Some(Tier::Core) => "tier.core",
        Some(Tier::Middle) => "tier.middle",
        Some(Tier::Ordinary) => "tier.ordinary",
        None => "tier.unset",
    })
}

/// Where somebody came from: the words of the program are translated, the operator's own stay as written.
pub fn channel_word(channel: &str, lang: Lang) -> String {
    let key = match channel {
        "" => "channel.unknown",
        "existing" => "channel.existing",
        "seed" => "channel.seed",
        "referral" => "channel.referral",
        "paid" => "channel.paid",
        "offline" => "channel.offline",
        own => return own.to_owned(),
    };
    lang.t(key).to_owned()
}

/// The declared tier of a member code.
pub(super) fn person_tier(input: Input<'_>, member: u32) -> Option<Tier> {
    input.project.members.get(member as usize).and_then(|member| member.tier)
}

/// The name of a role.
pub fn role_name(role: &Role, lang: Lang) -> String {
    let key = match role {
        Role::Soul => "role.soul",
        Role::Keeper => "role.keeper",
        Role::Designer => "role.designer",
        Role::Contributor => "role.contributor",
        Role::Planner => "role.planner",
        Role::Editor => "role.editor",
        Role::Admin => "role.admin",
        Role::Analyst => "role.analyst",
        Role::Service => "role.service",
        Role::Assistant => "role.assistant",
        Role::Other(name) => return name.clone(),
    };
    lang.t(key).to_owned()
}

/// What kind of thing happened.
pub fn occasion_kind(kind: OccasionKind, lang: Lang) -> &'static str {
    lang.t(match kind {
        OccasionKind::Offer => "occasion.offer",
        OccasionKind::Sharing => "occasion.sharing",
        OccasionKind::Offline => "occasion.offline",
        OccasionKind::Referral => "occasion.referral",
        OccasionKind::Ceremony => "occasion.ceremony",
        OccasionKind::RuleChange => "occasion.rule_change",
        OccasionKind::Push => "occasion.push",
        OccasionKind::Crisis => "occasion.crisis",
        OccasionKind::Other => "occasion.other",
    })
}

/// What was decided about somebody silent.
pub fn choice_name(choice: SilentChoice, lang: Lang) -> &'static str {
    lang.t(match choice {
        SilentChoice::Wake => "choice.wake",
        SilentChoice::LeaveAlone => "choice.leave",
        SilentChoice::Remove => "choice.remove",
    })
}

/// How somebody is silent.
pub fn silence_name(kind: SilenceKind, lang: Lang) -> &'static str {
    lang.t(match kind {
        SilenceKind::Never => "silence.never",
        SilenceKind::Silent => "silence.silent",
        SilenceKind::Dormant => "silence.dormant",
    })
}

/// The name of what stands behind an account.
pub fn kind_name(kind: MemberKind, lang: Lang) -> &'static str {
    lang.t(match kind {
        MemberKind::Person => "kind.person",
        MemberKind::Staff => "kind.staff",
        MemberKind::Bot => "kind.bot",
        MemberKind::Shill => "kind.shill",
    })
}

/// The name of a value class.
pub fn class_word(class: ValueClass, lang: Lang) -> &'static str {
    lang.t(match class {
        ValueClass::HighYield => "class.high_yield",
        ValueClass::General => "class.general",
        ValueClass::Junk => "class.junk",
        ValueClass::Dead => "class.dead",
    })
}

/// How good a value class is.
pub fn class_tone(class: ValueClass) -> Tone {
    match class {
        ValueClass::HighYield => Tone::Good,
        ValueClass::General => Tone::Neutral,
        ValueClass::Junk => Tone::Warning,
        ValueClass::Dead => Tone::Bad,
    }
}

/// Who set a threshold: the program's own defaults are translated, the operator's words stay as written.
pub fn source_word(text: &str, lang: Lang) -> String {
    match text {
        "default" => lang.t("source.default").to_owned(),
        "group" => lang.t("source.group").to_owned(),
        "article 000" => lang.t("source.article_000").to_owned(),
        "article 001" => lang.t("source.article_001").to_owned(),
        "article 002" => lang.t("source.article_002").to_owned(),
        "rule of thumb" => lang.t("source.rule_of_thumb").to_owned(),
        "article 004, indicative" => lang.t("source.article_004").to_owned(),
        own => own.to_owned(),
    }
}

/// One comparison behind a class, as a sentence.
pub fn reason_sentence(reason: &Reason, lang: Lang) -> String {
    let measure = lang.t(match reason.measure {
        Measure::ActiveRate => "measure.active_rate",
        Measure::LinkShare => "measure.link_share",
        Measure::CoreLinked => "measure.core_linked",
    });
    let side = lang.t(match reason.side {
        Comparison::Below => "side.below",
        Comparison::AtLeast => "side.at_least",
        Comparison::AtMost => "side.at_most",
        Comparison::Above => "side.above",
    });
    lang.tf(
        "reason.sentence",
        &[
            ("measure", &measure),
            ("value", &format::percent(Some(reason.value))),
            ("side", &side),
            ("threshold", &format::percent(Some(reason.threshold))),
            ("source", &source_word(&reason.source, lang)),
        ],
    )
}

/// What to do, as a sentence.
pub fn action_sentence(input: Input<'_>, action: &Action, lang: Lang) -> String {
    let mut group = action.group.map_or("", |group| input.group_name(group)).to_owned();
    let person = action.members.first().map_or("", |&member| input.member_name(member));
    let percent = format::percent(Some(action.value));
    let limit = format::percent_whole(Some(action.limit));
    let count = format::count(action.value as u64);
    let limit_count = format::count(action.limit as u64);
    let key = match action.kind {
        ActionKind::Cooling => "action.cooling",
        ActionKind::SoulSilent => "action.soul_silent",
        ActionKind::Advertising => "action.junk",
        ActionKind::Dead => "action.dead",
        ActionKind::BelowBand => "action.below",
        ActionKind::TooLarge => "action.too_large",
        ActionKind::DutyEmpty if matches!(action.gap, Some(DutyGap::Rota { name: Some(_), .. })) => {
            "action.duty_named"
        }
        ActionKind::DutyEmpty => "action.duty",
        ActionKind::ShiftsEmpty => "action.shifts",
    };
    let [mut date, mut why, mut name, mut slot] = [const { String::new() }; 4];
    match &action.gap {
        Some(DutyGap::Rota { name: of, uncovered, .. }) => {
            date = format::month_day(uncovered.week);
            why = super::uncovered_reason(uncovered, lang);
            name = of.clone().unwrap_or_default();
        }
        Some(DutyGap::Shifts { name: of, uncovered, .. }) => {
            date = format::month_day(uncovered.day);
            slot.clone_from(&uncovered.slot);
            group = super::group_of(input, &uncovered.group);
            name.clone_from(of);
        }
        None => {}
    }
    let text = lang.t(key);
    [
        ("group", group.as_str()),
        ("person", person),
        ("percent", &percent),
        ("limit", &limit),
        ("count", &count),
        ("limit_count", &limit_count),
        ("date", &date),
        ("why", &why),
        ("name", &name),
        ("slot", &slot),
    ]
    .into_iter()
    .fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// A list of people with what is known of each: what every number on screen opens, and its CSV.
///
/// Messages are those of the scope; the last words are the last known anywhere.
pub fn people_sheet(input: Input<'_>, scope: &Scope, members: &[u32], lang: Lang) -> Sheet {
    let header = [
        "column.id",
        "column.member",
        "column.tier",
        "column.roles",
        "column.kind",
        "column.groups",
        "column.messages",
        "column.last_spoke",
    ];
    let wanted: std::collections::HashMap<u32, usize> =
        members.iter().enumerate().map(|(row, &member)| (member, row)).collect();
    let mut messages = vec![0_u64; members.len()];
    for &group in &scope.groups {
        for cell in input.activity.days_of(group, scope.from, scope.to) {
            if let Some(&row) = wanted.get(&cell.member) {
                messages[row] += u64::from(cell.messages);
            }
        }
    }
    let mut groups: Vec<Vec<&str>> = vec![Vec::new(); members.len()];
    for stay in input.project.memberships.iter().filter(|stay| stay.left.is_none()) {
        let row = input.activity.members.find(&stay.member).and_then(|code| wanted.get(&code));
        if let (Some(&row), Some(group)) = (row, input.activity.groups.find(&stay.group)) {
            groups[row].push(input.group_name(group));
        }
    }
    let mut last = vec![None; members.len()];
    for span in &input.activity.spans {
        if let Some(&row) = wanted.get(&span.member) {
            last[row] = last[row].max(Some(span.last.0));
            let name = input.group_name(span.group);
            if groups[row].is_empty() {
                groups[row].push(name);
            }
        }
    }
    let mut clock = LocalClock::new(input.project.time_zone);
    let rows = members
        .iter()
        .enumerate()
        .map(|(row, &code)| {
            let member = input.project.members.get(code as usize);
            let roles = member.map_or(String::new(), |member| {
                member.roles.iter().map(|role| role_name(role, lang)).collect::<Vec<_>>().join("; ")
            });
            groups[row].dedup();
            vec![
                input.activity.members.id(code).map_or(String::new(), |id| id.0.clone()),
                input.member_name(code).to_owned(),
                tier_name(member.and_then(|member| member.tier), lang).to_owned(),
                roles,
                kind_name(input.kind(code), lang).to_owned(),
                groups[row].join("; "),
                messages[row].to_string(),
                last[row]
                    .map_or(String::new(), |at| format::date(crate::activity::date(clock.day_hour(at).0))),
            ]
        })
        .collect();
    Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows }
}
