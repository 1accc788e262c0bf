//! Steps that people pass, and where they are lost.

use egui::Ui;

use super::super::super::{Cx, theme, widgets};
use crate::app::{Analysis, Command, FigureKey, Period};
use crate::charts::catalogue;

/// Draws the view.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, analysis: &Analysis) {
    let funnels = &analysis.panels.funnel.funnels;
    if funnels.is_empty() {
        widgets::empty(ui, cx, cx.t("empty.no_funnels"), cx.t("empty.no_funnels_text"), &[]);
        return;
    }
    for funnel in funnels {
        widgets::figure(ui, cx, FigureKey::new(format!("funnel.{}", funnel.id)), 0.0, |_, _| {});
        ui.add_space(4.0);
        let days = f64::from(analysis.scope.len_days());
        if funnel.window_seconds as f64 > days * 86_400.0 {
            ui.horizontal(|ui| {
                widgets::secondary(ui, cx, cx.t("funnel.longer_than_period"));
                if ui.add(theme::quiet(cx.theme.accent, cx.t("funnel.show_all"))).clicked() {
                    cx.send(Command::SetPeriod(Period::All));
                }
            });
        }
        for note in &funnel.notes {
            widgets::secondary(ui, cx, &catalogue::funnel_note(funnel, note, cx.lang));
        }
        ui.add_space(widgets::GAP - 4.0);
    }
}
