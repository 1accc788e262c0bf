//! One message: what kind of thing it is, and its words.

use super::blueprint::Topic;
use super::curves::{LENGTH_MEDIAN, LENGTH_SIGMA};
use super::dice::Dice;
use super::phrases::{self, *};
use crate::model::MessageKind;

/// What a message is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Statement,
    Question,
    Answer,
    Short,
    Greeting,
    Introduction,
    Chain,
    Checkin,
    Advert,
    Complaint,
    Staff,
    /// Staff that answers a question.
    Help,
    Apology,
    Bot,
    Join,
}

/// What a person of an ordinary group sends, in a thousand messages.
const KINDS: [(MessageKind, u32); 14] = [
    (MessageKind::Text, 772),
    (MessageKind::Image, 82),
    (MessageKind::Sticker, 68),
    (MessageKind::Voice, 38),
    (MessageKind::Link, 10),
    (MessageKind::Share, 8),
    (MessageKind::RedPacket, 5),
    (MessageKind::Video, 5),
    (MessageKind::Recalled, 4),
    (MessageKind::File, 3),
    (MessageKind::Forward, 2),
    (MessageKind::Poll, 1),
    (MessageKind::Location, 1),
    (MessageKind::Call, 1),
];

/// What an ordinary person sends.
pub fn kind(dice: &mut Dice) -> MessageKind {
    let mut roll = dice.below(KINDS.iter().map(|(_, share)| share).sum());
    for (kind, share) in KINDS {
        if roll < share {
            return kind;
        }
        roll -= share;
    }
    MessageKind::Text
}

/// What an advertiser sends: nine in ten are links and shared pages.
pub fn advert_kind(dice: &mut Dice) -> MessageKind {
    match dice.below(20) {
        0 | 1 => MessageKind::Text,
        2..=12 => MessageKind::Link,
        _ => MessageKind::Share,
    }
}

/// What an ordinary person does with a text.
pub fn act(topic: Topic, hour: u8, answers_question: bool, dice: &mut Dice) -> Act {
    let roll = dice.below(1_000);
    match roll {
        _ if answers_question && roll < 850 => Act::Answer,
        0..8 => Act::Chain,
        8..12 => Act::Advert,
        12..152 => Act::Question,
        152..262 => Act::Short,
        262..352 if (6..10).contains(&hour) => Act::Greeting,
        262..362 if topic == Topic::Reading => Act::Checkin,
        _ => Act::Statement,
    }
}

/// Writes the words of a message into `out`; false when a message of that kind has none.
pub fn write(
    out: &mut String,
    topic: Topic,
    act: Act,
    kind: MessageKind,
    name: &str,
    dice: &mut Dice,
) -> bool {
    let words = phrases::of(topic);
    match kind {
        MessageKind::System => {
            out.push('"');
            out.push_str(name);
            out.push_str("\"加入了群聊");
        }
        MessageKind::Link | MessageKind::Share | MessageKind::Forward => {
            fill(out, dice.word(if act == Act::Advert { ADVERTS } else { PAGES }), words, dice);
            out.push_str(" https://qinghe.example/p/");
            out.push_str(&dice.below(400).to_string());
        }
        MessageKind::RedPacket => out.push_str("恭喜发财，大吉大利"),
        MessageKind::Poll => fill(out, "投票：下次分享讲*还是*？", words, dice),
        MessageKind::Text => text(out, words, act, dice),
        _ => return false,
    }
    true
}

fn text(out: &mut String, words: &Phrases, act: Act, dice: &mut Dice) {
    let (openers, goes_on) = match act {
        Act::Statement => (words.statements, true),
        Act::Question => (words.questions, false),
        Act::Answer => (words.answers, true),
        Act::Short => (SHORT, false),
        Act::Greeting => (GREETINGS, false),
        Act::Introduction => (INTRODUCTIONS, false),
        Act::Chain => (CHAINS, false),
        Act::Checkin => (CHECKINS, true),
        Act::Advert => (ADVERTS, false),
        Act::Complaint => (COMPLAINTS, true),
        Act::Staff | Act::Help => (STATEMENTS_OF_STAFF, false),
        Act::Apology => (APOLOGIES, false),
        Act::Bot | Act::Join => (WORDS_OF_BOTS, false),
    };
    let opener = dice.word(openers);
    // A request to queue begins with the sign that elsewhere stands for a number.
    if let (Act::Chain, Some(rest)) = (act, opener.strip_prefix('#')) {
        out.push('#');
        fill(out, rest, words, dice);
    } else {
        fill(out, opener, words, dice);
    }
    if !goes_on {
        return;
    }
    let wanted = (LENGTH_MEDIAN * dice.lognormal(LENGTH_SIGMA)) as usize;
    let mut length = out.chars().count();
    while length < wanted.min(400) {
        out.push_str(if dice.chance(0.3) { "。" } else { "，" });
        let from = out.len();
        let more = if dice.chance(0.45) { GENERAL } else { words.statements };
        fill(out, dice.word(more), words, dice);
        length += 1 + out.get(from..).map_or(1, |added| added.chars().count());
    }
}

/// Writes what staff answers.
pub fn help(out: &mut String, topic: Topic, dice: &mut Dice) {
    let words = phrases::of(topic);
    fill(out, dice.word(words.answers), words, dice);
}

/// Writes a phrase with its signs replaced.
fn fill(out: &mut String, phrase: &str, words: &Phrases, dice: &mut Dice) {
    for sign in phrase.chars() {
        match sign {
            '#' => out.push_str(&(2 + dice.below(58)).to_string()),
            '&' => out.push_str(dice.word(TOWNS)),
            '*' => out.push_str(dice.word(words.things)),
            _ => out.push(sign),
        }
    }
}
