//! What stands in single cells: amounts, days, truth values, and what spreadsheets do to them.

use chrono::{NaiveDate, NaiveDateTime};

use crate::import::date_order::DateOrder;
use crate::import::entry::EntryTime;
use crate::model::{Money, Tier};

use super::layout::when;

/// A cell without what spreadsheets put around it: `="…"`, a leading apostrophe or tab.
pub fn unquoted(cell: &str) -> &str {
    let cell = cell.trim_matches(['\t', '\r', ' ', '\u{A0}']);
    match cell.strip_prefix("=\"").and_then(|inner| inner.strip_suffix('"')) {
        Some(inner) => inner,
        None => cell
            .strip_prefix('\'')
            .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
            .unwrap_or(cell),
    }
}

/// True for a cell around which [`unquoted`] takes something away that a spreadsheet put there.
pub fn is_quoted(cell: &str) -> bool {
    cell.starts_with('\t') || unquoted(cell).len() < cell.trim_matches(['\t', '\r', ' ', '\u{A0}']).len()
}

/// True for a number in scientific notation, as a spreadsheet shows long ids: `1.23457E+18`.
pub fn is_scientific(cell: &str) -> bool {
    let Some((digits, exponent)) = cell.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.len() > 1
        && digits.contains('.')
        && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && number(exponent)
}

/// True for a whole number that a spreadsheet may have cut: it keeps 15 digits and writes zeros for the rest.
pub fn may_be_rounded(cell: &str) -> bool {
    cell.len() > 15 && cell.ends_with("000") && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// A whole number written as a decimal, `13800138000.0`, without its end; `None` for anything else.
pub fn float_id(cell: &str) -> Option<&str> {
    let (whole, fraction) = cell.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(whole) && whole.len() > 3 && !fraction.is_empty() && fraction.bytes().all(|byte| byte == b'0'))
        .then_some(whole)
}

/// ASCII for the full-width forms of digits and signs, as Chinese input methods write them.
fn narrow(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(letter as u32 - 0xFEE0).unwrap_or(letter),
            '\u{2212}' | '\u{2013}' => '-',
            '\u{3000}' | '\u{A0}' | '\u{202F}' | '\u{2009}' => ' ',
            other => other,
        })
        .collect()
}

/// An amount: `1234.5`, `¥1,234.50`, `１２３４．５０`, `-¥12`, `(12.00)`, `99元`, `1.2万`.
///
/// # Errors
///
/// Says why it cannot be taken: no number, another currency, thousands that do not group, fractions of a hundredth.
pub fn amount(cell: &str) -> Result<Money, &'static str> {
    let text = narrow(cell);
    let mut text = text.trim();
    let mut negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        (text, negative) = (inner.trim(), true);
    }
    let mut scale = 1_i128;
    loop {
        let before = text;
        for sign in ["¥", "￥", "CNY", "RMB", "cny", "rmb", "Y", "人民币"] {
            text = text.strip_prefix(sign).unwrap_or(text).trim_start();
        }
        for sign in ["元整", "元", "圆", "块", "CNY", "RMB", "cny", "rmb"] {
            text = text.strip_suffix(sign).unwrap_or(text).trim_end();
        }
        if let (Some(rest), 1) = (text.strip_suffix('万'), scale) {
            (text, scale) = (rest.trim_end(), 10_000);
        }
        if let (Some(rest), false) = (text.strip_prefix('-'), negative) {
            (text, negative) = (rest.trim_start(), true);
        }
        text = text.strip_prefix('+').unwrap_or(text).trim_start();
        if text == before {
            break;
        }
    }
    if text.contains(['$', '€', '£', '₩', '฿']) || text.contains("US") {
        return Err("it is in another currency; convert it in the sheet");
    }
    if is_scientific(text) {
        return Err("the spreadsheet rounded it; format the column as a number and export again");
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole = ungrouped(whole).ok_or("it is no amount")?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !digits(&whole) || !digits(fraction) || whole.len() > 15 {
        return Err("it is no amount");
    }
    // A binary number written out, such as 19.990000000000002, is the decimal next to it.
    let noisy = fraction.len() >= 10 && scale == 1;
    let kept = if noisy { 6 } else { fraction.len().min(12) };
    let mut value = whole.parse::<i128>().unwrap_or(0);
    for digit in fraction.bytes().take(kept) {
        value = value * 10 + i128::from(digit - b'0');
    }
    let one = 10_i128.pow(u32::try_from(kept).unwrap_or(0));
    let hundredths = value * scale * 100;
    let value = if noisy {
        let nearest = (hundredths + one / 2) / one;
        let off = (hundredths - nearest * one).abs();
        if off * 100 > one {
            return Err("it has fractions of a hundredth");
        }
        nearest
    } else if hundredths % one == 0 {
        hundredths / one
    } else {
        return Err("it has fractions of a hundredth");
    };
    let value = i64::try_from(value).map_err(|_| "it is too large")?;
    Ok(Money(if negative { -value } else { value }))
}

