//! Changes of a week of shifts.

use super::edit::EditError;
use crate::model::{GroupId, MemberId, Project, Shift, ShiftWeek, Solved};

/// One change of a week of shifts, by its position.
#[derive(Clone, Debug, PartialEq)]
pub enum ShiftChange {
    /// A new week behind all others; the position does not matter.
    Add(Box<ShiftWeek>),
    Remove,
    /// Other settings; shifts in places that are gone go with them.
    Set(Box<ShiftWeek>),
    /// People wanted in a slot; `None` goes back to what the messages suggest.
    Want {
        place: ShiftPlace,
        people: Option<u32>,
    },
    /// Somebody more in a slot.
    Assign {
        place: ShiftPlace,
        member: MemberId,
    },
    /// Somebody out of a slot. A locked shift refuses.
    Clear {
        place: ShiftPlace,
        member: MemberId,
    },
    /// Somebody to another slot. A locked shift refuses.
    Move {
        from: ShiftPlace,
        member: MemberId,
        to: ShiftPlace,
    },
    /// Exchanges two people. A locked shift refuses.
    Swap((ShiftPlace, MemberId), (ShiftPlace, MemberId)),
    Lock {
        place: ShiftPlace,
        member: MemberId,
        locked: bool,
    },
    /// Puts a plan in the place of all shifts. A locked one must stay.
    Plan {
        shifts: Vec<Shift>,
        solved: Solved,
    },
}

/// A slot of a group; day and slot count from 0.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ShiftPlace {
    pub day: u32,
    pub slot: u32,
    pub group: GroupId,
}

impl ShiftChange {
    /// Key of its name in the undo menu.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Add(_) => "edit.shifts_add",
            Self::Remove => "edit.shifts_remove",
            Self::Set(_) => "edit.shifts_set",
            Self::Want { .. } => "edit.shifts_want",
            Self::Assign { .. } | Self::Clear { .. } => "edit.shifts_assign",
            Self::Move { .. } | Self::Swap(..) => "edit.shifts_swap",
            Self::Lock { .. } => "edit.lock",
            Self::Plan { .. } => "plan.edit",
        }
    }
}

/// Makes the change; the project is unchanged after an error.
pub(super) fn change(project: &mut Project, number: usize, change: &ShiftChange) -> Result<(), EditError> {
    if let ShiftChange::Add(week) = change {
        if week.name.trim().is_empty() {
            return Err(EditError::EmptyName);
        }
        project.shifts.push((**week).clone());
        return Ok(());
    }
    let week = project.shifts.get_mut(number).ok_or(EditError::NoShifts)?;
    match change {
        ShiftChange::Add(_) => {}
        ShiftChange::Remove => {
            project.shifts.remove(number);
        }
        ShiftChange::Set(other) => {
            if other.name.trim().is_empty() {
                return Err(EditError::EmptyName);
            }
            let mut other = (**other).clone();
            other.name = other.name.trim().to_owned();
            let settings = other.clone();
            other.shifts.retain(|shift| settings.has(shift.day, shift.slot, &shift.group));
            *week = other;
        }
        ShiftChange::Want { place, people } => want(week, place, *people)?,
        ShiftChange::Assign { place, member } => {
            known(week, place)?;
            if find(week, place, member).is_some() {
                return Err(EditError::OnDuty);
            }
            week.shifts.push(Shift {
                day: place.day,
                slot: place.slot,
                group: place.group.clone(),
                member: member.clone(),
                locked: false,
            });
        }
        ShiftChange::Clear { place, member } => {
            let at = free(week, place, member)?;
            week.shifts.remove(at);
        }
        ShiftChange::Move { from, member, to } => {
            known(week, to)?;
            let at = free(week, from, member)?;
            if find(week, to, member).is_some() {
                return Err(EditError::OnDuty);
            }
            let shift = &mut week.shifts[at];
            (shift.day, shift.slot) = (to.day, to.slot);
            shift.group.clone_from(&to.group);
        }
        ShiftChange::Swap((one, first), (other, second)) => {
            let (at, with) = (free(week, one, first)?, free(week, other, second)?);
            if find(week, other, first).is_some() || find(week, one, second).is_some() {
                return Err(EditError::OnDuty);
            }
            week.shifts[at].member.clone_from(second);
            week.shifts[with].member.clone_from(first);
        }
        ShiftChange::Lock { place, member, locked } => {
            let at = find(week, place, member).ok_or(EditError::EmptySeat)?;
            week.shifts[at].locked = *locked;
        }
        ShiftChange::Plan { shifts, solved } => {
            let stays = |shift: &Shift| !shift.locked || shifts.contains(shift);
            if !week.shifts.iter().all(stays) {
                return Err(EditError::Locked);
            }
            week.shifts.clone_from(shifts);
            week.solved = Some(*solved);
        }
    }
    Ok(())
}

fn known(week: &ShiftWeek, place: &ShiftPlace) -> Result<(), EditError> {
    week.has(place.day, place.slot, &place.group).then_some(()).ok_or(EditError::EmptySeat)
}

