//! kubectl: which command does what, and what several of them share.

use super::builtins::SIMULATED;
use super::cluster::ServedCluster;
use super::flags::Command;
use super::resource::{self, RESOURCES, Resource};
use super::select::Selector;
use super::shell::Io;
use super::store::{Key, Object};
use super::{Evaluate, Shell};
use std::rc::Rc;

/// What a command does that is not carried out.
pub(super) fn not_simulated(command: &str) -> String {
    format!("kubectl {command}: not simulated here, nothing was done. Simulated: {SIMULATED}.")
}

/// What kubectl says alone.
pub(super) fn usage() -> Io {
    Io::out("kubectl controls the Kubernetes cluster manager.\n\nUsage:\n  kubectl [flags] [options]\n")
}

/// The objects that words name.
#[derive(Clone, Debug, Default)]
pub(super) struct Named {
    /// Kinds, with the name that was asked for; none means all of it.
    pub(super) asked: Vec<(&'static Resource, Option<String>)>,
    /// Whether several kinds were named, or the form `kind/name` was used.
    pub(super) is_mixed: bool,
}

impl Shell {
    pub(super) fn kubectl(&mut self, words: &[String], stdin: Option<String>, evaluate: &Evaluate<'_>) -> Io {
        let command = match Command::read(words) {
            Ok(it) => it,
            Err(it) => return it,
        };
        if command.has("help") {
            return Io::out(format!("Usage:\n  kubectl {} [flags] [options]\n", command.name));
        }
        let ran = match command.name {
            "get" => self.get(&command, stdin),
            "describe" => self.describe(&command),
            "explain" => self.explain(&command),
            "exec" => self.exec(&command, stdin, evaluate),
            "run" => self.run_pod(&command, stdin, evaluate),
            "expose" => self.expose(&command, evaluate),
            "label" | "annotate" => self.label(&command),
            "apply" | "replace" => self.apply(&command, stdin, evaluate),
            "create" if !command.values("filename").is_empty() => self.apply(&command, stdin, evaluate),
            "delete" => self.delete(&command, stdin),
            "scale" => self.scale(&command),
            "patch" => self.patch(&command, evaluate),
            "wait" => self.wait(&command),
            "rollout status" | "rollout restart" => self.rollout(&command),
            "set image" | "set selector" => self.set(&command),
            "edit" => self.edit(&command),
            "logs" => self.logs(&command),
            "auth can-i" => can_i(&command),
            "api-resources" => Ok(api_resources(&command)),
            "api-versions" => Ok(Io::out(
                "apps/v1\nauthorization.k8s.io/v1\nautoscaling/v2\nbatch/v1\ndiscovery.k8s.io/v1\nnetworking.k8s.io/v1\nv1\n",
            )),
            "version" => Ok(Io::out("Client Version: v1.32.5\nKustomize Version: v5.5.0\n")),
            "cluster-info" => Ok(Io::out("Kubernetes control plane is running at https://172.18.0.3:6443\n")),
            "events" => Ok(Io::error("No events are simulated: policies make none.")),
            "rollout" | "set" | "auth" => Ok(Io::error(not_simulated(command.name))),
            it if it.starts_with("config") => self.config(&command),
            it if it.starts_with("create") => self.create(&command, evaluate),
            it => Ok(Io::error(not_simulated(it))),
        };
        ran.unwrap_or_else(|it| it)
    }

    /// The namespace that a command speaks of.
    pub(super) fn namespace_of(&self, command: &Command) -> String {
        command.value("namespace").map_or_else(|| self.namespace.clone(), str::to_owned)
    }

    /// The cluster as a server shows it; made once for each state of it.
    pub(super) fn cluster(&self) -> Rc<ServedCluster> {
        Rc::clone(self.store.seen.cluster.get_or_init(|| Rc::new(ServedCluster::new(&self.store))))
    }

    /// The kind that a word means.
    pub(super) fn resource(&self, word: &str) -> Result<&'static Resource, Io> {
        let is_there = |it: &Resource| {
            self.store
                .objects()
                .iter()
                .any(|object| object.key.kind == it.kind && object.resource.group == it.group)
        };
        let found = resource::named(word, is_there);
        let short = word.split('.').next().unwrap_or_default();
        found.ok_or_else(|| Io::error(format!("error: the server doesn't have a resource type \"{short}\"")))
    }

