//! Tasks to practise with, and answers graded by their effect.
//!
//! Enters: the file of a task ([`read`](read())), and the files of an answer ([`grade`](grade())). Leaves: a [`Grade`], which
//! tells of one connection that is not as asked; and what the author of a task should mend ([`check`](check())).
//! Deliberately not here: a comparison of texts. An answer is right when it allows what the goal allows and nothing else:
//! on the cluster that is shown, on hidden ones that the program makes from it (`hidden`), and for every pod that could
//! exist (`compare::any`).

mod check;
mod constraints;
mod difference;
pub mod exam;
mod faults;
mod grade;
mod hidden;
pub(crate) mod lesson;
mod predict;
mod random;
mod read;
mod scenario;
mod side;
mod spellings;
mod task;
mod tree;
mod write;

#[cfg(feature = "page")]
pub(crate) use check::in_steps as check_in_steps;
pub use check::{Checked, check};
pub use constraints::Broken;
pub use faults::{FaultKind, NoRepair, Repair, VERSION as REPAIR_VERSION, repair, repairs};
#[cfg(feature = "page")]
pub(crate) use faults::{From as RepairFrom, in_steps as repair_in_steps};
pub use grade::{Grade, Grader, Judge, Outcome, Parts, Shown, grade};
pub use hidden::Variation;
pub use lesson::{Attempt, Lesson, questions, seen};
pub use predict::Marked;
pub use read::{TaskProblem, read};
pub use scenario::scenario_files;
pub use side::Refused;
pub use task::{
    Answer, Cheat, Constraints, Exam, Fails, Given, Goal, Group, Level, Predict, Role, Task, TaskFile, Topic,
};
pub use tree::Key;
pub use write::write;
