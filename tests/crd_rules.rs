//! The rules of the definitions of policy.networking.k8s.io: each with a manifest that keeps it and one that does
//! not, made from the rule itself.

use netpol_tests::adapter::{Core, Given};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// One rule, as the suite `anp-crd-rules` writes it.
#[derive(Debug, Deserialize)]
struct Rule {
    crd: String,
    version: String,
    channel: String,
    /// `.spec.egress[].to[]`
    path: String,
    #[serde(default)]
    constraint: Map<String, Value>,
    rule: Option<String>,
    #[serde(default)]
    message: String,
}

/// A step from a value to a part of it.
#[derive(Clone, Debug)]
enum Step {
    Field(String),
    Item(usize),
}

/// Runs the suite; gives how many manifests were tried and what is wrong.
pub fn check(lines: &str) -> (usize, Vec<String>) {
    let mut trial = Trial { tried: 0, wrong: Vec::new() };
    for line in lines.lines() {
        let rule: Rule = serde_json::from_str(line).unwrap();
        let base = base(&rule);
        let before = trial.tried;
        trial.keeps(&rule, "base", &base);
        let places = places(&base, &rule.path);
        match places.first() {
            Some(place) => trial.rule(&rule, &base, place, &places),
            None => trial.wrong.push(format!("{rule:?}: no such place")),
        }
        if trial.tried < before + 2 {
            trial.wrong.push(format!("{rule:?}: not tried"));
        }
    }
    (trial.tried, trial.wrong)
}

struct Trial {
    tried: usize,
    wrong: Vec<String>,
}

