//! The choices that Kubernetes leaves open, and the facts that manifests do not hold.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::protocol::Family;

mod any_pod;

pub use any_pod::{AnyNamespace, AnyPod};

/// Whether an `ipBlock` can match a pod by its address (contested: some network plugins never do).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IpBlockPods {
    /// A pod with a known address matches as any address does; without one, the assumed pod CIDR decides
    /// where it can, and the answer is *unknown* where it cannot.
    #[default]
    MatchWhenKnown,
    /// Blocks only ever match addresses outside the cluster.
    Never,
    /// As the default, but a pod without a known address matches as soon as *some* address of the assumed
    /// pod CIDR does; never *unknown*.
    Always,
}

/// What host-network pods are to NetworkPolicy (undefined by the API). To cluster-wide policies they are their node, and
/// their addresses are its in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HostNetworkPods {
    /// They have their node's identity: no policy selects them, no selector matches them.
    #[default]
    TreatAsNode,
    /// They are pods like all others.
    AsPod,
}

/// The release whose API server judges the manifests; only what differs between releases matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KubeVersion {
    /// The 36 of 1.36.
    pub minor: u16,
}

impl Default for KubeVersion {
    fn default() -> KubeVersion {
        KubeVersion { minor: 36 }
    }
}

/// What decides between admin policies of one tier with the same priority: the API leaves their order open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EqualPriority {
    /// Where the order matters, the answer is *unknown*.
    #[default]
    Undecided,
    /// The lower name comes first, as two implementations do it.
    ByName,
}

/// Which policies keep the Baseline tier from being asked (contested).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NetworkPolicyTier {
    /// Those that isolate the pod in the direction in question.
    #[default]
    PerDirection,
    /// Any that selects the pod, even for the other direction only; there it then allows everything.
    EitherDirection,
}

/// What one name on several container ports of a pod stands for (contested).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RepeatedPortName {
    /// Each of them that has the right protocol.
    #[default]
    Any,
    /// The first that has the right protocol.
    First,
}

/// What becomes of a pod that reaches itself through a Service (contested).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ServiceHairpin {
    /// Judged like a flow between two pods.
    #[default]
    Evaluate,
    /// Always allowed.
    Allow,
}

/// The pods that serve the Ingress objects.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IngressController {
    /// Their namespace.
    pub namespace: String,
    /// Labels that all of them carry, sorted by key.
    pub labels: Vec<(String, String)>,
}

impl IngressController {
    /// From `namespace` or `namespace/key=value,key=value`; label keys may hold a slash.
    pub fn parse(text: &str) -> Option<IngressController> {
        let (namespace, labels) = text.split_once('/').unwrap_or((text, ""));
        let pair = |it: &str| it.split_once('=').map(|(key, value)| (key.to_owned(), value.to_owned()));
        let labels = labels.split(',').filter(|it| !it.is_empty()).map(pair);
        let mut labels = labels.collect::<Option<Vec<_>>>().filter(|_| !namespace.is_empty())?;
        crate::order::sort_by(&mut labels, |a, b| a.0.cmp(&b.0));
        Some(IngressController { namespace: namespace.to_owned(), labels })
    }
}

/// What a name outside the cluster resolves to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DnsRecord {
    /// Lower case, without the trailing dot.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

impl DnsRecord {
    /// Reads `name address…`, as a hosts file turned around; `None` for a blank line or a comment. `Err` says
    /// what is wrong with it.
    pub fn parse(line: &str) -> Result<Option<DnsRecord>, String> {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split([' ', '\t', ',', '=']).filter(|it| !it.is_empty());
        let Some(name) = words.next() else { return Ok(None) };
        let name = host_name(name)?;
        let mut addresses = Vec::new();
        for it in words {
            addresses.push(it.parse().map_err(|_| format!("`{it}` is not an address such as 203.0.113.7"))?);
        }
        if addresses.is_empty() {
            return Err(format!("there is no address after `{name}`"));
        }
        Ok(Some(DnsRecord { name, addresses }))
    }
}

/// A host's name as names are compared: lower case, without the trailing dot. `Err` says what is wrong with it.
pub fn host_name(text: &str) -> Result<String, String> {
    let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
    let label = |it: &str| {
        let inner = |it: u8| it.is_ascii_alphanumeric() || it == b'-';
        !it.is_empty() && it.bytes().all(inner) && !it.starts_with('-') && !it.ends_with('-')
    };
    let labels = name.strip_prefix("*.").unwrap_or(&name);
    if labels.contains('.') && labels.split('.').all(label) {
        Ok(name)
    } else {
        Err(format!("`{text}` is not a host name such as api.example.com"))
    }
}

/// Steps of an evaluation, unless told otherwise. As counted for the clusters of the benchmarks, 100,000 pods with
/// 10,000 policies take less than 800,000,000 of them. What meets the limit is evaluated for some seconds: of 500 pods and
/// 500 policies that all concern all pods, nothing is left out, and of 2,000 most.
pub const LIMIT_WORK: u64 = 5_000_000_000;

