//! RON cut into tokens: where things are in the text, without knowing what they mean.
//!
//! The parser proper is the `ron` crate. This one answers what it cannot: how deep the brackets go before anything
//! recurses, which bracket was never closed, what version the file says it is, and which token an error is about.

/// Brackets and block comments deeper than this are refused; a real project needs ten.
pub(super) const MAX_DEPTH: usize = 64;

/// A piece of text between two byte offsets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub start: usize,
    pub end: usize,
}

/// What a token looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open(u8),
    Close(u8),
    /// A name or a number.
    Word,
    Text,
    Sign,
    /// A string without its end.
    OpenText,
    /// A block comment without its end, or one nested too deep.
    OpenComment,
}

/// The tokens of a text, in order; white space and comments are skipped.
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0 }
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Skips space and comments; the start of a comment that does not end.
    fn skip(&mut self) -> Option<usize> {
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'/', b'/') => {
                    let rest = &self.bytes[self.at..];
                    self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
                }
                (b'/', b'*') => {
                    let start = self.at;
                    let mut depth = 0_usize;
                    loop {
                        match (self.peek(0), self.peek(1)) {
                            (b'/', b'*') => (depth, self.at) = (depth + 1, self.at + 2),
                            (b'*', b'/') => (depth, self.at) = (depth - 1, self.at + 2),
                            _ => self.at += 1,
                        }
                        if depth == 0 {
                            break;
                        }
                        if depth > MAX_DEPTH || self.at >= self.bytes.len() {
                            self.at = self.bytes.len();
                            return Some(start);
                        }
                    }
                }
                (byte, _) if byte.is_ascii_whitespace() || byte == 0x0b => self.at += 1,
                _ => break,
            }
        }
        None
    }

    /// Moves behind a quoted string that begins at `self.at`; false when it does not end.
    fn quoted(&mut self) -> bool {
        self.at += 1;
        while self.at < self.bytes.len() {
            match self.bytes[self.at] {
                b'\\' => self.at += 2,
                b'"' => {
                    self.at += 1;
                    return true;
                }
                _ => self.at += 1,
            }
        }
        self.at = self.bytes.len();
        false
    }

    /// Moves behind a raw string whose hashes begin at `self.at`; `None` when it is no raw string.
    fn raw(&mut self) -> Option<bool> {
        let hashes = self.bytes[self.at..].iter().take_while(|&&byte| byte == b'#').count();
        if self.peek(hashes) != b'"' {
            return None;
        }
        self.at += hashes + 1;
        while self.at < self.bytes.len() {
            let closed = self.bytes[self.at] == b'"'
                && self.bytes[self.at + 1..].iter().take(hashes).filter(|&&byte| byte == b'#').count()
                    == hashes;
            self.at += 1;
            if closed {
                self.at += hashes;
                return Some(true);
            }
        }
        Some(false)
    }

    /// Length of a character literal at `self.at`; 1 when the quote stands alone.
    fn character(&self) -> usize {
        let body = if self.peek(1) == b'\\' { 2 } else { 1 };
        (body + 1..body + 12)
            .take_while(|&ahead| !matches!(self.peek(ahead), 0 | b'\n'))
            .find(|&ahead| self.peek(ahead) == b'\'')
            .map_or(1, |end| end + 1)
    }

    fn prefixed(&mut self) -> Option<bool> {
        let prefix = match (self.peek(0), self.peek(1), self.peek(2)) {
            (b'b', b'"', _) => {
                self.at += 1;
                return Some(self.quoted());
            }
            (b'b', b'r', b'"' | b'#') => 2,
            (b'r', b'"' | b'#', _) => 1,
            _ => return None,
        };
        self.at += prefix;
        let found = self.raw();
        if found.is_none() {
            self.at -= prefix;
        }
        found
    }
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if let Some(start) = self.skip() {
            return Some(Token { kind: TokenKind::OpenComment, start, end: self.bytes.len() });
        }
        let start = self.at;
        let first = *self.bytes.get(start)?;
        let text = |ended| if ended { TokenKind::Text } else { TokenKind::OpenText };
        let kind = match first {
            b'(' | b'[' | b'{' => {
                self.at += 1;
                TokenKind::Open(first)
            }
            b')' | b']' | b'}' => {
                self.at += 1;
                TokenKind::Close(first)
            }
            b'"' => text(self.quoted()),
            b'\'' => {
                self.at += self.character();
                TokenKind::Text
            }
            _ => match self.prefixed() {
                Some(ended) => text(ended),
                None => {
                    let len = self.bytes[start..].iter().take_while(|&&byte| is_word(byte)).count();
                    self.at += len.max(1);
                    if len == 0 { TokenKind::Sign } else { TokenKind::Word }
                }
            },
        };
        self.at = self.at.min(self.bytes.len());
        Some(Token { kind, start, end: self.at })
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'+' | b'-' | b'#') || byte >= 0x80
}

/// What is wrong with the brackets, quotes or comments of a text, and at which byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    TooDeep {
        at: usize,
    },
    /// A closing bracket that does not fit the one opened last, if any is open.
    Mismatch {
        at: usize,
        open: Option<usize>,
    },
    /// The text ends while this bracket is open.
    Unclosed {
        open: usize,
    },
    OpenText {
        at: usize,
    },
    OpenComment {
        at: usize,
    },
}

