//! `ab.json`: two shares compared, against statsmodels, scipy and PostHog, and published tables.

use qunce::analytics::experiment::{
    AlwaysValid, Boundary, Plan, Posterior, Share, agresti_caffo, agresti_coull, benjamini_hochberg,
    bonferroni, boundary, chance_better, chi_square_p, clopper_pearson, crossing_chance, expected_loss,
    fisher_p, holm, lift, lift_test, miettinen_nurminen, mixture_likelihood_ratio, newcombe, normal_quantile,
    one_sided_p, pooled_z, sample_ratio_chi_square, two_sided_p, wald_difference,
};
use qunce::analytics::interval::{Z_95, wilson};
use serde_json::Value;

use super::{cases, close, count, expect_close, list, load, object, only_keys};

const EXACT: f64 = 1e-9;
/// The source of the score interval has a slip in the linear term of its cubic (successes where people belong), which
/// moves the ends by up to this; the exact ends are asserted beside the formula.
const SLIPPED: f64 = 5e-5;

fn share(value: &Value) -> Share {
    (value[0].as_u64().expect("successes"), value[1].as_u64().expect("trials"))
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or_else(|| panic!("`{key}` is not a number in {value}"))
}

fn numbers(value: &Value, key: &str) -> Vec<f64> {
    list(value, key).iter().map(|number| number.as_f64().expect("a number")).collect()
}

fn expect_interval(what: &str, found: Option<[f64; 2]>, expected: &Value, tolerance: f64) {
    for end in 0..2 {
        expect_close(what, found.map(|found| found[end]), &expected[end], tolerance);
    }
}

#[test]
fn every_section_has_a_runner() {
    let Some(file) = load("ab") else { return };
    let known = [
        "about",
        "two_proportions",
        "wilson",
        "newcombe",
        "sample_size",
        "group_sequential",
        "msprt",
        "sample_ratio_mismatch",
        "multiple_testing",
        "posthog",
    ];
    only_keys(&file, &known);
}

#[test]
fn two_shares() {
    for case in &cases("ab", "/two_proportions") {
        let (a, b) = (share(&case["control"]), share(&case["treatment"]));
        let rate = |(successes, trials): Share| Some(successes as f64 / trials as f64);
        let z = pooled_z(a, b);
        let [of_a, of_b] = [a, b].map(|share| Posterior::new(share).expect("a posterior"));
        for (key, expected) in case.as_object().expect("an object") {
            let exact = |found| expect_close(key, found, expected, EXACT);
            let interval = |found| expect_interval(key, found, expected, EXACT);
            match key.as_str() {
                "control" | "treatment" => {}
                "rate_control" => exact(rate(a)),
                "rate_treatment" => exact(rate(b)),
                "diff" => exact(Some(rate(b).unwrap() - rate(a).unwrap())),
                "lift" => exact(lift(a, b)),
                "z_pooled" => exact(z),
                "chi2_no_correction" => exact(z.map(|z| z * z)),
                "p_two_sided_pooled" => exact(z.map(two_sided_p)),
                "p_one_sided_treatment_larger" => exact(z.map(one_sided_p)),
                "fisher_exact_two_sided_p" => exact(fisher_p(a, b)),
                "wilson95_control" => interval(wilson(a.0, a.1, Z_95)),
                "wilson95_treatment" => interval(wilson(b.0, b.1, Z_95)),
                "clopper_pearson95_control" => interval(clopper_pearson(a, 0.95)),
                "agresti_coull95_control" => interval(agresti_coull(a, Z_95)),
                "newcombe95_diff" => interval(newcombe(a, b, Z_95)),
                "wald95_diff" => interval(wald_difference(a, b, Z_95)),
                "agresti_caffo95_diff" => interval(agresti_caffo(a, b, Z_95)),
                "score_miettinen_nurminen95_diff" => {
                    expect_interval(key, miettinen_nurminen(a, b, Z_95), expected, SLIPPED);
                }
                "bayes_beta11_P_treatment_gt_control" => exact(Some(chance_better(of_a, of_b))),
                "bayes_expected_loss_choose_treatment" => exact(Some(expected_loss(of_b, of_a))),
                "bayes_expected_loss_choose_control" => exact(Some(expected_loss(of_a, of_b))),
                "bayes_posterior_mean" => interval(Some([of_a.mean(), of_b.mean()])),
                "bayes_equal_tailed95_control" => interval(of_a.interval(0.95)),
                other => panic!("unknown key `{other}`"),
            }
        }
    }
}

