//! Names of formats, encodings, kinds, warnings and sizes, as people read them.

use crate::i18n::Lang;
use crate::import::{Encoding, ImportWarning, Skipped};
use crate::model::MessageKind;

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
        "csv" => lang.t("import.format_table"),
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

/// Name of a kind of message.
pub fn kind_name(kind: MessageKind, lang: Lang) -> &'static str {
    lang.t(match kind {
        MessageKind::Text => "import.kind_text",
        MessageKind::Image => "import.kind_image",
        MessageKind::Voice => "import.kind_voice",
        MessageKind::Video => "import.kind_video",
        MessageKind::File => "import.kind_file",
        MessageKind::Link => "import.kind_link",
        MessageKind::Sticker => "import.kind_sticker",
        MessageKind::Location => "import.kind_location",
        MessageKind::RedPacket => "import.kind_red_packet",
        MessageKind::Transfer => "import.kind_transfer",
        MessageKind::Poll => "import.kind_poll",
        MessageKind::Share => "import.kind_share",
        MessageKind::Forward => "import.kind_forward",
        MessageKind::Call => "import.kind_call",
        MessageKind::Recalled => "import.kind_recalled",
        MessageKind::System => "import.kind_system",
        MessageKind::Other => "import.kind_other",
    })
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
        _ => return warning.message.clone(),
    };
    lang.t(key).to_owned()
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
    }
}
