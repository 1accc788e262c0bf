//! Public holidays of mainland China, and the lunar calendar they hang on.
//!
//! Two sources, and every day says which it is from:
//!
//! - **Published**: the days off, and the working days they are exchanged for, as the State Council announced them each
//!   year. They are the table that the crate `tyme4rs` keeps ([`published`] says which days it covers).
//! - **Law**: where nothing is published yet, the thirteen festival days of the regulation on public holidays as revised in
//!   2024 (国务院令第795号): New Year 1, Spring Festival 4 (the eve and three days), Qingming 1, Labour Day 2, Dragon Boat 1,
//!   Mid-Autumn 1, National Day 3. Bridges and exchanged working days are decided year by year and are not guessed.
//!
//! Lunar days and solar terms are computed by the same crate. Before 2002 and after 2100 nothing is known.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use chrono::{Datelike as _, NaiveDate};
use tyme4rs::tyme::Culture as _;
use tyme4rs::tyme::holiday::{LEGAL_HOLIDAY_DATA, LEGAL_HOLIDAY_NAMES};
use tyme4rs::tyme::lunar::LunarDay;
use tyme4rs::tyme::solar::SolarDay;

/// Years for which the festival days of the law are computed.
const YEARS: RangeInclusive<i32> = 2002..=2100;
/// Length of one entry of the published table: date, whether it is worked, which festival, and the distance to it.
const ENTRY: usize = 13;

/// What a public holiday is held for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Festival {
    NewYear,
    Spring,
    Qingming,
    Labour,
    DragonBoat,
    MidAutumn,
    National,
    /// National Day and Mid-Autumn in one stretch.
    NationalMidAutumn,
    /// The seventieth anniversary of the victory, in 2015.
    Victory,
}

impl Festival {
    /// In the order of the published table.
    const ALL: [Self; 9] = [
        Self::NewYear,
        Self::Spring,
        Self::Qingming,
        Self::Labour,
        Self::DragonBoat,
        Self::MidAutumn,
        Self::National,
        Self::NationalMidAutumn,
        Self::Victory,
    ];

    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::NewYear => "festival.new_year",
            Self::Spring => "festival.spring",
            Self::Qingming => "festival.qingming",
            Self::Labour => "festival.labour",
            Self::DragonBoat => "festival.dragon_boat",
            Self::MidAutumn => "festival.mid_autumn",
            Self::National => "festival.national",
            Self::NationalMidAutumn => "festival.national_mid_autumn",
            Self::Victory => "festival.victory",
        }
    }

    /// Its Chinese name, as calendars print it.
    pub fn chinese(self) -> &'static str {
        LEGAL_HOLIDAY_NAMES.get(self as usize).copied().unwrap_or_default()
    }
}

/// Where a day is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Published,
    Law,
}

/// A day that a public holiday touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicDay {
    pub festival: Festival,
    /// False for a weekend day that is worked in exchange.
    pub off: bool,
    pub source: Source,
}

/// What is published, by day.
static PUBLISHED: LazyLock<BTreeMap<NaiveDate, PublicDay>> = LazyLock::new(|| {
    let entries = LEGAL_HOLIDAY_DATA.as_bytes().chunks_exact(ENTRY);
    entries.filter_map(|entry| published_entry(std::str::from_utf8(entry).ok()?)).collect()
});

/// What the law says of the years after the published ones, by day.
static BY_LAW: LazyLock<BTreeMap<NaiveDate, PublicDay>> = LazyLock::new(|| {
    let from = published().map_or(*YEARS.start(), |(_, last)| last.year() + 1);
    (from..=*YEARS.end()).flat_map(by_law).collect()
});

/// One entry, as `2026021611+01`: 16 February 2026, not worked, Spring Festival, one day before it.
fn published_entry(text: &str) -> Option<(NaiveDate, PublicDay)> {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u32>().ok();
    let date = NaiveDate::from_ymd_opt(number(0..4)?.try_into().ok()?, number(4..6)?, number(6..8)?)?;
    let festival = *Festival::ALL.get(number(9..10)? as usize)?;
    Some((date, PublicDay { festival, off: number(8..9)? == 1, source: Source::Published }))
}

/// The festival days of a year by the regulation.
fn by_law(year: i32) -> Vec<(NaiveDate, PublicDay)> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let lunar = |month, day| {
        let lunar = LunarDay::new(year as isize, month, day).ok()?;
        gregorian(&lunar.get_solar_day())
    };
    let new_year = lunar(1, 1);
    let eve = new_year.and_then(|day| day.pred_opt());
    let qingming = (3..=6).filter_map(|number| day(4, number)).find(|day| is_term(*day, "清明"));
    let days = [
        (Festival::NewYear, day(1, 1)),
        (Festival::Spring, eve),
        (Festival::Spring, new_year),
        (Festival::Spring, lunar(1, 2)),
        (Festival::Spring, lunar(1, 3)),
        (Festival::Qingming, qingming),
        (Festival::Labour, day(5, 1)),
        (Festival::Labour, day(5, 2)),
        (Festival::DragonBoat, lunar(5, 5)),
        (Festival::National, day(10, 1)),
        (Festival::National, day(10, 2)),
        (Festival::National, day(10, 3)),
        // Last: on a day of both, National Day gives its name to the three days.
        (Festival::MidAutumn, lunar(8, 15)),
    ];
    let mut found: Vec<(NaiveDate, PublicDay)> = Vec::new();
    for (festival, date) in days {
        if let Some(date) = date.filter(|date| !found.iter().any(|(other, _)| other == date)) {
            found.push((date, PublicDay { festival, off: true, source: Source::Law }));
        }
    }
    found
}

