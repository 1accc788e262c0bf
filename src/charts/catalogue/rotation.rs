//! Charts of the rotation page.

use super::Source;
use crate::activity::day;
use crate::analytics::Input;
use crate::analytics::rotation::{RotaReadout, Uncovered};
use crate::charts::{Figure, LoadBars, LoadRow, WeekCell, WeekStrip, format};
use crate::i18n::Lang;

/// Name of the rota and its length.
pub fn weeks_title(source: &Source<'_>) -> String {
    let rota = source.input.project.rotas.first();
    let (name, weeks) = rota.map_or(("", 0), |rota| (rota.name.as_str(), rota.weeks));
    source.lang.tf("figure.weeks", &[("name", &name), ("n", &weeks)])
}

/// Weeks drawn: a plan of more is cut, and its CSV too.
const MOST_WEEKS: u32 = 520;

/// Every seat of the rota.
pub fn weeks(source: &Source<'_>) -> Option<Figure> {
    let (input, lang) = (source.input, source.lang);
    let rota = input.project.rotas.first()?;
    let readout = &source.panels.rotation.first;
    let today = input.activity.range.map_or(source.scope.to, |(_, last)| last);
    let seats = rota.seats.clamp(1, 20);
    let mut now = None;
    let mut cells = Vec::new();
    for week in 0..rota.weeks.min(MOST_WEEKS) {
        let (from, to) = rota.week_days(week);
        if (day(from)..=day(to)).contains(&today) {
            now = Some(week);
        }
        let gap = readout.uncovered.iter().find(|gap| gap.week == from);
        for seat in 0..seats {
            let duty = rota.duties.iter().find(|duty| (duty.week, duty.seat) == (week, seat));
            let name = duty.map(|duty| {
                let code = input.activity.members.find(&duty.member);
                code.map_or(duty.member.0.clone(), |code| input.member_name(code).to_owned())
            });
            cells.push(WeekCell {
                week,
                seat,
                from,
                to,
                name,
                reason: gap.map_or(String::new(), |gap| uncovered_reason(gap, lang)),
                locked: duty.is_some_and(|duty| duty.locked),
                planned: day(from) > today,
            });
        }
    }
    let foot = lang.tf(
        "weeks.foot",
        &[
            ("people", &readout.distinct_people),
            ("wanted", &input.project.thresholds.duty_people.value),
            ("filled", &readout.filled),
            ("seats", &readout.seats),
            ("balance", &readout.fairness.balance.map_or(format::UNKNOWN.to_owned(), |b| b.to_string())),
        ],
    );
    let chart = WeekStrip { cells, seats, now, foot };
    Some(of_rota(
        source,
        source.figure("rotation.weeks", weeks_title(source), String::new(), Box::new(chart)),
    ))
}

/// Weeks per person.
pub fn loads(source: &Source<'_>) -> Option<Figure> {
    let (input, lang) = (source.input, source.lang);
    input.project.rotas.first()?;
    let readout = &source.panels.rotation.first;
    let mut rows: Vec<LoadRow> = readout
        .loads
        .iter()
        .map(|(id, &load)| {
            let code = input.activity.members.find(id);
            LoadRow {
                label: code.map_or(id.0.clone(), |code| input.member_name(code).to_owned()),
                member: code.unwrap_or(u32::MAX),
                load: u64::from(load),
                over: false,
            }
        })
        .collect();
    rows.sort_by(|a, b| b.load.cmp(&a.load).then_with(|| a.label.cmp(&b.label)));
    let total: u64 = rows.iter().map(|row| row.load).sum();
    let mean = (!rows.is_empty()).then(|| total as f64 / rows.len() as f64);
    // Weeks are whole: less than one above the mean is as fair as can be.
    for row in &mut rows {
        row.over = mean.is_some_and(|mean| row.load as f64 >= mean + 1.0);
    }
    let difference = readout.fairness.max_min.map_or(format::UNKNOWN.to_owned(), |n| n.to_string());
    let note = lang.tf("figure.loads_note", &[("n", &difference)]);
    let chart = LoadBars { rows, unit: lang.t("unit.weeks").to_owned(), mean };
    let title = lang.t("figure.loads").to_owned();
    Some(of_rota(source, source.figure("rotation.loads", title, note, Box::new(chart))))
}

/// A rota is shown whole, whatever the period of the page.
fn of_rota(source: &Source<'_>, mut figure: Figure) -> Figure {
    if let Some(rota) = source.input.project.rotas.first() {
        let (from, _) = rota.week_days(0);
        let (_, to) = rota.week_days(rota.weeks.saturating_sub(1));
        figure.subtitle = format!("{} · {}", rota.name, format::period(from, to, source.lang));
    }
    figure
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
