//! One week of the rota: who serves and why, who could instead, and what to change.

use std::sync::Arc;

use egui::{RichText, ScrollArea, TextEdit, Ui};

use super::super::kept::kept;
use super::super::panels::rotation::{Kept, board, request};
use super::super::{Cx, theme, widgets};
use crate::app::{Command, Edit, RotaChange};
use crate::charts::{Tone, catalogue, format};
use crate::model::{RequestState, SwapRequest, Wanted};
use crate::planner::edit::Seat;
use crate::planner::explain::YearBlock;
use crate::schedule::Other;

const WIDTH: f32 = 540.0;
/// Ways to fill a seat that are told.
const MOST_WAYS: usize = 3;
/// Seats of a week that are shown.
const MOST_SEATS: u32 = 20;

/// Seats of one week and the people who could take them.
pub fn show(ui: &mut Ui, cx: &mut Cx<'_>, week: u32) {
    ui.set_width(WIDTH);
    let state = cx.state;
    let Some(loaded) = &state.loaded else { return };
    let number = loaded.rota();
    let Some(rota) = loaded.document.project.rotas.get(number) else { return };
    let (from, to) = rota.week_days(week);
    let heading = cx.lang.tf("week.number", &[("n", &(week + 1))]);
    super::title(ui, cx, &format!("{heading} · {}", format::period(from, to, cx.lang)));
    holiday(ui, cx, number, week);
    let Some(board) = board(ui, cx, number) else {
        super::close_button(ui, cx);
        return;
    };
    let effect = loaded.analysis.as_ref().and_then(|analysis| {
        let effects = &analysis.panels.rotation.rotas.get(number)?.effects;
        effects.of(week).map(|effect| catalogue::effect_words(effect, cx.lang))
    });
    if let Some(effect) = effect.filter(|_| rota.duties.iter().any(|duty| duty.week == week)) {
        wrapped(ui, cx, &effect);
    }
    let seats: Vec<Seat> = (0..rota.seats.min(MOST_SEATS))
        .map(|seat| Seat { week, seat })
        .filter(|seat| board.board.has(*seat))
        .collect();
    ScrollArea::vertical().id_salt("week_seats").max_height(300.0).auto_shrink([false, true]).show(
        ui,
        |ui| {
            for &seat in &seats {
                one_seat(ui, cx, number, &board, seat);
            }
        },
    );
    let empty = seats.iter().copied().find(|seat| board.board.at(*seat).is_none());
    if let Some(seat) = empty {
        for line in why_empty(ui, cx, &board, seat).iter() {
            wrapped(ui, cx, line);
        }
    }
    if let Some(seat) = empty.or(seats.first().copied()) {
        ui.separator();
        widgets::secondary(ui, cx, cx.t("week.candidates"));
        candidates(ui, cx, number, &board, seat);
    }
    ui.add_space(8.0);
    super::close_button(ui, cx);
}

fn wrapped(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    let text = RichText::new(text).size(crate::charts::theme::size::SECONDARY).color(cx.theme.secondary);
    ui.add(egui::Label::new(text).wrap());
}

/// Whether the week is a holiday, and the button that makes it one or not.
fn holiday(ui: &mut Ui, cx: &mut Cx<'_>, number: usize, week: u32) {
    let Some(loaded) = &cx.state.loaded else { return };
    let Some(rota) = loaded.document.project.rotas.get(number) else { return };
    let change = |change: RotaChange| Command::Edit(Edit::ChangeRota { rota: number, change });
    if let Some(closed) = rota.closed_by(week) {
        ui.horizontal(|ui| {
            let words = catalogue::closing_words(&closed, cx.lang);
            let name = if words.is_empty() { cx.t("week.holiday") } else { &words };
            widgets::tag(ui, cx, &cx.lang.tf("week.closed_by", &[("name", &name)]), Tone::Warning);
            if ui.button(cx.t("calendar.reopen")).clicked() {
                cx.send(change(RotaChange::Open { week }));
            }
        });
        return;
    }
    ui.horizontal(|ui| {
        if let Some(holiday) = rota.holiday_in(week) {
            let words = catalogue::closing_words(&holiday, cx.lang);
            let name = if words.is_empty() { cx.t("week.holiday") } else { &words };
            widgets::tag(ui, cx, name, Tone::Warning);
        }
        let name = &mut cx.local.rota.holiday;
        let field =
            ui.add(TextEdit::singleline(name).hint_text(cx.lang.t("week.holiday_name")).desired_width(140.0));
        let label = cx.lang.t("week.holiday_name");
        field.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
        let button = ui.button(cx.t("calendar.close")).on_hover_text(cx.t("week.close_hint"));
        if button.clicked() {
            let name = std::mem::take(&mut cx.local.rota.holiday);
            cx.send(change(RotaChange::Close { week, name }));
        }
    });
}

