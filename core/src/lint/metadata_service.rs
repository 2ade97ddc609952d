//! L-66: egress to 169.254.169.254, where clouds give their credentials to whoever asks.

use ipnet::{IpNet, Ipv4Net};

use super::blocks::{self, Block};
use super::network_policies::fix_one;
use super::{Facts, Lint, Meta};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::{PortMatch, Ports};
use crate::policy::Direction;
use crate::protocol::Protocol;

pub(super) struct MetadataService;

/// Where clouds tell a machine about itself.
const METADATA: IpNet = IpNet::V4(Ipv4Net::new_assert(std::net::Ipv4Addr::new(169, 254, 169, 254), 32));

impl Lint for MetadataService {
    const META: Meta = Meta {
        about: About::new(
            "L-66",
            "metadata-service",
            Severity::Warning,
            "Pods may connect to 169.254.169.254, where clouds give a machine its credentials: who takes over such a pod has them.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: worker, namespace: shop}
spec:
  podSelector: {matchLabels: {app: worker}}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock:
        cidr: 0.0.0.0/0
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: worker, namespace: shop}
spec:
  podSelector: {matchLabels: {app: worker}}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock:
        cidr: 0.0.0.0/0
        except: [169.254.0.0/16]
  - to:
    - ipBlock:
        cidr: 0.0.0.0/0
    ports:
    - port: 443
";
    type Finding = Block;

    fn find(facts: &Facts<'_>) -> Vec<Block> {
        let all = blocks::all(facts.model).filter(|it| it.rule.direction == Direction::Egress);
        all.filter(|it| it.holds(&METADATA) && has_http(&it.of.ports)).map(Block::from).collect()
    }

    fn words(_: &Facts<'_>, it: &Block) -> Diagnostic {
        let how = if it.cidr == METADATA { String::new() } else { format!(", which {} holds", it.cidr) };
        let message = format!(
            "the pods may connect to 169.254.169.254{how}: there, clouds give a machine its credentials"
        );
        Diagnostic {
            field: format!("{}.cidr", it.path()),
            help: "except 169.254.169.254/32, unless these pods are to ask for them".to_owned(),
            ..Self::META.at(&it.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Block) -> Vec<Fix> {
        // An exception is smaller than what it is excepted from.
        if it.cidr == METADATA {
            return Vec::new();
        }
        let edit = || {
            let written = it.written(facts)?;
            blocks::except(&written, &it.path(), [Yaml::text("169.254.169.254/32")].into_iter())
        };
        fix_one("except 169.254.169.254/32", FixClass::Effect, edit()).into_iter().collect()
    }
}

/// Whether TCP 80, at which it is asked, is among the ports.
fn has_http(it: &Ports) -> bool {
    match it {
        Ports::Any => true,
        Ports::Only(all) => all.iter().any(|it| {
            it.protocol == Protocol::Tcp
                && match it.port {
                    PortMatch::Any => true,
                    PortMatch::Range(first, last) => (first..=last).contains(&80),
                    PortMatch::Named(_) => false,
                }
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn a_block_that_holds_it_is_told() {
        let text = MetadataService::FIRES;
        assert_eq!(
            found(&MetadataService::META, text),
            [
                "10: the pods may connect to 169.254.169.254, which 0.0.0.0/0 holds: there, clouds give a machine its credentials"
            ]
        );
        assert_eq!(
            fixed(&MetadataService::META, text),
            [format!("{text}        except:\n        - 169.254.169.254/32\n")]
        );
        let more = format!("{text}        except: [10.0.0.0/8]\n");
        let wanted = more.replace("10.0.0.0/8", "10.0.0.0/8, 169.254.169.254/32");
        assert_eq!(fixed(&MetadataService::META, &more), [wanted]);
    }

    #[test]
    fn the_address_itself_has_no_exception() {
        let text = MetadataService::FIRES.replace("0.0.0.0/0", "169.254.169.254/32");
        assert_eq!(
            found(&MetadataService::META, &text),
            ["10: the pods may connect to 169.254.169.254: there, clouds give a machine its credentials"]
        );
        assert_eq!(fixed(&MetadataService::META, &text), [] as [&str; 0]);
        quiet(&MetadataService::META, &MetadataService::FIRES.replace("0.0.0.0/0", "169.254.20.10/32"));
        quiet(
            &MetadataService::META,
            &MetadataService::FIRES
                .replace("Egress", "Ingress")
                .replace("egress", "ingress")
                .replace("to:", "from:"),
        );
    }
}
