//! Who can use DNS.

use super::{Each, Found, Once};
use crate::cluster::{PodBody, ServicePortChoice, WorkloadPods};
use crate::eval::{Inputs, Pair};
use crate::ids::EndpointId;
use crate::kind::PortRef;
use crate::model::Model;
use crate::pause::Pause;
use crate::policy::{Direction, PortSet};
use crate::protocol::Protocol;
use crate::tri::Tri;

/// Who can use DNS.
#[derive(Debug)]
pub(crate) struct Dns {
    /// Positions of the Services that are taken for it.
    pub(crate) services: Vec<usize>,
    /// The pods that answer. Empty where the input has none: then it is not known who can use DNS.
    pub(crate) servers: Vec<EndpointId>,
    /// Pods by what they can do.
    pub(crate) found: Vec<Found<Resolves>>,
}

/// Whether a pod can ask the servers of the cluster, over one protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resolves {
    /// Every server.
    Yes,
    /// Some of them: every other question stays without an answer.
    Partly,
    /// None.
    No,
    /// The input does not decide.
    Undecided,
}

/// A server, and the port at which it is asked.
type Server = (EndpointId, (Protocol, u16));

/// Where clusters have their DNS.
const NAMESPACES: [&str; 2] = ["kube-system", "openshift-dns"];

/// Who can use DNS over a protocol.
pub(crate) async fn dns(model: &Model, workloads: &[WorkloadPods], over: Protocol, pause: &Pause) -> Dns {
    of_each(&Each::new(model, workloads), over, pause).await
}

pub(super) async fn of_each(each: &Each<'_>, over: Protocol, pause: &Pause) -> Dns {
    let model = each.model;
    let (services, servers) = servers(each, over);
    let ends: Vec<EndpointId> = servers.iter().map(|it| it.0).collect();
    if servers.is_empty() {
        return Dns { services, servers: ends, found: Vec::new() };
    }
    let said = model.reach.said(model.inputs(), Direction::Egress, &ends);
    // A pod's own node is another matter than other nodes.
    let mut answers = Once::new();
    pause.here().await;
    let resolves = |row, pod: &PodBody| {
        // A server asks itself.
        if ends.contains(&row) {
            return Some(Resolves::Yes);
        }
        let key = (*model.reach.classes.of.at(row), pod.node);
        Some(answers.get(key, || {
            let group = model.reach.group_id(Direction::Egress, row);
            let out = said.about(group).zip(&servers);
            together(out.map(|(out, server)| asked(model, row, out, *server)))
        }))
    };
    let found = each.ask(pause, resolves).await;
    Dns { services, servers: ends, found }
}

/// The servers behind the Services of DNS; where there is no such Service, the pods that carry their label.
fn servers(each: &Each<'_>, over: Protocol) -> (Vec<usize>, Vec<Server>) {
    let cluster = &each.model.cluster;
    let (mut services, mut servers): (Vec<usize>, Vec<Server>) = (Vec::new(), Vec::new());
    let choice = ServicePortChoice { protocol: Some(over), port: PortRef::Number(53) };
    for (at, it) in cluster.services.iter().enumerate() {
        if !NAMESPACES.contains(&it.namespace.as_str()) {
            continue;
        }
        let Ok(resolved) = cluster.resolve(at, Some(&choice)) else { continue };
        let certain =
            resolved.backends.iter().filter(|it| it.certain == Tri::Yes && each.is_real(it.endpoint));
        let new: Vec<Server> = certain.map(|it| (it.endpoint, it.port)).collect();
        if !new.is_empty() {
            services.push(at);
            servers.extend(new.into_iter().filter(|it| !servers.contains(it)).collect::<Vec<_>>());
        }
    }
    if !servers.is_empty() {
        return (services, servers);
    }
    let label = cluster.strings.find("k8s-app").zip(cluster.strings.find("kube-dns"));
    let carries = |it: &PodBody| {
        label.is_some_and(|(key, value)| it.labels.get(key) == Some(crate::cluster::LabelValue::Known(value)))
    };
    let pods = each.pods().filter(|it| carries(it.1));
    (services, pods.map(|it| (it.0, (over, 53))).collect())
}

/// Whether a pod can ask one server. `out`: what it lets out there.
fn asked(model: &Model, from: EndpointId, out: (&PortSet, &PortSet), (to, port): Server) -> Tri {
    let (reach, inputs, pair): (_, Inputs<'_>, _) = (&model.reach, model.inputs(), Pair::new(from, to));
    let answer = |allowed: &PortSet, possible: &PortSet| {
        let contains = |it: &PortSet| it.contains(port.0, port.1);
        if contains(allowed) {
            Tri::Yes
        } else if contains(possible) {
            Tri::Unknown
        } else {
            Tri::No
        }
    };
    // A server may be the node that the pod runs on, or the pod itself.
    if from == to || reach.exempt(inputs, Direction::Egress, pair) != Tri::No {
        let cell = reach.cell(inputs, pair);
        return answer(&cell.allowed, &cell.possible);
    }
    let (allowed, possible) = reach.side(inputs, Direction::Ingress, pair);
    answer(out.0, out.1).and(answer(&allowed, &possible))
}

fn together(answers: impl Iterator<Item = Tri>) -> Resolves {
    let (mut yes, mut no, mut open) = (false, false, false);
    for it in answers {
        match it {
            Tri::Yes => yes = true,
            Tri::No => no = true,
            Tri::Unknown => open = true,
        }
    }
    match (yes, no, open) {
        (true, false, false) => Resolves::Yes,
        (true, true, _) => Resolves::Partly,
        (false, _, false) => Resolves::No,
        (_, _, true) => Resolves::Undecided,
    }
}
