//! Rules against a flow: entry by entry, requirement by requirement.

use super::policy::rule;
use super::{Matched, RuleReport};
use crate::cluster::LabelValue;
use crate::explain::{
    Assumption, BlockTest, Explanation, PeerTest, PeerTrial, PortTrial, RequirementTest, RuleTrial,
};
use crate::model::Model;
use crate::probe::Probe;
use crate::tri::Tri;

/// A rule against a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct TrialReport {
    /// Which rule.
    pub rule: RuleReport,
    /// Whether it matches.
    pub result: Matched,
    /// Its entries of `from` or `to`; `null` where it has no list of them and so matches every peer.
    pub peers: Option<Vec<PeerReport>>,
    /// The position of the entry that matched or came nearest.
    pub nearest_peer: Option<usize>,
    /// Its entries of `ports`; `null` where it has no list of them and so matches every port.
    pub ports: Option<Vec<PortReport>>,
    /// The position of the entry that matched or came nearest.
    pub nearest_port: Option<usize>,
}

/// An entry of `from` or `to` against the peer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct PeerReport {
    /// Whether it matches.
    pub result: Matched,
    /// What was compared.
    pub how: PeerHow,
}

/// What an entry of `from` or `to` was compared with. `failed` says why it does not match: `peer-kind`, `address`,
/// `address-excepted`, `family`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize),
    serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")
)]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum PeerHow {
    /// Selectors with a pod.
    Pods {
        /// Without a `namespaceSelector`: whether the peer is in the policy's own namespace.
        own_namespace: Option<bool>,
        /// The labels of the peer's namespace.
        namespace_selector: Option<Vec<RequirementReport>>,
        /// The labels of the peer; `null` where it is no pod.
        pod_selector: Option<Vec<RequirementReport>>,
        /// `peer-kind`, where the peer is no pod to selectors.
        failed: Option<&'static str>,
    },
    /// Labels of the node that has the address.
    Nodes {
        /// Its name.
        node: Option<String>,
        /// Why it does not match.
        failed: Option<&'static str>,
    },
    /// Names with a host.
    DomainNames {
        /// Why it does not match.
        failed: Option<&'static str>,
    },
    /// Networks with an address.
    Networks {
        /// The position of the one that matched or came nearest.
        network: usize,
        /// Why it does not match.
        failed: Option<&'static str>,
        /// The range that the address was taken to lie in, where that decided: `pod-cidr`, `node-cidr`.
        assumed: Option<&'static str>,
    },
    /// A block with an address.
    IpBlock {
        /// Why it does not match.
        failed: Option<&'static str>,
        /// The exception that the address is in.
        except: Option<String>,
        /// The range that the address was taken to lie in, where that decided: `pod-cidr`, `node-cidr`.
        assumed: Option<&'static str>,
    },
}

/// A requirement of a selector against labels.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct RequirementReport {
    /// Whether it holds.
    pub result: Matched,
    /// The value that is there.
    pub actual: Option<LabelReport>,
    /// The value that the workload of a stand-in has itself, and its template has not.
    pub on_workload: Option<LabelReport>,
}

/// The value of a label.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged, rename_all_fields = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum LabelReport {
    /// It is in the input.
    Known(String),
    /// A controller or the node sets it.
    Open {
        /// True.
        unknown: bool,
        /// Whether the label may be missing.
        #[cfg_attr(feature = "serde", serde(skip_serializing_if = "std::ops::Not::not"))]
        #[cfg_attr(feature = "js", tsify(optional))]
        perhaps_absent: bool,
    },
}

/// An entry of `ports` against the port of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct PortReport {
    /// Whether it matches.
    pub result: Matched,
    /// Why it does not.
    #[cfg_attr(
        feature = "js",
        tsify(
            type = "'protocol' | 'port-number' | 'peer-kind' | 'port-name-unknown' | 'port-name-protocol' | 'port-name-number' | null"
        )
    )]
    pub failed: Option<&'static str>,
    /// The port of the flow: `TCP 8080`.
    pub flow: Option<Probe>,
    /// The number that the name of a port stands for.
    pub resolved: Option<u16>,
    /// What the destination calls the port of the flow, where the entry has a name that the destination does not know.
    pub called: Option<String>,
}

