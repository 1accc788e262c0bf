//! `referral.json`: the trees of invitations and their ledgers.

use std::collections::BTreeMap;

use qunce::analytics::referral::{
    Forest, Invitation, Refusal, direct_credit, geometric_credit, linear_credit, root_credit, subtree_totals,
};
use serde_json::{Value, json};

use super::{cases, expect_close, list, load, object, only_keys, text};

const EXACT: f64 = 1e-12;

/// In the file, but about invitations that were sent and not taken up, which no project records.
const NOT_OURS: [&str; 2] = ["invites_per_user", "invite_conversion"];

#[test]
fn a_forest_of_fourteen() {
    let Some(file) = load("referral") else { return };
    let case = &file["forest"];
    let names: Vec<&String> = object(case, "nodes").keys().collect();
    let code = |name: &str| names.iter().position(|known| *known == name).expect("a node") as u32;
    let number = |name: &str, column: usize| case["nodes"][name][column].as_i64().expect("a number");
    let joined: Vec<Option<i32>> = names.iter().map(|name| Some(number(name, 1) as i32)).collect();
    let amounts: Vec<i64> = names.iter().map(|name| number(name, 4)).collect();
    let invitations: Vec<Invitation> = names
        .iter()
        .filter_map(|name| {
            let referrer = case["nodes"][name.as_str()][0].as_str()?;
            let day = Some(number(name, 1) as i32);
            Some(Invitation { referrer: code(referrer), invitee: code(name), day })
        })
        .collect();
    let forest = Forest::grow(&joined, &invitations);
    assert!(forest.refused.is_empty());
    let expected = &case["expected"];
    let by_name = |values: Vec<Value>| {
        Value::from(names.iter().map(|name| (*name).clone()).zip(values).collect::<serde_json::Map<_, _>>())
    };
    let whole = |values: &[i64]| values.iter().map(|&value| json!(value)).collect::<Vec<_>>();
    // Ledgers leave out who has nothing to show in them.
    let agree = |what: &str, found: &[f64], sparse: &Value| {
        for (name, &found) in names.iter().zip(found) {
            let expected = sparse.get(name.as_str()).cloned().unwrap_or(json!(0.0));
            expect_close(&format!("{what} of {name}"), Some(found), &expected, EXACT);
        }
    };
    let floats = |values: Vec<i64>| values.into_iter().map(|value| value as f64).collect::<Vec<_>>();
    for (key, expected) in expected.as_object().expect("an object") {
        match key.as_str() {
            "generation" => {
                let found = forest.generations().iter().map(|&generation| json!(generation)).collect();
                assert_eq!(&by_name(found), expected);
            }
            "generation_sizes" => {
                let found: BTreeMap<String, u64> =
                    (0..).map(|g: u32| g.to_string()).zip(forest.generation_sizes()).collect();
                assert_eq!(&json!(found), expected);
            }
            "depth" => assert_eq!(&json!(forest.depth()), expected),
            "roots" => {
                let found: Vec<&String> = forest.roots().map(|root| names[root as usize]).collect();
                assert_eq!(&json!(found), expected);
            }
            "direct_referrals" => {
                let found = forest.direct().into_iter().map(|count| json!(count)).collect();
                assert_eq!(&by_name(found), expected);
            }
            "subtree_size_incl_self" => {
                let found = forest.subtree_sizes().into_iter().map(|size| json!(size)).collect();
                assert_eq!(&by_name(found), expected);
            }
            "subtree_gmv_incl_self" => {
                assert_eq!(&by_name(whole(&subtree_totals(&forest, &amounts))), expected);
            }
            "k_realised" | "share_of_members_referred" => {
                expect_close(key, forest.k_realised(), expected, EXACT);
            }
            "k_generation_ratio" => {
                let ratios = forest.generation_ratios();
                assert_eq!(ratios.len(), expected.as_object().expect("an object").len());
                for (generation, &ratio) in ratios.iter().enumerate() {
                    expect_close(key, Some(ratio), &expected[generation.to_string()], EXACT);
                }
            }
            "referrer_rate" => {
                let referrers = forest.direct().iter().filter(|&&count| count > 0).count();
                expect_close(key, Some(referrers as f64 / forest.len() as f64), expected, EXACT);
            }
            "cycle_time_days" => check_cycles(&forest, &joined, &names, expected),
            "structural_virality" => {
                for (name, expected) in expected.as_object().expect("an object") {
                    let found = forest.structural_virality(code(name));
                    // A tree of one has no pair; the file writes 0 for it.
                    expect_close(key, Some(found.unwrap_or(0.0)), expected, EXACT);
                }
            }
            "max_width_of_tree_A" => assert_eq!(&json!(forest.max_width(code("A"))), expected),
            "first_referrer_gmv" => agree(key, &floats(direct_credit(&forest, &amounts)), expected),
            "root_attributed_gmv" => agree(key, &floats(root_credit(&forest, &amounts)), expected),
            "uptree_geometric_credit_alpha_0_5" => {
                agree(key, &geometric_credit(&forest, &amounts, 0.5), expected);
            }
            "linear_uptree_credit" => agree(key, &linear_credit(&forest, &amounts), expected),
            "total_gmv" => assert_eq!(&json!(root_credit(&forest, &amounts).iter().sum::<i64>()), expected),
            "capped_k_window_days" => {
                for (window, expected) in expected.as_object().expect("an object") {
                    let window = window.parse().expect("days");
                    expect_close(key, forest.k_within(&joined, window, 13), expected, EXACT);
                }
            }
            other => assert!(NOT_OURS.contains(&other), "unknown key `{other}`"),
        }
    }
}

