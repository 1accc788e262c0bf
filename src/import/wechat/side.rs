//! Names of people in a file beside the chat.

use std::collections::HashMap;

use serde_json::Value;

use crate::import::Input;
use crate::import::format::Sink;
use crate::import::json::JsonStream;
use crate::import::loose;

/// Most people taken from one file.
const MOST: usize = 200_000;

/// Tells the sink the names in `users.json` (`{wxid: {nickname, remark, account, …}}`) and returns the name of each id. Empty
/// without such a file, and as far as it could be read when it breaks off.
pub fn tell_users(input: &Input, sink: &mut dyn Sink) -> HashMap<String, String> {
    let mut names = HashMap::new();
    let Some(users) = input.sibling("users.json") else { return names };
    let Ok(reader) = users.open() else { return names };
    let mut json = JsonStream::new(reader);
    let mut read = || -> Option<()> {
        json.expect(b'{').ok()?;
        while let Some(id) = json.next_key().ok()? {
            let user: Value = serde_json::from_slice(json.value().ok()?).ok()?;
            let id = loose::text(&user, &["wxid"]).map_or(id, |wxid| wxid.into_owned());
            for (number, field) in ["nickname", "remark"].into_iter().enumerate() {
                let Some(name) = loose::text(&user, &[field]) else { continue };
                sink.person(None, &id, name.trim());
                if number == 0 || !names.contains_key(&id) {
                    names.insert(id.clone(), name.trim().to_owned());
                }
            }
            if names.len() >= MOST {
                break;
            }
        }
        Some(())
    };
    if read().is_none() {
        sink.warn(
            "names_broken",
            "users.json beside the chat cannot be read to its end; some names are missing",
        );
    }
    names
}
