//! Charts of the referral view: the vine, its generations, its branches, and what was sold along it.

use super::Source;
use crate::activity::Day;
use crate::analytics::Rate;
use crate::analytics::referral::{
    ChannelPerson, K_WINDOW, Refusal, Trees, channels as channel_rows, direct_credit, generation_rows,
    largest_branch, linear_credit_fen, root_credit, subtree_totals, vine as vine_of,
};
use crate::charts::{Cell, Column, Figure, Pick, Table, Tone, VineChart, format};
use crate::model::Money;

/// Rows of a table that each cost a walk over the forest.
const MOST_BRANCHES: usize = 20;

fn unknown() -> String {
    format::UNKNOWN.to_owned()
}

/// `0.81 (78 / 96)`; the fraction alone tells where nobody was asked.
fn coefficient(rate: &Rate) -> String {
    match rate.value {
        Some(value) => format!("{value:.2} ({})", format::fraction(rate)),
        None => unknown(),
    }
}

fn percent(rate: &Rate) -> String {
    match rate.value {
        Some(_) => format!("{} ({})", format::percent(rate.value), format::fraction(rate)),
        None => unknown(),
    }
}

fn days(value: Option<f64>) -> String {
    value.map_or(unknown(), |days| format!("{days:.1}"))
}

impl Source<'_> {
    fn trees(&self) -> Option<&Trees> {
        self.panels.funnel.referral.trees.as_deref()
    }

    fn column(&self, key: &str, right: bool, weight: f32, spare: u8) -> Column {
        Column::new(self.lang.t(key), right, weight, spare)
    }

    fn money(&self, amount: i64) -> String {
        format::money(Money(amount), &self.input.project.currency)
    }

    /// Money of a project that knows orders; unknown else.
    fn sold(&self, amount: i64) -> String {
        if self.input.project.orders.is_empty() { unknown() } else { self.money(amount) }
    }

    fn group_word(&self, group: Option<u32>) -> String {
        group.map_or_else(
            || self.lang.t("vine.no_group").to_owned(),
            |group| self.input.group_name(group).to_owned(),
        )
    }
}

/// The plant.
pub fn vine(source: &Source<'_>) -> Option<Figure> {
    let (trees, lang) = (source.trees()?, source.lang);
    let vine = vine_of(trees);
    let name = |limb: &crate::analytics::referral::Limb| match limb.member {
        Some(member) => source.input.member_name(member).to_owned(),
        None => source.group_word(limb.group),
    };
    let names = vine.limbs.iter().map(name).collect();
    let leaf_names = vine
        .limbs
        .iter()
        .map(|limb| limb.leaves.iter().map(|leaf| source.input.member_name(leaf.member).to_owned()).collect())
        .collect();
    let referral = &source.panels.funnel.referral;
    let share = largest_branch(&trees.forest).map_or(unknown(), |(_, rate)| percent(&rate));
    let width = trees.forest.generation_sizes().into_iter().skip(1).max().unwrap_or(0);
    let note = lang.tf(
        "vine.note",
        &[
            ("share", &share),
            ("depth", &referral.depth.map_or(unknown(), |depth| depth.to_string())),
            ("width", &format::count(width)),
            ("virality", &referral.structural_virality.map_or(unknown(), |mean| format!("{mean:.2}"))),
            ("alone", &format::count(vine.alone)),
        ],
    );
    let project = &source.input.project;
    let chart = VineChart {
        vine,
        names,
        leaf_names,
        currency: project.currency.clone(),
        trunk: project.name.clone(),
    };
    Some(source.figure("funnel.vine", lang.t("figure.vine").to_owned(), note, Box::new(chart)))
}

/// Member codes of people whom nobody brought and who brought nobody by the last day: the vine leaves them out.
fn alone(trees: &Trees) -> Vec<u32> {
    let here = |place: u32| trees.joined[place as usize].is_none_or(|day| day <= trees.last);
    let ones: Vec<i64> = (0..trees.forest.len() as u32).map(|place| i64::from(here(place))).collect();
    let sizes = subtree_totals(&trees.forest, &ones);
    let lone = trees.forest.roots().filter(|&root| here(root) && sizes[root as usize] == 1);
    trees.codes(lone)
}

