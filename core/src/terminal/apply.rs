//! `kubectl apply`, `create -f` and `replace`: objects of files.

use super::check::Unknown;
use super::create::suffix;
use super::files::plain_name;
use super::flags::Command;
use super::print;
use super::resource::{self, Resource};
use super::shell::Io;
use super::store::{Key, Object};
use super::value::Value;
use super::{Evaluate, Shell};
use crate::diagnostic::Severity;
use crate::source::SourceFile;
use crate::yaml;

/// An object of a file, before any server saw it.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The file as it was named; `STDIN`.
    pub(super) file: String,
    text: String,
    pub(super) value: Value,
    pub(super) resource: &'static Resource,
    pub(super) name: String,
    /// What it says itself.
    pub(super) namespace: Option<String>,
}

impl Shell {
    /// The objects of all files that a command names.
    pub(super) fn documents(&self, command: &Command, stdin: Option<String>) -> Result<Vec<Document>, Io> {
        let mut res = Vec::new();
        let mut stdin = stdin;
        for name in command.values("filename").into_iter().flat_map(|it| it.split(',')) {
            if name == "-" {
                let text = stdin.take().unwrap_or_default();
                res.extend(documents(&text, "STDIN")?);
                continue;
            }
            if name.starts_with("http://") || name.starts_with("https://") {
                return Err(Io::error(format!(
                    "error: {name}: nothing is read from the network here: paste its text, as in `cat <<EOF | kubectl apply -f -`"
                )));
            }
            if let Some(text) = self.file(name) {
                res.extend(documents(&text, name)?);
                continue;
            }
            let folder = match plain_name(name).trim_end_matches('/') {
                "." | "" => String::new(),
                it => format!("{it}/"),
            };
            let inner: Vec<String> =
                self.file_names().into_iter().filter(|it| it.starts_with(&folder)).collect();
            if inner.is_empty() {
                return Err(Io::error(format!("error: the path \"{name}\" does not exist")));
            }
            let is_read = |it: &&String| {
                let rest = it.get(folder.len()..).unwrap_or_default();
                let is_deep = rest.contains('/') && !command.has("recursive");
                !is_deep && [".json", ".yaml", ".yml"].iter().any(|end| it.ends_with(end))
            };
            let read: Vec<&String> = inner.iter().filter(is_read).collect();
            if read.is_empty() {
                return Err(Io::error(format!(
                    "error: error reading [{name}]: recognized file extensions are [.json .yaml .yml]"
                )));
            }
            for it in read {
                res.extend(documents(&self.file(it).unwrap_or_default(), it)?);
            }
        }
        Ok(res)
    }

    pub(super) fn apply(
        &mut self,
        command: &Command,
        stdin: Option<String>,
        evaluate: &Evaluate<'_>,
    ) -> Result<Io, Io> {
        if command.args.first().is_some_and(|it| it == "view-last-applied" || it == "set-last-applied") {
            return Err(Io::error(
                "kubectl apply view-last-applied: not simulated here: what was last applied is not kept.",
            ));
        }
        if !command.args.is_empty() {
            return Err(command.misused(&format!("Unexpected args: [{}]", command.args.join(" "))));
        }
        if command.values("filename").is_empty() {
            return Err(Io::error(match command.value("kustomize") {
                Some(_) => "error: -k: kustomizations are not simulated here",
                None => "error: must specify one of -f and -k",
            }));
        }
        let dry = command.dry_run()?;
        let documents = self.documents(command, stdin)?;
        let mut res = Io::default();
        if documents.is_empty() {
            return Err(Io::error(format!("error: no objects passed to {}", command.name)));
        }
        let asked = command.value("namespace");
        for it in &documents {
            if let (Some(own), Some(asked)) = (&it.namespace, asked)
                && own != asked
                && it.resource.is_namespaced
            {
                return Err(Io::error(format!(
                    "error: the namespace from the provided object \"{own}\" does not match the namespace \"{asked}\". You must pass '--namespace={own}' to perform this operation."
                )));
            }
        }
        for it in documents {
            match self.apply_one(command, &it, dry, evaluate) {
                Ok(io) => res.join(io),
                Err(io) => res.join(io),
            }
        }
        Ok(res)
    }

