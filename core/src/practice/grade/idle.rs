//! Policies that a task names and that change nothing: the answer is in another policy.
//!
//! Enters: an answer that does what is asked. Leaves: named policies without which it does the same, and which do nothing
//! alone either. One of two policies that only work together, or that do the same, is not idle.

use super::{Broken, Grader};
use crate::compare::any::{self, Agreement};
use crate::compare::compare;
use crate::pause::Pause;
use crate::practice::side::Side;
use crate::practice::tree::Key;

impl Grader<'_> {
    /// Named policies of an answer that change nothing, unless the goal needs none of them either.
    pub(super) async fn idle(&self, own: &Side, pause: &Pause) -> Vec<Broken> {
        let mut res = Vec::new();
        for it in &self.task.constraints.policy {
            if self.is_idle(own, it, pause).await && !self.may_be_idle(it, pause).await {
                let message =
                    format!("{it} changes nothing: your answer allows and denies the same without it");
                res.push(Broken { constraint: "policy", message });
            }
        }
        res
    }

    /// Whether a solution of the task has a policy of that name which changes nothing.
    async fn may_be_idle(&self, key: &Key, pause: &Pause) -> bool {
        for it in &self.task.solutions {
            let Ok(side) = self.side(&it.answer) else { continue };
            if self.is_idle(&side, key, pause).await {
                return true;
            }
        }
        false
    }

    async fn is_idle(&self, own: &Side, key: &Key, pause: &Pause) -> bool {
        let locked = self.locked();
        let none = own.of_policies(|it| locked.contains(it));
        let alone = own.of_policies(|it| locked.contains(it) || it == key);
        if self.differ(&none, &alone, pause).await {
            return false;
        }
        let without = own.of_policies(|it| it != key);
        !self.differ(&without, own, pause).await
    }

    /// Whether two sides allow something else anywhere.
    async fn differ(&self, one: &Side, other: &Side, pause: &Pause) -> bool {
        for hidden in &self.clusters {
            pause.here().await;
            let (one, other) = (one.model(hidden), other.model(hidden));
            if !compare(&one, &other).differences.is_empty() {
                return true;
            }
        }
        pause.here().await;
        let Some(shown) = self.clusters.first().filter(|_| !self.task.is_closed) else { return false };
        match any::any(&one.model(shown), &other.model(shown)).agreement {
            Agreement::Equal | Agreement::NotFound => false,
            Agreement::Narrower | Agreement::Wider | Agreement::Different => true,
        }
    }
}
