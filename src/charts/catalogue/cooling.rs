//! Charts of evaporative cooling: who leaves, and whether it is those that the others came for.

use super::Source;
use super::words::{person_tier, tier_name};
use crate::activity::{LocalClock, day};
use crate::analytics::structure::{
    CoolingVerdict, Cure, CureKind, GroupCooling, GroupStructure, PERMUTATIONS, group_structure, scissors,
};
use crate::charts::{
    Advice, AdviceLine, Cell, Column, Figure, Pick, Scissors, Table, Tone, Waterfall, WaterfallRow, format,
};
use crate::i18n::Lang;

/// The name of a verdict.
pub fn verdict_word(verdict: CoolingVerdict, lang: Lang) -> &'static str {
    lang.t(match verdict {
        CoolingVerdict::Cooling => "cooling.yes",
        CoolingVerdict::Leaning => "cooling.leaning",
        CoolingVerdict::NotCooling => "cooling.no",
        CoolingVerdict::NobodyLeft => "cooling.nobody_left",
        CoolingVerdict::Unknown => "cooling.unknown",
    })
}

fn verdict_tone(verdict: CoolingVerdict) -> Tone {
    match verdict {
        CoolingVerdict::Cooling => Tone::Bad,
        CoolingVerdict::Leaning => Tone::Warning,
        CoolingVerdict::NotCooling | CoolingVerdict::NobodyLeft => Tone::Good,
        CoolingVerdict::Unknown => Tone::Neutral,
    }
}

/// What to do, as it stands in the plan, and why.
pub fn cure_sentence(cure: &Cure, lang: Lang) -> (String, String) {
    let (text, why) = match cure.kind {
        CureKind::TalkToSilent => ("cure.talk", "cure.talk_why"),
        CureKind::AskBack => ("cure.ask_back", "cure.ask_back_why"),
        CureKind::BringLeaders => ("cure.leaders", "cure.leaders_why"),
        CureKind::SetThreshold => ("cure.threshold", "cure.threshold_why"),
        CureKind::HoldInvites => ("cure.hold", "cure.hold_why"),
        CureKind::StopAds => ("cure.ads", "cure.ads_why"),
        CureKind::WriteRules => ("cure.rules", "cure.rules_why"),
        CureKind::PutOnDuty => ("cure.duty", "cure.duty_why"),
    };
    let count = |value: f64| format::count(value.max(0.0) as u64);
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("n", &count(cure.value)),
        ("limit", &count(cure.limit)),
        ("signed", &format!("{:+.2}", cure.value).replace('-', "−")),
        ("percent", &format::percent(Some(cure.value))),
        ("limit_percent", &format::percent_whole(Some(cure.limit))),
    ];
    (lang.tf(text, &values), lang.tf(why, &values))
}

fn result(source: &Source<'_>, group: u32) -> Option<GroupStructure> {
    let place = source.scope.groups.iter().position(|&code| code == group);
    match place.and_then(|place| source.structure().groups.get(place)) {
        Some(result) => Some(result.clone()),
        None => group_structure(source.input, group, source.scope),
    }
}

/// The two periods that the test compares, in words; the period of the scope when there was none.
fn periods(source: &Source<'_>, group: u32, cooling: &GroupCooling) -> String {
    let name = source.input.group_name(group);
    match (cooling.before, cooling.after) {
        (Some([a, b]), Some([c, d])) => {
            format!("{name} · {} → {}", format::period(a, b, source.lang), format::period(c, d, source.lang))
        }
        _ => format!("{name} · {}", source.period_words()),
    }
}

/// Month by month, those who then left against those who stayed.
pub fn blades(source: &Source<'_>, group: u32) -> Option<Figure> {
    source.input.activity.groups.id(group)?;
    let lang = source.lang;
    let points = scissors(source.input, group, source.scope);
    let days = source.input.project.thresholds.silent_days.value;
    let note = lang.tf("figure.scissors_note", &[("days", &days)]);
    let period = points.first().zip(points.last()).map(|(first, last)| {
        format::period(crate::activity::date(first.from), crate::activity::date(last.to), lang)
    });
    let chart = Scissors { points };
    let mut figure =
        source.figure("structure.scissors", lang.t("figure.scissors").to_owned(), note, Box::new(chart));
    let period = period.unwrap_or_else(|| source.period_words());
    figure.subtitle = format!("{} · {period}", source.input.group_name(group));
    Some(figure)
}

