use super::*;
use crate::model::{Model, analyze};
use crate::options::Options;
use crate::source::SourceFile;

fn model(text: &str) -> Model {
    analyze(&[SourceFile::new("a.yaml", text)], &Options::default())
}

/// The ids of the pods, and the ports that they declare.
fn pods(text: &str) -> Vec<String> {
    let model = model(text);
    let all = model.cluster.pods().map(|(id, pod)| {
        let ports: Vec<String> = pod.ports.iter().map(|it| format!(":{}{}", it.name, it.number)).collect();
        format!("{}{}", model.cluster.endpoints.at(id).id, ports.concat())
    });
    all.collect()
}

fn policy(name: &str, spec: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: village}}\nspec: {spec}\n---\n"
    )
}

const WELL: &str = "{podSelector: {matchLabels: {app: well}}, ingress: [{from: [{podSelector: {matchLabels: {app: villager}}}], ports: [{port: 7777}]}]}";

#[test]
fn a_policy_alone_gets_the_fewest_pods_that_show_what_it_does() {
    let found = pods(&policy("a", WELL));
    let expected =
        ["village/app=well:7777", "village/app=villager", "village/app=other", "elsewhere/app=villager"];
    assert_eq!(found, expected);
}

#[test]
fn default_deny_shows_two_pods() {
    assert_eq!(pods(&policy("a", "{podSelector: {}}")), ["village/pod", "village/app=other"]);
}

#[test]
fn selectors_of_namespaces_get_namespaces_with_labels() {
    let spec = "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: blue}}, podSelector: {matchLabels: {app: x}}}]}]}";
    let found = pods(&policy("a", spec));
    assert_eq!(found, ["village/pod", "blue/app=x", "blue/app=other", "elsewhere/app=x"]);
}

#[test]
fn a_selector_of_every_namespace_gets_one_that_is_not_the_policys() {
    let spec = "{podSelector: {matchLabels: {app: x}}, ingress: [{from: [{namespaceSelector: {}}]}]}";
    let found = pods(&policy("a", spec));
    assert!(found.contains(&"elsewhere/pod".to_owned()), "{found:?}");
}

#[test]
fn labels_that_contradict_each_other_give_several_pods_or_none() {
    let spec = "{podSelector: {matchExpressions: [{key: app, operator: In, values: [a]}, {key: app, operator: NotIn, values: [a]}]}, ingress: [{from: [{podSelector: {matchLabels: {tier: x}}}, {podSelector: {matchLabels: {tier: z}}}]}]}";
    let found = pods(&policy("a", spec));
    assert!(
        found.contains(&"village/tier=x".to_owned()) && found.contains(&"village/tier=z".to_owned()),
        "{found:?}"
    );
    assert!(!found.iter().any(|it| it.contains("app=a")), "{found:?}");
}

#[test]
fn ports_by_name_are_declared() {
    let spec = "{podSelector: {matchLabels: {app: a}}, ingress: [{ports: [{port: metrics}, {port: 8000}, {port: 53, protocol: UDP}]}]}";
    assert_eq!(pods(&policy("a", spec))[0], "village/app=a:8000:53:metrics8001");
}

#[test]
fn a_pod_of_the_input_takes_the_place_of_its_stand_in() {
    let well =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: spring, namespace: village, labels: {app: well}}\n";
    let found = pods(&(policy("a", WELL) + well));
    assert_eq!(
        found,
        ["village/spring", "village/app=villager", "village/app=other", "elsewhere/app=villager"]
    );
}

#[test]
fn an_input_whose_pods_serve_a_policy_is_whole() {
    let pod = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: village, labels: {{app: {name}}}}}\n---\n"
        )
    };
    let lone = policy("b", "{podSelector: {matchLabels: {app: mill}}}");
    let found = pods(&[policy("a", WELL), lone, pod("well"), pod("villager")].concat());
    assert_eq!(found, ["village/well", "village/villager"]);
}

#[test]
fn written_out_they_are_the_input() {
    let spec = "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: \"on\"}}, podSelector: {matchLabels: {app: \"1\"}}}], ports: [{port: http, protocol: SCTP}]}]}";
    let text = policy("a", spec) + &policy("b", WELL);
    let model = model(&text);
    let made = model.stand_ins.as_ref().unwrap();
    let written = analyze(&[SourceFile::new("a.yaml", text + made.text.text())], &Options::default());
    assert_eq!(written.stand_ins, None);
    assert_eq!(written.cluster.pod_count(), model.cluster.pod_count());
    let cells = |it: &Model| {
        let rows = 0..it.cluster.visible() as u32;
        rows.clone()
            .flat_map(|a| rows.clone().map(move |b| (a, b)))
            .map(|(a, b)| it.reachability(a, b))
            .collect::<Vec<_>>()
    };
    assert_eq!(cells(&written), cells(&model));
}

#[test]
fn off_makes_none() {
    let options = Options { stand_ins: false, ..Options::default() };
    let model = analyze(&[SourceFile::new("a.yaml", policy("a", WELL))], &options);
    assert_eq!((model.cluster.pod_count(), model.stand_ins), (0, None));
}

#[test]
fn each_leads_to_the_selector_that_asks_for_it() {
    let text = policy("a", WELL);
    let model = model(&text);
    let place = |index| model.places.real(model.pod(index).unwrap().location).span;
    let at = |it: crate::source::Span| text.get(it.start as usize..it.end as usize).unwrap();
    assert!(at(place(0)).contains("app: well"), "{}", at(place(0)));
    assert!(at(place(1)).contains("app: villager"), "{}", at(place(1)));
}

#[test]
fn there_are_never_too_many() {
    let many: String = (0..500)
        .map(|n| policy(&format!("p{n}"), &format!("{{podSelector: {{matchLabels: {{app: a{n}}}}}}}")))
        .collect();
    let model = model(&many);
    assert_eq!(model.cluster.pod_count(), MOST);
    let said = model.read.diagnostics.iter().any(|it| it.message.contains("more than 200 are not made"));
    assert!(said, "{:?}", model.read.diagnostics);
}

#[test]
fn written_to_a_file_they_are_the_pods_that_were_told() {
    let text = policy("a", WELL);
    let made = model(&text).stand_ins.unwrap();
    let ids =
        |of: fn(&(String, String)) -> &String| -> Vec<String> { made.ids.iter().map(of).cloned().collect() };
    let without_ports = |it: &String| it.split(':').next().unwrap().to_owned();
    let found = |text: &str| -> Vec<String> { pods(text).iter().map(without_ports).collect() };
    assert_eq!(found(&text), ids(|it| &it.0));
    assert_eq!(found(&format!("{text}{}", made.text.text())), ids(|it| &it.1));
}
