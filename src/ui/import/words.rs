//! Names of formats, encodings, kinds, warnings and sizes, as people read them.

use crate::charts::catalogue::message_kind_name;
use crate::charts::format;
use crate::i18n::Lang;
use crate::import::table_rows::TableRow;
use crate::import::{Encoding, ImportWarning, PreviewRow, Skipped};
use crate::model::{ColumnRole, TablePurpose};

/// Name of a format.
pub fn format_name(name: &str, lang: Lang) -> &str {
    match name {
        "whatsapp" => "WhatsApp",
        "telegram" => "Telegram",
        "discord" => "Discord",
        "chatlab" => "ChatLab JSON",
        "chatlab-jsonl" => "ChatLab JSONL",
        "qq" => lang.t("import.format_qq"),
        "qq-chat-exporter" => "QQ Chat Exporter",
        "onebot" => "OneBot / NapCat",
        "slack" => "Slack",
        "memotrace" => "MemoTrace",
        "pywxdump" => "PyWxDump",
        "chatlog" => "Chatlog",
        "echotrace" => "EchoTrace",
        "weflow" => "WeFlow",
        "wechat-contacts" => lang.t("import.format_contacts"),
        "csv" => lang.t("import.format_table"),
        "xlsx" => lang.t("import.format_workbook"),
        other => other,
    }
}

/// Name of an encoding that is worth a word; `None` for the usual one.
pub fn encoding_name(encoding: Encoding) -> Option<&'static str> {
    match encoding {
        Encoding::Utf8 => None,
        Encoding::Utf16Le | Encoding::Utf16Be => Some("UTF-16"),
        Encoding::Gb18030 => Some("GB18030"),
    }
}

/// What a row of a preview is.
pub fn row_name(row: &PreviewRow, lang: Lang) -> &'static str {
    match &row.row {
        None => message_kind_name(row.kind, lang),
        Some(TableRow::Member(_)) => lang.t("import.row_member"),
        Some(TableRow::Order(_)) => lang.t("import.row_order"),
        Some(TableRow::Event(_)) => lang.t("import.row_event"),
    }
}

/// What a row of a table says beside its time and person.
pub fn row_facts(row: &TableRow, currency: &str, lang: Lang) -> Vec<String> {
    let mut facts: Vec<String> = Vec::new();
    match row {
        TableRow::Member(member) => {
            facts.extend(member.who.id.clone());
            facts.extend(member.group.clone());
            facts.extend(member.inviter.as_ref().map(|who| lang.tf("import.invited_by", &[("who", who)])));
            facts.extend(member.tags.iter().cloned());
            facts.extend(member.source.clone());
            facts.extend(member.profile.iter().map(|(name, value)| format!("{name} {value}")));
        }
        TableRow::Order(order) => {
            facts.push(format::money(order.amount, currency));
            facts.push(order.product.clone());
            facts.extend(order.number.clone());
            if order.void {
                facts.push(lang.t("import.order_void").to_owned());
            }
        }
        TableRow::Event(event) => {
            facts.push(event.name.clone());
            facts.extend(event.properties.iter().map(|(name, value)| format!("{name} {value}")));
        }
    }
    facts.retain(|fact| !fact.trim().is_empty());
    facts
}

/// Name of what the rows of a table are.
pub fn purpose_name(purpose: TablePurpose, lang: Lang) -> &'static str {
    lang.t(match purpose {
        TablePurpose::Messages => "import.purpose_messages",
        TablePurpose::Members => "import.purpose_members",
        TablePurpose::Orders => "import.purpose_orders",
        TablePurpose::Events => "import.purpose_events",
    })
}

/// Name of what a column says.
pub fn role_name(role: &ColumnRole, lang: Lang) -> String {
    let key = match role {
        ColumnRole::Nothing => "import.role_nothing",
        ColumnRole::Time => "import.role_time",
        ColumnRole::TimeOfDay => "import.role_time_of_day",
        ColumnRole::Id => "import.role_id",
        ColumnRole::Name => "import.role_name",
        ColumnRole::Phone => "import.role_phone",
        ColumnRole::GroupId => "import.role_group_id",
        ColumnRole::GroupName => "import.role_group_name",
        ColumnRole::Text => "import.role_text",
        ColumnRole::Kind => "import.role_kind",
        ColumnRole::MessageId => "import.role_message_id",
        ColumnRole::ReplyTo => "import.role_reply_to",
        ColumnRole::System => "import.role_system",
        ColumnRole::Date => "import.role_date",
        ColumnRole::Joined => "import.role_joined",
        ColumnRole::Inviter => "import.role_inviter",
        ColumnRole::Tier => "import.role_tier",
        ColumnRole::Role => "import.role_role",
        ColumnRole::Tags => "import.role_tags",
        ColumnRole::Source => "import.role_source",
        ColumnRole::Amount => "import.role_amount",
        ColumnRole::Product => "import.role_product",
        ColumnRole::OrderNumber => "import.role_order_number",
        ColumnRole::Status => "import.role_status",
        ColumnRole::Expires => "import.role_expires",
        ColumnRole::Renewal => "import.role_renewal",
        ColumnRole::Event => "import.role_event",
        ColumnRole::Profile(name) => return lang.tf("import.role_profile", &[("name", name)]),
        ColumnRole::Property(name) => return lang.tf("import.role_property", &[("name", name)]),
    };
    lang.t(key).to_owned()
}

