//! The default portfolio, counted once for all tests.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use qunce::activity::{Activity, Day, day};
use qunce::analytics::{Input, Population};
use qunce::model::{GroupId, MemberId};
use qunce::project_file::Document;
use qunce::synth::{Story, StoryKind, SynthOptions, portfolio, stories};

pub struct World {
    pub document: Document,
    pub activity: Activity,
    pub stories: Vec<Story>,
    pub end: Day,
}

pub static WORLD: LazyLock<World> = LazyLock::new(|| {
    let options = SynthOptions::default();
    let document = portfolio(&options).unwrap();
    let activity = Activity::build(&document.project, &document.log);
    World { activity, stories: stories(&options).unwrap(), end: day(options.end), document }
});

impl World {
    pub fn input(&self) -> Input<'_> {
        Input { project: &self.document.project, activity: &self.activity }
    }

    pub fn story(&self, kind: StoryKind) -> &Story {
        self.stories.iter().find(|story| story.kind == kind).unwrap()
    }

    pub fn group(&self, id: &GroupId) -> u32 {
        self.activity.groups.find(id).unwrap()
    }

    pub fn code(&self, member: &MemberId) -> u32 {
        self.activity.members.find(member).unwrap()
    }

    pub fn people(&self, group: u32, at: Day) -> BTreeSet<u32> {
        Population::of(self.input(), group, at).people.into_iter().collect()
    }

    pub fn speakers(&self, group: u32, from: Day, to: Day) -> BTreeSet<u32> {
        self.activity.days_of(group, from, to).iter().map(|cell| cell.member).collect()
    }

    /// Share of the people present at `to` who spoke in the thirty days up to it.
    pub fn active_rate(&self, group: u32, to: Day) -> f64 {
        let people = self.people(group, to);
        self.speakers(group, to - 29, to).intersection(&people).count() as f64 / people.len() as f64
    }

    pub fn messages(&self, group: u32, from: Day, to: Day) -> u32 {
        self.activity.days_of(group, from, to).iter().map(|cell| cell.messages).sum()
    }

    /// Replies received, of everyone who spoke between two days.
    pub fn replies_received(&self, group: u32, from: Day, to: Day) -> BTreeMap<u32, u32> {
        let mut values: BTreeMap<u32, u32> =
            self.speakers(group, from, to).into_iter().map(|member| (member, 0)).collect();
        for link in self.activity.links_of(group).iter().filter(|link| (from..=to).contains(&link.day)) {
            values.entry(link.to).and_modify(|value| *value += link.count);
        }
        values
    }
}
