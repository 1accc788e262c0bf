//! Changes of the document. Each is applied to a copy that shares what it does not touch, so that undo is a copy away.

use std::sync::Arc;

use super::decisions::{self, GroupMove, PlanChange};
use super::rota_edit::{self, RotaChange};
use super::shift_edit::{self, ShiftChange};
use super::{commerce, identity};
use crate::i18n::Lang;
use crate::import;
use crate::model::{
    Audit, BudgetLine, ClassCorrection, ContentRules, Duty, Experiment, ExperimentId, Funnel, FunnelId,
    GroupId, Mark, MemberId, MemberKind, Migration, Money, PriceTier, Project, Role, SilentChoice,
    SilentDecision, Solved, Thresholds, Tier, TimeEntry,
};

/// One change of the project.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    RenameGroup {
        group: GroupId,
        name: String,
    },
    SetGroupLimit {
        group: GroupId,
        limit: Option<u32>,
    },
    /// The class that the operator sees instead of the rule's; `None` goes back to the rule.
    SetGroupClass {
        group: GroupId,
        class: Option<ClassCorrection>,
    },
    /// What keeping the group costs a month.
    SetGroupCost {
        group: GroupId,
        cost: Option<Money>,
    },
    /// The pattern of names in one group, or with `None` as group in all that have none of their own.
    SetNaming {
        group: Option<GroupId>,
        pattern: Option<String>,
    },
    SetTier {
        member: MemberId,
        tier: Option<Tier>,
    },
    SetRoles {
        member: MemberId,
        roles: Vec<Role>,
    },
    SetKind {
        member: MemberId,
        kind: MemberKind,
    },
    /// The others become aliases of `keep`.
    MergeMembers {
        keep: MemberId,
        others: Vec<MemberId>,
    },
    /// An alias becomes a member of its own again.
    SplitMember {
        member: MemberId,
        alias: MemberId,
    },
    /// A name seen for a member becomes a member of its own.
    SplitName {
        member: MemberId,
        name: String,
    },
    /// Two members proposed as one are not.
    KeepApart(MemberId, MemberId),
    /// Orders and events under a name that matched nobody are this member's.
    Match {
        text: String,
        member: MemberId,
    },
    /// Whether rates count staff, bots and shills too.
    CountEveryone(bool),
    /// What the operator says to a guess.
    DecideMark(Mark),
    /// What to do about silent members, decided on a day; `None` takes a decision back.
    DecideSilent {
        members: Vec<MemberId>,
        choice: Option<SilentChoice>,
        date: chrono::NaiveDate,
    },
    SetThresholds(Box<Thresholds>),
    /// Puts a member on duty, or empties the seat with `None`. A locked seat refuses.
    AssignDuty {
        rota: usize,
        week: u32,
        seat: u32,
        member: Option<MemberId>,
    },
    /// Puts a plan's duties in the place of all. A locked duty must stay.
    SetDuties {
        rota: usize,
        duties: Vec<Duty>,
        solved: Solved,
    },
    LockDuty {
        rota: usize,
        week: u32,
        seat: u32,
        locked: bool,
    },
    /// Another change of a rota, by its position.
    ChangeRota {
        rota: usize,
        change: RotaChange,
    },
    /// A change of a week of shifts, by its position.
    ChangeShifts {
        week: usize,
        change: ShiftChange,
    },
    ChangePlan(PlanChange),
    /// Scores of a group on a day.
    SetAudit(Audit),
    /// What is chosen of a move that is being prepared.
    SetMigration(Migration),
    /// Makes the move.
    Migrate(Box<GroupMove>),
    /// A new funnel, or another definition of the one with its id.
    SetFunnel(Box<Funnel>),
    RemoveFunnel(FunnelId),
    /// A new experiment, or another definition of the one with its id.
    SetExperiment(Box<Experiment>),
    RemoveExperiment(ExperimentId),
    SetPrices(Vec<PriceTier>),
    SetBudget(Vec<BudgetLine>),
    /// How messages are divided into classes.
    SetContentRules(Box<ContentRules>),
    SetTimeLog(Vec<TimeEntry>),
}

/// Why a change was not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("the group is no longer there")]
    NoGroup,
    #[error("the rota is no longer there")]
    NoRota,
    #[error("the week of shifts is no longer there")]
    NoShifts,
    #[error("the seat is locked")]
    Locked,
    #[error("a name cannot be empty")]
    EmptyName,
    #[error("the seat is empty")]
    EmptySeat,
    #[error("that is one person already")]
    SamePerson,
    #[error("that person is no longer there")]
    NoPerson,
    #[error("the item is no longer in the plan")]
    NoItem,
    #[error("a funnel needs at least one step")]
    NoSteps,
    #[error("the week has no duty")]
    ClosedWeek,
    #[error("the person is on duty in that week already")]
    OnDuty,
    #[error("the request does not fit the rota any more")]
    StaleRequest,
}

