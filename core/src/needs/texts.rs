//! What the files say beside the objects that take part: containers with their environment, arguments and probes,
//! ConfigMaps, routes of gateways. Read from the texts anew, when it is asked for.
//!
//! What counts is what the evaluation read: a base as its overlay makes it, commands and other forms as the intake made
//! YAML of them. Objects of lists are gone through, too.

use crate::hash::HashMap;
use crate::model::Model;
use crate::source::{Location, Span};
use crate::yaml::{self, Node};

/// A value with its key.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// Name of the variable, key of the ConfigMap; empty for arguments.
    pub(super) key: String,
    pub(super) value: String,
    pub(super) location: Location,
    /// A value beside it that is its port, as `DB_PORT` is of `DB_HOST`.
    pub(super) port: Option<u16>,
    pub(super) source: Source,
}

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A variable of a container.
    Env,
    /// `args` or `command` of a container.
    Argument,
    /// Data of this ConfigMap.
    ConfigMap(String),
}

/// An object that makes pods, or a pod.
#[derive(Debug, Default)]
pub(super) struct Client {
    pub(super) kind: String,
    /// Whether it is a pod itself, and no template of pods.
    pub(super) is_pod: bool,
    pub(super) namespace: String,
    pub(super) name: String,
    pub(super) texts: Vec<Text>,
    /// ConfigMaps that its pods use, and of which only some keys.
    config_maps: Vec<(String, Option<String>)>,
    /// Ports that the kubelet asks, each as it is written.
    pub(super) probes: Vec<(String, Location)>,
    /// `serviceName` of a StatefulSet.
    pub(super) peers: Option<(String, Location)>,
}

/// A backend of a route.
#[derive(Debug)]
pub(super) struct Backend {
    /// `HTTPRoute shop/web`.
    pub(super) route: String,
    pub(super) namespace: String,
    pub(super) service: String,
    pub(super) port: Option<u16>,
    pub(super) location: Location,
}

/// Everything.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) clients: Vec<Client>,
    pub(super) routes: Vec<Backend>,
    config_maps: HashMap<(String, String), Vec<Text>>,
    /// Whether there was more than is looked at.
    pub(super) is_cut: bool,
}

/// No object of this kind is read elsewhere.
const CONFIG_MAP: &str = "ConfigMap";
const ROUTES: [&str; 5] = ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"];

/// So many bytes of ConfigMaps are looked through for all pods together: many may use one.
const BYTES: usize = 1 << 26;

/// Objects of lists within lists are not gone through for ever.
const DEPTH: usize = 4;

impl Found {
    pub(super) fn new(model: &Model) -> Found {
        let mut res = Found::default();
        for &at in &model.read.documents {
            let Some(text) = model.places.text(at) else { continue };
            let Some(root) = yaml::parse(text, &mut Vec::new()) else { continue };
            let mut reader = Reader { model, at, found: &mut res };
            // An item of a list that is read by itself is a list of one.
            match root.items() {
                [] => reader.look(&root, DEPTH),
                items => items.iter().for_each(|it| reader.look(it, DEPTH)),
            }
        }
        let Found { clients, config_maps, is_cut, .. } = &mut res;
        let mut left = BYTES;
        for client in clients {
            client.config_maps.sort();
            client.config_maps.dedup();
            for (name, key) in std::mem::take(&mut client.config_maps) {
                let data = config_maps.get(&(client.namespace.clone(), name)).into_iter().flatten();
                for it in data.filter(|it| key.as_ref().is_none_or(|key| *key == it.key)) {
                    match left.checked_sub(it.value.len() + 100) {
                        Some(rest) => left = rest,
                        None => {
                            *is_cut = true;
                            continue;
                        }
                    }
                    client.texts.push(it.clone());
                }
            }
        }
        res
    }
}

struct Reader<'r> {
    model: &'r Model,
    /// The document.
    at: Location,
    found: &'r mut Found,
}

fn text(it: &Node<'_>, keys: &[&str]) -> Option<String> {
    it.at(keys)?.as_str().map(str::to_owned)
}

fn number(it: &Node<'_>, keys: &[&str]) -> Option<u16> {
    it.at(keys)?.as_int().and_then(|it| u16::try_from(it).ok()).filter(|it| *it != 0)
}

