//! Charts and tables about one member, named `person.<what>.<id>`.

use super::{Source, tier_name};
use crate::analytics::Input;
use crate::analytics::engagement::{PersonPage, person_page};
use crate::charts::{Cell, Column, Figure, PeriodBar, PeriodBars, Pick, Table, format};

/// What there is to show of a member, in the order of the page.
pub const PERSON_CHARTS: [&str; 6] = ["weeks", "groups", "partners", "orders", "duty", "invited"];

/// The figure of that name; `None` for a name or an id that nobody has, and where there is nothing to show.
pub fn figure(source: &Source<'_>, rest: &str) -> Option<Figure> {
    let (what, id) = rest.split_once('.')?;
    let code = source.input.activity.members.find(id)?;
    let page = person_page(source.input, code);
    let name = format!("person.{rest}");
    let chart = match what {
        "weeks" => return weeks(source, &page, &name, code),
        "groups" => groups(source, &page, code),
        "partners" => partners(source, &page),
        "orders" => orders(source, &page),
        "duty" => duty(source, &page, code),
        "invited" => invited(source, &page),
        _ => return None,
    };
    if chart.rows.is_empty() {
        return None;
    }
    let lang = source.lang;
    let title = match what {
        "groups" => lang.t("person.groups"),
        "partners" => lang.t("person.partners"),
        "orders" => lang.t("person.orders"),
        "duty" => lang.t("person.duty"),
        _ => lang.t("person.invited"),
    };
    let note = match what {
        "partners" => lang.t("person.partners_note").to_owned(),
        "orders" => {
            let paid = format::money(page.paid, &source.input.project.currency);
            lang.tf("person.orders_note", &[("paid", &paid)])
        }
        _ => String::new(),
    };
    Some(about(source, source.figure(&name, title.to_owned(), note, Box::new(chart)), code))
}

/// A figure about one member is about all days and groups: its subtitle says who.
fn about(source: &Source<'_>, figure: Figure, code: u32) -> Figure {
    let who = source.input.member_name(code).to_owned();
    let range = source.input.activity.range.map(|(first, last)| {
        let (first, last) = (crate::activity::date(first), crate::activity::date(last));
        format::period(first, last, source.lang)
    });
    Figure { subtitle: [Some(who), range].into_iter().flatten().collect::<Vec<_>>().join(" · "), ..figure }
}

fn weeks(source: &Source<'_>, page: &PersonPage, name: &str, code: u32) -> Option<Figure> {
    let lang = source.lang;
    if page.weeks.is_empty() {
        return None;
    }
    let bars = page
        .weeks
        .iter()
        .map(|week| PeriodBar {
            axis: format::month_day(week.from),
            name: lang.tf("person.week_of", &[("date", &format::date(week.from))]),
            value: Some(week.messages),
            incomplete: !week.complete,
            ..PeriodBar::default()
        })
        .collect();
    let chart = PeriodBars {
        bars,
        label: lang.t("series.messages").to_owned(),
        step: lang.t("column.week").to_owned(),
        ..PeriodBars::default()
    };
    let figure = source.figure(name, lang.t("person.weeks").to_owned(), String::new(), Box::new(chart));
    Some(about(source, figure, code))
}

fn table(
    source: &Source<'_>,
    columns: &[(&str, bool, f32)],
    rows: Vec<(Vec<String>, Option<Pick>)>,
) -> Table {
    let columns = columns
        .iter()
        .map(|&(key, right, weight)| Column::new(source.lang.t(key), right, weight, 0))
        .collect();
    let (rows, picks) =
        rows.into_iter().map(|(row, pick)| (row.into_iter().map(Cell::new).collect(), pick)).unzip();
    Table { columns, rows, picks, empty: String::new() }
}

