//! Top bar, navigation, status bar, messages, drop target.

use egui::{Align, CornerRadius, Layout, Margin, Panel, RichText, Stroke, Ui, vec2};

use super::{Cx, theme};
use crate::app::{Command, Compare, Dialog, ImportCommand, Need, Page, Period};
use crate::charts::theme::size;
use crate::charts::{Mode, format, paint};
use crate::export::ExportFormat;
use crate::i18n::Lang;

/// Name, project, scope and export.
pub fn top_bar(ui: &mut Ui, cx: &mut Cx<'_>) {
    let frame = egui::Frame::new().fill(cx.theme.surface).inner_margin(Margin::symmetric(16, 0));
    Panel::top("top").exact_size(48.0).resizable(false).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.label(RichText::new(cx.t("app.name")).font(paint::medium(15.0)).color(cx.theme.text));
            project_menu(ui, cx);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                settings_menu(ui, cx);
                if cx.state.loaded.is_some() {
                    export_menu(ui, cx);
                    compare_menu(ui, cx);
                    period_menu(ui, cx);
                    groups_menu(ui, cx);
                }
            });
        });
    });
}

fn project_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let label = match &cx.state.loaded {
        None => cx.t("menu.project").to_owned(),
        Some(loaded) => {
            let name = if loaded.document.project.name.is_empty() {
                cx.t("project.untitled")
            } else {
                &loaded.document.project.name
            };
            let mark = if loaded.history.is_dirty() { " •" } else { "" };
            match loaded.file_name() {
                Some(file) => format!("{name} · {file}{mark}"),
                None => format!("{name}{mark}"),
            }
        }
    };
    let items = [
        ("menu.new", Command::NewProject),
        ("menu.open", Command::ChooseProject),
        ("menu.open_path", Command::ShowDialog(Dialog::OpenPath)),
        ("menu.sample", Command::OpenSample),
        ("menu.import", Command::ShowPage(Page::Import)),
    ];
    let with_project = [
        ("menu.save", Command::Save),
        ("menu.save_as", Command::ChooseSaveAs),
        ("menu.thresholds", Command::ShowDialog(Dialog::Thresholds)),
        ("menu.close", Command::CloseProject),
    ];
    let text = RichText::new(format!("{label} ▾")).color(cx.theme.secondary);
    ui.menu_button(text, |ui| {
        ui.set_min_width(220.0);
        for (key, command) in items {
            item(ui, cx, key, command);
        }
        if let Some(loaded) = &cx.state.loaded {
            ui.separator();
            let undo = loaded.history.last().map(|edit| edit.label(cx.lang));
            let redo = loaded.history.next().map(|edit| edit.label(cx.lang));
            for (key, what, command) in
                [("menu.undo", undo, Command::Undo), ("menu.redo", redo, Command::Redo)]
            {
                let label = cx.lang.tf(key, &[("what", &what.unwrap_or_default())]);
                if ui.add_enabled(what.is_some(), egui::Button::new(label).frame(false)).clicked() {
                    cx.send(command);
                    ui.close();
                }
            }
            ui.separator();
            for (key, command) in with_project {
                item(ui, cx, key, command);
            }
            if cx.state.intake.report.is_some() {
                item(ui, cx, "menu.import_report", Command::Import(ImportCommand::ShowReport));
            }
        }
        ui.separator();
        item(ui, cx, "menu.quit", Command::Quit);
    });
}

fn item(ui: &mut Ui, cx: &mut Cx<'_>, key: &str, command: Command) {
    if ui.add(egui::Button::new(cx.t(key)).frame(false)).clicked() {
        cx.send(command);
        ui.close();
    }
}

