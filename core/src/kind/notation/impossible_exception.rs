//! L-27: an exception that is none: outside of its block, all of it, or of the other address family.

use super::Notation;
use super::scene::{Meant, Place, Scene};
use crate::diagnostic::{About, FixClass, Severity};
use crate::kind::field::cidr;

pub(super) struct ImpossibleException;

/// In the words of the API server.
const SUBSET: &str = "must be a strict subset";

impl Notation for ImpossibleException {
    const ABOUT: &'static About = &About::new(
        "L-27",
        "impossible-exception",
        Severity::Error,
        "An entry of `except` lies outside of its block, is all of it, or has the other address family, so it takes nothing away from the block.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: out, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - ipBlock:
        cidr: 10.0.0.0/8
        except:
        - 10.1.0.0/16
        - 192.168.0.0/16
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
    - ipBlock:
        cidr: 10.0.0.0/8
        except:
        - 10.1.0.0/16
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        if !place.ends_in("ipBlock.except") || place.entry.is_some() {
            return None;
        }
        let text = place.node.as_str()?;
        let inner = cidr::parse(text)?;
        let outer = cidr::parse(place.parent?.beside("cidr")?.as_str()?)?;
        if outer.strictly_contains(&inner) {
            return None;
        }
        let (of_inner, of_outer) = (family(&inner), family(&outer));
        if of_inner != of_outer {
            let message = format!(
                "`{text}` is an {of_inner} block, but the block that it is taken out of, {}, is {of_outer}",
                outer.net
            );
            let help = format!(
                "{} lets in no {of_inner} address, so nothing is to be excepted; for {of_inner} write a peer of its own, with a block of that family",
                outer.net
            );
            return Some(Meant { says: SUBSET, ..Meant::at(place, message) }.help(help));
        }
        let message = if outer.net == inner.net {
            format!("`{text}` is the whole block {}, and nothing would be left of it", outer.net)
        } else if inner.net.contains(&outer.net) {
            format!("`{text}` is wider than the block {}, and nothing would be left of it", outer.net)
        } else {
            format!("`{text}` lies outside of the block {}", outer.net)
        };
        let help = format!("`cidr` is {}; an exception must be a smaller range inside of it", outer.net);
        let is_only = place.count() == 1;
        let path = if is_only { place.whole_path() } else { place.path.to_string() };
        let title =
            if is_only { "delete `except`".to_owned() } else { format!("delete the exception {text}") };
        let fixes = scene.fix(title, |it| [it.delete(&path)]);
        Some(Meant { says: SUBSET, ..Meant::at(place, message) }.help(help).fixes(fixes))
    }
}

fn family(it: &cidr::Cidr) -> &'static str {
    if it.net.addr().is_ipv4() { "IPv4" } else { "IPv6" }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finding, policy};

    #[test]
    fn both_families_are_named() {
        let text = policy(
            "  podSelector: {}\n  egress:\n  - to:\n    - ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8, \"fd00::/8\"]}",
        );
        let it = finding(&text, "L-27");
        assert_eq!(it.field, "spec.egress[0].to[0].ipBlock.except[1]");
        assert!(it.message.starts_with(
            "`fd00::/8` is an IPv6 block, but the block that it is taken out of, 0.0.0.0/0, is IPv4 (Invalid value"
        ));
        assert!(it.help.contains("for IPv6 write a peer of its own"));
        assert!(it.fixes.is_empty());
    }

    #[test]
    fn the_only_exception_goes_with_its_key() {
        for (except, says) in [
            ("10.0.0.0/8", "the whole block"),
            ("0.0.0.0/0", "wider than the block"),
            ("11.0.0.0/16", "lies outside"),
        ] {
            let text = policy(&format!(
                "  podSelector: {{}}\n  ingress:\n  - from:\n    - ipBlock:\n        cidr: 10.0.0.0/8 # ours\n        except:\n        - {except}"
            ));
            let it = finding(&text, "L-27");
            assert!(it.message.contains(says), "{}", it.message);
            let fixed = super::super::tests::applied(&text, &it.fixes[0]);
            assert_eq!(fixed, text.replace(&format!("        except:\n        - {except}\n"), ""));
        }
    }
}
