//! An import under way: how far, how fast, how long, and the way to stop it.

use egui::{RichText, Ui};

use super::super::{Cx, widgets};
use super::words;
use crate::app::{Command, JobId, Progress};
use crate::charts::paint;
use crate::charts::theme::size;

/// Draws the progress of the import.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, id: JobId, job: &Progress) {
    ui.ctx().request_repaint_after_secs(0.1);
    let reading = job.reading();
    let share = reading.as_ref().map_or(0.0, |reading| reading.bytes as f32 / reading.size.max(1) as f32);
    let merging = reading.as_ref().is_some_and(|reading| reading.bytes >= reading.size);
    widgets::card(ui, cx, 0.0, |ui, cx| {
        ui.add_space(8.0);
        let title = match &reading {
            None => cx.t("import.preparing").to_owned(),
            Some(reading) if reading.bytes == 0 => cx.t("import.preparing").to_owned(),
            Some(_) if merging => cx.t("import.merging").to_owned(),
            Some(reading) => cx.lang.tf("import.reading", &[("file", &reading.file)]),
        };
        let title = RichText::new(title).font(paint::medium(size::CARD_TITLE)).color(cx.theme.text);
        ui.add(egui::Label::new(title).truncate());
        ui.add_space(4.0);
        let bar = egui::ProgressBar::new(share).desired_height(10.0).fill(cx.theme.accent);
        ui.add(bar.corner_radius(5));
        ui.add_space(2.0);
        if let Some(reading) = &reading {
            let seconds = reading.since.elapsed().as_secs_f64().max(0.001);
            let mut facts = vec![
                cx.lang.tf("import.file_of", &[("n", &reading.number), ("all", &reading.files)]),
                cx.lang.tf("import.entries", &[("n", &super::count(reading.entries))]),
            ];
            // A rate over less than this is noise.
            if seconds > 1.0 && reading.bytes > 0 && !merging {
                let rate = (reading.entries as f64 / seconds) as u64;
                facts.push(cx.lang.tf("import.rate", &[("n", &super::count(rate))]));
                facts.push(format!("{}/s", words::bytes((reading.bytes as f64 / seconds) as u64)));
                let left =
                    seconds * reading.size.saturating_sub(reading.bytes) as f64 / reading.bytes.max(1) as f64;
                let left = words::duration(left, cx.lang);
                facts.push(cx.lang.tf("import.left", &[("time", &left)]));
            }
            widgets::secondary(ui, cx, &facts.join(" · "));
        }
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            let stopping = job.is_cancelled();
            let label = cx.t(if stopping { "import.stopping" } else { "import.cancel" });
            if ui.add_enabled(!stopping, egui::Button::new(label)).clicked() {
                cx.send(Command::CancelJob(id));
            }
            widgets::secondary(ui, cx, cx.t("import.cancel_text"));
        });
        ui.add_space(4.0);
    });
}
