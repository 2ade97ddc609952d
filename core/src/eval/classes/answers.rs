//! Which questions about labels each set of labels answers with yes or perhaps.

use super::Builder;
use crate::eval::budget::Meter;
use crate::ids::{AtomId, IdSet, IdVec};
use crate::pause::Pause;
use crate::policy::Atom;
use crate::tri::Tri;

/// Lists of answers by number; number 0 is the empty list.
pub(super) struct Answers {
    /// The list of each profile.
    pub(super) numbers: Vec<u32>,
    /// The lists.
    pub(super) lists: IdVec<u32, Vec<(AtomId, Tri)>>,
}

impl Builder<'_> {
    /// Where that takes more steps than are left, no question has an answer.
    pub(super) async fn answers(&mut self, meter: &mut Meter, pause: &Pause) -> Answers {
        // So many steps take as long as reading a byte.
        const STEPS: usize = 8;
        const PROFILE: usize = 4;
        let mut by_profile: Vec<Vec<(AtomId, Tri)>> = vec![Vec::new(); self.index.len()];
        for (atom, it) in self.policies.atoms.enumerate() {
            let Atom::Pods(question) = it else { continue };
            let before = *meter;
            for (profile, tri) in self.index.select(self.cluster, question, meter, pause).await {
                if let Some(it) = by_profile.get_mut(profile as usize) {
                    it.push((atom, tri));
                }
            }
            // Whatever is asked, all namespaces are looked at.
            let steps = meter.since(before) as usize + self.cluster.namespaces.len() + STEPS;
            pause.after(steps / STEPS).await;
        }
        let mut lists: IdSet<u32, Vec<(AtomId, Tri)>> = IdSet::default();
        lists.add(Vec::new());
        if meter.is_spent() {
            by_profile.clear();
        }
        let mut numbers = Vec::with_capacity(by_profile.len());
        for it in by_profile {
            numbers.push(lists.add(it));
            pause.after(PROFILE).await;
        }
        Answers { numbers, lists: lists.into_items() }
    }
}
