//! Settings as the properties of an object, for JavaScript and JSON.
//!
//! Their names are the keys in the case of JavaScript: `pod-cidr` is `podCidr`. A value is a text, a list of texts, or
//! true and false.

use std::collections::BTreeMap;

use super::{Knob, SettingError, Shape, knobs, set, value, with};
use crate::options::Options;

/// What a property holds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(untagged))]
pub enum Value {
    /// `on` or `off`.
    Switch(bool),
    /// One of the choices, or a line.
    Text(String),
    /// Several lines.
    Lines(Vec<String>),
}

/// Properties by their names.
pub type Properties = BTreeMap<String, Value>;

impl Value {
    /// The value as a line of settings, or as several.
    pub fn text(&self) -> String {
        match self {
            Value::Switch(true) => "on".to_owned(),
            Value::Switch(false) => "off".to_owned(),
            Value::Text(it) => it.clone(),
            Value::Lines(it) => it.join("\n"),
        }
    }

    fn of(knob: &Knob, text: &str) -> Value {
        match knob.shape {
            Shape::Choice(_) if knob.is_switch() => Value::Switch(text == "on"),
            Shape::Choice(_) | Shape::Line(_) => Value::Text(text.to_owned()),
            Shape::Lines(_) => Value::Lines(text.lines().map(str::to_owned).collect()),
        }
    }
}

impl Knob {
    /// The name of its property.
    pub fn property(&self) -> String {
        let mut upper = false;
        let letter = |it: char| {
            let res = if upper { it.to_ascii_uppercase() } else { it };
            upper = it == '-';
            (!upper).then_some(res)
        };
        self.key.chars().filter_map(letter).collect()
    }
}

/// The settings of a text as properties: those that are not the defaults.
pub fn properties(settings: &str) -> Properties {
    let known = knobs().filter_map(|it| Some((it, value(settings, it)?)));
    known.map(|(knob, value)| (knob.property(), Value::of(knob, &value))).collect()
}

/// Properties as a text of settings. `Err` is what is wrong with a name or a value.
pub fn from_properties(properties: &Properties) -> Result<String, SettingError> {
    let mut out = String::new();
    for (name, value) in properties {
        out = with(&out, knob(name)?, &value.text()).map_err(|it| SettingError::Value(name.clone(), it))?;
    }
    Ok(out)
}

/// Sets what properties say. `Err` is what is wrong with a name or a value.
pub fn set_properties(options: &mut Options, properties: &Properties) -> Result<(), SettingError> {
    for (name, value) in properties {
        set(options, knob(name)?.key, &value.text())?;
    }
    Ok(())
}

fn knob(name: &str) -> Result<&'static Knob, SettingError> {
    knobs().find(|it| it.property() == name).ok_or_else(|| SettingError::Unknown(name.to_owned()))
}

#[cfg(test)]
mod tests;
