//! Charts of the experiments: the arms side by side, what may be said, and when one may look.

use super::Source;
use crate::analytics::Rate;
use crate::analytics::experiment::{
    Arm, Boundary, Conclusion, CoursePoint, ExperimentResult, LOOKS, Posterior, Share, Test, chance_better,
    critical, fisher_p, holm, lift_test, look_people, newcombe, passed_looks, pooled_z, spending_boundary,
    two_sided_p,
};
use crate::analytics::interval::Z_95;
use crate::charts::{Cell, Column, Figure, Pick, SequentialChart, SequentialPoint, Table, Tone, format};
use crate::i18n::Lang;

fn column(source: &Source<'_>, key: &str, right: bool, weight: f32, spare: u8) -> Column {
    Column::new(source.lang.t(key), right, weight, spare)
}

fn unknown() -> String {
    format::UNKNOWN.to_owned()
}

/// A z statistic with its sign.
fn signed(z: f64) -> String {
    format!("{}{:.2}", if z < 0.0 { "−" } else { "" }, z.abs())
}

/// A share as percentage points with a sign.
fn points(share: f64) -> String {
    let sign = if share < 0.0 { "−" } else { "+" };
    format!("{sign}{:.1}", share.abs() * 100.0)
}

/// What may be said of an experiment, in one plain sentence.
pub fn verdict_sentence(result: &ExperimentResult, lang: Lang) -> String {
    let arm = |arm: usize| result.arms.get(arm).map_or("", |arm| arm.name.as_str());
    let control = arm(0);
    let said = |key: &str, place: usize, difference: f64, interval: [f64; 2]| {
        let [low, high] = interval.map(points);
        lang.tf(
            key,
            &[
                ("arm", &arm(place)),
                ("control", &control),
                ("difference", &format!("{:.1}", difference.abs() * 100.0)),
                ("low", &low),
                ("high", &high),
            ],
        )
    };
    match result.conclusion {
        Conclusion::NoData => lang.t("verdict.no_data").to_owned(),
        Conclusion::SampleRatioMismatch { p } => {
            lang.tf("verdict.mismatch", &[("p", &format::p_relation(p))])
        }
        Conclusion::NeedsMore { people, planned } => lang
            .tf("verdict.needs_more", &[("n", &format::count(people)), ("planned", &format::count(planned))]),
        Conclusion::NoPlan { arm, difference, interval } => said(
            if difference > 0.0 { "verdict.no_plan_more" } else { "verdict.no_plan_less" },
            arm,
            difference,
            interval,
        ),
        Conclusion::NoDifference { detectable } => match detectable {
            Some(share) => lang.tf("verdict.none_above", &[("points", &format!("{:.1}", share * 100.0))]),
            None => lang.t("verdict.none").to_owned(),
        },
        Conclusion::Better { arm, difference, interval, .. } => {
            said("verdict.better", arm, difference, interval)
        }
        Conclusion::Worse { arm, difference, interval, .. } => {
            said("verdict.worse", arm, difference, interval)
        }
    }
}

/// Tone of the sentence.
pub fn verdict_tone(result: &ExperimentResult) -> Tone {
    match result.conclusion {
        Conclusion::Better { .. } => Tone::Good,
        Conclusion::Worse { .. } | Conclusion::SampleRatioMismatch { .. } => Tone::Bad,
        Conclusion::NeedsMore { .. } | Conclusion::NoPlan { .. } => Tone::Warning,
        Conclusion::NoData | Conclusion::NoDifference { .. } => Tone::Neutral,
    }
}

fn found<'a>(source: &Source<'a>, id: &str) -> Option<&'a ExperimentResult> {
    source.panels.funnel.experiments.iter().find(|result| result.id.as_str() == id)
}

/// Fisher where fewer than five are expected in a cell; else the pooled z.
fn chance(control: Share, arm: Share) -> (f64, Test) {
    match crate::analytics::experiment::compare(&[control, arm]) {
        Some(one) if one.test == Test::Fisher => (fisher_p(control, arm).unwrap_or(1.0), Test::Fisher),
        _ => (pooled_z(control, arm).map_or(1.0, two_sided_p), Test::Z),
    }
}

