//! Whether what is asked is so.

use std::borrow::Cow;
use std::rc::Rc;

use super::budget::{Budget, CELL};
use super::end::{Choice, End};
use super::port::AskedPort;
use super::resolve::{Group, Meaning, Missing, Resolver};
use super::{Check, Found, Judged, Marks, Outcome, Read, Target, Wanted, Wrong};
use crate::eval::{Pair, Verdict};
use crate::hash::HashMap;
use crate::ids::EndpointId;
use crate::model::Model;
use crate::order::sort_dedup;
use crate::protocol::{Family, Protocol};
use crate::tri::Tri;

mod service;

/// Judges expectations one after the other.
pub(super) struct Judge<'m> {
    model: &'m Model,
    resolver: Resolver<'m>,
    budget: Budget,
}

/// A port of one protocol.
type Port = (Protocol, u16);

/// How many pairs there are, and the first of them.
type Pairs = (u64, (EndpointId, EndpointId));

/// Destinations, each group with the ports that are asked for on it; `None`: all of them together.
type ByPort<'g> = Vec<(Cow<'g, Group>, Rc<[Option<Port>]>)>;

/// Why a check has no answer.
enum No {
    Wrong(String, String),
    Cut,
}

impl From<Missing> for No {
    fn from(it: Missing) -> No {
        match it {
            Missing::NotThere(message, help) => No::Wrong(message, help),
            Missing::Cut => No::Cut,
        }
    }
}

