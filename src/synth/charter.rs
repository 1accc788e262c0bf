//! What the group charters say.

use super::blueprint::Topic;
use crate::model::Charter;

/// The charter of a group about `topic` with the first `filled` of its eight fields written.
pub fn of(topic: Topic, filled: u32) -> Charter {
    let (interest, crowd, need, output) = match topic {
        Topic::Matching => (
            "让好项目遇到对的人",
            "年营收五百万以上的企业主",
            "找渠道、找资金、找供应链",
            "每月一份资源对接清单",
        ),
        Topic::Startup => {
            ("把小生意做成", "创业一到三年的个体和小团队", "获客、定价、带人", "每周一次复盘，每月一次分享")
        }
        Topic::Reading => {
            ("和孩子一起读书", "三到十岁孩子的妈妈", "选书、坚持、交流", "每天打卡，每月一份共读书单")
        }
        Topic::Local => ("同城好店好物", "同一个城区的家庭", "省钱、省心", "每周一次同城特价"),
        Topic::Alumni => ("一起上过课", "往期学员", "保持联系", "校友名录"),
        Topic::Growth => ("每天进步一点", "愿意分享的年轻人", "同伴和方法", "每月一次主题分享"),
    };
    let mut fields = [
        interest,
        crowd,
        need,
        output,
        "实名进群，先填资料再自我介绍",
        "不发广告；违规先提醒，再移出",
        "群主、轮值群管、分享人、普通成员四层",
        "提问、共学、轮值分享三件事",
    ]
    .map(str::to_owned);
    fields.iter_mut().skip(filled as usize).for_each(String::clear);
    let [common_interest, target_crowd, need, output, joining_rule, management_rule, structure, way] = fields;
    Charter { common_interest, structure, joining_rule, management_rule, output, target_crowd, need, way }
}