/// The arms of one experiment.
pub fn arms(source: &Source<'_>, id: &str) -> Option<Figure> {
    let (lang, result) = (source.lang, found(source, id)?);
    let columns = vec![
        column(source, "arm.name", false, 0.9, 0),
        column(source, "arm.rate", true, 1.4, 0),
        column(source, "arm.interval", true, 1.3, 3),
        column(source, "arm.difference", true, 1.7, 0),
        column(source, "arm.lift", true, 1.5, 4),
        column(source, "arm.p", true, 1.1, 1),
        column(source, "arm.better", true, 0.9, 2),
    ];
    let shares: Vec<Share> = result.arms.iter().map(|arm| (arm.successes, arm.people)).collect();
    let control = shares.first().copied();
    let tests: Vec<(f64, Test)> = match control {
        Some(control) => shares.iter().skip(1).map(|&arm| chance(control, arm)).collect(),
        None => Vec::new(),
    };
    let adjusted = holm(&tests.iter().map(|test| test.0).collect::<Vec<_>>());
    let mut rows = Vec::new();
    for (place, arm) in result.arms.iter().enumerate() {
        let rate = Rate::new(arm.successes, arm.people);
        let share = (arm.successes, arm.people);
        let against = control.filter(|_| place > 0);
        let difference = against.and_then(|control| {
            let of = |(part, whole): Share| part as f64 / whole.max(1) as f64;
            newcombe(control, share, Z_95).map(|[low, high]| {
                let change = points(of(share) - of(control));
                lang.tf(
                    "funnel.points",
                    &[("change", &change), ("low", &points(low)), ("high", &points(high))],
                )
            })
        });
        let lift = against.and_then(|control| lift_test(control, share, 0.95)).map(|lift| {
            let [low, high] = lift.interval.map(points);
            let change = format!("{}%", points(lift.estimate));
            lang.tf("funnel.points", &[("change", &change), ("low", &low), ("high", &high)])
        });
        let p = place.checked_sub(1).and_then(|other| Some((adjusted.get(other)?, tests.get(other)?.1))).map(
            |(p, test)| {
                let test = lang.t(if test == Test::Fisher { "arm.fisher" } else { "arm.z" });
                format!("{} {test}", format::p_value(*p))
            },
        );
        let better =
            against.and_then(|control| Some(chance_better(Posterior::new(control)?, Posterior::new(share)?)));
        rows.push(vec![
            Cell::new(&arm.name),
            Cell::new(format!("{} ({})", format::percent(rate.value), format::fraction(&rate)))
                .opens(lang.tf("arm.reached", &[("arm", &arm.name)]), arm.reached.clone()),
            Cell::new(arm.interval.map_or(unknown(), |[low, high]| {
                format!("{} – {}", format::percent(Some(low)), format::percent(Some(high)))
            })),
            Cell::new(difference.unwrap_or_else(unknown)),
            Cell::new(lift.unwrap_or_else(unknown)),
            Cell::new(p.unwrap_or_else(unknown)),
            Cell::new(format::percent(better)),
        ]);
    }
    let ratio = result.sample_ratio_p.map_or(unknown(), |p| format!("p {}", format::p_relation(p)));
    let note = match result.by_groups {
        true => lang.tf("arm.note_groups", &[("n", &format::count(result.in_several.len() as u64))]),
        false => lang.tf("arm.note", &[("ratio", &ratio)]),
    };
    let pick = |arm: &Arm| {
        let people = Pick::People { title: arm.name.clone(), members: arm.members.clone() };
        (!arm.members.is_empty()).then_some(people)
    };
    let picks = result.arms.iter().map(pick).collect();
    let chart = Table { columns, picks, rows, empty: lang.t("verdict.no_data").to_owned() };
    let title = format!("{} · {}", result.name, lang.t("figure.arms"));
    // The verdict leaves with the picture.
    let note = format!("{} · {note}", verdict_sentence(result, lang));
    Some(source.figure(&format!("funnel.arms.{id}"), title, note, Box::new(chart)))
}

/// Member codes of everybody in an arm, ascending.
fn everybody(result: &ExperimentResult) -> Vec<u32> {
    let mut members: Vec<u32> = result.exposures.iter().map(|one| one.member).collect();
    members.sort_unstable();
    members
}

