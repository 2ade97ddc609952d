//! Another port: one of the cluster, one that people mix up with it, or another end of a range.

use super::Finder;
use crate::edit::Yaml;

/// Pairs that are taken for each other.
const ALIKE: [(i64, i64); 8] = [
    (80, 8080),
    (443, 8443),
    (8080, 8443),
    (5432, 5433),
    (3306, 3360),
    (6379, 6397),
    (9090, 9091),
    (27017, 27018),
];
const KEYS: [&str; 5] = ["port", "number", "start", "namedPort", "destinationNamedPort"];

/// Other numbers and names.
pub(super) fn find(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    for place in policy.places_of(&KEYS) {
        let number = place.node.as_int();
        let Some(own) = number.map(|it| it.to_string()).or(place.node.as_str().map(str::to_owned)) else {
            continue;
        };
        let alike = ALIKE.iter().filter_map(|pair| match number {
            Some(it) if it == pair.0 => Some(pair.1.to_string()),
            Some(it) if it == pair.1 => Some(pair.0.to_string()),
            Some(_) | None => None,
        });
        // A number takes the place of a number: what is a name may be no port of the server.
        let is_alike = |it: &&String| it.parse::<i64>().is_ok() == number.is_some();
        let known = it.world.ports.iter().filter(is_alike).cloned();
        let next = number.filter(|it| *it < 65_535).map(|it| (it + 1).to_string());
        let mut others: Vec<String> = alike.chain(known).chain(next).filter(|it| *it != own).collect();
        others.dedup();
        for other in others {
            // The end of a range stays behind its beginning.
            let end = policy.written.at(&format!("{}.endPort", place.above())).and_then(|it| it.as_int());
            let is_range = end.is_none_or(|end| other.parse::<i64>().is_ok_and(|it| it <= end));
            if is_range {
                it.edit(&place.path, policy.scalar(&place, &other));
            }
        }
    }
}

/// Ranges that end too soon, too late, or not at all.
pub(super) fn ends(it: &mut Finder<'_, '_>) {
    let policy = it.policy;
    for place in policy.places_of(&["endPort", "end"]) {
        let start = ["port", "start"].iter().find_map(|key| {
            policy.written.at(&format!("{}.{key}", place.above())).and_then(|it| it.as_int())
        });
        let (Some(end), Some(start)) = (place.node.as_int(), start) else { continue };
        let length = end - start;
        for other in [end - 1, end + 1, start + length / 10, end - length / 2, end + length + 1] {
            if other >= start && other != end && other <= 65_535 {
                it.edit(&place.path, policy.written.set(&place.path, &Yaml::Number(other)));
            }
        }
        if place.key == "endPort" {
            it.edit(&place.path, policy.written.delete(&place.path));
        }
    }
}
