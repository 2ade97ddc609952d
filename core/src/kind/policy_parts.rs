//! The parts of a policy, each of which can be left out by itself: rules, peers, entries of ports, terms of selectors.
//!
//! Leaves: [`Manifest::policy_parts`] and the same policy without one of them. Deliberately not here: what that changes,
//! which `compare` finds out.

use super::{LabelSelector, Manifest};
use crate::source::Span;

/// What a part of a policy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// An entry of `ingress` or `egress`.
    Rule,
    /// An entry of `from` or `to` that is not the only one.
    Peer,
    /// An entry of `ports` or `protocols` that is not the only one.
    Port,
    /// A pair of `matchLabels`, or an entry of `matchExpressions`.
    Term,
}

/// A part of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyPart {
    /// What it is.
    pub kind: PartKind,
    /// `spec.ingress[0].from[1]`; of a term that of its selector.
    pub path: String,
    /// Its place in its document.
    pub span: Span,
    /// The part that it is in, by its position.
    pub parent: Option<usize>,
}

/// Goes through a policy, and takes one of its parts out.
pub(in crate::kind) struct Cutter {
    cut: Option<usize>,
    parts: Vec<PolicyPart>,
}

impl Cutter {
    /// Tells of the entries of a list, goes through each, and takes one out. `least`: shorter lists stay.
    pub(in crate::kind) fn entries<T>(
        &mut self,
        (list, least): (&mut Vec<T>, usize),
        (kind, parent): (PartKind, Option<usize>),
        describe: impl Fn(usize, &T) -> (String, Span),
        mut within: impl FnMut(&mut Cutter, Option<usize>, &str, &mut T),
    ) {
        let is_told = list.len() >= least;
        let mut gone = None;
        for (at, it) in list.iter_mut().enumerate() {
            let (path, span) = describe(at, it);
            let own = if is_told {
                if self.cut == Some(self.parts.len()) {
                    gone = Some(at);
                }
                self.parts.push(PolicyPart { kind, path: path.clone(), span, parent });
                Some(self.parts.len() - 1)
            } else {
                parent
            };
            within(self, own, &path, it);
        }
        if let Some(at) = gone {
            list.remove(at);
        }
    }

    /// The terms of a selector.
    pub(in crate::kind) fn terms(&mut self, parent: Option<usize>, path: &str, it: &mut LabelSelector) {
        let describe = |_, it: &super::Requirement| (path.to_owned(), it.span);
        self.entries((&mut it.requirements, 1), (PartKind::Term, parent), describe, |_, _, _, _| {});
    }
}

fn go_through(it: &mut Manifest, cut: Option<usize>) -> Vec<PolicyPart> {
    let mut cutter = Cutter { cut, parts: Vec::new() };
    match it {
        Manifest::NetworkPolicy(it) => it.cut(&mut cutter),
        Manifest::ClusterPolicy(it) => it.cut(&mut cutter),
        Manifest::Namespace(_)
        | Manifest::Pod(_)
        | Manifest::Workload(_)
        | Manifest::Service(_)
        | Manifest::Endpoints(_)
        | Manifest::Ingress(_)
        | Manifest::Node(_) => {}
    }
    cutter.parts
}

impl Manifest {
    /// The parts of a policy, each after the one that it is in; none of anything else.
    pub fn policy_parts(&self) -> Vec<PolicyPart> {
        if self.as_policy().is_none() {
            return Vec::new();
        }
        go_through(&mut self.clone(), None)
    }

    /// The same without one of its parts.
    #[must_use]
    pub fn without_part(&self, part: usize) -> Manifest {
        let mut res = self.clone();
        go_through(&mut res, Some(part));
        res
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::short;

    #[test]
    fn every_part_can_be_left_out_by_itself() {
        let policy = "np x/p {podSelector: {matchLabels: {a: x}}, ingress: [{from: [{podSelector: {matchLabels: {b: z}}}, {ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]}";
        let read = short(policy);
        let policy = read.model().read.manifests.iter().find(|it| it.as_policy().is_some()).unwrap();
        let parts = policy.policy_parts();
        let told: Vec<_> = parts.iter().map(|it| format!("{:?} {}", it.kind, it.path)).collect();
        assert_eq!(
            told,
            [
                "Term spec.podSelector",
                "Rule spec.ingress[0]",
                "Peer spec.ingress[0].from[0]",
                "Term spec.ingress[0].from[0].podSelector",
                "Peer spec.ingress[0].from[1]",
            ]
        );
        for (at, it) in parts.iter().enumerate() {
            let without = policy.without_part(at).policy_parts();
            let inside = parts.iter().filter(|other| other.parent == Some(at)).count();
            // Of two peers the one that is left cannot be left out.
            let alone = usize::from(it.path.ends_with("from[0]") || it.path.ends_with("from[1]"));
            let all = if it.path == "spec.ingress[0]" { 4 } else { 1 + inside + alone };
            assert_eq!(without.len(), parts.len() - all, "{}", it.path);
        }
    }
}
