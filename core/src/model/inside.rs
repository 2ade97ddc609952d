//! Addresses that were asked for as something outside the cluster, and are inside: the words.

use crate::cluster::Cluster;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::options::Options;

/// "It is answered as that pod, Service or node; as an outside host it cannot exist" (L-95).
pub(super) fn told(cluster: &Cluster, options: &Options) -> Vec<Diagnostic> {
    let told = options.externals.iter().filter_map(|&asked| {
        let it = asked.to_canonical();
        let pod = cluster.pod_with(it).and_then(|it| cluster.endpoints.get(it)).map(|it| it.id.clone());
        let service = || {
            let body = cluster.services.get(cluster.service_with(it)?)?;
            Some(format!("Service {}/{}", body.namespace, body.name))
        };
        let node = || {
            let node = cluster.nodes.get(cluster.node_at(it)?)?;
            Some(node.name.as_ref().map_or_else(|| "a node".to_owned(), |it| format!("node {it}")))
        };
        let whose = pod.or_else(service).or_else(node)?;
        let message = format!("{asked} is the address of {whose}, and is answered as such");
        let help = "no host outside has this address: name the pod, the Service or the node".to_owned();
        Some(Diagnostic { help, ..Diagnostic::new(Severity::Info, Code::QuestionAboutKnownAddress, message) })
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use crate::options::Options;
    use crate::testing::short_with;

    #[test]
    fn addresses_of_pods_services_and_nodes_are_told() {
        let lines = "pod x/a ip=10.0.1.1\npod x/b app=b\nsvc x/b {clusterIP: 10.96.0.9, selector: {app: b}, ports: [{port: 80}]}\nnode n1 ip=192.168.0.1";
        let asked = ["10.0.1.1", "10.96.0.9", "192.168.0.1", "203.0.113.9"];
        let externals = asked.iter().map(|it| it.parse().unwrap()).collect();
        let options = Options { externals, stand_ins: false, ..Options::default() };
        let analysis = short_with(lines, &options);
        let told =
            analysis.diagnostics().iter().filter(|it| it.code.as_str() == "question-about-known-address");
        let told: Vec<&str> = told.map(|it| it.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "10.0.1.1 is the address of x/a, and is answered as such",
                "10.96.0.9 is the address of Service x/b, and is answered as such",
                "192.168.0.1 is the address of node n1, and is answered as such",
            ]
        );
    }
}
