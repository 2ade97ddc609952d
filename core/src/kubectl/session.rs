//! A terminal at work: what its commands have made, its variables, and its files.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::bodies::Function;
use super::command::{part, place};
use super::deletion::Deletion;
use super::event::{Event, Ran, Stream, What};
use super::expand::{Expander, span};
use super::object::{Key, Object};
use super::words::{Frame, Here, Input, Item, Part, Simple, Statement, Word};
use super::writer::text_at;
use crate::source::{Location, Mapped};
use crate::yaml;

/// How many objects may be made.
const OBJECTS: usize = 10_000;
/// How many bytes they and all texts on their way may have.
const BYTES: usize = 8 << 20;
/// How often an object may be looked at.
pub(super) const WORK: usize = 100_000;
/// How deep loops may lie in each other while they are carried out.
pub(super) const DEPTH: usize = 16;

/// A file that the text wrote or showed.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) text: Mapped,
    pub(super) at: Location,
    pub(super) is_used: bool,
    /// The name of the object that a dry run wrote.
    pub(super) printed: Option<String>,
}

/// A terminal, and the cluster that it speaks with as far as its commands tell.
#[derive(Debug, Default)]
pub struct Session {
    pub(super) variables: BTreeMap<String, String>,
    aliases: BTreeMap<String, String>,
    pub(super) files: BTreeMap<String, File>,
    /// In the order in which they came.
    pub(super) objects: Vec<Option<Object>>,
    pub(super) index: BTreeMap<Key, usize>,
    /// Where the word of the last `set-context` stands.
    pub(super) namespace: Option<Mapped>,
    /// The namespace of the last `get`.
    pub(super) asked: Option<Mapped>,
    pub(super) events: Vec<Event>,
    pub(super) pending: Vec<Deletion>,
    /// Texts that were read and are in no object any more.
    pub(super) gone: Vec<Mapped>,
    /// Values that may be secret.
    pub(super) confidential: Vec<Location>,
    /// Labels that workloads were given.
    pub(super) labelled: Vec<(Location, String, String, String)>,
    made: usize,
    pub(super) bytes: usize,
    pub(super) work: usize,
    is_over: bool,
    /// How many commands made or changed something.
    pub(super) carried_out: usize,
    pub(super) depth: usize,
    pub(super) functions: BTreeMap<String, Rc<Function>>,
    /// The words of loops that only a running shell knows.
    pub(super) unknown: Vec<String>,
}

/// What a session came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The objects, in the order in which they came.
    pub objects: Vec<Object>,
    /// What happened, in the order of the commands.
    pub events: Vec<Event>,
    /// Files of a chart, which no command applies: its values and templates, by their names.
    pub chart: Vec<(String, Mapped)>,
    /// Texts that were read and are in no object.
    pub aside: Vec<Mapped>,
    /// Values in commands that may be secret.
    pub confidential: Vec<Location>,
    /// How many commands made or changed something.
    pub carried_out: usize,
}

/// The text that a statement is part of.
#[derive(Clone, Copy)]
pub(super) struct Script<'s> {
    pub(super) text: &'s Mapped,
    pub(super) heres: &'s [Here],
}

impl Session {
    /// Carries out a statement of a text.
    pub fn run(&mut self, text: &Mapped, statement: &Statement) {
        self.items(Script { text, heres: &statement.heres }, &statement.items);
    }

    /// An object that stands there as it is, in a file of some name if it has one.
    pub fn add(&mut self, text: Mapped, file: Option<String>, at: Location) {
        let mut object = Object::read(text, "default", at);
        object.file = file;
        self.put_applied(object);
    }

    /// The text of a file, as it was shown.
    pub fn show_file(&mut self, name: &str, text: Mapped, at: Location) {
        self.write(name, File { text, at, is_used: false, printed: None }, false);
    }

    /// Where nothing more follows.
    pub fn finish(mut self) -> Outcome {
        self.clean_up();
        for (at, key, value, id) in std::mem::take(&mut self.labelled) {
            if self.objects.iter().flatten().any(|it| it.is_policy() && it.asks_for(&key, &value)) {
                self.tell(at, What::ObjectLabel(id, format!("{key}={value}")));
            }
        }
        let mut aside = std::mem::take(&mut self.gone);
        let files = std::mem::take(&mut self.files);
        let has_templates = files.values().any(|it| !it.is_used && it.text.text().contains("{{"));
        let mut chart = Vec::new();
        for (name, file) in files {
            if has_templates && !file.is_used && is_of_chart(&name, file.text.text()) {
                chart.push((name, file.text));
                continue;
            }
            if !file.is_used && is_manifest(&file.text) {
                let what = file.printed.clone().map_or(What::NotApplied(name), What::Printed);
                self.tell(file.at, what);
            }
            aside.push(file.text);
        }
        for it in self.objects.iter().flatten().filter(|it| it.is_transient) {
            let id = it.key.as_ref().map(Key::id).unwrap_or_default();
            self.events.push(Event { at: place(&it.text), what: What::Transient(id) });
        }
        Outcome {
            objects: self.objects.into_iter().flatten().collect(),
            events: self.events,
            chart,
            aside,
            confidential: self.confidential,
            carried_out: self.carried_out,
        }
    }

