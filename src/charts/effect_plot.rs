//! Duty weeks against the weeks around them: a ratio and its interval for each, on one line of time.

use egui::{Align2, Rect, Sense, Stroke, pos2, vec2};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format, paint};
use crate::analytics::rotation::{Change, Trend, WeekEffect};
use crate::i18n::Lang;

/// Weeks in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EffectPlot {
    pub dots: Vec<EffectDot>,
    /// Said when there is nothing to compare.
    pub empty: String,
}

/// One duty week.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectDot {
    pub effect: WeekEffect,
    pub from: chrono::NaiveDate,
    /// All of it in words.
    pub words: String,
}

/// A change as a percentage with its sign: 1.12 is +12%.
pub fn signed_percent(ratio: f64) -> String {
    let percent = (100.0 * (ratio - 1.0)).round();
    if percent > 0.0 { format!("+{percent}%") } else { format!("{}%", percent + 0.0) }
}

const AXIS: f32 = 46.0;

impl EffectPlot {
    fn changes(&self) -> impl Iterator<Item = (&EffectDot, Change)> {
        self.dots.iter().filter_map(|dot| Some((dot, dot.effect.speaker_change?)))
    }

    /// The furthest ratio from 1 on a scale of logarithms: all intervals fit, up to eight times.
    fn reach(&self) -> f64 {
        let furthest = |change: Change| change.high.max(1.0 / change.low);
        self.changes().map(|(_, change)| furthest(change)).fold(1.25, f64::max).min(8.0)
    }
}

impl Chart for EffectPlot {
    fn height(&self, _width: f32) -> f32 {
        if self.changes().next().is_none() { 40.0 } else { 200.0 }
    }

    fn stretches(&self) -> bool {
        self.changes().next().is_some()
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        let weeks = || self.changes().map(|(dot, _)| dot.effect.week);
        let (Some(first), Some(last)) = (weeks().min(), weeks().max()) else {
            paint::nothing(&painter, rect, &self.empty, theme);
            return None;
        };
        let plot = Rect::from_min_max(rect.min + vec2(AXIS, 8.0), rect.max - vec2(8.0, 22.0));
        let reach = self.reach().ln();
        let y = |ratio: f64| {
            let share = (ratio.max(1e-6).ln() / reach).clamp(-1.0, 1.0);
            plot.center().y - (share * f64::from(plot.height()) / 2.0) as f32
        };
        for ratio in
            [0.25, 0.5, 0.8, 1.0, 1.25, 2.0, 4.0].into_iter().filter(|ratio: &f64| ratio.ln().abs() <= reach)
        {
            let color = if ratio == 1.0 { theme.secondary } else { theme.grid };
            painter.hline(plot.x_range(), y(ratio), Stroke::new(1.0, color));
            let at = pos2(plot.left() - 8.0, y(ratio));
            let font = paint::regular(size::AXIS);
            paint::text(&painter, at, Align2::RIGHT_CENTER, &signed_percent(ratio), font, theme.faint);
        }
        let step = plot.width() / (last - first + 1) as f32;
        let mut labelled = f32::NEG_INFINITY;
        let mut picked = None;
        for (dot, change) in self.changes() {
            let x = plot.left() + ((dot.effect.week - first) as f32 + 0.5) * step;
            let color = match change.trend() {
                Trend::Up => theme.good,
                Trend::Flat => theme.series(0),
                Trend::Down => theme.warning,
            };
            painter.vline(x, y(change.high)..=y(change.low), Stroke::new(1.5, color.gamma_multiply(0.55)));
            painter.circle_filled(pos2(x, y(change.ratio)), 3.5, color);
            if x - labelled > 46.0 {
                labelled = x;
                let font = paint::regular(size::AXIS);
                let text = format::month_day(dot.from);
                let at = pos2(x, plot.bottom() + 5.0);
                paint::text(&painter, at, Align2::CENTER_TOP, &text, font, theme.faint);
            }
            let hit = Rect::from_x_y_ranges(x - step / 2.0..=x + step / 2.0, plot.y_range());
            if style.interactive && response.hover_pos().is_some_and(|at| hit.contains(at)) {
                if response.clicked() {
                    picked = Some(Pick::Week(dot.effect.week));
                }
                response.clone().on_hover_text_at_pointer(&dot.words);
            }
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.week",
            "column.from",
            "column.speakers",
            "column.usual_speakers",
            "column.speaker_change",
            "column.messages",
            "column.usual_messages",
            "column.message_change",
            "column.neighbours",
        ];
        let change = |change: Option<Change>| {
            change.map_or(String::new(), |change| {
                format!("{:.2} ({:.2}-{:.2})", change.ratio, change.low, change.high)
            })
        };
        let row = |dot: &EffectDot| {
            let effect = &dot.effect;
            vec![
                (effect.week + 1).to_string(),
                format::date(dot.from),
                effect.speakers.to_string(),
                format!("{:.1}", effect.usual_speakers),
                change(effect.speaker_change),
                effect.messages.to_string(),
                format!("{:.1}", effect.usual_messages),
                change(effect.message_change),
                effect.neighbours.to_string(),
            ]
        };
        Sheet {
            header: header.map(|key| lang.t(key).to_owned()).to_vec(),
            rows: self.dots.iter().map(row).collect(),
        }
    }

    fn summary(&self, lang: Lang) -> String {
        let count = |trend| self.changes().filter(|(_, change)| change.trend() == trend).count();
        let (up, flat, down) = (count(Trend::Up), count(Trend::Flat), count(Trend::Down));
        lang.tf("effect.summary", &[("up", &up), ("flat", &flat), ("down", &down)])
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let theme = style.theme;
        let item = |key: &str, color| LegendItem {
            label: style.lang.t(key).to_owned(),
            color,
            shape: LegendShape::Circle,
        };
        if self.changes().next().is_none() {
            return Vec::new();
        }
        vec![
            item("week.up", theme.good),
            item("effect.flat", theme.series(0)),
            item("week.down", theme.warning),
        ]
    }
}
