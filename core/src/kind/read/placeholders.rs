//! Placeholders, each said once for each file: where it stands first, and how often more (L-84).

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{FileId, Location};

/// Those that were met, by the file and the words of the problem, which name them.
#[derive(Default)]
pub(super) struct Placeholders {
    known: BTreeMap<(FileId, String), Met>,
}

struct Met {
    /// The problem of its first place, by its number.
    problem: usize,
    /// The last place. What is wrong twice with one value is one place.
    last: Location,
    count: usize,
    /// How bad it is at the worst of its places.
    severity: Severity,
}

impl Placeholders {
    /// Whether this one is told already, somewhere above in its file; it is counted then.
    pub(super) fn is_known(&mut self, problem: &Diagnostic, at: Option<Location>) -> bool {
        let known = at.and_then(|at| Some((at, self.known.get_mut(&key(problem, at))?)));
        if let Some((at, it)) = known {
            it.count += usize::from(it.last != at);
            it.last = at;
            it.severity = it.severity.min(problem.severity);
            return true;
        }
        false
    }

    /// Notes the problem that is told as the one of this number, if it is about a placeholder.
    pub(super) fn first(&mut self, problem: &Diagnostic, number: usize) {
        if let (Code::UnfilledPlaceholder, Some(at)) = (problem.code, problem.location) {
            let met = Met { problem: number, last: at, count: 1, severity: problem.severity };
            self.known.insert(key(problem, at), met);
        }
    }

    /// Says how often each stands there, and what to do.
    pub(super) fn report(self, problems: &mut [Diagnostic]) {
        for ((_, words), it) in self.known {
            let Some(problem) = problems.get_mut(it.problem) else { continue };
            problem.severity = it.severity;
            problem.message = match it.count {
                1 => format!("{words} that was not filled in"),
                2 => format!("{words} that was not filled in, here and at one more place of this file"),
                count => format!(
                    "{words} that was not filled in, here and at {} more places of this file",
                    count - 1
                ),
            };
            problem.help =
                "fill it in, or paste what `envsubst`, `helm template` or `kustomize build` prints"
                    .to_owned();
        }
    }
}

fn key(problem: &Diagnostic, at: Location) -> (FileId, String) {
    (at.file, problem.message.clone())
}
