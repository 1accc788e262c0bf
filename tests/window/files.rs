//! Opening, closing, dropping, importing, exporting.

use qunce::app::{Clip, Command, Dialog, Edit, FigureKey, Page};
use qunce::export::ExportFormat;
use qunce::i18n::Lang;
use qunce::log::Columns;
use qunce::project_file;

use crate::desk::Desk;

fn rename(name: &str) -> Command {
    Command::Edit(Edit::RenameGroup { group: "reading".into(), name: name.to_owned() })
}

#[test]
fn a_broken_file_shows_what_the_command_line_prints_and_the_program_goes_on() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let broken =
        desk.put("broken.ron", "(\n    schema: 1,\n    name: \"一\",\n    memebrs: Inline([]),\n)\n");
    desk.apply(Command::OpenProject(broken.clone()));
    let said = project_file::open(&broken, Columns { text: false }).unwrap_err().to_string();
    assert!(said.contains("memebrs"), "{said}");
    assert!(desk.shows(desk.t("error.open")) && desk.shows(&said));
    desk.click_button(desk.t("dialog.copy"));
    assert!(
        matches!(desk.state().clipboard.as_slice(), [Clip::Text(text)] if *text == said),
        "{:?}",
        desk.state().clipboard
    );
    desk.click_button(desk.t("dialog.close"));
    assert!(desk.state().dialogs.is_empty());
    assert_eq!(desk.project().name, "晚风读书会");
    desk.click_button(desk.t("page.members"));
    assert_eq!(desk.state().page, Page::Members);
}

#[test]
fn closing_with_changes_asks_first() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(rename("夜读群"));
    desk.apply(Command::Quit);
    assert!(desk.shows(desk.t("unsaved.title")) && !desk.state().quit);
    desk.click_button(desk.t("dialog.cancel"));
    assert!(!desk.state().quit && desk.is_dirty() && desk.state().dialogs.is_empty());
    desk.apply(Command::Quit);
    desk.click_button(desk.t("unsaved.discard"));
    assert!(desk.state().quit);
    let path = desk.path("tiny.ron");
    let kept = project_file::open(&path, Columns { text: false }).unwrap().document;
    assert_eq!(kept.project.groups[0].name, "共读群", "discarded changes are not on disk");
}

#[test]
fn saving_when_asked_saves_and_then_goes_on() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(rename("夜读群"));
    desk.apply(Command::Quit);
    desk.click_button(desk.t("unsaved.save"));
    let kept = project_file::open(&desk.path("tiny.ron"), Columns { text: false }).unwrap().document;
    assert_eq!(kept.project.groups[0].name, "夜读群");
    assert!(desk.state().quit);
}

#[test]
fn a_save_that_fails_keeps_the_program_open() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(rename("夜读群"));
    desk.apply(Command::SaveAs(desk.path("no such folder/tiny.ron")));
    assert!(desk.shows(desk.t("error.save")));
    assert!(desk.is_dirty());
}

#[test]
fn closing_without_changes_asks_nothing() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::CloseProject);
    assert!(desk.state().loaded.is_none() && desk.state().dialogs.is_empty());
    assert!(desk.has_button(desk.t("welcome.new")));
}

#[test]
fn a_dropped_project_opens() {
    let mut desk = Desk::new(Lang::Zh);
    let path = desk.put_tiny();
    desk.drop_files(&[path]);
    assert_eq!(desk.project().name, "晚风读书会");
}

#[test]
fn a_chart_leaves_in_every_format() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    for (format, begins) in [
        (ExportFormat::Png, "\u{fffd}PNG"),
        (ExportFormat::Svg, "<svg"),
        (ExportFormat::Pdf, "%PDF-"),
        (ExportFormat::Csv, "\u{feff}"),
    ] {
        let path = desk.path(&format!("daily.{}", format.extension()));
        desk.apply(Command::ExportFigure(FigureKey::new("engagement.daily"), format, path.clone()));
        assert!(desk.state().dialogs.is_empty(), "{:?}", desk.state().dialogs);
        let bytes = std::fs::read(&path).unwrap();
        let start = String::from_utf8_lossy(&bytes[..8.min(bytes.len())]).into_owned();
        assert!(start.starts_with(begins), "{format:?} begins with {start:?}");
    }
}

#[test]
fn a_typed_path_says_the_format_of_the_picture() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let path = desk.path("热力图.svg");
    desk.apply(Command::ShowPage(Page::Engagement));
    desk.apply(Command::ShowDialog(Dialog::ExportFigure(FigureKey::new("engagement.heatmap"))));
    desk.fill(desk.t("path.label"), path.to_str().unwrap());
    desk.click_button(desk.t("export.write"));
    assert!(desk.state().dialogs.is_empty(), "{:?}", desk.state().dialogs);
    assert!(std::fs::read_to_string(&path).unwrap().contains(desk.t("figure.heatmap")));
}

#[test]
fn all_charts_leave_into_one_folder() {
    let mut desk = Desk::with_tiny(Lang::En);
    let folder = desk.path("charts");
    std::fs::create_dir(&folder).unwrap();
    desk.apply(Command::ExportAll(ExportFormat::Csv, folder.clone()));
    assert!(desk.state().dialogs.is_empty(), "{:?}", desk.state().dialogs);
    assert!(folder.join("engagement-daily.csv").is_file() && folder.join("rotation-weeks.csv").is_file());
}

#[test]
fn a_picture_goes_to_the_clipboard() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(Command::CopyFigure(FigureKey::new("engagement.daily")));
    let [Clip::Image { size: [width, height], rgba }] = desk.state().clipboard.as_slice() else {
        panic!("{:?}", desk.state().clipboard);
    };
    assert_eq!(rgba.len(), width * height * 4);
}

#[test]
fn a_change_made_while_another_project_is_read_is_asked_about() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    let other = desk.put("other.ron", "(schema: 1, name: \"other\")");
    desk.state_mut().apply(Command::OpenProject(other));
    desk.apply(rename("夜读群"));
    assert_eq!(desk.project().name, "晚风读书会");
    assert!(desk.shows(desk.t("unsaved.title")));
    desk.click_button(desk.t("unsaved.discard"));
    assert_eq!(desk.project().name, "other");
    assert!(desk.state().dialogs.is_empty());
}

#[test]
fn changes_given_up_for_a_file_that_does_not_open_are_still_there_and_unsaved() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(rename("夜读群"));
    let broken = desk.put("broken.ron", "(schema: 1");
    desk.apply(Command::OpenProject(broken));
    desk.click_button(desk.t("unsaved.discard"));
    assert!(desk.shows(desk.t("error.open")));
    desk.click_button(desk.t("dialog.close"));
    assert!(desk.is_dirty() && desk.project().groups[0].name == "夜读群");
    desk.apply(Command::Quit);
    assert!(desk.shows(desk.t("unsaved.title")) && !desk.state().quit);
}

#[test]
fn a_save_asked_for_during_a_save_saves_what_was_changed_in_between() {
    let mut desk = Desk::with_tiny(Lang::Zh);
    desk.apply(rename("夜读群"));
    desk.state_mut().apply(Command::Save);
    desk.state_mut().apply(rename("晨读群"));
    desk.apply(Command::Save);
    assert!(!desk.is_dirty());
    let kept = project_file::open(&desk.path("tiny.ron"), Columns { text: false }).unwrap().document;
    assert_eq!(kept.project.groups[0].name, "晨读群");
}
