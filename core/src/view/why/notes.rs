//! Caveats in words.

use crate::explain::{Assumption, Contested, Explanation, Note, Side};
use crate::ids::EndpointId;
use crate::kind::MissingPolicy;
use crate::model::{HOW_TO_GO_ON, Model, people};
use crate::options::{HostNetworkPods, IpBlockPods, NetworkPolicyTier, RepeatedPortName};
use crate::policy::Direction;
use crate::protocol::Family;
use crate::view::NoteView;

pub(super) fn view(model: &Model, explanation: &Explanation) -> Vec<NoteView> {
    let sides = explanation.sides.iter().flat_map(|it| [&it.egress, &it.ingress]);
    // What is missing comes first: all else is said without it.
    let mut res: Vec<NoteView> = explanation
        .sides
        .iter()
        .flat_map(|it| [it.egress.subject, it.ingress.subject])
        .flat_map(|subject| {
            model.missing_for(subject).take(MOST_MISSING).map(move |it| missing(model, subject, it))
        })
        .collect();
    // What is missing without a name is the same for both ends.
    res.dedup();
    for it in sides.clone().flat_map(|it| last_versions(model, it)) {
        if !res.contains(&it) {
            res.push(it);
        }
    }
    for side in sides {
        for &note in &side.notes {
            let case = note.contested().map_or("", Contested::case);
            let it = NoteView { code: code(note), text: text(model, side, note), case, knob: note.knob() };
            if !res.contains(&it) {
                res.push(it);
            }
        }
    }
    res
}

/// So many policies that are missing are named for each end.
const MOST_MISSING: usize = 3;

fn missing(model: &Model, subject: EndpointId, it: &MissingPolicy) -> NoteView {
    let object = if it.title().is_empty() { "something that could not be read" } else { it.title() };
    let text = format!(
        "Without {object}: it is in the input and takes no part, but may select {}. This verdict may be another.",
        model.title(subject)
    );
    NoteView { code: "without", text, case: "", knob: "" }
}

/// Policies of this end whose text cannot be read while it is typed.
fn last_versions(model: &Model, side: &Side) -> impl Iterator<Item = NoteView> {
    let of_stages = side.outer.iter().flat_map(|it| &it.policies);
    side.isolating.iter().chain(of_stages).filter_map(|&(it, _)| {
        let manifest = model.read.manifests.get(model.policies.policies.at(it).manifest)?;
        manifest.meta().is_last_version.then(|| NoteView {
            code: "last-version",
            text: format!(
                "The text of {} cannot be read as it is now: its last version that could be read is in force.",
                model.policy_name(it)
            ),
            case: "",
            knob: "",
        })
    })
}

fn code(note: Note) -> &'static str {
    match note {
        Note::Assumed(Assumption::PodCidr, _) => "assumed-pod-cidr",
        Note::Assumed(Assumption::NodeCidr, _) => "assumed-node-cidr",
        Note::Contested(Contested::HostNetwork) => "host-network",
        Note::Contested(Contested::BlocksAndPods) => "ipblock-vs-pod",
        Note::Contested(it) => it.knob(),
        Note::OwnNode => "own-node",
        Note::LeftOut => "left-out",
        Note::StandIn => "stand-in",
        Note::SctpSupport => "sctp-support",
        Note::ImplicitNamespace => "implicit-namespace",
        Note::ControllerLabel => "controller-label",
        Note::NodeLabel => "node-label",
        Note::UnknownAddress(_) => "unknown-address",
        Note::UnknownNode => "unknown-node",
        Note::UnknownName => "unknown-name",
        Note::UnknownNodes => "unknown-nodes",
        Note::HostPort(_) => "host-port",
    }
}

