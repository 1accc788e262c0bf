//! The program as scripts use it: arguments in, files, JSON and exit statuses out. No display takes part.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

/// A folder with a copy of the sample project.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        desk.put("tiny.ron", sample());
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.path(name), text).expect("written");
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_qunce"))
            .args(args)
            .current_dir(self.folder.path())
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("WAYLAND_SOCKET")
            .output()
            .expect("the program runs")
    }

    /// Runs, expects status 0, and gives what was printed on stdout.
    fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}\n{}", text(&output.stderr));
        text(&output.stdout)
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.ok(args)).expect("JSON alone on stdout")
    }

    /// Runs, expects status 2 and an empty stdout, and gives what was said on stderr.
    fn refused(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}\n{said}");
        assert_eq!(text(&output.stdout), "", "{args:?}");
        assert_eq!(said.matches("error:").count(), 1, "{args:?}\n{said}");
        said
    }

    /// Name and content of every file, folders searched.
    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        gather(self.folder.path(), &mut found);
        found.sort();
        found
    }
}

fn gather(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, found);
        } else {
            let bytes = fs::read(&path).expect("read");
            found.push((path, bytes));
        }
    }
}

fn sample() -> String {
    fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/sample_data/tiny.ron")).expect("the sample")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// Fails unless every key is there; `a.0.b` looks into the first entry of a list.
fn has_keys(value: &Value, keys: &str) {
    for key in keys.split_whitespace() {
        let pointer = format!("/{}", key.replace('.', "/"));
        assert!(value.pointer(&pointer).is_some(), "no key {key}");
    }
}

#[test]
fn metrics_have_the_keys_of_the_contract() {
    let desk = Desk::new();
    let result = desk.json(&["metrics", "tiny.ron", "--timings"]);
    has_keys(&result["project"], "name groups members messages from to time_zone");
    has_keys(
        &result["structure"]["groups"][0],
        "id name members size_limit speakers_30d active_rate.value active_rate.numerator active_rate.denominator
         active_rate.band.1 active_rate.verdict tiers.declared.core tiers.declared.middle tiers.declared.ordinary
         tiers.declared.unset tiers.target_distance tiers.message_share.top5 tiers.message_share.next20
         tiers.message_share.rest links.nodes links.pairs links.linked_pairs links.density links.multiplexity
         links.reciprocity links.transitivity links.average_clustering links.communities links.modularity
         links.absence_factor links.gini value_class reasons.0 stage cooling.exit_selection cooling.within
         cooling.entry cooling.p cooling.alarm class_by_hand worth.revenue worth.cost worth.useful_messages
         worth.staff_messages size_verdict core.people core.band.1 core.source",
    );
    has_keys(
        &result["structure"],
        "portfolio.value portfolio.cost portfolio.break_even portfolio.placed portfolio.below_break_even
         class_months.months class_months.groups naming.groups.0.following.numerator naming.groups.0.pattern",
    );
    has_keys(
        &result["engagement"],
        "daily.0.date daily.0.messages daily.0.senders dau wau mau stickiness heatmap.6.23 lifecycle.0.from
         lifecycle.0.new lifecycle.0.returning lifecycle.0.resurrecting lifecycle.0.dormant retention.interval
         retention.cohorts.0.from retention.cohorts.0.size retention.cohorts.0.returned.0 silent
         newcomer_share.messages newcomer_share.people newcomer_share.index content.texts.kept content.company.value
         content.company_answered content.members_answered content.steps.0.company content.topics.0.class
         content.topics.0.messages content.topics.0.answered.value content.topics.0.new_answerers
         content.forms.0.passed_on.value content.purposes.0.share.numerator content.serial_people.value
         content.rules.0.class content.rules.0.messages service.work.answers service.share.value
         service.steps.0.work.notices service.time_log service.time_share.value service.questions.asked
         service.questions.median_minutes service.questions.within.value service.questions.unanswered
         service.groups.0.asked service.unanswered
         service.given_back.by_messages activities.0.kind activities.0.missed",
    );
    has_keys(
        &result["funnel"],
        "funnels.0.id funnels.0.order funnels.0.window_seconds funnels.0.still_in_window funnels.0.steps.0.name
         funnels.0.steps.0.count funnels.0.steps.0.from_previous funnels.0.steps.0.from_first
         funnels.0.steps.0.median_seconds funnels.0.steps.0.optional ring.stages.4.stage ring.stages.0.count
         ring.stages.1.rate referral.generations.0 referral.k referral.depth
         referral.structural_virality referral.roots_gmv experiments",
    );
    has_keys(
        &result["rotation"],
        "weeks seats filled distinct_people loads.zhou fairness.max_min fairness.gini fairness.jain fairness.balance
         uncovered objective bound status cost",
    );
    has_keys(&result["timings_ms"], "load activity structure engagement texts content funnel rotation total");
    assert!(!result.to_string().contains("在哪里可以买到"), "numbers come without what was said");

    assert_eq!(result["project"]["messages"], 19);
    assert_eq!(result["project"]["to"], "2026-10-06");
    assert_eq!(result["rotation"]["loads"], json!({"he": 1, "lin": 1, "zhou": 2}));
    // 林晚 brought 周行 and 何青, who brought the next three; 魏然 came by himself, the bot is nobody.
    assert_eq!(result["funnel"]["referral"]["generations"], json!([2, 2, 3]));
    assert_eq!(result["funnel"]["referral"]["k"], 5.0 / 7.0);
    assert_eq!(result["funnel"]["referral"]["roots_gmv"], 404.9);
    assert_eq!(result["funnel"]["experiments"], json!([]));
}

#[test]
fn groups_are_arms_and_steps_may_be_skipped() {
    let desk = Desk::new();
    let arms = "experiments: [(id: \"x\", name: \"两个群\", goal: \"ordered\", planned_per_arm: 3, arms: [\
                (name: \"共读\", groups: [\"reading\"]), (name: \"核心\", groups: [\"core\"])])],\n    activities:";
    desk.put("arms.ron", sample().replace("activities:", arms));
    let result = desk.json(&["metrics", "arms.ron", "--panel", "funnel"]);
    let found = &result["funnel"]["experiments"][0];
    assert_eq!((&found["by_groups"], &found["sample_ratio_p"]), (&json!(true), &Value::Null));
    let of = |arm: usize, key: &str| found["arms"][arm][key].as_u64().expect("a number");
    assert_eq!((&found["arms"][0]["name"], &found["arms"][1]["name"]), (&json!("共读"), &json!("核心")));
    assert!(of(0, "people") > 0 && of(0, "successes") <= of(0, "people"));
    let charts = desk.ok(&["charts", "arms.ron"]);
    assert!(charts.contains("funnel.sequential.x") && charts.contains("funnel.ring"), "{charts}");
}

#[test]
fn an_experiment_compares_its_arms() {
    let desk = Desk::new();
    let defined = "experiments: [(id: \"poster\", name: \"海报\", exposure: \"attended\", property: \"poster\", \
                   goal: \"ordered\")],\n    activities:";
    desk.put("compared.ron", sample().replace("activities:", defined));
    let result = desk.json(&["metrics", "compared.ron", "--panel", "funnel"]);
    let found = &result["funnel"]["experiments"][0];
    has_keys(found, "id z p difference interval.1 verdict");
    // 何青 saw A and bought nothing, 苏禾 saw B and ordered, 乔木 was in no arm.
    let counts = |arm: usize| {
        [&found["arms"][arm]["name"], &found["arms"][arm]["people"], &found["arms"][arm]["successes"]]
    };
    assert_eq!(
        (counts(0), counts(1)),
        ([&json!("A"), &json!(1), &json!(0)], [&json!("B"), &json!(1), &json!(1)])
    );
    assert_eq!((&found["difference"], &found["test"]), (&json!(1.0), &json!("fisher")));
    assert!((found["p"].as_f64().expect("a chance") - 1.0).abs() < 1e-9, "{found}");
    assert_eq!(found["verdict"], "no_difference");
    // Before the order was paid, nobody had reached the goal.
    let early = desk.json(&["metrics", "compared.ron", "--panel", "funnel", "--to", "2026-10-04"]);
    assert_eq!(early["funnel"]["experiments"][0]["arms"][1]["successes"], 0);
    assert_eq!(early["funnel"]["experiments"][0]["z"], Value::Null);
}

#[test]
fn an_empty_project_has_all_panels_and_knows_nothing() {
    let desk = Desk::new();
    desk.put("empty.ron", "(schema: 1, name: \"empty\")");
    let result = desk.json(&["metrics", "empty.ron"]);
    has_keys(&result, "project structure engagement funnel rotation");
    assert_eq!(result["structure"]["groups"], json!([]));
    assert_eq!(result["engagement"]["dau"], Value::Null);
    has_keys(&result["engagement"], "silent heatmap retention.cohorts lifecycle stickiness");
    assert_eq!(result["funnel"]["funnels"], json!([]));
    assert_eq!(result["funnel"]["referral"]["generations"], json!([]));
    assert_eq!(result["funnel"]["referral"]["k"], Value::Null);
    assert_eq!(result["rotation"]["loads"], json!({}));
    assert_eq!(result["rotation"]["cost"], Value::Null);
}

#[test]
fn metrics_can_be_narrowed() {
    let desk = Desk::new();
    let args = ["metrics", "tiny.ron", "--panel", "structure", "--panel", "project", "--group", "core"];
    let result = desk.json(&args);
    assert_eq!(result.as_object().expect("an object").keys().collect::<Vec<_>>(), ["project", "structure"]);
    assert_eq!(result["structure"]["groups"].as_array().map(Vec::len), Some(1));
    assert_eq!(result["structure"]["groups"][0]["id"], "core");
    let result = desk.json(&["metrics", "tiny.ron", "--from", "2026-10-03", "--to", "2026-10-04"]);
    let daily = result["engagement"]["daily"].as_array().expect("days");
    assert_eq!(daily.iter().map(|day| &day["messages"]).collect::<Vec<_>>(), [4, 5]);
}

#[test]
fn check_tells_sound_from_broken_from_absent() {
    let desk = Desk::new();
    assert!(desk.ok(&["check", "tiny.ron"]).contains("8 members"));
    let result = desk.json(&["check", "tiny.ron", "--json"]);
    assert_eq!((&result["ok"], &result["errors"]), (&json!(true), &json!([])));
    assert_eq!(result["counts"]["messages"], 20);

    desk.put("warned.ron", sample().replace("inviter: \"lin\", source: \"seed\"", "inviter: \"nobody\""));
    let result = desk.json(&["check", "warned.ron", "--json"]);
    assert_eq!(result["warnings"][0]["kind"], "unknown_member");
    assert!(desk.ok(&["check", "warned.ron"]).contains("nobody"));

    desk.put("broken.ron", sample().replace("joined: \"2026-10-03\"", "joined: \"2026-13-03\""));
    let output = desk.run(&["check", "broken.ron", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let result: Value = serde_json::from_str(&text(&output.stdout)).expect("JSON");
    assert_eq!(result["errors"][0]["path"], "memberships[1].joined");
    let broken = fs::read_to_string(desk.path("broken.ron")).expect("the project");
    let line = 1 + broken.lines().position(|line| line.contains("2026-13-03")).expect("the line");
    assert_eq!(result["errors"][0]["line"], line);
    let output = desk.run(&["check", "broken.ron"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said.contains(&format!("broken.ron:{line}:")) && said.contains("^^^") && said.contains("help:"),
        "{said}"
    );
    assert_eq!(said.matches("error:").count(), 1, "{said}");

    desk.refused(&["check", "absent.ron"]);
    desk.refused(&["metrics", "broken.ron"]);
}

#[test]
fn bad_usage_is_refused_with_advice() {
    let desk = Desk::new();
    let before = desk.files();
    assert!(desk.refused(&["metrics", "tiny.ron", "--group", "cor"]).contains("reading, core"));
    assert!(desk.refused(&["metrics", "tiny.ron", "--from", "1.10.2026"]).contains("YYYY-MM-DD"));
    assert!(desk.refused(&["metrics", "tiny.ron", "--to", "2026-02-30"]).contains("not a date"));
    let backwards = ["metrics", "tiny.ron", "--from", "2026-10-04", "--to", "2026-10-01"];
    assert!(desk.refused(&backwards).contains("before it begins"));
    let misspelt = ["export", "tiny.ron", "--chart", "engagement.dayly", "--out", "a.svg"];
    let said = desk.refused(&misspelt);
    assert!(said.contains("did you mean `engagement.daily`?") && said.contains("rotation.loads"), "{said}");
    for wrong in [
        &["--out", "a.gif"][..],
        &["--out", "a.svg", "--format", "png"],
        &["--out", "a.png", "--scale", "5"],
        &["--out", "a.png", "--size", "900"],
        &["--out", "no/such/folder/a.png"],
    ] {
        desk.refused(&[&["export", "tiny.ron", "--chart", "engagement.daily"], wrong].concat());
    }
    desk.refused(&["export", "tiny.ron", "--chart", "all", "--out", "all.png"]);
    desk.refused(&["metrcs", "tiny.ron"]);
    desk.refused(&["import", "absent.txt", "--into", "new/project.ron"]);
    assert!(desk.files() == before, "a refusal wrote something");
}

#[test]
fn without_a_display_the_window_says_so() {
    let desk = Desk::new();
    let said = desk.refused(&["tiny.ron"]);
    assert!(said.contains("DISPLAY") && said.contains("subcommands need none"), "{said}");
}

#[test]
fn charts_are_listed_by_name_and_title() {
    let desk = Desk::new();
    let list = desk.ok(&["charts", "tiny.ron", "--lang", "en"]);
    let names: Vec<&str> = list
        .lines()
        .map(|line| {
            let (name, title) = line.split_once('\t').expect("a tab");
            assert!(!title.is_empty(), "{line}");
            name
        })
        .collect();
    for name in ["structure.links", "engagement.heatmap", "funnel.newcomer", "rotation.weeks"] {
        assert!(names.contains(&name), "{name} is not in {names:?}");
    }
}

#[test]
fn all_charts_in_all_formats_come_out_the_same_twice() {
    let desk = Desk::new();
    let count = desk.ok(&["charts", "tiny.ron"]).lines().count();
    for folder in ["one", "two"] {
        let args = ["export", "tiny.ron", "--chart", "all", "--out", folder, "--lang", "en", "--scale", "1"];
        let printed = desk.ok(&args);
        assert_eq!(printed.lines().count(), 4 * count, "{printed}");
        for path in printed.lines() {
            let bytes = fs::read(desk.path(path)).expect("a file");
            let begin: &[u8] = match path.rsplit_once('.').expect("an extension").1 {
                "png" => b"\x89PNG",
                "svg" => b"<svg",
                "pdf" => b"%PDF",
                _ => "\u{FEFF}".as_bytes(),
            };
            assert!(bytes.starts_with(begin) || text(&bytes[..100]).contains("<svg"), "{path}");
        }
    }
    for (path, bytes) in
        desk.files().iter().filter(|(path, _)| path.parent().is_some_and(|p| p.ends_with("one")))
    {
        let twin = desk.path("two").join(path.file_name().expect("a name"));
        assert!(fs::read(&twin).expect("the twin") == *bytes, "{} differs", twin.display());
    }
}

#[test]
fn a_picture_obeys_its_options() {
    let desk = Desk::new();
    let export =
        |more: &[&str]| desk.ok(&[&["export", "tiny.ron", "--chart", "engagement.daily"], more].concat());
    export(&["--out", "a.png", "--size", "640x360", "--scale", "3"]);
    let png = fs::read(desk.path("a.png")).expect("a file");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((side(16), side(20)), (1920, 1080));
    export(&["--out", "light.svg", "--lang", "zh"]);
    export(&["--out", "dark.svg", "--lang", "zh", "--theme", "dark"]);
    export(&["--out", "short.csv", "--format", "csv", "--from", "2026-10-03", "--to", "2026-10-04"]);
    assert_ne!(fs::read(desk.path("light.svg")).ok(), fs::read(desk.path("dark.svg")).ok());
    let csv = fs::read_to_string(desk.path("short.csv")).expect("a table");
    assert_eq!(csv.lines().count(), 3, "{csv}");
}

#[test]
fn masked_pictures_name_nobody() {
    let desk = Desk::new();
    let names = ["林晚", "周行", "何青", "苏禾", "乔木", "唐果", "魏然", "晚风小助手"];
    let ids = ["lin", "zhou", "he", "su", "qiao", "tang", "wei", "bot"];
    // Ids that cannot stand in a picture by chance.
    let marked =
        ids.iter().fold(sample(), |all, id| all.replace(&format!("\"{id}\""), &format!("\"zq7{id}\"")));
    desk.put("marked.ron", marked);
    let export = |folder: &str, more: &[&str]| {
        for format in ["svg", "csv"] {
            let args = ["export", "marked.ron", "--chart", "all", "--out", folder, "--format", format];
            desk.ok(&[&args, more].concat());
        }
        let mut found = Vec::new();
        gather(&desk.path(folder), &mut found);
        found.into_iter().map(|(path, bytes)| (path, text(&bytes))).collect::<Vec<_>>()
    };
    let shown = export("shown", &["--lang", "zh"]);
    assert!(
        shown.iter().any(|(_, text)| names[..7].iter().all(|name| text.contains(name))),
        "names are shown"
    );
    for lang in ["zh", "en"] {
        let masked = export(&format!("masked-{lang}"), &["--mask", "--lang", lang]);
        assert_eq!(masked.len(), shown.len());
        for (path, text) in &masked {
            for name in names {
                assert!(!text.contains(name), "{} names {name}", path.display());
            }
            assert!(!text.contains("zq7"), "{} shows an id", path.display());
        }
        let word = if lang == "zh" { "成员 003" } else { "Member 003" };
        assert!(masked.iter().any(|(_, text)| text.contains(word)), "nobody is called {word}");
    }
}

const CHAT: &str = "[2023/2/7, 13:56:34] Ann: hello\n[2023/2/7, 13:57:00] Bo: hi\nthere\n\
                    [2023/2/13, 09:00:00] Bo: again\n[2023/2/13, 09:01:00] Cy: yes\n";

#[test]
fn a_chat_becomes_a_project() {
    let desk = Desk::new();
    desk.put("_chat.txt", CHAT);
    let before = desk.files();
    let import =
        ["import", "_chat.txt", "--into", "club/project.ron", "--group", "garden", "--time-zone", "UTC"];
    let report = desk.json(&[&import[..], &["--json", "--dry-run"]].concat());
    assert_eq!((&report["new_messages"], &report["new_members"]), (&json!(4), &json!(3)));
    assert!(desk.files() == before, "a dry run wrote something");

    assert!(desk.ok(&import).contains("4 new messages"));
    for name in ["project.ron", "members.csv", "memberships.csv", "messages.parquet"] {
        assert!(desk.path("club").join(name).is_file(), "{name}");
    }
    let result = desk.json(&["metrics", "club/project.ron"]);
    assert_eq!(result["project"]["name"], "club");
    assert_eq!((&result["project"]["messages"], &result["project"]["members"]), (&json!(4), &json!(3)));
    assert_eq!(result["project"]["time_zone"], "UTC");
    assert_eq!(result["engagement"]["daily"][6]["senders"], 2);

    let again = desk.json(&[&import[..], &["--json"]].concat());
    assert_eq!((&again["new_messages"], &again["duplicates"]), (&json!(0), &json!(4)));
    has_keys(
        &again["files"][0],
        "path format group entries people_messages system senders joins leaves first last skipped warnings",
    );
    assert_eq!(again["files"][0]["first"], "2023-02-07T13:56:34");
    desk.ok(&["check", "club/project.ron"]);
}

#[test]
fn a_system_line_about_nobody_makes_nobody() {
    let desk = Desk::new();
    let line = "[2023/2/7, 13:55:00] Messages and calls are end-to-end encrypted. No one outside of this chat can read them.\n";
    desk.put("_chat.txt", format!("{line}{CHAT}"));
    desk.ok(&["import", "_chat.txt", "--into", "new.ron", "--time-zone", "UTC"]);
    let result = desk.json(&["metrics", "new.ron", "--panel", "project"]);
    assert_eq!((&result["project"]["messages"], &result["project"]["members"]), (&json!(4), &json!(3)));
    assert_eq!(desk.json(&["check", "new.ron", "--json"])["counts"]["messages"], 5);
}

#[test]
fn an_import_into_a_project_adds_to_it() {
    let desk = Desk::new();
    desk.put("_chat.txt", CHAT);
    let import = ["import", "_chat.txt", "--into", "tiny.ron", "--group", "reading"];
    let before = desk.files();
    desk.ok(&[&import[..], &["--dry-run"]].concat());
    assert!(desk.files() == before, "a dry run wrote something");
    desk.ok(&import);
    let saved = fs::read_to_string(desk.path("tiny.ron")).expect("the project");
    assert!(saved.contains("晚上好，十月读《边城》。") && saved.contains("hello"), "texts are kept");
    let result = desk.json(&["metrics", "tiny.ron", "--panel", "project"]);
    assert_eq!((&result["project"]["messages"], &result["project"]["members"]), (&json!(23), &json!(11)));

    desk.ok(&["import", "_chat.txt", "--into", "hidden.ron", "--pseudonymise"]);
    let told: String = desk
        .files()
        .iter()
        .filter(|(path, _)| {
            !path.ends_with("tiny.ron") && path.extension().is_some_and(|e| e == "ron" || e == "csv")
        })
        .map(|(_, bytes)| text(bytes))
        .collect();
    assert!(told.contains("members") && !told.contains("Ann") && !told.contains("hello"), "{told}");
}

#[test]
fn lists_and_orders_come_in_through_flags() {
    let desk = Desk::new();
    desk.put("list.csv", "甲,乙\nwx_1,安\nwx_2,波\n");
    let list =
        ["import", "list.csv", "--into", "p.ron", "--as", "members", "--map", "甲=id", "--map", "乙=name"];
    assert!(desk.refused(&list).contains("--roster-date"));
    let dated = [&list[..], &["--roster-date", "2026-10-01"]].concat();
    assert!(
        desk.refused(&[&list[..8], &["--map", "乙=nickname", "--roster-date", "2026-10-01"]].concat())
            .contains("nickname")
    );
    let report = desk.json(&[&dated[..], &["--group", "g", "--json"]].concat());
    assert_eq!(report["files"][0]["table"]["added"], 2);
    desk.put("orders.csv", "订单号,时间,买家,金额\n1,2026-10-02,安,¥9.90\n2,2026-10-02,丁,1\n");
    let said = desk.ok(&["import", "orders.csv", "--into", "p.ron"]);
    assert!(said.contains("2 new, 0 already there, 0 changed, 1 matched with nobody"), "{said}");
    let check = desk.json(&["check", "p.ron", "--json"]);
    assert_eq!(
        (&check["counts"]["rosters"], &check["warnings"][0]["kind"]),
        (&1.into(), &"unmatched".into())
    );
}

#[test]
fn an_undecidable_date_order_is_asked_for() {
    let desk = Desk::new();
    desk.put("_chat.txt", "4/5/20, 10:00 - Ann: a\n4/5/20, 11:00 - Bo: b\n");
    let before = desk.files();
    assert!(desk.refused(&["import", "_chat.txt", "--into", "new.ron"]).contains("--date-order"));
    assert!(desk.files() == before, "a refusal wrote something");
    let report = desk.json(&["import", "_chat.txt", "--into", "new.ron", "--date-order", "mdy", "--json"]);
    assert_eq!(report["files"][0]["first"], "2020-04-05T10:00:00");
}

#[test]
fn a_made_up_portfolio_is_sound_and_never_overwrites() {
    let desk = Desk::new();
    let sizes = ["--messages", "600", "--members", "40", "--groups", "3", "--days", "60", "--seed", "7"];
    let printed = desk.ok(&[&["synth", "made"][..], &sizes].concat());
    let project = printed.trim();
    assert_eq!(project, Path::new("made").join("project.ron").to_str().expect("a path"));
    let result = desk.json(&["check", project, "--json"]);
    assert_eq!(result["counts"]["messages"], 600);
    assert_eq!((&result["counts"]["members"], &result["counts"]["groups"]), (&json!(40), &json!(3)));
    let before = desk.files();
    assert!(desk.refused(&[&["synth", "made"][..], &sizes].concat()).contains("not empty"));
    desk.refused(&["synth", "none", "--members", "0"]);
    assert!(desk.files() == before, "a refusal wrote something");
}

/// Zachary's karate club (1977), each tie a reply, against the values that networkx and igraph agree on.
#[test]
fn the_karate_club_is_measured_as_published() {
    let desk = Desk::new();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/graph.json");
    let vectors: Value = serde_json::from_str(&fs::read_to_string(file).expect("vectors")).expect("JSON");
    let club =
        vectors["graphs"].as_array().expect("graphs").iter().find(|graph| graph["name"] == "karate_club");
    let club = club.expect("the club");
    let mut messages = Vec::new();
    for person in club["nodes"].as_array().expect("nodes") {
        let id = format!("m{}", person.as_str().expect("a name"));
        let at = 1_700_000_000 + messages.len();
        messages.push(
            json!({"sender": person, "timestamp": at, "type": 0, "content": "hi", "platformMessageId": id}),
        );
    }
    for (number, tie) in club["edges"].as_array().expect("edges").iter().enumerate() {
        messages.push(json!({
            "sender": tie[0], "timestamp": 1_700_010_000 + number, "type": 25, "content": format!("re {number}"),
            "platformMessageId": format!("e{number}"),
            "replyToMessageId": format!("m{}", tie[1].as_str().expect("a name")),
        }));
    }
    let chat = json!({
        "chatlab": {"version": "0.0.2"}, "meta": {"name": "karate", "platform": "wechat", "type": "group"},
        "messages": messages,
    });
    desk.put("karate.json", chat.to_string());
    desk.ok(&["import", "karate.json", "--into", "karate.ron"]);
    let result = desk.json(&["metrics", "karate.ron", "--panel", "structure"]);
    let links = &result["structure"]["groups"][0]["links"];
    let number = |key: &str| links[key].as_f64().unwrap_or_else(|| panic!("{key} in {links}"));
    assert_eq!((&links["nodes"], &links["linked_pairs"]), (&json!(34), &json!(78)));
    assert!((number("density") - 0.1390).abs() < 5e-5, "{links}");
    assert!((number("transitivity") - 0.2557).abs() < 5e-5, "{links}");
    assert!(number("modularity") >= 0.407, "{links}");
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::Stdio;
    let desk = Desk::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_qunce"))
        .args(["metrics", "tiny.ron"])
        .current_dir(desk.folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), text(&output.stderr).as_str()), (Some(0), ""));
}
