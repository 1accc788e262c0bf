//! Charts of what holds a group together: density against size, people between circles, people outside, circles by month.

use super::Source;
use super::structure::of_group;
use super::words::tier_name;
use crate::activity::date;
use crate::analytics::Rate;
use crate::analytics::structure::{
    LinkGraph, LinkMeasures, bridges as find_bridges, circles_by_month, isolated as find_isolated,
    typical_links,
};
use crate::charts::{Cell, CircleMonths, Column, DensityDot, DensityPlot, Figure, Pick, Table, Tone, format};
use crate::model::Tier;

fn columns(source: &Source<'_>, columns: &[(&str, bool, f32, u8)]) -> Vec<Column> {
    let column = |&(key, right, weight, spare): &(&str, bool, f32, u8)| {
        Column::new(source.lang.t(key), right, weight, spare)
    };
    columns.iter().map(column).collect()
}

fn tier(source: &Source<'_>, member: u32) -> Option<Tier> {
    source.input.project.members.get(member as usize).and_then(|member| member.tier)
}

/// Density of every group in scope against its size.
pub fn density(source: &Source<'_>, focus: u32) -> Figure {
    let lang = source.lang;
    let groups = &source.structure().groups;
    let links = typical_links(groups.iter().map(|group| &group.links));
    let dot = |links: &LinkMeasures, group: u32| DensityDot {
        group,
        name: source.input.group_name(group).to_owned(),
        people: links.nodes,
        density: Rate::new(links.linked_pairs as u64, links.pairs),
    };
    let dots =
        groups.iter().zip(&source.scope.groups).map(|(group, &code)| dot(&group.links, code)).collect();
    let links_word = links.map_or(format::UNKNOWN.to_owned(), |links| format!("{links:.1}"));
    let note = lang.tf("figure.density_note", &[("links", &links_word)]);
    let chart = DensityPlot { dots, links, focus };
    source.figure("structure.density", lang.t("figure.density").to_owned(), note, Box::new(chart))
}

/// People between circles.
pub fn bridges(source: &Source<'_>, group: u32) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let graph = LinkGraph::of(input, group, source.scope);
    let found = find_bridges(&graph);
    let columns = columns(
        source,
        &[
            ("column.member", false, 1.6, 0),
            ("column.circle", true, 0.6, 3),
            ("column.betweenness", true, 0.8, 0),
            ("column.participation", true, 0.8, 4),
            ("column.bridge_reason", false, 2.4, 1),
        ],
    );
    let mut rows = Vec::new();
    for bridge in &found {
        let key = if bridge.cut { "bridges.reason_cut" } else { "bridges.reason" };
        let reason = lang.tf(
            key,
            &[
                ("people", &format::count(bridge.degree as u64)),
                ("circles", &format::count(bridge.circles as u64)),
            ],
        );
        rows.push(vec![
            Cell::new(input.member_name(bridge.member)),
            Cell::new((bridge.circle + 1).to_string()),
            Cell::new(format!("{:.2}%", bridge.betweenness * 100.0)),
            Cell::new(format::ratio(Some(bridge.participation))),
            Cell::new(reason),
        ]);
    }
    let picks = found.iter().map(|bridge| Some(Pick::Member(bridge.member))).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("bridges.none").to_owned() };
    let values: [(&str, &dyn std::fmt::Display); 2] =
        [("n", &found.len()), ("all", &format::count(graph.members.len() as u64))];
    let note = lang.tf("figure.bridges_note", &values);
    let title = lang.t("figure.bridges").to_owned();
    of_group(source, group, source.figure("structure.bridges", title, note, Box::new(chart)))
}

/// People without a link.
pub fn isolated(source: &Source<'_>, group: u32) -> Figure {
    let (input, lang) = (source.input, source.lang);
    let graph = LinkGraph::of(input, group, source.scope);
    let found = find_isolated(input, group, source.scope, &graph);
    let columns = columns(
        source,
        &[
            ("column.member", false, 1.6, 0),
            ("column.tier", false, 0.8, 2),
            ("column.messages", true, 0.7, 0),
            ("column.last_words", true, 1.0, 1),
            ("column.state", false, 1.4, 3),
        ],
    );
    let row = |person: &crate::analytics::structure::Isolated| {
        let state = match (person.messages, person.last) {
            (0, None) => Cell::new(lang.t("isolated.never")),
            (0, Some(_)) => Cell::new(lang.t("isolated.silent")),
            _ => Cell::tag(lang.t("isolated.unanswered"), Tone::Warning, lang.t("isolated.unanswered_hint")),
        };
        let last = person.last.map_or(format::UNKNOWN.to_owned(), |day| format::date(date(day)));
        vec![
            Cell::new(input.member_name(person.member)),
            Cell::new(tier_name(tier(source, person.member), lang)),
            Cell::new(format::count(person.messages)),
            Cell::new(last),
            state,
        ]
    };
    let rows = found.iter().map(row).collect();
    let picks = found.iter().map(|person| Some(Pick::Member(person.member))).collect();
    let chart = Table { columns, rows, picks, empty: lang.t("isolated.none").to_owned() };
    let rate = Rate::new(found.len() as u64, graph.members.len() as u64);
    let note = lang.tf(
        "figure.isolated_note",
        &[("share", &format::percent(rate.value)), ("fraction", &format::fraction(&rate))],
    );
    let title = lang.t("figure.isolated").to_owned();
    of_group(source, group, source.figure("structure.isolated", title, note, Box::new(chart)))
}

/// Circles and their sizes by month.
pub fn communities(source: &Source<'_>, group: u32) -> Figure {
    let lang = source.lang;
    let months = circles_by_month(source.input, group, source.scope);
    let period = months.first().zip(months.last()).map(|(first, last)| (first.from, last.to));
    let note = lang.t("figure.communities_note").to_owned();
    let title = lang.t("figure.communities").to_owned();
    let chart = Box::new(CircleMonths { months });
    let mut figure = of_group(source, group, source.figure("structure.communities", title, note, chart));
    if let Some((from, to)) = period {
        figure.subtitle = format!("{} · {}", source.input.group_name(group), format::period(from, to, lang));
    }
    figure
}
