//! Documents as trees that may be changed and written again, with the place of every key and value.

use crate::hash::HashMap;
use crate::source::{Location, Mapped, Span};
use crate::yaml::{self, Node, Value};

/// A value of a document.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// A text, a number, a truth value, or nothing.
    Scalar(Scalar),
    /// A list.
    List(Vec<Item>),
    /// A map, each key once.
    Map(Vec<Field>),
}

/// A key and what it maps to.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) key: String,
    /// Where the key stands.
    pub(super) at: Location,
    pub(super) value: Item,
}

/// A value that has no parts.
#[derive(Clone, Debug)]
pub(super) struct Scalar {
    pub(super) data: Data,
    /// Where it stands.
    pub(super) at: Location,
    /// How it stands there, where that is one line.
    text: Option<Mapped>,
}

/// What such a value is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Data {
    Null,
    Bool(bool),
    Int(i64),
    /// As it is written.
    Float(String),
    Text(String),
}

impl Data {
    /// As it is printed; nothing is an empty text.
    pub(super) fn shown(&self) -> String {
        match self {
            Data::Null => String::new(),
            Data::Bool(it) => it.to_string(),
            Data::Int(it) => it.to_string(),
            Data::Float(it) | Data::Text(it) => it.clone(),
        }
    }

    /// As YAML has it.
    fn written(&self) -> String {
        match self {
            Data::Null => "null".to_owned(),
            Data::Text(it) => yaml::written(it).into_owned(),
            Data::Bool(_) | Data::Int(_) | Data::Float(_) => self.shown(),
        }
    }
}

impl Item {
    /// The tree of a document, where it is YAML.
    pub(super) fn parse(document: &Mapped) -> Option<Item> {
        let mut problems = Vec::new();
        let root = yaml::parse(document.text(), &mut problems)?;
        problems.is_empty().then(|| Item::of(document, &root))
    }

    /// The tree of a node of a document. Its depth is the parser's.
    pub(super) fn of(document: &Mapped, node: &Node<'_>) -> Item {
        let data = match &node.value {
            Value::Sequence(items) => {
                return Item::List(items.iter().map(|it| Item::of(document, it)).collect());
            }
            Value::Mapping(entries) => {
                // Of a key that is written twice the last value counts, at the place of the first.
                let mut places: HashMap<&str, usize> = HashMap::default();
                let mut fields: Vec<Field> = Vec::with_capacity(entries.len());
                for it in entries {
                    let (at, value) = (document.locate(it.key_span), Item::of(document, &it.value));
                    let place = *places.entry(it.key.as_ref()).or_insert(fields.len());
                    match fields.get_mut(place) {
                        Some(field) => field.value = value,
                        None => fields.push(Field { key: it.key.to_string(), at, value }),
                    }
                }
                return Item::Map(fields);
            }
            Value::Null => Data::Null,
            Value::Bool(it) => Data::Bool(*it),
            Value::Int(it) => Data::Int(*it),
            Value::Float(it) => Data::Float(it.clone()),
            Value::String(it) => Data::Text(it.to_string()),
        };
        let range = node.span.start as usize..node.span.end as usize;
        let written = document.text().get(range.clone()).unwrap_or_default();
        let is_line = !written.is_empty()
            && !written.contains('\n')
            && !written.starts_with(['*', '&', '!', '|', '>', '-']);
        let text = is_line.then(|| {
            let mut text = Mapped::new();
            text.copy(document, range);
            text
        });
        Item::Scalar(Scalar { data, at: document.locate(node.span), text })
    }

    /// A value that stands nowhere, made because of what stands at a place.
    pub(super) fn made(data: Data, at: Location) -> Item {
        Item::Scalar(Scalar { data, at, text: None })
    }

    /// A text that stands nowhere.
    pub(super) fn text(text: impl Into<String>, at: Location) -> Item {
        Item::made(Data::Text(text.into()), at)
    }

    /// The keys and values of a map; none of anything else.
    pub(super) fn fields(&self) -> &[Field] {
        match self {
            Item::Map(fields) => fields,
            Item::Scalar(_) | Item::List(_) => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Item] {
        match self {
            Item::List(items) => items,
            Item::Scalar(_) | Item::Map(_) => &[],
        }
    }

    /// What a key maps to.
    pub(super) fn get(&self, key: &str) -> Option<&Item> {
        self.fields().iter().find(|it| it.key == key).map(|it| &it.value)
    }

    /// What a path of keys leads to.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Item> {
        path.iter().try_fold(self, |it, key| it.get(key))
    }

    /// The same, to be changed.
    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut Item> {
        let Item::Map(fields) = self else { return None };
        fields.iter_mut().find(|it| it.key == key).map(|it| &mut it.value)
    }

    /// Sets what a key of a map maps to, at its place if it is there and at the end if not.
    pub(super) fn set(&mut self, key: &str, at: Location, value: Item) {
        if !matches!(self, Item::Map(_)) {
            *self = Item::Map(Vec::new());
        }
        let Item::Map(fields) = self else { return };
        match fields.iter_mut().find(|it| it.key == key) {
            Some(it) => it.value = value,
            None => fields.push(Field { key: key.to_owned(), at, value }),
        }
    }

