//! The whole portfolio as one tree: accounts are the trunk, groups grow on it, and invitations branch off the groups.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::analytics::referral::Trees;
use crate::analytics::{Input, Population, Rate, Scope};

/// What a node of the tree stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trunk {
    /// Place in the accounts of the project.
    Account(usize),
    /// Groups that name no account, or one that the project does not have.
    NoAccount,
    /// Group code.
    Group(u32),
    /// Member code of somebody who brought others into the group above.
    Person(u32),
}

/// One node.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlatformNode {
    pub what: Trunk,
    /// Place of the node above; `None` for a root.
    pub parent: Option<usize>,
    /// Groups of the scope at or below this node; 0 for people.
    pub groups: usize,
    /// Member codes, ascending: people present at the end of the scope in the groups at or below this node, each once; for
    /// a person, those they brought, and those brought by these.
    pub people: Vec<u32>,
    /// How many of `people` somebody brought who is in the same group; for a person, all.
    pub brought: usize,
    /// Followers of an account; `None` where unknown and for other nodes.
    pub followers: Option<u64>,
}

impl PlatformNode {
    /// People in groups over followers; unknown without followers.
    pub fn reach(&self) -> Rate {
        Rate::new(self.people.len() as u64, self.followers.unwrap_or(0))
    }
}

/// All nodes, parents before their children; siblings with more people come first.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PlatformTree {
    pub nodes: Vec<PlatformNode>,
}

/// The tree of the groups in scope. Accounts without groups are in it too; a project without groups and accounts gives
/// none. Accounts whose parents go round in a circle hang on none.
pub fn platform_tree(input: Input<'_>, scope: &Scope) -> PlatformTree {
    let accounts = &input.project.accounts;
    let place: HashMap<&crate::model::AccountId, usize> =
        accounts.iter().enumerate().map(|(place, account)| (&account.id, place)).collect();
    let parent_of = |account: usize| -> Option<usize> {
        let parent = accounts.get(account)?.parent.as_ref().and_then(|id| place.get(id).copied())?;
        // Up to the top, but never back to where it began.
        let mut at = parent;
        for _ in 0..accounts.len() {
            if at == account {
                return None;
            }
            match accounts.get(at)?.parent.as_ref().and_then(|id| place.get(id).copied()) {
                Some(up) => at = up,
                None => return Some(parent),
            }
        }
        None
    };
    let mut groups_of: BTreeMap<Option<usize>, Vec<Vine>> = BTreeMap::new();
    let referrers = Referrers::of(input, scope);
    for &group in &scope.groups {
        let account = input.project.groups.get(group as usize).and_then(|group| group.account.as_ref());
        let account = account.and_then(|id| place.get(id).copied());
        let people = Population::of(input, group, scope.to).people;
        groups_of.entry(account).or_default().push(Vine::of(group, people, &referrers));
    }
    let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for account in 0..accounts.len() {
        children.entry(parent_of(account)).or_default().push(account);
    }
    let mut tree = PlatformTree::default();
    let mut roots: Vec<PlatformTree> = children
        .get(&None)
        .into_iter()
        .flatten()
        .map(|&account| branch_of(input, account, &children, &groups_of))
        .collect();
    if let Some(vines) = groups_of.get(&None) {
        roots.push(trunk(Trunk::NoAccount, None, Vec::new(), vines));
    }
    roots.sort_by_key(|root| std::cmp::Reverse(root.size()));
    for root in roots {
        tree.graft(None, root);
    }
    tree
}

impl PlatformTree {
    /// People of the root.
    fn size(&self) -> usize {
        self.nodes.first().map_or(0, |root| root.people.len())
    }

    /// Hangs another tree under one of the nodes.
    fn graft(&mut self, under: Option<usize>, other: Self) {
        let offset = self.nodes.len();
        self.nodes.extend(other.nodes.into_iter().map(|node| PlatformNode {
            parent: node.parent.map(|parent| parent + offset).or(under),
            ..node
        }));
    }
}

fn branch_of(
    input: Input<'_>,
    account: usize,
    children: &BTreeMap<Option<usize>, Vec<usize>>,
    groups_of: &BTreeMap<Option<usize>, Vec<Vine>>,
) -> PlatformTree {
    let below: Vec<PlatformTree> = children
        .get(&Some(account))
        .into_iter()
        .flatten()
        .map(|&child| branch_of(input, child, children, groups_of))
        .collect();
    let followers = input.project.accounts.get(account).and_then(|account| account.followers);
    let vines = groups_of.get(&Some(account)).map_or(&[][..], Vec::as_slice);
    trunk(Trunk::Account(account), followers, below, vines)
}

/// An account with what hangs on it.
fn trunk(what: Trunk, followers: Option<u64>, mut below: Vec<PlatformTree>, vines: &[Vine]) -> PlatformTree {
    below.extend(vines.iter().map(Vine::tree));
    below.sort_by_key(|tree| std::cmp::Reverse(tree.size()));
    let roots = || below.iter().filter_map(|tree| tree.nodes.first());
    let people: BTreeSet<u32> = roots().flat_map(|node| node.people.iter().copied()).collect();
    let mut tree = PlatformTree {
        nodes: vec![PlatformNode {
            what,
            parent: None,
            groups: roots().map(|node| node.groups).sum(),
            people: people.into_iter().collect(),
            brought: roots().map(|node| node.brought).sum(),
            followers,
        }],
    };
    for branch in below {
        tree.graft(Some(0), branch);
    }
    tree
}

/// Who brought each person of the project.
struct Referrers(HashMap<u32, u32>);

