//! The fields that may stand at a place.

use super::items::Asked;
use super::sketch::KeySpot;
use super::style::Style;
use crate::kind::fields::{Field, Fields, Form, Shape};
use crate::view::{Completion, CompletionKind, Insert};

/// The fields of an object that are not there yet, in the order of the API.
pub(super) fn fields(
    asked: &Asked<'_, '_>,
    spot: &KeySpot,
    fields: &'static Fields,
    style: &Style,
) -> Vec<Completion> {
    let sketch = asked.sketch;
    // A new element of a list has no fields yet.
    let holder = (!style.is_element).then_some(spot.holder);
    let there: Vec<&str> = holder.map_or_else(Vec::new, |it| {
        sketch.children(it).filter(|it| Some(it.0) != spot.entry).filter_map(|it| it.1.key).collect()
    });
    if fields.is_one_of && !there.is_empty() {
        return Vec::new();
    }
    let fits = |it: &&Field| {
        !there.contains(&it.name)
            && !it.not_with.iter().any(|it| there.contains(it))
            && it.only_with.is_none_or(|it| there.contains(&it))
            && !matches!(it.shape, Shape::Anything)
            && (!it.is_experimental || asked.model.options.experimental_channel)
            && asked.allows(it, spot)
    };
    fields.fields.iter().filter(fits).map(|it| completion(it, style)).collect()
}

impl Asked<'_, '_> {
    /// Whether a field may stand beside the values that others have.
    fn allows(&self, field: &Field, spot: &KeySpot) -> bool {
        let sketch = self.sketch;
        // The nearest of the objects around that has the field.
        let around = |key: &str| {
            let path = sketch.path(spot.holder);
            path.into_iter().rev().find_map(|it| sketch.scalar(Some(it), &[key]))
        };
        field.only_where.is_none_or(|it| it.holds(around(it.key)))
    }
}

fn completion(field: &Field, style: &Style) -> Completion {
    Completion {
        label: field.name.to_owned(),
        insert: style.insert(insert(field, style)),
        kind: CompletionKind::Key,
        detail: field.shape.words().to_owned(),
        documentation: documentation(field),
    }
}

/// The sentence of a field, and what holds without it.
pub(super) fn documentation(field: &Field) -> String {
    let default =
        if field.default.is_empty() { String::new() } else { format!(" Without it: {}.", field.default) };
    let passed_over =
        if field.is_passed_over { " It makes no difference to who may reach whom." } else { "" };
    format!("{}{default}{passed_over}", field.doc)
}

fn insert(field: &Field, style: &Style) -> Vec<Insert> {
    let key = style.word(field.name);
    // A brace would have to stand before the quote.
    if key.is_empty() || style.quote.is_some() && style.needs_braces {
        return Vec::new();
    }
    if style.is_name_only {
        return vec![Insert::Text(key)];
    }
    let (open, close) = match field.shape.form() {
        Form::List(item) if style.in_flow && matches!(item.form(), Form::Keyed(_)) => ("[{".to_owned(), "}]"),
        Form::List(_) if style.in_flow => ("[".to_owned(), "]"),
        Form::List(_) => {
            let blanks = (style.inner + style.dash).saturating_sub(2);
            (format!("\n{}- ", " ".repeat(blanks as usize)), "")
        }
        Form::Keyed(_) if style.in_flow => ("{".to_owned(), "}"),
        Form::Keyed(_) => (format!("\n{}", " ".repeat(style.inner as usize)), ""),
        Form::Scalar => (String::new(), ""),
    };
    let blank = if open.starts_with('\n') { "" } else { " " };
    let braces = if style.needs_braces { ("{", "}") } else { ("", "") };
    vec![
        Insert::Text(format!("{}{key}:{blank}{open}", braces.0)),
        Insert::Place(String::new()),
        Insert::Text(format!("{close}{}", braces.1)),
    ]
}