/// Generation by generation.
pub fn generations(source: &Source<'_>) -> Option<Figure> {
    let (trees, lang) = (source.trees()?, source.lang);
    let rows = generation_rows(&trees.forest, &trees.joined, &trees.retained, K_WINDOW, trees.last);
    let mut sold = vec![0_i64; rows.len()];
    for (person, &generation) in trees.forest.generations().iter().enumerate() {
        if let Some(sum) = sold.get_mut(generation as usize) {
            *sum = sum.saturating_add(trees.amounts[person]);
        }
    }
    let columns = vec![
        source.column("vine.generation", false, 0.8, 0),
        source.column("column.people", true, 0.7, 0),
        source.column("vine.ratio", true, 0.8, 3),
        source.column("vine.k", true, 1.2, 0),
        source.column("vine.retained_k", true, 1.2, 1),
        source.column("vine.cycle", true, 0.8, 4),
        source.column("vine.gmv_column", true, 1.0, 2),
    ];
    let generation = |place: usize| trees.forest.generations()[place];
    let cells = rows.iter().zip(&sold).map(|(row, &sold)| {
        let title = lang.tf("vine.nth", &[("n", &row.generation)]);
        let spread = trees.spread(|place| generation(place) == row.generation, K_WINDOW);
        let buyers = (0..trees.forest.len() as u32).filter(|&place| {
            generation(place as usize) == row.generation && trees.amounts[place as usize] > 0
        });
        vec![
            Cell::new(&title),
            Cell::new(format::count(row.people)),
            Cell::new(row.ratio.map_or(unknown(), |ratio| format!("{ratio:.2}"))),
            Cell::new(coefficient(&row.k)).opens(lang.t("vine.brought_within"), spread.brought),
            Cell::new(coefficient(&row.retained_k)).opens(lang.t("vine.retained"), spread.kept),
            Cell::new(days(row.cycle_days_median)),
            Cell::new(source.sold(sold)).opens(lang.t("vine.buyers"), trees.codes(buyers)),
        ]
    });
    let mut cells: Vec<Vec<Cell>> = cells.collect();
    let picks = rows.iter().map(|row| {
        let people = (0..trees.forest.len() as u32)
            .filter(|&person| trees.forest.generations()[person as usize] == row.generation);
        let title = lang.tf("vine.nth", &[("n", &row.generation)]);
        Some(Pick::People { title, members: trees.codes(people) })
    });
    let mut picks: Vec<Option<Pick>> = picks.collect();
    // The number of these stands under the vine: here are its people.
    let alone = alone(trees);
    if !alone.is_empty() {
        let title = lang.t("vine.alone").to_owned();
        let mut row = vec![Cell::new(&title), Cell::new(format::count(alone.len() as u64))];
        row.resize(columns.len(), Cell::new(unknown()));
        cells.push(row);
        picks.push(Some(Pick::People { title, members: alone }));
    }
    let chart = Table { columns, rows: cells, picks, empty: lang.t("vine.nobody").to_owned() };
    let note = lang.tf("vine.generations_note", &[("days", &K_WINDOW)]);
    let title = lang.t("figure.generations").to_owned();
    Some(source.figure("funnel.generations", title, note, Box::new(chart)))
}

