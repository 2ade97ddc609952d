//! L-85: ports as other tools write them: ranges, lists, `80/TCP`, `*`, a number in quotes.

use super::Notation;
use super::scene::{Meant, Place, Scene, cited, listed, shown};
use crate::diagnostic::{About, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::field::names;
use crate::protocol::Protocol;
use crate::yaml::{Entry as Pair, Node, Value};

pub(super) struct PortNotation;

/// One entry that was meant.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    ports: Ports,
    protocol: Option<Protocol>,
}

#[derive(Clone, Debug, PartialEq)]
enum Ports {
    All,
    One(i64),
    Range(i64, i64),
    Named(String),
}

impl Notation for PortNotation {
    const ABOUT: &'static About = &About::new(
        "L-85",
        "port-notation",
        Severity::Error,
        "A port is written as another tool has it: a range or a list in one value, with its protocol, in quotes, or a word for every port. NetworkPolicy has one entry for each port or range.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - ports:
    - port: 8000-8100
    - port: \"80,443\"
    - port: 53/UDP
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - ports:
    - port: 8000
      endPort: 8100
    - port: 80
    - port: http-80
    - port: 53
      protocol: UDP
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        if !scene.is_network_policy() {
            return None;
        }
        if place.is_in_rule("ports.port") {
            return one(scene, place);
        }
        (place.is_in_rule("ports") && place.entry.is_some()).then(|| bare(scene, place)).flatten()
    }
}

/// `ports: 80`, `ports: [80, 443]`.
fn bare(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let path = place.path.to_string();
    let meant = |message: &str, entries: &[Yaml], fixes: Vec<Fix>| {
        let list = Yaml::list(entries.iter().cloned()).in_line();
        Some(Meant::at(place, message).help(format!("write `ports: {list}`")).fixes(fixes))
    };
    if place.node.items().is_empty() {
        let entries: Vec<Yaml> =
            parsed(&scene.scalar(place.node)?)?.iter().map(|it| yaml(it, None)).collect();
        let list = Yaml::list(entries.iter().cloned());
        let fixes = scene.fix("write a list of ports", |it| [it.set_in_line(&path, &list)]);
        return meant("`ports` is a list, with a `port:` for each entry", &entries, fixes);
    }
    let is_bare = |it: &Node<'_>| scene.scalar(it).is_some();
    if !place.node.items().iter().any(is_bare) {
        return None;
    }
    let (mut all, mut changed, mut is_clear) = (Vec::new(), Vec::new(), true);
    for (index, it) in place.node.items().iter().enumerate() {
        match meant_by(scene, it) {
            Item::Entries(entries) => {
                all.extend(entries.iter().cloned());
                changed.push((format!("{path}[{index}]"), entries));
            }
            Item::Stays => all.extend(Yaml::of(it)),
            Item::Unclear => is_clear = false,
        }
    }
    // Where one of them stays as it is and is refused, the edit would mend nothing.
    let fixes = scene.fix_of(FixClass::Effect, "write each one with `port:`", |it| {
        is_clear.then_some(())?;
        changed.iter().map(|(path, entries)| it.set_items(path, entries)).collect()
    });
    let mut it = meant("each entry of `ports` needs the name of its field, `port:`", &all, fixes)?;
    if let Some(first) = place.node.items().iter().find(|it| is_bare(it)) {
        it.at = first.span;
    }
    // A whole list would lack what is not clear.
    let example = all
        .first()
        .filter(|_| !is_clear)
        .map(|it| format!("write each one with `port:`, as `{}`", it.in_line()));
    Some(match example {
        Some(help) => it.help(help),
        None if is_clear => it,
        None => it.help("write each one with `port:`, as `{port: 80}`"),
    })
}

/// What becomes of an item of `ports`.
enum Item {
    /// These are written in its place.
    Entries(Vec<Yaml>),
    /// It is as the API has it.
    Stays,
    /// It is refused, and what was meant cannot be told.
    Unclear,
}

fn meant_by(scene: &Scene<'_>, it: &Node<'_>) -> Item {
    let entries = |text: &str, beside: Option<&str>| match parsed(text) {
        Some(all) => Item::Entries(all.iter().map(|it| yaml(it, beside)).collect()),
        None => Item::Unclear,
    };
    if let Some(text) = scene.scalar(it) {
        return entries(&text, None);
    }
    let is_known = |it: &Pair<'_>| matches!(it.key.as_ref(), "port" | "protocol" | "endPort");
    let protocol = it.get("protocol");
    let is_protocol =
        protocol.is_none_or(|it| it.as_str().is_some_and(|it| Protocol::from_api(it).is_some()));
    if it.entries().is_empty() || !it.entries().iter().all(is_known) || !is_protocol {
        return Item::Unclear;
    }
    match it.get("port").map(|it| &it.value) {
        Some(Value::String(text)) if !names::port_name(text).is_empty() => match it.get("endPort") {
            None => entries(text, protocol.and_then(Node::as_str)),
            Some(_) => Item::Unclear,
        },
        Some(Value::Int(1..=65535) | Value::String(_)) | None => Item::Stays,
        Some(_) => Item::Unclear,
    }
}