/// Where somebody's shift stands in the list.
fn find(week: &ShiftWeek, place: &ShiftPlace, member: &MemberId) -> Option<usize> {
    week.shifts.iter().position(|shift| {
        (shift.day, shift.slot, &shift.group, &shift.member) == (place.day, place.slot, &place.group, member)
    })
}

/// The same for a shift that is not locked.
fn free(week: &ShiftWeek, place: &ShiftPlace, member: &MemberId) -> Result<usize, EditError> {
    let at = find(week, place, member).ok_or(EditError::EmptySeat)?;
    if week.shifts[at].locked { Err(EditError::Locked) } else { Ok(at) }
}

fn want(week: &mut ShiftWeek, place: &ShiftPlace, people: Option<u32>) -> Result<(), EditError> {
    known(week, place)?;
    let group = week.groups.iter_mut().find(|group| group.group == place.group);
    let wanted = &mut group.ok_or(EditError::NoGroup)?.wanted;
    wanted.retain(|(day, slot, _)| (*day, *slot) != (place.day, place.slot));
    if let Some(people) = people {
        wanted.push((place.day, place.slot, people));
        wanted.sort_unstable();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PlanStatus, ShiftGroup};

    fn place(day: u32, slot: u32) -> ShiftPlace {
        ShiftPlace { day, slot, group: "g".into() }
    }

    fn shift(day: u32, slot: u32, member: &str, locked: bool) -> Shift {
        Shift { day, slot, group: "g".into(), member: member.into(), locked }
    }

    fn project(shifts: Vec<Shift>) -> Project {
        let groups = vec![ShiftGroup { group: "g".into(), ..Default::default() }];
        let week = ShiftWeek { name: "w".to_owned(), groups, shifts, ..Default::default() };
        Project { shifts: vec![week], ..Project::default() }
    }

    fn after(project: &Project, what: ShiftChange) -> Result<Vec<Shift>, EditError> {
        let mut next = project.clone();
        change(&mut next, 0, &what)
            .map(|()| next.shifts.first().map_or(Vec::new(), |week| week.shifts.clone()))
    }

    #[test]
    fn a_locked_shift_stays_whatever_is_done_to_it() {
        let project = project(vec![shift(0, 0, "a", true), shift(1, 1, "b", false)]);
        let solved = Solved { objective: 0, bound: None, status: PlanStatus::Feasible, of: 0 };
        for change in [
            ShiftChange::Clear { place: place(0, 0), member: "a".into() },
            ShiftChange::Move { from: place(0, 0), member: "a".into(), to: place(2, 0) },
            ShiftChange::Swap((place(1, 1), "b".into()), (place(0, 0), "a".into())),
            ShiftChange::Plan { shifts: vec![shift(0, 0, "b", false)], solved },
        ] {
            assert_eq!(after(&project, change.clone()), Err(EditError::Locked), "{change:?}");
        }
        let open = ShiftChange::Lock { place: place(0, 0), member: "a".into(), locked: false };
        assert_eq!(after(&project, open).unwrap()[0], shift(0, 0, "a", false));
    }

    #[test]
    fn people_move_and_swap_and_are_never_twice_in_a_slot() {
        let project =
            project(vec![shift(0, 0, "a", false), shift(1, 1, "b", false), shift(1, 1, "a", false)]);
        let moved = ShiftChange::Move { from: place(0, 0), member: "a".into(), to: place(2, 2) };
        assert_eq!(after(&project, moved).unwrap()[0], shift(2, 2, "a", false));
        let twice = ShiftChange::Move { from: place(0, 0), member: "a".into(), to: place(1, 1) };
        assert_eq!(after(&project, twice), Err(EditError::OnDuty));
        let swap = ShiftChange::Swap((place(0, 0), "a".into()), (place(1, 1), "b".into()));
        assert_eq!(after(&project, swap), Err(EditError::OnDuty));
        let beyond = ShiftChange::Assign { place: place(7, 0), member: "c".into() };
        assert_eq!(after(&project, beyond), Err(EditError::EmptySeat));
    }

    #[test]
    fn settings_take_shifts_of_places_that_are_gone_with_them() {
        let project = project(vec![shift(0, 0, "a", false), shift(6, 2, "b", false)]);
        let short = ShiftWeek { days: 5, ..project.shifts[0].clone() };
        let kept = after(&project, ShiftChange::Set(Box::new(short))).unwrap();
        assert_eq!(kept, [shift(0, 0, "a", false)]);
        let nameless = ShiftWeek { name: " ".to_owned(), ..project.shifts[0].clone() };
        assert_eq!(after(&project, ShiftChange::Set(Box::new(nameless))), Err(EditError::EmptyName));
    }

    #[test]
    fn a_wanted_number_is_written_once_and_can_be_taken_back() {
        let mut project = project(Vec::new());
        for people in [Some(3), Some(2), Some(0)] {
            change(&mut project, 0, &ShiftChange::Want { place: place(1, 2), people }).unwrap();
        }
        assert_eq!(project.shifts[0].groups[0].wanted, [(1, 2, 0)]);
        change(&mut project, 0, &ShiftChange::Want { place: place(1, 2), people: None }).unwrap();
        assert_eq!(project.shifts[0].wanted_at(0, 1, 2), None);
    }
}
