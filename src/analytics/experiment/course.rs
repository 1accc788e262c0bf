//! How a comparison went: the statistic day by day, against what it has to reach at each planned look.

use super::tests_of_shares::{Share, pooled_z};
use super::{Boundary, Exposure, boundary};
use crate::activity::{Day, LocalClock};
use crate::analytics::{Input, Scope};

/// Looks that a plan is cut into.
pub const LOOKS: usize = 5;
/// Chance of a false alarm over all looks of one comparison.
pub const ALPHA: f64 = 0.05;
/// Most days that are told each for themselves.
const MOST_POINTS: Day = 120;

/// Where a comparison of two arms stood at the end of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct CoursePoint {
    pub day: Day,
    pub control: Share,
    pub arm: Share,
    /// Pooled z statistic, positive when the arm does better; unknown while an arm is empty or everybody fares alike.
    pub z: Option<f64>,
}

impl CoursePoint {
    /// People of the smaller arm.
    pub fn people(&self) -> u64 {
        self.control.1.min(self.arm.1)
    }
}

/// A planned look that was passed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PassedLook {
    /// From 1.
    pub look: usize,
    /// Place of the first point with so many people.
    pub point: usize,
    pub critical: f64,
    /// True where the statistic reached it: the comparison could be stopped.
    pub reached: bool,
}

/// The course of an arm against the control (arm 0), from the first exposure to the last day of the scope or of the
/// data, one point a day and at most 120 in all, the last day always among them. Goals count from the day they were
/// reached. Nobody exposed gives none.
pub fn course(input: Input<'_>, scope: &Scope, exposures: &[Exposure], arm: usize) -> Vec<CoursePoint> {
    let mut clock = LocalClock::new(input.project.time_zone);
    let mut steps: Vec<(Day, bool, bool)> = Vec::new();
    for one in exposures.iter().filter(|one| one.arm == 0 || one.arm == arm) {
        steps.push((clock.day_hour(one.at).0, one.arm == arm, false));
        steps.extend(one.goal.map(|goal| (clock.day_hour(goal).0, one.arm == arm, true)));
    }
    steps.sort_unstable();
    let Some(&(first, ..)) = steps.first() else { return Vec::new() };
    let last = Scope::covered(input).map_or(scope.to, |(_, last)| scope.to.min(last)).max(first);
    let stride = (last - first) / MOST_POINTS + 1;
    let mut points = Vec::new();
    let (mut control, mut other): (Share, Share) = ((0, 0), (0, 0));
    let mut next = steps.iter().peekable();
    for day in first..=last {
        while let Some(&(_, of_arm, goal)) = next.next_if(|step| step.0 <= day) {
            let share = if of_arm { &mut other } else { &mut control };
            if goal { share.0 += 1 } else { share.1 += 1 }
        }
        if (last - day) % stride == 0 {
            let z = pooled_z(control, other);
            points.push(CoursePoint { day, control, arm: other, z });
        }
    }
    points
}

/// What the statistic has to reach at each of [`LOOKS`] looks (O'Brien & Fleming), the chance of a false alarm shared by
/// `comparisons` arms against one control. `None` without a comparison.
pub fn critical(comparisons: usize) -> Option<Vec<f64>> {
    let alpha = (comparisons > 0).then(|| ALPHA / comparisons as f64)?;
    boundary(Boundary::ObrienFleming, LOOKS, alpha)
}

/// People of each arm that a look is planned after.
pub fn look_people(planned: u32, look: usize) -> u64 {
    (f64::from(planned) * look as f64 / LOOKS as f64).ceil() as u64
}

