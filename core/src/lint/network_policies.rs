//! NetworkPolicies for rules about their form: as they were read, as they take part, and as they are written; and the
//! edits of them that several rules make.

use std::rc::Rc;

use super::{Facts, Spot};
use crate::diagnostic::{Edit, Fix, FixClass};
use crate::edit::{Written, Yaml, document_behind};
use crate::ids::PolicyId;
use crate::kind::{self, NetworkPolicy};
use crate::model::Model;
use crate::policy::{Direction, Policy, RuleRef, parts};
use crate::source::{Location, Span};

/// A NetworkPolicy that takes part.
#[derive(Clone, Copy)]
pub(super) struct Np<'m> {
    pub(super) id: PolicyId,
    pub(super) policy: &'m Policy,
    pub(super) read: &'m NetworkPolicy,
}

/// All of them that are certainly as they are read, in reading order.
pub(super) fn all(model: &Model) -> impl Iterator<Item = Np<'_>> {
    let policies = model.policies.policies.enumerate();
    policies.filter_map(move |it| Np::of(model, it.0)).filter(|it| !it.read.meta.is_in_doubt)
}

impl<'m> Np<'m> {
    /// One by its id.
    pub(super) fn of(model: &'m Model, id: PolicyId) -> Option<Np<'m>> {
        let policy = model.policies.policies.get(id)?;
        let read = model.read.manifests.get(policy.manifest)?.as_network_policy()?;
        Some(Np { id, policy, read })
    }

    /// The whole of it.
    pub(super) fn spot(self) -> Spot {
        Spot::of_policy(self.policy)
    }

    /// A place in its document.
    pub(super) fn at(self, span: Span) -> Spot {
        Spot { location: self.policy.origin.locate(span), ..self.spot() }
    }

    /// The key at a path of it, or the whole of it where the text is not there to be looked at.
    pub(super) fn at_key(self, facts: &Facts<'_>, path: &str) -> Spot {
        let written = facts.written(self.policy.location);
        let key = written.as_ref().and_then(|it| Some(it.locate(it.entry(path)?.key_span)));
        Spot { location: key.unwrap_or(self.policy.location), ..self.spot() }
    }

    /// As it is written.
    pub(super) fn written(self, facts: &Facts<'m>) -> Option<Rc<Written<'m>>> {
        facts.written(self.policy.location)
    }

    /// Whether its types are left to the API server to fill in (F-02, F-03).
    pub(super) fn leaves_types_out(self) -> bool {
        self.read.policy_types.span.is_none()
    }

    /// Its rules in a direction, whether or not its types list it.
    pub(super) fn rules(self, direction: Direction) -> &'m [kind::Rule] {
        match direction {
            Direction::Egress => &self.read.egress,
            Direction::Ingress => &self.read.ingress,
        }
    }

    /// Whether it isolates its pods in a direction.
    pub(super) fn isolates(self, direction: Direction) -> bool {
        match direction {
            Direction::Egress => self.read.policy_types.egress,
            Direction::Ingress => self.read.policy_types.ingress,
        }
    }

    /// Whether it selects every pod of its namespace.
    pub(super) fn selects_all(self) -> bool {
        self.read.pod_selector.requirements.is_empty()
    }

    /// Whether it isolates its pods in a direction and lets nothing through.
    pub(super) fn denies_all(self, direction: Direction) -> bool {
        self.isolates(direction) && self.rules(direction).is_empty()
    }

    /// The rule at a position.
    pub(super) fn rule(self, direction: Direction, index: usize) -> RuleRef {
        RuleRef { policy: self.id, direction, index: index as u32 }
    }
}

/// Writes `policyTypes` where its author left it out or empty.
pub(super) fn write_types(written: &Written<'_>, types: &[&str]) -> Option<Edit> {
    let types = Yaml::list(types.iter().map(|it| Yaml::text(*it)));
    if written.entry("spec.policyTypes").is_some() {
        written.set("spec.policyTypes", &types)
    } else if written.entry("spec").is_some() {
        written.insert("spec", "policyTypes", &types)
    } else {
        written.insert("", "spec", &Yaml::map([("policyTypes", types)]))
    }
}

/// The edits that take one rule away. The only rule of its list leaves `[]` behind, which closes the direction; where the
/// types were inferred from it, they are written.
pub(super) fn without_rule(np: Np<'_>, written: &Written<'_>, it: RuleRef) -> Option<Vec<Edit>> {
    if np.rules(it.direction).len() > 1 {
        return Some(vec![written.delete(&it.path())?]);
    }
    let mut edits = vec![written.set(&format!("spec.{}", it.direction.as_str()), &Yaml::list([]))?];
    if it.direction == Direction::Egress && np.leaves_types_out() {
        edits.insert(0, write_types(written, &["Ingress", "Egress"])?);
    }
    Some(edits)
}

/// A fix, if its edits are there.
pub(super) fn fix(title: impl Into<String>, class: FixClass, edits: Option<Vec<Edit>>) -> Option<Fix> {
    let edits = edits.filter(|it| !it.is_empty())?;
    Some(Fix { title: title.into(), edits, class })
}

/// The same with one edit.
pub(super) fn fix_one(title: impl Into<String>, class: FixClass, edit: Option<Edit>) -> Option<Fix> {
    fix(title, class, edit.map(|it| vec![it]))
}

/// Objects of so many bytes are read again to write another one like them.
const MOST_READ: usize = 64 << 10;

/// One more object at the end of the file in which another one stands. `None` in a file of JSON, which has no place for it.
pub(super) fn another(facts: &Facts<'_>, near: Location, object: &Yaml) -> Option<Edit> {
    let text = facts.model.places.whole(near.file)?.trim_start();
    let is_json =
        text.starts_with('[') || text.strip_prefix('{').is_some_and(|it| it.trim_start().starts_with('"'));
    if is_json {
        return None;
    }
    // How the lists of a long object are written is not worth reading all of it again.
    if (near.span.end - near.span.start) as usize > MOST_READ {
        return document_behind(&facts.model.places, near.file, object);
    }
    facts.written(near).map(|it| it.another_document(object))
}

/// A NetworkPolicy under a name that no other one of its namespace has.
pub(super) fn new_policy(model: &Model, namespace: &str, name: &str, spec: Yaml) -> Yaml {
    let name = parts::free_name(&model.policies, namespace, name);
    parts::network_policy(namespace, &name, spec)
}

/// A policy that denies everything in some directions to every pod of a namespace.
pub(super) fn default_deny(model: &Model, namespace: &str, directions: &[Direction]) -> Yaml {
    let name = match directions {
        [one] => format!("default-deny-{}", one.as_str()),
        _ => "default-deny-all".to_owned(),
    };
    let mut types: Vec<&str> = directions.iter().map(|it| it.policy_type()).collect();
    types.sort_unstable_by(|a, b| b.cmp(a));
    let types = Yaml::list(types.into_iter().map(Yaml::text));
    new_policy(model, namespace, &name, Yaml::map([("podSelector", Yaml::nothing()), ("policyTypes", types)]))
}

/// "ingress and egress".
pub(super) fn directions(those: &[Direction]) -> String {
    let mut names: Vec<&str> = those.iter().map(|it| it.as_str()).collect();
    names.sort_unstable_by(|a, b| b.cmp(a));
    names.join(" and ")
}
