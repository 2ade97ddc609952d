//! Connections to a Service: its port, the pods behind it, and which of their endings is told.

use super::super::endpoints::{Backing, backing, has_selector, pods_of};
use super::super::resource::Kind;
use super::super::store::Object;
use super::{Backend, Client, Ending, Reason, UNDECIDED, lets, said};
use crate::api::{PortRef, ServicePortChoice};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::view::{BackendView, ServiceFlowView};

/// A port behind a Service, how a connection there ends, and why.
type End = (i64, (Ending, Reason));

fn told(ending: Ending, text: String) -> (Ending, Reason) {
    (ending, Reason { text, cell: None })
}

impl Client<'_> {
    /// Connects to a port of a Service.
    pub(super) fn to_service(&self, service: &Object, port: u16, protocol: Protocol) -> (Ending, Reason) {
        let id = format!("{}/{}", service.key.namespace, service.key.name);
        let all = backing(self.cluster, service);
        let is_meant = |it: &&Backing| it.port == i64::from(port) && it.protocol == protocol.as_str();
        let Some(it) = all.iter().find(is_meant) else {
            let own: Vec<String> = all.iter().map(|it| format!("{}/{}", it.port, it.protocol)).collect();
            let own = if own.is_empty() { "none".to_owned() } else { own.join(", ") };
            let what = format!("has no port {port}/{} (its ports: {own})", protocol.as_str());
            return told(Ending::TimedOut, format!("no policy: the Service {id} {what}"));
        };
        let choice = ServicePortChoice { protocol: Some(protocol), port: PortRef::Number(port) };
        let flow = self.row(self.pod).and_then(|(from, _)| {
            self.analysis.service_flow(from, &*format!("svc:{id}"), Some(&choice)).ok()
        });
        let Some(flow) = flow else {
            return told(Ending::Answered, format!("Service {id}: {UNDECIDED}"));
        };
        let ends = self.ends(service, &flow, protocol);
        let best = [Ending::Answered, Ending::Refused, Ending::TimedOut]
            .into_iter()
            .find_map(|wanted| ends.iter().find(|it| it.1.0 == wanted));
        let Some((end, (ending, reason))) = best.cloned() else { return without_pods(service, &id) };
        let whose = if has_selector(service) { "its pods" } else { "its addresses" };
        let share = share(&ends);
        let text = format!("Service {id} port {} is port {end} of {whose}; {}{share}", it.port, reason.text);
        (ending, Reason { text, ..reason })
    }

    /// How a connection ends at each pod behind a Service.
    fn ends(&self, service: &Object, flow: &ServiceFlowView, protocol: Protocol) -> Vec<End> {
        // A workload stands for all of its pods.
        let candidates: Vec<&Object> = if has_selector(service) {
            pods_of(self.cluster, service)
        } else {
            self.cluster.objects.iter().filter(|it| it.key.kind == Kind::Pod).collect()
        };
        let candidates: Vec<(Option<u32>, &Object)> =
            candidates.into_iter().map(|it| (self.row(it).map(|it| it.0), it)).collect();
        let (mut ends, mut unshown): (Vec<End>, Vec<End>) = (Vec::new(), Vec::new());
        for backend in &flow.backends {
            let Probe::Port(_, port) = backend.probe else { continue };
            let is_there = |it: &&(Option<u32>, &Object)| it.0.is_some() && it.0 == backend.row;
            let pods: Vec<&Object> = candidates.iter().filter(is_there).map(|it| it.1).collect();
            let port = i64::from(port);
            ends.extend(pods.iter().map(|pod| (port, self.at_pod(&Backend { pod, port }, protocol))));
            if pods.is_empty() {
                let end = (port, elsewhere(flow, backend));
                if self.is_workload(backend.row) { &mut unshown } else { &mut ends }.push(end);
            }
        }
        // The row of a workload stands for no pod where its pods are in the files themselves.
        if ends.is_empty() { unshown } else { ends }
    }
}

/// How it ends at what is behind a Service and no pod of the files.
fn elsewhere(flow: &ServiceFlowView, backend: &BackendView) -> (Ending, Reason) {
    let cell = Some((flow.from.clone(), backend.id.clone(), backend.probe.label()));
    let (is_allowed, reason) = match &backend.explanation {
        Some(it) => said(it, backend.probe, cell),
        None => {
            let lets = lets(backend.sign);
            let text = if lets.is_some() { flow.sentence.as_str() } else { UNDECIDED };
            (lets.unwrap_or(true), Reason { text: text.to_owned(), cell })
        }
    };
    (if is_allowed { Ending::Answered } else { Ending::TimedOut }, reason)
}

/// How it ends where no pod is behind a Service.
fn without_pods(service: &Object, id: &str) -> (Ending, Reason) {
    if has_selector(service) {
        let look = format!("`kubectl get endpoints {}`", service.key.name);
        let what = "has no pod behind it, look at its selector and targetPort with";
        told(Ending::Refused, format!("no policy: the Service {id} {what} {look}"))
    } else {
        let what = "it has no selector; what is behind it is not in the files";
        told(Ending::Answered, format!("Service {id}: {what}"))
    }
}

/// How many of the pods can be reached, where some can and some cannot.
fn share(ends: &[End]) -> String {
    let answered = ends.iter().filter(|it| it.1.0 == Ending::Answered).count();
    if answered == 0 || answered == ends.len() {
        return String::new();
    }
    let all = ends.len();
    format!(
        " (only {answered} of the {all} pods behind the Service can be reached: on a cluster it changes from try to try)"
    )
}
