//! L-53: entries of one rule that say the same port twice, and ranges of one port.

use super::facts::Entry;
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Edit, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::{PolicyKind, PortMatch};
use crate::order::sort_by_key;
use crate::protocol::Protocol;
use crate::words;

pub(super) struct OverlappingPorts;

/// What can be said shorter.
pub(super) enum Finding {
    /// Two entries of a rule: the second one lies in the first, or comes after it in the text.
    Two(Entry, Entry),
    /// A range from a port to itself.
    Single(Entry),
}

impl Lint for OverlappingPorts {
    const META: Meta = Meta {
        about: About::new(
            "L-53",
            "overlapping-ports",
            Severity::Warning,
            "Two entries of one rule have a port in common, so one of them says what the other does. A range of one port is told as well.",
        ),
        fixes: &[FixClass::Safe],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: game, namespace: shop}
spec:
  podSelector: {matchLabels: {app: game}}
  ingress:
  - ports:
    - port: 7000
      endPort: 7100
    - port: 7050
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: game, namespace: shop}
spec:
  podSelector: {matchLabels: {app: game}}
  ingress:
  - ports:
    - port: 7000
      endPort: 7100
    - port: 7050
      protocol: UDP
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for (rule, policy, it) in facts.rules() {
            if it.ports.is_all() {
                continue;
            }
            let entries = facts.entries_of(rule);
            let is_single = |it: &&Entry| {
                let is_one = matches!(it.port, PortMatch::Range(first, last) if first == last);
                let text = facts.model.places.text(it.location);
                is_one && text.is_some_and(|it| it.contains("endPort"))
            };
            // The reader of cluster-wide policies has said it there.
            if policy.kind == PolicyKind::NetworkPolicy {
                res.extend(entries.iter().filter(is_single).cloned().map(Finding::Single));
            }
            res.extend(overlapping(entries));
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let at = |entry: &Entry, key: &str| {
            let policy = facts.model.policies.policies.at(entry.rule.policy);
            let field = format!("{}{key}", entry.path());
            let location = facts.place(policy, &field).unwrap_or(entry.location);
            (field, Spot { location, ..Spot::of_policy(policy) })
        };
        match it {
            Finding::Two(first, second) => {
                let (field, spot) = at(second, "");
                let message = match in_common(first, second) {
                    Some((protocol, from, to)) => format!(
                        "{} and {} have {} in common",
                        said(second),
                        words::place(&first.path()),
                        range(protocol.as_str(), from, to)
                    ),
                    None => format!("{} is in {} too", said(second), words::place(&first.path())),
                };
                Diagnostic {
                    field,
                    help: "one entry for both says the same".to_owned(),
                    related: vec![(first.location, said(first))],
                    ..Self::META.at(&spot, message)
                }
            }
            Finding::Single(entry) => {
                let (field, spot) = at(entry, ".endPort");
                Diagnostic {
                    field,
                    severity: Severity::Info,
                    help: "without `endPort` it says the same".to_owned(),
                    ..Self::META.at(&spot, "a range of one port")
                }
            }
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let (edits, title) = match it {
            Finding::Two(first, second) => (merged(facts, first, second), "merge the two".to_owned()),
            Finding::Single(entry) => {
                let policy = facts.model.policies.policies.at(entry.rule.policy);
                let edit = facts
                    .written(policy.location)
                    .and_then(|it| it.delete(&format!("{}.endPort", entry.path())));
                (edit.map(|it| vec![it]), "delete endPort".to_owned())
            }
        };
        edits.map(|edits| Fix { title, edits, class: FixClass::Safe }).into_iter().collect()
    }
}

/// The ports of an entry: protocol, first and last; `None` for names.
fn interval(it: &Entry) -> Option<(Protocol, u16, u16)> {
    match it.port {
        PortMatch::Any => Some((it.protocol?, 1, u16::MAX)),
        PortMatch::Range(first, last) => Some((it.protocol?, first, last)),
        PortMatch::Named(_) => None,
    }
}