/// The statistic on its way between the bounds of the planned looks; `None` without a plan or without two arms.
pub fn sequential(source: &Source<'_>, id: &str) -> Option<Figure> {
    let (lang, result) = (source.lang, found(source, id)?);
    let planned = result.planned_per_arm?;
    let bounds = critical(result.arms.len().saturating_sub(1).max(1))?;
    let name = |arm: usize| result.arms.get(arm).map_or(String::new(), |arm| arm.name.clone());
    let compared = result.arms.iter().position(|arm| Some(&arm.name) == result.compared.as_ref());
    let passed = passed_looks(&result.course, &bounds, planned);
    let point = |point: &CoursePoint| SequentialPoint {
        day: crate::activity::date(point.day),
        control: point.control,
        arm: point.arm,
        z: point.z,
    };
    let inside = |arm: usize| arm == 0 || Some(arm) == compared;
    let chart = SequentialChart {
        control: name(0),
        arm: name(compared.unwrap_or(1)),
        planned: planned.into(),
        course: result.course.iter().map(point).collect(),
        passed: passed.iter().map(|look| (look.look - 1, look.point, look.reached)).collect(),
        bounds,
        members: result.exposures.iter().filter(|one| inside(one.arm)).map(|one| one.member).collect(),
    };
    let title = format!("{} · {}", result.name, lang.t("figure.sequential"));
    let verdict = verdict_sentence(result, lang);
    let mut note = format!("{verdict} · {}", lang.tf("look.sequential_note", &[("looks", &LOOKS)]));
    if result.by_groups {
        note = format!("{note} · {}", lang.t("look.groups_note"));
    }
    Some(source.figure(&format!("funnel.sequential.{id}"), title, note, Box::new(chart)))
}

/// How far apart arms must be at each of five looks, and where the comparison stands; `None` without a plan.
pub fn looks(source: &Source<'_>, id: &str) -> Option<Figure> {
    let (lang, result) = (source.lang, found(source, id)?);
    let planned_per_arm = result.planned_per_arm?;
    let planned = u64::from(planned_per_arm);
    let bounds = critical(result.arms.len().saturating_sub(1).max(1))?;
    let smallest = result.arms.iter().map(|arm| arm.people).min().unwrap_or(0);
    let columns = vec![
        column(source, "look.people", true, 1.2, 0),
        column(source, "look.part", true, 0.8, 1),
        column(source, "look.critical", true, 1.0, 0),
        column(source, "look.z", true, 1.0, 0),
        column(source, "look.says", false, 1.6, 0),
    ];
    let read = passed_looks(&result.course, &bounds, planned_per_arm);
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (look, critical) in bounds.iter().enumerate() {
        let part = (look + 1) as f64 / LOOKS as f64;
        let people = look_people(planned_per_arm, look + 1);
        let passed = smallest >= people;
        let read = read.iter().find(|read| read.look == look + 1);
        let z = read.and_then(|read| result.course.get(read.point)?.z);
        rows.push(vec![
            Cell::new(format::count(people)),
            Cell::new(format::percent_whole(Some(part))),
            Cell::new(format!("{critical:.2}")),
            Cell::new(z.map_or(unknown(), signed)),
            match read {
                Some(read) if read.reached => Cell::tag(lang.t("look.reached"), Tone::Good, ""),
                _ => Cell::new(lang.t(if passed { "look.passed" } else { "look.ahead" })),
            },
        ]);
    }
    // Now: one look at whatever came, by spending the chance of a false alarm up to here.
    if let (Some(z), true, true) = (result.z, smallest > 0 && planned > 0, result.arms.len() == 2) {
        let part = (smallest as f64 / planned as f64).min(1.0);
        let times = if part < 1.0 { vec![part, 1.0] } else { vec![1.0] };
        if let Some(&critical) =
            spending_boundary(Boundary::ObrienFleming, &times, 0.05).as_deref().and_then(<[f64]>::first)
        {
            let (key, tone) = if z.abs() >= critical {
                ("look.reached", Tone::Good)
            } else {
                ("look.not_reached", Tone::Neutral)
            };
            rows.push(vec![
                Cell::new(lang.tf("look.now", &[("n", &format::count(smallest))]))
                    .opens(&result.name, everybody(result)),
                Cell::new(format::percent_whole(Some(part))),
                // As far out as no chance worth a digit is spent yet.
                Cell::new(if critical >= 9.0 { "≥ 9".to_owned() } else { format!("{critical:.2}") }),
                Cell::new(signed(z)),
                Cell::tag(lang.t(key), tone, ""),
            ]);
        }
    }
    let chart = Table { columns, picks: vec![None; rows.len()], rows, empty: String::new() };
    let title = format!("{} · {}", result.name, lang.t("figure.looks"));
    Some(source.figure(&format!("funnel.looks.{id}"), title, lang.t("look.note").to_owned(), Box::new(chart)))
}
