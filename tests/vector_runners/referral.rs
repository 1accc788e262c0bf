//! `referral.json`: growth on paper, chains that die out, the trees of invitations and their ledgers.

use std::collections::BTreeMap;

use qunce::analytics::referral::{
    Forest, Invitation, Offspring, Refusal, branch, continuous_total, direct_credit, final_total,
    generation_rows, geometric_credit, geometric_credit_fen, invite_conversion, linear_credit,
    linear_credit_fen, mean_and_median, root_credit, subtree_totals, viral_coefficient, wave_size,
    wave_total,
};
use qunce::model::Money;
use serde_json::{Value, json};

use super::{cases, count, expect_close, list, load, object, only_keys, text};

const EXACT: f64 = 1e-12;

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("`{key}` is not a number in {value}"))
}

#[test]
fn every_section_has_a_runner() {
    let Some(file) = load("referral") else { return };
    let known = [
        "about",
        "published_table",
        "growth_closed_form",
        "skok_formula",
        "branching",
        "forest",
        "structural_virality_reference",
        "invalid_input",
    ];
    only_keys(&file, &known);
}

#[test]
fn waves_as_published() {
    let Some(file) = load("referral") else { return };
    let case = &file["published_table"]["case"];
    only_keys(case, &["seed", "invites_per_user", "conversion", "K", "cycle_days", "rows", "note"]);
    let k = viral_coefficient(number(case, "invites_per_user"), number(case, "conversion"));
    expect_close("K", k, &case["K"], EXACT);
    let (seed, k) = (number(case, "seed"), k.expect("a coefficient"));
    for row in list(case, "rows") {
        only_keys(row, &["wave", "day", "new", "cumulative"]);
        let wave = count(row, "wave") as u32;
        // The source shows whole people, here rounded and there (576 for 576.56) added up from rounded waves.
        let printed = |what: &str, found: Option<f64>, expected: &Value| {
            let apart = found.expect("a number") - expected.as_f64().expect("a number");
            assert!(apart.abs() < 0.6, "{what} of wave {wave}: {found:?} {expected}");
        };
        printed("new", wave_size(seed, k, wave), &row["new"]);
        printed("cumulative", wave_total(seed, k, wave), &row["cumulative"]);
        let in_days = continuous_total(seed, k, number(case, "cycle_days"), number(row, "day"));
        printed("by day", in_days, &row["cumulative"]);
    }
}

#[test]
fn growth_in_closed_form() {
    for case in &cases("referral", "/growth_closed_form") {
        only_keys(case, &["seed", "K", "waves", "new", "cumulative"]);
        let (seed, k, waves) = (number(case, "seed"), number(case, "K"), count(case, "waves") as u32);
        expect_close("new", wave_size(seed, k, waves), &case["new"], EXACT);
        expect_close("cumulative", wave_total(seed, k, waves), &case["cumulative"], EXACT);
        let end = final_total(seed, k);
        assert!(end.is_none_or(|end| end >= number(case, "cumulative")) && end.is_some() == (k < 1.0));
    }
    for case in &cases("referral", "/skok_formula/cases") {
        only_keys(case, &["seed", "K", "cycle_days", "t_days", "users"]);
        let [seed, k, cycle, days] = ["seed", "K", "cycle_days", "t_days"].map(|key| number(case, key));
        expect_close("users", continuous_total(seed, k, cycle, days), &case["users"], EXACT);
    }
}

#[test]
fn chains_that_die_out() {
    for case in &cases("referral", "/branching") {
        let offspring = match text(case, "offspring") {
            "poisson" => Offspring::Poisson { mean: number(case, "mean") },
            "binomial" => {
                Offspring::Binomial { invitations: count(case, "n") as u32, chance: number(case, "p") }
            }
            "geometric from 0" => Offspring::Geometric { mean: number(case, "mean") },
            other => panic!("unknown offspring {other}"),
        };
        for (key, expected) in case.as_object().expect("an object") {
            match key.as_str() {
                "offspring" | "n" | "p" => {}
                "mean" => expect_close(key, offspring.mean(), expected, EXACT),
                "extinction_probability" => expect_close(key, offspring.extinction(), expected, 1e-9),
                "expected_total_progeny_from_one" => {
                    expect_close(key, offspring.expected_total(), expected, EXACT);
                }
                other => panic!("unknown key `{other}`"),
            }
        }
    }
}

