//! Classed messages in, counts by group and day out.

use rayon::prelude::*;

use super::counts::{Heap, Heaps, Sums, Task, What};
use super::pass::{Mark, Row};
use super::{ByGroup, Count, Late, Said, Side, Took};
use crate::activity::{Activity, Day, LocalClock, NEWCOMER_DAYS, People};
use crate::model::{ContentAxis, ContentClass, MemberKind, MessageKind, Project};

/// Counts rows, which stand in order of time, into what was said.
pub(super) fn count(
    said: &mut Said,
    rows: &[Row],
    classes: &[ContentClass],
    project: &Project,
    activity: &Activity,
) {
    let of = Tally { sides: &said.sides, classes, project, activity, rows };
    let (answered, late) = of.answers();
    let mut by_group: Vec<Vec<u32>> = vec![Vec::new(); activity.groups.len()];
    for (place, row) in (0_u32..).zip(rows) {
        by_group[row.group as usize].push(place);
    }
    let counted: Vec<_> = (0_u32..)
        .zip(by_group)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map_init(
            || vec![[0; 2]; activity.members.len()],
            |masks, (group, places)| of.group(group, &places, &answered, masks),
        )
        .collect();
    let (mut counts, mut spoke, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for (of_counts, of_spoke, of_answers) in counted {
        counts.push(of_counts.into());
        spoke.push(of_spoke.into());
        answers.push(of_answers.into());
    }
    (said.counts, said.spoke, said.answers) =
        (ByGroup::new(counts), ByGroup::new(spoke), ByGroup::new(answers));
    said.late = late;
}

struct Tally<'a> {
    sides: &'a [Side],
    classes: &'a [ContentClass],
    project: &'a Project,
    activity: &'a Activity,
    rows: &'a [Row],
}

type OfGroup = (Vec<Count>, Vec<Took>, Vec<Took>);

