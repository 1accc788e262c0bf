//! Colours and sizes as named roles: the one place that holds colour literals.
#![expect(clippy::disallowed_methods, reason = "every other file takes its colours from here")]

use egui::{Color32, CornerRadius, Shadow, Stroke, Visuals};
use serde::{Deserialize, Serialize};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Mode {
    #[default]
    Light,
    Dark,
}

/// The tokens of one mode.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub mode: Mode,
    pub ground: Color32,
    pub surface: Color32,
    pub sunken: Color32,
    pub border: Color32,
    pub grid: Color32,
    pub text: Color32,
    pub secondary: Color32,
    pub faint: Color32,
    /// What can be clicked or is selected.
    pub accent: Color32,
    pub accent_soft: Color32,
    /// Text on a filled accent.
    pub on_accent: Color32,
    pub good: Color32,
    pub good_soft: Color32,
    pub warning: Color32,
    pub warning_soft: Color32,
    pub bad: Color32,
    pub bad_soft: Color32,
    /// Series colours, told apart by people with any common colour blindness; the last is for "the rest".
    pub data: [Color32; 7],
}

const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

static LIGHT: Theme = Theme {
    mode: Mode::Light,
    ground: rgb(0xF5F6F8),
    surface: rgb(0xFFFFFF),
    sunken: rgb(0xEEF0F3),
    border: rgb(0xE1E4EA),
    grid: rgb(0xE9EBF0),
    text: rgb(0x1B2230),
    secondary: rgb(0x667085),
    faint: rgb(0x98A2B3),
    accent: rgb(0x0B7A6B),
    accent_soft: rgb(0xE3F3F0),
    on_accent: rgb(0xFFFFFF),
    good: rgb(0x1A8F5A),
    good_soft: rgb(0xE5F5EC),
    warning: rgb(0xB7791F),
    warning_soft: rgb(0xFBF1DF),
    bad: rgb(0xC2410C),
    bad_soft: rgb(0xFCE9E1),
    data: [
        rgb(0x0072B2),
        rgb(0xE69F00),
        rgb(0x009E73),
        rgb(0xCC79A7),
        rgb(0x56B4E9),
        rgb(0xD55E00),
        rgb(0x7F7F7F),
    ],
};

static DARK: Theme = Theme {
    mode: Mode::Dark,
    ground: rgb(0x13161B),
    surface: rgb(0x1B1F26),
    sunken: rgb(0x15181E),
    border: rgb(0x2B303A),
    grid: rgb(0x262B34),
    text: rgb(0xE7EAEF),
    secondary: rgb(0x9AA4B5),
    faint: rgb(0x6B7485),
    accent: rgb(0x38BDA8),
    accent_soft: rgb(0x173531),
    on_accent: rgb(0x13161B),
    good: rgb(0x4CC38A),
    good_soft: rgb(0x17301F),
    warning: rgb(0xE0A83E),
    warning_soft: rgb(0x33290F),
    bad: rgb(0xF0764A),
    bad_soft: rgb(0x3A2015),
    data: [
        rgb(0x4BA3DC),
        rgb(0xF0B13C),
        rgb(0x33B892),
        rgb(0xDD97BE),
        rgb(0x7CC8F0),
        rgb(0xEE7C3B),
        rgb(0x9A9A9A),
    ],
};

/// Text sizes in points.
pub mod size {
    pub const AXIS: f32 = 11.0;
    pub const SECONDARY: f32 = 12.0;
    pub const TEXT: f32 = 13.0;
    pub const CARD_TITLE: f32 = 14.0;
    pub const PAGE_TITLE: f32 = 20.0;
    pub const KEY_NUMBER: f32 = 26.0;
}

/// How good something is; always shown with a word or a shape as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    Neutral,
    Good,
    Warning,
    Bad,
}

impl Theme {
    /// The tokens of a mode.
    pub fn of(mode: Mode) -> &'static Self {
        match mode {
            Mode::Light => &LIGHT,
            Mode::Dark => &DARK,
        }
    }

    /// Foreground and soft background of a tone.
    pub fn tone(&self, tone: Tone) -> (Color32, Color32) {
        match tone {
            Tone::Neutral => (self.secondary, self.sunken),
            Tone::Good => (self.good, self.good_soft),
            Tone::Warning => (self.warning, self.warning_soft),
            Tone::Bad => (self.bad, self.bad_soft),
        }
    }

    /// Colour of series `index`; those past the sixth share the last.
    pub fn series(&self, index: usize) -> Color32 {
        self.data[index.min(self.data.len() - 1)]
    }

    /// A step between the surface and the first data colour: 0 is nearly the surface, 1 the full colour.
    pub fn heat(&self, share: f32) -> Color32 {
        let floor = match self.mode {
            Mode::Light => 0.05,
            Mode::Dark => 0.10,
        };
        mix(self.surface, self.data[0], floor + (0.95 - floor) * share.clamp(0.0, 1.0))
    }

    /// Text that can be read on `background`.
    pub fn text_on(&self, background: Color32) -> Color32 {
        let [r, g, b, _] = background.to_array().map(f32::from);
        let light = (0.299 * r + 0.587 * g + 0.114 * b) / 255.0;
        let dark_text = if self.mode == Mode::Light { self.text } else { self.ground };
        let light_text = if self.mode == Mode::Light { self.surface } else { self.text };
        if light > 0.55 { dark_text } else { light_text }
    }
}

impl Theme {
    /// egui's visuals from the tokens.
    pub fn visuals(&self) -> Visuals {
        let theme = self;
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
}

/// Puts the theme on a context that draws one picture.
pub fn apply_to(ctx: &egui::Context, theme: &Theme) {
    ctx.all_styles_mut(|style| style.visuals = theme.visuals());
}

/// `a` and `b` blended; `share` of `b`, from 0 to 1.
pub fn mix(a: Color32, b: Color32, share: f32) -> Color32 {
    let share = share.clamp(0.0, 1.0);
    let blend = |x: u8, y: u8| (f32::from(x) + (f32::from(y) - f32::from(x)) * share).round() as u8;
    Color32::from_rgb(blend(a.r(), b.r()), blend(a.g(), b.g()), blend(a.b(), b.b()))
}
