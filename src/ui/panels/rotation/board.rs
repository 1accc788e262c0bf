//! The rota for changes by hand, put together once for each state of it.

use std::sync::Arc;

use egui::Ui;

use super::super::super::kept::kept;
use super::super::super::{Cx, rota_words};
use crate::analytics::Input;
use crate::charts::{catalogue, format};
use crate::model::{MemberId, Rota};
use crate::planner::check::YearViolation;
use crate::planner::edit::Seat;
use crate::schedule::{Board, Shown};

/// A board, and the rota and the names it is about.
#[derive(Clone)]
pub struct Kept {
    pub board: Arc<Board>,
    pub rota: Arc<Rota>,
    /// Of the board's people.
    pub names: Arc<Vec<String>>,
}

/// The board of the document's rota; `None` for a rota too large to be weighed.
pub fn board(ui: &Ui, cx: &Cx<'_>, number: usize) -> Option<Kept> {
    let loaded = cx.state.loaded.as_ref()?;
    let project = &loaded.document.project;
    let rota = project.rotas.get(number)?;
    let state = (loaded.revision, number, rota.clone());
    kept(
        ui,
        "rota_board",
        |of: &(u64, usize, Rota)| *of == state,
        || {
            let input = Input { project, activity: &loaded.activity };
            let made = Board::new(project, number).ok().map(|board| {
                let names = board.people().iter().map(|id| shown_name(input, id)).collect();
                Kept { board: Arc::new(board), rota: Arc::new(rota.clone()), names: Arc::new(names) }
            });
            (state.clone(), made)
        },
    )
}

/// The name of a member, where the counts may be a change behind the member list.
fn shown_name(input: Input<'_>, id: &MemberId) -> String {
    let member = input.project.member(id).filter(|member| !member.name.is_empty());
    member.map_or_else(|| catalogue::name_of(input, id), |member| member.name.clone())
}

impl Kept {
    /// The name of somebody.
    pub fn name(&self, person: Shown) -> String {
        self.names.get(person).cloned().unwrap_or_else(|| format::UNKNOWN.to_owned())
    }

    /// A broken rule as a sentence.
    pub fn rule(&self, cx: &Cx<'_>, broken: &YearViolation) -> String {
        rota_words::broken(cx.lang, &self.rota, |person| self.name(person), broken)
    }

    /// Broken rules as one line.
    pub fn rules(&self, cx: &Cx<'_>, broken: &[YearViolation]) -> String {
        broken.iter().map(|rule| self.rule(cx, rule)).collect::<Vec<_>>().join(cx.t("sentence.joiner"))
    }

    /// A seat in words: its week, and the seat where there are several.
    pub fn place(&self, cx: &Cx<'_>, place: Seat) -> String {
        let number = cx.lang.tf("week.number", &[("n", &(place.week + 1))]);
        let text = format!("{number} · {}", format::month_day(self.rota.week_days(place.week).0));
        if self.rota.seats > 1 {
            format!("{text} · {}", cx.lang.tf("week.seat", &[("n", &(place.seat + 1))]))
        } else {
            text
        }
    }

    /// What exchanging two seats would do: `Err` with the reason when it is refused, else the rules it would break.
    pub fn verdict(&self, cx: &Cx<'_>, one: Seat, other: Seat) -> Result<Vec<String>, String> {
        match self.board.swap(one, other) {
            Err(why) => Err(rota_words::refused(cx.lang, why).to_owned()),
            // Two seats of one person in a week are refused when the change is made.
            Ok(edited) => {
                let twice = |rule: &&YearViolation| matches!(rule, YearViolation::TwiceInWeek { .. });
                match edited.broken.iter().find(twice) {
                    Some(rule) => Err(self.rule(cx, rule)),
                    None => Ok(edited.broken.iter().map(|rule| self.rule(cx, rule)).collect()),
                }
            }
        }
    }
}
