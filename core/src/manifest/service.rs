//! v1 Service, as far as it is read: the ports that people ask about.

use super::path::Path;
use super::port;
use super::report::Report;
use super::{Meta, ServicePort};
use crate::yaml::Node;

/// The ports of a Service. They are offered as choices and evaluate to nothing.
pub(super) fn read_ports(root: &Node<'_>, meta: &Meta, report: &mut Report<'_>) -> Vec<ServicePort> {
    let Some(spec) = report.object(root, &Path::Root, "spec") else { return Vec::new() };
    let path = Path::Root.field("spec");
    let ports_path = path.field("ports");
    let mut ports = Vec::new();
    for (index, node) in report.list(spec, &path, "ports").iter().enumerate() {
        let path = ports_path.item(index);
        let protocol = port::protocol(node, &path, report);
        let number = report
            .int(node, &path, "port")
            .and_then(|(number, span)| port::number(number, span, &path.field("port"), report));
        if let (Some(protocol), Some(number)) = (protocol, number) {
            ports.push(ServicePort {
                namespace: meta.namespace.clone(),
                service: meta.name.value.clone(),
                name: node.get("name").and_then(Node::as_str).unwrap_or_default().to_owned(),
                number,
                protocol,
            });
        }
    }
    ports
}
