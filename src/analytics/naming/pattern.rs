//! Patterns of names: what a card in a group must look like.
//!
//! ```text
//! {城市}-{姓名}-{行业}          pieces of any characters, joined by "-"
//! {name:han 2-4}                two to four Chinese characters
//! {no:digits 2}                 two digits
//! {level:新人|老学员}            one of these words
//! {group}                       the name of the group
//! {city}-{name}[-{business}]    what stands in [ ] may be left out
//! \{                            the character after \ stands for itself
//! ```

use serde::Serialize;

/// Longest pattern that is read, in characters.
pub const MOST_CHARS: usize = 200;

/// A pattern that can be held against names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    steps: Vec<Step>,
    /// Signs that part pieces: no piece without a class of its own may hold them or their look-alikes.
    parting: Vec<char>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Literal(char),
    Piece(Piece),
    /// The steps up to that place may be left out.
    Optional(usize),
}

/// One piece in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub name: String,
    kind: Kind,
    least: usize,
    most: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Any,
    Han,
    Letters,
    Digits,
    OneOf(Vec<String>),
    Group,
}

/// Why a pattern cannot be read, and at which character, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternError {
    pub at: usize,
    pub kind: PatternErrorKind,
}

/// What is wrong with a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternErrorKind {
    /// `{` or `[` without its end.
    Open,
    /// `}` or `]` without its beginning.
    Close,
    /// `{}`.
    NoName,
    /// After `:` stands no class, count or list of words.
    Class,
    /// A count such as `0` or `4-2`.
    Count,
    /// `[` within `[`.
    Nested,
    /// No piece in braces at all, or nothing typed.
    NoPiece,
    TooLong,
}

/// What a name has instead of what the pattern wants, at the farthest place that could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// The character it begins at, counted from 1.
    pub at: usize,
    /// What stands there to the end; empty where the name ends too early.
    pub found: String,
    pub wanted: Wanted,
    /// The pieces that are still to come where the name ends too early, by name; those that may be left out are not named.
    pub missing: Vec<String>,
    /// All pieces that may not be left out, by name.
    pub pieces: Vec<String>,
}

/// What a pattern wants next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// This sign.
    Sign(char),
    /// A piece of this name.
    Piece(String),
    /// One of these words.
    OneOf(Vec<String>),
    /// Nothing more.
    End,
}

/// Signs that people type for one another.
const LOOK_ALIKES: [&str; 5] = ["-－—–―‐─_＿", "/／\\＼", "|｜丨︱", "·・•.．。", ",，、;；"];

