//! Repairs of denied and allowed flows, and that each does what it says.

use crate::api::Analysis;
use crate::source::SourceFile;
use crate::testing::{probe, text, yaml};

use super::{Ask, Obstacle, Repair, Repairs, Wanted, repairs};

fn asked(analysis: &Analysis, from: &str, to: &str, port: &str) -> Repairs {
    let model = analysis.model();
    let [from, to] = [from, to].map(|it| model.cluster.endpoint(it).unwrap());
    repairs(model, Ask { from, to, probe: probe(analysis, port), wanted: None }).unwrap()
}

fn edited(analysis: &Analysis, it: &Repair) -> String {
    let files = analysis.model().places.files();
    let [file] = <[SourceFile; 1]>::try_from(files).unwrap();
    crate::diagnostic::edited(&file.text, 0, &it.edits).unwrap()
}

/// What is offered: "1 others, 2 lines: title".
fn offered(manifests: &str, from: &str, to: &str, port: &str) -> Vec<String> {
    let analysis = text(&yaml(manifests));
    let found = asked(&analysis, from, to, port);
    for it in &found.offered {
        // The text as it would be says the same as the evaluation before it was offered.
        let after = text(&edited(&analysis, it));
        let [a, b] = [from, to].map(|it| after.model().cluster.endpoint(it).unwrap());
        let cell = after.model().reach.cell(after.model().inputs(), crate::eval::Pair::new(a, b));
        let (protocol, port) = found.port;
        let is_open = cell.allowed.contains(protocol, port);
        assert_eq!(is_open, found.wanted == Wanted::Allowed, "{}", it.title);
        let again = crate::compare::compare(analysis.model(), after.model());
        assert_eq!(again.totals, it.effect.comparison.totals, "{}\n{}", it.title, edited(&analysis, it));
    }
    found
        .offered
        .iter()
        .map(|it| format!("{} others, {} lines: {}", it.others(), it.lines, it.title))
        .collect()
}

const PODS: &str = "pod shop/web app=web\npod shop/job app=job\npod shop/db app=db\npod ops/prom app=prom\n";

/// A database that the web may use.
const DB: &str = "np shop/db {podSelector: {matchLabels: {app: db}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]}";

#[test]
fn a_label_that_a_peer_asks_for_is_not_denied_beside_it() {
    let offered = offered(&format!("{PODS}{DB}"), "shop/web", "shop/db", "5432");
    assert!(!offered.is_empty());
    assert!(offered.iter().all(|it| !it.contains("leave out pods with app=web")), "{offered:?}");
}

#[test]
fn a_denied_flow_is_opened_where_a_rule_nearly_matches() {
    let manifests = format!("{PODS}{DB}");
    assert_eq!(
        offered(&manifests, "shop/web", "shop/db", "TCP/6432"),
        [
            "0 others, 1 lines: add TCP 6432 to the ports of ingress rule 1 of shop/db",
            "0 others, 1 lines: add a rule to shop/db: from pods with app=web, TCP 6432",
            // It takes the port away that was there.
            "0 others, 1 lines: write 6432 in port entry 1 of ingress rule 1 of shop/db",
            "0 others, 20 lines: add a policy shop/allow-web-to-db: from pods with app=web, TCP 6432",
        ]
    );
    assert_eq!(
        offered(&manifests, "shop/job", "shop/db", "TCP/5432"),
        [
            "0 others, 1 lines: admit pods with app=job in ingress rule 1 of shop/db",
            "0 others, 1 lines: add a rule to shop/db: from pods with app=job, TCP 5432",
            "0 others, 20 lines: add a policy shop/allow-job-to-db: from pods with app=job, TCP 5432",
            // The web gets in no more.
            "1 others, 1 lines: write job in `podSelector.matchLabels[app]` of peer 1 of ingress rule 1 of shop/db",
        ]
    );
    assert_eq!(
        offered(&manifests, "ops/prom", "shop/db", "TCP/9090"),
        [
            "0 others, 1 lines: add a rule to shop/db: from pods of ops with app=prom, TCP 9090",
            "0 others, 23 lines: add a policy shop/allow-prom-to-db: from pods of ops with app=prom, TCP 9090",
        ]
    );
}

