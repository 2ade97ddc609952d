//! Who decided, as netpol-analyzer tells it: for each pair, ports and direction the policies and rules it names.

use std::collections::BTreeSet;

use netpol_core::Probe;
use netpol_core::internals::eval::Reason;
use netpol_core::internals::explain::Side;
use netpol_core::internals::ids::PolicyId;
use netpol_core::internals::policy::{Action, Direction, PortSet, RuleRef, Tier};
use netpol_core::internals::tri::Tri;
use netpol_core::protocol::Protocol;
use netpol_core::view::{CellSign, IngressTargetView};
use netpol_tests::adapter::Core;

use crate::ranges::{addresses, owners};
use crate::suites::{ExplainedSide, Outcome, Vector};

/// What is named in one direction, each in one line: who, which rule, and what it did.
type Named = BTreeSet<String>;

const DEFAULT: &str = "default";

/// Networks besides the primary one are out of scope (C-37).
const OUT_OF_SCOPE: &str = "multinet";

/// The ingress controller, and the pod that stands for it.
const CONTROLLER: &str = "{ingress-controller}";
const CONTROLLER_POD: &str = "ingress-controller-ns/ingress-controller[Pod]";

/// Every port.
const ALL: &str = "TCP, UDP, SCTP";

/// Compares every pair.
pub fn check(vector: &Vector, core: &Core) -> Outcome {
    let mut outcome = Outcome::default();
    if vector.marks.iter().any(|it| it == OUT_OF_SCOPE) {
        outcome.left_out = vector.cells.len() + vector.system_default_allow_all.len();
        return outcome;
    }
    let default = || [DEFAULT.to_owned()].into_iter().collect::<Named>();
    for (from, to) in &vector.system_default_allow_all {
        compare(core, from, to, ALL, &[default(), default()], &mut outcome);
    }
    for it in &vector.cells {
        let side = |side: &Option<ExplainedSide>| {
            side.iter().flat_map(|it| &it.why).map_while(|it| named(it)).flatten().collect::<Named>()
        };
        let named = [side(&it.ingress), side(&it.egress)];
        if it.from == CONTROLLER {
            check_published(vector, core, &it.to, &it.conns, &named[0], &mut outcome);
        } else {
            compare(core, &it.from, &it.to, &it.conns, &named, &mut outcome);
        }
    }
    outcome
}

fn compare(core: &Core, from: &str, to: &str, ports: &str, named: &[Named; 2], outcome: &mut Outcome) {
    let (sources, destinations) = (indices(core, from), indices(core, to));
    if sources.is_empty() || destinations.is_empty() {
        outcome.wrong.push(format!("no {from} or no {to}"));
    }
    for (&source, &destination) in sources.iter().flat_map(|a| destinations.iter().map(move |b| (a, b))) {
        outcome.cells += 1;
        let found = found(core, source, destination, &port_set(ports));
        if found != *named {
            outcome.wrong.push(format!("{from} -> {to} {ports}: {found:?}, expected {named:?}"));
        }
    }
}

/// What the policies at a workload say to the ingress controller, and which Ingress objects publish these ports.
fn check_published(
    vector: &Vector,
    core: &Core,
    to: &str,
    ports: &str,
    named: &Named,
    outcome: &mut Outcome,
) {
    let (publishers, mut policies): (Named, Named) =
        named.iter().cloned().partition(|it| it.contains(" publishes "));
    if policies.is_empty() {
        policies.insert(DEFAULT.to_owned());
    }
    let egress = [DEFAULT.to_owned()].into_iter().collect();
    compare(core, CONTROLLER_POD, to, ports, &[policies, egress], outcome);
    if vector.manifests.contains("kind: Route") {
        outcome.left_out += 1;
        return;
    }
    outcome.cells += 1;
    let found: Named = published(core, to)
        .into_iter()
        .filter(|it| port_set(ports).contains(it.1, it.2))
        .map(|it| it.0)
        .collect();
    if found != publishers {
        outcome.wrong.push(format!("{CONTROLLER} -> {to} {ports}: {found:?}, expected {publishers:?}"));
    }
}

/// Who publishes which port of a workload with success.
pub fn published(core: &Core, workload: &str) -> Vec<(String, Protocol, u16)> {
    let ids: Vec<String> =
        indices(core, workload).iter().map(|&it| core.ids()[it as usize].clone()).collect();
    let mut res = Vec::new();
    for ingress in core.analysis.ingresses() {
        for backend in &ingress.backends {
            let reached = |it: &&IngressTargetView| ids.contains(&it.id) && it.sign == CellSign::Allowed;
            for it in backend.targets.iter().filter(reached) {
                let (protocol, port) = it.port.split_once(' ').unwrap();
                let service = backend.service.rsplit('/').next().unwrap_or_default();
                let who = format!("Ingress {} publishes {service}", ingress.id);
                res.push((who, Protocol::from_api(protocol).unwrap(), port.parse().unwrap()));
            }
        }
    }
    res
}

/// The rows of a workload, or of the entries that an address range covers.
fn indices(core: &Core, name: &str) -> Vec<u32> {
    let Some((first, last)) = addresses(name) else {
        return owners(core).remove(name).unwrap_or_default();
    };
    let within = |range: &(std::net::IpAddr, std::net::IpAddr)| match *range {
        (std::net::IpAddr::V4(a), std::net::IpAddr::V4(b)) => u32::from(a) <= last && first <= u32::from(b),
        _ => false,
    };
    let endpoints = core.analysis.endpoints().iter().enumerate();
    let outside = endpoints.filter(|(_, it)| it.id.starts_with("ip:"));
    outside.filter(|(_, it)| it.ranges.iter().any(within)).map(|it| it.0 as u32).collect()
}