impl Trial {
    fn rule(&mut self, rule: &Rule, base: &Value, place: &[Step], places: &[Vec<Step>]) {
        let field = place.last().map_or("", |it| if let Step::Field(it) = it { it } else { "" });
        let with = |value: Value| with(base, place, value);
        // A range may not be empty, so its ends do not reach all bounds; v1alpha1 does not check it.
        let reaches = |bound: &str| {
            !matches!(
                (rule.version.as_str(), field, bound),
                ("v1alpha2", "start", "maximum") | ("v1alpha2", "end", "minimum")
            )
        };
        for (name, value) in &rule.constraint {
            let number = value.as_u64().unwrap_or_default() as usize;
            match name.as_str() {
                "required" => {
                    for key in value.as_array().unwrap().iter().map(|it| it.as_str().unwrap()) {
                        let mut without = at(base, place).clone();
                        without.as_object_mut().unwrap().remove(key);
                        // The default of a protocol is filled in before anything is checked.
                        if key == "protocol" {
                            self.keeps(rule, key, &with(without));
                        } else {
                            self.breaks(
                                rule,
                                key,
                                &with(without),
                                &format!("{}.{key}", shown(place)),
                                "Required value",
                            );
                        }
                    }
                }
                "minimum" | "maximum" => {
                    let beyond = if name == "minimum" { number as i64 - 1 } else { number as i64 + 1 };
                    if reaches(name) {
                        self.keeps(rule, name, &with(json!(number)));
                    }
                    self.breaks(rule, name, &with(json!(beyond)), &shown(place), "should be");
                }
                "minItems" => self.breaks(rule, name, &with(json!([])), &shown(place), "at least 1 items"),
                "maxItems" => {
                    let first = at(base, place)[0].clone();
                    let many =
                        |count: usize| Value::Array((0..count).map(|it| another(&first, it)).collect());
                    self.keeps(rule, name, &with(many(number)));
                    self.breaks(rule, name, &with(many(number + 1)), &shown(place), "Too many");
                }
                "minProperties" => {
                    self.breaks(rule, name, &with(json!({})), &shown(place), "at least 1 properties")
                }
                "maxProperties" => {
                    let mut all = at(base, place).as_object().unwrap().clone();
                    let others = places.iter().filter_map(|it| at(base, it).as_object().cloned());
                    let other = others
                        .chain([namespaces()])
                        .find(|it| it.keys().any(|it| !all.contains_key(it)))
                        .unwrap();
                    all.extend(other);
                    self.breaks(rule, name, &with(Value::Object(all)), &shown(place), "Too many: 2");
                }
                "enum" => {
                    for word in value.as_array().unwrap() {
                        self.keeps(rule, name, &with(word.clone()));
                    }
                    self.breaks(rule, name, &with(json!("Other")), &shown(place), "Unsupported value");
                }
                "maxLength" => {
                    let text = |length: usize| match rule.path.ends_with("networks[]") {
                        true => format!(
                            "{:0>width$}:0000:0000:0000:0000:0000:0000:0000/128",
                            "",
                            width = length - 39
                        ),
                        false => "n".repeat(length),
                    };
                    self.keeps(rule, name, &with(json!(text(number))));
                    self.breaks(rule, name, &with(json!(text(number + 1))), &shown(place), "Too long");
                }
                "pattern" => {
                    for it in ["a.b", "*.Example.org."] {
                        self.keeps(rule, name, &with(json!(it)));
                    }
                    for it in ["localhost", "*", "a..b", "a.*.b"] {
                        self.breaks(rule, name, &with(json!(it)), &shown(place), value.as_str().unwrap());
                    }
                }
                "default" => {
                    let (Some(Step::Field(key)), parent) = (place.last(), &place[..place.len() - 1]) else {
                        panic!()
                    };
                    let mut without = at(base, parent).clone();
                    without.as_object_mut().unwrap().remove(key);
                    self.keeps(rule, name, &self::with(base, parent, without));
                }
                other => self.wrong.push(format!("{rule:?}: unknown constraint {other}")),
            }
        }
        match rule.rule.as_deref() {
            None => {}
            Some("isCIDR(self)") => {
                self.breaks(rule, "rule", &with(json!("10.0.0.0")), &shown(place), &rule.message);
            }
            Some("self.start < self.end") => {
                self.breaks(rule, "rule", &with(json!({"start": 5, "end": 5})), &shown(place), &rule.message);
            }
            Some("self.metadata.name == 'default'") => {
                let mut other = base.clone();
                other["metadata"]["name"] = json!("other");
                self.breaks(rule, "rule", &other, "<nil>", &rule.message);
            }
            Some(it) if it.contains("amedPort") => {
                let (list, name) = if it.contains("self.protocols") {
                    ("protocols", "destinationNamedPort")
                } else {
                    ("ports", "namedPort")
                };
                let mut named = at(base, place).clone();
                named[list] = json!([{name: "web"}]);
                self.breaks(rule, "rule", &with(named), &shown(place), &rule.message);
            }
            Some(_) => self.wrong.push(format!("{rule:?}: unknown rule")),
        }
    }

    fn read(&mut self, rule: &Rule, object: &Value) -> Core {
        self.tried += 1;
        let given = Given { standard_channel: rule.channel == "standard", ..Given::default() };
        Core::read(&object.to_string(), &given)
    }

    fn keeps(&mut self, rule: &Rule, why: &str, object: &Value) {
        let core = self.read(rule, object);
        if core.analysis.is_incomplete() {
            self.wrong.push(format!(
                "{} {} {} {why}: refused: {:?}",
                rule.crd,
                rule.channel,
                rule.path,
                core.problems()
            ));
        }
    }

    fn breaks(&mut self, rule: &Rule, why: &str, object: &Value, field: &str, message: &str) {
        let core = self.read(rule, object);
        let is_told = core
            .problems()
            .iter()
            .any(|it| it.severity == "error" && it.field == field && it.message.contains(message));
        if !core.analysis.is_incomplete() || !is_told {
            self.wrong.push(format!(
                "{} {} {} {why}: expected `{message}` at {field}: {:?}",
                rule.crd,
                rule.channel,
                rule.path,
                core.problems()
            ));
        }
    }
}

/// A value like the first that differs from it where lists are sets.
fn another(first: &Value, index: usize) -> Value {
    match first.as_str() {
        Some(it) if it.contains('/') => json!(format!("10.{index}.0.0/16")),
        Some(_) => json!(format!("a{index}.b")),
        None => first.clone(),
    }
}

