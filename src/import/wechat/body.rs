//! What a WeChat message says: from plain text, from the words that stand for media, or from XML.

use std::borrow::Cow;

use crate::import::chinese;
use crate::import::entry::{MembershipEvent, Who};
use crate::import::kinds::{kind_of_body, kind_of_word};
use crate::model::MessageKind;

use super::local::kind_of_app;
use super::xml::Xml;

/// A body that was understood.
#[derive(Debug, Default)]
pub struct Body<'a> {
    pub kind: MessageKind,
    /// What a person would read; never XML.
    pub text: Option<Cow<'a, str>>,
    /// The platform's id of the message it quotes.
    pub reply_to: Option<String>,
    pub event: Option<MembershipEvent>,
    /// Ids and names that a notice tells.
    pub people: Vec<(String, String)>,
}

impl<'a> Body<'a> {
    /// A body of a kind that the file states; `None` when it does not, and the body has to tell.
    pub fn of(kind: Option<MessageKind>, content: &'a str) -> Self {
        let content = content.trim_end_matches(['\r', '\n']);
        if kind != Some(MessageKind::Text)
            && let Some(xml) = Xml::read(without_sender(content).trim_start())
        {
            return Self::of_xml(kind, &xml);
        }
        match kind {
            None => Self::placeholder(content),
            // A reply of WeChat is stored as XML, which some programs leave as it is.
            Some(MessageKind::Text) => match quote(content) {
                Some(xml) => Self::of_xml(kind, &xml),
                None => Self::plain(kind_of_body(content), content),
            },
            Some(MessageKind::System) => Self::notice(content),
            Some(kind) => match bracketed(content) {
                Some((_, title)) => Self { kind, text: title.map(Cow::Borrowed), ..Self::default() },
                None => Self::plain(kind, content),
            },
        }
    }

    /// A line of the platform's own.
    pub fn notice(text: &'a str) -> Self {
        Self { event: chinese::event(text), ..Self::plain(MessageKind::System, text.trim()) }
    }

    fn plain(kind: MessageKind, text: &'a str) -> Self {
        Self { kind, text: (!text.is_empty()).then_some(Cow::Borrowed(text)), ..Self::default() }
    }

    /// A body whose kind stands in its words, as in `[图片]` or `[链接|题目](https://…)`.
    fn placeholder(content: &'a str) -> Self {
        let content = without_quoted(content);
        match bracketed(content).and_then(|(word, title)| Some((kind_of_word(word)?, title))) {
            Some((kind, title)) => Self { kind, text: title.map(Cow::Borrowed), ..Self::default() },
            None => Self::plain(kind_of_body(content), content),
        }
    }

    fn of_xml(kind: Option<MessageKind>, xml: &Xml) -> Self {
        let owned = |text: &str| Some(Cow::Owned(text.to_owned()));
        if xml.has("appmsg") || xml.root == "appmsg" {
            let sub = xml.text("appmsg/type").and_then(|sub| sub.parse().ok());
            let kind = match (sub, kind) {
                (Some(sub), _) => kind_of_app(sub),
                (None, kind) => kind.unwrap_or(MessageKind::Share),
            };
            let text = match sub {
                Some(87) => xml.first(&["appmsg/textannouncement", "appmsg/des", "appmsg/title"]),
                Some(62) => xml.first(&["patMsg/records/record/templete", "appmsg/title"]),
                Some(2000 | 2001) => xml.first(&["appmsg/des", "appmsg/title"]),
                Some(51 | 63) => xml.first(&["finderFeed/desc", "finderLive/desc", "appmsg/title"]),
                _ => xml.first(&["appmsg/title", "appmsg/des"]),
            };
            let reply_to = xml.first(&["refermsg/svrid"]).filter(|id| *id != "0").map(str::to_owned);
            let text = text.map(|text| if sub == Some(62) { unmarked(text) } else { text.to_owned() });
            let kind = match (kind, &text) {
                (MessageKind::Text, Some(text)) => kind_of_body(text),
                (kind, _) => kind,
            };
            return Self { kind, text: text.map(Cow::Owned), reply_to, ..Self::default() };
        }
        if xml.root == "sysmsg" || xml.root == "revokemsg" {
            return Self::of_sysmsg(kind, xml);
        }
        for (element, kind) in [
            ("img", MessageKind::Image),
            ("voicemsg", MessageKind::Voice),
            ("videomsg", MessageKind::Video),
            ("emoji", MessageKind::Sticker),
        ] {
            if xml.has(element) {
                return Self { kind, ..Self::default() };
            }
        }
        if xml.has("location") {
            let place = xml.first(&["location@poiname", "location@label"]);
            return Self { kind: MessageKind::Location, text: place.and_then(owned), ..Self::default() };
        }
        if xml.root.starts_with("voip") || xml.has("voipmsg") {
            let text = xml.first(&["VoIPBubbleMsg/msg", "msg"]).and_then(owned);
            return Self { kind: MessageKind::Call, text, ..Self::default() };
        }
        if let Some(card) = xml.text("msg@nickname") {
            return Self { kind: kind.unwrap_or(MessageKind::Share), text: owned(card), ..Self::default() };
        }
        Self { kind: kind.unwrap_or(MessageKind::Other), ..Self::default() }
    }

