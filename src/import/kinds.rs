//! Kinds of messages by the words exporters use for them.

use crate::model::MessageKind;

use super::text::is_bare_link;

/// The kind of a body that the format calls text: a bare web address is a link.
pub fn kind_of_body(text: &str) -> MessageKind {
    if is_bare_link(text) { MessageKind::Link } else { MessageKind::Text }
}

/// The kind behind a word or a WeChat type number; `None` for an unknown one.
pub fn kind_of_word(word: &str) -> Option<MessageKind> {
    let word = word.trim().trim_matches(['[', ']', '【', '】']);
    let word =
        word.strip_suffix("消息").filter(|short| !short.is_empty() && *short != "系统").unwrap_or(word);
    // What PyWxDump writes before something shared, and after a guess.
    let word = ["(分享)", "（分享）"].iter().find_map(|mark| word.strip_prefix(mark)).unwrap_or(word);
    let word = word.strip_suffix("(猜)").unwrap_or(word);
    if word.starts_with("消息撤回") {
        return Some(MessageKind::Recalled);
    }
    if word.starts_with("未知类型") {
        return Some(MessageKind::Other);
    }
    Some(match word.to_ascii_lowercase().as_str() {
        "1" | "text" | "文本" | "文字" | "default" | "message" | "引用回复" | "引用" | "reply" | "群公告"
        | "粘贴的文本" => MessageKind::Text,
        "3" | "image" | "photo" | "图片" => MessageKind::Image,
        "34" | "voice" | "audio" | "语音" => MessageKind::Voice,
        "43" | "video" | "视频" => MessageKind::Video,
        "file" | "document" | "文件" => MessageKind::File,
        "link" | "url" | "卡片式链接" | "图文" | "链接" => MessageKind::Link,
        "47" | "sticker" | "emoji" | "动画表情" | "表情" | "表情包" | "gif表情" | "用户上传的gif表情" => {
            MessageKind::Sticker
        }
        "48" | "location" | "位置" | "位置共享" | "共享实时位置" => MessageKind::Location,
        "red_packet" | "红包" | "红包卡片" | "微信红包" => MessageKind::RedPacket,
        "transfer" | "转账" | "转账卡片" | "微信转账" => MessageKind::Transfer,
        "poll" | "投票" | "接龙" => MessageKind::Poll,
        "42"
        | "49"
        | "share"
        | "card"
        | "contact"
        | "名片"
        | "小程序分享"
        | "小程序"
        | "分享"
        | "音乐"
        | "音乐分享"
        | "视频号"
        | "视频号名片"
        | "视频号视频"
        | "视频号直播"
        | "视频号直播卡片"
        | "视频号直播或直播回放"
        | "视频号直播或直播回放等"
        | "笔记"
        | "收藏夹"
        | "红包封面"
        | "赠送红包封面"
        | "推荐公众号"
        | "添加好友" => MessageKind::Share,
        "forward" | "合并转发的聊天记录" | "聊天记录合并转发" | "合并转发" | "聊天记录" => {
            MessageKind::Forward
        }
        "50" | "call" | "通话" | "语音通话" | "视频通话" => MessageKind::Call,
        "10002" | "recalled" | "recall" | "撤回" => MessageKind::Recalled,
        "10000" | "system" | "系统" | "系统消息" | "系统通知" | "邀请加群" | "拍一拍" => {
            MessageKind::System
        }
        "other" | "其他" => MessageKind::Other,
        _ => return None,
    })
}