/// The digits of a whole number without the marks between thousands; `None` when the groups are not of three.
fn ungrouped(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split([',', '\'', ' ']).collect();
    let (first, rest) = groups.split_first()?;
    if !rest.is_empty() && (first.is_empty() || first.len() > 3 || rest.iter().any(|group| group.len() != 3))
    {
        return None;
    }
    Some(groups.concat())
}

/// A calendar day, with or without a time that is dropped; `20261001` too.
pub fn day(cell: &str, order: DateOrder) -> Option<NaiveDate> {
    if cell.len() == 8 && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(cell, "%Y%m%d").ok();
    }
    match when(cell)?.in_order(order)? {
        EntryTime::Local(at) => Some(at.date()),
        EntryTime::Instant { micros, .. } => {
            chrono::DateTime::from_timestamp_micros(micros).map(|at| at.date_naive())
        }
    }
}

/// The time of a cell that may be a day only.
pub fn moment(cell: &str, order: DateOrder) -> Option<EntryTime> {
    if cell.len() == 8 && cell.bytes().all(|byte| byte.is_ascii_digit()) {
        let day = day(cell, order)?;
        return Some(EntryTime::Local(NaiveDateTime::from(day)));
    }
    when(cell)?.in_order(order)
}

/// Yes or no; `None` for anything else.
pub fn truth(cell: &str) -> Option<bool> {
    match cell.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" | "y" | "是" | "√" | "有" | "续费" | "renewal" => Some(true),
        "0" | "false" | "no" | "n" | "否" | "×" | "无" | "新购" | "首购" => Some(false),
        _ => None,
    }
}

/// A declared tier; `None` for a word that is none of the three.
pub fn tier(cell: &str) -> Option<Tier> {
    Some(match cell.trim().to_lowercase().as_str() {
        "core" | "大咖" | "核心" => Tier::Core,
        "middle" | "中咖" => Tier::Middle,
        "ordinary" | "普通" | "普通成员" | "小咖" => Tier::Ordinary,
        _ => return None,
    })
}

/// What becomes of an order by the word for its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderState {
    Counts,
    /// Never paid, or closed.
    Void,
    /// Paid back whole.
    PaidBack,
}

/// The state behind a word; an unknown word counts.
pub fn order_state(cell: &str) -> OrderState {
    let word = cell.trim().to_lowercase();
    let is = |words: &[&str]| words.contains(&word.as_str());
    if is(&["已退款", "退款成功", "全额退款", "已全额退款", "refunded", "退款完成"]) {
        OrderState::PaidBack
    } else if is(&[
        "未支付",
        "待支付",
        "待付款",
        "未付款",
        "等待买家付款",
        "已取消",
        "取消",
        "已关闭",
        "关闭",
        "交易关闭",
        "订单关闭",
        "交易取消",
        "支付失败",
        "unpaid",
        "pending",
        "cancelled",
        "canceled",
        "closed",
        "failed",
    ]) {
        OrderState::Void
    } else {
        OrderState::Counts
    }
}

/// The one day that a file name tells: `2026-10-01`, `2026.10.01`, `20261001`, `2026年10月1日`; `None` for none or several.
pub fn day_in_name(name: &str) -> Option<NaiveDate> {
    let mut found: Option<NaiveDate> = None;
    for (_, day) in days_in(name) {
        if found.is_some_and(|known| known != day) {
            return None;
        }
        found = Some(day);
    }
    found
}

/// A file name without its ending, the days in it, and the words that member lists are called by; empty when nothing is
/// left that could name a group.
pub fn group_in_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut rest = String::with_capacity(stem.len());
    let mut at = 0;
    for (range, _) in days_in(stem) {
        rest.push_str(stem.get(at..range.start).unwrap_or_default());
        rest.push(' ');
        at = range.end;
    }
    rest.push_str(stem.get(at..).unwrap_or_default());
    for word in [
        "群成员列表",
        "群成员名单",
        "成员列表",
        "成员名单",
        "群成员",
        "成员",
        "名单",
        "花名册",
        "列表",
        "导出",
        "members",
        "member",
        "roster",
        "list",
        "export",
        "sheet1",
    ] {
        while let Some(at) = rest.to_lowercase().find(word).filter(|&at| rest.is_char_boundary(at)) {
            let Some(end) = at.checked_add(word.len()).filter(|&end| rest.is_char_boundary(end)) else {
                break;
            };
            rest.replace_range(at..end, " ");
        }
    }
    rest.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
}

