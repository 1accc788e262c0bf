//! All groups against one another, whom to promote, and names against a rule.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::analytics::structure::{CostMeasure, ValueMeasure};
use qunce::app::{Command, Dialog, Edit, FigureKey, Page, Period, View};
use qunce::charts::Pick;
use qunce::i18n::Lang;
use qunce::log::Columns;
use qunce::model::{Money, Tier, ValueClass};
use qunce::project_file;

use crate::desk::Desk;

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);

fn desk(view: View) -> Desk {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::SetPeriod(Period::All));
    desk.apply(Command::ShowView(view));
    desk
}

fn figure(desk: &mut Desk, name: &str) -> std::sync::Arc<qunce::charts::Figure> {
    let key = FigureKey::new(name);
    desk.apply(Command::WantFigure(key.clone()));
    desk.state().figure(&key).0.flatten().expect(name)
}

#[test]
fn a_monthly_cost_turns_the_board_to_money_and_is_undone() {
    let mut desk = desk(View::Portfolio);
    let before = desk.analysis().structure().portfolio;
    desk.apply(Command::Edit(Edit::SetGroupCost { group: "core".into(), cost: Some(Money(10_000)) }));
    let portfolio = desk.analysis().structure().portfolio;
    assert_eq!((portfolio.value, portfolio.cost), (ValueMeasure::Revenue, CostMeasure::Money));
    assert!(portfolio.break_even && portfolio.below_break_even >= Some(1), "{portfolio:?}");
    let board = figure(&mut desk, "structure.board");
    assert!(board.chart.sheet(Lang::Zh).rows.iter().any(|row| row[0] == "核心群"));
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(desk.analysis().structure().portfolio, before);
}

#[test]
fn a_class_set_by_hand_is_marked_keeps_the_rule_is_saved_and_goes_back() {
    let mut desk = desk(View::Group);
    let rule = desk.analysis().structure().groups[0].value_class;
    desk.apply(Command::FocusGroup(0));
    desk.click_button(desk.t("group.class_change"));
    desk.click(desk.t("class.dead"));
    desk.fill(desk.t("group.class_note"), "活动已结束");
    desk.fill(desk.t("group.class_by"), "林晚");
    desk.click_button(desk.t("dialog.apply"));
    assert!(desk.shows(desk.t("class.by_hand")) && desk.shows("活动已结束"));
    let found = desk.analysis().structure().groups[0].clone();
    assert_eq!((found.class(), found.value_class), (Some(ValueClass::Dead), rule));
    desk.apply(Command::Save);
    let kept = project_file::open(&desk.path("tiny.ron"), Columns { text: false }).unwrap().document;
    let class = kept.project.groups[0].class.clone().unwrap();
    assert_eq!((class.class, class.by.as_str()), (ValueClass::Dead, "林晚"));
    assert!(class.on.is_some());
    // Back to the rule through the same window.
    desk.click_button(desk.t("group.class_change"));
    desk.click(desk.t("group.class_rule"));
    desk.click_button(desk.t("dialog.apply"));
    assert_eq!(desk.project().groups[0].class, None);
    assert!(!desk.shows("活动已结束"));
}

#[test]
fn an_amount_that_is_none_cannot_be_applied() {
    let mut desk = desk(View::Group);
    desk.click_button(desk.t("group.edit"));
    desk.fill(desk.t("group.cost"), "很多");
    assert!(!desk.is_enabled(Role::Button, desk.t("dialog.apply")));
    desk.fill(desk.t("group.cost"), "120.5");
    desk.click_button(desk.t("dialog.apply"));
    assert!(desk.project().groups.iter().any(|group| group.monthly_cost == Some(Money(12_050))));
}

#[test]
fn a_candidate_is_promoted_by_one_button_and_back_by_undo() {
    let mut desk = desk(View::Group);
    desk.apply(Command::FocusGroup(0));
    desk.resize(1280.0, 2400.0);
    let label =
        format!("{} 唐果", desk.state().lang().tf("candidates.make", &[("tier", &desk.t("tier.middle"))]));
    desk.click_button(&label);
    assert_eq!(desk.project().member(&"tang".into()).unwrap().tier, Some(Tier::Middle));
    assert!(!desk.has_button(&label), "who was promoted is no candidate any more");
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(desk.project().member(&"tang".into()).unwrap().tier, Some(Tier::Ordinary));
    assert!(desk.has_button(&label));
}

#[test]
fn without_a_naming_rule_the_view_offers_ready_ones() {
    let mut desk = desk(View::Naming);
    assert!(desk.shows(desk.t("naming.empty")));
    assert!(!desk.shows(desk.t("figure.renames")), "no list of what nobody asked for");
    desk.click_button(desk.t("naming.preset_name"));
    desk.click_button(desk.t("naming.save"));
    assert_eq!(desk.project().naming.as_deref(), Some("{姓名:汉字 2-4}[-{行业}]"));
    assert!(desk.shows(desk.t("figure.renames")) && desk.shows(desk.t("naming.all_follow")));
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(desk.project().naming, None);
}

