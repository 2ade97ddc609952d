use std::net::IpAddr;

use super::{End, Meant};
use crate::api::Analysis;
use crate::eval::Verdict;
use crate::options::{DnsRecord, Options};
use crate::protocol::Family;
use crate::testing::{index, short, short_with};

fn meant(analysis: &Analysis, address: &str) -> Option<Meant> {
    analysis.meant(address.parse().unwrap())
}

#[test]
fn an_address_is_a_pod_before_a_service_before_a_node() {
    let lines = "pod x/a ip=10.0.0.1\npod x/agent hostnet ip=192.168.1.1 node=n1\nnode n1 ip=192.168.1.1 ip=10.0.0.1\nsvc x/s {clusterIP: 10.96.0.10, ports: [{port: 80}]}\nsvc x/t {clusterIP: 10.0.0.1, ports: [{port: 80}]}";
    let analysis = short(lines);
    let node = End::Row(index(&analysis, "ip:192.168.1.1"));
    for (address, expected) in [
        ("10.0.0.1", Some(Meant::End(End::Address(0, Family::V4)))),
        ("::ffff:10.0.0.1", Some(Meant::End(End::Address(0, Family::V4)))),
        ("10.96.0.10", Some(Meant::Service("svc:x/s".to_owned(), Family::V4))),
        ("192.168.1.1", Some(Meant::End(node))),
        ("127.0.0.53", Some(Meant::End(End::Itself))),
        ("::1", Some(Meant::End(End::Itself))),
        ("8.8.8.8", None),
    ] {
        assert_eq!(meant(&analysis, address), expected, "{address}");
    }
}

#[test]
fn a_loopback_address_is_one_pod_itself_also_where_the_row_stands_for_several() {
    let analysis =
        short("deployment x/web replicas=3\nnp x/p {podSelector: {}, policyTypes: [Ingress, Egress]}");
    let web = index(&analysis, "x/web");
    let verdict = |from: End, to: End| analysis.model().reachability(from, to).map(|it| it.verdict);
    assert_eq!(verdict(End::Row(web), End::Row(web)), Some(Verdict::None));
    assert_eq!(verdict(End::Row(web), End::Itself), Some(Verdict::SelfPod));
    assert_eq!(verdict(End::Itself, End::Row(web)), Some(Verdict::SelfPod));
    assert_eq!(verdict(End::Itself, End::Itself), None);
}

#[test]
fn the_address_that_was_asked_for_decides_the_family() {
    let analysis = short(
        "pod x/a ip=10.0.0.1 ip=fd00::1\npod x/b ip=10.0.0.2 ip=fd00::2\nnp x/p {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 'fd00::/8'}}]}]}",
    );
    let verdict = |from: End, to: End| analysis.model().reachability(from, to).map(|it| it.verdict);
    let (a, b) = (index(&analysis, "x/a"), index(&analysis, "x/b"));
    assert_eq!(verdict(End::Row(a), End::Row(b)), Some(Verdict::None));
    assert_eq!(verdict(End::Address(a, Family::V6), End::Row(b)), Some(Verdict::All));
    assert_eq!(verdict(End::Row(a), End::Address(b, Family::V6)), Some(Verdict::All));
    let crossed = verdict(End::Address(a, Family::V4), End::Address(b, Family::V6));
    assert_eq!(crossed, Some(Verdict::Unreachable));
}

#[test]
fn the_name_of_a_host_means_what_its_addresses_mean() {
    let record = |name: &str, address: &str| DnsRecord {
        name: name.to_owned(),
        addresses: vec![address.parse::<IpAddr>().unwrap()],
    };
    let options = Options {
        dns: vec![
            record("a.example.com", "10.0.0.1"),
            record("s.example.com", "10.96.0.10"),
            record("o.example.com", "203.0.113.9"),
        ],
        hosts: ["a.example.com", "s.example.com", "o.example.com", "u.example.com"]
            .map(str::to_owned)
            .to_vec(),
        ..Options::default()
    };
    let analysis =
        short_with("pod x/a ip=10.0.0.1\nsvc x/s {clusterIP: 10.96.0.10, ports: [{port: 80}]}", &options);
    let row = |id| Meant::End(End::Row(index(&analysis, id)));
    assert_eq!(analysis.meant_by_host("A.example.com."), [Meant::End(End::Address(0, Family::V4))]);
    assert_eq!(analysis.meant_by_host("s.example.com"), [Meant::Service("svc:x/s".to_owned(), Family::V4)]);
    assert_eq!(analysis.meant_by_host("o.example.com"), [row("host:o.example.com")]);
    assert_eq!(analysis.meant_by_host("u.example.com"), [row("host:u.example.com")]);
    assert_eq!(analysis.meant_by_host("never.example.com"), []);
    let rows: Vec<&str> = analysis.endpoints().iter().map(|it| it.id.as_str()).collect();
    assert!(!rows.contains(&"host:a.example.com") && !rows.contains(&"host:s.example.com"), "{rows:?}");
}
