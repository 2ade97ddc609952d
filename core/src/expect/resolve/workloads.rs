//! Workloads by their names and rows, so that a name costs what it means.

use crate::cluster::WorkloadPods;
use crate::hash::HashMap;
use crate::ids::EndpointId;

/// Workloads by what they may be called, and by their rows.
pub(super) struct Workloads {
    all: Vec<WorkloadPods>,
    by_name: HashMap<String, Vec<usize>>,
    of: HashMap<EndpointId, usize>,
}

impl Workloads {
    pub(super) fn new(all: Vec<WorkloadPods>) -> Workloads {
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::default();
        let mut of = HashMap::default();
        for (at, it) in all.iter().enumerate().filter(|it| it.1.is_workload) {
            by_name.entry(it.name().to_owned()).or_default().push(at);
            of.extend(it.members.iter().map(|row| (*row, at)));
        }
        Workloads { all, by_name, of }
    }

    /// The rows of the only workload of a name, and of a kind where one is asked for.
    pub(super) fn only(&self, name: &str, kind: Option<&str>) -> Option<&[EndpointId]> {
        let those = self.by_name.get(name)?.iter().filter_map(|it| self.all.get(*it));
        let mut found = those.filter(|it| kind.is_none_or(|kind| kind == it.kind));
        let first = found.next()?;
        found.next().is_none().then_some(&first.members)
    }

    /// What the workload of a row may be called: `shop/web`, `shop/deployment/web`.
    pub(super) fn names(&self, row: EndpointId) -> Vec<String> {
        let Some(it) = self.of.get(&row).and_then(|it| self.all.get(*it)) else { return Vec::new() };
        let name = it.name();
        let of_kind = name
            .split_once('/')
            .map(|(namespace, name)| format!("{namespace}/{}/{name}", it.kind.to_ascii_lowercase()));
        [Some(name.to_owned()), of_kind].into_iter().flatten().collect()
    }
}
