//! How many problems are told: a file may have millions, and no reader has.
//!
//! Enters: problems in their order. Leaves: the first ones of each severity, and one more that says how many are left
//! out. So a flood of remarks hides no error.

use super::{Code, Diagnostic, Severity};
use crate::source::Location;

/// So many of each severity.
const MOST: usize = 1000;

/// Counts problems, and says which are told.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Most {
    errors: Count,
    warnings: Count,
    infos: Count,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    all: usize,
    /// How many more others left out.
    more: usize,
    /// Where the first one stands that is left out.
    left_out: Option<Location>,
}

impl Most {
    /// Whether one more problem is told.
    pub(crate) fn has_room(&mut self, severity: Severity, location: Option<Location>) -> bool {
        let count = match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.infos,
        };
        count.all += 1;
        let has_room = count.all <= MOST;
        if !has_room {
            count.left_out = count.left_out.or(location);
        }
        has_room
    }

    /// Counts those that others leave out, whose places are moved.
    pub(crate) fn leave_out_too(&mut self, other: &Most, moved: impl Fn(Location) -> Location) {
        let pairs = [
            (&mut self.errors, &other.errors),
            (&mut self.warnings, &other.warnings),
            (&mut self.infos, &other.infos),
        ];
        for (own, other) in pairs.into_iter().filter(|it| it.1.all > MOST) {
            own.more += other.all - MOST + other.more;
            own.left_out = own.left_out.or(other.left_out.map(&moved));
        }
    }

    /// What is said of those that are not.
    pub(crate) fn rest(&self) -> impl Iterator<Item = Diagnostic> + use<> {
        let all = [
            (self.errors, Severity::Error),
            (self.warnings, Severity::Warning),
            (self.infos, Severity::Info),
        ];
        all.into_iter().filter_map(|(count, severity)| {
            let more = count.all.saturating_sub(MOST) + count.more;
            let said = || left_out(more, severity, "of the input");
            (more > 0).then(|| Diagnostic { location: count.left_out, ..said() })
        })
    }
}

/// "12 more problems of this object are left out".
pub(crate) fn left_out(count: usize, severity: Severity, whose: &str) -> Diagnostic {
    let (what, are) = match (severity, count) {
        (Severity::Error, 1) => ("error", "is"),
        (Severity::Warning, 1) => ("warning", "is"),
        (Severity::Info, 1) => ("remark", "is"),
        (Severity::Error, _) => ("errors", "are"),
        (Severity::Warning, _) => ("warnings", "are"),
        (Severity::Info, _) => ("remarks", "are"),
    };
    let message = format!("{count} more {what} {whose} {are} left out");
    Diagnostic {
        help: "mend the others first".to_owned(),
        ..Diagnostic::new(severity, Code::MoreProblems, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_remarks_hides_no_error_and_all_are_counted() {
        let mut most = Most::default();
        let told = (0..MOST + 3).filter(|_| most.has_room(Severity::Info, None)).count();
        assert_eq!(told, MOST);
        assert!(most.has_room(Severity::Error, None));
        let rest: Vec<Diagnostic> = most.rest().collect();
        let rest: Vec<(Severity, &str)> = rest.iter().map(|it| (it.severity, it.message.as_str())).collect();
        assert_eq!(rest, [(Severity::Info, "3 more remarks of the input are left out")]);
    }
}
