//! From the place of the caret to what can be written there.

use super::place::{Place, What};
use super::sketch::{Inline, KeySpot, Sketch, Spot, ValueSpot};
use super::style::Style;
use super::{keys, values};
use crate::kind::fields::Shape;
use crate::model::Model;
use crate::source::Span;
use crate::view::{Completion, Completions};

/// So many are offered at most.
const MOST: usize = 300;

/// What can be written at a byte of a text.
pub(crate) fn completions(model: &Model, text: &str, offset: usize) -> Completions {
    let sketch = Sketch::new(text, offset);
    let asked = Asked { model, sketch: &sketch };
    let (word, items) = match sketch.spot {
        Spot::Nowhere => return Completions::default(),
        Spot::Key(spot) => (spot.word, asked.at_key(&spot)),
        Spot::Value(spot) => (spot.word, asked.at_value(&spot)),
    };
    offered(&sketch, word, items)
}

fn offered(sketch: &Sketch<'_>, word: Span, mut items: Vec<Completion>) -> Completions {
    let is_incomplete = items.len() > MOST;
    if is_incomplete {
        let begun = sketch.at(word).trim_matches(['"', '\'']).to_ascii_lowercase();
        items.retain(|it| it.label.to_ascii_lowercase().contains(&begun));
        items.truncate(MOST);
    }
    Completions { from: word.start, to: word.end, indent: sketch.indent(word.start), items, is_incomplete }
}

/// What is asked about, and whom.
pub(super) struct Asked<'a, 't> {
    pub(super) model: &'a Model,
    pub(super) sketch: &'a Sketch<'t>,
}

impl Asked<'_, '_> {
    fn at_key(&self, spot: &KeySpot) -> Vec<Completion> {
        let place = Place::of(self.sketch, spot.holder);
        let Some(style) = Style::at_key(self.sketch, spot) else { return Vec::new() };
        match place.what {
            What::Fields(fields) if !style.in_list => keys::fields(self.sketch, spot, fields, &style),
            // A dash is still missing.
            What::Shape(Shape::List(item)) if style.may_be_element => {
                let style = style.with_dash();
                match item.fields() {
                    Some(fields) => keys::fields(self.sketch, spot, fields, &style),
                    None => values::of(self, &place, item, &style),
                }
            }
            What::Shape(shape) if style.in_item => values::of(self, &place, shape, &style),
            What::Fields(_) | What::Shape(_) | What::LabelValue | What::Unknown => Vec::new(),
        }
    }

    fn at_value(&self, spot: &ValueSpot) -> Vec<Completion> {
        let has_children = self.sketch.children(Some(spot.entry)).next().is_some();
        let entry = self.sketch.entries.get(spot.entry);
        if has_children || entry.is_none_or(|it| matches!(it.value, Inline::Flow(_) | Inline::Other)) {
            return Vec::new();
        }
        let place = Place::of(self.sketch, Some(spot.entry));
        let style = Style::at_value(self.sketch, spot);
        match place.what {
            What::Shape(shape) => values::of(self, &place, shape, &style),
            What::Fields(_) | What::LabelValue | What::Unknown => Vec::new(),
        }
    }
}
