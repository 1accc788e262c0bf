//! Accounts, groups and who brought whom, from left to right in one drawing.

use std::collections::BTreeSet;

use egui::epaint::CubicBezierShape;
use egui::{Align2, Color32, Pos2, Rect, Sense, Stroke, pos2, vec2};

use super::theme::{mix, size};
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, paint};
use crate::i18n::Lang;

/// A tree whose long lists of branches are folded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlatformChart {
    /// Parents before their children.
    pub nodes: Vec<PlatformMark>,
}

/// What a node stands for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkKind {
    #[default]
    Account,
    Group,
    Person,
}

/// One node of the drawing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlatformMark {
    pub kind: MarkKind,
    pub parent: Option<usize>,
    /// Tells it from all others, also in another analysis of the same project.
    pub key: String,
    pub name: String,
    /// A few words on the number of people, shown behind the name.
    pub detail: String,
    /// All that is known, shown when the pointer rests on it.
    pub hint: String,
    pub people: u64,
    pub brought: u64,
    pub followers: Option<u64>,
    pub pick: Option<Pick>,
}

/// A line of the drawing.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    what: What,
    /// Column, from 0.
    column: usize,
    /// Middle, in rows.
    row: f32,
    /// Rows of the first and last branch below it; its own where there is none.
    span: (f32, f32),
    /// Place of the line above.
    above: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Node(usize),
    /// So many branches of a node are folded.
    More {
        of: usize,
        hidden: usize,
    },
    /// Folds the branches of a node again.
    Less {
        of: usize,
    },
}

const ROW: f32 = 24.0;
/// Narrower than this the tree is drawn as an outline: a line for each node, branches set in.
const NARROW: f32 = 600.0;
const INDENT: f32 = 20.0;
const FOOT: f32 = 6.0;
/// Branches that stay unfolded, below an account, a group and a person.
const SHOWN: [usize; 3] = [12, 3, 0];
/// Room before the words of a line, and between them and the next column.
const BEFORE: f32 = 30.0;
const BETWEEN: f32 = 32.0;
/// Most that names and numbers of one column take.
const WIDEST: f32 = 200.0;

