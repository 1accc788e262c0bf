//! Figures built off the interface thread and kept until what they show has changed.

use std::collections::HashMap;
use std::sync::Arc;

use super::state::Need;
use crate::charts::{Figure, catalogue};
use crate::i18n::Lang;

/// Which figure: its name in the catalogue, and the group it looks at where it looks at one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FigureKey {
    pub name: String,
    pub group: Option<u32>,
}

impl FigureKey {
    /// A figure about everything in scope.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), group: None }
    }

    /// Which results it is made from.
    pub fn need(&self) -> Need {
        match self.name.as_str() {
            catalogue::SILENT => Need::Silence,
            name if name.starts_with("structure.") => Need::All,
            _ => Need::Quick,
        }
    }

    /// A figure about one group.
    pub fn of_group(name: impl Into<String>, group: u32) -> Self {
        Self { name: name.into(), group: Some(group) }
    }
}

/// What a figure was built from: it is out of date when either changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub revision: u64,
    pub lang: Lang,
}

#[derive(Default)]
struct Slot {
    built: Option<(Stamp, Option<Arc<Figure>>)>,
    pending: Option<Stamp>,
}

/// The figures of one document.
#[derive(Default)]
pub struct FigureStore {
    slots: HashMap<FigureKey, Slot>,
}

/// Figures of groups that nobody looks at any more are dropped past this number.
const MOST_SLOTS: usize = 64;

impl FigureStore {
    /// The figure as last built, even when out of date; `Some(None)` when there is nothing to show.
    pub fn get(&self, key: &FigureKey) -> Option<Option<Arc<Figure>>> {
        self.slots.get(key)?.built.as_ref().map(|(_, figure)| figure.clone())
    }

    /// True when the figure must be built: it is out of date and nobody is at it.
    pub fn is_wanted(&self, key: &FigureKey, stamp: Stamp) -> bool {
        self.slots.get(key).is_none_or(|slot| {
            slot.built.as_ref().is_none_or(|(built, _)| *built != stamp) && slot.pending != Some(stamp)
        })
    }

    /// Notes that a figure is being built.
    pub fn set_pending(&mut self, key: FigureKey, stamp: Stamp) {
        if self.slots.len() >= MOST_SLOTS && !self.slots.contains_key(&key) {
            self.slots.retain(|_, slot| slot.built.as_ref().is_some_and(|(built, _)| *built == stamp));
        }
        self.slots.entry(key).or_default().pending = Some(stamp);
    }

    /// Takes a built figure; one that was overtaken by a newer request is dropped.
    pub fn set_built(&mut self, key: FigureKey, stamp: Stamp, figure: Option<Figure>) {
        let slot = self.slots.entry(key).or_default();
        if slot.pending == Some(stamp) {
            slot.pending = None;
            slot.built = Some((stamp, figure.map(Arc::new)));
        }
    }
}