    pub(super) fn tell(&mut self, at: Location, what: What) {
        self.events.push(Event { at, what });
    }

    /// Whether there is something left to do with; says so once where not.
    pub(super) fn may_go_on(&mut self, at: Location) -> bool {
        let is_over = self.made > OBJECTS || self.bytes > BYTES || self.work > WORK;
        if is_over && !self.is_over {
            self.is_over = true;
            self.tell(at, What::Limit);
        }
        !self.is_over
    }

    /// Counts what a command makes: there is a limit.
    pub(super) fn count(&mut self, object: &Object) {
        self.made += 1;
        self.bytes += object.text.text().len();
    }

    /// Puts an object in, in the place of one that is called the same.
    pub(super) fn insert(&mut self, object: Object) {
        let known = object.key.as_ref().and_then(|it| self.index.get(it)).copied();
        if let Some(old) = known.and_then(|it| self.objects.get_mut(it)) {
            self.gone.extend(old.replace(object).map(|it| it.text));
            return;
        }
        if let Some(key) = object.key.clone() {
            self.index.insert(key, self.objects.len());
        }
        self.objects.push(Some(object));
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Object> {
        self.objects.get(*self.index.get(key)?)?.as_ref()
    }

    pub(super) fn remove(&mut self, index: usize) {
        if let Some(object) = self.objects.get_mut(index).and_then(Option::take) {
            if let Some(key) = &object.key {
                self.index.remove(key);
            }
            self.gone.push(object.text);
        }
    }

    /// Whether the last of some items did what it was told.
    pub(super) fn items(&mut self, script: Script<'_>, items: &[Item]) -> bool {
        let mut is_done = true;
        self.depth += 1;
        for item in items {
            if self.depth > DEPTH || self.is_over {
                break;
            }
            is_done = match item {
                Item::Pipe(_, when) | Item::Framed(_, Frame { when, .. }) if when.skips(is_done) => is_done,
                Item::Pipe(commands, _) => self.pipe(script, commands),
                Item::For(name, words, body) => {
                    self.each(script, name, words, body);
                    true
                }
                Item::If(test, then, otherwise) => {
                    let body = if self.items(script, test) { then } else { otherwise };
                    self.items(script, body)
                }
                Item::Block(body) | Item::Unsimulated(_, body) => self.items(script, body),
                Item::Framed(it, frame) => {
                    (self.items(script, it) & self.pipe(script, frame.piped())) != frame.is_negated
                }
                Item::Function(name, body, range) => {
                    self.define(script, name, body, range);
                    true
                }
            };
        }
        self.depth -= 1;
        is_done
    }

    fn pipe(&mut self, script: Script<'_>, commands: &[Simple]) -> bool {
        let (mut stream, mut is_done) = (Stream::Nothing, true);
        for command in commands {
            let at = script.text.locate(span(&command.range));
            self.work += 1;
            if !self.may_go_on(at) {
                return false;
            }
            let ran = self.simple(script, command, stream, at);
            (is_done, stream) = (ran.is_done, ran.out);
            if let Some((file, is_appended)) = &command.output {
                let name = self.word(script, file);
                if let Stream::Text(text, printed) = std::mem::take(&mut stream) {
                    let at = place(&name);
                    let file = File { text, at, is_used: false, printed };
                    self.write(name.text(), file, *is_appended);
                }
            }
        }
        if let Stream::Text(text, printed) = stream {
            if let Some(name) = printed {
                self.tell(place(&text), What::Printed(name));
            }
            self.gone.push(text);
        }
        is_done
    }

    fn write(&mut self, name: &str, mut file: File, is_appended: bool) {
        self.bytes += file.text.text().len();
        if name.starts_with("/dev/") {
            self.gone.push(file.text);
            return;
        }
        if let Some(old) = self.files.remove(file_name(name)) {
            if is_appended {
                let mut text = old.text.clone();
                text.copy(&file.text, 0..file.text.text().len());
                self.bytes += text.text().len();
                file.text = text;
            }
            self.gone.push(old.text);
        }
        self.files.insert(file_name(name).to_owned(), file);
    }

    pub(super) fn words(&mut self, script: Script<'_>, words: &[Word]) -> Vec<Mapped> {
        self.expanded(script, |it| words.iter().flat_map(|word| it.words(word)).collect())
    }

    pub(super) fn word(&mut self, script: Script<'_>, word: &Word) -> Mapped {
        self.expanded(script, |it| it.word(word))
    }

    fn expanded<T>(&mut self, script: Script<'_>, expand: impl FnOnce(&mut Expander<'_>) -> T) -> T {
        let left = BYTES.saturating_sub(self.bytes);
        let mut it = Expander { script: script.text, variables: &self.variables, unset: Vec::new(), left };
        let res = expand(&mut it);
        // Where nothing is left, a variable did not fit.
        self.bytes += if it.left == 0 { BYTES } else { left - it.left };
        res
    }