/// `port: 8000-8100` and its like.
fn one(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let whole = place.whole()?;
    let end = whole.get("endPort");
    let entries = match &place.node.value {
        Value::String(it) if names::port_name(it).is_empty() && !is_word_for_all(it) => return None,
        // What is said of a template is said elsewhere (L-84).
        Value::String(it) => parsed(it)?,
        Value::Int(0) if end.is_none_or(|it| it.as_int() == Some(65535)) => vec![ALL],
        Value::Sequence(items) if !items.is_empty() => {
            let texts: Option<Vec<String>> = items.iter().map(|it| scene.scalar(it)).collect();
            let parsed: Option<Vec<Vec<Entry>>> = texts?.iter().map(|it| parsed(it)).collect();
            parsed?.into_iter().flatten().collect()
        }
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Sequence(_)
        | Value::Mapping(_) => return None,
    };
    // A name that could be one is one: `any` and `all` too.
    if let (Value::String(it), [Entry { ports: Ports::All, .. }]) = (&place.node.value, entries.as_slice())
        && names::port_name(it).is_empty()
    {
        return None;
    }
    let beside = whole.get("protocol").and_then(Node::as_str);
    let meant = Meant::at(place, sentence(scene, place, &entries));
    let (entry, path) = (place.whole_path(), place.path.to_string());
    Some(match entries.as_slice() {
        [Entry { ports: Ports::All, protocol }] => {
            let protocol = protocol.map(Protocol::as_str).or(beside).unwrap_or("TCP");
            let help = format!(
                "leave `port` out for every port of {protocol}, and `ports` out for every port of every protocol"
            );
            let of_protocol = scene.fix(format!("leave `port` out: every port of {protocol}"), |it| {
                [it.set_items(&entry, &[Yaml::map([("protocol", Yaml::text(protocol))])])]
            });
            let mut fixes = of_protocol;
            if place.count() == 1 {
                let ports = entry.strip_suffix("[0]").unwrap_or(&entry).to_owned();
                fixes.extend(
                    scene.fix("leave `ports` out: every port of every protocol", |it| [it.delete(&ports)]),
                );
            }
            meant.help(help).fixes(fixes)
        }
        [it] if it.protocol.is_none() => {
            let is_quoted = |it: &i64| place.node.as_str() == Some(&it.to_string());
            let (help, first, last) = match &it.ports {
                Ports::Range(first, last) => (
                    format!("write `port: {first}` and `endPort: {last}`"),
                    Yaml::Number(*first),
                    Some(*last),
                ),
                Ports::One(it) if is_quoted(it) => (
                    format!("quotes make it a name; write the number without quotes: {it}"),
                    Yaml::Number(*it),
                    None,
                ),
                Ports::One(it) => (format!("write `port: {it}`"), Yaml::Number(*it), None),
                Ports::Named(it) => (format!("write `port: {it}`"), Yaml::text(it), None),
                Ports::All => return None,
            };
            let title = help.rsplit("; ").next().unwrap_or_default().replace('`', "");
            let fixes = scene.fix_of(FixClass::Effect, title, |it| {
                let mut edits = vec![it.set(&path, &first)?];
                match (last, whole.entry("endPort")) {
                    (Some(last), Some(_)) => {
                        edits.push(it.set(&format!("{entry}.endPort"), &Yaml::Number(last))?)
                    }
                    (Some(last), None) => edits.push(it.insert(&entry, "endPort", &Yaml::Number(last))?),
                    (None, _) => {}
                }
                Some(edits)
            });
            meant.help(help).fixes(fixes)
        }
        [it] => {
            let rewritten = yaml(it, beside);
            let fields = match &rewritten {
                Yaml::Map(pairs) => pairs.iter().map(|it| format!("{}: {}", it.0, it.1.in_line())).collect(),
                Yaml::Text(_) | Yaml::Number(_) | Yaml::List(_) => Vec::new(),
            };
            let fixes = scene.fix("write the protocol in a field of its own", |it| {
                [it.set_items(&entry, std::slice::from_ref(&rewritten))]
            });
            meant.help(format!("write {}", listed(&fields))).fixes(fixes)
        }
        several => {
            let several: Vec<Yaml> = several.iter().map(|it| yaml(it, beside)).collect();
            let fixes = scene.fix("write one entry for each", |it| [it.set_items(&entry, &several)]);
            let help = format!("one entry of `ports` for each: {}", shown(&several));
            meant.help(help).fixes(fixes)
        }
    })
}