fn parts(sign: char, c: char) -> bool {
    sign == c || LOOK_ALIKES.iter().any(|family| family.contains(sign) && family.contains(c))
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Where it breaks the rules above; a pattern needs at least one piece.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        use PatternErrorKind as Kind;
        let chars: Vec<char> = text.trim().chars().collect();
        let error = |at: usize, kind| Err(PatternError { at: at + 1, kind });
        if chars.len() > MOST_CHARS {
            return error(MOST_CHARS, Kind::TooLong);
        }
        let mut steps = Vec::new();
        let mut open: Option<(usize, usize)> = None;
        let mut at = 0;
        while at < chars.len() {
            match chars[at] {
                '{' => {
                    let Some(end) = chars[at..].iter().position(|&c| c == '}').map(|end| at + end) else {
                        return error(at, Kind::Open);
                    };
                    let inside: String = chars[at + 1..end].iter().collect();
                    match piece(&inside) {
                        Ok(piece) => steps.push(Step::Piece(piece)),
                        Err(kind) => return error(at, kind),
                    }
                    at = end;
                }
                '[' if open.is_some() => return error(at, Kind::Nested),
                '[' => {
                    open = Some((at, steps.len()));
                    steps.push(Step::Optional(0));
                }
                ']' => match open.take() {
                    Some((_, start)) => steps[start] = Step::Optional(steps.len()),
                    None => return error(at, Kind::Close),
                },
                '}' => return error(at, Kind::Close),
                '\\' if at + 1 < chars.len() => {
                    at += 1;
                    steps.push(Step::Literal(chars[at]));
                }
                c => steps.push(Step::Literal(c)),
            }
            at += 1;
        }
        if let Some((at, _)) = open {
            return error(at, Kind::Open);
        }
        if !steps.iter().any(|step| matches!(step, Step::Piece(_))) {
            return error(0, Kind::NoPiece);
        }
        let signs = steps.iter().filter_map(|step| match step {
            Step::Literal(c) if !c.is_alphanumeric() => Some(*c),
            _ => None,
        });
        Ok(Self { parting: signs.collect(), steps })
    }

    /// Holds a name against the pattern; blanks at its ends do not count.
    ///
    /// # Errors
    /// What is wrong first, where the name does not follow it.
    pub fn check(&self, name: &str, group: &str) -> Result<(), Wrong> {
        let chars: Vec<char> = name.trim().chars().collect();
        let width = chars.len() + 1;
        let mut walk = Walk {
            pattern: self,
            group: group.chars().collect(),
            chars: &chars,
            seen: vec![false; (self.steps.len() + 1) * width],
            farthest: None,
        };
        if walk.fits(0, 0) {
            return Ok(());
        }
        let (at, step, wanted) = walk.farthest.unwrap_or((0, 0, Wanted::End));
        let found: String = chars[at.min(chars.len())..].iter().collect();
        let missing = if found.is_empty() { self.pieces_from(step) } else { Vec::new() };
        Err(Wrong { at: at + 1, found, wanted, missing, pieces: self.pieces_from(0) })
    }

    /// A name that follows the pattern; `sample` gives the text of a piece, whose own name stands where it gives none.
    pub fn example(&self, group: &str, sample: impl Fn(&str) -> Option<String>) -> String {
        let mut text = String::new();
        for step in &self.steps {
            match step {
                Step::Literal(c) => text.push(*c),
                Step::Optional(_) => {}
                Step::Piece(piece) => {
                    let made = match &piece.kind {
                        Kind::Group => group.to_owned(),
                        Kind::OneOf(words) => words.first().cloned().unwrap_or_default(),
                        Kind::Any => sample(&piece.name).unwrap_or_else(|| piece.name.clone()),
                        Kind::Han => filled(sample(&piece.name), is_han, '某', piece),
                        Kind::Letters => filled(sample(&piece.name), char::is_alphabetic, 'A', piece),
                        Kind::Digits => filled(sample(&piece.name), |c| c.is_ascii_digit(), '1', piece),
                    };
                    text.push_str(&made);
                }
            }
        }
        text
    }

    /// A name made of what is known of a person, without the parts that may be left out; `None` where a piece is not
    /// known or the result would not follow the pattern.
    pub fn fill(&self, group: &str, known: impl Fn(&str) -> Option<String>) -> Option<String> {
        let mut text = String::new();
        let mut at = 0;
        while let Some(step) = self.steps.get(at) {
            at += 1;
            match step {
                Step::Literal(c) => text.push(*c),
                Step::Optional(end) => at = *end,
                Step::Piece(piece) if piece.kind == Kind::Group => text.push_str(group),
                Step::Piece(piece) => {
                    let value = known(&piece.name)?;
                    let value = value.trim();
                    let fits = match &piece.kind {
                        Kind::OneOf(words) => words.iter().any(|word| word == value),
                        kind => value.chars().all(|c| self.takes(kind, c)),
                    };
                    if !fits {
                        return None;
                    }
                    text.push_str(value);
                }
            }
        }
        self.check(&text, group).ok().map(|()| text)
    }

    /// Names of the pieces from a step on that may not be left out.
    fn pieces_from(&self, step: usize) -> Vec<String> {
        let mut names = Vec::new();
        let mut at = step;
        while let Some(step) = self.steps.get(at) {
            match step {
                Step::Optional(end) => at = *end,
                Step::Piece(piece) => {
                    names.push(piece.name.clone());
                    at += 1;
                }
                Step::Literal(_) => at += 1,
            }
        }
        names
    }

    fn takes(&self, kind: &Kind, c: char) -> bool {
        match kind {
            Kind::Any => !c.is_whitespace() && !self.parting.iter().any(|&sign| parts(sign, c)),
            Kind::Han => is_han(c),
            Kind::Letters => c.is_alphabetic() && !is_han(c),
            Kind::Digits => c.is_ascii_digit(),
            Kind::OneOf(_) | Kind::Group => false,
        }
    }
}

/// The sample where it fits the piece, else as many of one character as the piece needs.
fn filled(sample: Option<String>, fits: impl Fn(char) -> bool, with: char, piece: &Piece) -> String {
    let length = |text: &String| (piece.least..=piece.most).contains(&text.chars().count());
    sample
        .filter(|text| length(text) && text.chars().all(fits))
        .unwrap_or_else(|| std::iter::repeat_n(with, piece.least.max(1)).collect())
}

