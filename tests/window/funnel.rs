//! The funnel page: funnels that are made and changed in the window, the vine, experiments and money.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::app::{Command, Edit, FigureKey, Page, Period, View};
use qunce::charts::catalogue::{self, Source};
use qunce::charts::{Pick, Table};
use qunce::i18n::Lang;
use qunce::model::{Money, PriceTier, StepOrder};

use crate::desk::Desk;

const UNDO: (Modifiers, Key) = (Modifiers::COMMAND, Key::Z);
const VIEWS: [View; 4] = [View::Funnels, View::Referral, View::Money, View::Experiments];

/// A group in which one person brings three, one of whom brings a fourth, and some of them buy.
fn project() -> String {
    let members = [("a", ""), ("b", "a"), ("c", "a"), ("d", "a"), ("e", "b"), ("f", "f")];
    let member = |(id, inviter): (&str, &str)| match inviter {
        "" => format!("(id: \"{id}\", name: \"名{id}\")"),
        _ => format!("(id: \"{id}\", name: \"名{id}\", inviter: \"{inviter}\", source: \"referral\")"),
    };
    let stay = |(day, (id, _)): (usize, (&str, &str))| {
        format!("(group: \"g\", member: \"{id}\", joined: \"2026-10-0{}\")", day + 1)
    };
    let list = |items: Vec<String>| items.join(",");
    format!(
        "(schema: 1, name: \"裂变的群\", groups: [(id: \"g\", name: \"甲群\", monthly_cost: \"310.00\")], \
         members: Inline([{}]), memberships: Inline([{}]), \
         orders: Inline([(id: \"1\", at: \"2026-10-10T10:00:00+08:00\", member: \"b\", product: \"卡\", \
         amount: \"365.00\", group: \"g\", tier: \"365\", expires: \"2026-11-05\"), \
         (id: \"2\", at: \"2026-10-12T10:00:00+08:00\", member: \"e\", product: \"卡\", amount: \"299.99\", \
         group: \"g\")]), messages: Inline([(id: 1, at: \"2026-10-31T10:00:00+08:00\", group: \"g\", \
         member: \"a\", text: \"x\")]))",
        list(members.into_iter().map(member).collect()),
        list(members.into_iter().enumerate().map(stay).collect()),
    )
}

fn desk(lang: Lang) -> Desk {
    Desk::open_tall(lang, &project(), 3200.0)
}

#[test]
fn a_funnel_is_made_from_a_template_changed_and_taken_back_by_undo() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowView(View::Funnels));
    assert!(desk.shows("还没有漏斗"));
    desk.click_button("新建漏斗…");
    desk.click_button("直接转化");
    assert_eq!(desk.project().funnels[0].steps.len(), 5);
    desk.click_button("第 3 步: 删除这一步");
    let steps: Vec<String> = desk.project().funnels[0].steps.iter().map(|step| step.event.clone()).collect();
    assert_eq!(steps, ["joined", "first_spoke", "ordered", "invited"]);
    desk.click_button("第 3 步: 上移");
    desk.fill("漏斗名", "买卡");
    assert_eq!(desk.project().funnels[0].steps[1].event, "ordered");
    // What is typed counts once the field is left.
    desk.click_button("加一步");
    assert_eq!(desk.project().funnels[0].name, "买卡");
    let analysis = desk.analysis();
    let counts: Vec<u32> = analysis.panels.funnel.funnels[0].steps.iter().map(|step| step.count).collect();
    assert_eq!(&counts[..2], [6, 2], "the results follow the definition");
    while desk.is_dirty() {
        desk.press(UNDO.0, UNDO.1);
    }
    assert!(desk.project().funnels.is_empty());
}

#[test]
fn who_came_to_one_step_and_not_to_another_is_listed() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowView(View::Funnels));
    desk.click_button("新建漏斗…");
    desk.click_button("间接转化");
    let mut funnel = desk.project().funnels[0].clone();
    funnel.order = StepOrder::Unordered;
    funnel.steps.truncate(2);
    desk.apply(Command::Edit(Edit::SetFunnel(Box::new(funnel))));
    desk.click_button("看这 4 人");
    assert!(desk.shows("名a") && desk.shows("名c") && !desk.shows("名b"));
}

