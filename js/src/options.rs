//! The options of a question: the settings as the properties of an object, the limits, and the port.

use std::collections::BTreeMap;

use netpol_core::settings::{self, Properties, Value};
use netpol_core::{Options, SourceFile};
use serde::Deserialize;
use wasm_bindgen::{JsError, JsValue};

/// What a function is asked besides the files.
#[derive(Debug, Default)]
pub(crate) struct Question {
    pub(crate) options: Options,
    pub(crate) limits: Limits,
    pub(crate) port: Option<String>,
}

/// What is refused because it would take more memory than a program has: JavaScript cannot catch its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Limits {
    /// Bytes of all files.
    text: f64,
    /// Cells of one answer.
    cells: f64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { text: 64e6, cells: 250_000.0 }
    }
}

impl Limits {
    /// Whether files of so many bytes are read.
    pub(crate) fn check_files(&self, files: &[SourceFile]) -> Result<(), String> {
        let bytes: usize = files.iter().map(|it| it.text.len()).sum();
        if self.text < bytes as f64 {
            return Err(format!("the files have {bytes} bytes, more than `maxText` ({})", self.text));
        }
        Ok(())
    }

    /// Whether so many changed pairs are given at once.
    pub(crate) fn check_pairs(&self, pairs: u64) -> Result<(), String> {
        if self.cells < pairs as f64 {
            return Err(format!("{pairs} pairs changed, more than `maxCells` ({})", self.cells));
        }
        Ok(())
    }

    /// Whether so many rows of so many columns are given at once.
    pub(crate) fn check_cells(&self, rows: usize, columns: usize) -> Result<(), String> {
        let cells = rows as f64 * columns as f64;
        if self.cells < cells {
            return Err(format!(
                "this would be {cells} cells, more than `maxCells` ({}): ask an `Analysis` for `rows` or a `cell`",
                self.cells
            ));
        }
        Ok(())
    }
}

/// The value of a property: limits are numbers, settings are not.
#[derive(Deserialize)]
#[serde(untagged)]
enum Given {
    Limit(f64),
    Setting(Value),
}

impl Question {
    pub(crate) fn read(it: JsValue) -> Result<Question, JsError> {
        if it.is_undefined() || it.is_null() {
            return Ok(Question::default());
        }
        let wrong =
            |_| JsError::new("options are an object of texts, lists of texts, true, false and numbers");
        // A property without a value is as if it were not there.
        let given: BTreeMap<String, Option<Given>> = serde_wasm_bindgen::from_value(it).map_err(wrong)?;
        let given = given.into_iter().filter_map(|(name, it)| Some((name, it?)));
        Question::of(given).map_err(|it| JsError::new(&it))
    }

    fn of(given: impl IntoIterator<Item = (String, Given)>) -> Result<Question, String> {
        let mut question = Question::default();
        let mut properties = Properties::new();
        for (name, it) in given {
            match (name.as_str(), it) {
                ("maxText", Given::Limit(it)) => question.limits.text = it,
                ("maxCells", Given::Limit(it)) => question.limits.cells = it,
                ("maxText" | "maxCells", Given::Setting(_)) => return Err(format!("`{name}` is a number")),
                ("port", Given::Setting(it)) => question.port = Some(it.text()),
                (_, Given::Setting(it)) => drop(properties.insert(name, it)),
                // The settings say whether they know the name, and what its value should be.
                (_, Given::Limit(it)) => drop(properties.insert(name, Value::Text(it.to_string()))),
            }
        }
        settings::set_properties(&mut question.options, &properties)?;
        Ok(question)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, it: Given) -> Result<Question, String> {
        Question::of([(name.to_owned(), it)])
    }

    fn text(it: &str) -> Given {
        Given::Setting(Value::Text(it.to_owned()))
    }

    #[test]
    fn the_port_is_one_of_the_options() {
        assert_eq!(of("port", text("TCP 80")).unwrap().port.as_deref(), Some("TCP 80"));
        assert_eq!(of("podCIDR", text("10.0.0.0/8")).unwrap_err(), "there is no setting `podCIDR`");
        assert!(of("podCidr", text("x")).unwrap_err().starts_with("pod-cidr: line 1: `x`"));
    }

    #[test]
    fn limits_are_numbers_and_say_what_is_too_much() {
        let limits = of("maxCells", Given::Limit(8.0)).unwrap().limits;
        assert_eq!(limits.check_cells(2, 4), Ok(()));
        assert!(
            limits
                .check_cells(3, 3)
                .unwrap_err()
                .starts_with("this would be 9 cells, more than `maxCells` (8)")
        );
        assert!(
            Limits::default().check_cells(500, 500).is_ok()
                && Limits::default().check_cells(1500, 1500).is_err()
        );
        let limits = of("maxText", Given::Limit(3.0)).unwrap().limits;
        assert_eq!(limits.check_files(&[SourceFile::new("a", "abc")]), Ok(()));
        let error =
            limits.check_files(&[SourceFile::new("a", "ab"), SourceFile::new("b", "cd")]).unwrap_err();
        assert_eq!(error, "the files have 4 bytes, more than `maxText` (3)");
        assert_eq!(of("maxText", text("3")).unwrap_err(), "`maxText` is a number");
        assert_eq!(of("maxPods", Given::Limit(3.0)).unwrap_err(), "there is no setting `maxPods`");
    }
}
