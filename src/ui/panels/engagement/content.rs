//! What is said: who makes it, about what, in which form, and the rules that tell.

use egui::{DragValue, RichText, TextEdit, Ui};

use super::super::super::{Cx, theme, widgets};
use super::full;
use crate::analytics::engagement::Talk;
use crate::app::{Analysis, Command, Dialog, Edit, FigureKey};
use crate::charts::catalogue::{
    axis_word, class_name, message_kind_name, role_name, sender_name, source_word,
};
use crate::charts::theme::size;
use crate::charts::{Tone, format, paint};
use crate::i18n::Lang;
use crate::model::{ContentClass, ContentRule, ContentRules, MessageKind, Role, Sender};

/// The rules while they are being changed.
#[derive(Default)]
pub(super) struct Draft {
    open: Option<Rules>,
}

struct Rules {
    official_roles: Vec<Role>,
    next_words_minutes: u32,
    /// Each with its words as typed, and its number among the rules that the counts are of.
    rules: Vec<(ContentRule, String, Option<usize>)>,
}

impl Rules {
    fn of(content: &ContentRules, lang: Lang) -> Self {
        let words = |rule: &ContentRule| rule.keywords.join(lang.t("list.joiner"));
        let rules = content.rules.iter().enumerate();
        Self {
            official_roles: content.official_roles.clone(),
            next_words_minutes: content.next_words_minutes,
            rules: rules.map(|(number, rule)| (rule.clone(), words(rule), Some(number))).collect(),
        }
    }

    /// The rules as they would be kept.
    fn content(&self) -> ContentRules {
        let rule = |(rule, words, _): &(ContentRule, String, Option<usize>)| ContentRule {
            keywords: split_words(words),
            ..rule.clone()
        };
        ContentRules {
            official_roles: self.official_roles.clone(),
            next_words_minutes: self.next_words_minutes,
            rules: self.rules.iter().map(rule).collect(),
        }
    }
}

/// Words with commas, semicolons, bars or line ends between them, each once.
fn split_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let parts = text.split(['、', ',', '，', ';', '；', '|', '\n']).map(str::trim);
    for word in parts.filter(|word| !word.is_empty()) {
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    words
}

/// Draws the view.
pub(super) fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let talk = analysis.known_talk();
    if talk.is_some_and(|talk| talk.content.texts.all_lost()) {
        widgets::card(ui, cx, 0.0, |ui, cx| {
            ui.label(RichText::new(cx.t("content.no_texts")).font(paint::medium(size::CARD_TITLE)));
            widgets::secondary(ui, cx, cx.t("content.no_texts_text"));
        });
        widgets::gap(ui);
    }
    numbers(ui, cx, analysis, talk);
    full(ui, cx, "engagement.content");
    full(ui, cx, "engagement.content_topics");
    full(ui, cx, "engagement.content_forms");
    full(ui, cx, "engagement.content_response");
    full(ui, cx, "engagement.content_purposes");
    full(ui, cx, "engagement.content_activities");
    let mut edit = false;
    let is_open = cx.local.engagement.content.open.is_some();
    widgets::figure(ui, cx, FigureKey::new("engagement.content_rules"), 0.0, |ui, cx| {
        edit = !is_open && ui.button(cx.t("content.edit_rules")).clicked();
    });
    widgets::gap(ui);
    if edit && let Some(loaded) = &cx.state.loaded {
        cx.local.engagement.content.open = Some(Rules::of(&loaded.document.project.content, cx.lang));
    }
    editor(ui, cx, talk);
}

fn numbers(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, talk: Option<&Talk>) {
    let limits = &analysis.project.thresholds;
    widgets::row(ui, "engagement.content_numbers", [1.0; 4], |index, ui, least| {
        let content = talk.map(|talk| &talk.content);
        let unknown = || format::UNKNOWN.to_owned();
        let fraction = |rate: Option<&crate::analytics::Rate>| rate.map_or_else(unknown, format::fraction);
        let list = |key: &str, members: Vec<u32>| {
            let title = cx.t(key).to_owned();
            (!members.is_empty()).then_some(Command::ShowDialog(Dialog::People { title, members }))
        };
        let (label, rate, target, open, tone) = match index {
            0 => {
                let rate = content.map(|content| content.company);
                ("content.company_share", rate, cx.t("content.company_rule").to_owned(), None, Tone::Neutral)
            }
            1 => {
                let topic = content.and_then(|content| {
                    content.topics.iter().find(|row| row.class == Some(ContentClass::Professional))
                });
                let rate = topic.filter(|row| row.messages.is_some()).map(|row| row.share);
                let open = topic.and_then(|row| list("content.who_professional", row.speaking.clone()));
                let rule = cx.t("content.professional_rule").to_owned();
                ("content.professional_share", rate, rule, open, Tone::Neutral)
            }
            2 => {
                let rate = content.map(|content| content.serial_people);
                let open =
                    content.and_then(|content| list("content.serial_people", content.serial_members.clone()));
                ("content.serial_people", rate, cx.t("content.serial_rule").to_owned(), open, Tone::Neutral)
            }
            _ => {
                let limit = &limits.selling_share;
                let row = content.and_then(|content| {
                    content.purposes.iter().find(|row| row.class == Some(ContentClass::Selling))
                });
                let rate = row.filter(|row| row.messages.is_some()).map(|row| row.share);
                let over = rate.and_then(|rate| rate.value).is_some_and(|share| share > limit.value);
                let values: [(&str, &dyn std::fmt::Display); 2] = [
                    ("share", &format::percent_whole(Some(limit.value))),
                    ("source", &source_word(&limit.source, cx.lang)),
                ];
                let rule = cx.lang.tf("service.limit", &values);
                let tone = if over { Tone::Warning } else { Tone::Neutral };
                ("content.selling_share", rate, rule, None, tone)
            }
        };
        let number = widgets::KeyNumber {
            label: cx.t(label),
            value: format::percent(rate.and_then(|rate| rate.value)),
            detail: (fraction(rate.as_ref()), tone),
            target,
            open,
            detail_open: None,
        };
        number.show(ui, cx, least)
    });
}

