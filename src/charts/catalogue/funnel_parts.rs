//! One funnel from closer by: its steps, its parts, its trend, its times, and the compared period.

use super::Source;
use super::words::{channel_word, tier_name};
use crate::analytics::Rate;
use crate::analytics::engagement::Interval;
use crate::analytics::experiment::newcombe;
use crate::analytics::funnel::{
    Attribution, By, FunnelResult, FunnelStepResult, PartKey, Route, funnel_detail, parts,
};
use crate::analytics::interval::{Z_95, wilson};
use crate::charts::{Cell, Column, Figure, Histogram, Pick, StackedBar, StackedBars, Table, format};
use crate::model::Funnel;

/// Weeks up to which the trend is cut in weeks; in months beyond.
const MOST_WEEKS: u32 = 30;

/// The figures of one funnel beside its bars: what stands before its id in a name.
const KINDS: [&str; 11] = [
    "steps",
    "compare",
    "by_source",
    "by_group_first",
    "by_group_last",
    "by_group_all",
    "by_inviter",
    "by_tier",
    "by_cohort",
    "trend",
    "times",
];

/// Before the number of a step, from 1: by the group of the event that served it.
const BY_STEP: &str = "by_group_step";

/// Names of the figures of a funnel.
pub fn names(result: &FunnelResult) -> impl Iterator<Item = String> + '_ {
    let required = (1..).zip(&result.steps).filter(|(_, step)| !step.optional);
    let by_step = required.map(|(number, _)| format!("{BY_STEP}{number}"));
    let kinds = KINDS.into_iter().map(str::to_owned).chain(by_step);
    kinds.map(move |kind| format!("funnel.{kind}.{}", result.id))
}

/// The figure `KIND.ID`.
pub fn figure(source: &Source<'_>, name: &str) -> Option<Figure> {
    let (kind, id) = name.split_once('.')?;
    let result = source.panels.funnel.funnels.iter().find(|result| result.id.as_str() == id)?;
    let funnel = source.input.project.funnels.iter().find(|funnel| funnel.id.as_str() == id)?;
    if result.steps.is_empty() {
        return None;
    }
    let by = match kind {
        "steps" => return Some(steps(source, result)),
        "compare" => return Some(compare(source, result)),
        "trend" => return trend(source, funnel),
        "times" => return times(source, funnel),
        "by_source" => By::Source,
        "by_group_first" => By::Group(Attribution::FirstTouch),
        "by_group_last" => By::Group(Attribution::LastTouch),
        "by_group_all" => By::Group(Attribution::AllEvents),
        "by_inviter" => By::Inviter,
        "by_tier" => By::Tier,
        "by_cohort" => By::Cohort,
        _ => {
            // Steps are counted from 1 in names, as on screen.
            let step = kind.strip_prefix(BY_STEP)?.parse::<usize>().ok()?.checked_sub(1)?;
            let place = Route::of(funnel).required().binary_search(&step).ok()?;
            By::Group(Attribution::Step(place))
        }
    };
    divided(source, funnel, kind, by)
}

fn rate_text(rate: Rate) -> String {
    match rate.value {
        Some(_) => format!("{} ({})", format::percent(rate.value), format::fraction(&rate)),
        None => format::UNKNOWN.to_owned(),
    }
}

/// Percentage points with a sign and their 95 % interval.
fn difference(source: &Source<'_>, before: (u64, u64), now: (u64, u64)) -> String {
    let Some([low, high]) = newcombe(before, now, Z_95) else { return format::UNKNOWN.to_owned() };
    let points = |share: f64| {
        let sign = if share < 0.0 { "−" } else { "+" };
        format!("{sign}{:.1}", share.abs() * 100.0)
    };
    let share = |(part, whole): (u64, u64)| part as f64 / whole.max(1) as f64;
    let change = points(share(now) - share(before));
    source.lang.tf("funnel.points", &[("change", &change), ("low", &points(low)), ("high", &points(high))])
}

