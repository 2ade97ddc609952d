//! What kubectl does with each of its commands.

use super::command::{Command, Targets, place};
use super::event::{Ran, Stream, What};
use super::kinds::Kind;
use super::make;
use super::object::{Key, Object};
use super::programs::is_url;
use super::session::{Session, WORK, file_name};
use super::writer::text_at;
use crate::source::{Location, Mapped};

/// What changes objects in a way that is not carried out.
const UNREAD: [&str; 2] = ["patch", "edit"];

/// What `create` makes that no verdict depends on.
const OF_NO_MATTER: [&str; 11] = [
    "role",
    "rolebinding",
    "clusterrole",
    "clusterrolebinding",
    "quota",
    "resourcequota",
    "poddisruptionbudget",
    "pdb",
    "priorityclass",
    "pc",
    "token",
];

impl Session {
    pub(super) fn kubectl(&mut self, command: &Command, stdin: Stream) -> Ran {
        let at = command.at;
        self.asked = (command.arg(0) == "get").then(|| self.namespace_of(command));
        for flag in ["from-literal", "env"] {
            for it in command.values(flag) {
                self.keep_secret(flag, it, command);
            }
        }
        match command.arg(0) {
            "create" if command.value("filename").is_some() => self.apply(command, stdin),
            "apply" | "replace" if command.args.len() == 1 && !self.has_hole(command) => {
                self.apply(command, stdin)
            }
            // Words too many, or a value that is not in the text: what it applies, and where, is not known.
            "apply" | "replace" => {
                self.unread(command.at, &format!("kubectl {}", command.text));
                Ran::DONE
            }
            "create" if OF_NO_MATTER.contains(&command.arg(1)) => self.skipped(command),
            "create" | "run" => self.make(command),
            "new-project" => {
                let Some(name) = command.args.get(1) else { return Ran::DONE };
                let mut writer = super::writer::Writer::new("v1", "Namespace", command.verb_at());
                writer.line(0, "metadata:");
                writer.pair(2, "name", name);
                self.namespace = Some(name.clone());
                self.put(vec![writer.finish()], command)
            }
            "project" => {
                self.namespace = command.args.get(1).cloned().or(self.namespace.take());
                Ran::DONE
            }
            "expose" => self.expose(command),
            "label" => self.label(command, "labels"),
            "annotate" => self.label(command, "annotations"),
            "scale" => self.scale(command),
            "delete" if command.is_dry() => self.skipped(command),
            "delete" => self.delete(command, stdin),
            "config" => {
                if matches!(command.arg(1), "set-context") {
                    self.namespace = command.value("namespace").cloned().or(self.namespace.take());
                }
                Ran::DONE
            }
            "set" if command.arg(1) == "selector" => self.unread(at, &format!("kubectl {}", command.text)),
            verb if UNREAD.contains(&verb) => {
                let text = format!("kubectl {}", command.text);
                self.unread(at, &text)
            }
            "kustomize" => {
                self.skipped(command);
                Ran { is_done: true, out: Stream::Unread(command.arg(1).to_owned()) }
            }
            "get" => {
                let is_done = self.is_there(command);
                self.skipped(command);
                Ran { is_done, out: Stream::Unread("what `kubectl get` prints".to_owned()) }
            }
            _ => self.skipped(command),
        }
    }

    fn skipped(&mut self, command: &Command) -> Ran {
        let verb = command.arg(0);
        self.tell(command.at, What::Skipped(if verb.is_empty() { "kubectl" } else { verb }.to_owned()));
        for it in &mut self.pending {
            it.has_gap = true;
        }
        Ran { is_done: true, out: Stream::Unread(format!("what `kubectl {}` prints", command.arg(0))) }
    }

    pub(super) fn unread(&mut self, at: Location, what: &str) -> Ran {
        self.tell(at, What::NotRead(what.to_owned()));
        Ran::DONE
    }

    pub(super) fn refused(&mut self, at: Location, why: impl Into<String>) -> Ran {
        self.tell(at, What::Refused(why.into()));
        Ran::REFUSED
    }

    /// Notes the values that a command was given for a Secret, or for the environment of a container.
    fn keep_secret(&mut self, flag: &str, word: &Mapped, command: &Command) {
        let is_secret = flag == "env" || command.arg(1) == "secret";
        let Some((key, value)) = word.text().split_once('=').filter(|it| is_secret && !it.1.is_empty())
        else {
            return;
        };
        let start = key.len() as u32 + 1;
        let span = crate::source::Span::new(start, start + value.len() as u32);
        self.confidential.extend(word.verbatim(span));
    }

    /// The namespace that a command speaks of.
    pub(super) fn namespace_of(&self, command: &Command) -> Mapped {
        let own = command.value("namespace").or(self.namespace.as_ref());
        own.cloned().unwrap_or_else(|| text_at("default", command.at))
    }

    /// Whether a command has a part that only a running shell knows.
    pub(super) fn has_hole(&mut self, command: &Command) -> bool {
        let values = command.flags.iter().filter_map(|it| it.value.as_ref());
        let hole = command.args.iter().chain(values).find(|it| it.text().contains(['$', '`']));
        let Some(at) = hole.map(place) else { return false };
        self.unread(at, &format!("kubectl {}", command.text));
        true
    }