fn days_in(name: &str) -> Vec<(std::ops::Range<usize>, NaiveDate)> {
    let mut found = Vec::new();
    let bytes = name.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let starts = bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit());
        match starts.then(|| day_at(&name[at..])).flatten() {
            Some((length, day)) => {
                found.push((at..at + length, day));
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The day that the text, which begins with a digit, begins with, and how long it is written.
fn day_at(text: &str) -> Option<(usize, NaiveDate)> {
    let bytes = text.as_bytes();
    let run = bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u32>().ok();
    let valid = |year: u32, month, day| {
        (2000..2100)
            .contains(&year)
            .then(|| NaiveDate::from_ymd_opt(year.cast_signed(), month, day))
            .flatten()
    };
    if run == 8 {
        return Some((8, valid(number(0, 4)?, number(4, 6)?, number(6, 8)?)?));
    }
    if run != 4 {
        return None;
    }
    let mut end = 4;
    let mut parts = [0_u32; 2];
    for part in &mut parts {
        let mark = text.get(end..)?.chars().next()?;
        if !matches!(mark, '-' | '.' | '_' | '年' | '月' | '/') {
            return None;
        }
        end += mark.len_utf8();
        let digits = bytes.get(end..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=2).contains(&digits) {
            return None;
        }
        *part = number(end, end + digits)?;
        end += digits;
    }
    if text.get(end..).is_some_and(|rest| rest.starts_with('日')) {
        end += '日'.len_utf8();
    }
    Some((end, valid(number(0, 4)?, parts[0], parts[1])?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_however_they_are_written() {
        for (text, hundredths) in [
            ("365", 36_500),
            ("¥1,234.50", 123_450),
            ("￥１，２３４．５０", 123_450),
            ("-¥12", -1_200),
            ("¥-12.5", -1_250),
            ("(99.00)", -9_900),
            ("99元", 9_900),
            ("1.2万", 1_200_000),
            ("1.23456万元", 1_234_560),
            ("RMB 12,345,678.9", 1_234_567_890),
            ("19.990000000000002", 1_999),
            ("0.30000000000000004", 30),
            ("−5", -500),
            (".5", 50),
            ("0", 0),
        ] {
            assert_eq!(amount(text), Ok(Money(hundredths)), "{text}");
        }
        for text in [
            "",
            "-",
            "abc",
            "12,50",
            "1.234,50",
            "1.005",
            "$12",
            "1.2E+05",
            "12,3456",
            "9999999999999999",
            "1.2.3",
            "99元起",
        ] {
            assert!(amount(text).is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_found_in_file_names() {
        let day = |text: &str| day_in_name(text).map(|day| day.to_string());
        for name in [
            "成员_2026-10-01.xlsx",
            "20261001群成员.csv",
            "共读群 2026年10月1日.csv",
            "a.2026.10.01.csv",
            "2026_10_1",
        ] {
            assert_eq!(day(name).as_deref(), Some("2026-10-01"), "{name}");
        }
        for name in
            ["成员.xlsx", "120261001.csv", "20261301.csv", "2026-10-01至2026-11-01.csv", "v2026.csv", "1.2.3"]
        {
            assert_eq!(day(name), None, "{name}");
        }
        assert_eq!(group_in_name("共读群_成员_2026-10-01.xlsx"), "共读群");
        assert_eq!(group_in_name("成员名单20261001.xlsx"), "");
        assert_eq!(group_in_name("members (2026-10-01).csv"), "");
        assert_eq!(group_in_name("Reading club members.csv"), "Reading club");
    }

    #[test]
    fn damaged_numbers_are_known() {
        for (cell, damaged) in
            [("1.23457E+18", true), ("1.2e18", true), ("10002", false), ("E5", false), ("abc.E5", false)]
        {
            assert_eq!(is_scientific(cell), damaged, "{cell}");
        }
        assert!(
            may_be_rounded("123456789012345000")
                && !may_be_rounded("123456789012345678")
                && !may_be_rounded("1000")
        );
        assert_eq!(float_id("13800138000.0"), Some("13800138000"));
        assert_eq!(float_id("1.50"), None);
        assert_eq!(unquoted("=\"007\""), "007");
        assert!(is_quoted("'0012") && is_quoted("\t12") && !is_quoted("12 "));
    }
}
