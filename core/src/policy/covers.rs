//! Whether one question takes in all that another one does, whatever pods and addresses there are.
//!
//! Leaves: certainty, or `false`: what is not seen here to be covered may be covered all the same. Where a question is
//! covered, no endpoint's answer to it is nearer to yes than its answer to the other one.

use ipnet::IpNet;

use super::atom::covers as covers_name;
use super::{Action, Atom, Block, Peers, Pods, Policies, PortSet, Ports, Requirement, Rule, Scope, Selector};
use crate::cluster::Cluster;
use crate::ids::{AtomId, NamespaceId, Symbol};
use crate::kind::Operator;
use crate::order::sort_dedup;
use crate::tri::Tri;

/// The label that every namespace has, with its name.
const NAME_LABEL: &str = "kubernetes.io/metadata.name";

/// Values of one label that some requirements leave.
struct Values {
    /// Whether the label may be absent.
    absent: bool,
    /// Whether these are left, or all but these.
    but: bool,
    listed: Vec<Symbol>,
}

impl Values {
    fn of(it: &Requirement) -> Values {
        let (absent, but) = match it.operator {
            Operator::Equals | Operator::In => (false, false),
            Operator::NotIn => (true, true),
            Operator::Exists => (false, true),
            Operator::DoesNotExist => (true, false),
        };
        let mut listed = it.values.clone();
        sort_dedup(&mut listed);
        Values { absent, but, listed }
    }

    /// Those of several requirements of one label together.
    fn and(self, other: Values) -> Values {
        let has = |all: &[Symbol], it: &Symbol| all.binary_search(it).is_ok();
        let (but, listed) = match (self.but, other.but) {
            (false, _) => {
                let keeps = |it: &Symbol| has(&other.listed, it) != other.but;
                (false, self.listed.into_iter().filter(keeps).collect())
            }
            (true, false) => {
                let keeps = |it: &Symbol| !has(&self.listed, it);
                (false, other.listed.into_iter().filter(keeps).collect())
            }
            (true, true) => {
                let mut both = self.listed;
                both.extend(other.listed);
                sort_dedup(&mut both);
                (true, both)
            }
        };
        Values { absent: self.absent && other.absent, but, listed }
    }

    fn is_empty(&self) -> bool {
        !self.absent && !self.but && self.listed.is_empty()
    }

    fn lie_in(&self, other: &Values) -> bool {
        let has = |all: &[Symbol], it: &Symbol| all.binary_search(it).is_ok();
        let present = match (self.but, other.but) {
            (false, but) => self.listed.iter().all(|it| has(&other.listed, it) != but),
            // There are more values than a list has.
            (true, false) => false,
            (true, true) => other.listed.iter().all(|it| has(&self.listed, it)),
        };
        present && (other.absent || !self.absent)
    }
}

impl Selector {
    fn values(&self, key: Symbol) -> Option<Values> {
        let of_key = self.requirements.iter().filter(|it| it.key == key).map(Values::of);
        of_key.reduce(Values::and)
    }

    /// Whether all labels that satisfy this selector satisfy the other one.
    pub(crate) fn implies(&self, other: &Selector) -> bool {
        // What nothing satisfies is for other rules to tell.
        if self.requirements.iter().any(|it| self.values(it.key).is_none_or(|it| it.is_empty())) {
            return other.requirements.is_empty();
        }
        other.requirements.iter().all(|it| {
            let wanted = Values::of(it);
            self.values(it.key).is_some_and(|it| it.lie_in(&wanted))
        })
    }

    fn weight(&self) -> usize {
        // Each requirement is held against each of the other selector.
        let values: usize = self.requirements.iter().map(|it| 1 + it.values.len()).sum();
        values.saturating_mul(self.requirements.len().max(1))
    }
}

impl Scope {
    fn lies_in(&self, other: &Scope, cluster: &Cluster) -> bool {
        match (self, other) {
            (Scope::Own(one), Scope::Own(other)) => one == other,
            (Scope::Own(one), Scope::Matching(it)) => is_of_name(cluster, *one, it),
            (Scope::Own(one), Scope::AnyOf(all)) => all.iter().any(|it| is_of_name(cluster, *one, it)),
            (Scope::Matching(_) | Scope::AnyOf(_), Scope::Own(_)) => false,
            (Scope::Matching(one), Scope::Matching(other)) => one.implies(other),
            (Scope::Matching(one), Scope::AnyOf(all)) => all.iter().any(|it| one.implies(it)),
            (Scope::AnyOf(all), Scope::Matching(other)) => {
                !all.is_empty() && all.iter().all(|it| it.implies(other))
            }
            (Scope::AnyOf(one), Scope::AnyOf(other)) => one == other,
        }
    }
}

