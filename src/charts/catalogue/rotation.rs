//! Charts of the rotation page.

use chrono::{Datelike as _, Days, NaiveDate};

use super::Source;
use super::rota_words::{
    closing_words, effect_words, follows_china, holiday_note, public_words, request_state, request_words,
    uncovered_reason,
};
use crate::activity::day;
use crate::analytics::Input;
use crate::analytics::rotation::{RewardLine, RotaReadout, WeekEffect};
use crate::charts::{
    Cell, Column, DutyCard, EffectDot, EffectPlot, Figure, LoadBars, LoadRow, MonthDay, MonthGrid, Pick,
    Table, WeekCell, WeekStrip, format,
};
use crate::i18n::Lang;
use crate::model::{MemberId, Money, Rota};

/// Weeks drawn: a plan of more is cut, and its CSV too.
const MOST_WEEKS: u32 = 520;
/// Seats drawn.
const MOST_SEATS: u32 = 20;
/// Names, plan items and occasions listed on a card.
const MOST_LISTED: usize = 6;

/// The name of a figure of a rota: `rotation.weeks` for the first, `rotation.weeks.2` for the second.
pub fn rota_figure(what: &str, rota: usize) -> String {
    if rota == 0 { format!("rotation.{what}") } else { format!("rotation.{what}.{}", rota + 1) }
}

/// The name of the figure of a month of a rota, as `rotation.month.1.2026-10`.
pub fn month_figure(rota: usize, month: NaiveDate) -> String {
    format!("rotation.month.{}.{}-{:02}", rota + 1, month.year(), month.month())
}

/// The name of the figure of one person's weeks, by the member's code.
pub fn turns_figure(rota: usize, member: u32) -> String {
    format!("rotation.turns.{}.{member}", rota + 1)
}

/// The name of the hand-over card of a week, counted from 0.
pub fn card_figure(rota: usize, week: u32) -> String {
    format!("rotation.card.{}.{}", rota + 1, week + 1)
}

/// Name and title of the figures of all rotas.
pub fn list(source: &Source<'_>) -> Vec<(String, String)> {
    let lang = source.lang;
    let mut names = Vec::new();
    for (rota, of) in source.input.project.rotas.iter().enumerate() {
        let Some(one) = One::of(source, rota) else { continue };
        names.push((rota_figure("weeks", rota), one.weeks_title()));
        let mut add = |what: &str, key: &str| {
            let title = lang.t(key);
            let title = if rota == 0 { title.to_owned() } else { format!("{title} · {}", of.name) };
            names.push((rota_figure(what, rota), title));
        };
        add("loads", "figure.loads");
        add("month", "figure.month");
        add("effect", "figure.effect");
        add("ledger", "figure.ledger");
        add("costs", "figure.duty_costs");
        if !of.requests.is_empty() {
            add("requests", "figure.requests");
        }
        if one.card_week().is_some() {
            add("card", "figure.card");
        }
    }
    names
}

/// The figure of that name; `None` for a name that no rota has.
pub fn figure(source: &Source<'_>, name: &str) -> Option<Figure> {
    let mut parts = name.strip_prefix("rotation.")?.split('.');
    let what = parts.next()?;
    let number: usize = parts.next().map_or(Some(1), |number| number.parse().ok())?;
    let argument = parts.next();
    let one = One::of(source, number.checked_sub(1)?)?;
    let mut figure = match what {
        "weeks" => one.weeks(),
        "loads" => one.loads(),
        "month" => {
            let month = argument.map(|month| format!("{month}-01").parse().ok());
            one.month(month.unwrap_or_else(|| one.month_now())?)
        }
        "turns" => one.turns(argument?.parse().ok()?)?,
        "effect" => one.effect(),
        "ledger" => one.ledger(),
        "costs" => one.costs(),
        "requests" => one.requests(),
        "card" => {
            let week = argument.map(|week| week.parse::<u32>().ok()?.checked_sub(1));
            one.card(week.unwrap_or_else(|| one.card_week())?)?
        }
        _ => return None,
    };
    figure.name = name.to_owned();
    Some(figure)
}

