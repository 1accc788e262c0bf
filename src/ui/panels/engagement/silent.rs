//! Who says nothing: the roster minus the speakers, with a decision for each.

use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;
use std::sync::{Arc, Weak};

use chrono::NaiveDate;
use egui::{RichText, Ui};
use egui_extras::{Column, TableBuilder};
use rayon::prelude::*;

use super::super::super::{Cx, widgets};
use crate::activity::date;
use crate::analytics::engagement::{SilenceKind, SilentMember};
use crate::app::{Analysis, Command, Dialog, Edit};
use crate::charts::catalogue::{choice_name, silence_name, source_word, tier_name};
use crate::charts::theme::size;
use crate::charts::{Sheet, format};
use crate::model::{MemberId, SilentChoice, SilentDecision, Tier};

/// What is looked for, and what was found last.
#[derive(Default)]
pub(super) struct Filter {
    question: Question,
    kept: Option<Kept>,
}

/// Which rows, in which order.
#[derive(Clone, Default, PartialEq)]
struct Question {
    search: String,
    kind: Option<SilenceKind>,
    group: Option<u32>,
    tier: Option<Option<Tier>>,
    /// `Some(None)` for those who wait for a decision.
    choice: Option<Option<SilentChoice>>,
    sort: Sort,
    reversed: bool,
}

/// Narrowest that the table gets.
const LEAST_WIDTH: f32 = 900.0;

/// The columns that rows can be ordered by.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Sort {
    Member,
    Kind,
    LastSpoke,
    #[default]
    Days,
    Tenure,
    Tier,
    Group,
    Id,
    Decision,
}

const COLUMNS: [(Sort, &str); 9] = [
    (Sort::Member, "column.member"),
    (Sort::Decision, "column.decision"),
    (Sort::Kind, "column.kind"),
    (Sort::LastSpoke, "column.last_spoke"),
    (Sort::Days, "column.silent_days"),
    (Sort::Tenure, "column.tenure"),
    (Sort::Tier, "column.tier"),
    (Sort::Group, "column.group"),
    (Sort::Id, "column.id"),
];

type Decisions = HashMap<u32, (SilentChoice, NaiveDate)>;

/// The answer to a question, until results, decisions or the question change.
struct Kept {
    of: Weak<Analysis>,
    decisions: Arc<Vec<SilentDecision>>,
    question: Question,
    by_member: Decisions,
    /// Places in the list of the silent.
    rows: Vec<u32>,
    /// How many entries there are of each kind, and of each decision (none first).
    kinds: [u64; 3],
    choices: [u64; 4],
}

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let decisions = loaded.document.project.silent_decisions.clone();
    let silent = &analysis.silence().silent;
    let filter = &mut cx.local.engagement.silent;
    let fresh = filter.kept.take().filter(|kept| kept.is_of(analysis, &decisions, &filter.question));
    let kept = fresh.unwrap_or_else(|| Kept::find(analysis, decisions, &filter.question));
    let mut question = filter.question.clone();
    widgets::card(ui, cx, 0.0, |ui, cx| {
        head(ui, cx, analysis, &kept);
        if silent.is_empty() {
            widgets::secondary(ui, cx, cx.t("silent.nobody"));
            return;
        }
        filters(ui, cx, analysis, &kept, &mut question);
        bulk(ui, cx, analysis, &kept);
        ui.add_space(4.0);
        let height = (ui.ctx().content_rect().height() - 450.0).max(240.0);
        // A narrow window shows the first columns and moves sideways to the others.
        egui::ScrollArea::horizontal().id_salt("silent_columns").auto_shrink([false, true]).show(ui, |ui| {
            ui.set_min_width(LEAST_WIDTH);
            table(ui, cx, silent, &kept, &mut question, height);
        });
    });
    let filter = &mut cx.local.engagement.silent;
    filter.question = question;
    filter.kept = Some(kept);
}