/// Whether a selector asks for nothing but names of namespaces, and takes this one.
fn is_of_name(cluster: &Cluster, own: NamespaceId, it: &Selector) -> bool {
    if it.requirements.is_empty() {
        return true;
    }
    let Some(key) = cluster.strings.find(NAME_LABEL) else { return false };
    let asks_only_name = it.requirements.iter().all(|it| it.key == key);
    asks_only_name && it.test(&cluster.namespaces.at(own).labels) == Tri::Yes
}

impl Block {
    fn lies_in(&self, other: &Block) -> bool {
        let kept_out = |net: &IpNet| {
            let apart = !net.contains(&self.cidr) && !self.cidr.contains(net);
            apart || self.except.iter().any(|it| it.contains(net))
        };
        other.cidr.contains(&self.cidr) && other.except.iter().all(kept_out)
    }
}

impl Ports {
    /// Whether all ports of the other rule are among these, whatever its names stand for.
    pub(crate) fn cover(&self, other: &Ports) -> bool {
        let all_of = |it| PortSet::protocol(it).difference(&self.numbers).is_empty();
        let named = other.names.iter().all(|it| self.names.contains(it) || all_of(it.0));
        named && other.numbers.difference(&self.numbers).is_empty()
    }

    /// Whether every port is among them.
    pub(crate) fn is_all(&self) -> bool {
        self.numbers.is_all()
    }
}

impl Policies {
    /// Whether one question takes in all that another one does.
    pub(crate) fn covers(&self, cluster: &Cluster, wide: AtomId, narrow: AtomId) -> bool {
        if wide == narrow {
            return true;
        }
        match (self.atoms.at(narrow), self.atoms.at(wide)) {
            (Atom::Pods(narrow), Atom::Pods(wide)) => {
                (wide.host_network || !narrow.host_network)
                    && !wide.is_in_doubt
                    && narrow.scope.lies_in(&wide.scope, cluster)
                    && narrow.selector.implies(&wide.selector)
            }
            (Atom::Block(narrow), Atom::Block(wide)) => narrow.lies_in(wide),
            (Atom::Networks(narrow), Atom::Networks(wide)) => {
                narrow.networks.iter().all(|net| wide.networks.iter().any(|it| it.contains(net)))
            }
            (Atom::Nodes(narrow), Atom::Nodes(wide)) => narrow.selector.implies(&wide.selector),
            (Atom::DomainNames(narrow), Atom::DomainNames(wide)) => {
                narrow.names.iter().all(|name| wide.names.iter().any(|it| covers_name(it, name)))
            }
            (
                Atom::Pods(_) | Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_),
                _,
            ) => false,
        }
    }

    /// Whether one rule matches all that another one does.
    pub(crate) fn rule_covers(&self, cluster: &Cluster, wide: &Rule, narrow: &Rule) -> bool {
        wide.ports.cover(&narrow.ports)
            && match (&wide.peers, &narrow.peers) {
                (Peers::Any, Peers::Any | Peers::Only(_)) => true,
                (Peers::Only(_), Peers::Any) => false,
                (Peers::Only(wide), Peers::Only(narrow)) => narrow.iter().all(|narrow| {
                    wide.contains(narrow) || wide.iter().any(|it| self.covers(cluster, *it, *narrow))
                }),
            }
    }

    /// How long it takes at most to hold two rules against each other.
    pub(crate) fn weight(&self, one: &Rule, other: &Rule) -> usize {
        let ports = |it: &Rule| it.ports.numbers.intervals().len() + it.ports.names.len();
        let names = one.ports.names.len().saturating_mul(other.ports.names.len());
        let peers = |it: &Rule| match &it.peers {
            Peers::Any => (0, 0),
            Peers::Only(all) => (all.len(), all.iter().map(|it| self.atom_weight(*it)).sum::<usize>()),
        };
        let ((count, size), (other_count, other_size)) = (peers(one), peers(other));
        let all = size.saturating_mul(other_count).saturating_add(other_size.saturating_mul(count));
        all.saturating_add(names).saturating_add(ports(one) + ports(other) + 1)
    }

    /// The same of one question.
    pub(crate) fn atom_weight(&self, it: AtomId) -> usize {
        match self.atoms.at(it) {
            Atom::Pods(Pods { scope, selector, .. }) => {
                selector.weight()
                    + match scope {
                        Scope::Own(_) => 1,
                        Scope::Matching(it) => it.weight(),
                        Scope::AnyOf(all) => all.iter().map(Selector::weight).sum(),
                    }
            }
            Atom::Block(it) => 1 + it.except.len().saturating_mul(it.except.len()),
            Atom::Networks(it) => it.networks.len().saturating_mul(it.networks.len()),
            Atom::Nodes(it) => it.selector.weight(),
            Atom::DomainNames(it) => it.names.len().saturating_mul(it.names.len()),
        }
    }
}

