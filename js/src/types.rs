//! Declarations that do not follow from a type of Rust.

use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const OPTIONS: &str = include_str!("options.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const FILES: &str = r#"
/** One text, one file, or several, which are read in this order. */
export type Files = string | SourceFile | SourceFile[];

/** A file: manifests in YAML or JSON, as many as you like. */
export interface SourceFile {
  /** What places in it are called. */
  name: string;
  text: string;
}

/** What is refused because it would take more memory than a program has. */
export interface Limits {
  /** Bytes of all files together. Default: 64,000,000. */
  maxText?: number;
  /** Cells of one answer: `matrix()`, `evaluate()` or `rows()`. Default: 250,000, the matrix of 500 endpoints. */
  maxCells?: number;
}

/** `"any"`, or protocol and number: `"TCP 8080"`. */
export type Probe = string;
"#;

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use netpol_core::settings::{Shape, knobs};

    #[test]
    fn the_options_are_declared_as_the_knobs_are() {
        let mut text = "\
/** Settings of the evaluation, those of the playground and of `netpol`'s flags. What is left out has its default. */
export interface Options {
"
        .to_owned();
        for knob in knobs() {
            let (kind, default) = match knob.shape {
                Shape::Choice(all) if all.iter().any(|it| it.0 == "on") => {
                    ("boolean".to_owned(), if knob.default == "on" { "true".into() } else { "false".into() })
                }
                Shape::Choice(all) => {
                    let all: Vec<_> = all.iter().map(|it| format!("\"{}\"", it.0)).collect();
                    (all.join(" | "), format!("\"{}\"", knob.default))
                }
                Shape::Line(_) => ("string".to_owned(), format!("\"{}\"", knob.default)),
                Shape::Lines(_) if knob.default.is_empty() => ("string[]".to_owned(), "[]".to_owned()),
                Shape::Lines(_) => ("string[]".to_owned(), format!("[\"{}\"]", knob.default)),
            };
            let says = knob.says.trim_end_matches('.');
            writeln!(text, "  /** {says}. Default: `{default}`. */\n  {}?: {kind};", knob.property())
                .unwrap();
        }
        text.push_str("}\n");
        expect_test::expect_file!["options.d.ts"].assert_eq(&text);
    }
}