#[test]
fn where_both_ends_deny_one_repair_does_both() {
    let manifests = format!("{PODS}{DB}\nnp shop/out {{podSelector: {{}}, policyTypes: [Egress]}}");
    let found = offered(&manifests, "shop/job", "shop/db", "TCP/5432");
    assert!(
        found.iter().any(|it| it.contains("shop/out: to pods with app=db") && it.contains("of shop/db")),
        "{found:#?}"
    );
    assert!(found.iter().all(|it| it.contains(", and ")), "{found:#?}");
}

#[test]
fn an_allowed_flow_is_closed() {
    let manifests = format!("{PODS}{DB}");
    assert_eq!(
        offered(&manifests, "shop/web", "shop/db", "TCP/5432"),
        [
            "0 others, 1 lines: leave no ingress rule in shop/db",
            "1 others, 26 lines: add a policy shop/web-not-to-db: to all pods but db",
            "3 others, 13 lines: add a policy shop/deny-egress-of-web: to no one",
        ]
    );
    // A pod that nothing isolates.
    assert_eq!(
        offered(&manifests, "shop/web", "shop/job", "TCP/80"),
        [
            "1 others, 26 lines: add a policy shop/job-not-from-web: from all pods but web",
            "1 others, 26 lines: add a policy shop/web-not-to-job: to all pods but job",
            "3 others, 13 lines: add a policy shop/deny-ingress-of-job: from no one",
            "3 others, 13 lines: add a policy shop/deny-egress-of-web: to no one",
        ]
    );
}

#[test]
fn a_label_that_is_missing_is_one_way() {
    let manifests = format!("{PODS}pod shop/new team=b\n{DB}");
    let found = offered(&manifests, "shop/new", "shop/db", "TCP/5432");
    assert!(found.contains(&"0 others, 1 lines: label Pod shop/new with app=web".to_owned()), "{found:#?}");
}

#[test]
fn what_a_cluster_wide_policy_denies_no_networkpolicy_opens() {
    let manifests = format!(
        "{PODS}cnp p {{tier: Admin, priority: 1, subject: {{namespaces: {{}}}}, ingress: [{{action: Deny, from: [{{namespaces: {{}}}}]}}]}}"
    );
    let analysis = text(&yaml(&manifests));
    let found = asked(&analysis, "shop/web", "shop/db", "TCP/5432");
    assert!(found.offered.is_empty());
    assert!(matches!(found.obstacle, Some(Obstacle::Rule(_))), "{:?}", found.obstacle);
}

/// Two files: where the pods stand, and where policies do. Gives the files into which each offered policy would go.
fn files_of_new_policies(pods: &str, policies: &str, name: &str) -> Vec<String> {
    let files = [SourceFile::new("cluster.yaml", yaml(pods)), SourceFile::new(name, policies)];
    let analysis = crate::analyze(&files, &crate::Options::default());
    let found = asked(&analysis, "shop/web", "shop/job", "TCP/80");
    let new = found.offered.iter().filter(|it| it.title.starts_with("add a policy"));
    new.flat_map(|it| &it.edits).map(|it| files[it.location.file.0 as usize].name.to_string()).collect()
}

#[test]
fn a_new_policy_goes_where_policies_stand() {
    // With a comment, as what begins with a brace is JSON, behind which nothing can stand.
    let policy = |name: &str| {
        format!("# x\n{}", yaml(&format!("np {name} {{podSelector: {{matchLabels: {{app: x}}}}}}")))
    };
    let all = |file: &str, of: Vec<String>| !of.is_empty() && of.iter().all(|it| it == file);
    assert!(all("p.yaml", files_of_new_policies(PODS, &policy("ops/x"), "p.yaml")));
    assert!(all("policies.yaml", files_of_new_policies(PODS, "", "policies.yaml")));
    assert!(all("shop/NetworkPolicies.yaml", files_of_new_policies(PODS, "", "shop/NetworkPolicies.yaml")));
    for other in ["notes.yaml", "policy-agent/pods.yaml", "police.yaml"] {
        assert!(all("cluster.yaml", files_of_new_policies(PODS, "", other)), "{other}");
    }
    // Those of the namespace are nearer.
    let with_own = format!("{PODS}np shop/own {{podSelector: {{matchLabels: {{app: own}}}}}}");
    let found = files_of_new_policies(&with_own, &policy("ops/x"), "p.yaml");
    assert!(all("cluster.yaml", found.clone()), "{found:?}");
}