/// What one look at the whole text tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scan {
    pub flaw: Option<Flaw>,
    /// The token after `schema:` in the outermost brackets.
    pub schema: Option<(usize, usize)>,
    /// True when there is nothing but space and comments.
    pub empty: bool,
}

/// Looks through a text without recursion.
pub(super) fn scan(text: &str) -> Scan {
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut scan = Scan { empty: true, ..Scan::default() };
    let (mut before, mut last) = ("", "");
    for token in Lexer::new(text) {
        scan.empty = false;
        let word = text.get(token.start..token.end).unwrap_or_default();
        if scan.schema.is_none() && open.len() == 1 && before == "schema" && last == ":" {
            scan.schema = Some((token.start, token.end));
        }
        (before, last) = (last, word);
        let flaw = match token.kind {
            TokenKind::Open(bracket) => {
                open.push((bracket, token.start));
                (open.len() > MAX_DEPTH).then_some(Flaw::TooDeep { at: token.start })
            }
            TokenKind::Close(bracket) => match open.pop() {
                Some((opened, _)) if closing(opened) == bracket => None,
                opened => Some(Flaw::Mismatch { at: token.start, open: opened.map(|(_, at)| at) }),
            },
            TokenKind::OpenText => Some(Flaw::OpenText { at: token.start }),
            TokenKind::OpenComment => Some(Flaw::OpenComment { at: token.start }),
            TokenKind::Word | TokenKind::Text | TokenKind::Sign => None,
        };
        if flaw.is_some() {
            scan.flaw = flaw;
            return scan;
        }
    }
    scan.flaw = open.last().map(|&(_, open)| Flaw::Unclosed { open });
    scan
}

fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

/// The token that holds byte `at`, else the first one after it; `None` at the end of the text.
pub(super) fn token_at(text: &str, at: usize) -> Option<Token> {
    Lexer::new(text).find(|token| token.end > at)
}

/// Where the bracket was opened that is closed at byte `close`.
pub(super) fn opened_at(text: &str, close: usize) -> Option<usize> {
    let mut open = Vec::new();
    for token in Lexer::new(text).take_while(|token| token.start <= close) {
        match token.kind {
            TokenKind::Open(_) => open.push(token.start),
            TokenKind::Close(_) if token.start == close => return open.pop(),
            TokenKind::Close(_) => {
                open.pop();
            }
            _ => {}
        }
    }
    None
}

/// The files that a project text names: what stands in `File("…")` and `Parquet("…")`.
pub(super) fn side_files(text: &str) -> Vec<String> {
    named_files(text).filter_map(|(_, file)| ron::from_str(text.get(file.start..file.end)?).ok()).collect()
}

/// First and last byte (exclusive) of the file name that stands for `table`.
pub(super) fn side_file_at(text: &str, table: &str) -> Option<(usize, usize)> {
    named_files(text).find(|(name, _)| *name == table).map(|(_, file)| (file.start, file.end))
}

/// Table and file token of every `table: File("…")` and `table: Parquet("…")`.
fn named_files(text: &str) -> impl Iterator<Item = (&str, Token)> {
    let mut before = [""; 4];
    Lexer::new(text).filter_map(move |token| {
        let word = text.get(token.start..token.end).unwrap_or_default();
        let found = match before {
            [table, ":", "File" | "Parquet", "("] if token.kind == TokenKind::Text => Some((table, token)),
            _ => None,
        };
        before = [before[1], before[2], before[3], word];
        found
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let text = "#![enable(implicit_some)]\n/* ( /* [ */ */ (schema: 1, // )\n name: \"(\\\"[\", a: r#\"]\"}\"#, c: '(')";
        let found = scan(text);
        assert_eq!(found.flaw, None);
        assert_eq!(found.schema.map(|(start, end)| &text[start..end]), Some("1"));
    }

    #[test]
    fn flaws_are_found_where_they_are() {
        assert_eq!(scan("(a: [1, 2)").flaw, Some(Flaw::Mismatch { at: 9, open: Some(4) }));
        assert_eq!(scan("(a: [1, 2]").flaw, Some(Flaw::Unclosed { open: 0 }));
        assert_eq!(scan("(a: \"x").flaw, Some(Flaw::OpenText { at: 4 }));
        assert_eq!(scan("(a: /* x").flaw, Some(Flaw::OpenComment { at: 4 }));
        assert_eq!(scan(")").flaw, Some(Flaw::Mismatch { at: 0, open: None }));
        assert_eq!(scan(&"[".repeat(200_000)).flaw, Some(Flaw::TooDeep { at: MAX_DEPTH }));
        assert!(scan(&"/*".repeat(200_000)).flaw.is_some());
        assert!(scan(" // nothing\n").empty);
    }

    #[test]
    fn the_files_a_project_names() {
        let text = "(members: File(\"a b.csv\"), note: \"File(no)\", messages: Parquet(\"m.parquet\"))";
        assert_eq!(side_files(text), ["a b.csv", "m.parquet"]);
    }
}
