//! `delete`: carried out when something follows, so that a clean-up at the end may be left.

use crate::source::Mapped;
use std::collections::BTreeSet;

use super::command::{Command, place};
use super::event::{Ran, Stream, What};
use super::object::{Key, Object};
use super::session::{Session, file_name};

/// A deletion that is not carried out yet.
#[derive(Clone, Debug)]
pub(super) struct Deletion {
    command: Command,
    /// The objects of the files that it names.
    of_files: Vec<Key>,
    /// Whether something else was done after it.
    pub(super) has_gap: bool,
}

impl Session {
    pub(super) fn delete(&mut self, command: &Command, stdin: Stream) -> Ran {
        if self.has_hole(command) {
            return Ran::DONE;
        }
        if command.targets(1).is_unknown {
            self.unread(command.at, &format!("kubectl {}", command.text));
        }
        let namespace = self.namespace_of(command);
        let mut of_files = Vec::new();
        for file in command.values("filename") {
            let text = match file.text() {
                "-" => match &stdin {
                    Stream::Text(it, _) => it.clone(),
                    Stream::Nothing | Stream::Unread(_) => continue,
                },
                name => {
                    let own = file_name(name);
                    let keys = self.objects.iter().flatten().filter(|it| it.file.as_deref() == Some(own));
                    let asked = command.value("namespace").map(Mapped::text);
                    let is_meant =
                        |it: &Key| asked.is_none_or(|asked| it.namespace.is_empty() || it.namespace == asked);
                    of_files.extend(keys.filter_map(|it| it.key.clone()).filter(is_meant));
                    match self.read_file(file) {
                        Stream::Text(it, _) => it,
                        Stream::Nothing | Stream::Unread(_) => continue,
                    }
                }
            };
            let read = |it| Object::read(it, namespace.text(), place(&namespace)).key;
            of_files.extend(Session::documents(&text).into_iter().filter_map(read));
        }
        // What it means is known now: `-n` may be another one later.
        let mut command = command.clone();
        if command.value("namespace").is_none() {
            let value = Some(namespace);
            command.flags.push(super::command::Flag { name: "namespace".to_owned(), value });
        }
        self.pending.push(Deletion { command, of_files, has_gap: false });
        Ran::DONE
    }

    /// What a deletion takes away of what is left: with a namespace goes all that is in it.
    fn taken(&mut self, deletion: &Deletion, gone: &BTreeSet<usize>) -> BTreeSet<usize> {
        let targets = deletion.command.targets(1);
        let (mut found, _) = self.meant(&deletion.command, &targets);
        found.extend(deletion.of_files.iter().filter_map(|it| self.index.get(it)).copied());
        let mut namespaces: BTreeSet<String> = BTreeSet::new();
        let names = targets.objects.iter().filter(|it| it.0.name == "Namespace").map(|it| it.1.clone());
        namespaces.extend(names);
        for index in &found {
            let key = self.objects.get(*index).and_then(Option::as_ref).and_then(|it| it.key.as_ref());
            namespaces.extend(key.filter(|it| it.kind_name() == "Namespace").map(|it| it.name.clone()));
        }
        if !namespaces.is_empty() {
            self.work += self.objects.len();
            for (index, object) in self.objects.iter().enumerate() {
                let key = object.as_ref().and_then(|it| it.key.as_ref());
                if key.is_some_and(|it| namespaces.contains(&it.namespace)) {
                    found.push(index);
                }
            }
        }
        found.into_iter().filter(|it| !gone.contains(it)).collect()
    }

    /// Carries out the deletions that something follows.
    pub(super) fn carry_out_pending(&mut self) {
        for deletion in std::mem::take(&mut self.pending) {
            self.carry_out(&deletion);
        }
    }

    fn carry_out(&mut self, deletion: &Deletion) {
        self.carried_out += 1;
        let found = self.taken(deletion, &BTreeSet::new());
        let targets = deletion.command.targets(1);
        if found.is_empty() && !targets.objects.is_empty() && !deletion.command.has("ignore-not-found") {
            let text = format!("`kubectl {}`: this text has nothing of that name", deletion.command.text);
            self.refused(deletion.command.at, text);
        }
        for index in found {
            self.remove(index);
        }
    }

    /// Deletions at the end: those that would leave nothing to look at are a clean-up, and left.
    pub(super) fn clean_up(&mut self) {
        let pending = std::mem::take(&mut self.pending);
        if pending.is_empty() {
            return;
        }
        let mut gone = BTreeSet::new();
        let mut takes_rows = Vec::new();
        for it in &pending {
            let taken = self.taken(it, &gone);
            takes_rows.push(taken.iter().any(|it| self.is_row(*it)) || it.takes_namespace());
            gone.extend(taken);
        }
        let left = |is_meant: &dyn Fn(&Object) -> bool, gone: &BTreeSet<usize>| {
            let all = self.objects.iter().enumerate();
            all.filter(|it| !gone.contains(&it.0)).filter_map(|it| it.1.as_ref()).any(is_meant)
        };
        let had_rows = left(&Object::is_row, &BTreeSet::new());
        let leaves_nothing = if had_rows {
            !left(&Object::is_row, &gone)
        } else {
            left(&Object::is_policy, &BTreeSet::new()) && !left(&Object::is_policy, &gone)
        };
        // The clean-up begins where deletions follow each other, or take pods away.
        let mut first = pending.len();
        if leaves_nothing {
            while first > 0 {
                let is_part = pending.get(first - 1).is_some_and(|it| !it.has_gap)
                    || takes_rows.get(first - 1) == Some(&true)
                    || first == pending.len();
                if !is_part {
                    break;
                }
                first -= 1;
            }
        }
        for (index, it) in pending.iter().enumerate() {
            if index < first {
                self.carry_out(it);
            } else {
                self.tell(it.command.at, What::Kept(it.text()));
            }
        }
    }

    fn is_row(&self, index: usize) -> bool {
        self.objects.get(index).and_then(Option::as_ref).is_some_and(Object::is_row)
    }
}

impl Deletion {
    fn takes_namespace(&self) -> bool {
        self.command.targets(1).kinds.iter().any(|it| it.name == "Namespace")
    }

    fn text(&self) -> String {
        format!("kubectl {}", self.command.text)
    }
}
