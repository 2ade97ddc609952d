//! What may close one direction of a flow.

use super::allow::{document, free_name};
use super::candidate::Candidate;
use super::peers::{block, telling};
use crate::diagnostic::Edit;
use crate::edit::{Written, Yaml};
use crate::explain::{Because, PeerTrial, PortTrial, RuleTrial, Side};
use crate::kind::NAME_LABEL;
use crate::model::Model;
use crate::policy::{Direction, Tier, parts};
use crate::tri::Tri;
use crate::words;

/// Candidates for one direction, likely ones first.
pub(super) fn candidates(model: &Model, side: &Side) -> Vec<Candidate> {
    let closing = Closing { model, side };
    let admits: Vec<&RuleTrial> = side
        .matches
        .iter()
        .filter(|it| it.matches != Tri::No && model.policies.tier(it.rule.policy) == Tier::NetworkPolicy)
        .collect();
    if admits.is_empty() {
        // Nothing isolates the pod.
        return closing.isolating();
    }
    // Every rule that admits the flow has to stop doing so.
    let each: Vec<Vec<Candidate>> = admits.iter().map(|it| closing.narrower(it)).collect();
    let most = each.iter().map(Vec::len).max().unwrap_or_default();
    let all = |nth: usize| {
        let chosen: Option<Vec<&Candidate>> = each.iter().map(|it| it.get(nth).or(it.last())).collect();
        let chosen = chosen?;
        let titles: Vec<&str> = chosen.iter().map(|it| it.title.as_str()).collect();
        let edits = chosen.iter().flat_map(|it| it.edits.iter().cloned()).collect();
        Some(Candidate::new(titles.join(", and "), edits))
    };
    (0..most).filter_map(all).collect()
}

/// A direction that is to be closed.
struct Closing<'m> {
    model: &'m Model,
    side: &'m Side,
}

