//! The window without a screen: the program's state, one frame at a time, found by role and label.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use qunce::app::{AppState, Command, ImportCommand, Loaded, Settings};
use qunce::charts::Mode;
use qunce::i18n::Lang;
use qunce::model::Project;
use qunce::ui::{Local, show};
use tempfile::TempDir;

/// What a test may wait for work before something is wrong: far more than any of it takes.
const MOST_WAITS: usize = 20_000;
const STATUS_BAR: f32 = 26.0;
/// The strip of buttons at the foot of the import page.
const ACTIONS: f32 = 60.0;
const WAIT: Duration = Duration::from_millis(2);

pub struct Program {
    pub state: AppState,
    local: Local,
}

/// A window, and a folder for its files.
pub struct Desk {
    harness: Harness<'static, Program>,
    folder: TempDir,
}

/// A state that nobody watches.
pub fn state(lang: Lang) -> AppState {
    let settings = Settings { lang: Some(lang), mode: Mode::Light, recent: Vec::new() };
    AppState::new(settings, None, Arc::new(|| ()))
}

impl Desk {
    /// The first screen.
    pub fn new(lang: Lang) -> Self {
        let harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .with_context_setup(|ctx| ctx.set_fonts(qunce::fonts::definitions()))
            .build_ui_state(
                |ui, program: &mut Program| {
                    program.state.poll();
                    let commands = show(ui, &program.state, &mut program.local);
                    for command in commands {
                        program.state.apply(command);
                    }
                },
                Program { state: state(lang), local: Local::default() },
            );
        Self { harness, folder: tempfile::tempdir().unwrap() }
    }

    /// The little project, opened from a copy of its own.
    pub fn with_tiny(lang: Lang) -> Self {
        let mut desk = Self::new(lang);
        let path = desk.put_tiny();
        desk.apply(Command::OpenProject(path));
        assert!(desk.state().loaded.is_some());
        desk
    }

    /// Copies the little project into the folder.
    pub fn put_tiny(&self) -> PathBuf {
        self.put("tiny.ron", include_str!("../../sample_data/tiny.ron"))
    }

    /// A project of that text, open in a window so tall that nothing has to be scrolled to.
    pub fn open_tall(lang: Lang, project: &str, height: f32) -> Self {
        let mut desk = Self::new(lang);
        let path = desk.put("project.ron", project);
        desk.apply(Command::OpenProject(path));
        desk.resize(1280.0, height);
        desk
    }

    pub fn put(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn state(&self) -> &AppState {
        &self.harness.state().state
    }

    pub fn state_mut(&mut self) -> &mut AppState {
        &mut self.harness.state_mut().state
    }

    pub fn loaded(&self) -> &Loaded {
        self.state().loaded.as_ref().expect("a project is open")
    }

    pub fn project(&self) -> &Project {
        &self.loaded().document.project
    }

    pub fn is_dirty(&self) -> bool {
        self.loaded().history.is_dirty()
    }

    pub fn t(&self, key: &str) -> &'static str {
        self.state().lang().t(key)
    }

    /// Draws until all work is done and shown.
    pub fn settle(&mut self) {
        let mut calm = 0;
        for _ in 0..MOST_WAITS {
            self.harness.step();
            calm = if self.state().is_idle() { calm + 1 } else { 0 };
            if calm > 2 {
                self.harness.check_accessibility();
                return;
            }
            if calm == 0 {
                std::thread::sleep(WAIT);
            }
        }
        panic!("the program never came to rest: {:?}", self.state().jobs.running());
    }

    pub fn apply(&mut self, command: Command) {
        self.state_mut().apply(command);
        self.settle();
    }

    pub fn resize(&mut self, width: f32, height: f32) {
        self.harness.set_size(egui::vec2(width, height));
        self.settle();
    }

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Clicks the only button, label or choice with these words.
    pub fn click(&mut self, label: &str) {
        self.harness.get_by_label(label).click();
        self.settle();
    }

    /// Clicks the only widget of that role with these words; the pointer rests there before it presses, as a hand's does.
    pub fn click_role(&mut self, role: Role, label: &str) {
        self.harness.get_by_role_and_label(role, label).hover();
        self.settle();
        self.harness.get_by_role_and_label(role, label).click();
        self.settle();
    }

    pub fn click_button(&mut self, label: &str) {
        self.click_role(Role::Button, label);
    }

    /// Clicks the first of several widgets that hold these words.
    pub fn click_first(&mut self, label: &str) {
        self.harness.get_all_by_label_contains(label).next().unwrap().click();
        self.settle();
    }

