//! Money: the price ladder, takings, renewals, costs, and the lists they are made from.

use chrono::NaiveDate;
use egui::{RichText, Ui};

use super::super::super::{Cx, theme, widgets};
use super::editor::field;
use crate::analytics::money::ladder;
use crate::app::{Analysis, Command, Edit, FigureKey, Page, today};
use crate::charts::theme::size;
use crate::model::{BudgetLine, GroupId, Money, PriceTier};

/// Lists being changed, as typed; kept until they are saved or given up.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MoneyDraft {
    prices: Option<Vec<[String; 3]>>,
    budget: Option<Vec<BudgetRow>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct BudgetRow {
    date: String,
    name: String,
    group: Option<GroupId>,
    campaign: String,
    planned: String,
    spent: String,
}

impl BudgetRow {
    fn of(line: &BudgetLine) -> Self {
        Self {
            date: line.date.to_string(),
            name: line.name.clone(),
            group: line.group.clone(),
            campaign: line.campaign.clone().unwrap_or_default(),
            planned: line.planned.to_string(),
            spent: line.spent.map_or(String::new(), |spent| spent.to_string()),
        }
    }

    /// `None` while something cannot be read.
    fn line(&self) -> Option<BudgetLine> {
        let name = self.name.trim();
        let campaign = self.campaign.trim();
        Some(BudgetLine {
            date: self.date.trim().parse::<NaiveDate>().ok()?,
            name: (!name.is_empty()).then(|| name.to_owned())?,
            group: self.group.clone(),
            campaign: (!campaign.is_empty()).then(|| campaign.to_owned()),
            planned: amount(&self.planned)?,
            spent: if self.spent.trim().is_empty() { None } else { Some(amount(&self.spent)?) },
        })
    }
}

/// An amount that is not less than nothing.
fn amount(text: &str) -> Option<Money> {
    Money::parse(text).filter(|amount| amount.0 >= 0)
}

fn tier([name, price, slots]: &[String; 3]) -> Option<PriceTier> {
    let slots = match slots.trim() {
        "" => None,
        digits => Some(digits.parse().ok()?),
    };
    let name = name.trim();
    Some(PriceTier { name: (!name.is_empty()).then(|| name.to_owned())?, price: amount(price)?, slots })
}

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    if analysis.project.orders.is_empty() {
        let actions =
            [("empty.import", Command::ShowPage(Page::Import)), ("empty.sample", Command::OpenSample)]
                .map(|(key, command)| (cx.t(key), command));
        widgets::empty(ui, cx, cx.t("empty.no_orders"), cx.t("empty.no_orders_text"), &actions);
    }
    widgets::figure(ui, cx, FigureKey::new("money.ladder"), 0.0, |ui, cx| {
        edit_button(ui, cx, analysis, true)
    });
    widgets::gap(ui);
    prices(ui, cx);
    if !analysis.project.orders.is_empty() {
        widgets::row(ui, "money.top", [1.2, 1.0], |index, ui, least| {
            let name = if index == 0 { "money.takings" } else { "money.arpu" };
            widgets::figure(ui, cx, FigureKey::new(name), least, |_, _| {})
        });
        widgets::figure(ui, cx, FigureKey::new("money.renewals"), 0.0, |_, _| {});
        widgets::gap(ui);
    }
    widgets::figure(ui, cx, FigureKey::new("money.costs"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, FigureKey::new("money.budget"), 0.0, |ui, cx| {
        edit_button(ui, cx, analysis, false)
    });
    widgets::gap(ui);
    budget(ui, cx, analysis);
    if analysis.project.budget.iter().any(|line| line.campaign.is_some()) {
        widgets::figure(ui, cx, FigureKey::new("money.campaigns"), 0.0, |_, _| {});
    }
}

/// Opens one of the two lists for changing.
fn edit_button(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, of_prices: bool) {
    let Some(project) = cx.state.loaded.as_ref().map(|loaded| &loaded.document.project) else { return };
    let key = if of_prices { "money.edit_prices" } else { "money.edit_budget" };
    let open = if of_prices { cx.local.money.prices.is_some() } else { cx.local.money.budget.is_some() };
    if !open && ui.button(cx.t(key)).clicked() {
        if of_prices {
            let row = |tier: &PriceTier| {
                let slots = tier.slots.map_or(String::new(), |slots| slots.to_string());
                [tier.name.clone(), tier.price.to_string(), slots]
            };
            // Prices that nobody has written down begin with what the orders say.
            let from_orders = || {
                let rungs = ladder(analysis.input(), &analysis.scope);
                rungs.into_iter().map(|rung| [rung.name, rung.highest.to_string(), String::new()]).collect()
            };
            let stated = !project.prices.is_empty();
            let rows = if stated { project.prices.iter().map(row).collect() } else { from_orders() };
            cx.local.money.prices = Some(rows);
        } else {
            cx.local.money.budget = Some(project.budget.iter().map(BudgetRow::of).collect());
        }
    }
}

