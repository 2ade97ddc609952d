//! What the page's markup needs besides Leptos: text of users made visible, and booleans as words.
//!
//! Files, names and labels are written by users, and links bring those of strangers. A hidden character, or one that
//! turns the order of letters, can make a name look like another one. So such text reaches the document as [`Shown`]
//! only. `tests/markup.rs` finds a plain `String` in its place.

use leptos::attr::any_attribute::AnyAttribute;
use leptos::attr::{Attribute, AttributeValue};
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::view::{Position, PositionState};
use netpol_core::visible::visible;
use web_sys::Element;

/// Text with each hidden character as its number. `view!` takes it as content and as an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown(String);

/// Text as it is shown.
pub fn shown(text: &str) -> Shown {
    Shown(visible(text).into_owned())
}

/// `true` or `false`, for `aria-pressed`, `aria-expanded`: a boolean attribute would be there or not.
pub fn word(on: bool) -> &'static str {
    if on { "true" } else { "false" }
}

/// A sentence or the words of a button, which begin with a small letter where they are told in lists.
pub fn capital(text: &str) -> String {
    let mut text = text.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

impl Shown {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// As a `String` is rendered.
impl Render for Shown {
    type State = <String as Render>::State;

    fn build(self) -> Self::State {
        Render::build(self.0)
    }

    fn rebuild(self, state: &mut Self::State) {
        Render::rebuild(self.0, state);
    }
}

impl AddAnyAttr for Shown {
    type Output<New: Attribute> = Shown;

    fn add_any_attr<New: Attribute>(self, _: New) -> Shown {
        self
    }
}

impl RenderHtml for Shown {
    type AsyncOutput = Shown;
    type Owned = Shown;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Shown {
        self
    }

    fn to_html_with_buf(
        self,
        buf: &mut String,
        position: &mut Position,
        escape: bool,
        mark_branches: bool,
        extra: Vec<AnyAttribute>,
    ) {
        self.0.to_html_with_buf(buf, position, escape, mark_branches, extra);
    }

    fn hydrate<const FROM_SERVER: bool>(self, cursor: &Cursor, position: &PositionState) -> Self::State {
        RenderHtml::hydrate::<FROM_SERVER>(self.0, cursor, position)
    }

    fn into_owned(self) -> Shown {
        self
    }
}

/// As a `String` is written.
impl AttributeValue for Shown {
    type State = <String as AttributeValue>::State;
    type AsyncOutput = Shown;
    type Cloneable = Shown;
    type CloneableOwned = Shown;

    fn html_len(&self) -> usize {
        self.0.len()
    }

    fn to_html(self, key: &str, buf: &mut String) {
        AttributeValue::to_html(self.0, key, buf);
    }

    fn to_template(_: &str, _: &mut String) {}

    fn hydrate<const FROM_SERVER: bool>(self, key: &str, element: &Element) -> Self::State {
        AttributeValue::hydrate::<FROM_SERVER>(self.0, key, element)
    }

    fn build(self, element: &Element, key: &str) -> Self::State {
        AttributeValue::build(self.0, element, key)
    }

    fn rebuild(self, key: &str, state: &mut Self::State) {
        AttributeValue::rebuild(self.0, key, state);
    }

    fn into_cloneable(self) -> Shown {
        self
    }

    fn into_cloneable_owned(self) -> Shown {
        self
    }

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Shown {
        self
    }
}