    /// The objects that words name: `pod web`, `pods,svc`, `pod/web svc/web`.
    pub(super) fn named(&self, args: &[String]) -> Result<Named, Io> {
        let mut res = Named::default();
        if args.iter().any(|it| it.contains('/')) {
            if args.iter().any(|it| !it.contains('/')) {
                return Err(Io::error(
                    "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'",
                ));
            }
            for it in args {
                let (kind, name) = it.split_once('/').unwrap_or_default();
                if kind.is_empty() || name.is_empty() || name.contains('/') {
                    return Err(Io::error(
                        "error: arguments in resource/name form must have a single resource and name",
                    ));
                }
                res.asked.push((self.resource(kind)?, Some(name.to_owned())));
            }
            let first = res.asked.first().map(|it| it.0.kind);
            res.is_mixed = res.asked.iter().any(|it| Some(it.0.kind) != first);
            return Ok(res);
        }
        let Some((kinds, names)) = args.split_first() else { return Ok(res) };
        let mut found: Vec<&'static Resource> = Vec::new();
        for word in kinds.split(',').filter(|it| !it.is_empty()) {
            if word == "all" {
                found.extend(RESOURCES.iter().filter(|it| it.is_in_all));
                res.is_mixed = true;
                continue;
            }
            let it = self.resource(word)?;
            if !found.contains(&it) {
                found.push(it);
            }
        }
        res.is_mixed |= found.len() > 1;
        for it in found {
            if names.is_empty() {
                res.asked.push((it, None));
            }
            res.asked.extend(names.iter().map(|name| (it, Some(name.clone()))));
        }
        Ok(res)
    }

    /// What `-l` was given.
    pub(super) fn selector(&self, command: &Command, resource: &Resource) -> Result<Selector, Io> {
        let Some(text) = command.value("selector") else { return Ok(Selector::default()) };
        Selector::parse(text).map_err(|why| {
            let version = format!("{}/{}", resource.group, resource.version);
            Io::error(format!(
                "Error from server (BadRequest): Unable to find \"{version}, Resource={}\" that match label selector \"{text}\", field selector \"\": {why}",
                resource.plural
            ))
        })
    }

    /// The objects of a kind in a namespace (of all, where none is given), by namespace and name.
    pub(super) fn listed(
        cluster: &ServedCluster,
        resource: &Resource,
        namespace: Option<&str>,
        selector: &Selector,
    ) -> Vec<Object> {
        let is_meant = |it: &&Object| {
            it.key.kind == resource.kind
                && (!resource.is_namespaced || namespace.is_none_or(|name| it.key.namespace == name))
                && selector.fits(&it.labels())
        };
        let mut res: Vec<Object> = cluster.objects.iter().filter(is_meant).cloned().collect();
        res.sort_by(|one, other| one.key.cmp(&other.key));
        res
    }

    /// An object by its name.
    pub(super) fn one(
        cluster: &ServedCluster,
        resource: &Resource,
        namespace: &str,
        name: &str,
    ) -> Result<Object, Io> {
        let namespace = if resource.is_namespaced { namespace } else { "" };
        match cluster.find(resource.kind, namespace, name) {
            Some(it) => Ok(it.clone()),
            None => Err(not_found(resource, name)),
        }
    }

    /// The key of an object that may not be there.
    pub(super) fn key(resource: &'static Resource, namespace: &str, name: &str) -> Key {
        let namespace = if resource.is_namespaced { namespace.to_owned() } else { String::new() };
        Key { kind: resource.kind, namespace, name: name.to_owned() }
    }
}

pub(super) fn not_found(resource: &Resource, name: &str) -> Io {
    Io::error(format!("Error from server (NotFound): {} \"{name}\" not found", resource.plural_with_group()))
}

fn can_i(command: &Command) -> Result<Io, Io> {
    if command.args.len() < 2 && !command.has("list") {
        return Err(Io::error(
            "error: you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
        ));
    }
    Err(Io::error(
        "kubectl auth can-i: not simulated here: Roles and RoleBindings are not evaluated, so neither yes nor no would be true. Network policies do not depend on them.",
    ))
}

fn api_resources(command: &Command) -> Io {
    let is_meant = |it: &&Resource| {
        command.value("api-group").is_none_or(|group| group == it.group)
            && command.value("namespaced").is_none_or(|word| (word == "true") == it.is_namespaced)
            && !matches!(it.group, "cilium.io" | "policy.networking.k8s.io")
    };
    let mut all: Vec<&Resource> = RESOURCES.iter().filter(is_meant).collect();
    all.sort_by_key(|it| (it.group, it.plural));
    if command.value("output") == Some("name") {
        return Io::out(all.iter().map(|it| format!("{}\n", it.plural_with_group())).collect::<String>());
    }
    let mut table = super::table::Table::new(&["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND"]);
    for it in all {
        table.row([it.plural, it.short, &it.api_version(), &it.is_namespaced.to_string(), it.kind.as_str()]);
    }
    Io::out(table.print(!command.has("no-headers")))
}