impl Kept {
    fn is_of(
        &self,
        analysis: &Arc<Analysis>,
        decisions: &Arc<Vec<SilentDecision>>,
        asked: &Question,
    ) -> bool {
        std::ptr::eq(self.of.as_ptr(), Arc::as_ptr(analysis))
            && Arc::ptr_eq(&self.decisions, decisions)
            && self.question == *asked
    }

    fn find(analysis: &Arc<Analysis>, decisions: Arc<Vec<SilentDecision>>, question: &Question) -> Self {
        let silent = &analysis.silence().silent;
        let limit = analysis.project.thresholds.silent_days.value;
        let by_member: Decisions = decisions
            .iter()
            .filter_map(|one| Some((analysis.activity.members.find(&one.member)?, (one.choice, one.date))))
            .collect();
        let chosen = |one: &SilentMember| by_member.get(&one.codes.0).map(|(choice, _)| *choice);
        let count = |(mut kinds, mut choices): ([u64; 3], [u64; 4]), one: &SilentMember| {
            kinds[one.kind(limit) as usize] += 1;
            choices[chosen(one).map_or(0, |choice| choice as usize + 1)] += 1;
            (kinds, choices)
        };
        let both = |(mut kinds, mut choices): ([u64; 3], [u64; 4]), more: ([u64; 3], [u64; 4])| {
            kinds.iter_mut().zip(more.0).for_each(|(sum, more)| *sum += more);
            choices.iter_mut().zip(more.1).for_each(|(sum, more)| *sum += more);
            (kinds, choices)
        };
        let (kinds, choices) = silent.par_iter().fold(Default::default, count).reduce(Default::default, both);
        let text = question.search.trim().to_lowercase();
        let input = analysis.input();
        let id = |one: &SilentMember| analysis.activity.members.id(one.codes.0);
        let fits = |one: &SilentMember| {
            question.kind.is_none_or(|kind| one.kind(limit) == kind)
                && question.group.is_none_or(|group| one.codes.1 == group)
                && question.tier.is_none_or(|tier| one.tier(input) == tier)
                && question.choice.is_none_or(|choice| chosen(one) == choice)
                && (text.is_empty()
                    || input.member_name(one.codes.0).to_lowercase().contains(&text)
                    || id(one).is_some_and(|id| id.as_str().to_lowercase().contains(&text)))
        };
        let everybody = Question { sort: question.sort, reversed: question.reversed, ..Question::default() };
        let places = 0..silent.len() as u32;
        let mut rows: Vec<u32> = if *question == everybody {
            places.collect()
        } else {
            places.into_par_iter().filter(|&place| fits(&silent[place as usize])).collect()
        };
        let order = |a: &SilentMember, b: &SilentMember| -> Ordering {
            match question.sort {
                Sort::Member => input.member_name(a.codes.0).cmp(input.member_name(b.codes.0)),
                Sort::Kind => a.kind(limit).cmp(&b.kind(limit)),
                Sort::LastSpoke => a.last_spoke().cmp(&b.last_spoke()),
                // The longest first, as they come.
                Sort::Days => b.days().cmp(&a.days()),
                // The longest first.
                Sort::Tenure => (a.since().is_none(), a.since()).cmp(&(b.since().is_none(), b.since())),
                Sort::Tier => {
                    let tier = |one: &SilentMember| (one.tier(input).is_none(), one.tier(input));
                    tier(a).cmp(&tier(b))
                }
                Sort::Group => input.group_name(a.codes.1).cmp(input.group_name(b.codes.1)),
                Sort::Id => id(a).cmp(&id(b)),
                Sort::Decision => {
                    let key =
                        |one| chosen(one).map_or(Reverse(None), |choice| Reverse(Some(Reverse(choice))));
                    key(a).cmp(&key(b))
                }
            }
        };
        // Most often they are asked for in the order in which they come.
        let in_order = question.sort == Sort::Days && !question.reversed;
        if !in_order {
            rows.par_sort_by(|&a, &b| match (silent.get(a as usize), silent.get(b as usize)) {
                (Some(a), Some(b)) if question.reversed => order(b, a),
                (Some(a), Some(b)) => order(a, b),
                _ => Ordering::Equal,
            });
        }
        Self {
            of: Arc::downgrade(analysis),
            decisions,
            question: question.clone(),
            by_member,
            rows,
            kinds,
            choices,
        }
    }

