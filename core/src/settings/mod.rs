//! The knobs of the evaluation as text: what links, drafts, the dialog and the command line hold.
//!
//! A line is `key=value` of one knob; a value of several lines repeats the key, and an empty one means that there is
//! nothing. Only what differs from the defaults is written, so default settings are an empty text. Pure; knows no
//! browser. Deliberately not here: what the knobs do, see `crate::options`.

mod error;
mod knobs;
mod properties;

use crate::options::Options;

pub use error::{SettingError, ValueError};
pub use knobs::{Flag, GROUPS, Group, Knob, Shape, Spelling};
pub use properties::{Properties, Value, from_properties, properties, set_properties};

/// The knobs of all groups.
pub fn knobs() -> impl Iterator<Item = &'static Knob> {
    GROUPS.iter().flat_map(|it| it.knobs)
}

/// The options that a text means. A line that is not understood leaves the default: a link outlives the page.
pub fn options(settings: &str) -> Options {
    let mut options = Options::default();
    for knob in knobs() {
        if let Some(value) = value(settings, knob) {
            // Into a copy: a knob that fails may have set half of its value.
            let mut with = options.clone();
            if (knob.apply)(&mut with, &value).is_ok() {
                options = with;
            }
        }
    }
    options
}

/// Sets one knob by its key. `Err` is what is wrong with the key or the value.
pub fn set(options: &mut Options, key: &str, value: &str) -> Result<(), SettingError> {
    let knob = knobs().find(|it| it.key == key).ok_or_else(|| SettingError::Unknown(key.to_owned()))?;
    let mut with = options.clone();
    (knob.apply)(&mut with, value).map_err(|it| SettingError::Value(key.to_owned(), it))?;
    *options = with;
    Ok(())
}

/// Sets a knob to what the command line gives for its flag, in this order. Of a flag that may not be repeated the last
/// value counts; `none` is no value, and an empty one a mistake. `Err` is what is wrong with a value.
pub fn set_flag(options: &mut Options, knob: &Knob, values: &[impl AsRef<str>]) -> Result<(), ValueError> {
    let values = values.iter().map(AsRef::as_ref);
    // As a line of a text an empty value would mean none, and a variable of a shell that is not set is not meant so.
    if values.clone().any(|it| it.trim().is_empty()) {
        return Err(ValueError::new(format!(
            "the value of `{}` is empty; `none` stands for no value",
            knob.key
        )));
    }
    if values.clone().any(|it| it.contains(['\n', '\r'])) {
        return Err(ValueError::new(format!("the value of `{}` has a line break", knob.key)));
    }
    let text = match knob.is_repeatable() {
        true => values.filter(|it| *it != "none").collect::<Vec<_>>().join("\n"),
        false => values.last().unwrap_or(knob.default).to_owned(),
    };
    let mut with = options.clone();
    // A value of a flag is no line of a text: the number of the line would mean nothing.
    (knob.flag.reads.unwrap_or(knob.apply))(&mut with, &text).map_err(|it| ValueError::new(it.what))?;
    *options = with;
    Ok(())
}

/// What a text holds for a knob, with a line break between its lines; `None` where it is the default.
pub fn value(settings: &str, knob: &Knob) -> Option<String> {
    let lines = settings.lines().filter_map(|it| it.split_once('=')).filter(|it| it.0 == knob.key);
    let lines: Vec<&str> = lines.map(|it| it.1).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The text with another value of a knob. `Err` is what is wrong with the value.
pub fn with(settings: &str, knob: &Knob, text: &str) -> Result<String, ValueError> {
    (knob.apply)(&mut Options::default(), text)?;
    let text = tidy(text);
    let mut out = String::new();
    for it in knobs() {
        let value =
            if it.key == knob.key { (text != it.default).then(|| text.clone()) } else { value(settings, it) };
        for line in value.iter().flat_map(|it| it.split('\n')) {
            out.push_str(it.key);
            out.push('=');
            out.push_str(line);
            out.push('\n');
        }
    }
    Ok(out)
}

/// The text with the default of a knob.
pub fn without(settings: &str, knob: &Knob) -> String {
    with(settings, knob, knob.default).unwrap_or_default()
}

/// How many knobs do not have their default.
pub fn changed(settings: &str) -> usize {
    knobs().filter(|it| value(settings, it).is_some()).count()
}

/// Lines without white space around them, and no empty ones.
fn tidy(text: &str) -> String {
    text.lines().map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
