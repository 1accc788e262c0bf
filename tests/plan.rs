//! `qunce plan` as scripts use it: a project in; a plan on stdout, in files or in the project out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

const PROJECT: &str = r#"(schema: 1, name: "p", time_zone: "Asia/Shanghai",
    members: Inline([(id: "ann", name: "=Ann"), (id: "bob", name: "Bob; the, baker"), (id: "cy", name: "岑")]),
    rotas: [(name: "群管, 轮值", start: "2025-12-29", weeks: 6, rules: (min_gap: 1),
        candidates: [(member: "ann"), (member: "bob", away: [("2026-01-05", "2026-01-05")]), (member: "cy", max_weeks: 1)],
        duties: [(week: 2, member: "bob", locked: true, reward: "20.5"), (week: 3, member: "ann")])])"#;

/// A folder with a project in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn with(project: &str) -> Self {
        let desk = Self(tempfile::tempdir().expect("a temporary folder"));
        fs::write(desk.path("p.ron"), project).expect("written");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_qunce"))
            .args(["plan", "p.ron"])
            .args(args)
            .current_dir(self.0.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .expect("the program runs")
    }

    /// Runs, expects a status, and gives stdout and stderr.
    fn status(&self, code: i32, args: &[&str]) -> (String, String) {
        let output = self.run(args);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{}", text(&output.stderr));
        (text(&output.stdout), text(&output.stderr))
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.status(0, args).0).expect("JSON alone on stdout")
    }
}

fn sample() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_data/tiny.ron");
    fs::read_to_string(path).expect("the sample")
}

/// Week and member of each duty.
fn duties(plan: &Value) -> Vec<(u64, &str)> {
    let duties = plan["duties"].as_array().expect("a list");
    duties.iter().map(|duty| (duty["week"].as_u64().unwrap(), duty["member"].as_str().unwrap())).collect()
}

#[test]
fn a_plan_is_proven_and_printed_and_changes_nothing() {
    let desk = Desk::with(PROJECT);
    let plan = desk.json(&[]);
    assert_eq!(plan["status"], "optimal");
    assert_eq!(plan["objective"], plan["bound"]);
    for key in ["weeks", "seats", "filled"] {
        assert_eq!(plan[key], 6, "{key}");
    }
    assert_eq!(plan["distinct_people"], 3);
    assert_eq!(plan["cost"], 20.5);
    assert_eq!(
        (&plan["uncovered"], &plan["violations"], &plan["shortages"]),
        (&json!([]), &json!([]), &json!([]))
    );
    let duties = duties(&plan);
    assert!(duties.contains(&(2, "bob")) && !duties.contains(&(1, "bob")), "{duties:?}");
    assert_eq!(duties.iter().filter(|(_, member)| *member == "cy").count(), 1);
    assert!(duties.windows(2).all(|pair| pair[0].1 != pair[1].1), "a week off between two: {duties:?}");
    assert_eq!(desk.read("p.ron"), PROJECT);
    assert_eq!(desk.json(&["--seed", "1"]), plan);
}

#[test]
fn a_plan_is_saved_in_the_project_and_what_stands_is_kept() {
    let desk = Desk::with(PROJECT);
    let plan = desk.json(&["--write", "--from", "2026-01-02", "--weeks", "3"]);
    let saved = qunce::project_file::open(&desk.path("p.ron"), qunce::log::Columns { text: true }).unwrap();
    let kept = &saved.document.project.rotas[0];
    let found: Vec<(u64, &str)> =
        kept.duties.iter().map(|duty| (u64::from(duty.week), duty.member.as_str())).collect();
    assert_eq!(found, duties(&plan));
    // The week of 29 December has begun on 2 January.
    assert_eq!(found.iter().map(|(week, _)| *week).collect::<Vec<_>>(), [1, 2, 3]);
    let locked = kept.duties.iter().find(|duty| duty.week == 2).unwrap();
    assert!(locked.locked && locked.reward.is_some());
    assert_eq!(kept.rules.min_gap, 1);
    let again = desk.json(&["--keep"]);
    assert!(duties(&again).starts_with(&[]) && found.iter().all(|duty| duties(&again).contains(duty)));
}

#[test]
fn files_come_out_by_their_endings() {
    let desk = Desk::with(PROJECT);
    for name in ["plan.csv", "plan.ics", "plan.json"] {
        let (out, _) = desk.status(0, &["--out", name]);
        assert_eq!(out, "", "the file is the result");
    }
    let csv = desk.read("plan.csv");
    assert!(csv.contains("week,seat,from,to,member,name,locked,reward\r\n"));
    assert!(csv.contains("2,0,2026-01-12,2026-01-18,bob,\"Bob; the, baker\",true,20.5"), "{csv}");
    assert!(csv.contains("'=Ann"), "no spreadsheet computes a name");
    assert_eq!(serde_json::from_str::<Value>(&desk.read("plan.json")).unwrap(), desk.json(&[]));
    desk.status(0, &["--out", "people/"]);
    let all = desk.read("people/all.ics");
    assert_eq!(all, desk.read("plan.ics"));
    assert_eq!(fs::read_dir(desk.path("people")).unwrap().count(), 4);
    let cy = desk.read("people/岑.ics");
    assert_eq!((cy.matches("BEGIN:VEVENT").count(), all.matches("BEGIN:VEVENT").count()), (1, 6));
}