#[test]
fn wilson_at_several_levels() {
    for case in &cases("ab", "/wilson") {
        let z = normal_quantile(1.0 - number(case, "alpha") / 2.0).expect("a level");
        let found = wilson(count(case, "x") as u64, count(case, "n") as u64, z);
        expect_interval("wilson", found, &case["wilson"], EXACT);
    }
}

#[test]
fn newcombe_as_printed() {
    for case in &cases("ab", "/newcombe/cases") {
        only_keys(case, &["x1", "n1", "x2", "n2", "lower", "upper", "paper", "agrees_4dp"]);
        let (first, second) = (
            (count(case, "x1") as u64, count(case, "n1") as u64),
            (count(case, "x2") as u64, count(case, "n2") as u64),
        );
        let found = newcombe(second, first, Z_95).expect("an interval");
        let expected = serde_json::json!([case["lower"], case["upper"]]);
        expect_interval("newcombe", Some(found), &expected, EXACT);
        expect_printed(found, &case["paper"]);
    }
    let Some(file) = load("ab") else { return };
    for (shares, printed) in object(&file["newcombe"], "paper_method10") {
        let parts: Vec<u64> = shares.split(['/', '-']).map(|part| part.parse().expect("a number")).collect();
        let found = newcombe((parts[2], parts[3]), (parts[0], parts[1]), Z_95).expect("an interval");
        expect_printed(found, printed);
    }
}

/// The paper prints four decimals.
fn expect_printed(found: [f64; 2], printed: &Value) {
    for (end, found) in found.into_iter().enumerate() {
        let printed = printed[end].as_f64().expect("a bound");
        assert!((found - printed).abs() <= 0.000_05 + 1e-12, "{found} {printed}");
    }
}

#[test]
fn people_wanted_before_the_start() {
    for case in &cases("ab", "/sample_size") {
        let plan = Plan {
            control: number(case, "p1"),
            treatment: number(case, "p2"),
            alpha: number(case, "alpha"),
            power: number(case, "power"),
        };
        for (key, expected) in case.as_object().expect("an object") {
            let exact = |found| expect_close(key, found, expected, EXACT);
            match key.as_str() {
                "p1" | "p2" | "alpha" | "power" => {}
                "n_per_arm_fleiss_pooled" => exact(plan.pooled()),
                "n_per_arm_fleiss_ceil" => assert_eq!(plan.people_per_arm(), expected.as_u64()),
                "n_per_arm_unpooled" => exact(plan.unpooled()),
                "cohen_h" => exact(plan.cohen_h()),
                "n_per_arm_arcsine" => exact(plan.arcsine()),
                "statsmodels_power_at_fleiss_n" => {
                    exact(plan.power_with(plan.people_per_arm().expect("a number") as f64));
                }
                other => panic!("unknown key `{other}`"),
            }
        }
    }
}

