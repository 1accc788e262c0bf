//! The seven essentials of a community and the four senses of belonging to it, scored from 0 to 3 with what each score
//! rests on. The list is of article 001; how data become a score is this program's own choice, and said beside it.

use chrono::NaiveDate;

use super::group::active_rate;
use super::link_share;
use crate::activity::{Day, day};
use crate::analytics::{Input, Population, Scope};
use crate::model::{Audit, Axis, EntryThreshold, Group, OccasionKind, Role};

/// Days looked back at for ceremonies and talks.
const OCCASION_DAYS: Day = 90;

/// A group on all axes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Essentials {
    pub axes: Vec<AxisState>,
    /// The day of the operator's scores, if there are any.
    pub scored: Option<NaiveDate>,
    /// The earlier scores by the operator, or the end of the compared period.
    pub earlier: Option<NaiveDate>,
}

/// One axis.
#[derive(Clone, Debug, PartialEq)]
pub struct AxisState {
    pub axis: Axis,
    /// The operator's score, else the measured one; `None` while nobody knows.
    pub score: Option<u8>,
    /// What the data say.
    pub measured: Option<Measured>,
    /// What the operator wrote beside a score of theirs; `None` where they gave none.
    pub note: Option<String>,
    /// The score before.
    pub earlier: Option<u8>,
}

/// A score from data: `count` of `of` (of people, of fields, of links; or a count against what gives full marks).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    pub score: u8,
    pub count: u64,
    pub of: u64,
}

impl AxisState {
    /// True when the score rests on data or on a note.
    pub fn is_founded(&self) -> bool {
        match &self.note {
            None => self.measured.is_some(),
            Some(note) => {
                !note.trim().is_empty() || self.measured.is_some_and(|found| Some(found.score) == self.score)
            }
        }
    }
}

/// A group on all axes, at the end of the scope. The operator's last scores go before what is measured. The scores
/// before them are the operator's earlier ones, with the data of that day where those say nothing; while there are no
/// earlier ones, what is measured at the end of `compared`.
pub fn essentials(input: Input<'_>, group: u32, scope: &Scope, compared: Option<&Scope>) -> Essentials {
    let id = input.activity.groups.id(group);
    let mut audits: Vec<&Audit> =
        input.project.audits.iter().filter(|audit| Some(&audit.group) == id).collect();
    audits.sort_by_key(|audit| audit.date);
    let last = audits.pop();
    let earlier = audits.pop();
    // What the earlier scores left to the data is measured as of their day, over as long a time.
    let then = earlier.map(|audit| {
        let to = day(audit.date);
        Scope { from: to.saturating_sub(scope.to - scope.from), to, groups: scope.groups.clone() }
    });
    let compared = then.as_ref().or(compared);
    let of = |audit: Option<&Audit>, axis: Axis| {
        audit.and_then(|audit| audit.scores.iter().find(|score| score.axis == axis)).cloned()
    };
    let axes = Axis::all()
        .map(|axis| {
            let measured = measure(input, group, scope, axis);
            let own = of(last, axis);
            AxisState {
                axis,
                score: own
                    .as_ref()
                    .map(|own| own.score.min(Axis::MOST))
                    .or(measured.map(|measured| measured.score)),
                measured,
                note: own.map(|own| own.note),
                earlier: of(earlier, axis).map(|score| score.score.min(Axis::MOST)).or_else(|| {
                    compared.and_then(|scope| measure(input, group, scope, axis)).map(|found| found.score)
                }),
            }
        })
        .collect();
    Essentials {
        axes,
        scored: last.map(|audit| audit.date),
        earlier: earlier.map(|audit| audit.date).or(compared.map(|scope| scope.dates().1)),
    }
}

