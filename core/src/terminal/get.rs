//! `kubectl get`: which objects, in which form.

use super::cluster::ServedCluster;
use super::defaults::full;
use super::flags::Command;
use super::jsonpath;
use super::kube::Named;
use super::print;
use super::resource::{Kind, Resource};
use super::select::Selector;
use super::shell::Io;
use super::store::Object;
use super::table::Table;
use super::value::Value;
use super::{Shell, describe};

pub(super) mod rows;

/// The forms of output that kubectl knows.
const FORMS: &str = "custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,wide,yaml";

/// What was found, and what was not.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// One list for each kind.
    pub(super) lists: Vec<(&'static Resource, Vec<Object>)>,
    pub(super) errors: Vec<String>,
    /// Whether one object was asked for by its name.
    pub(super) is_single: bool,
}

impl Shell {
    pub(super) fn get(&mut self, command: &Command, stdin: Option<String>) -> Result<Io, Io> {
        let output = command.value("output").unwrap_or_default();
        if output.contains("template") && output.contains('=') {
            return Err(Io::error(format!(
                "kubectl get -o {}: not simulated here: -o jsonpath and -o custom-columns are",
                output.split('=').next().unwrap_or_default()
            )));
        }
        if !is_form(output) {
            return Err(Io::error(format!(
                "error: unable to match a printer suitable for the output format \"{output}\", allowed formats are: {FORMS}"
            )));
        }
        let mut named = Named::default();
        if command.values("filename").is_empty() {
            if command.args.is_empty() {
                return Err(Io::error(
                    "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported resources.\n\nerror: Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples",
                ));
            }
            named = self.named(&command.args)?;
        }
        let cluster = self.cluster();
        let found = if command.values("filename").is_empty() {
            self.found(command, &cluster, &named)?
        } else {
            self.found_in_files(command, &cluster, stdin)?
        };
        let mut res = Io::default();
        let is_nothing = found.lists.iter().all(|it| it.1.is_empty());
        let whole = matches!(output, "yaml" | "json") || output.starts_with("jsonpath");
        if output == "name" {
            for it in found.lists.iter().flat_map(|it| &it.1) {
                res.line(&it.id());
            }
        } else if whole && (!is_nothing || found.errors.is_empty() && !found.is_single) {
            res.print(&self.whole(&cluster, &found, output)?);
        } else if let Some(columns) = output.strip_prefix("custom-columns=") {
            res.print(&custom(&cluster, &found, columns, !command.has("no-headers")));
        } else if is_nothing && found.errors.is_empty() {
            if !command.has("ignore-not-found") {
                res.warn(&nothing(command, &found, &self.namespace_of(command)));
            }
        } else {
            let is_mixed = named.is_mixed || command.has("show-kind");
            res.print(&tables(&cluster, &found, command, is_mixed));
        }
        for it in &found.errors {
            res.warn(it);
            res.status = 1;
        }
        Ok(res)
    }

    /// The objects that a command asks for by kinds and names.
    pub(super) fn found(
        &self,
        command: &Command,
        cluster: &ServedCluster,
        named: &Named,
    ) -> Result<Found, Io> {
        let mut res = Found::default();
        let is_by_name = named.asked.iter().any(|it| it.1.is_some());
        if is_by_name && (command.value("selector").is_some() || command.has("all")) {
            return Err(Io::error("error: name cannot be provided when a selector is specified"));
        }
        let is_everywhere = command.has("all-namespaces");
        if is_by_name && is_everywhere {
            return Err(Io::error("error: a resource cannot be retrieved by name across all namespaces"));
        }
        let namespace = self.namespace_of(command);
        res.is_single = is_by_name && named.asked.len() == 1;
        for (resource, name) in &named.asked {
            let mut objects = Vec::new();
            match name {
                None => {
                    let selector = self.selector(command, resource)?;
                    let namespace = (!is_everywhere).then_some(namespace.as_str());
                    objects = Shell::listed(cluster, resource, namespace, &selector);
                    if let Some(fields) = command.value("field-selector") {
                        may_select(resource, command, fields)?;
                        objects.retain(|it| fits_fields(&full(cluster, it), fields));
                    }
                }
                Some(_) if resource.is_namespaced && !cluster.has_namespace(&namespace) => {
                    res.errors
                        .push(format!("Error from server (NotFound): namespaces \"{namespace}\" not found"));
                }
                Some(name) => match Shell::one(cluster, resource, &namespace, name) {
                    Ok(it) => objects.push(it),
                    Err(_) if command.has("ignore-not-found") => {}
                    Err(it) => res.errors.extend(it.parts.into_iter().map(|it| it.1.trim_end().to_owned())),
                },
            }
            match res.lists.last_mut() {
                Some(last) if last.0 == *resource => last.1.extend(objects),
                _ => res.lists.push((resource, objects)),
            }
        }
        if let Some(path) = command.value("sort-by") {
            for it in &mut res.lists {
                let key = |it: &Object| {
                    jsonpath::first(&full(cluster, it), path).map(|it| (it.as_number(), it.plain()))
                };
                it.1.sort_by_cached_key(key);
            }
        }
        Ok(res)
    }

