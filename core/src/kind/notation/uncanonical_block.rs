//! L-65: a block with host bits, leading zeros, or in a form of IPv6 that is not the canonical one.

use super::Notation;
use super::scene::{Meant, Place, Scene};
use crate::diagnostic::{About, Code, Fix, FixClass};
use crate::edit::Yaml;
use crate::kind::field::cidr;

pub(super) struct UncanonicalBlock;

impl Notation for UncanonicalBlock {
    const ABOUT: &'static About = Code::NonCanonicalCidr.about();
    const FIXES: &'static [FixClass] = &[FixClass::Safe, FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - ipBlock: {cidr: 10.10.1.12/24}
    - ipBlock: {cidr: \"2001:DB8::/32\"}
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - from:
    - ipBlock: {cidr: 10.10.1.0/24}
    - ipBlock: {cidr: \"2001:db8::/32\"}
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        let is_item = place.entry.is_none();
        let is_block = !is_item && place.ends_in("ipBlock.cidr")
            || is_item && (place.ends_in("ipBlock.except") || place.ends_in("networks"));
        let text = place.node.as_str().filter(|_| is_block)?;
        let it = cidr::parse(text)?;
        if it.warnings.is_empty() {
            return None;
        }
        let write = |class, to: &str| -> Vec<Fix> {
            let path = place.path.to_string();
            scene.fix_of(class, format!("write {to}"), |it| Some(vec![it.set(&path, &Yaml::text(to))?]))
        };
        // Where it is accepted, it is read as the block without its host bits.
        let net = it.net.to_string();
        let fixes = match scene.has(place.node.span, Code::NonCanonicalCidr) {
            true => write(FixClass::Safe, &net),
            false => [Some(&net), it.of_classes().as_ref(), it.single.as_ref()]
                .into_iter()
                .flatten()
                .flat_map(|to| write(FixClass::Effect, to))
                .collect(),
        };
        let says = if scene.has(place.node.span, Code::NonCanonicalCidr) { "" } else { "must not have" };
        Some(Meant { keeps_all: true, says, ..Meant::at(place, "") }.fixes(fixes))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, finding, policy};

    #[test]
    fn host_bits_may_be_the_block_or_the_address() {
        let text =
            policy("  podSelector: {}\n  ingress:\n  - from:\n    - ipBlock: {cidr: 10.10.1.12/24} # who\n");
        let it = finding(&text, "L-65");
        assert_eq!(it.severity.as_str(), "error");
        let titles: Vec<_> = it.fixes.iter().map(|it| (it.title.as_str(), it.class.as_str())).collect();
        assert_eq!(titles, [("write 10.10.1.0/24", "effect"), ("write 10.10.1.12/32", "effect")]);
        assert_eq!(applied(&text, &it.fixes[1]), text.replace("10.10.1.12/24", "10.10.1.12/32"));
    }

    #[test]
    fn what_is_only_a_warning_is_written_anew_safely() {
        let text =
            policy("  podSelector: {}\n  ingress:\n  - from:\n    - ipBlock: {cidr: '2001:DB8::/32'}\n");
        let it = finding(&text, "L-65");
        assert_eq!((it.severity.as_str(), it.fixes.len()), ("warning", 1));
        assert_eq!(it.fixes[0].class.as_str(), "safe");
        assert_eq!(applied(&text, &it.fixes[0]), text.replace("'2001:DB8::/32'", "\"2001:db8::/32\""));
    }
}
