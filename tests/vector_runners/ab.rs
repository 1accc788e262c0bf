//! `ab.json`: two shares compared, against statsmodels and scipy, and Newcombe's published table.

use qunce::analytics::experiment::{
    chi_square_p, fisher_p, holm, newcombe, pooled_z, sample_ratio_chi_square, two_sided_p,
};
use qunce::analytics::interval::{Z_95, wilson};
use serde_json::Value;

use super::{cases, close, count, expect_close, list};

const EXACT: f64 = 1e-9;

/// In the file, but not a measure of this program: other intervals and other schools of statistics.
const NOT_OURS: [&str; 13] = [
    "lift",
    "p_one_sided_treatment_larger",
    "clopper_pearson95_control",
    "agresti_coull95_control",
    "wald95_diff",
    "agresti_caffo95_diff",
    "score_miettinen_nurminen95_diff",
    "bayes_beta11_P_treatment_gt_control",
    "bayes_expected_loss_choose_treatment",
    "bayes_expected_loss_choose_control",
    "bayes_posterior_mean",
    "bayes_equal_tailed95_control",
    "bayes_equal_tailed95_treatment",
];

fn share(value: &Value) -> (u64, u64) {
    (value[0].as_u64().expect("successes"), value[1].as_u64().expect("trials"))
}

fn expect_interval(what: &str, found: Option<[f64; 2]>, expected: &Value) {
    for end in 0..2 {
        expect_close(what, found.map(|found| found[end]), &expected[end], EXACT);
    }
}

#[test]
fn two_shares() {
    for case in &cases("ab", "/two_proportions") {
        let (a, b) = (share(&case["control"]), share(&case["treatment"]));
        let rate = |(successes, trials): (u64, u64)| Some(successes as f64 / trials as f64);
        let z = pooled_z(a, b);
        for (key, expected) in case.as_object().expect("an object") {
            match key.as_str() {
                "control" | "treatment" => {}
                "rate_control" => expect_close(key, rate(a), expected, EXACT),
                "rate_treatment" => expect_close(key, rate(b), expected, EXACT),
                "diff" => expect_close(key, Some(rate(b).unwrap() - rate(a).unwrap()), expected, EXACT),
                "z_pooled" => expect_close(key, z, expected, EXACT),
                "chi2_no_correction" => expect_close(key, z.map(|z| z * z), expected, EXACT),
                "p_two_sided_pooled" => expect_close(key, z.map(two_sided_p), expected, EXACT),
                "fisher_exact_two_sided_p" => expect_close(key, fisher_p(a, b), expected, EXACT),
                "wilson95_control" => expect_interval(key, wilson(a.0, a.1, Z_95), expected),
                "wilson95_treatment" => expect_interval(key, wilson(b.0, b.1, Z_95), expected),
                "newcombe95_diff" => expect_interval(key, newcombe(a, b, Z_95), expected),
                other => assert!(NOT_OURS.contains(&other), "unknown key `{other}`"),
            }
        }
    }
}

#[test]
fn wilson_at_several_levels() {
    for case in &cases("ab", "/wilson") {
        let alpha = case["alpha"].as_f64().expect("a level");
        let z = match alpha {
            0.1 => 1.644_853_626_951_472_2,
            0.05 => Z_95,
            0.01 => 2.575_829_303_548_900_4,
            other => panic!("no quantile for {other}"),
        };
        let found = wilson(count(case, "x") as u64, count(case, "n") as u64, z);
        expect_interval("wilson", found, &case["wilson"]);
    }
}

#[test]
fn newcombe_as_printed() {
    for case in &cases("ab", "/newcombe/cases") {
        let (first, second) = (
            (count(case, "x1") as u64, count(case, "n1") as u64),
            (count(case, "x2") as u64, count(case, "n2") as u64),
        );
        let found = newcombe(second, first, Z_95).expect("an interval");
        assert!(close(found[0], case["lower"].as_f64().expect("a bound"), EXACT), "{case}: {found:?}");
        assert!(close(found[1], case["upper"].as_f64().expect("a bound"), EXACT), "{case}: {found:?}");
    }
}

#[test]
fn uneven_deals_and_many_arms() {
    for case in &cases("ab", "/sample_ratio_mismatch") {
        let counts: Vec<u64> = list(case, "observed").iter().filter_map(Value::as_u64).collect();
        let shares: Vec<f64> = list(case, "expected_share").iter().filter_map(Value::as_f64).collect();
        let found = sample_ratio_chi_square(&counts, &shares);
        expect_close("chi2", found, &case["chi2"], EXACT);
        let p = found.map(|found| chi_square_p(found, counts.len() as u32 - 1));
        expect_close("p", p, &case["p"], EXACT);
        assert_eq!(Value::from(p.is_some_and(|p| p < 0.001)), case["srm_flag_p_lt_0_001"]);
    }
    for case in &cases("ab", "/multiple_testing") {
        let chances: Vec<f64> = list(case, "p").iter().filter_map(Value::as_f64).collect();
        let expected: Vec<f64> = list(case, "holm").iter().filter_map(Value::as_f64).collect();
        let found = holm(&chances);
        assert!(found.iter().zip(&expected).all(|(a, b)| close(*a, *b, EXACT)), "{found:?}");
        assert_eq!(found.len(), expected.len());
    }
}
