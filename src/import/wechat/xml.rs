//! The XML that WeChat stores in place of text: a bounded walk that keeps the texts by their place.

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

/// Longest text read as XML, in bytes.
const MAX_BYTES: usize = 1024 * 1024;
/// Deepest nesting, and most texts kept.
const MAX_DEPTH: usize = 64;
const MAX_TEXTS: usize = 2000;

/// The texts of one message. Entities other than the five of XML itself are dropped, never expanded.
#[derive(Debug, Default)]
pub struct Xml {
    /// Path (`msg/appmsg/title`, `msg/location@label`) and text, in the order of the file.
    texts: Vec<(String, String)>,
    /// People behind the `$name$` of a notice.
    pub links: Vec<Link>,
    /// Name of the outermost element.
    pub root: String,
}

/// The people that one placeholder of a notice stands for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub name: String,
    /// Id and name of each.
    pub people: Vec<(String, String)>,
}

impl Xml {
    /// Reads a message; `None` when it is no XML of WeChat or larger than any real one. XML that breaks off gives what came
    /// before the break.
    pub fn read(text: &str) -> Option<Self> {
        if !text.starts_with('<') || text.len() > MAX_BYTES {
            return None;
        }
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut xml = Self::default();
        let mut open: Vec<(String, String)> = Vec::new();
        let mut member = (String::new(), String::new());
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) if open.len() < MAX_DEPTH => {
                    xml.attributes(&open, &start);
                    open.push((start.name().0.to_owned(), String::new()));
                }
                Ok(Event::Empty(start)) => xml.attributes(&open, &start),
                Ok(Event::Text(text)) => append(&mut open, &text),
                Ok(Event::CData(text)) => append(&mut open, &text),
                Ok(Event::GeneralRef(name)) => match (name.resolve_char_ref(), &*name) {
                    (Ok(Some(letter)), _) => append(&mut open, letter.encode_utf8(&mut [0; 4])),
                    (_, "amp") => append(&mut open, "&"),
                    (_, "lt") => append(&mut open, "<"),
                    (_, "gt") => append(&mut open, ">"),
                    (_, "quot") => append(&mut open, "\""),
                    (_, "apos") => append(&mut open, "'"),
                    _ => {}
                },
                Ok(Event::End(_)) => {
                    let path = path_of(&open);
                    if let Some((_, text)) = open.pop() {
                        xml.close(&path, text, &mut member);
                    }
                }
                Ok(Event::Eof | Event::Start(_)) | Err(_) => break,
                Ok(_) => {}
            }
        }
        while let Some((_, text)) = open.last().cloned() {
            xml.close(&path_of(&open), text, &mut member);
            open.pop();
        }
        let known = ["msg", "sysmsg", "revokemsg", "appmsg", "voipmsg", "voipinvitemsg"];
        known.contains(&xml.root.as_str()).then_some(xml)
    }

    /// The first text at a path that ends with `path`, trimmed; `None` when there is none or it is empty.
    pub fn text(&self, path: &str) -> Option<&str> {
        let ends = |full: &str| {
            full.strip_suffix(path).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        self.texts.iter().find(|(full, _)| ends(full)).map(|(_, text)| text.as_str())
    }

    /// The first of the paths that has a text.
    pub fn first(&self, paths: &[&str]) -> Option<&str> {
        paths.iter().find_map(|path| self.text(path))
    }

    /// True when an element of that name stands in the outermost one.
    pub fn has(&self, name: &str) -> bool {
        let inside = |path: &str| {
            let rest = path.strip_prefix(&self.root).and_then(|rest| rest.strip_prefix('/'));
            rest.is_some_and(|rest| rest.split(['/', '@']).next() == Some(name))
        };
        self.texts.iter().any(|(path, _)| inside(path))
    }

    fn attributes(&mut self, open: &[(String, String)], start: &BytesStart<'_>) {
        let name = start.name().0;
        if open.is_empty() && self.root.is_empty() {
            name.clone_into(&mut self.root);
        }
        let mut path = path_of(open);
        if !path.is_empty() {
            path.push('/');
        }
        path.push_str(name);
        // An element without text and attributes still says that it is there.
        self.keep(format!("{path}@"), "1");
        for attribute in start.html_attributes().with_checks(false).flatten().take(64) {
            let Ok(value) = unescape(&attribute.value) else { continue };
            if name == "link" && attribute.key.0 == "name" {
                self.links.push(Link { name: value.clone().into_owned(), people: Vec::new() });
            }
            self.keep(format!("{path}@{}", attribute.key.0), &value);
        }
    }

    fn close(&mut self, path: &str, text: String, member: &mut (String, String)) {
        match path.rsplit_once("memberlist/member").map(|(_, rest)| rest) {
            Some("/username") => text.trim().clone_into(&mut member.0),
            Some("/nickname") => text.trim().clone_into(&mut member.1),
            Some("") => {
                let person = std::mem::take(member);
                if let Some(link) = self.links.last_mut().filter(|_| !person.0.is_empty()) {
                    link.people.push(person);
                }
            }
            _ => self.keep(path.to_owned(), &text),
        }
    }

    fn keep(&mut self, path: String, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.texts.len() < MAX_TEXTS {
            self.texts.push((path, text.to_owned()));
        }
    }
}

fn path_of(open: &[(String, String)]) -> String {
    open.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join("/")
}

fn append(open: &mut [(String, String)], text: &str) {
    if let Some((_, so_far)) = open.last_mut() {
        so_far.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_the_end_of_their_path() {
        let xml = Xml::read(
            "<?xml version=\"1.0\"?>\n<msg><appmsg appid=\"\"><title>一 &amp; 二&#33;</title><type>57</type>\
             <refermsg><svrid>42</svrid><content>&lt;msg&gt;&lt;title&gt;x&lt;/title&gt;&lt;/msg&gt;</content></refermsg>\
             </appmsg><location poiname=\"塔 &quot;东&quot;\"/></msg>",
        )
        .expect("xml");
        assert_eq!(xml.text("appmsg/title"), Some("一 & 二!"));
        assert_eq!(xml.text("refermsg/svrid"), Some("42"));
        assert_eq!(xml.text("location@poiname"), Some("塔 \"东\""));
        assert_eq!((xml.has("appmsg"), xml.has("location"), xml.has("title")), (true, true, false));
        assert_eq!(xml.text("g/title"), None);
    }

    #[test]
    fn entities_are_not_expanded_and_nesting_has_a_bottom() {
        let bomb = "<!DOCTYPE m [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><msg><appmsg><title>x&b;y</title></appmsg></msg>";
        assert_eq!(
            Xml::read(bomb).and_then(|xml| xml.text("title").map(str::to_owned)).as_deref(),
            Some("xy")
        );
        let deep = format!("<msg>{}", "<a>".repeat(100_000));
        assert!(Xml::read(&deep).is_some());
        assert!(Xml::read(&format!("<msg>{}", "x".repeat(MAX_BYTES))).is_none());
    }

    #[test]
    fn broken_xml_gives_what_came_before_and_text_is_no_xml() {
        let xml = Xml::read("<msg><appmsg><title>半</title><des>没有写").expect("xml");
        assert_eq!((xml.text("title"), xml.text("des")), (Some("半"), Some("没有写")));
        for text in ["<3 谢谢", "<html><body>x</body></html>", "1 < 2", "<", "<>"] {
            assert!(Xml::read(text).is_none(), "{text}");
        }
    }
}
