//! L-38: a rule for DNS that names port 53 of one protocol only.

use super::dns;
use super::network_policies::{self, Np, fix_one};
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::hash::HashSet;
use crate::ids::PolicyId;
use crate::kind::{PortMatch, Ports};
use crate::policy::{Direction, Peers, RuleRef};
use crate::protocol::Protocol;

pub(super) struct HalfDns;

/// An entry of `ports`.
pub(super) struct Finding {
    rule: RuleRef,
    entry: usize,
    spot: Spot,
    has: Protocol,
}

impl Finding {
    fn lacks(&self) -> Protocol {
        other(self.has)
    }
}

fn other(it: Protocol) -> Protocol {
    if it == Protocol::Udp { Protocol::Tcp } else { Protocol::Udp }
}

impl Lint for HalfDns {
    const META: Meta = Meta {
        about: About::new(
            "L-38",
            "half-dns",
            Severity::Warning,
            "A rule for DNS allows port 53 over UDP only, or over TCP only: names are asked over UDP, and long answers come over TCP.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
      podSelector: {matchLabels: {k8s-app: kube-dns}}
    ports:
    - protocol: UDP
      port: 53
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
      podSelector: {matchLabels: {k8s-app: kube-dns}}
    ports:
    - protocol: UDP
      port: 53
    - protocol: TCP
      port: 53
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        let asking = policies_that_always_ask(facts);
        for np in network_policies::all(facts.model).filter(|it| it.isolates(Direction::Egress)) {
            for (at, rule) in np.rules(Direction::Egress).iter().enumerate() {
                let Ports::Only(entries) = &rule.ports else { continue };
                let is_dns = |it: &crate::kind::PortEntry| {
                    it.port == PortMatch::Range(53, 53) && it.protocol != Protocol::Sctp
                };
                let Some(entry) = entries.iter().position(is_dns) else { continue };
                let Some(it) = entries.get(entry) else { continue };
                let reference = np.rule(Direction::Egress, at);
                let Some(compiled) = facts.model.policies.rule(reference) else { continue };
                let lacks = other(it.protocol);
                if compiled.ports.numbers.contains(lacks, 53)
                    || asking.contains(&(np.id, lacks))
                    || is_elsewhere(facts, np, reference, lacks)
                {
                    continue;
                }
                res.push(Finding { rule: reference, entry, spot: np.at(it.span), has: it.protocol });
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let (has, lacks) = (it.has.as_str(), it.lacks().as_str());
        let why = match it.has {
            Protocol::Udp => "long answers come over TCP",
            Protocol::Tcp | Protocol::Sctp => "names are asked over UDP",
        };
        Diagnostic {
            field: format!("{}.ports[{}]", it.rule.path(), it.entry),
            help: format!("list port 53 for {lacks}, too; without `protocol` an entry means TCP"),
            ..Self::META.at(&it.spot, format!("port 53 is allowed over {has} only, and {why}"))
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let written = Np::of(facts.model, it.rule.policy).and_then(|it| it.written(facts));
        let list = format!("{}.ports", it.rule.path());
        let edit =
            written.and_then(|written| written.insert_item(&list, it.entry + 1, &dns::entry(it.lacks(), 53)));
        fix_one(format!("allow {} 53, too", it.lacks().as_str()), FixClass::Effect, edit)
            .into_iter()
            .collect()
    }
}

/// Policies all of whose pods can ask the DNS of the cluster over a protocol, by whatever policies apply to them.
fn policies_that_always_ask(facts: &Facts<'_>) -> HashSet<(PolicyId, Protocol)> {
    let (mut yes, mut no) = (HashSet::default(), HashSet::default());
    for (_, asked, members) in &facts.dns().groups {
        let Some(first) = members.first() else { continue };
        for protocol in [Protocol::Udp, Protocol::Tcp] {
            let those = if asked.over(protocol) { &mut yes } else { &mut no };
            let applying = facts.model.reach.applying(Direction::Egress, *first);
            those.extend(applying.iter().map(|it| (it.0, protocol)));
        }
    }
    yes.retain(|it| !no.contains(it) && facts.dns().policy(it.0).over(other(it.1)));
    yes
}

/// Whether another rule of the policy allows the other protocol to the same peers.
fn is_elsewhere(facts: &Facts<'_>, np: Np<'_>, it: RuleRef, lacks: Protocol) -> bool {
    // More rules than these are not held against each other.
    const MOST: usize = 40;
    let policies = &facts.model.policies;
    let Some(own) = policies.rule(it) else { return false };
    let others =
        policies.rules(np.id, Direction::Egress).iter().filter(|it| it.ports.numbers.contains(lacks, 53));
    others.take(MOST).any(|wide| match (&wide.peers, &own.peers) {
        (Peers::Any, _) => true,
        (Peers::Only(_), Peers::Any) => false,
        (Peers::Only(wide), Peers::Only(narrow)) => {
            let narrow = narrow.iter().take(MOST);
            narrow.clone().all(|narrow| {
                wide.iter().take(MOST).any(|it| policies.covers(&facts.model.cluster, *it, *narrow))
            })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn one_protocol_is_told_at_its_entry() {
        let text = HalfDns::FIRES;
        assert_eq!(
            found(&HalfDns::META, text),
            ["12: port 53 is allowed over UDP only, and long answers come over TCP"]
        );
        assert_eq!(fixed(&HalfDns::META, text), [HalfDns::QUIET]);
        let tcp = text.replace("    - protocol: UDP\n      port: 53\n", "    - port: 53\n    - port: 443\n");
        assert_eq!(
            found(&HalfDns::META, &tcp),
            ["12: port 53 is allowed over TCP only, and names are asked over UDP"]
        );
        let wanted = tcp.replace("port: 53\n", "port: 53\n    - protocol: UDP\n      port: 53\n");
        assert_eq!(fixed(&HalfDns::META, &tcp), [wanted]);
    }

    #[test]
    fn another_rule_or_policy_may_have_the_other_protocol() {
        let text = HalfDns::FIRES;
        quiet(&HalfDns::META, &format!("{text}  - ports: [{{port: 53}}, {{port: 53, protocol: UDP}}]\n"));
        let pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}}\n";
        let more = "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: tcp, namespace: shop}\nspec: {podSelector: {}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{protocol: TCP}]}]}\n";
        quiet(&HalfDns::META, &format!("{text}{pod}{more}"));
        assert_eq!(found(&HalfDns::META, &format!("{text}{pod}")).len(), 1);
    }
}
