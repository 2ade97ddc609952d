//! L-22: a block of all addresses without an exception.

use super::blocks::{self, Block};
use super::network_policies::fix_one;
use super::{Facts, Lint, Meta};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::policy::Direction;
use crate::protocol::Family;

pub(super) struct WholeInternet;

impl Lint for WholeInternet {
    const META: Meta = Meta {
        about: About::new(
            "L-22",
            "whole-internet",
            Severity::Warning,
            "A block of all addresses without exceptions allows the whole internet and, with many network plugins, all pods of the cluster.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock:
        cidr: 0.0.0.0/0
    ports:
    - port: 443
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except:
        - 10.0.0.0/8
    ports:
    - port: 443
";
    type Finding = Block;

    fn find(facts: &Facts<'_>) -> Vec<Block> {
        let all = blocks::all(facts.model)
            .filter(|it| it.read.cidr.value.prefix_len() == 0 && it.read.except.is_empty());
        all.map(Block::from).collect()
    }

    fn words(_: &Facts<'_>, it: &Block) -> Diagnostic {
        let family = match it.family {
            Family::V4 => "IPv4",
            Family::V6 => "IPv6",
        };
        let to = match it.rule.direction {
            Direction::Egress => "lets out to",
            Direction::Ingress => "lets in",
        };
        let message = format!(
            "{} without `except` {to} every {family} address: the whole internet and, with many network plugins, all pods",
            it.cidr
        );
        Diagnostic {
            field: format!("{}.cidr", it.path()),
            help: "name the addresses that are meant, or except the private ones".to_owned(),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Block) -> Vec<Fix> {
        let private: &[&str] = match it.family {
            Family::V4 => &["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
            Family::V6 => &["fc00::/7"],
        };
        let edit = || {
            let written = it.written(facts)?;
            blocks::except(&written, &it.path(), private.iter().map(|it| Yaml::text(*it)))
        };
        let title = format!("except the private addresses: {}", private.join(", "));
        fix_one(title, FixClass::Effect, edit()).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found};

    #[test]
    fn a_block_of_everything_is_told_at_its_value() {
        let text = WholeInternet::FIRES;
        assert_eq!(
            found(&WholeInternet::META, text),
            [
                "10: 0.0.0.0/0 without `except` lets out to every IPv4 address: the whole internet and, with many network plugins, all pods"
            ]
        );
        let wanted = text.replace(
            "0.0.0.0/0\n",
            "0.0.0.0/0\n        except:\n        - 10.0.0.0/8\n        - 172.16.0.0/12\n        - 192.168.0.0/16\n",
        );
        assert_eq!(fixed(&WholeInternet::META, text), [wanted]);
    }

    #[test]
    fn an_empty_list_excepts_nothing() {
        let text = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: '::/0', except: []}}]}]}
";
        assert_eq!(
            found(&WholeInternet::META, text),
            [
                "4: ::/0 without `except` lets in every IPv6 address: the whole internet and, with many network plugins, all pods"
            ]
        );
        assert_eq!(fixed(&WholeInternet::META, text), [text.replace("except: []", "except: [\"fc00::/7\"]")]);
    }
}