fn piece(inside: &str) -> Result<Piece, PatternErrorKind> {
    use PatternErrorKind as Error;
    let (name, rest) = inside.split_once([':', '：']).unwrap_or((inside, ""));
    let name = name.trim().to_owned();
    if name.is_empty() {
        return Err(Error::NoName);
    }
    let rest = rest.trim();
    let mut piece = Piece { name, kind: Kind::Any, least: 1, most: usize::MAX };
    if matches!(piece.name.as_str(), "group" | "群名") {
        piece.kind = Kind::Group;
        return if rest.is_empty() { Ok(piece) } else { Err(Error::Class) };
    }
    if rest.contains(['|', '｜']) {
        let words: Vec<String> = rest.split(['|', '｜']).map(|word| word.trim().to_owned()).collect();
        if words.iter().any(String::is_empty) {
            return Err(Error::Class);
        }
        piece.kind = Kind::OneOf(words);
        return Ok(piece);
    }
    for word in rest.split_whitespace() {
        match word {
            "any" | "任意" => piece.kind = Kind::Any,
            "han" | "汉字" => piece.kind = Kind::Han,
            "letters" | "字母" => piece.kind = Kind::Letters,
            "digits" | "数字" => piece.kind = Kind::Digits,
            count if count.starts_with(|c: char| c.is_ascii_digit()) => {
                let (least, most) = count.split_once(['-', '–', '~']).unwrap_or((count, count));
                let number = |text: &str| text.parse::<usize>().map_err(|_| Error::Count);
                (piece.least, piece.most) = (number(least)?, number(most)?);
                if piece.least == 0 || piece.most < piece.least {
                    return Err(Error::Count);
                }
            }
            _ => return Err(Error::Class),
        }
    }
    Ok(piece)
}

/// One name on its way through a pattern. Every pair of step and character is tried once at most.
struct Walk<'a> {
    pattern: &'a Pattern,
    group: Vec<char>,
    chars: &'a [char],
    seen: Vec<bool>,
    /// Character and step that could not be passed.
    farthest: Option<(usize, usize, Wanted)>,
}

