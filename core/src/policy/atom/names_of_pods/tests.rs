use super::is_of_cluster;
use crate::options::{DnsRecord, Options};
use crate::testing::{index, probe, short_with};
use crate::view::CellSign;

/// What becomes of TCP 80 from x/web where only these names are accepted.
#[track_caller]
fn check(names: &str, dns: &[(&str, &str)], expected: &[(&str, CellSign)]) {
    let lines = format!(
        "pod x/web ip=10.0.0.9
pod data/db-0 app=db ip=10.0.1.1
pod data/kv-0 app=kv ip=10.0.1.2
pod data/other ip=10.0.1.3
svc data/db {{clusterIP: None, selector: {{app: db}}, ports: [{{port: 80}}]}}
svc data/kv {{clusterIP: 10.96.0.9, selector: {{app: kv}}, ports: [{{port: 80}}]}}
cnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{matchLabels: {{kubernetes.io/metadata.name: x}}}}}}, egress: [{{action: Accept, to: [{{domainNames: [{names}]}}]}}, {{action: Deny, to: [{{networks: [0.0.0.0/0]}}]}}]}}"
    );
    let dns =
        dns.iter().map(|it| DnsRecord { name: it.0.to_owned(), addresses: vec![it.1.parse().unwrap()] });
    let analysis = short_with(&lines, &Options { dns: dns.collect(), ..Options::default() });
    let rows: Vec<&str> = analysis.endpoints().iter().map(|it| it.id.as_str()).collect();
    assert!(
        !rows.iter().any(|it| it.contains("cluster.local")),
        "what is inside is no host outside: {rows:?}"
    );
    for &(to, sign) in expected {
        let (from, row) = (index(&analysis, "x/web"), index(&analysis, to));
        let found = analysis.cell(from, row, probe(&analysis, "TCP 80")).unwrap();
        assert_eq!(found.sign, sign, "{names}: {to}");
        let why = analysis.explanation(from, row, probe(&analysis, "TCP 80")).unwrap();
        assert_eq!(why.sign, sign);
    }
}

use CellSign::{Allowed, Denied, Unknown};

#[test]
fn the_name_of_a_headless_service_stands_for_its_pods() {
    check(
        "db.data.svc.cluster.local",
        &[],
        &[("data/db-0", Allowed), ("data/kv-0", Denied), ("data/other", Denied), ("internet", Denied)],
    );
    check("db.data.svc.corp.example", &[], &[("data/db-0", Allowed), ("data/other", Denied)]);
    check("'*.data.svc.cluster.local'", &[], &[("data/db-0", Allowed), ("data/other", Denied)]);
    check("'*.cluster.local'", &[], &[("data/db-0", Allowed), ("data/other", Allowed)]);
}

#[test]
fn the_name_of_a_service_with_an_address_stands_for_nothing() {
    check("kv.data.svc.cluster.local", &[], &[("data/kv-0", Denied), ("internet", Denied)]);
}

#[test]
fn a_service_that_is_not_in_the_input_may_stand_for_any_pod_of_its_namespace() {
    check("mq.data.svc.cluster.local", &[], &[("data/other", Unknown), ("data/db-0", Unknown)]);
}

#[test]
fn a_pod_has_a_name_by_its_address() {
    check("10-0-1-3.data.pod.cluster.local", &[], &[("data/other", Allowed), ("data/db-0", Denied)]);
    check("10-0-1-3.shop.pod.cluster.local", &[], &[("data/other", Denied)]);
}

#[test]
fn dns_data_may_give_a_name_to_a_pod() {
    let dns = &[("api.example.com", "10.0.1.3")];
    check("api.example.com", dns, &[("data/other", Allowed), ("data/db-0", Denied), ("internet", Denied)]);
    check("'*.example.com'", dns, &[("data/other", Allowed), ("data/db-0", Denied), ("internet", Unknown)]);
}

#[test]
fn names_inside_end_in_svc_or_pod_and_the_domain() {
    for (name, expected) in [
        ("db.data.svc.cluster.local", true),
        ("10-0-0-1.data.pod.corp.example", true),
        ("*.svc.cluster.local", true),
        ("*.svc.example.com", false),
        ("api.example.com", false),
        ("svc.example.com", false),
    ] {
        assert_eq!(is_of_cluster(name), expected, "{name}");
    }
}
