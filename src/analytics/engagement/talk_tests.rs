use proptest::prelude::*;

use super::{Talk, content, service};
use crate::activity::said::Said;
use crate::analytics::Rate;
use crate::analytics::fixture::{Fixture, Made};
use crate::model::{ContentClass, MemberKind, MessageKind, TimeEntry, WorkKind};

fn said(made: &Made) -> Said {
    Said::of(&made.project, &made.activity, &made.log)
}

fn talk(made: &Made) -> Talk {
    Talk::of(made.input(), &made.scope(), &said(made))
}

/// Two members, a desk, a bot and a shill; 5 January 2026 is a Monday.
fn week() -> Fixture {
    Fixture::new()
        .group("g")
        .kind("desk", MemberKind::Staff)
        .kind("bot", MemberKind::Bot)
        .kind("ad", MemberKind::Shill)
        .writes("a", "2026-01-05 10:00", "客户嫌贵怎么办？")
        .reply("desk", "a", "2026-01-05 10:20")
        .with_words("先看数据")
        .writes("desk", "2026-01-05 11:00", "提醒：明天交表")
        .writes("desk", "2026-01-05 11:05", "群里不发广告")
        .writes("desk", "2026-01-05 11:10", "限时特价，下单有礼")
        .writes("b", "2026-01-06 09:00", "今天天气不错，谁要一起跑步？")
        .reply("a", "b", "2026-01-06 12:00")
        .with_words("算我一个")
        .writes("b", "2026-01-06 13:00", "有人知道几点吗？")
        .writes("bot", "2026-01-06 14:00", "每日早报第3期")
        .writes("ad", "2026-01-07 14:00", "特价")
        .sends("a", MessageKind::Image, "2026-01-09 08:00", 1)
}

#[test]
fn content_is_counted_by_side_class_and_who_answers() {
    let made = week().build();
    let found = talk(&made).content;
    assert_eq!((found.texts.messages, found.texts.kept, found.texts.not_kept), (11, 10, 1));
    assert_eq!(found.company, Rate::new(5, 10), "a shill is on neither side");
    assert_eq!(found.shills, 1);
    assert_eq!(found.company_answered, Some(Rate::new(0, 5)));
    assert_eq!(found.members_answered, Some(Rate::new(2, 5)));
    assert_eq!((found.steps.len(), found.steps[0].company, found.steps[0].members), (1, 5, 5));
    let of =
        |rows: &[super::ClassRow], class| rows.iter().find(|row| row.class == Some(class)).cloned().unwrap();
    let professional = of(&found.topics, ContentClass::Professional);
    // 客户 by a, 数据 by the desk; staff is no speaker. The picture has length but no words: unknown.
    assert_eq!((professional.messages, professional.speakers), (Some(2), 1));
    assert_eq!(professional.share, Rate::new(2, 8), "of eight that could be told, bot and shill aside");
    let universal = of(&found.topics, ContentClass::Universal);
    assert_eq!((universal.messages, universal.answers, universal.answerers), (Some(1), 1, 1));
    assert_eq!(universal.new_answerers, 1, "first words a day before");
    assert_eq!(universal.answered, Some(Rate::new(1, 1)));
    let selling = of(&found.purposes, ContentClass::Selling);
    assert_eq!(selling.share, Rate::new(1, 5));
    let fragment = of(&found.forms, ContentClass::Fragment);
    assert_eq!(fragment.messages, Some(0), "a picture of unknown words may belong to a series");
    let notices = &found.rules[10];
    assert_eq!((notices.class, notices.messages), (ContentClass::Notice, Some(2)));
    assert_eq!(notices.examples[0].text.as_deref(), Some("每日早报第3期"));
}