impl EditError {
    /// Key of the sentence shown to the user.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoGroup => "edit.error.no_group",
            Self::NoRota => "edit.error.no_rota",
            Self::NoShifts => "edit.error.no_shifts",
            Self::Locked => "edit.error.locked",
            Self::EmptyName => "edit.error.empty_name",
            Self::EmptySeat => "edit.error.empty_seat",
            Self::SamePerson => "edit.error.same_person",
            Self::NoPerson => "edit.error.no_person",
            Self::NoItem => "edit.error.no_item",
            Self::NoSteps => "edit.error.no_steps",
            Self::ClosedWeek => "edit.error.closed_week",
            Self::OnDuty => "edit.error.on_duty",
            Self::StaleRequest => "edit.error.stale_request",
        }
    }
}

impl Edit {
    /// Name of the change in the undo menu.
    pub fn label(&self, lang: Lang) -> &'static str {
        lang.t(match self {
            Self::RenameGroup { .. } => "edit.rename_group",
            Self::SetGroupLimit { .. } => "edit.group_limit",
            Self::SetGroupClass { .. } => "edit.group_class",
            Self::SetGroupCost { .. } => "edit.group_cost",
            Self::SetNaming { .. } => "edit.naming",
            Self::SetTier { .. } => "edit.tier",
            Self::SetRoles { .. } => "edit.roles",
            Self::SetKind { .. } => "edit.kind",
            Self::MergeMembers { .. } => "edit.merge",
            Self::SplitMember { .. } | Self::SplitName { .. } => "edit.split",
            Self::KeepApart(..) => "edit.apart",
            Self::Match { .. } => "edit.match",
            Self::CountEveryone(_) => "edit.everyone",
            Self::DecideMark(_) => "edit.mark",
            Self::DecideSilent { .. } => "edit.silent",
            Self::SetThresholds(_) => "edit.thresholds",
            Self::AssignDuty { .. } => "edit.duty",
            Self::SetDuties { .. } => "plan.edit",
            Self::LockDuty { .. } => "edit.lock",
            Self::ChangeRota { change, .. } => change.key(),
            Self::ChangeShifts { change, .. } => change.key(),
            Self::ChangePlan(_) => "edit.plan",
            Self::SetAudit(_) => "edit.audit",
            Self::SetMigration(_) => "edit.migration",
            Self::Migrate(_) => "edit.migrate",
            Self::SetFunnel(_) | Self::RemoveFunnel(_) => "edit.funnel",
            Self::SetExperiment(_) | Self::RemoveExperiment(_) => "edit.experiment",
            Self::SetPrices(_) => "edit.prices",
            Self::SetBudget(_) => "edit.budget",
            Self::SetContentRules(_) => "edit.content",
            Self::SetTimeLog(_) => "edit.time_log",
        })
    }

    /// The project after the change; `None` when nothing would change.
    ///
    /// A member that only the chat knows is added to the project when something is set for them.
    ///
    /// # Errors
    /// When the thing to change is gone, a name is empty, or a seat is locked.
    pub fn apply(&self, project: &Project) -> Result<Option<Project>, EditError> {
        let mut next = project.clone();
        match self {
            Self::RenameGroup { group, name } => {
                let name = name.trim();
                if name.is_empty() {
                    return Err(EditError::EmptyName);
                }
                find_group(&mut next, group)?.name = name.to_owned();
            }
            Self::SetGroupLimit { group, limit } => find_group(&mut next, group)?.size_limit = *limit,
            Self::SetGroupClass { group, class } => find_group(&mut next, group)?.class.clone_from(class),
            Self::SetGroupCost { group, cost } => find_group(&mut next, group)?.monthly_cost = *cost,
            Self::SetNaming { group: Some(group), pattern } => {
                find_group(&mut next, group)?.naming.clone_from(pattern);
            }
            Self::SetNaming { group: None, pattern } => next.naming.clone_from(pattern),
            Self::SetTier { member, tier } => find_member(&mut next, member).tier = *tier,
            Self::SetRoles { member, roles } => find_member(&mut next, member).roles.clone_from(roles),
            Self::SetKind { member, kind } => find_member(&mut next, member).kind = *kind,
            Self::MergeMembers { keep, others } => identity::merge(&mut next, keep, others)?,
            Self::SplitMember { member, alias } => identity::split(&mut next, member, alias)?,
            Self::SplitName { member, name } => identity::split_name(&mut next, member, name)?,
            Self::KeepApart(one, other) => next.different.push((one.clone(), other.clone())),
            Self::Match { text, member } => {
                if !next.members.iter().any(|known| known.id == *member || known.aliases.contains(member)) {
                    find_member(&mut next, member);
                }
                if import::assign(&mut next, text, member) == 0 {
                    return Ok(None);
                }
            }
            Self::CountEveryone(all) => next.count_everyone = *all,
            Self::DecideMark(mark) => identity::decide(&mut next, mark),
            Self::DecideSilent { members, choice, date } => decide_silent(&mut next, members, *choice, *date),
            Self::SetThresholds(thresholds) => next.thresholds = (**thresholds).clone(),
            Self::AssignDuty { rota, week, seat, member } => {
                let duties = &mut next.rotas.get_mut(*rota).ok_or(EditError::NoRota)?.duties;
                let place = duties.iter().position(|duty| (duty.week, duty.seat) == (*week, *seat));
                if place.is_some_and(|place| duties[place].locked) {
                    return Err(EditError::Locked);
                }
                match (place, member) {
                    (Some(place), Some(member)) => duties[place].member = member.clone(),
                    (Some(place), None) => {
                        duties.remove(place);
                    }
                    (None, Some(member)) => {
                        duties.push(Duty {
                            week: *week,
                            seat: *seat,
                            member: member.clone(),
                            locked: false,
                            reward: None,
                        });
                        duties.sort_by_key(|duty| (duty.week, duty.seat));
                    }
                    (None, None) => {}
                }
            }
            Self::SetDuties { rota, duties, solved } => {
                let rota = next.rotas.get_mut(*rota).ok_or(EditError::NoRota)?;
                if rota.duties.iter().any(|duty| duty.locked && !duties.contains(duty)) {
                    return Err(EditError::Locked);
                }
                rota.duties.clone_from(duties);
                rota.solved = Some(*solved);
            }
            Self::LockDuty { rota, week, seat, locked } => {
                let duties = &mut next.rotas.get_mut(*rota).ok_or(EditError::NoRota)?.duties;
                let duty = duties.iter_mut().find(|duty| (duty.week, duty.seat) == (*week, *seat));
                duty.ok_or(EditError::EmptySeat)?.locked = *locked;
            }
            Self::ChangeRota { rota, change } => {
                let rota = next.rotas.get_mut(*rota).ok_or(EditError::NoRota)?;
                rota_edit::change(rota, change)?;
            }
            Self::ChangeShifts { week, change } => shift_edit::change(&mut next, *week, change)?,
            Self::ChangePlan(change) => decisions::change_plan(&mut next, change)?,
            Self::SetAudit(audit) => decisions::set_audit(&mut next, audit),
            Self::SetMigration(migration) => next.migration.clone_from(migration),
            Self::Migrate(change) => decisions::migrate(&mut next, change)?,
            Self::SetFunnel(funnel) => commerce::set_funnel(&mut next, funnel)?,
            Self::RemoveFunnel(id) => commerce::remove_funnel(&mut next, id),
            Self::SetExperiment(experiment) => commerce::set_experiment(&mut next, experiment)?,
            Self::RemoveExperiment(id) => commerce::remove_experiment(&mut next, id),
            Self::SetPrices(prices) => next.prices.clone_from(prices),
            Self::SetBudget(budget) => next.budget.clone_from(budget),
            Self::SetContentRules(rules) => next.content = (**rules).clone(),
            Self::SetTimeLog(entries) => next.time_log.clone_from(entries),
        }
        Ok((next != *project).then_some(next))
    }
}