/// Roots with the most people below them.
pub fn branches(source: &Source<'_>) -> Option<Figure> {
    let (trees, lang) = (source.trees()?, source.lang);
    let forest = &trees.forest;
    let sizes = forest.subtree_sizes();
    let mut roots: Vec<u32> = forest.roots().filter(|&root| sizes[root as usize] > 1).collect();
    roots.sort_by_key(|&root| (std::cmp::Reverse(sizes[root as usize]), root));
    roots.truncate(MOST_BRANCHES);
    let invited = forest.parents().iter().flatten().count() as u64;
    let spent = trees.rewards(source.input);
    let columns = vec![
        source.column("column.member", false, 1.4, 0),
        source.column("vine.below", true, 0.7, 0),
        source.column("vine.share", true, 1.2, 2),
        source.column("vine.depth", true, 0.5, 5),
        source.column("vine.k", true, 1.2, 1),
        source.column("vine.retained", true, 1.3, 3),
        source.column("vine.own_gmv", true, 1.0, 6),
        source.column("vine.below_gmv", true, 1.0, 0),
        source.column("vine.cost_each", true, 1.0, 7),
    ];
    let mut rows = Vec::new();
    let mut picks = Vec::new();
    for &root in &roots {
        let Some(found) = trees.branch(root, spent[root as usize]) else { continue };
        let (k, _) = trees.branch_k(root, K_WINDOW);
        let spread = trees.branch_spread(root, K_WINDOW);
        let member = trees.people[root as usize];
        let title = lang.tf("vine.brought_by", &[("name", &source.input.member_name(member))]);
        let below = trees.below(root);
        let kept = trees.among(&below, |place| trees.retained[place]);
        let buyers = trees.among(&below, |place| trees.amounts[place] > 0);
        picks.push(Some(Pick::People { title, members: below }));
        let cost = found.cost_per_retained.filter(|_| spent[root as usize].0 > 0);
        rows.push(vec![
            Cell::new(source.input.member_name(member)),
            Cell::new(format::count(found.descendants)),
            Cell::new(percent(&Rate::new(found.descendants, invited))),
            Cell::new((found.generations.len() - 1).to_string()),
            Cell::new(coefficient(&k)).opens(lang.t("vine.brought_within"), spread.brought),
            Cell::new(percent(&found.retained)).opens(lang.t("vine.retained"), kept.clone()),
            Cell::new(source.sold(found.own_gmv.0)).opens(lang.t("vine.own_gmv"), [member]),
            Cell::new(source.sold(found.descendants_gmv.0)).opens(lang.t("vine.buyers"), buyers),
            Cell::new(cost.map_or(unknown(), |cost| source.money(cost.0)))
                .opens(lang.t("vine.retained"), kept),
        ]);
    }
    let chart = Table { columns, rows, picks, empty: lang.t("vine.nobody").to_owned() };
    let note = lang.tf("vine.branches_note", &[("days", &K_WINDOW)]);
    let title = lang.t("figure.branches").to_owned();
    Some(source.figure("funnel.branches", title, note, Box::new(chart)))
}

/// One branch: that of a member code, else the largest.
pub fn branch(source: &Source<'_>, member: Option<u32>) -> Option<Figure> {
    let (trees, lang) = (source.trees()?, source.lang);
    let place = match member {
        Some(member) => trees.place(member)?,
        None => largest_branch(&trees.forest)?.0,
    };
    let member = trees.people[place as usize];
    let spent = trees.rewards(source.input)[place as usize];
    let found = trees.branch(place, spent)?;
    let (k, retained_k) = trees.branch_k(place, K_WINDOW);
    let columns =
        vec![source.column("vine.measure", false, 1.0, 0), source.column("vine.value", true, 1.2, 0)];
    let below = trees.below(place);
    let retained = trees.among(&below, |place| trees.retained[place]);
    let buyers = trees.among(&below, |place| trees.amounts[place] > 0);
    let spread = trees.branch_spread(place, K_WINDOW);
    let generations = found.generations.iter().map(u64::to_string).collect::<Vec<_>>().join(" → ");
    let cost = found.cost_per_retained.filter(|_| spent.0 > 0);
    let people = |key: &str, members: Vec<u32>| {
        (!members.is_empty()).then(|| Pick::People { title: lang.t(key).to_owned(), members })
    };
    let lines: Vec<(&str, String, Option<Pick>)> = vec![
        ("vine.below", format::count(found.descendants), people("vine.below", below.clone())),
        ("vine.per_generation", generations, people("vine.below", below)),
        ("vine.k", coefficient(&k), people("vine.brought_within", spread.brought)),
        ("vine.retained_k", coefficient(&retained_k), people("vine.retained", spread.kept)),
        ("vine.retained", percent(&found.retained), people("vine.retained", retained.clone())),
        ("vine.buyers", percent(&found.buyers), people("vine.buyers", buyers.clone())),
        ("vine.own_gmv", source.sold(found.own_gmv.0), Some(Pick::Member(member))),
        ("vine.below_gmv", source.sold(found.descendants_gmv.0), people("vine.buyers", buyers)),
        (
            "vine.cost_each",
            cost.map_or(unknown(), |cost| source.money(cost.0)),
            people("vine.retained", retained),
        ),
    ];
    let rows = lines.iter().map(|(key, value, _)| vec![Cell::new(lang.t(key)), Cell::new(value)]).collect();
    let picks = lines.into_iter().map(|(_, _, pick)| pick).collect();
    let chart = Table { columns, rows, picks, empty: String::new() };
    let title = lang.tf("figure.branch", &[("name", &source.input.member_name(member))]);
    let note = lang.tf("vine.branch_note", &[("days", &K_WINDOW)]);
    Some(source.figure(&format!("funnel.branch.{member}"), title, note, Box::new(chart)))
}

