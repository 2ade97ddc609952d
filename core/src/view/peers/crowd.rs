//! Many rows in few words: by workload, and counted.

use super::PeerView;
use crate::cluster::WorkloadPods;
use crate::hash::HashMap;
use crate::ids::{ClassId, EndpointId};
use crate::model::Model;
use crate::words;

/// The rows of a model, each with its workload.
pub(super) struct Crowd<'m> {
    model: &'m Model,
    workloads: Vec<WorkloadPods>,
    /// Position of the workload of a row.
    of: HashMap<EndpointId, usize>,
}

impl<'m> Crowd<'m> {
    pub(super) fn new(model: &'m Model) -> Crowd<'m> {
        let workloads = model.cluster.by_workload();
        let rows =
            workloads.iter().enumerate().flat_map(|(at, it)| it.members.iter().map(move |row| (*row, at)));
        let of = rows.collect();
        Crowd { model, workloads, of }
    }

    fn pods(&self, it: EndpointId) -> Option<u32> {
        Some(self.model.cluster.endpoints.at(it).pod()?.replicas)
    }

    /// Rows by workload, in the order of the first of each.
    pub(super) fn peers(&self, rows: &[EndpointId]) -> Vec<PeerView> {
        let mut positions: HashMap<usize, usize> = HashMap::default();
        let mut res: Vec<(EndpointId, Option<usize>, u32)> = Vec::new();
        for &row in rows {
            let pods = self.pods(row).unwrap_or(1);
            let Some(&workload) = self.of.get(&row) else {
                res.push((row, None, pods));
                continue;
            };
            let at = *positions.entry(workload).or_insert(res.len());
            match res.get_mut(at) {
                Some(it) => it.2 = it.2.saturating_add(pods),
                None => res.push((row, Some(workload), pods)),
            }
        }
        res.into_iter().map(|(row, workload, pods)| self.peer(row, workload, pods)).collect()
    }

    fn peer(&self, row: EndpointId, workload: Option<usize>, pods: u32) -> PeerView {
        let endpoint = self.model.cluster.endpoints.at(row);
        let workload = workload.and_then(|it| self.workloads.get(it));
        let all = workload.map_or(pods, |it| it.pods);
        let (group, name) = match (workload, endpoint.pod()) {
            (Some(it), _) => split(&it.id),
            (None, Some(_)) => split(&endpoint.id),
            (None, None) => ("outside".to_owned(), endpoint.name.clone()),
        };
        PeerView { id: endpoint.id.clone(), group, name, count: count_text(pods, all) }
    }

    /// "12 pods of 3 workloads", "4 pods and 1 entry outside".
    pub(super) fn count(&self, rows: &[EndpointId]) -> String {
        let pods = rows.iter().filter_map(|it| self.pods(*it)).fold(0, u32::saturating_add);
        let outside = rows.iter().filter(|it| self.pods(**it).is_none()).count();
        let mut of: Vec<Option<&usize>> = rows.iter().map(|it| self.of.get(it)).collect();
        crate::order::sort_dedup(&mut of);
        let workloads = of.iter().flatten().count();
        let mut parts = Vec::new();
        if pods > 0 && (workloads as u32) < pods && workloads > 0 {
            parts.push(format!(
                "{} of {}",
                words::count(pods as usize, "pod"),
                words::count(workloads, "workload")
            ));
        } else if pods > 0 {
            parts.push(words::count(pods as usize, "pod"));
        }
        if outside > 0 {
            parts.push(format!("{outside} outside"));
        }
        parts.join(", ")
    }

    /// "3 pods allowed, 12 denied"; answers that are the same are counted together.
    pub(super) fn sentence<'r>(
        &self,
        groups: impl Iterator<Item = (&'static str, &'r [EndpointId])>,
    ) -> String {
        let mut sums: Vec<(&'static str, Vec<EndpointId>)> = Vec::new();
        for (word, rows) in groups {
            match sums.last_mut() {
                Some(it) if it.0 == word => it.1.extend_from_slice(rows),
                Some(_) | None => sums.push((word, rows.to_vec())),
            }
        }
        let parts: Vec<String> =
            sums.iter().map(|(word, rows)| format!("{word}: {}", self.count(rows))).collect();
        if parts.is_empty() { "no other endpoint".to_owned() } else { parts.join("; ") }
    }

    /// Of the pods of the same workload that are of other classes, the first of each class.
    pub(super) fn differing(&self, own: EndpointId) -> Vec<(String, String)> {
        // More ways than these are found in the matrix.
        const MOST: usize = 6;
        let class = |it: EndpointId| *self.model.reach.classes.of.at(it);
        let members = self.of.get(&own).and_then(|it| self.workloads.get(*it));
        let mut seen: Vec<ClassId> = vec![class(own)];
        let mut res = Vec::new();
        for &it in members.into_iter().flat_map(|it| &it.members) {
            if res.len() < MOST && !seen.contains(&class(it)) {
                seen.push(class(it));
                let endpoint = self.model.cluster.endpoints.at(it);
                res.push((endpoint.id.clone(), endpoint.name.clone()));
            }
        }
        res
    }
}

/// "×4", "3 of 4", or nothing.
pub(in crate::view) fn count_text(pods: u32, of: u32) -> String {
    match (pods, of) {
        (1, 1) => String::new(),
        (a, b) if a >= b => format!("×{a}"),
        (a, b) => format!("{a} of {b}"),
    }
}

/// Namespace and name.
pub(in crate::view) fn split(id: &str) -> (String, String) {
    let (namespace, name) = id.split_once('/').unwrap_or(("", id));
    (namespace.to_owned(), name.to_owned())
}