/// `TCP:[1-79,81-65535], UDP`.
fn port_set(text: &str) -> PortSet {
    let mut res = PortSet::empty();
    let mut protocol = Protocol::Tcp;
    for part in text.split(',').map(str::trim) {
        let range = match part.split_once(":[") {
            Some((name, range)) => {
                protocol = Protocol::from_api(name).unwrap();
                range
            }
            None => part,
        };
        let range = range.trim_end_matches(']');
        let add = match Protocol::from_api(range) {
            Some(it) => PortSet::protocol(it),
            None => {
                let (first, last) = range.split_once('-').unwrap_or((range, range));
                PortSet::range(protocol, first.parse().unwrap(), last.parse().unwrap())
            }
        };
        res = res.union(&add);
    }
    res
}

/// What one line names; `None` where the text goes on with something else.
fn named(line: &str) -> Option<Option<String>> {
    let line = line.strip_prefix("- ").unwrap_or(line);
    if line.ends_with("the system default (Allow all)") && !line.starts_with("Allowed ") {
        return Some(Some(DEFAULT.to_owned()));
    }
    if line == "NetworkPolicy list:" {
        return Some(None);
    }
    let (kind, rest) = line.split_once(" '")?;
    // A Route publishes, too, but is not evaluated.
    if kind == "Ingress" || kind == "Route" {
        let (name, rest) = rest.split_once("' allows ingress ")?;
        let service = rest.strip_prefix("connections through service ");
        let service = service.filter(|_| kind == "Ingress");
        return Some(service.map(|it| format!("{kind} {name} publishes {it}")));
    }
    let (name, rest) = rest.split_once("' ")?;
    if let Some((verb, rule)) = rest.split_once(" connections by ") {
        let (_, rule) = rule.split_once(" rule ")?;
        return Some(Some(format!("{kind} {name} {verb} {rule}")));
    }
    let (_, rest) = rest.strip_prefix("selects ")?.split_once(", ")?;
    if rest.starts_with("but ") {
        return Some(Some(format!("{kind} {name} selects")));
    }
    let (rule, rest) = rest.split_once(" rule ")?.1.split_once(" selects ")?;
    assert!(rest.contains("ports do not match") || rest.contains("named ports"), "{line}");
    Some(Some(format!("{kind} {name} has other ports in {rule}")))
}

/// What core names for these ports, inwards and outwards.
fn found(core: &Core, from: u32, to: u32, ports: &PortSet) -> [Named; 2] {
    let whole = core.analysis.explain(from, to, Probe::Any).unwrap();
    let mut res = [Named::new(), Named::new()];
    for piece in &whole.pieces {
        let Some((protocol, port)) = piece.ports.intersection(ports).first() else { continue };
        let one = core.analysis.explain(from, to, Probe::Port(protocol, port)).unwrap();
        let sides = one.sides.unwrap();
        for (at, direction) in [(0, Direction::Ingress), (1, Direction::Egress)] {
            res[at].extend(piece.passed.get(direction).rules().map(|it| rule(core, it)));
            res[at].extend(side(core, sides.get(direction)));
        }
    }
    res
}

fn side(core: &Core, side: &Side) -> Named {
    let policies = &core.analysis.policies().policies;
    match side.reason {
        Reason::NotIsolated | Reason::NotApplicable => [DEFAULT.to_owned()].into_iter().collect(),
        Reason::Rule(it) if policies.at(it.policy).tier == Tier::NetworkPolicy => {
            side.matches.iter().map(|it| rule(core, it.rule)).collect()
        }
        Reason::Rule(it) => [rule(core, it)].into_iter().collect(),
        Reason::Isolated => side.isolating.iter().flat_map(|it| nearly(core, side, it.0)).collect(),
        other => [format!("{other:?}")].into_iter().collect(),
    }
}

/// The rules of an isolating policy that match but for their ports; else only that it selects.
fn nearly(core: &Core, side: &Side, policy: PolicyId) -> Vec<String> {
    let it = core.analysis.policies().policies.at(policy);
    let head = format!("{} {}", it.kind.as_str(), it.id);
    let trials = side.misses.iter().filter(|it| it.rule.policy == policy);
    let has_peer =
        trials.filter(|it| it.peers.as_ref().is_none_or(|all| all.iter().any(|it| it.matches == Tri::Yes)));
    let res: Vec<String> =
        has_peer.map(|it| format!("{head} has other ports in #{}", it.rule.index + 1)).collect();
    if res.is_empty() { vec![format!("{head} selects")] } else { res }
}

/// A rule that decided or passed, by its name or its number.
fn rule(core: &Core, rule: RuleRef) -> String {
    let policy = core.analysis.policies().policies.at(rule.policy);
    let it = &policy.rules.get(rule.direction).as_ref().unwrap()[rule.index as usize];
    let verb = match it.action {
        Action::Accept => "allows",
        Action::Deny => "denies",
        Action::Pass => "passes",
    };
    let name = if it.name.is_empty() { format!("#{}", rule.index + 1) } else { it.name.clone() };
    format!("{} {} {verb} {name}", policy.kind.as_str(), policy.id)
}
