//! Words of the rules of content and of kinds of work.

use super::role_name;
use crate::i18n::Lang;
use crate::model::{ContentAxis, ContentClass, ContentRule, MessageKind, Sender, WorkKind};

/// The name of a class; of messages that fit none when `None`.
pub fn class_name(class: Option<ContentClass>, lang: Lang) -> &'static str {
    lang.t(match class {
        Some(ContentClass::Universal) => "content.universal",
        Some(ContentClass::Professional) => "content.professional",
        Some(ContentClass::Personal) => "content.personal",
        Some(ContentClass::Serial) => "content.serial",
        Some(ContentClass::Fragment) => "content.fragment",
        Some(ContentClass::InDepth) => "content.in_depth",
        Some(ContentClass::Brand) => "content.brand",
        Some(ContentClass::Selling) => "content.selling",
        Some(ContentClass::Question) => "content.question",
        Some(ContentClass::Answer) => "content.answer",
        Some(ContentClass::Notice) => "content.notice",
        Some(ContentClass::Rule) => "content.group_rule",
        None => "content.none",
    })
}

/// What the classes of an axis tell.
pub fn axis_word(axis: ContentAxis, lang: Lang) -> &'static str {
    lang.t(match axis {
        ContentAxis::Topic => "content.axis_topic",
        ContentAxis::Form => "content.axis_form",
        ContentAxis::Purpose => "content.axis_purpose",
        ContentAxis::Service => "content.axis_service",
    })
}

/// The name of a kind of message.
pub fn message_kind_name(kind: MessageKind, lang: Lang) -> &'static str {
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

/// Who wrote it.
pub fn sender_name(sender: Sender, lang: Lang) -> &'static str {
    lang.t(match sender {
        Sender::Anyone => "content.anyone",
        Sender::Official => "content.officials",
        Sender::Member => "content.members_only",
    })
}

/// The name of a kind of work.
pub fn work_name(kind: WorkKind, lang: Lang) -> &'static str {
    lang.t(match kind {
        WorkKind::Answers => "work.answers",
        WorkKind::Notices => "work.notices",
        WorkKind::Rules => "work.rules",
        WorkKind::Activities => "work.activities",
        WorkKind::Content => "work.content",
        WorkKind::Resources => "work.resources",
        WorkKind::Review => "work.review",
        WorkKind::Commerce => "work.commerce",
        WorkKind::Other => "work.other",
    })
}

/// What a rule asks of a message, in one line.
pub fn rule_words(rule: &ContentRule, lang: Lang) -> String {
    let comma = lang.t("list.joiner");
    let mut parts = Vec::new();
    if rule.by != Sender::Anyone {
        parts.push(sender_name(rule.by, lang).to_owned());
    }
    if !rule.roles.is_empty() {
        let roles: Vec<String> = rule.roles.iter().map(|role| role_name(role, lang)).collect();
        parts.push(roles.join(comma));
    }
    if !rule.kinds.is_empty() {
        let kinds: Vec<&str> = rule.kinds.iter().map(|&kind| message_kind_name(kind, lang)).collect();
        parts.push(kinds.join(comma));
    }
    if rule.at_least > 0 {
        parts.push(lang.tf("content.at_least_n", &[("n", &rule.at_least)]));
    }
    if rule.answers {
        parts.push(lang.t("content.answers_question").to_owned());
    }
    if !rule.keywords.is_empty() {
        parts.push(rule.keywords.join(comma));
    }
    if parts.is_empty() { lang.t("content.every_message").to_owned() } else { parts.join(" · ") }
}
