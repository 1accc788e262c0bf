//! What serving earns: the pool, a plan of rewards to try, and the ledger.

use std::sync::Arc;

use egui::{RichText, Slider, Ui};

use super::super::super::kept::kept;
use super::super::super::{Cx, theme, widgets};
use super::{Looked, RotaDraft};
use crate::analytics::rotation::{FeesFrom, Rewards, rewards};
use crate::app::{Analysis, Command, Edit, FigureKey, RotaChange};
use crate::charts::theme::size;
use crate::charts::{Pick, catalogue, format};
use crate::model::{Incentive, MemberId, Money, RewardKind};

/// The slider of the base ends here, in hundredths, or at twice the base that stands.
const MOST_BASE: i64 = 50_000;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Arc<Analysis>, looked: Looked<'_>) {
    let draft = draft(cx, looked);
    let tried = tried(ui, cx, analysis, looked, &draft);
    numbers(ui, cx, analysis, looked);
    widgets::row(ui, "rewards.top", [1.2, 1.0], |index, ui, least| match index {
        0 => simulator(ui, cx, analysis, looked, &draft, &tried, least),
        _ => fairness(ui, cx, analysis, looked, least),
    });
    let figure = |what: &str| FigureKey::new(catalogue::rota_figure(what, looked.number));
    widgets::figure(ui, cx, figure("costs"), 0.0, |_, _| {});
    widgets::gap(ui);
    widgets::figure(ui, cx, figure("ledger"), 0.0, |_, _| {});
}

/// The plan that is being tried, else the one that stands, else a usual one.
fn draft(cx: &Cx<'_>, looked: Looked<'_>) -> Incentive {
    let RotaDraft { incentive, .. } = &cx.local.rota;
    let own = incentive.as_ref().filter(|(rota, _)| *rota == looked.number);
    own.map(|(_, draft)| draft.clone()).or_else(|| looked.rota.incentive.clone()).unwrap_or_default()
}

fn tried(
    ui: &Ui,
    cx: &Cx<'_>,
    analysis: &Arc<Analysis>,
    looked: Looked<'_>,
    draft: &Incentive,
) -> Arc<Rewards> {
    let Some(loaded) = &cx.state.loaded else { return Arc::default() };
    let state = (Arc::as_ptr(analysis) as usize, loaded.revision, looked.number, draft.clone());
    kept(
        ui,
        "tried_rewards",
        |of| *of == state,
        || (state.clone(), Arc::new(rewards(analysis.input(), looked.rota, Some(draft)))),
    )
}

fn numbers(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, looked: Looked<'_>) {
    let found = &looked.readout.rewards;
    let money = |amount: Money| format::money(amount, &analysis.project.currency);
    let unknown = || format::UNKNOWN.to_owned();
    let known = found.lines.iter().filter(|line| line.amount.is_some()).count();
    widgets::row(ui, "rewards.numbers", [1.0; 4], |index, ui, least| {
        let (label, value, detail) = match index {
            0 => (
                "reward.pool",
                found.pool.map_or_else(unknown, money),
                match (found.fees, looked.rota.incentive.as_ref()) {
                    (Some(fees), Some(plan)) => cx.lang.tf(
                        "reward.pool_of",
                        &[
                            ("share", &share_words(plan.share_permille)),
                            ("fees", &money(fees)),
                            ("n", &looked.rota.weeks),
                        ],
                    ),
                    _ => cx.t("reward.no_pool").to_owned(),
                },
            ),
            1 => (
                "reward.earned",
                if known > 0 { money(found.earned) } else { unknown() },
                cx.lang.tf("reward.known", &[("n", &known), ("all", &found.lines.len())]),
            ),
            2 => (
                "reward.planned",
                if known > 0 { money(found.planned) } else { unknown() },
                match found.kind {
                    Some(_) => cx.lang.tf("reward.full", &[("amount", &money(found.full))]),
                    None => cx.t("reward.full_unknown").to_owned(),
                },
            ),
            _ => (
                "reward.left",
                found.pool.map_or_else(unknown, |pool| money(Money(pool.0.saturating_sub(found.full.0)))),
                cx.t("reward.left_detail").to_owned(),
            ),
        };
        widgets::KeyNumber::plain(cx.t(label), value, detail, String::new()).show(ui, cx, least)
    });
}

fn share_words(permille: u32) -> String {
    let (whole, tenth) = (permille / 10, permille % 10);
    if tenth == 0 { format!("{whole}%") } else { format!("{whole}.{tenth}%") }
}