    fn found_in_files(
        &self,
        command: &Command,
        cluster: &ServedCluster,
        stdin: Option<String>,
    ) -> Result<Found, Io> {
        let mut res = Found::default();
        for it in self.documents(command, stdin)? {
            let namespace = it.namespace.clone().unwrap_or_else(|| self.namespace_of(command));
            if it.resource.is_namespaced && !cluster.has_namespace(&namespace) {
                res.errors
                    .push(format!("Error from server (NotFound): namespaces \"{namespace}\" not found"));
                continue;
            }
            match Shell::one(cluster, it.resource, &namespace, &it.name) {
                Ok(object) => match res.lists.last_mut() {
                    Some(last) if last.0 == it.resource => last.1.push(object),
                    _ => res.lists.push((it.resource, vec![object])),
                },
                Err(it) => res.errors.extend(it.parts.into_iter().map(|it| it.1.trim_end().to_owned())),
            }
        }
        res.is_single = res.lists.len() == 1 && res.lists.iter().all(|it| it.1.len() == 1);
        Ok(res)
    }

    /// The objects themselves.
    fn whole(&self, cluster: &ServedCluster, found: &Found, output: &str) -> Result<String, Io> {
        let mut all: Vec<Value> =
            found.lists.iter().flat_map(|it| &it.1).map(|it| full(cluster, it)).collect();
        let value = if found.is_single && all.len() == 1 {
            all.remove(0)
        } else {
            Value::map([
                ("apiVersion", Value::text("v1")),
                ("items", Value::List(all)),
                ("kind", Value::text("List")),
                ("metadata", Value::map([("resourceVersion", Value::text(""))])),
            ])
        };
        match output {
            "yaml" => Ok(print::yaml(&value)),
            "json" => Ok(print::json(&value)),
            _ => {
                let (form, path) = output.split_once('=').unwrap_or((output, ""));
                let text = jsonpath::print(&value, path).map_err(|it| Io::error(format!("error: {it}")))?;
                Ok(if form == "jsonpath-as-json" { format!("{text}\n") } else { text })
            }
        }
    }
}

/// `No resources found in shop namespace.`
pub(super) fn nothing(command: &Command, found: &Found, namespace: &str) -> String {
    if command.has("all-namespaces") || found.lists.iter().all(|it| !it.0.is_namespaced) {
        "No resources found".to_owned()
    } else {
        format!("No resources found in {namespace} namespace.")
    }
}

fn is_form(output: &str) -> bool {
    let name = output.split_once('=').map_or(output, |it| it.0);
    let is_plain = matches!(output, "" | "yaml" | "json" | "name" | "wide");
    is_plain || output.contains('=') && matches!(name, "jsonpath" | "jsonpath-as-json" | "custom-columns")
}

/// The fields of a kind that a server selects objects by, beside name and namespace.
#[expect(clippy::wildcard_enum_match_arm, reason = "other kinds have none")]
fn selectable(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Pod => &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.podIPs",
            "status.nominatedNodeName",
        ],
        Kind::Namespace => &["status.phase"],
        Kind::Service => &["spec.clusterIP", "spec.type"],
        Kind::Node => &["spec.unschedulable"],
        Kind::Secret => &["type"],
        Kind::Job => &["status.successful"],
        Kind::ReplicaSet | Kind::ReplicationController => &["status.replicas"],
        _ => &[],
    }
}

/// Whether a server selects by these fields. `Err` is what it says else.
fn may_select(resource: &Resource, command: &Command, fields: &str) -> Result<(), Io> {
    for it in fields.split(',') {
        let field = it.split(['=', '!']).next().unwrap_or_default();
        let is_known = matches!(field, "metadata.name" | "metadata.namespace")
            || selectable(resource.kind).contains(&field);
        if !is_known && !field.is_empty() {
            let version = format!("{}/{}", resource.group, resource.version);
            let labels = command.value("selector").unwrap_or_default();
            return Err(Io::error(format!(
                "Error from server (BadRequest): Unable to find \"{version}, Resource={}\" that match label selector \"{labels}\", field selector \"{fields}\": field label not supported: {field}",
                resource.plural
            )));
        }
    }
    Ok(())
}

/// `metadata.name=web`, `status.phase!=Running`.
fn fits_fields(value: &Value, fields: &str) -> bool {
    fields.split(',').all(|it| {
        let (path, is_not, wanted) = match it.split_once("!=") {
            Some((path, wanted)) => (path, true, wanted),
            None => match it.split_once('=') {
                Some((path, wanted)) => (path, false, wanted.trim_start_matches('=')),
                None => return true,
            },
        };
        let keys: Vec<&str> = path.split('.').collect();
        (value.str_at(&keys) == wanted) != is_not
    })
}

