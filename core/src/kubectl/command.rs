//! A command line of kubectl: its words, its flags, and what stands behind `--`.

use super::kinds::{self, Kind};
use crate::source::{Location, Mapped, Span};

/// Flags without a value.
const SWITCHES: &[&str] = &[
    "rm",
    "stdin",
    "tty",
    "command",
    "expose",
    "overwrite",
    "all",
    "all-namespaces",
    "force",
    "now",
    "show-labels",
    "no-headers",
    "current",
    "save-config",
    "wait",
    "quiet",
    "attach",
    "privileged",
    "recursive",
    "ignore-not-found",
    "local",
    "list",
    "watch",
    "dry-run",
    "validate",
    "cascade",
    "edit",
    "help",
    "record",
    "server-side",
    "force-conflicts",
    "prune",
    "leave-stdin-open",
    "append-hash",
    "minify",
    "flatten",
    "follow",
    "previous",
    "insecure-skip-tls-verify",
    "all-containers",
    "show-events",
    "show-kind",
    "prefix",
    "timestamps",
    "client",
    "interactive",
];

/// Short flags without a value.
const SHORT_SWITCHES: &str = "itAhqRw";

/// Short flags with one, and their long names.
const SHORT: &[(&str, &str)] = &[
    ("n", "namespace"),
    ("l", "selector"),
    ("f", "filename"),
    ("o", "output"),
    ("c", "container"),
    ("L", "label-columns"),
    ("p", "patch"),
    ("r", "replicas"),
    ("k", "kustomize"),
    ("v", "v"),
    ("s", "server"),
];

/// A flag with what it was given.
#[derive(Clone, Debug)]
pub(super) struct Flag {
    /// Its long name.
    pub(super) name: String,
    pub(super) value: Option<Mapped>,
}

/// A command line without the program's name.
#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) args: Vec<Mapped>,
    pub(super) flags: Vec<Flag>,
    /// What stands behind `--`.
    pub(super) behind: Vec<Mapped>,
    /// Where it stands.
    pub(super) at: Location,
    /// Its text on one line.
    pub(super) text: String,
}

/// Where a word came from.
pub(super) fn place(word: &Mapped) -> Location {
    word.locate(Span::new(0, word.text().len() as u32))
}

/// A part of a word.
pub(super) fn part(word: &Mapped, range: std::ops::Range<usize>) -> Mapped {
    let mut res = Mapped::new();
    res.copy(word, range);
    res
}

impl Command {
    /// Sorts the words behind the program's name.
    pub(super) fn read(words: &[Mapped], at: Location) -> Command {
        let text = words.iter().map(Mapped::text).collect::<Vec<_>>().join(" ");
        let mut res = Command { args: Vec::new(), flags: Vec::new(), behind: Vec::new(), at, text };
        let mut words = words.iter().peekable();
        while let Some(word) = words.next() {
            let text = word.text();
            if text == "--" {
                res.behind = words.cloned().collect();
                break;
            }
            if let Some(long) = text.strip_prefix("--") {
                let (name, value) = match long.split_once('=') {
                    Some((name, _)) => (name, Some(part(word, name.len() + 3..text.len()))),
                    None if SWITCHES.contains(&long) => (long, None),
                    None => (long, words.next().cloned()),
                };
                res.flags.push(Flag { name: name.to_owned(), value });
            } else if let Some(short) = text.strip_prefix('-').filter(|it| !it.is_empty()) {
                res.short(word, short, &mut words);
            } else {
                res.args.push(word.clone());
            }
        }
        res
    }