/// The plan of rewards: sliders, and what they come to.
fn simulator(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    analysis: &Analysis,
    looked: Looked<'_>,
    standing: &Incentive,
    tried: &Rewards,
    least: f32,
) -> f32 {
    let mut draft = standing.clone();
    let money = |amount: Money| format::money(amount, &analysis.project.currency);
    let needed = widgets::card(ui, cx, least, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("reward.plan"), |_| {});
        if looked.rota.incentive.is_none() {
            warning(ui, cx, cx.t("reward.none"));
        }
        ui.horizontal(|ui| {
            ui.radio_value(&mut draft.kind, RewardKind::Material, cx.t("reward.material"));
            ui.radio_value(&mut draft.kind, RewardKind::Honour, cx.t("reward.honour"));
        });
        if draft.kind == RewardKind::Honour {
            warning(ui, cx, cx.t("reward.honour_warning"));
        }
        egui::Grid::new("reward_plan").num_columns(2).spacing([12.0, 6.0]).show(ui, |ui| {
            ui.label(cx.t("reward.fees"));
            fees(ui, cx, &mut draft, tried, &money);
            ui.end_row();
            // The rail of a slider has to be seen on the card.
            let widgets = &mut ui.visuals_mut().widgets;
            for state in [&mut widgets.inactive, &mut widgets.hovered, &mut widgets.active] {
                state.bg_fill = cx.theme.border;
            }
            ui.visuals_mut().slider_trailing_fill = true;
            ui.visuals_mut().selection.bg_fill = cx.theme.accent;
            ui.spacing_mut().slider_width = 180.0;
            let label = ui.label(cx.t("reward.share"));
            let mut share = f64::from(draft.share_permille) / 10.0;
            let slider = Slider::new(&mut share, 0.0..=30.0).step_by(0.5).suffix("%").max_decimals(1);
            if ui.add(slider).labelled_by(label.id).changed() {
                draft.share_permille = (share * 10.0).round().clamp(0.0, 1000.0) as u32;
            }
            ui.end_row();
            let label = ui.label(cx.t("reward.base"));
            let most = MOST_BASE.max(draft.base.0.saturating_mul(2));
            let slider = Slider::new(&mut draft.base.0, 0..=most)
                .step_by(100.0)
                .custom_formatter(|value, _| Money(value as i64).to_string())
                .custom_parser(|text| Money::parse(text).map(|money| money.0 as f64));
            ui.add(slider).labelled_by(label.id);
            ui.end_row();
            let label = ui.label(cx.t("reward.multiplier"));
            let slider = Slider::new(&mut draft.unpopular_percent, 100..=300)
                .step_by(10.0)
                .custom_formatter(|value, _| format!("×{:.1}", value / 100.0))
                .custom_parser(|text| {
                    text.trim_start_matches('×').parse::<f64>().ok().map(|times| times * 100.0)
                });
            ui.add(slider).labelled_by(label.id);
            ui.end_row();
        });
        let weeks = cx.lang.tf("reward.unpopular", &[("n", &tried.unpopular.len())]);
        note(ui, cx, &weeks);
        ui.add_space(4.0);
        outcome(ui, cx, tried, &money);
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            let changed = looked.rota.incentive.as_ref() != Some(&draft);
            if ui.add_enabled(changed, theme::primary(cx.theme, cx.t("reward.apply"))).clicked() {
                let change = RotaChange::SetIncentive(Some(draft.clone()));
                cx.send(Command::Edit(Edit::ChangeRota { rota: looked.number, change }));
            }
            let fit = tried.base_that_fits.filter(|base| *base != draft.base);
            let label = match tried.base_that_fits {
                Some(base) => cx.lang.tf("reward.fit", &[("amount", &money(base))]),
                None => cx.t("reward.fit_unknown").to_owned(),
            };
            if ui.add_enabled(fit.is_some(), egui::Button::new(label)).clicked()
                && let Some(base) = fit
            {
                draft.base = base;
            }
            if ui
                .add_enabled(
                    changed && looked.rota.incentive.is_some(),
                    egui::Button::new(cx.t("reward.reset")),
                )
                .clicked()
                && let Some(stands) = &looked.rota.incentive
            {
                draft.clone_from(stands);
            }
        });
    });
    if draft != *standing {
        cx.local.rota.incentive = Some((looked.number, draft));
    }
    needed
}

/// Fees of a year: as typed, or from the orders.
fn fees(ui: &mut Ui, cx: &Cx<'_>, draft: &mut Incentive, tried: &Rewards, money: &dyn Fn(Money) -> String) {
    ui.horizontal(|ui| {
        let mut stated = draft.fees.is_some();
        if ui.checkbox(&mut stated, cx.t("reward.fees_stated")).changed() {
            draft.fees = stated.then(|| tried.fees.unwrap_or_default());
        }
        match &mut draft.fees {
            Some(fees) => {
                let mut units = fees.units();
                let drag = egui::DragValue::new(&mut units).range(0.0..=1e9).speed(100.0).max_decimals(2);
                let shown = ui.add(drag);
                shown.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::SpinButton, true, cx.t("reward.fees"))
                });
                if shown.changed() {
                    *fees = Money((units * 100.0).round().clamp(0.0, 1e11) as i64);
                }
            }
            None => {
                let text = match (tried.fees, tried.fees_from) {
                    (Some(fees), FeesFrom::Orders(n)) => {
                        cx.lang.tf("reward.fees_orders", &[("amount", &money(fees)), ("n", &n)])
                    }
                    _ => cx.t("reward.fees_unknown").to_owned(),
                };
                widgets::secondary(ui, cx, &text);
            }
        }
    });
}

