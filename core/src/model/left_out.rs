//! Pods whose rules are not evaluated, because that would take more steps than the limit: the words.

use super::Model;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::eval::LeftOut;

/// What a reader can do about it.
pub(crate) const HOW_TO_GO_ON: &str =
    "Raise `limit-work` (a setting, and a flag of the tool), or give fewer pods or policies";

impl Model {
    /// Whether something that the author meant to be there was left out, or is not computed.
    pub fn is_incomplete(&self) -> bool {
        self.read.incomplete || self.left_out.is_some()
    }
}

impl LeftOut {
    /// "1,925 of 2,000 pods are not computed".
    pub(crate) fn words(&self) -> String {
        let are = if self.pods == 1 { "is" } else { "are" };
        format!("{} of {} pods {are} not computed", people(self.pods as u64), people(self.of as u64))
    }

    /// The problem that it is.
    pub(super) fn problem(&self) -> Diagnostic {
        let message = format!("{}: their rules take more than {} steps", self.words(), people(self.limit));
        let help = HOW_TO_GO_ON.replacen('R', "r", 1);
        Diagnostic { help, ..Diagnostic::new(Severity::Error, Code::WorkLimit, message) }
    }
}

/// A number as people read it: `500,000,000`.
pub(crate) fn people(number: u64) -> String {
    let digits = number.to_string();
    let mut res = String::new();
    for (at, it) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            res.push(',');
        }
        res.push(it);
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas_between_thousands() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(people), ["0", "999", "1,000", "1,234,567"]);
    }
}