#[test]
fn a_faulty_rule_says_what_is_wrong_as_it_is_typed_and_cannot_be_saved() {
    let mut desk = desk(View::Naming);
    desk.fill(desk.t("naming.pattern"), "{城市");
    assert!(desk.shows(desk.t("naming.error_open")));
    assert!(!desk.is_enabled(Role::Button, desk.t("naming.save")));
    desk.fill(desk.t("naming.pattern"), "{城市}-{姓名}");
    assert!(!desk.shows(desk.t("naming.error_open")) && desk.shows("0 / "), "nobody follows it yet");
    assert!(desk.is_enabled(Role::Button, desk.t("naming.save")));
}

#[test]
fn the_message_is_copied_batch_by_batch_with_the_names_in_front() {
    let mut desk = desk(View::Naming);
    desk.apply(Command::FocusGroup(0));
    let pattern = Some("{城市}-{姓名}".to_owned());
    desk.apply(Command::Edit(Edit::SetNaming { group: None, pattern }));
    desk.set_number(desk.t("naming.per_batch"), 2.0);
    desk.click_first("复制第 2 批");
    let Some(qunce::app::Clip::Text(text)) = desk.state().clipboard.last().cloned() else {
        panic!("nothing was copied");
    };
    let (names, words) = text.split_once('\n').unwrap();
    assert_eq!(names.matches('@').count(), 2, "{names}");
    assert!(words.contains("城市-姓名") && !words.contains('{'), "{words}");
}

#[test]
fn a_rule_of_one_group_leaves_the_others_alone() {
    let mut desk = desk(View::Naming);
    let pattern = Some("{level:书友|导师}-{name}".to_owned());
    desk.apply(Command::Edit(Edit::SetNaming { group: Some("core".into()), pattern }));
    let sheet = figure(&mut desk, "structure.naming").chart.sheet(Lang::Zh);
    let rules: Vec<(&str, &str)> = sheet.rows.iter().map(|row| (row[0].as_str(), row[4].as_str())).collect();
    assert_eq!(rules, [("核心群", "{level:书友|导师}-{name}"), ("共读群", "")]);
    let renames = figure(&mut desk, "structure.renames").chart.sheet(Lang::Zh);
    assert!(!renames.rows.is_empty() && renames.rows.iter().all(|row| row[2] == "核心群"));
}

#[test]
fn a_click_on_a_group_of_the_board_opens_that_group() {
    let mut desk = desk(View::Portfolio);
    desk.apply(Command::Pick(Pick::Group(1)));
    assert_eq!(desk.state().view(Page::Structure), Some(View::Group));
    assert_eq!(desk.loaded().focus_group, Some(1));
}

#[test]
fn people_who_break_the_rule_can_be_listed() {
    let mut desk = desk(View::Naming);
    desk.fill(desk.t("naming.pattern"), "{城市}-{姓名}");
    desk.click_role(Role::Link, desk.t("naming.see_wrong"));
    assert!(
        matches!(desk.state().dialogs.as_slice(), [Dialog::People { members, .. }] if !members.is_empty())
    );
}

#[test]
fn every_view_of_an_empty_project_draws() {
    let mut desk = Desk::new(Lang::En);
    desk.apply(Command::NewProject);
    for view in View::of(Page::Structure) {
        desk.apply(Command::ShowView(*view));
        assert!(desk.shows(desk.t("empty.no_groups")), "{view:?}");
    }
}

#[test]
fn every_view_fits_the_smallest_window() {
    let mut desk = desk(View::Portfolio);
    desk.apply(Command::Edit(Edit::SetNaming { group: None, pattern: Some("{a}-{b}".to_owned()) }));
    for lang in [Lang::Zh, Lang::En] {
        desk.apply(Command::SetLang(lang));
        for (width, height) in [(960.0, 600.0), (1280.0, 800.0)] {
            desk.resize(width, height);
            for view in [View::Portfolio, View::Group, View::Naming] {
                desk.apply(Command::ShowView(view));
                assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "{view:?} in {lang:?} at {width}");
            }
        }
    }
}

#[test]
fn three_hundred_groups_are_drawn_named_without_overlap_and_found_by_the_pointer() {
    let mut desk = Desk::new(Lang::Zh);
    let groups: String = (0..300)
        .map(|n| format!("(id: \"g{n}\", name: \"{n} 号群\", monthly_cost: \"{}.00\"),", 100 + n * 7 % 900))
        .collect();
    let orders: String = (0..300)
        .map(|n| {
            let amount = n * 37 % 2_000;
            format!(
                "(id: \"o{n}\", at: \"2026-10-05T10:00:00+08:00\", product: \"x\", amount: \"{amount}.00\", group: \"g{n}\"),"
            )
        })
        .collect();
    let text = format!("(schema: 1, name: \"大盘\", groups: [{groups}], orders: Inline([{orders}]))");
    let path = desk.put("many.ron", &text);
    desk.apply(Command::OpenProject(path));
    desk.apply(Command::SetPeriod(Period::Fixed(
        "2026-10-01".parse().unwrap(),
        "2026-10-31".parse().unwrap(),
    )));
    desk.apply(Command::ShowView(View::Portfolio));
    let portfolio = desk.analysis().structure().portfolio;
    assert_eq!((portfolio.placed, portfolio.break_even), (300, true));
    let board = figure(&mut desk, "structure.board");
    assert_eq!(board.chart.sheet(Lang::Zh).rows.len(), 300);
    assert_eq!(desk.out_of_reach(), Vec::<String>::new());
}
