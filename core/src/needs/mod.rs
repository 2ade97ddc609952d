//! Which connections the manifests themselves ask for, and whether they are allowed.
//!
//! Enters: a `Model`. Leaves: [`Needs`]: what containers, ConfigMaps, Ingresses, routes, probes and StatefulSets name,
//! each with the place that shows it, and what is allowed that nothing names. That a value is the name of a host is a
//! guess, and [`Shown`] says what it rests on. Deliberately not here: words, which are in `view`; how a flow is judged.

mod asked;
mod dns;
mod hosts;
mod judge;
mod services;
#[cfg(test)]
mod tests;
mod texts;

use crate::cluster::WorkloadPods;
use crate::ids::EndpointId;
use crate::protocol::Protocol;
use crate::source::Location;

pub(crate) use hosts::Form;
pub(crate) use judge::needs;

/// All of it.
#[derive(Debug)]
pub(crate) struct Needs {
    /// The workloads that the rest speaks of, by position.
    pub(crate) workloads: Vec<WorkloadPods>,
    /// In the order of the workloads, then those of Ingresses and routes.
    pub(crate) wanted: Vec<Need>,
    /// What is allowed to workloads that policies isolate, and that nothing asks for.
    pub(crate) unneeded: Vec<Unneeded>,
    /// Whether everything was looked at.
    pub(crate) is_complete: bool,
}

/// A connection that something asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    pub(crate) from: Who,
    pub(crate) to: Where,
    /// `None`: the text does not say.
    pub(crate) port: Option<(Protocol, u16)>,
    pub(crate) state: State,
    /// What shows it, the surest first.
    pub(crate) shown: Vec<Shown>,
    /// The pair that shows its state; `None` where an end is no row.
    pub(crate) pair: Option<Looked>,
}

/// A pair to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Looked {
    pub(crate) from: EndpointId,
    pub(crate) to: LookedAt,
    /// `None`: all of them.
    pub(crate) port: Option<(Protocol, u16)>,
}

/// The destination of a pair to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LookedAt {
    /// A row.
    Row(EndpointId),
    /// A Service, by its position.
    Service(usize),
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Who {
    /// A workload, by its position.
    Workload(usize),
    /// The controller of an Ingress: `Ingress shop/web`.
    Controller(String),
    /// The gateway of a route: `HTTPRoute shop/web`.
    Gateway(String),
    /// The kubelet of a pod's own node.
    Kubelet,
}

/// Where to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Where {
    /// A Service: `shop/api`.
    Service(String),
    /// A Service that is not in the input.
    NoService(String),
    /// A workload, by its position: of probes and of peers.
    Workload(usize),
    /// The DNS of the cluster.
    Dns,
}

/// Whether it is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum State {
    /// It is not: it would break where policies are enforced.
    Missing,
    /// Some pods can, others cannot.
    Partly,
    /// The input does not decide, and why.
    Undecided(Undecided),
    /// It is.
    Correct,
}

/// Why the input does not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Undecided {
    /// A verdict is open.
    Verdict,
    /// A policy that takes no part may select one of the pods.
    MissingPolicy,
    /// There is no such Service.
    NoService,
    /// The Service has no such port.
    NoPort,
    /// The text names none of its ports, of which some are allowed and others are not.
    WhichPort,
    /// No pod is behind the Service.
    NoBackend,
    /// No DNS is in the input.
    NoDns,
    /// DNS is not allowed over TCP, which only long answers need.
    LongAnswers,
    /// The pods of the gateway are not known.
    Gateway,
    /// There is too much to look at.
    Budget,
}

/// What shows that something is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) by: By,
    pub(crate) location: Location,
}

/// What kind of place it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum By {
    /// A backend of an Ingress.
    Ingress,
    /// A backend of a route.
    Route,
    /// `serviceName` of a StatefulSet with several pods.
    Peers,
    /// A probe.
    Probe,
    /// A host in a value. A guess, and by what.
    Value(Form, Place),
    /// A name that must be looked up.
    Lookup,
}

/// Where a value stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// This variable of a container.
    Variable(String),
    /// An argument or the command of a container.
    Argument,
    /// This key of this ConfigMap.
    ConfigMap(String, String),
}

/// A Service that a workload may use and that nothing of it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unneeded {
    /// The workload.
    pub(crate) from: usize,
    /// `shop/api`.
    pub(crate) to: String,
    /// What is asked at the Service.
    pub(crate) port: (Protocol, u16),
    /// A pair that is allowed.
    pub(crate) pair: Looked,
}
