//! Values as text, in the two styles that YAML has.

use std::fmt::Write as _;

use super::Yaml;
use crate::yaml;

/// How the lines of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// `\n`, or `\r\n`.
    pub(super) line_end: &'static str,
    /// By how much the dashes of a list stand right of the key that it belongs to: mostly 0 or 2.
    pub(super) dash: usize,
}

/// In one line: `{app: web, tier: [a, b]}`.
pub(super) fn flow(it: &Yaml) -> String {
    let mut res = String::new();
    write_flow(&mut res, it);
    res
}

fn write_flow(res: &mut String, it: &Yaml) {
    match it {
        Yaml::Text(it) => res.push_str(&yaml::written(it)),
        Yaml::Number(it) => {
            let _cannot_fail = write!(res, "{it}");
        }
        Yaml::List(items) => {
            res.push('[');
            for (nth, it) in items.iter().enumerate() {
                res.push_str(if nth > 0 { ", " } else { "" });
                write_flow(res, it);
            }
            res.push(']');
        }
        Yaml::Map(entries) => {
            res.push('{');
            for (nth, (key, value)) in entries.iter().enumerate() {
                res.push_str(if nth > 0 { ", " } else { "" });
                res.push_str(&yaml::written(key));
                res.push_str(": ");
                write_flow(res, value);
            }
            res.push('}');
        }
    }
}

/// In lines of its own, as what stands behind a key: begins with a blank, or with a line end. `column` is where the key
/// stands.
pub(super) fn behind_key(it: &Yaml, column: usize, style: Style) -> String {
    match it {
        Yaml::List(items) if !items.is_empty() => {
            items.iter().map(|it| item(it, column + style.dash, style)).collect()
        }
        Yaml::Map(_) if !it.is_short() => {
            let column = column + 2;
            format!("{}{}{}", style.line_end, " ".repeat(column), in_place(it, column, style))
        }
        Yaml::Text(_) | Yaml::Number(_) | Yaml::List(_) | Yaml::Map(_) => format!(" {}", flow(it)),
    }
}

/// An item of a list with its dash, behind a line end. `column` is where the dash stands.
pub(super) fn item(it: &Yaml, column: usize, style: Style) -> String {
    format!("{}{}- {}", style.line_end, " ".repeat(column), in_place(it, column + 2, style))
}

/// What stands at a column: the first line is at its place already.
pub(super) fn in_place(it: &Yaml, column: usize, style: Style) -> String {
    let between = format!("{}{}", style.line_end, " ".repeat(column));
    match it {
        Yaml::Map(entries) if !entries.is_empty() => {
            let lines: Vec<String> = entries.iter().map(|(key, it)| pair(key, it, column, style)).collect();
            lines.join(&between)
        }
        Yaml::List(items) if !items.is_empty() => {
            let lines: Vec<String> =
                items.iter().map(|it| format!("- {}", in_place(it, column + 2, style))).collect();
            lines.join(&between)
        }
        Yaml::Text(_) | Yaml::Number(_) | Yaml::List(_) | Yaml::Map(_) => flow(it),
    }
}

/// A pair of a map; the key is at its place already.
pub(super) fn pair(key: &str, value: &Yaml, column: usize, style: Style) -> String {
    format!("{}:{}", yaml::written(key), behind_key(value, column, style))
}
