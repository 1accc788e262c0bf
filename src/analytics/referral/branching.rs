//! Whether a chain of invitations dies out: the branching process of Galton and Watson.

use crate::analytics::numeric::root;

/// How many people each person brings, as a distribution.
#[derive(Clone, Debug, PartialEq)]
pub enum Offspring {
    Poisson {
        mean: f64,
    },
    /// So many invitations, each taken up with this chance.
    Binomial {
        invitations: u32,
        chance: f64,
    },
    /// Geometric from 0.
    Geometric {
        mean: f64,
    },
    /// How many people brought 0, 1, 2, ... others, as counted.
    Observed {
        people: Vec<u64>,
    },
}

impl Offspring {
    /// The distribution of counts, such as [`super::Forest::direct`] gives; counts above 100,000 are taken for that.
    pub fn observed(counts: &[u32]) -> Self {
        const MOST: u32 = 100_000;
        let most = counts.iter().max().map_or(0, |&most| most.min(MOST) as usize + 1);
        let mut people = vec![0; most];
        counts.iter().for_each(|&count| people[count.min(MOST) as usize] += 1);
        Self::Observed { people }
    }

    /// People that a person brings on average. `None` for a negative or infinite mean, a chance outside 0..=1, what is no
    /// number, and without people.
    pub fn mean(&self) -> Option<f64> {
        match *self {
            Self::Poisson { mean } | Self::Geometric { mean } => {
                (mean.is_finite() && mean >= 0.0).then_some(mean)
            }
            Self::Binomial { invitations, chance } => {
                (0.0..=1.0).contains(&chance).then(|| f64::from(invitations) * chance)
            }
            Self::Observed { ref people } => {
                let total: u64 = people.iter().sum();
                let brought: f64 =
                    people.iter().zip(0_u32..).map(|(&n, count)| n as f64 * f64::from(count)).sum();
                (total > 0).then(|| brought / total as f64)
            }
        }
    }

    /// The chance that a chain begun by one person dies out: the smallest solution of `f(q) = q` in 0..=1, `f` being the
    /// generating function. 1 up to a mean of 1, unless everybody brings exactly one. `None` as for [`Self::mean`].
    pub fn extinction(&self) -> Option<f64> {
        let mean = self.mean()?;
        if self.generating(0.0) == 0.0 {
            return Some(0.0);
        }
        if mean <= 1.0 {
            return Some(1.0);
        }
        Some(root(0.0, 1.0, |q| q - self.generating(q)))
    }

    /// People in all that a chain begun by one person has on average, that person included: `1 / (1 - mean)`. `None` from
    /// a mean of 1 on and as for [`Self::mean`].
    pub fn expected_total(&self) -> Option<f64> {
        super::final_total(1.0, self.mean()?)
    }

    /// The generating function, for a sound distribution and `q` in 0..=1.
    fn generating(&self, q: f64) -> f64 {
        match *self {
            Self::Poisson { mean } => (mean * (q - 1.0)).exp(),
            Self::Binomial { invitations, chance } => (1.0 - chance * (1.0 - q)).powf(f64::from(invitations)),
            Self::Geometric { mean } => 1.0 / (1.0 + mean * (1.0 - q)),
            Self::Observed { ref people } => {
                let total: u64 = people.iter().sum();
                people.iter().rev().fold(0.0, |sum, &n| sum * q + n as f64) / total as f64
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nonsense_gives_nothing() {
        let nonsense = [
            Offspring::Poisson { mean: -1.0 },
            Offspring::Geometric { mean: f64::INFINITY },
            Offspring::Binomial { invitations: 3, chance: f64::NAN },
            Offspring::observed(&[]),
        ];
        for offspring in nonsense {
            assert_eq!(
                (offspring.mean(), offspring.extinction(), offspring.expected_total()),
                (None, None, None)
            );
        }
    }

    #[test]
    fn a_chain_in_which_nobody_fails_lives_on() {
        assert_eq!(Offspring::Binomial { invitations: 1, chance: 1.0 }.extinction(), Some(0.0));
        assert_eq!(Offspring::observed(&[2, 1, 1]).extinction(), Some(0.0));
        assert_eq!(Offspring::observed(&[0, 0, 0]).extinction(), Some(1.0));
        // q = (1 + q^3 + ...) solved by hand: half bring nobody, half bring two: q = 1.
        assert_eq!(Offspring::observed(&[0, 2]).extinction(), Some(1.0));
        // A quarter nobody, three quarters two: q = 1/3.
        let found = Offspring::observed(&[0, 2, 2, 2]).extinction().unwrap();
        assert!((found - 1.0 / 3.0).abs() < 1e-12, "{found}");
    }

    proptest! {
        #[test]
        fn the_chance_solves_its_equation(mean in 1.001..8.0_f64) {
            for offspring in [Offspring::Poisson { mean }, Offspring::Geometric { mean }] {
                let q = offspring.extinction().unwrap();
                prop_assert!(q < 1.0 && (offspring.generating(q) - q).abs() < 1e-12);
            }
            // Geometric in closed form.
            let q = Offspring::Geometric { mean }.extinction().unwrap();
            prop_assert!((q - 1.0 / mean).abs() < 1e-9);
        }
    }
}