impl PlatformChart {
    fn children(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.nodes.len()];
        for (place, node) in self.nodes.iter().enumerate() {
            if let Some(list) = node.parent.and_then(|parent| children.get_mut(parent)) {
                list.push(place);
            }
        }
        children
    }

    /// The lines shown while the branches of the nodes in `open` are unfolded, and the number of rows.
    fn lines(&self, open: &BTreeSet<String>) -> (Vec<Line>, usize) {
        let children = self.children();
        let mut lines: Vec<Line> = Vec::new();
        let mut rows = 0;
        let roots = (0..self.nodes.len()).filter(|&node| self.nodes[node].parent.is_none());
        let deepest = self.account_columns();
        for root in roots {
            self.grow(root, 0, None, deepest, &children, open, &mut lines, &mut rows);
        }
        (lines, rows)
    }

    /// Levels of accounts above groups: all groups stand in one column.
    fn account_columns(&self) -> usize {
        let mut levels = vec![0_usize; self.nodes.len()];
        for (place, node) in self.nodes.iter().enumerate() {
            levels[place] = node.parent.and_then(|parent| levels.get(parent)).map_or(1, |level| level + 1);
        }
        let accounts = self.nodes.iter().zip(&levels).filter(|(node, _)| node.kind == MarkKind::Account);
        accounts.map(|(_, &level)| level).max().unwrap_or(0)
    }

    #[expect(clippy::too_many_arguments, reason = "a walk with what it collects")]
    fn grow(
        &self,
        node: usize,
        column: usize,
        above: Option<usize>,
        groups_at: usize,
        children: &[Vec<usize>],
        open: &BTreeSet<String>,
        lines: &mut Vec<Line>,
        rows: &mut usize,
    ) {
        let own = lines.len();
        lines.push(Line { what: What::Node(node), column, row: 0.0, span: (0.0, 0.0), above });
        let all = &children[node];
        let unfolded = open.contains(&self.nodes[node].key);
        let usual = SHOWN[self.nodes[node].kind as usize];
        // One folded line would take as much room as what it hides.
        let few = usual > 0 && all.len() == usual + 1;
        let shown = if unfolded || few || all.len() <= usual { all.len() } else { usual };
        let first = *rows as f32;
        let mut middle: Option<(f32, f32)> = None;
        let mut reach: Option<(f32, f32)> = None;
        let next_column =
            |child: usize| if self.nodes[child].kind == MarkKind::Group { groups_at } else { column + 1 };
        for &child in &all[..shown] {
            let place = lines.len();
            self.grow(child, next_column(child), Some(own), groups_at, children, open, lines, rows);
            let (row, span) = (lines[place].row, lines[place].span);
            middle = Some(middle.map_or((row, row), |(first, _)| (first, row)));
            reach = Some(reach.map_or(span, |(first, _)| (first, span.1)));
        }
        let extra = if shown < all.len() {
            Some(What::More { of: node, hidden: all.len() - shown })
        } else if unfolded && all.len() > usual && !few {
            Some(What::Less { of: node })
        } else {
            None
        };
        if let Some(what) = extra {
            let column = all.first().map_or(column + 1, |&child| next_column(child));
            let row = *rows as f32;
            lines.push(Line { what, column, row, span: (row, row), above: Some(own) });
            *rows += 1;
            middle = middle.or(Some((row, row)));
        }
        match middle {
            Some((low, high)) => {
                (lines[own].row, lines[own].span) = ((low + high) / 2.0, reach.unwrap_or((low, high)));
            }
            None => {
                (lines[own].row, lines[own].span) = (first, (first, first));
                *rows += 1;
            }
        }
    }

    /// The height of the drawing while the branches of the nodes in `open` are unfolded, in points.
    pub fn height_with(&self, open: &BTreeSet<String>, width: f32) -> f32 {
        let (lines, rows) = self.lines(open);
        let rows = if width < NARROW { lines.len() } else { rows };
        rows.max(2) as f32 * ROW + FOOT
    }

    /// Draws the tree; a click on a folded line adds its node to `open`, or takes it out. Says what else was clicked.
    pub fn draw_with(
        &self,
        ui: &mut egui::Ui,
        style: &ChartStyle,
        open: &mut BTreeSet<String>,
    ) -> Option<Pick> {
        let (response, painter) = canvas(ui, self, style, Sense::click());
        let (theme, rect) = (style.theme, response.rect);
        if self.nodes.is_empty() {
            let (font, text) = (paint::regular(size::TEXT), style.lang.t("platform.nothing"));
            paint::text(&painter, rect.center(), Align2::CENTER_CENTER, text, font, theme.secondary);
            return None;
        }
        let (mut lines, _) = self.lines(open);
        let outline = rect.width() < NARROW;
        if outline {
            for (row, line) in lines.iter_mut().enumerate() {
                (line.row, line.span) = (row as f32, (row as f32, row as f32));
            }
        }
        let edges = if outline {
            let columns = lines.iter().map(|line| line.column).max().unwrap_or(0) + 1;
            (0..columns).map(|column| rect.left() + column as f32 * INDENT).collect()
        } else {
            self.edges(&painter, &lines, rect, style)
        };
        let left = |column: usize| edges.get(column).copied().unwrap_or(rect.right());
        let most = self.nodes.iter().map(|node| node.people).max().unwrap_or(1).max(1) as f32;
        let brought = self.nodes.iter().map(|node| node.brought).max().unwrap_or(1).max(1) as f32;
        let radius = |node: &PlatformMark| (9.0 * (node.people as f32 / most).sqrt()).max(2.5);
        let visible = painter.clip_rect().expand(ROW);
        let y = |row: f32| rect.top() + (row + 0.5) * ROW;
        let sight = (visible.top() + 2.0 * ROW, visible.bottom() - 2.0 * ROW);
        let spot = |line: &Line| {
            // On screen a node stays in sight as long as any of its branches is.
            let place = if style.interactive && sight.0 < sight.1 {
                y(line.row).clamp(sight.0, sight.1).clamp(y(line.span.0), y(line.span.1))
            } else {
                y(line.row)
            };
            pos2(left(line.column) + 10.0, place)
        };
        let seen = |line: &Line| visible.y_range().contains(spot(line).y);
        for line in &lines {
            let Some(above) = line.above.and_then(|above| lines.get(above)) else { continue };
            if spot(above).y.max(spot(line).y) < visible.top()
                || spot(above).y.min(spot(line).y) > visible.bottom()
            {
                continue;
            }
            let (width, color) = match line.what {
                What::Node(node) => {
                    let node = &self.nodes[node];
                    let width = 1.0 + 6.0 * (node.brought as f32 / brought).sqrt();
                    (width, mix(theme.surface, self.color(node.kind, style), 0.45))
                }
                _ => (1.0, theme.border),
            };
            if outline {
                let (above, at) = (spot(above), spot(line));
                let stroke = Stroke::new(width.min(4.0), color);
                painter.vline(above.x, above.y + 8.0..=at.y, stroke);
                painter.hline(above.x..=at.x, at.y, stroke);
                continue;
            }
            // A line leaves its node behind the words.
            let from = pos2(left(above.column + 1) - BETWEEN + 6.0, spot(above).y);
            branch(&painter, from, spot(line), width, color);
        }
        let mut picked = None;
        for line in lines.iter().filter(|line| seen(line)) {
            let at = spot(line);
            let place = Rect::from_min_max(
                pos2(at.x - 10.0, at.y - ROW / 2.0),
                pos2(if outline { rect.right() } else { left(line.column + 1) - BETWEEN }, at.y + ROW / 2.0),
            );
            let over = style.interactive && response.hover_pos().is_some_and(|at| place.contains(at));
            let words = match line.what {
                What::Node(node) => {
                    let node = &self.nodes[node];
                    painter.circle(at, radius(node), self.color(node.kind, style), Stroke::NONE);
                    self.paint_words(&painter, at, radius(node), place, node, over, style);
                    if over {
                        response.clone().on_hover_text_at_pointer(&node.hint);
                        if response.clicked() {
                            picked.clone_from(&node.pick);
                        }
                    }
                    continue;
                }
                _ => self.fold_words(line.what, style.lang),
            };
            let color = if over { theme.accent } else { theme.secondary };
            painter.circle_stroke(at, 3.0, Stroke::new(1.0, theme.faint));
            let from = pos2(at.x + 9.0, at.y);
            let font = paint::regular(size::SECONDARY);
            paint::text_in(&painter, from, Align2::LEFT_CENTER, &words, font, color, place.right() - from.x);
            if over && response.clicked() {
                match line.what {
                    What::More { of, .. } => open.insert(self.nodes[of].key.clone()),
                    What::Less { of } => open.remove(&self.nodes[of].key),
                    What::Node(_) => false,
                };
            }
        }
        picked
    }

    /// Left edges of the columns, and the right edge of the last: as wide as their words, where there is room for all.
    fn edges(&self, painter: &egui::Painter, lines: &[Line], rect: Rect, style: &ChartStyle) -> Vec<f32> {
        let columns = lines.iter().map(|line| line.column).max().unwrap_or(0) + 1;
        let mut needed = vec![60.0_f32; columns];
        for line in lines {
            let small = || paint::regular(size::AXIS);
            let font = paint::regular(size::SECONDARY);
            let words = match line.what {
                What::Node(node) => {
                    let node = &self.nodes[node];
                    paint::width(painter, &node.name, font)
                        + 6.0
                        + paint::width(painter, &node.detail, small())
                }
                what => paint::width(painter, &self.fold_words(what, style.lang), font),
            };
            needed[line.column] = needed[line.column].max(words.min(WIDEST) + BEFORE + BETWEEN);
        }
        let sum: f32 = needed.iter().sum();
        let (scale, spare) = if sum > rect.width() {
            (rect.width() / sum, 0.0)
        } else {
            (1.0, ((rect.width() - sum) / columns as f32).min(60.0))
        };
        let mut edges = vec![rect.left()];
        for own in needed {
            edges.push(edges.last().copied().unwrap_or(rect.left()) + own * scale + spare);
        }
        edges
    }

    fn fold_words(&self, what: What, lang: Lang) -> String {
        match what {
            What::More { of, hidden } => lang.tf(self.more_key(of), &[("n", &hidden)]),
            What::Less { .. } => lang.t("platform.less").to_owned(),
            What::Node(_) => String::new(),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a line and where it stands")]
    fn paint_words(
        &self,
        painter: &egui::Painter,
        at: Pos2,
        radius: f32,
        place: Rect,
        node: &PlatformMark,
        over: bool,
        style: &ChartStyle,
    ) {
        let theme = style.theme;
        let from = pos2(at.x + radius.max(4.0) + 5.0, at.y);
        let room = place.right() - from.x;
        let small = || paint::regular(size::AXIS);
        let detail = paint::width(painter, &node.detail, small());
        // Numbers give way to names, never the other way round.
        let both = room - detail - 6.0 >= 60.0;
        let (name_room, font) =
            (if both { room - detail - 6.0 } else { room }, paint::regular(size::SECONDARY));
        let color = if over { theme.accent } else { theme.text };
        let name = paint::text_in(painter, from, Align2::LEFT_CENTER, &node.name, font, color, name_room);
        if both {
            let at = pos2(name.right() + 6.0, at.y);
            paint::text(painter, at, Align2::LEFT_CENTER, &node.detail, small(), theme.secondary);
        }
    }

    fn more_key(&self, of: usize) -> &'static str {
        let child = self.nodes.iter().find(|node| node.parent == Some(of));
        match child.map(|child| child.kind) {
            Some(MarkKind::Group) => "platform.more_groups",
            Some(MarkKind::Account) => "platform.more_accounts",
            _ => "platform.more_people",
        }
    }

    fn color(&self, kind: MarkKind, style: &ChartStyle) -> Color32 {
        style.theme.series(match kind {
            MarkKind::Account => 0,
            MarkKind::Group => 2,
            MarkKind::Person => 1,
        })
    }
}

