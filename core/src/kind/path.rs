//! Where in an object a field is, in the API's notation.

use std::fmt;

/// A path that lives on the stack of the caller that walks the tree: `spec.ingress[0].from[1]`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Path<'p> {
    /// The object itself.
    Root,
    /// A field of an object.
    Field(&'p Path<'p>, &'p str),
    /// An element of a list.
    Item(&'p Path<'p>, usize),
}

impl<'p> Path<'p> {
    /// The field of that name.
    pub(super) fn field(&'p self, name: &'p str) -> Path<'p> {
        Path::Field(self, name)
    }

    /// The element at that place.
    pub(super) fn item(&'p self, index: usize) -> Path<'p> {
        Path::Item(self, index)
    }

    /// `spec.ingress.from`: as JSON errors name fields.
    pub(super) fn without_indices(&self) -> String {
        match self {
            Path::Root => String::new(),
            Path::Field(Path::Root, name) => (*name).to_owned(),
            Path::Field(parent, name) => match parent.without_indices() {
                it if it.is_empty() => (*name).to_owned(),
                it => format!("{it}.{name}"),
            },
            Path::Item(parent, _) => parent.without_indices(),
        }
    }

    /// The name of the field whose value, or an element of whose value, holds this field.
    pub(super) fn parent_field(&self) -> &'p str {
        match self {
            Path::Root => "",
            Path::Field(parent, _) | Path::Item(parent, _) => parent.last_field(),
        }
    }

    /// The name of the field it ends in.
    pub(super) fn last_field(&self) -> &'p str {
        match self {
            Path::Root => "",
            Path::Field(_, name) => name,
            Path::Item(parent, _) => parent.last_field(),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Field(Path::Root, name) => f.write_str(name),
            Path::Field(parent, name) => write!(f, "{parent}.{name}"),
            Path::Item(parent, index) => write!(f, "{parent}[{index}]"),
        }
    }
}
