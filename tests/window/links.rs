//! Who is linked with whom: what is chosen, found and shown.

use egui::accesskit::Role;
use qunce::analytics::structure::{LinkGraph, TieKind, TieKinds, Ties, isolated};
use qunce::app::{Command, Dialog, FigureKey, Period, View};
use qunce::charts::{Mode, Network, PlatformChart};
use qunce::export::ExportFormat;
use qunce::i18n::Lang;

use crate::desk::Desk;

/// The little project on the view of links, all its days in scope.
fn desk(lang: Lang) -> Desk {
    let mut desk = Desk::with_tiny(lang);
    desk.apply(Command::SetPeriod(Period::All));
    desk.apply(Command::FocusGroup(1));
    desk.apply(Command::ShowView(View::Links));
    desk
}

fn ties(desk: &mut Desk) -> Ties {
    let analysis = desk.analysis();
    Ties::of(analysis.input(), 1, &analysis.scope)
}

#[test]
fn a_person_who_is_searched_for_is_shown_with_their_links() {
    let mut desk = desk(Lang::Zh);
    let ties = ties(&mut desk);
    let analysis = desk.analysis();
    let input = analysis.input();
    let pair = ties.pairs.iter().find(|pair| pair.weight(TieKinds::default()) > 0).unwrap();
    let name = |place: u32| input.member_name(ties.members[place as usize]).to_owned();
    let (own, other) = (name(pair.a), name(pair.b));
    desk.fill(desk.t("links.search"), &own);
    desk.click_button(&own);
    assert!(desk.has_button(desk.t("links.open")) && desk.has_button(&other));
    desk.click_button(&other);
    let [Dialog::Member(member)] = desk.state().dialogs.as_slice() else {
        panic!("{:?}", desk.state().dialogs);
    };
    assert_eq!(*member, ties.members[pair.b as usize]);
    desk.apply(Command::CloseDialog);
    desk.click_button(desk.t("links.clear"));
    assert!(desk.shows(desk.t("links.sum")));
}

#[test]
fn only_ties_of_the_ticked_kinds_are_drawn_and_one_kind_stays() {
    let mut desk = desk(Lang::En);
    let ties = ties(&mut desk);
    desk.click_role(Role::CheckBox, "Mentions");
    let kinds = TieKinds::default().toggled(TieKind::Mention);
    let key = FigureKey::of_group(kinds.figure("structure.links"), 1);
    let figure = desk.state().figure(&key).0.flatten().unwrap();
    let drawn = figure.chart_as::<Network>().unwrap();
    let replied = ties.pairs.iter().filter(|pair| pair.count(TieKind::Reply) > 0).count();
    assert_eq!(drawn.edges.len(), replied);
    assert_eq!(drawn.nodes.len() + drawn.alone.len(), ties.members.len(), "nobody is left out");
    assert!(!desk.is_enabled(Role::CheckBox, "Replies"), "the last kind cannot be taken out");
}

#[test]
fn a_name_that_nobody_has_says_so() {
    let mut desk = desk(Lang::Zh);
    desk.fill(desk.t("links.search"), "没有这个人");
    assert!(desk.shows(desk.t("links.nobody_found")));
}

#[test]
fn an_empty_group_says_that_nobody_is_in_it() {
    let mut desk = Desk::new(Lang::En);
    desk.apply(Command::NewProject);
    desk.apply(Command::ShowView(View::Links));
    assert!(desk.shows(desk.t("empty.no_groups")));
}

#[test]
fn links_and_platform_draw_in_every_dress() {
    let mut desk = desk(Lang::Zh);
    for lang in [Lang::Zh, Lang::En] {
        desk.apply(Command::SetLang(lang));
        for (mode, width, height) in
            [(Mode::Light, 960.0, 600.0), (Mode::Dark, 1920.0, 1200.0), (Mode::Light, 1280.0, 800.0)]
        {
            desk.apply(Command::SetMode(mode));
            desk.resize(width, height);
            for view in [View::Links, View::Platform] {
                desk.apply(Command::ShowView(view));
                assert!(!desk.shows(lang.t("chart.building")), "{view:?} in {lang:?}");
                assert_eq!(desk.out_of_reach(), Vec::<String>::new(), "{view:?} in {lang:?} at {width}");
            }
        }
    }
}

#[test]
fn people_without_a_link_leave_as_a_list() {
    let mut desk = desk(Lang::Zh);
    desk.resize(1280.0, 4000.0);
    let expected = {
        let analysis = desk.analysis();
        let graph = LinkGraph::of(analysis.input(), 1, &analysis.scope);
        isolated(analysis.input(), 1, &analysis.scope, &graph).len()
    };
    let figure = desk.state().figure(&FigureKey::of_group("structure.isolated", 1)).0.flatten().unwrap();
    assert_eq!(figure.chart.sheet(Lang::Zh).rows.len(), expected);
    let path = desk.path("isolated.csv");
    let key = FigureKey::of_group("structure.isolated", 1);
    desk.apply(Command::ExportFigure(key, ExportFormat::Csv, path.clone()));
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text.lines().count(), expected + 1);
}

#[test]
fn a_group_without_account_hangs_on_a_node_that_says_so() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::ShowView(View::Platform));
    let figure = desk.state().figure(&FigureKey::new("structure.platform")).0.flatten().unwrap();
    let tree = figure.chart_as::<PlatformChart>().unwrap();
    let named = desk.project().groups.iter().filter(|group| group.account.is_some()).count();
    let lost = tree.nodes.iter().any(|node| node.name == desk.t("platform.no_account"));
    assert_eq!(lost, named < desk.project().groups.len());
    let groups: Vec<&str> = desk.project().groups.iter().map(|group| group.name.as_str()).collect();
    for group in groups {
        assert!(tree.nodes.iter().any(|node| node.name == group), "{group}");
    }
}
