use crate::testing::{short, yaml};
use crate::{Analysis, Options, SourceFile, analyze};

const CLUSTER: &str = "pod x/a port=http:80 port=dns:53/UDP port=dns-tcp:53\npod x/b port=http:80 port=metrics:9090\npod x/c port=metrics:9100 port=both:53 port=both:53/UDP";

#[track_caller]
fn check(cases: &[(&str, Result<&str, &str>)]) {
    let analysis = short(CLUSTER);
    for (text, expected) in cases {
        let found = analysis.parse_probe(text).map(crate::Probe::label);
        let found = found.map_err(|it| it.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), *expected, "{text:?}");
    }
}

#[test]
fn a_port_can_be_written_in_many_ways() {
    check(&[
        ("", Ok("any")),
        ("  ", Ok("any")),
        ("Any", Ok("any")),
        ("8080", Ok("TCP 8080")),
        ("TCP 8080", Ok("TCP 8080")),
        ("tcp/8080", Ok("TCP 8080")),
        ("8080/udp", Ok("UDP 8080")),
        ("UDP:53", Ok("UDP 53")),
        (" sctp   65535 ", Ok("SCTP 65535")),
        ("1", Ok("TCP 1")),
    ]);
}

#[test]
fn a_name_stands_for_the_port_that_pods_declare() {
    check(&[
        ("http", Ok("TCP 80")),
        ("dns", Ok("UDP 53")),
        ("UDP dns", Ok("UDP 53")),
        ("dns/UDP", Ok("UDP 53")),
        ("both/UDP", Ok("UDP 53")),
        ("TCP/both", Ok("TCP 53")),
        ("both", Err("`both` stands for TCP 53 and UDP 53: choose one")),
        ("metrics", Err("`metrics` stands for TCP 9090 and TCP 9100: choose one")),
        ("TCP dns", Err("no container port is called `dns` for TCP")),
        ("grpc", Err("no container port is called `grpc`")),
    ]);
}

#[test]
fn what_is_wrong_with_a_port_is_said() {
    check(&[
        ("0", Err("`0` is not a port number between 1 and 65535")),
        ("65536", Err("`65536` is not a port number between 1 and 65535")),
        ("99999999999999", Err("`99999999999999` is not a port number between 1 and 65535")),
        ("TCP", Err("a port is missing after `TCP`")),
        ("ICMP 8", Err("`ICMP` is not a protocol: TCP, UDP or SCTP")),
        ("80/http", Err("`http` is not a protocol: TCP, UDP or SCTP")),
        ("TCP 80 81", Err("`TCP 80 81` is not a port: write `TCP 8080`, `UDP 53`, or a port's name")),
        ("8000-8100", Err("no container port is called `8000-8100`")),
    ]);
}

fn labels(analysis: &Analysis) -> Vec<String> {
    analysis.port_choices().into_iter().map(|it| it.label).collect()
}

#[test]
fn ports_that_are_mentioned_anywhere_are_offered() {
    let service = "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{port: 443, targetPort: 8443}, {port: 53, protocol: UDP}]}\n";
    let text = format!(
        "{}---\n{service}",
        yaml(
            "pod x/a port=http:80\nnp x/p {egress: [{ports: [{port: 8000, endPort: 8100}, {port: http}, {protocol: SCTP}]}]}"
        )
    );
    let analysis = analyze(&[SourceFile::new("a.yaml", text)], &Options::default());
    let labels = labels(&analysis);
    for it in ["TCP 80", "TCP 8000", "TCP 8100", "UDP 53"] {
        assert!(labels.iter().any(|label| label == it), "{it} in {labels:?}");
    }
    let mut sorted = labels.clone();
    sorted.dedup();
    assert_eq!(labels, sorted, "each once");
}

#[test]
fn a_name_is_that_of_the_destination() {
    let analysis = short(
        "pod x/cli port=http:9090\npod x/web port=http:8080\npod x/two port=http:1 port=http:1/UDP port=http:2\npod x/none",
    );
    let asked = |text| analysis.parse_asked(text).unwrap();
    let row = |id| analysis.endpoint_index(id).unwrap();
    let one =
        |text, to| analysis.port_at(&asked(text), row(to)).map(crate::Probe::label).map_err(String::from);
    assert_eq!(
        one("http", "x/web"),
        Ok("TCP 8080".to_owned()),
        "the port of that name on the client does not matter"
    );
    assert_eq!(one("http", "x/cli"), Ok("TCP 9090".to_owned()));
    assert_eq!(one("http/UDP", "x/two"), Ok("UDP 1".to_owned()));
    assert_eq!(one("53", "x/none"), Ok("TCP 53".to_owned()), "a number needs no declaration");
    let none = "no container port of x/none is called `http`";
    assert_eq!(one("http", "x/none"), Err(none.to_owned()));
    let several = "`http` stands for TCP 1 and TCP 2 and UDP 1 on x/two: choose one";
    assert_eq!(one("http", "x/two"), Err(several.to_owned()));
    assert_eq!(analysis.ports_at(&asked("http"), row("x/two")).len(), 3);
    let outside = analysis.endpoints().len() as u32 - 1;
    assert!(analysis.ports_at(&asked("http"), outside).is_empty(), "addresses outside declare no ports");
    assert!(analysis.parse_asked("grpc").is_err(), "a name that no pod has is a mistake");
}
