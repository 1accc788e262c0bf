//! A month of the rota as a calendar hangs on a wall: one row a week, a bar for whoever is on duty.

use chrono::NaiveDate;
use egui::{Align2, CornerRadius, Rect, Sense, Stroke, StrokeKind, pos2, vec2};

use super::heat_map::WEEKDAYS;
use super::theme::{mix, size};
use super::{Chart, ChartStyle, Pick, Sheet, canvas, format, paint};
use crate::i18n::Lang;

/// Rows of seven days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MonthGrid {
    pub days: Vec<MonthDay>,
    /// Seats of a week.
    pub seats: u32,
}

/// One day.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthDay {
    pub date: NaiveDate,
    /// Part of the month shown, not of the ones beside it.
    pub inside: bool,
    /// The holiday without duty that the day lies in.
    pub holiday: Option<String>,
    /// What the public calendar says of the day, whether there is duty or not.
    pub public: Option<String>,
    /// The week of the rota, and who serves in each seat of it; `None` outside the rota and in a closed week.
    pub duty: Option<(u32, Vec<Option<String>>)>,
    /// The last day of the data.
    pub today: bool,
}

const HEAD: f32 = 24.0;
const BAR: f32 = 20.0;
/// More seats are told by their number alone.
const MOST_BARS: u32 = 4;

impl MonthGrid {
    fn bars(&self) -> u32 {
        self.seats.clamp(1, MOST_BARS)
    }

    fn row_height(&self) -> f32 {
        26.0 + self.bars() as f32 * (BAR + 3.0) + 6.0
    }
}

impl Chart for MonthGrid {
    fn height(&self, _width: f32) -> f32 {
        HEAD + self.days.len().div_ceil(7) as f32 * self.row_height() + 1.0
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, lang, rect) = (style.theme, style.lang, response.rect.shrink2(vec2(1.0, 0.0)));
        let (step, row_height) = (rect.width() / 7.0, self.row_height());
        let mut picked = None;
        for (column, day) in self.days.iter().take(7).enumerate() {
            let at = pos2(rect.left() + (column as f32 + 0.5) * step, rect.top() + HEAD / 2.0 - 2.0);
            let name = lang.t(WEEKDAYS[chrono::Datelike::weekday(&day.date).num_days_from_monday() as usize]);
            let font = paint::regular(size::SECONDARY);
            paint::text(&painter, at, Align2::CENTER_CENTER, name, font, theme.secondary);
        }
        for (row, week) in self.days.chunks(7).enumerate() {
            let top = rect.top() + HEAD + row as f32 * row_height;
            for (column, day) in week.iter().enumerate() {
                let place = Rect::from_min_size(
                    pos2(rect.left() + column as f32 * step, top),
                    vec2(step, row_height),
                );
                if day.holiday.is_some() {
                    painter.rect_filled(place, 0.0, theme.warning_soft);
                }
                painter.rect_stroke(place, 0.0, Stroke::new(1.0, theme.grid), StrokeKind::Middle);
                let color = if day.inside { theme.text } else { theme.faint };
                let number = chrono::Datelike::day(&day.date).to_string();
                let at = place.left_top() + vec2(8.0, 5.0);
                let font = if day.today { paint::medium(size::TEXT) } else { paint::regular(size::TEXT) };
                let shown = paint::text(&painter, at, Align2::LEFT_TOP, &number, font, color);
                if day.today {
                    let frame = shown.expand2(vec2(4.0, 1.0));
                    painter.rect_stroke(frame, 4.0, Stroke::new(1.5, theme.accent), StrokeKind::Outside);
                }
                let named = |name: &&String| !name.is_empty();
                let word = match (day.public.as_ref().filter(named), day.holiday.as_ref()) {
                    (_, Some(own)) if !own.is_empty() => Some((own.as_str(), theme.warning)),
                    (Some(public), Some(_)) => Some((public.as_str(), theme.warning)),
                    (Some(public), None) => Some((public.as_str(), theme.secondary)),
                    (None, Some(_)) => Some((lang.t("week.holiday"), theme.warning)),
                    (None, None) => None,
                };
                if let Some((name, color)) = word {
                    paint::text_in(
                        &painter,
                        pos2(place.right() - 6.0, place.top() + 6.0),
                        Align2::RIGHT_TOP,
                        name,
                        paint::regular(size::AXIS),
                        color,
                        step - 36.0,
                    );
                }
            }
            let mut from = 0;
            while let Some(first) = week.get(from) {
                let number = first.duty.as_ref().map(|(week, _)| *week);
                let same = |day: &&MonthDay| day.duty.as_ref().map(|(week, _)| *week) == number;
                let length = week[from..].iter().take_while(same).count().max(1);
                if let Some((number, people)) = &first.duty {
                    let hit = Rect::from_min_size(
                        pos2(rect.left() + from as f32 * step, top),
                        vec2(length as f32 * step, row_height),
                    );
                    for (seat, person) in people.iter().take(MOST_BARS as usize).enumerate() {
                        let bar = Rect::from_min_size(
                            pos2(hit.left() + 3.0, top + 26.0 + seat as f32 * (BAR + 3.0)),
                            vec2(hit.width() - 6.0, BAR),
                        );
                        let Some(name) = person else {
                            paint::dashed_rect(&painter, bar, theme.bad);
                            continue;
                        };
                        let fill = mix(theme.surface, theme.series(0), 0.3);
                        painter.rect_filled(bar, CornerRadius::same(4), fill);
                        paint::text_in(
                            &painter,
                            bar.left_center() + vec2(8.0, 0.0),
                            Align2::LEFT_CENTER,
                            name,
                            paint::regular(size::SECONDARY),
                            theme.text_on(fill),
                            bar.width() - 12.0,
                        );
                    }
                    let over = response.hover_pos().is_some_and(|at| hit.contains(at));
                    if style.interactive && over && response.clicked() {
                        picked = Some(Pick::Week(*number));
                    }
                }
                from += length;
            }
        }
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header =
            ["column.day", "column.week", "column.member", "column.holiday", "column.public_holiday"];
        let rows = self.days.iter().filter(|day| day.inside).map(|day| {
            let (week, people) = match &day.duty {
                Some((week, people)) => {
                    let names: Vec<&str> = people.iter().flatten().map(String::as_str).collect();
                    ((week + 1).to_string(), names.join(", "))
                }
                None => Default::default(),
            };
            let public = day.public.clone().unwrap_or_default();
            vec![format::date(day.date), week, people, day.holiday.clone().unwrap_or_default(), public]
        });
        Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows: rows.collect() }
    }

    fn summary(&self, lang: Lang) -> String {
        let inside = || self.days.iter().filter(|day| day.inside);
        let served =
            |day: &&MonthDay| day.duty.as_ref().is_some_and(|(_, people)| people.iter().any(Option::is_some));
        lang.tf("month.summary", &[("n", &inside().filter(served).count()), ("days", &inside().count())])
    }
}
