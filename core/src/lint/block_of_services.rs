//! L-26: a block of addresses of Services, which policies do not see.

use ipnet::IpNet;

use super::blocks::{self, Block};
use super::network_policies::{Np, fix};
use super::{Facts, Lint, Meta};
use crate::cluster::NAME_LABEL;
use crate::diagnostic::{About, Diagnostic, Edit, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::{self, PortMatch, PortRef, Service};

pub(super) struct BlockOfServices;

/// A block, and whose addresses it holds.
pub(super) struct Finding {
    block: Block,
    of: Of,
}

#[derive(Clone, Copy)]
enum Of {
    /// The Service at a position.
    One(usize),
    /// The range of all of them.
    Range(IpNet),
}

impl Lint for BlockOfServices {
    const META: Meta = Meta {
        about: About::new(
            "L-26",
            "block-of-services",
            Severity::Warning,
            "A block names addresses of Services: policies see the address of the pod that a Service leads to, so the block matches nothing.",
        ),
        fixes: &[FixClass::Effect],
        on_request: false,
        needs_pods: false,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: 10.96.1.7, selector: {app: db}, ports: [{port: 80, targetPort: 5432}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock: {cidr: 10.96.1.7/32}
    ports:
    - port: 80
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {clusterIP: 10.96.1.7, selector: {app: db}, ports: [{port: 80, targetPort: 5432}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Egress]
  egress:
  - to:
    - podSelector: {matchLabels: {app: db}}
    ports:
    - port: 5432
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        let model = facts.model;
        let mut res = Vec::new();
        for it in blocks::all(model) {
            let cidr = it.read.cidr.value;
            let single = (cidr.prefix_len() == cidr.max_prefix_len()).then(|| cidr.addr());
            let known = single.and_then(|it| model.cluster.service_with(it)).map(Of::One);
            let range =
                || model.options.service_cidrs.iter().find(|it| it.contains(&cidr)).map(|it| Of::Range(*it));
            res.extend(known.or_else(range).map(|of| Finding { block: it.into(), of }));
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let cidr = it.block.cidr;
        let message = match it.of {
            Of::One(at) => {
                let service = facts.model.cluster.services.get(at);
                let id = service.map_or_else(String::new, |it| format!("{}/{}", it.namespace, it.name));
                format!(
                    "{} is the address of Service {id}: policies see the address of the pod behind it",
                    cidr.addr()
                )
            }
            Of::Range(net) if net == cidr => {
                format!("{cidr} is the range of Services: policies see the addresses of the pods behind them")
            }
            Of::Range(net) => {
                format!(
                    "{cidr} lies in the range of Services, {net}: policies see the addresses of the pods behind them"
                )
            }
        };
        Diagnostic {
            field: format!("{}.cidr", it.block.path()),
            help: "select the pods behind the Service, with the port that they listen at".to_owned(),
            ..Self::META.at(&it.block.spot, message)
        }
    }

    fn fix(facts: &Facts<'_>, it: &Finding) -> Vec<Fix> {
        let Of::One(at) = it.of else { return Vec::new() };
        let Some((body, service)) = facts.model.cluster.written(at) else { return Vec::new() };
        let title = format!("select the pods of Service {}/{}, with their port", body.namespace, body.name);
        fix(title, FixClass::Effect, edits(facts, &it.block, service)).into_iter().collect()
    }
}

/// The pods of a Service in the place of a block, and where that is the only peer their ports in the place of its ports.
fn edits(facts: &Facts<'_>, block: &Block, service: &Service) -> Option<Vec<Edit>> {
    let np = Np::of(facts.model, block.rule.policy)?;
    let written = np.written(facts)?;
    let pairs: Vec<(&str, Yaml)> =
        service.selector.iter().map(|it| (it.0.as_str(), Yaml::text(it.1.as_str()))).collect();
    if pairs.is_empty() {
        return None;
    }
    let labels = |pairs: Vec<(&str, Yaml)>| Yaml::map([("matchLabels", Yaml::map(pairs))]);
    let mut peer = Vec::new();
    if service.meta.namespace != np.read.meta.namespace {
        let name = vec![(NAME_LABEL, Yaml::text(service.meta.namespace.as_str()))];
        peer.push(("namespaceSelector", labels(name)));
    }
    peer.push(("podSelector", labels(pairs)));
    let mut res = vec![written.set(&block.peer_path(), &Yaml::map(peer))?];
    let rule = np.rules(block.rule.direction).get(block.rule.index as usize)?;
    let is_alone = matches!(&rule.peers, kind::Peers::Only(all) if all.len() == 1);
    if let kind::Ports::Only(entries) = &rule.ports
        && is_alone
    {
        for (at, entry) in entries.iter().enumerate() {
            let PortMatch::Range(first, last) = entry.port else { continue };
            let asked = service.ports.iter().find(|it| it.number == first && it.protocol == entry.protocol);
            let target = match asked.filter(|_| first == last).map(|it| &it.target) {
                Some(PortRef::Number(it)) if *it != first => Yaml::Number((*it).into()),
                Some(PortRef::Name(it)) => Yaml::text(it.as_str()),
                Some(PortRef::Number(_)) | None => continue,
            };
            res.push(written.set(&format!("{}.ports[{at}].port", block.rule.path()), &target)?);
        }
    }
    Some(res)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{fixed, found, quiet};

    #[test]
    fn the_address_of_a_service_becomes_its_pods() {
        let text = BlockOfServices::FIRES;
        assert_eq!(
            found(&BlockOfServices::META, text),
            [
                "14: 10.96.1.7 is the address of Service shop/db: policies see the address of the pod behind it"
            ]
        );
        let [after] = fixed(&BlockOfServices::META, text).try_into().unwrap();
        let policy = after.split_once("egress:\n").unwrap().1;
        assert_eq!(
            policy,
            "  - to:\n    - podSelector:\n        matchLabels:\n          app: db\n    ports:\n    - port: 5432\n"
        );
    }

    #[test]
    fn ranges_of_services_are_told_and_nothing_is_offered() {
        let with = |cidr: &str| BlockOfServices::FIRES.replace("10.96.1.7/32", cidr);
        assert_eq!(
            found(&BlockOfServices::META, &with("10.96.0.0/12")),
            ["14: 10.96.0.0/12 is the range of Services: policies see the addresses of the pods behind them"]
        );
        assert_eq!(
            found(&BlockOfServices::META, &with("10.97.0.0/16")),
            [
                "14: 10.97.0.0/16 lies in the range of Services, 10.96.0.0/12: policies see the addresses of the pods behind them"
            ]
        );
        assert_eq!(fixed(&BlockOfServices::META, &with("10.97.0.0/16")), [] as [&str; 0]);
        quiet(&BlockOfServices::META, &with("10.0.0.0/8"));
    }
}
