//! Trees to [`Endpoints`]. Machines write most of them; what cannot be understood is a warning and left out.

use super::{EndpointAddress, EndpointPort, EndpointSet, Endpoints};
use crate::kind::check::{Path, Report};
use crate::kind::field::{cidr, port};
use crate::kind::read::readers::ObjectReader;
use crate::kind::{Manifest, Meta};
use crate::options::Options;
use crate::yaml::Node;

/// The label that ties a slice to its Service.
const SERVICE_NAME: &str = "kubernetes.io/service-name";

/// Reads EndpointSlices.
pub(in crate::kind) struct EndpointSliceReader;

impl ObjectReader for EndpointSliceReader {
    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        _options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest> {
        Some(Manifest::Endpoints(slice(root, meta, report)))
    }
}

/// Reads Endpoints.
pub(in crate::kind) struct EndpointsReader;

impl ObjectReader for EndpointsReader {
    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        _options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest> {
        Some(Manifest::Endpoints(endpoints(root, meta, report)))
    }
}

/// An EndpointSlice.
fn slice(root: &Node<'_>, meta: Meta, report: &mut Report<'_>) -> Endpoints {
    let mut set = EndpointSet { addresses: Vec::new(), ports: ports(root, &Path::Root, report) };
    let path = Path::Root.field("endpoints");
    let is_name = root.get("addressType").and_then(Node::as_str) == Some("FQDN");
    for (index, node) in report.list(root, &Path::Root, "endpoints").iter().enumerate() {
        let path = path.item(index);
        for (nth, it) in report.list(node, &path, "addresses").iter().enumerate().filter(|_| !is_name) {
            address(it, node, &path.field("addresses").item(nth), &mut set.addresses, report);
        }
    }
    let service = meta.labels.iter().find(|it| it.0 == SERVICE_NAME).map(|it| it.1.clone());
    Endpoints { meta, service: service.unwrap_or_default(), sets: vec![set] }
}

/// An Endpoints object: it has the addresses of the Service of its own name.
fn endpoints(root: &Node<'_>, meta: Meta, report: &mut Report<'_>) -> Endpoints {
    let path = Path::Root.field("subsets");
    let mut sets = Vec::new();
    for (index, node) in report.list(root, &Path::Root, "subsets").iter().enumerate() {
        let path = path.item(index);
        let mut set = EndpointSet { addresses: Vec::new(), ports: ports(node, &path, report) };
        for key in ["addresses", "notReadyAddresses"] {
            let list = report.list(node, &path, key);
            let path = path.field(key);
            for (nth, it) in list.iter().enumerate() {
                match it.get("ip") {
                    Some(ip) => address(ip, it, &path.item(nth).field("ip"), &mut set.addresses, report),
                    None => drop(report.required(&path.item(nth).field("ip"), it.span, "")),
                }
            }
        }
        sets.push(set);
    }
    Endpoints { service: meta.name.value.clone(), meta, sets }
}

fn address(
    node: &Node<'_>,
    holder: &Node<'_>,
    path: &Path<'_>,
    acc: &mut Vec<EndpointAddress>,
    report: &mut Report<'_>,
) {
    let written = node.as_str().unwrap_or_default();
    let Some((address, _)) = cidr::parse_address(written) else {
        let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
        return report.invalid_text(path, node.span, written, detail);
    };
    let target = holder.get("targetRef").filter(|it| it.get("kind").and_then(Node::as_str) == Some("Pod"));
    let pod = target.and_then(|it| it.get("name")).and_then(Node::as_str).unwrap_or_default().to_owned();
    acc.push(EndpointAddress { span: node.span, address, pod });
}

fn ports(holder: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> Vec<EndpointPort> {
    let list = report.list(holder, path, "ports");
    let path = path.field("ports");
    let mut res = Vec::new();
    for (index, node) in list.iter().enumerate() {
        let path = path.item(index);
        let name = report.text(node, &path, "name").map_or("", |it| it.0).to_owned();
        let protocol = port::protocol(node, &path, report);
        let number = report
            .int(node, &path, "port")
            .and_then(|(number, span)| port::number(number, span, &path.field("port"), report));
        if let (Some(protocol), Some(number)) = (protocol, number) {
            res.push(EndpointPort { name, number, protocol });
        }
    }
    res
}
