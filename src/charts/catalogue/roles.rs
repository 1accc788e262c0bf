//! Charts of roles, and of what a community needs.

use super::Source;
use super::words::role_name;
use crate::analytics::structure::{AxisState, MOST_ROLES, Measured, essentials, role_matrix};
use crate::charts::{Cell, Column, Figure, Pick, Radar, RoleGrid, RoleGridRow, Spoke, Table, Wheel, format};
use crate::i18n::Lang;
use crate::model::Axis;

/// The name of an axis.
pub fn axis_name(axis: Axis, lang: Lang) -> &'static str {
    lang.t(match axis {
        Axis::Aim => "axis.aim",
        Axis::Threshold => "axis.threshold",
        Axis::Value => "axis.value",
        Axis::Rules => "axis.rules",
        Axis::Ceremony => "axis.ceremony",
        Axis::Sharing => "axis.sharing",
        Axis::Operation => "axis.operation",
        Axis::SenseOfCeremony => "axis.sense_ceremony",
        Axis::SenseOfTakingPart => "axis.sense_taking_part",
        Axis::SenseOfOrganisation => "axis.sense_organisation",
        Axis::SenseOfBelonging => "axis.sense_belonging",
    })
}

/// What a measured score rests on, in words; what would be needed where nothing is measured.
pub fn evidence_sentence(axis: Axis, measured: Option<Measured>, lang: Lang) -> String {
    let Some(found) = measured else {
        return lang
            .t(match axis {
                Axis::Aim | Axis::Value | Axis::Rules | Axis::Threshold => "evidence.not_written",
                Axis::Ceremony | Axis::Sharing | Axis::SenseOfCeremony => "evidence.no_activities",
                Axis::Operation | Axis::SenseOfOrganisation => "evidence.no_roles",
                Axis::SenseOfTakingPart | Axis::SenseOfBelonging => "evidence.no_talk",
            })
            .to_owned();
    };
    let key = match axis {
        Axis::Aim => "evidence.aim",
        Axis::Threshold => "evidence.threshold",
        Axis::Value => "evidence.value",
        Axis::Rules => "evidence.rules",
        Axis::Ceremony => "evidence.ceremony",
        Axis::Sharing => "evidence.sharing",
        Axis::Operation => "evidence.operation",
        Axis::SenseOfCeremony => "evidence.sense_ceremony",
        Axis::SenseOfTakingPart => "evidence.taking_part",
        Axis::SenseOfOrganisation => "evidence.organisation",
        Axis::SenseOfBelonging => "evidence.belonging",
    };
    let share = crate::analytics::Rate::new(found.count, found.of).value;
    lang.tf(
        key,
        &[
            ("n", &format::count(found.count)),
            ("of", &format::count(found.of)),
            ("percent", &format::percent(share)),
        ],
    )
}

/// Groups by roles.
pub fn matrix(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let found = role_matrix(source.input, source.scope);
    let rows = found.rows.into_iter().map(|row| RoleGridRow {
        label: source.input.group_name(row.group).to_owned(),
        group: row.group,
        cells: row.cells,
    });
    let chart = RoleGrid {
        roles: found.roles.iter().map(|role| role_name(role, lang)).collect(),
        rows: rows.collect(),
    };
    let note = match found.overloaded.as_slice() {
        [] => lang.t("figure.roles_note").to_owned(),
        many => {
            let names: Vec<&str> =
                many.iter().take(3).map(|&member| source.input.member_name(member)).collect();
            let values: [(&str, &dyn std::fmt::Display); 3] =
                [("n", &many.len()), ("most", &MOST_ROLES), ("names", &names.join(", "))];
            format!("{}; {}", lang.t("figure.roles_note"), lang.tf("roles.overloaded", &values))
        }
    };
    source.figure("structure.roles", lang.t("figure.roles").to_owned(), note, Box::new(chart))
}

fn spoke(state: &AxisState, lang: Lang) -> Spoke {
    Spoke {
        label: axis_name(state.axis, lang).to_owned(),
        score: state.score,
        earlier: state.earlier,
        founded: state.is_founded(),
        evidence: evidence_sentence(state.axis, state.measured, lang),
        note: state.note.clone().unwrap_or_default(),
    }
}

/// One group on the seven essentials and the four senses.
pub fn audit(source: &Source<'_>, group: u32) -> Option<Figure> {
    source.input.activity.groups.id(group)?;
    let lang = source.lang;
    let found = essentials(source.input, group, source.scope, source.compared);
    let wheel = |key, axes: &[Axis]| Wheel {
        title: lang.t(key).to_owned(),
        axes: found
            .axes
            .iter()
            .filter(|state| axes.contains(&state.axis))
            .map(|state| spoke(state, lang))
            .collect(),
    };
    let earlier = found.axes.iter().any(|state| state.earlier.is_some());
    let earlier = found
        .earlier
        .filter(|_| earlier)
        .map_or(String::new(), |date| lang.tf("radar.before", &[("date", &format::date(date))]));
    let chart = Radar {
        wheels: vec![wheel("axis.essentials", &Axis::ESSENTIALS), wheel("axis.senses", &Axis::SENSES)],
        most: Axis::MOST,
        earlier,
    };
    let note = lang.t("figure.essentials_note").to_owned();
    let mut figure =
        source.figure("structure.essentials", lang.t("figure.essentials").to_owned(), note, Box::new(chart));
    let scored = match found.scored {
        Some(date) => lang.tf("radar.scored_on", &[("date", &format::date(date))]),
        None => source.period_words(),
    };
    figure.subtitle = format!("{} · {scored}", source.input.group_name(group));
    Some(figure)
}

/// All groups on all axes, to hold one against another.
pub fn audits(source: &Source<'_>) -> Figure {
    let lang = source.lang;
    let mut columns = vec![Column::new(lang.t("column.group"), false, 1.6, 0)];
    // Where there is no room for all, the senses go first, then the last of the essentials.
    columns.extend(
        Axis::all().zip(1..).map(|(axis, spare)| Column::new(axis_name(axis, lang), true, 0.6, spare)),
    );
    let groups = &source.scope.groups;
    let row = |&group: &u32| {
        let found = essentials(source.input, group, source.scope, None);
        let scores = found.axes.iter().map(|state| match state.score {
            None => Cell::new(format::UNKNOWN),
            Some(score) if state.is_founded() => Cell::new(score.to_string()),
            Some(score) => Cell::new(format!("{score} ?")),
        });
        std::iter::once(Cell::new(source.input.group_name(group))).chain(scores).collect()
    };
    let chart = Table {
        columns,
        rows: groups.iter().map(row).collect(),
        picks: groups.iter().map(|&group| Some(Pick::Group(group))).collect(),
        empty: lang.t("empty.no_groups").to_owned(),
    };
    let note = lang.t("figure.essentials_groups_note").to_owned();
    source.figure(
        "structure.essentials_groups",
        lang.t("figure.essentials_groups").to_owned(),
        note,
        Box::new(chart),
    )
}
