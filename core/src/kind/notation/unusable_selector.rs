//! L-64: a selector of a cluster-wide policy that servers store, and that no implementation can use.

use super::Notation;
use super::scene::{Meant, Place, Scene};
use super::selector_labels::{fits, operator};
use crate::diagnostic::{About, FixClass, Severity};
use crate::edit::Yaml;
use crate::source::Span;

pub(super) struct UnusableSelector;

/// What is known of the finding; the reader puts it to what the schema of these policies does not check.
pub(in crate::kind) static UNUSABLE_SELECTOR: About = About::new(
    "L-64",
    "unusable-selector",
    Severity::Warning,
    "A selector of a cluster-wide policy has an operator, a key or a value that no implementation can use. The API server stores it all the same.",
);

/// In the words of the reader.
const STORED: &str = "accepted by the API server";

impl Notation for UnusableSelector {
    const ABOUT: &'static About = &UNUSABLE_SELECTOR;
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: guard}
spec:
  tier: Admin
  priority: 5
  subject: {namespaces: {}}
  ingress:
  - action: Deny
    from:
    - namespaces:
        matchExpressions:
        - {key: team, operator: notIn, values: [ops]}
";
    const QUIET: &'static str = "\
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: guard}
spec:
  tier: Admin
  priority: 5
  subject: {namespaces: {}}
  ingress:
  - action: Deny
    from:
    - namespaces:
        matchExpressions:
        - {key: team, operator: NotIn, values: [ops]}
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        if scene.is_network_policy() {
            return None;
        }
        if place.ends_in("matchExpressions.operator") {
            let written = place.node.as_str()?;
            let wanted = operator(written)?;
            let path = place.path.to_string();
            let fixes = match fits(wanted, place.whole()?) {
                true => scene.fix(format!("write operator: {wanted}"), |it| {
                    [it.set_in_line(&path, &Yaml::text(wanted))]
                }),
                false => Vec::new(),
            };
            let help = format!(
                "write `operator: {wanted}`; operators are `In`, `NotIn`, `Exists` and `DoesNotExist`"
            );
            return Some(Meant { says: STORED, ..Meant::at(place, "") }.help(help).fixes(fixes));
        }
        if place.entry.is_some() || !place.ends_in("matchExpressions") {
            return None;
        }
        let wanted = match place.node.get("operator")?.as_str()? {
            "In" => "Exists",
            "NotIn" => "DoesNotExist",
            "Exists" => "In",
            "DoesNotExist" => "NotIn",
            _ => return None,
        };
        // Only where it has values and wants none, or wants some and has none.
        if !fits(wanted, place.node) {
            return None;
        }
        let path = place.path.to_string();
        let operator = format!("{path}.operator");
        let wants_values = matches!(wanted, "In" | "NotIn");
        let fixes = scene.fix_of(FixClass::Effect, format!("write operator: {wanted}"), |it| {
            let mut edits = vec![it.set_in_line(&operator, &Yaml::text(wanted))?];
            if !wants_values && place.node.entry("values").is_some() {
                edits.push(it.delete(&format!("{path}.values"))?);
            }
            Some(edits)
        });
        let help = match wants_values {
            true => format!("write `operator: {wanted}` if the values matter, or delete them"),
            false => format!("write `operator: {wanted}` if any value will do, or list the values"),
        };
        let at = place
            .node
            .entry("values")
            .map_or(Span::new(place.node.span.start, place.node.span.start), |it| it.key_span);
        let meant = Meant::at(place, "");
        Some(Meant { at, covers: vec![at], says: STORED, ..meant }.help(help).fixes(fixes))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, findings};
    use super::*;

    #[test]
    fn operators_and_values_must_fit() {
        for (before, after) in [
            ("operator: notIn, values: [ops]", "operator: NotIn, values: [ops]"),
            ("operator: In, values: []", "operator: Exists"),
            ("operator: In", "operator: Exists"),
            ("operator: DoesNotExist, values: [ops]", "operator: NotIn, values: [ops]"),
        ] {
            let text = UnusableSelector::FIRES.replace("operator: notIn, values: [ops]", before);
            let found = findings(&text, "L-64");
            assert_eq!(found.len(), 1, "{before}: {found:#?}");
            assert!(
                found[0].message.contains(STORED) && found[0].help.contains("until then"),
                "{:?}",
                found[0]
            );
            let wanted = UnusableSelector::FIRES.replace("operator: notIn, values: [ops]", after);
            assert_eq!(applied(&text, &found[0].fixes[0]), wanted, "{before}");
        }
    }

    #[test]
    fn what_has_no_cure_is_told_too() {
        let text = UnusableSelector::FIRES.replace("key: team", "key: \"a b\"").replace("notIn", "NotIn");
        let found = findings(&text, "L-64");
        assert!(found.len() == 1 && found[0].fixes.is_empty(), "{found:#?}");
    }
}
