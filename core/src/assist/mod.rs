//! What an editor offers while somebody writes: keys, words, names and whole objects for the place of the caret, and what
//! stands there.
//!
//! Enters: a text that is being written, a byte of it, and the model of the files as they were read last. The text is
//! usually broken at that moment, so it is not parsed: a [`sketch`] of its keys, dashes and brackets is made, which never
//! fails. What may stand at a place is what the tables of [`kind::fields`](crate::kind::fields) say; what is in the
//! cluster, and what a choice would match, is asked of the model, by the selectors that policies are evaluated with.
//!
//! Deliberately not here: what the fields are, and which edit mends a problem.

mod hover;
mod items;
mod keys;
mod labels;
mod names;
mod place;
mod select;
mod sketch;
mod snippets;
mod style;
mod values;

pub(crate) use hover::hover;
pub(crate) use items::completions;

#[cfg(test)]
mod tests;
