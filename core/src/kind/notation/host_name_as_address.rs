//! L-86: a host name where only addresses can stand.

use super::Notation;
use super::scene::{Meant, Place, Scene, cited};
use crate::diagnostic::{About, FixClass, Severity};

pub(super) struct HostNameAsAddress;

/// Fields that a peer of NetworkPolicy does not have, and peers of other APIs do.
const FIELDS: &[&str] = &[
    "fqdn",
    "fqdns",
    "toFQDNs",
    "dns",
    "dnsName",
    "dnsNames",
    "domain",
    "domains",
    "domainName",
    "domainNames",
    "host",
    "hosts",
    "hostname",
    "hostnames",
];

impl Notation for HostNameAsAddress {
    const ABOUT: &'static About = &About::new(
        "L-86",
        "host-name-as-address",
        Severity::Error,
        "A host name or URL stands where only addresses can: NetworkPolicy has no field for names.",
    );
    const FIXES: &'static [FixClass] = &[];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock: {cidr: api.example.com}
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock: {cidr: 203.0.113.0/24}
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        let is_item = place.entry.is_none();
        let is_block = !is_item && place.ends_in("ipBlock.cidr")
            || is_item && (place.ends_in("ipBlock.except") || place.ends_in("networks"));
        if is_block {
            let text = place.node.as_str().filter(|it| is_host(it))?;
            let message = format!("{} is a name, and only addresses can stand here", cited(text));
            return Some(Meant::at(place, message).help(help(scene)));
        }
        let field = place.entry?.key.as_ref();
        let is_peer = place.parent?.entry.is_none()
            && (place.parent?.is_in_rule("from") || place.parent?.is_in_rule("to"));
        if !scene.is_network_policy() || !is_peer || !FIELDS.contains(&field) {
            return None;
        }
        let message = format!("`{field}`: a peer of NetworkPolicy is pods or addresses, never names");
        Some(Meant::at_key(place, message).help(help(scene)))
    }
}

fn help(scene: &Scene<'_>) -> &'static str {
    match scene.is_network_policy() {
        true => {
            "write the addresses as `ipBlock`, if they stay the same; names are known to `domainNames` of cluster-wide policies, and to policies that some network plugins have"
        }
        false => "write names under `domainNames`, in an egress rule that allows",
    }
}

/// Whether a text is a host name or a URL, and no address.
fn is_host(text: &str) -> bool {
    let text = text.trim();
    let (has_scheme, rest) = text.split_once("://").map_or((false, text), |it| (true, it.1));
    let host = rest.split(['/', ':']).next().unwrap_or_default();
    let host = host.strip_suffix('.').unwrap_or(host);
    let host = host.strip_prefix("*.").unwrap_or(host);
    let is_label = |it: &str| {
        !it.is_empty()
            && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
            && !it.starts_with('-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    let has_letters = last.bytes().any(|it| it.is_ascii_alphabetic());
    // A word without dots is no host for certain, but `localhost` is.
    let is_name = host.contains('.') || has_scheme || host == "localhost";
    is_name && has_letters && host.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finding, none, policy};
    use super::*;

    #[test]
    fn hosts_are_told_from_addresses() {
        for it in [
            "api.example.com",
            "https://example.com/x",
            "http://web:80",
            "*.example.org",
            "localhost",
            "db.shop.svc.cluster.local.",
        ] {
            assert!(is_host(it), "{it}");
        }
        for it in [
            "10.0.0.0/8",
            "10.0.0.1",
            "::1",
            "fe80::/10",
            "::ffff:10.0.0.1",
            "10.0.0.1-10.0.0.9",
            "",
            "any",
            "x",
            "10.0.0.0/x",
            "dead:beef::",
        ] {
            assert!(!is_host(it), "{it}");
        }
    }

    #[test]
    fn it_says_who_can_use_names() {
        let block = policy(
            "  podSelector: {}\n  egress:\n  - to:\n    - ipBlock: {cidr: 0.0.0.0/0, except: [www.example.com]}",
        );
        let it = finding(&block, "L-86");
        assert!(
            it.message
                .starts_with("`www.example.com` is a name, and only addresses can stand here (Invalid value")
        );
        assert!(it.help.contains("`domainNames`") && it.fixes.is_empty());
        let peer =
            policy("  podSelector: {}\n  egress:\n  - to:\n    - toFQDNs: [{matchName: a.example.com}]");
        let it = finding(&peer, "L-86");
        assert!(it.message.starts_with("`toFQDNs`: a peer of NetworkPolicy is pods or addresses"));
        none(&policy("  podSelector: {}\n  egress:\n  - fqdn: a.example.com"), "L-86");
    }

    #[test]
    fn cluster_wide_policies_have_a_field_for_names() {
        let text = "apiVersion: policy.networking.k8s.io/v1alpha2\nkind: ClusterNetworkPolicy\nmetadata: {name: p}\nspec:\n  tier: Admin\n  priority: 1\n  subject: {namespaces: {}}\n  egress:\n  - action: Accept\n    to:\n    - networks: [a.example.com]\n";
        let it = finding(text, "L-86");
        assert!(it.help.starts_with("write names under `domainNames`"));
    }
}
