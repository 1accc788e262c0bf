//! Group structure (社群结构): who is linked to whom, how talk is spread, and what a group is worth.

mod bridging;
mod centrality;
mod clustering;
mod cohesion;
mod communities;
mod concentration;
mod cooling;
mod core_periphery;
mod directed;
mod graph;
mod group;
mod group_cooling;
pub mod layout;
mod links;
mod mixing;
mod platform;
mod promotion;
mod spectral;
mod tiers;
mod ties;
mod value_class;

pub use bridging::{
    Bridge, CIRCLE_MONTHS, Circle, Isolated, MonthCircles, bridges, circles_by_month, expected_density,
    isolated, typical_links,
};
pub use centrality::{Paths, betweenness, closeness, pagerank, paths};
pub use clustering::Clustering;
pub use cohesion::{Cuts, Dyads, components, core_numbers, cuts, degeneracy, density, dyads, reciprocity};
pub use communities::{Communities, communities, modularity};
pub use concentration::{
    RankTiers, absence_factor, evenness, gini, gini_unbiased, herfindahl, lorenz, shannon, top_share,
};
pub use cooling::{Cooling, cooling};
pub use core_periphery::{CorePeriphery, core_periphery};
pub use directed::{TriadCensus, strong_components};
pub use graph::Graph;
pub use group::{
    ActiveRate, GroupStructure, Structure, Verdict, group_structure, link_share, messages_of, missing_people,
    structure,
};
pub use group_cooling::{CoolingBasis, GroupCooling, Leaver, group_cooling};
pub use links::{LinkGraph, LinkMeasures, LinkedPair};
pub use mixing::{degree_assortativity, degree_centralization};
pub use platform::{PlatformNode, PlatformTree, Trunk, platform_tree};
pub use promotion::{Candidate, promotion_candidates};
pub use spectral::{eigenvector, hubs_and_authorities};
pub use tiers::{DeclaredTiers, MessageShare, MissingPeople, Tiers};
pub use ties::{Tie, TieKind, TieKinds, TieMeasures, Ties};
pub use value_class::{CORE_LINKED_SHARE, Comparison, Measure, Reason, ValueClass};
