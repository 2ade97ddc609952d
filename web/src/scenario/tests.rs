use netpol_core::Probe;
use netpol_core::protocol::Protocol;

use super::*;

const TEXT: &str = "\
# title: Two tiers
# lesson: The first line
#   and the second.
# open: shop/web -> shop/api TCP 8080
# expect any:
#   web api
# file: policies.yaml
kind: NetworkPolicy
# a comment that stays
---
# file: cluster.yaml
kind: Pod
";

#[test]
fn the_head_is_read_and_left_out_of_the_files() {
    let it = Scenario { slug: "two-tiers", text: TEXT };
    assert_eq!(it.title(), "Two tiers");
    assert_eq!(it.lesson(), "The first line and the second.");
    let state = it.open();
    assert_eq!(
        state.files,
        [
            SourceFile::new("policies.yaml", "kind: NetworkPolicy\n# a comment that stays\n"),
            SourceFile::new("cluster.yaml", "kind: Pod\n"),
        ]
    );
    assert_eq!(state.probe, Probe::Port(Protocol::Tcp, 8080));
    assert_eq!(state.selection.unwrap().cell.to, "shop/api");
}

#[test]
fn a_file_without_sections_is_one_file() {
    let it = Scenario { slug: "x", text: "# title: X\n\nkind: Pod\n" };
    assert_eq!(it.files(), [SourceFile::new("policies.yaml", "kind: Pod\n")]);
    assert_eq!(it.open().selection, None);
}

#[test]
fn every_shipped_scenario_has_a_title_and_a_file() {
    for it in Scenario::all() {
        assert_ne!(it.title(), it.slug, "{}: no title", it.slug);
        assert_ne!(it.files(), [], "{}: no file", it.slug);
    }
}
