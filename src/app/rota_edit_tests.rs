//! What changes of a rota keep.

use super::*;
use crate::model::Money;

fn duty(week: u32, id: &str) -> Duty {
    Duty { week, seat: 0, member: id.into(), locked: false, reward: None }
}

fn rota(weeks: u32, ids: &[&str]) -> Rota {
    Rota {
        start: "2026-01-07".parse().unwrap(),
        weeks,
        seats: 1,
        duties: (0..).zip(ids).filter(|(_, id)| !id.is_empty()).map(|(week, id)| duty(week, id)).collect(),
        ..Rota::default()
    }
}

fn seat(week: u32) -> Seat {
    Seat { week, seat: 0 }
}

fn who(rota: &Rota) -> Vec<(u32, &str)> {
    rota.duties.iter().map(|duty| (duty.week, duty.member.as_str())).collect()
}

#[test]
fn an_exchange_made_twice_changes_nothing() {
    let mut before = rota(5, &["ann", "bob", "", "cy", "dee"]);
    before.duties[0].reward = Some(Money(500));
    for one in 0..5 {
        for other in 0..5 {
            let mut rota = before.clone();
            let change_it = RotaChange::Swap(seat(one), seat(other));
            if change(&mut rota, &change_it).is_err() {
                assert_eq!(rota, before, "a refused exchange leaves everything");
                continue;
            }
            change(&mut rota, &RotaChange::Swap(seat(other), seat(one))).unwrap();
            assert_eq!(rota, before, "{one} and {other}");
        }
    }
}

#[test]
fn a_locked_duty_is_neither_moved_nor_taken_from() {
    let mut rota = rota(3, &["ann", "bob", ""]);
    rota.duties[0].locked = true;
    for other in [1, 2] {
        for (one, other) in [(0, other), (other, 0)] {
            let refused = change(&mut rota, &RotaChange::Swap(seat(one), seat(other)));
            assert_eq!(refused, Err(EditError::Locked));
        }
    }
}

#[test]
fn nobody_is_put_into_two_seats_of_a_week() {
    let mut two = rota(2, &["ann", "bob"]);
    two.seats = 2;
    two.duties.push(Duty { seat: 1, ..duty(1, "ann") });
    assert_eq!(change(&mut two, &RotaChange::Swap(seat(0), seat(1))), Err(EditError::OnDuty));
}

#[test]
fn a_holiday_postpones_every_later_turn_and_drops_none() {
    let mut rota = rota(3, &["ann", "bob", "cy"]);
    rota.duties[1].locked = true;
    change(&mut rota, &RotaChange::Close { week: 1, name: "春节".into() }).unwrap();
    assert_eq!(who(&rota), [(0, "ann"), (2, "bob"), (3, "cy")]);
    assert_eq!(rota.weeks, 4);
    assert!(rota.duties[1].locked, "a lock moves along with its turn");
    assert_eq!(rota.closed_by(1).unwrap().name, "春节");
    assert_eq!(
        change(&mut rota, &RotaChange::Close { week: 1, name: String::new() }),
        Err(EditError::ClosedWeek)
    );
    // A second holiday is stepped over.
    change(&mut rota, &RotaChange::Close { week: 0, name: String::new() }).unwrap();
    assert_eq!(who(&rota), [(2, "ann"), (3, "bob"), (4, "cy")]);
    change(&mut rota, &RotaChange::Open { week: 1 }).unwrap();
    assert!(rota.closed_by(1).is_none() && rota.closed_by(0).is_some());
}

#[test]
fn a_request_is_answered_once_and_only_while_it_fits() {
    let mut rota = rota(3, &["ann", "bob", "cy"]);
    let request = SwapRequest {
        week: 0,
        seat: 0,
        from: "ann".into(),
        wanted: Wanted::Swap { week: 2, seat: 0 },
        note: String::new(),
        state: RequestState::Open,
    };
    change(&mut rota, &RotaChange::Ask(request.clone())).unwrap();
    assert_eq!(rota.open_request(0, 0), Some(&request));
    let accept = RotaChange::Answer(request.clone(), Answer::Accept { by: None });
    change(&mut rota, &accept).unwrap();
    assert_eq!(who(&rota), [(0, "cy"), (1, "bob"), (2, "ann")]);
    assert_eq!(rota.requests[0].state, RequestState::Accepted);
    assert_eq!(change(&mut rota, &accept), Err(EditError::StaleRequest));
    let of_another = SwapRequest { from: "ann".into(), ..request };
    assert_eq!(change(&mut rota, &RotaChange::Ask(of_another)), Err(EditError::StaleRequest));
}