fn column(source: &Source<'_>, key: &str, right: bool, weight: f32, spare: u8) -> Column {
    Column::new(source.lang.t(key), right, weight, spare)
}

fn made(source: &Source<'_>, name: String, title: &str, of: &str, note: &str, chart: Table) -> Figure {
    let title = format!("{of} · {}", source.lang.t(title));
    source.figure(&name, title, source.lang.t(note).to_owned(), Box::new(chart))
}

fn steps(source: &Source<'_>, result: &FunnelResult) -> Figure {
    let lang = source.lang;
    let skipping = result.steps.iter().any(|step| step.optional);
    let mut columns = vec![
        column(source, "column.step", false, 1.4, 0),
        column(source, "funnel.count", true, 0.7, 0),
        column(source, "funnel.from_previous", true, 1.4, 0),
        column(source, "funnel.from_first", true, 1.4, 2),
        column(source, "funnel.median", true, 0.9, 1),
        column(source, "funnel.mean", true, 0.9, 4),
        column(source, "funnel.stopped", true, 0.9, 0),
    ];
    if skipping {
        columns.push(column(source, "funnel.did_of_went_on", true, 1.4, 3));
    }
    let first = result.steps.first().map_or(0, |step| u64::from(step.count));
    let unknown = || Cell::new(format::UNKNOWN);
    let row = |(index, step): (usize, &FunnelStepResult)| {
        let count = u64::from(step.count);
        let of = step.previous.map(|previous| u64::from(result.steps[previous].count));
        let reached = |text: String| Cell::new(text).opens(&step.name, step.reached.clone());
        let name = if step.optional {
            lang.tf("funnel.optional_step", &[("step", &step.name)])
        } else {
            step.name.clone()
        };
        let stopped = lang.tf("funnel.stopped_at", &[("step", &step.name)]);
        let mut cells = vec![
            Cell::new(name),
            reached(format::count(count)),
            of.map_or_else(unknown, |of| reached(rate_text(Rate::new(count, of)))),
            reached(rate_text(Rate::new(count, first))),
            reached(format::duration(step.median_seconds, lang)),
            reached(format::duration(step.mean_seconds, lang)),
            if index + 1 == result.steps.len() {
                unknown()
            } else {
                Cell::new(format::count(step.stopped.len() as u64)).opens(stopped, step.stopped.clone())
            },
        ];
        if skipping {
            cells.push(step.of_went_on.map_or_else(unknown, |rate| {
                let title = lang.tf("funnel.did_and_went_on", &[("step", &step.name)]);
                Cell::new(rate_text(rate)).opens(title, step.did_and_went_on())
            }));
        }
        cells
    };
    let rows: Vec<Vec<Cell>> = result.steps.iter().enumerate().map(row).collect();
    let pick = |step: &FunnelStepResult| {
        let members = step.reached.clone();
        (!members.is_empty()).then(|| Pick::People { title: step.name.clone(), members })
    };
    let picks = result.steps.iter().map(pick).collect();
    let chart = Table { columns, rows, picks, empty: String::new() };
    made(
        source,
        format!("funnel.steps.{}", result.id),
        "figure.funnel_steps",
        &result.name,
        if skipping { "funnel.steps_note_skipping" } else { "funnel.steps_note" },
        chart,
    )
}