/// What was sold along the trees, in ledgers of their own.
pub fn ledgers(source: &Source<'_>) -> Option<Figure> {
    let (trees, lang) = (source.trees()?, source.lang);
    let (forest, amounts) = (&trees.forest, &trees.amounts);
    let subtree = subtree_totals(forest, amounts);
    let direct = direct_credit(forest, amounts);
    let split = linear_credit_fen(forest, amounts);
    let root = root_credit(forest, amounts);
    let counts = forest.direct();
    let mut people: Vec<usize> =
        (0..forest.len()).filter(|&place| counts[place] > 0 && subtree[place] != 0).collect();
    people.sort_by_key(|&place| (std::cmp::Reverse(subtree[place]), place));
    let columns = vec![
        source.column("column.member", false, 1.4, 0),
        source.column("vine.own_gmv", true, 1.0, 1),
        source.column("vine.subtree_gmv", true, 1.1, 0),
        source.column("vine.direct_credit", true, 1.1, 0),
        source.column("vine.split_credit", true, 1.1, 2),
        source.column("vine.root_credit", true, 1.1, 3),
    ];
    let sum = |values: &[i64]| values.iter().fold(0_i64, |sum, &value| sum.saturating_add(value));
    let cell = |amount: i64| Cell::new(source.money(amount));
    let mut rows: Vec<Vec<Cell>> = people
        .iter()
        .map(|&place| {
            vec![
                Cell::new(source.input.member_name(trees.people[place])),
                cell(amounts[place]),
                cell(subtree[place]),
                cell(direct[place]),
                cell(split[place]),
                if forest.parents()[place].is_none() { cell(root[place]) } else { Cell::new(unknown()) },
            ]
        })
        .collect();
    let mut picks: Vec<Option<Pick>> =
        people.iter().map(|&place| Some(Pick::Member(trees.people[place]))).collect();
    if !rows.is_empty() {
        // Subtrees overlap: their sum would count a sale once for everybody above it.
        let total = [sum(amounts), sum(&direct), sum(&split), sum(&root)].map(|amount| source.money(amount));
        let [own, direct, split, root] = total;
        rows.insert(
            0,
            [lang.t("vine.total").to_owned(), own, lang.t("vine.no_sum").to_owned(), direct, split, root]
                .map(Cell::new)
                .to_vec(),
        );
        let buyers = trees.codes((0..forest.len() as u32).filter(|&place| amounts[place as usize] > 0));
        let title = lang.t("vine.buyers").to_owned();
        picks.insert(0, Some(Pick::People { title, members: buyers }));
    }
    let chart = Table { columns, rows, picks, empty: lang.t("vine.nothing_sold").to_owned() };
    let note = lang.t("vine.ledgers_note").to_owned();
    Some(source.figure("funnel.ledgers", lang.t("figure.ledgers").to_owned(), note, Box::new(chart)))
}

/// Invitations that contradict each other or the dates: never drawn.
pub fn refused(source: &Source<'_>) -> Option<Figure> {
    let (trees, lang) = (source.trees()?, source.lang);
    let columns = vec![
        source.column("vine.invitee", false, 1.2, 0),
        source.column("vine.said_referrer", false, 1.2, 0),
        source.column("vine.why", false, 1.8, 0),
    ];
    let name = |place: u32| match trees.people.get(place as usize) {
        Some(&member) => source.input.member_name(member).to_owned(),
        None => unknown(),
    };
    let refused = &trees.forest.refused;
    let rows = refused.iter().map(|refused| {
        let (key, tone) = match refused.reason {
            Refusal::SelfReferral => ("refusal.self", Tone::Bad),
            Refusal::InviteeFirst => ("refusal.first", Tone::Bad),
            Refusal::Cycle => ("refusal.cycle", Tone::Bad),
            Refusal::Assist => ("refusal.assist", Tone::Neutral),
            Refusal::UnknownReferrer => ("refusal.unknown", Tone::Warning),
        };
        vec![
            Cell::new(name(refused.invitation.invitee)),
            Cell::new(name(refused.invitation.referrer)),
            Cell::tag(lang.t(key), tone, lang.t(key)),
        ]
    });
    let rows = rows.collect();
    let picks = refused
        .iter()
        .map(|refused| {
            trees.people.get(refused.invitation.invitee as usize).map(|&member| Pick::Member(member))
        })
        .collect();
    let chart = Table { columns, rows, picks, empty: lang.t("refusal.none").to_owned() };
    let note = lang.t("refusal.note").to_owned();
    Some(source.figure("funnel.refused", lang.t("figure.refused").to_owned(), note, Box::new(chart)))
}

