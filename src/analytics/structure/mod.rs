//! Group structure (社群结构): who is linked to whom, how talk is spread, and what a group is worth.

mod bridging;
mod centrality;
mod class_months;
mod clustering;
mod cohesion;
mod communities;
mod concentration;
mod cooling;
mod core_periphery;
mod cures;
mod directed;
mod essentials;
mod graph;
mod group;
mod group_cooling;
pub mod layout;
mod links;
mod migration;
mod mixing;
mod platform;
mod promotion;
mod roles;
mod scissors;
mod spectral;
mod tiers;
mod ties;
mod value_class;
mod worth;

pub use bridging::{
    Bridge, CIRCLE_MONTHS, Circle, Isolated, MonthCircles, bridges, circles_by_month, expected_density,
    isolated, typical_links,
};
pub use centrality::{Paths, betweenness, closeness, pagerank, paths};
pub use class_months::{ClassMonths, GroupMonths, MOST_MONTHS, class_months};
pub use clustering::Clustering;
pub use cohesion::{Cuts, Dyads, components, core_numbers, cuts, degeneracy, density, dyads, reciprocity};
pub use communities::{Communities, communities, modularity};
pub use concentration::{
    RankTiers, absence_factor, evenness, gini, gini_unbiased, herfindahl, lorenz, shannon, top_share,
};
pub use cooling::{Cooling, PERMUTATIONS, cooling};
pub use core_periphery::{CorePeriphery, core_periphery};
pub use cures::{Cure, CureKind};
pub use directed::{TriadCensus, strong_components};
pub use essentials::{AxisState, Essentials, Measured, essentials};
pub use graph::Graph;
pub(in crate::analytics) use group::structure_unless;
pub use group::{
    ActiveRate, Flow, GroupStructure, SpeakingCore, Structure, Verdict, group_structure, link_share,
    messages_of, missing_people, structure,
};
pub use group_cooling::{CoolingBasis, CoolingVerdict, GroupCooling, Leaver, group_cooling};
pub use links::{LinkGraph, LinkMeasures, LinkedPair};
pub use migration::{
    ClosingResult, Invitation, MigrationResult, Mover, TargetReason, TargetResult, migration, open_groups,
};
pub use mixing::{degree_assortativity, degree_centralization};
pub use promotion::{Candidate, Promotion, promotion, promotion_candidates};
pub use roles::{MOST_ROLES, RoleMatrix, RoleRow, role_matrix};
pub use scissors::{ScissorsPoint, scissors};
pub use spectral::{eigenvector, hubs_and_authorities};
pub use tiers::{DeclaredTiers, MessageShare, MissingPeople, Tiers};
pub use value_class::{Comparison, Measure, Reason};
pub use worth::{CostMeasure, Portfolio, ValueMeasure, Worth, worths};

pub use crate::model::ValueClass;
pub use platform::{PlatformNode, PlatformTree, Trunk, platform_tree};
pub use ties::{Tie, TieKind, TieKinds, TieMeasures, Ties};