    /// Takes a key out of a map.
    pub(super) fn remove(&mut self, key: &str) {
        if let Item::Map(fields) = self {
            fields.retain(|it| it.key != key);
        }
    }

    /// Changes what a path of keys leads to; maps that are not there, or nothing, are made.
    pub(super) fn change(&mut self, path: &[&str], at: Location, change: impl FnOnce(&mut Item)) {
        let Some((key, rest)) = path.split_first() else { return change(self) };
        if self.get(key).is_none_or(Item::is_null) {
            self.set(key, at, Item::Map(Vec::new()));
        }
        if let Some(it) = self.get_mut(key) {
            it.change(rest, at, change);
        }
    }

    /// Whether it is nothing.
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Item::Scalar(Scalar { data: Data::Null, .. }))
    }

    /// Its text, if it is one.
    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Item::Scalar(Scalar { data: Data::Text(it), .. }) => Some(it),
            Item::Scalar(_) | Item::List(_) | Item::Map(_) => None,
        }
    }

    /// What a path of keys leads to, if it is a text.
    pub(super) fn str_at(&self, path: &[&str]) -> Option<&str> {
        self.at(path).and_then(Item::as_str)
    }

    /// Where the first of its values stands.
    pub(super) fn place(&self) -> Option<Location> {
        match self {
            Item::Scalar(it) => Some(it.at),
            Item::List(items) => items.iter().find_map(Item::place),
            Item::Map(fields) => fields.first().map(|it| it.at),
        }
    }

    /// Whether both say the same, wherever they stand.
    pub(super) fn same(&self, other: &Item) -> bool {
        match (self, other) {
            (Item::Scalar(one), Item::Scalar(two)) => one.data == two.data,
            (Item::List(one), Item::List(two)) => {
                one.len() == two.len() && one.iter().zip(two).all(|(one, two)| one.same(two))
            }
            (Item::Map(one), Item::Map(two)) => {
                one.len() == two.len()
                    && one.iter().all(|it| other.get(&it.key).is_some_and(|other| it.value.same(other)))
            }
            _ => false,
        }
    }

    /// Calls for every text in it, keys left out.
    pub(super) fn each_text(&mut self, change: &mut impl FnMut(&str) -> Option<String>) {
        match self {
            Item::Scalar(it) => {
                let Data::Text(text) = &it.data else { return };
                if let Some(text) = change(text) {
                    it.data = Data::Text(text);
                    it.text = None;
                }
            }
            Item::List(items) => items.iter_mut().for_each(|it| it.each_text(change)),
            Item::Map(fields) => fields.iter_mut().for_each(|it| it.value.each_text(change)),
        }
    }

    /// As YAML, two blanks for each level.
    pub(super) fn written(&self) -> Mapped {
        let mut out = Mapped::new();
        let at = self.place().unwrap_or(NOWHERE);
        self.write(0, at, &mut out);
        if !out.text().ends_with('\n') {
            out.put("\n", at);
        }
        out
    }

    /// Writes it; the cursor stands at its first column, `indent` blanks from the margin.
    fn write(&self, indent: usize, at: Location, out: &mut Mapped) {
        let margin = " ".repeat(indent);
        match self {
            Item::Scalar(it) => {
                match &it.text {
                    Some(text) => out.copy(text, 0..text.text().len()),
                    None => out.put(&it.data.written(), it.at),
                }
                out.put("\n", it.at);
            }
            Item::List(items) if items.is_empty() => out.put("[]\n", at),
            Item::Map(fields) if fields.is_empty() => out.put("{}\n", at),
            Item::List(items) => {
                for (place, item) in items.iter().enumerate() {
                    let at = item.place().unwrap_or(at);
                    if place > 0 {
                        out.put(&margin, at);
                    }
                    out.put("- ", at);
                    item.write(indent + 2, at, out);
                }
            }
            Item::Map(fields) => {
                for (place, field) in fields.iter().enumerate() {
                    if place > 0 {
                        out.put(&margin, field.at);
                    }
                    out.put(&yaml::written(&field.key), field.at);
                    let is_inline = match &field.value {
                        Item::Scalar(_) => true,
                        Item::List(items) => items.is_empty(),
                        Item::Map(fields) => fields.is_empty(),
                    };
                    if is_inline {
                        out.put(": ", field.at);
                        field.value.write(indent, field.at, out);
                    } else {
                        out.put(":\n", field.at);
                        out.put(&" ".repeat(indent + 2), field.at);
                        field.value.write(indent + 2, field.at, out);
                    }
                }
            }
        }
    }
}

/// The place of what stands nowhere.
pub(super) const NOWHERE: Location =
    Location { file: crate::source::FileId(0), span: Span { start: 0, end: 0 } };

#[cfg(test)]
mod tests;
