//! What is carried out several times or by a name: loops and functions.

use std::rc::Rc;

use super::command::place;
use super::event::{Event, Ran, Stream, What};
use super::programs;
use super::session::{DEPTH, Script, Session};
use super::words::{Here, Item, Word};
use crate::source::{Location, Mapped};

/// A function that the text defines.
#[derive(Debug)]
pub(super) struct Function {
    body: Vec<Item>,
    /// The text that it stands in, with its here-documents.
    text: Mapped,
    heres: Vec<Here>,
    /// Whether it has what is not carried out.
    is_beyond: bool,
}

/// What a function may do that is not modelled: to end early, and to look at all of its words.
const BEYOND: [&str; 7] = ["return", "shift", "$@", "$*", "$#", "${@", "${*"];

impl Session {
    /// `for NAME in WORDS`. A word that only a running shell knows is named once, whatever is done with it.
    pub(super) fn each(&mut self, script: Script<'_>, name: &str, words: &[Word], body: &[Item]) {
        for word in self.words(script, words) {
            self.work += 1;
            if !self.may_go_on(place(&word)) {
                break;
            }
            let value = word.text();
            self.variables.insert(name.to_owned(), value.to_owned());
            if !value.contains(['$', '`']) {
                self.items(script, body);
                continue;
            }
            let before = self.events.len();
            self.unknown.push(value.to_owned());
            self.items(script, body);
            self.unknown.pop();
            let later = self.events.split_off(before.min(self.events.len()));
            let is_lost = |it: &Event| matches!(it.what, What::NotRead(_));
            let lost = later.iter().any(is_lost);
            self.events.extend(later.into_iter().filter(|it| !is_lost(it)));
            if lost {
                self.unread(place(&word), &format!("for {name} in {value}"));
            }
        }
    }

    /// The document, unless something in it is known to a running shell alone.
    pub(super) fn known(&mut self, document: Mapped, at: Location) -> Option<Mapped> {
        if !self.unknown.iter().any(|it| document.text().contains(it.as_str())) {
            return Some(document);
        }
        self.unread(at, "kubectl apply");
        self.gone.push(document);
        None
    }

    /// A function is carried out where it is called.
    pub(super) fn define(
        &mut self,
        script: Script<'_>,
        name: &str,
        body: &[Item],
        range: &std::ops::Range<usize>,
    ) {
        let text = script.text.text();
        self.bytes += text.len();
        if !self.may_go_on(script.text.locate(super::expand::span(range))) {
            return;
        }
        let own = text.get(range.clone()).unwrap_or_default();
        let mut words = own.split(|it: char| !(it.is_ascii_alphanumeric() || "-_.".contains(it)));
        let is_beyond = BEYOND.iter().any(|it| own.contains(it)) && words.any(programs::may_change);
        let (text, heres) = (script.text.clone(), script.heres.to_vec());
        let function = Function { body: body.to_vec(), text, heres, is_beyond };
        self.functions.insert(name.to_owned(), Rc::new(function));
    }

    /// Carries out a function; `None` where there is none of that name.
    pub(super) fn call(&mut self, words: &[Mapped], stdin: &Stream, at: Location) -> Option<Ran> {
        let (name, arguments) = words.split_first()?;
        let function = Rc::clone(self.functions.get(name.text())?);
        let out = Stream::Unread(format!("what `{}` prints", name.text()));
        if function.is_beyond || self.depth >= DEPTH || !matches!(stdin, Stream::Nothing) {
            self.unread(at, &format!("the function {}", name.text()));
            return Some(Ran { is_done: true, out });
        }
        let places: Vec<String> = (1..10).map(|it: u8| it.to_string()).collect();
        let mut before = Vec::new();
        for (index, place) in places.iter().enumerate() {
            before.push(self.variables.remove(place));
            let value = arguments.get(index).map_or("", Mapped::text);
            self.bytes += value.len();
            self.variables.insert(place.clone(), value.to_owned());
        }
        let script = Script { text: &function.text, heres: &function.heres };
        let is_done = self.items(script, &function.body);
        for (place, value) in places.into_iter().zip(before) {
            match value {
                Some(it) => _ = self.variables.insert(place, it),
                None => _ = self.variables.remove(&place),
            }
        }
        Some(Ran { is_done, out })
    }
}
