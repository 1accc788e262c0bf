//! Positions of ids.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::OnceLock;

use rayon::prelude::*;

/// Distinct ids, numbered from 0 in order of insertion. Aliases share a number.
#[derive(Clone, Debug)]
pub struct Index<Id> {
    ids: Vec<Id>,
    codes: HashMap<Id, u32>,
    /// The numbers in the order of the ids, once somebody has asked.
    order: OnceLock<Vec<u32>>,
}

impl<Id> Default for Index<Id> {
    fn default() -> Self {
        Self { ids: Vec::new(), codes: HashMap::new(), order: OnceLock::new() }
    }
}

impl<Id: PartialEq> PartialEq for Index<Id> {
    fn eq(&self, other: &Self) -> bool {
        self.ids == other.ids
    }
}

impl<Id: Clone + Eq + Hash> Index<Id> {
    /// The number of `id`, given a new one if it has none yet.
    pub fn insert(&mut self, id: &Id) -> u32 {
        if let Some(&code) = self.codes.get(id) {
            return code;
        }
        let code = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(id.clone());
        self.order.take();
        self.codes.insert(id.clone(), code);
        code
    }

    /// Lets `alias` stand for the id numbered `code`; an alias that already has a number keeps it.
    pub fn alias(&mut self, alias: &Id, code: u32) {
        self.codes.entry(alias.clone()).or_insert(code);
    }

    /// The number of an id.
    pub fn find<Q: ?Sized + Eq + Hash>(&self, id: &Q) -> Option<u32>
    where
        Id: Borrow<Q>,
    {
        self.codes.get(id).copied()
    }

    /// The id of a number.
    pub fn id(&self, code: u32) -> Option<&Id> {
        self.ids.get(code as usize)
    }

    /// All ids in order.
    pub fn ids(&self) -> &[Id] {
        &self.ids
    }

    /// The numbers in the order of the ids.
    pub fn in_order(&self) -> &[u32]
    where
        Id: Ord + Sync,
    {
        self.order.get_or_init(|| {
            let mut order: Vec<u32> = (0..self.ids.len() as u32).collect();
            order.par_sort_unstable_by_key(|&code| &self.ids[code as usize]);
            order
        })
    }

    /// How many ids there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// True when there is no id.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}
