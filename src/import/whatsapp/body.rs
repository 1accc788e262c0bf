//! What the body of an entry is: words, a placeholder for media, a deleted message, a poll.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use foldhash::fast::RandomState;
use memchr::memrchr_iter;

use crate::import::text::{find_pair, is_bare_link, is_mark, plain, without_marks};
use crate::model::MessageKind;

/// Longest placeholder, in bytes; longer bodies are not looked up.
const LONGEST: usize = 160;

/// What Android writes for every kind of media alike.
const MEDIA_OMITTED: [&str; 26] = [
    "<Media omitted>",
    "<Media weggelassen>",
    "<Medien ausgeschlossen>",
    "<Medien weggelassen>",
    "<Archivo omitido>",
    "<Multimedia omitido>",
    "<Arquivo de mídia oculto>",
    "<Mídia oculta>",
    "<Ficheiro não revelado>",
    "<Médias omis>",
    "<Fichier omis>",
    "<Media omessi>",
    "<Media omesso>",
    "<без медиафайлов>",
    "<Без медиафайлов>",
    "<Файл пропущен>",
    "<Media weggelaten>",
    "<Media tidak disertakan>",
    "<Medya dahil edilmedi>",
    "<Medya atlanmış>",
    "<省略多媒体文件>",
    "<忽略多媒體檔>",
    "<省略影音内容>",
    "<已省略多媒體檔案>",
    "<メディアは含まれていません>",
    "<미디어 파일을 생략한 대화내용>",
];

/// Placeholders that iOS puts after a direction mark, and their kinds.
const IOS_OMITTED: [(&str, MessageKind); 45] = [
    ("image omitted", MessageKind::Image),
    ("video omitted", MessageKind::Video),
    ("video note omitted", MessageKind::Video),
    ("audio omitted", MessageKind::Voice),
    ("sticker omitted", MessageKind::Sticker),
    ("gif omitted", MessageKind::Sticker),
    ("document omitted", MessageKind::File),
    ("contact card omitted", MessageKind::Share),
    ("bild weggelassen", MessageKind::Image),
    ("video weggelassen", MessageKind::Video),
    ("audio weggelassen", MessageKind::Voice),
    ("sticker weggelassen", MessageKind::Sticker),
    ("gif weggelassen", MessageKind::Sticker),
    ("dokument weggelassen", MessageKind::File),
    ("kontaktkarte ausgelassen", MessageKind::Share),
    ("imagen omitida", MessageKind::Image),
    ("video omitido", MessageKind::Video),
    ("audio omitido", MessageKind::Voice),
    ("sticker omitido", MessageKind::Sticker),
    ("gif omitido", MessageKind::Sticker),
    ("documento omitido", MessageKind::File),
    ("tarjeta de contacto omitida", MessageKind::Share),
    ("imagem ocultada", MessageKind::Image),
    ("imagem omitida", MessageKind::Image),
    ("vídeo omitido", MessageKind::Video),
    ("áudio ocultado", MessageKind::Voice),
    ("figurinha omitida", MessageKind::Sticker),
    ("image absente", MessageKind::Image),
    ("vidéo absente", MessageKind::Video),
    ("audio omis", MessageKind::Voice),
    ("sticker omis", MessageKind::Sticker),
    ("document omis", MessageKind::File),
    ("immagine omessa", MessageKind::Image),
    ("video omesso", MessageKind::Video),
    ("audio omesso", MessageKind::Voice),
    ("изображение отсутствует", MessageKind::Image),
    ("видео отсутствует", MessageKind::Video),
    ("аудиофайл отсутствует", MessageKind::Voice),
    ("стикер отсутствует", MessageKind::Sticker),
    ("图像已省略", MessageKind::Image),
    ("图片已省略", MessageKind::Image),
    ("视频已省略", MessageKind::Video),
    ("音频已省略", MessageKind::Voice),
    ("圖片已略去", MessageKind::Image),
    ("影片已略去", MessageKind::Video),
];