#[test]
fn the_vine_stands_with_its_numbers_and_bad_records_are_listed_not_drawn() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowView(View::Referral));
    let trees = desk.analysis().panels.funnel.referral.trees.clone().expect("invitations are on record");
    assert_eq!(trees.forest.generation_sizes(), [2, 3, 1]);
    assert_eq!(trees.forest.refused.len(), 1, "nobody brings themselves");
    for figure in ["vine", "generations", "branches", "branch", "ledgers", "channels", "refused"] {
        let (built, _) = desk.state().figure(&FigureKey::new(format!("funnel.{figure}")));
        assert!(matches!(built, Some(Some(_))), "{figure}");
    }
    let (ledgers, _) = desk.state().figure(&FigureKey::new("funnel.ledgers"));
    let sheet = ledgers.unwrap().unwrap().chart.sheet(Lang::Zh);
    let first = &sheet.rows[1];
    assert_eq!(first[..4], ["名a", "¥0", "¥664.99", "¥365"]);
}

#[test]
fn prices_and_budget_are_kept_as_typed_and_undone() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowView(View::Money));
    desk.click_button("编辑价格");
    // The first row is what the orders say.
    desk.click_button("加一行");
    assert!(!desk.is_enabled(Role::Button, "保存"), "a price without a name is none");
    desk.click_button("删除行 2");
    desk.fill("名额 1", "337");
    desk.click_button("保存");
    let tier = PriceTier { name: "365".to_owned(), price: Money(36_500), slots: Some(337) };
    assert_eq!(desk.project().prices, [tier]);
    desk.click_button("编辑预算");
    desk.click_button("加一行");
    desk.fill("用途 1", "海报");
    desk.fill("计划 1", "100.10");
    desk.fill("日期 1", "2026-10-09");
    desk.click_button("保存");
    assert_eq!((desk.project().budget[0].planned, desk.project().budget[0].spent), (Money(10_010), None));
    let path = desk.path("kept.ron");
    desk.apply(Command::SaveAs(path.clone()));
    let before = desk.project().clone();
    desk.apply(Command::OpenProject(path));
    assert_eq!(*desk.project(), before, "prices and budget come back from the file");
    desk.apply(Command::Edit(Edit::SetBudget(Vec::new())));
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(desk.project().budget.len(), 1);
}

#[test]
fn an_experiment_keeps_its_card() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.resize(1280.0, 2400.0);
    desk.apply(Command::ShowView(View::Experiments));
    desk.click_button("新建试验…");
    assert!(!desk.is_enabled(Role::Button, "保存试验"), "what is compared must be said");
    desk.fill("试验名", "欢迎语");
    let mut made = qunce::model::Experiment {
        id: "x".into(),
        name: "欢迎语".to_owned(),
        exposure: "welcome".to_owned(),
        property: "arm".to_owned(),
        arms: Vec::new(),
        goal: "ordered".to_owned(),
        started: None,
        planned_per_arm: None,
        card: Default::default(),
    };
    desk.click_button("放弃修改");
    made.card.plan = "想多留人".to_owned();
    desk.apply(Command::Edit(Edit::SetExperiment(Box::new(made.clone()))));
    assert_eq!(desk.project().experiments, [made]);
    desk.click_button("定为计划人数");
    assert!(desk.project().experiments[0].planned_per_arm.is_some_and(|people| people > 100));
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(desk.project().experiments[0].planned_per_arm, None);
}

