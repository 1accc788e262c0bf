//! Charts of the whole portfolio: accounts, groups, and who brought whom.

use super::Source;
use crate::analytics::structure::{PlatformNode, Trunk, platform_tree};
use crate::charts::{Cell, Column, Figure, MarkKind, Pick, PlatformChart, PlatformMark, Table, format};
use crate::model::Platform;

/// The name of a platform.
fn platform_name(platform: Platform, source: &Source<'_>) -> &'static str {
    source.lang.t(match platform {
        Platform::WeChat => "platform.wechat",
        Platform::WeCom => "platform.wecom",
        Platform::Qq => "platform.qq",
        Platform::Discord => "platform.discord",
        Platform::Telegram => "platform.telegram",
        Platform::WhatsApp => "platform.whatsapp",
        Platform::Slack => "platform.slack",
        Platform::Other => "platform.other",
    })
}

fn account_name(source: &Source<'_>, place: usize) -> String {
    let Some(account) = source.input.project.accounts.get(place) else { return String::new() };
    if account.name.is_empty() { account.id.0.clone() } else { account.name.clone() }
}

fn mark(source: &Source<'_>, node: &PlatformNode) -> PlatformMark {
    let (input, lang) = (source.input, source.lang);
    let people = format::count(node.people.len() as u64);
    let people_of = |title: &str| Pick::People { title: title.to_owned(), members: node.people.clone() };
    let followers = node.followers.map_or(format::UNKNOWN.to_owned(), format::count);
    let (kind, key, name) = match node.what {
        Trunk::Account(place) => {
            let id = input.project.accounts.get(place).map_or("", |account| account.id.0.as_str());
            (MarkKind::Account, format!("account {id}"), account_name(source, place))
        }
        Trunk::NoAccount => {
            (MarkKind::Account, "no account".to_owned(), lang.t("platform.no_account").to_owned())
        }
        Trunk::Group(group) => {
            let id = input.activity.groups.id(group).map_or("", |id| id.0.as_str());
            (MarkKind::Group, format!("group {id}"), input.group_name(group).to_owned())
        }
        Trunk::Person(person) => {
            let id = input.activity.members.id(person).map_or("", |id| id.as_str());
            (MarkKind::Person, format!("person {id}"), input.member_name(person).to_owned())
        }
    };
    let brought = format::count(node.brought as u64);
    let (detail, hint, pick) = match node.what {
        Trunk::Account(_) | Trunk::NoAccount => {
            let values: [(&str, &dyn std::fmt::Display); 5] = [
                ("name", &name),
                ("groups", &format::count(node.groups as u64)),
                ("people", &people),
                ("brought", &brought),
                ("followers", &followers),
            ];
            let hint = lang.tf("platform.account_hint", &values);
            (lang.tf("people.count", &[("n", &people)]), hint, Some(people_of(&name)))
        }
        Trunk::Group(group) => {
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("name", &name), ("people", &people), ("brought", &brought)];
            let hint = lang.tf("platform.group_hint", &values);
            (lang.tf("people.count", &[("n", &people)]), hint, Some(Pick::Group(group)))
        }
        Trunk::Person(person) => {
            let values: [(&str, &dyn std::fmt::Display); 2] = [("name", &name), ("brought", &brought)];
            let hint = lang.tf("platform.person_hint", &values);
            (format!("+{brought}"), hint, Some(Pick::Member(person)))
        }
    };
    PlatformMark {
        kind,
        parent: node.parent,
        key,
        name,
        detail,
        hint,
        people: node.people.len() as u64,
        brought: node.brought as u64,
        followers: node.followers,
        pick,
    }
}

/// Accounts, groups and branches in one drawing.
pub fn tree(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let tree = platform_tree(source.input, source.scope);
    let mut nodes: Vec<PlatformMark> = tree.nodes.iter().map(|node| mark(source, node)).collect();
    // Somebody may have brought people into several groups.
    for place in 0..nodes.len() {
        if nodes[place].kind == MarkKind::Person
            && let Some(above) = nodes[place].parent.and_then(|parent| nodes.get(parent))
        {
            nodes[place].key = format!("{} / {}", above.key, nodes[place].key);
        }
    }
    let note = lang.t("figure.platform_note").to_owned();
    let title = lang.t("figure.platform").to_owned();
    source.figure("structure.platform", title, note, Box::new(PlatformChart { nodes }))
}

/// Accounts with their followers, and how many of these are in groups.
pub fn carriers(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let tree = platform_tree(source.input, source.scope);
    let column = |key, right, weight, spare| Column::new(lang.t(key), right, weight, spare);
    let columns = vec![
        column("column.carrier", false, 2.0, 0),
        column("column.platform", false, 1.0, 2),
        column("column.followers", true, 1.0, 0),
        column("column.group_count", true, 0.7, 3),
        column("column.in_groups", true, 1.0, 0),
        column("column.reach_of_followers", true, 1.6, 1),
        column("column.brought", true, 1.0, 4),
    ];
    let mut depth: Vec<usize> = Vec::with_capacity(tree.nodes.len());
    let mut rows = Vec::new();
    let mut picks = Vec::new();
    for node in &tree.nodes {
        let level = node.parent.and_then(|parent| depth.get(parent)).map_or(0, |level| level + 1);
        depth.push(level);
        let (name, platform) = match node.what {
            Trunk::Account(place) => {
                let platform = source
                    .input
                    .project
                    .accounts
                    .get(place)
                    .map(|account| account.platform)
                    .unwrap_or_default();
                (account_name(source, place), platform_name(platform, source))
            }
            Trunk::NoAccount => (lang.t("platform.no_account").to_owned(), format::UNKNOWN),
            Trunk::Group(_) | Trunk::Person(_) => continue,
        };
        let branch = if level > 0 { format!("{}└ ", "  ".repeat(level - 1)) } else { String::new() };
        let reach = node.reach();
        let reach_word = match reach.value {
            Some(_) => format!("{}  {}", format::percent(reach.value), format::fraction(&reach)),
            None => format::UNKNOWN.to_owned(),
        };
        rows.push(vec![
            Cell::new(format!("{branch}{name}")),
            Cell::new(platform),
            Cell::new(node.followers.map_or(format::UNKNOWN.to_owned(), format::count)),
            Cell::new(format::count(node.groups as u64)),
            Cell::new(format::count(node.people.len() as u64)),
            Cell::new(reach_word),
            Cell::new(format::count(node.brought as u64)),
        ]);
        picks.push(Some(Pick::People { title: name, members: node.people.clone() }));
    }
    let chart = Table { columns, rows, picks, empty: lang.t("platform.no_carriers").to_owned() };
    let title = lang.t("figure.carriers").to_owned();
    let note = lang.t("figure.carriers_note").to_owned();
    source.figure("structure.carriers", title, note, Box::new(chart))
}
