//! What network plugins do differently.

use crate::options::{
    EqualPriority, HostNetworkPods, IpBlockPods, NetworkPolicyTier, RepeatedPortName, ServiceHairpin,
};
use crate::protocol::Family;

use super::{Flag, Group, Knob, Shape, Spelling, on, pick};

pub(super) const CONTESTED: Group = Group {
    title: "What Kubernetes leaves open",
    says: "Network plugins differ here. Where a setting decides an answer, the answer says so.",
    knobs: &[
        Knob {
            key: "ipblock-pods",
            title: "ipBlock and pods",
            says: "Whether an `ipBlock` can match a pod by its address.",
            contested: Some((
                "C-02",
                "The upstream tests require it, Calico and kube-network-policies do it; Cilium does not by default.",
            )),
            shape: Shape::Choice(&[
                ("match-when-known", "by its address, where known"),
                ("never", "never"),
                ("always", "also by the pod range alone"),
            ]),
            default: "match-when-known",
            flag: Flag::of("HOW"),
            apply: |it, text| {
                it.ip_block_pods = pick(
                    text,
                    &[
                        ("match-when-known", IpBlockPods::MatchWhenKnown),
                        ("never", IpBlockPods::Never),
                        ("always", IpBlockPods::Always),
                    ],
                )?;
                Ok(())
            },
        },
        Knob {
            key: "host-network-pods",
            title: "Host-network pods",
            says: "What pods with `hostNetwork: true` are to NetworkPolicy.",
            contested: Some((
                "C-01",
                "The documentation allows both; practically every plugin ignores them, and cluster-wide policies leave them out by definition.",
            )),
            shape: Shape::Choice(&[("treat-as-node", "their node"), ("as-pod", "pods like others")]),
            default: "treat-as-node",
            flag: Flag { more: "To cluster-wide policies they are always their node.", ..Flag::of("HOW") },
            apply: |it, text| {
                it.host_network_pods = pick(
                    text,
                    &[("treat-as-node", HostNetworkPods::TreatAsNode), ("as-pod", HostNetworkPods::AsPod)],
                )?;
                Ok(())
            },
        },
        Knob {
            key: "own-node-ingress",
            title: "From a pod's own node",
            says: "Whether traffic from the node that runs a pod always gets in, as the kubelet's probes need it.",
            contested: Some((
                "C-41",
                "The documentation promises it. No rule of a cluster-wide policy can name such traffic; that is an open question.",
            )),
            shape: Shape::Choice(&[("on", "always allowed"), ("off", "judged by policies")]),
            default: "on",
            flag: Flag {
                also: &[Spelling::Switch(
                    "no-own-node-ingress",
                    "off",
                    "Do not exempt traffic that comes from the pod's own node.",
                )],
                ..Flag::of("ON|OFF")
            },
            apply: |it, text| on(text).map(|on| it.own_node_ingress_exempt = on),
        },
        Knob {
            key: "own-node-egress",
            title: "To a pod's own node",
            says: "Whether a pod always reaches the node that it runs on.",
            contested: Some((
                "C-04",
                "The documentation contradicts itself; kube-network-policies always allowed it up to 1.0, and asks policies since 1.1.",
            )),
            shape: Shape::Choice(&[("off", "judged by policies"), ("on", "always allowed")]),
            default: "off",
            flag: Flag::of("ON|OFF"),
            apply: |it, text| on(text).map(|on| it.own_node_egress_exempt = on),
        },
        Knob {
            key: "equal-priority",
            title: "Equal priority",
            says: "What decides between cluster-wide policies of one tier with the same priority.",
            contested: Some((
                "C-06",
                "The API leaves their order open; kube-network-policies and Calico use the order of names, others refuse the input.",
            )),
            shape: Shape::Choice(&[("undecided", "nothing: undecided"), ("by-name", "the lower name")]),
            default: "undecided",
            flag: Flag::of("HOW"),
            apply: |it, text| {
                it.equal_priority = pick(
                    text,
                    &[("undecided", EqualPriority::Undecided), ("by-name", EqualPriority::ByName)],
                )?;
                Ok(())
            },
        },
        Knob {
            key: "network-policy-tier",
            title: "NetworkPolicy before Baseline",
            says: "Whether a NetworkPolicy for one direction also keeps the Baseline tier from deciding the other one.",
            contested: Some((
                "C-05",
                "kube-network-policies stops at any NetworkPolicy that selects the pod; policy-assistant and netpol-analyzer decide for each direction.",
            )),
            shape: Shape::Choice(&[
                ("per-direction", "only in its own direction"),
                ("either-direction", "in both"),
            ]),
            default: "per-direction",
            flag: Flag::of("HOW"),
            apply: |it, text| {
                it.network_policy_tier = pick(
                    text,
                    &[
                        ("per-direction", NetworkPolicyTier::PerDirection),
                        ("either-direction", NetworkPolicyTier::EitherDirection),
                    ],
                )?;
                Ok(())
            },
        },
        Knob {
            key: "repeated-port-name",
            title: "Repeated port name",
            says: "What a port name means if several containers of a pod declare it.",
            contested: Some((
                "C-07",
                "Services use the first; kube-network-policies accepts any of them; netpol-analyzer the first of any protocol.",
            )),
            shape: Shape::Choice(&[("any", "each of its ports"), ("first", "the first")]),
            default: "any",
            flag: Flag::of("WHICH"),
            apply: |it, text| {
                it.repeated_port_name =
                    pick(text, &[("any", RepeatedPortName::Any), ("first", RepeatedPortName::First)])?;
                Ok(())
            },
        },
        Knob {
            key: "service-hairpin",
            title: "A pod behind its own Service",
            says: "How a pod that connects to itself through a Service is judged.",
            contested: Some((
                "C-03",
                "Some plugins deny it, because the source is rewritten; others do not ask policies.",
            )),
            shape: Shape::Choice(&[("evaluate", "judged as between two pods"), ("allow", "always allowed")]),
            default: "evaluate",
            flag: Flag::of("HOW"),
            apply: |it, text| {
                it.service_hairpin =
                    pick(text, &[("evaluate", ServiceHairpin::Evaluate), ("allow", ServiceHairpin::Allow)])?;
                Ok(())
            },
        },
        Knob {
            key: "family",
            title: "Address family",
            says: "Which addresses connections between dual-stack pods use.",
            contested: None,
            shape: Shape::Choice(&[("first", "that of the first"), ("4", "IPv4"), ("6", "IPv6")]),
            default: "first",
            flag: Flag {
                more: "`first`: the family of the destination's first address that the source has too.",
                ..Flag::of("FAMILY")
            },
            apply: |it, text| {
                it.family = pick(text, &[("first", None), ("4", Some(Family::V4)), ("6", Some(Family::V6))])?;
                Ok(())
            },
        },
    ],
};
