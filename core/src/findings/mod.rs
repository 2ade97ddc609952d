//! Everything that is wrong with an input, or worth knowing: what reading found and what lints find, without what its
//! author does not want to hear.
//!
//! Enters: a `Model`. Leaves: diagnostics, and what there is to know about a kind of them by its name. Deliberately not
//! here: finding them, which `kind`, `lint` and `expect` do.

mod ignore;
#[cfg(test)]
mod tests;

use crate::diagnostic::{About, Code, Diagnostic};
use crate::model::Model;
use crate::{compare, expect, lint, words};

/// All findings but those on request, in the order of files and lines as far as they are of one stage.
pub(crate) fn all(model: &Model) -> Vec<Diagnostic> {
    let mut found = model.read.diagnostics.clone();
    found.extend(expect::unread(model));
    found.extend(lint::find(model, |it| !it.on_request));
    ignore::wanted(model, found)
}

/// Those findings of lints that are asked for by name, also such on request. What the author of an object does not want to
/// hear is left out.
pub(crate) fn chosen(model: &Model, choose: impl Fn(&'static lint::Meta) -> bool) -> Vec<Diagnostic> {
    ignore::without(model, lint::find(model, choose))
}

/// What is known of every kind of finding: first those of reading, then lints in the order of their numbers.
pub fn known() -> impl Iterator<Item = &'static About> {
    let of_reading = Code::ALL.iter().map(|it| it.about());
    let of_lints = lint::RULES.iter().map(|it| &it.meta.about);
    of_reading.chain(of_lints).chain([&compare::unused::ABOUT])
}

/// A kind of finding by its name (`stray-dash`) or its number (`L-71`), in any case.
pub fn named(name: &str) -> Option<&'static About> {
    let is = |it: &str| !it.is_empty() && it.eq_ignore_ascii_case(name);
    known().find(|it| is(it.code)).or_else(|| known().find(|it| is(it.id)))
}

/// The name of a finding that is most like one that none has.
pub fn nearest_name(name: &str) -> Option<&'static str> {
    words::closest(name, known().map(|it| it.code))
}