fn solar(date: NaiveDate) -> Option<SolarDay> {
    YEARS.contains(&date.year()).then_some(())?;
    SolarDay::new(date.year() as isize, date.month() as usize, date.day() as usize).ok()
}

fn gregorian(day: &SolarDay) -> Option<NaiveDate> {
    let year = i32::try_from(day.get_year()).ok()?;
    NaiveDate::from_ymd_opt(year, day.get_month() as u32, day.get_day() as u32)
}

/// True on the day that a solar term begins.
fn is_term(date: NaiveDate, name: &str) -> bool {
    let term = solar(date).map(|day| day.get_term_day());
    term.is_some_and(|term| term.get_day_index() == 0 && term.get_solar_term().get_name() == name)
}

/// What is known of a day; `None` for a day that no public holiday touches, and outside the years that are known.
pub fn china(date: NaiveDate) -> Option<PublicDay> {
    PUBLISHED.get(&date).or_else(|| BY_LAW.get(&date)).copied()
}

/// The first and the last day of the published table.
pub fn published() -> Option<(NaiveDate, NaiveDate)> {
    Some((*PUBLISHED.first_key_value()?.0, *PUBLISHED.last_key_value()?.0))
}

/// The day of the lunar calendar, as 正月初一; `None` outside the years that are known.
pub fn lunar_day(date: NaiveDate) -> Option<String> {
    let day = solar(date)?.get_lunar_day();
    Some(format!("{}{}", day.get_lunar_month().get_name(), day.get_name()))
}

/// True on the first day of the lunar year.
pub fn is_lunar_new_year(date: NaiveDate) -> bool {
    solar(date).map(|day| day.get_lunar_day()).is_some_and(|day| day.get_month() == 1 && day.get_day() == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tyme4rs::tyme::holiday::LegalHoliday;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_published_table_is_read_as_its_crate_reads_it() {
        for date in day("2024-12-20").iter_days().take_while(|date| *date < day("2026-12-31")) {
            let theirs =
                LegalHoliday::from_ymd(date.year() as isize, date.month() as usize, date.day() as usize);
            let ours = china(date);
            assert_eq!(ours.map(|day| day.off), theirs.map(|day| !day.is_work()), "{date}");
            let names = (ours.map(|day| day.festival.chinese().to_owned()), theirs.map(|day| day.get_name()));
            assert_eq!(names.0, names.1, "{date}");
        }
        assert!(published().unwrap().1 >= day("2026-10-10"));
    }

    #[test]
    fn the_spring_festival_of_2026_has_nine_days_off_and_two_worked_weekends() {
        let days = || day("2026-02-01").iter_days().take(40).filter_map(|date| Some((date, china(date)?)));
        let off: Vec<NaiveDate> = days().filter(|(_, day)| day.off).map(|(date, _)| date).collect();
        assert_eq!((off[0], off[8], off.len()), (day("2026-02-15"), day("2026-02-23"), 9));
        let worked: Vec<NaiveDate> = days().filter(|(_, day)| !day.off).map(|(date, _)| date).collect();
        assert_eq!(worked, [day("2026-02-14"), day("2026-02-28")]);
        assert!(is_lunar_new_year(day("2026-02-17")) && !is_lunar_new_year(day("2026-02-16")));
        assert_eq!(lunar_day(day("2026-02-17")).as_deref(), Some("正月初一"));
    }

    /// Dates of 2027 from the lunar calendar: new year 6 February, Qingming 5 April, Dragon Boat 9 June, Mid-Autumn
    /// 15 September.
    #[test]
    fn a_year_that_is_not_published_has_the_thirteen_days_of_the_law() {
        let year = 2027;
        assert!(published().unwrap().1.year() < year, "take a later year for this test");
        let days: Vec<(NaiveDate, PublicDay)> = by_law(year);
        let of = |festival| -> Vec<String> {
            let mut dates: Vec<String> = (days.iter())
                .filter(|(_, day)| day.festival == festival)
                .map(|(date, _)| date.format("%m-%d").to_string())
                .collect();
            dates.sort();
            dates
        };
        assert_eq!(days.len(), 13);
        assert_eq!(of(Festival::Spring), ["02-05", "02-06", "02-07", "02-08"]);
        assert_eq!(of(Festival::Qingming), ["04-05"]);
        assert_eq!(of(Festival::Labour), ["05-01", "05-02"]);
        assert_eq!(of(Festival::DragonBoat), ["06-09"]);
        assert_eq!(of(Festival::MidAutumn), ["09-15"]);
        assert_eq!(of(Festival::National), ["10-01", "10-02", "10-03"]);
        let law = china(day("2027-02-06")).unwrap();
        assert_eq!((law.off, law.source), (true, Source::Law));
        assert_eq!(china(day("2027-02-09")), None, "bridges are not guessed");
    }

    #[test]
    fn days_outside_the_known_years_are_no_holidays() {
        for date in ["1999-10-01", "2101-01-01", "9999-10-01"] {
            assert_eq!((china(day(date)), lunar_day(day(date))), (None, None), "{date}");
        }
    }

    #[test]
    fn every_later_year_has_twelve_or_thirteen_days() {
        for year in 2027..=2100 {
            assert!((12..=13).contains(&by_law(year).len()), "{year}");
        }
    }
}
