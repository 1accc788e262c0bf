use super::*;
use crate::analytics::fixture::Fixture;
use crate::model::{Event, Occasion, Timestamp};

#[test]
fn kinds_are_kept_apart_and_counted() {
    let made = Fixture::new()
        .group("g")
        .people(4)
        .says("p1", "2026-01-01 10:00", 1)
        .reply("p2", "p1", "2026-01-01 10:05")
        .mention("p1", "p2", "2026-01-01 10:06")
        .says("p3", "2026-01-01 23:00", 1)
        .group("other")
        .stays("p3", None, None)
        .stays("p4", None, None)
        .mention("p3", "p4", "2026-01-01 12:00")
        .project(|project| {
            std::sync::Arc::make_mut(&mut project.members)[3].inviter = Some("p1".into());
            project.activities.push(Occasion {
                name: "talk".to_owned(),
                kind: OccasionKind::Sharing,
                from: "2026-01-01".parse().unwrap(),
                to: None,
                groups: vec!["g".into()],
                note: String::new(),
            });
        })
        .build();
    let ties = Ties::of(made.input(), 0, &made.scope());
    let counts = |a, b| ties.pairs.iter().find(|pair| (pair.a, pair.b) == (a, b)).map(|pair| pair.counts);
    assert_eq!(counts(0, 1), Some([1, 1, 1, 1, 0, 0, 0]));
    assert_eq!(counts(0, 2), Some([0, 0, 0, 1, 0, 0, 0]), "one day, other hours");
    assert_eq!(counts(0, 3), Some([0, 0, 0, 0, 1, 0, 0]));
    assert_eq!(counts(2, 3), Some([0, 0, 0, 0, 0, 1, 0]));
    let usual = ties.measure(TieKinds::default());
    assert_eq!((usual.density.numerator, usual.density.denominator), (1, 6));
    assert_eq!(usual.multiplexity, Some(2.0));
    assert_eq!(usual.beyond_people, [0, 2, 3]);
    assert_eq!(usual.pairs_by_kind, [1, 1, 1, 3, 1, 1, 0]);
}

#[test]
fn nobody_one_person_and_the_silent_are_not_tied() {
    for people in [0, 1, 2] {
        let made = Fixture::new().group("g").people(people).build();
        let ties = Ties::of(made.input(), 0, &made.scope());
        assert_eq!((ties.members.len(), ties.pairs.len()), (people, 0));
        let measures = ties.measure(TieKinds::all());
        assert_eq!(measures.density.value, (people == 2).then_some(0.0));
        assert_eq!((measures.multiplexity, measures.beyond.numerator), (None, 0));
    }
}

#[test]
fn the_name_of_a_figure_says_its_kinds() {
    let usual = TieKinds::default();
    assert_eq!(usual.figure("structure.links"), "structure.links");
    let more = usual.toggled(TieKind::Invite).toggled(TieKind::Reply);
    assert_eq!(more.figure("structure.links"), "structure.links.mention-invite");
    assert_eq!(TieKinds::of_figure("structure.links.mention-invite", "structure.links"), Some(more));
    assert_eq!(TieKinds::of_figure("structure.links.love", "structure.links"), None);
    assert_eq!(TieKinds::of_figure("structure.linksreply", "structure.links"), None);
}

#[test]
fn a_deal_ties_whom_it_names_by_id_or_by_a_name_of_one_only() {
    let deal = |member: &str, with: &str, at: &str, group: Option<&str>| Event {
        at: Timestamp::parse(at).unwrap(),
        member: member.into(),
        who: None,
        name: DEAL.to_owned(),
        group: group.map(Into::into),
        properties: [(DEAL_WITH.to_owned(), with.to_owned())].into_iter().collect(),
    };
    let made = Fixture::new()
        .group("g")
        .people(4)
        .says("p1", "2026-01-02 10:00", 1)
        .project(|project| {
            let members = std::sync::Arc::make_mut(&mut project.members);
            members[1].name = "Bo".to_owned();
            members[2].name = "Ann".to_owned();
            members[3].name = "Ann".to_owned();
            let on = "2026-01-02T10:00:00+08:00";
            std::sync::Arc::make_mut(&mut project.events).extend([
                deal("p1", "Bo", on, None),
                deal("p2", "p1", on, Some("g")),
                deal("p1", "Ann", on, None),
                deal("p1", "nobody", on, None),
                deal("p1", "p3", on, Some("elsewhere")),
                deal("p1", "p4", "2025-01-02T10:00:00+08:00", None),
            ]);
        })
        .build();
    let ties = Ties::of(made.input(), 0, &made.between("2026-01-01", "2026-01-31"));
    assert_eq!(ties.pairs.len(), 1);
    assert_eq!(ties.pairs[0].count(TieKind::Deal), 2);
}
