//! A tree to a [`Pod`], and the template of a workload to a [`PodSpec`].

use std::net::IpAddr;

use super::{ContainerPort, Pod, PodSpec};
use crate::diagnostic::Code;
use crate::hash::HashSet;
use crate::kind::check::{Path, Report, quoted};
use crate::kind::field::{cidr, names, port};
use crate::kind::read::readers::ObjectReader;
use crate::kind::{Labels, Manifest, Meta};
use crate::options::Options;
use crate::yaml::Node;

/// Reads Pods.
pub(in crate::kind) struct PodReader;

impl ObjectReader for PodReader {
    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        _options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest> {
        Some(Manifest::Pod(read(root, meta, report)))
    }
}

/// A Pod, its `status` included.
fn read(root: &Node<'_>, meta: Meta, report: &mut Report<'_>) -> Pod {
    let spec = pod_spec(root, &Path::Root, meta.labels.clone(), report);
    let status = root.get("status");
    let phase = status.and_then(|it| it.get("phase")).and_then(Node::as_str);
    // `kubectl run --dry-run` writes an empty status.
    let exported = meta.exported || status.is_some_and(|it| !it.entries().is_empty());
    Pod {
        meta,
        spec,
        addresses: addresses(status, "podIP", "podIPs"),
        all_addresses: status.and_then(|it| it.get("podIPs")).is_some_and(|it| !it.items().is_empty()),
        host_addresses: addresses(status, "hostIP", "hostIPs"),
        finished: matches!(phase, Some("Succeeded" | "Failed")),
        exported,
    }
}

/// What a pod and a template have in common; `holder` is what `metadata` and `spec` stand in.
pub(in crate::kind) fn pod_spec(
    holder: &Node<'_>,
    path: &Path<'_>,
    labels: Labels,
    report: &mut Report<'_>,
) -> PodSpec {
    let metadata = holder.entry("metadata");
    let written = metadata.and_then(|it| it.value.entry("labels"));
    let labels_span = match (written, metadata) {
        (Some(it), _) => it.key_span.to(it.value.span),
        (None, Some(it)) => it.key_span,
        (None, None) => holder.span,
    };
    let mut pod = PodSpec { labels, labels_span, ..PodSpec::default() };
    let Some(spec) = report.object(holder, path, "spec") else { return pod };
    let path = path.field("spec");
    pod.host_network = report.bool(spec, &path, "hostNetwork");
    pod.node_name = report.text(spec, &path, "nodeName").map(|it| it.0.to_owned()).unwrap_or_default();
    for (key, only_sidecars) in [("containers", false), ("initContainers", true)] {
        let containers = report.list(spec, &path, key);
        let path = path.field(key);
        for (index, container) in containers.iter().enumerate() {
            // "Those initContainers that have restartPolicy: Always (sidecars)".
            let always = container.get("restartPolicy").and_then(Node::as_str) == Some("Always");
            if always || !only_sidecars {
                container_ports(container, &path.item(index), &mut pod.ports, report);
            }
        }
    }
    pod
}

fn container_ports(
    container: &Node<'_>,
    path: &Path<'_>,
    ports: &mut Vec<ContainerPort>,
    report: &mut Report<'_>,
) {
    let container_name = container.get("name").and_then(Node::as_str).unwrap_or_default();
    let mut names = HashSet::default();
    let ports_path = path.field("ports");
    for (index, node) in report.list(container, path, "ports").iter().enumerate() {
        let path = ports_path.item(index);
        let name = report.text(node, &path, "name").map(|(name, span)| {
            for it in names::port_name(name) {
                report.invalid_text(&path.field("name"), span, name, &it);
            }
            if names.contains(name) {
                let message = format!("Duplicate value: {}", quoted(name));
                report.refuse(Code::DuplicateValue, &path.field("name"), span, message);
            }
            name
        });
        let protocol = port::protocol(node, &path, report);
        let number_path = path.field("containerPort");
        let number = match report.int(node, &path, "containerPort").filter(|it| it.0 != 0) {
            Some((number, span)) => port::number(number, span, &number_path, report),
            None => {
                report.required(&number_path, node.span, "");
                None
            }
        };
        let host_port = report.int(node, &path, "hostPort");
        if let (Some(protocol), Some(number)) = (protocol, number) {
            names.extend(name.filter(|it| !it.is_empty()));
            ports.push(ContainerPort {
                name: name.unwrap_or_default().to_owned(),
                number,
                protocol,
                // "Publishes on the node and has no role in policy matching".
                host_port: host_port.and_then(|it| u16::try_from(it.0).ok()).filter(|&it| it != 0),
                container: container_name.to_owned(),
                span: node.span,
            });
        }
    }
}

/// "The union of `podIPs[].ip` and `podIP`", each once.
fn addresses(status: Option<&Node<'_>>, one: &str, many: &str) -> Vec<IpAddr> {
    let Some(status) = status else { return Vec::new() };
    let listed = status.get(many).map_or(&[][..], Node::items).iter().filter_map(|it| it.get("ip"));
    let mut known = HashSet::default();
    let written = listed.chain(status.get(one)).filter_map(Node::as_str);
    written.filter_map(|it| Some(cidr::parse_address(it)?.0)).filter(|it| known.insert(*it)).collect()
}