/// The line of buttons under a list: add, keep, give up.
fn buttons<T: Default>(ui: &mut Ui, cx: &Cx<'_>, rows: &mut Vec<T>, new: T, sound: bool) -> (bool, bool) {
    let mut pressed = (false, false);
    ui.horizontal(|ui| {
        if ui.button(cx.t("money.add_row")).clicked() {
            rows.push(new);
        }
        pressed.0 = ui.add_enabled(sound, theme::primary(cx.theme, cx.t("money.save"))).clicked();
        pressed.1 = ui.button(cx.t("money.give_up")).clicked();
        if !sound {
            let text = RichText::new(cx.t("money.unreadable")).size(size::SECONDARY).color(cx.theme.warning);
            ui.label(text);
        }
    });
    pressed
}

fn remove_button(ui: &mut Ui, cx: &Cx<'_>, nth: usize) -> bool {
    let button = ui.add(theme::quiet(cx.theme.secondary, "×"));
    let spoken = format!("{} {}", cx.t("money.remove_row"), nth + 1);
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
    button.clicked()
}

fn prices(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(mut rows) = cx.local.money.prices.take() else { return };
    let mut pressed = (false, false);
    let tiers: Option<Vec<PriceTier>> = rows.iter().map(tier).collect();
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let mut gone = None;
        for (nth, row) in rows.iter_mut().enumerate() {
            ui.horizontal(|ui| {
                for (text, key, width) in row
                    .iter_mut()
                    .zip(["money.tier", "money.price", "money.slots"])
                    .map(|(text, key)| (text, key, 140.0))
                {
                    field(ui, text, &format!("{} {}", cx.t(key), nth + 1), width);
                }
                if remove_button(ui, cx, nth) {
                    gone = Some(nth);
                }
            });
        }
        if let Some(nth) = gone {
            rows.remove(nth);
        }
        pressed = buttons(ui, cx, &mut rows, Default::default(), tiers.is_some());
    });
    widgets::gap(ui);
    match (pressed, tiers) {
        ((true, _), Some(tiers)) => cx.send(Command::Edit(Edit::SetPrices(tiers))),
        ((_, true), _) => {}
        _ => cx.local.money.prices = Some(rows),
    }
}

fn budget(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let Some(mut rows) = cx.local.money.budget.take() else { return };
    let mut pressed = (false, false);
    let lines: Option<Vec<BudgetLine>> = rows.iter().map(BudgetRow::line).collect();
    widgets::card(ui, cx, 0.0, |ui, cx| {
        let mut gone = None;
        for (nth, row) in rows.iter_mut().enumerate() {
            ui.horizontal_wrapped(|ui| {
                let label = |key: &str| format!("{} {}", cx.t(key), nth + 1);
                field(ui, &mut row.date, &label("column.date"), 86.0);
                field(ui, &mut row.name, &label("money.line"), 140.0);
                group_box(ui, cx, analysis, &label("column.group"), &mut row.group);
                field(ui, &mut row.campaign, &label("money.campaign"), 120.0);
                field(ui, &mut row.planned, &label("money.planned"), 80.0);
                field(ui, &mut row.spent, &label("money.spent"), 80.0);
                if remove_button(ui, cx, nth) {
                    gone = Some(nth);
                }
            });
        }
        if let Some(nth) = gone {
            rows.remove(nth);
        }
        let date = today(analysis.project.time_zone).to_string();
        let new = BudgetRow { date, ..BudgetRow::default() };
        pressed = buttons(ui, cx, &mut rows, new, lines.is_some());
    });
    widgets::gap(ui);
    match (pressed, lines) {
        ((true, _), Some(lines)) => cx.send(Command::Edit(Edit::SetBudget(lines))),
        ((_, true), _) => {}
        _ => cx.local.money.budget = Some(rows),
    }
}

fn group_box(ui: &mut Ui, cx: &Cx<'_>, analysis: &Analysis, label: &str, chosen: &mut Option<GroupId>) {
    let input = analysis.input();
    let name = |id: &GroupId| {
        let code = analysis.activity.groups.find(id);
        code.map_or_else(|| id.to_string(), |code| input.group_name(code).to_owned())
    };
    let shown = chosen.as_ref().map_or(cx.t("money.all_groups").to_owned(), name);
    let choice = egui::ComboBox::from_id_salt(label).selected_text(shown).width(120.0).show_ui(ui, |ui| {
        if ui.selectable_label(chosen.is_none(), cx.t("money.all_groups")).clicked() {
            *chosen = None;
        }
        for id in analysis.activity.groups.ids() {
            if ui.selectable_label(chosen.as_ref() == Some(id), name(id)).clicked() {
                *chosen = Some(id.clone());
            }
        }
    });
    choice.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, label));
}
