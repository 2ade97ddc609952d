//! A `List` as `kubectl get` prints it, as YAML or as JSON, to the texts of its items.
//!
//! Enters: the text of one document. Leaves: the stretches of its items, each of which is YAML by itself: a
//! sequence of one, or an object of JSON. So an edit in one object of a pasted cluster leaves the others as they were read. Lists in any
//! other layout are left whole; a caller that finds that an item does not parse by itself reads the whole document.

mod json;

use std::ops::Range;

/// The items of the list that the text consists of, as ranges of its bytes, at least two.
pub fn items(text: &str) -> Option<Vec<Range<usize>>> {
    if text.trim_start().starts_with('{') {
        return json::items(text);
    }
    let mut head = Head::default();
    let mut items: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        let content = line.trim_end();
        let indent = content.len() - content.trim_start_matches(' ').len();
        let content = content.get(indent..).unwrap_or_default();
        if content.is_empty() || content.starts_with('#') {
            // Part of what it stands in.
        } else if head.begins_item(content, indent) {
            items.push(start..end);
        } else if indent == 0 {
            head.key(content)?;
        } else {
            let is_read = if head.in_items() { !items.is_empty() } else { indent == 2 && is_plain(content) };
            if !is_read {
                return None;
            }
        }
        if head.in_items()
            && let Some(last) = items.last_mut()
        {
            last.end = end;
        }
    }
    (head.is_list() && items.len() >= 2).then_some(items)
}

/// Whether a line of the list's metadata is a key and a value that nothing can be wrong with: it is not read again.
fn is_plain(line: &str) -> bool {
    let plain = |it: &str| it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_./=+".contains(&it));
    let Some((key, value)) = line.split_once(": ") else { return false };
    let within = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    let value = within('"').or_else(|| within('\'')).unwrap_or(value);
    !key.is_empty() && plain(key) && plain(value)
}

/// What stands at the left margin.
#[derive(Default)]
struct Head {
    api_version: bool,
    kind: bool,
    items: bool,
    /// The key that is being read.
    key: Option<Key>,
    /// Column of the dashes.
    dash: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Items,
    Other,
}

impl Head {
    fn is_list(&self) -> bool {
        self.api_version && self.kind
    }

    fn in_items(&self) -> bool {
        self.key == Some(Key::Items)
    }

    fn begins_item(&mut self, content: &str, indent: usize) -> bool {
        let dash = content == "-" || content.starts_with("- ");
        dash && self.in_items() && *self.dash.get_or_insert(indent) == indent
    }

    /// A key that such a list has, once.
    fn key(&mut self, line: &str) -> Option<()> {
        let seen = match line {
            "apiVersion: v1" => &mut self.api_version,
            "kind: List" => &mut self.kind,
            "items:" => &mut self.items,
            "metadata:" | "metadata: {}" => {
                self.key = Some(Key::Other);
                return Some(());
            }
            _ => return None,
        };
        if std::mem::replace(seen, true) {
            return None;
        }
        self.key = Some(if line == "items:" { Key::Items } else { Key::Other });
        Some(())
    }
}

#[cfg(test)]
mod tests;
