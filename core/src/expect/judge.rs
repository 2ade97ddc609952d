//! Whether what is asked is so.

use super::budget::{Budget, CELL};
use super::end::{Choice, End};
use super::port::AskedPort;
use super::resolve::{Group, Meaning, Missing, Resolver};
use super::{Check, Found, Judged, Marks, Outcome, Read, Target, Wanted, Wrong};
use crate::cluster::{NoPort, ServicePortChoice};
use crate::eval::{Asks, Pair, Verdict};
use crate::explain::service::{ServiceFlow, ServiceOutcome};
use crate::ids::EndpointId;
use crate::kind::PortRef;
use crate::model::Model;
use crate::order::sort_dedup;
use crate::protocol::{Family, Protocol};
use crate::tri::Tri;

/// Judges expectations one after the other.
pub(super) struct Judge<'m> {
    model: &'m Model,
    resolver: Resolver<'m>,
    budget: Budget,
}

/// A port of one protocol.
type Port = (Protocol, u16);

/// Destinations, each group with the ports that are asked for on it; `None`: all of them together.
type ByPort = Vec<(Group, Vec<Option<Port>>)>;

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

    /// What comes of an expectation.
    pub(super) fn judge(&mut self, read: &Read, marks: &mut Marks) -> Outcome {
        let mut res = Judged::default();
        for (at, end, is_destination) in &read.names {
            let found = self.resolver.meaning(&end.1, *is_destination, &mut self.budget);
            if let Err(Missing::NotThere(message, help)) = found {
                return Outcome::NotFound(Wrong { at: *at, message, help });
            }
        }
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
        let before = res.failed + res.undecided;
        match &*to {
            Meaning::Itself => self.themselves(check, sources, res),
            Meaning::Service(at, port, family) => {
                self.service(check, (sources, from_family), (*at, port.as_ref(), *family), (res, marks))
            }
            Meaning::Rows(rows, family) => {
                self.rows(check, (sources, from_family), (rows, *family), (res, marks))
            }
        }?;
        // All is as asked: of pods of which perhaps none is meant.
        let is_sure = |it: &Meaning| !matches!(it, Meaning::Rows(all, _) if all.iter().all(|it| it.certain != Tri::Yes));
        if res.failed + res.undecided == before && !(is_sure(&from) && is_sure(&to)) {
            let help = "the input does not say whether any pod has these labels";
            return Err(No::Wrong("no pod is certainly selected".to_owned(), help.to_owned()));
        }
        Ok(())
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
            for (destination, ports) in &by_port {
                if !self.budget.take(CELL * ports.len() as u64) {
                    return Err(No::Cut);
                }
                let Some((pairs, (from, to))) = self.pairs(source, destination, is_single) else { continue };
                let pair = Pair { asked: [from_family, to_family], ..Pair::new(from, to) };
                let cell = self.model.reach.cell(self.model.inputs(), pair);
                if cell.verdict == Verdict::Void {
                    continue;
                }
                is_outside = false;
                // Those that have no address family in common are no pair.
                if cell.verdict == Verdict::Unreachable && check.wanted != Wanted::Unreachable {
                    continue;
                }
                for &port in ports {
                    let holds = check.wanted.holds(&cell, port);
                    let is_meant = source.certain.and(destination.certain);
                    let is_doubted = holds == Tri::Yes
                        && (source.is_doubted || destination.is_doubted)
                        && !matches!(check.wanted, Wanted::Unknown | Wanted::Itself | Wanted::Unreachable)
                        && cell.verdict != Verdict::SelfPod;
                    let holds = match (holds, is_meant, is_doubted) {
                        (Tri::Yes, _, true) | (Tri::No, Tri::Unknown, _) => Tri::Unknown,
                        (it, ..) => it,
                    };
                    let mut found = found(check, (from, Target::End(to)), port);
                    (found.asked, found.is_doubted) = (pair.asked, is_doubted);
                    res.add(pairs, holds, found);
                    if holds == Tri::No {
                        match failing.iter_mut().find(|it| it.0 == port) {
                            Some(it) => it.1.extend(&destination.members),
                            None => failing.push((port, destination.members.clone())),
                        }
                    }
                }
            }
            for (port, those) in failing {
                if !self.budget.take((source.members.len() + those.len()) as u64) {
                    return Err(No::Cut);
                }
                marks.add(&source.members, those, port);
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
    fn pairs(
        &self,
        source: &Group,
        destination: &Group,
        is_single: bool,
    ) -> Option<(u64, (EndpointId, EndpointId))> {
        let (from, to) = (&source.members, &destination.members);
        let all = from.len() as u64 * to.len() as u64;
        if is_single {
            return Some((all, (*from.first()?, *to.first()?)));
        }
        let is_self = |it: EndpointId| self.model.reach.is_self(self.model.inputs(), Pair::new(it, it));
        // Members of one class are in no other, so groups share members only where they are of one class.
        let shared = from.iter().filter(|it| to.binary_search(it).is_ok() && is_self(**it)).count() as u64;
        let first = |from: &EndpointId| {
            to.iter().take(2).find(|to| from != *to || !is_self(*from)).map(|to| (*from, *to))
        };
        let pair = from.iter().take(2).find_map(first)?;
        (all > shared).then_some((all - shared, pair))
    }

    /// Destinations by the ports that are asked for on them.
    fn by_port(&self, check: &Check, destinations: &[Group]) -> Result<ByPort, No> {
        let (protocol, name) = match &check.port {
            AskedPort::Any => return Ok(destinations.iter().map(|it| (it.clone(), vec![None])).collect()),
            AskedPort::Number(protocol, port) => {
                let port = vec![Some((*protocol, *port))];
                return Ok(destinations.iter().map(|it| (it.clone(), port.clone())).collect());
            }
            AskedPort::Name(protocol, name) => (*protocol, name),
        };
        let mut res = ByPort::new();
        for group in destinations {
            let start = res.len();
            for &it in &group.members {
                let pod = self.model.cluster.endpoints.at(it).pod();
                let declared = pod.into_iter().flat_map(|it| &it.ports);
                let is_meant = |it: &&crate::kind::ContainerPort| {
                    it.name == *name && protocol.is_none_or(|protocol| protocol == it.protocol)
                };
                let mut ports: Vec<Port> =
                    declared.filter(is_meant).map(|it| (it.protocol, it.number)).collect();
                sort_dedup(&mut ports);
                if ports.is_empty() {
                    continue;
                }
                let ports: Vec<Option<Port>> = ports.into_iter().map(Some).collect();
                match res.iter_mut().skip(start).find(|known| known.1 == ports) {
                    Some(known) => known.0.members.push(it),
                    None => res.push((Group { members: vec![it], ..group.clone() }, ports)),
                }
            }
        }
        if res.is_empty() {
            let message = format!("no container port of `{}` is named `{name}`", check.to.0);
            return Err(No::Wrong(message, String::new()));
        }
        Ok(res)
    }

    fn service(
        &mut self,
        check: &Check,
        (sources, from_family): (&[Group], Option<Family>),
        (at, port, family): (usize, Option<&Choice>, Option<Family>),
        (res, marks): (&mut Judged, &mut Marks),
    ) -> Result<(), No> {
        let choice = match (&check.port, port) {
            (AskedPort::Any, port) => {
                port.map(|(protocol, port)| ServicePortChoice { protocol: *protocol, port: port.clone() })
            }
            (_, Some(_)) => {
                return Err(No::Wrong("the port of the Service is given twice".to_owned(), String::new()));
            }
            (AskedPort::Number(protocol, port), None) => {
                Some(ServicePortChoice { protocol: Some(*protocol), port: PortRef::Number(*port) })
            }
            (AskedPort::Name(protocol, name), None) => {
                Some(ServicePortChoice { protocol: *protocol, port: PortRef::Name(name.clone()) })
            }
        };
        let alone = self.model.reach.asks_for_nodes() != Asks::No;
        for group in sources {
            let mut of_group: Option<Tri> = None;
            for &source in &group.members {
                // A backend reaches itself in another way than its like.
                let is_backend =
                    |flow: &ServiceFlow| flow.resolved.backends.iter().any(|it| it.endpoint == source);
                if let Some(holds) = of_group.filter(|_| !alone)
                    && !self.may_back(at, source)
                {
                    res.add(1, holds, found(check, (source, Target::Service(at, choice.clone())), None));
                    continue;
                }
                if !self.budget.take(CELL) {
                    return Err(No::Cut);
                }
                let known = self.model.known();
                let flow = known.service_flow(source, at, choice.as_ref(), [from_family, family]);
                let flow = flow.map_err(|it| self.no_port(at, it))?;
                if !self.budget.take(CELL * flow.flows.len() as u64) {
                    return Err(No::Cut);
                }
                if flow.outcome == ServiceOutcome::NoEndpoint && check.wanted != Wanted::NoEndpoint {
                    let message = format!("`{}` has no pods behind it, so nothing is tested", check.to.0);
                    return Err(No::Wrong(message, String::new()));
                }
                let holds = check.wanted.holds_of_service(flow.outcome);
                let backends = || flow.resolved.backends.iter().map(|it| it.endpoint);
                let is_doubted = holds == Tri::Yes
                    && (group.is_doubted || backends().any(|it| self.model.missing_for(it).next().is_some()))
                    && !matches!(check.wanted, Wanted::Unknown | Wanted::Unreachable | Wanted::NoEndpoint);
                let holds = match (holds, group.certain, is_doubted) {
                    (Tri::Yes, _, true) | (Tri::No, Tri::Unknown, _) => Tri::Unknown,
                    (it, ..) => it,
                };
                let mut found = found(check, (source, Target::Service(at, choice.clone())), None);
                (found.asked, found.is_doubted) = ([from_family, family], is_doubted);
                res.add(1, holds, found);
                if holds == Tri::No {
                    // The backends whose own verdict is not as asked.
                    for (backend, it) in flow.resolved.backends.iter().zip(&flow.flows) {
                        let wanted = Tri::from(matches!(check.wanted, Wanted::Allowed | Wanted::All));
                        if it.allowed != wanted {
                            marks.add(&[source], vec![backend.endpoint], Some(backend.port));
                        }
                    }
                }
                if !is_backend(&flow) {
                    of_group = Some(holds);
                }
            }
        }
        Ok(())
    }

    /// Whether a source may be behind a Service.
    fn may_back(&self, service: usize, source: EndpointId) -> bool {
        let namespace = self.model.cluster.services.get(service).map(|it| it.namespace.as_str());
        let pod = self.model.cluster.endpoints.at(source).pod();
        let own = pod.map(|it| self.model.cluster.namespaces.at(it.namespace).name.as_str());
        own.is_some() && own == namespace
    }

    fn no_port(&self, service: usize, why: NoPort) -> No {
        let id = self.model.cluster.services.get(service).map(|it| it.id()).unwrap_or_default();
        No::Wrong(
            match why {
                NoPort::NoneListed => format!("`{id}` lists no ports"),
                NoPort::Several => format!("`{id}` has several ports, and none is named"),
                NoPort::NoSuch => format!("`{id}` has no such port"),
            },
            "write its port behind it: `svc:shop/api:80`".to_owned(),
        )
    }
}

fn found(check: &Check, (from, to): (EndpointId, Target), port: Option<Port>) -> Found {
    Found { at: check.at, from, to, asked: [None; 2], port, wanted: check.wanted.clone(), is_doubted: false }
}
