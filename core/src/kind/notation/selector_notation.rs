//! L-100: selectors as other tools write them: `app=web`, a list, a bare name, a wildcard, an operator in small letters.

use super::Notation;
use super::scene::{Meant, Place, Scene, cited};
use super::selector_labels::{Selector, fits, labels, map, of_text, operator, pairs_of};
use crate::diagnostic::{About, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::NAME_LABEL;
use crate::kind::field::names;
use crate::words;
use crate::yaml::{Node, Value};

pub(super) struct SelectorNotation;

impl Notation for SelectorNotation {
    const ABOUT: &'static About = &About::new(
        "L-100",
        "selector-notation",
        Severity::Error,
        "A selector is written as another tool has it: labels as a text or a list, a bare name, a wildcard, an operator that the API does not know.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - namespaceSelector: ops
    - podSelector:
        matchExpressions:
        - {key: app, operator: in, values: [cli]}
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ops}}
    - podSelector:
        matchExpressions:
        - {key: app, operator: In, values: [cli]}
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        if let Some(of) = Selector::at(scene, place) {
            return whole(scene, place, of);
        }
        let holder = place.parent?;
        if place.entry.is_none() {
            let is_value = place.ends_in("matchExpressions.values");
            return is_value.then(|| value(scene, place)).flatten();
        }
        if holder.ends_in("matchLabels") {
            return pair(scene, place);
        }
        if place.ends_in("matchExpressions.values") {
            return values(scene, place);
        }
        if place.ends_in("matchExpressions.operator") {
            return operator_of(scene, place);
        }
        Selector::at(scene, holder)?;
        match place.entry?.key.as_ref() {
            "matchLabels" => match_labels(scene, place),
            "matchExpressions" => match_expressions(scene, place),
            _ => None,
        }
    }
}

/// A selector that is no object, or holds labels themselves.
fn whole(scene: &Scene<'_>, place: &Place<'_>, of: Selector) -> Option<Meant> {
    let (path, key) = (place.path.to_string(), place.entry?.key.as_ref());
    let finish = |meant: Meant, selector: &Yaml| {
        let fixes =
            scene.fix(format!("write {key}: {}", selector.in_line()), |it| [it.set_in_line(&path, selector)]);
        let help = match (selector == &Yaml::nothing(), of) {
            (true, Selector::OfPods) => format!("for all pods write `{key}: {{}}`"),
            (true, Selector::OfNamespaces) => format!("for all namespaces write `{key}: {{}}`"),
            (false, _) => format!("write `{key}: {}`", selector.in_line()),
        };
        meant.help(help).fixes(fixes)
    };
    let meant = |message: String| Meant::at(place, message);
    match &place.node.value {
        Value::String(text) => {
            let message = match text.trim() {
                "" => format!(
                    "`{key}` is an empty text, which happens where the value of a template is not set"
                ),
                _ => format!("`{key}` needs labels below `matchLabels:`, but {} is plain text", cited(text)),
            };
            let selector = of_text(text, of);
            Some(match &selector {
                Some(it) => finish(meant(message), it),
                None => meant(message).help(format!("write the label that is meant: `{key}: {{matchLabels: {{…: …}}}}`; for all of them write `{key}: {{}}`")),
            })
        }
        Value::Sequence(items) if items.is_empty() => Some(finish(
            meant(format!("`{key}` needs labels below `matchLabels:`, but this is an empty list")),
            &Yaml::nothing(),
        )),
        Value::Sequence(items) => {
            let selector = of_items(scene, items)?;
            Some(finish(meant(format!("`{key}` is one selector, but this is a list")), &selector))
        }
        Value::Mapping(entries) => {
            let unknown: Vec<_> =
                entries.iter().filter(|it| it.key != "matchLabels" && it.key != "matchExpressions").collect();
            let first = *unknown.first()?;
            let selector = with_labels(scene, place.node, of)?;
            let names = if of == Selector::OfNamespaces {
                "namespaces are chosen by labels"
            } else {
                "pods are chosen by labels"
            };
            let message = format!("{names}, and `{}` is no field of a selector", first.key);
            let covers = unknown.iter().map(|it| it.key_span).collect();
            let found = Meant { at: first.key_span, covers, ..Meant::at(place, message) };
            let found = finish(found, &selector);
            let is_label =
                selector.in_line().contains(NAME_LABEL) || unknown.iter().any(|it| is_names(&it.key));
            let help = if is_label {
                found.help.clone()
            } else {
                format!("put it under `matchLabels`: {}", found.help)
            };
            Some(Meant { help, ..found })
        }
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => None,
    }
}

/// Fields of other tools that hold names of namespaces.
fn is_names(key: &str) -> bool {
    matches!(key, "name" | "names" | "matchName" | "matchNames" | "namespace" | "namespaces")
}

