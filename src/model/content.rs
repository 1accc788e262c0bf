//! Rules that say what a message is: its topic, its form, what it is meant for, and whether it serves somebody.

use serde::{Deserialize, Serialize};

use super::{MessageKind, Role};

/// How messages are divided into classes, and whose count as the company's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ContentRules {
    /// People with one of these roles write for the company, as staff and bots always do.
    pub official_roles: Vec<Role>,
    /// In groups whose chat states no answers, somebody else's next words within so many minutes count as the answer to
    /// a question; 0 never.
    pub next_words_minutes: u32,
    /// Of the rules of one axis, the first that fits decides.
    pub rules: Vec<ContentRule>,
}

/// A message that fits everything said here is of the class. What is left empty fits every message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentRule {
    pub class: ContentClass,
    /// One of them is in the text, in capitals or not; a `#` behind the first sign stands for a number (`第#期`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<MessageKind>,
    #[serde(default, skip_serializing_if = "Sender::is_anyone")]
    pub by: Sender,
    /// Somebody with one of these roles wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<Role>,
    /// Fewest characters of the text.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub at_least: u32,
    /// Only where it answers somebody's question.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub answers: bool,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// Who wrote a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Sender {
    #[default]
    Anyone,
    /// Staff, bots and people with an official role.
    Official,
    /// Everybody else but shills.
    Member,
}

impl Sender {
    /// All senders, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Anyone, Self::Official, Self::Member];

    fn is_anyone(&self) -> bool {
        *self == Self::Anyone
    }
}

/// What a message can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ContentClass {
    /// 万能话题: anybody can join in.
    Universal,
    /// 专业话题: what the group is about.
    Professional,
    /// 个性话题: somebody's own life.
    Personal,
    /// 连载: part of a series.
    Serial,
    /// 碎片: a piece that stands alone.
    Fragment,
    /// 硬核干货
    InDepth,
    /// 品宣
    Brand,
    Selling,
    Question,
    Answer,
    Notice,
    /// A rule of the group is announced or enforced.
    Rule,
}

impl ContentClass {
    /// All classes, axis by axis.
    pub const ALL: [Self; 12] = [
        Self::Universal,
        Self::Professional,
        Self::Personal,
        Self::Serial,
        Self::Fragment,
        Self::InDepth,
        Self::Brand,
        Self::Selling,
        Self::Question,
        Self::Answer,
        Self::Notice,
        Self::Rule,
    ];

    /// What the class is one of the answers to.
    pub fn axis(self) -> ContentAxis {
        match self {
            Self::Universal | Self::Professional | Self::Personal => ContentAxis::Topic,
            Self::Serial | Self::Fragment => ContentAxis::Form,
            Self::InDepth | Self::Brand | Self::Selling => ContentAxis::Purpose,
            Self::Question | Self::Answer | Self::Notice | Self::Rule => ContentAxis::Service,
        }
    }
}

/// What a message is asked: it has at most one class of each axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContentAxis {
    Topic,
    Form,
    Purpose,
    Service,
}

impl ContentAxis {
    /// All axes; a number of an axis is its place here.
    pub const ALL: [Self; 4] = [Self::Topic, Self::Form, Self::Purpose, Self::Service];
}

impl ContentRules {
    /// Most rules that count; what stands behind them does nothing.
    pub const MOST: usize = 64;
}

impl Default for ContentRules {
    /// Everyday words of Chinese and English groups, meant to be changed.
    fn default() -> Self {
        let rule = |class, keywords: &str| ContentRule {
            class,
            keywords: keywords.split('|').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
            kinds: Vec::new(),
            by: Sender::Anyone,
            roles: Vec::new(),
            at_least: 0,
            answers: false,
        };
        let official = |class, keywords| ContentRule { by: Sender::Official, ..rule(class, keywords) };
        let pieces = [
            MessageKind::Link,
            MessageKind::Share,
            MessageKind::Forward,
            MessageKind::Video,
            MessageKind::Image,
            MessageKind::File,
        ];
        Self {
            official_roles: vec![Role::Editor, Role::Service, Role::Assistant],
            next_words_minutes: 10,
            rules: vec![
                rule(ContentClass::Professional, PROFESSIONAL),
                rule(ContentClass::Personal, PERSONAL),
                rule(ContentClass::Universal, UNIVERSAL),
                rule(ContentClass::Serial, SERIAL),
                ContentRule { kinds: pieces.to_vec(), ..rule(ContentClass::Fragment, "") },
                ContentRule { at_least: 60, ..rule(ContentClass::Fragment, "") },
                rule(ContentClass::Selling, SELLING),
                rule(ContentClass::Brand, BRAND),
                rule(ContentClass::InDepth, IN_DEPTH),
                official(ContentClass::Rule, RULES),
                official(ContentClass::Notice, NOTICES),
                ContentRule { answers: true, ..rule(ContentClass::Answer, "") },
                ContentRule { kinds: vec![MessageKind::Text], ..rule(ContentClass::Question, QUESTIONS) },
            ],
        }
    }
}

