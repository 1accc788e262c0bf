//! What is dear to work out, kept from frame to frame.

use std::sync::{Arc, Weak};

use egui::Ui;

use crate::app::Analysis;

/// What was worked out last under this name, as long as `same` says that it was worked out from what is there now; else
/// what `make` gives, which is that origin and the outcome. Both are cloned, so let them be cheap to clone.
pub fn kept<Origin, Outcome>(
    ui: &Ui,
    name: &'static str,
    same: impl FnOnce(&Origin) -> bool,
    make: impl FnOnce() -> (Origin, Outcome),
) -> Outcome
where
    Origin: Clone + Send + Sync + 'static,
    Outcome: Clone + Send + Sync + 'static,
{
    let id = egui::Id::unique(name);
    if let Some((origin, outcome)) = ui.data(|data| data.get_temp::<(Origin, Outcome)>(id))
        && same(&origin)
    {
        return outcome;
    }
    let (origin, outcome) = make();
    ui.data_mut(|data| data.insert_temp(id, (origin, outcome.clone())));
    outcome
}

/// [`kept`] until there are other results.
pub fn kept_of<Outcome>(
    ui: &Ui,
    name: &'static str,
    analysis: &Arc<Analysis>,
    make: impl FnOnce() -> Outcome,
) -> Outcome
where
    Outcome: Clone + Send + Sync + 'static,
{
    kept(ui, name, |of| is_of(of, analysis), || (Arc::downgrade(analysis), make()))
}

/// True when something was worked out from these results.
pub fn is_of(of: &Weak<Analysis>, analysis: &Arc<Analysis>) -> bool {
    std::ptr::eq(of.as_ptr(), Arc::as_ptr(analysis))
}
