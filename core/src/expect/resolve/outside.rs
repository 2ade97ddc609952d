//! Rows outside the cluster, and what looking at all of them takes.

use crate::cluster::{Cluster, External};
use crate::ids::EndpointId;

pub(super) struct Outside {
    rows: Vec<EndpointId>,
    /// A step for each of them and each of their ranges.
    pub(super) cost: u64,
}

impl Outside {
    pub(super) fn new(cluster: &Cluster) -> Outside {
        let visible = cluster.endpoints.enumerate().take(cluster.visible());
        let all = visible.filter_map(|(row, it)| Some((row, it.external()?)));
        let (rows, costs): (Vec<EndpointId>, Vec<u64>) =
            all.map(|(row, it)| (row, 1 + it.ranges.len() as u64)).unzip();
        Outside { rows, cost: costs.iter().sum() }
    }

    /// Those of which that holds.
    pub(super) fn of(&self, cluster: &Cluster, is_meant: impl Fn(&External) -> bool) -> Vec<EndpointId> {
        let external = |it: EndpointId| cluster.endpoints.get(it).and_then(|it| it.external());
        self.rows.iter().copied().filter(|it| external(*it).is_some_and(&is_meant)).collect()
    }
}