impl Reader<'_> {
    fn location(&self, span: Span) -> Location {
        Location { file: self.at.file, span: span.shifted(self.at.span.start) }
    }

    fn look(&mut self, it: &Node<'_>, depth: usize) {
        let Some(kind) = text(it, &["kind"]) else { return };
        if kind.ends_with("List") {
            if let Some(less) = depth.checked_sub(1) {
                it.get("items").map_or(&[][..], |it| it.items()).iter().for_each(|it| self.look(it, less));
            }
            return;
        }
        let Some(name) = text(it, &["metadata", "name"]) else { return };
        let namespace = text(it, &["metadata", "namespace"]).filter(|it| !it.is_empty());
        let namespace = namespace.unwrap_or_else(|| self.model.options.default_namespace.clone());
        if kind == CONFIG_MAP {
            let data = it.get("data").map_or(&[][..], |it| it.entries());
            let one = |entry: &yaml::Entry<'_>| {
                Some(Text {
                    key: entry.key.to_string(),
                    value: entry.value.as_str()?.to_owned(),
                    location: self.location(entry.value.span),
                    port: None,
                    source: Source::ConfigMap(name.clone()),
                })
            };
            let texts = data.iter().filter_map(one).collect();
            self.found.config_maps.insert((namespace, name), with_ports(texts));
        } else if ROUTES.contains(&kind.as_str()) {
            self.route(it, format!("{kind} {namespace}/{name}"), &namespace);
        } else {
            let at: [&[&str]; 3] = [
                &["spec"],
                &["spec", "template", "spec"],
                &["spec", "jobTemplate", "spec", "template", "spec"],
            ];
            let mut pods = at.iter().filter_map(|keys| Some((keys.len() == 1, it.at(keys)?)));
            let pod = pods.find(|it| it.1.get("containers").is_some());
            if let Some((is_pod, pod)) = pod {
                let mut client = Client { kind, is_pod, namespace, name, ..Client::default() };
                let peers = it.at(&["spec", "serviceName"]);
                client.peers = peers.and_then(|it| Some((it.as_str()?.to_owned(), self.location(it.span))));
                self.pod(pod, &mut client);
                self.found.clients.push(client);
            }
        }
    }

    fn pod(&self, pod: &Node<'_>, client: &mut Client) {
        for list in ["containers", "initContainers"] {
            for it in pod.get(list).map_or(&[][..], |it| it.items()) {
                self.container(it, client);
            }
        }
        for it in pod.get("volumes").map_or(&[][..], |it| it.items()) {
            client.config_maps.extend(text(it, &["configMap", "name"]).map(|it| (it, None)));
            for it in it.at(&["projected", "sources"]).map_or(&[][..], |it| it.items()) {
                client.config_maps.extend(text(it, &["configMap", "name"]).map(|it| (it, None)));
            }
        }
    }

    fn container(&self, it: &Node<'_>, client: &mut Client) {
        let mut env = Vec::new();
        for it in it.get("env").map_or(&[][..], |it| it.items()) {
            let Some(key) = text(it, &["name"]) else { continue };
            if let Some(value) = it.get("value") {
                let written = value.as_str().map(str::to_owned);
                if let Some(written) = written.or_else(|| value.as_int().map(|it| it.to_string())) {
                    let location = self.location(value.span);
                    env.push(Text { key, value: written, location, port: None, source: Source::Env });
                }
            } else if let Some(map) = text(it, &["valueFrom", "configMapKeyRef", "name"]) {
                client.config_maps.push((map, text(it, &["valueFrom", "configMapKeyRef", "key"])));
            }
        }
        client.texts.extend(with_ports(env));
        for it in it.get("envFrom").map_or(&[][..], |it| it.items()) {
            client.config_maps.extend(text(it, &["configMapRef", "name"]).map(|it| (it, None)));
        }
        for it in ["command", "args"].iter().filter_map(|key| it.get(key)).flat_map(|it| it.items()) {
            let Some(value) = it.as_str() else { continue };
            let (value, location) = (value.to_owned(), self.location(it.span));
            client.texts.push(Text {
                key: String::new(),
                value,
                location,
                port: None,
                source: Source::Argument,
            });
        }
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"].iter().filter_map(|key| it.get(key))
        {
            for how in ["httpGet", "tcpSocket", "grpc"] {
                let Some(port) = probe.at(&[how, "port"]) else { continue };
                let written =
                    port.as_str().map(str::to_owned).or_else(|| port.as_int().map(|it| it.to_string()));
                client.probes.extend(written.map(|it| (it, self.location(port.span))));
            }
        }
    }

    fn route(&mut self, it: &Node<'_>, route: String, own: &str) {
        for rule in it.at(&["spec", "rules"]).map_or(&[][..], |it| it.items()) {
            for it in rule.get("backendRefs").map_or(&[][..], |it| it.items()) {
                let is_service = text(it, &["kind"]).is_none_or(|it| it == "Service");
                let Some(service) = text(it, &["name"]).filter(|_| is_service) else { continue };
                let namespace = text(it, &["namespace"]).unwrap_or_else(|| own.to_owned());
                let (port, location) = (number(it, &["port"]), self.location(it.span));
                self.found.routes.push(Backend { route: route.clone(), namespace, service, port, location });
            }
        }
    }
}

/// Gives each value the port that stands beside it: `DB_PORT` is that of `DB_HOST`.
fn with_ports(mut all: Vec<Text>) -> Vec<Text> {
    let stem = |key: &str, end: &str| {
        let upper = key.to_ascii_uppercase();
        upper.strip_suffix(end).map(|it| it.trim_end_matches(['_', '-', '.']).to_owned())
    };
    let ports: HashMap<String, u16> =
        all.iter().filter_map(|it| Some((stem(&it.key, "PORT")?, it.value.parse().ok()?))).collect();
    for it in &mut all {
        let of = ["HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER"].iter().find_map(|end| stem(&it.key, end));
        it.port = of.and_then(|it| ports.get(&it).copied()).filter(|it| *it != 0);
    }
    all
}
