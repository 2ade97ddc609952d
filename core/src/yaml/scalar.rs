//! Scalars as `kubectl` reads them: YAML 1.1 as Go's `yaml.v2` resolves it.
//!
//! Enters: the text of a scalar, its style and tag. Leaves: a [`Value`]. Timestamps stay strings.

use std::borrow::Cow;

use super::Value;

/// A plain scalar without a tag.
pub(super) fn plain(text: Cow<'_, str>) -> Value<'_> {
    match resolve(&text) {
        Some(it) => it,
        None => Value::String(text),
    }
}

/// A scalar with one of the tags `!!str`, `!!int`, …; `None` when it cannot be that.
pub(super) fn tagged<'t>(tag: &str, text: Cow<'t, str>) -> Option<Value<'t>> {
    let resolved = match tag {
        "null" | "bool" | "int" | "float" => resolve(&text),
        _ => return Some(Value::String(text)),
    };
    match (tag, resolved?) {
        ("float", Value::Int(it)) => Some(Value::Float(it as f64)),
        ("float", it @ Value::Float(_)) | ("null", it @ Value::Null) | ("bool", it @ Value::Bool(_)) => {
            Some(it)
        }
        ("int", it @ Value::Int(_)) => Some(it),
        _ => None,
    }
}

/// A key as the string that JSON makes of it; `None` where JSON has none.
pub(super) fn key(value: Value<'_>) -> Option<Cow<'_, str>> {
    match value {
        Value::String(it) => Some(it),
        Value::Bool(it) => Some(Cow::Borrowed(if it { "true" } else { "false" })),
        Value::Int(it) => Some(Cow::Owned(it.to_string())),
        Value::Float(it) if it.is_nan() => Some(Cow::Borrowed(".nan")),
        Value::Float(f64::INFINITY) => Some(Cow::Borrowed(".inf")),
        Value::Float(f64::NEG_INFINITY) => Some(Cow::Borrowed("-.inf")),
        Value::Float(it) => Some(Cow::Owned(it.to_string())),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

/// Anything but a string.
fn resolve(text: &str) -> Option<Value<'static>> {
    match text.as_bytes().first()? {
        b'0'..=b'9' | b'+' | b'-' | b'.' => special(text).or_else(|| number(text)),
        b'~' | b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => word(text),
        _ => None,
    }
}

fn word(text: &str) -> Option<Value<'static>> {
    match text {
        "~" | "null" | "Null" | "NULL" => Some(Value::Null),
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "y" | "Y" | "on" | "On" | "ON" => {
            Some(Value::Bool(true))
        }
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "n" | "N" | "off" | "Off" | "OFF" => {
            Some(Value::Bool(false))
        }
        _ => None,
    }
}

fn special(text: &str) -> Option<Value<'static>> {
    match text {
        ".nan" | ".NaN" | ".NAN" => Some(Value::Float(f64::NAN)),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(Value::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => Some(Value::Float(f64::NEG_INFINITY)),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value<'static>> {
    let without_underscores = text.contains('_').then(|| text.replace('_', ""));
    let text = without_underscores.as_deref().unwrap_or(text);
    integer(text).or_else(|| {
        let float = looks_like_a_float(text).then(|| text.parse().ok()).flatten();
        float.filter(|it: &f64| it.is_finite()).map(Value::Float)
    })
}

/// "Base 0": the prefix decides, and a leading zero means octal.
fn integer(text: &str) -> Option<Value<'static>> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(it) => (true, it),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, radix) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (digits.get(2..)?, 16),
        [b'0', b'o' | b'O', ..] => (digits.get(2..)?, 8),
        [b'0', b'b' | b'B', ..] => (digits.get(2..)?, 2),
        [b'0', _, ..] => (digits.get(1..)?, 8),
        _ => (digits, 10),
    };
    if !digits.bytes().all(|it| it.is_ascii_alphanumeric()) {
        return None;
    }
    let value = i128::from(u64::from_str_radix(digits, radix).ok()?) * if negative { -1 } else { 1 };
    match i64::try_from(value) {
        Ok(it) => Some(Value::Int(it)),
        Err(_) => (!negative).then_some(Value::Float(value as f64)),
    }
}

/// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn looks_like_a_float(text: &str) -> bool {
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    let mantissa = match mantissa.split_once('.') {
        Some(("", after)) => !after.is_empty() && digits(after),
        Some((before, after)) => digits(before) && digits(after),
        None => !mantissa.is_empty() && digits(mantissa),
    };
    let exponent = exponent.map(|it| it.strip_prefix(['-', '+']).unwrap_or(it));
    mantissa && exponent.is_none_or(|it| !it.is_empty() && digits(it))
}

#[cfg(test)]
mod tests;