    fn make(&mut self, command: &Command) -> Ran {
        if self.has_hole(command) {
            return Ran::DONE;
        }
        let namespace = self.namespace_of(command);
        let made = match command.arg(0) {
            "run" => make::run(command, &namespace),
            _ => make::create(command, &namespace),
        };
        match made {
            Ok(them) => self.put(them, command),
            Err(why) => self.refused(command.at, format!("`kubectl {}`: {why}", command.text)),
        }
    }

    /// Puts in what a command has made, or prints it.
    fn put(&mut self, texts: Vec<Mapped>, command: &Command) -> Ran {
        let namespace = self.namespace_of(command);
        let read = |it: Mapped| Object::read(it, namespace.text(), command.at);
        let objects: Vec<Object> = texts.into_iter().map(read).collect();
        if command.is_dry() {
            let name = objects.last().and_then(|it| it.key.as_ref()).map(|it| it.name.clone());
            let mut text = Mapped::new();
            for it in &objects {
                if !text.text().is_empty() {
                    text.put("---\n", command.at);
                }
                text.copy(&it.text, 0..it.text.text().len());
            }
            return Ran { is_done: true, out: Stream::Text(text, name) };
        }
        self.carry_out_pending();
        self.carried_out += 1;
        for mut object in objects {
            let there = object.key.as_ref().and_then(|it| self.get(it));
            if let (Some(key), false) = (&object.key, there.is_none_or(|it| it.is_transient)) {
                let why = format!("{} `{}` is there already", key.kind_name(), key.id());
                return self.refused(command.at, why);
            }
            object.is_transient = command.has("rm");
            self.count(&object);
            self.insert(object);
        }
        Ran::DONE
    }

    fn expose(&mut self, command: &Command) -> Ran {
        if self.has_hole(command) {
            return Ran::DONE;
        }
        let namespace = self.namespace_of(command);
        let keys: Vec<Key> = match command.value("filename") {
            Some(file) => {
                let Stream::Text(text, _) = self.read_file(file) else {
                    self.tell(place(file), What::NoFile(file.text().to_owned()));
                    return Ran::REFUSED;
                };
                let read = |it| Object::read(it, namespace.text(), command.at).key;
                Session::documents(&text).into_iter().filter_map(read).collect()
            }
            None => {
                let targets = command.targets(1);
                targets.objects.iter().map(|it| Key::new(it.0, namespace.text(), &it.1)).collect()
            }
        };
        let mut ran = Ran::DONE;
        for key in keys {
            self.carry_out_pending();
            let Some(object) = self.get(&key).cloned() else {
                ran = self
                    .refused(command.at, format!("there is no {} `{}` to expose", key.kind_name(), key.id()));
                continue;
            };
            ran = match make::expose(command, &object, key.kind_name(), &namespace) {
                Ok(them) => self.put(them, command),
                Err(why) => self.refused(command.at, format!("`kubectl {}`: {why}", command.text)),
            };
        }
        ran
    }

    /// Whether `get KIND NAME` finds what it asks for. Namespaces and what no text speaks of may be there.
    fn is_there(&self, command: &Command) -> bool {
        let namespace = self.namespace_of(command);
        let targets = command.targets(1);
        targets.objects.iter().all(|it| self.get(&Key::new(it.0, namespace.text(), &it.1)).is_some())
    }

    fn apply(&mut self, command: &Command, stdin: Stream) -> Ran {
        if let Some(it) = command.value("kustomize") {
            let (at, name) = (place(it), it.text().to_owned());
            self.tell(at, What::NoFile(name));
            return Ran::DONE;
        }
        let mut stdin = Some(stdin);
        let mut ran = Ran::DONE;
        for file in command.values("filename") {
            for file in super::make::commas(file) {
                let (at, name) = (place(&file), file.text().to_owned());
                if name == "-" {
                    ran = match stdin.take() {
                        Some(Stream::Text(text, _)) => self.apply_text(&text, command, None),
                        Some(Stream::Unread(what)) if is_url(&what) => {
                            self.tell(command.at, What::Url(what));
                            Ran::DONE
                        }
                        Some(Stream::Unread(what)) => self.unread(command.at, &what),
                        // What is typed then, or a text that the paste lost.
                        _ => Ran::DONE,
                    };
                } else if is_url(&name) {
                    self.tell(at, What::Url(name));
                } else {
                    ran = self.apply_file(&name, command, at);
                }
            }
        }
        ran
    }

