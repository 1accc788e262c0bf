//! Changes of funnels, experiments, prices and the budget.

use super::edit::EditError;
use crate::model::{Experiment, ExperimentId, Funnel, FunnelId, Project};

/// Puts a funnel in the place of that of its id, or at the end.
///
/// # Errors
/// When its name is empty or it has no step.
pub(super) fn set_funnel(project: &mut Project, funnel: &Funnel) -> Result<(), EditError> {
    if funnel.name.trim().is_empty() {
        return Err(EditError::EmptyName);
    }
    if funnel.steps.is_empty() {
        return Err(EditError::NoSteps);
    }
    match project.funnels.iter_mut().find(|known| known.id == funnel.id) {
        Some(known) => known.clone_from(funnel),
        None => project.funnels.push(funnel.clone()),
    }
    Ok(())
}

/// Takes a funnel out; one that is gone already changes nothing.
pub(super) fn remove_funnel(project: &mut Project, id: &FunnelId) {
    project.funnels.retain(|funnel| funnel.id != *id);
}

/// Puts an experiment in the place of that of its id, or at the end.
///
/// # Errors
/// When its name or its goal is empty; when neither an event with a property nor at least two named arms of groups say
/// who is in which arm.
pub(super) fn set_experiment(project: &mut Project, experiment: &Experiment) -> Result<(), EditError> {
    let Experiment { name, exposure, property, goal, arms, .. } = experiment;
    let empty = |text: &String| text.trim().is_empty();
    let by_event = arms.is_empty() && !empty(exposure) && !empty(property);
    let by_groups = arms.len() > 1 && arms.iter().all(|arm| !empty(&arm.name) && !arm.groups.is_empty());
    if empty(name) || empty(goal) || !(by_event || by_groups) {
        return Err(EditError::EmptyName);
    }
    match project.experiments.iter_mut().find(|known| known.id == experiment.id) {
        Some(known) => known.clone_from(experiment),
        None => project.experiments.push(experiment.clone()),
    }
    Ok(())
}

/// Takes an experiment out; one that is gone already changes nothing.
pub(super) fn remove_experiment(project: &mut Project, id: &ExperimentId) {
    project.experiments.retain(|experiment| experiment.id != *id);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FunnelStep;

    #[test]
    fn a_funnel_is_replaced_by_its_id_and_needs_a_name_and_a_step() {
        let step = FunnelStep {
            name: "a".to_owned(),
            event: "joined".to_owned(),
            filters: Vec::new(),
            optional: false,
        };
        let funnel = Funnel {
            id: "f".into(),
            name: "F".to_owned(),
            steps: vec![step],
            order: Default::default(),
            window_days: 14.0,
            exclusions: Vec::new(),
        };
        let mut project = Project::default();
        set_funnel(&mut project, &funnel).unwrap();
        set_funnel(&mut project, &Funnel { name: "G".to_owned(), ..funnel.clone() }).unwrap();
        assert_eq!((project.funnels.len(), project.funnels[0].name.as_str()), (1, "G"));
        let nameless = Funnel { name: " ".to_owned(), ..funnel.clone() };
        assert_eq!(set_funnel(&mut project, &nameless), Err(EditError::EmptyName));
        assert_eq!(
            set_funnel(&mut project, &Funnel { steps: Vec::new(), ..funnel }),
            Err(EditError::NoSteps)
        );
        remove_funnel(&mut project, &"f".into());
        assert!(project.funnels.is_empty());
    }
}
