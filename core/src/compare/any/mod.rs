//! Whether two sets of policies agree for every pod and namespace that could exist, and not only for those of an input.
//!
//! Selectors answer yes or no to labels, so there are only so many kinds of pods: for each way in which all selectors of
//! both sets can be answered together one is made up, and likewise for names of ports and blocks of addresses. With these
//! both sets are evaluated and compared like any two clusters. Where there are too many ways, not all are tried, and then
//! the answer is never that the sets agree; unless both state the same, only in another order or in other pieces.
//!
//! Enters: two models, of which only the policies count. Leaves: an [`Equivalence`], with the smallest example of a
//! difference that was found. Deliberately not here: a second evaluator.

mod asked;
mod possible;
mod stated;

use std::net::IpAddr;
use std::sync::Arc;

use super::decided::sample;
use super::{Both, Change, Comparison, Difference, compare};
use crate::cluster::Body;
use crate::ids::{EndId, JointId};
use crate::kind::Manifest;
use crate::model::Model;
use crate::options::{HostNetworkPods, Options};
use crate::protocol::Protocol;
use crate::tri::Tri;
use asked::Asked;
use possible::{PossibleCluster, PossibleClusters};
use stated::Stated;

/// How two sets of policies stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Agreement {
    /// They allow the same for every pod that could exist.
    Equal,
    /// The first is narrower: all that it allows, the second allows, too; not the other way round.
    Narrower,
    /// The first is wider: all that the second allows, it allows, too; not the other way round.
    Wider,
    /// They differ. Each allows something that the other denies, or it was not found out whether that is so.
    Different,
    /// No difference was found, and not everything was tried.
    NotFound,
}

/// What a comparison of two sets of policies found.
#[derive(Clone, Debug, PartialEq)]
pub struct Equivalence {
    /// How they stand to each other.
    pub agreement: Agreement,
    /// The smallest difference that was found.
    pub example: Option<Example>,
    /// How many pods were made up and tried.
    pub pods: usize,
    /// What keeps the answer from being about every pod that could exist.
    pub gap: Option<Gap>,
    /// Whether there is more than was tried, whatever else is not known: more pods than were made up, or rules of one of
    /// the two sets that an evaluation left out.
    pub is_partly_tried: bool,
}

/// Why not everything is known. What is asked of the reader first comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// Something is missing from an input.
    Incomplete,
    /// An input does not decide for some pairs.
    Undecided,
    /// Policies ask for nodes or names of hosts, which no pod is.
    Peers,
    /// There are more pods than were tried.
    Pods,
}

/// A flow that one set of policies allows and the other denies.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Who opens the connection.
    pub source: ExampleEnd,
    /// Who receives it.
    pub destination: ExampleEnd,
    /// The port.
    pub port: (Protocol, u16),
    /// Whether each set allows it.
    pub allowed: Both<Tri>,
}

/// An end of such a flow.
#[derive(Clone, Debug, PartialEq)]
pub enum ExampleEnd {
    /// A pod that could exist.
    Pod(ExamplePod),
    /// An address outside the cluster.
    Address(IpAddr),
    /// A host outside the cluster.
    Host(String),
}

/// A pod that could exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExamplePod {
    /// Its namespace.
    pub namespace: String,
    /// The labels of the namespace, but for its name.
    pub namespace_labels: Vec<(String, String)>,
    /// Its labels.
    pub labels: Vec<(String, String)>,
    /// Its address, where that makes a difference.
    pub address: Option<IpAddr>,
    /// Its ports that have names.
    pub ports: Vec<(Protocol, String, u16)>,
}

/// Compares the policies of two models for every pod that could exist.
pub fn any(before: &Model, after: &Model) -> Equivalence {
    let models = Both { before, after };
    if state_the_same(models) {
        return Equivalence {
            agreement: Agreement::Equal,
            example: None,
            pods: 0,
            gap: None,
            is_partly_tried: false,
        };
    }
    let asked = Asked::new(models);
    let possible = PossibleClusters::new(&asked);
    let (mut opens, mut closes, mut is_undecided, mut pods) = (false, false, false, 0);
    // A policy that is not evaluated may say anything.
    let mut is_incomplete =
        [before, after].into_iter().any(|it| it.is_incomplete() || !it.missing.is_empty());
    let mut is_partly_tried = possible.is_cut;
    let mut best: Option<(usize, Example)> = None;
    for cluster in &possible.clusters {
        let objects = cluster.objects();
        pods += cluster.pods.len();
        let own = models.map(|it| with(it, &objects));
        let is_left_out = own.before.left_out.is_some() || own.after.left_out.is_some();
        is_incomplete |= is_left_out;
        is_partly_tried |= is_left_out;
        let comparison = compare(&own.before, &own.after);
        let own = comparison.models(&own.before, &own.after);
        for difference in &comparison.differences {
            let Some((size, example)) = smallest(cluster, &comparison, own, difference) else { continue };
            match difference.change {
                Change::NewlyAllowed => opens = true,
                Change::NewlyDenied => closes = true,
                Change::Both => (opens, closes) = (true, true),
                Change::Undecided => {
                    is_undecided = true;
                    continue;
                }
            }
            if best.as_ref().is_none_or(|it| size < it.0) {
                best = Some((size, example));
            }
        }
    }
    let gaps = [
        (Gap::Incomplete, is_incomplete),
        (Gap::Undecided, is_undecided),
        // No pod that was tried is in its node's network.
        (Gap::Peers, asked.more || before.options.host_network_pods == HostNetworkPods::AsPod),
        (Gap::Pods, possible.is_cut),
    ];
    let gap = gaps.into_iter().find(|it| it.1).map(|it| it.0);
    let agreement = match (opens, closes, gap.is_none()) {
        (false, false, true) => Agreement::Equal,
        (false, false, false) => Agreement::NotFound,
        (true, false, true) => Agreement::Narrower,
        (false, true, true) => Agreement::Wider,
        (true, _, _) | (_, true, _) => Agreement::Different,
    };
    Equivalence { agreement, example: best.map(|it| it.1), pods, gap, is_partly_tried }
}

