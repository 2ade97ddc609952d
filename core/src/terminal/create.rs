//! `kubectl create`, `run` and `expose`: what they make, and what refuses it.

use super::cluster::ServedCluster;
use super::flags::Command;
use super::generate as make;
use super::kube::not_simulated;
use super::print;
use super::resource::Kind;
use super::shell::Io;
use super::store::Object;
use super::value::Value;
use super::{Evaluate, Shell};
use crate::kind::names;

const NO_RESOURCES: &str = "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

/// What a server says of a name that no object may have.
pub(super) const NAME_RULE: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

impl Shell {
    pub(super) fn create(&mut self, command: &Command, evaluate: &Evaluate<'_>) -> Result<Io, Io> {
        if command.name == "create" {
            return match command.args.as_slice() {
                [] => Err(Io::error("error: must specify one of -f and -k")),
                them => Err(command.misused(&format!("Unexpected args: [{}]", them.join(" ")))),
            };
        }
        if matches!(command.name, "create service" | "create secret") {
            return Ok(Io::out(format!("Usage:\n  kubectl {} [flags] [options]\n", command.name)));
        }
        let name = match command.args.as_slice() {
            [name] => name.as_str(),
            them => return Err(command.misused(&format!("exactly one NAME is required, got {}", them.len()))),
        };
        let (value, what) = match command.name {
            "create deployment" => (make::deployment(command, name)?, "deployment"),
            "create job" => (make::job(command, name)?, "job"),
            "create cronjob" => (make::cronjob(command, name)?, "cronjob"),
            "create ingress" => (make::ingress(command, name)?, "ingress"),
            "create serviceaccount" => (make::small(command, name)?, "serviceaccount"),
            "create configmap" => (make::small(command, name)?, "configmap"),
            "create quota" => (make::small(command, name)?, "resourcequota"),
            "create namespace" => (make::small(command, name)?, ""),
            it if it.starts_with("create service ") => {
                let value = make::service(command, name)?;
                let what = match value.str_at(&["spec", "type"]).as_str() {
                    "NodePort" => "NodePort service",
                    "LoadBalancer" => "LoadBalancer service",
                    "ExternalName" => "ExternalName service",
                    _ => "ClusterIP service",
                };
                (value, what)
            }
            it => return Err(Io::error(not_simulated(it))),
        };
        let (refused, sign) = if what.is_empty() {
            ("Error from server".to_owned(), true)
        } else {
            (format!("error: failed to create {what}"), false)
        };
        self.make(command, vec![value], &refused, sign, evaluate)
    }

    /// Puts objects in that a command has made, or prints them. `refused` stands before what a server says; `has_reason`
    /// tells whether it says the reason's name too.
    pub(super) fn make(
        &mut self,
        command: &Command,
        values: Vec<Value>,
        refused: &str,
        has_reason: bool,
        evaluate: &Evaluate<'_>,
    ) -> Result<Io, Io> {
        let dry = command.dry_run()?;
        let output = command.value("output").unwrap_or_default();
        let namespace = self.namespace_of(command);
        let mut res = Io::default();
        let mut printed = Vec::new();
        for mut value in values {
            let Some(object) = Object::new(value.clone(), &namespace) else { continue };
            if object.resource.is_namespaced && command.value("namespace").is_some() {
                value.put_at(&["metadata", "namespace"], Value::text(&namespace));
            }
            let why = |reason: &str, text: String| {
                let reason = if has_reason { format!(" ({reason})") } else { String::new() };
                Io::error(format!("{refused}{reason}: {text}"))
            };
            // Where the command has words of its own around it, the server's begin with the kind and its group.
            let within = |io: Io| {
                if has_reason {
                    return io;
                }
                let mut io = io;
                let text: String = io.parts.iter().map(|it| it.1.as_str()).collect();
                let group = object.resource.group;
                let dot = if group.is_empty() { "" } else { "." };
                let kind = object.key.kind;
                let end = text.strip_prefix(&format!("The {kind} ")).unwrap_or(&text);
                io.parts = vec![(true, format!("{refused}: {kind}{dot}{group} {end}"))];
                io
            };
            if dry != Some("client") {
                let cluster = self.cluster();
                if let Some(text) = is_no_name(&object) {
                    return Err(within(text));
                }
                let text = print::yaml(&value);
                match super::check::refused(object.resource, &text, object.name(), evaluate) {
                    Some(super::check::Refused::Decoding(text)) => return Err(why("BadRequest", text)),
                    Some(super::check::Refused::Invalid(text)) => return Err(within(Io::error(text))),
                    None => {}
                }
                if object.resource.is_namespaced && !cluster.has_namespace(&namespace) {
                    return Err(why("NotFound", format!("namespaces \"{namespace}\" not found")));
                }
                if is_there(&cluster, &object) {
                    let plural = object.resource.plural_with_group();
                    return Err(why(
                        "AlreadyExists",
                        format!("{plural} \"{}\" already exists", object.name()),
                    ));
                }
            }
            if dry.is_none() {
                let mut stored = value.clone();
                if object.resource.is_namespaced && namespace != "default" {
                    stored.put_at(&["metadata", "namespace"], Value::text(&namespace));
                }
                self.store.add(&self.file_for(None), &print::yaml(&stored));
                self.store.set_applied(&object.key, false);
            }
            match output {
                "yaml" => printed.push(print::yaml(&make::printed(&value))),
                "json" => printed.push(print::json(&make::printed(&value))),
                "name" => res.line(&object.id()),
                "" => res.line(&format!("{} created{}", object.id(), suffix(dry))),
                it => {
                    return Err(Io::error(format!(
                        "error: unable to match a printer suitable for the output format \"{it}\""
                    )));
                }
            }
        }
        let between = if output == "yaml" && command.name == "run" { "---\n---\n" } else { "---\n" };
        res.print(&printed.join(between));
        if command.is_old_dry_run() {
            res.warn("W0105 09:00:00.000000       1 helpers.go:720] --dry-run is deprecated and can be replaced with --dry-run=client.");
        }
        Ok(res)
    }