/// A warning in the user's language; one without words of its own as the command line prints it.
pub fn warning(warning: &ImportWarning, lang: Lang) -> String {
    let key = match warning.kind {
        "ambiguous_date_order" if warning.message.contains("day first") => "import.warning_day_first",
        "ambiguous_date_order" => "import.warning_month_first",
        "damaged_id" => "import.warning_damaged_id",
        "invalid_utf8" => "import.warning_invalid_utf8",
        "nameless_members" => "import.warning_nameless_members",
        "truncated" => "import.warning_truncated",
        "error_cells" => "import.warning_error_cells",
        "float_id" => "import.warning_float_id",
        "formulas" => "import.warning_formulas",
        "kept_facts" => "import.warning_kept_facts",
        "order_lines" => "import.warning_order_lines",
        "private_chats" => "import.warning_private_chats",
        "quoted_cells" => "import.warning_quoted_cells",
        "serial_dates" => "import.warning_serial_dates",
        "shared_name" => "import.warning_shared_name",
        "truth_values" => "import.warning_truth_values",
        "unknown_group" => "import.warning_unknown_group",
        "unknown_inviter" => "import.warning_unknown_inviter",
        _ => return warning.message.clone(),
    };
    lang.tf(key, &[("n", &count_in(&warning.message))])
}

/// The count that a message begins with, or that stands in the brackets at its end; nothing where there is none.
fn count_in(message: &str) -> String {
    let counted = message.rsplit_once('(').map_or(message, |(_, inside)| inside);
    let number = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let first = number(message);
    if first.is_empty() { number(counted) } else { first }
}

/// One skipped line: where it is and why.
pub fn skipped(skipped: &Skipped, lang: Lang) -> String {
    match skipped.line {
        0 => skipped.reason.clone(),
        line => lang.tf("import.skipped_line", &[("line", &line), ("reason", &skipped.reason)]),
    }
}

/// Why a file cannot be imported, in one sentence.
pub fn problem(kind: &str, lang: Lang) -> &'static str {
    lang.t(match kind {
        "read" => "import.problem_read",
        "not_text" => "import.problem_not_text",
        "unknown_format" => "import.problem_unknown_format",
        _ => "import.problem_broken",
    })
}

/// `12.4 MB`.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} KB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// `8 seconds`, `3 minutes`.
pub fn duration(seconds: f64, lang: Lang) -> String {
    if seconds < 90.0 {
        lang.tf("import.seconds", &[("n", &(seconds.ceil().max(1.0) as u64))])
    } else {
        lang.tf("import.minutes", &[("n", &((seconds / 60.0).round() as u64))])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_durations_read_well() {
        assert_eq!(bytes(999), "999 B");
        assert_eq!(bytes(12_400_000), "12.4 MB");
        assert_eq!(bytes(10_000_000_000), "10.0 GB");
        assert_eq!(duration(0.2, Lang::En), Lang::En.tf("import.seconds", &[("n", &1)]));
        assert_eq!(duration(180.0, Lang::En), Lang::En.tf("import.minutes", &[("n", &3)]));
    }

    #[test]
    fn every_format_has_a_name_for_people() {
        for format in crate::import::format::formats() {
            assert_ne!(format_name(format.name(), Lang::En), format.name());
        }
        assert_eq!(format_name("slack", Lang::En), "Slack");
    }

    #[test]
    fn the_count_of_a_warning_is_found_where_it_stands() {
        assert_eq!(count_in("5 orders have several lines"), "5");
        assert_eq!(count_in("written as decimals (10002.0) were read (12 cells, the first on line 3)"), "12");
        assert_eq!(count_in("nothing to count"), "");
    }
}