    /// Ids of the people in the rows shown, each once.
    fn people(&self, analysis: &Analysis) -> Vec<MemberId> {
        let silent = &analysis.silence().silent;
        let shown = self.rows.iter().filter_map(|&row| silent.get(row as usize));
        let mut people: Vec<MemberId> =
            shown.filter_map(|one| analysis.activity.members.id(one.codes.0).cloned()).collect();
        people.sort();
        people.dedup();
        people
    }
}

fn head(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, kept: &Kept) {
    let silent = &analysis.silence().silent;
    let there = analysis.silence().places;
    let rate = crate::analytics::Rate::new(silent.len() as u64, there);
    let title = format!("{}  {}", cx.t("figure.silent"), format::fraction(&rate));
    let mut export = false;
    widgets::card_head(ui, cx, &title, |ui| {
        export = !kept.rows.is_empty() && ui.button(cx.t("silent.csv")).clicked();
    });
    if export {
        let name = crate::export::file_stem(cx.t("figure.silent"));
        cx.send(Command::ChooseSheetCsv { name, sheet: Arc::new(sheet(cx, analysis, kept)) });
    }
    let limit = &analysis.project.thresholds.silent_days;
    let values: [(&str, &dyn std::fmt::Display); 5] = [
        ("n", &format::count(silent.len() as u64)),
        ("days", &limit.value),
        ("long", &limit.value.saturating_mul(crate::analytics::engagement::DORMANT_LIMITS)),
        ("source", &source_word(&limit.source, cx.lang)),
        ("date", &analysis.panels.engagement.as_of.map_or(String::new(), format::date)),
    ];
    let note = cx.lang.tf("silent.note", &values);
    let own = analysis.silence().silence_limit.map_or(String::new(), |own| {
        cx.lang.tf("silent.own_limit", &[("days", &own.days), ("n", &format::count(own.pauses))])
    });
    let note = if own.is_empty() { note } else { format!("{note} · {own}") };
    ui.add(egui::Label::new(RichText::new(note).size(size::SECONDARY).color(cx.theme.secondary)).wrap());
}

/// Choices with how many entries each has.
fn filters(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, kept: &Kept, question: &mut Question) {
    let counted = |label: &str, count: u64| format!("{label} {}", format::count(count));
    let all = counted(cx.t("silent.all"), analysis.silence().silent.len() as u64);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let chip = |ui: &mut Ui, on: bool, text: String| ui.selectable_label(on, text).clicked();
        if chip(ui, question.kind.is_none(), all) {
            question.kind = None;
        }
        let kinds = [SilenceKind::Never, SilenceKind::Silent, SilenceKind::Dormant];
        for (kind, count) in kinds.into_iter().zip(kept.kinds) {
            if chip(ui, question.kind == Some(kind), counted(silence_name(kind, cx.lang), count)) {
                question.kind = if question.kind == Some(kind) { None } else { Some(kind) };
            }
        }
        ui.add_space(14.0);
        let decided = std::iter::once(None).chain(SilentChoice::ALL.map(Some));
        for (choice, count) in decided.zip(kept.choices) {
            let word = choice.map_or(cx.t("choice.none"), |choice| choice_name(choice, cx.lang));
            if chip(ui, question.choice == Some(choice), counted(word, count)) {
                question.choice = if question.choice == Some(choice) { None } else { Some(choice) };
            }
        }
    });
    ui.horizontal(|ui| {
        let label = cx.t("search.label");
        let field =
            ui.add(egui::TextEdit::singleline(&mut question.search).hint_text(label).desired_width(200.0));
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
        let input = analysis.input();
        let group = question.group.map_or(cx.t("scope.every_group"), |group| input.group_name(group));
        let choice = egui::ComboBox::from_id_salt("silent_group").selected_text(group).width(180.0);
        let choice = choice.show_ui(ui, |ui| {
            ui.selectable_value(&mut question.group, None, cx.t("scope.every_group"));
            for &group in &analysis.scope.groups {
                ui.selectable_value(&mut question.group, Some(group), input.group_name(group));
            }
        });
        name(&choice.response, cx.t("column.group"));
        let tier = question.tier.map_or(cx.t("silent.every_tier"), |tier| tier_name(tier, cx.lang));
        let choice = egui::ComboBox::from_id_salt("silent_tier").selected_text(tier).width(120.0);
        let choice = choice.show_ui(ui, |ui| {
            ui.selectable_value(&mut question.tier, None, cx.t("silent.every_tier"));
            for tier in [Some(Tier::Core), Some(Tier::Middle), Some(Tier::Ordinary), None] {
                ui.selectable_value(&mut question.tier, Some(tier), tier_name(tier, cx.lang));
            }
        });
        name(&choice.response, cx.t("column.tier"));
    });
}

