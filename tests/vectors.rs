//! Cases with known answers, from other systems' published tests or well-known independent programs.

#[path = "vector_runners/engagement.rs"]
mod engagement;
#[path = "vector_runners/fairness.rs"]
mod fairness;
#[path = "vector_runners/funnel.rs"]
mod funnel;
#[path = "vector_runners/retention.rs"]
mod retention;

/// One file of cases: from the folder that `QUNCE_VECTORS` names, else from `tests/vectors`.
fn load(name: &str) -> serde_json::Value {
    let folder = std::env::var_os("QUNCE_VECTORS").map_or_else(
        || concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors").into(),
        std::path::PathBuf::from,
    );
    let text = std::fs::read_to_string(folder.join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}