/// The mean before and after, and what moved it.
pub fn parts(source: &Source<'_>, group: u32) -> Option<Figure> {
    let lang = source.lang;
    let result = result(source, group)?;
    let cooling = &result.cooling;
    let test = &cooling.test;
    let row = |key: &str, means: &str, value, step, members| WaterfallRow {
        label: lang.t(key).to_owned(),
        detail: lang.tf(
            means,
            &[
                ("before", &(test.stayers + test.leavers)),
                ("leavers", &test.leavers),
                ("stayers", &test.stayers),
                ("newcomers", &test.newcomers),
                ("after", &(test.stayers + test.newcomers)),
            ],
        ),
        value,
        step,
        members,
    };
    let left: Vec<u32> = cooling.left.iter().map(|leaver| leaver.member).collect();
    let rows = vec![
        row("cooling.before", "cooling.before_means", test.mean_before, false, Vec::new()),
        row("cooling.exit", "cooling.exit_means", test.exit_selection, true, left),
        row("cooling.within", "cooling.within_means", test.within, true, Vec::new()),
        row("cooling.entry", "cooling.entry_means", test.entry, true, Vec::new()),
        row("cooling.after", "cooling.after_means", test.mean_after, false, Vec::new()),
    ];
    let chart = Waterfall { rows, sentences: sentences(cooling, lang) };
    let note = lang.t("figure.cooling_note").to_owned();
    let mut figure =
        source.figure("structure.cooling", lang.t("figure.cooling").to_owned(), note, Box::new(chart));
    figure.subtitle = periods(source, group, cooling);
    Some(figure)
}

/// What the test says of a group, in whole sentences.
pub fn sentences(cooling: &GroupCooling, lang: Lang) -> Vec<String> {
    let test = &cooling.test;
    let mut found = vec![format!(
        "{}{}",
        lang.t("cooling.verdict"),
        lang.t(match cooling.verdict() {
            CoolingVerdict::Cooling => "cooling.sentence_yes",
            CoolingVerdict::Leaning if test.leavers < 5 => "cooling.sentence_few",
            CoolingVerdict::Leaning => "cooling.sentence_chance",
            CoolingVerdict::NotCooling => "cooling.sentence_no",
            CoolingVerdict::NobodyLeft => "cooling.sentence_nobody",
            CoolingVerdict::Unknown => "cooling.sentence_unknown",
        })
    )];
    if let (Some(p), Some(auc)) = (test.p, test.auc) {
        // One relabelling counts as the observed one itself.
        let times = (p * f64::from(PERMUTATIONS + 1)).round() - 1.0;
        found.push(lang.tf(
            "cooling.sentence_p",
            &[
                ("auc", &format::percent_whole(Some(auc))),
                ("leavers", &test.leavers),
                ("times", &format::count(times.max(0.0) as u64)),
                ("all", &format::count(PERMUTATIONS.into())),
                ("p", &format::p_relation(p)),
            ],
        ));
    }
    let diluted = test.entry.zip(test.exit_selection).is_some_and(|(entry, exit)| entry < exit.min(0.0));
    if diluted && cooling.verdict() != CoolingVerdict::Cooling {
        found.push(lang.t("cooling.sentence_diluted").to_owned());
    }
    found
}

