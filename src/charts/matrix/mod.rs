//! Who is linked with whom as a square of cells: where a network of hundreds is a tangle, this stays readable.

mod paint;
mod view;

pub use view::MatrixView;

use egui::Sense;

use super::network::pair_sheet;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Node, Pick, Sheet, canvas, format};
use crate::analytics::structure::{Tie, TieKinds};
use crate::i18n::Lang;

/// People in rows and, in the same order, in columns; a cell is the darker the more ties two of them have.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PairMatrix {
    /// Used to tell the view of one chart from another's.
    pub id: String,
    people: Vec<Node>,
    ties: Vec<Tie>,
    /// Of each tie, which of [`SHADES`] its cells have.
    shades: Vec<u8>,
    kinds: TieKinds,
    /// Of each row: column and place in `ties`, ascending.
    rows: Vec<Vec<(u32, u32)>>,
    blocks: Vec<Block>,
    most: u64,
    /// People in the group without any tie of these kinds: they have no row.
    alone: usize,
}

/// The people of one community, who stand next to each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Block {
    community: u32,
    first: usize,
    len: usize,
}

impl PairMatrix {
    /// The matrix of people by community, then by the number of people they are linked with. Ends of `ties` are places in
    /// `people`; people without a tie get no row.
    pub fn new(id: String, people: &[Node], ties: &[Tie], kinds: TieKinds) -> Self {
        let mut order: Vec<usize> = (0..people.len()).filter(|&place| people[place].degree > 0).collect();
        order.sort_by_key(|&place| {
            let node = &people[place];
            (node.community, std::cmp::Reverse(node.degree), node.member)
        });
        let mut row_of = vec![u32::MAX; people.len()];
        for (row, &place) in order.iter().enumerate() {
            row_of[place] = row as u32;
        }
        let row = |place: u32| row_of.get(place as usize).copied().filter(|&row| row != u32::MAX);
        let mut ordered: Vec<Tie> = ties
            .iter()
            .filter(|tie| tie.weight(kinds) > 0)
            .filter_map(|tie| {
                let (a, b) = (row(tie.a)?, row(tie.b)?);
                Some(Tie { a: a.min(b), b: a.max(b), ..*tie })
            })
            .collect();
        ordered.sort_unstable_by_key(|tie| (tie.a, tie.b));
        let mut rows = vec![Vec::new(); order.len()];
        for (index, tie) in ordered.iter().enumerate() {
            rows[tie.a as usize].push((tie.b, index as u32));
            rows[tie.b as usize].push((tie.a, index as u32));
        }
        rows.iter_mut().for_each(|row| row.sort_unstable());
        let mut blocks: Vec<Block> = Vec::new();
        for (row, &place) in order.iter().enumerate() {
            let community = people[place].community;
            match blocks.last_mut() {
                Some(block) if block.community == community => block.len += 1,
                _ => blocks.push(Block { community, first: row, len: 1 }),
            }
        }
        let most = ordered.iter().map(|tie| tie.weight(kinds)).max().unwrap_or(0);
        let step = |tie: &Tie| (shade(tie.weight(kinds), most) * f32::from(SHADES - 1)).round() as u8;
        Self {
            id,
            most,
            shades: ordered.iter().map(step).collect(),
            alone: people.len() - order.len(),
            people: order.into_iter().map(|place| people[place].clone()).collect(),
            ties: ordered,
            kinds,
            rows,
            blocks,
        }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// True when nobody is tied to anybody.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The tie of two rows; `None` where there is none.
    fn tie(&self, row: usize, column: usize) -> Option<&Tie> {
        let cells = self.rows.get(row)?;
        let found = cells.binary_search_by_key(&(column as u32), |&(column, _)| column).ok()?;
        self.ties.get(cells.get(found)?.1 as usize)
    }
}

/// Steps of colour of cells.
const SHADES: u8 = 64;

/// How dark a cell of that weight is: logarithmic, so that single ties can be told from none.
fn shade(weight: u64, most: u64) -> f32 {
    let share = (weight as f32).ln_1p() / (most.max(1) as f32).ln_1p();
    0.18 + 0.82 * share.clamp(0.0, 1.0)
}

impl Chart for PairMatrix {
    fn height(&self, width: f32) -> f32 {
        if self.is_empty() {
            return 120.0;
        }
        let most = view::TOP + self.len() as f32 * view::LARGEST + 8.0;
        (width * 0.86).clamp(320.0, 780.0).min(most)
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        if !style.interactive {
            let (response, painter) = canvas(ui, self, style, Sense::hover());
            self.paint(&painter, response.rect, style, &MatrixView::of_picture(), None);
            return None;
        }
        let memory = egui::Id::unique(("matrix_view", &self.id));
        let mut view: MatrixView = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
        let picked = self.draw_view(ui, style, &mut view);
        ui.data_mut(|data| data.insert_temp(memory, view));
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let name = |place: u32| self.people.get(place as usize).map_or("", |node| node.name.as_str());
        pair_sheet(self.ties.iter().map(|tie| (name(tie.a), name(tie.b), tie)), self.kinds, lang)
    }

    fn summary(&self, lang: Lang) -> String {
        lang.tf(
            "matrix.summary",
            &[
                ("n", &format::count(self.len() as u64)),
                ("pairs", &format::count(self.ties.len() as u64)),
                ("most", &format::count(self.most)),
                ("alone", &format::count(self.alone as u64)),
            ],
        )
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        if self.is_empty() {
            return Vec::new();
        }
        let item = |label: String, color| LegendItem { label, color, shape: LegendShape::Square };
        let mut steps = vec![1];
        let middle = (self.most as f64).sqrt().round() as u64;
        steps.extend([middle, self.most]);
        steps.dedup();
        let mut items = vec![item(style.lang.t("matrix.none").to_owned(), style.theme.sunken)];
        items.extend(steps.into_iter().map(|weight| {
            let label = style.lang.tf("matrix.times", &[("n", &format::count(weight))]);
            item(label, style.theme.heat(shade(weight, self.most)))
        }));
        items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(member: u32, community: u32, degree: u32) -> Node {
        Node { member, name: format!("p{member}"), community, degree, ..Node::default() }
    }

    #[test]
    fn rows_stand_by_circle_then_by_links_and_the_unlinked_have_none() {
        let people = [node(0, 1, 1), node(1, 0, 1), node(2, 0, 2), node(3, 0, 0)];
        let tie = |a, b, replies| Tie { a, b, counts: [replies, 0, 0, 0, 0, 0, 0] };
        let ties = [tie(0, 2, 1), tie(1, 2, 8)];
        let matrix = PairMatrix::new(String::new(), &people, &ties, TieKinds::default());
        let order: Vec<u32> = matrix.people.iter().map(|node| node.member).collect();
        assert_eq!((order, matrix.alone), (vec![2, 1, 0], 1));
        assert_eq!(matrix.blocks.iter().map(|block| block.len).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(matrix.tie(0, 1).map(|tie| tie.counts[0]), Some(8));
        assert_eq!(matrix.tie(1, 0), matrix.tie(0, 1));
        assert_eq!(matrix.tie(1, 2), None);
        assert!(matrix.shades == [SHADES - 1, 28] && shade(1, 8) > 0.1);
        let rows = matrix.sheet(Lang::En).rows;
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0][..4], ["p2", "p1", "8", "1"]);
    }

    #[test]
    fn a_matrix_of_nobody_is_empty() {
        let matrix = PairMatrix::new(String::new(), &[node(0, 0, 0)], &[], TieKinds::default());
        assert!(matrix.is_empty() && matrix.sheet(Lang::Zh).rows.is_empty());
    }
}
