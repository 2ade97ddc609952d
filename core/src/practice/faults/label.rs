//! Another key or value of a label: one that is used in the cluster, or one that people write for it.

use super::Finder;
use super::policy::{Place, step};
use crate::yaml::Node;

/// Keys that are taken for each other.
const ALIKE: [(&str, &str); 5] = [
    ("app", "app.kubernetes.io/name"),
    ("kubernetes.io/metadata.name", "name"),
    ("role", "app"),
    ("tier", "role"),
    ("team", "owner"),
];

/// Whether a selector is one of namespaces.
fn is_of_namespaces(place: &Place<'_>) -> bool {
    place.is_below("namespaceSelector") || (place.is_below("namespaces") && !place.is_below("podSelector"))
}

fn known<'a>(it: &Finder<'a, '_>, place: &Place<'_>) -> &'a [(String, String)] {
    if is_of_namespaces(place) { &it.world.namespaces } else { &it.world.pods }
}

/// Other keys.
pub(super) fn keys(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    for place in policy.places() {
        let owns: Vec<(String, &str)> = match place.key {
            "matchLabels" if !place.path.ends_with(']') => {
                place.node.entries().iter().map(|it| (step(&place.path, &it.key), it.key.as_ref())).collect()
            }
            "key" => place.node.as_str().map(|it| (place.path.clone(), it)).into_iter().collect(),
            _ => continue,
        };
        for (path, own) in owns {
            let alike = ALIKE.iter().filter_map(|pair| match own {
                it if it == pair.0 => Some(pair.1),
                it if it == pair.1 => Some(pair.0),
                _ => None,
            });
            let known = known(it, &place).iter().map(|it| it.0.as_str());
            let mut others: Vec<&str> = alike.chain(known).filter(|it| *it != own).collect();
            others.sort_unstable();
            others.dedup();
            others.retain(|it| place.key == "key" || place.node.get(it).is_none());
            for other in others {
                let edit = match place.key {
                    "key" => policy.scalar(&place, other),
                    _ => policy.written.rename(&path, other),
                };
                it.edit(&path, edit);
            }
        }
    }
}

/// Other values, and a value too few of several.
pub(super) fn values(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    for place in policy.places() {
        let above = place.above().to_owned();
        let is_label = above.ends_with("matchLabels") && place.key != "matchLabels";
        let is_value = place.key == "values" && place.path.ends_with(']');
        let is_operator = place.key == "operator";
        let Some(own) = place.node.as_str() else { continue };
        if is_operator {
            let other = match own {
                "In" => "NotIn",
                "NotIn" => "In",
                "Exists" => "DoesNotExist",
                "DoesNotExist" => "Exists",
                _ => continue,
            };
            it.edit(&place.path, policy.scalar(&place, other));
        }
        if !is_label && !is_value {
            continue;
        }
        let key = match is_label {
            true => place.key.to_owned(),
            false => {
                let key = above.rfind('.').and_then(|at| above.get(..at)).unwrap_or_default();
                let key = policy.written.at(&step(key, "key")).and_then(Node::as_str);
                key.unwrap_or_default().to_owned()
            }
        };
        let others = known(it, &place).iter().filter(|it| it.0 == key && it.1 != own).map(|it| it.1.as_str());
        let longer = [format!("{own}-app"), format!("{own}s")];
        let others: Vec<&str> = others.chain(longer.iter().map(String::as_str)).collect();
        for other in others {
            it.edit(&place.path, policy.scalar(&place, other));
        }
        if is_value {
            it.edit(&above, policy.written.delete(&place.path));
        }
    }
}
