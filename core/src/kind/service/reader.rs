//! A tree to a [`Service`]. A Service is never refused: what the API server would not take is a warning, as for every
//! object that is not a policy.

use std::net::IpAddr;

use super::{PortRef, Service, ServicePort, ServiceType};
use crate::diagnostic::Code;
use crate::hash::HashSet;
use crate::kind::check::{Path, Report, quoted};
use crate::kind::field::{balancer, cidr, labels, names, port};
use crate::kind::read::readers::ObjectReader;
use crate::kind::{Labels, Manifest, Meta};
use crate::options::Options;
use crate::protocol::Family;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// Reads Services.
pub(in crate::kind) struct ServiceReader;

impl ObjectReader for ServiceReader {
    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        _options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest> {
        Some(Manifest::Service(read(root, meta, report)))
    }
}

fn read(root: &Node<'_>, meta: Meta, report: &mut Report<'_>) -> Service {
    let none = Node { span: meta.name.span, value: Value::Null };
    let spec = report.object(root, &Path::Root, "spec").unwrap_or(&none);
    let path = &Path::Root.field("spec");
    let kind = kind(spec, path, report);
    let (headless, cluster_ips) = cluster_ips(spec, path, report);
    let ports = ports(spec, path, kind, report);
    if ports.is_empty() && spec.get("ports").is_none() && !headless && kind != ServiceType::ExternalName {
        report.required(&path.field("ports"), meta.name.span, "");
    }
    let mut external_ips = addresses(spec, path, "externalIPs", report);
    let published_at = balancer::published_at(root);
    external_ips.extend(published_at.iter().filter_map(|it| cidr::parse_address(it)).map(|it| it.0));
    Service {
        kind,
        selector: match spec.get("selector") {
            Some(_) => labels::read(spec, path, "selector", report),
            None => Labels::default(),
        },
        selector_span: spec.entry("selector").map_or(meta.name.span, |it| it.key_span.to(it.value.span)),
        headless,
        cluster_ips,
        families: families(spec, path, report),
        external_name: external_name(spec, path, kind, meta.name.span, report),
        external_ips,
        published_at,
        keeps_client_address: traffic_policy(spec, path, report),
        source_ranges: source_ranges(spec, path, report),
        ports,
        meta,
    }
}

