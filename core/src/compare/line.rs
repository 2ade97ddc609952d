//! What a joint group says about every joint class.

use crate::ids::{Id, JointId, SaidId};

/// By number of [`Said`](super::sets::Said).
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// The same about all.
    Same(SaidId),
    /// About most the same, and about these classes, in ascending order, something else.
    Most(SaidId, Vec<(JointId, SaidId)>),
    /// About each.
    Each(Vec<SaidId>),
}

impl Line {
    pub(super) fn at(&self, class: JointId) -> SaidId {
        match self {
            Line::Same(it) => *it,
            Line::Most(most, others) => match others.binary_search_by_key(&class, |it| it.0) {
                Ok(at) => others.get(at).map_or(*most, |it| it.1),
                Err(_) => *most,
            },
            Line::Each(all) => all.get(class.index()).copied().unwrap_or(SaidId(0)),
        }
    }

    /// The same in as little memory as possible: a line of each group is kept.
    pub(super) fn packed(self) -> Line {
        let Line::Each(all) = self else { return self };
        // What is said about more than half of the classes is left over when each cancels one that says something else.
        let (mut most, mut lead) = (SaidId(0), 0_usize);
        for &it in &all {
            match lead {
                0 => (most, lead) = (it, 1),
                _ if it == most => lead += 1,
                _ => lead -= 1,
            }
        }
        let others = || (0..).map(JointId).zip(&all).filter(|it| *it.1 != most).map(|it| (it.0, *it.1));
        match others().count() {
            0 => Line::Same(most),
            // Each of them takes the place of two numbers.
            count if count * 2 < all.len() => {
                let mut those = Vec::with_capacity(count);
                those.extend(others());
                Line::Most(most, those)
            }
            _ => Line::Each(all),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Line;
    use crate::ids::{JointId, SaidId};

    #[test]
    fn a_packed_line_says_the_same_in_less_memory() {
        let each = |it: &[u32]| Line::Each(it.iter().copied().map(SaidId).collect());
        let most = vec![(JointId(0), SaidId(1)), (JointId(4), SaidId(2))];
        let lines: [(&[u32], Line); 5] = [
            (&[], Line::Same(SaidId(0))),
            (&[3, 3, 3], Line::Same(SaidId(3))),
            (&[1, 3, 3, 3, 2, 3, 3], Line::Most(SaidId(3), most)),
            (&[3, 3, 1, 2], each(&[3, 3, 1, 2])),
            (&[4, 3, 2, 1], each(&[4, 3, 2, 1])),
        ];
        for (all, wanted) in lines {
            let packed = each(all).packed();
            for (class, said) in (0..).zip(all) {
                assert_eq!(packed.at(JointId(class)), SaidId(*said), "{all:?}");
            }
            assert_eq!(packed, wanted);
        }
    }
}
