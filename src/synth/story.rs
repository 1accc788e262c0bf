//! What is planted in the portfolio, so that a test or a reader knows what there is to find.

use chrono::NaiveDate;

use super::blueprint::{Room, Temper};
use super::{SynthError, SynthOptions, plan::Plan};
use crate::activity::date;
use crate::model::{GroupId, MemberId};

/// One thing to find, with its place and days (both included).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    pub kind: StoryKind,
    pub group: GroupId,
    /// The person it turns on, when there is one: the soul who fell silent, the root of the campaign's branch.
    pub member: Option<MemberId>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// Sizes of the generations of the campaign's branch, root first; empty for other stories.
    pub generations: Vec<u32>,
}

/// The kinds of story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoryKind {
    /// The group grows by a third while the people who are answered most stop talking or leave.
    Evaporation,
    /// Hardly anyone speaks any more.
    DeadGroup,
    /// A few accounts fill the group with links.
    AdGroup,
    /// One person's branch of invitations, in a fortnight.
    ReferralCampaign,
    /// A day with eight times the usual messages, after which people leave.
    Crisis,
    /// The soul of the group has not said a word.
    SilentSoul,
    /// A new group whose first week is hot.
    HotStart,
}

/// What [`super::portfolio`] plants with these options; small or short portfolios have fewer stories.
///
/// # Errors
/// As [`super::portfolio`].
pub fn stories(options: &SynthOptions) -> Result<Vec<Story>, SynthError> {
    let plan = Plan::new(options)?;
    Ok(plan.rooms.iter().enumerate().filter_map(|(index, room)| story(&plan, index, room)).collect())
}

fn story(plan: &Plan, index: usize, room: &Room) -> Option<Story> {
    let soul = plan.member_id(index as u32);
    let (kind, member, from, to) = match room.temper {
        Temper::Healthy => return None,
        Temper::Evaporating => (StoryKind::Evaporation, None, plan.end - 119, plan.end),
        Temper::Dead => (StoryKind::DeadGroup, None, plan.start.max(plan.end - 149), plan.end),
        Temper::Ads => (StoryKind::AdGroup, None, plan.start, plan.end),
        Temper::Campaign => {
            let host = plan.member_id(plan.campaign_root());
            (StoryKind::ReferralCampaign, Some(host), plan.campaign_start(), plan.campaign_start() + 13)
        }
        Temper::Crisis => (StoryKind::Crisis, None, plan.crisis_day(), plan.crisis_day()),
        Temper::SilentSoul => (StoryKind::SilentSoul, Some(soul), plan.end - 8, plan.end),
        Temper::HotStart => (StoryKind::HotStart, None, room.created, room.created + 6),
    };
    let generations = if kind == StoryKind::ReferralCampaign {
        std::iter::once(1).chain(plan.generations).collect()
    } else {
        Vec::new()
    };
    Some(Story { kind, group: room.id.clone(), member, from: date(from), to: date(to), generations })
}