    /// Applies an object without the fields that `--validate` has left out.
    fn apply_one(
        &mut self,
        command: &Command,
        it: &Document,
        dry: Option<&str>,
        evaluate: &Evaluate<'_>,
    ) -> Result<Io, Io> {
        let unknown = Unknown::of(command)?;
        let (mut it, mut res) = (it.clone(), Io::default());
        if unknown != Unknown::Refused && dry != Some("client") {
            let said = super::check::prune(it.resource, &mut it.value, evaluate);
            if !said.is_empty() {
                it.text = print::yaml(&it.value);
            }
            said.iter().filter(|_| unknown == Unknown::Warned).for_each(|it| res.warn(it));
        }
        res.append(self.apply_known(command, &it, dry, evaluate)?);
        Ok(res)
    }

    fn apply_known(
        &mut self,
        command: &Command,
        it: &Document,
        dry: Option<&str>,
        evaluate: &Evaluate<'_>,
    ) -> Result<Io, Io> {
        let namespace = it.namespace.clone().unwrap_or_else(|| self.namespace_of(command));
        let key = Shell::key(it.resource, &namespace, &it.name);
        let old = self.may_apply(command, it, &key, &namespace, dry, evaluate)?;
        if let Some(text) = super::check::twice(&it.text) {
            self.reasons.push(super::Reason { text, cell: None });
        }
        let mut value = it.value.clone();
        let mut text = it.text.clone();
        if it.resource.is_namespaced && it.namespace.is_none() {
            value.put_at(&["metadata", "namespace"], Value::text(&namespace));
            if namespace != "default" {
                text = with_namespace(&text, &namespace);
            }
        }
        let is_same = old.as_ref().is_some_and(|it| is_same(&it.value, &value));
        let is_unchanged = is_same && dry != Some("client") && self.store.is_applied(&key);
        let word = match (command.name, &old) {
            ("replace", _) => "replaced",
            ("create", _) | (_, None) => "created",
            (_, Some(_)) if is_unchanged => "unchanged",
            (_, Some(_)) => "configured",
        };
        let object = Object::new(value.clone(), &namespace).ok_or_else(Io::default)?;
        let mut res = Io::default();
        if dry.is_none() {
            if self.store.find(&key).is_none() {
                let named = (it.file != "STDIN").then(|| plain_name(&it.file));
                self.store.add(&self.file_for(named), &text);
            } else if !is_same {
                self.store.replace(&key, &text);
            }
            self.warn_and_mark(command, &key, old.is_some(), it.resource, &mut res);
        }
        match command.value("output").unwrap_or_default() {
            "yaml" => res.print(&print::yaml(&value)),
            "json" => res.print(&print::json(&value)),
            "name" => res.line(&object.id()),
            _ => {
                let warned = std::mem::take(&mut res.parts);
                res.line(&format!("{} {word}{}", object.id(), suffix(dry)));
                res.parts.extend(warned);
            }
        }
        Ok(res)
    }

    /// The object that is there, if there is one; `Err` is what a server, or kubectl before it, refuses.
    fn may_apply(
        &self,
        command: &Command,
        it: &Document,
        key: &Key,
        namespace: &str,
        dry: Option<&str>,
        evaluate: &Evaluate<'_>,
    ) -> Result<Option<Object>, Io> {
        let verb = if command.name == "replace" { "replacing" } else { "creating" };
        let refused = |reason: &str, what: String| {
            Io::error(format!("Error from server ({reason}): error when {verb} \"{}\": {what}", it.file))
        };
        let asks_server = dry != Some("client");
        let cluster = self.cluster();
        if it.name.is_empty() {
            return Err(nameless(it, namespace));
        }
        if it.resource.is_namespaced && !cluster.has_namespace(namespace) && asks_server {
            return Err(refused("NotFound", format!("namespaces \"{namespace}\" not found")));
        }
        let old = cluster.find(key.kind, &key.namespace, &key.name).cloned();
        let what = format!("{} \"{}\"", it.resource.plural_with_group(), it.name);
        match (command.name, &old) {
            ("create", Some(_)) if asks_server => {
                return Err(refused("AlreadyExists", format!("{what} already exists")));
            }
            ("replace", None) if !command.has("force") => {
                return Err(refused("NotFound", format!("{what} not found")));
            }
            _ => {}
        }
        let why = asks_server.then(|| super::check::refused(it.resource, &it.text, &it.name, evaluate));
        match why.flatten() {
            Some(super::check::Refused::Decoding(why)) => Err(refused("BadRequest", why)),
            Some(super::check::Refused::Invalid(why)) => Err(Io::error(why)),
            None => Ok(old),
        }
    }

