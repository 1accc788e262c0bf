//! Which rules find one of their words in a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::model::{ContentRule, ContentRules};

/// Bytes of words of which the fastest automaton is still small.
const FEW: usize = 1 << 14;

/// The words of all rules, sought in one walk over a text.
pub(super) struct Words {
    automaton: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
}

/// What stands behind a word that was found.
struct Pattern {
    /// Number of the rule.
    rule: usize,
    /// What follows the number that a `#` stands for; `None` for a word without one.
    behind_number: Option<String>,
    /// Letters and digits of ASCII at an edge of the word must not go on beyond it.
    edges: (bool, bool),
}

impl Words {
    /// The words of the rules that count. Words that cannot be sought find nothing.
    pub(super) fn of(rules: &[ContentRule]) -> Self {
        let mut words = Vec::new();
        let mut patterns = Vec::new();
        for (rule, keyword) in rules
            .iter()
            .take(ContentRules::MOST)
            .enumerate()
            .flat_map(|(rule, content)| content.keywords.iter().map(move |keyword| (rule, keyword.trim())))
            .filter(|(_, keyword)| !keyword.is_empty())
        {
            // A sign in front is no number: requests to queue begin with it.
            let split = keyword.char_indices().skip(1).find(|(_, sign)| *sign == '#');
            let (word, behind) = match split {
                Some((at, _)) => (keyword[..at].trim_end(), Some(keyword[at + 1..].trim().to_lowercase())),
                None => (keyword, None),
            };
            let first = word.chars().next().is_some_and(|sign| sign.is_ascii_alphanumeric());
            // A question mark inside an address is none.
            let last = behind.is_none() && word.chars().next_back().is_some_and(|sign| sign.is_ascii());
            patterns.push(Pattern { rule, behind_number: behind, edges: (first, last) });
            words.push(word);
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind((words.iter().map(|word| word.len()).sum::<usize>() < FEW).then_some(AhoCorasickKind::DFA))
            .ascii_case_insensitive(true)
            .build(&words)
            .ok()
            .filter(|_| !words.is_empty());
        Self { automaton, patterns }
    }

    /// The rules with a word in the text, one bit each, the first the lowest.
    pub(super) fn rules(&self, text: &str) -> u64 {
        let Some(automaton) = &self.automaton else { return 0 };
        let mut found = 0;
        for hit in automaton.find_overlapping_iter(text) {
            let Some(pattern) = self.patterns.get(hit.pattern().as_usize()) else { continue };
            let bit = 1 << pattern.rule;
            if found & bit == 0 && pattern.fits(text, hit.start(), hit.end()) {
                found |= bit;
            }
        }
        found
    }
}

impl Pattern {
    fn fits(&self, text: &str, start: usize, end: usize) -> bool {
        let letter = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
        let before = text.get(..start).and_then(|part| part.chars().next_back());
        let rest = text.get(end..).unwrap_or_default();
        if self.edges.0 && letter(before) || self.edges.1 && letter(rest.chars().next()) {
            return false;
        }
        let Some(behind) = &self.behind_number else { return true };
        let number = rest.trim_start();
        let after = number.trim_start_matches(is_digit);
        after.len() < number.len() && starts_with(after.trim_start(), behind)
    }
}

fn starts_with(text: &str, lower: &str) -> bool {
    let mut signs = text.chars().flat_map(char::to_lowercase);
    lower.chars().all(|sign| signs.next() == Some(sign))
}

/// Digits, full-width ones and Chinese numerals.
fn is_digit(sign: char) -> bool {
    sign.is_ascii_digit() || ('０'..='９').contains(&sign) || "一二三四五六七八九十百千两零〇".contains(sign)
}

#[cfg(test)]
mod tests {
    use super::Words;
    use crate::model::{ContentClass, ContentRule, Sender};

    fn words(rules: &[&[&str]]) -> Words {
        let rule = |keywords: &&[&str]| ContentRule {
            class: ContentClass::Serial,
            keywords: keywords.iter().map(|word| (*word).to_owned()).collect(),
            kinds: Vec::new(),
            by: Sender::Anyone,
            roles: Vec::new(),
            at_least: 0,
            answers: false,
        };
        Words::of(&rules.iter().map(rule).collect::<Vec<_>>())
    }

    #[test]
    fn every_rule_with_a_word_in_the_text_is_found() {
        let words = words(&[&["特价", "sale"], &["价"], &[], &["特价"]]);
        assert_eq!(words.rules("今天特价"), 0b1011);
        assert_eq!(words.rules("SALE today"), 0b0001);
        assert_eq!(words.rules("wholesale, salesman"), 0, "parts of other words are none");
        assert_eq!(words.rules(""), 0);
        assert_eq!(super::Words::of(&[]).rules("特价"), 0);
    }

    #[test]
    fn a_sign_stands_for_a_number() {
        let words = words(&[&["第#期", "part #"], &["#接龙"], &["?", "？"]]);
        for text in ["第3期", "第 12 期开始", "第十二期", "Part 4: the sea", "第１期"] {
            assert_eq!(words.rules(text), 1, "{text}");
        }
        assert_eq!(words.rules("第期"), 0);
        assert_eq!(words.rules("第3天"), 0);
        assert_eq!(words.rules("part of it"), 0);
        assert_eq!(words.rules("#接龙 周末"), 0b10);
        assert_eq!(words.rules("好吗？"), 0b100);
        assert_eq!(words.rules("really?"), 0b100);
        assert_eq!(words.rules("https://a.example/p?id=4"), 0, "a question mark in an address");
    }
}
