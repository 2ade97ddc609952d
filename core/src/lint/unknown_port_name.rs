//! L-32: a rule with the name of a port that no pod has which it is about.
//!
//! A name counts with its protocol (M-53), and ordinary init containers give none. Not for DNS: `dns` of servers
//! that the input leaves out may well be their name.

use super::facts::Entry;
use super::{Facts, Lint, Meta, service_port_name};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::ids::EndpointId;
use crate::order::sort_dedup;
use crate::policy::{Atom, Direction, Peers, RuleRef, Scope};
use crate::protocol::Protocol;
use crate::words;

pub(super) struct UnknownPortName;

/// An entry of ports.
pub(super) struct Finding {
    entry: Entry,
    /// The pods it is about: the first of each class.
    pods: Vec<EndpointId>,
    what: What,
}

enum What {
    /// The pods have the name with another protocol.
    Protocol(Protocol),
    /// Only a container has it that runs before the others.
    InitContainer,
    /// They have other names for that protocol: the first of them, and how many; one may be meant.
    Names(Vec<String>, usize, Option<String>),
}

/// So many names are told.
const TOLD: usize = 4;
/// Among more names none is looked for that may be meant: a rule may ask for thousands of names that are not there.
const MOST_NAMES: usize = 1_000;

impl Lint for UnknownPortName {
    const META: Meta = Meta {
        about: About::new(
            "L-32",
            "unknown-port-name",
            Severity::Warning,
            "A rule names a port by a name that none of the pods it is about has for that protocol, so it matches nothing. A name counts with its protocol, and those of ordinary init containers do not count.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: dns, namespace: net, labels: {app: dns}}
spec: {containers: [{name: dns, image: dns, ports: [{name: dns, containerPort: 53, protocol: UDP}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: net}
spec:
  podSelector: {matchLabels: {app: dns}}
  ingress:
  - ports:
    - port: dns
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: dns, namespace: net, labels: {app: dns}}
spec: {containers: [{name: dns, image: dns, ports: [{name: dns, containerPort: 53, protocol: UDP}]}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: net}
spec:
  podSelector: {matchLabels: {app: dns}}
  ingress:
  - ports:
    - port: dns
      protocol: UDP
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        facts.entries().filter_map(|(entry, ..)| finding(facts, entry)).collect()
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (field, spot) = it.entry.spot(facts);
        let name = it.entry.name().unwrap_or_default();
        let of = it.entry.protocol.map_or(String::new(), |it| format!("{} ", it.as_str()));
        let pods = facts.model.titles(&it.pods);
        let message = format!("no {of}port of {pods} has the name `{name}`: this matches nothing");
        let help = match &it.what {
            What::Protocol(protocol) => {
                format!("there `{name}` is a port of {0}: write `protocol: {0}`", protocol.as_str())
            }
            What::InitContainer => {
                format!(
                    "`{name}` is a port of an init container, which ends before the others begin: give the name to a container that runs"
                )
            }
            What::Names(names, ..) if names.is_empty() => {
                format!("give a container port the name `{name}`, or write the number of the port here")
            }
            What::Names(names, count, _) => {
                let shown: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
                format!("the names there are {}", words::and_more(&shown, *count))
            }
        };
        Diagnostic { field, help, ..Self::META.at(&spot, message) }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let fix = match &it.what {
            What::Protocol(protocol) => with_protocol(facts, &it.entry, *protocol),
            What::Names(_, _, Some(name)) => {
                it.entry.with_port(facts, format!("write {name}"), &Yaml::text(name.as_str()))
            }
            What::InitContainer | What::Names(_, _, None) => None,
        };
        fix.into_iter().collect()
    }
}

fn finding(facts: &Facts<'_>, entry: Entry) -> Option<Finding> {
    let name = entry.name()?;
    let chosen = facts.destinations(entry.rule)?;
    let is_one = |protocol: Protocol| entry.protocol.is_none_or(|it| it == protocol);
    let mut protocols: Vec<Protocol> = chosen.iter().flat_map(|it| it.named(name)).map(|it| it.0).collect();
    if protocols.iter().any(|it| is_one(*it)) || service_port_name::is_one(facts, &entry) {
        return None;
    }
    let mut pods: Vec<EndpointId> =
        chosen.iter().flat_map(|it| &it.classes).filter_map(|it| facts.first_of(*it)).collect();
    sort_dedup(&mut pods);
    let first = *pods.first()?;
    if may_be_dns(facts, entry.rule, name) {
        return None;
    }
    sort_dedup(&mut protocols);
    let what = match protocols.as_slice() {
        [only] => What::Protocol(*only),
        _ if is_of_init_container(facts, first, name) => What::InitContainer,
        _ => {
            let names = match chosen.as_slice() {
                [one] => one.names(entry.protocol),
                several => {
                    let names = several.iter().flat_map(|it| it.names(entry.protocol).to_vec());
                    let mut names: Vec<&str> = names.collect();
                    sort_dedup(&mut names);
                    names.into()
                }
            };
            let nearest = if names.len() > MOST_NAMES { None } else { nearest(name, &names) };
            let told = names.iter().take(TOLD).map(|&it| it.to_owned()).collect();
            What::Names(told, names.len(), nearest.map(str::to_owned))
        }
    };
    Some(Finding { entry, pods, what })
}

/// The only name that begins with the wanted one, or the other way round; else the one with a letter or two changed.
fn nearest<'n>(wanted: &str, names: &[&'n str]) -> Option<&'n str> {
    let mut begins = names.iter().copied().filter(|it| {
        let rest = it.strip_prefix(wanted).or_else(|| wanted.strip_prefix(it));
        rest.is_some_and(|it| it.starts_with('-'))
    });
    match (begins.next(), begins.next()) {
        (Some(one), None) => Some(one),
        _ => words::closest(wanted, names.iter().copied()),
    }
}

/// Whether a rule may mean the servers of DNS, and these are not in the input.
fn may_be_dns(facts: &Facts<'_>, rule: RuleRef, name: &str) -> bool {
    const NAMES: [&str; 2] = ["dns", "dns-tcp"];
    const NAMESPACES: [&str; 2] = ["kube-system", "openshift-dns"];
    if rule.direction == Direction::Ingress || !NAMES.contains(&name) {
        return false;
    }
    let model = facts.model;
    let of_system = |it: &crate::cluster::PodBody| {
        NAMESPACES.contains(&model.cluster.namespaces.at(it.namespace).name.as_str())
    };
    let has_servers =
        model.cluster.pods().any(|(_, it)| of_system(it) && it.ports.iter().any(|it| it.number == 53));
    let Some(Peers::Only(atoms)) = model.policies.rule(rule).map(|it| &it.peers) else { return false };
    let is_wide = |it: &crate::ids::AtomId| match model.policies.atoms.at(*it) {
        Atom::Pods(it) => !matches!(it.scope, Scope::Own(_)),
        Atom::Block(_) | Atom::Networks(_) | Atom::Nodes(_) | Atom::DomainNames(_) => true,
    };
    !has_servers && atoms.iter().any(is_wide)
}

/// Whether an ordinary init container of a pod declares the name.
fn is_of_init_container(facts: &Facts<'_>, pod: EndpointId, name: &str) -> bool {
    const PLACES: [&str; 3] = [
        "spec.initContainers",
        "spec.template.spec.initContainers",
        "spec.jobTemplate.spec.template.spec.initContainers",
    ];
    let body = facts.model.cluster.endpoints.get(pod).and_then(|it| it.pod());
    let Some(written) = body.and_then(|it| facts.written(it.location)) else { return false };
    let containers = PLACES.iter().filter_map(|it| written.at(it)).flat_map(|it| it.items());
    let mut ports = containers.filter_map(|it| it.get("ports")).flat_map(|it| it.items());
    ports.any(|it| it.get("name").and_then(|it| it.as_str()) == Some(name))
}

fn with_protocol(facts: &Facts<'_>, entry: &Entry, protocol: Protocol) -> Option<Fix> {
    let policy = facts.model.policies.policies.at(entry.rule.policy);
    let written = facts.written(policy.location)?;
    let path = entry.path();
    let own = format!("{path}.protocol");
    let value = Yaml::text(protocol.as_str());
    let edit = match written.entry(&own) {
        Some(_) => written.set(&own, &value),
        None => written.insert(&path, "protocol", &value),
    };
    let title = format!("write protocol: {}", protocol.as_str());
    Some(Fix { title, edits: vec![edit?], class: FixClass::Effect })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn a_name_counts_with_its_protocol() {
        assert_eq!(
            found_fields(&UnknownPortName::META, UnknownPortName::FIRES),
            [
                "13 spec.ingress[0].ports[0].port: no TCP port of net/dns has the name `dns`: this matches nothing"
            ]
        );
        assert_eq!(
            mended(&UnknownPortName::META, UnknownPortName::FIRES),
            ["effect: write protocol: UDP\n+    - protocol: UDP\n+      port: dns\n-    - port: dns"]
        );
    }

    #[test]
    fn of_other_names_the_nearest_is_offered() {
        let text = UnknownPortName::QUIET.replace(
            "name: dns, containerPort: 53, protocol: UDP",
            "name: dns-udp, containerPort: 53, protocol: UDP}, {name: web, containerPort: 80",
        );
        assert_eq!(
            mended(&UnknownPortName::META, &text),
            ["effect: write dns-udp\n+    - port: dns-udp\n-    - port: dns"]
        );
        let other = text.replace("dns-udp", "main");
        assert_eq!(found_fields(&UnknownPortName::META, &other).len(), 1);
        assert_eq!(mended(&UnknownPortName::META, &other), [] as [&str; 0]);
    }

    #[test]
    fn an_init_container_that_ends_declares_nothing() {
        let text = UnknownPortName::QUIET
            .replace("containers: [", "initContainers: [")
            .replace("]}]}\n---", "]}], containers: [{name: m, image: m}]}\n---");
        let analysis = crate::testing::text(&text);
        let all = analysis.lints(|it| it == &UnknownPortName::META);
        assert!(all[0].help.contains("init container"), "{}", all[0].help);
    }

    #[test]
    fn what_one_of_the_pods_has_and_what_is_not_there_is_left_alone() {
        let ingress = |pods: &str| {
            found_in_short(
                &UnknownPortName::META,
                &format!("{pods}\nnp x/in {{podSelector: {{matchLabels: {{app: web}}}}, ingress: [{{ports: [{{port: http}}]}}]}}"),
            )
            .len()
        };
        assert_eq!(ingress("pod x/a app=web port=80"), 1);
        assert_eq!(ingress("pod x/a app=web port=80\npod x/b app=web port=http:80"), 0);
        assert_eq!(ingress("pod x/a app=other"), 0, "no pod is selected");
    }

    #[test]
    fn servers_of_dns_that_are_not_in_the_input_may_have_the_name() {
        let egress = |pods: &str| {
            found_in_short(
                &UnknownPortName::META,
                &format!("pod x/a port=80\n{pods}\nnp x/out {{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{{namespaceSelector: {{}}}}], ports: [{{port: dns, protocol: UDP}}]}}]}}"),
            )
            .len()
        };
        assert_eq!(egress(""), 0);
        assert_eq!(egress("pod kube-system/dns port=dns-udp:53/UDP"), 1);
    }
}
