//! Rules of a server for values of pods, workloads, Services and namespaces that do not bear on policies, so that nothing
//! else of this project asks for them: in its words.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::kind::check::location;
use crate::kind::names;
use crate::source::Span;
use crate::yaml::{Node, Value};

/// Adds what is wrong with an object.
pub(super) fn broken(kind: &str, root: &Node<'_>, res: &mut Vec<Diagnostic>) {
    let mut found = Found { span: root.span, res };
    found.metadata(kind, root);
    let none = Node { span: root.span, value: Value::Null };
    let spec = root.get("spec").unwrap_or(&none);
    match kind {
        "Pod" => found.pod(spec, "spec"),
        "Service" => found.service(spec),
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "ReplicationController" | "Job" => {
            found.workload(kind, spec, "spec");
        }
        "CronJob" => match spec.at(&["jobTemplate", "spec"]) {
            Some(it) => found.workload("Job", it, "spec.jobTemplate.spec"),
            None => found.workload("Job", &none, "spec.jobTemplate.spec"),
        },
        _ => {}
    }
}

fn text<'n>(node: &'n Node<'_>, key: &str) -> &'n str {
    node.get(key).and_then(Node::as_str).unwrap_or_default()
}

fn items<'n, 't>(node: &'n Node<'t>, key: &str) -> &'n [Node<'t>] {
    node.get(key).map(Node::items).unwrap_or_default()
}

/// A map of texts; of a key that is there twice the last.
fn pairs<'n>(node: Option<&'n Node<'_>>) -> BTreeMap<&'n str, &'n str> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries.iter().map(|it| (&*it.key, it.value.as_str().unwrap_or_default())).collect()
}

struct Found<'r> {
    /// Where a problem is that has no better place.
    span: Span,
    res: &'r mut Vec<Diagnostic>,
}

