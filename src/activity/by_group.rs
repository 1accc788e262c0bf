//! Cells kept group by group.

/// A sorted run of cells for each group code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByGroup<T> {
    runs: Vec<Box<[T]>>,
}

impl<T> Default for ByGroup<T> {
    fn default() -> Self {
        Self { runs: Vec::new() }
    }
}

impl<T> ByGroup<T> {
    pub(super) fn new(runs: Vec<Box<[T]>>) -> Self {
        Self { runs }
    }

    /// The cells of one group; none for a code that is no group.
    pub fn of(&self, group: u32) -> &[T] {
        self.runs.get(group as usize).map_or(&[], |run| run)
    }

    /// The runs of all groups, by code.
    pub fn runs(&self) -> &[Box<[T]>] {
        &self.runs
    }

    /// All cells, group by group.
    pub fn iter(&self) -> std::iter::Flatten<std::slice::Iter<'_, Box<[T]>>> {
        self.runs.iter().flatten()
    }

    /// How many cells there are.
    pub fn len(&self) -> usize {
        self.runs.iter().map(|run| run.len()).sum()
    }

    /// True when there is no cell.
    pub fn is_empty(&self) -> bool {
        self.runs.iter().all(|run| run.is_empty())
    }
}

impl<'a, T> IntoIterator for &'a ByGroup<T> {
    type Item = &'a T;
    type IntoIter = std::iter::Flatten<std::slice::Iter<'a, Box<[T]>>>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
