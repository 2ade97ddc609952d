//! Two ends without a common address family: which families each of them has, and from where that is known.

use crate::cluster::{Body, Endpoint, PodBody};
use crate::eval::Has;
use crate::explain::Explanation;
use crate::model::Model;
use crate::protocol::Family;
use crate::view::NoteView;

/// One note for each end.
pub(super) fn notes(model: &Model, it: &Explanation) -> Vec<NoteView> {
    let endpoint = |it| model.cluster.endpoints.at(it);
    let note =
        |it: &Endpoint| NoteView { code: "no-common-family", text: families(model, it), case: "", knob: "" };
    vec![note(endpoint(it.source)), note(endpoint(it.destination))]
}

fn families(model: &Model, it: &Endpoint) -> String {
    let has = model.reach.families(it);
    let only = match (has.get(Family::V4), has.get(Family::V6)) {
        (Has::No, _) => "IPv6 only",
        (_, Has::No) => "IPv4 only",
        (Has::Yes | Has::Perhaps, Has::Yes | Has::Perhaps) => {
            "IPv4 and IPv6, but was asked for by an address of one"
        }
    };
    match &it.body {
        Body::External(_) => format!("{}: {only}.", it.name),
        Body::Pod(pod) => format!("{}: {only}{}.", it.id, source(model, pod)),
    }
}

/// From where the families are known; what is assumed is said, with the knob it comes from.
fn source(model: &Model, pod: &PodBody) -> String {
    let host = pod.host_addresses.iter().filter(|_| pod.host_network);
    let own: Vec<String> = pod.addresses.iter().chain(host).map(ToString::to_string).collect();
    if !own.is_empty() {
        return format!(" ({})", own.join(", "));
    }
    let (what, cidrs) = match pod.host_network {
        true => ("node CIDR", &model.options.node_cidrs),
        false => ("pod CIDR", &model.options.pod_cidrs),
    };
    let cidrs: Vec<String> = cidrs.iter().map(ToString::to_string).collect();
    if cidrs.is_empty() {
        return ", like the addresses that are known of others".to_owned();
    }
    let cidrs = cidrs.join(", ");
    format!(
        ". Its address is not in the input, and is assumed to be in the {what} {cidrs}: set another {what} if it also has the other family"
    )
}