/// A line that leaves and arrives level.
fn branch(painter: &egui::Painter, from: Pos2, to: Pos2, width: f32, color: Color32) {
    let to = to - vec2(10.0, 0.0);
    let middle = (to.x - from.x).max(12.0) * 0.6;
    let points = [from, from + vec2(middle, 0.0), to - vec2(middle, 0.0), to];
    painter.add(CubicBezierShape::from_points_stroke(
        points,
        false,
        Color32::TRANSPARENT,
        Stroke::new(width, color),
    ));
}

impl Chart for PlatformChart {
    fn height(&self, width: f32) -> f32 {
        self.height_with(&BTreeSet::new(), width)
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        self.draw_with(ui, style, &mut BTreeSet::new())
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let header = [
            "column.kind",
            "column.name",
            "column.above",
            "column.members",
            "column.brought",
            "column.followers",
        ];
        let kind = |kind: MarkKind| {
            lang.t(match kind {
                MarkKind::Account => "platform.account",
                MarkKind::Group => "platform.group",
                MarkKind::Person => "platform.person",
            })
        };
        let rows = self.nodes.iter().map(|node| {
            let above = node.parent.and_then(|parent| self.nodes.get(parent));
            vec![
                kind(node.kind).to_owned(),
                node.name.clone(),
                above.map_or(String::new(), |above| above.name.clone()),
                node.people.to_string(),
                node.brought.to_string(),
                node.followers.map_or(String::new(), |followers| followers.to_string()),
            ]
        });
        Sheet { header: header.map(|key| lang.t(key).to_owned()).to_vec(), rows: rows.collect() }
    }

