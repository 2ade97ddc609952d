//! Ends as they are written to rows of the matrix, class by class.

use std::net::IpAddr;
use std::rc::Rc;

use ipnet::IpNet;

use super::budget::Budget;
use super::end::{Choice, End, Named, NamedKind, Namespaces};
use super::labels::{Compiled, Term};
use crate::audit;
use crate::cluster::{Body, External, PodBody};
use crate::eval::Asks;
use crate::hash::HashMap;
use crate::ids::{ClassId, EndpointId, NamespaceId, NodeId};
use crate::model::{End as ModelEnd, Meant, Model};
use crate::order::sort_by_key;
use crate::protocol::Family;
use crate::tri::Tri;

mod outside;
mod workloads;

use outside::Outside;
use workloads::Workloads;

/// What an end means.
#[derive(Debug)]
pub(super) enum Meaning {
    /// Rows, in groups whose verdicts are the same; the family, where they are asked for by an address.
    Rows(Vec<Group>, Option<Family>),
    /// The other end itself.
    Itself,
    /// A Service, its port, and the family of the address that it is asked for by.
    Service(usize, Option<Choice>, Option<Family>),
}

/// Rows that nothing tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// In the order of the matrix; at least one.
    pub(super) members: Vec<EndpointId>,
    /// Whether they are meant: unknown where a label has no known value.
    pub(super) certain: Tri,
    /// Whether a policy that takes no part may select them.
    pub(super) is_doubted: bool,
}

/// Why an end means nothing: a message and its help; or all steps are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    NotThere(String, String),
    Cut,
}

/// An end as it is written, and whether it is a destination.
type Key = (End, bool);

/// What was looked up before.
pub(super) struct Resolver<'m> {
    model: &'m Model,
    known: HashMap<Key, Result<Rc<Meaning>, Missing>>,
    workloads: Option<Workloads>,
    /// Rows by their short names.
    short: Option<HashMap<&'m str, Vec<EndpointId>>>,
    /// The first Service of each short name.
    services: Option<HashMap<&'m str, usize>>,
    outside: Option<Outside>,
}

/// What tells rows apart beyond their class: the node of a pod, where verdicts depend on it.
type Apart = (ClassId, Tri, bool, Option<NodeId>, Vec<IpAddr>, Option<EndpointId>);

