//! Known answers: cases that other systems publish or that well-known independent programs computed.
//!
//! The cases are JSON files in `tests/vectors/`; the variable `QUNCE_VECTORS` names another folder of the same shape.

mod vector_runners;

#[test]
fn graph_measures_agree_with_networkx_and_igraph() {
    vector_runners::graph::run();
}
