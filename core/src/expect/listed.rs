//! Expectations in lists, as guides write them: `tests:` with `name`, `source`, `target`, `port` and `expected`, as a
//! document of their own or in the data of a ConfigMap.

use std::net::IpAddr;
use std::rc::Rc;

use ipnet::IpNet;

use super::budget::{Budget, LINE};
use super::comment::{check_port, too_many};
use super::end::{self, End, Named, NamedKind, Namespaces};
use super::labels::{self, Term};
use super::port::{self, AskedPort};
use super::stray::{holds_tests, is_test, unread};
use super::{Check, EndText, Read, Reading, Wanted, Wrong, stray, within};
use crate::model::Model;
use crate::source::{Location, Mapped, Span};
use crate::yaml::{self, Entry, Node, Value};

/// Longer texts of a ConfigMap are not looked into.
const MAX_BYTES: usize = 1 << 20;

/// All of them, in reading order.
pub(super) fn read(model: &Model, budget: &mut Budget) -> Vec<Reading> {
    let mut res = Vec::new();
    for &whole in &model.read.tests {
        let Some(text) = model.places.text(whole) else { continue };
        let Some(root) = yaml::parse(text, &mut Vec::new()) else { continue };
        let place =
            |it: Span| model.places.real(Location { file: whole.file, span: it.shifted(whole.span.start) });
        // The documents of a list, or the one item that is read by itself.
        let mut left = vec![&root];
        while let Some(node) = left.pop() {
            left.extend(node.items().iter().rev());
            let is_object = node.get("kind").is_some() || node.get("apiVersion").is_some();
            match node.get("tests") {
                Some(tests) if !is_object => Reader { place: &place, budget, res: &mut res }.all(tests),
                _ => left.extend(node.get("items").map(Node::items).unwrap_or_default().iter().rev()),
            }
            if node.get("kind").and_then(Node::as_str) == Some("ConfigMap") {
                for it in node.get("data").map(Node::entries).unwrap_or_default() {
                    if it.value.as_str().is_some_and(|it| it.len() > MAX_BYTES && holds_tests(it)) {
                        let message = "texts of a ConfigMap longer than 1 MiB are not looked into for tests";
                        res.push(unread(place(it.key_span), message));
                        continue;
                    }
                    let inner = within::text(&it.value, text, whole).unwrap_or_default();
                    held(model, &inner, budget, &mut res);
                }
            }
        }
    }
    stray::of_files(model, &mut res);
    res
}

/// Those in a text of a ConfigMap.
fn held(model: &Model, text: &Mapped, budget: &mut Budget, res: &mut Vec<Reading>) {
    if !holds_tests(text.text()) && !text.text().contains("tests:") {
        return;
    }
    for document in yaml::split(text.text()) {
        let place = |it: Span| model.places.real(text.locate(it.shifted(document.start)));
        let mut errors = Vec::new();
        let Some(root) = yaml::parse(document.text, &mut errors) else {
            if holds_tests(document.text) && !errors.is_empty() {
                let whole = place(Span::new(0, document.text.trim_end().len() as u32));
                res.push(unread(whole, "this text is no YAML, so its tests are not read"));
            }
            continue;
        };
        let is_object = |it: &Node<'_>| it.get("kind").is_some() || it.get("apiVersion").is_some();
        // A list of such documents is read as they are.
        let mut left = vec![(&root, true)];
        while let Some((node, is_top)) = left.pop() {
            let tests = node.get("tests").filter(|_| is_top && !is_object(node));
            if let Some(tests) = tests {
                Reader { place: &place, budget, res }.all(tests);
            }
            if node.items().iter().any(is_test) {
                res.push(unread(place(node.span), stray::NOT_HERE));
                continue;
            }
            left.extend(node.items().iter().map(|it| (it, is_top)));
            let others = node.entries().iter().filter(|it| tests.is_none() || it.key != "tests");
            left.extend(others.map(|it| (&it.value, false)));
        }
    }
}

/// What is wrong, and where.
type Failed = (Span, String, &'static str);

struct Reader<'r> {
    place: &'r dyn Fn(Span) -> Location,
    budget: &'r mut Budget,
    res: &'r mut Vec<Reading>,
}