/// Who sits in a seat, why, and what can be done about it.
fn one_seat(ui: &mut Ui, cx: &mut Cx<'_>, number: usize, board: &Kept, place: Seat) {
    let (week, seat) = (place.week, place.seat);
    let duty = board.rota.duty(week, seat);
    ui.horizontal(|ui| {
        if board.rota.seats > 1 {
            widgets::secondary(ui, cx, &cx.lang.tf("week.seat", &[("n", &(seat + 1))]));
        }
        let (Some(duty), Some(person)) = (duty, board.board.at(place)) else {
            ui.label(RichText::new(cx.t("week.nobody")).color(cx.theme.bad));
            return;
        };
        ui.label(RichText::new(board.name(person)).strong());
        let mut locked = duty.locked;
        if ui.checkbox(&mut locked, cx.t("week.locked")).changed() {
            cx.send(Command::Edit(Edit::LockDuty { rota: number, week, seat, locked }));
        }
        if ui.add_enabled(!duty.locked, egui::Button::new(cx.t("week.clear"))).clicked() {
            cx.send(Command::Edit(Edit::AssignDuty { rota: number, week, seat, member: None }));
        }
        move_or_swap(ui, cx, number, board, place, duty.locked);
        ask(ui, cx, number, board, place);
    });
    if duty.is_some() {
        for line in why(ui, cx, board, place).iter() {
            wrapped(ui, cx, line);
        }
    }
    if let Some(open) = board.rota.open_request(week, seat) {
        ui.separator();
        request(ui, cx, number, board, open);
    }
}

/// The other seats of the rota, with what an exchange would break; gives the one chosen.
fn other_seats(ui: &mut Ui, cx: &Cx<'_>, board: &Kept, here: Seat) -> Option<Seat> {
    let mut chosen = None;
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for (week, seats) in (0..board.rota.weeks).map(|week| (week, board.rota.seats.min(MOST_SEATS))) {
            for place in (0..seats).map(|seat| Seat { week, seat }) {
                if week == here.week || !board.board.has(place) {
                    continue;
                }
                let who =
                    board.board.at(place).map_or(cx.t("week.empty").to_owned(), |person| board.name(person));
                let label = format!("{} · {who}", board.place(cx, place));
                let verdict = board.verdict(cx, here, place);
                let mark = match &verdict {
                    Err(_) => "✖",
                    Ok(broken) if broken.is_empty() => "✔",
                    Ok(_) => "⚠",
                };
                let button = egui::Button::selectable(false, format!("{mark} {label}"));
                let response = ui.add_enabled(verdict.is_ok(), button);
                let told = match &verdict {
                    Err(reason) => reason.clone(),
                    Ok(broken) => broken.join("\n"),
                };
                let response = if told.is_empty() {
                    response
                } else {
                    response.on_hover_text(&told).on_disabled_hover_text(&told)
                };
                if response.clicked() {
                    chosen = Some(place);
                }
            }
        }
    });
    chosen
}

fn move_or_swap(ui: &mut Ui, cx: &mut Cx<'_>, number: usize, board: &Kept, here: Seat, locked: bool) {
    ui.add_enabled_ui(!locked, |ui| {
        ui.menu_button(cx.t("week.move"), |ui| {
            if let Some(place) = other_seats(ui, cx, board, here) {
                let change = RotaChange::Swap(here, place);
                cx.send(Command::Edit(Edit::ChangeRota { rota: number, change }));
                ui.close();
            }
        });
    });
}