/// Pool against pay-out.
fn outcome(ui: &mut Ui, cx: &Cx<'_>, tried: &Rewards, money: &dyn Fn(Money) -> String) {
    let full = money(tried.full);
    let Some(pool) = tried.pool else {
        note(ui, cx, &cx.lang.tf("reward.out_unknown", &[("full", &full)]));
        return;
    };
    let over = tried.full > pool;
    let share =
        if pool.0 > 0 { (tried.full.units() / pool.units()) as f32 } else { f32::from(u8::from(over)) };
    let color = if over { cx.theme.bad } else { cx.theme.good };
    let text = cx.lang.tf("reward.out", &[("full", &full), ("pool", &money(pool))]);
    ui.label(RichText::new(&text).color(cx.theme.text));
    let bar = egui::ProgressBar::new(share.clamp(0.0, 1.0)).fill(color).desired_height(8.0);
    ui.add(bar).widget_info(|| egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &text));
    let rest = Money(pool.0.saturating_sub(tried.full.0));
    if over {
        let missing = money(Money(rest.0.saturating_neg()));
        warning(ui, cx, &cx.lang.tf("reward.over", &[("amount", &missing)]));
    } else {
        note(ui, cx, &cx.lang.tf("reward.rest", &[("amount", &money(rest))]));
    }
}

fn note(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    let text = RichText::new(text).size(size::SECONDARY).color(cx.theme.secondary);
    ui.add(egui::Label::new(text).wrap());
}

fn warning(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    let text = RichText::new(format!("⚠ {text}")).color(cx.theme.warning);
    ui.add(egui::Label::new(text).wrap());
}

/// How evenly the duty is shared, and who carries more.
fn fairness(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis, looked: Looked<'_>, least: f32) -> f32 {
    let readout = looked.readout;
    let fairness = &readout.fairness;
    widgets::card(ui, cx, least, |ui, cx| {
        widgets::card_head(ui, cx, cx.t("reward.fairness"), |_| {});
        let unknown = || format::UNKNOWN.to_owned();
        let rows = [
            ("fair.difference", fairness.max_min.map_or_else(unknown, |n| n.to_string())),
            ("fair.gini", format::ratio(fairness.gini)),
            ("fair.jain", format::ratio(fairness.jain)),
            ("fair.balance", fairness.balance.map_or_else(unknown, |n| format!("{n} / 100"))),
            ("fair.quality", readout.quality.map_or_else(unknown, |n| format!("{n} / 100"))),
        ];
        egui::Grid::new("fairness").num_columns(2).spacing([18.0, 4.0]).show(ui, |ui| {
            for (key, value) in rows {
                ui.label(RichText::new(cx.t(key)).color(cx.theme.secondary));
                ui.label(RichText::new(value).strong());
                ui.end_row();
            }
        });
        ui.separator();
        // Weeks are whole: less than one above the mean is as fair as can be.
        let total: u64 = readout.loads.values().map(|&load| u64::from(load)).sum();
        let mean = total as f64 / readout.loads.len().max(1) as f64;
        let load = |member: &MemberId| readout.loads.get(member).copied().unwrap_or(0);
        let over: Vec<_> =
            readout.overloaded.iter().filter(|over| f64::from(load(&over.member)) >= mean + 1.0).collect();
        if over.is_empty() {
            note(ui, cx, cx.t("fair.nobody_over"));
            return;
        }
        let title = cx.lang.tf("fair.over", &[("n", &over.len())]);
        widgets::secondary(ui, cx, &title);
        let rows = egui::ScrollArea::vertical().id_salt("overloaded").max_height(130.0);
        rows.auto_shrink([false, true]).show(ui, |ui| {
            for over in over {
                ui.horizontal(|ui| {
                    let name = catalogue::name_of(analysis.input(), &over.member);
                    let code = analysis.activity.members.find(&over.member);
                    if ui.add_enabled(code.is_some(), theme::quiet(cx.theme.accent, &name)).clicked()
                        && let Some(code) = code
                    {
                        cx.send(Command::Pick(Pick::Member(code)));
                    }
                    let weeks = load(&over.member);
                    let values: [(&str, &dyn std::fmt::Display); 2] =
                        [("n", &weeks), ("percent", &over.percent)];
                    widgets::secondary(ui, cx, &cx.lang.tf("fair.over_by", &values));
                });
            }
        });
    })
}