fn kind(spec: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> ServiceType {
    let Some((written, span)) = report.text(spec, path, "type").filter(|it| !it.0.is_empty()) else {
        return ServiceType::default();
    };
    let found = ServiceType::ALL.into_iter().find(|it| it.as_str() == written);
    found.unwrap_or_else(|| {
        let supported = ServiceType::ALL.map(ServiceType::as_str);
        report.unsupported(&path.field("type"), span, written, &supported);
        ServiceType::default()
    })
}

/// Whether it is headless, and its own addresses: `clusterIP` is the first of `clusterIPs`.
fn cluster_ips(spec: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> (bool, Vec<IpAddr>) {
    let one = report.text(spec, path, "clusterIP");
    if one.is_some_and(|it| it.0 == "None") {
        return (true, Vec::new());
    }
    let mut res = Vec::new();
    if let Some((text, span)) = one.filter(|it| !it.0.is_empty()) {
        match cidr::parse_address(text) {
            Some(it) => res.push(it.0),
            None => {
                let detail = "must be empty, 'None', or a valid IP address";
                report.invalid_text(&path.field("clusterIP"), span, text, detail);
            }
        }
    }
    let several = spec.get("clusterIPs").map_or(&[][..], Node::items).iter().filter_map(Node::as_str);
    let mut known: HashSet<IpAddr> = res.iter().copied().collect();
    res.extend(several.clone().filter_map(cidr::parse_address).map(|it| it.0).filter(|it| known.insert(*it)));
    (one.is_none() && several.take(1).any(|it| it == "None"), res)
}

/// A list of addresses; what is none is reported.
fn addresses(spec: &Node<'_>, path: &Path<'_>, key: &str, report: &mut Report<'_>) -> Vec<IpAddr> {
    let list = report.list(spec, path, key);
    let path = path.field(key);
    let mut res = Vec::new();
    for (index, it) in list.iter().enumerate() {
        let written = it.as_str().unwrap_or_default();
        match cidr::parse_address(written) {
            Some(it) => res.push(it.0),
            None => {
                let detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
                report.invalid_text(&path.item(index), it.span, written, detail);
            }
        }
    }
    res
}

fn families(spec: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> Vec<Family> {
    let list = report.list(spec, path, "ipFamilies");
    let path = path.field("ipFamilies");
    let mut res = Vec::new();
    for (index, it) in list.iter().enumerate() {
        match it.as_str().unwrap_or_default() {
            "IPv4" => res.push(Family::V4),
            "IPv6" => res.push(Family::V6),
            other => {
                report.unsupported(&path.item(index), it.span, other, &["IPv4", "IPv6"]);
            }
        }
    }
    res
}

fn external_name(
    spec: &Node<'_>,
    path: &Path<'_>,
    kind: ServiceType,
    at: Span,
    report: &mut Report<'_>,
) -> String {
    if kind != ServiceType::ExternalName {
        return String::new();
    }
    let path_of_name = path.field("externalName");
    let Some((written, span)) = report.text(spec, path, "externalName").filter(|it| !it.0.is_empty()) else {
        report.required(&path_of_name, at, "");
        return String::new();
    };
    let name = written.strip_suffix('.').unwrap_or(written);
    for it in names::subdomain(name) {
        report.invalid_text(&path_of_name, span, written, &it);
    }
    name.to_ascii_lowercase()
}

fn traffic_policy(spec: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> bool {
    match report.text(spec, path, "externalTrafficPolicy") {
        Some(("Local", _)) => true,
        None | Some(("Cluster" | "", _)) => false,
        Some((other, span)) => {
            report.unsupported(&path.field("externalTrafficPolicy"), span, other, &["Cluster", "Local"]);
            false
        }
    }
}

fn source_ranges(spec: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> Vec<String> {
    let list = report.list(spec, path, "loadBalancerSourceRanges");
    let path = path.field("loadBalancerSourceRanges");
    let mut res = Vec::new();
    for (index, it) in list.iter().enumerate() {
        let written = it.as_str().unwrap_or_default();
        if cidr::parse(written.trim()).is_none() {
            let detail = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";
            report.invalid_text(&path.item(index), it.span, written, detail);
        }
        res.push(written.to_owned());
    }
    res
}

fn ports(spec: &Node<'_>, path: &Path<'_>, kind: ServiceType, report: &mut Report<'_>) -> Vec<ServicePort> {
    let list = report.list(spec, path, "ports");
    let path = path.field("ports");
    let mut res: Vec<ServicePort> = Vec::new();
    let (mut names, mut numbers) = (HashSet::default(), HashSet::default());
    for (index, node) in list.iter().enumerate() {
        let path = path.item(index);
        let Some(new) = service_port(node, &path, list.len() > 1, report) else { continue };
        let is_new_name = new.name.is_empty() || names.insert(new.name.clone());
        let is_new_number = numbers.insert((new.number, new.protocol));
        if !is_new_name {
            let message = format!("Duplicate value: {}", quoted(&new.name));
            let span = node.get("name").map_or(new.span, |it| it.span);
            report.refuse(Code::DuplicateValue, &path.field("name"), span, message);
        } else if !is_new_number {
            let message = format!("Duplicate value: {} {}", new.protocol.as_str(), new.number);
            report.refuse(Code::DuplicateValue, &path, new.span, message);
        }
        if new.node_port.is_some() && matches!(kind, ServiceType::ClusterIp | ServiceType::ExternalName) {
            let span = node.get("nodePort").map_or(new.span, |it| it.span);
            let detail = format!("may not be used when `type` is '{}'", kind.as_str());
            report.forbidden(&path.field("nodePort"), span, &detail);
        }
        res.push(new);
    }
    res
}

fn service_port(
    node: &Node<'_>,
    path: &Path<'_>,
    needs_name: bool,
    report: &mut Report<'_>,
) -> Option<ServicePort> {
    let name_path = path.field("name");
    let name = match report.text(node, path, "name").filter(|it| !it.0.is_empty()) {
        Some((name, span)) => {
            for it in names::label_1123(name) {
                report.invalid_text(&name_path, span, name, &it);
            }
            name
        }
        None => {
            if needs_name {
                report.required(&name_path, node.span, "");
            }
            ""
        }
    };
    let protocol = port::protocol(node, path, report);
    let number_path = path.field("port");
    let number = match node.get("port") {
        Some(_) => {
            let written = report.int(node, path, "port");
            if written.is_none() {
                report.help("write a number, without quotes; the Service is read without this port");
            }
            written.and_then(|(number, span)| port::number(number, span, &number_path, report))
        }
        None => {
            report.required(&number_path, node.span, "");
            None
        }
    };
    let (number, protocol) = (number?, protocol?);
    let target = target(node, path, report);
    let node_port = report.int(node, path, "nodePort").and_then(|(number, span)| match number {
        0 => None,
        _ => port::number(number, span, &path.field("nodePort"), report),
    });
    Some(ServicePort {
        span: node.span,
        name: name.to_owned(),
        number,
        protocol,
        target_span: target.is_some().then(|| node.span_with_key("targetPort")),
        target: target.unwrap_or(PortRef::Number(number)),
        node_port,
    })
}

/// "`targetPort` absent, 0 or empty = `port`".
fn target(node: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> Option<PortRef> {
    let target = node.get("targetPort")?;
    let path_of_target = path.field("targetPort");
    match &target.value {
        Value::String(name) if name.is_empty() => None,
        Value::String(name) => {
            for it in names::port_name(name) {
                report.invalid_text(&path_of_target, target.span, name, &it);
                if name.parse::<u16>().is_ok() {
                    report.help(format!("quotes make it a name; write the number without quotes: {name}"));
                }
            }
            Some(PortRef::Name(name.clone().into_owned()))
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
            let (number, span) = report.int(node, path, "targetPort").filter(|it| it.0 != 0)?;
            port::number(number, span, &path_of_target, report).map(PortRef::Number)
        }
        Value::Sequence(_) | Value::Mapping(_) => {
            report.text(node, path, "targetPort");
            None
        }
    }
}