/// Knobs and assumed facts of one analysis. `Options::default()` is what the page opens with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// Namespace of namespaced objects that name none.
    pub default_namespace: String,
    /// Decides whether sloppy CIDRs are errors (1.36 and later) or warnings.
    pub kube_version: KubeVersion,
    /// Whether unknown and duplicate fields of a policy reject it, as `kubectl apply` does.
    pub strict: bool,
    /// Whether blocks match pods.
    pub ip_block_pods: IpBlockPods,
    /// What host-network pods are to NetworkPolicy.
    pub host_network_pods: HostNetworkPods,
    /// Where pods without a known address are taken to lie; empty: nothing is assumed.
    pub pod_cidrs: Vec<IpNet>,
    /// Where Services lie; empty: nothing is assumed.
    pub service_cidrs: Vec<IpNet>,
    /// Where nodes lie, as far as the input does not say; empty: nothing is assumed.
    pub node_cidrs: Vec<IpNet>,
    /// What decides between admin policies with the same priority.
    pub equal_priority: EqualPriority,
    /// Which policies keep the Baseline tier from being asked.
    pub network_policy_tier: NetworkPolicyTier,
    /// What one name on several container ports stands for.
    pub repeated_port_name: RepeatedPortName,
    /// How a pod that connects to itself through a Service is judged.
    pub service_hairpin: ServiceHairpin,
    /// Who makes the connections that Ingress objects ask for; `None`: the input is not told.
    pub ingress_controller: Option<IngressController>,
    /// The address family of flows to pods that have it, or whose addresses are unknown; `None`: the family of
    /// a pod's first address, IPv4 where that is unknown (M-44).
    pub family: Option<Family>,
    /// Whether the fields of the experimental channel (`nodes`, `domainNames`, v1alpha1 `namedPort`) are known.
    pub experimental_channel: bool,
    /// Hosts outside the cluster that get a row and a column of their own: lower case, no trailing dot.
    pub hosts: Vec<String>,
    /// What is known of names outside the cluster.
    pub dns: Vec<DnsRecord>,
    /// Whether traffic from a pod's own node is exempt on its way in (kubelet probes rely on it).
    pub own_node_ingress_exempt: bool,
    /// Whether traffic to a pod's own node is exempt on its way out.
    pub own_node_egress_exempt: bool,
    /// Addresses that get a row and a column of their own.
    pub externals: Vec<IpAddr>,
    /// How many steps the evaluation may take: what would take more is left out, and the result is incomplete.
    pub limit_work: u64,
    /// Names or numbers of findings that nobody wants to hear of: `stray-dash`, `L-71`. What leaves something out of the
    /// evaluation is told all the same.
    pub ignore: Vec<String>,
    /// Pods that are asked about and stand for any pod. They are ends of questions, and no rows.
    pub any_pods: Vec<AnyPod>,
    /// Whether pods are made up where the input has policies and no pods for them.
    pub stand_ins: bool,
}

impl Default for Options {
    fn default() -> Options {
        // kind and kubeadm set up these two ranges unless told otherwise.
        let range = |a: u8, b: u8, length| ipnet::Ipv4Net::new([a, b, 0, 0].into(), length).map(IpNet::V4);
        Options {
            default_namespace: "default".to_owned(),
            kube_version: KubeVersion::default(),
            strict: true,
            ip_block_pods: IpBlockPods::default(),
            host_network_pods: HostNetworkPods::default(),
            pod_cidrs: range(10, 244, 16).into_iter().collect(),
            service_cidrs: range(10, 96, 12).into_iter().collect(),
            node_cidrs: Vec::new(),
            equal_priority: EqualPriority::default(),
            network_policy_tier: NetworkPolicyTier::default(),
            repeated_port_name: RepeatedPortName::default(),
            service_hairpin: ServiceHairpin::default(),
            ingress_controller: None,
            family: None,
            experimental_channel: true,
            hosts: Vec::new(),
            dns: Vec::new(),
            own_node_ingress_exempt: true,
            own_node_egress_exempt: false,
            externals: Vec::new(),
            limit_work: LIMIT_WORK,
            ignore: Vec::new(),
            any_pods: Vec::new(),
            stand_ins: true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{DnsRecord, host_name};

    fn parse(line: &str) -> String {
        match DnsRecord::parse(line) {
            Ok(Some(it)) => {
                let addresses: Vec<String> = it.addresses.iter().map(ToString::to_string).collect();
                format!("{}: {}", it.name, addresses.join(" "))
            }
            Ok(None) => "nothing".to_owned(),
            Err(it) => it,
        }
    }

    #[test]
    fn dns_data_is_a_name_and_its_addresses() {
        assert_eq!(
            parse("API.example.com. 203.0.113.7, 2001:db8::1"),
            "api.example.com: 203.0.113.7 2001:db8::1"
        );
        assert_eq!(parse("api.example.com=203.0.113.7"), "api.example.com: 203.0.113.7");
        assert_eq!(parse("  # only a comment"), "nothing");
        assert_eq!(parse("api.example.com"), "there is no address after `api.example.com`");
        assert_eq!(parse("api.example.com home"), "`home` is not an address such as 203.0.113.7");
        assert_eq!(parse("api 203.0.113.7"), "`api` is not a host name such as api.example.com");
    }

    #[test]
    fn host_names_may_stand_for_all_below() {
        assert_eq!(host_name("*.Example.org."), Ok("*.example.org".to_owned()));
        assert!(
            host_name("a.*.example.org").is_err() && host_name("-a.b").is_err() && host_name("").is_err()
        );
    }
}