#[test]
fn the_four_views_draw_with_little_and_with_nothing_to_show() {
    let mut empty = Desk::new(Lang::Zh);
    empty.apply(Command::NewProject);
    for mut desk in [desk(Lang::Zh), Desk::with_tiny(Lang::Zh), empty] {
        for lang in [Lang::Zh, Lang::En] {
            desk.apply(Command::SetLang(lang));
            for (width, height) in [(960.0, 600.0), (1920.0, 1600.0)] {
                desk.resize(width, height);
                for view in VIEWS {
                    desk.apply(Command::ShowView(view));
                    assert_eq!(desk.state().page, Page::Funnel);
                    assert!(!desk.shows(lang.t("chart.building")), "{view:?}");
                    assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "{view:?} in {lang:?} at {width}");
                }
            }
        }
    }
}

#[test]
fn the_ring_closes_with_the_people_behind_its_numbers() {
    for lang in [Lang::Zh, Lang::En] {
        let mut desk = desk(lang);
        let day = |text: &str| text.parse().unwrap();
        desk.apply(Command::SetPeriod(Period::Fixed(day("2026-10-01"), day("2026-10-31"))));
        desk.apply(Command::ShowView(View::Funnels));
        desk.click(lang.t("funnel.ring"));
        let (built, _) = desk.state().figure(&FigureKey::new("funnel.ring"));
        let sheet = built.flatten().expect("the ring is built").chart.sheet(lang);
        let row = |stage: usize| sheet.rows[stage][1..5].to_vec();
        // Six joined, five were brought, one of them nobody knows by whom; one spoke, on the last day; two paid, who had
        // not spoken; nobody renewed.
        assert_eq!(row(0), ["6", "0.8333333333333334", "5", "6"]);
        assert_eq!(row(1), ["1", "0.16666666666666666", "1", "6"]);
        assert_eq!(row(2), ["2", "0", "0", "1"]);
        assert_eq!(row(3)[0], "0");
        assert_eq!(row(4), ["2", "", "0", "0"]);
        assert_eq!(desk.out_of_reach(), Vec::<String>::new());
    }
}

#[test]
fn a_step_between_may_be_skipped_and_the_ends_may_not() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowView(View::Funnels));
    desk.click_button("新建漏斗…");
    desk.click_button("直接转化");
    let counts = |desk: &mut Desk| -> Vec<u32> {
        desk.analysis().panels.funnel.funnels[0].steps.iter().map(|step| step.count).collect()
    };
    assert_eq!(counts(&mut desk), [6, 1, 0, 0, 0]);
    assert!(!desk.is_enabled(Role::CheckBox, "第 1 步: 可跳过"));
    assert!(!desk.is_enabled(Role::CheckBox, "第 5 步: 可跳过"));
    desk.click_role(Role::CheckBox, "第 2 步: 可跳过");
    desk.click_role(Role::CheckBox, "第 3 步: 可跳过");
    assert_eq!(counts(&mut desk), [6, 1, 0, 2, 0], "two bought, one spoke afterwards to nobody's loss");
    let path = desk.path("skipped.ron");
    desk.apply(Command::SaveAs(path.clone()));
    let before = desk.project().clone();
    desk.apply(Command::OpenProject(path));
    assert_eq!(*desk.project(), before, "what may be skipped comes back from the file");
    // Moved to the end it must be done again.
    desk.apply(Command::ShowView(View::Funnels));
    desk.click_button("第 2 步: 上移");
    let optional: Vec<bool> = desk.project().funnels[0].steps.iter().map(|step| step.optional).collect();
    assert_eq!(optional, [false, false, true, false, false]);
    desk.press(UNDO.0, UNDO.1);
    assert_eq!(*desk.project(), before);
}

#[test]
fn all_four_ways_of_attribution_can_be_chosen() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowView(View::Funnels));
    desk.click_button("新建漏斗…");
    desk.click_button("直接转化");
    let id = desk.project().funnels[0].id.clone();
    desk.click("群");
    for (word, kind) in [("末次", "last"), ("所有事件", "all"), ("某一步", "step1"), ("首次", "first")]
    {
        desk.click(word);
        let (built, _) = desk.state().figure(&FigureKey::new(format!("funnel.by_group_{kind}.{id}")));
        let figure = built.flatten().unwrap_or_else(|| panic!("{kind}"));
        assert_eq!(figure.chart.sheet(Lang::Zh).rows[0][..2], ["甲群", "6"], "{kind}");
    }
}

