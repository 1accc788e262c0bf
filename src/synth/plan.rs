//! The frame of a portfolio: its days, its groups and how many accounts of each kind it has.

use std::ops::Range;

use super::blueprint::{Room, Temper, rooms};
use super::{SynthError, SynthOptions};
use crate::activity::{Day, day};
use crate::model::MemberId;

/// Longest portfolio: ten years.
const MOST_DAYS: u32 = 3_660;

/// Everything that is decided before chance is asked.
///
/// Members are numbered: one soul for each group in order, the campaign's host, staff, bots, shills, other people, and
/// last the people who were added as contacts and never came into a group.
pub struct Plan {
    pub seed: u64,
    pub start: Day,
    pub end: Day,
    pub messages: u64,
    pub members: u32,
    pub rooms: Vec<Room>,
    pub staff: Range<u32>,
    pub bots: Range<u32>,
    pub shills: Range<u32>,
    pub people: Range<u32>,
    pub leads: Range<u32>,
    /// Sizes of the campaign branch below its root; zeros without a campaign.
    pub generations: [u32; 4],
}

impl Plan {
    /// The frame for these options.
    ///
    /// # Errors
    /// When a number makes no portfolio.
    pub fn new(options: &SynthOptions) -> Result<Self, SynthError> {
        let SynthOptions { messages, members, groups, days, .. } = *options;
        if members == 0 || groups == 0 || days == 0 {
            return Err(SynthError::Empty);
        }
        if groups > members {
            return Err(SynthError::MoreGroupsThanMembers { groups, members });
        }
        if days > MOST_DAYS {
            return Err(SynthError::TooLong { days, most: MOST_DAYS });
        }
        let most = u32::MAX as usize / 16;
        if messages > most || members > most {
            return Err(SynthError::TooMany { most });
        }
        let end = day(options.end);
        let start = end - days as i32 + 1;
        // China set its clocks to summer time up to 1991; the generator's zone is eight hours ahead all year.
        if !(day_of(1992)..day_of(2200)).contains(&start) || end >= day_of(2200) {
            return Err(SynthError::Dates { end: options.end });
        }
        let (members, count) = (members as u32, groups as u32);
        let rooms = rooms(members, count, start, end);
        let spare = members - count;
        let large = rooms.iter().filter(|room| room.size >= 100).count() as u32;
        let planted = |temper| rooms.iter().any(|room| room.temper == temper);
        let small = members < 60;
        let host = u32::from(planted(Temper::Campaign));
        let staff = if small { 0 } else { (count / 4).max(1).min(spare / 40) };
        let bots = large.min(spare / 40);
        let shills = if planted(Temper::Ads) { 3 } else { 0 };
        let leads = if small { 0 } else { members * 9 / 100 };
        let staff = count + host..count + host + staff;
        let bots = staff.end..staff.end + bots;
        let shills = bots.end..bots.end + shills;
        let people = shills.end..members - leads;
        let generations = [40, 52, 31, 9].map(|size| if host == 1 { size * members / 2_500 } else { 0 });
        Ok(Self {
            seed: options.seed,
            start,
            end,
            messages: messages as u64,
            members,
            leads: people.end..members,
            rooms,
            staff,
            bots,
            shills,
            people,
            generations,
        })
    }

    /// The id of a member number: `m0001` for 0, wider when there are more than 9,999.
    pub fn member_id(&self, member: u32) -> MemberId {
        let width = self.members.to_string().len().max(4);
        MemberId(format!("m{:0width$}", member + 1))
    }

    /// Number of the person who starts the campaign.
    pub fn campaign_root(&self) -> u32 {
        self.rooms.len() as u32
    }

    /// First of the campaign's fourteen days.
    pub fn campaign_start(&self) -> Day {
        self.end - 166
    }

    /// The day of the crisis.
    pub fn crisis_day(&self) -> Day {
        self.end - 44
    }

    /// The group with that story.
    pub fn room_with(&self, temper: Temper) -> Option<usize> {
        self.rooms.iter().position(|room| room.temper == temper)
    }
}

fn day_of(year: i32) -> Day {
    chrono::NaiveDate::from_ymd_opt(year, 1, 1).map_or(0, day)
}
