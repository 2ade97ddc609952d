//! All sources of a Service.

use std::net::IpAddr;

use super::crowd::Crowd;
use super::why::{Whom, Why, why, words};
use super::{PeerAnswer, PeerGroupView, rows};
use crate::cluster::ServicePortChoice;
use crate::eval::{Asks, Pair};
use crate::explain::service::{ServiceFlow, ServiceOutcome};
use crate::hash::HashMap;
use crate::ids::{ClassId, EndpointId, NodeId};
use crate::model::{End, Model, ServiceEnd};
use crate::options::ServiceHairpin;
use crate::probe::Probe;
use crate::tri::Tri;
use crate::view::{Fragment, ServiceError, service};

/// Answer and reasons.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Judged {
    outcome: ServiceOutcome,
    sentence: String,
    /// That of every backend, where it is the same for all.
    why: Vec<Why>,
    is_missing_a_policy: bool,
}

/// What sources have in common that are judged alike: class, what matters of their node, a mark, and of a backend, which
/// it is.
type Alike<'m> = (ClassId, Option<(Option<NodeId>, &'m [IpAddr])>, bool, Option<EndpointId>);

/// What becomes of the connections of all rows to a port of a Service.
pub(crate) fn sources(
    model: &Model,
    id: &str,
    port: Option<&ServicePortChoice>,
) -> Result<Vec<PeerGroupView>, ServiceError> {
    let crowd = Crowd::new(model);
    let mut groups: Vec<(Judged, Vec<EndpointId>)> = Vec::new();
    let mut positions: HashMap<Judged, usize> = HashMap::default();
    let mut known: HashMap<Alike<'_>, usize> = HashMap::default();
    let mut backends: Option<Vec<EndpointId>> = None;
    for source in rows(model) {
        let is_missing = model.missing_for(source).next().is_some();
        let alike = |backends: &[EndpointId]| {
            let pod = model.cluster.endpoints.at(source).pod();
            let node = pod.filter(|_| model.reach.asks_for_nodes() != Asks::No);
            let node = node.map(|it| (it.node, it.host_addresses.as_slice()));
            // An address outside may be that of a backend's own node.
            let may_be_node = pod.is_none() && model.reach.asks_for_nodes() != Asks::No;
            let own = (may_be_node || backends.contains(&source)).then_some(source);
            (*model.reach.classes.of.at(source), node, is_missing, own)
        };
        let before = backends.as_ref().and_then(|it| known.get(&alike(it)));
        let at = match before {
            Some(&at) => at,
            None => {
                let flow = service::flow(model, End::Row(source.0), ServiceEnd::from(id), port)?;
                let backends = backends.get_or_insert_with(|| {
                    let resolved = &flow.resolved;
                    let all = resolved.backends.iter().map(|it| it.endpoint);
                    all.chain(resolved.without_family.iter().copied()).collect()
                });
                let judged = judged(model, &flow, is_missing);
                let at = *positions.entry(judged.clone()).or_insert(groups.len());
                if at == groups.len() {
                    groups.push((judged, Vec::new()));
                }
                known.insert(alike(backends), at);
                at
            }
        };
        if let Some((_, members)) = groups.get_mut(at) {
            members.push(source);
        }
    }
    crate::order::sort_by_key(&mut groups, |it| rank(it.0.outcome));
    let group = |(judged, members): &(Judged, Vec<EndpointId>)| {
        let source = match members.as_slice() {
            [one] => Whom::One(model.title(*one)),
            _ => Whom::Them,
        };
        PeerGroupView {
            answer: PeerAnswer::Service(judged.outcome),
            sentence: judged.sentence.clone(),
            reason: reason(model, judged, source),
            count: crowd.count(members),
            peers: crowd.peers(members),
        }
    };
    Ok(groups.iter().map(group).collect())
}

fn judged(model: &Model, flow: &ServiceFlow, is_missing_a_policy: bool) -> Judged {
    let mut res = Judged {
        outcome: flow.outcome,
        sentence: service::sentence(flow),
        why: Vec::new(),
        is_missing_a_policy,
    };
    for (backend, own) in flow.resolved.backends.iter().zip(&flow.flows) {
        // A pod that is let through to itself has no reason in the policies.
        let exempt = own.hairpin && model.options.service_hairpin == ServiceHairpin::Allow;
        if exempt || backend.certain != Tri::Yes {
            continue;
        }
        let pair = Pair { asked: [own.family, None], ..Pair::new(flow.source, backend.endpoint) };
        let probe = Probe::Port(backend.port.0, backend.port.1);
        let cell = model.reach.cell(model.inputs(), pair);
        let why = why(model, pair, probe, &cell, own.allowed);
        if !res.why.contains(&why) {
            res.why.push(why);
        }
    }
    if res.why.len() > 1 {
        res.why.clear();
    }
    res
}

/// The reasons where they are the same for all backends; else *Why?* tells them.
fn reason(model: &Model, judged: &Judged, source: Whom<'_>) -> Vec<Fragment> {
    let whom = [source, Whom::Backends];
    let missing = judged.is_missing_a_policy.then_some(source);
    match judged.why.as_slice() {
        [one] => words(model, one, whom, missing),
        _ => words(model, &Why::Ends(Vec::new()), whom, missing),
    }
}

fn rank(it: ServiceOutcome) -> u8 {
    match it {
        ServiceOutcome::Allowed => 0,
        ServiceOutcome::Partial => 1,
        ServiceOutcome::Unknown => 2,
        ServiceOutcome::Denied => 3,
        ServiceOutcome::NoEndpoint | ServiceOutcome::Unreachable => 4,
    }
}
