//! The window: reads [`AppState`], draws it, and returns what the user asked for.

mod dialogs;
mod frame;
mod import;
mod kept;
mod panels;
mod rota_words;
mod shift_words;
mod shortcuts;
mod theme;
mod welcome;
mod widgets;
mod window;

pub use window::{Window, run};

use crate::app::{AppState, Command, Page};
use crate::charts::{ChartStyle, Theme};
use crate::i18n::Lang;

/// What is typed or unfolded, and is nobody else's business: never part of the document.
#[derive(Default)]
pub struct Local {
    pub(crate) search: String,
    /// Search in a list of people, of its own: what was sought on the page is not what is sought behind a number.
    pub(crate) list_search: String,
    pub(crate) typed_path: String,
    pub(crate) import_path: String,
    pub(crate) zone_search: String,
    pub(crate) roster_day: String,
    pub(crate) period: (String, String),
    pub(crate) group: Option<dialogs::GroupDraft>,
    /// The name in a sheet whose member is searched for.
    pub(crate) unmatched: Option<String>,
    /// Replan weeks that are filled but not locked, and weeks that have begun.
    pub(crate) replan: (bool, bool),
    pub(crate) rota: panels::rotation::RotaDraft,
    pub(crate) naming: panels::structure::NamingDraft,
    pub(crate) thresholds: Option<crate::model::Thresholds>,
    /// A move of people between groups that waits to be confirmed.
    pub(crate) confirm_move: Option<panels::structure::migration::Confirm>,
    /// Scores of a group that are not kept yet.
    pub(crate) audit: Option<panels::structure::roles::Draft>,
    /// Where somebody looks on the view of links.
    pub(crate) links: panels::LinksLocal,
    /// Nodes of the platform tree whose branches are all shown.
    pub(crate) unfolded: std::collections::BTreeSet<String>,
    /// What the engagement page is asked.
    pub(crate) engagement: panels::engagement::Choices,
    pub(crate) vine: panels::funnel::VineDraft,
    pub(crate) money: panels::funnel::MoneyDraft,
    pub(crate) experiments: panels::funnel::ExperimentsDraft,
    pub(crate) funnels: panels::funnel::FunnelsDraft,
    pub(crate) funnel: Option<panels::funnel::FunnelDraft>,
}

/// What every part of the interface is given.
pub(crate) struct Cx<'a> {
    pub state: &'a AppState,
    pub local: &'a mut Local,
    pub commands: &'a mut Vec<Command>,
    pub theme: &'static Theme,
    pub lang: Lang,
}

impl Cx<'_> {
    /// Asks for something to be done after this frame.
    pub fn send(&mut self, command: Command) {
        self.commands.push(command);
    }

    /// The text for a key.
    pub fn t(&self, key: &str) -> &'static str {
        self.lang.t(key)
    }

    /// How charts are painted on screen.
    pub fn style(&self) -> ChartStyle {
        ChartStyle { theme: self.theme, lang: self.lang, interactive: true }
    }
}

/// Draws the whole window once.
pub fn show(ui: &mut egui::Ui, state: &AppState, local: &mut Local) -> Vec<Command> {
    let mut commands = Vec::new();
    theme::apply(ui.ctx(), state.theme());
    let mut cx = Cx { state, local, commands: &mut commands, theme: state.theme(), lang: state.lang() };
    shortcuts::read(ui, &mut cx);
    frame::top_bar(ui, &mut cx);
    frame::status_bar(ui, &mut cx);
    if state.loaded.is_some() {
        frame::navigation(ui, &mut cx);
    }
    let ground = egui::Frame::new().fill(cx.theme.ground);
    let inset = egui::Frame::new().inner_margin(egui::Margin::symmetric(20, 16));
    egui::CentralPanel::no_frame().frame(ground).show(ui, |ui| {
        if state.page == Page::Import {
            inset.show(ui, |ui| import::show(ui, &mut cx));
            return;
        }
        if state.loaded.is_none() {
            inset.show(ui, |ui| welcome::show(ui, &mut cx));
            return;
        }
        if state.page == Page::Members {
            inset.show(ui, |ui| panels::members::show(ui, &mut cx));
            return;
        }
        egui::ScrollArea::vertical().id_salt(state.page).auto_shrink(false).show(ui, |ui| {
            inset.show(ui, |ui| {
                if state.page != Page::Rotation {
                    panels::proposals::left_out(ui, &mut cx);
                }
                match state.page {
                    Page::Overview => panels::overview::show(ui, &mut cx),
                    Page::Structure => panels::structure::show(ui, &mut cx),
                    Page::Engagement => panels::engagement::show(ui, &mut cx),
                    Page::Funnel => panels::funnel::show(ui, &mut cx),
                    Page::Rotation => panels::rotation::show(ui, &mut cx),
                    Page::Members | Page::Import => {}
                }
            });
        });
    });
    dialogs::show(ui, &mut cx);
    frame::toasts(ui, &mut cx);
    frame::drop_target(ui, &mut cx);
    commands
}