    /// A file, or all files of a folder.
    fn apply_file(&mut self, name: &str, command: &Command, at: Location) -> Ran {
        let own = file_name(name);
        let folder =
            if matches!(own, "." | "") { String::new() } else { format!("{}/", own.trim_end_matches('/')) };
        let is_meant = |it: &str| {
            it == own || (it.starts_with(&folder) && !own.ends_with(".yaml") && !own.ends_with(".yml"))
        };
        let names: Vec<String> = self.files.keys().filter(|it| is_meant(it)).cloned().collect();
        let mut ran = Ran::DONE;
        for name in &names {
            let Some(file) = self.files.get_mut(name) else { continue };
            file.is_used = true;
            let text = file.text.clone();
            self.bytes += text.text().len();
            ran = self.apply_text(&text, command, Some(name));
        }
        // What stands on a page in a file of that name is in force already; `-n` may still move it.
        let of_file = |it: &Object| it.file.as_deref().is_some_and(|it| is_same_file(it, own));
        let in_force: Vec<usize> = (0..self.objects.len())
            .filter(|it| self.objects.get(*it).and_then(Option::as_ref).is_some_and(of_file))
            .collect();
        self.work += self.objects.len();
        for index in &in_force {
            self.move_to(*index, command);
        }
        if names.is_empty() && in_force.is_empty() {
            self.tell(at, What::NoFile(name.to_owned()));
        }
        ran
    }

    /// Gives the namespace of a command to an object that names none.
    fn move_to(&mut self, index: usize, command: &Command) {
        let namespace = self.namespace_of(command);
        let Some(object) = self.objects.get_mut(index).and_then(Option::as_mut) else { return };
        let names_one = super::object::head(object.text.text()).is_some_and(|it| it.namespace.is_some());
        let Some(key) = object.key.clone().filter(|it| !names_one && it.namespace != namespace.text()) else {
            return;
        };
        if key.known().is_some_and(|it| it.is_namespaced) {
            object.set_namespace(namespace.text(), place(&namespace));
            let new = Key { namespace: namespace.text().to_owned(), ..key.clone() };
            object.key = Some(new.clone());
            self.index.remove(&key);
            self.index.insert(new, index);
        }
    }

    pub(super) fn apply_text(&mut self, text: &Mapped, command: &Command, file: Option<&str>) -> Ran {
        let namespace = self.namespace_of(command);
        let mut ran = Ran::DONE;
        for document in Session::documents(text) {
            let Some(document) = self.known(document, command.at) else { continue };
            let head = super::object::head(document.text()).unwrap_or_default();
            if let (Some(own), Some(asked)) = (&head.namespace, command.text_of("namespace"))
                && own != asked
            {
                let why = format!("`{}` says namespace `{own}`, and -n says `{asked}`", head.name);
                self.gone.push(document);
                ran = self.refused(command.at, why);
                continue;
            }
            let mut object = Object::read(document, namespace.text(), place(&namespace));
            object.file = file.map(str::to_owned);
            if command.is_dry() {
                self.tell(command.at, What::Printed(head.name));
                self.gone.push(object.text);
                continue;
            }
            self.carry_out_pending();
            self.carried_out += 1;
            self.count(&object);
            let old = object.key.as_ref().filter(|it| command.arg(0) == "create" && self.get(it).is_some());
            if let Some(key) = old {
                let why = format!(
                    "{} `{}` is there already, and `create` changes nothing",
                    key.kind_name(),
                    key.id()
                );
                ran = self.refused(command.at, why);
                self.gone.push(object.text);
                continue;
            }
            if command.arg(0) == "apply" { self.put_applied(object) } else { self.insert(object) }
        }
        ran
    }

    /// The objects that a command speaks of, and those that it names and that are not there.
    pub(super) fn meant(
        &mut self,
        command: &Command,
        targets: &Targets,
    ) -> (Vec<usize>, Vec<(&'static Kind, Key)>) {
        let namespace = self.namespace_of(command);
        let (mut found, mut lacking) = (Vec::new(), Vec::new());
        for (kind, name) in &targets.objects {
            let key = Key::new(kind, namespace.text(), name);
            match self.index.get(&key) {
                Some(it) => found.push(*it),
                None => lacking.push((*kind, key)),
            }
        }
        let selector = command.text_of("selector");
        if targets.objects.is_empty() && (selector.is_some() || command.has("all")) {
            let everywhere = command.has("A") || command.has("all-namespaces");
            let asked: Vec<Key> = targets.kinds.iter().map(|it| Key::new(it, namespace.text(), "")).collect();
            self.work += self.objects.len() / 16;
            for (index, object) in self.objects.iter().enumerate() {
                if self.work > WORK {
                    break;
                }
                let Some((object, key)) = object.as_ref().and_then(|it| Some((it, it.key.as_ref()?))) else {
                    continue;
                };
                let is_meant =
                    |it: &Key| key.kind == it.kind && (everywhere || key.namespace == it.namespace);
                if asked.iter().any(is_meant) {
                    self.work += if selector.is_some() { 1 + object.text.text().len() / 128 } else { 0 };
                    if selector
                        .is_none_or(|it| super::select::fits(it, &object.pairs(&["metadata", "labels"])))
                    {
                        found.push(index);
                    }
                }
            }
        }
        (found, lacking)
    }
}

/// Whether two names of files may mean one: the folder may be left out.
fn is_same_file(one: &str, other: &str) -> bool {
    let base = |it: &str| it.rsplit('/').next().unwrap_or_default().to_owned();
    file_name(one) == file_name(other) || base(one) == base(other)
}