impl Rule {
    /// Whether it matches everything.
    pub(crate) fn is_wide(&self) -> bool {
        self.peers == Peers::Any && self.ports.is_all() && self.action == Action::Accept
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::Direction;
    use crate::testing::short;

    /// Whether the second of two peers of a policy takes in all that the first does.
    fn covered(narrow: &str, wide: &str) -> bool {
        let read = short(&format!(
            "pod x/a\nnp x/p {{podSelector: {{}}, ingress: [{{from: [{narrow}]}}, {{from: [{wide}]}}]}}"
        ));
        let model = read.model();
        let (id, _) = model.policies.policies.enumerate().next().unwrap();
        let [one, other] = model.policies.rules(id, Direction::Ingress) else { panic!() };
        model.policies.rule_covers(&model.cluster, other, one)
    }

    #[test]
    fn a_selector_that_asks_for_more_is_covered() {
        let expression = |it: &str| format!("{{podSelector: {{matchExpressions: [{it}]}}}}");
        let both = [
            (
                expression("{key: a, operator: In, values: [x]}"),
                expression("{key: a, operator: In, values: [x, w]}"),
                true,
            ),
            (
                expression("{key: a, operator: In, values: [x, z]}"),
                expression("{key: a, operator: In, values: [x, w]}"),
                false,
            ),
            (
                expression("{key: a, operator: In, values: [x]}"),
                expression("{key: a, operator: Exists}"),
                true,
            ),
            (
                expression("{key: a, operator: In, values: [x]}"),
                expression("{key: a, operator: NotIn, values: [w]}"),
                true,
            ),
            (
                expression("{key: a, operator: NotIn, values: [w]}"),
                expression("{key: a, operator: Exists}"),
                false,
            ),
            (
                expression("{key: a, operator: NotIn, values: [x, w]}"),
                expression("{key: a, operator: NotIn, values: [w]}"),
                true,
            ),
            (
                expression("{key: a, operator: DoesNotExist}"),
                expression("{key: a, operator: NotIn, values: [w]}"),
                true,
            ),
            (
                expression("{key: a, operator: In, values: [x, w]}, {key: a, operator: NotIn, values: [w]}"),
                expression("{key: a, operator: In, values: [x]}"),
                true,
            ),
            (
                expression("{key: a, operator: In, values: [x]}, {key: a, operator: DoesNotExist}"),
                expression("{key: b, operator: Exists}"),
                false,
            ),
            (
                "{podSelector: {matchLabels: {a: x, b: w}}}".to_owned(),
                "{podSelector: {matchLabels: {b: w}}}".to_owned(),
                true,
            ),
        ];
        for (narrow, wide, wanted) in both {
            assert_eq!(covered(&narrow, &wide), wanted, "{narrow} {wide}");
        }
    }

    #[test]
    fn the_own_namespace_lies_in_what_takes_its_name() {
        let own = "{podSelector: {}}";
        let named = |it: &str| {
            format!("{{namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: {it}}}}}}}")
        };
        assert!(covered(own, "{namespaceSelector: {}}"));
        assert!(covered(own, &named("x")));
        assert!(!covered(own, &named("w")) && !covered("{namespaceSelector: {}}", own));
    }

    #[test]
    fn a_block_lies_in_another_but_for_what_that_excepts() {
        let block = |cidr: &str, except: &str| format!("{{ipBlock: {{cidr: {cidr}, except: [{except}]}}}}");
        assert!(covered(&block("10.0.0.0/16", ""), &block("10.0.0.0/8", "")));
        assert!(covered(&block("10.0.0.0/16", ""), &block("10.0.0.0/8", "10.1.0.0/16")));
        assert!(covered(&block("10.0.0.0/8", "10.1.0.0/16"), &block("10.0.0.0/8", "10.1.2.0/24")));
        assert!(!covered(&block("10.0.0.0/8", ""), &block("10.0.0.0/8", "10.1.0.0/16")));
        assert!(!covered(&block("10.0.0.0/8", ""), &block("10.0.0.0/16", "")));
        assert!(!covered("{podSelector: {}}", &block("0.0.0.0/0", "")));
    }
}
