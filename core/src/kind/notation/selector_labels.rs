//! Labels and selectors in other notations, as the API has them.

use super::scene::{Place, Scene};
use crate::edit::Yaml;
use crate::kind::NAME_LABEL;
use crate::kind::field::names;
use crate::yaml::{Node, Value};

/// Which selector stands in a place.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Selector {
    OfPods,
    OfNamespaces,
}

impl Selector {
    /// `None`: it is none.
    pub(super) fn at(scene: &Scene<'_>, place: &Place<'_>) -> Option<Selector> {
        let (key, parent) = (place.entry?.key.as_ref(), place.parent?);
        let is_peer = parent.entry.is_none() && (parent.is_in_rule("from") || parent.is_in_rule("to"));
        let is_in = |key: &str| parent.entry.is_some_and(|it| it.key == key);
        match (scene.is_network_policy(), key) {
            (true, "podSelector") => (is_peer || parent.way == "spec").then_some(Selector::OfPods),
            (true, "namespaceSelector") => is_peer.then_some(Selector::OfNamespaces),
            (false, "podSelector") => is_in("pods").then_some(Selector::OfPods),
            (false, "namespaceSelector") => is_in("pods").then_some(Selector::OfNamespaces),
            (false, "namespaces") => {
                (is_peer || parent.way == "spec.subject").then_some(Selector::OfNamespaces)
            }
            _ => None,
        }
    }
}

/// What a text means as a selector.
pub(super) fn of_text(text: &str, of: Selector) -> Option<Yaml> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Yaml::nothing());
    }
    if let Some(it) = pairs(text) {
        return Some(labels(it));
    }
    let is_name = of == Selector::OfNamespaces && names::label_value(text).is_empty();
    is_name.then(|| labels(vec![(NAME_LABEL.to_owned(), text.to_owned())]))
}

/// Labels as a selector.
pub(super) fn labels(pairs: Vec<(String, String)>) -> Yaml {
    Yaml::map([("matchLabels", map(pairs))])
}

/// Labels as a map.
pub(super) fn map(pairs: Vec<(String, String)>) -> Yaml {
    Yaml::map(pairs.into_iter().map(|it| (it.0, Yaml::text(it.1))))
}

/// `app=web,tier=db`, `app: web`, `app:"web" tier:"db"`.
pub(super) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let mut res = Vec::new();
    // A blank behind the mark belongs to the pair.
    let joined = text.replace(": ", ":").replace("= ", "=").replace(" =", "=");
    for it in joined.split([',', ' ', '\n', ';']).filter(|it| !it.is_empty()) {
        let (key, value) = it.split_once("==").or_else(|| it.split_once(['=', ':']))?;
        let value = unquoted(value);
        let is_pair = names::label_key(key).is_empty() && names::label_value(value).is_empty();
        let is_new = !res.iter().any(|it: &(String, String)| it.0 == key);
        if key.ends_with('!') || !is_pair || !is_new {
            return None;
        }
        res.push((key.to_owned(), value.to_owned()));
    }
    (!res.is_empty()).then_some(res)
}

fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).unwrap_or(text)
}

/// The pairs of a map, or of a list of maps or texts. `None` where something else stands in it.
pub(super) fn pairs_of(scene: &Scene<'_>, node: &Node<'_>) -> Option<Vec<(String, String)>> {
    match &node.value {
        Value::Mapping(entries) => entries
            .iter()
            .map(|it| {
                let value = if it.value.is_null() { String::new() } else { scene.scalar(&it.value)? };
                let is_pair = names::label_key(&it.key).is_empty() && names::label_value(&value).is_empty();
                is_pair.then(|| (it.key.to_string(), value))
            })
            .collect(),
        Value::Sequence(items) => {
            let mut res = Vec::new();
            for it in items.iter().map(|it| pairs_of(scene, it)) {
                for (key, value) in it? {
                    if res.iter().any(|it: &(String, String)| it.0 == key) {
                        return None;
                    }
                    res.push((key, value));
                }
            }
            Some(res)
        }
        Value::String(it) => pairs(it),
        Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => None,
    }
}

/// An operator that was meant; `None` where it is one, or where that cannot be told.
pub(super) fn operator(written: &str) -> Option<&'static str> {
    const OPERATORS: [&str; 4] = ["In", "NotIn", "Exists", "DoesNotExist"];
    if OPERATORS.contains(&written) {
        return None;
    }
    let word: String =
        written.to_ascii_lowercase().chars().filter(|it| !matches!(it, ' ' | '_' | '-')).collect();
    Some(match word.as_str() {
        "in" | "=" | "==" | "equal" | "equals" | "eq" | "is" | "anyof" | "oneof" => "In",
        "notin" | "!=" | "notequal" | "notequals" | "doesnotequal" | "ne" | "neq" | "isnot" => "NotIn",
        "exist" | "exists" => "Exists",
        "doesnotexist" | "doesnotexists" | "notexist" | "notexists" | "!exists" | "!" => "DoesNotExist",
        _ => return None,
    })
}

/// Whether a requirement has values just if that operator wants some.
pub(super) fn fits(operator: &str, requirement: &Node<'_>) -> bool {
    let has_values = requirement.get("values").is_some_and(|it| !it.items().is_empty());
    has_values == matches!(operator, "In" | "NotIn")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_in_other_notations() {
        let both = Some(vec![("app".to_owned(), "web".to_owned()), ("tier".to_owned(), "db".to_owned())]);
        for it in [
            "app=web,tier=db",
            "app==web, tier==db",
            "app:web tier:db",
            "app:\"web\" tier:'db'",
            "app: web, tier: db",
            "app = web; tier = db",
        ] {
            assert_eq!(pairs(it), both, "{it}");
        }
        assert_eq!(pairs("app:\"\""), Some(vec![("app".to_owned(), String::new())]));
        for it in ["", "web", "app!=web", "app=web,app=db", "a b", "app in (a)", "=web", "app=w*"] {
            assert_eq!(pairs(it), None, "{it}");
        }
    }

    #[test]
    fn operators_are_told_in_other_notations() {
        for (written, meant) in [
            ("in", "In"),
            ("==", "In"),
            ("!=", "NotIn"),
            ("not in", "NotIn"),
            ("EXISTS", "Exists"),
            ("NotExists", "DoesNotExist"),
        ] {
            assert_eq!(operator(written), Some(meant));
        }
        for it in ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "", "like"] {
            assert_eq!(operator(it), None, "{it}");
        }
    }
}
