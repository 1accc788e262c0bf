//! Invisible marks, odd spaces and names, as chat exports write them.

use std::borrow::Cow;

/// Length in bytes of the direction mark or byte order mark that `bytes` begins with; 0 for anything else.
pub fn mark_len(bytes: &[u8]) -> usize {
    match bytes {
        // U+200E U+200F, U+202A to U+202E
        [0xE2, 0x80, 0x8E | 0x8F | 0xAA..=0xAE, ..] => 3,
        // U+2066 to U+2069
        [0xE2, 0x81, 0xA6..=0xA9, ..] => 3,
        // U+FEFF
        [0xEF, 0xBB, 0xBF, ..] => 3,
        // U+061C
        [0xD8, 0x9C, ..] => 2,
        _ => 0,
    }
}

/// Length in bytes of the space that `bytes` begins with: ASCII, no-break, narrow or thin; 0 for anything else.
pub fn space_len(bytes: &[u8]) -> usize {
    match bytes {
        [b' ', ..] => 1,
        [0xC2, 0xA0, ..] => 2,
        [0xE2, 0x80, 0xAF | 0x89, ..] => 3,
        _ => 0,
    }
}

/// True for a character that only steers the direction of text.
pub fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{61C}')
}

/// The text without the marks it begins with.
pub fn without_marks(text: &str) -> &str {
    // All of them begin with one of these bytes.
    match text.as_bytes().first() {
        Some(0xD8 | 0xE2 | 0xEF) => text.trim_start_matches(is_mark),
        _ => text,
    }
}

/// The text for comparing: without marks, every space plain, the curly apostrophe straight, trimmed.
pub fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let cleaned: String = text
        .chars()
        .filter(|&letter| !is_mark(letter))
        .map(|letter| match letter {
            '\u{A0}' | '\u{202F}' | '\u{2009}' => ' ',
            '\u{2019}' => '\'',
            other => other,
        })
        .collect();
    Cow::Owned(cleaned.trim().to_owned())
}

/// A display name without marks, odd spaces and the `~` that WhatsApp puts before names outside the address book.
pub fn plain_name(raw: &str) -> Cow<'_, str> {
    let strip = |name: &str| -> usize {
        match name.strip_prefix('~') {
            Some(rest) => name.len() - rest.trim_start().len(),
            None => 0,
        }
    };
    match plain(raw) {
        Cow::Borrowed(name) => Cow::Borrowed(&name[strip(name)..]),
        Cow::Owned(name) => Cow::Owned(name[strip(&name)..].to_owned()),
    }
}

/// Where these two ASCII characters stand side by side for the first time.
pub fn find_pair(text: &str, [first, second]: [u8; 2]) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(first, bytes).find(|&at| bytes.get(at + 1) == Some(&second))
}

/// True when the text is one address on the web and nothing else.
pub fn is_bare_link(text: &str) -> bool {
    let text = text.trim_start();
    (text.starts_with("http://") || text.starts_with("https://"))
        && !text.trim_end().contains(char::is_whitespace)
}