#[test]
fn groups_become_the_arms_of_an_experiment() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.resize(1280.0, 2400.0);
    desk.apply(Command::ShowView(View::Experiments));
    desk.click_button("新建试验…");
    desk.fill("试验名", "两个群");
    desk.click("群");
    assert!(!desk.is_enabled(Role::Button, "保存试验"), "an arm needs a group");
    desk.click_button("方案 1: 选群…");
    desk.click_role(Role::CheckBox, "共读群");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.click_button("方案 2: 选群…");
    desk.click_role(Role::CheckBox, "核心群");
    desk.press(Modifiers::NONE, Key::Escape);
    desk.click_button("保存试验");
    let made = desk.project().experiments[0].clone();
    let arms: Vec<(&str, usize)> =
        made.arms.iter().map(|arm| (arm.name.as_str(), arm.groups.len())).collect();
    assert_eq!(arms, [("对照", 1), ("新做法", 1)]);
    assert!(made.exposure.is_empty());
    let result = desk.analysis().panels.funnel.experiments[0].clone();
    assert!(result.by_groups && result.arms.len() == 2, "{result:?}");
    let planned = qunce::model::Experiment { planned_per_arm: Some(4), ..made };
    desk.apply(Command::Edit(Edit::SetExperiment(Box::new(planned))));
    let id = desk.project().experiments[0].id.clone();
    let (built, _) = desk.state().figure(&FigureKey::new(format!("funnel.sequential.{id}")));
    let figure = built.flatten().expect("a planned experiment has its course");
    assert_eq!(figure.chart.sheet(Lang::Zh).header.len(), 8);
    desk.press(UNDO.0, UNDO.1);
    desk.press(UNDO.0, UNDO.1);
    assert!(desk.project().experiments.is_empty());
}

#[test]
fn numbers_of_tables_open_as_many_people_as_they_say() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowView(View::Funnels));
    desk.click_button("新建漏斗…");
    desk.click_button("直接转化");
    let mut funnel = desk.project().funnels[0].clone();
    funnel.steps[1].optional = true;
    funnel.steps[2].optional = true;
    desk.apply(Command::Edit(Edit::SetFunnel(Box::new(funnel))));
    let analysis = desk.analysis();
    let source = Source {
        input: analysis.input(),
        scope: &analysis.scope,
        compared: None,
        panels: &analysis.panels,
        before: None,
        hours: None,
        talk: None,
        lang: Lang::Zh,
    };
    let id = &desk.project().funnels[0].id;
    let mut seen = 0;
    for kind in ["steps", "by_source", "by_tier", "by_group_first", "by_group_all", "by_group_step4"] {
        let figure = catalogue::figure(&source, &format!("funnel.{kind}.{id}"), None).unwrap();
        let table = figure.chart_as::<Table>().expect("a table");
        for cell in table.rows.iter().flatten() {
            let Ok(count) = cell.text.parse::<usize>() else { continue };
            let opened = match &cell.pick {
                Some(Pick::People { members, .. }) => members.len(),
                _ => 0,
            };
            assert_eq!(opened, count, "{kind}: {cell:?}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
    // Whole and part of a rate: the part is opened.
    for name in ["funnel.generations", "funnel.channels", "money.arpu", "money.costs"] {
        let figure = catalogue::figure(&source, name, None).unwrap();
        let table = figure.chart_as::<Table>().expect("a table");
        for cell in table.rows.iter().flatten() {
            let part = cell.text.split_once('(').and_then(|(_, rest)| rest.split(&['/', ')']).next());
            let (Some(part), Some(Pick::People { members, .. })) = (part, &cell.pick) else { continue };
            assert_eq!(part.trim().parse::<usize>().unwrap(), members.len(), "{name}: {cell:?}");
        }
    }
}
