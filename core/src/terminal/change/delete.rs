//! `kubectl delete`.

use super::super::Shell;
use super::super::cluster::{ServedCluster, owner_key};
use super::super::create::suffix;
use super::super::flags::Command;
use super::super::resource::Kind;
use super::super::shell::Io;
use super::super::store::{Key, Object};
use super::{NO_RESOURCES, NONE_NAMED};

/// Namespaces that a server does not delete.
const KEPT: [&str; 3] = ["default", "kube-system", "kube-public"];

/// What kubectl says of `--force` before anything else.
const IMMEDIATE: &str = "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.";

impl Shell {
    pub(in super::super) fn delete(&mut self, command: &Command, stdin: Option<String>) -> Result<Io, Io> {
        let dry = command.dry_run()?;
        let cluster = self.cluster();
        let mut res = Io::default();
        if !command.values("filename").is_empty() {
            return self.delete_files(command, stdin, &cluster, dry);
        }
        if command.args.is_empty() {
            return Err(Io::error(NO_RESOURCES));
        }
        let named = self.named(&command.args)?;
        let is_all = command.has("all")
            || command.value("selector").is_some()
            || command.value("field-selector").is_some();
        if named.asked.iter().any(|it| it.1.is_none()) && !is_all {
            return Err(Io::error(NONE_NAMED));
        }
        let found = self.found(command, &cluster, &named)?;
        if command.has("force") {
            res.warn(IMMEDIATE);
        }
        let is_by_name = named.asked.iter().any(|it| it.1.is_some());
        let mut count = 0;
        for it in found.lists.iter().flat_map(|it| &it.1) {
            // What the cluster adds goes with what it was added for.
            if !is_by_name
                && self.store.find(&it.key).is_none()
                && named.asked.len() > 1
                && it.key.kind != Kind::Pod
            {
                continue;
            }
            count += 1;
            res.join(self.delete_one(command, it, &cluster, dry));
        }
        for it in &found.errors {
            res.warn(it);
            res.status = 1;
        }
        if count == 0 && found.errors.is_empty() && !command.has("ignore-not-found") {
            res.line("No resources found");
        }
        Ok(res)
    }

    fn delete_files(
        &mut self,
        command: &Command,
        stdin: Option<String>,
        cluster: &ServedCluster,
        dry: Option<&str>,
    ) -> Result<Io, Io> {
        let mut res = Io::default();
        let documents = self.documents(command, stdin)?;
        if command.has("force") {
            res.warn(IMMEDIATE);
        }
        for it in &documents {
            if let (Some(own), Some(asked)) = (&it.namespace, command.value("namespace"))
                && own != asked
                && it.resource.is_namespaced
            {
                return Err(Io::error(format!(
                    "error: the namespace from the provided object \"{own}\" does not match the namespace \"{asked}\". You must pass '--namespace={own}' to perform this operation."
                )));
            }
        }
        for it in documents {
            let namespace = it.namespace.clone().unwrap_or_else(|| self.namespace_of(command));
            match Shell::one(cluster, it.resource, &namespace, &it.name) {
                Ok(object) => res.join(self.delete_one(command, &object, cluster, dry)),
                Err(_) if command.has("ignore-not-found") => {}
                Err(_) => res.join(Io::error(format!(
                    "Error from server (NotFound): error when deleting \"{}\": {} \"{}\" not found",
                    it.file,
                    it.resource.plural_with_group(),
                    it.name
                ))),
            }
        }
        Ok(res)
    }

    fn delete_one(
        &mut self,
        command: &Command,
        it: &Object,
        cluster: &ServedCluster,
        dry: Option<&str>,
    ) -> Io {
        let name = it.name().to_owned();
        if it.key.kind == Kind::Namespace && KEPT.contains(&name.as_str()) {
            return Io::error(format!(
                "Error from server (Forbidden): namespaces \"{name}\" is forbidden: this namespace may not be deleted"
            ));
        }
        if dry.is_none() {
            for key in self.with(it, cluster) {
                self.remove(&key);
            }
        }
        if command.value("output") == Some("name") {
            return Io::out(format!("{}\n", it.id()));
        }
        let word = if command.has("force") { "force deleted" } else { "deleted" };
        Io::out(format!("{} \"{name}\" {word}{}\n", it.resource.singular_with_group(), suffix(dry)))
    }

    /// An object with all that goes when it goes.
    fn with(&self, it: &Object, cluster: &ServedCluster) -> Vec<Key> {
        let goes = |other: &Object| {
            other.key == it.key
                || it.key.kind == Kind::Namespace && other.key.namespace == it.key.name
                || owner_key(other).is_some_and(|owner| owner == it.key)
        };
        let mut res: Vec<Key> =
            cluster.objects.iter().filter(|it| goes(it)).map(|it| it.key.clone()).collect();
        // Pods of a ReplicaSet that goes with its Deployment.
        let second: Vec<Key> = cluster
            .objects
            .iter()
            .filter(|it| owner_key(it).is_some_and(|owner| res.contains(&owner)))
            .map(|it| it.key.clone())
            .collect();
        res.extend(second);
        res.sort();
        res.dedup();
        res.retain(|it| self.store.find(it).is_some());
        res
    }
}