const PROFESSIONAL: &str = "行业|客户|渠道|供应链|融资|仓储|物流|获客|私域|定价|复购|选品|转化率|现金流|成本|毛利|合同|\
账期|方案|数据|流程|运营|绘本|阅读|写作|英语|时间管理|演讲|副业|industry|customers|suppliers|revenue|pricing|\
conversion|contract|workflow|dataset|library|release|bug";
const PERSONAL: &str = "我家|我老公|我老婆|我孩子|我儿子|我女儿|我妈|我爸|我自己|我的经历|我刚|生日|结婚|搬家|辞职|怀孕|\
孩子自己|老大|老二|自我介绍|my wife|my husband|my kids|my son|my daughter|my birthday|i moved|i quit|about myself";
const UNIVERSAL: &str = "天气|下雨|早安|早上好|晚安|周末|节日|中秋|国庆|春节|吃饭|好吃|美食|火锅|咖啡|旅游|电影|追剧|\
减肥|跑步|睡觉|早起|房价|堵车|手机|红包|weather|weekend|holiday|good morning|lunch|dinner|coffee|movie|travel|football";
const SERIAL: &str = "第#期|第#讲|第#课|第#章|第#集|第#篇|第#天|连载|系列|专栏|上一期|下一期|早报|周报|月报|每日一|\
episode #|part #|chapter #|lesson #|day #|week #|issue #|series|newsletter";
const SELLING: &str = "特价|优惠|下单|秒杀|优惠券|拼团|团购|限时|折扣|名额|立减|包邮|扫码|手慢无|买一送一|最低价|\
discount|order now|coupon|% off|on sale|limited offer|buy now|promo code";
const BRAND: &str = "专访|采访|共创|公益|徒步|品牌|我们的故事|参访|周年|嘉宾|颁奖|interview|charity|anniversary|our story|\
meet the team";
const IN_DEPTH: &str = "干货|报告|复盘|案例|教程|步骤|方法论|资料|笔记|白皮书|课程|清单|误区|一文讲清|入门|report|\
case study|tutorial|guide|lesson|how to|white paper|checklist";
const RULES: &str = "群规|入群须知|违规|警告|请勿|不得|禁止|移出|禁言|不发广告|广告|群名片|group rules|guidelines|\
code of conduct|not allowed|please do not|will be removed|warning";
const NOTICES: &str = "通知|公告|提醒|@所有人|今晚|明天|报名|截止|准时|登记|请先看|欢迎新朋友|\
每日早报|notice|announcement|reminder|@all|@everyone|@channel|@here|tonight|tomorrow|deadline|sign up|register";
const QUESTIONS: &str = "?|？|请问|请教|求助|求推荐|怎么办|谁知道|有没有人|有人知道|有人吗|有吗|行吗|在吗|对吗|多少钱|可以吗|能不能|是不是|does anyone|\
anyone know|how do i|how can i|how do you|please help|any idea";

#[cfg(test)]
mod tests {
    use super::{ContentAxis, ContentClass, ContentRules};

    #[test]
    fn every_class_has_a_rule_by_default_and_every_axis_its_classes() {
        let rules = ContentRules::default().rules;
        assert!(rules.len() <= ContentRules::MOST);
        for class in ContentClass::ALL {
            assert!(rules.iter().any(|rule| rule.class == class), "{class:?}");
        }
        let of = |axis| ContentClass::ALL.into_iter().filter(|class| class.axis() == axis).count();
        assert_eq!(ContentAxis::ALL.map(of), [3, 2, 3, 4]);
        let keywords = rules.iter().flat_map(|rule| &rule.keywords);
        assert!(keywords.clone().count() > 200 && keywords.clone().all(|word| *word == word.trim()));
    }
}
