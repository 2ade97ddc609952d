//! Which objects a patch is for.

use super::super::tree::Item;
use super::Resource;

/// Whether a patch is for a resource: by its `target`, else by the kind and name that it has itself.
pub(super) fn is_for(resource: &Resource, target: Option<&Item>, patch: &Item) -> bool {
    let Some(target) = target else {
        let kind = patch.str_at(&["kind"]);
        let name = patch.str_at(&["metadata", "name"]).unwrap_or_default();
        let namespace = patch.str_at(&["metadata", "namespace"]);
        let own = resource.item.str_at(&["metadata", "namespace"]);
        let is_there = namespace.is_none()
            || own.is_none()
            || own == namespace
            || resource.namespaces.iter().any(|it| Some(it.as_str()) == namespace);
        return kind == resource.item.str_at(&["kind"])
            && resource.names.iter().any(|it| it == name)
            && is_there;
    };
    let item = &resource.item;
    let (group, version) = {
        let whole = item.str_at(&["apiVersion"]).unwrap_or_default();
        whole.split_once('/').unwrap_or(("", whole))
    };
    let fits = |key: &str, values: &[&str]| match target.str_at(&[key]) {
        Some(pattern) if !pattern.is_empty() => values.iter().any(|it| fits(pattern, it)),
        _ => true,
    };
    let names: Vec<&str> = resource.names.iter().map(String::as_str).collect();
    let mut namespaces: Vec<&str> = resource.namespaces.iter().map(String::as_str).collect();
    namespaces.push(item.str_at(&["metadata", "namespace"]).unwrap_or("default"));
    fits("group", &[group])
        && fits("version", &[version])
        && fits("kind", &[item.str_at(&["kind"]).unwrap_or_default()])
        && fits("name", &names)
        && fits("namespace", &namespaces)
        && selects(target.str_at(&["labelSelector"]), item.at(&["metadata", "labels"]))
        && selects(target.str_at(&["annotationSelector"]), item.at(&["metadata", "annotations"]))
}

/// "name and namespace are regular expressions, anchored at both ends": of these, `.*` and `a|b` are known.
fn fits(pattern: &str, text: &str) -> bool {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let pattern = pattern.strip_suffix('$').unwrap_or(pattern);
    let pattern = pattern.strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(pattern);
    pattern.split('|').any(|it| wildcard(it, ".*", text))
}

/// Whether a text fits a pattern in which a mark stands for any text.
pub(in crate::intake::together) fn wildcard(pattern: &str, mark: &str, text: &str) -> bool {
    let mut parts = pattern.split(mark);
    let Some(mut rest) = parts.next().and_then(|it| text.strip_prefix(it)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

/// `app=web,env in (a,b),x`.
fn selects(selector: Option<&str>, labels: Option<&Item>) -> bool {
    let Some(selector) = selector.filter(|it| !it.trim().is_empty()) else { return true };
    let labels = labels.map(Item::fields).unwrap_or_default();
    let labels: Vec<_> =
        labels.iter().filter_map(|it| Some((it.key.clone(), it.value.as_str()?.to_owned()))).collect();
    crate::kubectl::select::fits(selector, &labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_may_list_values() {
        let text = crate::source::Mapped::whole(crate::source::FileId(0), "{app: web, env: b}");
        let labels = Item::parse(&text);
        for (selector, wanted) in [
            ("env in (a,b)", true),
            ("env in (a, c),app", false),
            ("env notin (a,c), app=web", true),
            ("!app", false),
            ("app,tier!=db", true),
            ("", true),
        ] {
            assert_eq!(selects(Some(selector), labels.as_ref()), wanted, "{selector}");
        }
        assert!(selects(None, None));
    }

    #[test]
    fn patterns_stand_for_names() {
        for (pattern, text, wanted) in [
            ("web", "web", true),
            ("web", "web-2", false),
            ("web.*", "web-2", true),
            (".*", "", true),
            ("web|db", "db", true),
            ("^(web|d.*)$", "db", true),
            (".*-a-.*", "x-a-y", true),
            ("a.*a", "a", false),
        ] {
            assert_eq!(fits(pattern, text), wanted, "{pattern} {text}");
        }
    }
}