fn editor(ui: &mut Ui, cx: &mut Cx<'_>, talk: Option<&Talk>) {
    let Some(mut draft) = cx.local.engagement.content.open.take() else { return };
    let Some(now) = cx.state.loaded.as_ref().map(|loaded| loaded.document.project.content.clone()) else {
        return;
    };
    let (mut save, mut give_up) = (false, false);
    widgets::card(ui, cx, 0.0, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("content.edit_rules"), |_| {});
        widgets::secondary(ui, cx, cx.t("content.editor_text"));
        ui.add_space(6.0);
        general(ui, cx, &mut draft);
        let mut change = None;
        let count = draft.rules.len();
        for (nth, (rule, words, number)) in draft.rules.iter_mut().enumerate() {
            ui.add_space(8.0);
            let caught = number
                .and_then(|number| talk?.content.rules.get(number))
                .map(|row| row.messages.map_or(format::UNKNOWN.to_owned(), format::count));
            change = rule_lines(ui, cx, (nth, count), rule, words, caught).or(change);
        }
        match change {
            Some((nth, Change::Remove)) => {
                draft.rules.remove(nth);
            }
            Some((nth, Change::Up)) => draft.rules.swap(nth, nth - 1),
            Some((nth, Change::Down)) => draft.rules.swap(nth, nth + 1),
            None => {}
        }
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let room = draft.rules.len() < ContentRules::MOST;
            if ui.add_enabled(room, egui::Button::new(cx.t("content.add_rule"))).clicked() {
                let rule = ContentRule {
                    class: ContentClass::Professional,
                    keywords: Vec::new(),
                    kinds: Vec::new(),
                    by: Sender::Anyone,
                    roles: Vec::new(),
                    at_least: 0,
                    answers: false,
                };
                draft.rules.push((rule, String::new(), None));
            }
            if ui.button(cx.t("content.defaults")).clicked() {
                draft = Rules::of(&ContentRules::default(), cx.lang);
                draft.rules.iter_mut().for_each(|rule| rule.2 = None);
            }
            let changed = draft.content() != now;
            save = ui.add_enabled(changed, theme::primary(cx.theme, cx.t("money.save"))).clicked();
            give_up = ui.button(cx.t("money.give_up")).clicked();
        });
    });
    widgets::gap(ui);
    if save {
        cx.send(Command::Edit(Edit::SetContentRules(Box::new(draft.content()))));
    } else if !give_up {
        cx.local.engagement.content.open = Some(draft);
    }
}

/// Whose messages are the company's, and when the next words answer.
fn general(ui: &mut Ui, cx: &Cx<'_>, draft: &mut Rules) {
    ui.horizontal_wrapped(|ui| {
        ui.label(cx.t("content.official_roles"));
        let roles = &mut draft.official_roles;
        roles_menu(ui, cx, cx.t("content.official_roles"), roles);
        ui.add_space(10.0);
        let label = cx.t("content.next_words");
        ui.label(label);
        number(ui, &mut draft.next_words_minutes, 0..=240, label);
        widgets::secondary(ui, cx, cx.t("content.next_words_hint"));
    });
}

#[derive(Clone, Copy)]
enum Change {
    Remove,
    Up,
    Down,
}

