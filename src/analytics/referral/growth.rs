//! Growth on paper: what a viral coefficient does to a first wave of people.

/// `K = i c`: new people that each person brings, from invitations sent per person and the share of them that is taken up.
/// `None` for negative numbers and what is no number.
pub fn viral_coefficient(invites_per_person: f64, conversion: f64) -> Option<f64> {
    sound(&[invites_per_person, conversion]).then_some(invites_per_person * conversion)
}

/// People who join in wave `n` after `seed` people: `seed K^n`. Wave 0 is the seed. `None` for negative numbers and what
/// is no number.
pub fn wave_size(seed: f64, k: f64, wave: u32) -> Option<f64> {
    sound(&[seed, k]).then(|| seed * k.powf(f64::from(wave)))
}

/// People after wave `n`, the seed included: `seed (K^(n + 1) - 1) / (K - 1)`, and `seed (n + 1)` for `K = 1`. `None` as
/// for [`wave_size`].
pub fn wave_total(seed: f64, k: f64, wave: u32) -> Option<f64> {
    sound(&[seed, k]).then(|| seed * terms(k, f64::from(wave) + 1.0))
}

/// People when all waves have passed: `seed / (1 - K)`; `None` for `K >= 1`, where they do not end, and as for
/// [`wave_size`].
pub fn final_total(seed: f64, k: f64) -> Option<f64> {
    (sound(&[seed, k]) && k < 1.0).then(|| seed / (1.0 - k))
}

/// People after a time, when every cycle of so many days brings the next wave: `seed (K^(t / cycle + 1) - 1) / (K - 1)`
/// (David Skok, "Lessons learned: viral marketing"). `None` without a cycle and as for [`wave_size`].
pub fn continuous_total(seed: f64, k: f64, cycle_days: f64, days: f64) -> Option<f64> {
    (sound(&[seed, k, cycle_days, days]) && cycle_days > 0.0)
        .then(|| seed * terms(k, days / cycle_days + 1.0))
}

fn sound(numbers: &[f64]) -> bool {
    numbers.iter().all(|number| number.is_finite() && *number >= 0.0)
}

/// `(k^n - 1) / (k - 1)`, with all digits near 1.
fn terms(k: f64, n: f64) -> f64 {
    let over = k - 1.0;
    if over == 0.0 { n } else { (n * over.ln_1p()).exp_m1() / over }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nonsense_gives_nothing() {
        assert_eq!((wave_size(-1.0, 1.0, 2), wave_total(1.0, f64::NAN, 2)), (None, None));
        assert_eq!((final_total(10.0, 1.0), final_total(10.0, 0.5)), (None, Some(20.0)));
        assert_eq!((continuous_total(1.0, 2.0, 0.0, 5.0), viral_coefficient(5.0, -0.1)), (None, None));
        assert_eq!((wave_total(10.0, 0.0, 7), wave_size(10.0, 0.0, 0)), (Some(10.0), Some(10.0)));
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_of_the_waves(seed in 0.0..1e4_f64, k in 0.0..3.0_f64, waves in 0_u32..20) {
            let sum: f64 = (0..=waves).map(|wave| wave_size(seed, k, wave).unwrap()).sum();
            let total = wave_total(seed, k, waves).unwrap();
            prop_assert!((sum - total).abs() <= 1e-9 * sum.max(1.0), "{} {}", sum, total);
            let near_one = wave_total(seed, 1.0 + 1e-13, waves).unwrap();
            prop_assert!((near_one - seed * f64::from(waves + 1)).abs() <= 1e-8 * seed.max(1.0));
        }
    }
}