#[test]
fn a_request_for_a_replacement_needs_to_know_by_whom() {
    let mut rota = rota(2, &["ann", "bob"]);
    let request = SwapRequest {
        week: 1,
        seat: 0,
        from: "bob".into(),
        wanted: Wanted::Replacement,
        note: "ill".into(),
        state: RequestState::Open,
    };
    change(&mut rota, &RotaChange::Ask(request.clone())).unwrap();
    let answer =
        |by: Option<&str>| RotaChange::Answer(request.clone(), Answer::Accept { by: by.map(|id| id.into()) });
    assert_eq!(change(&mut rota, &answer(None)), Err(EditError::NoPerson));
    change(&mut rota, &answer(Some("cy"))).unwrap();
    assert_eq!(who(&rota), [(0, "ann"), (1, "cy")]);
}

fn china(since: Option<&str>) -> RotaChange {
    let since = since.map(|day| day.parse().unwrap());
    RotaChange::KeepHolidays(Some(PublicHolidays { since, ..PublicHolidays::default() }))
}

/// From 9 February 2026: the Spring Festival has 15 to 23 February off, so the second week is closed, and the third is not,
/// for it has but one of the days.
#[test]
fn public_holidays_postpone_turns_and_skip_nobody() {
    let mut rota = rota(4, &["ann", "bob", "cy", "di"]);
    rota.start = "2026-02-09".parse().unwrap();
    change(&mut rota, &china(None)).unwrap();
    assert_eq!(who(&rota), [(0, "ann"), (2, "bob"), (3, "cy"), (4, "di")]);
    assert_eq!(rota.weeks, 5);
    assert_eq!(rota.closed_by(1).unwrap().festival, Some(crate::holidays::Festival::Spring));
    assert!(rota.closed_by(2).is_none() && rota.holiday_in(2).is_some());
    // The week can have its duty back; nobody moves for that.
    change(&mut rota, &RotaChange::Open { week: 1 }).unwrap();
    assert!(rota.closed_by(1).is_none());
    assert_eq!(who(&rota)[1], (2, "bob"));
    change(&mut rota, &RotaChange::KeepHolidays(None)).unwrap();
    assert_eq!((who(&rota)[1], rota.weeks), ((2, "bob"), 5));
}

#[test]
fn holidays_before_a_day_close_nothing() {
    let mut rota = rota(4, &["ann", "bob", "cy", "di"]);
    rota.start = "2026-02-09".parse().unwrap();
    change(&mut rota, &china(Some("2026-02-24"))).unwrap();
    assert_eq!(who(&rota), [(0, "ann"), (1, "bob"), (2, "cy"), (3, "di")]);
    assert!(rota.closed_by(1).is_none());
}

/// From Wednesday 30 September 2026, weeks run to Tuesdays: 1 to 6 October are six days off of the first week.
#[test]
fn a_rota_that_starts_in_mid_week_is_closed_by_its_own_weeks() {
    let mut rota = rota(2, &["ann", "bob"]);
    rota.start = "2026-09-30".parse().unwrap();
    change(&mut rota, &china(None)).unwrap();
    assert_eq!(who(&rota), [(1, "ann"), (2, "bob")]);
}

#[test]
fn holidays_without_end_are_refused_and_change_nothing() {
    let mut rota = rota(3, &["ann", "bob", "cy"]);
    rota.closed.push(ClosedDays {
        from: rota.week_days(2).0,
        to: "9999-12-31".parse().unwrap(),
        name: "休整".to_owned(),
    });
    let before = rota.clone();
    assert_eq!(
        change(&mut rota, &RotaChange::Close { week: 1, name: String::new() }),
        Err(EditError::ClosedWeek)
    );
    assert_eq!(rota, before);
}