/// One rule in two lines: what it asks, and its words.
fn rule_lines(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (nth, count): (usize, usize),
    rule: &mut ContentRule,
    words: &mut String,
    caught: Option<String>,
) -> Option<(usize, Change)> {
    let mut change = None;
    let label = |key: &str| format!("{} {}", cx.t(key), nth + 1);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(format!("{}", nth + 1)).color(cx.theme.secondary));
        class_box(ui, cx, &label("content.class"), &mut rule.class);
        sender_box(ui, cx, &label("content.by"), &mut rule.by);
        kinds_menu(ui, cx, &label("content.kinds"), &mut rule.kinds);
        roles_menu(ui, cx, &label("content.roles"), &mut rule.roles);
        ui.label(cx.t("content.at_least"));
        number(ui, &mut rule.at_least, 0..=10_000, &label("content.at_least"));
        ui.checkbox(&mut rule.answers, cx.t("content.answers_question"));
        let mut press = |ui: &mut Ui, sign: &str, key: &str, on: bool, does: Change| {
            let button = ui.add_enabled(on, theme::quiet(cx.theme.secondary, sign));
            button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, on, label(key)));
            if button.on_hover_text(cx.t(key)).clicked() {
                change = Some((nth, does));
            }
        };
        press(ui, "↑", "content.rule_up", nth > 0, Change::Up);
        press(ui, "↓", "content.rule_down", nth + 1 < count, Change::Down);
        press(ui, "×", "money.remove_row", true, Change::Remove);
        if let Some(caught) = caught {
            widgets::secondary(ui, cx, &cx.lang.tf("content.caught", &[("n", &caught)]));
        }
    });
    let edit = TextEdit::multiline(words)
        .desired_rows(1)
        .desired_width(f32::INFINITY)
        .hint_text(cx.t("content.words_hint"));
    let response = ui.add(edit);
    let spoken = label("content.words");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &spoken));
    change
}

fn number(ui: &mut Ui, value: &mut u32, range: std::ops::RangeInclusive<u32>, label: &str) {
    let response = ui.add(DragValue::new(value).range(range));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::SpinButton, true, label));
}

fn class_box(ui: &mut Ui, cx: &Cx<'_>, label: &str, class: &mut ContentClass) {
    let shown = class_name(Some(*class), cx.lang);
    let choice = egui::ComboBox::from_id_salt(label).selected_text(shown).width(110.0).height(380.0).show_ui(
        ui,
        |ui| {
            let mut axis = None;
            for one in ContentClass::ALL {
                if axis != Some(one.axis()) {
                    widgets::secondary(ui, cx, axis_word(one.axis(), cx.lang));
                    axis = Some(one.axis());
                }
                ui.selectable_value(class, one, class_name(Some(one), cx.lang));
            }
        },
    );
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}

fn sender_box(ui: &mut Ui, cx: &Cx<'_>, label: &str, by: &mut Sender) {
    let choice = egui::ComboBox::from_id_salt(label).selected_text(sender_name(*by, cx.lang)).width(110.0);
    let choice = choice.show_ui(ui, |ui| {
        for one in Sender::ALL {
            ui.selectable_value(by, one, sender_name(one, cx.lang));
        }
    });
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}

/// A menu of things of which any number may be ticked; its face says which.
fn ticks<T: Clone + PartialEq>(
    ui: &mut Ui,
    label: &str,
    face: String,
    all: &[T],
    chosen: &mut Vec<T>,
    name: impl Fn(&T) -> String,
) {
    let menu = ui.menu_button(face, |ui| {
        for one in all {
            let mut on = chosen.contains(one);
            if ui.checkbox(&mut on, name(one)).changed() {
                if on {
                    chosen.push(one.clone());
                } else {
                    chosen.retain(|known| known != one);
                }
            }
        }
    });
    menu.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
}

fn kinds_menu(ui: &mut Ui, cx: &Cx<'_>, label: &str, kinds: &mut Vec<MessageKind>) {
    let all: Vec<MessageKind> =
        MessageKind::ALL.into_iter().filter(|kind| *kind != MessageKind::System).collect();
    let face = match kinds.as_slice() {
        [] => cx.t("content.any_kind").to_owned(),
        [one] => message_kind_name(*one, cx.lang).to_owned(),
        many => cx.lang.tf("content.n_kinds", &[("n", &many.len())]),
    };
    ticks(ui, label, face, &all, kinds, |kind| message_kind_name(*kind, cx.lang).to_owned());
}

fn roles_menu(ui: &mut Ui, cx: &Cx<'_>, label: &str, roles: &mut Vec<Role>) {
    let face = match roles.as_slice() {
        [] => cx.t("content.any_role").to_owned(),
        [one] => role_name(one, cx.lang),
        many => cx.lang.tf("content.n_roles", &[("n", &many.len())]),
    };
    let mut all = Role::NAMED.to_vec();
    all.extend(roles.iter().filter(|role| matches!(role, Role::Other(_))).cloned());
    ticks(ui, label, face, &all, roles, |role| role_name(role, cx.lang));
}

#[cfg(test)]
mod tests {
    use super::split_words;

    #[test]
    fn words_are_split_at_any_comma_and_kept_once() {
        assert_eq!(
            split_words(" 通知、公告, notice；第#期\n通知|how do i "),
            ["通知", "公告", "notice", "第#期", "how do i"]
        );
        assert!(split_words(" 、,").is_empty());
    }
}
