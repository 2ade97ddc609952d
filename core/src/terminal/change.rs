//! What changes objects that are there: labels, annotations, replicas, patches, and deletion.

use super::Shell;
use super::cluster::{ServedCluster, owner_key};
use super::create::suffix;
use super::flags::Command;
use super::generate;
use super::get::Found;
use super::kube::not_found;
use super::print;
use super::resource::Kind;
use super::select::{KEY_RULE, VALUE_RULE, is_label};
use super::shell::Io;
use super::store::{Key, NAME_LABEL, Object};
use super::value::Value;

pub(super) mod delete;
mod patch;
mod set;

const NONE_NAMED: &str = "error: resource(s) were provided, but no name was specified";
const NO_RESOURCES: &str = "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

impl Shell {
    /// The objects that a command changes: named, of files, by a selector, or all.
    fn targets(&self, command: &Command, args: &[String], cluster: &ServedCluster) -> Result<Found, Io> {
        let mut res = Found::default();
        if !command.values("filename").is_empty() {
            for it in self.documents(command, None)? {
                let namespace = it.namespace.clone().unwrap_or_else(|| self.namespace_of(command));
                let object = Shell::one(cluster, it.resource, &namespace, &it.name)?;
                res.lists.push((it.resource, vec![object]));
            }
            return Ok(res);
        }
        if args.is_empty() {
            return Err(Io::error(NO_RESOURCES));
        }
        let named = self.named(args)?;
        let is_all = command.has("all") || command.value("selector").is_some();
        if named.asked.iter().any(|it| it.1.is_none()) && !is_all {
            return Err(Io::error(NONE_NAMED));
        }
        self.found(command, cluster, &named)
    }

    /// Writes an object into the files that only the cluster has: a pod of a workload with all of its pods, a namespace.
    fn ensure(&mut self, object: &Object, cluster: &ServedCluster) {
        if self.store.find(&object.key).is_some() {
            return;
        }
        let owner = owner_key(object);
        let mut texts = Vec::new();
        for it in &cluster.objects {
            let is_sibling = it.key.kind == Kind::Pod
                && owner.is_some()
                && owner_key(it) == owner
                && object.key.kind == Kind::Pod;
            if (is_sibling || it.key == object.key) && self.store.find(&it.key).is_none() {
                let mut value = (*it.value).clone();
                if let Some(mut labels) = value.at(&["metadata", "labels"]).cloned() {
                    labels.take(NAME_LABEL);
                    value.put_at(&["metadata", "labels"], labels);
                }
                texts.push(print::yaml(&value));
            }
        }
        let file = self.file_for(None);
        for it in texts {
            self.store.add(&file, &it);
        }
    }

    pub(super) fn label(&mut self, command: &Command) -> Result<Io, Io> {
        let is_label_command = command.name == "label";
        let (what, field) =
            if is_label_command { ("label", "labels") } else { ("annotation", "annotations") };
        let is_change =
            |it: &String| it.contains('=') || (it.ends_with('-') && !it.contains('/') || it.ends_with('-'));
        let first = command.args.iter().position(is_change).unwrap_or(command.args.len());
        let (args, changes) = command.args.split_at(first);
        if let Some(it) = changes.iter().find(|it| !is_change(it)) {
            return Err(Io::error(format!(
                "error: all resources must be specified before {what} changes: {it}"
            )));
        }
        if args.is_empty() && command.values("filename").is_empty() {
            return Err(Io::error(
                "error: one or more resources must be specified as <resource> <name> or <resource>/<name>",
            ));
        }
        if changes.is_empty() && !command.has("list") {
            return Err(Io::error(format!("error: at least one {what} update is required")));
        }
        let (mut set, mut gone) = (Vec::new(), Vec::new());
        for it in changes {
            match it.split_once('=') {
                Some((key, value)) => {
                    if is_label_command && !(value.is_empty() || is_label(value)) {
                        return Err(Io::error(format!("error: invalid label value: \"{it}\": {VALUE_RULE}")));
                    }
                    set.push((key.to_owned(), value.to_owned()));
                }
                None => gone.push(it.trim_end_matches('-').to_owned()),
            }
        }
        if set.iter().any(|it| gone.contains(&it.0)) {
            return Err(Io::error(format!(
                "error: can not both modify and remove a {what} in the same command"
            )));
        }
        let dry = command.dry_run()?;
        let cluster = self.cluster();
        let found = self.targets(command, args, &cluster)?;
        let mut res = Io::default();
        for it in found.lists.iter().flat_map(|it| &it.1) {
            match self.label_one(command, it, &cluster, (field, &set, &gone), dry) {
                Ok(io) => res.join(io),
                Err(io) => res.join(io),
            }
        }
        for it in &found.errors {
            res.warn(it);
            res.status = 1;
        }
        if found.lists.iter().all(|it| it.1.is_empty()) && found.errors.is_empty() {
            res.line("No resources found");
        }
        Ok(res)
    }