impl<'m> Resolver<'m> {
    pub(super) fn new(model: &'m Model) -> Resolver<'m> {
        let known = HashMap::default();
        Resolver { model, known, workloads: None, short: None, services: None, outside: None }
    }

    /// What an end means.
    pub(super) fn meaning(
        &mut self,
        end: &End,
        is_destination: bool,
        budget: &mut Budget,
    ) -> Result<Rc<Meaning>, Missing> {
        let key = (end.clone(), is_destination);
        if let Some(it) = self.known.get(&key) {
            return it.clone();
        }
        let found = self.find(end, is_destination, budget).map(Rc::new);
        // A selector may be written a hundred thousand times with other spaces: what is kept is paid for.
        if !matches!(found, Err(Missing::Cut)) {
            self.known.insert(key, found.clone());
        }
        found
    }

    fn find(&mut self, end: &End, is_destination: bool, budget: &mut Budget) -> Result<Meaning, Missing> {
        let cluster = &self.model.cluster;
        match end {
            End::Named(it) => self.named(it, is_destination, budget),
            End::Service(it, port) => self.service(it, port.as_ref()),
            End::Pods(namespaces, terms) => {
                let found = self.pods(namespaces, terms, budget)?;
                if found.is_empty() {
                    let help =
                        "an expectation of no pod is not passed: mend its labels or its namespace".to_owned();
                    return Err(Missing::NotThere("no pod is selected".to_owned(), help));
                }
                self.rows(found, budget)
            }
            End::Address(it) => self.address(*it, budget),
            End::Block(it) => self.outside(
                budget,
                |outside| outside.host.is_none() && meets(outside, it),
                || format!("no address of {it} is outside the cluster"),
            ),
            End::Outside { is_internet: true } => {
                let those = audit::internet(self.model);
                self.all(those, || "nothing is outside the cluster".to_owned(), budget)
            }
            End::Outside { is_internet: false } => {
                self.outside(budget, |_| true, || "nothing is outside the cluster".to_owned())
            }
            End::Host(name) => {
                let mut rows = Vec::new();
                for it in self.model.meant_by_host(name) {
                    match it {
                        Meant::End(it) => rows.extend(it.row().and_then(|it| cluster.at(it))),
                        Meant::Service(id, family) => return self.by_id(&id, family),
                    }
                }
                let message = || format!("no policy and no setting speaks of the host `{name}`");
                self.all(rows, message, budget)
            }
        }
    }

    /// Rows that are certainly meant.
    fn all(
        &self,
        rows: Vec<EndpointId>,
        message: impl FnOnce() -> String,
        budget: &mut Budget,
    ) -> Result<Meaning, Missing> {
        if rows.is_empty() {
            return Err(Missing::NotThere(message(), String::new()));
        }
        self.rows(rows.into_iter().map(|it| (it, Tri::Yes)).collect(), budget)
    }

    /// Puts rows into groups.
    fn rows(&self, mut rows: Vec<(EndpointId, Tri)>, budget: &mut Budget) -> Result<Meaning, Missing> {
        sort_by_key(&mut rows, |it| it.0);
        rows.dedup_by_key(|it| it.0);
        if !budget.take(rows.len() as u64) {
            return Err(Missing::Cut);
        }
        let mut positions: HashMap<Apart, usize> = HashMap::default();
        let mut res: Vec<Group> = Vec::new();
        for (row, certain) in rows {
            let apart = self.apart(row, certain);
            let is_doubted = apart.2;
            let at = *positions.entry(apart).or_insert(res.len());
            match res.get_mut(at) {
                Some(it) => it.members.push(row),
                None => res.push(Group { members: vec![row], certain, is_doubted }),
            }
        }
        Ok(Meaning::Rows(res, None))
    }

    fn apart(&self, row: EndpointId, certain: Tri) -> Apart {
        let model = self.model;
        let class = *model.reach.classes.of.at(row);
        let is_doubted = !model.missing.is_empty() && model.missing_for(row).next().is_some();
        let body = &model.cluster.endpoints.at(row).body;
        let (mut node, mut addresses, mut alone) = (None, Vec::new(), None);
        if model.reach.asks_for_nodes() != Asks::No {
            match body {
                Body::Pod(pod) => {
                    node = model.cluster.node_of(pod);
                    addresses.clone_from(&pod.host_addresses);
                }
                Body::External(it) => {
                    let is_node = it.address().is_some_and(|it| model.cluster.nodes_at(it).next().is_some());
                    alone = is_node.then_some(row);
                }
            }
        }
        (class, certain, is_doubted, node, addresses, alone)
    }

    fn pods(
        &self,
        namespaces: &Namespaces,
        terms: &[Term],
        budget: &mut Budget,
    ) -> Result<Vec<(EndpointId, Tri)>, Missing> {
        let cluster = &self.model.cluster;
        let in_namespace: Vec<Tri> = match namespaces {
            Namespaces::All => vec![Tri::Yes; cluster.namespaces.len()],
            Namespaces::Named { name, is_not } => {
                if cluster.namespace(name).is_none() {
                    return Err(no_namespace(name));
                }
                cluster.namespaces.iter().map(|it| Tri::from((it.name == *name) != *is_not)).collect()
            }
            Namespaces::Labelled { terms, is_not } => {
                let compiled = Compiled::new(self.model, terms);
                if !budget.take(compiled.steps() * cluster.namespaces.len() as u64) {
                    return Err(Missing::Cut);
                }
                let test = |it: &crate::cluster::Namespace| {
                    let found = compiled.test(&it.labels);
                    if *is_not { !found } else { found }
                };
                cluster.namespaces.iter().map(test).collect()
            }
        };
        let compiled = Compiled::new(self.model, terms);
        if !budget.take(compiled.steps() * cluster.endpoints.len() as u64) {
            return Err(Missing::Cut);
        }
        let of = |it: NamespaceId| in_namespace.get(it.0 as usize).copied().unwrap_or(Tri::No);
        let test = |pod: &PodBody| match of(pod.namespace) {
            Tri::No => Tri::No,
            it @ (Tri::Unknown | Tri::Yes) => it.and(compiled.test(&pod.labels)),
        };
        let each = cluster.pods().map(|(row, pod)| (row, test(pod)));
        Ok(each.filter(|it| it.1.possible()).collect())
    }

    fn visible(&self, id: &str) -> Option<EndpointId> {
        let row = self.model.cluster.endpoint(id)?;
        ((row.0 as usize) < self.model.cluster.visible()).then_some(row)
    }

    fn named(&mut self, it: &Named, is_destination: bool, budget: &mut Budget) -> Result<Meaning, Missing> {
        let cluster = &self.model.cluster;
        let default = self.model.options.default_namespace.as_str();
        let namespace = it.namespace.as_deref().unwrap_or(default);
        let id = format!("{namespace}/{}", it.name);
        let fits = |row: &EndpointId| {
            let own = cluster.endpoints.at(*row).pod().and_then(|it| it.workload);
            match it.kind {
                // Whatever a row stands for is pods.
                None | Some(NamedKind::Pod) => true,
                Some(NamedKind::Workload(kind)) => own == Some(kind),
                Some(NamedKind::Service) => false,
            }
        };
        let kind = it.kind.map(|it| format!("{id} [{}]", it.as_str()));
        let row = kind.and_then(|it| self.visible(&it)).or_else(|| self.visible(&id).filter(fits));
        if let Some(row) = row {
            return self.rows(vec![(row, Tri::Yes)], budget);
        }
        let rows = self.workloads().only(&id, it.kind.map(NamedKind::as_str)).map(<[_]>::to_vec);
        if let Some(rows) = rows {
            return self.rows(rows.into_iter().map(|it| (it, Tri::Yes)).collect(), budget);
        }
        if let Some(at) = cluster.service(namespace, &it.name).filter(|_| is_destination && it.kind.is_none())
        {
            return Ok(Meaning::Service(at, None, None));
        }
        if it.namespace.is_none() && it.kind.is_none() {
            match self.called(&it.name).as_slice() {
                [] => {}
                [one] => return self.rows(vec![(*one, Tri::Yes)], budget),
                several => {
                    let message = format!("{} rows are called `{}`", several.len(), it.name);
                    let help = "write the namespace before it: `shop/web`".to_owned();
                    return Err(Missing::NotThere(message, help));
                }
            }
        }
        if cluster.namespace(namespace).is_none() {
            return Err(no_namespace(namespace));
        }
        let what = if is_destination { "no pod, workload or Service" } else { "no pod or workload" };
        let what = it.kind.map_or_else(|| what.to_owned(), |it| format!("no {}", it.as_str()));
        let elsewhere = self.called(&it.name);
        let elsewhere = elsewhere.first().and_then(|it| self.model.id(*it));
        let help = elsewhere.map_or_else(String::new, |it| format!("did you mean `{it}`?"));
        Err(Missing::NotThere(format!("{what} is called `{id}`"), help))
    }

    fn workloads(&mut self) -> &Workloads {
        let all = || Workloads::new(self.model.cluster.by_workload());
        self.workloads.get_or_insert_with(all)
    }

    /// What the workload of a row may be called: `shop/web`, `shop/deployment/web`.
    pub(super) fn workload_names(&mut self, row: EndpointId) -> Vec<String> {
        self.workloads().names(row)
    }

    /// Rows of pods with a short name.
    fn called(&mut self, name: &str) -> Vec<EndpointId> {
        let cluster = &self.model.cluster;
        let short = self.short.get_or_insert_with(|| {
            let mut res: HashMap<&str, Vec<EndpointId>> = HashMap::default();
            for (row, _) in cluster.pods() {
                res.entry(&cluster.endpoints.at(row).name).or_default().push(row);
            }
            res
        });
        short.get(name).cloned().unwrap_or_default()
    }

    fn service(&mut self, it: &Named, port: Option<&Choice>) -> Result<Meaning, Missing> {
        let cluster = &self.model.cluster;
        let default = self.model.options.default_namespace.as_str();
        let namespace = it.namespace.as_deref().unwrap_or(default);
        if let Some(at) = cluster.service(namespace, &it.name) {
            return Ok(Meaning::Service(at, port.cloned(), None));
        }
        if cluster.namespace(namespace).is_none() {
            return Err(no_namespace(namespace));
        }
        let by_name = self.services.get_or_insert_with(|| {
            let all = cluster.services.iter().enumerate();
            // The last that is put in stays: the first.
            all.rev().map(|(at, it)| (it.name.as_str(), at)).collect()
        });
        let elsewhere = by_name.get(it.name.as_str()).and_then(|at| cluster.services.get(*at));
        let help = elsewhere.map_or_else(String::new, |it| format!("did you mean `{}`?", it.id()));
        Err(Missing::NotThere(format!("no Service is called `{namespace}/{}`", it.name), help))
    }

    fn by_id(&self, id: &str, family: Family) -> Result<Meaning, Missing> {
        let (namespace, name) = id.trim_start_matches("svc:").split_once('/').unwrap_or_default();
        let at = self.model.cluster.service(namespace, name);
        let missing = || Missing::NotThere(format!("no Service is called `{id}`"), String::new());
        Ok(Meaning::Service(at.ok_or_else(missing)?, None, Some(family)))
    }

    fn address(&mut self, address: IpAddr, budget: &mut Budget) -> Result<Meaning, Missing> {
        match self.model.meant(address) {
            Some(Meant::Service(id, family)) => self.by_id(&id, family),
            Some(Meant::End(ModelEnd::Itself)) => Ok(Meaning::Itself),
            Some(Meant::End(it)) => {
                let (row, family) = self.model.row(it);
                let message = || format!("nothing has the address {address}");
                match self.all(row.into_iter().collect(), message, budget)? {
                    Meaning::Rows(rows, _) => Ok(Meaning::Rows(rows, family)),
                    it @ (Meaning::Itself | Meaning::Service(..)) => Ok(it),
                }
            }
            // No block tells it from others.
            None => {
                let address = address.to_canonical();
                let holds = |it: &External| {
                    it.host.is_none() && it.ranges.iter().any(|it| it.0 <= address && address <= it.1)
                };
                let rows = self.externals(budget, holds)?;
                let message = || format!("no row of the matrix has the address {address}");
                self.all(rows.into_iter().take(1).collect(), message, budget)
            }
        }
    }

    /// Rows outside the cluster, at least one.
    fn outside(
        &mut self,
        budget: &mut Budget,
        is_meant: impl Fn(&External) -> bool,
        message: impl FnOnce() -> String,
    ) -> Result<Meaning, Missing> {
        let rows = self.externals(budget, is_meant)?;
        self.all(rows, message, budget)
    }

    /// Rows outside the cluster of which that holds.
    fn externals(
        &mut self,
        budget: &mut Budget,
        is_meant: impl Fn(&External) -> bool,
    ) -> Result<Vec<EndpointId>, Missing> {
        let cluster = &self.model.cluster;
        let those = self.outside.get_or_insert_with(|| Outside::new(cluster));
        if !budget.take(those.cost) {
            return Err(Missing::Cut);
        }
        Ok(those.of(cluster, is_meant))
    }
}

fn no_namespace(name: &str) -> Missing {
    Missing::NotThere(format!("there is no namespace `{name}`"), String::new())
}

/// Whether a block holds addresses of an entry.
fn meets(it: &External, block: &IpNet) -> bool {
    let (first, last) = (block.network(), block.broadcast());
    it.ranges.iter().any(|it| it.0 <= last && first <= it.1)
}
