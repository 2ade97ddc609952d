//! Which keys of a tree are asked for: tests find out by it what a reader knows.

use std::cell::RefCell;

use crate::source::Span;

thread_local! {
    static ASKED: RefCell<Option<Vec<(Span, String)>>> = const { RefCell::new(None) };
}

/// From here on, what this thread asks for is written down.
pub(crate) fn begin() {
    ASKED.set(Some(Vec::new()));
}

/// All that was asked for since: the place of the node, and the key.
pub(crate) fn end() -> Vec<(Span, String)> {
    ASKED.take().unwrap_or_default()
}

pub(super) fn record(node: Span, key: &str) {
    ASKED.with_borrow_mut(|it| it.iter_mut().for_each(|it| it.push((node, key.to_owned()))));
}