/// The year of a rota as a strip, from a project that may be newer than the results.
pub fn strip(input: Input<'_>, rota: &Rota, readout: &RotaReadout, today: i32, lang: Lang) -> WeekStrip {
    let seats = rota.seats.clamp(1, MOST_SEATS);
    let mut now = None;
    let mut cells = Vec::new();
    for week in 0..rota.weeks.min(MOST_WEEKS) {
        let (from, to) = rota.week_days(week);
        if (day(from)..=day(to)).contains(&today) {
            now = Some(week);
        }
        let gap = readout.uncovered.iter().find(|gap| gap.week == from);
        let effect = readout.effects.of(week);
        let trend = effect.and_then(|effect| effect.speaker_change).map(|change| change.trend());
        for seat in 0..seats {
            let duty = rota.duty(week, seat);
            cells.push(WeekCell {
                week,
                seat,
                from,
                to,
                name: duty.map(|duty| name_of(input, &duty.member)),
                reason: gap.map_or(String::new(), |gap| uncovered_reason(gap, lang)),
                locked: duty.is_some_and(|duty| duty.locked),
                planned: day(from) > today,
                closed: rota.closed_by(week).map(|closed| closing_words(&closed, lang)),
                holiday: rota.holiday_in(week).map(|closed| closing_words(&closed, lang)),
                request: rota.open_request(week, seat).is_some(),
                trend: trend.filter(|_| duty.is_some()),
                effect: effect
                    .filter(|_| duty.is_some())
                    .map_or(String::new(), |effect| effect_words(effect, lang)),
            });
        }
    }
    WeekStrip { cells, seats, now, foot: String::new() }
}

/// The name to show for a member id.
pub fn name_of(input: Input<'_>, id: &MemberId) -> String {
    let code = input.activity.members.find(id);
    code.map_or(id.0.clone(), |code| input.member_name(code).to_owned())
}

/// One rota of the source.
struct One<'a> {
    source: &'a Source<'a>,
    rota: &'a Rota,
    readout: &'a RotaReadout,
    /// The last day of the data.
    today: i32,
}

impl<'a> One<'a> {
    fn of(source: &'a Source<'a>, rota: usize) -> Option<Self> {
        let today = source.input.activity.range.map_or(source.scope.to, |(_, last)| last);
        let readout = source.panels.rotation.rotas.get(rota)?;
        Some(Self { source, rota: source.input.project.rotas.get(rota)?, readout, today })
    }

    fn name(&self, id: &MemberId) -> String {
        name_of(self.source.input, id)
    }

    /// A rota is shown whole, whatever the period of the page.
    fn figure(&self, title: &str, note: String, chart: Box<dyn crate::charts::Chart>) -> Figure {
        let mut figure = self.source.figure("rotation", title.to_owned(), note, chart);
        let (from, _) = self.rota.week_days(0);
        let (_, to) = self.rota.week_days(self.rota.weeks.saturating_sub(1));
        figure.subtitle = format!("{} · {}", self.rota.name, format::period(from, to, self.source.lang));
        figure
    }

    fn money(&self, amount: Money) -> String {
        format::money(amount, &self.source.input.project.currency)
    }

    fn weeks_title(&self) -> String {
        self.source.lang.tf("figure.weeks", &[("name", &self.rota.name), ("n", &self.rota.weeks)])
    }

    /// Every seat of the rota.
    fn weeks(&self) -> Figure {
        let (input, lang, readout) = (self.source.input, self.source.lang, self.readout);
        let balance = readout.fairness.balance.map_or(format::UNKNOWN.to_owned(), |b| b.to_string());
        let mut chart = strip(input, self.rota, readout, self.today, lang);
        chart.foot = lang.tf(
            "weeks.foot",
            &[
                ("people", &readout.distinct_people),
                ("wanted", &input.project.thresholds.duty_people.value),
                ("filled", &readout.filled),
                ("seats", &readout.seats),
                ("balance", &balance),
            ],
        );
        let [up, _, down] = readout.effects.trends();
        let compared = up + down > 0;
        let note = if compared { lang.t("figure.weeks_note") } else { "" };
        self.figure(&self.weeks_title(), note.to_owned(), Box::new(chart))
    }