/// Who was lost, the most valued first.
pub fn people(source: &Source<'_>, group: u32) -> Option<Figure> {
    let (input, lang) = (source.input, source.lang);
    let result = result(source, group)?;
    let cooling = &result.cooling;
    let before = cooling.test.stayers + cooling.test.leavers;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.member", false, 1.6, 0),
        column("column.received_before", true, 1.0, 0),
        column("column.rank_then", true, 1.0, 3),
        column("column.standing", false, 1.0, 5),
        column("column.tier", false, 0.8, 2),
        column("column.last_spoke", true, 1.1, 1),
        column("column.days_since", true, 0.8, 4),
        column("column.whereabouts", false, 1.0, 0),
    ];
    let mut clock = LocalClock::new(input.project.time_zone);
    let rows = cooling.left.iter().map(|leaver| {
        let last = leaver.last_spoke.map(|at| clock.day_hour(at.0).0);
        let place = |key, tone| Cell::tag(lang.t(key), tone, String::new());
        vec![
            Cell::new(input.member_name(leaver.member)),
            Cell::new(format::count(leaver.value as u64)),
            Cell::new(format!("{} / {}", leaver.rank, format::count(before as u64))),
            if leaver.above_mean {
                place("standing.high", Tone::Bad)
            } else {
                Cell::new(lang.t("standing.low"))
            },
            Cell::new(tier_name(person_tier(input, leaver.member), lang)),
            Cell::new(
                last.map_or(format::UNKNOWN.to_owned(), |day| format::date(crate::activity::date(day))),
            ),
            Cell::new(
                last.map_or(format::UNKNOWN.to_owned(), |day| (source.scope.to - day).max(0).to_string()),
            ),
            if leaver.still_here {
                place("whereabouts.silent", Tone::Warning)
            } else {
                place("whereabouts.left", Tone::Neutral)
            },
        ]
    });
    let rows: Vec<_> = rows.collect();
    let picks = cooling.left.iter().map(|leaver| Some(Pick::Member(leaver.member))).collect();
    let valued = cooling.left.iter().filter(|leaver| leaver.above_mean).count();
    let mean = cooling.test.mean_before.map_or(format::UNKNOWN.to_owned(), |mean| format!("{mean:.1}"));
    let note = lang.tf(
        "figure.cooling_people_note",
        &[("n", &cooling.left.len()), ("valued", &valued), ("mean", &mean)],
    );
    let chart = Table { columns, rows, picks, empty: lang.t("cooling.nobody_lost").to_owned() };
    let mut figure = source.figure(
        "structure.cooling_people",
        lang.t("figure.cooling_people").to_owned(),
        note,
        Box::new(chart),
    );
    figure.subtitle = periods(source, group, cooling);
    Some(figure)
}

