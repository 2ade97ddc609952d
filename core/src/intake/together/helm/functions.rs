//! The functions of templates that are known; any other makes a hole.

use std::borrow::Cow;
use std::rc::Rc;

use super::super::tree::{Data, Item};
use super::value::{MAX_DEPTH, Val, What, size_of};
use crate::source::{Location, Mapped};
use crate::yaml;

/// Calls a function. What it reads and makes is taken from what is left; where that is not enough, it is not called.
pub(super) fn call<'v>(
    name: &str,
    args: Vec<Val<'v>>,
    is_set: bool,
    at: Location,
    left: &mut usize,
) -> Val<'v> {
    let call = Call { args, is_set, at };
    *left = left.saturating_sub(call.takes(name));
    if *left == 0 {
        return Val::default();
    }
    let res = call.result(name);
    *left = left.saturating_sub(res.size());
    res
}

struct Call<'v> {
    args: Vec<Val<'v>>,
    is_set: bool,
    at: Location,
}

impl<'v> Call<'v> {
    fn result(&self, name: &str) -> Val<'v> {
        let holes: Vec<Rc<str>> = self.args.iter().flat_map(|it| it.holes.iter().cloned()).collect();
        if let Some(it) = self.choice(name) {
            return it;
        }
        match self.value(name).or_else(|| self.words(name)) {
            Some(it) => it.with_holes(holes),
            None if holes.is_empty() => Val::hole(self.shown(name)),
            None => Val { holes, ..Val::default() },
        }
    }

    /// What it reads, and what it makes where that may be much more.
    fn takes(&self, name: &str) -> usize {
        let read = self.args.iter().fold(0_usize, |sum, it| sum.saturating_add(it.size()));
        let last = || self.args.last().and_then(|it| it.printed(self.is_set, self.at));
        let made = match name {
            // A part of the values of the chart is copied.
            "list" | "dict" => self.args.iter().fold(0_usize, |sum, it| match &it.what {
                What::Item(it) => sum.saturating_add(size_of(it, MAX_DEPTH)),
                What::Nil | What::Root | What::Text(_) => sum,
            }),
            "replace" => {
                let (Some(from), Some(to), Some(text)) = (self.words_of(0), self.words_of(1), last()) else {
                    return read;
                };
                text.text().matches(from.as_str()).count().saturating_mul(to.len())
            }
            "indent" | "nindent" => {
                let blanks = self.arg(0).and_then(Val::as_int).and_then(|it| usize::try_from(it).ok());
                let lines = last().map_or(0, |it| it.text().split('\n').count());
                lines.saturating_mul(blanks.filter(|it| *it <= 200).unwrap_or_default())
            }
            _ => 0,
        };
        read.saturating_add(made)
    }

    fn arg(&self, place: usize) -> Option<&Val<'v>> {
        self.args.get(place)
    }

    /// The text of an argument.
    fn text(&self, place: usize) -> Option<Mapped> {
        self.arg(place)?.printed(self.is_set, self.at)
    }

    fn words_of(&self, place: usize) -> Option<String> {
        self.text(place).map(|it| it.text().to_owned())
    }

    fn shown(&self, name: &str) -> String {
        let args = self.args.iter().map(|it| match it.data() {
            Some(Data::Text(it)) => format!(" {it:?}"),
            Some(it) => format!(" {}", it.shown()),
            None => " …".to_owned(),
        });
        super::render::shortened(&format!("{name}{}", args.collect::<String>()))
    }

    /// Functions that choose one of their arguments: a hole that is not chosen does not matter.
    fn choice(&self, name: &str) -> Option<Val<'v>> {
        let last = self.args.last()?;
        Some(match name {
            "default" => match self.args.as_slice() {
                [other, it] if it.is_hole() || it.holes.is_empty() && !it.is_true() => other.clone(),
                _ => last.clone(),
            },
            "coalesce" => {
                let found = self.args.iter().find(|it| !it.holes.is_empty() && !it.is_hole() || it.is_true());
                found.unwrap_or(last).clone()
            }
            "and" | "or" => {
                // Known arguments decide where they can; what is left depends on the holes.
                let decides = |it: &&Val<'v>| it.holes.is_empty() && it.is_true() == (name == "or");
                let holes = self.args.iter().flat_map(|it| it.holes.iter().cloned());
                match self.args.iter().find(decides) {
                    Some(it) => it.clone(),
                    None => self
                        .args
                        .iter()
                        .find(|it| it.is_true() == (name == "or"))
                        .unwrap_or(last)
                        .clone()
                        .with_holes(holes),
                }
            }
            "ternary" => {
                let [yes, no, condition] = self.args.as_slice() else { return None };
                let is_yes = if condition.holes.is_empty() { condition.is_true() } else { self.is_set };
                let chosen = if is_yes { yes.clone() } else { no.clone() };
                chosen.with_holes(condition.holes.iter().cloned())
            }
            "required" => last.clone(),
            _ => return None,
        })
    }

    /// Functions of values.
    fn value(&self, name: &str) -> Option<Val<'v>> {
        let first = self.args.first();
        let is_open = self.args.iter().any(|it| !it.holes.is_empty());
        let bool = |it: bool| Some(Val::of(Data::Bool(if is_open { self.is_set } else { it }), self.at));
        let int = |it: i64| Some(Val::of(Data::Int(it), self.at));
        match name {
            "not" => bool(!first?.is_true()),
            "empty" => bool(!first?.is_true()),
            "eq" => {
                let one = first?.data()?;
                bool(self.args.iter().skip(1).any(|it| it.data().is_some_and(|it| same(&it, &one))))
            }
            "ne" => bool(!same(&first?.data()?, &self.arg(1)?.data()?)),
            "lt" | "le" | "gt" | "ge" if !is_open => {
                let order = first?.as_int()?.cmp(&self.arg(1)?.as_int()?);
                bool(match name {
                    "lt" => order.is_lt(),
                    "le" => order.is_le(),
                    "gt" => order.is_gt(),
                    _ => order.is_ge(),
                })
            }
            "hasKey" => match &first?.what {
                What::Item(it) => bool(it.get(&self.words_of(1)?).is_some()),
                What::Nil | What::Root | What::Text(_) => None,
            },
            "len" if !is_open => match &first?.what {
                What::Item(it) => match it.as_ref() {
                    Item::List(items) => int(items.len() as i64),
                    Item::Map(fields) => int(fields.len() as i64),
                    Item::Scalar(it) => int(it.data.shown().len() as i64),
                },
                What::Text(it) => int(it.text().len() as i64),
                What::Nil => int(0),
                What::Root => None,
            },
            "int" | "int64" if !is_open => int(first?.as_int().unwrap_or(0)),
            "add" if !is_open => {
                int(self.args.iter().try_fold(0_i64, |sum, it| sum.checked_add(it.as_int()?))?)
            }
            "sub" if !is_open => int(first?.as_int()?.checked_sub(self.arg(1)?.as_int()?)?),
            "list" => {
                let items = self.args.iter().map(|it| self.item(it)).collect::<Option<_>>()?;
                Some(Val { what: What::Item(Cow::Owned(Item::List(items))), ..Val::default() })
            }
            "dict" if !is_open => {
                let mut res = Item::Map(Vec::new());
                for pair in self.args.chunks(2) {
                    let [key, value] = pair else { return None };
                    res.set(&key.data()?.shown(), self.at, self.item(value)?);
                }
                Some(Val { what: What::Item(Cow::Owned(res)), ..Val::default() })
            }
            "get" | "index" if self.args.len() == 2 && !is_open => {
                let What::Item(it) = &first?.what else { return None };
                let found = match it.as_ref() {
                    Item::List(items) => items.get(usize::try_from(self.arg(1)?.as_int()?).ok()?),
                    it @ (Item::Map(_) | Item::Scalar(_)) => it.get(&self.arg(1)?.data()?.shown()),
                };
                let found = found.filter(|it| !it.is_null());
                Some(found.map_or_else(Val::default, |it| Val {
                    what: What::Item(Cow::Owned(it.clone())),
                    ..Val::default()
                }))
            }
            "first" | "last" if !is_open => {
                let What::Item(it) = &first?.what else { return None };
                let items = it.items();
                let found = if name == "first" { items.first() } else { items.last() };
                Some(found.map_or_else(Val::default, |it| Val {
                    what: What::Item(Cow::Owned(it.clone())),
                    ..Val::default()
                }))
            }
            "toYaml" => self.to_yaml(first?),
            _ => None,
        }
    }

    /// An argument as a part of a list or map.
    fn item(&self, value: &Val<'v>) -> Option<Item> {
        match &value.what {
            What::Item(it) => Some(it.as_ref().clone()),
            What::Nil | What::Text(_) => Some(Item::made(value.data()?, self.at)),
            What::Root => None,
        }
    }

    /// "toYaml takes an interface, marshals it to yaml": of nothing it makes `null`.
    fn to_yaml(&self, value: &Val<'v>) -> Option<Val<'v>> {
        if value.is_hole() {
            return Some(Val { is_map: true, ..value.clone() });
        }
        let written = match &value.what {
            What::Item(it) => it.written(),
            What::Text(_) | What::Nil => Item::made(value.data()?, self.at).written(),
            What::Root => return None,
        };
        let mut res = Mapped::new();
        res.copy(&written, 0..written.text().trim_end().len());
        Some(Val::text(res))
    }

    /// Functions of texts.
    fn words(&self, name: &str) -> Option<Val<'v>> {
        let last = self.args.len().checked_sub(1)?;
        let text = self.text(last)?;
        let words = text.text();
        let part = |range: std::ops::Range<usize>| {
            let mut res = Mapped::new();
            res.copy(&text, range);
            Some(Val::text(res))
        };
        // What is made of a value leads to where the value stands.
        let from = if words.is_empty() {
            self.at
        } else {
            text.locate(crate::source::Span::new(0, words.len() as u32))
        };
        let made = |it: String| {
            let mut res = Mapped::new();
            res.put(&it, from);
            Some(Val::text(res))
        };
        let bool = |it: bool| {
            let is_open = self.args.iter().any(|it| !it.holes.is_empty());
            Some(Val::of(Data::Bool(if is_open { self.is_set } else { it }), self.at))
        };
        let start = |it: &str| words.len() - it.len();
        match name {
            "quote" | "squote" => {
                // "quote" leaves out what is nil.
                if matches!(self.args.last()?.what, What::Nil) && words.is_empty() {
                    return made(String::new());
                }
                let written = if name == "quote" {
                    yaml::quoted(words)
                } else {
                    format!("'{}'", words.replace('\'', "''"))
                };
                made(written)
            }
            "toString" | "print" if self.args.len() == 1 => part(0..words.len()),
            "lower" => made(words.to_lowercase()),
            "upper" => made(words.to_uppercase()),
            "trim" => {
                let begin = start(words.trim_start());
                part(begin..begin + words.trim().len())
            }
            "trimSuffix" => part(0..words.strip_suffix(self.words_of(0)?.as_str()).unwrap_or(words).len()),
            "trimPrefix" => {
                part(start(words.strip_prefix(self.words_of(0)?.as_str()).unwrap_or(words))..words.len())
            }
            "trimAll" => {
                let set: Vec<char> = self.words_of(0)?.chars().collect();
                let begin = start(words.trim_start_matches(set.as_slice()));
                part(begin..words.trim_end_matches(set.as_slice()).len().max(begin))
            }
            "trunc" => {
                let most = self.arg(0)?.as_int()?;
                let size = usize::try_from(most.unsigned_abs()).ok()?.min(words.len());
                let cut = if most < 0 { words.len() - size } else { size };
                let cut = (0..=cut).rev().find(|it| words.is_char_boundary(*it))?;
                if most < 0 { part(cut..words.len()) } else { part(0..cut) }
            }
            "replace" => made(words.replace(&self.words_of(0)?, &self.words_of(1)?)),
            "contains" => bool(words.contains(&self.words_of(0)?)),
            "hasPrefix" => bool(words.starts_with(&self.words_of(0)?)),
            "hasSuffix" => bool(words.ends_with(&self.words_of(0)?)),
            "indent" | "nindent" => {
                let blanks =
                    " ".repeat(usize::try_from(self.arg(0)?.as_int()?).ok().filter(|it| *it <= 200)?);
                let mut text = text.clone();
                if let Some(hole) = self.args.last().filter(|it| it.is_hole()) {
                    // What is indented is a map in nearly all cases.
                    text = Val { is_map: true, ..hole.clone() }.printed(self.is_set, self.at)?;
                }
                let words = text.text();
                let mut res = Mapped::new();
                if name == "nindent" {
                    res.put("\n", self.at);
                }
                let mut begin = 0;
                for line in words.split_inclusive('\n') {
                    res.put(&blanks, self.at);
                    res.copy(&text, begin..begin + line.len());
                    begin += line.len();
                }
                Some(Val::text(res))
            }
            "printf" => made(self.printf()?),
            "tpl" => None,
            _ => None,
        }
    }

    /// `printf` with the verbs that make texts and numbers.
    fn printf(&self) -> Option<String> {
        let format = self.words_of(0)?;
        let mut args = self.args.iter().skip(1);
        let mut res = String::new();
        let mut chars = format.chars();
        while let Some(it) = chars.next() {
            if it != '%' {
                res.push(it);
                continue;
            }
            match chars.next()? {
                '%' => res.push('%'),
                's' | 'v' | 'd' => res.push_str(args.next()?.printed(self.is_set, self.at)?.text()),
                'q' => res.push_str(&yaml::quoted(args.next()?.printed(self.is_set, self.at)?.text())),
                _ => return None,
            }
        }
        Some(res)
    }
}

fn same(one: &Data, two: &Data) -> bool {
    one == two
        || matches!((one, two), (Data::Float(_), Data::Int(_)) | (Data::Int(_), Data::Float(_)))
            && one.shown() == two.shown()
}