#[test]
fn service_is_held_against_everything_else_that_staff_says() {
    let made = week().build();
    let found = talk(&made).service;
    let work = found.work;
    assert_eq!((work.answers, work.notices, work.rules, work.other, work.unknown), (1, 1, 1, 1, 0));
    assert_eq!(found.share, Rate::new(3, 4), "the bot does no hours");
    let asked = &found.questions;
    assert_eq!(asked.asked, Some(3));
    assert_eq!(asked.answered, Rate::new(2, 3));
    assert_eq!(asked.median_minutes, Some(100.0), "20 and 180 minutes");
    assert_eq!(asked.within, Rate::new(1, 3));
    assert_eq!(asked.by_members, Rate::new(1, 2));
    assert_eq!((asked.waits[2], asked.waits[3]), (1, 1));
    // Asked on the 6th at 13:00, the data end with the 9th.
    let waiting = &found.unanswered[0];
    assert_eq!((found.unanswered.len(), asked.unanswered, asked.open), (1, 1, 0));
    assert_eq!((waiting.member.as_str(), waiting.hours), ("b", 83));
    assert_eq!(waiting.text.as_deref(), Some("有人知道几点吗？"));
    assert_eq!(talk(&made).without_words().service.unanswered[0].text, None);
    let group = &found.groups[0];
    assert_eq!((group.asked, group.unanswered, group.states_answers), (Some(3), 1, true));
    // Three messages of three minutes, six tenths handed over.
    assert!((found.given_back.by_messages.unwrap() - 0.09).abs() < 1e-9);
    assert_eq!(found.given_back.by_time_log, None);
}

#[test]
fn a_question_near_the_end_of_the_data_is_open() {
    let made = Fixture::new()
        .group("g")
        .writes("a", "2026-01-05 10:00", "有人吗？")
        .writes("a", "2026-01-05 23:30", "几点？")
        .build();
    let found = talk(&made).service.questions;
    assert_eq!((found.asked, found.unanswered, found.open), (Some(2), 0, 2));
    assert_eq!(found.within, Rate::new(0, 1), "half an hour is too short to tell");
    assert_eq!(found.median_minutes, None);
}

#[test]
fn without_words_nothing_that_they_tell_is_zero() {
    let made = Fixture::new()
        .group("g")
        .kind("desk", MemberKind::Staff)
        .says("a", "2026-01-05 10:00", 3)
        .says("desk", "2026-01-05 12:00", 2)
        .build();
    let found = talk(&made);
    assert!(found.content.texts.all_lost());
    assert_eq!(found.content.company, Rate::new(2, 5), "who writes needs no words");
    assert!(found.content.topics.iter().all(|row| row.messages.is_none() && row.share.value.is_none()));
    assert_eq!(found.service.questions.asked, None);
    assert_eq!((found.service.work.unknown, found.service.share.value), (2, None));
    assert_eq!(found.service.given_back.by_messages, None);
    assert_eq!(found.service.groups[0].asked, None);
    let rules = &found.content.rules;
    assert_eq!(rules[0].messages, None);
    assert_eq!(rules[5].messages, Some(0), "a rule by length needs none");
    let nothing = talk(&Fixture::new().group("g").people(2).build());
    assert_eq!(nothing.content.company.value, None);
    assert_eq!((nothing.service.questions.asked, nothing.service.unanswered.len()), (None, 0));
}

#[test]
fn the_time_log_is_divided_by_kind_inside_the_period() {
    let entry = |date: &str, kind, minutes| TimeEntry {
        date: date.parse().unwrap(),
        member: "desk".into(),
        kind,
        minutes,
        note: String::new(),
    };
    let made = week()
        .project(|project| {
            project.time_log = vec![
                entry("2026-01-05", WorkKind::Answers, 60),
                entry("2026-01-06", WorkKind::Content, 100),
                entry("2026-01-06", WorkKind::Answers, 40),
                entry("2026-02-01", WorkKind::Rules, 500),
            ];
        })
        .build();
    let found = service(made.input(), &made.scope(), &said(&made));
    let minutes: Vec<_> = found.time_log.iter().map(|row| (row.kind, row.minutes)).collect();
    assert_eq!(minutes, [(WorkKind::Answers, 100), (WorkKind::Content, 100)]);
    assert_eq!(found.time_share, Rate::new(100, 200));
    assert_eq!(found.given_back.by_time_log, Some(1.0));
    assert_eq!(found.given_back.log_weeks, 1.0, "two days count as a week");
    assert_eq!(found.time_log[0].members, [made.activity.members.find("desk").unwrap()]);
}