/// What the data say of an axis; `None` where they say nothing. What was never written down is not known to be missing.
fn measure(input: Input<'_>, group: u32, scope: &Scope, axis: Axis) -> Option<Measured> {
    let declared = input.project.groups.get(group as usize);
    match axis {
        Axis::Aim => fields(declared?, |group| {
            let charter = &group.charter;
            [!charter.common_interest.is_empty(), !charter.target_crowd.is_empty(), group.motive.is_some()]
        }),
        Axis::Threshold => {
            let score = match declared?.threshold.as_ref()? {
                EntryThreshold::Free => 1,
                EntryThreshold::RedPacket(_) | EntryThreshold::Other(_) => 2,
                EntryThreshold::Fee(_) | EntryThreshold::Invitation => 3,
            };
            Some(Measured { score, count: score.into(), of: 3 })
        }
        Axis::Value => fields(declared?, |group| {
            let charter = &group.charter;
            [!charter.need.is_empty(), !charter.way.is_empty(), !charter.output.is_empty()]
        }),
        Axis::Rules => {
            let charter = &declared?.charter;
            let written = [!charter.joining_rule.is_empty(), !charter.management_rule.is_empty()];
            if written == [false, false] {
                return None;
            }
            let limit = input.project.thresholds.junk_link_share.value;
            let kept = link_share(input, group, scope).value.is_some_and(|share| share < limit);
            fields(declared?, |_| [written[0], written[1], kept])
        }
        Axis::Ceremony | Axis::SenseOfCeremony => occasions(input, group, scope, OccasionKind::Ceremony),
        Axis::Sharing => occasions(input, group, scope, OccasionKind::Sharing),
        Axis::Operation => {
            let roles = roles_here(input, group, scope);
            let on_duty = covered_by_rota(input, declared);
            if roles.is_empty() && input.project.rotas.is_empty() {
                return None;
            }
            let has = |wanted: &[Role]| roles.iter().any(|(_, role)| wanted.contains(role));
            fields(declared?, |_| {
                [on_duty, has(&[Role::Admin, Role::Keeper, Role::Assistant]), has(&[Role::Soul])]
            })
        }
        Axis::SenseOfTakingPart => {
            let people = Population::of(input, group, scope.to).people;
            let limits = &input.project.thresholds;
            let band = declared.map_or(&limits.active_rate, |group| limits.active_band(group));
            let rate = active_rate(input, group, scope.to, &people, band).rate;
            let score = steps(rate.value?, [band.value.0 / 4.0, band.value.0 / 2.0, band.value.0]);
            Some(Measured { score, count: rate.numerator, of: rate.denominator })
        }
        Axis::SenseOfOrganisation => {
            let people = Population::of(input, group, scope.to).people;
            let mut engaged: Vec<u32> =
                roles_here(input, group, scope).into_iter().map(|(member, _)| member).collect();
            let rotas = input.project.rotas.iter().filter(|rota| {
                rota.groups.is_empty() || declared.is_some_and(|group| rota.groups.contains(&group.id))
            });
            let duties = rotas.flat_map(|rota| &rota.duties).filter_map(|duty| input.matched(&duty.member));
            engaged.extend(duties);
            engaged.retain(|member| people.binary_search(member).is_ok());
            engaged.sort_unstable();
            engaged.dedup();
            if people.is_empty() || input.project.rotas.is_empty() && engaged.is_empty() {
                return None;
            }
            let share = engaged.len() as f64 / people.len() as f64;
            let score = if engaged.is_empty() { 0 } else { steps(share, [0.0, 0.02, 0.05]) };
            Some(Measured { score, count: engaged.len() as u64, of: people.len() as u64 })
        }
        Axis::SenseOfBelonging => {
            let (mut among, mut all) = (0_u64, 0_u64);
            for link in input.activity.links_of(group) {
                if (scope.from..=scope.to).contains(&link.day) && input.counts(link.to) {
                    all += u64::from(link.count);
                    among += if input.counts(link.from) { u64::from(link.count) } else { 0 };
                }
            }
            let score = steps((all > 0).then(|| among as f64 / all as f64)?, [0.25, 0.5, 0.75]);
            Some(Measured { score, count: among, of: all })
        }
    }
}

/// One point for each step reached.
fn steps(value: f64, edges: [f64; 3]) -> u8 {
    edges.into_iter().map(|edge| u8::from(value >= edge)).sum()
}

