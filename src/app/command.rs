//! Everything a user can ask for, from a menu, a key, a click or a test.

use std::path::PathBuf;

use super::{Compare, Edit, FigureKey, ImportCommand, Period, PlanCommand, ShiftCommand, ShiftPlace, View};
use crate::charts::{Mode, Pick, Quoted};
use crate::export::ExportFormat;
use crate::i18n::Lang;

/// A page of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Page {
    #[default]
    Overview,
    Structure,
    Engagement,
    Funnel,
    Rotation,
    Members,
    /// Files to bring in, and the report of the last import.
    Import,
}

impl Page {
    /// All pages in the order of the navigation.
    pub const ALL: [Self; 7] = [
        Self::Overview,
        Self::Structure,
        Self::Engagement,
        Self::Funnel,
        Self::Rotation,
        Self::Members,
        Self::Import,
    ];

    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Overview => "page.overview",
            Self::Structure => "page.structure",
            Self::Engagement => "page.engagement",
            Self::Funnel => "page.funnel",
            Self::Rotation => "page.rotation",
            Self::Members => "page.members",
            Self::Import => "page.import",
        }
    }
}

/// A window over the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// People behind a number (member codes).
    People {
        title: String,
        members: Vec<u32>,
    },
    /// One person.
    Member(u32),
    /// Two members made one; the other is searched for first when absent.
    Merge {
        member: u32,
        other: Option<u32>,
    },
    /// A group's name and limits.
    Group(u32),
    /// One week of a rota.
    Week(u32),
    /// Something that happened, by its position among the activities, with the numbers around it.
    Occasion(usize),
    /// Plan the rota.
    Plan,
    /// One slot of a group in the week of shifts looked at.
    ShiftSlot(ShiftPlace),
    /// The settings of the week of shifts looked at.
    ShiftSettings,
    Thresholds,
    Warnings,
    /// Save a picture of a chart.
    ExportFigure(FigureKey),
    /// Something went wrong; the text can be copied.
    Error {
        title: String,
        text: String,
    },
    /// There are unsaved changes: what to do before this command.
    Unsaved(Box<Command>),
    /// Type a path when no file dialog is at hand.
    OpenPath,
    /// Lines of one part of the last import that were not read.
    Skipped(usize),
    /// Names in sheets that match no member.
    Unmatched,
    /// Messages behind a number.
    Quotes(Quoted),
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    ShowPage(Page),
    /// Turns to a view, and to the page it is on.
    ShowView(View),
    ShowDialog(Dialog),
    CloseDialog,
    Pick(Pick),

    NewProject,
    /// Ask for a project file.
    ChooseProject,
    OpenProject(PathBuf),
    OpenSample,
    /// Ask for files to bring in.
    ChooseImport,
    ChooseImportFolder,
    Import(ImportCommand),
    Plan(PlanCommand),
    Shifts(ShiftCommand),
    Save,
    ChooseSaveAs,
    SaveAs(PathBuf),
    CloseProject,
    Quit,
    /// Saves, and goes on with a command once that has worked.
    SaveThen(Box<Command>),
    /// Goes on with a command although changes would be lost.
    Discard(Box<Command>),

    Edit(Edit),
    Undo,
    Redo,

    SetGroups(Vec<u32>),
    SetPeriod(Period),
    SetCompare(Compare),
    /// The group that the structure page looks at.
    FocusGroup(u32),
    /// The rota that the rotation page looks at, by its position.
    FocusRota(usize),
    /// Ask where the calendar of a rota goes, of everybody or of one person, then write it.
    ChooseCalendar {
        rota: usize,
        member: Option<crate::model::MemberId>,
    },
    WriteCalendar {
        rota: usize,
        member: Option<crate::model::MemberId>,
        path: PathBuf,
    },

    /// A panel wants this figure built or brought up to date.
    WantFigure(FigureKey),
    /// A window wants to know whom names in sheets may mean.
    WantUnmatched,
    /// Ask where a picture goes, then write it.
    ChooseExport(FigureKey, ExportFormat),
    ExportFigure(FigureKey, ExportFormat, PathBuf),
    /// Ask for a folder, then write every chart of the project into it.
    ChooseExportAll(ExportFormat),
    ExportAll(ExportFormat, PathBuf),
    CopyFigure(FigureKey),
    /// Write a list of people as CSV.
    ChoosePeopleCsv {
        title: String,
        members: Vec<u32>,
    },
    WritePeopleCsv {
        members: Vec<u32>,
        path: PathBuf,
    },
    CopyText(String),
    /// Ask where a table goes, then write it as CSV under a suggested file name.
    ChooseSheetCsv {
        name: String,
        sheet: std::sync::Arc<crate::charts::Sheet>,
    },
    WriteSheetCsv {
        sheet: std::sync::Arc<crate::charts::Sheet>,
        path: PathBuf,
    },

    SetLang(Lang),
    SetMode(Mode),
    CancelJob(super::JobId),
    DismissToast(u64),
}
