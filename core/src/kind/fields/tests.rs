//! The tables are what the readers know, and the reverse.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::kind::read::read_object;
use crate::kind::{Readers, cluster_policy, network_policy};
use crate::options::Options;
use crate::yaml;

/// Keys that readers ask for and that are not offered: what old versions of the API called them.
const NOT_OFFERED: &[&str] = &[
    "Ingress spec.backend",
    "Ingress spec.defaultBackend.serviceName",
    "Ingress spec.defaultBackend.servicePort",
    "Ingress spec.rules[].http.paths[].backend.serviceName",
    "Ingress spec.rules[].http.paths[].backend.servicePort",
    // To say that it is of no use there.
    "Namespace metadata.namespace",
    "Node metadata.namespace",
    // All workloads are asked for what one has.
    "workload spec.jobTemplate.spec.ordinals",
];

/// All keys of a table, each with its path, whether it is passed over, and an object with all of them as JSON.
fn keys(kind: &str, fields: &'static Fields, path: &str, acc: &mut BTreeMap<String, bool>) -> String {
    let mut json = Vec::new();
    for it in fields.fields {
        let path = if path.is_empty() { it.name.to_owned() } else { format!("{path}.{}", it.name) };
        acc.insert(path.clone(), it.is_passed_over);
        let value = match it.name {
            "kind" if path == "kind" => format!("\"{kind}\""),
            "apiVersion" => format!("\"{}\"", find(kind).unwrap().api_version),
            // Beside a number that is not zero, and in the words that readers ask more of.
            "type" if path == "spec.type" => "\"ExternalName\"".to_owned(),
            "kind" => "\"Pod\"".to_owned(),
            _ => example(kind, &it.shape, &path, acc),
        };
        // A reader asks for what has no place beside the others all the same.
        let before = fields.fields.iter().take_while(|other| other.name != it.name);
        if before.into_iter().any(|other| it.not_with.contains(&other.name)) {
            continue;
        }
        json.push(format!("\"{}\": {value}", it.name));
    }
    format!("{{{}}}", json.join(", "))
}

fn example(kind: &str, shape: &'static Shape, path: &str, acc: &mut BTreeMap<String, bool>) -> String {
    match shape {
        Shape::Anything => "[]".to_owned(),
        Shape::Text(Meaning::PodAddress) => "\"10.0.0.1\"".to_owned(),
        Shape::Text(_) => "\"a\"".to_owned(),
        Shape::Words(it) => format!("\"{}\"", it[0].text),
        Shape::Int(_) | Shape::Port(_) => "1".to_owned(),
        Shape::Bool => "false".to_owned(),
        Shape::Labels(_) | Shape::Map => "{\"a\": \"b\"}".to_owned(),
        Shape::Selector(_) => keys(kind, selector(), path, acc),
        Shape::List(it) => format!("[{}]", example(kind, it, &format!("{path}[]"), acc)),
        Shape::Object(it) => keys(kind, it, path, acc),
    }
}

/// The paths that the reader of a kind asks for, of those that are in an object with everything.
fn asked(json: &str) -> BTreeSet<String> {
    let tree = yaml::parse(json, &mut Vec::new()).unwrap();
    let mut places = BTreeMap::new();
    fn walk(node: &yaml::Node<'_>, path: &str, places: &mut BTreeMap<crate::source::Span, String>) {
        places.insert(node.span, path.to_owned());
        for it in node.entries() {
            let path =
                if path.is_empty() { it.key.clone().into_owned() } else { format!("{path}.{}", it.key) };
            walk(&it.value, &path, places);
        }
        for it in node.items() {
            walk(it, &format!("{path}[]"), places);
        }
    }
    walk(&tree, "", &mut places);
    yaml::asked::begin();
    let _object = read_object(json, &Options::default(), Readers::ALL);
    let asked = yaml::asked::end();
    let path = |(holder, key): &(crate::source::Span, String)| {
        let holder = places.get(holder)?;
        Some(if holder.is_empty() { key.clone() } else { format!("{holder}.{key}") })
    };
    asked.iter().filter_map(path).collect()
}

