//! What is said once per kind instead of once per object: kinds that are ignored, and policies of other APIs.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Location;
use crate::words;

/// Counts, in the order in which the kinds first appeared.
#[derive(Default)]
pub(in crate::kind) struct Tally {
    ignored: Vec<Count>,
    foreign: Vec<Count>,
}

struct Count {
    kind: String,
    group: String,
    count: usize,
    first: Location,
}

impl Tally {
    /// A kind that has nothing to do with network policies.
    pub(in crate::kind) fn ignored(&mut self, kind: &str, at: Location) {
        count(&mut self.ignored, kind, "", at);
    }

    /// A policy of another API.
    pub(in crate::kind) fn foreign(&mut self, kind: &str, group: &str, at: Location) {
        count(&mut self.foreign, kind, group, at);
    }

    /// Says it.
    pub(in crate::kind) fn report(self, diagnostics: &mut Vec<Diagnostic>) {
        for it in self.foreign {
            let what = format!("{} ({})", words::count(it.count, &it.kind), it.group);
            let message = format!("verdicts ignore {what}: other policy APIs are not evaluated");
            diagnostics.push(say(Severity::Warning, Code::ForeignPolicy, message, it.first));
        }
        let Some(first) = self.ignored.first().map(|it| it.first) else { return };
        let total: usize = self.ignored.iter().map(|it| it.count).sum();
        let list: Vec<_> = self.ignored.iter().map(|it| format!("{} {}", it.count, it.kind)).collect();
        let message = format!("ignored {}: {}", words::count(total, "object"), list.join(", "));
        diagnostics.push(say(Severity::Info, Code::IgnoredKinds, message, first));
    }
}

fn count(counts: &mut Vec<Count>, kind: &str, group: &str, at: Location) {
    match counts.iter_mut().find(|it| it.kind == kind && it.group == group) {
        Some(it) => it.count += 1,
        None => counts.push(Count { kind: kind.to_owned(), group: group.to_owned(), count: 1, first: at }),
    }
}

fn say(severity: Severity, code: Code, message: String, at: Location) -> Diagnostic {
    Diagnostic { location: Some(at), ..Diagnostic::new(severity, code, message) }
}
