//! Names in sheets that match no member: listed, given to one, and taken back.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use qunce::app::{Command, Dialog, Page};
use qunce::i18n::Lang;
use qunce::model::MemberId;

use crate::desk::Desk;

const CLUB: &str = r#"#![enable(implicit_some)]
(
    schema: 1,
    name: "Club",
    members: Inline([
        (id: "u1", name: "林岚"),
        (id: "u2", name: "林岚"),
        (id: "u3", name: "江月的小店"),
    ]),
    groups: [(id: "a", name: "A")],
    events: Inline([
        (at: "2026-10-05T10:00:00+08:00", member: "", who: "江月", name: "poster"),
    ]),
    orders: Inline([
        (id: "D1", at: "2026-10-05T09:12:00+08:00", member: "", buyer: "林岚", product: "card", amount: "9.90"),
        (id: "D2", at: "2026-10-06T09:12:00+08:00", member: "", buyer: "林岚", product: "card", amount: "90.10"),
        (id: "D3", at: "2026-10-07T09:12:00+08:00", member: "", buyer: "zoe_98", product: "card", amount: "5.00"),
        (id: "D4", at: "2026-10-08T09:12:00+08:00", member: "", buyer: "?", product: "card", amount: "1.00"),
    ]),
    messages: Inline([
        (id: 1, at: "2026-10-01T20:30:00+08:00", group: "a", member: "u1", text: "hi"),
        (id: 2, at: "2026-10-08T20:31:00+08:00", group: "a", member: "u4", text: "ho"),
    ]),
)
"#;

fn desk(lang: Lang) -> Desk {
    let mut desk = Desk::new(lang);
    let path = desk.put("club.ron", CLUB);
    desk.apply(Command::OpenProject(path));
    desk
}

/// The member of each order, in order; empty for nobody.
fn buyers(desk: &Desk) -> Vec<&str> {
    desk.project().orders.iter().map(|order| order.member.as_str()).collect()
}

#[test]
fn the_members_page_leads_to_the_list_and_one_click_gives_the_orders_to_a_member() {
    let mut desk = desk(Lang::En);
    desk.apply(Command::ShowPage(Page::Members));
    assert!(desk.shows("match no member yet, kept as the table names them: 5"));
    desk.click_button(desk.t("unmatched.see"));
    assert_eq!(desk.state().dialogs, [Dialog::Unmatched]);
    for shown in ["林岚", "2 orders · ¥100", "江月", "1 events", "zoe_98", "Nobody is called like that"]
    {
        assert!(desk.shows(shown), "{shown}");
    }
    desk.click_first("林岚 · same name");
    assert_eq!(buyers(&desk), ["u1", "u1", "", ""]);
    assert!(!desk.shows("same name") && desk.is_dirty());
    desk.click_button("江月的小店 · part of the name");
    assert_eq!(desk.project().events[0].member.as_str(), "u3");
    assert_eq!(desk.project().members[2].names_seen, ["江月"], "the next sheet matches itself");
    desk.apply(Command::CloseDialog);
    desk.press(Modifiers::COMMAND, Key::Z);
    desk.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(buyers(&desk), ["", "", "", ""]);
    assert!(desk.project().events[0].member.is_empty() && !desk.is_dirty());
    desk.apply(Command::ShowDialog(Dialog::Unmatched));
    assert!(desk.shows("林岚 · same name"), "what was taken back is on the list again");
}

#[test]
fn somebody_else_is_found_by_name_even_when_only_the_chat_knows_them() {
    let mut desk = desk(Lang::En);
    desk.apply(Command::ShowDialog(Dialog::Unmatched));
    desk.click_button("Somebody else... zoe_98");
    desk.fill(desk.t("search.label"), "u4");
    desk.click_first("u4 (u4)");
    assert_eq!(buyers(&desk), ["", "", "u4", ""]);
    let member = desk.project().member(&MemberId("u4".to_owned())).expect("in the project now");
    assert_eq!(member.names_seen, ["zoe_98"]);
    assert!(!desk.shows("zoe_98") && desk.shows(desk.t("unmatched.title")), "back at the list");
    desk.click_button("Somebody else... 林岚");
    desk.click_button(desk.t("unmatched.back"));
    assert_eq!(buyers(&desk), ["", "", "u4", ""]);
}

#[test]
fn rows_without_a_name_can_be_given_to_nobody() {
    let mut desk = desk(Lang::Zh);
    desk.apply(Command::ShowDialog(Dialog::Unmatched));
    assert!(desk.shows(desk.t("unmatched.nameless_text")));
    assert!(!desk.has_button("其他人… ?"));
}

#[test]
fn the_overview_and_the_report_of_an_import_lead_to_the_list() {
    let mut desk = desk(Lang::Zh);
    desk.click_first("4 笔订单没对上成员");
    assert_eq!(desk.state().dialogs, [Dialog::Unmatched]);
    desk.apply(Command::CloseDialog);
    let sheet =
        desk.put("订单.csv", "订单号,买家昵称,商品,实付金额,支付时间\nN1,陌生人,卡,12.00,2026-10-09 08:00\n");
    desk.bring_in(&[sheet]);
    desk.click_button(desk.t("unmatched.see"));
    assert!(desk.shows("陌生人"), "the list knows what the import brought");
}

#[test]
fn long_lists_can_be_searched_and_fit_small_windows() {
    let mut desk = Desk::new(Lang::En);
    let orders: Vec<String> = (0..300)
        .map(|n| {
            format!(
                "(id: \"D{n}\", at: \"2026-10-05T09:12:00+08:00\", member: \"\", buyer: \"buyer with quite a long name in the shop {n}\", product: \"c\", amount: \"1.00\"),"
            )
        })
        .collect();
    let members: Vec<String> = (0..6)
        .map(|n| format!("(id: \"m{n}\", name: \"buyer with quite a long name in the shop {n}5\"),"))
        .collect();
    let text = format!(
        "(schema: 1, name: \"Club\", members: Inline([{}]), orders: Inline([{}]))",
        members.join(""),
        orders.join("").replace("buyer: ", "buyer: Some(").replace(", product", "), product")
    );
    let path = desk.put("club.ron", &text);
    desk.apply(Command::OpenProject(path));
    desk.apply(Command::ShowDialog(Dialog::Unmatched));
    assert!(desk.shows("300 names"), "{:?}", desk.state().dialogs);
    for (width, height) in [(960.0, 600.0), (1280.0, 800.0)] {
        desk.resize(width, height);
        assert!(desk.is_on_screen(Role::Button, desk.t("dialog.close")), "{width}");
    }
    desk.fill(desk.t("unmatched.search"), "shop 277");
    assert!(desk.shows("1 names") && desk.shows("shop 277") && !desk.shows("shop 276"));
}
