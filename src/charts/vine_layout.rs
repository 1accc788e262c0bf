//! Where the parts of a vine go: a trunk, groups leaving it to the sides, branches one step further out each.
//!
//! Every limb has a strip of its own for the people it brought, in the middle of the strips of its branches, so nothing
//! crosses and nothing lies over anything else. The same vine at the same width gives the same places.

use crate::analytics::referral::Vine;

/// From one person to the next.
pub const PITCH: f32 = 9.0;
/// Free space between two strips.
const STRIP_GAP: f32 = 5.0;
/// Room for the name of a group between the trunk and its first branches.
const NAME: f32 = 112.0;
const GROUP_GAP: f32 = 16.0;
const LEAST_GROUP: f32 = 40.0;
/// Two-sided from this width on.
const BOTH_SIDES: f32 = 620.0;
/// Room at the outer end of a strip for a number of people.
const NUMBER: f32 = 44.0;

/// Places in points from the top left of a picture of a width.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct VineLayout {
    pub height: f32,
    pub trunk: f32,
    /// Where each limb divides, and which way it goes: 1 to the right, -1 to the left.
    pub limbs: Vec<([f32; 2], f32)>,
    /// For each limb its people in their order.
    pub leaves: Vec<Vec<[f32; 2]>>,
    /// Where the number of people who are not drawn stands; only meant for limbs that have some.
    pub numbers: Vec<[f32; 2]>,
}

struct Planner<'a> {
    vine: &'a Vine,
    children: Vec<Vec<usize>>,
    depth: Vec<usize>,
    step: f32,
    side: f32,
}

/// Lays a vine out in a width; empty for a vine without limbs.
pub fn layout(vine: &Vine, width: f32) -> VineLayout {
    let count = vine.limbs.len();
    if count == 0 {
        return VineLayout::default();
    }
    let mut children = vec![Vec::new(); count];
    let mut depth = vec![0; count];
    for (place, limb) in vine.limbs.iter().enumerate() {
        if let Some(parent) = limb.parent {
            children[parent].push(place);
            depth[place] = depth[parent] + 1;
        }
    }
    let both = width >= BOTH_SIDES;
    let trunk = if both { width / 2.0 } else { 10.0 };
    let side = (if both { width / 2.0 } else { width - trunk }) - 8.0;
    let deepest = depth.iter().copied().max().unwrap_or(0).max(1) as f32;
    // The last branches keep room for six people side by side and a number.
    let step = ((side - NAME - 6.0 * PITCH - NUMBER) / deepest).clamp(10.0, 74.0);
    let planner = Planner { vine, children, depth, step, side };
    let groups: Vec<usize> = (0..count).filter(|&place| vine.limbs[place].parent.is_none()).collect();
    let mut heights = [0.0_f32; 2];
    let mut sides: Vec<(usize, usize, f32)> = Vec::new();
    let mut tallest_first: Vec<(usize, f32)> =
        groups.iter().map(|&group| (group, planner.height(group).max(LEAST_GROUP))).collect();
    tallest_first.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    for (group, height) in tallest_first {
        let to = usize::from(!both || heights[1] <= heights[0]);
        heights[to] += height + GROUP_GAP;
        sides.push((group, to, height));
    }
    let whole = heights[0].max(heights[1]) + 18.0;
    let mut made = VineLayout {
        height: whole,
        trunk,
        limbs: vec![([0.0; 2], 1.0); count],
        leaves: vec![Vec::new(); count],
        numbers: vec![[0.0; 2]; count],
    };
    // The largest group is the lowest branch.
    let mut next = [whole - 18.0; 2];
    for (group, to, height) in sides {
        let way = if to == 1 { 1.0 } else { -1.0 };
        let inner = planner.height(group);
        let top = next[to] - height + (height - inner) / 2.0;
        planner.place(group, top, way, trunk, &mut made);
        next[to] -= height + GROUP_GAP;
    }
    made
}

