//! Which field of which kind an entry of a sketch is.

use super::sketch::{Inline, Sketch};
use crate::kind::fields::{self, Field, Fields, Shape, Whose};

/// What an entry is, or the document itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The entry whose value the object is; `None`: it is the document.
    pub(super) root: Option<usize>,
    /// What may stand in it.
    pub(super) what: What,
    /// The innermost field that it is in, or is.
    pub(super) field: Option<&'static Field>,
    /// The selector or map of labels that it is in, or is.
    pub(super) chosen: Option<Chosen>,
}

/// What may stand in an entry.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    /// The fields of an object.
    Fields(&'static Fields),
    /// Something else than that.
    Shape(&'static Shape),
    /// The value of a label.
    LabelValue,
    /// Nothing that is known.
    Unknown,
}

/// A selector, or a map of labels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chosen {
    /// Whose labels it asks for, or is.
    pub(super) whose: Whose,
    /// Its entry.
    pub(super) entry: usize,
    /// Whether it is a map of labels that is no part of a selector with `matchLabels`.
    pub(super) is_map: bool,
}

impl Chosen {
    /// Whether it is the labels of an object itself, and chooses nothing.
    pub(super) fn is_own(&self) -> bool {
        matches!(self.whose, Whose::Own(_))
    }
}

impl Place {
    /// The place of an entry; `None`: the document itself.
    pub(super) fn of(sketch: &Sketch<'_>, entry: Option<usize>) -> Place {
        let path = sketch.path(entry);
        let (root, rest) = object_of(sketch, &path);
        let kind = sketch.scalar(root, &["kind"]).and_then(fields::find);
        let of_kind = kind.map_or(fields::any_object(), |it| it.fields);
        let mut place = Place { root, what: What::Fields(of_kind), field: None, chosen: None };
        for it in rest {
            place.enter(sketch, *it);
        }
        place
    }

    fn enter(&mut self, sketch: &Sketch<'_>, entry: usize) {
        let Some(key) = sketch.entries.get(entry).map(|it| it.key) else { return };
        self.what = match (self.what, key) {
            (What::Fields(it), Some(key)) => match it.get(key) {
                Some(field) => {
                    self.field = Some(field);
                    self.what_of(&field.shape, entry)
                }
                None => What::Unknown,
            },
            (What::Shape(Shape::List(item)), None) => self.what_of(item, entry),
            (What::Shape(Shape::Labels(_)), Some(_)) => What::LabelValue,
            (What::Fields(_) | What::Shape(_) | What::LabelValue | What::Unknown, _) => What::Unknown,
        };
    }

    fn what_of(&mut self, shape: &'static Shape, entry: usize) -> What {
        if let Shape::Selector(whose) = shape {
            self.chosen = Some(Chosen { whose: *whose, entry, is_map: false });
        } else if let Shape::Labels(whose) = shape {
            // `matchLabels` is of the selector around it.
            self.chosen = self.chosen.or(Some(Chosen { whose: *whose, entry, is_map: true }));
        }
        shape.fields().map_or(What::Shape(shape), What::Fields)
    }
}

/// The object that a path leads through, and what of the path is inside of it: a document may be a list of objects.
fn object_of<'p>(sketch: &Sketch<'_>, path: &'p [usize]) -> (Option<usize>, &'p [usize]) {
    let key = |nth: usize| path.get(nth).and_then(|it| sketch.entries.get(*it)).map(|it| it.key);
    if key(0) == Some(None) {
        return (path.first().copied(), path.get(1..).unwrap_or_default());
    }
    let is_list = sketch.scalar(None, &["kind"]).is_none_or(|it| it.ends_with("List"));
    if is_list && key(0) == Some(Some("items")) && key(1) == Some(None) {
        return (path.get(1).copied(), path.get(2..).unwrap_or_default());
    }
    (None, path)
}

/// The scalar of an entry; `None` where it has none.
pub(super) fn scalar<'t>(sketch: &Sketch<'t>, entry: usize) -> Option<&'t str> {
    match sketch.entries.get(entry)?.value {
        Inline::Scalar(text, _) => Some(text),
        Inline::Nothing | Inline::Flow(_) | Inline::Other => None,
    }
}