const FIELDS: [&str; 12] = [
    "name",
    "description",
    "source",
    "from",
    "target",
    "to",
    "destination",
    "port",
    "protocol",
    "expected",
    "expect",
    "comment",
];

pub(super) const SOURCE: &[&str] = &["source", "from"];
pub(super) const TARGET: &[&str] = &["target", "to", "destination"];
pub(super) const EXPECTED: &[&str] = &["expected", "expect"];

/// Fields of a test of which one says it all.
const SAME: [&[&str]; 3] = [SOURCE, TARGET, EXPECTED];

/// Refuses a key that stands twice, and two that say the same: those with one number. Keys without one are not known.
fn no_twice(node: &Node<'_>, number: impl Fn(&str) -> Option<usize>) -> Result<(), Failed> {
    let all = node.entries();
    for (at, it) in all.iter().enumerate() {
        let Some(of) = number(&it.key) else { continue };
        if let Some(other) = all.iter().take(at).find(|it| number(&it.key) == Some(of)) {
            let message = match other.key == it.key {
                true => format!("`{}` stands twice", it.key),
                false => format!("`{}` says the same as `{}`", it.key, other.key),
            };
            return Err((it.key_span, message, "keep one of the two"));
        }
    }
    Ok(())
}

/// What an end says with a field: of these one is enough.
fn part(key: &str) -> Option<usize> {
    Some(match key {
        "namespace" | "ns" => 0,
        "namespaceSelector" | "namespaceLabels" => 1,
        "podSelector" | "labels" | "selector" | "podLabels" => 2,
        "name" | "workload" | "service" => 3,
        "ip" | "address" | "cidr" | "ipBlock" | "host" | "dns" | "external" | "internet" => 4,
        "port" => 5,
        "protocol" => 6,
        it if KINDS.contains(&it.to_ascii_lowercase().as_str()) => 3,
        _ => return None,
    })
}

impl Reader<'_> {
    fn all(&mut self, tests: &Node<'_>) {
        if !matches!(tests.value, Value::Sequence(_) | Value::Null) {
            let at = (self.place)(tests.span);
            let message = "expected a list of tests".to_owned();
            let help = "begin each with a dash: `- name: …`".to_owned();
            return self.res.push(Err(("tests".to_owned(), at, Wrong { at, message, help })));
        }
        for it in tests.items() {
            // Its first line stands for it.
            let first = it.entries().first().map_or(it.span, |it| it.key_span.to(it.value.span));
            let at = (self.place)(first);
            let name = it.get("name").and_then(labels::text).unwrap_or_default();
            if !self.budget.take(LINE) {
                return self.res.push(Err((name, at, too_many(at))));
            }
            self.res.push(match test(it) {
                Ok((from, to, port, wanted)) => {
                    let text = format!("{} -> {}{}: {}", from.0, to.0, port.text(), wanted.word());
                    let check = Check { at, from: Rc::new(from), to: Rc::new(to), port, wanted };
                    Ok(Read { name, text, at, checks: vec![check], names: Vec::new() })
                }
                Err((span, message, help)) => {
                    let wrong = Wrong { at: (self.place)(span), message, help: help.to_owned() };
                    Err((if name.is_empty() { "a test".to_owned() } else { name }, at, wrong))
                }
            });
        }
    }
}

