//! The native window around [`super::show`].

use std::path::PathBuf;
use std::sync::Arc;

use super::{Local, show};
use crate::app::{AppState, Clip, Command, Dialog, Settings};

/// The program in a window.
pub struct Window {
    state: AppState,
    local: Local,
    title: String,
}

impl Window {
    /// Puts a state into a window.
    pub fn new(state: AppState) -> Self {
        Self { state, local: Local::default(), title: String::new() }
    }

    fn window_title(&self) -> String {
        let name = self.state.lang().t("app.name");
        match &self.state.loaded {
            Some(loaded) => {
                let mark = if loaded.history.is_dirty() { "• " } else { "" };
                format!("{mark}{} — {name}", loaded.document.project.name)
            }
            None => name.to_owned(),
        }
    }
}

impl eframe::App for Window {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.state.poll();
        let closing = ctx.input(|input| input.viewport().close_requested());
        if closing && !self.state.quit {
            let dirty = self.state.loaded.as_ref().is_some_and(|loaded| loaded.history.is_dirty());
            if dirty {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
                let asked = self.state.dialogs.iter().any(|dialog| matches!(dialog, Dialog::Unsaved(_)));
                if !asked {
                    self.state.apply(Command::Quit);
                }
            }
        }
        if self.state.quit {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
        for clip in std::mem::take(&mut self.state.clipboard) {
            match clip {
                Clip::Text(text) => ctx.copy_text(text),
                Clip::Image { size, rgba } => {
                    ctx.copy_image(egui::ColorImage::from_rgba_unmultiplied(size, &rgba));
                }
            }
        }
        let title = self.window_title();
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let commands = show(ui, &self.state, &mut self.local);
        if !commands.is_empty() {
            ui.ctx().request_repaint();
        }
        for command in commands {
            self.state.apply(command);
        }
    }

    fn clear_color(&self, _visuals: &egui::Visuals) -> [f32; 4] {
        self.state.theme().ground.to_normalized_gamma_f32()
    }
}

/// Opens the window and returns when it is closed.
///
/// # Errors
/// When there is no display, or no way to draw on it.
pub fn run(project: Option<PathBuf>) -> Result<(), String> {
    let icon = eframe::icon_data::from_png_bytes(include_bytes!("../../assets/icon.png")).unwrap_or_default();
    let options = eframe::NativeOptions {
        renderer: eframe::Renderer::Glow,
        viewport: egui::ViewportBuilder::default()
            .with_app_id("qunce")
            .with_inner_size([1280.0, 800.0])
            .with_min_inner_size([960.0, 600.0])
            .with_icon(icon),
        ..Default::default()
    };
    eframe::run_native(
        "qunce",
        options,
        Box::new(move |cc| {
            crate::fonts::install(&cc.egui_ctx);
            let path = Settings::path();
            let settings = path.as_deref().map(Settings::load).unwrap_or_default();
            let ctx = cc.egui_ctx.clone();
            let mut state = AppState::new(settings, path, Arc::new(move || ctx.request_repaint()));
            if let Some(project) = project {
                state.apply(Command::OpenProject(project));
            }
            Ok(Box::new(Window::new(state)))
        }),
    )
    .map_err(|error| error.to_string())
}
