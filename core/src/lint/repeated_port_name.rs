//! L-33: a pod in which one name stands for several ports.
//!
//! Services take the first, and network plugins differ in which they take for policies (C-07).

use super::{Facts, Lint, Meta, Spot};
use crate::diagnostic::{About, Diagnostic, Severity};
use crate::hash::HashSet;
use crate::ids::EndpointId;
use crate::kind::ContainerPort;
use crate::probe::Probe;
use crate::source::Location;

pub(super) struct RepeatedPortName;

/// A pod, the name, and two of its ports.
pub(super) struct Finding {
    pod: EndpointId,
    /// The kind of the object.
    kind: &'static str,
    name: String,
    ports: [(String, Location); 2],
}

impl Lint for RepeatedPortName {
    const META: Meta = Meta {
        about: About::new(
            "L-33",
            "repeated-port-name",
            Severity::Warning,
            "A pod gives one name to several ports. Which of them a policy or a Service means that uses the name differs between network plugins.",
        ),
        fixes: &[],
        on_request: false,
        needs_pods: true,
    };
    const FIRES: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec:
  containers:
  - name: api
    image: api
    ports: [{name: http, containerPort: 8080}]
  - name: proxy
    image: proxy
    ports: [{name: http, containerPort: 8443}]
";
    const QUIET: &'static str = "\
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec:
  containers:
  - name: api
    image: api
    ports: [{name: http, containerPort: 8080}]
  - name: proxy
    image: proxy
    ports: [{name: https, containerPort: 8443}]
";
    type Finding = Finding;

    fn find(facts: &Facts<'_>) -> Vec<Finding> {
        // Pods of one owner are made alike, and are mended in one place.
        let mut seen: HashSet<(u32, &str, &str)> = HashSet::default();
        let mut res = Vec::new();
        for (pod, it) in facts.model.cluster.pods() {
            let mut names: Vec<(&str, usize)> = it
                .ports
                .iter()
                .enumerate()
                .filter(|it| !it.1.name.is_empty())
                .map(|(at, it)| (it.name.as_str(), at))
                .collect();
            crate::order::sort(&mut names);
            let pair = names.windows(2).find_map(|pair| match pair {
                &[(one, first), (other, second)] if one == other => {
                    let [a, b] = [it.ports.get(first)?, it.ports.get(second)?];
                    ((a.number, a.protocol) != (b.number, b.protocol)).then_some([a, b])
                }
                _ => None,
            });
            let Some(pair) = pair else { continue };
            let owner = it.owner.as_ref().map(|own| (it.namespace.0, own.kind.as_str(), own.name.as_str()));
            if owner.is_none_or(|it| seen.insert(it)) {
                let [ContainerPort { name, .. }, _] = pair;
                let name = name.clone();
                let ports = pair.map(|own| (port(own), it.port_location(own.span)));
                let kind = it.workload.map_or("Pod", |it| it.as_str());
                res.push(Finding { pod, kind, name, ports });
            }
        }
        res
    }

    fn words(facts: &Facts<'_>, it: &Finding) -> Diagnostic {
        let title = facts.model.title(it.pod);
        let [first, second] = &it.ports;
        let object = format!("{} {title}", it.kind);
        let spot = Spot { object, location: second.1 };
        let message = format!("`{}` is the name of {} and of {}", it.name, first.0, second.0);
        Diagnostic {
            help: "give each port a name of its own".to_owned(),
            related: vec![(first.1, "the same name".to_owned())],
            ..Self::META.at(&spot, message)
        }
    }
}

fn port(it: &ContainerPort) -> String {
    Probe::Port(it.protocol, it.number).label()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::tests::checks::{found_fields, found_in_short};

    #[test]
    fn both_ports_are_named() {
        assert_eq!(
            found_fields(&RepeatedPortName::META, RepeatedPortName::FIRES),
            ["11 : `http` is the name of TCP 8080 and of TCP 8443"]
        );
    }

    #[test]
    fn replicas_are_told_once_and_the_same_port_twice_is_one() {
        let count = |pods: &str| found_in_short(&RepeatedPortName::META, pods).len();
        let pod = |name: &str| format!("pod x/{name} owner=ReplicaSet/r port=a:80 port=a:81");
        assert_eq!(count(&format!("{}\n{}", pod("one"), pod("two"))), 1);
        assert_eq!(count("pod x/a port=a:53 port=a:53/UDP"), 1);
        assert_eq!(count("pod x/a port=80 port=81"), 0);
    }
}
