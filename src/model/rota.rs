//! The duty rota as it stands in the file: who serves which week.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{GroupId, MemberId, Money, Solved, Tier, plan_number};
use crate::holidays::{self, Festival};

/// Weeks on duty for admins or for content sharers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rota {
    pub name: String,
    /// First day of the first week.
    pub start: NaiveDate,
    #[serde(default = "a_year")]
    pub weeks: u32,
    /// People on duty at once.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub seats: u32,
    /// The groups that the duty covers; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupId>,
    /// What a plan must keep.
    #[serde(default, skip_serializing_if = "RotaRules::is_empty")]
    pub rules: RotaRules,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Duty>,
    /// Holidays: a week with most of its days in them has no duty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closed: Vec<ClosedDays>,
    /// Public holidays close weeks as well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_holidays: Option<PublicHolidays>,
    /// Wishes to change a duty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<SwapRequest>,
    /// What a week on duty earns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incentive: Option<Incentive>,
    /// What was known of the plan when it was taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
}

fn a_year() -> u32 {
    52
}

fn one() -> u32 {
    1
}

fn is_one(number: &u32) -> bool {
    *number == one()
}

/// What a plan of a rota must keep; nothing by default.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RotaRules {
    /// Least weeks off between two weeks on duty.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub min_gap: u32,
    /// Most weeks in a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_in_row: Option<u32>,
    /// In each week at most as many people who never served before the plan as people who did.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub newcomer_beside_experienced: bool,
    /// How many of a tier every week should have; a wish, not a condition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<(Tier, u32)>,
}

impl RotaRules {
    /// True when nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Somebody who may be asked to serve.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub member: MemberId,
    /// Days away, both ends included; a duty week that touches one is out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<(NaiveDate, NaiveDate)>,
    /// Days wished for, both ends included; a plan prefers the weeks that touch them where loads stay as even.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prefers: Vec<(NaiveDate, NaiveDate)>,
    /// Days rather not, both ends included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub avoids: Vec<(NaiveDate, NaiveDate)>,
    /// Most weeks this person takes in the plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_weeks: Option<u32>,
    /// Weeks served before this plan began.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub history: u32,
    /// A day on duty before this plan began, the last one; the least gap is counted from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_served: Option<NaiveDate>,
}

/// One seat of one week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duty {
    /// Week number from 0.
    pub week: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seat: u32,
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reward: Option<Money>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Days without duty, both ends included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedDays {
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Such as the Spring Festival.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// Public holidays that a rota keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicHolidays {
    #[serde(default)]
    pub region: HolidayRegion,
    /// Days before this one close nothing: what was served was served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
    /// Weeks (by their first day) that have duty all the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<NaiveDate>,
}

/// Whose public holidays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum HolidayRegion {
    /// Mainland China; see [`crate::holidays`].
    #[default]
    China,
}

impl PublicHolidays {
    /// The festival that a day is off for.
    pub fn on(&self, date: NaiveDate) -> Option<Festival> {
        let HolidayRegion::China = self.region;
        let known =
            holidays::china(date).filter(|day| day.off && self.since.is_none_or(|since| date >= since));
        known.map(|day| day.festival)
    }
}

/// Days without duty, and what for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// As the file names it; empty for a public holiday.
    pub name: String,
    /// Of a public holiday.
    pub festival: Option<Festival>,
}

/// The wish of somebody on duty to change it; it stays with the seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwapRequest {
    /// Week number from 0.
    pub week: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub seat: u32,
    /// Who is on duty there and asks.
    pub from: MemberId,
    pub wanted: Wanted,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    #[serde(default, skip_serializing_if = "RequestState::is_open")]
    pub state: RequestState,
}

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// The seat of another week in exchange.
    Swap { week: u32, seat: u32 },
    /// Somebody takes the duty.
    Take(MemberId),
    /// Anybody instead: the person is absent.
    Replacement,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestState {
    #[default]
    Open,
    Accepted,
    Declined,
}

impl RequestState {
    /// True until it was answered.
    pub fn is_open(&self) -> bool {
        *self == Self::Open
    }
}

/// What a week on duty earns, and where the money comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Incentive {
    #[serde(default)]
    pub kind: RewardKind,
    /// Thousandths of the fees of a year that go to the pool.
    #[serde(default)]
    pub share_permille: u32,
    /// Fees that members pay in a year; the orders of the last 365 days when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fees: Option<Money>,
    /// What a week earns where the duty itself states no reward.
    #[serde(default)]
    pub base: Money,
    /// What an unpopular week earns, in hundredths of the base.
    #[serde(default = "once")]
    pub unpopular_percent: u32,
}