    /// Where the first button lies whose words begin so.
    fn place_of(&self, label: &str) -> egui::Rect {
        let starts = |words: Option<String>| words.is_some_and(|words| words.starts_with(label));
        let buttons = self.harness.query_all_by(|node| node.role() == Role::Button && starts(node.label()));
        buttons.into_iter().next().unwrap_or_else(|| panic!("no button begins with {label:?}")).rect()
    }

    /// Lets the pointer rest on the button whose words begin so, or just off its corner, until what is there to say is
    /// shown.
    pub fn rest_on(&mut self, label: &str, beside: bool) {
        let place = self.place_of(label);
        let at = if beside { place.left_top() - egui::vec2(2.0, 2.0) } else { place.center() };
        self.harness.event(Event::PointerMoved(at));
        for _ in 0..120 {
            self.harness.step();
        }
    }

    /// Drags the button whose words begin so onto another.
    pub fn drag(&mut self, from: &str, onto: &str) {
        let (from, onto) = (self.place_of(from).center(), self.place_of(onto).center());
        let button = |pos, pressed| Event::PointerButton {
            pos,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        let half = from + (onto - from) / 2.0;
        let way = [
            Event::PointerMoved(from),
            button(from, true),
            Event::PointerMoved(half),
            Event::PointerMoved(onto),
        ];
        for event in way {
            self.harness.event(event);
            self.harness.step();
        }
        self.harness.event(button(onto, false));
        self.settle();
    }

    /// Puts text into a field in place of what it holds.
    pub fn fill(&mut self, label: &str, text: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, label).focus();
        self.settle();
        self.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        self.harness.event(Event::Text(text.to_owned()));
        self.settle();
    }

    /// Puts a number into a field.
    pub fn set_number(&mut self, label: &str, value: f64) {
        self.harness.get_by_role_and_label(Role::SpinButton, label).set_value_accesskit(value);
        self.settle();
    }

    /// True when these words stand on screen, alone or in a longer text.
    pub fn shows(&self, text: &str) -> bool {
        self.harness.query_all_by_label_contains(text).next().is_some()
    }

    pub fn has_button(&self, label: &str) -> bool {
        self.harness.query_by_role_and_label(Role::Button, label).is_some()
    }

    pub fn is_enabled(&self, role: Role, label: &str) -> bool {
        !self.harness.get_by_role_and_label(role, label).accesskit_node().is_disabled()
    }

    /// True when the only box with these words is ticked.
    pub fn is_checked(&self, label: &str) -> bool {
        let node = self.harness.get_by_role_and_label(Role::CheckBox, label);
        node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
    }

    /// True when the whole of the only widget of that role with these words is inside the window.
    pub fn is_on_screen(&self, role: Role, label: &str) -> bool {
        self.harness.ctx.content_rect().contains_rect(self.harness.get_by_role_and_label(role, label).rect())
    }

    /// What cannot be read or reached: texts, buttons and boxes that stick out of the window at a side or lie over one
    /// another.
    pub fn out_of_reach(&self) -> Vec<String> {
        let screen = self.harness.ctx.content_rect();
        let roles = [Role::Label, Role::Button, Role::ComboBox, Role::CheckBox];
        let nodes: Vec<_> = self
            .harness
            .query_all_by(|node| roles.contains(&node.role()))
            .map(|node| (node.rect(), node.accesskit_node().label().or(node.value()).unwrap_or_default()))
            .collect();
        let strip = if self.state().page == qunce::app::Page::Import { ACTIONS } else { 0.0 };
        let mut found = Vec::new();
        for (index, (rect, label)) in nodes.iter().enumerate() {
            if rect.left() < 0.0 || rect.right() > screen.right() + 0.5 {
                found.push(format!("{label:?} sticks out: {rect}"));
            }
            // What is scrolled away lies under the status bar, and on the import page under its buttons.
            if rect.bottom() > screen.bottom() - STATUS_BAR - strip {
                continue;
            }
            for (other, other_label) in &nodes[index + 1..] {
                if rect.shrink(2.0).intersects(other.shrink(2.0)) {
                    found.push(format!("{label:?} {rect} lies over {other_label:?} {other}"));
                }
            }
        }
        found
    }

    /// Lets go of files over the window.
    pub fn drop_files(&mut self, paths: &[PathBuf]) {
        for path in paths {
            self.harness.input_mut().dropped_files.push(Arc::new(Dropped(path.clone())));
        }
        self.settle();
    }

    /// Puts files on the import page and brings them in.
    pub fn bring_in(&mut self, paths: &[PathBuf]) {
        self.apply(Command::Import(ImportCommand::Add(paths.to_vec())));
        self.apply(Command::Import(ImportCommand::Start));
    }

    /// Waits for the present results; returns them.
    pub fn analysis(&mut self) -> Arc<qunce::app::Analysis> {
        self.settle();
        assert!(!self.loaded().is_stale());
        self.loaded().analysis.clone().expect("results")
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}