/// The lines of a calendar with folded ones joined.
fn unfolded(text: &str) -> Vec<String> {
    assert!(
        text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')),
        "lines of 75 bytes, CRLF"
    );
    text.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn a_calendar_has_whole_days_that_end_before_the_next_week() {
    let desk = Desk::with(PROJECT);
    desk.status(0, &["--out", "plan.ics"]);
    let lines = unfolded(&desk.read("plan.ics"));
    assert_eq!((lines[0].as_str(), lines[1].as_str()), ("BEGIN:VCALENDAR", "VERSION:2.0"));
    let at = lines.iter().position(|line| line.contains("Bob")).expect("Bob's week");
    assert_eq!(lines[at], "SUMMARY:群管\\, 轮值: Bob\\; the\\, baker");
    let begin = lines[..at].iter().rposition(|line| line == "BEGIN:VEVENT").unwrap();
    let end = at + lines[at..].iter().position(|line| line == "END:VEVENT").unwrap();
    let event = &lines[begin..end];
    for line in ["DTSTART;VALUE=DATE:20260112", "DTEND;VALUE=DATE:20260119"] {
        assert!(event.iter().any(|found| found == line), "{line} in {event:?}");
    }
    for key in ["DTSTART", "DTEND", "DTSTAMP:", "UID:", "SUMMARY:"] {
        assert_eq!(lines.iter().filter(|line| line.starts_with(key)).count(), 6, "{key}");
    }
    let mut uids: Vec<&String> = lines.iter().filter(|line| line.starts_with("UID:")).collect();
    uids.dedup();
    assert_eq!(uids.len(), 6);
}

#[test]
fn weeks_that_nobody_can_take_are_named() {
    let desk = Desk::with(&PROJECT.replace("(member: \"ann\")", "(member: \"ann\", max_weeks: 1)"));
    let (out, said) = desk.status(0, &["--time-limit", "20"]);
    let plan: Value = serde_json::from_str(&out).unwrap();
    assert!(plan["filled"].as_u64() < Some(6) && !plan["uncovered"].as_array().unwrap().is_empty());
    assert!(
        said.contains("seats filled") && said.contains("2 at their cap, 2 without enough weeks off"),
        "{said}"
    );
}

#[test]
fn locked_duties_that_break_a_rule_end_with_status_one() {
    let locked = "(week: 1, member: \"bob\", locked: true), (week: 2, member: \"bob\", locked: true";
    let desk = Desk::with(&PROJECT.replace("(week: 2, member: \"bob\", locked: true", locked));
    let (out, said) = desk.status(1, &[]);
    let plan: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(plan["status"], "infeasible");
    assert_eq!(plan["filled"], 6, "the rest is planned around them");
    assert!(said.contains("is away in the week of 2026-01-05"), "{said}");
    assert!(said.contains("fewer than 1 weeks off"), "{said}");
}

#[test]
fn what_cannot_be_planned_is_refused_and_nothing_is_written() {
    let desk = Desk::with(PROJECT);
    for (args, says) in [
        (&["--from", "2027-01-01"][..], "no week of the rota begins on 2027-01-01"),
        (&["--weeks", "7"], "the rota has 6 weeks"),
        (&["--weeks", "0"], "--weeks"),
        (&["--from", "soon"], "YYYY-MM-DD"),
        (&["--time-limit=-1"], "--time-limit"),
        (&["--time-limit", "0"], "seconds"),
        (&["--rota", "x"], "there is no rota called"),
        (&["--out", "plan.xls", "--write"], ".csv, .ics or .json"),
        (&["--out", "nowhere/plan.csv", "--write"], "cannot be written"),
    ] {
        let (out, said) = desk.status(2, args);
        assert_eq!(out, "", "{args:?}");
        assert!(said.contains(says), "{args:?}: {said}");
        assert_eq!(desk.read("p.ron"), PROJECT);
    }
    assert_eq!(fs::read_dir(desk.0.path()).unwrap().count(), 1);
    let bare = Desk::with("(schema: 1, name: \"x\")");
    assert!(bare.status(2, &[]).1.contains("no rota"));
}

#[test]
fn the_sample_is_planned() {
    let desk = Desk::with(&sample());
    let plan = desk.json(&[]);
    assert_eq!(plan["status"], "optimal");
    assert_eq!(plan["objective"], plan["bound"]);
}

#[test]
fn a_week_of_shifts_is_planned_kept_and_read_out_while_it_stands() {
    let desk = Desk::with(&sample());
    let (out, said) = desk.status(0, &["--shifts", "--write"]);
    let plan: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(
        (&plan["status"], &plan["objective"], &plan["bound"]),
        (&json!("optimal"), &json!(2007), &json!(2007))
    );
    assert_eq!((&plan["seats"], &plan["filled"], &plan["weeks"]), (&json!(4), &json!(3), &json!(1)));
    assert_eq!(plan["cost"], 30.0);
    assert_eq!(plan["uncovered"][0]["reason"], "1 away, 2 without a night's rest");
    assert!(said.contains("3 of 4 places filled by 2 people"), "{said}");
    let metrics = |desk: &Desk| -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_qunce"))
            .args(["metrics", "p.ron", "--panel", "rotation"])
            .current_dir(desk.0.path())
            .output()
            .expect("the program runs");
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["rotation"].clone()
    };
    let read = metrics(&desk);
    assert_eq!(read["shifts"][0]["objective"], 2007);
    assert_eq!(
        (&read["objective"], &read["status"]),
        (&Value::Null, &Value::Null),
        "the rota was not planned"
    );
    let planned = desk.json(&["--write"]);
    let read = metrics(&desk);
    assert_eq!((&read["objective"], &read["bound"]), (&planned["objective"], &planned["bound"]));
    assert_eq!(read["status"], "optimal");
    // Somebody edits the file: nothing is known of the plan any more.
    let edited = desk.read("p.ron").replacen("max_weeks: 1", "max_weeks: 2", 1);
    fs::write(desk.path("p.ron"), edited).unwrap();
    let read = metrics(&desk);
    assert_eq!((&read["objective"], &read["status"]), (&Value::Null, &Value::Null));
    assert_eq!(read["shifts"][0]["status"], "optimal", "the week of shifts was not touched");
}

