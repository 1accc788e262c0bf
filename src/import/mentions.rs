//! `@name` in a body.

use super::text::is_mark;

/// Most mentions looked for in one body.
const MOST: usize = 64;
/// Longest name after an `@`, in bytes.
const LONGEST: usize = 128;

/// Appends what may be names after an `@`: between isolates (WhatsApp), up to a four-per-em space (WeChat), else up to
/// a space or a sign. Whether anybody has that name is for the caller to find out.
pub fn mentioned(text: &str, into: &mut Vec<String>) {
    let mut previous = None;
    let mut found = 0;
    for (at, letter) in text.char_indices() {
        let inside_word = previous.is_some_and(char::is_alphanumeric);
        previous = Some(letter);
        if letter != '@' || inside_word {
            continue;
        }
        if let Some(name) = name_after(&text[at + 1..]) {
            into.push(name);
            found += 1;
            if found == MOST {
                return;
            }
        }
    }
}

fn name_after(rest: &str) -> Option<String> {
    let end =
        |limit: &str| limit.char_indices().map(|(at, _)| at).find(|&at| at > LONGEST).unwrap_or(limit.len());
    let near = &rest[..end(rest)];
    let name = if let Some(inside) = near.strip_prefix('\u{2068}') {
        inside.split_once('\u{2069}')?.0.trim_start_matches('~').trim()
    } else if let Some((name, _)) =
        near.split_once('\u{2005}').filter(|(name, _)| !name.contains(['\n', '@']))
    {
        name
    } else {
        let stop = |letter: char| {
            letter.is_whitespace()
                || is_mark(letter)
                || ",:;!?()[]{}<>\"'，。：；！？（）、@*".contains(letter)
        };
        near.split(stop).next()?.trim_end_matches(['.', '-', '_'])
    };
    (!name.is_empty()).then(|| name.to_owned())
}
