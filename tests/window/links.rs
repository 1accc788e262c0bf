//! Who is linked with whom: what is chosen, found and shown.

use egui::accesskit::Role;
use qunce::analytics::structure::{TieKind, TieKinds, Ties};
use qunce::app::{Command, Dialog, FigureKey, Period, View};
use qunce::charts::Network;
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
