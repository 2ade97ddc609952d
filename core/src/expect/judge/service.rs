//! Connections to Services.

use super::{AskedPort, CELL, Check, Choice, Family, Group, Judge, Judged, Marks, No, Target, Wanted};
use super::{certain, found};
use crate::cluster::{NoPort, ServicePortChoice};
use crate::eval::Asks;
use crate::explain::service::ServiceOutcome;
use crate::hash::HashSet;
use crate::ids::EndpointId;
use crate::kind::PortRef;
use crate::tri::Tri;

impl Judge<'_> {
    pub(super) fn service(
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
        let behind = self.model.cluster.resolve(at, choice.as_ref()).map_err(|it| self.no_port(at, it))?;
        if !self.budget.take(CELL + behind.backends.len() as u64) {
            return Err(No::Cut);
        }
        let backends: HashSet<EndpointId> = behind.backends.iter().map(|it| it.endpoint).collect();
        for group in sources {
            // A backend reaches itself in another way than its like; of the others of a group one stands for all.
            let (each, alike): (Vec<EndpointId>, Vec<EndpointId>) =
                group.members.iter().partition(|it| alone || backends.contains(it));
            if !self.budget.take(group.members.len() as u64) {
                return Err(No::Cut);
            }
            let parts = each.chunks(1).chain([alike.as_slice()]).filter(|it| !it.is_empty());
            for those in parts {
                let part = (those, group.certain, group.is_doubted);
                self.part_to_service(
                    check,
                    (part, from_family),
                    (at, choice.as_ref(), family),
                    (res, marks),
                )?;
            }
        }
        Ok(())
    }

    /// Sources that reach a Service in the same way.
    fn part_to_service(
        &mut self,
        check: &Check,
        ((those, is_meant, is_doubted), from_family): ((&[EndpointId], Tri, bool), Option<Family>),
        (at, choice, family): (usize, Option<&ServicePortChoice>, Option<Family>),
        (res, marks): (&mut Judged, &mut Marks),
    ) -> Result<(), No> {
        let Some(&source) = those.first() else { return Ok(()) };
        if !self.budget.take(CELL) {
            return Err(No::Cut);
        }
        let flow = self.model.known().service_flow(source, at, choice, [from_family, family]);
        let flow = flow.map_err(|it| self.no_port(at, it))?;
        if !self.budget.take(CELL * flow.flows.len() as u64) {
            return Err(No::Cut);
        }
        if flow.outcome == ServiceOutcome::NoEndpoint && check.wanted != Wanted::NoEndpoint {
            let message = format!("`{}` has no pods behind it, so nothing is tested", check.to.0);
            return Err(No::Wrong(message, String::new()));
        }
        let holds = check.wanted.holds_of_service(flow.outcome);
        let mut backends = flow.resolved.backends.iter().map(|it| it.endpoint);
        let is_doubted = (is_doubted || backends.any(|it| self.model.missing_for(it).next().is_some()))
            && !matches!(flow.outcome, ServiceOutcome::Unreachable | ServiceOutcome::NoEndpoint)
            && check.wanted.depends_on_policies(holds);
        let holds = certain(holds, is_meant, is_doubted);
        let mut found = found(check, (source, Target::Service(at, choice.cloned())), None);
        (found.asked, found.is_doubted) = ([from_family, family], is_doubted);
        res.add(those.len() as u64, holds, found);
        if holds == Tri::No {
            // The backends whose own verdict is not as asked.
            let wanted = Tri::from(matches!(check.wanted, Wanted::Allowed | Wanted::All));
            for (backend, it) in flow.resolved.backends.iter().zip(&flow.flows) {
                if it.allowed != wanted {
                    if !self.budget.take(those.len() as u64) {
                        return Err(No::Cut);
                    }
                    marks.add(those, vec![backend.endpoint], Some(backend.port), |_| true);
                }
            }
        }
        Ok(())
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