    /// Weeks per person.
    fn loads(&self) -> Figure {
        let (input, lang, readout) = (self.source.input, self.source.lang, self.readout);
        let mut rows: Vec<LoadRow> = (readout.loads.iter())
            .map(|(id, &load)| LoadRow {
                label: self.name(id),
                member: input.activity.members.find(id).unwrap_or(u32::MAX),
                load: u64::from(load),
                over: false,
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
        self.figure(lang.t("figure.loads"), note, Box::new(chart))
    }

    /// The month of the last day of the data, or the nearest of the rota.
    fn month_now(&self) -> Option<NaiveDate> {
        let (first, _) = self.rota.week_days(0);
        let (_, last) = self.rota.week_days(self.rota.weeks.saturating_sub(1));
        crate::activity::date(self.today).clamp(first, last.max(first)).with_day(1)
    }

    /// A month as a calendar.
    fn month(&self, month: NaiveDate) -> Figure {
        let (project, lang) = (self.source.input.project, self.source.lang);
        let before = month.weekday().days_since(project.week_start);
        let from = month.checked_sub_days(Days::new(before.into())).unwrap_or(month);
        let next = month.checked_add_months(chrono::Months::new(1)).unwrap_or(month);
        let length = u64::try_from((next - from).num_days()).unwrap_or(0).div_ceil(7) * 7;
        let days = (0..length).filter_map(|offset| from.checked_add_days(Days::new(offset)));
        let duty = |date: NaiveDate| {
            let since = (date - self.rota.start).num_days();
            let week = u32::try_from(since.div_euclid(7)).ok().filter(|&week| week < self.rota.weeks)?;
            let seats = 0..self.rota.seats.clamp(1, MOST_SEATS);
            let people: Vec<Option<String>> =
                seats.map(|seat| self.rota.duty(week, seat).map(|duty| self.name(&duty.member))).collect();
            let open = self.rota.closed_by(week).is_none() || people.iter().any(Option::is_some);
            open.then_some((week, people))
        };
        let named = follows_china(project.time_zone, self.rota);
        let holiday =
            |date: NaiveDate| self.rota.holiday_on(date).map(|closing| closing_words(&closing, lang));
        let days = days.map(|date| MonthDay {
            date,
            inside: (date.year(), date.month()) == (month.year(), month.month()),
            holiday: holiday(date),
            public: if named { public_words(date, lang) } else { None },
            duty: duty(date),
            today: day(date) == self.today,
        });
        let chart = MonthGrid { days: days.collect(), seats: self.rota.seats };
        let title = lang.tf("figure.month_of", &[("year", &month.year()), ("month", &month.month())]);
        let note = if named { holiday_note(lang) } else { String::new() };
        let mut figure = self.figure(&title, note, Box::new(chart));
        figure.subtitle.clone_from(&self.rota.name);
        figure
    }

    fn line(&self, week: u32, seat: u32) -> Option<&RewardLine> {
        self.readout.rewards.lines.iter().find(|line| (line.week, line.seat) == (week, seat))
    }

    /// The weeks of one person.
    fn turns(&self, member: u32) -> Option<Figure> {
        let (input, lang) = (self.source.input, self.source.lang);
        input.activity.members.id(member)?;
        let mine = |id: &MemberId| input.activity.members.find(id) == Some(member);
        let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
        let columns = vec![
            column("column.week", true, 0.6, 0),
            column("column.days", false, 1.6, 0),
            column("column.state", false, 0.8, 2),
            column("column.reward", true, 0.9, 1),
            column("column.effect", false, 2.4, 3),
        ];
        let (mut rows, mut picks) = (Vec::new(), Vec::new());
        let mut duties: Vec<_> = self.rota.duties.iter().filter(|duty| mine(&duty.member)).collect();
        duties.sort_by_key(|duty| (duty.week, duty.seat));
        for duty in duties {
            let (from, to) = self.rota.week_days(duty.week);
            let line = self.line(duty.week, duty.seat);
            let state = match line {
                Some(line) if line.done => "week.served_past",
                _ => "week.planned",
            };
            let effect = self.readout.effects.of(duty.week);
            let amount = line.and_then(|line| line.amount);
            rows.push(vec![
                Cell::new((duty.week + 1).to_string()),
                Cell::new(format::period(from, to, lang)),
                Cell::new(lang.t(state)),
                Cell::new(amount.map_or(format::UNKNOWN.to_owned(), |amount| self.money(amount))),
                Cell::new(effect.map_or(String::new(), |effect| effect_words(effect, lang))),
            ]);
            picks.push(Some(Pick::Week(duty.week)));
        }
        let chart = Table { columns, rows, picks, empty: lang.t("turns.none").to_owned() };
        let title = lang.tf("figure.turns", &[("name", &input.member_name(member))]);
        Some(self.figure(&title, String::new(), Box::new(chart)))
    }

    /// Duty weeks against the weeks around them.
    fn effect(&self) -> Figure {
        let lang = self.source.lang;
        let dot = |effect: &WeekEffect| {
            let (from, to) = self.rota.week_days(effect.week);
            let number = lang.tf("week.number", &[("n", &(effect.week + 1))]);
            let words =
                format!("{number} · {}\n{}", format::period(from, to, lang), effect_words(effect, lang));
            EffectDot { effect: effect.clone(), from, words }
        };
        let dots: Vec<EffectDot> = self.readout.effects.weeks.iter().map(dot).collect();
        let [up, flat, down] = self.readout.effects.trends();
        let note = lang.tf("figure.effect_note", &[("up", &up), ("flat", &flat), ("down", &down)]);
        let chart = EffectPlot { dots, empty: lang.t("effect.empty").to_owned() };
        self.figure(lang.t("figure.effect"), note, Box::new(chart))
    }

    /// What each person earns, month by month.
    fn ledger(&self) -> Figure {
        let lang = self.source.lang;
        let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
        let columns = vec![
            column("column.month", false, 0.8, 0),
            column("column.member", false, 1.6, 0),
            column("column.duty_weeks", true, 0.7, 0),
            column("column.earned", true, 1.0, 0),
            column("column.planned", true, 1.0, 1),
        ];
        let mut sums = std::collections::BTreeMap::<(NaiveDate, &MemberId), (u32, Money, Money, bool)>::new();
        for line in &self.readout.rewards.lines {
            let sum = sums.entry((line.month, &line.member)).or_default();
            let amount = line.amount.unwrap_or_default();
            sum.0 += 1;
            let part = if line.done { &mut sum.1 } else { &mut sum.2 };
            *part = [*part, amount].into_iter().sum();
            sum.3 |= line.amount.is_none();
        }
        let money = |amount: Money, unknown: bool| {
            if unknown && amount == Money(0) { format::UNKNOWN.to_owned() } else { self.money(amount) }
        };
        // The latest month first: it is the one to be paid.
        let (mut rows, mut picks) = (Vec::new(), Vec::new());
        for ((month, member), (weeks, earned, planned, unknown)) in sums.into_iter().rev() {
            rows.push(vec![
                Cell::new(month_words(month)),
                Cell::new(self.name(member)),
                Cell::new(weeks.to_string()),
                Cell::new(money(earned, unknown)),
                Cell::new(money(planned, unknown)),
            ]);
            picks.push(self.source.input.activity.members.find(member).map(Pick::Member));
        }
        let note = lang.t("figure.ledger_note").to_owned();
        let chart = Table { columns, rows, picks, empty: lang.t("turns.none").to_owned() };
        self.figure(lang.t("figure.ledger"), note, Box::new(chart))
    }

    /// What each month costs, and for each active person.
    fn costs(&self) -> Figure {
        let lang = self.source.lang;
        let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
        let columns = vec![
            column("column.month", false, 0.9, 0),
            column("column.duty_weeks", true, 0.7, 2),
            column("column.people", true, 0.7, 3),
            column("column.earned", true, 1.0, 0),
            column("column.planned", true, 1.0, 0),
            column("column.active_people", true, 0.9, 1),
            column("column.per_active", true, 1.0, 0),
        ];
        let months = &self.readout.rewards.months;
        let rows = months.iter().rev().map(|month| {
            let unknown = || format::UNKNOWN.to_owned();
            vec![
                Cell::new(month_words(month.month)),
                Cell::new(month.weeks.to_string()),
                Cell::new(month.people.to_string()),
                Cell::new(self.money(month.earned)),
                Cell::new(self.money(month.planned)),
                Cell::new(month.active.map_or_else(unknown, |active| format::count(active.into()))),
                Cell::new(month.per_active().map_or_else(unknown, |amount| self.money(amount))),
            ]
        });
        let chart = Table {
            columns,
            rows: rows.collect(),
            picks: vec![None; months.len()],
            empty: lang.t("turns.none").to_owned(),
        };
        let note = lang.t("figure.duty_costs_note").to_owned();
        self.figure(lang.t("figure.duty_costs"), note, Box::new(chart))
    }

    /// Wishes to change duties.
    fn requests(&self) -> Figure {
        let lang = self.source.lang;
        let column = |key, weight, spare| Column::new(lang.t(key), false, weight, spare);
        let columns = vec![
            column("column.week", 1.0, 0),
            column("column.member", 1.2, 0),
            column("column.wanted", 1.8, 0),
            column("column.state", 0.8, 1),
            column("column.remark", 1.6, 2),
        ];
        let (mut rows, mut picks) = (Vec::new(), Vec::new());
        for request in &self.rota.requests {
            let (from, _) = self.rota.week_days(request.week);
            let number = lang.tf("week.number", &[("n", &(request.week + 1))]);
            let (key, tone) = request_state(self.rota, request);
            rows.push(vec![
                Cell::new(format!("{number} · {}", format::month_day(from))),
                Cell::new(self.name(&request.from)),
                Cell::new(request_words(self.source.input, self.rota, request, lang)),
                Cell::tag(lang.t(key), tone, ""),
                Cell::new(&request.note),
            ]);
            picks.push(Some(Pick::Week(request.week)));
        }
        let chart = Table { columns, rows, picks, empty: lang.t("request.none").to_owned() };
        self.figure(lang.t("figure.requests"), String::new(), Box::new(chart))
    }

    /// The week of the last day of the data, or the next one with somebody on duty.
    fn card_week(&self) -> Option<u32> {
        let ends = |week: &u32| day(self.rota.week_days(*week).1) >= self.today;
        let mut weeks: Vec<u32> = self.rota.duties.iter().map(|duty| duty.week).collect();
        weeks.sort_unstable();
        weeks.iter().copied().find(ends).or(weeks.last().copied()).filter(|&week| week < self.rota.weeks)
    }

    /// What whoever is on duty is handed.
    fn card(&self, week: u32) -> Option<Figure> {
        let (input, lang, rota) = (self.source.input, self.source.lang, self.rota);
        if week >= rota.weeks {
            return None;
        }
        let (from, to) = rota.week_days(week);
        let seats = (0..rota.seats.min(MOST_SEATS)).filter_map(|seat| rota.duty(week, seat));
        let duties: Vec<_> = seats.collect();
        let names: Vec<String> = duties.iter().map(|duty| self.name(&duty.member)).collect();
        let joint = lang.t("plan.joint");
        let who = if names.is_empty() { lang.t("plan.nobody").to_owned() } else { names.join(joint) };
        let mut parts = Vec::new();
        let groups: Vec<String> = (rota.groups.iter())
            .filter_map(|id| input.activity.groups.find(id))
            .map(|code| input.group_name(code).to_owned())
            .collect();
        let all = lang.tf("scope.all_groups", &[("n", &input.activity.groups.len())]);
        parts.push((
            lang.t("card.groups").to_owned(),
            vec![if rota.groups.is_empty() { all } else { groups.join(joint) }],
        ));
        let covered = |group: &crate::model::GroupId| rota.groups.is_empty() || rota.groups.contains(group);
        let topics = input.project.activities.iter().filter(|occasion| {
            let near = occasion.from <= to && occasion.to.unwrap_or(occasion.from) >= from;
            near && (occasion.groups.is_empty() || occasion.groups.iter().any(covered))
        });
        let mut topics: Vec<String> = topics
            .map(|occasion| format!("{} · {}", format::month_day(occasion.from), occasion.name))
            .collect();
        let holiday = rota.holiday_in(week).map(|closing| closing_words(&closing, lang));
        topics.extend(holiday.filter(|name| !name.is_empty()));
        topics.truncate(MOST_LISTED);
        if topics.is_empty() {
            topics.push(lang.t("card.no_topic").to_owned());
        }
        parts.push((lang.t("card.topic").to_owned(), topics));
        let open = input.project.plan.iter().filter(|item| item.done.is_none());
        let open = open.filter(|item| item.group.as_ref().is_none_or(covered));
        let mut open: Vec<String> = open.map(|item| format!("· {}", item.text)).collect();
        let more = open.len().saturating_sub(MOST_LISTED);
        open.truncate(MOST_LISTED);
        if more > 0 {
            open.push(lang.tf("plan.more", &[("n", &more)]));
        }
        if open.is_empty() {
            open.push(lang.t("card.no_open").to_owned());
        }
        parts.push((lang.t("card.open").to_owned(), open));
        let rewards: Vec<String> = duties
            .iter()
            .map(|duty| {
                let amount = self.line(duty.week, duty.seat).and_then(|line| line.amount);
                let amount = amount.map_or(lang.t("card.no_reward").to_owned(), |amount| self.money(amount));
                if duties.len() > 1 { format!("{} · {amount}", self.name(&duty.member)) } else { amount }
            })
            .collect();
        if !rewards.is_empty() {
            parts.push((lang.t("card.reward").to_owned(), rewards));
        }
        let next = (week + 1..rota.weeks).find(|&week| rota.closed_by(week).is_none());
        let next = next.and_then(|week| Some((week, rota.duty(week, 0)?)));
        if let Some((week, duty)) = next {
            let text = format!("{} · {}", format::month_day(rota.week_days(week).0), self.name(&duty.member));
            parts.push((lang.t("card.next").to_owned(), vec![text]));
        }
        let when =
            format!("{} · {}", lang.tf("week.number", &[("n", &(week + 1))]), format::period(from, to, lang));
        let chart = DutyCard { who, when, parts };
        let mut figure = self.figure(lang.t("figure.card"), String::new(), Box::new(chart));
        figure.subtitle.clone_from(&rota.name);
        Some(figure)
    }
}

fn month_words(month: NaiveDate) -> String {
    format!("{}-{:02}", month.year(), month.month())
}
