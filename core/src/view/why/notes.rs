//! Caveats in words.

use crate::analysis::Analysis;
use crate::explain::{Explanation, Note, Side};
use crate::view::NoteView;

pub(super) fn view(analysis: &Analysis, explanation: &Explanation) -> Vec<NoteView> {
    let sides = explanation.sides.iter().flat_map(|it| [&it.egress, &it.ingress]);
    let mut res: Vec<NoteView> = Vec::new();
    for side in sides {
        for &note in &side.notes {
            let it = NoteView { code: code(note), text: text(analysis, side, note) };
            if !res.contains(&it) {
                res.push(it);
            }
        }
    }
    res
}

fn code(note: Note) -> &'static str {
    match note {
        Note::AssumedPodCidr => "assumed-pod-cidr",
        Note::BlockMatchesPod => "ipblock-vs-pod",
        Note::HostNetwork => "host-network",
        Note::OwnNode => "own-node",
        Note::SctpSupport => "sctp-support",
        Note::ImplicitNamespace => "implicit-namespace",
        Note::ControllerLabel => "controller-label",
        Note::NodeLabel => "node-label",
        Note::UnknownAddress => "unknown-address",
        Note::UnknownNode => "unknown-node",
        Note::EqualPriority => "equal-priority",
        Note::UnknownName => "unknown-name",
        Note::UnknownNodes => "unknown-nodes",
        Note::HostPort(_) => "host-port",
    }
}

fn text(analysis: &Analysis, side: &Side, note: Note) -> String {
    let peer = super::title(analysis, side.peer);
    let subject = super::title(analysis, side.subject);
    let cidrs: Vec<String> = analysis.options.pod_cidrs.iter().map(ToString::to_string).collect();
    match note {
        Note::AssumedPodCidr => format!(
            "The address of {peer} is not in the input; it is taken to lie in the assumed pod CIDR {}, and that decides here.",
            cidrs.join(", ")
        ),
        Note::BlockMatchesPod => format!(
            "Only an ipBlock lets {peer} through. Network plugins disagree whether blocks match pods: some never do."
        ),
        Note::HostNetwork => {
            "Policies for host-network pods are undefined: most network plugins treat them as their node, which is done here too."
                .to_owned()
        }
        Note::OwnNode => format!("Traffic from the node that runs {subject} is always allowed: the kubelet's probes need it."),
        Note::SctpSupport => "Not every network plugin enforces policies for SCTP.".to_owned(),
        Note::ImplicitNamespace => {
            let namespace = analysis.cluster.endpoints.at(side.peer).pod();
            let namespace = namespace.map_or("", |it| &analysis.cluster.namespaces.at(it.namespace).name);
            format!("Namespace {namespace} has no manifest here; it is taken to have no labels but its name.")
        }
        Note::ControllerLabel => {
            "A controller sets the label's value when it makes the pods; it is not in the input.".to_owned()
        }
        Note::NodeLabel => {
            "Zone and region are copied to a pod from the node it runs on. Name the node in spec.nodeName and add the Node objects, or give the pods as they run."
                .to_owned()
        }
        Note::UnknownAddress => {
            format!("The address of {peer} is not in the input; supply pod IPs or a pod CIDR to decide this.")
        }
        Note::UnknownNode => format!(
            "The input does not say which node runs {subject}: from its own node everything is allowed, from others not."
        ),
        Note::EqualPriority => {
            "The API leaves open which of two policies with the same priority comes first. Give them different priorities; until then network plugins differ, some go by name."
                .to_owned()
        }
        Note::UnknownName => {
            format!("Which host has the address {peer} is known to DNS only; ask for the host by its name, or supply DNS data.")
        }
        Note::HostPort(port) => format!(
            "Port {port} of its node leads to {subject} too: who connects there may be seen with the node's own address, which is always let in."
        ),
        Note::UnknownNodes => {
            "Which addresses belong to nodes is not in the input; add the Node objects.".to_owned()
        }
    }
}