#[test]
fn a_forest_of_fourteen() {
    let Some(file) = load("referral") else { return };
    let case = &file["forest"];
    only_keys(case, &["columns", "nodes", "expected", "rules"]);
    let names: Vec<&String> = object(case, "nodes").keys().collect();
    let code = |name: &str| names.iter().position(|known| *known == name).expect("a node") as u32;
    let number = |name: &str, column: usize| case["nodes"][name][column].as_i64().expect("a number");
    let joined: Vec<Option<i32>> = names.iter().map(|name| Some(number(name, 1) as i32)).collect();
    let amounts: Vec<i64> = names.iter().map(|name| number(name, 4)).collect();
    let sent: i64 = names.iter().map(|name| number(name, 2)).sum();
    // As hundredths of money.
    let fen: Vec<i64> = amounts.iter().map(|amount| amount * 100).collect();
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
                for (person, name) in (0..).zip(&names) {
                    let found = branch(&forest, person, &[], &amounts, Money(0)).expect("a branch");
                    assert_eq!(json!(found.descendants + 1), expected[name.as_str()]);
                }
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
                let rows = generation_rows(&forest, &joined, &[], 7, 13);
                for (generation, &ratio) in ratios.iter().enumerate() {
                    expect_close(key, Some(ratio), &expected[generation.to_string()], EXACT);
                    assert_eq!(rows[generation + 1].ratio, Some(ratio));
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
                near_to_the_fen(&geometric_credit_fen(&forest, &fen, 1, 2), &names, expected, 0.5);
            }
            "linear_uptree_credit" => {
                agree(key, &linear_credit(&forest, &amounts), expected);
                let exact = linear_credit_fen(&forest, &fen);
                near_to_the_fen(&exact, &names, expected, 2.0);
                let roots: i64 = forest.roots().map(|root| fen[root as usize]).sum();
                assert_eq!(exact.iter().sum::<i64>(), fen.iter().sum::<i64>() - roots);
            }
            "total_gmv" => assert_eq!(&json!(root_credit(&forest, &amounts).iter().sum::<i64>()), expected),
            "capped_k_window_days" => {
                for (window, expected) in expected.as_object().expect("an object") {
                    let window = window.parse().expect("days");
                    expect_close(key, forest.k_within(&joined, window, 13), expected, EXACT);
                    // The generations, each asked by itself, make the whole.
                    let rows = generation_rows(&forest, &joined, &[true; 14], window, 13);
                    let sum = |of: fn(&qunce::analytics::Rate) -> u64| {
                        rows.iter().map(|row| of(&row.k)).sum::<u64>()
                    };
                    let whole = sum(|k| k.numerator) as f64 / sum(|k| k.denominator) as f64;
                    expect_close(key, Some(whole), expected, EXACT);
                    assert!(rows.iter().all(|row| row.retained_k == row.k));
                }
            }
            "invites_per_user" => {
                expect_close(key, Some(sent as f64 / forest.len() as f64), expected, EXACT);
            }
            "invite_conversion" => {
                expect_close(key, invite_conversion(&forest, sent as u64).value, expected, EXACT);
            }
            other => panic!("unknown key `{other}`"),
        }
    }
}

/// Credits in hundredths, no further from the unrounded ones than so many hundredths.
fn near_to_the_fen(found: &[i64], names: &[&String], expected: &Value, hundredths: f64) {
    for (name, &found) in names.iter().zip(found) {
        let expected = expected[name.as_str()].as_f64().unwrap_or(0.0) * 100.0;
        assert!((found as f64 - expected).abs() <= hundredths + 1e-9, "{name}: {found} {expected}");
    }
}

fn check_cycles(forest: &Forest, joined: &[Option<i32>], names: &[&String], expected: &Value) {
    only_keys(expected, &["mean", "median", "per_edge"]);
    let mut days: Vec<i32> = forest.cycle_days(joined).map(|(_, days)| days).collect();
    let (mean, median) = mean_and_median(&mut days).expect("cycles");
    expect_close("mean", Some(mean), &expected["mean"], EXACT);
    expect_close("median", Some(median), &expected["median"], EXACT);
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