    fn short<'w>(&mut self, word: &Mapped, letters: &str, words: &mut impl Iterator<Item = &'w Mapped>) {
        for (index, letter) in letters.char_indices() {
            if SHORT_SWITCHES.contains(letter) {
                self.flags.push(Flag { name: letter.to_string(), value: None });
                continue;
            }
            let behind = index + letter.len_utf8();
            let rest = letters.get(behind..).unwrap_or_default();
            let skipped = usize::from(rest.starts_with('='));
            let value = if rest.is_empty() {
                words.next().cloned()
            } else {
                Some(part(word, 1 + behind + skipped..word.text().len()))
            };
            let letter = letter.to_string();
            let name = SHORT.iter().find(|it| it.0 == letter).map_or(letter.as_str(), |it| it.1);
            self.flags.push(Flag { name: name.to_owned(), value });
            break;
        }
    }

    /// The word at a place behind the program's name.
    pub(super) fn arg(&self, index: usize) -> &str {
        self.args.get(index).map(Mapped::text).unwrap_or_default()
    }

    /// Whether a flag is there and not taken back: `--rm`, `--rm=true`.
    pub(super) fn has(&self, name: &str) -> bool {
        let of = |it: &&Flag| it.name == name;
        self.flags.iter().rfind(of).is_some_and(|it| it.value.as_ref().is_none_or(|it| it.text() != "false"))
    }

    /// The value of a flag: of several the last.
    pub(super) fn value(&self, name: &str) -> Option<&Mapped> {
        self.flags.iter().rfind(|it| it.name == name).and_then(|it| it.value.as_ref())
    }

    /// The same as text.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.value(name).map(Mapped::text)
    }

    /// All values of a flag that may be there several times.
    pub(super) fn values(&self, name: &str) -> Vec<&Mapped> {
        self.flags.iter().filter(|it| it.name == name).filter_map(|it| it.value.as_ref()).collect()
    }

    /// Labels for what is made: `-l` is short for them there.
    pub(super) fn labels(&self) -> Option<&Mapped> {
        self.value("labels").or_else(|| self.value("selector"))
    }

    /// Where its first two words stand: what is made leads there.
    pub(super) fn verb_at(&self) -> Location {
        let (Some(first), Some(second)) = (self.args.first(), self.args.get(1)) else { return self.at };
        let (first, second) = (place(first), place(second));
        if first.file == second.file
            && first.span.start <= second.span.start
            && first.span.end <= second.span.end
        {
            Location { file: first.file, span: first.span.to(second.span) }
        } else {
            first
        }
    }

    pub(super) fn is_dry(&self) -> bool {
        self.flags
            .iter()
            .any(|it| it.name == "dry-run" && it.value.as_ref().is_none_or(|it| it.text() != "none"))
    }

    /// The objects that words name: `deploy/a svc/b`, `deploy a b`, `po,svc a`. With the index of the first word that is
    /// none. Without names the kinds alone.
    pub(super) fn targets(&self, first: usize) -> Targets {
        let mut res = Targets::default();
        let mut words = self.args.iter().skip(first);
        let is_change = |it: &str| it.contains('=') || it.ends_with('-');
        let mut kinds_of: Option<Vec<&'static Kind>> = None;
        for word in words.by_ref() {
            let text = word.text();
            if is_change(text) && (kinds_of.is_some() || !res.objects.is_empty()) {
                res.changes.push(word.clone());
            } else if let Some((kind, name)) = text.split_once('/') {
                match kinds::named(kind) {
                    Some(kind) => res.objects.push((kind, name.to_owned())),
                    None => res.is_unknown = true,
                }
            } else if let Some(kinds) = &kinds_of {
                res.objects.extend(kinds.iter().map(|it| (*it, text.to_owned())));
            } else {
                let mut them = Vec::new();
                for word in text.split(',') {
                    match kinds::named(word) {
                        Some(it) => them.push(it),
                        None if word == "all" => them.extend(kinds::KINDS.iter().filter(|it| it.is_in_all)),
                        None => res.is_unknown = true,
                    }
                }
                res.kinds.clone_from(&them);
                kinds_of = Some(them);
            }
        }
        res
    }
}

/// The objects that words name.
#[derive(Clone, Debug, Default)]
pub(super) struct Targets {
    /// Kinds by themselves, where `-l` or `--all` tells which.
    pub(super) kinds: Vec<&'static Kind>,
    pub(super) objects: Vec<(&'static Kind, String)>,
    /// `key=value` and `key-` behind them.
    pub(super) changes: Vec<Mapped>,
    /// Whether there is a kind that is not known.
    pub(super) is_unknown: bool,
}
