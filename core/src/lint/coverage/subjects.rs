//! Which policies select all pods of another one, whatever pods there are.

use super::Search;
use crate::hash::{HashMap, HashSet};
use crate::ids::{NamespaceId, PolicyId, Symbol};
use crate::kind::Operator;
use crate::model::Model;
use crate::order::sort_dedup;
use crate::policy::{Atom, Pods, Policy, Requirement};

/// A namespace, and the first requirement of a subject: its key, and its value where it has just one.
type SubjectKey = (NamespaceId, Option<(Symbol, Option<Symbol>)>);

/// Policies by what they ask of their subjects, so that those that may select all pods of another are found at once.
pub(super) struct Subjects {
    by: HashMap<SubjectKey, Vec<PolicyId>>,
}

impl Subjects {
    pub(super) fn new(search: &Search<'_>, repeated: &HashSet<PolicyId>) -> Subjects {
        let mut by: HashMap<SubjectKey, Vec<PolicyId>> = HashMap::default();
        for (id, it) in search.model.policies.policies.enumerate() {
            let isolates = it.tier.mode().isolates() && !repeated.contains(&id);
            if let Some((namespace, subject)) = subject(search, it).filter(|_| isolates) {
                let first = subject.selector.requirements.first();
                by.entry((namespace, first.map(key))).or_default().push(id);
            }
        }
        Subjects { by }
    }

    /// Other policies that select all pods of one, certainly.
    pub(super) fn around(&self, search: &Search<'_>, id: PolicyId, left: &mut usize) -> Vec<PolicyId> {
        let policy = search.model.policies.policies.at(id);
        // Perhaps this one selects a pod and the others do not, as far as is known.
        let known = subject(search, policy).filter(|_| !search.in_doubt.contains(&id));
        let Some((namespace, subject)) = known else { return Vec::new() };
        let mut keys = vec![None];
        for it in &subject.selector.requirements {
            keys.push(Some(key(it)));
            keys.push(Some((it.key, None)));
        }
        sort_dedup(&mut keys);
        let mut res = Vec::new();
        for other in keys.into_iter().filter_map(|it| self.by.get(&(namespace, it))).flatten() {
            let other_subject = search.model.policies.policies.at(*other).subject;
            let weights = [policy.subject, other_subject].map(|it| search.model.policies.atom_weight(it));
            *left = left.saturating_sub(weights.into_iter().fold(1, usize::saturating_mul));
            if *left == 0 {
                return Vec::new();
            }
            if *other != id && Subjects::covers(search, *other, id) {
                res.push(*other);
            }
        }
        sort_dedup(&mut res);
        res
    }

    /// Whether one policy selects all pods of another.
    pub(super) fn covers(search: &Search<'_>, wide: PolicyId, narrow: PolicyId) -> bool {
        let Model { policies, cluster, .. } = search.model;
        let [wide_policy, narrow] = [wide, narrow].map(|it| policies.policies.at(it));
        search.counts(wide_policy) && policies.covers(cluster, wide_policy.subject, narrow.subject)
    }
}

fn subject<'m>(search: &Search<'m>, it: &Policy) -> Option<(NamespaceId, &'m Pods)> {
    match search.model.policies.atoms.at(it.subject) {
        Atom::Pods(pods) => Some((it.namespace?, pods)).filter(|_| search.counts(it)),
        Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => None,
    }
}

/// A requirement by its key and its value, where it has just one.
fn key(it: &Requirement) -> (Symbol, Option<Symbol>) {
    let value = match (it.operator, it.values.as_slice()) {
        (Operator::Equals | Operator::In, &[one]) => Some(one),
        (
            Operator::Equals | Operator::In | Operator::NotIn | Operator::Exists | Operator::DoesNotExist,
            _,
        ) => None,
    };
    (it.key, value)
}
