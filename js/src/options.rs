//! The settings of a page as the properties of an object.
//!
//! Their names are those that links and the command line use, in the case of JavaScript: `pod-cidr` is `podCidr`.

use std::collections::BTreeMap;

use netpol_core::Options;
use netpol_core::settings::{self, Knob, Shape};
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsError, JsValue};

/// What stands in a property.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
pub(crate) enum Value {
    Switch(bool),
    Text(String),
    Lines(Vec<String>),
}

impl Value {
    fn text(&self) -> String {
        match self {
            Value::Switch(true) => "on".to_owned(),
            Value::Switch(false) => "off".to_owned(),
            Value::Text(it) => it.clone(),
            Value::Lines(it) => it.join("\n"),
        }
    }

    fn of(knob: &Knob, text: &str) -> Value {
        match knob.shape {
            Shape::Choice(_) if matches!(text, "on" | "off") => Value::Switch(text == "on"),
            Shape::Choice(_) | Shape::Line(_) => Value::Text(text.to_owned()),
            Shape::Lines(_) => Value::Lines(text.lines().map(str::to_owned).collect()),
        }
    }
}

/// The properties of an options object.
pub(crate) type Properties = BTreeMap<String, Value>;

/// What a function is asked besides the files.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) options: Options,
    pub(crate) port: Option<String>,
}

impl Question {
    pub(crate) fn read(it: JsValue) -> Result<Question, JsError> {
        if it.is_undefined() || it.is_null() {
            return Ok(Question { options: Options::default(), port: None });
        }
        let wrong = |_| JsError::new("options are an object of texts, lists of texts, true and false");
        let properties: Properties = serde_wasm_bindgen::from_value(it).map_err(wrong)?;
        Question::of(properties).map_err(|it| JsError::new(&it))
    }

    fn of(mut properties: Properties) -> Result<Question, String> {
        let port = properties.remove("port").map(|it| it.text());
        let mut options = Options::default();
        for (name, value) in &properties {
            settings::set(&mut options, &kebab(name), &value.text())?;
        }
        Ok(Question { options, port })
    }
}

/// The settings of a link as properties.
pub(crate) fn properties(settings: &str) -> Properties {
    let known = settings::knobs().filter_map(|it| Some((it, settings::value(settings, it)?)));
    known.map(|(knob, value)| (camel(knob.key), Value::of(knob, &value))).collect()
}

/// Properties as the settings of a link.
pub(crate) fn lines(properties: &Properties) -> Result<String, String> {
    let mut out = String::new();
    for (name, value) in properties {
        let key = kebab(name);
        let knob = settings::knobs().find(|it| it.key == key);
        let knob = knob.ok_or_else(|| format!("there is no setting `{name}`"))?;
        out = settings::with(&out, knob, &value.text()).map_err(|it| format!("{name}: {it}"))?;
    }
    Ok(out)
}

/// `pod-cidr` as `podCidr`.
pub(crate) fn camel(key: &str) -> String {
    let mut upper = false;
    let letter = |it: char| {
        let res = if upper { it.to_ascii_uppercase() } else { it };
        upper = it == '-';
        (!upper).then_some(res)
    };
    key.chars().filter_map(letter).collect()
}

fn kebab(name: &str) -> String {
    let letter = |it: char| match it.is_ascii_uppercase() {
        true => vec!['-', it.to_ascii_lowercase()],
        false => vec![it],
    };
    name.chars().flat_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_knob_has_a_property_and_comes_back_from_a_link() {
        for knob in settings::knobs() {
            let example = match knob.shape {
                Shape::Choice(all) => all.iter().map(|it| it.0).find(|it| *it != knob.usual).unwrap(),
                Shape::Line(it) | Shape::Lines(it) => it,
            };
            assert_eq!(kebab(&camel(knob.key)), knob.key);
            let text = settings::with("", knob, example).unwrap();
            let there = properties(&text);
            assert_eq!(there.keys().collect::<Vec<_>>(), [&camel(knob.key)]);
            assert_eq!(lines(&there), Ok(text.clone()));
            let question = Question::of(there).unwrap();
            assert_eq!(question.options, settings::options(&text), "{}", knob.key);
        }
    }

    #[test]
    fn what_is_no_setting_is_said() {
        let of = |name: &str, value: &str| {
            Question::of(Properties::from([(name.to_owned(), Value::Text(value.to_owned()))]))
        };
        assert_eq!(of("podCIDR", "10.0.0.0/8").unwrap_err(), "there is no setting `pod-c-i-d-r`");
        assert_eq!(of("port", "TCP 80").unwrap().port.as_deref(), Some("TCP 80"));
        assert!(of("podCidr", "x").unwrap_err().starts_with("pod-cidr: line 1: `x`"));
    }
}