impl Closing<'_> {
    /// What makes a rule not admit the flow, what touches least first.
    fn narrower(&self, it: &RuleTrial) -> Vec<Candidate> {
        let Some(policy) = self.model.policies.policies.get(it.rule.policy) else { return Vec::new() };
        let Some(written) = Written::of(&self.model.places, policy.location) else { return Vec::new() };
        let (path, id) = (it.rule.path(), &policy.id);
        let mut res = Vec::new();
        let peers = format!("{path}.{}", self.side.direction.peers_key());
        let matching: Vec<usize> = it
            .peers
            .iter()
            .flatten()
            .enumerate()
            .filter(|it| it.1.matches != Tri::No)
            .map(|it| it.0)
            .collect();
        let count = it.peers.as_ref().map_or(0, Vec::len);
        if let &[at] = matching.as_slice()
            && let Some(trial) = it.peers.as_ref().and_then(|it| it.get(at))
        {
            res.extend(self.except(&written, &format!("{peers}[{at}]"), id, trial));
        }
        let delete_all =
            |paths: Vec<String>| -> Option<Vec<Edit>> { paths.iter().map(|it| written.delete(it)).collect() };
        if matching.len() < count
            && let Some(edits) = delete_all(matching.iter().map(|it| format!("{peers}[{it}]")).collect())
        {
            let which = matching
                .iter()
                .map(|it| words::place(&format!("{peers}[{it}]")))
                .collect::<Vec<_>>()
                .join(" and ");
            res.push(Candidate::new(format!("delete {which} of {id}"), edits));
        }
        let ports: Vec<usize> = it
            .ports
            .iter()
            .flatten()
            .enumerate()
            .filter(|it| matches!(it.1, PortTrial::Match(_)))
            .map(|it| it.0)
            .collect();
        if ports.len() < it.ports.as_ref().map_or(0, Vec::len)
            && let Some(edits) = delete_all(ports.iter().map(|it| format!("{path}.ports[{it}]")).collect())
        {
            let which = ports
                .iter()
                .map(|it| words::place(&format!("{path}.ports[{it}]")))
                .collect::<Vec<_>>()
                .join(" and ");
            res.push(Candidate::new(format!("delete {which} of {id}"), edits));
        }
        res.extend(self.without_rule(&written, it, id));
        res
    }

    /// All but the other end: an address that is cut out, or a label value that is not meant.
    fn except(&self, written: &Written<'_>, path: &str, id: &str, it: &PeerTrial) -> Option<Candidate> {
        let end = self.model.cluster.endpoints.get(self.side.peer)?;
        if matches!(it.how, Because::Block(_)) {
            let (first, last) = match (end.pod(), end.external()) {
                (Some(pod), _) => pod.addresses.first().map(|it| (*it, *it))?,
                (None, it) => *it?.ranges.first()?,
            };
            let hole = block(first, last)?;
            let list = format!("{path}.ipBlock.except");
            let edit = match written.at(&list) {
                Some(_) => written.append(&list, &Yaml::text(hole.clone())),
                None => written.insert(
                    &format!("{path}.ipBlock"),
                    "except",
                    &Yaml::list([Yaml::text(hole.clone())]),
                ),
            }?;
            return Some(Candidate::new(
                format!("cut {hole} out of {} of {id}", words::place(path)),
                vec![edit],
            ));
        }
        let pod = end.pod()?;
        let selector = format!("{path}.podSelector");
        // Beside a label that is asked for, its denial would be a contradiction.
        let is_asked = |key: &str| written.at(&format!("{selector}.matchLabels[{key}]")).is_some();
        let (key, value) = telling(self.model, pod)?.into_iter().find(|it| !is_asked(&it.0))?;
        let not = Yaml::map([
            ("key", Yaml::text(key.clone())),
            ("operator", Yaml::text("NotIn")),
            ("values", Yaml::list([Yaml::text(value.clone())])),
        ]);
        let expressions = format!("{selector}.matchExpressions");
        let edit = match (written.at(&selector), written.at(&expressions)) {
            (_, Some(_)) => written.append(&expressions, &not),
            (Some(_), None) => written.insert(&selector, "matchExpressions", &Yaml::list([not])),
            (None, None) => {
                let whole = Yaml::map([("matchExpressions", Yaml::list([not]))]);
                written.insert(path, "podSelector", &whole)
            }
        }?;
        Some(Candidate::new(
            format!("leave out pods with {key}={value} in {} of {id}", words::place(path)),
            vec![edit],
        ))
    }

    /// The policy without the rule: with an empty list, where it is the only one.
    fn without_rule(&self, written: &Written<'_>, it: &RuleTrial, id: &str) -> Option<Candidate> {
        let path = it.rule.path();
        let of_list = self
            .side
            .matches
            .iter()
            .filter(|other| other.matches != Tri::No && other.rule.policy == it.rule.policy);
        let list = format!("spec.{}", self.side.direction.as_str());
        let rules = written.at(&list)?.items().len();
        if of_list.count() < rules {
            let edit = written.delete(&path)?;
            return Some(Candidate::new(format!("delete {} of {id}", it.rule.words()), vec![edit]));
        }
        // An empty list closes the direction only where the policy is said to be about it.
        let is_said = self.side.direction == Direction::Ingress || written.at("spec.policyTypes").is_some();
        let edit = is_said.then(|| written.set(&list, &Yaml::list([])))??;
        Some(Candidate::new(format!("leave no {} rule in {id}", self.side.direction.as_str()), vec![edit]))
    }

    /// A policy for a pod that nothing isolates: one that admits all but the other end, and one that admits nobody.
    fn isolating(&self) -> Vec<Candidate> {
        let Some(pod) = self.model.cluster.endpoints.get(self.side.subject).and_then(|it| it.pod()) else {
            return Vec::new();
        };
        let namespace = &self.model.cluster.namespaces.at(pod.namespace).name;
        let subject = || telling(self.model, pod).map_or_else(Yaml::nothing, parts::labels);
        let short = |it| self.model.cluster.endpoints.get(it).map_or("", |it| it.name.as_str());
        let of = short(self.side.subject);
        let direction = self.side.direction;
        let make = |wanted: &str, rules: Vec<Yaml>, words: &str| {
            let name = free_name(self.model, namespace, wanted);
            let spec = parts::spec(subject(), direction, rules);
            let edit = document(self.model, self.side, parts::network_policy(namespace, &name, spec))?;
            Some(Candidate::new(format!("add a policy {namespace}/{name}: {words}"), vec![edit]))
        };
        let way = direction.peers_key();
        let other = short(self.side.peer);
        let all_but = self.all_but(namespace).and_then(|rule| {
            make(&format!("{of}-not-{way}-{other}"), vec![rule], &format!("{way} all pods but {other}"))
        });
        let nobody = match direction {
            Direction::Ingress => "from no one",
            Direction::Egress => "to no one",
        };
        let deny = make(&format!("deny-{}-of-{of}", direction.as_str()), Vec::new(), nobody);
        all_but.into_iter().chain(deny).collect()
    }

    /// A rule for all pods but one workload, or for all addresses but one.
    fn all_but(&self, namespace: &str) -> Option<Yaml> {
        let end = self.model.cluster.endpoints.get(self.side.peer)?;
        let key = self.side.direction.peers_key();
        let is_not = |key: &str, value: &str| {
            Yaml::map([(
                "matchExpressions",
                Yaml::list([Yaml::map([
                    ("key", Yaml::text(key)),
                    ("operator", Yaml::text("NotIn")),
                    ("values", Yaml::list([Yaml::text(value)])),
                ])]),
            )])
        };
        let everywhere = || Yaml::map([("namespaceSelector", Yaml::nothing())]);
        let Some(pod) = end.pod() else {
            let (first, last) = *end.external()?.ranges.first()?;
            let hole = block(first, last)?;
            let whole = if first.is_ipv4() { "0.0.0.0/0" } else { "::/0" };
            if hole == whole {
                return Some(Yaml::map([(key, Yaml::list([everywhere()]))]));
            }
            let block = Yaml::map([("cidr", Yaml::text(whole)), ("except", Yaml::list([Yaml::text(hole)]))]);
            return Some(Yaml::map([(key, Yaml::list([everywhere(), Yaml::map([("ipBlock", block)])]))]));
        };
        let (label, value) = telling(self.model, pod)?.into_iter().next()?;
        let own = &self.model.cluster.namespaces.at(pod.namespace).name;
        let beside = match own == namespace {
            true => Yaml::map([("podSelector", is_not(&label, &value))]),
            false => Yaml::map([
                ("namespaceSelector", parts::namespace(own)),
                ("podSelector", is_not(&label, &value)),
            ]),
        };
        let elsewhere = Yaml::map([("namespaceSelector", is_not(NAME_LABEL, own))]);
        Some(Yaml::map([(key, Yaml::list([beside, elsewhere]))]))
    }
}