    fn of_sysmsg(kind: Option<MessageKind>, xml: &Xml) -> Self {
        if let Some(text) = xml.first(&["revokemsg/replacemsg", "revokemsg/content"]) {
            let kind = kind.unwrap_or(MessageKind::Recalled);
            return Self { kind, text: Some(Cow::Owned(text.to_owned())), ..Self::default() };
        }
        let template = xml.first(&["template", "plain", "text", "content"]);
        let Some(template) = template else {
            return Self { kind: MessageKind::System, ..Self::default() };
        };
        let mut shown = unmarked(template);
        let mut people = Vec::new();
        for link in &xml.links {
            let names: Vec<&str> = link
                .people
                .iter()
                .map(|(id, name)| if name.is_empty() { id.as_str() } else { name.as_str() })
                .collect();
            if !names.is_empty() {
                shown = shown.replace(&format!("${}$", link.name), &names.join("、"));
            }
            people.extend(link.people.iter().filter(|(_, name)| !name.is_empty()).cloned());
        }
        let event = chinese::event(template).map(|found| behind(found, xml));
        Self { kind: MessageKind::System, text: Some(Cow::Owned(shown)), event, people, reply_to: None }
    }
}

/// The event with the people whom placeholders such as `$adder$` stand for.
fn behind(event: MembershipEvent, xml: &Xml) -> MembershipEvent {
    let people = |who: Who| -> Vec<Who> {
        let link = match &who {
            Who::Name(name) => xml.links.iter().find(|link| {
                name.strip_prefix('$').and_then(|name| name.strip_suffix('$')) == Some(link.name.as_str())
            }),
            _ => None,
        };
        match link.filter(|link| !link.people.is_empty()) {
            Some(link) => link.people.iter().map(|(id, _)| Who::Id(id.clone())).collect(),
            None => vec![who],
        }
    };
    MembershipEvent {
        change: event.change,
        who: event.who.into_iter().flat_map(&people).collect(),
        by: event.by.and_then(|by| people(by).into_iter().next()),
    }
}

/// A quoting reply that a file calls text; `None` for everything else, XML that a person pasted among it.
fn quote(content: &str) -> Option<Xml> {
    let content = without_sender(content).trim_start();
    let likely =
        (content.starts_with("<msg>") || content.starts_with("<?xml")) && content.contains("<refermsg>");
    Xml::read(content).filter(|xml| likely && xml.text("appmsg/type") == Some("57"))
}

/// The content without `wxid_…:` and a line end, which stand before what others wrote in a room.
fn without_sender(content: &str) -> &str {
    match content.split_once(":\n") {
        Some((id, rest)) if id.len() <= 64 && !id.contains([' ', '<', '\n']) && rest.starts_with('<') => rest,
        _ => content,
    }
}

/// The answer without the lines that quote the question (`> name time`, `> words`).
fn without_quoted(content: &str) -> &str {
    let mut rest = content;
    while rest.starts_with("> ")
        && let Some((_, after)) = rest.split_once('\n')
    {
        rest = after;
    }
    if rest.starts_with("> ") || rest.is_empty() { content } else { rest }
}