    fn summary(&self, lang: Lang) -> String {
        let count = |kind: MarkKind| self.nodes.iter().filter(|node| node.kind == kind).count();
        lang.tf(
            "platform.summary",
            &[
                ("accounts", &count(MarkKind::Account)),
                ("groups", &count(MarkKind::Group)),
                ("people", &count(MarkKind::Person)),
            ],
        )
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        let kinds = [
            (MarkKind::Account, "platform.account"),
            (MarkKind::Group, "platform.group"),
            (MarkKind::Person, "platform.person"),
        ];
        kinds
            .into_iter()
            .filter(|(kind, _)| self.nodes.iter().any(|node| node.kind == *kind))
            .map(|(kind, key)| LegendItem {
                label: style.lang.t(key).to_owned(),
                color: self.color(kind, style),
                shape: LegendShape::Circle,
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portfolio(groups: usize) -> PlatformChart {
        let mark = |kind, parent, key: String| PlatformMark { kind, parent, key, ..PlatformMark::default() };
        let mut nodes = vec![mark(MarkKind::Account, None, "wx".to_owned())];
        nodes.extend((0..groups).map(|group| mark(MarkKind::Group, Some(0), format!("g{group}"))));
        PlatformChart { nodes }
    }

    #[test]
    fn long_lists_fold_and_open_again() {
        let chart = portfolio(300);
        let (folded, rows) = chart.lines(&BTreeSet::new());
        assert_eq!(rows, 13);
        assert!(folded.iter().any(|line| line.what == What::More { of: 0, hidden: 288 }));
        let open: BTreeSet<String> = [String::from("wx")].into();
        let (unfolded, rows) = chart.lines(&open);
        assert_eq!((rows, unfolded.len()), (301, 302));
        assert!(unfolded.iter().any(|line| line.what == What::Less { of: 0 }));
        assert!(chart.height_with(&open, 900.0) > chart.height_with(&BTreeSet::new(), 900.0));
    }

    #[test]
    fn no_two_lines_of_a_column_share_a_row() {
        for groups in [0, 1, 13, 14] {
            let chart = portfolio(groups);
            let (lines, _) = chart.lines(&BTreeSet::new());
            for (place, line) in lines.iter().enumerate() {
                let twin =
                    lines[..place].iter().find(|other| (other.column, other.row) == (line.column, line.row));
                assert_eq!(twin, None, "{groups}");
            }
        }
        assert_eq!(PlatformChart::default().lines(&BTreeSet::new()), (Vec::new(), 0));
    }
}
