//! Workloads against the Services of the cluster: peers of one Service, and what is allowed that nothing asks for.

use std::rc::Rc;

use super::asked::{Answer, Members};
use super::judge::Judge;
use super::{By, Looked, LookedAt, Need, Shown, Unneeded, Where, Who};
use crate::cluster::{Backend, Translation};
use crate::ids::EndpointId;
use crate::order::sort_dedup;
use crate::pause::Pause;
use crate::policy::Direction;
use crate::source::Location;
use crate::tri::Tri;

/// What looking at the pods of one workload counts for, in the measure of [`Pause::after`].
const WORKLOAD: usize = 64;

impl Judge<'_> {
    /// Pods of a StatefulSet call each other by the names that its headless Service gives them.
    pub(super) fn peers(&mut self, from: usize, namespace: &str, service: &str, location: Location) {
        let Some(at) = self.model.cluster.service(namespace, service) else { return };
        let several = self.workloads.get(from).is_some_and(|it| it.pods > 1);
        if !several {
            return;
        }
        let mut all = Vec::new();
        for it in self.ports(at) {
            let Some(Ok(it)) = self.resolve(at, &it) else { return };
            if it.backends.iter().any(|it| it.translation != Translation::Direct) {
                return;
            }
            all.push(it);
        }
        self.used.insert((from, at));
        let members = self.members(from);
        for resolved in all {
            let is_own = |it: &Backend| self.of.get(&it.endpoint) == Some(&from);
            let own: Vec<Backend> = resolved.backends.into_iter().filter(is_own).collect();
            if own.is_empty() {
                continue;
            }
            let Answer { state, pair } = self.all(&members, &own);
            let port = own.first().map(|it| it.port);
            let pair = pair.map(|(from, to)| Looked { from, to: LookedAt::Row(to), port });
            let shown = vec![Shown { by: By::Peers, location }];
            let to = Where::Workload(from);
            let from = Who::Workload(from);
            self.add(Need { from, to, port: Some(resolved.asked), state, shown, pair });
        }
    }

    /// Services with isolated pods that a workload may use, and that nothing of it names.
    pub(super) async fn unneeded(&mut self, pause: &Pause) -> Vec<Unneeded> {
        let mut res = Vec::new();
        let mut members: Vec<Rc<Members>> = Vec::new();
        for it in 0..self.workloads.len() {
            members.push(self.members(it));
            pause.after(WORKLOAD).await;
        }
        for service in 0..self.model.cluster.services.len() {
            for choice in self.ports(service) {
                let resolved = match self.resolve(service, &choice) {
                    Some(Ok(it)) => it,
                    Some(Err(_)) => continue,
                    None => return res,
                };
                let isolated = |it: &Backend| {
                    it.certain == Tri::Yes && self.is_isolated(Direction::Ingress, it.endpoint)
                };
                let backends: Vec<Backend> =
                    resolved.backends.iter().filter(|it| isolated(it)).cloned().collect();
                // Workloads with pods behind the Service are not asked below.
                let (backends, _) = self.different(&Members::default(), &backends);
                if backends.is_empty() {
                    continue;
                }
                let mut own: Vec<usize> =
                    resolved.backends.iter().filter_map(|it| self.of.get(&it.endpoint).copied()).collect();
                sort_dedup(&mut own);
                let Some(body) = self.model.cluster.services.get(service) else { continue };
                let to = format!("{}/{}", body.namespace, body.name);
                for (from, members) in members.iter().enumerate() {
                    pause.after(WORKLOAD).await;
                    self.left = self.left.saturating_sub(1);
                    if self.left == 0 {
                        return res;
                    }
                    if self.used.contains(&(from, service)) || own.binary_search(&from).is_ok() {
                        continue;
                    }
                    let mut pairs =
                        members.rows.iter().flat_map(|from| backends.iter().map(move |it| (*from, *it)));
                    let is_certain = |&(from, it): &(EndpointId, &Backend)| {
                        !self.is_doubted(from)
                            && !self.is_doubted(it.endpoint)
                            && self.allowed(from, it.endpoint, it.port) == Some(Tri::Yes)
                    };
                    if let Some((row, _)) = pairs.find(is_certain) {
                        let (to, port) = (to.clone(), resolved.asked);
                        let pair = Looked { from: row, to: LookedAt::Service(service), port: Some(port) };
                        res.push(Unneeded { from, to, port, pair });
                    }
                }
            }
        }
        res
    }
}
