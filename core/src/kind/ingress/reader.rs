//! A tree to an [`Ingress`].

use super::{Ingress, IngressBackend};
use crate::diagnostic::{Code, Severity};
use crate::kind::check::{Path, Report};
use crate::kind::field::names::{self, NameRule};
use crate::kind::field::{balancer, port};
use crate::kind::read::readers::ObjectReader;
use crate::kind::{Manifest, Meta, PortRef};
use crate::options::{KubeVersion, Options};
use crate::yaml::{Node, Value};

/// Reads Ingresses.
pub(in crate::kind) struct IngressReader;

impl ObjectReader for IngressReader {
    fn read(
        &self,
        root: &Node<'_>,
        meta: Meta,
        options: &Options,
        report: &mut Report<'_>,
    ) -> Option<Manifest> {
        Some(Manifest::Ingress(read(root, meta, options, report)))
    }
}

fn read(root: &Node<'_>, meta: Meta, options: &Options, report: &mut Report<'_>) -> Ingress {
    let version = options.kube_version;
    let none = Node { span: meta.name.span, value: Value::Null };
    let spec = report.object(root, &Path::Root, "spec").unwrap_or(&none);
    let path = &Path::Root.field("spec");
    let mut backends = Vec::new();
    // `backend` is what `v1beta1` calls it.
    for key in ["defaultBackend", "backend"] {
        if let Some(it) = report.object(spec, path, key) {
            backends.extend(backend(it, &path.field(key), Place::default(), version, report));
        }
    }
    let rules = report.list(spec, path, "rules");
    let rules_path = path.field("rules");
    for (index, rule) in rules.iter().enumerate() {
        let path = rules_path.item(index);
        let host = report.text(rule, &path, "host").map_or("", |it| it.0);
        let Some(http) = report.object(rule, &path, "http") else { continue };
        let path = path.field("http");
        let paths = report.list(http, &path, "paths");
        let path = path.field("paths");
        for (index, it) in paths.iter().enumerate() {
            let path = path.item(index);
            let written = report.text(it, &path, "path").map_or("/", |it| it.0);
            match report.object(it, &path, "backend") {
                Some(it) => backends.extend(backend(
                    it,
                    &path.field("backend"),
                    Place { host, path: written },
                    version,
                    report,
                )),
                None => drop(report.required(&path.field("backend"), it.span, "")),
            }
        }
    }
    if rules.is_empty() && spec.get("defaultBackend").or(spec.get("backend")).is_none() {
        let detail = "either `defaultBackend` or `rules` must be specified";
        report.invalid_text(path, meta.name.span, "", detail);
    }
    Ingress { meta, backends, published_at: balancer::published_at(root) }
}

/// What a backend is for.
#[derive(Clone, Copy, Default)]
struct Place<'p> {
    host: &'p str,
    path: &'p str,
}

/// One backend in either form; `None` where it is no Service, or none that can be understood.
fn backend(
    node: &Node<'_>,
    path: &Path<'_>,
    at: Place<'_>,
    version: KubeVersion,
    report: &mut Report<'_>,
) -> Option<IngressBackend> {
    if node.get("resource").is_some() {
        let message = "a `resource` backend is not evaluated: only the controller knows what it stands for";
        report.note(Severity::Info, Code::ResourceBackend, path, node.span, message);
        return None;
    }
    let (name, port) = match report.object(node, path, "service") {
        Some(service) => {
            let path = path.field("service");
            (name(service, &path, "name", version, report)?, service_port(service, &path, report)?)
        }
        None => {
            let path = if node.get("serviceName").is_some() { *path } else { path.field("service") };
            let name = name(node, &path, "serviceName", version, report)?;
            (name, number_or_name(node, &path, "servicePort", report)?)
        }
    };
    Some(IngressBackend {
        span: node.span,
        host: at.host.to_owned(),
        path: at.path.to_owned(),
        service: name,
        port,
    })
}

fn name(
    holder: &Node<'_>,
    path: &Path<'_>,
    key: &str,
    version: KubeVersion,
    report: &mut Report<'_>,
) -> Option<String> {
    let path_of_name = path.field(key);
    let Some((name, span)) = report.text(holder, path, key).filter(|it| !it.0.is_empty()) else {
        report.required(&path_of_name, holder.span, "");
        return None;
    };
    for it in NameRule::Service.check(name, version) {
        report.invalid_text(&path_of_name, span, name, &it);
    }
    Some(name.to_owned())
}

/// `port: {number: 80}` or `port: {name: http}`.
fn service_port(service: &Node<'_>, path: &Path<'_>, report: &mut Report<'_>) -> Option<PortRef> {
    let path_of_port = path.field("port");
    let Some(node) = report.object(service, path, "port") else {
        report.required(&path_of_port, service.span, "port name or number is required");
        return None;
    };
    let name = report.text(node, &path_of_port, "name").filter(|it| !it.0.is_empty());
    let number = report.int(node, &path_of_port, "number").filter(|it| it.0 != 0);
    match (name, number) {
        (Some(_), Some(_)) => {
            report.invalid_text(&path_of_port, node.span, "", "cannot set both port name & port number");
            None
        }
        (Some((name, span)), None) => {
            for it in names::port_name(name) {
                report.invalid_text(&path_of_port.field("name"), span, name, &it);
            }
            Some(PortRef::Name(name.to_owned()))
        }
        (None, Some((number, span))) => {
            port::number(number, span, &path_of_port.field("number"), report).map(PortRef::Number)
        }
        (None, None) => {
            report.required(&path_of_port, node.span, "port name or number is required");
            None
        }
    }
}

/// `servicePort: 80` or `servicePort: http`.
fn number_or_name(holder: &Node<'_>, path: &Path<'_>, key: &str, report: &mut Report<'_>) -> Option<PortRef> {
    let path_of_port = path.field(key);
    match holder.get(key).map(|it| &it.value) {
        Some(Value::String(name)) => Some(PortRef::Name(name.clone().into_owned())),
        Some(_) => {
            let (number, span) = report.int(holder, path, key)?;
            port::number(number, span, &path_of_port, report).map(PortRef::Number)
        }
        None => {
            report.required(&path_of_port, holder.span, "port name or number is required");
            None
        }
    }
}
