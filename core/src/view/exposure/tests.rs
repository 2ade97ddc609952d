//! Facts as drawings.

use crate::api::Analysis;
use crate::options::Options;
use crate::testing::{short, text_with, yaml};
use crate::view::{FactItemView, Fragment};

fn sentences(analysis: &Analysis) -> Vec<String> {
    let fact = |it: &crate::view::FactView| {
        let count = it.count.map_or_else(String::new, |it| format!("{it} "));
        format!("{}{}{}", if it.warns { "! " } else { "" }, count, it.sentence)
    };
    analysis.exposure().facts.iter().map(fact).collect()
}

fn fragment(it: &Fragment) -> String {
    match it {
        Fragment::Text(it) | Fragment::Code(it) => it.clone(),
        Fragment::Link(it, _) => format!("[{it}]"),
    }
}

fn lists(analysis: &Analysis, key: &str) -> Vec<String> {
    let item = |it: &FactItemView| {
        let mut res = format!("{}/{}", it.group, it.name);
        let says: String = it.text.iter().map(fragment).collect();
        for (before, text) in [(" ", &it.count), (": ", &says)] {
            if !text.is_empty() {
                res += before;
                res += text;
            }
        }
        for cell in &it.cells {
            res += &format!(" [{}→{} {}]", cell.from, cell.to, cell.label);
        }
        res
    };
    let facts = analysis.exposure().facts;
    let fact = facts.iter().find(|it| it.key == key).expect("such a fact");
    let lines =
        fact.lists.iter().flat_map(|it| std::iter::once(it.title.clone()).chain(it.items.iter().map(item)));
    lines.collect()
}

const SHOP: &str = "
ns kube-system
ns shop
ns edge role=edge
pod kube-system/dns k8s-app=kube-dns
svc kube-system/kube-dns {selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}]}
deployment edge/nginx replicas=4 app=nginx
deployment shop/web replicas=3 app=web
pod shop/db app=db
np shop/closed {podSelector: {}, policyTypes: [Ingress, Egress]}
np shop/web {podSelector: {matchLabels: {app: web}}, ingress: [{from: [{namespaceSelector: {}}], ports: [{port: 8080}]}]}
np shop/typo {podSelector: {matchLabels: {app: wbe}}, ingress: [{from: [{podSelector: {matchLabels: {app: gone}}}]}]}

svc edge/public {type: LoadBalancer, selector: {app: nginx}, ports: [{port: 80}]}";

#[test]
fn a_cluster_is_told_in_counted_sentences() {
    assert_eq!(
        sentences(&short(SHOP)),
        [
            "! 1 workload can be reached from the internet",
            "2 workloads may connect to the internet",
            "! 3 workloads let in any pod in any namespace",
            "! 2 namespaces lack a default deny",
            "! 5 pods are selected by no policy",
            "! 4 pods cannot look up names (DNS), 5 can",
            "! 1 policy selects no pod, 1 peer of a rule matches no pod",
            "4 pods are isolated for ingress, 4 for egress, 5 for neither",
        ]
    );
    assert_eq!(short(SHOP).exposure().sentence, "9 pods of 4 workloads in 3 namespaces");
}

#[test]
fn without_a_service_it_is_not_said_that_the_internet_reaches_nothing() {
    // The row `internet` of the matrix has a tick here: no policy keeps it out.
    let told = sentences(&short("pod shop/web app=web"));
    assert_eq!(told.first().unwrap(), "0 workloads are published to the internet by a Service or an Ingress");
}

#[test]
fn each_count_leads_to_cells_and_to_what_lets_in() {
    let analysis = short(SHOP);
    assert_eq!(
        lists(&analysis, "from-internet"),
        [
            "Through a Service: 1 workload",
            "edge/nginx ×4: TCP 80 through Service [edge/public] (LoadBalancer) [ip:0.0.0.0-255.255.255.255→edge/nginx from internet]",
        ]
    );
    assert_eq!(
        lists(&analysis, "any-pod"),
        [
            "Let in any pod: 3 workloads",
            "kube-system/dns: every port [→kube-system/dns ]",
            "shop/web ×3: TCP 8080 [→shop/web ]",
            "edge/nginx ×4: every port [→edge/nginx ]",
            "May connect to any pod: 2 workloads",
            "kube-system/dns: every port [kube-system/dns→ ]",
            "edge/nginx ×4: every port [edge/nginx→ ]",
        ]
    );
}

#[test]
fn every_cell_of_a_fact_is_one_of_the_matrix_or_a_head() {
    let analysis = short(SHOP);
    let mut count = 0;
    for fact in analysis.exposure().facts {
        for item in fact.lists.iter().flat_map(|it| &it.items) {
            assert!(!item.cells.is_empty() || !item.filter.is_empty() || item.place.is_some(), "{item:?}");
            for it in &item.cells {
                for end in [&it.from, &it.to] {
                    assert!(end.is_empty() || analysis.endpoint_index(end).is_some(), "{end}");
                }
                count += 1;
            }
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn without_pods_there_are_no_facts_and_what_is_not_computed_has_no_count() {
    let policies = "np x/a {podSelector: {matchLabels: {app: a}}}";
    let empty = short("ns x").exposure();
    assert_eq!((empty.facts.len(), empty.policies, empty.sentence.as_str()), (0, 0, ""));
    // Stand-ins are no pods of the input.
    let made = short(policies).exposure();
    assert_eq!((made.facts.len(), made.policies), (0, 1));
    let lines = "
pod x/web app=web
np x/web {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress, Egress], egress: [{ports: [{port: 80}]}]}";
    let options = Options { limit_work: 1, ..Options::default() };
    let found = sentences(&text_with(&yaml(lines), &options));
    assert!(
        found.iter().any(|it| it.starts_with("Not computed: which pods no policy selects")),
        "{found:#?}"
    );
    assert!(
        found.iter().any(|it| it.starts_with("Not computed: which workloads let in any pod")),
        "{found:#?}"
    );
    assert_eq!(found.iter().filter(|it| it.starts_with("Not computed")).count(), 8, "{found:#?}");
    let found = sentences(&short("pod x/web"));
    assert!(found.iter().any(|it| it.starts_with("Not known: which pods can look up names")), "{found:#?}");
}
