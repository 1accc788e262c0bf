//! A realistic made-up portfolio, for trying the program out, for tests and for measuring it at any size.
//!
//! Sizes, hours, tails and runs follow public chat archives (see `curves`); people, texts and sums are invented. A few
//! stories are planted (see [`stories`]): a group that cools, one that is dead, one full of advertisements, a referral
//! campaign, a crisis.
//!
//! ```text
//! SynthOptions -> plan (days, groups, head counts) -> stays, voices (who is where when, and how loud)
//!              -> talk, hall, speech (the log) -> business, orders -> people, duty -> Document
//! ```
//!
//! The same options give the same document on every platform.

mod blueprint;
mod business;
mod charter;
mod curves;
mod dice;
mod duty;
mod hall;
mod orders;
mod people;
mod phrases;
mod plan;
mod prices;
mod speech;
mod stays;
mod story;
mod talk;
mod voices;

use std::sync::Arc;

use chrono::NaiveDate;

pub use story::{Story, StoryKind, stories};

use crate::model::{Project, Thresholds};
use crate::project_file::{Document, Sources};
use plan::Plan;

/// How large a portfolio, and which one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynthOptions {
    /// Messages in the log, system lines included.
    pub messages: usize,
    /// Accounts in the member list, bots and contacts outside every group included.
    pub members: usize,
    pub groups: usize,
    /// Length of the log in days, the last included.
    pub days: u32,
    pub seed: u64,
    /// The last day.
    pub end: NaiveDate,
}

impl Default for SynthOptions {
    /// A year of twelve groups: 155,000 messages, 2,500 members, up to 2026-10-31.
    fn default() -> Self {
        Self {
            messages: 155_000,
            members: 2_500,
            groups: 12,
            days: 365,
            seed: 20_261_031,
            end: NaiveDate::from_ymd_opt(2026, 10, 31).unwrap_or_default(),
        }
    }
}

/// Why there is no such portfolio.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SynthError {
    #[error("a portfolio needs at least one member, one group and one day")]
    Empty,
    #[error(
        "{groups} groups cannot be filled by {members} members; ask for at least as many members as groups"
    )]
    MoreGroupsThanMembers { groups: usize, members: usize },
    #[error("{days} days are too many; at most {most}")]
    TooLong { days: u32, most: u32 },
    #[error("too many messages or members; at most {most} of each")]
    TooMany { most: usize },
    #[error("the days must lie between the years 1992 and 2199; the last was {end}")]
    Dates { end: NaiveDate },
}

/// Makes the portfolio: exactly `messages` messages and `members` members. Tables are set to be written beside the
/// project file.
///
/// # Errors
/// When the options make no portfolio (see [`SynthError`]).
pub fn portfolio(options: &SynthOptions) -> Result<Document, SynthError> {
    let plan = Plan::new(options)?;
    let mut stays = stays::draw(&plan);
    let names = people::names(&plan);
    let talk = talk::simulate(&plan, &stays, &names);
    let trade = business::trade(&plan, &mut stays, &talk.first_words);
    let members = people::members(&plan, &stays, names);
    let rota = duty::rota(&plan, &stays);
    let project = Project {
        name: format!("青禾学社 {}", options.end.format("%Y")),
        accounts: blueprint::accounts(plan.members),
        groups: plan.rooms.iter().map(blueprint::group).collect(),
        members: Arc::new(members),
        memberships: Arc::new(stays::memberships(&plan, &stays)),
        rosters: Arc::new(stays::rosters(&plan, &stays)),
        events: Arc::new(trade.events),
        orders: Arc::new(trade.orders),
        funnels: business::funnels(),
        experiments: business::experiments(&plan),
        activities: business::occasions(&plan),
        shifts: duty::shifts(&plan, &rota).into_iter().collect(),
        rotas: vec![rota],
        time_log: duty::time_log(&plan),
        prices: prices::prices(&plan),
        budget: prices::budget(&plan),
        thresholds: Thresholds::default(),
        note: "示例数据，全部虚构 (sample data, all made up)".to_owned(),
        naming: Some("{城市}-{姓名}-{行业}".to_owned()),
        ..Project::default()
    };
    let beside = |name: &str| Some(name.into());
    let sources = Sources {
        members: beside("members.csv"),
        memberships: beside("memberships.csv"),
        rosters: beside("rosters.csv"),
        events: beside("events.csv"),
        orders: beside("orders.csv"),
        messages: beside("messages.parquet"),
    };
    Ok(Document { project, log: Arc::new(talk.log), sources })
}