impl<'m> Judge<'m> {
    pub(super) fn new(model: &'m Model, budget: Budget) -> Judge<'m> {
        Judge { model, resolver: Resolver::new(model), budget }
    }

    /// Whether an end means just these rows, as a source and as a destination.
    pub(super) fn means(&mut self, end: &End, members: &[EndpointId]) -> bool {
        [false, true].into_iter().all(|is_destination| {
            match self.resolver.meaning(end, is_destination, &mut self.budget).as_deref() {
                Ok(Meaning::Rows(groups, _)) => {
                    let mut found: Vec<EndpointId> = groups
                        .iter()
                        .filter(|it| it.certain == Tri::Yes)
                        .flat_map(|it| it.members.clone())
                        .collect();
                    sort_dedup(&mut found);
                    found == members && groups.iter().all(|it| it.certain == Tri::Yes)
                }
                Ok(_) | Err(_) => false,
            }
        })
    }

    /// What the workload of a row may be called.
    pub(super) fn workload_names(&mut self, row: EndpointId) -> Vec<String> {
        self.resolver.workload_names(row)
    }

    /// How many steps are left.
    #[cfg(test)]
    pub(super) fn left(&self) -> u64 {
        self.budget.left()
    }

    /// What comes of an expectation.
    pub(super) fn judge(&mut self, read: &Read, marks: &mut Marks) -> Outcome {
        let mut res = Judged::default();
        for it in &read.checks {
            match self.check(it, &mut res, marks) {
                Ok(()) => {}
                Err(No::Cut) => res.is_cut = true,
                Err(No::Wrong(message, help)) => {
                    return Outcome::NotFound(Wrong { at: it.at, message, help });
                }
            }
            if res.is_cut {
                break;
            }
        }
        Outcome::Judged(res)
    }

    fn check(&mut self, check: &Check, res: &mut Judged, marks: &mut Marks) -> Result<(), No> {
        let from = self.resolver.meaning(&check.from.1, false, &mut self.budget)?;
        let to = self.resolver.meaning(&check.to.1, true, &mut self.budget)?;
        let (sources, from_family) = match &*from {
            Meaning::Rows(rows, family) => (rows, *family),
            Meaning::Service(..) => {
                let message = format!("`{}` is a Service: connections come from pods", check.from.0);
                return Err(No::Wrong(message, String::new()));
            }
            Meaning::Itself => {
                return match &*to {
                    Meaning::Rows(rows, _) => self.themselves(check, rows, res),
                    Meaning::Itself | Meaning::Service(..) => {
                        Err(No::Wrong("a loopback address is the other end itself".to_owned(), String::new()))
                    }
                };
            }
        };
        match &*to {
            Meaning::Itself => self.themselves(check, sources, res),
            Meaning::Service(at, port, family) => {
                self.service(check, (sources, from_family), (*at, port.as_ref(), *family), (res, marks))
            }
            Meaning::Rows(rows, family) => {
                self.rows(check, (sources, from_family), (rows, *family), (res, marks))
            }
        }
    }

    /// Pods and their loopback addresses.
    fn themselves(&mut self, check: &Check, rows: &[Group], res: &mut Judged) -> Result<(), No> {
        for row in rows.iter().flat_map(|it| &it.members) {
            if !self.budget.take(CELL) {
                return Err(No::Cut);
            }
            let cell = self.model.reach.cell(self.model.inputs(), Pair::of_itself(*row));
            let holds = check.wanted.holds(&cell, None);
            let found = found(check, (*row, Target::End(*row)), None);
            res.add(1, holds, found);
        }
        Ok(())
    }

    fn rows(
        &mut self,
        check: &Check,
        (sources, from_family): (&[Group], Option<Family>),
        (destinations, to_family): (&[Group], Option<Family>),
        (res, marks): (&mut Judged, &mut Marks),
    ) -> Result<(), No> {
        let by_port = self.by_port(check, destinations)?;
        let count = |it: &mut dyn Iterator<Item = usize>| it.sum::<usize>() as u64;
        let is_single = count(&mut sources.iter().map(|it| it.members.len()))
            * count(&mut by_port.iter().map(|it| it.0.members.len()))
            == 1;
        let before = res.pairs;
        let mut is_outside = true;
        for source in sources {
            // What fails from here, by port.
            let mut failing: Vec<(Option<Port>, Vec<EndpointId>)> = Vec::new();
            let mut positions: HashMap<Option<Port>, usize> = HashMap::default();
            for (destination, ports) in &by_port {
                if !self.budget.take(CELL * ports.len() as u64) {
                    return Err(No::Cut);
                }
                let Some((pairs, (from, to))) = self.pairs(source, destination, is_single)? else { continue };
                let pair = Pair { asked: [from_family, to_family], ..Pair::new(from, to) };
                let cell = self.model.reach.cell(self.model.inputs(), pair);
                if cell.verdict == Verdict::Void {
                    continue;
                }
                is_outside = false;
                // Of many, those that have no address family in common are not meant.
                if cell.verdict == Verdict::Unreachable && !is_single && check.wanted != Wanted::Unreachable {
                    continue;
                }
                for &port in ports.iter() {
                    let holds = check.wanted.holds(&cell, port);
                    let is_meant = source.certain.and(destination.certain);
                    let is_doubted = (source.is_doubted || destination.is_doubted)
                        && !matches!(cell.verdict, Verdict::SelfPod | Verdict::Unreachable)
                        && check.wanted.depends_on_policies(holds);
                    let holds = certain(holds, is_meant, is_doubted);
                    let mut found = found(check, (from, Target::End(to)), port);
                    (found.asked, found.is_doubted) = (pair.asked, is_doubted);
                    res.add(pairs, holds, found);
                    if holds == Tri::No {
                        if !self.budget.take(destination.members.len() as u64) {
                            return Err(No::Cut);
                        }
                        let at = *positions.entry(port).or_insert(failing.len());
                        match failing.get_mut(at) {
                            Some(it) => it.1.extend(&destination.members),
                            None => failing.push((port, destination.members.clone())),
                        }
                    }
                }
            }
            for (port, those) in failing {
                if !self.budget.take(source.members.len() as u64) {
                    return Err(No::Cut);
                }
                let is_pair = |it| is_single || !self.is_self(it);
                marks.add(&source.members, those, port, is_pair);
            }
        }
        if res.pairs == before {
            let message = if is_outside {
                "both ends are outside the cluster, where no policy decides"
            } else {
                "no pair is left: both ends mean one pod, or have no address family in common"
            };
            return Err(No::Wrong(message.to_owned(), String::new()));
        }
        Ok(())
    }

    /// How many pairs two groups make, and the first of them; pods and themselves count only where that is all that is
    /// asked for.
    fn pairs(&mut self, source: &Group, destination: &Group, is_single: bool) -> Result<Option<Pairs>, No> {
        let (from, to) = (&source.members, &destination.members);
        let (Some(&first_from), Some(&first_to)) = (from.first(), to.first()) else { return Ok(None) };
        let all = from.len() as u64 * to.len() as u64;
        if is_single {
            return Ok(Some((all, (first_from, first_to))));
        }
        // Members of one class are in no other, so groups share members only where they are of one class.
        let class = |it: EndpointId| self.model.reach.classes.of.get(it);
        let mut shared = 0;
        if class(first_from) == class(first_to) {
            if !self.budget.take(from.len() as u64) {
                return Err(No::Cut);
            }
            let is_shared = |it: &&EndpointId| to.binary_search(it).is_ok() && self.is_self(**it);
            shared = from.iter().filter(is_shared).count() as u64;
        }
        let first = |from: &EndpointId| {
            to.iter().take(2).find(|to| from != *to || !self.is_self(*from)).map(|to| (*from, *to))
        };
        let pair = from.iter().take(2).find_map(first);
        Ok(pair.filter(|_| all > shared).map(|it| (all - shared, it)))
    }

    /// Whether a row and itself are one pod.
    fn is_self(&self, row: EndpointId) -> bool {
        self.model.reach.is_self(self.model.inputs(), Pair::new(row, row))
    }

    /// Destinations by the ports that are asked for on them.
    fn by_port<'g>(&mut self, check: &Check, destinations: &'g [Group]) -> Result<ByPort<'g>, No> {
        let alike = |port: Option<Port>| {
            let ports: Rc<[Option<Port>]> = Rc::new([port]);
            destinations.iter().map(|it| (Cow::Borrowed(it), Rc::clone(&ports))).collect()
        };
        let (protocol, name) = match &check.port {
            AskedPort::Any => return Ok(alike(None)),
            AskedPort::Number(protocol, port) => return Ok(alike(Some((*protocol, *port)))),
            AskedPort::Name(protocol, name) => (*protocol, name),
        };
        let mut res = ByPort::new();
        for group in destinations {
            let mut positions: HashMap<Rc<[Option<Port>]>, usize> = HashMap::default();
            for &it in &group.members {
                let pod = self.model.cluster.endpoints.at(it).pod();
                let declared = pod.map_or(&[][..], |it| &it.ports);
                if !self.budget.take(1 + declared.len() as u64) {
                    return Err(No::Cut);
                }
                let is_meant = |it: &&crate::kind::ContainerPort| {
                    it.name == *name && protocol.is_none_or(|protocol| protocol == it.protocol)
                };
                let mut ports: Vec<Port> =
                    declared.iter().filter(is_meant).map(|it| (it.protocol, it.number)).collect();
                sort_dedup(&mut ports);
                if ports.is_empty() {
                    continue;
                }
                let ports: Rc<[Option<Port>]> = ports.into_iter().map(Some).collect();
                let at = *positions.entry(Rc::clone(&ports)).or_insert(res.len());
                match res.get_mut(at) {
                    Some(known) => known.0.to_mut().members.push(it),
                    None => {
                        let (certain, is_doubted) = (group.certain, group.is_doubted);
                        res.push((Cow::Owned(Group { members: vec![it], certain, is_doubted }), ports));
                    }
                }
            }
        }
        if res.is_empty() {
            let message = format!("no container port of `{}` is named `{name}`", check.to.0);
            return Err(No::Wrong(message, String::new()));
        }
        Ok(res)
    }
}

/// What is left of an answer where it is open whether the pair is meant, or a policy that takes no part may change it.
fn certain(holds: Tri, is_meant: Tri, is_doubted: bool) -> Tri {
    match (holds, is_meant) {
        (Tri::Yes | Tri::No, _) if is_doubted => Tri::Unknown,
        (Tri::No, Tri::Unknown) => Tri::Unknown,
        (it, _) => it,
    }
}

fn found(check: &Check, (from, to): (EndpointId, Target), port: Option<Port>) -> Found {
    Found { at: check.at, from, to, asked: [None; 2], port, wanted: check.wanted.clone(), is_doubted: false }
}
