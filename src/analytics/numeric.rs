//! Areas under smooth curves, and where a rising curve passes a height.

/// Points in -1..1 and weights of the Gauss-Legendre rule with `n` points, exact for polynomials of degree `2 n - 1`.
/// Found by Newton's method on the Legendre polynomial. Empty for 0.
pub fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    (0..n)
        .map(|index| {
            let mut x = (std::f64::consts::PI * (index as f64 + 0.75) / (n as f64 + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..100 {
                let (value, derivative) = legendre(n, x);
                slope = derivative;
                let step = value / derivative;
                x -= step;
                if step.abs() < 1e-16 {
                    break;
                }
            }
            (x, 2.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect()
}

/// The Legendre polynomial of degree `n` and its slope, inside -1..1.
fn legendre(n: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (0.0, 1.0);
    for degree in 0..n {
        let k = degree as f64;
        let next = ((2.0 * k + 1.0) * x * value - k * before) / (k + 1.0);
        (before, value) = (value, next);
    }
    (value, n as f64 * (x * value - before) / (x * x - 1.0))
}

/// The rule's points moved to `low..high`, with their weights.
pub fn stretched(rule: &[(f64, f64)], low: f64, high: f64) -> impl Iterator<Item = (f64, f64)> + '_ {
    let (middle, half) = (f64::midpoint(low, high), (high - low) / 2.0);
    rule.iter().map(move |&(x, weight)| (middle + half * x, half * weight))
}

/// The place in `low..high` where `rising` reaches 0, to the last bit; an end where it does not.
pub fn root(low: f64, high: f64, rising: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (low, high);
    // Halving every bit of the mantissa, and a wide exponent, takes less than this.
    for _ in 0..1100 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if rising(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_are_exact() {
        for n in [1, 2, 5, 16, 64] {
            let rule = gauss_legendre(n);
            let area: f64 = stretched(&rule, 0.0, 2.0).map(|(x, weight)| weight * x).sum();
            assert!((area - 2.0).abs() < 1e-13, "{n}: {area}");
        }
        let area: f64 = stretched(&gauss_legendre(4), -1.0, 1.0).map(|(x, w)| w * x.powi(6)).sum();
        assert!((area - 2.0 / 7.0).abs() < 1e-14);
        assert!(gauss_legendre(0).is_empty());
    }

    #[test]
    fn a_root_is_found_to_the_last_bit() {
        assert_eq!(root(0.0, 4.0, |x| x * x - 4.0), 2.0);
        assert_eq!(root(0.0, 1.0, |_| 1.0), f64::from_bits(1));
        assert_eq!(root(0.0, 1.0, |_| -1.0), 1.0);
    }
}
