//! Who does what in which group.

use crate::analytics::{Input, Population, Scope};
use crate::model::Role;

/// More roles than this in one pair of hands are told; chosen by this program.
pub const MOST_ROLES: usize = 2;

/// Groups and roles, with the people who have them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoleMatrix {
    /// The roles that have a name of their own, then the operator's.
    pub roles: Vec<Role>,
    pub rows: Vec<RoleRow>,
    /// People in these groups with more than [`MOST_ROLES`] roles.
    pub overloaded: Vec<u32>,
}

/// One group.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoleRow {
    pub group: u32,
    /// Who has each role, in the order of [`RoleMatrix::roles`].
    pub cells: Vec<Vec<u32>>,
}

/// Everyone present at the end of the scope by role, staff included: they are who the roles are for. Groups without
/// people have empty cells.
pub fn role_matrix(input: Input<'_>, scope: &Scope) -> RoleMatrix {
    let member = |code: u32| input.project.members.get(code as usize);
    let mut roles = Role::NAMED.to_vec();
    let own = input.project.members.iter().flat_map(|member| &member.roles);
    let mut own: Vec<Role> = own.filter(|role| matches!(role, Role::Other(_))).cloned().collect();
    own.sort();
    own.dedup();
    roles.extend(own);
    let mut overloaded: Vec<u32> = Vec::new();
    let rows = scope
        .groups
        .iter()
        .map(|&group| {
            let population = Population::of(input, group, scope.to);
            let mut present: Vec<u32> = population.people.into_iter().chain(population.others).collect();
            present.sort_unstable();
            let mut cells = vec![Vec::new(); roles.len()];
            for &code in &present {
                let Some(member) = member(code) else { continue };
                for (cell, role) in cells.iter_mut().zip(&roles) {
                    if member.roles.contains(role) {
                        cell.push(code);
                    }
                }
                if member.roles.len() > MOST_ROLES {
                    overloaded.push(code);
                }
            }
            RoleRow { group, cells }
        })
        .collect();
    overloaded.sort_unstable();
    overloaded.dedup();
    RoleMatrix { roles, rows, overloaded }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::analytics::fixture::Fixture;

    #[test]
    fn a_role_counts_where_its_holder_is_present() {
        let made = Fixture::new()
            .group("a")
            .people(2)
            .says("p1", "2026-01-02 10:00", 1)
            .group("b")
            .stays("p2", None, None)
            .build();
        let mut project = made.input().project.clone();
        let members = Arc::make_mut(&mut project.members);
        members[0].roles = vec![Role::Soul];
        members[1].roles = vec![Role::Admin, Role::Editor, Role::Other("财务".to_owned())];
        let input = Input { project: &project, activity: made.input().activity };
        let found = role_matrix(input, &made.scope());
        let place = |role: &Role| found.roles.iter().position(|known| known == role).unwrap();
        assert_eq!(found.rows[0].cells[place(&Role::Soul)], [0]);
        assert!(found.rows[1].cells[place(&Role::Soul)].is_empty(), "not in this group");
        assert_eq!(found.rows[1].cells[place(&Role::Other("财务".to_owned()))], [1]);
        assert_eq!(found.overloaded, [1], "once, though in two groups");
    }

    #[test]
    fn no_groups_give_no_rows() {
        let made = Fixture::new().build();
        assert!(role_matrix(made.input(), &made.scope()).rows.is_empty());
    }
}