/// The menu that writes down a request.
fn ask(ui: &mut Ui, cx: &mut Cx<'_>, number: usize, board: &Kept, here: Seat) {
    let Some(duty) = board.rota.duty(here.week, here.seat) else { return };
    if board.rota.open_request(here.week, here.seat).is_some() {
        return;
    }
    let menu = ui.menu_button(cx.t("request.ask"), |ui| {
        let mut wanted = None;
        let field = TextEdit::singleline(&mut cx.local.rota.note).hint_text(cx.lang.t("request.note"));
        let label = cx.lang.t("request.note");
        ui.add(field).widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
        if ui.button(cx.t("request.replacement")).clicked() {
            wanted = Some(Wanted::Replacement);
        }
        ui.menu_button(cx.t("request.ask_swap"), |ui| {
            if let Some(place) = other_seats(ui, cx, board, here) {
                wanted = Some(Wanted::Swap { week: place.week, seat: place.seat });
            }
        });
        ui.menu_button(cx.t("request.ask_take"), |ui| {
            ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for other in others(ui, cx, board, here).iter() {
                    if ui.selectable_label(false, other_words(cx, board, other)).clicked() {
                        wanted = board.board.member(other.person).cloned().map(Wanted::Take);
                    }
                }
            });
        });
        wanted
    });
    if let Some(wanted) = menu.inner.flatten() {
        let note = std::mem::take(&mut cx.local.rota.note).trim().to_owned();
        let request = SwapRequest {
            week: here.week,
            seat: here.seat,
            from: duty.member.clone(),
            wanted,
            note,
            state: RequestState::Open,
        };
        let change = RotaChange::Ask(request);
        cx.send(Command::Edit(Edit::ChangeRota { rota: number, change }));
        egui::Popup::close_all(ui.ctx());
    }
}

/// Everybody else in a seat; worked out once for each state of the rota.
fn others(ui: &Ui, cx: &Cx<'_>, board: &Kept, place: Seat) -> Arc<Vec<Other>> {
    let state = (Arc::as_ptr(&board.board) as usize, place, cx.lang);
    kept(ui, "week_others", |of| *of == state, || (state, Arc::new(board.board.others(place))))
}

/// Who somebody is, how often they serve, and what stands against it.
fn other_words(cx: &Cx<'_>, board: &Kept, other: &Other) -> String {
    let weeks = cx.lang.tf("week.served_n", &[("n", &other.weeks)]);
    let name = board.name(other.person);
    if other.broken.is_empty() {
        format!("{name} · {weeks}")
    } else {
        format!("{name} · ⚠ {}", board.rules(cx, &other.broken))
    }
}

fn candidates(ui: &mut Ui, cx: &mut Cx<'_>, number: usize, board: &Kept, place: Seat) {
    let others = others(ui, cx, board, place);
    if others.is_empty() {
        wrapped(ui, cx, cx.t("plan.no_candidates"));
    }
    let height = ui.spacing().interact_size.y;
    let rows = ScrollArea::vertical().id_salt("candidates").max_height(240.0).auto_shrink([false, true]);
    rows.show_rows(ui, height, others.len(), |ui, shown| {
        for other in others.get(shown).unwrap_or_default() {
            let there = (0..board.rota.seats.min(MOST_SEATS)).map(|seat| Seat { week: place.week, seat });
            let serves = there.into_iter().any(|seat| board.board.at(seat) == Some(other.person));
            ui.horizontal(|ui| {
                let button = theme::quiet(cx.theme.accent, &board.name(other.person));
                if ui.add_enabled(!serves, button).clicked() {
                    let member = board.board.member(other.person).cloned();
                    let (week, seat) = (place.week, place.seat);
                    cx.send(Command::Edit(Edit::AssignDuty { rota: number, week, seat, member }));
                }
                let weeks = cx.lang.tf("week.served_n", &[("n", &other.weeks)]);
                let (text, color) = match () {
                    () if serves => (cx.t("week.on_duty").to_owned(), cx.theme.secondary),
                    () if other.broken.is_empty() => (weeks, cx.theme.secondary),
                    () => (format!("⚠ {}", board.rules(cx, &other.broken)), cx.theme.warning),
                };
                let text = RichText::new(text).size(crate::charts::theme::size::SECONDARY).color(color);
                ui.add(egui::Label::new(text).truncate());
            });
        }
    });
}

/// Why somebody serves here, as sentences; worked out once for each state of the rota.
fn why(ui: &Ui, cx: &Cx<'_>, board: &Kept, place: Seat) -> Arc<Vec<String>> {
    let state = (Arc::as_ptr(&board.board) as usize, place, cx.lang);
    kept(ui, "why_seat", |of| *of == state, || (state, Arc::new(reasons(cx, board, place))))
}