fn sentence(scene: &Scene<'_>, place: &Place<'_>, entries: &[Entry]) -> String {
    let written = match &place.node.value {
        Value::String(it) => cited(it),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Sequence(_)
        | Value::Mapping(_) => cited(scene.slice(place.node)),
    };
    match entries {
        _ if place.node.as_str().is_some_and(str::is_empty) => {
            "the name of the port is empty, which happens where the value of a template is not set".to_owned()
        }
        [Entry { ports: Ports::All, .. }] => {
            format!("{written} is no port, and there is no word for every port")
        }
        [Entry { ports: Ports::Range(..), .. }] => {
            format!("{written} is a range, and `port` holds one number or name")
        }
        [Entry { protocol: Some(_), .. }] => {
            format!("{written} holds the protocol too, which has a field of its own")
        }
        [_] if matches!(place.node.value, Value::Sequence(_)) => {
            "`port` holds one number or name, and no list".to_owned()
        }
        [_] => format!("{written} is a number in quotes, and a text in `port` is the name of a port"),
        _ => format!("{written} is a list of ports, and `port` holds one number or name"),
    }
}

/// An entry as the API has it.
fn yaml(it: &Entry, protocol: Option<&str>) -> Yaml {
    let mut pairs = Vec::new();
    if let Some(it) = it.protocol.map(Protocol::as_str).or(protocol) {
        pairs.push(("protocol", Yaml::text(it)));
    }
    match &it.ports {
        Ports::All => {}
        Ports::One(it) => pairs.push(("port", Yaml::Number(*it))),
        Ports::Range(first, last) => {
            pairs.push(("port", Yaml::Number(*first)));
            pairs.push(("endPort", Yaml::Number(*last)));
        }
        Ports::Named(it) => pairs.push(("port", Yaml::text(it))),
    }
    Yaml::map(pairs)
}

const ALL: Entry = Entry { ports: Ports::All, protocol: None };

fn is_word_for_all(text: &str) -> bool {
    matches!(text.trim().to_ascii_lowercase().as_str(), "" | "*" | "any" | "all" | "0")
}

/// What a text means as ports; `None` where that cannot be told.
fn parsed(text: &str) -> Option<Vec<Entry>> {
    const MOST: usize = 64;
    if is_word_for_all(text) {
        return Some(vec![ALL]);
    }
    // A blank on either side of a dash separates nothing.
    let joined = text.replace(" - ", "-").replace(" / ", "/");
    let parts: Vec<&str> = joined.split([',', ';', ' ']).map(str::trim).filter(|it| !it.is_empty()).collect();
    // `- port 5432`, without the colon.
    let parts = match parts.as_slice() {
        ["port", rest @ ..] if !rest.is_empty() => rest.to_vec(),
        _ => parts,
    };
    if parts.is_empty() || parts.len() > MOST {
        return None;
    }
    let entries: Vec<Entry> = parts.into_iter().map(entry).collect::<Option<_>>()?;
    let has_all = entries.iter().any(|it| it.ports == Ports::All);
    (entries.len() == 1 || !has_all).then_some(entries)
}

fn entry(text: &str) -> Option<Entry> {
    if let Some((a, b)) = text.split_once(['/', ':']) {
        for (protocol, ports) in [(a, b), (b, a)] {
            if let Some(protocol) = Protocol::from_api(&protocol.to_ascii_uppercase()) {
                return Some(Entry { ports: ports_of(ports)?, protocol: Some(protocol) });
            }
        }
    }
    Some(Entry { ports: ports_of(text)?, protocol: None })
}

fn ports_of(text: &str) -> Option<Ports> {
    let number = |it: &str| it.trim().parse::<u16>().ok().map(i64::from);
    for separator in ["..", "-", ":", "\u{2013}"] {
        if let Some((first, last)) = text.split_once(separator)
            && let (Some(first), Some(last)) = (number(first), number(last))
        {
            return match (first, last) {
                (0 | 1, 65535) => Some(Ports::All),
                (1.., _) if first < last => Some(Ports::Range(first, last)),
                (1.., _) if first == last => Some(Ports::One(first)),
                _ => None,
            };
        }
    }
    match number(text) {
        Some(0) => None,
        Some(it) => Some(Ports::One(it)),
        None if is_word_for_all(text) => Some(Ports::All),
        None => names::port_name(text).is_empty().then(|| Ports::Named(text.to_owned())),
    }
}

#[cfg(test)]
mod tests;