fn text(model: &Model, side: &Side, note: Note) -> String {
    let peer = model.title(side.peer);
    let subject = model.title(side.subject);
    match note {
        Note::Assumed(it, family) => {
            let (what, cidrs) = assumed(model, it, Some(family));
            format!(
                "The address of {peer} is not in the input; it is taken to lie in the assumed {what} {cidrs}, and that decides here."
            )
        }
        Note::Contested(it) => contested(model, side, it),
        Note::OwnNode => {
            format!(
                "Traffic from the node that runs {subject} is always allowed: the kubelet's probes need it."
            )
        }
        Note::StandIn => {
            format!("{subject} is a stand-in: no such pod is in the input, but policies speak of one with these labels.")
        }
        Note::LeftOut => format!(
            "The {} rules of {subject} are not evaluated: with those of others they take more steps than the limit of {}. {}.",
            side.direction.as_str(),
            people(model.options.limit_work),
            HOW_TO_GO_ON
        ),
        Note::SctpSupport => "Not every network plugin enforces policies for SCTP.".to_owned(),
        Note::ImplicitNamespace => {
            let namespace = model.cluster.endpoints.at(side.peer).pod();
            let namespace = namespace.map_or("", |it| &model.cluster.namespaces.at(it.namespace).name);
            format!("Namespace {namespace} has no manifest here; it is assumed to have no label except its name.")
        }
        Note::ControllerLabel => {
            "A controller sets the label's value when it makes the pods; it is not in the input.".to_owned()
        }
        Note::NodeLabel => {
            "Zone and region are copied to a pod from the node it runs on. Name the node in spec.nodeName and add the Node objects, or give the pods as they run."
                .to_owned()
        }
        Note::UnknownAddress(Some(Assumption::PodCidr)) => {
            format!("The address of {peer} is not in the input; supply pod IPs or a pod CIDR to decide this.")
        }
        Note::UnknownAddress(Some(Assumption::NodeCidr)) => format!(
            "The address of {peer} is that of its node, which is not in the input; supply host IPs or a node CIDR to decide this."
        ),
        Note::UnknownAddress(None) => {
            format!("The address of {peer} is not in the input; supply DNS data to decide this.")
        }
        Note::UnknownNode => {
            let from = match side.direction {
                Direction::Egress => "to",
                Direction::Ingress => "from",
            };
            format!(
                "The input does not say which node runs {subject}: {from} its own node everything is allowed, {from} others not."
            )
        }
        Note::UnknownName => format!(
            "Only DNS knows which host has the address {peer}; add the host by name, or give its addresses in the settings."
        ),
        Note::HostPort(port) => format!(
            "Port {port} of its node leads to {subject} too: a client that connects there may be seen with the node's own address, which is always allowed."
        ),
        Note::UnknownNodes => {
            "Which addresses belong to nodes is not in the input; add the Node objects.".to_owned()
        }
    }
}

/// What an assumption is called, and its ranges of one family.
pub(super) fn assumed(model: &Model, it: Assumption, family: Option<Family>) -> (&'static str, String) {
    let (what, all) = match it {
        Assumption::PodCidr => ("pod CIDR", &model.options.pod_cidrs),
        Assumption::NodeCidr => ("node CIDR", &model.options.node_cidrs),
    };
    let here = all.iter().filter(|it| family.is_none_or(|family| Family::of(it.addr()) == family));
    (what, here.map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// "What differs among implementations, which reading was used"; the knob stands beside the text.
fn contested(model: &Model, side: &Side, it: Contested) -> String {
    let peer = model.title(side.peer);
    let subject = model.title(side.subject);
    let options = &model.options;
    match it {
        Contested::HostNetwork => match options.host_network_pods {
            HostNetworkPods::TreatAsNode => {
                "Policies for host-network pods are undefined. This answer takes them for their node, as most network plugins do; a plugin that takes them for pods may answer differently.".to_owned()
            }
            HostNetworkPods::AsPod => {
                "Policies for host-network pods are undefined. This answer takes them for pods like others; most network plugins take them for their node and may answer differently.".to_owned()
            }
        },
        Contested::BlocksAndPods => match options.ip_block_pods {
            IpBlockPods::Never => format!(
                "Blocks are taken not to match pods. Network plugins disagree: where an ipBlock can match {peer}, the answer may differ."
            ),
            IpBlockPods::MatchWhenKnown | IpBlockPods::Always => format!(
                "Only an ipBlock lets {peer} through. Network plugins disagree whether blocks match pods: some never do."
            ),
        },
        Contested::OwnNodeEgress => {
            let reading = if options.own_node_egress_exempt {
                "this answer allows it; in other network plugins policies decide"
            } else {
                "in this answer policies decide; some network plugins always allow it"
            };
            format!(
                "Kubernetes' documentation contradicts itself about traffic from a pod to its own node, as from {subject} to {peer}: {reading}."
            )
        }
        Contested::NetworkPolicyTier => {
            let (here, other) = (side.direction.as_str(), side.direction.opposite().as_str());
            let reading = match options.network_policy_tier {
                NetworkPolicyTier::PerDirection => "this answer asks it; other implementations do not",
                NetworkPolicyTier::EitherDirection => "this answer does not ask it; other implementations do",
            };
            format!(
                "NetworkPolicies select {subject} only for {other}. Whether the Baseline tier is then asked for {here} is left open: {reading}."
            )
        }
        Contested::RepeatedPortName => {
            let reading = match options.repeated_port_name {
                RepeatedPortName::Any => "this answer takes each of them; some implementations take the first",
                RepeatedPortName::First => "this answer takes the first; other implementations take each of them",
            };
            format!("Several container ports of the destination have the name that a rule asks for: {reading}.")
        }
        Contested::EqualPriority => {
            "The API leaves open which of two policies with the same priority comes first. Give them different priorities; until then network plugins differ, and some use the order of names."
                .to_owned()
        }
        // These have notes of their own: beside the Service, or `Note::HostPort`.
        Contested::Hairpin
        | Contested::ClusterIp
        | Contested::SourceAddress
        | Contested::ExternalBackend
        | Contested::HostPort => "Network plugins differ about this.".to_owned(),
    }
}
