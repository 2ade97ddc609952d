//! What stands around a place in the text of its file: what has to go with it when it is deleted.

use super::{Location, Places, Span};

impl Places {
    /// Whether the line of a place in a text that was made, and the line above it, begin lines of the file that it was made
    /// of, too, at the place where it stands there.
    pub(crate) fn are_alike(&self, made: Location, real: Location) -> bool {
        let before = |it: Location| self.whole(it.file)?.get(..it.span.start as usize);
        let (Some(made_text), Some(real_text)) = (before(made), before(real)) else { return false };
        let line = made_text.rfind('\n').unwrap_or_default();
        let above = made_text.get(..line).and_then(|it| it.rfind('\n')).map_or(0, |it| it + 1);
        let lines = made_text.get(above..).unwrap_or_default();
        real_text.strip_suffix(lines).is_some_and(|it| it.is_empty() || it.ends_with('\n'))
    }

    /// The text of the file before a place, and after it.
    fn around(&self, it: Location) -> Option<(&str, &str)> {
        let text = self.whole(it.file)?;
        Some((text.get(..it.span.start as usize)?, text.get(it.span.end as usize..)?))
    }

    /// What stands before a place in its line.
    pub(crate) fn lead(&self, it: Location) -> Option<&str> {
        let (text, _) = self.around(it)?;
        text.rsplit_once('\n').map_or(Some(text), |it| Some(it.1))
    }

    /// The place of an object that is a document, with the line of dashes before it, or the one after it where it is the
    /// first of its file.
    pub(crate) fn whole_document(&self, it: Location) -> Option<Location> {
        let (before, after) = self.around(it)?;
        let is_plain = |line: &str| line.trim().is_empty() || line.starts_with('#');
        // Back over comments and empty lines.
        let mut start = before.len();
        for line in before.split_inclusive('\n').rev() {
            let is_mark = line.trim_end() == "---";
            if !is_mark && !is_plain(line) {
                break;
            }
            start -= line.len();
            if is_mark {
                break;
            }
        }
        let rest = after.trim_start_matches([' ', '\r', '\n']);
        let rest = match rest.strip_prefix("---") {
            Some(next) if start == 0 => next.trim_start_matches(['\r', '\n']),
            Some(_) | None => rest,
        };
        let end = it.span.end as usize + after.len() - rest.len();
        Some(Location { file: it.file, span: Span::new(start as u32, end as u32) })
    }

    /// The place of an entry of a list with its dash or comma. `None` where it does not stand in lines of its own, or
    /// where something else in the file may refer to it.
    pub(crate) fn list_entry(&self, it: Location) -> Option<Location> {
        let text = self.text(it)?.trim_end();
        // An anchor, which an alias may lead to.
        if text.starts_with('&') || text.contains(" &") {
            return None;
        }
        let end = it.span.start as usize + text.len();
        let (before, _) = self.around(it)?;
        let after = self.whole(it.file)?.get(end..)?;
        let lead = self.lead(it)?;
        let at =
            |start: usize, end: usize| Location { file: it.file, span: Span::new(start as u32, end as u32) };
        if lead.trim() == "-" {
            let line = after.find('\n').map_or(after.len(), |it| it + 1);
            let rest = after.get(..line)?.trim();
            return (rest.is_empty() || rest.starts_with('#'))
                .then(|| at(before.len() - lead.len(), end + line));
        }
        let trimmed = before.trim_end();
        match (trimmed.chars().next_back()?, after.trim_start().chars().next()?) {
            ('[' | ',', ',') => {
                let (_, rest) = after.split_once(',')?;
                let rest = rest.trim_start_matches(' ');
                Some(at(before.len(), end + after.len() - rest.len()))
            }
            (',', ']') => Some(at(trimmed.len() - 1, end)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::source::{FileId, Location, Places, SourceFile, Span};

    /// The text without the entry that `entry` is in it.
    fn without(text: &str, entry: &str) -> Option<String> {
        let places = Places::new(&[SourceFile::new("a.yaml", text)], Arc::from([]));
        let start = text.find(entry).unwrap();
        let span = Span::new(start as u32, (start + entry.len()) as u32);
        let gone = places.list_entry(Location { file: FileId(0), span })?.span;
        Some(format!("{}{}", text.get(..gone.start as usize)?, text.get(gone.end as usize..)?))
    }

    #[test]
    fn an_entry_goes_with_its_dash_or_its_comma() {
        let block = "a:\n- one: 1\n  x: 2 # why\n- two\nb: 1\n";
        assert_eq!(without(block, "one: 1\n  x: 2").unwrap(), "a:\n- two\nb: 1\n");
        assert_eq!(without(block, "two").unwrap(), "a:\n- one: 1\n  x: 2 # why\nb: 1\n");
        assert_eq!(without("a: [{b: 1}, {c: 2}]", "{b: 1}").unwrap(), "a: [{c: 2}]");
        assert_eq!(without("a: [{b: 1}, {c: 2}]", "{c: 2}").unwrap(), "a: [{b: 1}]");
    }

    #[test]
    fn what_may_be_referred_to_stays() {
        assert_eq!(without("a:\n- &x {b: 1}\n- *x\n", "{b: 1}"), None);
        assert_eq!(without("a:\n- {b: &x 1}\n- *x\n", "{b: &x 1}"), None);
        assert_eq!(without("a: {b: 1}", "{b: 1}"), None);
    }
}
