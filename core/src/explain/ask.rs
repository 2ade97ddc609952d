//! What a [`Model`] is asked for an explanation.

use super::service::Known;
use super::{Explanation, NearSelection, explain};
use crate::eval::Pair;
use crate::ids::EndpointId;
use crate::kind::Requirement;
use crate::model::Model;
use crate::probe::Probe;
use crate::protocol::Protocol;

impl Model {
    /// One flow explained, as data.
    pub fn explain(&self, pair: Pair, probe: Probe) -> Explanation {
        explain(&self.reach, self.inputs(), pair, probe)
    }

    /// What is known about the cluster, for questions about Services and Ingress objects.
    pub fn known(&self) -> Known<'_> {
        Known { reach: &self.reach, inputs: self.inputs() }
    }

    /// What a pod calls one of its container ports.
    pub(crate) fn port_name(&self, of: EndpointId, (protocol, number): (Protocol, u16)) -> Option<&str> {
        let mut ports = self.cluster.endpoints.get(of)?.pod()?.ports.iter();
        let port = ports.find(|it| it.protocol == protocol && it.number == number && !it.name.is_empty())?;
        Some(&port.name)
    }

    /// The requirement of a `podSelector` that keeps a policy from selecting the subject of an explanation.
    pub fn requirement(&self, near: &NearSelection) -> Option<&Requirement> {
        let policy = self.policies.policies.get(near.policy)?;
        let subject = self.read.manifests.get(policy.manifest)?.written_subject()?;
        subject.pods?.requirements.get(near.requirement)
    }
}
