//! Every page in every dress: two languages, light and dark, small and large windows, little and much to show.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::app::{Command, Dialog, FigureKey, Page};
use qunce::charts::Mode;
use qunce::i18n::Lang;
use qunce::project_file::{Changed, save};
use qunce::synth::{SynthOptions, portfolio};

use crate::desk::Desk;

/// Draws all pages in all dresses; a character that no typeface has and a button without a name end the test.
fn walk(mut desk: Desk) {
    for lang in [Lang::Zh, Lang::En] {
        desk.apply(Command::SetLang(lang));
        for (mode, width, height) in [
            (Mode::Light, 960.0, 600.0),
            (Mode::Dark, 1920.0, 1200.0),
            (Mode::Light, 1920.0, 1200.0),
            (Mode::Dark, 960.0, 600.0),
        ] {
            desk.apply(Command::SetMode(mode));
            desk.resize(width, height);
            for page in Page::ALL {
                desk.apply(Command::ShowPage(page));
                assert!(desk.shows(lang.t(page.key())), "{page:?} in {lang:?}");
                assert!(
                    !desk.shows(lang.t("chart.building")),
                    "{page:?} in {lang:?}: something is still being computed though nothing runs"
                );
                assert_eq!(
                    desk.out_of_reach(),
                    Vec::<String>::new(),
                    "{page:?} in {lang:?} at {width} x {height}"
                );
                assert!(desk.state().dialogs.is_empty(), "{page:?}: {:?}", desk.state().dialogs);
            }
        }
    }
}

#[test]
fn every_page_of_a_little_project_draws_in_every_dress() {
    walk(Desk::with_tiny(Lang::Zh));
}

#[test]
fn every_page_of_an_empty_project_draws_in_every_dress() {
    let mut desk = Desk::new(Lang::Zh);
    desk.apply(Command::NewProject);
    walk(desk);
}

#[test]
fn every_page_of_a_portfolio_draws_in_every_dress() {
    walk(with_portfolio());
}

/// A portfolio saved to a folder and opened from there.
fn with_portfolio() -> Desk {
    let mut desk = Desk::new(Lang::Zh);
    let options =
        SynthOptions { messages: 3_000, members: 120, groups: 4, days: 120, ..SynthOptions::default() };
    let document = portfolio(&options).unwrap();
    let path = desk.path("project.ron");
    save(&document, &path, Changed::ALL).unwrap();
    desk.apply(Command::OpenProject(path));
    assert_eq!(desk.loaded().document.log.len(), 3_000);
    desk
}

#[test]
fn the_first_screen_offers_every_way_to_begin_and_a_typed_path_opens_a_project() {
    let mut desk = Desk::new(Lang::Zh);
    for key in ["welcome.import", "welcome.open", "welcome.sample", "welcome.new", "welcome.path"] {
        assert!(desk.has_button(desk.t(key)), "{key}");
    }
    let path = desk.put_tiny();
    desk.click_button(desk.t("welcome.path"));
    assert!(!desk.is_enabled(Role::Button, desk.t("path.go")), "there is no path to open yet");
    desk.fill(desk.t("path.label"), path.to_str().unwrap());
    desk.click_button(desk.t("path.go"));
    assert_eq!(desk.loaded().path.as_deref(), Some(path.as_path()));
    assert!(desk.shows("晚风读书会"));
    assert!(!desk.is_dirty());
    assert_eq!(desk.state().settings.recent, [path]);
}

#[test]
fn a_new_project_begins_empty_and_unsaved() {
    let mut desk = Desk::new(Lang::En);
    desk.click_button(desk.t("welcome.new"));
    assert!(desk.is_dirty());
    assert!(desk.loaded().path.is_none());
    assert!(desk.shows(desk.t("empty.no_messages")));
}

#[test]
fn another_language_changes_the_words_at_once() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    assert!(desk.shows("总览") && !desk.shows("Overview"));
    desk.click_button(desk.t("menu.settings"));
    desk.click("English");
    assert_eq!(desk.state().lang(), Lang::En);
    assert!(desk.shows("Overview") && !desk.shows("总览"));
}

#[test]
fn dark_and_light_are_chosen_in_the_same_menu() {
    let mut desk = Desk::with_tiny(Lang::En);
    desk.click_button(desk.t("menu.settings"));
    desk.click(desk.t("theme.dark"));
    assert_eq!(desk.state().settings.mode, Mode::Dark);
}

#[test]
fn the_navigation_and_its_keys_change_the_page() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.click_button(desk.t("page.funnel"));
    assert_eq!(desk.state().page, Page::Funnel);
    desk.press(Modifiers::COMMAND, Key::Num5);
    assert_eq!(desk.state().page, Page::Rotation);
    assert!(desk.shows(desk.t("rotation.uncovered")));
}

#[test]
fn every_window_over_the_page_fits_the_smallest_window_and_can_be_closed() {
    let mut desk = with_portfolio();
    desk.resize(960.0, 600.0);
    let everybody = (0..desk.loaded().activity.members.len() as u32).collect();
    let dialogs = [
        Dialog::People { title: "每一个人".to_owned(), members: everybody },
        Dialog::Member(3),
        Dialog::Group(0),
        Dialog::Week(1),
        Dialog::Thresholds,
        Dialog::Warnings,
        Dialog::ExportFigure(FigureKey::new("engagement.daily")),
        Dialog::Error { title: "x".to_owned(), text: "a line of a long text\n".repeat(400) },
        Dialog::OpenPath,
    ];
    for lang in [Lang::Zh, Lang::En] {
        desk.apply(Command::SetLang(lang));
        for dialog in &dialogs {
            desk.apply(Command::ShowDialog(dialog.clone()));
            assert!(desk.is_on_screen(Role::Button, lang.t("dialog.close")), "{dialog:?} in {lang:?}");
            desk.click_button(lang.t("dialog.close"));
            assert_eq!(desk.state().dialogs, [], "after closing {dialog:?}");
            desk.apply(Command::ShowDialog(dialog.clone()));
            desk.press(Modifiers::NONE, Key::Escape);
            assert!(desk.state().dialogs.is_empty(), "{dialog:?} stays open when Escape is pressed");
        }
    }
}
