//! The options of a question: the settings as the properties of an object, and the port.

use std::collections::BTreeMap;

use netpol_core::Options;
use netpol_core::settings::{self, Properties, Value};
use wasm_bindgen::{JsError, JsValue};

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
        // A property without a value is as if it were not there.
        let properties: BTreeMap<String, Option<Value>> =
            serde_wasm_bindgen::from_value(it).map_err(wrong)?;
        let properties = properties.into_iter().filter_map(|(name, it)| Some((name, it?)));
        Question::of(properties.collect()).map_err(|it| JsError::new(&it))
    }

    fn of(mut properties: Properties) -> Result<Question, String> {
        let port = properties.remove("port").map(|it| it.text());
        let mut options = Options::default();
        settings::set_properties(&mut options, &properties)?;
        Ok(Question { options, port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_one_of_the_options() {
        let of = |name: &str, value: &str| {
            Question::of(Properties::from([(name.to_owned(), Value::Text(value.to_owned()))]))
        };
        assert_eq!(of("port", "TCP 80").unwrap().port.as_deref(), Some("TCP 80"));
        assert_eq!(of("podCIDR", "10.0.0.0/8").unwrap_err(), "there is no setting `podCIDR`");
        assert!(of("podCidr", "x").unwrap_err().starts_with("pod-cidr: line 1: `x`"));
    }
}