fn groups_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let names: Vec<(u32, String)> = (0
        ..loaded.activity.groups.len().max(loaded.document.project.groups.len()) as u32)
        .map(|code| {
            let input =
                crate::analytics::Input { project: &loaded.document.project, activity: &loaded.activity };
            (code, input.group_name(code).to_owned())
        })
        .collect();
    let chosen = loaded.scope.groups.clone();
    let label = match chosen.as_slice() {
        [] if names.len() == 1 => names[0].1.clone(),
        [] => cx.lang.tf("scope.all_groups", &[("n", &names.len())]),
        [one] => names.get(*one as usize).map_or(String::new(), |(_, name)| name.clone()),
        many => cx.lang.tf("scope.some_groups", &[("n", &many.len()), ("all", &names.len())]),
    };
    let config = egui::containers::menu::MenuConfig::new()
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    egui::containers::menu::MenuButton::new(format!("{label} ▾")).config(config).ui(ui, |ui| {
        ui.set_min_width(220.0);
        if ui.selectable_label(chosen.is_empty(), cx.t("scope.every_group")).clicked() {
            cx.send(Command::SetGroups(Vec::new()));
        }
        ui.separator();
        egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            for (code, name) in names {
                let mut on = chosen.contains(&code);
                if ui.checkbox(&mut on, name).changed() {
                    let mut groups = chosen.clone();
                    if on {
                        groups.push(code);
                    } else {
                        groups.retain(|group| *group != code);
                    }
                    groups.sort_unstable();
                    cx.send(Command::SetGroups(groups));
                }
            }
        });
    });
}

fn period_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let label = match &loaded.analysis {
        Some(analysis) if crate::analytics::Scope::covered(analysis.input()).is_some() => {
            let (from, to) = analysis.scope.dates();
            format::period(from, to, cx.lang)
        }
        _ => cx.t("period.no_data").to_owned(),
    };
    let now = loaded.scope.period;
    let config = egui::containers::menu::MenuConfig::new()
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    egui::containers::menu::MenuButton::new(format!("{label} ▾")).config(config).ui(ui, |ui| {
        ui.set_min_width(200.0);
        for (key, period) in [
            ("period.last_month", Period::LastMonth),
            ("period.this_month", Period::ThisMonth),
            ("period.last_7", Period::Last(7)),
            ("period.last_30", Period::Last(30)),
            ("period.last_90", Period::Last(90)),
            ("period.last_365", Period::Last(365)),
            ("period.all", Period::All),
        ] {
            if ui.selectable_label(now == period, cx.t(key)).clicked() {
                cx.send(Command::SetPeriod(period));
                ui.close();
            }
        }
        ui.separator();
        ui.label(RichText::new(cx.t("period.fixed")).size(size::SECONDARY).color(cx.theme.secondary));
        let (from_hint, to_hint) = (cx.t("period.from"), cx.t("period.until"));
        let period = &mut cx.local.period;
        let from =
            ui.add(egui::TextEdit::singleline(&mut period.0).hint_text("2026-10-01").desired_width(180.0));
        from.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, from_hint));
        let to =
            ui.add(egui::TextEdit::singleline(&mut period.1).hint_text("2026-10-31").desired_width(180.0));
        to.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, to_hint));
        let date = |text: &str| {
            let date: Option<chrono::NaiveDate> = text.trim().parse().ok();
            date.filter(|date| (0..=9999).contains(&chrono::Datelike::year(date)))
        };
        let fixed = match (date(&period.0), date(&period.1)) {
            (Some(from), Some(to)) if from <= to => Some(Period::Fixed(from, to)),
            _ => None,
        };
        if ui.add_enabled(fixed.is_some(), egui::Button::new(cx.t("period.apply"))).clicked()
            && let Some(period) = fixed
        {
            cx.send(Command::SetPeriod(period));
            ui.close();
        }
    });
}

fn compare_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(loaded) = &cx.state.loaded else { return };
    let known = |analysis: &&std::sync::Arc<crate::app::Analysis>| {
        crate::analytics::Scope::covered(analysis.input()).is_some()
    };
    let compared = loaded.analysis.as_ref().filter(known).and_then(|analysis| analysis.compared.clone());
    let label = match compared {
        Some(compared) => {
            let (from, to) = compared.dates();
            cx.lang.tf("compare.with", &[("period", &format::period(from, to, cx.lang))])
        }
        None => cx.t("compare.none").to_owned(),
    };
    let now = loaded.scope.compare;
    ui.menu_button(format!("{label} ▾"), |ui| {
        for (key, compare) in [
            ("compare.previous", Compare::Previous),
            ("compare.year", Compare::YearBefore),
            ("compare.nothing", Compare::Nothing),
        ] {
            if ui.selectable_label(now == compare, cx.t(key)).clicked() {
                cx.send(Command::SetCompare(compare));
                ui.close();
            }
        }
    });
}