/// The word and the title of `[word]`, `[word|title]`, `[word](address)` and `[word|title](address)`, with `!` before it or
/// not; `None` when there is more than that.
fn bracketed(content: &str) -> Option<(&str, Option<&str>)> {
    let content = content.trim();
    let inner = content.strip_prefix('!').unwrap_or(content).strip_prefix('[')?;
    let end = inner.find(']')?;
    let after = inner.get(end + 1..)?;
    let address =
        after.is_empty() || (after.starts_with('(') && after.ends_with(')') && !after.contains('\n'));
    let (word, title) =
        inner.get(..end)?.split_once('|').map_or((&inner[..end], None), |(word, title)| (word, Some(title)));
    let title = title.map(|title| title.trim()).filter(|title| !title.is_empty());
    (address && !word.is_empty() && word.chars().count() <= 12).then_some((word, title))
}

/// A template without the marks around ids (`${wxid_1}`).
fn unmarked(template: &str) -> String {
    let mut text = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("${") {
        text.push_str(before);
        match after.split_once('}') {
            Some((id, after)) => {
                text.push_str(id);
                rest = after;
            }
            None => rest = after,
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::entry::Change;

    fn told(kind: Option<MessageKind>, content: &str) -> (MessageKind, String) {
        let body = Body::of(kind, content);
        (body.kind, body.text.unwrap_or_default().into_owned())
    }

    #[test]
    fn words_in_brackets_stand_for_media() {
        for (content, kind, text) in [
            ("[图片]", MessageKind::Image, ""),
            ("![图片](http://127.0.0.1:5030/image/ab,cd)", MessageKind::Image, ""),
            ("[语音](http://127.0.0.1:5030/voice/1)", MessageKind::Voice, ""),
            ("[链接|晚风周报 三月](https://example.com/3)", MessageKind::Link, "晚风周报 三月"),
            ("[文件|名单.xlsx](http://127.0.0.1:5030/file/ab)", MessageKind::File, "名单.xlsx"),
            ("[转账|发送 ￥8.00](茶钱)", MessageKind::Transfer, "发送 ￥8.00"),
            ("[红包]", MessageKind::RedPacket, ""),
            ("[小程序|签到](https://example.com)", MessageKind::Share, "签到"),
            ("[表情包]", MessageKind::Sticker, ""),
            ("[音乐分享]", MessageKind::Share, ""),
            ("[图片] 看这个", MessageKind::Text, "[图片] 看这个"),
            ("[微笑]", MessageKind::Text, "[微笑]"),
            ("https://example.com/a", MessageKind::Link, "https://example.com/a"),
            ("> 安(wxid_an) 01-02 10:00:00\n> 几点？\n八点", MessageKind::Text, "八点"),
            ("> 只有引用", MessageKind::Text, "> 只有引用"),
        ] {
            assert_eq!(told(None, content), (kind, text.to_owned()), "{content}");
        }
        assert_eq!(told(Some(MessageKind::Image), "[图片]"), (MessageKind::Image, String::new()));
        assert_eq!(told(Some(MessageKind::Voice), "明天见"), (MessageKind::Voice, "明天见".to_owned()));
    }

    #[test]
    fn xml_is_never_shown_as_text() {
        let app = |sub: u32, more: &str| {
            format!(
                "<?xml version=\"1.0\"?>\n<msg><appmsg appid=\"\" sdkver=\"0\"><title>题</title><des>说明</des><type>{sub}</type>{more}</appmsg></msg>"
            )
        };
        for (sub, kind, text) in [
            (5, MessageKind::Link, "题"),
            (6, MessageKind::File, "题"),
            (19, MessageKind::Forward, "题"),
            (33, MessageKind::Share, "题"),
            (53, MessageKind::Poll, "题"),
            (57, MessageKind::Text, "题"),
            (2000, MessageKind::Transfer, "说明"),
            (2001, MessageKind::RedPacket, "说明"),
        ] {
            assert_eq!(told(Some(MessageKind::Share), &app(sub, "")), (kind, text.to_owned()), "{sub}");
            let in_room = format!("wxid_an:\n{}", app(sub, ""));
            assert_eq!(told(None, &in_room), (kind, text.to_owned()), "{sub} with its sender");
        }
        for (content, kind, text) in [
            ("<msg><img aeskey=\"x\" length=\"3\"/></msg>", MessageKind::Image, ""),
            ("<msg><voicemsg voicelength=\"3\" /></msg>", MessageKind::Voice, ""),
            ("<msg><videomsg length=\"1\"></videomsg></msg>", MessageKind::Video, ""),
            ("<msg><emoji md5=\"1\" ></emoji></msg>", MessageKind::Sticker, ""),
            (
                "<msg><location x=\"1\" label=\"学院路\" poiname=\"书店\"/></msg>",
                MessageKind::Location,
                "书店",
            ),
            (
                "<?xml version=\"1.0\"?><msg username=\"wxid_di\" nickname=\"小丁\" />",
                MessageKind::Share,
                "小丁",
            ),
            (
                "<voipmsg type=\"VoIPBubbleMsg\"><VoIPBubbleMsg><msg>通话时长 01:02</msg></VoIPBubbleMsg></voipmsg>",
                MessageKind::Call,
                "通话时长 01:02",
            ),
        ] {
            assert_eq!(told(None, content), (kind, text.to_owned()), "{content}");
        }
        assert_eq!(told(Some(MessageKind::Image), "<msg><img aeskey=").0, MessageKind::Image);
        // What a person typed stays what they typed.
        assert_eq!(told(Some(MessageKind::Text), "<msg>怎么写？</msg>").1, "<msg>怎么写？</msg>");
    }

    #[test]
    fn a_quoting_reply_names_its_question() {
        let xml = "<msg><appmsg><title>好的</title><type>57</type><refermsg><type>1</type><svrid>4073926741244663531</svrid>\
                   <displayname>安</displayname><content>来吗？</content></refermsg></appmsg></msg>";
        for kind in [None, Some(MessageKind::Share), Some(MessageKind::Text)] {
            let body = Body::of(kind, xml);
            assert_eq!((body.kind, body.text.as_deref()), (MessageKind::Text, Some("好的")), "{kind:?}");
            assert_eq!(body.reply_to.as_deref(), Some("4073926741244663531"), "{kind:?}");
        }
    }

    #[test]
    fn templates_name_people_by_id() {
        let xml = "<sysmsg type=\"sysmsgtemplate\"><sysmsgtemplate><content_template type=\"tmpl_type_profile\"><plain></plain>\
            <template><![CDATA[\"$adder$\"通过扫描\"$from$\"分享的二维码加入群聊]]></template><link_list>\
            <link name=\"adder\" type=\"link_profile\"><memberlist><member><username><![CDATA[ding88]]></username>\
            <nickname><![CDATA[小丁]]></nickname></member><member><username>wxid_bo</username><nickname>波</nickname></member>\
            </memberlist><separator><![CDATA[、]]></separator></link><link name=\"from\"><memberlist><member>\
            <username>wxid_an</username><nickname>安</nickname></member></memberlist></link></link_list>\
            </content_template></sysmsgtemplate></sysmsg>";
        let body = Body::of(Some(MessageKind::System), xml);
        assert_eq!(body.text.as_deref(), Some("\"小丁、波\"通过扫描\"安\"分享的二维码加入群聊"));
        let event = body.event.expect("an event");
        assert_eq!(event.change, Change::Join);
        assert_eq!(event.who, [Who::Id("ding88".to_owned()), Who::Id("wxid_bo".to_owned())]);
        assert_eq!(event.by, Some(Who::Id("wxid_an".to_owned())));
        assert_eq!(body.people.len(), 3);
    }

    #[test]
    fn recalls_and_pats_read_as_sentences() {
        let recall = "<sysmsg type=\"revokemsg\"><revokemsg><session>1@chatroom</session><msgid>1</msgid>\
                      <replacemsg><![CDATA[\"安\" 撤回了一条消息]]></replacemsg></revokemsg></sysmsg>";
        assert_eq!(told(None, recall), (MessageKind::Recalled, "\"安\" 撤回了一条消息".to_owned()));
        let pat = "<sysmsg type=\"pat\"><pat><template><![CDATA[\"${wxid_an}\" 拍了拍 \"${wxid_bo}\"]]></template></pat></sysmsg>";
        assert_eq!(told(None, pat), (MessageKind::System, "\"wxid_an\" 拍了拍 \"wxid_bo\"".to_owned()));
    }
}
