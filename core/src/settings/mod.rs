//! The knobs of the evaluation as text: what links, drafts and the dialog hold.
//!
//! A line is `key=value` of one knob; a value of several lines repeats the key, and an empty one says that there is
//! nothing. Only what differs from the defaults is written, so no settings are an empty text. Pure; knows no
//! browser. Deliberately not here: what the knobs do, which `crate::options` says.

mod knobs;

use crate::Options;

pub use knobs::{GROUPS, Knob, Shape};

/// The knobs of all groups.
pub fn knobs() -> impl Iterator<Item = &'static Knob> {
    GROUPS.iter().flat_map(|it| it.knobs)
}

/// The options that a text means. Unknown keys are ignored, because links outlive the version that made them.
pub fn options(settings: &str) -> Options {
    let mut options = Options::default();
    for knob in knobs() {
        if let Some(value) = value(settings, knob) {
            // Into a copy: half a value is none.
            let mut with = options.clone();
            if (knob.apply)(&mut with, &value).is_ok() {
                options = with;
            }
        }
    }
    options
}

/// Sets one knob by its key. `Err` says what is wrong with the key or the value.
pub fn set(options: &mut Options, key: &str, value: &str) -> Result<(), String> {
    let knob = knobs().find(|it| it.key == key).ok_or_else(|| format!("there is no setting `{key}`"))?;
    let mut with = options.clone();
    (knob.apply)(&mut with, value).map_err(|it| format!("{key}: {it}"))?;
    *options = with;
    Ok(())
}

/// What a text says of a knob, with a line break between its lines; `None` where it stands as usual.
pub fn value(settings: &str, knob: &Knob) -> Option<String> {
    let lines = settings.lines().filter_map(|it| it.split_once('=')).filter(|it| it.0 == knob.key);
    let lines: Vec<&str> = lines.map(|it| it.1).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The text with another value of a knob. `Err` says what is wrong with the value.
pub fn with(settings: &str, knob: &Knob, text: &str) -> Result<String, String> {
    (knob.apply)(&mut Options::default(), text)?;
    let text = tidy(text);
    let mut out = String::new();
    for it in knobs() {
        let value =
            if it.key == knob.key { (text != it.usual).then(|| text.clone()) } else { value(settings, it) };
        for line in value.iter().flat_map(|it| it.split('\n')) {
            out.push_str(it.key);
            out.push('=');
            out.push_str(line);
            out.push('\n');
        }
    }
    Ok(out)
}

/// The text without a word about a knob.
pub fn without(settings: &str, knob: &Knob) -> String {
    with(settings, knob, knob.usual).unwrap_or_default()
}

/// How many knobs do not stand as usual.
pub fn changed(settings: &str) -> usize {
    knobs().filter(|it| value(settings, it).is_some()).count()
}

/// Lines without white space around them, and no empty ones.
fn tidy(text: &str) -> String {
    text.lines().map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests;
