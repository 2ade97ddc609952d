//! What ends are called, and what decided.

use super::super::Fragment;
use super::super::why::side::{listed, policy_link};
use crate::compare::{Both, Comparison};
use crate::eval::Reason;
use crate::eval::address::ranges_text;
use crate::ids::{EndId, EndpointId, JointId};
use crate::model::Model;
use crate::policy::{Direction, RuleRef};
use crate::tri::Tri;

/// What sentences call an end.
pub(crate) fn title(comparison: &Comparison, models: Both<&Model>, end: EndId) -> String {
    // More ranges than this are not listed.
    const RANGES: usize = 2;
    let Some(it) = comparison.ends.get(end) else { return String::new() };
    let (old, new) = (
        models.before.cluster.endpoints.at(it.both.before),
        models.after.cluster.endpoints.at(it.both.after),
    );
    if it.ranges.is_empty() {
        return models.after.title(it.both.after).to_owned();
    }
    for one in [new, old] {
        if one.external().is_some_and(|outside| outside.ranges == it.ranges) {
            return one.name.clone();
        }
    }
    if old.name == new.name {
        return new.name.clone();
    }
    // The row that the matrix has for them tells more than a long list.
    match it.ranges.len() <= RANGES {
        true => ranges_text(&it.ranges, ", "),
        false => format!("part of {}", new.name),
    }
}

/// The ids of an end: of addresses outside the cluster one for each range.
pub(crate) fn id(comparison: &Comparison, models: Both<&Model>, end: EndId) -> Vec<String> {
    let Some(it) = comparison.ends.get(end) else { return Vec::new() };
    if it.ranges.is_empty() {
        return vec![models.after.cluster.endpoints.at(it.both.after).id.clone()];
    }
    it.ranges.iter().map(|it| format!("ip:{}", ranges_text(&[*it], ","))).collect()
}

/// "shop/web, shop/api and 3 more".
pub(crate) fn names(
    comparison: &Comparison,
    models: Both<&Model>,
    classes: &[JointId],
    most: usize,
) -> String {
    let members = || classes.iter().filter_map(|it| comparison.classes.get(*it)).flat_map(|it| &it.members);
    let mut first: Vec<EndId> = Vec::new();
    let count = members().count();
    first.extend(members().take(most.max(1)));
    let shown: Vec<String> = first.iter().map(|it| title(comparison, models, *it)).collect();
    let more = count - shown.len();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// What decided at one end: "allowed by shop/api, ingress rule 1".
pub(crate) fn decider(
    model: &Model,
    direction: Direction,
    subject: EndpointId,
    (allowed, reason): (Tri, Reason),
) -> Vec<Fragment> {
    let text = |it: &str| Fragment::Text(it.to_owned());
    let verdict = match allowed {
        Tri::Yes => "allowed",
        Tri::No => "denied",
        Tri::Unknown => "not decidable",
    };
    let plain = |why: &str| vec![text(verdict), text(why)];
    let rule = |before: &str, it: RuleRef| {
        let link = policy_link(model, it.policy);
        let number = format!(", {} rule {}", direction.as_str(), it.index + 1);
        vec![text(verdict), text(before), link, Fragment::Text(number)]
    };
    match reason {
        Reason::Rule(it) => rule(" by ", it),
        Reason::Unknown(it) => rule(": it is open whether it is matched by ", it),
        Reason::Tied(it) => rule(": policies of equal priority differ, such as ", it),
        Reason::Isolated | Reason::UnknownIsolation => {
            let certain = reason == Reason::Isolated;
            let applying = model.reach.applying(direction, subject).iter();
            let isolates = |it: &&(crate::ids::PolicyId, Tri)| {
                model.policies.tier(it.0).mode().isolates() && (it.1 == Tri::Yes) == certain
            };
            let policies: Vec<_> = applying.filter(isolates).map(|it| it.0).collect();
            let how = if certain { ": isolated by " } else { ": perhaps isolated by " };
            let mut res = vec![text(verdict), text(how)];
            res.extend(listed(model, policies.into_iter()));
            res.extend(certain.then(|| text(", and no rule matches")));
            res
        }
        Reason::NotIsolated => plain(": no policy isolates it"),
        Reason::EitherWay => plain(" whether or not it is isolated"),
        Reason::Unreachable => plain(": the two have no common address family"),
        Reason::NotApplicable => plain(": policies do not apply outside the cluster"),
        Reason::HostNetwork => plain(": it shares the network of its node"),
        Reason::OwnNode => plain(": the other end is its own node"),
        Reason::PerhapsOwnNode => plain(": the other end is perhaps its own node"),
        Reason::LeftOut => plain(": not computed"),
    }
}
