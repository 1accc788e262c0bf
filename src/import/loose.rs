//! Fields of JSON objects whose types differ between exporters and their versions.

use std::borrow::Cow;

use serde_json::Value;

/// The first of the fields that is a text or a number and not empty.
pub fn text<'v>(object: &'v Value, names: &[&str]) -> Option<Cow<'v, str>> {
    names.iter().find_map(|name| match object.get(name)? {
        Value::String(text) if !text.trim().is_empty() => Some(Cow::Borrowed(text.as_str())),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        _ => None,
    })
}

/// As [`text`], for ids: `0` means that there is none.
pub fn id<'v>(object: &'v Value, names: &[&str]) -> Option<Cow<'v, str>> {
    names.iter().find_map(|name| text(object, &[name]).filter(|id| id != "0"))
}

/// The word of a mark for a role that platforms give: the owner or an admin of a group.
pub fn standing(role: Option<&str>) -> Option<&'static str> {
    match role {
        Some("owner") => Some("owner"),
        Some("admin") => Some("admin"),
        _ => None,
    }
}

/// True when one of the fields is.
pub fn flag(object: &Value, names: &[&str]) -> bool {
    names.iter().any(|name| object.get(name).and_then(Value::as_bool) == Some(true))
}

/// The elements of a field that is an array; none otherwise.
pub fn list<'v>(object: &'v Value, name: &str) -> &'v [Value] {
    object.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