/// What a reward is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RewardKind {
    /// Money or goods.
    #[default]
    Material,
    /// Certificates, titles, promises.
    Honour,
}

fn once() -> u32 {
    100
}

impl Default for Incentive {
    /// Material, 5 % of the fees, nothing a week, once and a half for unpopular weeks.
    fn default() -> Self {
        Self {
            kind: RewardKind::Material,
            share_permille: 50,
            fees: None,
            base: Money(0),
            unpopular_percent: 150,
        }
    }
}

/// Days of a week that must be holidays for the week to be closed.
const CLOSING_DAYS: i64 = 4;

impl Rota {
    /// The number of this rota as it stands, for [`Solved::of`]: its weeks, rules, people and duties, and the tiers of its
    /// people; not its name, its rewards and requests.
    pub fn number(&self, tier: impl Fn(&MemberId) -> Option<Tier>) -> u64 {
        let plain = Self {
            name: String::new(),
            requests: Vec::new(),
            incentive: None,
            solved: None,
            duties: self.duties.iter().map(|duty| Duty { reward: None, ..duty.clone() }).collect(),
            ..self.clone()
        };
        let tiers: Vec<Option<Tier>> =
            self.candidates.iter().map(|candidate| tier(&candidate.member)).collect();
        plan_number(&[&plain, &tiers])
    }

    /// First and last day of a week of the plan, counted from 0.
    pub fn week_days(&self, week: u32) -> (NaiveDate, NaiveDate) {
        let first = self.start.checked_add_days(chrono::Days::new(7 * u64::from(week))).unwrap_or(self.start);
        (first, first.checked_add_days(chrono::Days::new(6)).unwrap_or(first))
    }

    /// What closes a week: most of its days (4 of 7) lie in one holiday of the file, or are public holidays. `None` for a
    /// week with duty.
    pub fn closed_by(&self, week: u32) -> Option<Closing> {
        self.own_closing(week).map(Closing::of).or_else(|| self.public_closing(week))
    }

    /// The holiday of the file that closes a week.
    pub fn own_closing(&self, week: u32) -> Option<&ClosedDays> {
        let (first, last) = self.week_days(week);
        let days = |closed: &&ClosedDays| {
            (closed.to.min(last) - closed.from.max(first)).num_days() + 1 >= CLOSING_DAYS
        };
        self.closed.iter().find(days)
    }

    fn public_closing(&self, week: u32) -> Option<Closing> {
        let public = self.public_holidays.as_ref()?;
        let (first, _) = self.week_days(week);
        if public.except.contains(&first) {
            return None;
        }
        let off: Vec<Festival> = first.iter_days().take(7).filter_map(|day| public.on(day)).collect();
        (off.len() as i64 >= CLOSING_DAYS).then(|| Closing::public(off.first().copied()))
    }

    /// A holiday that touches a week, whether it closes it or not.
    pub fn holiday_in(&self, week: u32) -> Option<Closing> {
        let (first, last) = self.week_days(week);
        let own =
            || self.closed.iter().find(|closed| closed.from <= last && closed.to >= first).map(Closing::of);
        let public = || {
            let public = self.public_holidays.as_ref()?;
            let festival = first.iter_days().take(7).find_map(|day| public.on(day))?;
            Some(Closing::public(Some(festival)))
        };
        self.closed_by(week).or_else(own).or_else(public)
    }

    /// The holiday that a day lies in.
    pub fn holiday_on(&self, date: NaiveDate) -> Option<Closing> {
        let own = self.closed.iter().find(|closed| (closed.from..=closed.to).contains(&date));
        let public =
            || self.public_holidays.as_ref()?.on(date).map(|festival| Closing::public(Some(festival)));
        own.map(Closing::of).or_else(public)
    }

    /// The duty in a seat; of two the first counts.
    pub fn duty(&self, week: u32, seat: u32) -> Option<&Duty> {
        self.duties.iter().find(|duty| (duty.week, duty.seat) == (week, seat))
    }

    /// The open request on a seat, while the person who asks still sits there.
    pub fn open_request(&self, week: u32, seat: u32) -> Option<&SwapRequest> {
        let duty = self.duty(week, seat)?;
        self.requests.iter().find(|request| {
            (request.week, request.seat) == (week, seat)
                && request.state.is_open()
                && request.from == duty.member
        })
    }
}

impl Closing {
    fn of(closed: &ClosedDays) -> Self {
        Self { name: closed.name.clone(), festival: None }
    }

    fn public(festival: Option<Festival>) -> Self {
        Self { name: String::new(), festival }
    }
}