/// Reads one test.
fn test(node: &Node<'_>) -> Result<(EndText, EndText, AskedPort, Wanted), Failed> {
    if !matches!(node.value, Value::Mapping(_)) {
        return Err((node.span, "expected a test with `source`, `target` and `expected`".to_owned(), ""));
    }
    if let Some(it) = node.entries().iter().find(|it| !FIELDS.contains(&it.key.as_ref())) {
        let help = "a test has `name`, `source`, `target`, `port`, `protocol` and `expected`";
        return Err((it.key_span, format!("a test has no field `{}`", it.key), help));
    }
    no_twice(node, |it| {
        let same = SAME.iter().position(|keys| keys.contains(&it));
        same.or_else(|| FIELDS.iter().position(|key| *key == it).map(|it| it + SAME.len()))
    })?;
    let field = |keys: &[&str]| keys.iter().find_map(|it| node.get(it));
    let required = |keys: &[&str]| {
        let missing =
            || (node.span, format!("the test has no `{}`", keys.first().copied().unwrap_or_default()), "");
        field(keys).ok_or_else(missing)
    };
    let (from, port_from) = end_of(required(SOURCE)?)?;
    let (to, inner) = end_of(required(TARGET)?)?;
    if let Some((span, _)) = port_from {
        return Err((span, "a source has no port".to_owned(), "give the port of the target"));
    }
    let outer = ports_of(node)?;
    let port = match (inner, outer) {
        (Some(_), Some((span, _))) => {
            return Err((span, "the port is given twice".to_owned(), "keep one of the two"));
        }
        (one, other) => one.or(other).map(|it| it.1).unwrap_or_default(),
    };
    let expected = required(EXPECTED)?;
    let word = labels::text(expected).unwrap_or_default();
    let help = "write `allowed`, `blocked` or `denied`, or `unknown`";
    let wanted = Wanted::of_word(&word).or_else(|| port::list(&word).map(Wanted::Ports));
    let wanted =
        wanted.ok_or_else(|| (expected.span, format!("`{word}` is nothing that can be expected"), help))?;
    check_port(&port, &wanted).map_err(|it| (expected.span, it, ""))?;
    Ok((from, to, port, wanted))
}

/// `port` and `protocol` of a test or an end.
fn ports_of(node: &Node<'_>) -> Result<Option<(Span, AskedPort)>, Failed> {
    let text = |it: &Entry<'_>| labels::text(&it.value).filter(|it| !it.trim().is_empty());
    let protocol = node.entry("protocol");
    let Some(port) = node.entry("port") else {
        return match protocol {
            Some(it) => Err((it.value.span, "a protocol without a port".to_owned(), "give a `port`")),
            None => Ok(None),
        };
    };
    let help = "write one number or name, as in `port: 8080`; leave it out for all ports";
    let number = text(port).ok_or_else(|| (port.key_span, "expected one port".to_owned(), help))?;
    let asked = match protocol {
        None => number,
        Some(it) => {
            let name = text(it).filter(|it| port::protocol(it.trim()).is_some());
            let help = "write `protocol: TCP`, `UDP` or `SCTP`";
            let name = name.ok_or_else(|| (it.key_span, "expected one protocol".to_owned(), help))?;
            format!("{name} {number}")
        }
    };
    let at = port.value.span;
    AskedPort::parse(&asked).map(|it| Some((at, it))).map_err(|it| (at, it, ""))
}

/// Keys that name a workload of a kind.
const KINDS: [&str; 7] = ["deployment", "statefulset", "daemonset", "replicaset", "job", "cronjob", "pod"];

