use super::pass::{Mark, Pass, Row};
use super::{Said, Side, Words};
use crate::activity::Activity;
use crate::log::{LogBuilder, MessageLog};
use crate::model::{
    ContentAxis, ContentClass, Member, MemberKind, Message, MessageKind, Project, Sender, Timestamp,
};

const MINUTE: i64 = 60_000;

/// Who, after how many minutes, in answer to which (from 1), with which words.
type Line<'a> = (&'a str, i64, Option<u64>, Option<&'a str>);

fn log(lines: &[Line<'_>]) -> MessageLog {
    let mut builder = LogBuilder::default();
    for (id, &(member, minute, reply_to, text)) in (1..).zip(lines) {
        builder.push(&Message {
            id,
            at: Timestamp(1_760_000_000_000 + minute * MINUTE),
            group: "g".into(),
            member: member.into(),
            kind: if text == Some("[图]") { MessageKind::Image } else { MessageKind::Text },
            chars: text.is_none().then_some(7),
            reply_to,
            mentions: Vec::new(),
            text: text.filter(|text| *text != "[图]").map(str::to_owned),
        });
    }
    builder.finish()
}

fn project() -> Project {
    let desk = Member { id: "desk".into(), kind: MemberKind::Staff, ..Member::default() };
    Project { members: std::sync::Arc::new(vec![desk]), ..Project::default() }
}

fn said(project: &Project, log: &MessageLog) -> Said {
    Said::of(project, &Activity::build(project, log), log)
}

fn rows(project: &Project, log: &MessageLog) -> Vec<Row> {
    let activity = Activity::build(project, log);
    let mut pass = Pass::new(project, &activity);
    pass.add(log);
    pass.rows()
}

fn class(project: &Project, rows: &[Row], row: usize, axis: ContentAxis) -> Option<ContentClass> {
    match rows[row].mark(axis) {
        Mark::Rule(rule) => Some(project.content.rules[rule].class),
        _ => None,
    }
}

#[test]
fn the_first_rule_that_fits_decides_each_axis() {
    let project = project();
    let log = log(&[
        ("a", 0, None, Some("客户嫌贵怎么办？")),
        ("desk", 1, Some(1), Some("先看数据")),
        ("desk", 2, None, Some("提醒一下，群里不发广告")),
        ("desk", 3, None, Some("今晚八点有分享")),
        ("b", 4, None, Some("今晚八点有分享")),
        ("b", 5, None, Some("[图]")),
    ]);
    let (said, rows) = (said(&project, &log), rows(&project, &log));
    let of = |row, axis| class(&project, &rows, row, axis);
    use {ContentAxis as Axis, ContentClass as Class};
    assert_eq!(of(0, Axis::Topic), Some(Class::Professional));
    assert_eq!(of(0, Axis::Service), Some(Class::Question));
    assert_eq!(of(1, Axis::Service), Some(Class::Answer));
    assert_eq!(of(2, Axis::Service), Some(Class::Rule), "before a notice");
    assert_eq!(of(3, Axis::Service), Some(Class::Notice));
    assert_eq!(of(4, Axis::Service), None, "members give no notices");
    assert_eq!(of(5, Axis::Form), Some(Class::Fragment));
    assert_eq!((rows[1].answers, rows[5].words), (0, Words::None));
    assert_eq!(said.questions.len(), 1);
    let answer = said.questions[0].answer.unwrap();
    let desk = Activity::build(&project, &log).members.find("desk");
    assert_eq!((Some(answer.member), answer.at - said.questions[0].at), (desk, MINUTE));
}

#[test]
fn words_that_were_not_kept_leave_the_class_unknown() {
    let project = project();
    let log = log(&[("a", 0, None, None), ("desk", 1, Some(1), None)]);
    let said = said(&project, &log);
    assert!(said.questions.is_empty());
    for row in &rows(&project, &log) {
        assert_eq!(row.words, Words::NotKept);
        assert_eq!(row.mark(ContentAxis::Topic), Mark::Unknown);
        assert_eq!(row.mark(ContentAxis::Service), Mark::Unknown);
    }
    let nothing = Said::of(&project, &Activity::default(), &MessageLog::default());
    assert!(nothing.counts.is_empty() && nothing.questions.is_empty());
}

#[test]
fn an_undecided_rule_of_the_same_class_changes_nothing() {
    let mut project = project();
    let rules = &mut project.content.rules;
    rules.retain(|rule| rule.class == ContentClass::Notice);
    let mut any = rules[0].clone();
    any.keywords.clear();
    rules.push(any);
    let log = log(&[("desk", 0, None, None), ("a", 1, None, None)]);
    let rows = rows(&project, &log);
    assert_eq!(rows[0].mark(ContentAxis::Service), Mark::Rule(1), "a notice by either rule");
    assert_eq!(rows[1].mark(ContentAxis::Service), Mark::Nothing, "no rule is about members");
}

#[test]
fn next_words_answer_only_where_the_chat_states_no_answers() {
    let project = project();
    let lines = [
        ("a", 0, None, Some("几点能取？")),
        ("a", 1, None, Some("急")),
        ("b", 2, None, Some("我也想知道，几点？")),
        ("c", 4, None, Some("下午五点以后")),
        ("a", 30, None, Some("还有吗？")),
        ("c", 45, None, Some("早")),
    ];
    let without = said(&project, &log(&lines));
    let minutes = |said: &Said| -> Vec<Option<i64>> {
        let first = said.questions[0].at;
        let of = |asked: &super::Asked| asked.answer.map(|answer| (answer.at - first) / MINUTE);
        said.questions.iter().map(of).collect()
    };
    assert_eq!(minutes(&without), [Some(4), Some(4), None], "not by who asks too, nor after ten minutes");
    assert_eq!(without.questions[2].text.as_deref(), Some("还有吗？"));
    assert!(without.questions[0].answer.unwrap().next_words);
    let mut stated = lines.to_vec();
    stated.push(("b", 50, Some(1), Some("五点")));
    let stated = said(&project, &log(&stated));
    assert_eq!(minutes(&stated), [Some(50), None, None]);
}

#[test]
fn members_with_an_official_role_write_for_the_company() {
    let mut project = project();
    project.content.official_roles = vec![crate::model::Role::Admin];
    let admin = Member { id: "a".into(), roles: vec![crate::model::Role::Admin], ..Member::default() };
    std::sync::Arc::make_mut(&mut project.members).push(admin);
    let log = log(&[("a", 0, None, Some("有人吗？")), ("b", 1, None, Some("有人吗？"))]);
    let said = said(&project, &log);
    assert_eq!(said.sides, [Side::Company, Side::Company, Side::Member]);
    assert_eq!(said.questions.len(), 1, "what the company asks waits for nobody");
}

#[test]
fn examples_are_the_latest_and_a_log_in_parts_is_the_same_as_a_whole() {
    let mut project = project();
    project.content.rules.retain(|rule| rule.class == ContentClass::Question);
    project.content.rules[0].by = Sender::Member;
    let texts: Vec<String> = (0..40).map(|number| format!("第 {number} 个问题？")).collect();
    let lines: Vec<Line<'_>> = (0..).zip(&texts).map(|(n, text)| ("a", n, None, Some(&**text))).collect();
    let whole = log(&lines);
    let activity = Activity::build(&project, &whole);
    let said = Said::of(&project, &activity, &whole);
    let shown = &said.examples[0];
    assert_eq!(shown.len(), 12);
    assert_eq!(shown[0].text.as_deref(), Some("第 39 个问题？"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.parquet");
    crate::log::write_parquet(&whole, &path).unwrap();
    let told = std::cell::Cell::new(0.0);
    let read = Said::read(&project, &activity, &path, &|share| told.set(share)).unwrap();
    assert_eq!((read, told.get()), (said, 1.0));
}
