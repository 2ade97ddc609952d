//! L-28: exceptions that leave nothing of their block, or that another one holds already.

use ipnet::IpNet;

use super::blocks::{self, Block};
use super::network_policies::fix_one;
use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Fix, FixClass, Severity};
use crate::order::sort_by_key;

pub(super) struct EverythingExcepted;

/// A block, and what is wrong with its exceptions.
pub(super) struct Finding {
    block: Block,
    spot: Spot,
    what: What,
}

enum What {
    /// Together they are all of it.
    NothingLeft,
    /// The one at a position lies in another one.
    Within { at: usize, own: IpNet, other: IpNet },
}

impl Lint for EverythingExcepted {
    const META: Meta = Meta {
        about: About::new(
            "L-28",
            "everything-excepted",
            Severity::Warning,
            "The exceptions of a block leave nothing of it, so it matches no address; or one of them lies in another one and does nothing.",
        ),
        fixes: &[FixClass::Safe],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
  - from:
    - ipBlock:
        cidr: 172.17.0.0/16
        except:
        - 172.17.0.0/17
        - 172.17.128.0/17
        - 172.17.1.0/24
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Ingress]
  ingress:
  - from:
    - ipBlock:
        cidr: 172.17.0.0/16
        except:
        - 172.17.0.0/24
        - 172.17.1.0/24
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let mut res = Vec::new();
        for it in blocks::all(facts.model) {
            let all: Vec<IpNet> = it.read.except.iter().map(|it| it.value).collect();
            if all.is_empty() {
                continue;
            }
            if IpNet::aggregate(&all).iter().any(|net| net.contains(&it.read.cidr.value)) {
                res.push(Finding {
                    block: it.into(),
                    spot: it.np.at(it.read.cidr.span),
                    what: What::NothingLeft,
                });
            }
            for (at, own, other) in within(&all) {
                let span = it.read.except.get(at).map_or(it.read.span, |it| it.span);
                let what = What::Within { at, own, other };
                res.push(Finding { block: it.into(), spot: it.np.at(span), what });
            }
        }
        res
    }

    fn words(_: &Facts<'_>, it: &Finding) -> Diagnostic {
        let path = it.block.path();
        match it.what {
            What::NothingLeft => Diagnostic {
                field: format!("{path}.cidr"),
                help: "delete the exceptions that are too many, or the entry".to_owned(),
                ..Self::META.at(
                    &it.spot,
                    format!(
                        "the exceptions leave nothing of {}: the entry matches no address",
                        it.block.cidr
                    ),
                )
            },
            What::Within { at, own, other } => {
                let how = if own == other {
                    "stands there twice".to_owned()
                } else {
                    format!("lies in the exception {other}")
                };
                Diagnostic {
                    severity: Severity::Info,
                    field: format!("{path}.except[{at}]"),
                    help: "delete it".to_owned(),
                    ..Self::META.at(&it.spot, format!("the exception {own} {how}"))
                }
            }
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let What::Within { at, own, .. } = it.what else { return Vec::new() };
        let edit = it
            .block
            .written(facts)
            .and_then(|written| written.delete(&format!("{}.except[{at}]", it.block.path())));
        fix_one(format!("delete {own}, which does nothing"), FixClass::Safe, edit).into_iter().collect()
    }
}

/// Those that lie in another one, with it; of two that are the same the later one. In the order of the list.
fn within(all: &[IpNet]) -> Vec<(usize, IpNet, IpNet)> {
    let mut sorted: Vec<(usize, IpNet)> = all.iter().copied().enumerate().collect();
    // A range stands before all that lie in it.
    sort_by_key(&mut sorted, |(at, net)| (net.network(), net.prefix_len(), *at));
    let mut res = Vec::new();
    let mut around: Option<IpNet> = None;
    for (at, net) in sorted {
        match around.filter(|it| it.contains(&net)) {
            Some(other) => res.push((at, net, other)),
            None => around = Some(net),
        }
    }
    sort_by_key(&mut res, |it| it.0);
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found};

    #[test]
    fn what_is_left_and_what_lies_in_another_is_told() {
        let text = EverythingExcepted::FIRES;
        assert_eq!(
            found(&EverythingExcepted::META, text),
            [
                "10: the exceptions leave nothing of 172.17.0.0/16: the entry matches no address",
                "14: the exception 172.17.1.0/24 lies in the exception 172.17.0.0/17",
            ]
        );
        assert_eq!(fixed(&EverythingExcepted::META, text), [text.replace("        - 172.17.1.0/24\n", "")]);
        let twice = text.replace("172.17.128.0/17", "172.17.0.0/17");
        assert_eq!(
            found(&EverythingExcepted::META, &twice),
            [
                "13: the exception 172.17.0.0/17 stands there twice",
                "14: the exception 172.17.1.0/24 lies in the exception 172.17.0.0/17",
            ]
        );
        fixed(&EverythingExcepted::META, &twice);
    }
}
