//! Group structure (社群结构): who is linked to whom, how talk is spread, and what a group is worth.

mod centrality;
mod clustering;
mod cohesion;
mod communities;
mod concentration;
mod cooling;
mod core_periphery;
mod graph;

pub use centrality::{Paths, betweenness, closeness, pagerank, paths};
pub use clustering::Clustering;
pub use cohesion::{Cuts, Dyads, components, core_numbers, cuts, degeneracy, density, dyads, reciprocity};
pub use communities::{Communities, communities, modularity};
pub use concentration::{
    RankTiers, absence_factor, evenness, gini, gini_unbiased, herfindahl, lorenz, shannon, top_share,
};
pub use cooling::{Cooling, cooling};
pub use core_periphery::{CorePeriphery, core_periphery};
pub use graph::Graph;
