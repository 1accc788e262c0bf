//! Who is linked with whom: circles coloured by community, sized by tier, unlinked people below.

mod paint;
mod view;

pub use view::NetworkView;

use egui::{Color32, Sense};

use super::theme::size;
use super::{Chart, ChartStyle, LegendItem, LegendShape, Pick, Sheet, canvas, format};
use crate::analytics::structure::{Tie, TieKind, TieKinds, TieMeasures};
use crate::i18n::Lang;
use crate::model::Tier;

/// A laid out graph. Positions are in the unit square.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Network {
    /// Used to tell the view of one chart from another's.
    pub id: String,
    pub nodes: Vec<Node>,
    /// Pairs tied in one of `kinds`; their ends are positions in `nodes`.
    pub edges: Vec<Tie>,
    pub kinds: TieKinds,
    /// People without any link.
    pub alone: Vec<Node>,
    pub communities: u32,
    /// Radius of a dot of radius 1, as share of the height of the drawing, at which no two dots overlap.
    pub scale: f32,
    pub measures: TieMeasures,
}

/// One person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    pub member: u32,
    pub name: String,
    pub at: [f32; 2],
    pub community: u32,
    pub tier: Option<Tier>,
    /// Number of people linked.
    pub degree: u32,
}

impl Node {
    /// Radius in points at no zoom.
    pub fn radius(tier: Option<Tier>, degree: u32) -> f32 {
        let base = match tier {
            Some(Tier::Core) => 9.0,
            Some(Tier::Middle) => 6.5,
            _ => 4.0,
        };
        base + (degree as f32).sqrt() * 0.35
    }
}

impl Network {
    /// Everybody, linked people first.
    pub fn people(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().chain(&self.alone)
    }

    /// The person with that member code; `None` for who is not in the group.
    pub fn person(&self, member: u32) -> Option<&Node> {
        self.people().find(|node| node.member == member)
    }

    /// Whom a person is linked with and how, the most tied first; nobody for who is not linked.
    pub fn links_of(&self, member: u32) -> Vec<(&Node, &Tie)> {
        let Some(place) = self.nodes.iter().position(|node| node.member == member) else { return Vec::new() };
        let mut links: Vec<(&Node, &Tie)> = self
            .edges
            .iter()
            .filter_map(|tie| Some((self.nodes.get(other_end(tie, place)?)?, tie)))
            .collect();
        links.sort_by_key(|(node, tie)| (std::cmp::Reverse(tie.weight(self.kinds)), node.member));
        links
    }

    /// The kinds of a tie with their counts, as words.
    pub fn tie_words(tie: &Tie, kinds: TieKinds, lang: Lang) -> String {
        let words = kinds.iter().filter(|&kind| tie.count(kind) > 0).map(|kind| {
            let count = format::count(tie.count(kind).into());
            format!("{} {count}", kind_word(kind, lang))
        });
        words.collect::<Vec<_>>().join(" · ")
    }
}

/// The name of a kind of tie.
pub fn kind_word(kind: TieKind, lang: Lang) -> &'static str {
    lang.t(match kind {
        TieKind::Reply => "tie.reply",
        TieKind::Mention => "tie.mention",
        TieKind::Together => "tie.together",
        TieKind::Activity => "tie.activity",
        TieKind::Invite => "tie.invite",
        TieKind::Elsewhere => "tie.elsewhere",
        TieKind::Deal => "tie.deal",
    })
}

/// The other end of a tie that ends at `place`.
fn other_end(tie: &Tie, place: usize) -> Option<usize> {
    let (a, b) = (tie.a as usize, tie.b as usize);
    if a == place {
        Some(b)
    } else if b == place {
        Some(a)
    } else {
        None
    }
}

/// Head and rows of a list of pairs: both names, the ties of each kind, and all together.
pub(super) fn pair_sheet<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str, &'a Tie)>,
    kinds: TieKinds,
    lang: Lang,
) -> Sheet {
    let mut header = ["column.from_person", "column.to_person", "column.weight"]
        .map(|key| lang.t(key).to_owned())
        .to_vec();
    header.push(lang.t("column.tie_kinds").to_owned());
    header.extend(kinds.iter().map(|kind| kind_word(kind, lang).to_owned()));
    let rows = pairs.map(|(a, b, tie)| {
        let mut row = vec![a.to_owned(), b.to_owned(), tie.weight(kinds).to_string()];
        row.push(tie.dimensions(kinds).to_string());
        row.extend(kinds.iter().map(|kind| tie.count(kind).to_string()));
        row
    });
    Sheet { header, rows: rows.collect() }
}

impl Chart for Network {
    fn height(&self, width: f32) -> f32 {
        (width * 0.66).clamp(260.0, 500.0) + self.foot(width)
    }

    fn stretches(&self) -> bool {
        true
    }

    fn draw(&self, ui: &mut egui::Ui, style: &ChartStyle) -> Option<Pick> {
        if !style.interactive {
            let (response, painter) = canvas(ui, self, style, Sense::hover());
            self.paint(&painter, &response, style, &NetworkView::default(), None);
            return None;
        }
        let memory = egui::Id::unique(("network_view", &self.id));
        let mut view: NetworkView = ui.data(|data| data.get_temp(memory)).unwrap_or_default();
        let picked = self.draw_view(ui, style, &mut view);
        ui.data_mut(|data| data.insert_temp(memory, view));
        picked
    }

    fn sheet(&self, lang: Lang) -> Sheet {
        let name = |index: u32| self.nodes.get(index as usize).map_or("", |node| node.name.as_str());
        pair_sheet(self.edges.iter().map(|tie| (name(tie.a), name(tie.b), tie)), self.kinds, lang)
    }

    fn summary(&self, lang: Lang) -> String {
        lang.tf(
            "network.summary",
            &[
                ("nodes", &self.nodes.len()),
                ("edges", &self.edges.len()),
                ("communities", &self.communities),
                ("alone", &self.alone.len()),
            ],
        )
    }

    fn legend(&self, style: &ChartStyle) -> Vec<LegendItem> {
        if self.nodes.is_empty() {
            return Vec::new();
        }
        community_legend(self.communities, style)
    }
}

/// What the colours of communities mean.
pub(super) fn community_legend(communities: u32, style: &ChartStyle) -> Vec<LegendItem> {
    let shown = communities.min(6);
    let item = |label: String, community: u32| LegendItem {
        label,
        color: community_color(community, style),
        shape: LegendShape::Circle,
    };
    let mut items: Vec<LegendItem> = (0..shown)
        .map(|community| item(style.lang.tf("network.community", &[("n", &(community + 1))]), community))
        .collect();
    if communities > shown {
        items.push(item(style.lang.t("network.other").to_owned(), shown));
    }
    items
}

pub(super) fn community_color(community: u32, style: &ChartStyle) -> Color32 {
    style.theme.series(community as usize)
}

/// Font of names.
fn name_font() -> egui::FontId {
    super::paint::regular(size::SECONDARY)
}
