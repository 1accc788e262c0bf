//! egui's style from the tokens.

use egui::{Color32, Context, FontId, Stroke, TextStyle, vec2};

use crate::charts::theme::size;
use crate::charts::{Mode, Theme};

/// Puts the theme in force; cheap when it already is.
pub fn apply(ctx: &Context, theme: &'static Theme) {
    let id = egui::Id::unique("theme_in_force");
    if ctx.data(|data| data.get_temp::<Mode>(id)) == Some(theme.mode) {
        return;
    }
    ctx.data_mut(|data| data.insert_temp(id, theme.mode));
    ctx.set_theme(match theme.mode {
        Mode::Light => egui::Theme::Light,
        Mode::Dark => egui::Theme::Dark,
    });
    ctx.all_styles_mut(|style| {
        style.visuals = theme.visuals();
        style.text_styles = [
            (TextStyle::Small, size::AXIS),
            (TextStyle::Body, size::TEXT),
            (TextStyle::Button, size::TEXT),
            (TextStyle::Monospace, size::SECONDARY),
        ]
        .map(|(style, size)| (style, FontId::proportional(size)))
        .into_iter()
        .chain([(TextStyle::Heading, FontId::new(size::PAGE_TITLE, crate::fonts::medium()))])
        .collect();
        style.spacing.button_padding = vec2(10.0, 5.0);
        style.spacing.item_spacing = vec2(8.0, 6.0);
        style.spacing.interact_size.y = 26.0;
        style.spacing.menu_margin = egui::Margin::same(6);
    });
}

/// Visuals of a button that is the main thing to do on a page.
pub fn primary(theme: &Theme, text: &str) -> egui::Button<'static> {
    egui::Button::new(egui::RichText::new(text).color(theme.on_accent))
        .fill(theme.accent)
        .stroke(Stroke::new(1.0, theme.accent))
}

/// A button without a frame, in the colour of what can be clicked.
pub fn quiet(color: Color32, text: &str) -> egui::Button<'static> {
    egui::Button::new(egui::RichText::new(text).color(color)).frame(false)
}