#[test]
fn bounds_of_several_looks() {
    let Some(file) = load("ab") else { return };
    let section = &file["group_sequential"];
    let kinds = [("pocock", Boundary::Pocock), ("obf", Boundary::ObrienFleming)];
    let kind = |name: &str| kinds.iter().find(|kind| name.starts_with(kind.0)).expect("a kind").1;
    for (key, value) in section.as_object().expect("an object") {
        match key.as_str() {
            "source" => {}
            "pocock_constant_c" | "obrien_fleming_constant_c" => {
                only_keys(value, &["alpha", "looks", "boundary_k"]);
                let kind = kind(if key.starts_with("pocock") { "pocock" } else { "obf" });
                for (looks, printed) in object(value, "looks") {
                    let found = boundary(kind, looks.parse().expect("a number"), number(value, "alpha"));
                    let last = *found.expect("bounds").last().expect("a look");
                    // Printed with three decimals.
                    let printed = printed.as_f64().expect("a constant");
                    assert!((last - printed).abs() < 0.000_51, "{key} {looks}: {last} {printed}");
                }
            }
            "recomputed_type1_error_should_be_0.05" => {
                for (name, expected) in value.as_object().expect("an object") {
                    let (kind, looks) = (kind(name), &name[name.len() - 1..]);
                    let constants = if kind == Boundary::Pocock { "pocock" } else { "obrien_fleming" };
                    let constant = number(&section[format!("{constants}_constant_c")]["looks"], looks);
                    let looks: usize = looks.parse().expect("a number");
                    let times: Vec<f64> = (1..=looks).map(|look| look as f64 / looks as f64).collect();
                    let bound = |time: &f64| match kind {
                        Boundary::Pocock => constant,
                        Boundary::ObrienFleming => constant / time.sqrt(),
                    };
                    let bounds: Vec<f64> = times.iter().map(bound).collect();
                    let found = crossing_chance(&times, &bounds, 0.0);
                    // The source integrates at random points.
                    expect_close(name, found, expected, 2e-5);
                }
            }
            other => panic!("unknown key `{other}`"),
        }
    }
}

#[test]
fn a_test_that_may_be_read_at_any_time() {
    for case in &cases("ab", "/msprt/cases") {
        only_keys(case, &["control", "treatment", "tau2", "V", "likelihood_ratio", "p_always_valid"]);
        let (a, b, tau2) = (share(&case["control"]), share(&case["treatment"]), number(case, "tau2"));
        expect_close("L", mixture_likelihood_ratio(a, b, tau2), &case["likelihood_ratio"], EXACT);
        let found = AlwaysValid::new(tau2).look(a, b);
        expect_close("p", Some(found), &case["p_always_valid"], EXACT);
    }
}

#[test]
fn the_relative_lift_of_posthog() {
    for case in &cases("ab", "/posthog/cases") {
        only_keys(case, &["kind", "treatment", "control", "estimate", "ci95", "p"]);
        let found = lift_test(share(&case["control"]), share(&case["treatment"]), 0.95).expect("a lift");
        let printed = |found: f64, expected: &Value| {
            let expected = expected.as_f64().expect("a number");
            assert!((found - expected).abs() < 0.000_01, "{found} {expected}");
        };
        printed(found.estimate, &case["estimate"]);
        printed(found.interval[0], &case["ci95"][0]);
        printed(found.interval[1], &case["ci95"][1]);
        printed(found.p, &case["p"]);
    }
}

#[test]
fn uneven_deals_and_many_arms() {
    for case in &cases("ab", "/sample_ratio_mismatch") {
        only_keys(case, &["observed", "expected_share", "chi2", "p", "srm_flag_p_lt_0_001"]);
        let counts: Vec<u64> = list(case, "observed").iter().filter_map(Value::as_u64).collect();
        let found = sample_ratio_chi_square(&counts, &numbers(case, "expected_share"));
        expect_close("chi2", found, &case["chi2"], EXACT);
        let p = found.map(|found| chi_square_p(found, counts.len() as u32 - 1));
        expect_close("p", p, &case["p"], EXACT);
        assert_eq!(Value::from(p.is_some_and(|p| p < 0.001)), case["srm_flag_p_lt_0_001"]);
    }
    for case in &cases("ab", "/multiple_testing") {
        only_keys(case, &["p", "holm", "bonferroni", "benjamini_hochberg"]);
        let chances = numbers(case, "p");
        for (key, found) in [
            ("holm", holm(&chances)),
            ("bonferroni", bonferroni(&chances)),
            ("benjamini_hochberg", benjamini_hochberg(&chances)),
        ] {
            let expected = numbers(case, key);
            assert_eq!(found.len(), expected.len());
            assert!(found.iter().zip(&expected).all(|(a, b)| close(*a, *b, EXACT)), "{key}: {found:?}");
        }
    }
}