    fn simple(&mut self, script: Script<'_>, command: &Simple, stdin: Stream, at: Location) -> Ran {
        if command.words.is_empty() {
            for (name, value) in &command.assignments {
                self.assign(script, name, value);
            }
        }
        let mut stdin = stdin;
        match &command.input {
            Some(Input::Here(index)) => {
                if let Some(here) = script.heres.get(*index) {
                    let (text, unset) =
                        self.expanded(script, |it| (it.here(here), std::mem::take(&mut it.unset)));
                    for (name, range) in unset {
                        self.tell(script.text.locate(span(&range)), What::Unset(name));
                    }
                    self.bytes += text.text().len();
                    stdin = Stream::Text(text, None);
                }
            }
            Some(Input::Text(word)) => stdin = Stream::Text(self.word(script, word), None),
            Some(Input::File(word)) => {
                let name = self.word(script, word);
                stdin = self.read_file(&name);
            }
            None => {}
        }
        if command.words.is_empty() {
            return Ran { is_done: true, out: stdin };
        }
        let words = self.words(script, &command.words);
        let words = self.without_alias(words);
        if let Some(ran) = self.call(&words, &stdin, at) {
            return ran;
        }
        self.program(&words, stdin, at)
    }

    fn assign(&mut self, script: Script<'_>, name: &str, value: &Word) {
        if value.parts.iter().any(|it| matches!(it, Part::Unknown(_))) {
            self.variables.remove(name);
        } else {
            let value = self.word(script, value).text().to_owned();
            self.variables.insert(name.to_owned(), value);
        }
    }

    /// Fills in what the first word is an alias of.
    fn without_alias(&self, mut words: Vec<Mapped>) -> Vec<Mapped> {
        let Some(first) = words.first() else { return words };
        let Some(alias) = self.aliases.get(first.text()) else { return words };
        let at = place(first);
        words.splice(0..1, alias.split_whitespace().map(|it| text_at(it, at)).collect::<Vec<_>>());
        words
    }

    /// `export NAME=value`.
    pub(super) fn export(&mut self, words: &[Mapped]) {
        for word in words {
            if let Some((name, value)) = word.text().split_once('=') {
                if value.contains("$(") {
                    self.variables.remove(name);
                } else {
                    self.variables.insert(name.to_owned(), value.to_owned());
                }
            }
        }
    }

    /// `alias k=kubectl`.
    pub(super) fn alias(&mut self, words: &[Mapped]) {
        for (name, value) in words.iter().filter_map(|it| it.text().split_once('=')) {
            self.aliases.insert(name.to_owned(), value.to_owned());
        }
    }

    /// What is in a file; it is used then.
    pub(super) fn read_file(&mut self, name: &Mapped) -> Stream {
        match self.files.get(file_name(name.text())) {
            Some(it) => {
                self.bytes += it.text.text().len();
                Stream::Text(it.text.clone(), it.printed.clone())
            }
            None => Stream::Unread(name.text().to_owned()),
        }
    }

    /// The documents of a text.
    pub(super) fn documents(text: &Mapped) -> Vec<Mapped> {
        let split = yaml::split(text.text());
        split.iter().map(|it| part(text, it.start as usize..it.start as usize + it.text.len())).collect()
    }
}

/// A file's name as others may write it too.
pub(super) fn file_name(name: &str) -> &str {
    name.trim_start_matches("./").trim_start_matches(".\\")
}

/// Whether a file belongs to a chart: it is a template, or has values or facts for one.
fn is_of_chart(name: &str, text: &str) -> bool {
    let base = name.rsplit('/').next().unwrap_or_default();
    let is_named = ["values.yaml", "values.yml", "Chart.yaml"].contains(&base) || name.contains("templates/");
    is_named || text.contains("{{")
}

/// Whether a file holds an object of a cluster.
fn is_manifest(text: &Mapped) -> bool {
    Session::documents(text).iter().any(|it| {
        super::object::head(it.text()).is_some_and(|it| super::kinds::of(&it.api_version, &it.kind).is_some())
    })
}
