//! From the place of the caret to what can be written there.

use super::place::{Chosen, Place, What};
use super::sketch::{Inline, KeySpot, Sketch, Spot, ValueSpot};
use super::style::Style;
use super::values::plain;
use super::{keys, snippets, values};
use crate::kind::fields::{Shape, Word};
use crate::model::Model;
use crate::source::Span;
use crate::view::{Completion, CompletionKind, Completions, Insert};

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
    offered(&sketch, sketch.caret as usize, word, items)
}

fn offered(sketch: &Sketch<'_>, caret: usize, word: Span, mut items: Vec<Completion>) -> Completions {
    items.retain(|it| it.insert.iter().any(|it| !matches!(it, Insert::Text(it) if it.is_empty())));
    let text = sketch.at(word);
    let quote = text.chars().next().filter(|it| matches!(it, '"' | '\''));
    // A quote that the word begins with is there already.
    let from = word.start + u32::from(quote.is_some());
    if caret < from as usize {
        return Completions::default();
    }
    // What stands behind the caret in quotes that are still open is not known to belong to the word.
    let is_open = quote.is_some_and(|it| text.len() == 1 || !text.ends_with(it));
    let to = if is_open { caret as u32 } else { word.end };
    let is_incomplete = items.len() > MOST;
    if is_incomplete {
        let begun = sketch.at(word).trim_matches(['"', '\'']).to_ascii_lowercase();
        items.retain(|it| it.label.to_ascii_lowercase().contains(&begun));
        items.truncate(MOST);
    }
    Completions { from, to, indent: sketch.indent(word.start), items, is_incomplete }
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
        let mut items = match (place.what, spot.holder) {
            (What::Fields(fields), _) if !style.in_list => keys::fields(self, spot, fields, &style),
            // A dash is still missing.
            (What::Shape(Shape::List(item)), Some(list)) if style.may_be_element => {
                let style = style.with_dash();
                match item.fields() {
                    Some(fields) => keys::fields(self, spot, fields, &style),
                    None => values::of(self, &place, list, item, &style),
                }
            }
            (What::Shape(Shape::Labels(_)), Some(map)) if !style.in_list && !style.in_item => {
                self.label_keys(&place, map, spot.entry, &style)
            }
            (What::Shape(shape), Some(item)) if style.in_item => {
                values::of(self, &place, item, shape, &style)
            }
            (What::Fields(_) | What::Shape(_) | What::LabelValue | What::Unknown, _) => Vec::new(),
        };
        if spot.holder.is_none() && spot.entry.is_none() && spot.begins_line && spot.column == 0 {
            items.extend(snippets::objects(self, spot));
        }
        items
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
            What::LabelValue => {
                let key = entry.and_then(|it| it.key).unwrap_or_default();
                self.label_values(&place, key, spot.entry, &style)
            }
            What::Fields(_) => self.everything(&place, spot.entry, &style).into_iter().collect(),
            What::Shape(shape @ Shape::List(_)) => self.whole_lists(&place, shape, &style),
            What::Shape(shape) => values::of(self, &place, spot.entry, shape, &style),
            What::Unknown => Vec::new(),
        }
    }

    /// The selector that takes everything, where one is asked for.
    fn everything(&self, place: &Place, entry: usize, style: &Style) -> Option<Completion> {
        let chosen = place.chosen.filter(|it| it.entry == entry && !it.is_map)?;
        let things = self.things(place, Chosen { entry, ..chosen })?;
        let detail = format!("all: {}", things.count_all());
        Some(plain(
            style,
            "{}",
            CompletionKind::Value,
            &detail,
            "Nothing is asked for, so everything is taken.",
        ))
    }

    /// Lists that are written in one line as a whole.
    fn whole_lists(&self, place: &Place, shape: &Shape, style: &Style) -> Vec<Completion> {
        // Of the elements of a list, what is said of the list is not meant.
        let own = place.field.filter(|it| std::ptr::eq(&raw const it.shape, shape));
        let wholes = own.map(|it| it.wholes).filter(|it| !it.is_empty() && !style.is_json);
        if let Some(wholes) = wholes {
            let whole = |it: &Word| plain(style, it.text, CompletionKind::Value, "", it.doc);
            return wholes.iter().map(whole).collect();
        }
        let Shape::List(Shape::Words(words)) = shape else { return Vec::new() };
        let list = |texts: Vec<String>, doc| {
            plain(style, &format!("[{}]", texts.join(", ")), CompletionKind::Word, "", doc)
        };
        let each = words.iter().map(|it| list(vec![style.fresh(it.text)], it.doc));
        let all = list(words.iter().map(|it| style.fresh(it.text)).collect(), "All of them.");
        each.chain(Some(all)).collect()
    }
}
