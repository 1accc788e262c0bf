//! Slack's markup as people see it: mentions, channels and links between angle brackets, three escaped characters.

use std::borrow::Cow;
use std::collections::HashMap;

/// Names by id.
#[derive(Debug, Default)]
pub struct Names {
    pub people: HashMap<String, String>,
    pub channels: HashMap<String, String>,
}

impl Names {
    /// The name of a person; the id when there is none.
    pub fn person(&self, id: &str) -> String {
        self.people.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}

/// A text without markup.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plain {
    pub text: String,
    /// Ids of the people mentioned, each once.
    pub mentions: Vec<String>,
    /// True when there is nothing but one web address.
    pub only_link: bool,
}

/// Replaces `<@U1>`, `<#C1|name>`, `<!here>` and `<address|label>` by what is shown, and `&amp;`, `&lt;` and `&gt;` by
/// their characters. A bracket that is never closed stays.
pub fn plain_text(written: &str, names: &Names) -> Plain {
    let mut plain = Plain::default();
    let mut rest = written;
    while let Some(open) = rest.find('<') {
        let Some(length) = rest[open..].find('>') else { break };
        push_unescaped(&mut plain.text, &rest[..open]);
        let inside = &rest[open + 1..open + length];
        show(inside, names, &mut plain);
        let alone = inside.starts_with("http://") || inside.starts_with("https://");
        plain.only_link = alone && written.trim() == &rest[open..=open + length];
        rest = &rest[open + length + 1..];
    }
    push_unescaped(&mut plain.text, rest);
    plain
}

fn show(inside: &str, names: &Names, plain: &mut Plain) {
    let (target, label) = match inside.split_once('|') {
        Some((target, label)) => (target, Some(label).filter(|label| !label.is_empty())),
        None => (inside, None),
    };
    match target.split_at_checked(1) {
        Some(("@", id)) => {
            let name =
                names.people.get(id).map(String::as_str).or(label.map(|label| label.trim_start_matches('@')));
            plain.text.push('@');
            plain.text.push_str(name.unwrap_or(id));
            if !plain.mentions.iter().any(|known| known == id) {
                plain.mentions.push(id.to_owned());
            }
        }
        Some(("#", id)) => {
            plain.text.push('#');
            plain.text.push_str(label.or(names.channels.get(id).map(String::as_str)).unwrap_or(id));
        }
        Some(("!", command)) => match label {
            Some(label) => push_unescaped(&mut plain.text, label),
            None => {
                plain.text.push('@');
                plain.text.push_str(command.split('^').next().unwrap_or(command));
            }
        },
        _ => push_unescaped(&mut plain.text, label.unwrap_or(target)),
    }
}

fn push_unescaped(into: &mut String, text: &str) {
    let text = match text.contains('&') {
        true => Cow::Owned(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")),
        false => Cow::Borrowed(text),
    };
    into.push_str(&text);
}