    fn label_one(
        &mut self,
        command: &Command,
        object: &Object,
        cluster: &ServedCluster,
        (field, set, gone): (&str, &[(String, String)], &[String]),
        dry: Option<&str>,
    ) -> Result<Io, Io> {
        let mut res = Io::default();
        let is_label_command = field == "labels";
        let old = object.value.at(&["metadata", field]).map(Value::pairs).unwrap_or_default();
        let value_of = |key: &String| old.iter().find(|it| it.0 == *key).map(|it| &it.1);
        if command.has("list") {
            old.iter().for_each(|it| res.line(&format!("{}={}", it.0, it.1)));
        }
        for (key, value) in set {
            if let Some(old) = value_of(key).filter(|it| *it != value && !command.has("overwrite")) {
                return Err(Io::error(format!(
                    "error: '{key}' already has a value ({old}), and --overwrite is false"
                )));
            }
            let name = key.rsplit('/').next().unwrap_or_default();
            if !is_label(name) {
                return Err(Io::error(format!(
                    "The {} \"{}\" is invalid: metadata.{field}: Invalid value: \"{key}\": {KEY_RULE}",
                    object.key.kind,
                    object.name()
                )));
            }
        }
        let mut removed = 0;
        for key in gone {
            if value_of(key).is_some() {
                removed += 1;
            } else if is_label_command {
                res.line(&format!("label \"{key}\" not found."));
            }
        }
        let changed = set.iter().filter(|it| value_of(&it.0) != Some(&it.1)).count();
        if dry.is_none() && changed + removed > 0 {
            self.ensure(object, cluster);
            for (key, value) in set.iter().filter(|it| value_of(&it.0) != Some(&it.1)) {
                self.store.set(&object.key, &["metadata", field, key], Some(&Value::text(value)));
            }
            for key in gone.iter().filter(|it| value_of(it).is_some()) {
                self.store.set(&object.key, &["metadata", field, key], None);
            }
        }
        let word = match (is_label_command, changed, removed) {
            (false, ..) => "annotated",
            (true, 0, 0) => "not labeled",
            (true, 0, _) => "unlabeled",
            (true, ..) => "labeled",
        };
        if !command.has("list") || changed + removed > 0 {
            match command.value("output") {
                Some("name") => res.line(&object.id()),
                Some("yaml") => {
                    res.print(&print::yaml(&self.store.find(&object.key).unwrap_or(object).value))
                }
                _ => res.line(&format!("{} {word}{}", object.id(), suffix(dry))),
            }
        }
        Ok(res)
    }

    pub(super) fn scale(&mut self, command: &Command) -> Result<Io, Io> {
        generate::required(command, &["replicas"])?;
        let text = command.value("replicas").unwrap_or_default();
        let count = match text.parse::<i64>() {
            Ok(it) if it < 0 => {
                return Err(Io::error(
                    "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0",
                ));
            }
            Ok(it) => it,
            Err(_) => {
                let digits = text.trim_start_matches(['-', '+']);
                let is_number = !digits.is_empty() && digits.chars().all(|it| it.is_ascii_digit());
                let what = if is_number { "value out of range" } else { "invalid syntax" };
                return Err(command.wrong(&format!(
                    "invalid argument \"{text}\" for \"--replicas\" flag: strconv.ParseInt: parsing \"{text}\": {what}"
                )));
            }
        };
        let dry = command.dry_run()?;
        let cluster = self.cluster();
        let found = self.targets(command, &command.args, &cluster)?;
        let mut res = Io::default();
        for it in found.lists.iter().flat_map(|it| &it.1) {
            if !matches!(
                it.key.kind,
                Kind::Deployment | Kind::ReplicaSet | Kind::StatefulSet | Kind::ReplicationController
            ) {
                res.join(Io::error(
                    "Error from server (NotFound): the server could not find the requested resource",
                ));
                continue;
            }
            if dry.is_none() {
                self.store.set(&it.key, &["spec", "replicas"], Some(&Value::Number(count)));
            }
            res.line(&format!("{} scaled{}", it.id(), suffix(dry)));
        }
        for it in &found.errors {
            res.warn(it);
            res.status = 1;
        }
        Ok(res)
    }