fn export_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    ui.menu_button(cx.t("export.all"), |ui| {
        for format in ExportFormat::ALL {
            let label = cx.lang.tf("export.all_as", &[("format", &format.extension().to_uppercase())]);
            if ui.button(label).clicked() {
                cx.send(Command::ChooseExportAll(format));
                ui.close();
            }
        }
    });
}

fn settings_menu(ui: &mut Ui, cx: &mut Cx<'_>) {
    let label = cx.t("menu.settings");
    let response = ui.menu_button("⚙", |ui| {
        ui.set_min_width(140.0);
        for (lang, name) in [(Lang::Zh, "中文"), (Lang::En, "English")] {
            if ui.radio(cx.lang == lang, name).clicked() {
                cx.send(Command::SetLang(lang));
            }
        }
        ui.separator();
        for (mode, key) in [(Mode::Light, "theme.light"), (Mode::Dark, "theme.dark")] {
            if ui.radio(cx.theme.mode == mode, cx.t(key)).clicked() {
                cx.send(Command::SetMode(mode));
            }
        }
    });
    response.response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, label));
}

/// The pages.
pub fn navigation(ui: &mut Ui, cx: &mut Cx<'_>) {
    let frame = egui::Frame::new().fill(cx.theme.surface).inner_margin(Margin::symmetric(8, 12));
    Panel::left("navigation").exact_size(196.0).resizable(false).frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for page in Page::ALL {
            if matches!(page, Page::Members | Page::Import) {
                ui.add_space(4.0);
                ui.separator();
                ui.add_space(4.0);
            }
            let on = cx.state.page == page;
            let (fill, color) =
                if on { (cx.theme.accent_soft, cx.theme.accent) } else { (cx.theme.surface, cx.theme.text) };
            let badge = (page == Page::Overview).then(|| todo_count(cx)).flatten();
            let button = egui::Button::new(RichText::new(cx.t(page.key())).color(color))
                .fill(fill)
                .stroke(Stroke::NONE)
                .corner_radius(CornerRadius::same(6))
                .right_text(RichText::new(badge.unwrap_or_default()).size(size::SECONDARY).color(color))
                .min_size(vec2(ui.available_width(), 34.0));
            let response = ui.add(button);
            response
                .widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, on, cx.t(page.key())));
            if response.clicked() {
                cx.send(Command::ShowPage(page));
            }
        }
    });
}

fn todo_count(cx: &Cx<'_>) -> Option<String> {
    let count = cx.state.loaded.as_ref()?.results(Need::All)?.actions().len();
    (count > 0).then(|| count.to_string())
}

/// Data date, counts, jobs, warnings, saved or not.
pub fn status_bar(ui: &mut Ui, cx: &mut Cx<'_>) {
    let frame = egui::Frame::new().fill(cx.theme.surface).inner_margin(Margin::symmetric(16, 0));
    Panel::bottom("status").exact_size(26.0).resizable(false).frame(frame).show(ui, |ui| {
        ui.style_mut().override_font_id = Some(paint::regular(size::SECONDARY));
        ui.visuals_mut().override_text_color = Some(cx.theme.secondary);
        ui.horizontal_centered(|ui| {
            if let Some(loaded) = &cx.state.loaded {
                if let Some((_, last)) = loaded.activity.range {
                    let date = format::date(crate::activity::date(last));
                    ui.label(cx.lang.tf("status.until", &[("date", &date)]));
                }
                let messages = format::count(loaded.activity.messages);
                let members = format::count(loaded.activity.members.len() as u64);
                ui.label(cx.lang.tf("status.counts", &[("messages", &messages), ("members", &members)]));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let Some(loaded) = &cx.state.loaded {
                    let key = if loaded.history.is_dirty() { "status.unsaved" } else { "status.saved" };
                    ui.label(cx.t(key));
                    if !loaded.warnings.is_empty() {
                        let label = cx.lang.tf("status.warnings", &[("n", &loaded.warnings.len())]);
                        if ui.add(theme::quiet(cx.theme.warning, &label)).clicked() {
                            cx.send(Command::ShowDialog(Dialog::Warnings));
                        }
                    }
                }
                running_jobs(ui, cx);
            });
        });
    });
}

