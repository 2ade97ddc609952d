//! Caveats about Services in words.

use crate::explain::Contested;
use crate::explain::service::{ServiceFlow, ServiceNote};
use crate::model::{HOW_TO_GO_ON, Model, people};
use crate::probe::Probe;
use crate::view::NoteView;

pub(super) fn view(model: &Model, flow: &ServiceFlow, it: &ServiceNote) -> NoteView {
    let written = model.cluster.written(flow.resolved.service);
    let id = written.map(|it| it.0.id()).unwrap_or_default();
    let (code, text): (&'static str, String) = match it {
        ServiceNote::Alias => (
            "service-alias",
            "An ExternalName is a DNS alias: clients reach the Service that it names, on the port they ask for.".to_owned(),
        ),
        ServiceNote::NoEndpointsKnown => (
            "no-endpoints-known",
            match written.map(|it| it.1.external_name.as_str()) {
                None | Some("") => format!(
                    "{id} has no selector and no endpoints in the input: add its EndpointSlice to decide this."
                ),
                Some(name) => format!("The Service {name} is not in the input, or is an alias itself."),
            },
        ),
        ServiceNote::Hairpin => (
            "service-hairpin",
            "The client is itself a backend. Network plugins disagree about a pod that reaches itself through a Service: some deny it, some do not ask policies.".to_owned(),
        ),
        ServiceNote::ExternalBackend => (
            "external-backend",
            "A backend lies outside the cluster. Network plugins may compare blocks with its address or with the Service's; here it is the backend's.".to_owned(),
        ),
        ServiceNote::ClusterIpInBlock(rule) => {
            let policy = &model.policies.policies.at(rule.policy).id;
            let rule = rule.index + 1;
            (
                "cluster-ip-in-block",
                format!("A block of {policy}, egress rule {rule}, holds the Service's own address. Policies are taken to see the backend's address instead: select the backend's pods."),
            )
        }
        ServiceNote::PortOfService => {
            let (protocol, port) = flow.resolved.asked;
            (
                "port-of-service",
                format!(
                    "Policies would allow {}, which is the Service's port; what they see is the port of the pods. Allow that one.",
                    Probe::Port(protocol, port).label()
                ),
            )
        }
        ServiceNote::HeadlessTarget(port, target) => (
            "headless-target-port",
            format!("{id} is headless: clients reach port {port} of the pods, and `targetPort: {target}` is ignored."),
        ),
        ServiceNote::LeftOut => (
            "left-out",
            format!(
                "Rules that decide about a backend are not evaluated: they take more steps than the limit of {}. {HOW_TO_GO_ON}.",
                people(model.options.limit_work)
            ),
        ),
        ServiceNote::PerhapsBackend => (
            "perhaps-backend",
            "The selector asks for a label that a pod gets from its controller or its node; its value is not in the input.".to_owned(),
        ),
        ServiceNote::SourceRewrite => (
            "source-rewrite",
            "With `externalTrafficPolicy: Cluster`, pods may see the address of a node instead of the client's; `Local` keeps the client's.".to_owned(),
        ),
        ServiceNote::SourceKept => (
            "source-kept",
            "With `externalTrafficPolicy: Local`, pods see the client's address.".to_owned(),
        ),
        ServiceNote::SourceRanges => {
            let ranges = written.map(|it| it.1.source_ranges.join(", ")).unwrap_or_default();
            (
                "load-balancer-source-ranges",
                format!("`loadBalancerSourceRanges` lets only {ranges} through, before policies are asked; it is not evaluated here."),
            )
        }
        ServiceNote::NotPublished => (
            "not-published",
            format!("{id} cannot be reached from outside the cluster; the answer is what policies would decide."),
        ),
    };
    let contested = it.contested();
    NoteView {
        code,
        text,
        case: contested.map_or("", Contested::case),
        knob: contested.map_or("", Contested::knob),
    }
}
