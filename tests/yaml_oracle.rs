//! Core's YAML trees against those of `serde_yaml`, which shares no code with core's parser.
//!
//! `serde_yaml` reads scalars by YAML 1.2, `kubectl` and core by YAML 1.1. The plain scalars on which the two
//! disagree are named in [`differs_by_version`]; everything else must be equal.

use netpol_core::internals::yaml::{Node, Value, parse, split};
use netpol_tests::generator;
use netpol_tests::paths;
use netpol_tests::random::Random;
use serde::Deserialize;
use serde_yaml::Value as Oracle;

/// Compares every document of a text; the number of documents that both could read.
fn check(name: &str, text: &str) -> usize {
    let mut compared = 0;
    for document in split(text) {
        let mut diagnostics = Vec::new();
        let ours = parse(document.text, &mut diagnostics);
        let broken = diagnostics.iter().any(|it| it.severity.as_str() == "error");
        let theirs = Oracle::deserialize(serde_yaml::Deserializer::from_str(document.text));
        match (&ours, theirs) {
            // One of the two is stricter: duplicate keys, tabs, tags.
            (_, Err(_)) => {}
            (_, Ok(_)) if broken => {}
            (None, Ok(it)) => assert!(it.is_null(), "{name}: core found nothing in\n{}", document.text),
            (Some(ours), Ok(theirs)) => {
                compared += 1;
                if let Err(path) = equal(ours, &theirs) {
                    panic!(
                        "{name}: differs at {path}\nours: {ours:?}\ntheirs: {theirs:?}\n{}",
                        document.text
                    );
                }
            }
        }
    }
    compared
}

fn equal(ours: &Node<'_>, theirs: &Oracle) -> Result<(), String> {
    let fits = match (&ours.value, theirs) {
        (Value::Null, it) => it.is_null() || differs_by_version(it),
        (Value::Bool(one), it) => it.as_bool() == Some(*one) || differs_by_version(it),
        (Value::Int(one), it) => it.as_i64() == Some(*one) || differs_by_version(it),
        (Value::Float(one), it) => {
            let one: f64 = one.trim_start_matches('.').parse().unwrap_or(f64::NAN);
            it.as_f64().is_some_and(|it| it == one || it.is_nan() || it.is_infinite())
                || differs_by_version(it)
        }
        (Value::String(one), it) => it.as_str() == Some(one) || date(one),
        (Value::Sequence(ours), Oracle::Sequence(theirs)) => {
            for (at, (one, two)) in ours.iter().zip(theirs).enumerate() {
                equal(one, two).map_err(|it| format!("[{at}]{it}"))?;
            }
            ours.len() == theirs.len()
        }
        (Value::Mapping(ours), Oracle::Mapping(theirs)) => {
            for (entry, (key, value)) in ours.iter().zip(theirs) {
                let same = key.as_str().is_none_or(|it| it == entry.key);
                if !same && !differs_by_version(key) {
                    return Err(format!(".{} is {key:?}", entry.key));
                }
                equal(&entry.value, value).map_err(|it| format!(".{}{it}", entry.key))?;
            }
            ours.len() == theirs.len()
        }
        (Value::Sequence(_) | Value::Mapping(_), _) => false,
    };
    if fits { Ok(()) } else { Err(String::new()) }
}

/// A string to YAML 1.2 that YAML 1.1 reads as something else.
fn differs_by_version(theirs: &Oracle) -> bool {
    let Some(text) = theirs.as_str() else { return theirs.is_number() };
    let words = ["y", "n", "yes", "no", "on", "off"];
    let number = text.trim_start_matches(['+', '-']).starts_with(|it: char| it.is_ascii_digit() || it == '.');
    number || words.iter().any(|it| it.eq_ignore_ascii_case(text))
}

/// Numbers with underscores and dates stay strings on one side.
fn date(text: &str) -> bool {
    text.starts_with(|it: char| it.is_ascii_digit())
}

#[test]
fn cases_and_scenarios_read_the_same() {
    let mut compared = 0;
    for path in ["tests/cases", "static/scenarios"].into_iter().flat_map(|it| paths::files(it, "yaml")) {
        compared += check(&path.display().to_string(), &std::fs::read_to_string(&path).unwrap());
    }
    println!("{compared} documents");
}

#[test]
fn random_clusters_read_the_same() {
    let mut compared = 0;
    for seed in 0..paths::number("NETPOL_RUNS", 1_000) {
        let mut random = Random::new(seed);
        let manifests = generator::manifests(&mut random);
        compared += check(&format!("seed {seed}"), &manifests.styled(seed));
    }
    println!("{compared} documents");
}

#[test]
fn spoilt_texts_read_the_same_where_both_can_read_them() {
    let mut compared = 0;
    for seed in 0..paths::number("NETPOL_RUNS", 3_000) {
        let mut random = Random::new(seed);
        let manifests = generator::manifests(&mut random);
        let text = netpol_tests::mutate::mutate(&manifests.styled(seed), &mut random);
        compared += check(&format!("seed {seed}"), &text);
    }
    println!("{compared} documents");
}