/// Each entry that has a port in common with another one, with the one that reaches farthest.
fn overlapping(entries: Vec<Entry>) -> Vec<Finding> {
    let two = |a: &Entry, b: &Entry| {
        let (first, second) = if a.index < b.index { (a, b) } else { (b, a) };
        let (wide, narrow) =
            if holds(second, first) && !holds(first, second) { (second, first) } else { (first, second) };
        Finding::Two(wide.clone(), narrow.clone())
    };
    let mut res = Vec::new();
    let mut sorted: Vec<&Entry> = entries.iter().filter(|it| interval(it).is_some()).collect();
    sort_by_key(&mut sorted, |it| (interval(it), it.index));
    let mut farthest: Option<(&Entry, (Protocol, u16, u16))> = None;
    for it in sorted {
        let Some(own) = interval(it) else { continue };
        if let Some((other, reach)) = farthest
            && reach.0 == own.0
            && own.1 <= reach.2
        {
            res.push(two(other, it));
        }
        if farthest.is_none_or(|(_, reach)| reach.0 != own.0 || reach.2 < own.2) {
            farthest = Some((it, own));
        }
    }
    let mut names: Vec<&Entry> = entries.iter().filter(|it| it.name().is_some()).collect();
    sort_by_key(&mut names, |it| (it.name().map(str::to_owned), it.protocol, it.index));
    for pair in names.windows(2) {
        if let [a, b] = pair
            && (a.name(), a.protocol) == (b.name(), b.protocol)
        {
            res.push(two(a, b));
        }
    }
    res
}

/// Whether the first of two entries that have a port in common has all that the second has.
fn holds(a: &Entry, b: &Entry) -> bool {
    match (interval(a), interval(b)) {
        (Some(a), Some(b)) => a.1 <= b.1 && b.2 <= a.2,
        (None, _) | (_, None) => true,
    }
}

/// The ports that both have, where none of the two holds the other.
fn in_common(a: &Entry, b: &Entry) -> Option<(Protocol, u16, u16)> {
    let ((protocol, from, to), (_, other_from, other_to)) = (interval(a)?, interval(b)?);
    let is_crossing = !holds(a, b) && !holds(b, a);
    is_crossing.then(|| (protocol, from.max(other_from), to.min(other_to)))
}

fn range(protocol: &str, first: u16, last: u16) -> String {
    if first == last { format!("{protocol} {first}") } else { format!("{protocol} {first} to {last}") }
}

fn said(it: &Entry) -> String {
    let protocol = it.protocol.map_or("", |it| it.as_str());
    match &it.port {
        PortMatch::Any => format!("every port of {protocol}"),
        PortMatch::Range(first, last) => range(protocol, *first, *last),
        PortMatch::Named(name) => format!("{protocol} `{name}`").trim_start().to_owned(),
    }
}

