//! How certain the outcome of a connection to a Service is.

use super::super::readings::{Flow, Readings};
use super::super::{Certainty, Contested};
use super::{BackendFlow, Known, ServiceFlow, ServiceOutcome, outcome};
use crate::cluster::{Backend, Backing};
use crate::eval::Pair;
use crate::ids::EndpointId;
use crate::tri::Tri;

impl Known<'_> {
    pub(super) fn as_flow(&self, pair: Pair, hairpin: bool) -> Flow<'_> {
        let Known { reach, inputs } = *self;
        Flow { reach, inputs, pair, hairpin }
    }

    /// How certain one backend's answer is, and which contested questions decide it.
    pub(super) fn backend_certainty(
        &self,
        source: EndpointId,
        (it, own): (&Backend, &BackendFlow),
    ) -> (Certainty, Vec<Contested>) {
        let pair = Pair { asked: [own.family, None], ..Pair::new(source, it.endpoint) };
        Readings::new(self.as_flow(pair, own.hairpin)).of_port(it.port.0, it.port.1)
    }

    /// How certain the outcome is: whether it is the same however the contested answers of its backends, and
    /// what implementations do with the Service itself, turn out.
    pub fn certainty(&self, flow: &ServiceFlow) -> Certainty {
        let backends = flow.resolved.backends.iter().zip(&flow.flows);
        let answers: Vec<Certainty> = backends.map(|it| self.backend_certainty(flow.source, it).0).collect();
        let contested = |it: &Certainty| *it == Certainty::ImplementationDefined;
        let by_service = flow.notes.iter().any(|it| it.contested().is_some());
        match flow.outcome {
            ServiceOutcome::NoEndpoint | ServiceOutcome::Unreachable => Certainty::Defined,
            ServiceOutcome::Unknown => {
                let known = flow.resolved.backing != Backing::Unknown
                    && flow.resolved.backends.iter().all(|it| it.certain == Tri::Yes)
                    && !answers.contains(&Certainty::InputDependent);
                if known { Certainty::ImplementationDefined } else { Certainty::InputDependent }
            }
            ServiceOutcome::Allowed | ServiceOutcome::Denied | ServiceOutcome::Partial => {
                let open = |(it, certainty): (&BackendFlow, &Certainty)| BackendFlow {
                    allowed: if contested(certainty) { Tri::Unknown } else { it.allowed },
                    ..*it
                };
                let open: Vec<BackendFlow> = flow.flows.iter().zip(&answers).map(open).collect();
                if by_service || outcome(&flow.resolved, &open) != flow.outcome {
                    Certainty::ImplementationDefined
                } else {
                    Certainty::Defined
                }
            }
        }
    }
}