    pub(super) fn wait(&mut self, command: &Command) -> Result<Io, Io> {
        let Some(condition) = command.value("for").filter(|it| !it.is_empty()) else {
            return Err(Io::error("error: unrecognized condition: \"\""));
        };
        let cluster = self.cluster();
        let found = self.targets(command, &command.args, &cluster)?;
        let mut res = Io::default();
        let is_deletion = condition == "delete";
        for it in found.lists.iter().flat_map(|it| &it.1) {
            if is_deletion {
                res.join(Io::error(format!(
                    "error: timed out waiting for the condition on {}/{}",
                    it.resource.plural,
                    it.name()
                )));
            } else {
                res.line(&format!("{} condition met", it.id()));
            }
        }
        if !is_deletion {
            for it in &found.errors {
                res.warn(it);
                res.status = 1;
            }
            if found.errors.is_empty() && found.lists.iter().all(|it| it.1.is_empty()) {
                return Err(Io::error("error: no matching resources found"));
            }
        }
        Ok(res)
    }

    pub(super) fn rollout(&mut self, command: &Command) -> Result<Io, Io> {
        let cluster = self.cluster();
        let found = self.targets(command, &command.args, &cluster)?;
        let mut res = Io::default();
        for it in found.lists.iter().flat_map(|it| &it.1) {
            if command.name == "rollout restart" {
                res.line(&format!("{} restarted", it.id()));
            } else {
                res.line(&format!("{} \"{}\" successfully rolled out", it.resource.singular, it.name()));
            }
        }
        for it in &found.errors {
            res.warn(it);
            res.status = 1;
        }
        Ok(res)
    }

    pub(super) fn edit(&mut self, command: &Command) -> Result<Io, Io> {
        if command.args.is_empty() && command.values("filename").is_empty() {
            return Err(Io::error(NO_RESOURCES));
        }
        let cluster = self.cluster();
        let found = self.targets(command, &command.args, &cluster)?;
        let mut res = Io::default();
        for it in &found.errors {
            res.warn(it);
            res.status = 1;
        }
        if let Some(it) = found.lists.iter().flat_map(|it| &it.1).next() {
            if self.has_editor
                && let Some(opened) = self.store.opened(&it.key)
            {
                res.line(&format!(
                    "{} is open in the editor: what is typed there is in force at once",
                    it.id()
                ));
                self.opened = Some(opened);
                return Ok(res);
            }
            res.join(Io::error(format!(
                "kubectl edit: no editor is simulated in the terminal: change {} in its file, or use `kubectl patch`, or `kubectl get {} -o yaml > FILE` and `kubectl apply -f FILE`.",
                it.id(),
                it.id()
            )));
        }
        Ok(res)
    }

    pub(super) fn logs(&mut self, command: &Command) -> Result<Io, Io> {
        let Some(name) = command.args.first() else {
            return Err(Io::error(
                "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples",
            ));
        };
        let cluster = self.cluster();
        let namespace = self.namespace_of(command);
        let resource = match name.split_once('/') {
            Some((kind, _)) => self.resource(kind)?,
            None => super::resource::kind(Kind::Pod),
        };
        let name = name.rsplit('/').next().unwrap_or_default();
        if Shell::one(&cluster, resource, &namespace, name).is_err() {
            return Err(not_found(resource, name));
        }
        Err(Io::error("kubectl logs: not simulated here: containers do not run, so they write nothing."))
    }

    pub(super) fn remove(&mut self, key: &Key) {
        self.store.remove(key);
    }
}