impl Walk<'_> {
    fn fits(&mut self, step: usize, at: usize) -> bool {
        let seen = &mut self.seen[step * (self.chars.len() + 1) + at];
        if std::mem::replace(seen, true) {
            return false;
        }
        let pattern = self.pattern;
        match pattern.steps.get(step) {
            None if at == self.chars.len() => true,
            None => self.fail(step, at, || Wanted::End),
            Some(Step::Literal(c)) => {
                if self.chars.get(at) == Some(c) {
                    self.fits(step + 1, at + 1)
                } else {
                    self.fail(step, at, || Wanted::Sign(*c))
                }
            }
            Some(&Step::Optional(end)) => self.fits(step + 1, at) || self.fits(end, at),
            Some(Step::Piece(piece)) => match &piece.kind {
                Kind::OneOf(words) => {
                    let begins = |word: &&String| word.chars().eq(self.ahead(at, word.chars().count()));
                    let lengths: Vec<usize> =
                        words.iter().filter(begins).map(|word| word.chars().count()).collect();
                    lengths.iter().any(|length| self.fits(step + 1, at + length))
                        || (lengths.is_empty() && self.fail(step, at, || Wanted::OneOf(words.clone())))
                }
                Kind::Group => {
                    let length = self.group.len();
                    if self.group.iter().copied().eq(self.ahead(at, length)) {
                        self.fits(step + 1, at + length)
                    } else {
                        let group: String = self.group.iter().collect();
                        self.fail(step, at, || Wanted::OneOf(vec![group]))
                    }
                }
                kind => {
                    let run = self.chars[at..].iter().take_while(|&&c| pattern.takes(kind, c)).count();
                    let most = run.min(piece.most);
                    if most < piece.least {
                        return self.fail(step, at + most, || Wanted::Piece(piece.name.clone()));
                    }
                    (piece.least..=most).rev().any(|length| self.fits(step + 1, at + length))
                }
            },
        }
    }

    fn ahead(&self, at: usize, length: usize) -> impl Iterator<Item = char> {
        self.chars[at..].iter().take(length).copied()
    }

    fn fail(&mut self, step: usize, at: usize, wanted: impl FnOnce() -> Wanted) -> bool {
        if self.farthest.as_ref().is_none_or(|(far, ..)| at > *far) {
            self.farthest = Some((at, step, wanted()));
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, name: &str) -> Result<(), Wrong> {
        Pattern::parse(pattern).unwrap().check(name, "一群")
    }

    fn error(pattern: &str) -> (usize, PatternErrorKind) {
        let error = Pattern::parse(pattern).unwrap_err();
        (error.at, error.kind)
    }

    #[test]
    fn pieces_are_parted_by_the_signs_between_them() {
        let pattern = "{城市}-{姓名}-{行业}";
        assert_eq!(check(pattern, "上海-李雷-餐饮"), Ok(()));
        assert_eq!(check(pattern, "  上海-李雷-餐饮 "), Ok(()), "blanks at the ends are nobody's fault");
        let wrong = |name: &str| check(pattern, name).unwrap_err();
        let short = wrong("李雷");
        assert_eq!((short.at, short.found.as_str(), short.wanted), (3, "", Wanted::Sign('-')));
        assert_eq!(short.missing, ["姓名", "行业"]);
        assert_eq!(wrong("上海-李雷-").missing, ["行业"]);
        let extra = wrong("上海-李雷-餐饮-老板");
        assert_eq!((extra.at, extra.found.as_str(), extra.wanted), (9, "-老板", Wanted::End));
        let like = wrong("上海－李雷－餐饮");
        assert_eq!((like.at, like.wanted), (3, Wanted::Sign('-')), "a wide dash is not the dash");
    }

    #[test]
    fn classes_counts_words_and_the_group_are_kept_to() {
        assert!(check("{name:han 2-4}", "欧阳娜娜").is_ok());
        assert!(check("{name:han 2-4}", "欧阳娜娜儿").is_err());
        assert!(check("{姓名:汉字 2-4}", "Li").is_err());
        assert!(check("{no:digits 2}{x:letters}", "07abc").is_ok());
        assert!(check("{no:digits 2}{x:letters}", "7abc").is_err());
        assert!(check("{level:新人|老学员}-{name}", "老学员-李雷").is_ok());
        let wrong = check("{level:新人|老学员}-{name}", "导师-李雷").unwrap_err();
        assert_eq!(wrong.wanted, Wanted::OneOf(vec!["新人".into(), "老学员".into()]));
        assert!(check("{group}-{name}", "一群-李雷").is_ok());
        assert!(check("{群名}-{name}", "二群-李雷").is_err());
    }

    #[test]
    fn what_stands_in_square_brackets_may_be_left_out_as_a_whole() {
        let pattern = "{city}-{name}[-{business}]";
        assert!(check(pattern, "上海-李雷").is_ok());
        assert!(check(pattern, "上海-李雷-餐饮").is_ok());
        assert!(check(pattern, "上海-李雷-").is_err());
        assert!(check("\\[{name}\\]", "[李雷]").is_ok());
    }

    #[test]
    fn a_faulty_pattern_says_what_and_where() {
        use PatternErrorKind as Kind;
        assert_eq!(error("{city"), (1, Kind::Open));
        assert_eq!(error("a[{b}"), (2, Kind::Open));
        assert_eq!(error("{a}}"), (4, Kind::Close));
        assert_eq!(error("{a}]"), (4, Kind::Close));
        assert_eq!(error("{}"), (1, Kind::NoName));
        assert_eq!(error("{a:wide}"), (1, Kind::Class));
        assert_eq!(error("{a:han 4-2}"), (1, Kind::Count));
        assert_eq!(error("[{a}[{b}]]"), (5, Kind::Nested));
        assert_eq!(error("abc"), (1, Kind::NoPiece));
        assert_eq!(error(""), (1, Kind::NoPiece));
        assert_eq!(error(&"x".repeat(201)).1, Kind::TooLong);
    }

    #[test]
    fn an_example_follows_its_own_pattern() {
        let sample = |name: &str| (name == "city").then(|| "上海".to_owned());
        for text in
            ["{city}-{name}[-{b:digits 3}]", "{group}_{x:han 2-4}", "{a:甲|乙}{b:letters}", "{city:han 2}"]
        {
            let pattern = Pattern::parse(text).unwrap();
            let example = pattern.example("一群", sample);
            assert_eq!(pattern.check(&example, "一群"), Ok(()), "{text}: {example}");
        }
    }

    #[test]
    fn a_name_is_only_proposed_when_all_of_it_is_known_and_fits() {
        let pattern = Pattern::parse("{city}-{name}[-{business}]").unwrap();
        let known = |city: &'static str| {
            move |piece: &str| match piece {
                "city" => Some(city.to_owned()),
                "name" => Some("李雷".to_owned()),
                _ => None,
            }
        };
        assert_eq!(pattern.fill("", known("上海")).as_deref(), Some("上海-李雷"));
        assert_eq!(pattern.fill("", known("上-海")), None, "two dashes too many");
        assert_eq!(pattern.fill("", |_| None), None);
    }

    #[test]
    fn a_pattern_of_many_pieces_and_a_long_name_end_soon() {
        let pattern = Pattern::parse(&"{a}".repeat(60)).unwrap();
        assert!(pattern.check(&"字".repeat(500), "").is_ok());
        assert!(pattern.check(&format!("{} x", "字".repeat(500)), "").is_err());
        assert!(pattern.check("", "").is_err());
    }
}
