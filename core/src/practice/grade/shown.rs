//! An answer on the cluster that is shown, and on no other: enough to see that something is wrong there.

use super::{Grade, Grader, constraints, outcome};
use crate::practice::task::{Answer, Goal};

impl Grader<'_> {
    /// As [`Grader::grade`], without the hidden clusters: what passes here may fail on these. Of a goal that is written as
    /// expectations nothing is found.
    pub(in crate::practice) fn on_shown(&self, answer: &Answer) -> Grade {
        let own = match self.side(answer) {
            Ok(it) => it,
            Err(refused) => return Grade::not_applied(refused),
        };
        let mut res = Grade::not_applied(Vec::new());
        res.broken = constraints::broken(self.task, self.start(), answer, &own);
        if let (Goal::Solution(_), Some(goal), Some(shown), Some(known)) =
            (&self.task.goal, self.goal(), self.clusters.first(), self.goals.first())
        {
            let goal = known.get_or_init(|| goal.model(shown));
            let _is_wrong = self.on(shown, goal, &own, &mut res);
        }
        res.clusters = 1;
        res.outcome = outcome(&res);
        res
    }
}