pub(super) fn trial(model: &Model, explanation: &Explanation, it: &RuleTrial) -> TrialReport {
    let peers = it.peers.as_ref().map(|it| it.iter().map(|it| peer(model, it)).collect());
    let flow = explanation.pieces.get(explanation.chosen).map(|it| Probe::Port(it.sample.0, it.sample.1));
    let sample = explanation.pieces.get(explanation.chosen).map(|it| it.sample);
    let called = sample.and_then(|it| model.port_name(explanation.destination, it));
    let ports = it.ports.as_ref().map(|it| it.iter().map(|it| port(flow, *it, called)).collect());
    TrialReport {
        rule: rule(model, it.rule),
        result: it.matches.into(),
        peers,
        nearest_peer: it.peers.as_ref().map(|_| it.nearest_peer),
        ports,
        nearest_port: it.ports.as_ref().map(|_| it.nearest_port),
    }
}

fn peer(model: &Model, it: &PeerTrial) -> PeerReport {
    let elsewhere = (it.matches == Tri::No).then_some("address");
    let how = match &it.how {
        PeerTest::Pods { namespace, pod } => PeerHow::Pods {
            own_namespace: namespace.as_ref().err().copied(),
            namespace_selector: namespace.as_ref().ok().map(|it| requirements(model, it)),
            pod_selector: Some(requirements(model, pod)),
            failed: None,
        },
        PeerTest::NoPod => PeerHow::Pods {
            own_namespace: None,
            namespace_selector: None,
            pod_selector: None,
            failed: Some("peer-kind"),
        },
        PeerTest::Nodes(node) => {
            let node = node.as_ref().and_then(|it| model.node_name(it.0));
            PeerHow::Nodes { node: node.map(str::to_owned), failed: elsewhere }
        }
        PeerTest::DomainNames => PeerHow::DomainNames { failed: elsewhere },
        PeerTest::Networks(at, test) => {
            let why = if *test == BlockTest::OtherFamily { "family" } else { "address" };
            PeerHow::Networks { network: *at, failed: elsewhere.map(|_| why), assumed: assumed(*test) }
        }
        PeerTest::Block(test) => {
            let (failed, except) = match test {
                BlockTest::Inside => (None, None),
                BlockTest::Outside => (Some("address"), None),
                BlockTest::Excepted(it) => (Some("address-excepted"), Some(it.to_string())),
                BlockTest::OtherFamily => (Some("family"), None),
                BlockTest::NotForPods => (Some("peer-kind"), None),
                BlockTest::Assumed(_) => (elsewhere, None),
            };
            PeerHow::IpBlock { failed, except, assumed: assumed(*test) }
        }
    };
    PeerReport { result: it.matches.into(), how }
}

/// What was assumed about an address that is not in the input, where that decided.
fn assumed(it: BlockTest) -> Option<&'static str> {
    let BlockTest::Assumed(it) = it else { return None };
    it.map(|it| match it {
        Assumption::PodCidr => "pod-cidr",
        Assumption::NodeCidr => "node-cidr",
    })
}

pub(super) fn requirements(model: &Model, those: &[RequirementTest]) -> Vec<RequirementReport> {
    those.iter().map(|it| requirement(model, *it)).collect()
}

pub(super) fn requirement(model: &Model, it: RequirementTest) -> RequirementReport {
    let value = |it: LabelValue| match it {
        LabelValue::Known(it) => LabelReport::Known(model.text(it).to_owned()),
        LabelValue::Unknown => LabelReport::Open { unknown: true, perhaps_absent: false },
        LabelValue::PerhapsAbsent | LabelValue::Anything => {
            LabelReport::Open { unknown: true, perhaps_absent: true }
        }
    };
    RequirementReport {
        result: it.holds.into(),
        actual: it.actual.map(value),
        on_workload: it.on_workload.map(value),
    }
}

fn port(flow: Option<Probe>, it: PortTrial, called: Option<&str>) -> PortReport {
    let (failed, resolved) = match it {
        PortTrial::Match(resolved) => (None, resolved),
        PortTrial::Protocol => (Some("protocol"), None),
        PortTrial::Number(_) => (Some("port-number"), None),
        PortTrial::NameWithoutPod => (Some("peer-kind"), None),
        PortTrial::NameUnknown => (Some("port-name-unknown"), None),
        PortTrial::NameProtocol(_) => (Some("port-name-protocol"), None),
        PortTrial::NameNumber(number) => (Some("port-name-number"), Some(number)),
    };
    let result = if failed.is_none() { Matched::Matched } else { Matched::Missed };
    let called = called.filter(|_| it == PortTrial::NameUnknown).map(str::to_owned);
    PortReport { result, failed, flow, resolved, called }
}