/// All groups with what the test says of each.
pub fn groups(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.group", false, 1.8, 0),
        column("column.cooling", false, 1.0, 0),
        column("column.lost", true, 1.2, 0),
        column("column.leavers_mean", true, 1.0, 3),
        column("column.stayers_mean", true, 1.0, 4),
        column("column.exit", true, 1.0, 2),
        column("column.dilution", true, 1.0, 5),
        column("column.p", true, 0.8, 1),
    ];
    let mut lines: Vec<_> = source
        .structure()
        .groups
        .iter()
        .zip(&source.scope.groups)
        .map(|(result, &code)| (result.cooling.verdict(), code, &result.cooling))
        .collect();
    lines.sort_by(|a, b| {
        let p = |cooling: &GroupCooling| cooling.test.p.unwrap_or(2.0);
        a.0.cmp(&b.0).then(p(a.2).total_cmp(&p(b.2))).then(a.1.cmp(&b.1))
    });
    let decimal =
        |value: Option<f64>| value.map_or(format::UNKNOWN.to_owned(), |value| format!("{value:.1}"));
    let signed = |value: Option<f64>| {
        value.map_or(format::UNKNOWN.to_owned(), |value| format!("{value:+.2}").replace('-', "−"))
    };
    let rows = lines.iter().map(|(verdict, code, cooling)| {
        let test = &cooling.test;
        let stayers_mean = test.mean_before.zip(test.exit_selection).map(|(mean, exit)| mean + exit);
        let leavers_mean = stayers_mean.zip(test.leaver_minus_stayer).map(|(mean, more)| mean + more);
        let lost = match cooling.basis {
            Some(_) if test.leavers + test.stayers > 0 => format!(
                "{} / {}",
                format::count(test.leavers as u64),
                format::count((test.leavers + test.stayers) as u64)
            ),
            _ => format::UNKNOWN.to_owned(),
        };
        let reason = sentences(cooling, lang).join("\n");
        vec![
            Cell::new(source.input.group_name(*code)),
            Cell::tag(verdict_word(*verdict, lang), verdict_tone(*verdict), reason),
            Cell::new(lost),
            Cell::new(decimal(leavers_mean)),
            Cell::new(decimal(stayers_mean)),
            Cell::new(signed(test.exit_selection)),
            Cell::new(signed(test.entry)),
            Cell::new(test.p.map_or(format::UNKNOWN.to_owned(), format::p_value)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let picks = lines.iter().map(|(_, code, _)| Some(Pick::Group(*code))).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("empty.no_groups").to_owned() };
    let note = lang.t("figure.cooling_groups_note").to_owned();
    source.figure(
        "structure.cooling_groups",
        lang.t("figure.cooling_groups").to_owned(),
        note,
        Box::new(chart),
    )
}

/// What to do about a group, with the reasons and the people; `None` for a group that does not cool.
pub fn cures(source: &Source<'_>, group: u32) -> Option<Figure> {
    let (input, lang) = (source.input, source.lang);
    let result = result(source, group)?;
    if result.cures.is_empty() {
        return None;
    }
    let lines = result.cures.iter().map(|cure| {
        let (text, why) = cure_sentence(cure, lang);
        let names: Vec<&str> = cure.members.iter().map(|&member| input.member_name(member)).collect();
        AdviceLine { text, why, names: names.join("; "), members: cure.members.clone() }
    });
    let chart = Advice { lines: lines.collect() };
    let note = lang.t("cure.source").to_owned();
    let mut figure =
        source.figure("structure.cures", lang.t("figure.cures").to_owned(), note, Box::new(chart));
    figure.subtitle = periods(source, group, &result.cooling);
    Some(figure)
}

/// What the operator has decided to do.
pub fn plan(source: &Source<'_>) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.todo", false, 3.0, 0),
        column("column.group", false, 1.2, 2),
        column("column.whom", false, 1.4, 4),
        column("column.due", false, 0.9, 1),
        column("column.done", false, 0.9, 0),
        column("column.created", false, 0.9, 3),
    ];
    let until = input.activity.range.map_or(source.scope.to, |(_, last)| last);
    let rows = input.project.plan.iter().map(|item| {
        let group = item.group.as_ref().map_or(String::new(), |id| {
            input.activity.groups.find(id).map_or(id.0.clone(), |code| input.group_name(code).to_owned())
        });
        let name = |id| input.matched(id).map_or(id.0.clone(), |code| input.member_name(code).to_owned());
        let names: Vec<String> = item.people.iter().map(name).collect();
        let late = item.done.is_none() && item.due.is_some_and(|due| day(due) < until);
        let due = item.due.map_or(String::new(), format::date);
        vec![
            Cell::new(&item.text),
            Cell::new(group),
            Cell::new(names.join("; ")),
            if late { Cell::tag(due, Tone::Warning, lang.t("plan_item.late")) } else { Cell::new(due) },
            Cell::new(item.done.map_or(String::new(), format::date)),
            Cell::new(format::date(item.created)),
        ]
    });
    let rows: Vec<_> = rows.collect();
    let picks = input
        .project
        .plan
        .iter()
        .map(|item| {
            let members: Vec<u32> = item.people.iter().filter_map(|id| input.matched(id)).collect();
            (!members.is_empty()).then(|| Pick::People { title: item.text.clone(), members })
        })
        .collect();
    let chart = Table { columns, rows, picks, empty: lang.t("plan_item.none").to_owned() };
    source.figure("overview.plan", lang.t("figure.plan").to_owned(), String::new(), Box::new(chart))
}