const DELETED: [&str; 26] = [
    "this message was deleted",
    "you deleted this message",
    "this message was deleted by admin",
    "you deleted this message as admin",
    "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht",
    "se eliminó este mensaje",
    "eliminaste este mensaje",
    "este mensaje fue eliminado",
    "mensagem apagada",
    "esta mensagem foi apagada",
    "você apagou esta mensagem",
    "ce message a été supprimé",
    "vous avez supprimé ce message",
    "questo messaggio è stato eliminato",
    "hai eliminato questo messaggio",
    "данное сообщение удалено",
    "сообщение удалено",
    "вы удалили данное сообщение",
    "dit bericht is verwijderd",
    "bu mesaj silindi",
    "此消息已删除",
    "您已删除此消息",
    "已删除此消息",
    "此訊息已刪除",
    "你已刪除此訊息",
];

const EDITED: [&str; 11] = [
    "This message was edited",
    "Diese Nachricht wurde bearbeitet",
    "Se editó este mensaje",
    "Mensagem editada",
    "Esta mensagem foi editada",
    "Ce message a été modifié",
    "Questo messaggio è stato modificato",
    "Сообщение изменено",
    "Данное сообщение изменено",
    "此消息已编辑",
    "此訊息已編輯",
];

const CALLS: [&str; 10] = [
    "missed voice call",
    "missed video call",
    "missed group voice call",
    "missed group video call",
    "voice call",
    "video call",
    "verpasster sprachanruf",
    "verpasster videoanruf",
    "未接语音通话",
    "未接视频通话",
];

const LIVE_LOCATION: &str = "live location shared";
const WAITING: &str = "waiting for this message";

/// Kind and cleaned body of what a person wrote. `marked` tells that a direction mark stood before or in the body;
/// files in which no mark survived pass `true` as well. `may_hold_marks` is false where it is known that the body holds no
/// U+200E. The returned body has no edited note.
pub fn classify(body: &str, marked: bool, may_hold_marks: bool) -> (MessageKind, &str) {
    let text = without_edited(body);
    let signs = Signs::of(text);
    if text.len() <= LONGEST
        && let Some(kind) = placeholder(text, marked, signs)
    {
        return (kind, text);
    }
    let kind = match without_marks(text) {
        poll if poll.starts_with("POLL:\n") || poll.starts_with("POLL:\r") => MessageKind::Poll,
        file if signs.has(Signs::BRACKET) && first_line_is_attachment(file).is_some() => {
            first_line_is_attachment(file).unwrap_or(MessageKind::File)
        }
        captioned if marked && may_hold_marks && caption_kind(captioned).is_some() => {
            caption_kind(captioned).unwrap_or(MessageKind::Image)
        }
        link if is_bare_link(link) => MessageKind::Link,
        _ => MessageKind::Text,
    };
    (kind, text)
}

/// True when an iOS body with a mark in front was still written by a person.
pub fn is_personal(body: &str) -> bool {
    !matches!(classify(body, true, true).0, MessageKind::Text | MessageKind::Link)
}

fn without_edited(body: &str) -> &str {
    if !body.ends_with('>') {
        return body;
    }
    let Some(start) = body.rfind('<') else { return body };
    let note = plain(&body[start + 1..body.len() - 1]);
    if !EDITED.contains(&note.as_ref()) {
        return body;
    }
    body[..start].trim_end_matches(|letter: char| letter.is_whitespace() || is_mark(letter))
}

/// Whole bodies that stand for something else: the lower-case text, what it stands for, and whether it is only believed
/// behind a direction mark.
struct Placeholders {
    /// By length in bytes.
    ascii: Vec<Vec<(String, MessageKind, bool)>>,
    other: HashMap<String, (MessageKind, bool)>,
    /// First words of ASCII letters, and other first letters, of everything that is looked for.
    words: HashSet<&'static str, RandomState>,
    /// For each letter, the lengths of the words that begin with it, as bits.
    lengths: [u32; 26],
    /// For each letter, the second letters of these words, as bits.
    seconds: [u32; 26],
    initials: HashSet<char, RandomState>,
}