fn name(response: &egui::Response, label: &'static str) {
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}

/// How many rows are shown, and one decision for all of them.
fn bulk(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, kept: &Kept) {
    let silent = &analysis.silence().silent;
    ui.horizontal(|ui| {
        let shown = cx.lang.tf("silent.shown", &[("n", &format::count(kept.rows.len() as u64))]);
        widgets::secondary(ui, cx, &shown);
        if kept.rows.is_empty() {
            return;
        }
        let mut chosen = None;
        ui.menu_button(cx.t("silent.decide_all"), |ui| chosen = offer(ui, cx));
        if let Some(choice) = chosen {
            cx.send(decide(kept.people(analysis), choice));
        }
        if ui.button(cx.t("silent.open")).clicked() {
            let mut members: Vec<u32> =
                kept.rows.iter().filter_map(|&row| Some(silent.get(row as usize)?.codes.0)).collect();
            let mut seen = std::collections::HashSet::new();
            members.retain(|member| seen.insert(*member));
            let title = cx.t("silent.title").to_owned();
            cx.send(Command::ShowDialog(Dialog::People { title, members }));
        }
    });
}

/// The choices of a menu; `Some(None)` takes a decision back.
fn offer(ui: &mut Ui, cx: &Cx<'_>) -> Option<Option<SilentChoice>> {
    let mut chosen = None;
    for choice in SilentChoice::ALL.map(Some).into_iter().chain([None]) {
        let word = choice.map_or(cx.t("choice.clear"), |choice| choice_name(choice, cx.lang));
        if ui.button(word).clicked() {
            chosen = Some(choice);
            ui.close();
        }
    }
    chosen
}

fn decide(members: Vec<MemberId>, choice: Option<SilentChoice>) -> Command {
    Command::Edit(Edit::DecideSilent { members, choice, date: chrono::Local::now().date_naive() })
}