/// What each source brought.
pub fn channels(source: &Source<'_>) -> Option<Figure> {
    let (trees, lang) = (source.trees()?, source.lang);
    let input = source.input;
    let last_spoke = last_words(source);
    let people: Vec<ChannelPerson<'_>> = trees
        .people
        .iter()
        .zip(&trees.joined)
        .zip(&trees.amounts)
        .map(|((&member, &joined), &amount)| {
            let known = input.project.members.get(member as usize);
            ChannelPerson {
                channel: known.and_then(|known| known.source.as_deref()).unwrap_or(""),
                joined,
                invites_sent: None,
                active_after_week: joined
                    .zip(last_spoke.get(member as usize).copied().flatten())
                    .is_some_and(|(joined, spoke)| spoke >= joined.saturating_add(7)),
                gmv: Money(amount),
            }
        })
        .collect();
    let rows = channel_rows(&trees.forest, &people, &[], K_WINDOW, trees.last);
    let columns = vec![
        source.column("vine.channel", false, 1.2, 0),
        source.column("vine.joins", true, 0.7, 0),
        source.column("vine.active_week", true, 1.4, 1),
        source.column("vine.paid_share", true, 1.4, 0),
        source.column("vine.paid_interval", true, 1.2, 4),
        source.column("vine.k", true, 1.2, 2),
        source.column("vine.gmv_column", true, 1.0, 3),
    ];
    let interval = |interval: Option<[f64; 2]>| match interval {
        Some([low, high]) => format!("{} – {}", format::percent(Some(low)), format::percent(Some(high))),
        None => unknown(),
    };
    let cells = rows.iter().map(|row| {
        let own = |place: usize| people.get(place).is_some_and(|person| person.channel == row.channel);
        let those = |keep: &dyn Fn(&ChannelPerson<'_>) -> bool| {
            let kept = |place: &u32| own(*place as usize) && people.get(*place as usize).is_some_and(keep);
            trees.codes((0..trees.forest.len() as u32).filter(kept))
        };
        let had_week = |person: &ChannelPerson<'_>| {
            let joined = person.joined;
            person.active_after_week && joined.is_some_and(|joined| joined.saturating_add(7) <= trees.last)
        };
        let buyers = those(&|person| person.gmv.0 > 0);
        let brought = trees.spread(own, K_WINDOW).brought;
        vec![
            Cell::new(super::words::channel_word(&row.channel, lang)),
            Cell::new(format::count(row.joins)),
            Cell::new(percent(&row.active)).opens(lang.t("vine.active_week"), those(&had_week)),
            Cell::new(percent(&row.paid)).opens(lang.t("vine.buyers"), buyers.clone()),
            Cell::new(interval(row.paid_interval)),
            Cell::new(coefficient(&row.k)).opens(lang.t("vine.brought_within"), brought),
            Cell::new(source.sold(row.gmv.0)).opens(lang.t("vine.buyers"), buyers),
        ]
    });
    let cells = cells.collect();
    let picks = rows
        .iter()
        .map(|row| {
            let own = (0..trees.forest.len() as u32).filter(|&place| {
                people.get(place as usize).is_some_and(|person| person.channel == row.channel)
            });
            let title = super::words::channel_word(&row.channel, lang);
            Some(Pick::People { title, members: trees.codes(own) })
        })
        .collect();
    let chart = Table { columns, rows: cells, picks, empty: lang.t("vine.nobody").to_owned() };
    let note = lang.tf("vine.channels_note", &[("days", &K_WINDOW)]);
    Some(source.figure("funnel.channels", lang.t("figure.channels").to_owned(), note, Box::new(chart)))
}

/// The last day on which each member said something, up to the end of the scope.
fn last_words(source: &Source<'_>) -> Vec<Option<Day>> {
    let activity = source.input.activity;
    let mut last: Vec<Option<Day>> = vec![None; activity.members.len()];
    for cell in activity.days.iter().filter(|cell| cell.day <= source.scope.to) {
        if let Some(known) = last.get_mut(cell.member as usize) {
            *known = (*known).max(Some(cell.day));
        }
    }
    last
}