fn groups(source: &Source<'_>, page: &PersonPage, code: u32) -> Table {
    let (lang, input) = (source.lang, source.input);
    let date = |date: Option<chrono::NaiveDate>| date.map_or(format::UNKNOWN.to_owned(), format::date);
    let tier = tier_name(input.project.members.get(code as usize).and_then(|member| member.tier), lang);
    let rows = page
        .groups
        .iter()
        .map(|one| {
            let row = vec![
                input.group_name(one.group).to_owned(),
                date(one.since),
                one.tenure.map_or(format::UNKNOWN.to_owned(), |days| lang.tf("days.n", &[("n", &days)])),
                one.left.map_or(String::new(), format::date),
                tier.to_owned(),
                format::count(one.messages),
                date(one.last_spoke),
            ];
            (row, Some(Pick::Group(one.group)))
        })
        .collect();
    let columns = [
        ("column.group", false, 1.5),
        ("column.joined", false, 1.0),
        ("column.tenure", true, 0.8),
        ("column.left", false, 0.9),
        ("column.tier", false, 0.7),
        ("column.messages", true, 0.8),
        ("column.last_spoke", false, 1.0),
    ];
    table(source, &columns, rows)
}

fn partners(source: &Source<'_>, page: &PersonPage) -> Table {
    let rows = page.partners.iter().map(|one| {
        let row = vec![
            source.input.member_name(one.member).to_owned(),
            format::count(one.given),
            format::count(one.received),
        ];
        (row, Some(Pick::Member(one.member)))
    });
    let columns =
        [("column.member", false, 1.6), ("person.given", true, 1.0), ("person.received", true, 1.0)];
    table(source, &columns, rows.collect())
}

fn orders(source: &Source<'_>, page: &PersonPage) -> Table {
    let input: Input<'_> = source.input;
    let mut clock = crate::activity::LocalClock::new(input.project.time_zone);
    let rows = page
        .orders
        .iter()
        .filter_map(|&index| input.project.orders.get(index))
        .map(|order| {
            let day = crate::activity::date(clock.day_hour(order.at.0).0);
            let row = vec![
                format::date(day),
                order.product.clone(),
                format::money(order.amount, &input.project.currency),
                order.tier.clone().unwrap_or_default(),
                order.expires.map_or(String::new(), format::date),
                order.id.clone(),
            ];
            (row, None)
        })
        .collect();
    let columns = [
        ("column.date", false, 0.9),
        ("column.product", false, 1.4),
        ("column.amount", true, 0.8),
        ("column.price_tier", false, 0.7),
        ("column.expires", false, 0.9),
        ("column.id", false, 1.0),
    ];
    table(source, &columns, rows)
}

fn duty(source: &Source<'_>, page: &PersonPage, code: u32) -> Table {
    let rotas = &source.input.project.rotas;
    let rows = page
        .duties
        .iter()
        .filter_map(|&(rota, week)| {
            let rota = rotas.get(rota)?;
            let (from, to) = rota.week_days(week);
            let reward = rota
                .duties
                .iter()
                .find(|duty| duty.week == week && source.input.matched(&duty.member) == Some(code));
            let reward = reward.and_then(|duty| duty.reward);
            let reward = reward
                .map_or(format::UNKNOWN.to_owned(), |sum| format::money(sum, &source.input.project.currency));
            Some((vec![rota.name.clone(), format::period(from, to, source.lang), reward], None))
        })
        .collect();
    let columns = [("column.rota", false, 1.2), ("column.period", false, 1.4), ("column.reward", true, 0.8)];
    table(source, &columns, rows)
}

fn invited(source: &Source<'_>, page: &PersonPage) -> Table {
    let input = source.input;
    let rows = page.invited.iter().map(|&code| {
        let member = input.project.members.get(code as usize);
        let spans =
            (0..input.activity.groups.len() as u32).filter_map(|group| input.activity.span(group, code));
        let messages: u64 = spans.map(|span| u64::from(span.messages)).sum();
        let row = vec![
            input.member_name(code).to_owned(),
            tier_name(member.and_then(|member| member.tier), source.lang).to_owned(),
            format::count(messages),
        ];
        (row, Some(Pick::Member(code)))
    });
    let columns =
        [("column.member", false, 1.6), ("column.tier", false, 0.8), ("column.messages", true, 0.8)];
    table(source, &columns, rows.collect())
}