fn check_cycles(forest: &Forest, joined: &[Option<i32>], names: &[&String], expected: &Value) {
    only_keys(expected, &["mean", "median", "per_edge"]);
    let mut days: Vec<i32> = forest.cycle_days(joined).map(|(_, days)| days).collect();
    days.sort_unstable();
    let mean = days.iter().sum::<i32>() as f64 / days.len() as f64;
    expect_close("mean", Some(mean), &expected["mean"], EXACT);
    assert_eq!(json!(days[days.len() / 2]), expected["median"]);
    let edges = object(expected, "per_edge");
    assert_eq!(days.len(), edges.len());
    let of_edge = |name: &String| {
        let person = names.iter().position(|known| *known == name).expect("a node");
        let referrer = forest.parents()[person].expect("a referrer") as usize;
        joined[person].expect("a day") - joined[referrer].expect("a day")
    };
    assert!(edges.iter().all(|(name, days)| json!(of_edge(name)) == *days));
}

#[test]
fn structural_virality_of_stars_and_paths() {
    for case in &cases("referral", "/structural_virality_reference/cases") {
        let n = case["n"].as_u64().expect("a number") as u32;
        let star = |invitee| Invitation { referrer: 0, invitee, day: None };
        let path = |invitee| Invitation { referrer: invitee - 1, invitee, day: None };
        let (people, invitations): (u32, Vec<Invitation>) = match text(case, "tree") {
            "star with n leaves" => (n + 1, (1..=n).map(star).collect()),
            "path of n nodes" => (n, (1..n).map(path).collect()),
            other => panic!("unknown tree {other}"),
        };
        let forest = Forest::grow(&vec![None; people as usize], &invitations);
        expect_close(text(case, "tree"), forest.structural_virality(0), &case["value"], EXACT);
    }
}

#[test]
fn contradictory_invitations() {
    for case in &cases("referral", "/invalid_input") {
        only_keys(case, &["kind", "edges", "joins", "expected"]);
        let mut names: Vec<&str> = Vec::new();
        for edge in list(case, "edges") {
            for name in [&edge[0], &edge[1]].map(|name| name.as_str().expect("a name")) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        let code = |name: &Value| {
            names.iter().position(|known| Some(*known) == name.as_str()).expect("a node") as u32
        };
        let invitations: Vec<Invitation> = list(case, "edges")
            .iter()
            // Later ones first: what counts is the day, not the order of the list.
            .rev()
            .map(|edge| Invitation {
                referrer: code(&edge[0]),
                invitee: code(&edge[1]),
                day: edge.get(2).and_then(Value::as_i64).map(|day| day as i32),
            })
            .collect();
        let joined: Vec<Option<i32>> =
            names.iter().map(|name| case["joins"][*name].as_i64().map(|day| day as i32)).collect();
        let forest = Forest::grow(&joined, &invitations);
        let refused: Vec<Refusal> = forest.refused.iter().map(|refused| refused.reason).collect();
        let parent =
            |name: &str| forest.parents()[code(&json!(name)) as usize].map(|parent| names[parent as usize]);
        match text(case, "kind") {
            "self referral" => assert_eq!((refused, parent("X")), (vec![Refusal::SelfReferral], None)),
            "two referrers for one person" => {
                assert_eq!((refused, parent("U")), (vec![Refusal::Assist], Some("S")));
            }
            "referee joined before the referrer" => {
                assert_eq!((refused, parent("Z")), (vec![Refusal::InviteeFirst], None));
            }
            "cycle" => assert_eq!(refused, [Refusal::Cycle]),
            other => panic!("unknown kind {other}"),
        }
    }
}