/// The rows; only those on screen are made.
fn table(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    silent: &[SilentMember],
    kept: &Kept,
    question: &mut Question,
    height: f32,
) {
    let Some(analysis) = kept.of.upgrade() else { return };
    let limit = analysis.project.thresholds.silent_days.value;
    let at = analysis.silence().at;
    let days = |days: Option<u32>| days.map_or(format::UNKNOWN.to_owned(), |days| format::count(days.into()));
    TableBuilder::new(ui)
        .id_salt("silent")
        .max_scroll_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true])
        .cell_layout(egui::Layout::left_to_right(egui::Align::Center))
        .column(Column::remainder().at_least(96.0).clip(true))
        .column(Column::exact(130.0))
        .column(Column::exact(84.0))
        .column(Column::exact(88.0))
        .column(Column::exact(84.0))
        .column(Column::exact(84.0))
        .column(Column::exact(64.0))
        .column(Column::exact(130.0).clip(true))
        .column(Column::exact(90.0).clip(true))
        .header(26.0, |mut row| {
            for (sort, key) in COLUMNS {
                row.col(|ui| {
                    let mark = match question.sort == sort {
                        true if question.reversed => " ↑",
                        true => " ↓",
                        false => "",
                    };
                    let text = RichText::new(format!("{}{mark}", cx.t(key))).size(size::SECONDARY);
                    let label = egui::Label::new(text.color(cx.theme.secondary)).sense(egui::Sense::click());
                    let response = ui.add(label).on_hover_cursor(egui::CursorIcon::PointingHand);
                    if response.on_hover_text(cx.t("hint.sort")).clicked() {
                        question.reversed = question.sort == sort && !question.reversed;
                        question.sort = sort;
                    }
                });
            }
        })
        .body(|body| {
            body.rows(32.0, kept.rows.len(), |mut row| {
                let place = kept.rows.get(row.index()).copied().unwrap_or(u32::MAX);
                let Some(one) = silent.get(place as usize) else { return };
                let id = analysis.activity.members.id(one.codes.0);
                row.col(|ui| {
                    let text =
                        RichText::new(analysis.input().member_name(one.codes.0)).color(cx.theme.accent);
                    let response = ui.add(egui::Label::new(text).truncate().sense(egui::Sense::click()));
                    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                        cx.send(Command::ShowDialog(Dialog::Member(one.codes.0)));
                    }
                });
                row.col(|ui| {
                    let word = match kept.by_member.get(&one.codes.0) {
                        Some((choice, date)) => {
                            format!("{} · {}", choice_name(*choice, cx.lang), format::month_day(*date))
                        }
                        None => cx.t("silent.decide").to_owned(),
                    };
                    let mut chosen = None;
                    ui.menu_button(word, |ui| chosen = offer(ui, cx));
                    if let Some(choice) = chosen {
                        cx.send(decide(id.iter().copied().cloned().collect(), choice));
                    }
                });
                let texts = [
                    silence_name(one.kind(limit), cx.lang).to_owned(),
                    one.last_spoke().map_or(format::UNKNOWN.to_owned(), |day| format::date(date(day))),
                    days(one.days()),
                    days(one.tenure(at)),
                    tier_name(one.tier(analysis.input()), cx.lang).to_owned(),
                    analysis.input().group_name(one.codes.1).to_owned(),
                    id.map_or(String::new(), |id| id.0.clone()),
                ];
                for text in texts {
                    row.col(|ui| {
                        ui.add(egui::Label::new(text).truncate());
                    });
                }
            });
        });
}

/// The rows shown, for a file.
fn sheet(cx: &Cx<'_>, analysis: &Analysis, kept: &Kept) -> Sheet {
    let limit = analysis.project.thresholds.silent_days.value;
    let input = analysis.input();
    let number = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
    let at = analysis.silence().at;
    let written = |date: Option<NaiveDate>| date.map_or(String::new(), format::date);
    let mut header: Vec<String> = COLUMNS.iter().map(|(_, key)| cx.t(key).to_owned()).collect();
    header.extend([cx.t("column.joined").to_owned(), cx.t("column.decided").to_owned()]);
    let silent = &analysis.silence().silent;
    let rows = kept
        .rows
        .iter()
        .filter_map(|&row| silent.get(row as usize))
        .map(|one| {
            let decided = kept.by_member.get(&one.codes.0);
            vec![
                input.member_name(one.codes.0).to_owned(),
                decided.map_or(String::new(), |(choice, _)| choice_name(*choice, cx.lang).to_owned()),
                silence_name(one.kind(limit), cx.lang).to_owned(),
                written(one.last_spoke().map(date)),
                number(one.days()),
                number(one.tenure(at)),
                tier_name(one.tier(input), cx.lang).to_owned(),
                input.group_name(one.codes.1).to_owned(),
                analysis.activity.members.id(one.codes.0).map_or(String::new(), |id| id.0.clone()),
                written(one.since().map(date)),
                written(decided.map(|(_, date)| *date)),
            ]
        })
        .collect();
    Sheet { header, rows }
}
