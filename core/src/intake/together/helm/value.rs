//! Values of a template: what is known, and holes where nothing is.

use std::borrow::Cow;
use std::rc::Rc;

use super::super::tree::{Data, Item, Scalar};
use crate::source::{Location, Mapped};

/// A value, and the holes that it depends on.
#[derive(Clone, Debug, Default)]
pub(super) struct Val<'v> {
    pub(super) what: What<'v>,
    /// The names of the holes: `.Values.port`.
    pub(super) holes: Vec<Rc<str>>,
    /// Whether it would be printed as a map: what `toYaml` makes of a hole.
    pub(super) is_map: bool,
    /// Where it stands in the values of the chart: a field that is not there may be given to the release.
    pub(super) path: Option<Rc<str>>,
}

/// What a value is.
#[derive(Clone, Debug, Default)]
pub(super) enum What<'v> {
    #[default]
    Nil,
    /// What `.` is at the start: all values of the release.
    Root,
    Item(Cow<'v, Item>),
    Text(Rc<Mapped>),
}

impl<'v> Val<'v> {
    /// Something that is not known, by its name.
    pub(super) fn hole(name: impl Into<Rc<str>>) -> Val<'v> {
        Val { holes: vec![name.into()], ..Val::default() }
    }

    pub(super) fn of(data: Data, at: Location) -> Val<'v> {
        Val { what: What::Item(Cow::Owned(Item::made(data, at))), ..Val::default() }
    }

    pub(super) fn text(text: Mapped) -> Val<'v> {
        Val { what: What::Text(Rc::new(text)), ..Val::default() }
    }

    /// The same, depending on more holes.
    pub(super) fn with_holes(mut self, holes: impl IntoIterator<Item = Rc<str>>) -> Val<'v> {
        for it in holes {
            if !self.holes.contains(&it) && self.holes.len() < 8 {
                self.holes.push(it);
            }
        }
        self
    }

    /// What it takes to make it: its bytes, and some for each of its parts. What stands in the values of the chart is
    /// not made; a text or number of these is copied all the same.
    pub(super) fn size(&self) -> usize {
        match &self.what {
            What::Text(it) => it.text().len(),
            What::Item(Cow::Borrowed(Item::List(_) | Item::Map(_))) | What::Nil | What::Root => 0,
            What::Item(it) => size_of(it, MAX_DEPTH),
        }
    }

    /// Whether nothing is known of it.
    pub(super) fn is_hole(&self) -> bool {
        matches!(self.what, What::Nil) && !self.holes.is_empty()
    }

    /// Its field.
    pub(super) fn field(&self, root: &'v Item, name: &str) -> Val<'v> {
        if let Some(hole) = self.holes.first().filter(|_| self.is_hole()) {
            return Val::hole(format!("{hole}.{name}"));
        }
        let (found, path) = match &self.what {
            What::Root => (root.get(name).map(Cow::Borrowed), Some(format!(".{name}"))),
            What::Item(it) => {
                let found = match it {
                    Cow::Borrowed(it) => it.get(name).map(Cow::Borrowed),
                    Cow::Owned(it) => it.get(name).cloned().map(Cow::Owned),
                };
                (found, self.path.as_ref().map(|it| format!("{it}.{name}")))
            }
            What::Nil | What::Text(_) => (None, None),
        };
        match (found, path) {
            (Some(it), path) => {
                let what = if it.is_null() { What::Nil } else { What::Item(it) };
                Val { what, path: path.map(Rc::from), holes: self.holes.clone(), is_map: false }
            }
            (None, Some(path)) => Val::hole(path),
            (None, None) => Val { holes: self.holes.clone(), ..Val::default() },
        }
    }

    /// Whether conditions take it for true.
    pub(super) fn is_true(&self) -> bool {
        match &self.what {
            What::Nil => false,
            What::Root => true,
            What::Text(it) => !it.text().is_empty(),
            What::Item(it) => match it.as_ref() {
                Item::List(items) => !items.is_empty(),
                Item::Map(fields) => !fields.is_empty(),
                Item::Scalar(it) => match &it.data {
                    Data::Null => false,
                    Data::Bool(it) => *it,
                    Data::Int(it) => *it != 0,
                    Data::Float(it) => it.parse::<f64>().is_ok_and(|it| it != 0.0),
                    Data::Text(it) => !it.is_empty(),
                },
            },
        }
    }

    /// A number, if it is one.
    pub(super) fn as_int(&self) -> Option<i64> {
        match self.data()? {
            Data::Int(it) => Some(it),
            Data::Float(it) => it.parse::<f64>().ok().map(|it| it as i64),
            Data::Text(it) => it.parse().ok(),
            Data::Bool(_) | Data::Null => None,
        }
    }

    /// What it is, if it has no parts.
    pub(super) fn data(&self) -> Option<Data> {
        match &self.what {
            What::Nil => Some(Data::Null),
            What::Text(it) => Some(Data::Text(it.text().to_owned())),
            What::Item(it) => match it.as_ref() {
                Item::Scalar(it) => Some(it.data.clone()),
                Item::List(_) | Item::Map(_) => None,
            },
            What::Root => None,
        }
    }

    /// As it is printed; `None` where that is no text that a manifest could have. What stands for a hole is its name
    /// where `is_set`, and nothing where not.
    pub(super) fn printed(&self, is_set: bool, at: Location) -> Option<Mapped> {
        let mut res = Mapped::new();
        match &self.what {
            What::Nil => {
                if let Some(hole) = self.holes.first().filter(|_| is_set) {
                    let name = stand_in(hole);
                    let text = if self.is_map { format!("{name}: {name}") } else { name };
                    res.put(&text, at);
                }
            }
            What::Text(it) => return Some(it.as_ref().clone()),
            What::Item(it) => match it.as_ref() {
                Item::Scalar(Scalar { data, at, .. }) => res.put(&data.shown(), *at),
                Item::List(_) | Item::Map(_) => return None,
            },
            What::Root => return None,
        }
        Some(res)
    }
}

/// So deep may lists and maps be that a template makes.
pub(super) const MAX_DEPTH: usize = 100;

/// The bytes of a tree, and some for each of its parts; of one that is deeper than it may be, more than there can be.
pub(super) fn size_of(item: &Item, depth: usize) -> usize {
    const PART: usize = 16;
    let Some(depth) = depth.checked_sub(1) else { return usize::MAX };
    match item {
        Item::Scalar(Scalar { data: Data::Text(it) | Data::Float(it), .. }) => PART + it.len(),
        Item::Scalar(_) => PART,
        Item::List(items) => items.iter().fold(PART, |sum, it| sum.saturating_add(size_of(it, depth))),
        Item::Map(fields) => fields
            .iter()
            .fold(PART, |sum, it| sum.saturating_add(it.key.len()).saturating_add(size_of(&it.value, depth))),
    }
}

/// What is written for a hole where a name is needed: `.Values.web.name` is `web-name`.
pub(in super::super) fn stand_in(hole: &str) -> String {
    let own = hole
        .strip_prefix(".Values.")
        .or_else(|| hole.strip_prefix("include "))
        .unwrap_or(hole)
        .to_ascii_lowercase();
    let parts: Vec<&str> =
        own.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let mut res = parts.join("-");
    res.truncate(40);
    let res = res.trim_end_matches('-');
    if res.is_empty() { "value".to_owned() } else { res.to_owned() }
}