impl Planner<'_> {
    /// From the trunk to where a limb divides.
    fn reach(&self, place: usize) -> f32 {
        match self.depth[place] {
            0 => NAME,
            depth => NAME + self.step * depth as f32,
        }
    }

    /// People side by side, and rows of them, in the strip of a limb.
    fn strip(&self, place: usize) -> (usize, usize) {
        let people = self.vine.limbs[place].leaves.len();
        let room = self.side
            - self.reach(place)
            - 14.0
            - if !self.vine.limbs[place].folded.is_empty() { NUMBER } else { 0.0 };
        let most = ((room / PITCH) as usize).max(3);
        let wide = ((people as f32 * 4.0).sqrt().ceil() as usize).clamp(1, most);
        (wide, people.div_ceil(wide))
    }

    fn own_height(&self, place: usize) -> f32 {
        let (_, rows) = self.strip(place);
        let rows = rows.max(usize::from(!self.vine.limbs[place].folded.is_empty()));
        if rows == 0 { 0.0 } else { rows as f32 * PITCH + STRIP_GAP }
    }

    fn height(&self, place: usize) -> f32 {
        let branches: f32 = self.children[place].iter().map(|&child| self.height(child)).sum();
        (self.own_height(place) + branches).max(PITCH + STRIP_GAP)
    }

    /// Places a limb and all that grows from it from `top` down.
    fn place(&self, place: usize, top: f32, way: f32, trunk: f32, made: &mut VineLayout) {
        let x = trunk + way * self.reach(place);
        let branches = &self.children[place];
        let (above, below) = branches.split_at(branches.len() / 2);
        let mut y = top;
        for &child in above {
            self.place(child, y, way, trunk, made);
            y += self.height(child);
        }
        let own = self.own_height(place);
        let strip_top = y;
        y += own;
        for &child in below {
            self.place(child, y, way, trunk, made);
            y += self.height(child);
        }
        let middle = if own > 0.0 || branches.is_empty() {
            strip_top + own.max(if branches.is_empty() { PITCH + STRIP_GAP } else { 0.0 }) / 2.0
        } else {
            let ends = [branches.first(), branches.last()];
            let sum: f32 = ends.into_iter().flatten().map(|&child| made.limbs[child].0[1]).sum();
            sum / 2.0
        };
        made.limbs[place] = ([x, middle], way);
        let (wide, rows) = self.strip(place);
        let first_row = strip_top + STRIP_GAP / 2.0 + PITCH / 2.0;
        let beyond = x + way * 13.0;
        made.leaves[place] = (0..self.vine.limbs[place].leaves.len())
            .map(|leaf| {
                // Columns first: those who came early hang nearest.
                let (column, row) = (leaf / rows.max(1), leaf % rows.max(1));
                [beyond + way * column as f32 * PITCH, first_row + row as f32 * PITCH]
            })
            .collect();
        let drawn = self.vine.limbs[place].leaves.len();
        let columns = if drawn == 0 { 0 } else { wide.min(drawn) };
        made.numbers[place] = [beyond + way * (columns as f32 * PITCH - 2.0), middle];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analytics::referral::{Leaf, Limb};

    fn vine(groups: usize, people: usize) -> Vine {
        let mut vine = Vine::default();
        for _ in 0..groups {
            vine.limbs.push(Limb::default());
        }
        for person in 0..people {
            let parent = if person < groups { person } else { groups + (person - groups) / 3 };
            let leaves = vec![Leaf::default(); person * 7 % 11];
            let folded = vec![0; usize::from(person % 5 == 0) * 12];
            vine.limbs.push(Limb {
                parent: Some(parent),
                member: Some(person as u32),
                leaves,
                folded,
                ..Limb::default()
            });
        }
        vine
    }

    #[test]
    fn nobody_lies_over_anybody_and_nothing_sticks_out() {
        for (groups, people) in [(1, 1), (1, 40), (3, 30), (12, 110)] {
            let vine = vine(groups, people);
            for width in [342.0, 600.0, 952.0] {
                let made = layout(&vine, width);
                let dots: Vec<[f32; 2]> = made.leaves.iter().flatten().copied().collect();
                for (index, a) in dots.iter().enumerate() {
                    assert!(
                        (0.0..=width).contains(&a[0]) && (0.0..=made.height).contains(&a[1]),
                        "{a:?} {width}"
                    );
                    for b in &dots[index + 1..] {
                        let apart = (a[0] - b[0]).hypot(a[1] - b[1]);
                        assert!(apart >= PITCH - 0.01, "{a:?} {b:?} at {width}");
                    }
                }
                assert_eq!(made, layout(&vine, width));
            }
        }
        assert_eq!(layout(&Vine::default(), 500.0), VineLayout::default());
    }
}
