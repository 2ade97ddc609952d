//! What an `apiVersion` and `kind` name: one of the [`kinds`] that are read, or something else.

use crate::kind::kinds::{self, KNOWN_KINDS, Kind};
use crate::words;

/// What an `apiVersion` and `kind` name.
pub(super) enum Recognised {
    /// A kind of the list; `removed` when under a version that is gone.
    Known { kind: &'static Kind, removed: bool },
    /// A kind of the list under a group or version that never had it.
    NoSuchKind(&'static Kind),
    /// Not a kind at all, but nearly the name of this policy kind.
    Misspelt(&'static Kind),
    /// A policy of an API that is not evaluated.
    Foreign,
    /// Anything else.
    Other,
}

/// Groups that Kubernetes itself serves: a known kind under a wrong one of these is a mistake, under any other
/// group it is a different kind of the same name.
const OWN_GROUPS: &[&str] = &[
    "",
    "apps",
    "autoscaling",
    "batch",
    "discovery.k8s.io",
    "extensions",
    "networking.k8s.io",
    "policy",
    "policy.networking.k8s.io",
    "rbac.authorization.k8s.io",
    "storage.k8s.io",
];

/// What people write for one of these.
const ALMOST_OWN_GROUPS: &[&str] =
    &["networking", "network.k8s.io", "networking.kubernetes.io", "policy.k8s.io"];

/// Kinds of other policy engines that allow or deny connections, by group. What else lives in these groups
/// routes, announces, observes, or is only referred to, and decides nothing.
const FOREIGN: &[(&str, &[&str])] = &[
    ("cilium.io", &["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"]),
    // Staged policies of Calico decide nothing either.
    ("crd.projectcalico.org", CALICO),
    ("projectcalico.org", CALICO),
    ("crd.antrea.io", ANTREA),
    ("crd.antrea.tanzu.vmware.com", ANTREA),
    ("security.antrea.tanzu.vmware.com", ANTREA),
    ("k8s.ovn.org", &["EgressFirewall"]),
    ("network.openshift.io", &["EgressNetworkPolicy"]),
    ("k8s.cni.cncf.io", &["MultiNetworkPolicy"]),
    ("networking.k8s.aws", &["ApplicationNetworkPolicy", "ClusterNetworkPolicy"]),
    ("vpcresources.k8s.aws", &["SecurityGroupPolicy"]),
    ("networking.gke.io", &["FQDNNetworkPolicy"]),
    // PeerAuthentication refuses what is not encrypted.
    ("security.istio.io", &["AuthorizationPolicy", "PeerAuthentication"]),
    // A Server refuses whom nothing authorizes.
    ("policy.linkerd.io", &["AuthorizationPolicy", "ServerAuthorization", "Server", "EgressNetwork"]),
    ("kuma.io", &["MeshTrafficPermission", "TrafficPermission"]),
    ("consul.hashicorp.com", &["ServiceIntentions"]),
    ("crd.nsx.vmware.com", &["SecurityPolicy"]),
    ("nsx.vmware.com", &["SecurityPolicy"]),
    ("kubeovn.io", &["SecurityGroup"]),
];
const CALICO: &[&str] = &["NetworkPolicy", "GlobalNetworkPolicy", "Profile"];
const ANTREA: &[&str] = &["NetworkPolicy", "ClusterNetworkPolicy"];

/// What an `apiVersion` and `kind` name. "Group *and* kind must both match".
pub(super) fn recognise(api_version: &str, name: &str) -> Recognised {
    let group = kinds::group(api_version);
    let mut named = KNOWN_KINDS.iter().filter(|it| it.name == name);
    let in_group = named.clone().find(|it| it.group() == group);
    if in_group.is_none() && FOREIGN.iter().any(|it| it.0 == group && it.1.contains(&name)) {
        return Recognised::Foreign;
    }
    let is_served = in_group.is_some() || OWN_GROUPS.contains(&group);
    let is_own = is_served || ALMOST_OWN_GROUPS.contains(&group);
    let Some(kind) = in_group.or_else(|| named.next()) else {
        let is_read = is_own || KNOWN_KINDS.iter().any(|it| it.group() == group);
        return if is_read { misspelt(name) } else { Recognised::Other };
    };
    if kind.api_version == api_version || in_group.is_some() && kind.any_version {
        Recognised::Known { kind, removed: false }
    } else if kind.removed.contains(&api_version) {
        Recognised::Known { kind, removed: true }
    } else if is_served || is_own && kind.is_policy() {
        Recognised::NoSuchKind(kind)
    } else {
        Recognised::Other
    }
}

/// "A document whose `kind` equals a policy kind but for case, plural or at most two letters, or is `Netpol`" (L-80):
/// counted as ignored, the policy would be missing without a word.
fn misspelt(name: &str) -> Recognised {
    let folded = name.to_ascii_lowercase();
    let singular = folded.strip_suffix("ies").map(|it| format!("{it}y"));
    let nearest = KNOWN_KINDS
        .iter()
        .filter(|it| it.is_policy())
        .map(|it| {
            let known = it.name.to_ascii_lowercase();
            let plural = singular.as_ref().map_or(usize::MAX, |it| words::distance(it, &known));
            (words::distance(&folded, &known).min(plural), it)
        })
        .min_by_key(|it| it.0);
    match nearest {
        Some((distance, kind)) if distance <= 2 => Recognised::Misspelt(kind),
        _ if folded == "netpol" => KNOWN_KINDS
            .iter()
            .find(|it| it.name == "NetworkPolicy")
            .map_or(Recognised::Other, Recognised::Misspelt),
        _ => Recognised::Other,
    }
}

#[cfg(test)]
mod tests;