impl Placeholders {
    fn all() -> &'static Self {
        static ALL: OnceLock<Placeholders> = OnceLock::new();
        ALL.get_or_init(|| {
            let mut all = Self {
                ascii: vec![Vec::new(); LONGEST + 1],
                other: HashMap::new(),
                words: HashSet::default(),
                lengths: [0; 26],
                seconds: [0; 26],
                initials: HashSet::default(),
            };
            let known = IOS_OMITTED.iter().map(|(text, _)| *text).chain(DELETED).chain(CALLS);
            for text in known.chain(["null", LIVE_LOCATION, WAITING]) {
                match first_word(text) {
                    "" => all.initials.extend(text.chars().next()),
                    word => {
                        all.words.insert(word);
                        let letter = usize::from(word.as_bytes()[0] - b'a');
                        all.lengths[letter] |= 1 << word.len().min(31);
                        all.seconds[letter] |=
                            word.as_bytes().get(1).map_or(0, |second| 1 << (second - b'a'));
                    }
                }
            }
            MEDIA_OMITTED.iter().for_each(|text| all.add(text.to_lowercase(), MessageKind::Other, false));
            for (text, kind) in IOS_OMITTED {
                all.add(text.to_owned(), kind, true);
                all.add(format!("<{text}>"), kind, false);
            }
            DELETED.iter().for_each(|text| all.add((*text).to_owned(), MessageKind::Recalled, false));
            all.add("null".to_owned(), MessageKind::Other, false);
            all
        })
    }

    fn add(&mut self, text: String, kind: MessageKind, needs_mark: bool) {
        if text.is_ascii()
            && let Some(bucket) = self.ascii.get_mut(text.len())
        {
            bucket.push((text, kind, needs_mark));
        } else {
            self.other.insert(text, (kind, needs_mark));
        }
    }

    fn find(&self, text: &str) -> Option<(MessageKind, bool)> {
        if text.is_ascii() {
            let bucket = self.ascii.get(text.len())?;
            let found = bucket.iter().rev().find(|(known, ..)| known.eq_ignore_ascii_case(text))?;
            return Some((found.1, found.2));
        }
        self.other.get(&text.to_lowercase()).copied()
    }

    /// False for a body that begins like nothing that is looked for.
    fn may_be(&self, text: &str) -> bool {
        let text = match text.as_bytes().first() {
            // Most begin with a letter, or with a Chinese character.
            Some(b'!'..=b'~' | 0xE4..=0xE9) => text,
            _ => text.trim_start_matches(|letter: char| letter.is_whitespace() || is_mark(letter)),
        };
        let Some(first) = text.chars().next() else { return false };
        match first {
            '<' => true,
            'a'..='z' | 'A'..='Z' => {
                let letter = usize::from((first as u8).to_ascii_lowercase() - b'a');
                let second = text.as_bytes().get(1).map(u8::to_ascii_lowercase);
                if second.is_some_and(|second| {
                    second.is_ascii_lowercase() && self.seconds[letter] & (1 << (second - b'a')) == 0
                }) {
                    return false;
                }
                let word = first_word(text);
                if self.lengths[letter] & (1 << word.len().min(31)) == 0 {
                    return false;
                }
                let mut lower = [0; 16];
                let Some(lower) = lower.get_mut(..word.len()) else { return false };
                lower.copy_from_slice(word.as_bytes());
                lower.make_ascii_lowercase();
                std::str::from_utf8(lower).is_ok_and(|word| self.words.contains(word))
            }
            // Nothing from here on has a lower case that is looked for.
            '\u{2E80}'.. => self.initials.contains(&first),
            _ => first.to_lowercase().next().is_some_and(|first| self.initials.contains(&first)),
        }
    }
}