    fn warn_and_mark(
        &mut self,
        command: &Command,
        key: &Key,
        is_old: bool,
        resource: &Resource,
        res: &mut Io,
    ) {
        if command.name == "apply" && is_old && !self.store.is_applied(key) {
            res.warn(&format!(
                "Warning: resource {}/{} is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.",
                resource.plural, key.name
            ));
        }
        match command.name {
            "create" => self.store.set_applied(key, command.has("save-config")),
            "apply" => self.store.set_applied(key, true),
            _ => {}
        }
    }
}

/// Whether two say the same; that the cluster adds a namespace's own label does not matter.
fn is_same(old: &Value, new: &Value) -> bool {
    let plain = |it: &Value| {
        let mut it = it.clone();
        if let Some(mut meta) = it.take("metadata") {
            meta.take("namespace");
            let mut labels = meta.take("labels").unwrap_or(Value::Map(Vec::new()));
            labels.take(super::store::NAME_LABEL);
            meta.put("labels", labels);
            it.put("metadata", meta);
        }
        it
    };
    plain(old).is_same(&plain(new))
}

fn nameless(it: &Document, namespace: &str) -> Io {
    let version = it.resource.api_version();
    Io::error(format!(
        "error: error when retrieving current configuration of:\nResource: \"{version}, Resource={}\", GroupVersionKind: \"{version}, Kind={}\"\nName: \"\", Namespace: \"{namespace}\"\nfrom server for: \"{}\": resource name may not be empty",
        it.resource.plural, it.resource.kind, it.file
    ))
}

/// Writes a namespace into the text of an object that names none.
fn with_namespace(text: &str, namespace: &str) -> String {
    let mut store = super::store::Store::new(&[SourceFile::new("", text)]);
    if let Some(key) = store.objects().first().map(|it| it.key.clone()) {
        store.set(&key, &["metadata", "namespace"], Some(&Value::text(namespace)));
    }
    store.files().first().map_or_else(|| text.to_owned(), |it| it.1.clone())
}

/// The objects of a text. `Err` is what is wrong with one of them.
fn documents(text: &str, file: &str) -> Result<Vec<Document>, Io> {
    let mut res = Vec::new();
    for document in yaml::split(text) {
        let mut wrong = Vec::new();
        let node = yaml::parse(document.text, &mut wrong);
        if let Some(it) = wrong.iter().find(|it| it.severity == Severity::Error) {
            let mut line = it.location.map_or(1, |it| line(document.text, it.span.start as usize));
            // Where a line does not fit those above it, the parser of kubectl names the one before.
            if it.message.contains("indentation") && line > 1 {
                line -= 1;
            }
            return Err(Io::error(format!(
                "error: error parsing {file}: error converting YAML to JSON: yaml: line {line}: {}",
                it.message
            )));
        }
        let Some(node) = node.filter(|it| !it.is_null()) else { continue };
        let is_list = node
            .get("kind")
            .and_then(|it| it.as_str())
            .is_some_and(|it| it == "List" || it.ends_with("List"));
        match node.get("items").filter(|_| is_list) {
            Some(items) => {
                for it in items.items() {
                    let value = Value::of(it);
                    let text = print::yaml(&value);
                    res.push(one(value, text, file)?);
                }
            }
            None => res.push(one(Value::of(&node), document.text.to_owned(), file)?),
        }
    }
    Ok(res)
}

fn one(value: Value, text: String, file: &str) -> Result<Document, Io> {
    let invalid = |what: &str| {
        Io::error(format!(
            "error: error validating \"{file}\": error validating data: {what}; if you choose to ignore these errors, turn validation off with --validate=false"
        ))
    };
    if !matches!(value, Value::Map(_)) {
        return Err(invalid("invalid object to validate"));
    }
    let (version, kind) = (value.str_at(&["apiVersion"]), value.str_at(&["kind"]));
    match (version.is_empty(), kind.is_empty()) {
        (true, true) => return Err(invalid("[apiVersion not set, kind not set]")),
        (true, false) => return Err(invalid("apiVersion not set")),
        (false, true) => return Err(invalid("kind not set")),
        (false, false) => {}
    }
    let name = value.str_at(&["metadata", "name"]);
    let namespace = value.str_at(&["metadata", "namespace"]);
    let Some(resource) = resource::of(&version, &kind) else {
        return Err(Io::error(format!(
            "error: resource mapping not found for name: \"{name}\" namespace: \"{namespace}\" from \"{file}\": no matches for kind \"{kind}\" in version \"{version}\"\nensure CRDs are installed first"
        )));
    };
    let namespace = (!namespace.is_empty()).then_some(namespace);
    Ok(Document { file: file.to_owned(), text, value, resource, name, namespace })
}

fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|it| *it == b'\n').count() + 1
}
