//! The numbers that WeChat stores for kinds of messages.

use crate::model::MessageKind;

/// The kind behind a type and, where the file has one, its sub type. WeChat 4 packs both into one number, the sub type in
/// the upper half; `None` for a number nobody knows.
pub fn kind_of(number: i64, sub: Option<i64>) -> Option<MessageKind> {
    let packed = number >> 32;
    let (number, sub) = if packed > 0 { (number & 0xFFFF_FFFF, Some(packed)) } else { (number, sub) };
    Some(match number {
        1 => MessageKind::Text,
        3 => MessageKind::Image,
        34 => MessageKind::Voice,
        43 | 62 => MessageKind::Video,
        47 => MessageKind::Sticker,
        48 => MessageKind::Location,
        37 | 40 | 42 | 65 | 66 => MessageKind::Share,
        49 => sub.map_or(MessageKind::Share, kind_of_app),
        50 => MessageKind::Call,
        10_000 => MessageKind::System,
        10_002 => MessageKind::Recalled,
        // Some programs write the sub type of an app message in place of the type; Android has numbers of its own.
        2001 | 436_207_665 => MessageKind::RedPacket,
        2000 | 419_430_449 => MessageKind::Transfer,
        _ => return None,
    })
}

/// The kind behind the sub type of an app message (type 49).
pub fn kind_of_app(sub: i64) -> MessageKind {
    match sub {
        1 | 57 | 87 => MessageKind::Text,
        4 | 5 => MessageKind::Link,
        6 | 74 => MessageKind::File,
        8 => MessageKind::Sticker,
        17 => MessageKind::Location,
        19 => MessageKind::Forward,
        53 => MessageKind::Poll,
        62 => MessageKind::System,
        2000 => MessageKind::Transfer,
        2001 => MessageKind::RedPacket,
        _ => MessageKind::Share,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_numbers_are_those_of_their_halves() {
        for (packed, sub, kind) in [
            (244_813_135_921, 57, MessageKind::Text),
            (8_594_229_559_345, 2001, MessageKind::RedPacket),
            (8_589_934_592_049, 2000, MessageKind::Transfer),
            (25_769_803_825, 6, MessageKind::File),
            (81_604_378_673, 19, MessageKind::Forward),
            (154_618_822_705, 36, MessageKind::Share),
            (266_287_972_401, 62, MessageKind::System),
            (21_474_836_529, 5, MessageKind::Link),
        ] {
            assert_eq!(kind_of(packed, None), Some(kind), "{packed}");
            assert_eq!(kind_of(49, Some(sub)), Some(kind), "{sub}");
        }
        assert_eq!(kind_of(436_207_665, None), Some(MessageKind::RedPacket));
        assert_eq!(kind_of(419_430_449, None), Some(MessageKind::Transfer));
        assert_eq!((kind_of(7, None), kind_of(-1, None)), (None, None));
    }
}
