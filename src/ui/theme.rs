//! egui's style from the tokens.

use egui::{Color32, Context, CornerRadius, FontId, Shadow, Stroke, TextStyle, Visuals, vec2};

use crate::charts::theme::size;
use crate::charts::{Mode, Theme};

/// Puts the theme in force; cheap when it already is.
pub fn apply(ctx: &Context, theme: &'static Theme) {
    let id = egui::Id::new("theme_in_force");
    if ctx.data(|data| data.get_temp::<Mode>(id)) == Some(theme.mode) {
        return;
    }
    ctx.data_mut(|data| data.insert_temp(id, theme.mode));
    ctx.set_theme(match theme.mode {
        Mode::Light => egui::Theme::Light,
        Mode::Dark => egui::Theme::Dark,
    });
    ctx.all_styles_mut(|style| {
        style.visuals = visuals(theme);
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

fn visuals(theme: &Theme) -> Visuals {
    let mut visuals = match theme.mode {
        Mode::Light => Visuals::light(),
        Mode::Dark => Visuals::dark(),
    };
    let radius = CornerRadius::same(6);
    visuals.override_text_color = None;
    visuals.panel_fill = theme.surface;
    visuals.window_fill = theme.surface;
    visuals.window_stroke = Stroke::new(1.0, theme.border);
    visuals.window_shadow = Shadow::NONE;
    visuals.popup_shadow = Shadow::NONE;
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = theme.sunken;
    visuals.text_edit_bg_color = Some(theme.surface);
    visuals.faint_bg_color = theme.sunken;
    visuals.code_bg_color = theme.sunken;
    visuals.hyperlink_color = theme.accent;
    visuals.warn_fg_color = theme.warning;
    visuals.error_fg_color = theme.bad;
    visuals.weak_text_color = Some(theme.secondary);
    visuals.selection.bg_fill = theme.accent_soft;
    visuals.selection.stroke = Stroke::new(1.0, theme.accent);
    let states = &mut visuals.widgets;
    for (state, fill, border, text) in [
        (&mut states.noninteractive, theme.surface, theme.border, theme.text),
        (&mut states.inactive, theme.surface, theme.border, theme.text),
        (&mut states.hovered, theme.sunken, theme.faint, theme.text),
        (&mut states.active, theme.accent_soft, theme.accent, theme.text),
        (&mut states.open, theme.sunken, theme.faint, theme.text),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, border);
        state.fg_stroke = Stroke::new(1.0, text);
        state.corner_radius = radius;
        state.expansion = 0.0;
    }
    visuals
}

/// Visuals of a button that is the main thing to do on a page.
pub fn primary(theme: &Theme, text: &str) -> egui::Button<'static> {
    egui::Button::new(egui::RichText::new(text).color(theme.on_accent)).fill(theme.accent).stroke(Stroke::NONE)
}

/// A button without a frame, in the colour of what can be clicked.
pub fn quiet(color: Color32, text: &str) -> egui::Button<'static> {
    egui::Button::new(egui::RichText::new(text).color(color)).frame(false)
}
