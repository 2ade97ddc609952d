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
        ("float", Value::Int(it)) => Some(Value::Float(it.to_string())),
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
        Value::Float(it) => Some(Cow::Owned(shortest(it))),
        Value::Null | Value::Sequence(_) | Value::Mapping(_) => None,
    }
}

/// A number as JSON writes it: `1.50` is `1.5`.
fn shortest(float: String) -> String {
    if let Some(it) = whole(&float) {
        return it.to_string();
    }
    let (sign, unsigned) = match float.strip_prefix('-') {
        Some(it) => ("-", it),
        None => ("", float.strip_prefix('+').unwrap_or(&float)),
    };
    match unsigned.split_once('.') {
        Some((before, after)) if !unsigned.contains(['e', 'E', 'n', 'i']) => {
            let before = before.trim_start_matches('0');
            let before = if before.is_empty() { "0" } else { before };
            format!("{sign}{before}.{}", after.trim_end_matches('0'))
        }
        _ => float,
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
        ".nan" | ".NaN" | ".NAN" => Some(Value::Float(".nan".to_owned())),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(Value::Float(".inf".to_owned())),
        "-.inf" | "-.Inf" | "-.INF" => Some(Value::Float("-.inf".to_owned())),
        _ => None,
    }
}

fn number(text: &str) -> Option<Value<'static>> {
    let without_underscores = text.contains('_').then(|| text.replace('_', ""));
    let text = without_underscores.as_deref().unwrap_or(text);
    integer(text)
        .or_else(|| (looks_like_a_float(text) && fits_a_double(text)).then(|| Value::Float(text.to_owned())))
}

/// The value of a number with a point or an exponent, where that is whole: JSON does not tell `80.0` from `80`.
pub(super) fn whole(float: &str) -> Option<i64> {
    let unsigned = float.strip_prefix(['-', '+']).unwrap_or(float);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let after = after.trim_end_matches('0');
    let mut value: i64 = 0;
    for digit in before.bytes().chain(after.bytes()) {
        value =
            value.checked_mul(10)?.checked_add(i64::from(digit.checked_sub(b'0').filter(|it| *it < 10)?))?;
    }
    let mut exponent: i64 = exponent.parse::<i64>().ok()?.checked_sub(after.len() as i64)?;
    while exponent < 0 && value % 10 == 0 && value != 0 {
        (value, exponent) = (value / 10, exponent + 1);
    }
    while exponent > 0 && value != 0 {
        (value, exponent) = (value.checked_mul(10)?, exponent - 1);
    }
    let negative = float.starts_with('-');
    (exponent == 0 || value == 0).then_some(if negative { -value } else { value })
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
        Err(_) => (!negative).then(|| Value::Float(value.to_string())),
    }
}

/// Whether the number is less than 10^309: a larger one is infinite, which for `kubectl` is no number.
fn fits_a_double(float: &str) -> bool {
    let unsigned = float.strip_prefix(['-', '+']).unwrap_or(float);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let before = mantissa.split('.').next().unwrap_or_default().trim_start_matches('0').len() as i64;
    let is_zero = mantissa.bytes().all(|it| matches!(it, b'0' | b'.'));
    match exponent.parse::<i64>() {
        Ok(it) => is_zero || it.saturating_add(before) < 310,
        Err(_) => is_zero || exponent.starts_with('-'),
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