/// The planned looks that the smaller arm has passed, each read at the first point with enough people.
pub fn passed_looks(course: &[CoursePoint], bounds: &[f64], planned: u32) -> Vec<PassedLook> {
    (1..)
        .zip(bounds)
        .filter_map(|(look, &critical)| {
            let people = look_people(planned, look);
            let point = course.iter().position(|point| people > 0 && point.people() >= people)?;
            let reached = course[point].z.is_some_and(|z| z.abs() >= critical);
            Some(PassedLook { look, point, critical, reached })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use proptest::prelude::*;

    const DAY_MS: i64 = 86_400_000;

    fn one(member: u32, arm: usize, day: i64, goal: Option<i64>) -> Exposure {
        // Noon of 2026-01-01 in Shanghai, some days later.
        let at = |day: i64| 1_767_240_000_000 + day * DAY_MS;
        Exposure { member, arm, at: at(day), goal: goal.map(at) }
    }

    #[test]
    fn people_and_goals_come_on_their_days() {
        let made = Fixture::new().group("g").says("a", "2026-01-03 10:00", 1).build();
        let scope = made.between("2026-01-01", "2026-01-31");
        let exposures = [
            one(0, 0, 0, Some(2)),
            one(1, 0, 0, None),
            one(2, 1, 1, Some(1)),
            one(3, 1, 1, Some(2)),
            one(4, 2, 0, Some(0)),
        ];
        let found = course(made.input(), &scope, &exposures, 1);
        let told: Vec<(Share, Share)> = found.iter().map(|point| (point.control, point.arm)).collect();
        // The data end on the 3rd; the third arm is another comparison.
        assert_eq!(told, [((0, 2), (0, 0)), ((0, 2), (1, 2)), ((1, 2), (2, 2))]);
        assert_eq!(found[0].z, None);
        // One half against all: 0.5 / sqrt(0.75 * 0.25 * 1).
        assert!((found[2].z.unwrap() - 0.5 / 0.1875_f64.sqrt()).abs() < 1e-12);
        assert!(course(made.input(), &scope, &[], 1).is_empty());
        let looks = passed_looks(&found, &[4.0, 1.1, 0.5], 5);
        // A look after 1 person and one after 2 on the second day; three never came.
        assert_eq!(
            looks.iter().map(|look| (look.look, look.point, look.reached)).collect::<Vec<_>>(),
            [(1, 1, false), (2, 1, true)]
        );
    }

    #[test]
    fn bounds_are_those_of_the_tables_and_shared_by_several_arms() {
        let bounds = critical(1).unwrap();
        assert!((bounds[4] - 2.040).abs() < 1e-3 && (bounds[0] - 4.562).abs() < 1e-3, "{bounds:?}");
        assert!(critical(2).unwrap()[4] > bounds[4]);
        assert_eq!(critical(0), None);
        assert_eq!((look_people(1000, 1), look_people(7, 5), look_people(7, 1)), (200, 7, 2));
    }

    proptest! {
        #[test]
        fn the_course_ends_where_the_comparison_stands(
            people in proptest::collection::vec((0_usize..3, 0_i64..400, proptest::option::of(0_i64..60)), 1..60),
        ) {
            let made = Fixture::new().group("g").says("a", "2027-06-01 10:00", 1).build();
            let scope = made.between("2026-01-01", "2027-06-01");
            let exposures: Vec<Exposure> = (0..)
                .zip(&people)
                .map(|(member, &(arm, day, later))| one(member, arm, day, later.map(|later| day + later)))
                .collect();
            let found = course(made.input(), &scope, &exposures, 1);
            let share = |arm: usize| {
                let own = exposures.iter().filter(|one| one.arm == arm);
                (own.clone().filter(|one| one.goal.is_some()).count() as u64, own.count() as u64)
            };
            if exposures.iter().all(|one| one.arm == 2) {
                prop_assert!(found.is_empty());
            } else {
                let last = found.last().unwrap();
                prop_assert_eq!((last.control, last.arm, last.day), (share(0), share(1), scope.to));
                prop_assert!(found.len() as Day <= MOST_POINTS + 1);
                prop_assert!(found.windows(2).all(|pair| pair[0].day < pair[1].day && pair[0].people() <= pair[1].people()));
            }
        }
    }
}