    pub(super) fn run_pod(
        &mut self,
        command: &Command,
        stdin: Option<String>,
        evaluate: &Evaluate<'_>,
    ) -> Result<Io, Io> {
        let Some(name) = command.args.first() else {
            return Err(command.misused("NAME is required for run"));
        };
        make::required(command, &["image"])?;
        let image = command.value("image").unwrap_or_default();
        if image.is_empty() || image.contains(char::is_whitespace) {
            return Err(Io::error(format!(
                "error: Invalid image name \"{image}\": invalid reference format"
            )));
        }
        let mut values = Vec::new();
        let pod = make::pod(command, name)?;
        if command.has("expose") {
            let Some(port) = make::port(command)? else {
                return Err(command.misused("--port must be set when exposing a service"));
            };
            let mut service = make::object("v1", "Service", name, &[]);
            let selector = pod.at(&["metadata", "labels"]).cloned().unwrap_or(Value::Null);
            let one = [
                ("port", Value::Number(port)),
                ("protocol", Value::text("TCP")),
                ("targetPort", Value::Number(port)),
            ];
            service.put_at(&["spec", "ports"], Value::List(vec![Value::map(one)]));
            service.put_at(&["spec", "selector"], selector);
            values.push(service);
        }
        values.push(pod);
        let is_attached = command.has("stdin") || command.has("attach") || command.has("tty");
        if command.has("rm") && !is_attached {
            return Err(Io::error("error: --rm should only be used for attached containers"));
        }
        let dry = command.dry_run()?;
        if is_attached && dry.is_none() {
            return self.run_attached(command, &values, stdin, evaluate);
        }
        self.make(command, values, "Error from server", true, evaluate)
    }

    pub(super) fn expose(&mut self, command: &Command, evaluate: &Evaluate<'_>) -> Result<Io, Io> {
        let namespace = self.namespace_of(command);
        let mut objects = Vec::new();
        if command.values("filename").is_empty() {
            if command.args.is_empty() {
                return Err(Io::error(NO_RESOURCES));
            }
            let named = self.named(&command.args)?;
            let cluster = self.cluster();
            for (resource, name) in &named.asked {
                let Some(name) = name else {
                    return Err(Io::error("error: resource(s) were provided, but no name was specified"));
                };
                objects.push(Shell::one(&cluster, resource, &namespace, name)?);
            }
        } else {
            for it in self.documents(command, None)? {
                objects.extend(Object::new(it.value, &namespace));
            }
        }
        let mut values = Vec::new();
        for it in &objects {
            values.push(exposed(command, it)?);
        }
        if command.dry_run()?.is_none() && command.value("output").is_none() {
            let mut res = self.make(command, values, "Error from server", true, evaluate)?;
            let text = res.take_out().replace(" created", " exposed");
            res.print(&text);
            return Ok(res);
        }
        let mut res = self.make(command, values, "Error from server", true, evaluate)?;
        if command.value("output").is_none() {
            let text = res.take_out().replace(" created", " exposed");
            res.print(&text);
        }
        Ok(res)
    }
}

/// ` (dry run)`.
pub(super) fn suffix(dry: Option<&str>) -> &'static str {
    match dry {
        Some("client") => " (dry run)",
        Some(_) => " (server dry run)",
        None => "",
    }
}