/// The tables, one for each kind.
fn tables(cluster: &ServedCluster, found: &Found, command: &Command, is_mixed: bool) -> String {
    let is_wide = command.value("output") == Some("wide");
    let has_head = !command.has("no-headers");
    let keys: Vec<&str> = command.values("label-columns").into_iter().flat_map(|it| it.split(',')).collect();
    let mut res = String::new();
    for (resource, objects) in found.lists.iter().filter(|it| !it.1.is_empty()) {
        let (head, wide) = rows::columns(resource.kind.as_str());
        let mut head: Vec<String> = head.iter().map(|it| (*it).to_owned()).collect();
        if is_wide {
            head.extend(wide.iter().map(|it| (*it).to_owned()));
        }
        let has_namespace = command.has("all-namespaces") && resource.is_namespaced;
        if has_namespace {
            head.insert(0, "NAMESPACE".to_owned());
        }
        head.extend(keys.iter().map(|it| it.rsplit('/').next().unwrap_or_default().to_uppercase()));
        if command.has("show-labels") {
            head.push("LABELS".to_owned());
        }
        let mut table = Table::new(&head);
        for it in objects {
            let mut cells = rows::cells(cluster, it, is_wide);
            if let (true, Some(first)) = (is_mixed, cells.first_mut()) {
                *first = it.id();
            }
            if has_namespace {
                cells.insert(0, it.key.namespace.clone());
            }
            let labels = it.labels();
            for key in &keys {
                let value = labels.iter().find(|it| it.0 == **key).map(|it| it.1.clone());
                cells.push(value.unwrap_or_default());
            }
            if command.has("show-labels") {
                cells.push(Selector::pairs(&labels).shown());
            }
            table.row(cells);
        }
        if !res.is_empty() && has_head {
            res.push('\n');
        }
        res.push_str(&table.print(has_head));
    }
    res
}

fn custom(cluster: &ServedCluster, found: &Found, columns: &str, has_head: bool) -> String {
    let columns: Vec<(&str, &str)> =
        columns.split(',').map(|it| it.split_once(':').unwrap_or((it, ""))).collect();
    let mut table = Table::new(&columns.iter().map(|it| it.0).collect::<Vec<_>>());
    for it in found.lists.iter().flat_map(|it| &it.1) {
        let value = full(cluster, it);
        let cell = |path: &str| match jsonpath::all(&value, path) {
            Ok(found) if !found.is_empty() => found.iter().map(go_words).collect::<Vec<_>>().join(","),
            _ => "<none>".to_owned(),
        };
        table.row(columns.iter().map(|it| cell(it.1)));
    }
    table.print(has_head)
}

/// As Go prints maps and lists.
fn go_words(value: &Value) -> String {
    match value.sorted() {
        Value::Map(them) => {
            let pair = |it: &(String, Value)| format!("{}:{}", it.0, go_words(&it.1));
            format!("map[{}]", them.iter().map(pair).collect::<Vec<_>>().join(" "))
        }
        Value::List(them) => format!("[{}]", them.iter().map(go_words).collect::<Vec<_>>().join(" ")),
        Value::Null => "<none>".to_owned(),
        it @ (Value::Bool(_) | Value::Number(_) | Value::Float(_) | Value::Text(_)) => it.plain(),
    }
}

impl Shell {
    pub(super) fn describe(&mut self, command: &Command) -> Result<Io, Io> {
        if command.args.is_empty() && command.values("filename").is_empty() {
            return Err(Io::error(
                "error: You must specify the type of resource to describe. Use \"kubectl api-resources\" for a complete list of supported resources.",
            ));
        }
        let cluster = self.cluster();
        let named = self.named(&command.args)?;
        let mut res = Io::default();
        let mut texts = Vec::new();
        let mut empty = Found::default();
        for (resource, name) in &named.asked {
            let one = Named { asked: vec![(resource, name.clone())], is_mixed: false };
            let mut found = self.found(command, &cluster, &one)?;
            if let (Some(name), true) = (name, found.lists.iter().all(|it| it.1.is_empty())) {
                let namespace = self.namespace_of(command);
                let all = Shell::listed(&cluster, resource, Some(&namespace), &Selector::default());
                let near: Vec<Object> =
                    all.into_iter().filter(|it| it.name().starts_with(name.as_str())).collect();
                if !near.is_empty() {
                    found = Found { lists: vec![(resource, near)], ..Found::default() };
                }
            }
            for it in &found.errors {
                res.warn(it);
                res.status = 1;
            }
            for it in found.lists.iter().flat_map(|it| &it.1) {
                texts.push(describe::describe(&cluster, it));
            }
            empty.lists.extend(found.lists);
        }
        res.print(&texts.join("\n\n"));
        if texts.is_empty() && res.status == 0 {
            res.warn(&nothing(command, &empty, &self.namespace_of(command)));
        }
        Ok(res)
    }
}
