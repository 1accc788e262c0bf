//! Money as an exact count of hundredths (fen, cents).

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An amount in hundredths of the project's currency. Written as a decimal string: `"365.00"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(pub i64);

impl Money {
    /// Reads `1234`, `1234.5`, `-0.05`; at most two decimals, no thousands separators.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || fraction.len() > 2 || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let hundredths: i64 = format!("{fraction:0<2}").parse().ok()?;
        let value = whole.checked_mul(100)?.checked_add(hundredths)?;
        Some(Self(if negative { -value } else { value }))
    }

    /// The amount in whole units, for drawing only: sums stay in hundredths.
    pub fn units(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", abs / 100, abs % 100)
    }
}

/// A sum beyond what can be written stays at the largest amount.
impl std::iter::Sum for Money {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        Self(iter.fold(0, |sum, money| sum.saturating_add(money.0)))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            de::Error::custom(format!(
                "`{text}` is not an amount; write digits with at most two decimals, like \"365.00\""
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Money;

    #[test]
    fn reads_and_writes_hundredths_exactly() {
        for (text, hundredths) in [("365", 36_500), ("0.1", 10), ("-0.05", -5), ("29999.99", 2_999_999)] {
            assert_eq!(Money::parse(text), Some(Money(hundredths)), "{text}");
        }
        assert_eq!(Money(-5).to_string(), "-0.05");
    }

    #[test]
    fn refuses_what_is_not_exact() {
        for text in ["", "1.234", "1,000", "abc", ".", "1e3", "--1", "99999999999999999999"] {
            assert_eq!(Money::parse(text), None, "{text}");
        }
    }
}
