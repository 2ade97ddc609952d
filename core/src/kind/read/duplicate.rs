//! Objects that are there twice.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::Location;

/// What is said of an object that was there already: with the same content or another one.
pub(super) fn duplicate(is_same: bool, object: String, at: Location, earlier: Location) -> Diagnostic {
    let (severity, code, message) = if is_same {
        (Severity::Info, Code::RepeatedObject, format!("{object} is there twice, with the same content"))
    } else {
        let message = format!("{object} is there twice, with different content: this one counts");
        (Severity::Error, Code::DuplicateObject, message)
    };
    // "Of a policy, say that the earlier one's rules are lost".
    let is_policy = object.split(' ').next().is_some_and(|it| it.ends_with("Policy"));
    let help = match is_policy && !is_same {
        true => {
            "the rules and types of the first are lost: give one of the two another name, or make one policy of both"
        }
        false => "",
    };
    Diagnostic {
        object,
        help: help.to_owned(),
        location: Some(at),
        related: vec![(earlier, "first defined here".to_owned())],
        ..Diagnostic::new(severity, code, message)
    }
}