/// One point for each of three facts; `None` when none is there.
fn fields(group: &Group, facts: impl Fn(&Group) -> [bool; 3]) -> Option<Measured> {
    let count = facts(group).into_iter().map(u8::from).sum();
    (count > 0).then_some(Measured { score: count, count: count.into(), of: 3 })
}

/// Occasions of a kind within the last 90 days: one point each, three at most. `None` when the project keeps no dates.
fn occasions(input: Input<'_>, group: u32, scope: &Scope, kind: OccasionKind) -> Option<Measured> {
    let all = &input.project.activities;
    let id = input.activity.groups.id(group)?;
    if all.is_empty() {
        return None;
    }
    let since = scope.to.saturating_sub(OCCASION_DAYS - 1);
    let count = all
        .iter()
        .filter(|occasion| occasion.kind == kind)
        .filter(|occasion| occasion.groups.is_empty() || occasion.groups.contains(id))
        .filter(|occasion| (since..=scope.to).contains(&day(occasion.from)))
        .count();
    Some(Measured { score: count.min(3) as u8, count: count as u64, of: 3 })
}

fn covered_by_rota(input: Input<'_>, group: Option<&Group>) -> bool {
    let covers = |rota: &crate::model::Rota| {
        rota.groups.is_empty() || group.is_some_and(|group| rota.groups.contains(&group.id))
    };
    input.project.rotas.iter().any(covers)
}

/// Everyone present with a role, once for each.
fn roles_here(input: Input<'_>, group: u32, scope: &Scope) -> Vec<(u32, Role)> {
    let population = Population::of(input, group, scope.to);
    let present = population.people.into_iter().chain(population.others);
    present
        .flat_map(|code| {
            let roles = input.project.members.get(code as usize).map(|member| member.roles.clone());
            roles.unwrap_or_default().into_iter().map(move |role| (code, role))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use crate::model::Score;

    fn audit(date: &str, score: u8, note: &str) -> Audit {
        let score = Score { axis: Axis::Aim, score, note: note.to_owned() };
        Audit { group: "g".into(), date: date.parse().unwrap(), scores: vec![score] }
    }

    #[test]
    fn what_is_not_written_is_not_known_and_what_is_written_scores() {
        let made = Fixture::new()
            .group("g")
            .people(3)
            .says("p1", "2026-01-02 10:00", 1)
            .project(|project| project.groups[0].charter.need = "找渠道".to_owned())
            .build();
        let found = essentials(made.input(), 0, &made.scope(), None);
        let of = |axis| found.axes.iter().find(|state| state.axis == axis).unwrap().clone();
        assert_eq!(of(Axis::Aim).score, None);
        assert_eq!(of(Axis::Threshold).score, None);
        assert_eq!(of(Axis::Value).measured, Some(Measured { score: 1, count: 1, of: 3 }));
        let part = of(Axis::SenseOfTakingPart).measured.unwrap();
        assert_eq!((part.score, part.count, part.of), (3, 1, 3));
        assert_eq!(found.axes.len(), 11);
    }

    #[test]
    fn the_operators_last_score_counts_and_the_one_before_is_kept_beside_it() {
        let made = Fixture::new()
            .group("g")
            .people(2)
            .says("p1", "2026-01-02 10:00", 1)
            .project(|project| {
                project.audits = vec![audit("2026-02-01", 2, ""), audit("2026-01-01", 1, "群主说的")];
            })
            .build();
        let found = essentials(made.input(), 0, &made.scope(), Some(&made.scope()));
        let aim = &found.axes[0];
        assert_eq!((aim.score, aim.earlier, aim.is_founded()), (Some(2), Some(1), false));
        assert_eq!(found.earlier, "2026-01-01".parse().ok());
    }

    #[test]
    fn an_empty_group_and_a_code_that_is_none_know_nothing_by_heart() {
        let made = Fixture::new().group("g").build();
        for group in [0, 7] {
            let found = essentials(made.input(), group, &made.scope(), None);
            assert!(found.axes.iter().all(|state| state.score.is_none()));
        }
    }
}