/// Whether both sets are known as a whole, and state the same.
fn state_the_same(Both { before, after }: Both<&Model>) -> bool {
    let is_known = |it: &Model| !it.is_incomplete() && it.missing.is_empty();
    is_known(before)
        && is_known(after)
        && before.options == after.options
        && Stated::of(before).is_some_and(|it| Some(it) == Stated::of(after))
}

/// The policies of a model with other pods and namespaces.
fn with(model: &Model, objects: &[Manifest]) -> Model {
    let mut all: Vec<Manifest> =
        model.read.manifests.iter().filter(|it| it.as_policy().is_some()).cloned().collect();
    all.extend(objects.iter().cloned());
    let options = Options { any_pods: Vec::new(), externals: Vec::new(), ..model.options.clone() };
    let mut res = model.with_objects(Arc::from(all), &options);
    for it in res.cluster.endpoints.iter_mut() {
        if let Body::Pod(pod) = &mut it.body {
            // Each stands for all pods like it, and two of these are two pods.
            pod.replicas = 2;
        }
    }
    res
}

/// The pair of a difference that takes the fewest words, with their number; `None` where no such pair can exist.
fn smallest(
    cluster: &PossibleCluster,
    comparison: &Comparison,
    models: Both<&Model>,
    difference: &Difference,
) -> Option<(usize, Example)> {
    let port = sample(&difference.ports)?;
    let allowed = difference.ports.map(|it| {
        if it.allowed.contains(port.0, port.1) {
            Tri::Yes
        } else {
            if it.possible.contains(port.0, port.1) { Tri::Unknown } else { Tri::No }
        }
    });
    let ends = |classes: &[JointId]| {
        let mut res: Vec<(usize, ExampleEnd)> = Vec::new();
        for it in classes.iter().filter_map(|it| comparison.classes.get(*it)) {
            // All members of a class are judged alike: the smallest is enough, and one more in case of equal addresses.
            let mut all: Vec<(usize, ExampleEnd)> =
                it.members.iter().filter_map(|it| end(cluster, comparison, models, *it)).collect();
            crate::order::sort_by_key(&mut all, |it| it.0);
            res.extend(all.into_iter().take(2));
        }
        crate::order::sort_by_key(&mut res, |it| it.0);
        res
    };
    let (sources, destinations) = (ends(&difference.sources), ends(&difference.destinations));
    let mut best: Option<(usize, Example)> = None;
    for (words, source) in &sources {
        for (more, destination) in &destinations {
            let size = words + more;
            if best.as_ref().is_some_and(|it| it.0 <= size) {
                break;
            }
            if can_meet(source, destination) {
                let (source, destination) = (source.clone(), destination.clone());
                best = Some((size, Example { source, destination, port, allowed }));
                break;
            }
        }
    }
    best
}

/// No two ends have one address.
fn can_meet(source: &ExampleEnd, destination: &ExampleEnd) -> bool {
    let address = |it: &ExampleEnd| match it {
        ExampleEnd::Pod(it) => it.address,
        ExampleEnd::Address(it) => Some(*it),
        ExampleEnd::Host(_) => None,
    };
    match (source, destination) {
        // Of pods that share a stretch of addresses, another has another one.
        (ExampleEnd::Pod(one), ExampleEnd::Pod(other)) if one == other => one.address.is_none(),
        _ => address(source).is_none_or(|it| Some(it) != address(destination)),
    }
}

fn end(
    cluster: &PossibleCluster,
    comparison: &Comparison,
    models: Both<&Model>,
    end: EndId,
) -> Option<(usize, ExampleEnd)> {
    let matched = comparison.ends.get(end)?;
    if let Some(&(first, _)) = matched.ranges.first() {
        return Some((0, ExampleEnd::Address(first)));
    }
    let endpoint = models.after.cluster.endpoints.get(matched.both.after)?;
    if endpoint.external().is_some() {
        return Some((1, ExampleEnd::Host(endpoint.name.clone())));
    }
    let nth: usize = endpoint.name.strip_prefix('p')?.parse().ok()?;
    let pod = cluster.pods.get(nth)?;
    let namespace = cluster.namespaces.get(pod.namespace)?;
    let listed = |it: &asked::Given| it.iter().map(|it| (it.0.clone(), it.1.clone())).collect();
    let size = 1 + pod.labels.len() + namespace.labels.len() + pod.ports.len();
    let pod = ExamplePod {
        namespace: namespace.name.clone(),
        namespace_labels: listed(&namespace.labels),
        labels: listed(&pod.labels),
        address: pod.address,
        ports: pod.ports.clone(),
    };
    Some((size, ExampleEnd::Pod(pod)))
}

#[cfg(test)]
mod tests;
