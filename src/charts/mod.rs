//! A result becomes one drawable chart. The panel, the off-screen export and the tests all call [`Chart::draw`].

pub mod catalogue;
pub mod format;
pub mod paint;
pub mod theme;

mod action_table;
mod advice;
mod board;
mod circle_months;
mod class_grid;
mod class_mark;
mod cohorts;
mod density_plot;
mod dot_plot;
mod duty_card;
mod effect_plot;
mod figure;
mod funnel_bars;
mod heat_map;
mod histogram;
mod line_chart;
mod load_bars;
mod matrix;
mod money_bars;
mod month_grid;
mod network;
mod paragraph;
mod period_bars;
mod platform_chart;
mod radar;
mod ring;
mod role_matrix;
mod scale;
mod scissors;
mod sequential;
mod shift_grid;
mod stacked_bars;
mod table;
mod target_bars;
mod time_series;
mod vine;
mod vine_layout;
mod waterfall;
mod week_strip;

pub use action_table::{ActionTable, RowAction};
pub use advice::{Advice, AdviceLine};
pub use board::{Board, BoardAxis, BoardDot};
pub use circle_months::CircleMonths;
pub use class_grid::{ClassGrid, ClassRow};
pub use cohorts::{CohortRow, CohortTable};
pub use density_plot::{DensityDot, DensityPlot};
pub use dot_plot::{DotPlot, DotRow};
pub use duty_card::DutyCard;
pub use effect_plot::{EffectDot, EffectPlot, signed_percent};
pub use figure::{Figure, LegendItem, LegendShape, draw_legend};
pub use funnel_bars::{FunnelBars, FunnelRow};
pub use heat_map::{HeatMap, weekday_words};
pub use histogram::Histogram;
pub use line_chart::{ChartLine, LineBand, LineChart};
pub use load_bars::{LoadBars, LoadRow};
pub use matrix::{MatrixView, PairMatrix};
pub use money_bars::{MoneyBar, MoneyBars};
pub use month_grid::{MonthDay, MonthGrid};
pub use network::{Network, NetworkView, Node, kind_word};
pub use period_bars::{BarFlag, PeriodBar, PeriodBars};
pub use platform_chart::{MarkKind, PlatformChart, PlatformMark};
pub use radar::{Radar, Spoke, Wheel};
pub use ring::{RingChart, RingMark};
pub use role_matrix::{RoleGrid, RoleGridRow};
pub use scissors::Scissors;
pub use sequential::{SequentialChart, SequentialPoint};
pub use shift_grid::{ShiftBox, ShiftDay, ShiftGrid, ShiftRow, ShiftSpot};
pub use stacked_bars::{StackedBar, StackedBars};
pub use table::{Cell, Column, Table};
pub use target_bars::{TargetBars, TargetRow};
pub use theme::{Mode, Theme, Tone};
pub use time_series::{Band, Flag, Series, TimeSeries};
pub use vine::{VineChart, VineView};
pub use waterfall::{Waterfall, WaterfallRow};
pub use week_strip::{WeekCell, WeekStrip};

use crate::activity::Day;
use crate::i18n::Lang;
use crate::model::Tier;

/// How a chart is painted.
#[derive(Clone, Copy, Debug)]
pub struct ChartStyle {
    pub theme: &'static Theme,
    pub lang: Lang,
    /// True on screen, where hovering and clicking mean something.
    pub interactive: bool,
}

/// What somebody clicked in a chart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Pick {
    /// A member code.
    Member(u32),
    /// A group code.
    Group(u32),
    /// A list of people under a heading.
    People { title: String, members: Vec<u32> },
    /// A local day.
    Day(Day),
    /// A week of the rota, counted from 0.
    Week(u32),
    /// A member is to have a tier.
    Promote { member: u32, tier: Tier },
    /// Something that happened: its position among the project's activities.
    Occasion(usize),
    /// Messages behind a number.
    Quoted(Quoted),
}

/// A list of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quoted {
    /// Questions that nobody answered.
    Unanswered,
    /// The latest that a rule decided, by the number of the rule.
    Rule(usize),
}

/// The data of a chart as rows of text: what the CSV export writes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// One drawable thing.
pub trait Chart: std::any::Any + Send + Sync {
    /// The height that suits the chart at a width, in points.
    fn height(&self, width: f32) -> f32;

    /// True for a chart that looks better the more room it has; others keep their height.
    fn stretches(&self) -> bool {
        false
    }

    /// Fills the available rectangle of `ui`; says what was clicked.
    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick>;

    /// The data behind the picture.
    fn sheet(&self, lang: Lang) -> Sheet;

    /// One line that says what the picture shows, for people who cannot see it.
    fn summary(&self, lang: Lang) -> String;

    /// What the colours mean.
    fn legend(&self, _style: &ChartStyle) -> Vec<LegendItem> {
        Vec::new()
    }
}

/// Takes the whole available rectangle of `ui` for a painted chart and names it for screen readers.
pub(crate) fn canvas(
    ui: &mut egui::Ui,
    chart: &dyn Chart,
    style: &ChartStyle,
    sense: egui::Sense,
) -> (egui::Response, egui::Painter) {
    let size = ui.available_size_before_wrap();
    let (rect, response) = ui.allocate_exact_size(size, sense);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, chart.summary(style.lang)));
    let painter = ui.painter_at(rect);
    (response, painter)
}
