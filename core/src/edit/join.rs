//! Edits that make one item of several: what a dash too many has cut.

use super::document::Written;
use crate::diagnostic::Edit;
use crate::source::Span;
use crate::yaml::Node;

impl Written<'_> {
    /// The pairs of an item of the list at a path also go into some items before it; the item itself goes into the one
    /// right before it. `None` where the styles of the items do not
    /// allow it, or where both have a key.
    pub(crate) fn join(&self, list: &str, into: &[usize], item: usize) -> Option<Vec<Edit>> {
        let items = self.at(list)?.items();
        let last = items.get(item)?;
        if self.is_shared(last) || self.has_anchor(last.span) && into.len() > 1 {
            return None;
        }
        let mut edits = Vec::new();
        for nth in into {
            let before = items.get(*nth)?;
            // A key without a value, as in `from: []`, would stand in the item twice.
            let has = |key: &str| before.entries().iter().any(|it| it.key == key);
            if self.is_shared(before) || last.entries().iter().any(|it| has(&it.key)) {
                return None;
            }
            edits.push(if nth + 1 == item {
                self.joined(list, before, last, item)?
            } else {
                self.repeated(before, last)?
            });
        }
        Some(edits)
    }

    /// Takes away what stands between two items.
    fn joined(&self, list: &str, before: &Node<'static>, it: &Node<'static>, nth: usize) -> Option<Edit> {
        if !self.is_flow(before) || !self.is_flow(it) {
            return self.without_dash(&format!("{list}[{nth}]"));
        }
        let span =
            Span::new(self.end_of_pair(before.entries().last()?), it.entries().first()?.key_span.start);
        (!self.has_comment(span)).then(|| self.replaced(span, ", "))
    }

    /// Writes the pairs of an item once more, behind those of another one.
    fn repeated(&self, before: &Node<'static>, it: &Node<'static>) -> Option<Edit> {
        let start = it.entries().first()?.key_span.start;
        let end = self.end_of_pair(before.entries().last()?);
        let pairs = Span::new(start, self.end_of_pair(it.entries().last()?));
        match (self.is_flow(before), self.is_flow(it)) {
            (true, true) => {
                let text = self.slice(pairs);
                (!self.has_comment(pairs)).then(|| self.replaced(Span::new(end, end), format!(", {text}")))
            }
            (false, false) => {
                let column = self.column(start);
                let is_alike = self.column(before.entries().first()?.key_span.start) == column;
                let text = self.slice(Span::new(start, self.line_end(pairs.end)));
                let at = self.line_end(end);
                let text = format!("{}{}{text}", self.style.line_end, " ".repeat(column));
                is_alike.then(|| self.replaced(Span::new(at, at), text))
            }
            (true, false) | (false, true) => None,
        }
    }
}