fn namespaces() -> Map<String, Value> {
    Map::from_iter([("namespaces".to_owned(), json!({}))])
}

/// A manifest with every field of its schema.
fn base(rule: &Rule) -> Value {
    let is_new = rule.version == "v1alpha2";
    let is_experimental = rule.channel == "experimental";
    let is_baseline = rule.crd == "BaselineAdminNetworkPolicy";
    let (action, list) = if is_new { ("Accept", "protocols") } else { ("Allow", "ports") };
    let pods = json!({"pods": {"namespaceSelector": {}, "podSelector": {}}});
    let ports: Vec<Value> = if is_new {
        let range = json!({"range": {"start": 1, "end": 9}});
        let both = |it: &str| {
            [json!({it: {"destinationPort": {"number": 80}}}), json!({it: {"destinationPort": range}})]
        };
        ["tcp", "udp", "sctp"].iter().flat_map(|it| both(it)).collect()
    } else {
        vec![
            json!({"portNumber": {"protocol": "UDP", "port": 80}}),
            json!({"portRange": {"protocol": "TCP", "start": 1, "end": 9}}),
        ]
    };
    let mut named = ports.clone();
    if is_new {
        named.push(json!({"destinationNamedPort": "web"}));
    } else if is_experimental {
        named.push(json!({"namedPort": "web"}));
    }
    let mut to = vec![json!({"namespaces": {}}), pods.clone(), json!({"networks": ["10.0.0.0/8"]})];
    if is_experimental {
        to.push(json!({"nodes": {}}));
    }
    if is_experimental && !is_baseline {
        to.push(json!({"domainNames": ["*.example.org"]}));
    }
    let mut spec = json!({
        "subject": pods,
        "ingress": [{"action": action, "name": "r", "from": [{"namespaces": {}}, pods], list: named}],
        "egress": [
            {"action": action, "name": "r", "to": to, list: ports},
            {"action": action, "name": "r", "to": [pods], list: named},
        ],
    });
    if !is_baseline {
        spec["priority"] = json!(10);
    }
    if is_new {
        spec["tier"] = json!("Admin");
    }
    let name = if is_baseline { "default" } else { "p" };
    let version = format!("policy.networking.k8s.io/{}", rule.version);
    json!({"apiVersion": version, "kind": rule.crd, "metadata": {"name": name}, "spec": spec})
}

/// All places that a path such as `.spec.egress[].to[]` means.
fn places(root: &Value, path: &str) -> Vec<Vec<Step>> {
    let mut places: Vec<Vec<Step>> = vec![Vec::new()];
    for segment in path.split('.').filter(|it| !it.is_empty()) {
        let name = segment.trim_end_matches("[]");
        places = places
            .into_iter()
            .flat_map(|mut it| {
                it.push(Step::Field(name.to_owned()));
                let items = at(root, &it).as_array().filter(|_| segment.ends_with("[]")).map_or(0, Vec::len);
                let is_list = segment.ends_with("[]");
                let items = (0..items).map(|n| [it.clone(), vec![Step::Item(n)]].concat()).collect();
                if is_list { items } else { vec![it] }
            })
            .filter(|it| !at(root, it).is_null())
            .collect();
    }
    places
}

fn at<'v>(root: &'v Value, place: &[Step]) -> &'v Value {
    place.iter().fold(root, |value, step| match step {
        Step::Field(it) => &value[it],
        Step::Item(it) => &value[it],
    })
}

fn with(root: &Value, place: &[Step], value: Value) -> Value {
    let mut root = root.clone();
    let slot = place.iter().fold(&mut root, |value, step| match step {
        Step::Field(it) => &mut value[it],
        Step::Item(it) => &mut value[it],
    });
    *slot = value;
    root
}

fn shown(place: &[Step]) -> String {
    let mut shown = String::new();
    for step in place {
        match step {
            Step::Field(it) if shown.is_empty() => shown.push_str(it),
            Step::Field(it) => shown.push_str(&format!(".{it}")),
            Step::Item(it) => shown.push_str(&format!("[{it}]")),
        }
    }
    shown
}
