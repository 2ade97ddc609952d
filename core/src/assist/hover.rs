//! What stands at a place.

use super::keys;
use super::place::Place;
use super::sketch::{Inline, Sketch};
use crate::model::Model;
use crate::view::Hover;

/// What the field is for whose key or value is at a byte of a text.
pub(crate) fn hover(_model: &Model, text: &str, offset: usize) -> Option<Hover> {
    let sketch = Sketch::new(text, offset);
    let byte = offset.min(text.len()) as u32;
    let entry = sketch.entries.iter().rposition(|it| {
        let in_value = match it.value {
            Inline::Scalar(_, span) => span.touches(byte),
            Inline::Nothing | Inline::Flow(_) | Inline::Other => false,
        };
        in_value || it.key.is_some() && it.at.touches(byte)
    })?;
    let place = Place::of(&sketch, Some(entry));
    let field = place.field?;
    let at = sketch.entries.get(entry)?.at;
    Some(Hover {
        from: at.start,
        to: at.end,
        title: title(&sketch, &place, entry),
        paragraphs: vec![keys::documentation(field)],
    })
}

/// `spec.ingress[].from`.
fn title(sketch: &Sketch<'_>, place: &Place, entry: usize) -> String {
    let path = sketch.path(Some(entry));
    let inside = path.iter().skip_while(|it| place.root.is_some_and(|root| **it <= root));
    let mut title = String::new();
    for it in inside.filter_map(|it| sketch.entries.get(*it)) {
        match it.key {
            Some(key) if title.is_empty() => title.push_str(key),
            Some(key) => {
                title.push('.');
                title.push_str(key);
            }
            None => title.push_str("[]"),
        }
    }
    title
}