fn reasons(cx: &Cx<'_>, board: &Kept, place: Seat) -> Vec<String> {
    let Some(why) = board.board.why(place) else { return Vec::new() };
    let mut parts = vec![cx.lang.tf(
        "why.load",
        &[("n", &board.board.load(why.person)), ("before", &board.board.history(why.person))],
    )];
    if why.terms.wish < 0 {
        parts.push(cx.t("why.wished").to_owned());
    } else if why.terms.wish > 0 {
        parts.push(cx.t("why.avoided").to_owned());
    }
    if why.terms.tier < 0 {
        parts.push(cx.t("why.tier").to_owned());
    }
    let mut lines = vec![cx.lang.tf("why.because", &[("list", &parts.join(cx.t("plan.joint")))])];
    let open = || why.others.iter().filter(|other| other.blocks.is_empty());
    let kept_out = why.others.len() - open().count();
    lines.push(match open().next() {
        Some(next) => {
            let key = match next.cost_change {
                change if change < 0 => "why.better",
                0 => "why.equal",
                _ => "why.next",
            };
            let cost = next.cost_change.unsigned_abs();
            let free = open().count();
            cx.lang.tf(
                key,
                &[("name", &board.name(next.person)), ("cost", &cost), ("n", &free), ("out", &kept_out)],
            )
        }
        None => cx.lang.tf("why.only", &[("out", &kept_out)]),
    });
    lines
}

/// What keeps a seat empty and the cheapest ways to fill it, as sentences; worked out once for each state of the rota.
fn why_empty(ui: &Ui, cx: &Cx<'_>, board: &Kept, place: Seat) -> Arc<Vec<String>> {
    let state = (Arc::as_ptr(&board.board) as usize, place, cx.lang);
    kept(ui, "why_empty", |of| *of == state, || (state, Arc::new(blocks(cx, board, place))))
}

fn blocks(cx: &Cx<'_>, board: &Kept, place: Seat) -> Vec<String> {
    let Some(why) = board.board.why_empty(place) else { return Vec::new() };
    if board.board.people().is_empty() {
        return vec![cx.t("plan.no_candidates").to_owned()];
    }
    let mut lines = Vec::new();
    let blocked: Vec<String> = (why.blocked.iter())
        .map(|(block, people)| {
            let key = match block {
                YearBlock::Away => "plan.block_away",
                YearBlock::AtCap => "plan.block_cap",
                YearBlock::ServesThatWeek => "plan.block_twice",
                YearBlock::Gap => "plan.block_gap",
                YearBlock::InRow => "plan.block_row",
                YearBlock::Newcomer => "plan.block_newcomer",
            };
            cx.lang.tf(key, &[("n", people)])
        })
        .collect();
    if !blocked.is_empty() {
        let list = blocked.join(cx.t("plan.joint"));
        lines.push(cx.lang.tf("plan.blocked", &[("list", &list)]));
    }
    for way in why.ways.iter().take(MOST_WAYS) {
        let key = match way.lift {
            None => "plan.way_free",
            Some(YearBlock::Away) => "plan.way_away",
            Some(YearBlock::AtCap) => "plan.way_cap",
            Some(YearBlock::ServesThatWeek) => continue,
            Some(YearBlock::Gap) => "plan.way_gap",
            Some(YearBlock::InRow) => "plan.way_row",
            Some(YearBlock::Newcomer) => "plan.way_newcomer",
        };
        let limit = way.limit.unwrap_or(0);
        lines.push(cx.lang.tf(key, &[("name", &board.name(way.person)), ("n", &limit)]));
    }
    // An exchange costs nobody a rule where no single person is free.
    if why.ways.first().is_none_or(|way| way.lift.is_some())
        && let Some(exchange) = board.board.handovers(place).first()
    {
        let (name, successor) = (board.name(exchange.person), board.name(exchange.successor));
        let from = board.place(cx, exchange.from);
        lines.push(cx.lang.tf("why.exchange", &[("name", &name), ("week", &from), ("other", &successor)]));
    }
    if lines.len() == usize::from(!blocked.is_empty()) {
        lines.push(cx.t("plan.no_way").to_owned());
    }
    lines
}
