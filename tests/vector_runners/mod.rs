//! One runner per vector file, and what they share.
//!
//! A runner must meet every case: a key that it does not know fails, so that no case is passed over in silence.

use std::path::PathBuf;

use serde_json::{Map, Value};

mod ab;
mod annual_rotation;
mod engagement;
mod fairness;
mod funnel;
pub mod graph;
mod referral;
mod retention;
mod weekly_admin;

/// The cases of `<name>.json`.
///
/// `None`, with a line on stderr, when a folder named by `QUNCE_VECTORS` holds no such file; in the project's own folder
/// that is a failure.
pub fn load(name: &str) -> Option<Value> {
    let own = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors"));
    let named = std::env::var_os("QUNCE_VECTORS").map(PathBuf::from);
    let folder = named.as_ref().unwrap_or(&own);
    assert!(folder.is_dir(), "{} is not a folder", folder.display());
    let path = folder.join(name).with_extension("json");
    if named.is_some() && !path.exists() {
        eprintln!("skipped: {} does not exist", path.display());
        return None;
    }
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// The list of cases at a JSON pointer of `<name>.json`; none when [`load`] passes the file over.
pub fn cases(name: &str, pointer: &str) -> Vec<Value> {
    let Some(file) = load(name) else { return Vec::new() };
    let cases = file.pointer(pointer).and_then(Value::as_array);
    cases.unwrap_or_else(|| panic!("{name}.json has no list at {pointer}")).clone()
}

/// True when two numbers differ by no more than `tolerance`, absolutely or in proportion to the larger.
pub fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * 1.0_f64.max(a.abs()).max(b.abs())
}

/// Fails unless `found` is the expected number, or both are unknown.
pub fn expect_close(what: &str, found: Option<f64>, expected: &Value, tolerance: f64) {
    let agree = match (found, expected.as_f64()) {
        (None, None) => expected.is_null(),
        (Some(found), Some(expected)) => close(found, expected, tolerance),
        _ => false,
    };
    assert!(agree, "{what}: found {found:?}, expected {expected}");
}

/// The object at `key`.
pub fn object<'a>(value: &'a Value, key: &str) -> &'a Map<String, Value> {
    value[key].as_object().unwrap_or_else(|| panic!("`{key}` is not an object in {value}"))
}

/// The list at `key`.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().unwrap_or_else(|| panic!("`{key}` is not a list in {value}"))
}

/// The text at `key`.
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_else(|| panic!("`{key}` is not a text in {value}"))
}

/// The number of things at `key`.
pub fn count(value: &Value, key: &str) -> usize {
    value[key].as_u64().unwrap_or_else(|| panic!("`{key}` is not a count in {value}")) as usize
}

/// Fails on a key that no runner knows.
pub fn only_keys(value: &Value, known: &[&str]) {
    for key in value.as_object().into_iter().flatten().map(|(key, _)| key) {
        assert!(known.contains(&key.as_str()), "unknown key `{key}` in {value}");
    }
}