/// An end: a text, or an object with `namespace` and what is meant in it.
fn end_of(node: &Node<'_>) -> Result<(EndText, Option<(Span, AskedPort)>), Failed> {
    if let Some(text) = labels::text(node) {
        let end = end::parse(&text).map_err(|it| (node.span, it, ""))?;
        return Ok(((text, end), None));
    }
    if !matches!(node.value, Value::Mapping(_)) {
        return Err((
            node.span,
            "expected an end: `shop/web`, or an object with `namespace` and `pod`".to_owned(),
            "",
        ));
    }
    no_twice(node, part)?;
    let port = ports_of(node)?;
    let (mut namespace, mut spaces, mut pods, mut named, mut end) = (None, None, None, None, None);
    for it in node.entries() {
        let value = || {
            labels::text(&it.value)
                .ok_or_else(|| (it.value.span, format!("expected a text at `{}`", it.key), ""))
        };
        let terms = || labels::of_selector(&it.value).map_err(|message| (it.value.span, message, ""));
        let parsed = |text: String| {
            end::parse(&text).map(|it| (text, it)).map_err(|message| (it.value.span, message, ""))
        };
        match it.key.as_ref() {
            "port" | "protocol" => {}
            "namespace" | "ns" => namespace = Some(value()?),
            "namespaceSelector" | "namespaceLabels" => spaces = Some(terms()?),
            "podSelector" | "labels" | "selector" | "podLabels" => pods = Some(terms()?),
            "name" | "workload" => named = Some((None, value()?)),
            "service" => named = Some((Some(NamedKind::Service), value()?)),
            key if KINDS.contains(&key.to_ascii_lowercase().as_str()) => {
                named = Some((end::kind(key), value()?))
            }
            "ip" | "address" => {
                let text = value()?;
                let address: Result<IpAddr, _> = text.parse();
                let address = address.map_err(|_| (it.value.span, format!("`{text}` is no address"), ""))?;
                end = Some((text, End::Address(address)));
            }
            "cidr" => end = Some(block(&value()?, it.value.span)?),
            "ipBlock" => {
                if let Some(other) = it.value.entries().iter().find(|it| it.key != "cidr") {
                    let message = format!("`{}` of an address block is not read", other.key);
                    return Err((other.key_span, message, "give a `cidr` without exceptions"));
                }
                let cidr = it.value.get("cidr").and_then(labels::text).unwrap_or_default();
                end = Some(block(&cidr, it.value.span)?);
            }
            "host" | "dns" => {
                let text = value()?;
                end =
                    Some(if text.contains(".svc") { parsed(text)? } else { parsed(format!("host:{text}"))? });
            }
            "external" | "internet" => {
                if !matches!(it.value.value, Value::Bool(true) | Value::Null) {
                    let help = "write `true`; an address outside is `ip`, a block `cidr`";
                    let message = format!("`{}` has no value but `true`", it.key);
                    return Err((it.value.span, message, help));
                }
                end = Some(parsed("internet".to_owned())?);
            }
            other => {
                let help = "an end has `namespace` with `pod`, `deployment`, `service`, `labels` or `podSelector`; or `ip`, `cidr`, `host`";
                return Err((it.key_span, format!("an end has no field `{other}`"), help));
            }
        }
    }
    let is_alone = namespace.is_none() && spaces.is_none() && pods.is_none() && named.is_none();
    let of_pods = |namespaces, text: String, pods: Option<Vec<Term>>| {
        let written = pods.as_ref().map_or("*".to_owned(), |it| format!("[{}]", labels::written(it)));
        Ok(((format!("{text}/{written}"), End::Pods(namespaces, pods.unwrap_or_default())), port.clone()))
    };
    match (end, named, namespace, spaces) {
        (Some(it), ..) if is_alone => Ok((it, port)),
        (None, Some((kind, name)), namespace, None) if pods.is_none() => {
            let slash = |it: NamedKind| format!("{}/", it.as_str().to_ascii_lowercase());
            // A name with its namespace stands for both.
            let (namespace, name) = match (namespace, name.split_once('/')) {
                (None, Some((it, name))) => (Some(it.to_owned()), name.to_owned()),
                (it, _) => (it, name),
            };
            let text = format!(
                "{}{}{name}",
                namespace.as_ref().map_or(String::new(), |it| format!("{it}/")),
                kind.filter(|it| *it != NamedKind::Pod && namespace.is_some()).map_or(String::new(), slash)
            );
            let named = Named { namespace, kind, name };
            let end =
                if kind == Some(NamedKind::Service) { End::Service(named, None) } else { End::Named(named) };
            Ok(((text, end), port))
        }
        (None, None, Some(name), None) => {
            of_pods(Namespaces::Named { name: name.clone(), is_not: false }, name, pods)
        }
        (None, None, None, Some(terms)) => {
            let text = format!("[{}]", labels::written(&terms));
            of_pods(Namespaces::Labelled { terms, is_not: false }, text, pods)
        }
        (None, None, None, None) if pods.is_some() => of_pods(Namespaces::All, "*".to_owned(), pods),
        _ => Err((
            node.span,
            "this end says too much, or too little".to_owned(),
            "name a pod, workload or Service; or give labels; or an address",
        )),
    }
}

fn block(text: &str, span: Span) -> Result<EndText, Failed> {
    let it: IpNet = text
        .parse()
        .map_err(|_| (span, format!("`{text}` is no block of addresses"), "write `10.0.0.0/8`"))?;
    Ok((text.to_owned(), End::Block(it)))
}
