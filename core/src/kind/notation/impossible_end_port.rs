//! L-52: an `endPort` without a number to begin with, or below it.

use super::Notation;
use super::scene::{Meant, Place, Scene};
use crate::diagnostic::{About, FixClass, Severity};
use crate::edit::Yaml;
use crate::kind::field::names;

pub(super) struct ImpossibleEndPort;

impl Notation for ImpossibleEndPort {
    const ABOUT: &'static About = &About::new(
        "L-52",
        "impossible-end-port",
        Severity::Error,
        "`endPort` ends a range that begins with the number in `port`: without that number, or below it, the API server refuses the policy.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - ports:
    - port: 9000
      endPort: 8000
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress:
  - ports:
    - port: 8000
      endPort: 9000
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        if !place.is_in_rule("ports.endPort") {
            return None;
        }
        let last = place.node.as_int()?;
        let path = place.path.to_string();
        let delete = || scene.fix("delete `endPort`", |it| [it.delete(&path)]);
        // What else is wrong with the number is told beside it (V-13).
        let says = |says| move |message: String| Meant { says, ..Meant::at(place, message) };
        let (meant, below) = (says("may not be specified"), says("must be greater"));
        let Some(port) = place.beside("port") else {
            let help = "write `port` too, where the range begins, or delete `endPort`: then it is every port of the protocol";
            return Some(
                meant(format!("`endPort: {last}` ends a range that begins nowhere"))
                    .help(help)
                    .fixes(delete()),
            );
        };
        if let Some(name) = port.as_str() {
            // What is no name either is a matter of its own.
            return names::port_name(name).is_empty().then(|| {
                let message = format!("a range begins with a number, and `{name}` is the name of a port");
                meant(message).help("delete `endPort`, or write the number of the port").fixes(delete())
            });
        }
        let first = port.as_int().filter(is_port)?;
        if last >= first {
            return None;
        }
        let begin = format!("{}.port", place.whole_path());
        let swap = scene.fix(format!("write `port: {last}` and `endPort: {first}`"), |it| {
            [it.set(&begin, &Yaml::Number(last)), it.set(&path, &Yaml::Number(first))]
        });
        let help = format!("the two are swapped: write `port: {last}` and `endPort: {first}`");
        let fixes = if is_port(&last) { swap } else { delete() };
        let help = if is_port(&last) { help } else { "delete `endPort`".to_owned() };
        Some(below(format!("the range from {first} to {last} ends before it begins")).help(help).fixes(fixes))
    }
}

fn is_port(it: &i64) -> bool {
    (1..=65535).contains(it)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, finding, none, policy};

    fn entry(it: &str) -> String {
        policy(&format!("  podSelector: {{}}\n  ingress:\n  - ports:\n    - {it}"))
    }

    #[test]
    fn the_two_numbers_are_swapped() {
        let text = entry("{port: 90, endPort: 80, protocol: UDP} # both");
        let it = finding(&text, "L-52");
        assert!(
            it.message
                .starts_with("the range from 90 to 80 ends before it begins (Invalid value: 80: must be")
        );
        assert_eq!(it.help, "the two are swapped: write `port: 80` and `endPort: 90`");
        assert_eq!(applied(&text, &it.fixes[0]), entry("{port: 80, endPort: 90, protocol: UDP} # both"));
    }

    #[test]
    fn an_end_without_a_number_before_it_goes() {
        for (before, after, says) in [
            ("{endPort: 90, protocol: UDP}", "{protocol: UDP}", "begins nowhere"),
            ("{port: web, endPort: 90}", "{port: web}", "`web` is the name of a port"),
            ("{port: 90, endPort: -1}", "{port: 90}", "ends before it begins"),
        ] {
            let text = entry(before);
            let it = finding(&text, "L-52");
            assert!(it.message.contains(says), "{}", it.message);
            assert_eq!(applied(&text, &it.fixes[0]), entry(after));
        }
        none(&entry("{port: 90, endPort: 70000}"), "L-52");
        none(&entry("{port: \"90\", endPort: 91}"), "L-52");
    }
}
