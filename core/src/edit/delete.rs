//! Edits that delete a pair or an item, with what belongs to it: its dash, its comma, its line.

use super::Yaml;
use super::document::{Inside, Written};
use crate::diagnostic::Edit;
use crate::source::Span;
use crate::yaml::Node;

impl Written<'_> {
    /// Deletes the pair or the item at a path. The last pair of a map leaves `{}` behind. `None` for the last item of a
    /// list, because an empty list means something else in this API, and where an anchor or a line that is shared does
    /// not allow it.
    pub(crate) fn delete(&self, path: &str) -> Option<Edit> {
        match self.inside(path)? {
            Inside::Map(map, it) => {
                let whole = Span::new(it.key_span.start, self.end_of_pair(it));
                if self.has_anchor(whole)
                    || !(map.span.start <= whole.start && it.key_span.end <= map.span.end)
                {
                    return None;
                }
                let nth = map.entries().iter().position(|other| other.key_span == it.key_span)?;
                if self.is_flow(map) {
                    let next = map.entries().get(nth + 1).map(|it| it.key_span.start);
                    let before = nth.checked_sub(1).and_then(|it| map.entries().get(it));
                    return Some(self.out_of_flow(whole, before.map(|it| self.end_of_pair(it)), next));
                }
                self.pair_in_lines(map, nth, whole)
            }
            Inside::List(list, nth) => {
                let it = list.items().get(nth)?;
                if list.items().len() < 2 {
                    return None;
                }
                if self.is_flow(list) {
                    let whole = Span::new(it.span.start, self.end(it));
                    let next = list.items().get(nth + 1).map(|it| it.span.start);
                    let before = nth.checked_sub(1).and_then(|it| list.items().get(it));
                    let may = !self.has_anchor(whole) && !self.is_shared(it);
                    return may.then(|| self.out_of_flow(whole, before.map(|it| self.end(it)), next));
                }
                self.item_in_lines(it)
            }
            Inside::Nothing => None,
        }
    }

    /// Deletes several pairs of the map at a path; `{}` is left where none is.
    pub(crate) fn delete_pairs(&self, path: &str, keys: &[&str]) -> Option<Vec<Edit>> {
        let map = self.at(path)?;
        let entries = map.entries();
        let is_gone = |nth: usize| entries.get(nth).is_some_and(|it| keys.contains(&it.key.as_ref()));
        let gone: Vec<usize> = (0..entries.len()).filter(|it| is_gone(*it)).collect();
        if gone.len() == entries.len() && gone.len() > 1 {
            return Some(vec![self.set(path, &Yaml::nothing())?]);
        }
        let mut edits = Vec::new();
        for &first in gone.iter().filter(|it| it.checked_sub(1).is_none_or(|it| !is_gone(it))) {
            let last = (first..entries.len()).take_while(|it| is_gone(*it)).last()?;
            // A pair in lines of its own goes with them, whatever stands around it.
            if first == last || (first > 0 && !self.is_flow(map)) {
                for it in entries.get(first..=last)? {
                    let mut edit = self.delete(&format!("{path}[{}]", it.key))?;
                    // At the end of a file the line end before goes, which the pair before may have taken along.
                    let end = edits.last().map_or(0, |it: &Edit| it.location.span.end);
                    edit.location.span.start = edit.location.span.start.max(end);
                    edits.push(edit);
                }
                continue;
            }
            let (start, end) = (entries.get(first)?.key_span.start, self.end_of_pair(entries.get(last)?));
            let next = entries.get(last + 1).map(|it| it.key_span.start);
            let before = first.checked_sub(1).and_then(|it| entries.get(it)).map(|it| self.end_of_pair(it));
            let edit = self.out_of_flow(Span::new(start, end), before, next);
            if self.has_anchor(edit.location.span) || self.has_comment(edit.location.span) {
                return None;
            }
            edits.push(edit);
        }
        (!edits.is_empty()).then_some(edits)
    }

    /// Deletes what stands between others in braces or brackets.
    fn out_of_flow(&self, whole: Span, end_before: Option<u32>, start_of_next: Option<u32>) -> Edit {
        let span = match (end_before, start_of_next) {
            (_, Some(next)) => Span::new(whole.start, next),
            (Some(before), None) => Span::new(before, whole.end),
            (None, None) => whole,
        };
        self.replaced(span, "")
    }

    fn pair_in_lines(&self, map: &Node<'static>, nth: usize, whole: Span) -> Option<Edit> {
        let lead = self.lead(whole.start);
        let is_alone_in_line = lead.trim().is_empty();
        let Some(next) = map.entries().get(nth + 1) else {
            if nth == 0 {
                return self.only_pair(map, whole);
            }
            return is_alone_in_line.then(|| self.lines(whole));
        };
        if is_alone_in_line && nth > 0 {
            return Some(self.lines(whole));
        }
        // The first pair: what stands before it, a dash, is then before what follows: a comment line, or the next pair.
        let end_of_line = self.line_end(whole.end);
        let rest = self.slice(Span::new(end_of_line, next.key_span.start));
        let blanks = rest.len() - rest.trim_start().len();
        let is_apart = end_of_line < next.key_span.start;
        is_apart.then(|| self.replaced(Span::new(whole.start, end_of_line + blanks as u32), ""))
    }

    /// The only pair of a map.
    fn only_pair(&self, map: &Node<'static>, whole: Span) -> Option<Edit> {
        let before = self.text.get(..map.span.start as usize)?.trim_end();
        // Behind a dash it stays in its line; below a key the line of the key is where the braces go.
        let span = if before.ends_with(':') { Span::new(before.len() as u32, whole.end) } else { whole };
        let text = if before.ends_with(':') { " {}" } else { "{}" };
        (!before.is_empty() && !self.has_comment(span)).then(|| self.replaced(span, text))
    }

    fn item_in_lines(&self, it: &Node<'static>) -> Option<Edit> {
        let dash = self.dash_of(it)?;
        let whole = Span::new(dash, self.end_behind(it, dash + 1));
        let may = self.lead(dash).trim().is_empty() && !self.has_anchor(whole);
        may.then(|| self.lines(whole))
    }

    /// Whole lines, with the comment behind the last one.
    fn lines(&self, it: Span) -> Edit {
        let start = it.start - self.lead(it.start).len() as u32;
        let end = self.line_end(it.end);
        let rest = self.text.get(end as usize..).unwrap_or_default();
        let line_end = if rest.starts_with("\r\n") { 2 } else { u32::from(rest.starts_with('\n')) };
        if line_end > 0 {
            return self.replaced(Span::new(start, end + line_end), "");
        }
        // The last line of the file, which has no line end: the one before it goes.
        let before = self.text.get(..start as usize).unwrap_or_default();
        let start = before.trim_end_matches(['\r', '\n']).len() as u32;
        self.replaced(Span::new(start, end), "")
    }
}
