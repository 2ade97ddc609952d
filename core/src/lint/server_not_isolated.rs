//! L-99: egress rules that say which client reaches a server, while nothing keeps the others away from it.

use super::network_policies::{self, Np, another, fix_one, new_policy};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::eval::Pair;
use crate::ids::{EndpointId, NamespaceId};
use crate::kind::{PeerKind, Peers, Ports};
use crate::policy::{Direction, PortSet, RuleRef};
use crate::yaml::{Node, Value};

pub(super) struct ServerNotIsolated;

/// A peer of an egress rule.
pub(super) struct Finding {
    rule: RuleRef,
    peer: usize,
    spot: Spot,
    /// The first pod that the peer is.
    server: EndpointId,
    servers: usize,
    /// A pod that the rule does not speak of, and reaches it all the same.
    other: EndpointId,
    ports: PortSet,
}

/// So many cells are asked for at most, and so many of them for one peer.
const ALL: usize = 4_000;
const EACH: usize = 100;

impl Lint for ServerNotIsolated {
    const META: Meta = Meta {
        about: About::new(
            "L-99",
            "server-not-isolated",
            Severity::Info,
            "Egress rules say which clients reach a server, but no policy closes the ingress of the server: other pods of the namespace still reach it.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api-to-db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress:
  - to:
    - podSelector: {matchLabels: {app: db}}
    ports:
    - port: 5432
";
    const QUIET: &'static str = "\
{apiVersion: v1, kind: Pod, metadata: {name: api, namespace: shop, labels: {app: api}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: db, namespace: shop, labels: {app: db}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api-to-db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress:
  - to:
    - podSelector: {matchLabels: {app: db}}
    ports:
    - port: 5432
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        let mut left = ALL;
        let mut res = Vec::new();
        for np in network_policies::all(model).filter(|it| it.isolates(Direction::Egress)) {
            let Some(own) = np.policy.namespace else { continue };
            for (at, rule) in np.rules(Direction::Egress).iter().enumerate() {
                let (Peers::Only(peers), Ports::Only(_)) = (&rule.peers, &rule.ports) else { continue };
                let reference = np.rule(Direction::Egress, at);
                let Some(compiled) = model.policies.rule(reference) else { continue };
                let crate::policy::Peers::Only(atoms) = &compiled.peers else { continue };
                for (peer, (it, atom)) in peers.iter().zip(atoms).enumerate() {
                    let PeerKind::Pods { namespaces: None, pods: Some(pods) } = &it.kind else { continue };
                    if pods.requirements.is_empty() || left == 0 {
                        continue;
                    }
                    let servers = model.reach.selected(*atom);
                    let ports = &compiled.ports.numbers;
                    let open = open(facts, (np, own), &servers, ports, &mut left);
                    res.extend(open.map(|(server, other)| Finding {
                        rule: reference,
                        peer,
                        spot: np.at(it.span),
                        server,
                        servers: servers.len(),
                        other,
                        ports: ports.clone(),
                    }));
                }
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let model = facts.model;
        let (server, other) = (model.title(it.server), model.title(it.other));
        let servers = crate::words::and_more(&[server], it.servers);
        let message =
            format!("no policy closes the ingress of {servers}: {other} reaches {} there, too", it.ports);
        Diagnostic {
            field: format!("{}.to[{}]", it.rule.path(), it.peer),
            help: "this rule limits the client; to protect the server write a policy for its ingress"
                .to_owned(),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let edit = || {
            let np = Np::of(facts.model, it.rule.policy)?;
            let written = np.written(facts)?;
            let selector = copied(written.at(&format!("{}.to[{}].podSelector", it.rule.path(), it.peer))?);
            let client = written.at("spec.podSelector").map_or_else(Yaml::nothing, copied);
            let ports = copied(written.at(&format!("{}.ports", it.rule.path()))?);
            let rule =
                Yaml::map([("from", Yaml::list([Yaml::map([("podSelector", client)])])), ("ports", ports)]);
            let spec = Yaml::map([
                ("podSelector", selector),
                ("policyTypes", Yaml::list([Yaml::text("Ingress")])),
                ("ingress", Yaml::list([rule])),
            ]);
            let name = format!("{}-ingress", np.read.meta.name.value.chars().take(200).collect::<String>());
            let policy = new_policy(facts.model, &np.read.meta.namespace, &name, spec);
            another(facts, np.policy.location, &policy)
        };
        fix_one("append a policy that lets only these clients in", FixClass::Effect, edit())
            .into_iter()
            .collect()
    }
}

/// A server that no policy isolates for ingress, and a pod of its namespace that reaches it though the policy does not
/// speak of it.
fn open(
    facts: &Facts<'_>,
    (np, own): (Np<'_>, NamespaceId),
    servers: &[EndpointId],
    ports: &PortSet,
    left: &mut usize,
) -> Option<(EndpointId, EndpointId)> {
    let model = facts.model;
    let port = ports.first()?;
    let is_real = |it: EndpointId| {
        model.cluster.endpoints.at(it).pod().is_some_and(|it| !it.is_stand_in && !it.host_network)
    };
    let server = *servers.first().filter(|it| is_real(**it))?;
    let is_open = |it: &EndpointId| {
        model.reach.applying(Direction::Ingress, *it).is_empty() && model.missing_for(*it).next().is_none()
    };
    // Some of them being closed is another matter than nobody having thought of it.
    if !servers.iter().take(EACH).all(is_open) {
        return None;
    }
    let clients = model.reach.selected(np.policy.subject);
    let others = model.cluster.pods_of(own).map(|it| it.0);
    let others = others.filter(|it| {
        is_real(*it) && clients.binary_search(it).is_err() && servers.binary_search(it).is_err()
    });
    for other in others.take(EACH) {
        *left = left.checked_sub(1)?;
        let cell = model.reach.cell(model.inputs(), Pair::new(other, server));
        if cell.allowed.contains(port.0, port.1) {
            return Some((server, other));
        }
    }
    None
}

/// A value as it is written, to be written once more.
fn copied(it: &Node<'_>) -> Yaml {
    match &it.value {
        Value::Null => Yaml::nothing(),
        Value::Bool(it) => Yaml::text(it.to_string()),
        Value::Int(it) => Yaml::Number(*it),
        Value::Float(it) => Yaml::text(it.as_str()),
        Value::String(it) => Yaml::text(it.as_ref()),
        Value::Sequence(items) => Yaml::list(items.iter().map(copied)),
        Value::Mapping(entries) => Yaml::map(entries.iter().map(|it| (it.key.as_ref(), copied(&it.value)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn an_open_server_is_told_at_the_peer() {
        let text = ServerNotIsolated::FIRES;
        assert_eq!(
            found(&ServerNotIsolated::META, text),
            ["15: no policy closes the ingress of shop/db: shop/web reaches TCP 5432 there, too"]
        );
        let [after] = fixed(&ServerNotIsolated::META, text).try_into().unwrap();
        assert!(after.contains("name: api-to-db-ingress\n"), "{after}");
    }

    #[test]
    fn servers_that_are_closed_or_have_no_other_client_are_quiet() {
        let deny = "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: db, namespace: shop}\nspec: {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: api}}}]}]}\n";
        quiet(&ServerNotIsolated::META, &format!("{}{deny}", ServerNotIsolated::FIRES));
        quiet(
            &ServerNotIsolated::META,
            &ServerNotIsolated::FIRES
                .replace("podSelector: {matchLabels: {app: api}}\n", "podSelector: {}\n"),
        );
        quiet(
            &ServerNotIsolated::META,
            &ServerNotIsolated::FIRES.replace("    ports:\n    - port: 5432\n", ""),
        );
    }
}