fn compare(source: &Source<'_>, result: &FunnelResult) -> Figure {
    let columns = vec![
        column(source, "column.step", false, 1.2, 0),
        column(source, "funnel.this_period", true, 1.3, 0),
        column(source, "funnel.that_period", true, 1.3, 0),
        column(source, "funnel.difference", true, 1.8, 0),
    ];
    let like = |known: &&FunnelResult| {
        let marks = |one: &FunnelResult| one.steps.iter().map(|step| step.optional).collect::<Vec<_>>();
        known.id == result.id && marks(known) == marks(result)
    };
    let before = source.before.and_then(|before| before.funnel.funnels.iter().find(like));
    let lang = source.lang;
    let mut rows = Vec::new();
    if let Some(before) = before {
        for (index, step) in result.steps.iter().enumerate() {
            let Some(previous) = step.previous else { continue };
            let pair =
                |of: &FunnelResult| (u64::from(of.steps[index].count), u64::from(of.steps[previous].count));
            let (now, then) = (pair(result), pair(before));
            let cell = |pair: (u64, u64), of: &FunnelResult, key: &str| {
                let title = format!("{} · {}", step.name, lang.t(key));
                Cell::new(rate_text(Rate::new(pair.0, pair.1))).opens(title, of.steps[index].reached.clone())
            };
            rows.push(vec![
                Cell::new(&step.name),
                cell(now, result, "funnel.this_period"),
                cell(then, before, "funnel.that_period"),
                Cell::new(difference(source, then, now)),
            ]);
        }
    }
    let compared = source.compared.map(|compared| {
        let (from, to) = compared.dates();
        format::period(from, to, lang)
    });
    let note = match compared {
        Some(period) => lang.tf("funnel.compare_note", &[("period", &period)]),
        None => lang.t("funnel.nothing_compared").to_owned(),
    };
    let empty = lang.t("funnel.nothing_compared").to_owned();
    let chart = Table { columns, picks: vec![None; rows.len()], rows, empty };
    let title = format!("{} · {}", result.name, lang.t("figure.funnel_compare"));
    source.figure(&format!("funnel.compare.{}", result.id), title, note, Box::new(chart))
}

fn part_name(source: &Source<'_>, key: &PartKey) -> String {
    let lang = source.lang;
    let unknown = || lang.t("funnel.part_unknown").to_owned();
    match key {
        PartKey::Source(word) => channel_word(word, lang),
        PartKey::Group(group) => {
            group.map_or_else(unknown, |group| source.input.group_name(group).to_owned())
        }
        PartKey::Inviter(inviter) => inviter.map_or_else(
            || lang.t("funnel.no_inviter").to_owned(),
            |inviter| source.input.member_name(inviter).to_owned(),
        ),
        PartKey::Tier(tier) => tier_name(*tier, lang).to_owned(),
        PartKey::Cohort(month) => month.map_or_else(unknown, |(year, month)| format!("{year}-{month:02}")),
    }
}

fn divided(source: &Source<'_>, funnel: &Funnel, kind: &str, by: By) -> Option<Figure> {
    let found = parts(source.input, source.scope, funnel, by).ok()?;
    let heading = match by {
        By::Source => "vine.channel",
        By::Group(_) => "column.group",
        By::Inviter => "vine.referrer",
        By::Tier => "column.tier",
        By::Cohort => "funnel.cohort",
    };
    let mut columns = vec![column(source, heading, false, 1.4, 0)];
    let most = funnel.steps.len();
    for (index, step) in funnel.steps.iter().enumerate() {
        // The first and the last step say most.
        let spare = if index == 0 || index + 1 == most { 0 } else { (most - index).min(200) as u8 + 3 };
        columns.push(Column::new(&step.name, true, 0.7, spare));
    }
    columns.push(column(source, "funnel.from_first", true, 1.4, 0));
    columns.push(column(source, "column.interval", true, 1.2, 2));
    columns.push(column(source, "funnel.to_largest", true, 1.9, 1));
    let whole = |part: &crate::analytics::funnel::Part| {
        let count = |step: Option<&Vec<u32>>| step.map_or(0, |people| people.len() as u64);
        (count(part.reached.last()), count(part.reached.first()))
    };
    let largest = found.first().map(whole);
    let mut rows = Vec::new();
    let mut picks = Vec::new();
    for (index, part) in found.iter().enumerate() {
        let (converted, entered) = whole(part);
        let title = part_name(source, &part.key);
        let mut row = vec![Cell::new(&title)];
        row.extend(part.reached.iter().zip(&funnel.steps).map(|(people, step)| {
            let title = format!("{title} · {}", step.name);
            Cell::new(format::count(people.len() as u64)).opens(title, people.clone())
        }));
        let passed = part.reached.last().cloned().unwrap_or_default();
        row.push(Cell::new(rate_text(Rate::new(converted, entered))).opens(&title, passed));
        row.push(Cell::new(match wilson(converted, entered, Z_95) {
            Some([low, high]) => {
                format!("{} – {}", format::percent(Some(low)), format::percent(Some(high)))
            }
            None => format::UNKNOWN.to_owned(),
        }));
        row.push(Cell::new(match largest.filter(|_| index > 0) {
            Some(largest) => difference(source, largest, (converted, entered)),
            None => format::UNKNOWN.to_owned(),
        }));
        rows.push(row);
        let members = part.reached.first().cloned().unwrap_or_default();
        picks.push((!members.is_empty()).then_some(Pick::People { title, members }));
    }
    let empty = source.lang.t("funnel.nobody").to_owned();
    let chart = Table { columns, rows, picks, empty };
    let note = match by {
        By::Group(Attribution::FirstTouch) => "funnel.first_touch_note",
        By::Group(Attribution::LastTouch) => "funnel.last_touch_note",
        By::Group(Attribution::Step(_)) => "funnel.step_touch_note",
        By::Group(Attribution::AllEvents) => "funnel.all_touch_note",
        _ => "funnel.parts_note",
    };
    let name = format!("funnel.{kind}.{}", funnel.id);
    Some(made(source, name, "figure.funnel_parts", &funnel.name, note, chart))
}

