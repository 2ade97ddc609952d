use super::{Families, FamilyFacts, Has, Wanted, flow_family, without_difference};
use crate::options::Options;
use crate::protocol::Family::{self, V4, V6};
use crate::testing::{index, short_with};

/// `4`, `6`, `46`, `64`: known addresses in this order, and no others; with `?` behind it, it may have the other
/// family too; `~46`: without a known address, has these.
fn families(text: &str) -> Families {
    let known = text.trim_end_matches('?').trim_start_matches('~');
    let has = |digit| match known.contains(digit) {
        true => Has::Yes,
        false if text.ends_with('?') => Has::Perhaps,
        false => Has::No,
    };
    let first = match (text.starts_with('~'), known.chars().next()) {
        (true, _) => None,
        (false, Some('6')) => Some(V6),
        (false, _) => Some(V4),
    };
    Families { v4: has('4'), v6: has('6'), first }
}

fn flow(source: &str, destination: &str, wanted: Wanted<'_>) -> Option<Family> {
    flow_family(&families(source), &families(destination), wanted)
}

#[test]
fn a_flow_has_a_family_that_both_ends_have() {
    for (source, destination, expected) in [
        ("4", "4", Some(V4)),
        ("6", "6", Some(V6)),
        ("4", "6", None),
        // "The first of the destination pod's known IPs whose family the source has."
        ("46", "46", Some(V4)),
        ("46", "64", Some(V6)),
        ("4", "64", Some(V4)),
        // "With `podIP` alone it may have it": what is known comes first, then what may be.
        ("4?", "64", Some(V4)),
        ("4?", "6", Some(V6)),
        ("6?", "4?", Some(V4)),
        ("~46", "~46", Some(V4)),
        ("~46", "6", Some(V6)),
        ("~4", "6", None),
    ] {
        assert_eq!(flow(source, destination, Wanted::default()), expected, "{source} to {destination}");
    }
}

#[test]
fn the_knob_holds_where_both_have_it_for_certain() {
    let wanted = Wanted { knob: Some(V6), ..Wanted::default() };
    for (source, destination, expected) in
        [("46", "46", Some(V6)), ("4", "46", Some(V4)), ("4?", "46", Some(V4)), ("4", "4", Some(V4))]
    {
        assert_eq!(flow(source, destination, wanted), expected, "{source} to {destination}");
    }
}

#[test]
fn the_address_that_was_asked_for_decides_before_everything() {
    let wanted = Wanted { asked: [None, Some(V4)], service: &[V6], knob: Some(V6) };
    assert_eq!(flow("46", "46", wanted), None, "the Service does not have it");
    let wanted = Wanted { service: &[], ..wanted };
    assert_eq!(flow("46", "64", wanted), Some(V4));
    assert_eq!(flow("46", "6", wanted), None, "the destination lacks it");
    assert_eq!(flow("46", "6?", wanted), Some(V4), "at an address that is not known");
    assert_eq!(flow("46", "46", Wanted { asked: [Some(V6), Some(V4)], ..wanted }), None);
}

#[test]
fn a_service_has_the_first_of_its_families_that_the_client_has() {
    for (source, destination, service, expected) in [
        ("46", "46", &[V6, V4][..], Some(V6)),
        ("4", "46", &[V6, V4], Some(V4)),
        ("4", "46", &[V6], None),
        ("4?", "46", &[V6], Some(V6)),
        // It is settled before a backend is chosen: one without it is none.
        ("46", "4", &[V6, V4], None),
    ] {
        let wanted = Wanted { service, ..Wanted::default() };
        assert_eq!(flow(source, destination, wanted), expected, "{source} to {destination} by {service:?}");
    }
}

#[test]
fn where_all_flows_have_one_family_nothing_is_told_apart() {
    let all = |text: &[&str]| without_difference(&text.iter().map(|it| families(it)).collect::<Vec<_>>());
    assert_eq!(all(&["4", "4?", "~4"]), Some(V4));
    assert_eq!(all(&["6", "6?"]), Some(V6));
    assert_eq!(all(&["4", "46"]), None, "one has the other family");
    assert_eq!(all(&["4?", "6?"]), None);
}

#[test]
fn what_is_not_known_of_a_pod_is_taken_from_knobs_and_from_the_other_pods() {
    let of = |lines: &str, pod_cidrs: &[&str], node_cidrs: &[&str], id: &str| {
        let cidrs = |all: &[&str]| all.iter().map(|it| it.parse().unwrap()).collect();
        let options =
            Options { pod_cidrs: cidrs(pod_cidrs), node_cidrs: cidrs(node_cidrs), ..Options::default() };
        let analysis = short_with(lines, &options);
        let it = analysis.model().cluster.endpoints.as_slice().get(index(&analysis, id) as usize).unwrap();
        let families = FamilyFacts::new(&analysis.model().cluster, &options).of(it);
        (families.get(V4), families.get(V6))
    };
    let (yes, perhaps, no) = (Has::Yes, Has::Perhaps, Has::No);
    let web = "deployment x/web\npod x/a ip=fd00::1";
    assert_eq!(of("deployment x/web", &[], &[], "x/web"), (yes, yes));
    assert_eq!(of("deployment x/web", &["10.244.0.0/16"], &[], "x/web"), (yes, no));
    assert_eq!(of(web, &["10.244.0.0/16"], &[], "x/web"), (yes, yes));
    assert_eq!(of(web, &[], &[], "x/web"), (no, yes));
    let agent = "daemonset x/agent hostnet\npod x/a ip=10.0.0.1 host=192.168.0.1";
    assert_eq!(of(agent, &["10.244.0.0/16"], &[], "x/agent"), (yes, no), "nodes have what nodes have");
    assert_eq!(of("daemonset x/agent hostnet", &["10.244.0.0/16"], &[], "x/agent"), (yes, yes));
    assert_eq!(of("daemonset x/agent hostnet", &[], &["fd00::/64"], "x/agent"), (no, yes));
    assert_eq!(of("pod x/a ip=10.0.0.1", &[], &[], "x/a"), (yes, no), "`podIPs` lists all");
    let alone = "{apiVersion: v1, kind: Pod, metadata: {name: b, namespace: x}, status: {podIP: 10.0.0.2}}";
    let analysis = crate::testing::text(alone);
    let it = analysis.model().cluster.endpoints.as_slice().first().unwrap();
    let families = FamilyFacts::new(&analysis.model().cluster, &Options::default()).of(it);
    assert_eq!((families.get(V4), families.get(V6)), (yes, perhaps), "`podIP` alone does not");
}

#[test]
fn the_knob_is_no_wish_for_a_backend_that_cannot_be_reached_so() {
    let wanted = Wanted { service: &[V4, V6], knob: Some(V6), ..Wanted::default() };
    assert_eq!(flow("46", "46", wanted), Some(V6));
    assert_eq!(flow("46", "4", wanted), Some(V4));
    assert_eq!(flow("46", "6", Wanted { service: &[V4], ..wanted }), None);
}