/// A selector with its strange fields as labels.
fn with_labels(scene: &Scene<'_>, node: &Node<'_>, of: Selector) -> Option<Yaml> {
    let mut pairs = node.get("matchLabels").map_or(Some(Vec::new()), |it| pairs_of(scene, it))?;
    let list = node.get("matchExpressions");
    let mut expressions = list.map_or(Some(Vec::new()), |it| it.items().iter().map(Yaml::of).collect())?;
    let is_expression = node.get("key").is_some() && node.get("operator").is_some();
    if is_expression && node.entries().iter().any(|it| it.key == "matchExpressions") {
        // A dash lacks before its key, which is told by itself.
        return None;
    }
    let is_part = |key: &str| is_expression && matches!(key, "key" | "operator" | "values");
    if is_expression {
        let parts = node.entries().iter().filter(|it| is_part(&it.key));
        let parts = parts.map(|it| Some((it.key.to_string(), Yaml::of(&it.value)?)));
        expressions.push(Yaml::map(parts.collect::<Option<Vec<_>>>()?));
    }
    let is_other = |key: &str| key != "matchLabels" && key != "matchExpressions" && !is_part(key);
    for it in node.entries().iter().filter(|it| is_other(&it.key)) {
        let is_name = of == Selector::OfNamespaces && is_names(&it.key);
        // A word that is nearly a field is that field.
        if words::closest(&it.key, ["matchLabels", "matchExpressions"].into_iter()).is_some() {
            return None;
        }
        let texts: Vec<String> = match &it.value.value {
            Value::Sequence(items) if is_name => {
                items.iter().map(|it| scene.scalar(it)).collect::<Option<_>>()?
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::String(_)
            | Value::Sequence(_)
            | Value::Mapping(_) => vec![scene.scalar(&it.value)?],
        };
        let key = if is_name { NAME_LABEL } else { it.key.as_ref() };
        let is_right =
            names::label_key(key).is_empty() && texts.iter().all(|it| names::label_value(it).is_empty());
        if !is_right || texts.is_empty() || pairs.iter().any(|it| it.0 == key) {
            return None;
        }
        match texts.as_slice() {
            [one] => pairs.push((key.to_owned(), one.clone())),
            several => expressions.push(is_in(key, several)),
        }
    }
    let mut selector = Vec::new();
    if !pairs.is_empty() {
        selector.push(("matchLabels", map(pairs)));
    }
    if !expressions.is_empty() {
        selector.push(("matchExpressions", Yaml::List(expressions)));
    }
    Some(Yaml::map(selector))
}

fn is_in(key: &str, values: &[String]) -> Yaml {
    let values = Yaml::list(values.iter().map(Yaml::text));
    Yaml::map([("key", Yaml::text(key)), ("operator", Yaml::text("In")), ("values", values)])
}

/// Selectors, expressions or labels in a list, as one selector.
fn of_items(scene: &Scene<'_>, items: &[Node<'_>]) -> Option<Yaml> {
    let is_selector = |it: &Node<'_>| {
        !it.entries().is_empty()
            && it.entries().iter().all(|it| it.key == "matchLabels" || it.key == "matchExpressions")
    };
    if items.len() == 1 && items.iter().all(is_selector) {
        return Yaml::of(items.first()?);
    }
    if items.iter().all(|it| it.get("key").is_some() && it.get("operator").is_some()) {
        let list = items.iter().map(Yaml::of).collect::<Option<Vec<_>>>()?;
        return Some(Yaml::map([("matchExpressions", Yaml::List(list))]));
    }
    if items.iter().any(is_selector) {
        return None;
    }
    let pairs = items.iter().map(|it| pairs_of(scene, it)).collect::<Option<Vec<_>>>()?.concat();
    let mut keys: Vec<&str> = pairs.iter().map(|it| it.0.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    (keys.len() == pairs.len()).then(|| labels(pairs))
}

/// `matchLabels` as a text or a list.
fn match_labels(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let path = place.path.to_string();
    let (message, pairs) = match &place.node.value {
        Value::String(text) => {
            let is_glued = text.contains(':') && !text.contains('=');
            let message = match is_glued {
                true => format!("{} is one text, because there is no space after the colon", cited(text)),
                false => {
                    format!("`matchLabels` holds labels as `key: value`, but {} is plain text", cited(text))
                }
            };
            (message, super::selector_labels::pairs(text)?)
        }
        Value::Sequence(_) => (
            "`matchLabels` holds labels as `key: value`, but this is a list".to_owned(),
            pairs_of(scene, place.node)?,
        ),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Mapping(_) => return None,
    };
    let labels = map(pairs);
    let fixes =
        scene.fix(format!("write matchLabels: {}", labels.in_line()), |it| [it.set_in_line(&path, &labels)]);
    let help = format!("write `matchLabels: {}`", labels.in_line());
    Some(Meant::at(place, message).help(help).fixes(fixes))
}