impl Referrers {
    fn of(input: Input<'_>, scope: &Scope) -> Self {
        let trees = Trees::of(input, scope).unwrap_or_default();
        let code = |place: u32| trees.people.get(place as usize).copied();
        let parents = trees.forest.parents().iter().enumerate();
        let pairs = parents.filter_map(|(invitee, parent)| Some((code(invitee as u32)?, code((*parent)?)?)));
        Self(pairs.collect())
    }
}

/// A group and the invitations among the people in it.
struct Vine {
    group: u32,
    people: Vec<u32>,
    /// Of each person who brought somebody: whom, ascending.
    brought: BTreeMap<u32, Vec<u32>>,
    /// People in the group who were brought by somebody in it.
    invitees: usize,
    /// Those who brought others and were brought by nobody in the group.
    firsts: Vec<u32>,
}

impl Vine {
    fn of(group: u32, people: Vec<u32>, referrers: &Referrers) -> Self {
        let inside = |member: u32| people.binary_search(&member).is_ok();
        let referrer = |member: u32| referrers.0.get(&member).copied().filter(|&by| inside(by));
        let mut brought: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut invitees = 0;
        for &member in &people {
            if let Some(by) = referrer(member) {
                brought.entry(by).or_default().push(member);
                invitees += 1;
            }
        }
        let firsts = brought.keys().copied().filter(|&member| referrer(member).is_none()).collect();
        Self { group, people, brought, invitees, firsts }
    }

    fn tree(&self) -> PlatformTree {
        let mut tree = PlatformTree {
            nodes: vec![PlatformNode {
                what: Trunk::Group(self.group),
                parent: None,
                groups: 1,
                people: self.people.clone(),
                brought: self.invitees,
                followers: None,
            }],
        };
        let mut open: Vec<(u32, usize)> =
            self.by_size(&self.firsts).into_iter().map(|who| (who, 0)).collect();
        open.reverse();
        while let Some((who, parent)) = open.pop() {
            let below = self.below(who);
            let own = tree.nodes.len();
            tree.nodes.push(PlatformNode {
                what: Trunk::Person(who),
                parent: Some(parent),
                groups: 0,
                brought: below.len(),
                people: below,
                followers: None,
            });
            let next = self.brought.get(&who).map_or(&[][..], Vec::as_slice);
            let carriers: Vec<u32> =
                next.iter().copied().filter(|member| self.brought.contains_key(member)).collect();
            open.extend(self.by_size(&carriers).into_iter().rev().map(|who| (who, own)));
        }
        tree
    }

    /// People who brought others, those with the largest branch first.
    fn by_size(&self, people: &[u32]) -> Vec<u32> {
        let mut sized: Vec<(usize, u32)> = people.iter().map(|&who| (self.below(who).len(), who)).collect();
        sized.sort_by_key(|&(size, who)| (std::cmp::Reverse(size), who));
        sized.into_iter().map(|(_, who)| who).collect()
    }

    /// Everybody who came through a person, ascending.
    fn below(&self, who: u32) -> Vec<u32> {
        let mut found = Vec::new();
        let mut open = vec![who];
        while let Some(at) = open.pop() {
            if let Some(next) = self.brought.get(&at) {
                found.extend_from_slice(next);
                open.extend_from_slice(next);
            }
        }
        found.sort_unstable();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::fixture::Fixture;
    use crate::model::{Account, Platform};

    fn account(id: &str, parent: Option<&str>, followers: Option<u64>) -> Account {
        Account {
            id: id.into(),
            name: id.to_owned(),
            platform: Platform::WeChat,
            parent: parent.map(Into::into),
            followers,
        }
    }

    #[test]
    fn groups_grow_on_accounts_and_branches_on_groups() {
        let made = Fixture::new()
            .group("g")
            .people(5)
            .group("lost")
            .stays("p5", None, None)
            .project(|project| {
                project.accounts = vec![account("top", None, Some(50)), account("wx", Some("top"), None)];
                project.groups[0].account = Some("wx".into());
                let members = std::sync::Arc::make_mut(&mut project.members);
                members[1].inviter = Some("p1".into());
                members[2].inviter = Some("p2".into());
                members[3].inviter = Some("p1".into());
            })
            .build();
        let tree = platform_tree(made.input(), &made.scope());
        let told: Vec<(Trunk, Option<usize>, usize, usize)> =
            tree.nodes.iter().map(|node| (node.what, node.parent, node.people.len(), node.brought)).collect();
        let expected = [
            (Trunk::Account(0), None, 5, 3),
            (Trunk::Account(1), Some(0), 5, 3),
            (Trunk::Group(0), Some(1), 5, 3),
            (Trunk::Person(0), Some(2), 3, 3),
            (Trunk::Person(1), Some(3), 1, 1),
            (Trunk::NoAccount, None, 1, 0),
            (Trunk::Group(1), Some(5), 1, 0),
        ];
        assert_eq!(told, expected);
        assert_eq!(tree.nodes[0].reach(), Rate::new(5, 50));
        assert_eq!(tree.nodes[1].reach().value, None, "unknown followers give no rate");
    }

    #[test]
    fn accounts_in_a_circle_hang_on_none() {
        let made = Fixture::new()
            .project(|project| {
                project.accounts = vec![
                    account("a", Some("b"), None),
                    account("b", Some("a"), None),
                    account("c", Some("a"), None),
                ];
            })
            .build();
        let tree = platform_tree(made.input(), &made.scope());
        assert!(tree.nodes.iter().filter(|node| node.parent.is_none()).count() >= 2);
        assert_eq!(tree.nodes.len(), 3);
        let bare = Fixture::new().build();
        assert_eq!(platform_tree(bare.input(), &bare.scope()), PlatformTree::default());
    }
}
