//! Keys that do what the menus do.

use egui::{Key, KeyboardShortcut, Modifiers};

use super::Cx;
use crate::app::{Command, Page};

/// Reads the keys of this frame, unless somebody is typing.
pub fn read(ui: &mut egui::Ui, cx: &mut Cx<'_>) {
    let shift = Modifiers::COMMAND.plus(Modifiers::SHIFT);
    let table = [
        (Modifiers::COMMAND, Key::O, Command::ChooseProject),
        (Modifiers::COMMAND, Key::N, Command::NewProject),
        (shift, Key::S, Command::ChooseSaveAs),
        (Modifiers::COMMAND, Key::S, Command::Save),
        (Modifiers::COMMAND, Key::I, Command::ShowPage(Page::Import)),
        (shift, Key::Z, Command::Redo),
        (Modifiers::COMMAND, Key::Y, Command::Redo),
        (Modifiers::COMMAND, Key::Z, Command::Undo),
        (Modifiers::COMMAND, Key::Num1, Command::ShowPage(Page::Overview)),
        (Modifiers::COMMAND, Key::Num2, Command::ShowPage(Page::Structure)),
        (Modifiers::COMMAND, Key::Num3, Command::ShowPage(Page::Engagement)),
        (Modifiers::COMMAND, Key::Num4, Command::ShowPage(Page::Funnel)),
        (Modifiers::COMMAND, Key::Num5, Command::ShowPage(Page::Rotation)),
        (Modifiers::COMMAND, Key::Num6, Command::ShowPage(Page::Members)),
    ];
    // Undo in a text field belongs to the field.
    let typing = ui.ctx().text_edit_focused();
    for (modifiers, key, command) in table {
        if typing && matches!(command, Command::Undo | Command::Redo) {
            continue;
        }
        let pressed = ui.input_mut(|input| input.consume_shortcut(&KeyboardShortcut::new(modifiers, key)));
        if pressed {
            cx.send(command);
        }
    }
}