impl Tally<'_> {
    fn side(&self, member: u32) -> Side {
        self.sides.get(member as usize).copied().unwrap_or_default()
    }

    fn kind(&self, member: u32) -> MemberKind {
        self.project.members.get(member as usize).map_or(MemberKind::Person, |member| member.kind)
    }

    fn looks_at(&self, row: &Row, axis: ContentAxis) -> bool {
        match axis {
            ContentAxis::Topic | ContentAxis::Form => {
                matches!(self.kind(row.member), MemberKind::Person | MemberKind::Staff)
            }
            ContentAxis::Purpose => self.side(row.member) == Side::Company,
            ContentAxis::Service => false,
        }
    }

    /// The heaps that a row lies on.
    fn heaps(&self, row: &Row) -> Heaps {
        let heap = |axis: ContentAxis| match row.mark(axis) {
            Mark::Rule(rule) => self.classes.get(rule).map(|class| Heap::of(*class)),
            Mark::Nothing => Some(Heap::nothing(axis)),
            Mark::Unknown => None,
        };
        let axes = ContentAxis::ALL.into_iter().filter(|&axis| self.looks_at(row, axis));
        axes.filter_map(heap).fold(0, |heaps, heap| heaps | heap.bit())
    }

    /// The row that a row answers, when somebody else wrote it.
    fn target(&self, row: &Row) -> Option<&Row> {
        self.rows.get(row.answers as usize).filter(|target| target.member != row.member)
    }

    /// Places of the rows that were answered on their day in their group, and all other answers.
    fn answers(&self) -> (People, Vec<Late>) {
        let (mut answered, mut later) = (People::none(self.rows.len()), People::none(self.rows.len()));
        let mut others = Vec::new();
        for row in self.rows {
            match self.target(row) {
                Some(target) if same_day(row, target) => answered.insert(row.answers),
                Some(target) => others.push((row, target)),
                None => {}
            }
        }
        let mut clock = LocalClock::new(self.project.time_zone);
        let late = |(row, target): (&Row, &Row)| {
            let first = !answered.contains(row.answers) && !later.contains(row.answers);
            later.insert(row.answers);
            let new = self.is_new(row.group, row.member, row.day, &mut clock);
            Late {
                group: target.group,
                day: target.day,
                heaps: self.heaps(target),
                side: self.side(target.member),
                by: row.member,
                by_group: row.group,
                answered: row.day,
                new,
                first,
            }
        };
        // What lies on no heap counts only as the first answer.
        let late = others.into_iter().map(late).filter(|late| late.first || late.heaps != 0).collect();
        (answered, late)
    }

    /// True for who wrote their first words in the group less than a fortnight before a day.
    fn is_new(&self, group: u32, member: u32, day: Day, clock: &mut LocalClock) -> bool {
        let first = self.activity.span(group, member).map(|span| clock.day_hour(span.first.0).0);
        first.is_some_and(|first| day - first < NEWCOMER_DAYS)
    }

    /// Counts the rows of a group, day by day. `masks` is room for the heaps that each member spoke and answered on, empty
    /// before and after.
    fn group(&self, group: u32, places: &[u32], answered: &People, masks: &mut [[Heaps; 2]]) -> OfGroup {
        let (mut counts, mut spoke, mut answers) = (Vec::new(), Vec::new(), Vec::new());
        let mut clock = LocalClock::new(self.project.time_zone);
        let mut sums = Sums::default();
        let mut touched: Vec<u32> = Vec::new();
        for of_day in places.chunk_by(|&a, &b| self.rows[a as usize].day == self.rows[b as usize].day) {
            let Some(day) = of_day.first().map(|&place| self.rows[place as usize].day) else { continue };
            for &place in of_day {
                let row = &self.rows[place as usize];
                let heaps = self.row(row, answered.contains(place), &mut sums);
                let to = self.answer(row, &mut sums);
                let mask = &mut masks[row.member as usize];
                if *mask == [0; 2] && (heaps | to) != 0 {
                    touched.push(row.member);
                }
                mask[0] |= heaps;
                mask[1] |= to;
            }
            sums.drain(day, &mut counts);
            touched.sort_unstable();
            for member in touched.drain(..) {
                let [of_words, of_answers] = std::mem::take(&mut masks[member as usize]);
                let took = |heaps| Took { day, member, heaps, new: false };
                if of_words != 0 {
                    spoke.push(took(of_words));
                }
                if of_answers != 0 {
                    let new = self.is_new(group, member, day, &mut clock);
                    answers.push(Took { new, ..took(of_answers) });
                }
            }
        }
        // Where clocks were put back over midnight a day comes twice.
        counts.sort_by_key(|count| count.day);
        spoke.sort_by_key(|took| (took.day, took.member));
        answers.sort_by_key(|took| (took.day, took.member));
        (counts, spoke, answers)
    }

    /// Counts a message; gives the heaps it lies on.
    fn row(&self, row: &Row, is_answered: bool, sums: &mut Sums) -> Heaps {
        let side = self.side(row.member);
        sums.add(What::Words(row.words));
        sums.add(What::Made(side));
        if is_answered {
            sums.add(What::MadeAnswered(side));
        }
        for axis in ContentAxis::ALL {
            match row.mark(axis) {
                Mark::Rule(rule) => sums.add(What::Rule(rule)),
                Mark::Unknown if self.looks_at(row, axis) => sums.add(What::Unknown(axis)),
                Mark::Unknown | Mark::Nothing => {}
            }
        }
        if side == Side::Company && !matches!(self.kind(row.member), MemberKind::Bot | MemberKind::Shill) {
            sums.add(What::Work(match row.mark(ContentAxis::Service) {
                Mark::Unknown => Task::Unknown,
                Mark::Nothing => Task::Other,
                Mark::Rule(rule) => match self.classes.get(rule) {
                    Some(ContentClass::Answer) => Task::Answer,
                    Some(ContentClass::Notice) => Task::Notice,
                    Some(ContentClass::Rule) => Task::Rule,
                    _ => Task::Other,
                },
            }));
        }
        let heaps = self.heaps(row);
        let passed_on = matches!(row.kind, MessageKind::Share | MessageKind::Forward);
        for heap in Heap::each(heaps) {
            sums.add(What::Messages(heap));
            if is_answered {
                sums.add(What::Answered(heap));
            }
            if passed_on {
                sums.add(What::PassedOn(heap));
            }
        }
        heaps
    }

    /// Counts a message as an answer of the same day; gives the heaps it answers to.
    fn answer(&self, row: &Row, sums: &mut Sums) -> Heaps {
        let target = self.target(row).filter(|target| same_day(row, target));
        let heaps = target.map_or(0, |target| self.heaps(target));
        let by_person = self.kind(row.member).is_person();
        for heap in Heap::each(heaps) {
            sums.add(if by_person { What::Answers(heap) } else { What::AnswersByOthers(heap) });
        }
        heaps
    }
}

/// True when a row was written on the day of another in its group.
fn same_day(row: &Row, other: &Row) -> bool {
    (row.group, row.day) == (other.group, other.day)
}
