//! A stage in which the first rule that matches decides.

use super::{Matching, Reason, Said};
use crate::policy::{Action, PortSet, RuleRef};
use crate::tri::Tri;

/// How a stage, or one policy of it, may end for a port, and which rules make it so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ends {
    accept: bool,
    deny: bool,
    /// A rule passes it on.
    pass: bool,
    /// No rule matches. With `pass`, this means for a stage that the next one is asked.
    fall: bool,
    /// The rule that ends it when none before does: the one that matches for certain.
    last: Option<(RuleRef, Action)>,
    /// The first rule of which it is unknown whether it matches.
    unknown: Option<RuleRef>,
    /// The first rule of several with the same priority whose order matters.
    tied: Option<RuleRef>,
}

impl Ends {
    const OPEN: Ends =
        Ends { accept: false, deny: false, pass: false, fall: true, last: None, unknown: None, tied: None };

    /// What the rest of the walk needs to know.
    fn said(&self) -> Said {
        let goes_on = self.pass || self.fall;
        let ways = [self.accept, self.deny, goes_on].into_iter().filter(|it| *it).count();
        let doubt = self.tied.map(Reason::Tied).or(self.unknown.map(Reason::Unknown));
        let passes = self.pass && !(self.accept || self.deny || self.fall);
        Said {
            accept: self.accept,
            deny: self.deny,
            goes_on,
            reason: self.last.filter(|_| !goes_on).map(|it| Reason::Rule(it.0)),
            doubt: doubt.filter(|_| ways > 1),
            passed: self.last.filter(|_| passes).map(|it| it.0),
        }
    }

    fn end(&mut self, action: Action) {
        match action {
            Action::Accept => self.accept = true,
            Action::Deny => self.deny = true,
            Action::Pass => self.pass = true,
        }
    }

    /// What comes after, where this one lets go.
    fn then(&mut self, next: Ends) {
        if self.fall {
            self.accept |= next.accept;
            self.deny |= next.deny;
            self.pass |= next.pass;
            self.fall = next.fall;
            self.last = next.last;
            self.unknown = self.unknown.or(next.unknown);
            self.tied = self.tied.or(next.tied);
        }
    }

    /// Both in either order: whichever does not let go may be the first.
    fn beside(&mut self, other: Ends) {
        let ends = |it: &Ends| [it.accept, it.deny, it.pass];
        let matches = |it: &Ends| ends(it).contains(&true);
        if matches(self) && matches(&other) && ends(self) != ends(&other) {
            let first = self.last.map(|it| it.0).or(self.unknown);
            self.tied = self.tied.or(first);
        }
        self.accept |= other.accept;
        self.deny |= other.deny;
        self.pass |= other.pass;
        self.fall &= other.fall;
        self.last = self.last.or(other.last);
        self.unknown = self.unknown.or(other.unknown);
    }
}

/// What the rules of a stage say about ports that none of them divides. `by_name`: names decide between equal
/// priorities.
pub(super) fn said(rules: &[Matching], region: &PortSet, by_name: bool) -> Said {
    let mut ends = Ends::OPEN;
    for level in rules.chunk_by(|a, b| a.priority == b.priority) {
        let mut together = Ends::OPEN;
        for rules in level.chunk_by(|a, b| a.rule.policy == b.rule.policy) {
            let one = policy(rules, region);
            if by_name { together.then(one) } else { together.beside(one) }
        }
        ends.then(together);
    }
    ends.said()
}

/// One cluster-wide policy: "the first matching rule decides".
fn policy(rules: &[Matching], region: &PortSet) -> Ends {
    let mut ends = Ends::OPEN;
    let selected = rules.first().map_or(Tri::No, |it| it.selected);
    for it in rules.iter().filter(|it| it.ports.covers(region)) {
        ends.end(it.action);
        if it.matches == Tri::Yes {
            ends.fall = false;
            ends.last = Some((it.rule, it.action));
            break;
        }
        ends.unknown = ends.unknown.or(Some(it.rule));
    }
    if selected == Tri::Unknown && ends != Ends::OPEN {
        // Without the policy there is nothing that ends it here.
        ends.unknown = ends.unknown.or(ends.last.map(|it| it.0));
        ends.last = None;
        ends.fall = true;
    }
    ends
}