fn is_there(cluster: &ServedCluster, object: &Object) -> bool {
    cluster.find(object.key.kind, &object.key.namespace, object.name()).is_some()
}

/// What a server says of a name that it does not take.
pub(super) fn is_no_name(object: &Object) -> Option<Io> {
    let name = object.name();
    let of_kind = match object.key.kind.as_str() {
        "Namespace" => names::label_1123(name),
        "Service" => names::label_1035(name),
        _ => Vec::new(),
    };
    let is_end = |it: Option<char>| it.is_some_and(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    let is_part = |it: &str| {
        is_end(it.chars().next())
            && is_end(it.chars().next_back())
            && it.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
    };
    let is_name = name.len() <= 253 && name.split('.').all(is_part);
    let rule = of_kind.first().map(String::as_str).or((!is_name).then_some(NAME_RULE))?;
    Some(Io::error(format!(
        "The {} \"{name}\" is invalid: metadata.name: Invalid value: \"{name}\": {rule}",
        object.key.kind
    )))
}

/// The Service for an object.
#[expect(clippy::wildcard_enum_match_arm, reason = "other kinds cannot be exposed")]
fn exposed(command: &Command, object: &Object) -> Result<Value, Io> {
    let value = &object.value;
    let selector = match command.value("selector") {
        Some(it) => make::labels(it)?,
        None => match object.key.kind {
            Kind::Pod => value.at(&["metadata", "labels"]).map(Value::pairs).unwrap_or_default(),
            Kind::Service | Kind::ReplicationController => {
                value.at(&["spec", "selector"]).map(Value::pairs).unwrap_or_default()
            }
            Kind::Deployment | Kind::ReplicaSet => {
                value.at(&["spec", "selector", "matchLabels"]).map(Value::pairs).unwrap_or_default()
            }
            _ => {
                return Err(Io::error(format!(
                    "error: cannot expose a {}",
                    object.resource.singular_with_group()
                )));
            }
        },
    };
    if selector.is_empty() {
        return Err(Io::error(format!(
            "error: couldn't retrieve selectors via --selector flag or introspection: the {} has no labels and cannot be exposed",
            object.resource.singular
        )));
    }
    let labels = match command.value("labels") {
        Some(it) => make::labels(it)?,
        None => value.at(&["metadata", "labels"]).map(Value::pairs).unwrap_or_default(),
    };
    let spec = if object.key.kind == Kind::Pod {
        value.get("spec")
    } else {
        value.at(&["spec", "template", "spec"])
    };
    let containers = spec.and_then(|it| it.get("containers")).map(Value::items).unwrap_or_default();
    let declared: Vec<(i64, String)> = containers
        .iter()
        .flat_map(|it| it.get("ports").map(Value::items).unwrap_or_default())
        .filter_map(|it| Some((it.get("containerPort")?.as_number()?, it.str_at(&["protocol"]))))
        .collect();
    let protocol = command.value("protocol").unwrap_or("TCP");
    let wanted: Vec<(i64, String)> = match make::port(command)? {
        Some(it) => vec![(it, protocol.to_owned())],
        None => declared
            .into_iter()
            .map(|it| (it.0, if it.1.is_empty() { protocol.to_owned() } else { it.1 }))
            .collect(),
    };
    if wanted.is_empty() {
        return Err(Io::error(
            "error: couldn't find port via --port flag or introspection\nSee 'kubectl expose -h' for help and examples",
        ));
    }
    let is_one = wanted.len() == 1;
    let ports = wanted.iter().zip(1..).map(|((port, protocol), nth)| {
        let mut it = Value::Null;
        if !is_one {
            it.put("name", Value::text(format!("port-{nth}")));
        }
        it.put("port", Value::Number(*port));
        it.put("protocol", Value::text(protocol));
        let target =
            command.value("target-port").map(|it| it.parse().map_or_else(|_| Value::text(it), Value::Number));
        it.put("targetPort", target.unwrap_or(Value::Number(*port)));
        it
    });
    let name = command.value("name").unwrap_or(object.name());
    let mut res = make::object("v1", "Service", name, &labels);
    if let Some(it) = command.value("cluster-ip") {
        res.put_at(&["spec", "clusterIP"], Value::text(it));
    }
    if let Some(it) = command.value("external-ip") {
        res.put_at(&["spec", "externalIPs"], Value::List(vec![Value::text(it)]));
    }
    res.put_at(&["spec", "ports"], Value::List(ports.collect()));
    res.put_at(&["spec", "selector"], Value::texts(&selector));
    if let Some(it) = command.value("type") {
        res.put_at(&["spec", "type"], Value::text(it));
    }
    Ok(res)
}
