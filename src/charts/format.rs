//! Numbers, dates and names as people read them.

use chrono::{Datelike as _, NaiveDate};

use crate::analytics::Rate;
use crate::i18n::Lang;
use crate::model::Money;

/// What stands where a value is unknown.
pub const UNKNOWN: &str = "—";

/// `1234567` as `1,234,567`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `0.214` as `21.4%`; an em dash when unknown.
pub fn percent(share: Option<f64>) -> String {
    share
        .filter(|share| share.is_finite())
        .map_or(UNKNOWN.to_owned(), |share| format!("{:.1}%", share * 100.0))
}

/// `0.214` as `21%`; an em dash when unknown.
pub fn percent_whole(share: Option<f64>) -> String {
    share
        .filter(|share| share.is_finite())
        .map_or(UNKNOWN.to_owned(), |share| format!("{:.0}%", share * 100.0))
}

/// Three decimals; an em dash when unknown.
pub fn ratio(value: Option<f64>) -> String {
    value.filter(|value| value.is_finite()).map_or(UNKNOWN.to_owned(), |value| format!("{value:.3}"))
}

/// A chance as papers write it: `0.012`, and `< 0.001` for less than that.
pub fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

/// The same after a `p`: `= 0.012`, `< 0.001`.
pub fn p_relation(p: f64) -> String {
    let value = p_value(p);
    if value.starts_with('<') { value } else { format!("= {value}") }
}

/// `431 / 2,014`.
pub fn fraction(rate: &Rate) -> String {
    format!("{} / {}", count(rate.numerator), count(rate.denominator))
}

/// An amount in the project's currency, without hundredths when there are none.
pub fn money(amount: Money, currency: &str) -> String {
    let sign = if amount.0 < 0 { "−" } else { "" };
    let units = count(amount.0.unsigned_abs() / 100);
    let cents = amount.0.unsigned_abs() % 100;
    let symbol = match currency {
        "CNY" | "JPY" => "¥",
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        other => return format!("{sign}{units}.{cents:02} {other}"),
    };
    if cents == 0 { format!("{sign}{symbol}{units}") } else { format!("{sign}{symbol}{units}.{cents:02}") }
}

/// `2026-10-01`.
pub fn date(date: NaiveDate) -> String {
    date.format("%Y-%m-%d").to_string()
}

/// `10-01`.
pub fn month_day(date: NaiveDate) -> String {
    date.format("%m-%d").to_string()
}

/// Two dates as a period; the end is shortened when it is in the same year.
pub fn period(from: NaiveDate, to: NaiveDate, lang: Lang) -> String {
    let joiner = lang.t("period.to");
    if from == to {
        date(from)
    } else if from.year() == to.year() {
        format!("{} {joiner} {}", date(from), month_day(to))
    } else {
        format!("{} {joiner} {}", date(from), date(to))
    }
}

/// Two dates without their year, for narrow places where the year stands nearby.
pub fn period_short(from: NaiveDate, to: NaiveDate, lang: Lang) -> String {
    if from == to {
        month_day(from)
    } else {
        format!("{} {} {}", month_day(from), lang.t("period.to"), month_day(to))
    }
}

/// A length of time in its largest sensible unit.
pub fn duration(seconds: Option<f64>, lang: Lang) -> String {
    let Some(seconds) = seconds.filter(|seconds| seconds.is_finite()) else { return UNKNOWN.to_owned() };
    let (value, unit) = if seconds < 90.0 {
        (seconds, "unit.seconds")
    } else if seconds < 5_400.0 {
        (seconds / 60.0, "unit.minutes")
    } else if seconds < 36.0 * 3_600.0 {
        (seconds / 3_600.0, "unit.hours")
    } else {
        (seconds / 86_400.0, "unit.days")
    };
    let text = if value < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") };
    let text = text.strip_suffix(".0").map_or(text.clone(), str::to_owned);
    lang.tf(unit, &[("n", &text)])
}

/// Ticks at round numbers from 0 to at least `max`: at most five, whole numbers only.
pub fn ticks(max: f64) -> Vec<f64> {
    if !max.is_finite() || max <= 0.0 {
        return vec![0.0, 1.0];
    }
    let rough = (max / 4.0).max(1.0);
    let power = 10f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough && step.fract() == 0.0)
        .unwrap_or(10.0 * power);
    let steps = (max / step).ceil() as usize;
    (0..=steps).map(|index| index as f64 * step).collect()
}

/// Ticks at round shares from 0 to at least `max`: at most six, whole per cents only.
pub fn percent_ticks(max: f64) -> Vec<f64> {
    ticks(max * 100.0).into_iter().map(|tick| tick / 100.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(percent(Some(0.2144)), "21.4%");
        assert_eq!(percent(None), UNKNOWN);
        assert_eq!(money(Money(8_673_000), "CNY"), "¥86,730");
        assert_eq!(money(Money(-5), "USD"), "−$0.05");
    }

    #[test]
    fn ticks_are_few_round_and_reach_the_maximum() {
        for max in [1.0, 3.0, 7.0, 43.0, 57.0, 99.0, 101.0, 8_473.0, 1e6] {
            let ticks = ticks(max);
            assert!(ticks.len() <= 6, "{max}: {ticks:?}");
            assert!(*ticks.last().unwrap() >= max, "{max}: {ticks:?}");
        }
        assert_eq!(ticks(0.0), [0.0, 1.0]);
    }
}