impl Found<'_> {
    fn say(&mut self, at: Option<&Node<'_>>, field: &str, code: Code, message: String) {
        let span = at.map_or(self.span, |it| it.span);
        self.res.push(Diagnostic {
            field: field.to_owned(),
            location: Some(location(span)),
            ..Diagnostic::new(Severity::Error, code, message)
        });
    }

    fn required(&mut self, at: Option<&Node<'_>>, field: &str) {
        self.say(at, field, Code::RequiredValue, "Required value".to_owned());
    }

    /// `Invalid value` for each rule that a text breaks.
    fn invalid(&mut self, at: Option<&Node<'_>>, field: &str, value: &str, problems: &[String]) {
        for it in problems {
            self.say(at, field, Code::InvalidValue, format!("Invalid value: \"{value}\": {it}"));
        }
    }

    fn supported(&mut self, at: Option<&Node<'_>>, field: &str, value: &str, known: &[&str]) {
        if !value.is_empty() && !known.contains(&value) {
            let known: Vec<String> = known.iter().map(|it| format!("\"{it}\"")).collect();
            let message = format!("Unsupported value: \"{value}\": supported values: {}", known.join(", "));
            self.say(at, field, Code::UnsupportedValue, message);
        }
    }

    fn twice(&mut self, at: &Node<'_>, field: &str, value: &str) {
        self.say(Some(at), field, Code::DuplicateValue, format!("Duplicate value: {value}"));
    }

    fn number(&mut self, at: &Node<'_>, field: &str, port: i64) {
        if !(1..=65535).contains(&port) {
            let message = format!("Invalid value: {port}: must be between 1 and 65535, inclusive");
            self.say(Some(at), field, Code::InvalidValue, message);
        }
    }

    fn metadata(&mut self, kind: &str, root: &Node<'_>) {
        let at = root.at(&["metadata", "name"]);
        let name = at.and_then(Node::as_str).unwrap_or_default();
        if name.is_empty() {
            return;
        }
        let problems = match kind {
            "Namespace" => names::label_1123(name),
            "Service" => names::label_1035(name),
            _ => names::subdomain(name),
        };
        self.invalid(at, "metadata.name", name, &problems);
        self.labels(root.at(&["metadata", "labels"]), "metadata.labels");
    }

    fn labels(&mut self, node: Option<&Node<'_>>, field: &str) {
        for it in node.map(Node::entries).unwrap_or_default() {
            let problems = names::label_key(&it.key);
            self.invalid(Some(&it.value), field, &it.key, &problems);
            let value = it.value.as_str().unwrap_or_default();
            let problems = names::label_value(value);
            self.invalid(Some(&it.value), field, value, &problems);
        }
    }

    fn pod(&mut self, spec: &Node<'_>, at: &str) {
        if items(spec, "containers").is_empty() {
            self.required(Some(spec), &format!("{at}.containers"));
        }
        let mut seen: Vec<&str> = Vec::new();
        for key in ["initContainers", "containers"] {
            for (nth, it) in items(spec, key).iter().enumerate() {
                let at = format!("{at}.{key}[{nth}]");
                let (name, field) = (text(it, "name"), format!("{at}.name"));
                if name.is_empty() {
                    self.required(Some(it), &field);
                } else if seen.contains(&name) {
                    self.twice(it, &field, &format!("\"{name}\""));
                } else {
                    let problems = names::label_1123(name);
                    self.invalid(it.get("name"), &field, name, &problems);
                }
                seen.push(name);
                if text(it, "image").trim().is_empty() {
                    self.required(Some(it), &format!("{at}.image"));
                }
                self.container_ports(it, &at);
            }
        }
    }

    fn container_ports(&mut self, container: &Node<'_>, at: &str) {
        for (nth, it) in items(container, "ports").iter().enumerate() {
            let at = format!("{at}.ports[{nth}]");
            let field = format!("{at}.containerPort");
            match it.get("containerPort").and_then(Node::as_int) {
                None | Some(0) => self.required(Some(it), &field),
                Some(port) => self.number(it, &field, port),
            }
            let protocol = text(it, "protocol");
            self.supported(it.get("protocol"), &format!("{at}.protocol"), protocol, &PROTOCOLS);
            let name = text(it, "name");
            if !name.is_empty() {
                let problems = names::port_name(name);
                self.invalid(it.get("name"), &format!("{at}.name"), name, &problems);
            }
        }
    }

    fn workload(&mut self, kind: &str, spec: &Node<'_>, at: &str) {
        let none = Node { span: spec.span, value: Value::Null };
        let template = spec.get("template").unwrap_or(&none);
        // A Job makes its own selector, and that of a ReplicationController is no object.
        if !matches!(kind, "Job" | "ReplicationController") {
            self.selector(kind, spec, template, at);
        }
        if let Some(count) = spec.get("replicas").and_then(Node::as_int).filter(|it| *it < 0) {
            let message = format!("Invalid value: {count}: must be greater than or equal to 0");
            self.say(spec.get("replicas"), &format!("{at}.replicas"), Code::InvalidValue, message);
        }
        self.labels(template.at(&["metadata", "labels"]), &format!("{at}.template.metadata.labels"));
        self.pod(template.get("spec").unwrap_or(&none), &format!("{at}.template.spec"));
        let place = template.at(&["spec", "restartPolicy"]);
        let restart = place.and_then(Node::as_str).unwrap_or_default();
        let field = format!("{at}.template.spec.restartPolicy");
        if kind != "Job" {
            self.supported(place, &field, restart, &["Always"]);
        } else if restart.is_empty() {
            let message = "Required value: valid values: \"OnFailure\", \"Never\"".to_owned();
            self.say(Some(template), &field, Code::RequiredValue, message);
        } else {
            self.supported(place, &field, restart, &["OnFailure", "Never"]);
        }
    }

    fn selector(&mut self, kind: &str, spec: &Node<'_>, template: &Node<'_>, at: &str) {
        let field = format!("{at}.selector");
        let selector = spec.get("selector");
        let asked = pairs(selector.and_then(|it| it.get("matchLabels")));
        let expressions = selector.map(|it| items(it, "matchExpressions")).unwrap_or_default();
        if selector.is_none() {
            self.required(Some(spec), &field);
        } else if asked.is_empty() && expressions.is_empty() {
            // The server says it of a ReplicaSet as of a Deployment.
            let kind = if kind == "ReplicaSet" { "Deployment" } else { kind }.to_lowercase();
            let message = format!("Invalid value: {{}}: empty selector is invalid for {kind}");
            self.say(selector, &field, Code::InvalidValue, message);
        }
        let labels = pairs(template.at(&["metadata", "labels"]));
        let fits = asked.iter().all(|(key, value)| labels.get(key) == Some(value))
            && expressions.iter().all(|it| satisfies(it, &labels));
        if !fits {
            let map: Vec<String> = labels.iter().map(|(key, it)| format!("\"{key}\":\"{it}\"")).collect();
            let message =
                format!("Invalid value: {{{}}}: `selector` does not match template `labels`", map.join(","));
            let place = template.at(&["metadata", "labels"]).unwrap_or(template);
            self.say(Some(place), &format!("{at}.template.metadata.labels"), Code::InvalidValue, message);
        }
    }

    fn service(&mut self, spec: &Node<'_>) {
        let form = text(spec, "type");
        const TYPES: [&str; 4] = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
        self.supported(spec.get("type"), "spec.type", form, &TYPES);
        let all = items(spec, "ports");
        if all.is_empty() && text(spec, "clusterIP") != "None" && form != "ExternalName" {
            self.required(Some(spec), "spec.ports");
        }
        if form == "ExternalName" && text(spec, "externalName").is_empty() {
            self.required(Some(spec), "spec.externalName");
        }
        let (mut seen, mut names_seen): (Vec<(i64, &str)>, Vec<&str>) = (Vec::new(), Vec::new());
        for (nth, it) in all.iter().enumerate() {
            let at = format!("spec.ports[{nth}]");
            let (name, field) = (text(it, "name"), format!("{at}.name"));
            if name.is_empty() && all.len() > 1 {
                self.required(Some(it), &field);
            } else if !name.is_empty() {
                let problems = names::label_1123(name);
                self.invalid(it.get("name"), &field, name, &problems);
                if names_seen.contains(&name) {
                    self.twice(it, &field, &format!("\"{name}\""));
                }
            }
            names_seen.push(name);
            let port = it.get("port").and_then(Node::as_int).unwrap_or(0);
            self.number(it, &format!("{at}.port"), port);
            self.supported(it.get("protocol"), &format!("{at}.protocol"), text(it, "protocol"), &PROTOCOLS);
            if let Some(target) = it.get("targetPort") {
                self.target(target, &format!("{at}.targetPort"));
            }
            let own = text(it, "protocol");
            let pair = (port, if own.is_empty() { "TCP" } else { own });
            if seen.contains(&pair) {
                self.twice(it, &at, &format!("{{\"port\":{},\"protocol\":\"{}\"}}", pair.0, pair.1));
            }
            seen.push(pair);
        }
    }

    fn target(&mut self, target: &Node<'_>, field: &str) {
        if let Some(it) = target.as_int() {
            self.number(target, field, it);
        } else if let Some(it) = target.as_str() {
            let problems = names::port_name(it);
            self.invalid(Some(target), field, it, &problems);
        }
    }
}

const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];

/// Whether labels satisfy an expression; an operator that is none is said elsewhere.
fn satisfies(expression: &Node<'_>, labels: &BTreeMap<&str, &str>) -> bool {
    let own = labels.get(text(expression, "key"));
    let is_listed = || {
        let values = items(expression, "values").iter();
        own.is_some_and(|own| values.filter_map(Node::as_str).any(|it| it == *own))
    };
    match text(expression, "operator") {
        "In" => is_listed(),
        "NotIn" => !is_listed(),
        "Exists" => own.is_some(),
        "DoesNotExist" => own.is_none(),
        _ => true,
    }
}