#[test]
fn a_week_of_shifts_comes_out_by_the_endings_of_files() {
    let desk = Desk::with(&sample());
    desk.status(0, &["--shifts=周末读书夜", "--out", "week.csv"]);
    let csv = desk.read("week.csv");
    assert!(csv.contains("day,slot,from_hour,to_hour,group,group_name,member,name,locked,pay\r\n"), "{csv}");
    assert!(csv.contains("2026-10-09,晚,18,23,reading,共读群,lin,林晚,true,10.00"), "{csv}");
    desk.status(0, &["--shifts", "--out", "week/"]);
    let files = fs::read_dir(desk.path("week")).unwrap().count();
    assert_eq!(files, 3, "all, and one for each of two people");
    let (all, one) = (desk.read("week/all.ics"), desk.read("week/周行.ics"));
    assert_eq!((all.matches("BEGIN:VEVENT").count(), one.matches("BEGIN:VEVENT").count()), (3, 1));
}

#[test]
fn a_week_of_shifts_that_is_not_there_is_refused() {
    let desk = Desk::with(&sample());
    for (args, says) in [
        (&["--shifts=x"][..], "there is no such week of shifts"),
        (&["--shifts", "--from", "2027-01-01"], "there is no such week of shifts"),
        (&["--shifts", "--weeks", "2"], "--weeks"),
        (&["--shifts", "--rota", "群管值周"], "--rota"),
        (&["--shifts", "--out", "week.xls"], ".csv, .ics or .json"),
    ] {
        let (out, said) = desk.status(2, args);
        assert_eq!(out, "", "{args:?}");
        assert!(said.contains(says), "{args:?}: {said}");
    }
    assert_eq!(desk.read("p.ron"), sample());
    assert!(Desk::with(PROJECT).status(2, &["--shifts"]).1.contains("no week of shifts"));
}

#[test]
fn locked_shifts_that_break_a_rule_end_with_status_one_and_a_project_of_shifts_needs_no_flag() {
    let desk = Desk::with(
        "(schema: 1, name: \"p\", groups: [(id: \"g\", name: \"G\")], members: Inline([(id: \"a\", name: \"A\")]),
        shifts: [(name: \"w\", start: \"2026-11-02\", days: 1, groups: [(group: \"g\")],
            people: [(member: \"a\", away: [(0, 0)])],
            shifts: [(day: 0, slot: 0, group: \"g\", member: \"a\", locked: true)])])",
    );
    let (out, said) = desk.status(1, &[]);
    let plan: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&plan["status"], &plan["filled"]), (&json!("infeasible"), &json!(3)));
    assert!(said.contains("A is away on 2026-11-02"), "{said}");
}
