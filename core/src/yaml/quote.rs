//! Texts as YAML has them.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::{Value, scalar};

/// A text as a scalar that is read as this text: in quotes where it would be something else without.
pub fn written(text: &str) -> Cow<'_, str> {
    let is_word = |it: char| it.is_ascii_alphanumeric() || "-_./".contains(it);
    // Networks, 10.0.0.0/8, begin with a digit and are no numbers.
    let may_begin = |it: char| it.is_ascii_alphabetic() || it.is_ascii_digit() && text.contains('/');
    let is_plain = text.starts_with(may_begin)
        && text.chars().all(is_word)
        && matches!(scalar::plain(Cow::Borrowed(text)), Value::String(_));
    if is_plain { Cow::Borrowed(text) } else { Cow::Owned(quoted(text)) }
}

/// Whether a value without quotes is a boolean or a number, and no text.
pub fn is_boolean_or_number(plain: &str) -> bool {
    matches!(scalar::plain(Cow::Borrowed(plain)), Value::Bool(_) | Value::Int(_) | Value::Float(_))
}

/// A text in double quotes.
pub fn quoted(text: &str) -> String {
    let mut res = String::from("\"");
    for it in text.chars() {
        match it {
            '"' => res.push_str("\\\""),
            '\\' => res.push_str("\\\\"),
            '\n' => res.push_str("\\n"),
            '\t' => res.push_str("\\t"),
            '\r' => res.push_str("\\r"),
            it if it.is_control() => {
                let _cannot_fail = write!(res, "\\u{:04x}", u32::from(it));
            }
            it => res.push(it),
        }
    }
    res.push('"');
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_as_the_same_text() {
        for text in [
            "web",
            "a-b_c.d/e",
            "10.0.0.0/8",
            "1/2",
            "",
            "y",
            "on",
            "null",
            "~",
            "1",
            "0x1f",
            "1e3",
            "a: b",
            "# c",
            "- d",
            "\"",
            "\\",
            "a\nb\tc\r",
            "\u{1}\u{85}",
            "ü",
            " a ",
            "{{ x }}",
            "*a",
            "&a",
            "!a",
        ] {
            let written = written(text);
            let read = crate::yaml::parse(&written, &mut Vec::new()).map(|it| it.value);
            assert_eq!(read, Some(Value::String(Cow::Borrowed(text))), "{written}");
        }
        assert_eq!((written("web"), written("on")), ("web".into(), "\"on\"".into()));
    }
}