/// Work that takes less than this is over before a word of it could be read.
const SHOWN_AFTER: f32 = 0.2;

fn running_jobs(ui: &mut Ui, cx: &mut Cx<'_>) {
    let jobs = cx.state.jobs.running();
    for job in jobs {
        let Some(key) = job.kind.key() else { continue };
        let age = job.started.elapsed().as_secs_f32();
        if age < SHOWN_AFTER {
            ui.ctx().request_repaint_after_secs(SHOWN_AFTER - age);
            continue;
        }
        ui.ctx().request_repaint_after_secs(0.25);
        if job.kind.can_cancel() && ui.add(theme::quiet(cx.theme.accent, cx.t("job.cancel"))).clicked() {
            cx.send(Command::CancelJob(job.id));
        }
        if let Some(share) = job.progress.share() {
            ui.add(
                egui::ProgressBar::new(share).desired_width(120.0).desired_height(6.0).fill(cx.theme.accent),
            );
        }
        ui.label(cx.t(key));
    }
}

/// Short messages at the bottom right.
pub fn toasts(ui: &mut Ui, cx: &mut Cx<'_>) {
    if cx.state.toasts.is_empty() {
        return;
    }
    ui.ctx().request_repaint_after_secs(1.0);
    // The import page has its buttons at the bottom right.
    let foot = if cx.state.page == Page::Import { -100.0 } else { -40.0 };
    egui::Area::new(egui::Id::unique("toasts"))
        .anchor(egui::Align2::RIGHT_BOTTOM, vec2(-20.0, foot))
        .order(egui::Order::Foreground)
        .show(ui.ctx(), |ui| {
            for toast in &cx.state.toasts {
                let border = if toast.problem { cx.theme.bad } else { cx.theme.border };
                egui::Frame::new()
                    .fill(cx.theme.surface)
                    .stroke(Stroke::new(1.0, border))
                    .corner_radius(CornerRadius::same(8))
                    .inner_margin(Margin::symmetric(14, 10))
                    .show(ui, |ui| {
                        ui.set_max_width(420.0);
                        ui.horizontal(|ui| {
                            ui.add(egui::Label::new(&toast.text).wrap());
                            if ui.add(theme::quiet(cx.theme.secondary, "✕")).clicked() {
                                cx.send(Command::DismissToast(toast.id));
                            }
                        });
                    });
            }
        });
}

/// Files dragged over the window, and dropped.
pub fn drop_target(ui: &mut Ui, cx: &mut Cx<'_>) {
    let (hovering, dropped) = ui.input(|input| {
        let paths: Vec<_> = input.raw.dropped_files.iter().map(|file| file.path().to_owned()).collect();
        (!input.raw.hovered_files.is_empty(), paths)
    });
    if hovering {
        let rect = ui.ctx().content_rect();
        let painter =
            ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop")));
        painter.rect_filled(rect, 0.0, cx.theme.accent_soft.gamma_multiply(0.9));
        let text = cx.t("drop.hint");
        paint::text(
            &painter,
            rect.center(),
            egui::Align2::CENTER_CENTER,
            text,
            paint::medium(20.0),
            cx.theme.accent,
        );
    }
    if dropped.is_empty() {
        return;
    }
    let is_project = |path: &std::path::PathBuf| {
        path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("ron"))
    };
    // A project opens, and the files dropped with it wait on its import page.
    let (mut projects, rest): (Vec<_>, Vec<_>) = dropped.into_iter().partition(is_project);
    if !projects.is_empty() {
        cx.send(Command::OpenProject(projects.swap_remove(0)));
    }
    if !rest.is_empty() {
        cx.send(Command::Import(ImportCommand::Add(rest)));
    }
}
