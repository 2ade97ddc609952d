use super::Counts;
use crate::eval::Verdict;
use crate::testing::short_with;
use crate::{Analysis, Options};

fn one_by_one(analysis: &Analysis) -> u64 {
    let count = analysis.endpoints().len() as u32;
    let allowed = |from, to| {
        let cell = analysis.model().reachability(from, to).unwrap();
        !matches!(cell.verdict, Verdict::SelfPod | Verdict::Void) && !cell.allowed.is_empty()
    };
    (0..count).flat_map(|from| (0..count).map(move |to| (from, to))).filter(|it| allowed(it.0, it.1)).count()
        as u64
}

#[test]
fn counting_by_class_gives_what_counting_cells_gives() {
    let externals = Options {
        externals: vec!["192.168.1.1".parse().unwrap(), "203.0.113.7".parse().unwrap()],
        ..Options::default()
    };
    let policies = "np x/p {podSelector: {matchLabels: {app: a}}, ingress: [{from: [{podSelector: {matchLabels: {app: b}}}], ports: [{port: 80}]}, {from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}\n\
        np y/q {policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 80, endPort: 90}, {port: dns, protocol: UDP}]}]}\n\
        np y/deny {}\n";
    let pods = "pod x/a app=a ip=10.0.0.1\npod x/b app=b\ndeployment x/c app=a replicas=3\ndeployment x/d app=b replicas=1\npod y/a port=dns:53/UDP\ndeployment y/b replicas=2\n";
    let hosts = "pod x/h app=a hostnet node=n1 host=192.168.1.1\npod x/i app=a node=n1 host=192.168.1.1\ndaemonset k/agent hostnet\ndaemonset y/one hostnet\n";
    for (lines, why) in [
        (pods.to_owned(), "no policy"),
        (format!("{pods}{policies}"), "policies"),
        (format!("{pods}{hosts}"), "host-network pods without policies"),
        (format!("{pods}{hosts}{policies}"), "host-network pods"),
        (format!("{hosts}{policies}"), "hardly anything else"),
        (String::new(), "nothing"),
        (policies.to_owned(), "policies alone"),
        ("pod a hostnet\npod b hostnet".to_owned(), "nodes alone"),
        ("deployment a replicas=2\nnp p {ingress: [{from: [{podSelector: {}}]}]}".to_owned(), "replicas"),
    ] {
        for options in [&Options::default(), &externals] {
            let analysis = short_with(&lines, options);
            let Counts { endpoints, allowed_pairs, .. } = analysis.counts();
            assert_eq!(endpoints, analysis.endpoints().len(), "{why}");
            assert_eq!(allowed_pairs, one_by_one(&analysis), "{why}, {} added", options.externals.len());
        }
    }
}
