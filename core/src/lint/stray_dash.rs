//! L-71: a dash too many makes two rules of one: peers without ports, and ports without peers.

use super::network_policies::{self, Np, fix};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::kind::{Peers, Ports, Rule};
use crate::policy::{Direction, RuleRef};
use crate::words;

pub(super) struct StrayDash;

/// Rules that are probably one.
pub(super) struct Finding {
    /// The later one of the two that belong together.
    rule: RuleRef,
    /// Those before it that its pairs belong to: one, or all the rules with peers before ports.
    before: Vec<usize>,
    ports_come_first: bool,
}

impl Lint for StrayDash {
    const META: Meta = Meta {
        about: About::new(
            "L-71",
            "stray-dash",
            Severity::Warning,
            "Peers and ports stand in two rules, where one dash less would make one rule of them: as it is, the ports are open to everybody, and the peers may use every port.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
  - from:
    - podSelector: {matchLabels: {app: api}}
  - ports:
    - port: 5432
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {matchLabels: {app: db}}
  policyTypes: [Ingress]
  ingress:
  - from:
    - podSelector: {matchLabels: {app: api}}
    ports:
    - port: 5432
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for np in network_policies::all(facts.model) {
            for direction in [Direction::Ingress, Direction::Egress] {
                res.extend(in_list(np, direction));
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let direction = it.rule.direction;
        let peers = direction.peers_key();
        let ports_rule =
            if it.ports_come_first { it.before.first().copied() } else { Some(it.rule.index as usize) };
        let ports = ports_rule.and_then(|at| np(facts, it)?.policy.rules.get(direction).as_ref()?.get(at));
        let ports = ports.map_or_else(|| "its ports".to_owned(), |it| ports_in_words(facts, it));
        let everybody = match direction {
            Direction::Ingress => "everybody may connect to",
            Direction::Egress => "the pods may connect to everybody at",
        };
        let message = format!(
            "the dash before `{}` begins a new rule: {everybody} {ports}, and the peers of `{peers}` are not limited to any port",
            if it.ports_come_first { peers } else { "ports" }
        );
        Diagnostic {
            field: it.rule.path(),
            help: format!(
                "remove the dash, so that `{peers}` and `ports` are one rule; if two rules are meant, write ports for the peers, too"
            ),
            ..Self::META.at(&Spot::of_rule(&facts.model.policies, it.rule), message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let edits = || {
            let written = np(facts, it)?.written(facts)?;
            let list = format!("spec.{}", it.rule.direction.as_str());
            written.join(&list, &it.before, it.rule.index as usize)
        };
        let title = match it.before.as_slice() {
            [_] => format!("join {} with the rule before it", it.rule.words()),
            all => {
                format!("join {} with the {} before it", it.rule.words(), words::count(all.len(), "rule"))
            }
        };
        fix(title, FixClass::Effect, edits()).into_iter().collect()
    }
}

fn np<'m>(facts: &Facts<'m>, it: &Finding) -> Option<Np<'m>> {
    Np::of(facts.model, it.rule.policy)
}

/// "TCP 5432", or "port `http`" where there are names only.
fn ports_in_words(facts: &Facts<'_>, it: &crate::policy::Rule) -> String {
    let named = it.ports.names.iter().map(|name| format!("`{}`", facts.model.text(name.1)));
    let numbers = (!it.ports.numbers.is_empty()).then(|| it.ports.numbers.to_string());
    let all: Vec<String> = numbers.into_iter().chain(named).collect();
    all.join(", ")
}

/// Which half of a rule is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    Peers,
    Ports,
    Neither,
}

fn half(it: &Rule) -> Half {
    match (&it.peers, &it.ports) {
        (Peers::Only(_), Ports::Any) => Half::Peers,
        (Peers::Any, Ports::Only(_)) => Half::Ports,
        (Peers::Only(_), Ports::Only(_)) | (Peers::Any, Ports::Any) => Half::Neither,
    }
}

fn in_list(np: Np<'_>, direction: Direction) -> Vec<Finding> {
    let halves: Vec<Half> = np.rules(direction).iter().map(half).collect();
    let mut res = Vec::new();
    // A rule belongs to one other only.
    let mut taken = 0;
    for (at, pair) in halves.windows(2).enumerate() {
        if at < taken || !np.isolates(direction) {
            continue;
        }
        let ports_come_first = match pair {
            [Half::Peers, Half::Ports] => false,
            [Half::Ports, Half::Peers] => true,
            _ => continue,
        };
        let run =
            halves.get(taken..=at).unwrap_or_default().iter().rev().take_while(|it| **it == Half::Peers);
        let from = if ports_come_first { at } else { at + 1 - run.count() };
        res.push(Finding {
            rule: np.rule(direction, at + 1),
            before: (from..=at).collect(),
            ports_come_first,
        });
        taken = at + 2;
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    const HEAD: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
";

    #[test]
    fn a_dash_before_ports_is_told_at_the_dash() {
        let text = StrayDash::FIRES;
        assert_eq!(
            found(&StrayDash::META, text),
            [
                "10: the dash before `ports` begins a new rule: everybody may connect to TCP 5432, and the peers of `from` are not limited to any port"
            ]
        );
        assert_eq!(fixed(&StrayDash::META, text), [text.replace("  - ports", "    ports")]);
    }

    #[test]
    fn ports_may_come_first() {
        let text = format!(
            "{HEAD}  egress:\n  - ports: [{{port: 53, protocol: UDP}}]\n  # all of it\n  - to:\n    - podSelector: {{}}\n"
        );
        assert_eq!(
            found(&StrayDash::META, &text),
            [
                "10: the dash before `to` begins a new rule: the pods may connect to everybody at UDP 53, and the peers of `to` are not limited to any port"
            ]
        );
        assert_eq!(fixed(&StrayDash::META, &text), [text.replace("  - to", "    to")]);
    }

    #[test]
    fn ports_belong_to_every_rule_with_peers_before_them() {
        let text = format!(
            "{HEAD}  ingress:\n  - from:\n    - podSelector: {{}}\n  - from: # ops\n    - namespaceSelector: {{}}\n  - ports:\n    - port: 80 # web\n"
        );
        let wanted = format!(
            "{HEAD}  ingress:\n  - from:\n    - podSelector: {{}}\n    ports:\n    - port: 80 # web\n  - from: # ops\n    - namespaceSelector: {{}}\n    ports:\n    - port: 80 # web\n"
        );
        assert_eq!(fixed(&StrayDash::META, &text), [wanted]);
    }

    #[test]
    fn lists_in_brackets_are_joined_too() {
        let text =
            format!("{HEAD}  ingress: [{{from: [{{podSelector: {{}}}}]}}, {{ports: [{{port: 80}}]}}]\n");
        let wanted = format!("{HEAD}  ingress: [{{from: [{{podSelector: {{}}}}], ports: [{{port: 80}}]}}]\n");
        assert_eq!(fixed(&StrayDash::META, &text), [wanted]);
    }

    #[test]
    fn rules_that_both_have_a_key_are_not_joined() {
        for list in [
            "[{from: null, ports: [{port: 80}]}, {from: [{podSelector: {}}], ports: null}]",
            "\n  - from: []\n    ports: [{port: 80}]\n  - from: [{podSelector: {}}]",
            "\n  - from: [{podSelector: {}}]\n    ports: []\n  - from: [{namespaceSelector: {}}]\n  - ports: [{port: 80}]",
        ] {
            let text = format!("{HEAD}  ingress: {list}\n");
            assert_eq!(found(&StrayDash::META, &text).len(), 1, "{text}");
            assert_eq!(fixed(&StrayDash::META, &text), [""; 0], "{text}");
        }
    }

    #[test]
    fn rules_that_are_whole_and_sections_that_are_ignored_are_quiet() {
        for list in [
            "  - {}\n  - ports: [{port: 80}]\n",
            "  - from: [{podSelector: {}}]\n  - from: [{namespaceSelector: {}}]\n",
            "  - ports: [{port: 80}]\n  - ports: [{port: 81}]\n",
            "  - from: [{podSelector: {}}]\n  - {from: [{namespaceSelector: {}}], ports: [{port: 80}]}\n  - ports: [{port: 80}]\n",
        ] {
            quiet(&StrayDash::META, &format!("{HEAD}  ingress:\n{list}"));
        }
        let ignored = HEAD.replace("Ingress, ", "");
        quiet(
            &StrayDash::META,
            &format!("{ignored}  ingress:\n  - from: [{{podSelector: {{}}}}]\n  - ports: [{{port: 80}}]\n"),
        );
    }
}