/// A pair of `matchLabels`: itself again, a list, a wildcard or a blank.
fn pair(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let (key, holder) = (place.entry?.key.as_ref(), place.parent?);
    match &place.node.value {
        Value::Mapping(_) if key == "matchLabels" => {
            let labels = map(pairs_of(scene, place.node)?);
            let path = holder.path.to_string();
            let is_only = holder.node.entries().len() == 1;
            let fixes = match is_only {
                true => scene.fix("delete one `matchLabels`", |it| [it.set(&path, &labels)]),
                false => Vec::new(),
            };
            let help = format!("delete one of the two: `matchLabels: {}`", labels.in_line());
            Some(Meant::at(place, "`matchLabels` stands inside of `matchLabels`").help(help).fixes(fixes))
        }
        Value::Sequence(items) if !items.is_empty() => {
            let values: Vec<String> = items.iter().map(|it| scene.scalar(it)).collect::<Option<_>>()?;
            let expression = Yaml::list([is_in(key, &values)]).in_line();
            let message = format!("the label `{key}` has one value here, and no list");
            let help = format!("for any of these values write `matchExpressions: {expression}` in its place");
            Some(Meant::at(place, message).help(help))
        }
        Value::String(_) => value(scene, place),
        Value::Null
        | Value::Bool(_)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Sequence(_)
        | Value::Mapping(_) => None,
    }
}

/// A value of a label with a wildcard or a blank in it.
fn value(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let text = place.node.as_str()?;
    if names::label_value(text).is_empty() {
        return None;
    }
    let meant = |message: String| Meant::at(place, message);
    if text.contains(['*', '?']) {
        let help = "labels are compared letter by letter: list the values with `matchExpressions` and `In`, or give the pods a label in common";
        return Some(meant(format!("{} has a wildcard, and selectors know none", cited(text))).help(help));
    }
    if !text.contains(char::is_whitespace) {
        return None;
    }
    let trimmed = text.trim();
    let message = format!("{} has a space in it, and labels have none", cited(text));
    if names::label_value(trimmed).is_empty() && !trimmed.is_empty() {
        // The key of a label may have dots, so the path is no way to it.
        let span = place.node.span;
        let fixes = scene.fix_of(FixClass::Effect, format!("write {trimmed}"), |it| {
            Some(vec![it.replaced(span, Yaml::text(trimmed).in_line())])
        });
        return Some(meant(message).help(format!("write `{}`", Yaml::text(trimmed).in_line())).fixes(fixes));
    }
    Some(meant(message).help("write a value that pods have; words are mostly joined by a dash"))
}

fn match_expressions(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    if !matches!(place.node.value, Value::Mapping(_)) {
        return None;
    }
    place.node.get("key")?;
    let list = Yaml::list([Yaml::of(place.node)?]);
    let path = place.path.to_string();
    let fixes = scene.fix("write a list", |it| [it.set_in_line(&path, &list)]);
    let help = format!("write a dash before it: `matchExpressions: {}`", list.in_line());
    Some(Meant::at(place, "`matchExpressions` is a list, but this is one expression").help(help).fixes(fixes))
}

/// `values: web`.
fn values(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let text = scene.scalar(place.node)?;
    let values: Vec<&str> = text.split(',').map(str::trim).filter(|it| !it.is_empty()).collect();
    if values.is_empty() || !values.iter().all(|it| names::label_value(it).is_empty()) {
        return None;
    }
    let list = Yaml::list(values.iter().map(|it| Yaml::text(*it)));
    let path = place.path.to_string();
    let fixes = scene.fix(format!("write values: {}", list.in_line()), |it| [it.set_in_line(&path, &list)]);
    let message = format!("`values` is a list, and {} is one value", cited(&text));
    Some(Meant::at(place, message).help(format!("write `values: {}`", list.in_line())).fixes(fixes))
}

fn operator_of(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
    let written = place.node.as_str()?;
    let wanted = operator(written)?;
    let path = place.path.to_string();
    let fixes = match fits(wanted, place.whole()?) {
        true => {
            scene.fix(format!("write operator: {wanted}"), |it| [it.set_in_line(&path, &Yaml::text(wanted))])
        }
        false => Vec::new(),
    };
    let message = format!("{} is no operator; `{wanted}` is meant", cited(written));
    let help =
        format!("write `operator: {wanted}`; operators are `In`, `NotIn`, `Exists` and `DoesNotExist`");
    Some(Meant::at(place, message).help(help).fixes(fixes))
}

#[cfg(test)]
mod tests;
