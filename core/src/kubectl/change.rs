//! `label`, `annotate` and `scale`: what changes objects that are there.

use super::command::{Command, part, place};
use super::event::{Ran, What};
use super::object::{Key, Object};
use super::session::Session;
use super::writer::{Writer, scalar};
use crate::source::Mapped;

/// `key=value`, or `key-`.
struct Change {
    key: String,
    value: Option<Mapped>,
}

impl Session {
    pub(super) fn label(&mut self, command: &Command, map: &str) -> Ran {
        if command.has("list") || command.has("local") || command.is_dry() || self.has_hole(command) {
            return Ran::DONE;
        }
        let mut targets = command.targets(1);
        if let Some(file) = command.value("filename") {
            // `label -f FILE key=value`: all words are changes.
            targets.changes = command.args.iter().skip(1).cloned().collect();
            targets.objects = self.of_file(file, command);
        } else if targets.is_unknown {
            self.unread(command.at, &format!("kubectl {}", command.text));
        }
        let changes: Vec<Change> = targets.changes.iter().filter_map(change).collect();
        if changes.is_empty() {
            return self.refused(command.at, "at least one label update is required");
        }
        self.carry_out_pending();
        self.carried_out += 1;
        let (mut found, lacking) = self.meant(command, &targets);
        let mut ran = Ran::DONE;
        for (kind, key) in lacking {
            if kind.name == "Namespace" {
                // It is there, since the command succeeds: `default`, or one that was made before.
                found.push(self.objects.len());
                self.insert(namespace(command, &key));
            } else {
                ran = self
                    .refused(command.at, format!("there is no {} `{}` in this text", kind.name, key.id()));
            }
        }
        for index in found {
            if !self.change(index, &changes, map, command) {
                ran = Ran::REFUSED;
            }
        }
        if map == "labels" && targets.kinds.iter().any(|it| it.name == "Pod") && targets.objects.is_empty() {
            self.tell_of_pods(command);
        }
        ran
    }

    fn change(&mut self, index: usize, changes: &[Change], map: &str, command: &Command) -> bool {
        self.work += 1;
        let Some(object) = self.objects.get(index).and_then(Option::as_ref) else { return true };
        let Some(key) = object.key.clone() else { return true };
        let old = object.pairs(&["metadata", map]);
        let taken = changes.iter().find_map(|it| {
            let new = it.value.as_ref()?.text();
            let old = &old.iter().find(|old| old.0 == it.key && old.1 != new)?.1;
            Some((&it.key, old, new))
        });
        if let Some((label, old, new)) = taken.filter(|_| !command.has("overwrite")) {
            let why = format!(
                "{} `{}` has `{label}={old}` already, and without --overwrite `{label}={new}` is not set",
                key.kind_name(),
                key.id()
            );
            self.refused(command.at, why);
            return false;
        }
        // It is read several times.
        self.bytes += 4 * object.text.text().len();
        let is_workload = object.is_row() && key.kind_name() != "Pod";
        if let Some(object) = self.objects.get_mut(index).and_then(Option::as_mut) {
            for it in changes {
                match &it.value {
                    Some(value) => object.set(map, &it.key, value),
                    None => _ = object.unset(map, &it.key),
                }
            }
        }
        if is_workload && map == "labels" {
            for it in changes {
                if let Some(value) = &it.value {
                    let id = format!("{} {}", key.kind_name(), key.id());
                    self.labelled.push((place(value), it.key.clone(), value.text().to_owned(), id));
                }
            }
        }
        true
    }

    /// Pods of workloads are there too, and `label pods -l …` takes them; no object of theirs is in the text.
    fn tell_of_pods(&mut self, command: &Command) {
        let namespace = self.namespace_of(command);
        let selector = command.text_of("selector");
        let is_meant = |it: &&Object| {
            let labels = || it.pairs(&["spec", "template", "metadata", "labels"]);
            let is_there = it.key.as_ref().is_some_and(|it| it.namespace == namespace.text());
            is_there && it.is_row() && selector.is_none_or(|it| super::select::fits(it, &labels()))
        };
        let is_pod = |it: &Object| it.key.as_ref().is_some_and(|it| it.kind_name() == "Pod");
        let workload = self.objects.iter().flatten().filter(|it| !is_pod(it)).find(is_meant);
        if let Some(id) = workload.and_then(|it| it.key.as_ref()).map(Key::id) {
            self.unread(command.at, &format!("the label for the pods of `{id}`"));
        }
        self.work += self.objects.len();
    }

    pub(super) fn scale(&mut self, command: &Command) -> Ran {
        if command.is_dry() || self.has_hole(command) {
            return Ran::DONE;
        }
        let Some(replicas) = command.value("replicas").filter(|it| it.text().parse::<u32>().is_ok()) else {
            return self.refused(command.at, "`scale` needs --replicas");
        };
        let mut targets = command.targets(1);
        if let Some(file) = command.value("filename") {
            targets.objects = self.of_file(file, command);
        } else if targets.is_unknown {
            self.unread(command.at, &format!("kubectl {}", command.text));
        }
        self.carry_out_pending();
        self.carried_out += 1;
        let (found, lacking) = self.meant(command, &targets);
        for index in found {
            self.work += 1;
            if let Some(object) = self.objects.get_mut(index).and_then(Option::as_mut) {
                self.bytes += object.text.text().len();
                object.set_replicas(replicas);
            }
        }
        match lacking.first() {
            Some((kind, key)) => {
                self.refused(command.at, format!("there is no {} `{}` in this text", kind.name, key.id()))
            }
            None => Ran::DONE,
        }
    }

    /// The objects of a file, by their names.
    pub(super) fn of_file(
        &mut self,
        file: &Mapped,
        command: &Command,
    ) -> Vec<(&'static super::kinds::Kind, String)> {
        let namespace = self.namespace_of(command);
        let super::event::Stream::Text(text, _) = self.read_file(file) else {
            self.tell(place(file), What::NoFile(file.text().to_owned()));
            return Vec::new();
        };
        let read = |it| Object::read(it, namespace.text(), command.at).key;
        let keys = Session::documents(&text).into_iter().filter_map(read);
        keys.filter_map(|it| Some((it.known()?, it.name))).collect()
    }
}

fn change(word: &Mapped) -> Option<Change> {
    let text = word.text();
    match text.split_once('=') {
        Some((key, _)) => {
            Some(Change { key: key.to_owned(), value: Some(part(word, key.len() + 1..text.len())) })
        }
        None => text.strip_suffix('-').map(|it| Change { key: it.to_owned(), value: None }),
    }
}

fn namespace(command: &Command, key: &Key) -> Object {
    let word = command.args.iter().find(|it| it.text().ends_with(&key.name)).cloned().unwrap_or_default();
    let start = word.text().len().saturating_sub(key.name.len());
    let mut writer = Writer::new("v1", "Namespace", command.verb_at());
    writer.line(0, "metadata:");
    writer.raw(2, "name", &scalar(&part(&word, start..word.text().len())));
    Object::read(writer.finish(), "default", command.at)
}
