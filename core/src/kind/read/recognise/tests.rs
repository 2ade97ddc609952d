use super::{Recognised, recognise};

fn found(api_version: &str, kind: &str) -> String {
    match recognise(api_version, kind) {
        Recognised::Known { kind, .. } => format!("known {}", kind.name),
        Recognised::NoSuchKind(kind) => format!("no such {}", kind.name),
        Recognised::Misspelt(kind) => format!("perhaps {}", kind.name),
        Recognised::Foreign => "foreign".to_owned(),
        Recognised::Other => "other".to_owned(),
    }
}

#[test]
fn a_misspelt_policy_is_no_object_to_ignore() {
    for (api_version, kind, expected) in [
        ("networking.k8s.io/v1", "NetworkPolicies", "perhaps NetworkPolicy"),
        ("networking.k8s.io/v1", "Networkpolicy", "perhaps NetworkPolicy"),
        ("networking.k8s.io/v1", "NetworkPolcy", "perhaps NetworkPolicy"),
        ("networking.k8s.io/v1", "Netpol", "perhaps NetworkPolicy"),
        ("networking.k8s.io/v1", "NetPlc", "other"),
        ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolcy", "perhaps AdminNetworkPolicy"),
        ("policy.networking.k8s.io/v1alpha2", "clusternetworkpolicies", "perhaps ClusterNetworkPolicy"),
        ("networking.k8s.io/v1", "IngressClass", "other"),
        ("policy/v1", "PodDisruptionBudget", "other"),
        ("v1", "NetworkPolicy", "no such NetworkPolicy"),
        ("networking/v1", "NetworkPolicy", "no such NetworkPolicy"),
        ("networking/v1", "Ingress", "other"),
        ("crd.antrea.io/v1beta1", "NetworkPolicy", "foreign"),
        ("example.com/v1", "NetworkPolicies", "other"),
        ("cilium.io/v2", "CiliumNetworkPolicy", "foreign"),
    ] {
        assert_eq!(found(api_version, kind), expected, "{api_version} {kind}");
    }
}

#[test]
fn a_kind_that_is_read_is_not_called_foreign() {
    for (group, names) in super::FOREIGN {
        let read = super::KNOWN_KINDS.iter().filter(|it| it.group() == *group && names.contains(&it.name));
        assert_eq!(read.map(|it| it.name).next(), None, "take it out of the list of foreign kinds");
    }
}
