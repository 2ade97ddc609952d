//! Pods and namespaces that stand in for those which the policies of an input speak of, where it has no pods of its own.
//!
//! Guides show policies alone. Without pods there is nothing to reach and nothing to see, so as few as possible are made
//! up: for each policy a pod that it selects, for each peer one that it takes, one beside it that nothing takes, and one
//! with the same labels in another namespace; with the ports that the rules name. They are written as manifests
//! ([`StandIns::text`]) and read like any other.
//!
//! Enters: manifests. Leaves: the text of more manifests. Deliberately not here: what becomes of them.

mod cast;
mod labels;
mod wish;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::hash::HashSet;
use crate::kind::{Manifest, NAME_LABEL};
use crate::protocol::Protocol;
use crate::source::{Location, Mapped};
use crate::yaml;

use cast::{Actor, Cast};

/// So many pods are made up at most.
pub(crate) const MOST: usize = 200;

/// What was made up.
#[derive(Clone, Debug, PartialEq)]
pub struct StandIns {
    /// The manifests. Each leads to the selector that asks for it.
    pub text: Mapped,
    /// What each pod is called after, in the order of the text: `app=web`.
    pub names: Vec<String>,
    /// The id of each, and the one that it has once the text is a file of the input.
    pub ids: Vec<(String, String)>,
    /// Whether there would be more than [`MOST`].
    pub is_cut: bool,
}

impl StandIns {
    /// "4 stand-ins, made from the labels your policies mention".
    pub fn sentence(&self) -> String {
        let count = self.names.len();
        let stand_ins = if count == 1 { "stand-in" } else { "stand-ins" };
        let more = if self.is_cut { format!("; more than {MOST} are not made") } else { String::new() };
        format!("{count} {stand_ins}, made from the labels your policies mention{more}")
    }
}

/// The manifests of what was made up for two inputs, each once; `None` where the same was made for both. With them as a file
/// of both, a policy that goes does not take its pods with it, and one that comes does not bring its own.
pub(crate) fn common(both: [Option<&StandIns>; 2]) -> Option<String> {
    let [one, other] = both.map(|it| it.map_or("", |it| it.text.text()));
    if one == other {
        return None;
    }
    let mut names: HashSet<&str> = HashSet::default();
    let mut res = String::new();
    for manifest in [one, other].into_iter().flat_map(|it| it.split("---\n")) {
        // Of one object for both, the ports may differ: its names and labels stand above them.
        let (name, _) = manifest.split_once("spec:").unwrap_or((manifest, ""));
        if !name.trim().is_empty() && names.insert(name) {
            res.push_str("---\n");
            res.push_str(manifest);
        }
    }
    Some(res)
}

/// The stand-ins that the policies need; `None` where the input has pods for them.
///
/// An input that has Services, Ingress objects or nodes, or in which a policy finds a pod for each of its selectors, is
/// taken for whole: a selector without pods is a finding there. In any other a pod takes the place of the stand-in that
/// it fits.
pub(crate) fn stand_ins(manifests: &[Manifest], place: impl Fn(Location) -> Location) -> Option<StandIns> {
    let policies: Vec<&Manifest> =
        manifests.iter().filter(|it| it.as_policy().is_some() && !it.meta().is_in_doubt).collect();
    let is_other = |it: &Manifest| it.as_policy().is_none() && it.as_namespace().is_none() && !makes_pods(it);
    let is_more = manifests.iter().any(is_other) && manifests.iter().any(makes_pods);
    // With more pods than could be made up, the input is no mere example of its policies.
    let is_large = manifests.iter().filter(|it| makes_pods(it)).count() > MOST;
    if policies.is_empty() || is_more || is_large {
        return None;
    }
    let mut cast = Cast::of(manifests);
    let wishes = wish::wishes(&policies);
    let real = cast.actors.len();
    let is_served = |policy: &usize| {
        let mut essential = wishes.iter().filter(|it| it.policy == *policy && it.is_essential);
        essential.all(|it| cast.actors.iter().any(|actor| cast.fits(actor, it)))
    };
    if real > 0 && (0..policies.len()).any(|it| is_served(&it)) {
        return None;
    }
    let is_whole = wishes.iter().all(|it| cast.serve(it)) && cast.accompany(&policies);
    let made: Vec<&Actor> = cast.actors.iter().filter(|it| !it.is_real).collect();
    // An input with more pods than would be made up is no mere example of a policy.
    (!made.is_empty() && real <= made.len()).then(|| written(&cast, &made, !is_whole, place))
}

fn makes_pods(it: &Manifest) -> bool {
    it.as_pod().is_some() || it.as_workload().is_some()
}

fn written(cast: &Cast, made: &[&Actor], is_cut: bool, place: impl Fn(Location) -> Location) -> StandIns {
    let mut text = Mapped::new();
    let mut put = |lines: &str, at: Location| {
        let separator = if text.text().is_empty() { "" } else { "---\n" };
        text.put(&format!("{separator}{lines}"), place(at));
    };
    let mut declared = BTreeSet::new();
    for it in made {
        let Some(space) = cast.spaces.get(it.space) else { continue };
        if declared.insert(it.space) && !space.is_declared && space.name != "default" {
            let mut lines = format!("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {}\n", space.name);
            let own = |it: &&(String, String)| it.0 != NAME_LABEL;
            write_labels(&mut lines, space.labels.iter().filter(own));
            put(&lines, it.at);
        }
        let space = &space.name;
        let mut lines = "apiVersion: v1\nkind: Pod\nmetadata:\n".to_owned();
        let _ = writeln!(lines, "  name: {}\n  namespace: {space}", it.name);
        write_labels(&mut lines, it.labels.iter());
        lines.push_str("spec:\n  containers:\n  - name: main\n    image: stand-in\n");
        if !it.ports.is_empty() {
            lines.push_str("    ports:\n");
        }
        for port in &it.ports {
            let _ = writeln!(lines, "    - containerPort: {}", port.number);
            if !port.name.is_empty() {
                let _ = writeln!(lines, "      name: {}", port.name);
            }
            if port.protocol != Protocol::Tcp {
                let _ = writeln!(lines, "      protocol: {}", port.protocol.as_str());
            }
        }
        put(&lines, it.at);
    }
    let ids = made.iter().filter_map(|it| {
        let space = &cast.spaces.get(it.space)?.name;
        Some((format!("{space}/{}", it.title()), format!("{space}/{}", it.name)))
    });
    StandIns { text, names: made.iter().map(|it| it.title()).collect(), ids: ids.collect(), is_cut }
}

fn write_labels<'l>(lines: &mut String, labels: impl Iterator<Item = &'l (String, String)>) {
    let mut labels = labels.peekable();
    if labels.peek().is_some() {
        lines.push_str("  labels:\n");
    }
    for (key, value) in labels {
        let _ = writeln!(lines, "    {}: {}", yaml::written(key), yaml::written(value));
    }
}

#[cfg(test)]
mod tests;
