//! The messages behind a number, as far as their words were kept.

use std::sync::Arc;

use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};

use super::super::kept::{is_of, kept};
use super::super::{Cx, widgets};
use crate::analytics::engagement::Talk;
use crate::app::{Analysis, Command, Dialog};
use crate::charts::catalogue::class_name;
use crate::charts::theme::size;
use crate::charts::{Quoted, Sheet, format};

/// One line of the list.
struct Line<'a> {
    member: u32,
    group: u32,
    when: When,
    text: Option<&'a str>,
}

/// To the minute, or to the day.
enum When {
    Minute(chrono::NaiveDateTime),
    Day(chrono::NaiveDate),
}

impl When {
    fn words(&self) -> String {
        match self {
            Self::Minute(at) => at.format("%Y-%m-%d %H:%M").to_string(),
            Self::Day(date) => format::date(*date),
        }
    }
}

/// A list that can be searched, opened person by person, and taken out as CSV.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, list: Quoted) {
    ui.set_width(860.0);
    let Some(analysis) = cx.state.loaded.as_ref().and_then(|loaded| loaded.analysis.clone()) else { return };
    super::title(ui, cx, &title(cx, &analysis, list));
    let Some(talk) = analysis.known_talk() else {
        widgets::secondary(ui, cx, cx.t("chart.building"));
        super::close_button(ui, cx);
        return;
    };
    let label = cx.t("quotes.search");
    super::field(ui, &mut cx.local.list_search, label, 260.0);
    let shown = search(ui, &analysis, talk, list, &cx.local.list_search);
    widgets::secondary(ui, cx, &cx.lang.tf("quotes.count", &[("n", &format::count(shown.len() as u64))]));
    let at = |place: usize| line(&analysis, talk, list, place);
    table(ui, cx, &analysis, &shown, at);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        let button = egui::Button::new(cx.t("silent.csv"));
        if ui.add_enabled(!shown.is_empty(), button).clicked() {
            let sheet = Arc::new(sheet(cx, &analysis, shown.iter().filter_map(|&place| at(place))));
            let name = match list {
                Quoted::Unanswered => "unanswered.csv".to_owned(),
                Quoted::Rule(number) => format!("rule-{}.csv", number + 1),
            };
            cx.send(Command::ChooseSheetCsv { name, sheet });
        }
        super::close_button(ui, cx);
    });
}

fn title(cx: &Cx<'_>, analysis: &Analysis, list: Quoted) -> String {
    match list {
        Quoted::Unanswered => cx.t("figure.service_unanswered").to_owned(),
        Quoted::Rule(number) => {
            let rule = analysis.project.content.rules.get(number);
            let class = class_name(rule.map(|rule| rule.class), cx.lang);
            cx.lang.tf("quotes.rule", &[("n", &(number + 1)), ("class", &class)])
        }
    }
}

/// How many lines a list has.
fn len(talk: &Talk, list: Quoted) -> usize {
    match list {
        Quoted::Unanswered => talk.service.unanswered.len(),
        Quoted::Rule(number) => talk.content.rules.get(number).map_or(0, |rule| rule.examples.len()),
    }
}

/// One line of a list; `None` for a place that is not there.
fn line<'a>(analysis: &Analysis, talk: &'a Talk, list: Quoted, place: usize) -> Option<Line<'a>> {
    match list {
        Quoted::Unanswered => talk.service.unanswered.get(place).map(|question| Line {
            member: question.codes.0,
            group: question.codes.1,
            when: When::Minute(question.at.local(analysis.project.time_zone)),
            text: question.text.as_deref(),
        }),
        Quoted::Rule(number) => talk.content.rules.get(number)?.examples.get(place).map(|quote| Line {
            member: quote.member,
            group: quote.group,
            when: When::Day(quote.date),
            text: quote.text.as_deref(),
        }),
    }
}

/// Places of the lines whose member, group or words hold the searched text; kept until list, text or results change.
fn search(ui: &Ui, analysis: &Arc<Analysis>, talk: &Talk, list: Quoted, text: &str) -> Arc<[usize]> {
    type Asked = (std::sync::Weak<Analysis>, Quoted, String);
    let same = |asked: &Asked| is_of(&asked.0, analysis) && asked.1 == list && asked.2 == text;
    kept(ui, "quotes_search", same, || {
        let (input, wanted) = (analysis.input(), text.trim().to_lowercase());
        let fits = |place: &usize| {
            line(analysis, talk, list, *place).is_some_and(|line| {
                [input.member_name(line.member), input.group_name(line.group), line.text.unwrap_or("")]
                    .iter()
                    .any(|place| wanted.is_empty() || place.to_lowercase().contains(&wanted))
            })
        };
        let found = (0..len(talk, list)).filter(fits).collect();
        ((Arc::downgrade(analysis), list, text.to_owned()), found)
    })
}

fn table<'a>(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    shown: &[usize],
    at: impl Fn(usize) -> Option<Line<'a>>,
) {
    let input = analysis.input();
    TableBuilder::new(ui)
        .id_salt("quotes")
        .max_scroll_height(380.0)
        .min_scrolled_height(200.0)
        .auto_shrink([false, true])
        .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
        .column(Column::exact(140.0).clip(true))
        .column(Column::exact(130.0).clip(true))
        .column(Column::exact(130.0))
        .column(Column::remainder().at_least(200.0).clip(true))
        .header(26.0, |mut row| {
            for key in ["column.member", "column.group", "service.when", "quotes.text"] {
                row.col(|ui| {
                    ui.label(RichText::new(cx.t(key)).size(size::SECONDARY).color(cx.theme.secondary));
                });
            }
        })
        .body(|body| {
            body.rows(26.0, shown.len(), |mut row| {
                let Some(line) = shown.get(row.index()).and_then(|&place| at(place)) else { return };
                row.col(|ui| {
                    let name = RichText::new(input.member_name(line.member)).color(cx.theme.accent);
                    let response = ui.add(egui::Label::new(name).truncate().sense(egui::Sense::click()));
                    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                        cx.send(Command::ShowDialog(Dialog::Member(line.member)));
                    }
                });
                let when = line.when.words();
                for text in [input.group_name(line.group), &when, line.text.unwrap_or(format::UNKNOWN)] {
                    row.col(|ui| {
                        ui.add(egui::Label::new(text).truncate()).on_hover_text(text);
                    });
                }
            });
        });
}

fn sheet<'a>(cx: &Cx<'_>, analysis: &Analysis, shown: impl Iterator<Item = Line<'a>>) -> Sheet {
    let input = analysis.input();
    let header = ["column.id", "column.member", "column.group", "service.when", "quotes.text"];
    let row = |line: Line<'_>| {
        vec![
            input.activity.members.id(line.member).map_or(String::new(), |id| id.0.clone()),
            input.member_name(line.member).to_owned(),
            input.group_name(line.group).to_owned(),
            line.when.words(),
            line.text.unwrap_or_default().to_owned(),
        ]
    };
    Sheet { header: header.map(|key| cx.t(key).to_owned()).to_vec(), rows: shown.map(row).collect() }
}
