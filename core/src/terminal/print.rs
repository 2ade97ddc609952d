//! Values as kubectl prints them: YAML and JSON with sorted keys.

use super::value::Value;
use crate::yaml;

/// As `-o yaml`, with a line end.
pub(super) fn yaml(value: &Value) -> String {
    let mut res = String::new();
    let value = value.sorted();
    if matches!(value, Value::Map(_) | Value::List(_)) {
        block(&value, 0, &mut res, false);
    } else {
        scalar(&value, 0, &mut res);
        res.push('\n');
    }
    res
}

/// As `-o json`, with a line end.
pub(super) fn json(value: &Value) -> String {
    let mut res = String::new();
    indented(&value.sorted(), 0, &mut res);
    res.push('\n');
    res
}

/// In one line, as paths print maps and lists.
pub(super) fn compact(value: &Value) -> String {
    match &value.sorted() {
        Value::List(items) => {
            format!("[{}]", items.iter().map(compact).collect::<Vec<_>>().join(","))
        }
        Value::Map(entries) => {
            let pair = |it: &(String, Value)| format!("{}:{}", quoted(&it.0), compact(&it.1));
            format!("{{{}}}", entries.iter().map(pair).collect::<Vec<_>>().join(","))
        }
        Value::Text(it) => quoted(it),
        Value::Null => "null".to_owned(),
        it @ (Value::Bool(_) | Value::Number(_) | Value::Float(_)) => it.plain(),
    }
}

fn indented(value: &Value, depth: usize, res: &mut String) {
    let pad = "    ".repeat(depth + 1);
    let (open, close, lines): (char, char, Vec<(String, &Value)>) = match value {
        Value::Map(entries) if !entries.is_empty() => {
            ('{', '}', entries.iter().map(|it| (format!("{}: ", quoted(&it.0)), &it.1)).collect())
        }
        Value::List(items) if !items.is_empty() => {
            ('[', ']', items.iter().map(|it| (String::new(), it)).collect())
        }
        Value::Map(_) => return res.push_str("{}"),
        Value::List(_) => return res.push_str("[]"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Float(_) | Value::Text(_) => {
            return res.push_str(&compact(value));
        }
    };
    res.push(open);
    for (nth, (key, it)) in lines.iter().enumerate() {
        res.push_str(if nth == 0 { "\n" } else { ",\n" });
        res.push_str(&pad);
        res.push_str(key);
        indented(it, depth + 1, res);
    }
    res.push('\n');
    res.push_str(&"    ".repeat(depth));
    res.push(close);
}

/// A text as `kubectl` writes it in JSON: what HTML would take for marks of its own is written by number.
fn quoted(text: &str) -> String {
    yaml::quoted(text).replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// A map or a list in lines. The first line of what stands behind a dash is not indented.
fn block(value: &Value, indent: usize, res: &mut String, is_behind_dash: bool) {
    let mut is_first = is_behind_dash;
    let mut pad = |res: &mut String| {
        if !std::mem::take(&mut is_first) {
            res.push_str(&" ".repeat(indent));
        }
    };
    match value {
        Value::Map(entries) => {
            for (key, it) in entries {
                pad(res);
                res.push_str(&word(key));
                res.push(':');
                if it.has_parts() {
                    res.push('\n');
                    let inwards = if matches!(it, Value::Map(_)) { 2 } else { 0 };
                    block(it, indent + inwards, res, false);
                } else {
                    res.push(' ');
                    scalar(it, indent + 2, res);
                    res.push('\n');
                }
            }
        }
        Value::List(items) => {
            for it in items {
                pad(res);
                res.push_str("- ");
                if it.has_parts() {
                    block(it, indent + 2, res, true);
                } else {
                    scalar(it, indent + 2, res);
                    res.push('\n');
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Float(_) | Value::Text(_) => {
            scalar(value, indent, res);
        }
    }
}

fn scalar(value: &Value, indent: usize, res: &mut String) {
    match value {
        Value::Null => res.push_str("null"),
        Value::Map(_) => res.push_str("{}"),
        Value::List(_) => res.push_str("[]"),
        Value::Text(it)
            if it.contains('\n') && !it.contains(['\t', '\r']) && !it.starts_with([' ', '\n']) =>
        {
            res.push_str(if it.ends_with('\n') { "|" } else { "|-" });
            for line in it.trim_end_matches('\n').split('\n') {
                res.push('\n');
                if !line.is_empty() {
                    res.push_str(&" ".repeat(indent));
                    res.push_str(line);
                }
            }
        }
        Value::Text(it) => res.push_str(&word(it)),
        it @ (Value::Bool(_) | Value::Number(_) | Value::Float(_)) => res.push_str(&it.plain()),
    }
}

/// A text in quotes where it would be read as something else, in single ones where that does.
fn word(text: &str) -> String {
    let is_read_otherwise = || {
        if is_time(text) {
            return true;
        }
        let read = crate::yaml::parse(text, &mut Vec::new());
        !read.is_some_and(|it| matches!(it.value, crate::yaml::Value::String(found) if found == text))
    };
    if text.is_empty() {
        return "\"\"".to_owned();
    }
    if text.chars().any(char::is_control) {
        return quoted(text);
    }
    // Behind a key a colon or a mark of a comment would end it.
    let is_special = text.starts_with(|it: char| "-?:,[]{}#&*!|>'\"%@`".contains(it))
        && !(text.starts_with('-') && text.len() > 1 && !text.starts_with("- "))
        || text.contains(": ")
        || text.contains(" #")
        || text.ends_with(':')
        || text.starts_with(' ')
        || text.ends_with(' ');
    if is_special {
        format!("'{}'", text.replace('\'', "''"))
    } else if is_read_otherwise() {
        quoted(text)
    } else {
        text.to_owned()
    }
}

/// Whether a text is a date, which kubectl writes in quotes: `2026-01-05T09:00:00Z`.
fn is_time(text: &str) -> bool {
    let (date, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let is_date = date.len() == 10
        && date
            .char_indices()
            .all(|(at, it)| if matches!(at, 4 | 7) { it == '-' } else { it.is_ascii_digit() });
    is_date && (rest.is_empty() || rest.starts_with(['T', 't', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_json_are_written_as_kubectl_writes_them() {
        let text = Value::text("a\"\\\n\r\t<b>&\u{1}\u{e9}");
        assert_eq!(json(&text).trim_end(), r#""a\"\\\n\r\t\u003cb\u003e\u0026\u0001é""#);
    }
}
