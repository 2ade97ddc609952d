//! The entries of `ports` and `protocols` of all rules, with their places in the text.

use super::Facts;
use crate::diagnostic::{Fix, FixClass};
use crate::edit::Written;
use crate::kind::PortMatch;
use crate::lint::Spot;
use crate::policy::{Direction, Policy, Rule, RuleRef, Usable};
use crate::protocol::Protocol;
use crate::source::Location;

/// An entry of `ports` or `protocols`.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::lint) struct Entry {
    pub(in crate::lint) rule: RuleRef,
    /// `ports` or `protocols`.
    pub(in crate::lint) key: &'static str,
    /// Zero-based position.
    pub(in crate::lint) index: usize,
    /// The whole entry.
    pub(in crate::lint) location: Location,
    /// `None`: the protocol is that of the port which declares the name.
    pub(in crate::lint) protocol: Option<Protocol>,
    pub(in crate::lint) port: PortMatch,
}

/// Where the number or the name of a port may stand in an entry, seen from the entry.
const VALUES: [&str; 9] = [
    "port",
    "portNumber.port",
    "namedPort",
    "tcp.destinationPort.number",
    "udp.destinationPort.number",
    "sctp.destinationPort.number",
    "destinationNamedPort",
    "portRange",
    "endPort",
];

impl Entry {
    /// `spec.ingress[0].ports[1]`.
    pub(in crate::lint) fn path(&self) -> String {
        format!("{}.{}[{}]", self.rule.path(), self.key, self.index)
    }

    /// The same rule for another port, in the place of this one.
    pub(in crate::lint) fn with_port(
        &self,
        facts: &Facts<'_>,
        title: String,
        port: &crate::edit::Yaml,
    ) -> Option<Fix> {
        let policy = facts.model.policies.policies.at(self.rule.policy);
        let edit = facts.written(policy.location)?.set(&self.value(facts).0, port)?;
        Some(Fix { title, edits: vec![edit], class: FixClass::Effect })
    }

    /// The path of its number or name, and where that stands; else the whole entry.
    pub(in crate::lint) fn value(&self, facts: &Facts<'_>) -> (String, Location) {
        let own = self.by_itself(facts);
        let place = |it| Some((format!("{}.{it}", self.path()), self.place(facts, own.as_ref(), it)?));
        VALUES.into_iter().find_map(place).unwrap_or_else(|| (self.path(), self.location))
    }

    /// Where a field of it stands, if it is written.
    pub(in crate::lint) fn within(&self, facts: &Facts<'_>, field: &str) -> Option<Location> {
        self.place(facts, self.by_itself(facts).as_ref(), field)
    }

    /// The entry without its policy, which is read much faster, and so is not kept. `None` where it cannot be read so, and
    /// where an alias may bring something, which is found in the policy only.
    fn by_itself<'m>(&self, facts: &Facts<'m>) -> Option<Written<'m>> {
        let places = &facts.model.places;
        let is_whole = places.text(self.location).is_some_and(|it| !it.contains(['*', '&', '<']));
        if is_whole { Written::of(places, self.location) } else { None }
    }

    /// Where a field stands in the entry by itself, or else in its policy.
    fn place(&self, facts: &Facts<'_>, own: Option<&Written<'_>>, field: &str) -> Option<Location> {
        if let Some(own) = own {
            return Some(own.locate(own.at(field)?.span));
        }
        let policy = facts.model.policies.policies.at(self.rule.policy);
        facts.place(policy, &format!("{}.{field}", self.path()))
    }

    /// The place of its number or name, with the object.
    pub(in crate::lint) fn spot(&self, facts: &Facts<'_>) -> (String, Spot) {
        let policy = facts.model.policies.policies.at(self.rule.policy);
        let (path, location) = self.value(facts);
        (path, Spot { location, ..Spot::of_policy(policy) })
    }

    /// The port, where it is a single number.
    pub(in crate::lint) fn number(&self) -> Option<(Protocol, u16)> {
        match self.port {
            PortMatch::Range(first, last) if first == last => Some((self.protocol?, first)),
            PortMatch::Range(..) | PortMatch::Any | PortMatch::Named(_) => None,
        }
    }

    /// The port, where it is a name.
    pub(in crate::lint) fn name(&self) -> Option<&str> {
        match &self.port {
            PortMatch::Named(it) => Some(it),
            PortMatch::Range(..) | PortMatch::Any => None,
        }
    }
}

impl<'m> Facts<'m> {
    /// Policies of which each is one object: those that are taken apart by namespaces are several.
    pub(in crate::lint) fn whole_policies(
        &self,
    ) -> impl Iterator<Item = (crate::ids::PolicyId, &'m Policy)> + use<'m> {
        let all = self.model.policies.policies.as_slice();
        let manifest = move |at: Option<usize>| all.get(at?).map(|it| it.manifest);
        self.model.policies.policies.enumerate().filter(move |(id, it)| {
            let at = id.0 as usize;
            let own = Some(it.manifest);
            own != manifest(at.checked_sub(1)) && own != manifest(at.checked_add(1))
        })
    }

    /// Every rule that is evaluated, with its reference.
    pub(in crate::lint) fn rules(&self) -> impl Iterator<Item = (RuleRef, &'m Policy, &'m Rule)> + use<'m> {
        let policies = &self.model.policies;
        self.whole_policies().flat_map(move |(policy, it)| {
            Direction::BOTH.into_iter().flat_map(move |direction| {
                let rules = (0u32..).zip(policies.rules(policy, direction));
                rules.map(move |(index, rule)| (RuleRef { policy, direction, index }, it, rule))
            })
        })
    }

    /// The entries of one rule as they are written.
    pub(in crate::lint) fn entries_of(&self, rule: RuleRef) -> Vec<Entry> {
        let policy = self.model.policies.policies.at(rule.policy);
        let manifest = self.model.read.manifests.get(policy.manifest);
        let egress = rule.direction == Direction::Egress;
        let written = manifest.and_then(|it| it.written_rule(egress, rule.index as usize));
        let Some(written) = written else { return Vec::new() };
        let key = written.ports_key;
        let entry = |(index, it): (usize, crate::kind::WrittenPort<'m>)| Entry {
            rule,
            key,
            index,
            location: policy.origin.locate(it.span),
            protocol: it.protocol,
            port: it.port.clone(),
        };
        written.ports.into_iter().flatten().enumerate().map(entry).collect()
    }

    /// Every entry of the rules that are evaluated and can be used.
    pub(in crate::lint) fn entries(&self) -> impl Iterator<Item = (Entry, &'m Policy, &'m Rule)> {
        let rules = self.rules().filter(|it| it.2.usable == Usable::Yes);
        rules.flat_map(|(at, policy, rule)| {
            // A rule for all ports has no entries, or none that could be wrong.
            let entries = if rule.ports.is_all() { Vec::new() } else { self.entries_of(at) };
            entries.into_iter().map(move |it| (it, policy, rule))
        })
    }

    /// The path and place of something in a policy, if it is written.
    pub(in crate::lint) fn place(&self, policy: &Policy, path: &str) -> Option<Location> {
        let written = self.written(policy.location)?;
        let span = written.at(path)?.span;
        Some(written.locate(span))
    }
}