#[test]
fn serial_people_are_those_who_wrote_or_answered_a_series() {
    let made = Fixture::new()
        .group("g")
        .writes("a", "2026-01-05 10:00", "连载第3期来了")
        .reply("b", "a", "2026-01-05 10:20")
        .with_words("好看")
        .writes("c", "2026-01-05 11:00", &"很长的一段话".repeat(12))
        .reply("b", "c", "2026-01-05 12:20")
        .with_words("学到了")
        .build();
    let found = content(made.input(), &made.scope(), &said(&made));
    assert_eq!(found.serial_people, Rate::new(2, 3), "b took part in both, c in the fragment alone");
    assert_eq!(found.fragment_members, [made.activity.members.find("c").unwrap()]);
}

#[test]
fn an_answer_of_another_day_counts_where_its_message_lies_in_the_days_looked_at() {
    let made = Fixture::new()
        .group("g")
        .writes("a", "2026-01-05 10:00", "今天天气不错，谁要一起跑步？")
        .reply("b", "a", "2026-01-07 10:20")
        .with_words("算我一个")
        .reply("c", "a", "2026-01-08 10:20")
        .with_words("也算我")
        .build();
    let of = |from: i32, to: i32| {
        let whole = made.scope();
        let scope = crate::analytics::Scope { from: whole.from + from, to: whole.from + to, ..whole };
        let found = content(made.input(), &scope, &said(&made));
        let universal =
            found.topics.iter().find(|row| row.class == Some(ContentClass::Universal)).cloned().unwrap();
        (
            universal.messages,
            universal.answered,
            universal.answers,
            universal.answerers,
            found.members_answered,
        )
    };
    let rate = |answered, of| Some(Rate::new(answered, of));
    let own = Fixture::new()
        .group("g")
        .writes("a", "2026-01-05 10:00", "今天天气不错")
        .reply("a", "a", "2026-01-05 10:20")
        .writes("b", "2026-01-05 11:00", "好")
        .reply("a", "b", "2026-01-06 10:20")
        .build();
    assert_eq!(talk(&own).content.members_answered, Some(Rate::new(1, 4)), "by somebody else");
    assert_eq!(of(0, 3), (Some(1), rate(1, 1), 2, 2, rate(1, 3)));
    assert_eq!(of(0, 2), (Some(1), rate(1, 1), 1, 1, rate(1, 2)), "b was the first");
    assert_eq!(of(0, 1), (Some(1), rate(0, 1), 0, 0, rate(0, 1)), "not yet");
    assert_eq!(of(1, 3), (Some(0), rate(0, 0), 0, 0, rate(0, 2)), "of a message before these days");
}

proptest! {
    /// Whatever is said: classes and the rest add up to what could be told, and every question is answered, waiting or open.
    #[test]
    fn parts_add_up(lines in prop::collection::vec((0_usize..4, 0_usize..6, 0_u32..4), 0..60)) {
        let words = ["几点？", "今晚八点通知", "第3期", "客户", "好", "不发广告"];
        let mut made = Fixture::new().group("g").kind("p0", MemberKind::Staff);
        for (place, (who, what, how)) in lines.iter().enumerate() {
            let at = format!("2026-01-{:02} {:02}:{:02}", 5 + place / 20, 8 + place % 12, place % 60);
            let id = format!("p{who}");
            made = match how {
                0 => made.says(&id, &at, 1),
                1 if place > 0 => made.reply(&id, &format!("p{}", lines[place - 1].0), &at).with_words(words[*what]),
                _ => made.writes(&id, &at, words[*what]),
            };
        }
        let made = made.build();
        let found = talk(&made);
        let content = &found.content;
        for rows in [&content.topics, &content.forms] {
            let all: u64 = rows.iter().filter_map(|row| row.messages).sum();
            let told = rows[0].share.denominator;
            prop_assert!(rows[0].messages.is_none() || all == told);
            prop_assert!(told <= content.texts.messages);
        }
        prop_assert_eq!(content.company.denominator + content.shills, content.texts.messages);
        let asked = &found.service.questions;
        let answered = asked.answered.numerator;
        prop_assert_eq!(answered + asked.unanswered + asked.open, asked.answered.denominator);
        prop_assert_eq!(asked.waits.iter().sum::<u64>(), answered);
        prop_assert!(asked.within.numerator <= asked.within.denominator);
        prop_assert_eq!(found.service.unanswered.len() as u64, asked.unanswered);
        let of_groups: u64 = found.service.groups.iter().map(|group| group.unanswered).sum();
        prop_assert_eq!(of_groups, asked.unanswered);
    }
}