#[test]
fn every_kind_that_is_read_has_a_table() {
    for it in &KNOWN_KINDS {
        assert!(find(it.name).is_some(), "{}", it.name);
    }
    assert_eq!(kinds().count(), KNOWN_KINDS.len());
    assert_eq!(kinds().next().unwrap().name, "NetworkPolicy");
}

#[test]
fn what_the_readers_ask_for_is_in_the_tables_and_the_reverse() {
    let mut wrong = Vec::new();
    // Workloads have one reader, which asks all of them for what one has.
    let (mut of_workloads, mut asked_of_workloads) = (BTreeMap::new(), BTreeSet::new());
    for kind in kinds() {
        let mut known = BTreeMap::new();
        let json = keys(kind.name, kind.fields, "", &mut known);
        // What is read where something else is not there, or not yet so.
        let without =
            json.replace("\"uid\": []", "\"uid\": null").replace("\"succeeded\": 1", "\"succeeded\": 0");
        let asked: BTreeSet<String> = [json, without].iter().flat_map(|it| asked(it)).collect();
        if WorkloadKind::ALL.iter().any(|it| it.as_str() == kind.name) {
            for (key, is_passed_over) in known {
                of_workloads.entry(key).and_modify(|it| *it &= is_passed_over).or_insert(is_passed_over);
            }
            asked_of_workloads.extend(asked);
            continue;
        }
        // These are checked against a schema, which the tests below compare.
        if kind.name.ends_with("Policy") {
            continue;
        }
        compare(kind.name, &known, &asked, &mut wrong);
    }
    compare("workload", &of_workloads, &asked_of_workloads, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn compare(kind: &str, known: &BTreeMap<String, bool>, asked: &BTreeSet<String>, wrong: &mut Vec<String>) {
    for it in asked.iter().filter(|it| !known.contains_key(*it)) {
        let line = format!("{kind} {it}");
        if !NOT_OFFERED.contains(&line.as_str()) {
            wrong.push(format!("{line} is read, and not in the table"));
        }
    }
    for (it, is_passed_over) in known {
        if it.starts_with("apiVersion") || it == "kind" {
            continue;
        }
        match (asked.contains(it), is_passed_over) {
            (true, true) => wrong.push(format!("{kind} {it} is read, and said to be passed over")),
            (false, false) => wrong.push(format!("{kind} {it} is not read")),
            (true, false) | (false, true) => {}
        }
    }
}

#[test]
fn policies_have_the_fields_of_their_schemas() {
    for kind in kinds().filter(|it| it.name.ends_with("Policy")) {
        let mut known = BTreeMap::new();
        keys(kind.name, kind.fields, "", &mut known);
        let known: BTreeSet<String> = known.into_keys().collect();
        let schema: BTreeSet<String> = match kind.name {
            "NetworkPolicy" => network_policy::schema_keys(),
            name => cluster_policy::schema_keys(name),
        };
        let differ: Vec<&String> = known.symmetric_difference(&schema).collect();
        assert!(differ.is_empty(), "{}: {differ:?}", kind.name);
    }
}

#[test]
fn every_field_has_a_sentence_in_plain_words() {
    fn check(fields: &'static Fields, wrong: &mut Vec<String>) {
        for it in fields.fields {
            let doc = it.doc;
            if !doc.ends_with('.') || !doc.starts_with(|it: char| it.is_uppercase() || it == '`') {
                wrong.push(format!("{} {}: {doc}", fields.name, it.name));
            }
            if it.default.ends_with('.') {
                wrong.push(format!("{} {}: {}", fields.name, it.name, it.default));
            }
            let mut shape = &it.shape;
            while let Shape::List(item) = shape {
                shape = item;
            }
            if let Some(it) = shape.fields() {
                check(it, wrong);
            }
        }
    }
    let mut wrong = Vec::new();
    kinds().for_each(|it| check(it.fields, &mut wrong));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
