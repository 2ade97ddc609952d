//! Two ends without a common address family: which families each of them has, and from where that is known.

use crate::analysis::Analysis;
use crate::cluster::{Body, Endpoint, PodBody};
use crate::eval::Has;
use crate::explain::Explanation;
use crate::protocol::Family;
use crate::view::NoteView;

/// One note for each end.
pub(super) fn notes(analysis: &Analysis, it: &Explanation) -> Vec<NoteView> {
    let endpoint = |it| analysis.cluster.endpoints.at(it);
    let note = |it: &Endpoint| NoteView { code: "no-common-family", text: families(analysis, it) };
    vec![note(endpoint(it.source)), note(endpoint(it.destination))]
}

fn families(analysis: &Analysis, it: &Endpoint) -> String {
    let has = analysis.reach.families(it);
    let only = match (has.get(Family::V4), has.get(Family::V6)) {
        (Has::No, _) => "IPv6 only",
        (_, Has::No) => "IPv4 only",
        (Has::Yes | Has::Perhaps, Has::Yes | Has::Perhaps) => {
            "IPv4 and IPv6, but was asked for by an address of one"
        }
    };
    match &it.body {
        Body::External(_) => format!("{}: {only}.", it.name),
        Body::Pod(pod) => format!("{}: {only}{}.", it.id, addresses(pod)),
    }
}

fn addresses(pod: &PodBody) -> String {
    let host = pod.host_addresses.iter().filter(|_| pod.host_network);
    let own: Vec<String> = pod.addresses.iter().chain(host).map(ToString::to_string).collect();
    if own.is_empty() { String::new() } else { format!(" ({})", own.join(", ")) }
}
