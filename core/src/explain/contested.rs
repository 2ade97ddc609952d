//! Questions that Kubernetes leaves open (`docs/semantics.md`, chapter 7), and how certain an answer is.

use crate::eval::{Inputs, is_node};
use crate::ids::EndpointId;
use crate::options::{
    EqualPriority, HostNetworkPods, IpBlockPods, NetworkPolicyTier, Options, RepeatedPortName,
};
use crate::policy::{Atom, Policies};

/// Whether implementations agree (`docs/semantics.md`, Results).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
pub enum Certainty {
    /// Every conformant implementation agrees.
    #[default]
    Defined,
    /// Another reading of a contested question gives another verdict.
    ImplementationDefined,
    /// A fact is not in the input, and both verdicts remain possible.
    InputDependent,
}

impl Certainty {
    /// `defined`, `implementation-defined`, `input-dependent`: the words that serde writes too.
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Defined => "defined",
            Certainty::ImplementationDefined => "implementation-defined",
            Certainty::InputDependent => "input-dependent",
        }
    }
}

/// A question on which implementations differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Contested {
    /// Do selectors see host-network pods?
    HostNetwork,
    /// Does an `ipBlock` match pods?
    BlocksAndPods,
    /// What becomes of a pod that reaches itself through a Service?
    Hairpin,
    /// Does a pod always reach its own node?
    OwnNodeEgress,
    /// Does a NetworkPolicy for one direction keep the Baseline tier out of the other?
    NetworkPolicyTier,
    /// Which of two policies with the same priority comes first?
    EqualPriority,
    /// What does a name stand for that several container ports have?
    RepeatedPortName,
    /// Does an `ipBlock` see the address of a Service?
    ClusterIp,
    /// Whose address does a pod see when the connection came through a node port?
    SourceAddress,
    /// Which address counts for a Service whose backends are outside?
    ExternalBackend,
    /// Whose address does a pod see when the connection came through its `hostPort`?
    HostPort,
}

impl Contested {
    /// Those that one setting answers for a flow between two endpoints.
    pub(super) const WITH_READINGS: [Contested; 6] = [
        Contested::HostNetwork,
        Contested::BlocksAndPods,
        Contested::OwnNodeEgress,
        Contested::NetworkPolicyTier,
        Contested::EqualPriority,
        Contested::RepeatedPortName,
    ];

    /// `C-01`.
    pub fn case(self) -> &'static str {
        match self {
            Contested::HostNetwork => "C-01",
            Contested::BlocksAndPods => "C-02",
            Contested::Hairpin => "C-03",
            Contested::OwnNodeEgress => "C-04",
            Contested::NetworkPolicyTier => "C-05",
            Contested::EqualPriority => "C-06",
            Contested::RepeatedPortName => "C-07",
            Contested::ClusterIp => "C-10",
            Contested::SourceAddress => "C-30",
            Contested::ExternalBackend => "C-31",
            Contested::HostPort => "C-35",
        }
    }

    /// The key of the setting that chooses the reading, which is also the flag of the tool; empty where there is
    /// none.
    pub fn knob(self) -> &'static str {
        match self {
            Contested::HostNetwork => "host-network-pods",
            Contested::BlocksAndPods => "ipblock-pods",
            Contested::Hairpin => "service-hairpin",
            Contested::OwnNodeEgress => "own-node-egress",
            Contested::NetworkPolicyTier => "network-policy-tier",
            Contested::EqualPriority => "equal-priority",
            Contested::RepeatedPortName => "repeated-port-name",
            Contested::ClusterIp
            | Contested::SourceAddress
            | Contested::ExternalBackend
            | Contested::HostPort => "",
        }
    }

    /// Takes the other reading.
    pub(super) fn read_otherwise(self, options: &mut Options) {
        match self {
            Contested::HostNetwork => {
                options.host_network_pods = match options.host_network_pods {
                    HostNetworkPods::TreatAsNode => HostNetworkPods::AsPod,
                    HostNetworkPods::AsPod => HostNetworkPods::TreatAsNode,
                };
            }
            // `always` differs from the default only in what it makes of an address that is not known.
            Contested::BlocksAndPods => {
                options.ip_block_pods = match options.ip_block_pods {
                    IpBlockPods::MatchWhenKnown | IpBlockPods::Always => IpBlockPods::Never,
                    IpBlockPods::Never => IpBlockPods::MatchWhenKnown,
                };
            }
            Contested::OwnNodeEgress => options.own_node_egress_exempt = !options.own_node_egress_exempt,
            Contested::NetworkPolicyTier => {
                options.network_policy_tier = match options.network_policy_tier {
                    NetworkPolicyTier::PerDirection => NetworkPolicyTier::EitherDirection,
                    NetworkPolicyTier::EitherDirection => NetworkPolicyTier::PerDirection,
                };
            }
            Contested::EqualPriority => {
                options.equal_priority = match options.equal_priority {
                    EqualPriority::Undecided => EqualPriority::ByName,
                    EqualPriority::ByName => EqualPriority::Undecided,
                };
            }
            Contested::RepeatedPortName => {
                options.repeated_port_name = match options.repeated_port_name {
                    RepeatedPortName::Any => RepeatedPortName::First,
                    RepeatedPortName::First => RepeatedPortName::Any,
                };
            }
            Contested::Hairpin
            | Contested::ClusterIp
            | Contested::SourceAddress
            | Contested::ExternalBackend
            | Contested::HostPort => {}
        }
    }

    /// Whether the question can make a difference to any flow between these two at all. A cheap answer, so that
    /// ordinary flows are walked once; yes is never wrong.
    pub(super) fn arises(self, inputs: Inputs<'_>, source: EndpointId, destination: EndpointId) -> bool {
        let Inputs { cluster, policies, options } = inputs;
        let pod = |it: EndpointId| cluster.endpoints.at(it).pod();
        let ends = || [source, destination].into_iter().filter_map(pod);
        match self {
            Contested::HostNetwork => ends().any(|it| it.host_network),
            Contested::BlocksAndPods => {
                // Who is a node to blocks depends on another reading.
                ends().any(|it| !is_node(it, options) || it.host_network)
                    && policies.atoms.iter().any(|it| matches!(it, Atom::Block(_)))
            }
            Contested::OwnNodeEgress => pod(destination).is_none_or(|it| it.host_network),
            Contested::NetworkPolicyTier => {
                let mut tiers = policies.policies.iter().map(|it| it.tier);
                // They are sorted by stage: does another one come after the first that isolates?
                let first = tiers.find(|it| it.mode().isolates());
                first.is_some_and(|first| tiers.any(|it| it > first))
            }
            Contested::EqualPriority => has_equal_priorities(policies),
            Contested::RepeatedPortName => pod(destination).is_some_and(|it| {
                let repeats = |at: usize, one: &crate::kind::ContainerPort| {
                    let before = it.ports.iter().take(at);
                    !one.name.is_empty() && before.into_iter().any(|other| other.name == one.name)
                };
                it.ports.iter().enumerate().any(|(at, one)| repeats(at, one))
            }),
            Contested::Hairpin
            | Contested::ClusterIp
            | Contested::SourceAddress
            | Contested::ExternalBackend
            | Contested::HostPort => false,
        }
    }
}

fn has_equal_priorities(policies: &Policies) -> bool {
    // They are sorted by tier and priority.
    policies.policies.as_slice().windows(2).any(|pair| match pair {
        [a, b] => a.tier.mode().is_ordered() && (a.tier, a.priority) == (b.tier, b.priority),
        _ => false,
    })
}
