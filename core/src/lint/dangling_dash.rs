//! L-17: what can be done about a dash with nothing after it, which reading finds (`null-list-element`).

use super::Facts;
use super::network_policies::{self, fix, fix_one, without_rule};
use crate::diagnostic::{Code, Diagnostic, Fix, FixClass};
use crate::edit::Yaml;
use crate::hash::HashMap;
use crate::model::Model;
use crate::policy::{Direction, RuleRef};

/// Gives the dashes among some problems their fixes. A policy that the API server refuses for something else has none.
pub(crate) fn mend(model: &Model, problems: &mut [Diagnostic]) {
    if !problems.iter().any(|it| it.code == Code::NullListElement) {
        return;
    }
    let facts = Facts::new(model);
    let mut policies: HashMap<String, Vec<network_policies::Np<'_>>> = HashMap::default();
    for np in network_policies::all(model) {
        policies.entry(np.spot().object).or_default().push(np);
    }
    for it in problems.iter_mut().filter(|it| it.code == Code::NullListElement) {
        // Of several objects of one name it is not known which one is meant.
        let Some([np]) = policies.get(&it.object).map(Vec::as_slice) else { continue };
        it.fixes = fixes(&facts, *np, &it.field);
        let mended = Diagnostic { location: None, related: Vec::new(), ..it.clone() }.in_files(&model.places);
        it.fixes = mended.fixes;
    }
}

/// `field` is the path of the entry, `spec.ingress[0]` or `spec.ingress[0].ports[1]`.
fn fixes<'m>(facts: &Facts<'m>, np: network_policies::Np<'m>, field: &str) -> Vec<Fix> {
    let Some(written) = np.written(facts) else { return Vec::new() };
    if !written.at(field).is_some_and(crate::yaml::Node::is_null) {
        return Vec::new();
    }
    let says = fix_one("write `{}` behind the dash", FixClass::Safe, written.set(field, &Yaml::nothing()));
    let deleted = match rule(np, field) {
        Some(it) => without_rule(np, &written, it),
        // Without its only entry a list of ports is empty, which is every port.
        None => written.delete(field).map(|it| vec![it]),
    };
    // A dash that was forgotten is what is likely: `--fix` takes the first one only, and leaves this to be asked for.
    fix("delete the dash", FixClass::Effect, deleted).into_iter().chain(says).collect()
}

/// The rule at a path, unless it leads further.
fn rule(np: network_policies::Np<'_>, field: &str) -> Option<RuleRef> {
    Direction::BOTH.into_iter().find_map(|direction| {
        let index = field.strip_prefix("spec.")?.strip_prefix(direction.as_str())?;
        let index = index.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?;
        Some(np.rule(direction, index))
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::Code;
    use crate::lint::tests::checks::applied;
    use crate::testing::text;

    const HEAD: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {}
";

    /// The text after each fix; each leaves no such dash.
    fn fixed(rules: &str) -> Vec<String> {
        let before = format!("{HEAD}{rules}");
        let read = text(&before);
        let it = read.diagnostics().iter().find(|it| it.code == Code::NullListElement).unwrap();
        let count =
            |it: &str| text(it).diagnostics().iter().filter(|it| it.code == Code::NullListElement).count();
        let all = it.fixes.iter().map(|it| applied(&before, it));
        let all: Vec<String> = all.collect();
        assert!(all.iter().all(|it| count(it) < count(&before)), "{all:#?}");
        all.iter().map(|it| it.strip_prefix(HEAD).unwrap().to_owned()).collect()
    }

    #[test]
    fn a_dash_is_filled_or_deleted() {
        assert_eq!(
            fixed("  ingress:\n  - from: [{podSelector: {}}]\n  -\n"),
            [
                "  ingress:\n  - from: [{podSelector: {}}]\n",
                "  ingress:\n  - from: [{podSelector: {}}]\n  - {}\n"
            ]
        );
    }

    #[test]
    fn the_only_dash_leaves_the_direction_closed() {
        assert_eq!(fixed("  ingress:\n  -\n"), ["  ingress: []\n", "  ingress:\n  - {}\n"]);
        let [closed, open] = fixed("  egress:\n  -\n").try_into().unwrap();
        assert_eq!(open, "  egress:\n  - {}\n");
        assert!(closed.contains("- Egress\n") && closed.ends_with("  egress: []\n"), "{closed}");
    }

    #[test]
    fn the_only_entry_of_ports_is_not_deleted() {
        assert_eq!(
            fixed("  ingress:\n  - ports:\n    -\n    - port: 80\n"),
            [
                "  ingress:\n  - ports:\n    - port: 80\n",
                "  ingress:\n  - ports:\n    - {}\n    - port: 80\n"
            ]
        );
        assert_eq!(fixed("  ingress:\n  - ports:\n    -\n"), ["  ingress:\n  - ports:\n    - {}\n"]);
    }
}