/// Both as one entry: the one that holds the other stays, or the first becomes longer. `None` where a comment would go:
/// what its author says of the port is to be moved by hand.
fn merged(facts: &Facts<'_>, first: &Entry, second: &Entry) -> Option<Vec<Edit>> {
    let policy = facts.model.policies.policies.at(first.rule.policy);
    let written = facts.written(policy.location)?;
    let delete = written.delete(&second.path())?;
    if written.has_comment(delete.location.span) {
        return None;
    }
    if holds(first, second) {
        return Some(vec![delete]);
    }
    if policy.kind != PolicyKind::NetworkPolicy {
        return None;
    }
    let ((_, one_start, one_end), (_, start, end)) = (interval(first)?, interval(second)?);
    let number = |it: u16| Yaml::Number(i64::from(it));
    let mut edits = Vec::new();
    if start < one_start {
        edits.push(written.set(&format!("{}.port", first.path()), &number(start))?);
    }
    if end > one_end {
        let path = format!("{}.endPort", first.path());
        let edit = match written.entry(&path) {
            Some(_) => written.set(&path, &number(end)),
            None => written.insert(&first.path(), "endPort", &number(end)),
        };
        edits.push(edit?);
    }
    edits.push(delete);
    Some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short, mended};

    #[test]
    fn the_entry_that_another_holds_goes() {
        assert_eq!(
            found_fields(&OverlappingPorts::META, OverlappingPorts::FIRES),
            ["10 spec.ingress[0].ports[1]: TCP 7050 is in port entry 1 of ingress rule 1 too"]
        );
        assert_eq!(
            mended(&OverlappingPorts::META, OverlappingPorts::FIRES),
            ["safe: merge the two\n-    - port: 7050"]
        );
    }

    #[test]
    fn ranges_that_cross_become_one() {
        let text =
            OverlappingPorts::FIRES.replace("    - port: 7050\n", "    - port: 7050\n      endPort: 7200\n");
        assert_eq!(
            mended(&OverlappingPorts::META, &text),
            ["safe: merge the two\n-      endPort: 7100\n-    - port: 7050"]
        );
    }

    #[test]
    fn what_lies_in_what_is_said_the_right_way_round() {
        let said = |ports: &str| {
            let text = OverlappingPorts::FIRES
                .replace("    - port: 7000\n      endPort: 7100\n    - port: 7050\n", ports);
            found_fields(&OverlappingPorts::META, &text)
        };
        assert_eq!(
            said("    - port: 7050\n    - port: 7000\n      endPort: 7100\n"),
            ["8 spec.ingress[0].ports[0]: TCP 7050 is in port entry 2 of ingress rule 1 too"]
        );
        assert_eq!(
            said("    - port: 7000\n      endPort: 7100\n    - port: 7050\n      endPort: 7200\n"),
            [
                "10 spec.ingress[0].ports[1]: TCP 7050 to 7200 and port entry 1 of ingress rule 1 have TCP 7050 to 7100 in common"
            ]
        );
    }

    #[test]
    fn what_an_alias_repeats_is_told_once() {
        let text = OverlappingPorts::FIRES
            .replace("- ports:", "- ports: &p")
            .replace("7050\n", "7050\n  - ports: *p\n");
        assert_eq!(
            found_fields(&OverlappingPorts::META, &text),
            ["10 spec.ingress[0].ports[1]: TCP 7050 is in port entry 1 of ingress rule 1 too"]
        );
    }

    #[test]
    fn a_comment_is_not_deleted() {
        let text = OverlappingPorts::FIRES.replace("- port: 7050", "- port: 7050 # voice");
        assert_eq!(mended(&OverlappingPorts::META, &text), [""; 0]);
    }

    #[test]
    fn a_range_of_one_port_is_a_remark() {
        let text = OverlappingPorts::FIRES.replace("7100", "7000");
        assert_eq!(
            found_fields(&OverlappingPorts::META, &text),
            ["9 spec.ingress[0].ports[0].endPort: a range of one port"]
        );
        assert_eq!(mended(&OverlappingPorts::META, &text), ["safe: delete endPort\n-      endPort: 7000"]);
    }

    #[test]
    fn only_ports_in_common_count() {
        let count = |ports: &str| {
            found_in_short(
                &OverlappingPorts::META,
                &format!("np x/p {{podSelector: {{}}, ingress: [{{ports: [{ports}]}}]}}"),
            )
            .len()
        };
        assert_eq!(count("{port: 80}, {port: 81}"), 0);
        assert_eq!(count("{port: 80}, {port: 80}"), 1);
        assert_eq!(count("{port: 80}, {port: 80, protocol: UDP}"), 0);
        assert_eq!(count("{protocol: TCP}, {port: 80}"), 1);
        assert_eq!(count("{port: a}, {port: b}, {port: a}"), 1);
        assert_eq!(count("{port: 1, endPort: 9}, {port: 2}, {port: 9, endPort: 12}"), 2);
    }
}