/// One decision a member: a new one takes the place of the old; the same one keeps its day.
fn decide_silent(
    project: &mut Project,
    members: &[MemberId],
    choice: Option<SilentChoice>,
    date: chrono::NaiveDate,
) {
    let chosen: std::collections::HashSet<&MemberId> = members.iter().collect();
    let same = |decision: &SilentDecision| Some(decision.choice) == choice;
    let decisions = Arc::make_mut(&mut project.silent_decisions);
    decisions.retain(|decision| same(decision) || !chosen.contains(&decision.member));
    let Some(choice) = choice else { return };
    let kept: std::collections::HashSet<MemberId> =
        decisions.iter().map(|decision| decision.member.clone()).collect();
    let mut new: Vec<&MemberId> = chosen.into_iter().filter(|member| !kept.contains(*member)).collect();
    new.sort();
    decisions.extend(new.into_iter().map(|member| SilentDecision { member: member.clone(), choice, date }));
}

fn find_group<'a>(project: &'a mut Project, id: &GroupId) -> Result<&'a mut crate::model::Group, EditError> {
    project.groups.iter_mut().find(|group| group.id == *id).ok_or(EditError::NoGroup)
}

fn find_member<'a>(project: &'a mut Project, id: &MemberId) -> &'a mut crate::model::Member {
    let members = Arc::make_mut(&mut project.members);
    let place = members.iter().position(|member| member.id == *id).unwrap_or_else(|| {
        members.push(crate::model::Member { id: id.clone(), name: id.0.clone(), ..Default::default() });
        members.len() - 1
    });
    &mut members[place]
}