fn interval(source: &Source<'_>) -> Interval {
    if source.scope.len_days() <= 7 * MOST_WEEKS {
        Interval::Week(source.input.project.week_start)
    } else {
        Interval::Month
    }
}

fn trend(source: &Source<'_>, funnel: &Funnel) -> Option<Figure> {
    let lang = source.lang;
    let interval = interval(source);
    let detail = funnel_detail(source.input, source.scope, funnel, interval).ok()?;
    let bars = detail.trend.iter().map(|point| StackedBar {
        from: point.from,
        values: vec![i64::from(point.converted), i64::from(point.entered - point.converted)],
        people: vec![point.passed.clone(), point.stopped.clone()],
        incomplete: !point.settled,
    });
    let parts = ["funnel.converted", "funnel.not_converted"].map(|key| lang.t(key).to_owned()).to_vec();
    let chart = StackedBars { parts, bars: bars.collect() };
    let title = format!("{} · {}", funnel.name, lang.t("figure.funnel_trend"));
    let note = lang.t(if interval == Interval::Month { "funnel.trend_months" } else { "funnel.trend_weeks" });
    Some(source.figure(&format!("funnel.trend.{}", funnel.id), title, note.to_owned(), Box::new(chart)))
}

fn times(source: &Source<'_>, funnel: &Funnel) -> Option<Figure> {
    let lang = source.lang;
    let detail = funnel_detail(source.input, source.scope, funnel, interval(source)).ok()?;
    let times = detail.times;
    let end = times.bins.last().map_or(0, |bin| bin.0);
    // The last bar begins at the longest time at the earliest: without anybody in it, it only makes room.
    let shown = times.bins.iter().zip(&detail.in_bin).filter(|(bin, _)| bin.1 > 0 || bin.0 < end);
    let (bins, people) = shown
        .map(|(&(start, people), members)| {
            ((format::duration(Some(start as f64), lang), u64::from(people)), members.clone())
        })
        .unzip();
    let chart = Histogram {
        bins,
        people,
        unit: lang.t("funnel.count").to_owned(),
        empty: lang.t("funnel.nobody_converted").to_owned(),
    };
    let title = format!("{} · {}", funnel.name, lang.t("figure.funnel_times"));
    let mean = format::duration(times.mean_seconds, lang);
    let width = format::duration((times.width > 0).then_some(times.width as f64), lang);
    let note = lang.tf("funnel.times_note", &[("mean", &mean), ("width", &width)]);
    Some(source.figure(&format!("funnel.times.{}", funnel.id), title, note, Box::new(chart)))
}