/// The ASCII letters that a text begins with.
fn first_word(text: &str) -> &str {
    let end = text.bytes().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Bytes of a body without which it needs no closer look; most bodies have none of them.
#[derive(Clone, Copy)]
struct Signs(u8);

impl Signs {
    /// `:`, as in a web address.
    const COLON: u8 = 1;
    /// `)`, or the first byte of `）`.
    const BRACKET: u8 = 2;

    /// Looks for all of them at once.
    fn of(text: &str) -> Self {
        static OF_BYTE: [u8; 256] = {
            let mut signs = [0; 256];
            signs[b':' as usize] = Signs::COLON;
            signs[b')' as usize] = Signs::BRACKET;
            signs[0xEF] = Signs::BRACKET;
            signs
        };
        Self(text.bytes().fold(0, |signs, byte| signs | OF_BYTE[usize::from(byte)]))
    }

    fn has(self, sign: u8) -> bool {
        self.0 & sign != 0
    }
}

fn placeholder(text: &str, marked: bool, signs: Signs) -> Option<MessageKind> {
    let names_place = || signs.has(Signs::COLON) && find_pair(text, *b":/").is_some();
    if !Placeholders::all().may_be(text) && !names_place() {
        return None;
    }
    let cleaned = plain(text);
    let cleaned = cleaned.trim_end_matches(['.', '。']);
    if let Some((kind, needs_mark)) = Placeholders::all().find(cleaned) {
        return (marked || !needs_mark).then_some(kind);
    }
    let begins =
        |start: &str| cleaned.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    if marked && CALLS.iter().any(|call| begins(call)) && !cleaned.contains('\n') {
        return Some(MessageKind::Call);
    }
    if let Some(link) = cleaned.split_once(": ").map(|(_, link)| link)
        && (link.starts_with("https://maps.google.com/") || link.starts_with("https://foursquare.com/"))
    {
        return Some(MessageKind::Location);
    }
    if marked && begins(LIVE_LOCATION) {
        return Some(MessageKind::Location);
    }
    if marked && begins(WAITING) {
        return Some(MessageKind::Other);
    }
    // `<attached: 00000042-PHOTO-….jpg>`, in any language.
    let inside = cleaned.strip_prefix('<')?.strip_suffix('>')?;
    let (_, file) = inside.split_once(':').or_else(|| inside.split_once('：'))?;
    kind_of_file(file.trim())
}

/// `IMG-20210428-WA0001.jpg (file attached)`, in any language; a caption may follow on the next lines.
fn first_line_is_attachment(text: &str) -> Option<MessageKind> {
    let line = text.lines().next()?;
    let (file, note) = line
        .trim_end()
        .strip_suffix([')', '）'])?
        .rsplit_once([' ', '（', '('])
        .map(|(before, _)| before)
        .and_then(|_| line.rsplit_once(" (").or_else(|| line.rsplit_once('（')))?;
    if note.len() > 60 || file.contains("://") {
        return None;
    }
    kind_of_file(file.trim())
}

/// A caption with the placeholder behind it: `Our stand ‎image omitted`.
fn caption_kind(text: &str) -> Option<MessageKind> {
    // U+200E is E2 80 8E.
    let last = memrchr_iter(0x8E, text.as_bytes())
        .find(|&at| text.as_bytes().get(at.wrapping_sub(2)..at) == Some(&[0xE2, 0x80]))?;
    let start = last - 2;
    let tail = &text[start..];
    (tail.len() <= LONGEST).then(|| placeholder(tail, true, Signs::of(tail))).flatten()
}

/// The kind that a file name tells by its extension; `None` when it has none that media use.
fn kind_of_file(name: &str) -> Option<MessageKind> {
    let (stem, extension) = name.rsplit_once('.')?;
    if stem.is_empty() || extension.len() > 5 || !extension.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let stem = stem.to_ascii_uppercase();
    Some(match extension.to_ascii_lowercase().as_str() {
        "webp" if stem.contains("STK") || stem.contains("STICKER") => MessageKind::Sticker,
        "jpg" | "jpeg" | "png" | "webp" | "heic" => MessageKind::Image,
        "gif" => MessageKind::Sticker,
        "mp4" if stem.contains("GIF") => MessageKind::Sticker,
        "mp4" | "mov" | "3gp" | "avi" | "mkv" => MessageKind::Video,
        "opus" | "m4a" | "ogg" | "amr" | "aac" | "mp3" | "wav" => MessageKind::Voice,
        "vcf" => MessageKind::Share,
        _ => MessageKind::File,
    })
}
