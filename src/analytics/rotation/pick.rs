//! Who should serve next, when seats are filled one by one.

/// Somebody who could serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PickCandidate {
    /// End of the last shift of the same kind that ended before this one begins; `None` for who never served.
    pub last_end: Option<i64>,
    /// Away, or on another duty at the time.
    pub busy: bool,
}

/// Positions of the candidates who are not busy.
pub fn free(candidates: &[PickCandidate]) -> Vec<usize> {
    (0..candidates.len()).filter(|&index| !candidates[index].busy).collect()
}

/// The candidate to take: of those not busy, one who never served, else the one who served longest ago; ties go to
/// the first.
///
/// The rule of LinkedIn's Oncall scheduler. `None` when everybody is busy: the seat stays empty.
pub fn pick(candidates: &[PickCandidate]) -> Option<usize> {
    free(candidates).into_iter().min_by_key(|&index| candidates[index].last_end)
}
