use super::{State, Undecided, Where, Who, needs};
use crate::testing::text;
use crate::view::NeedState;

const SERVICES: &str = "
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: data}
spec: {selector: {app: db}, ports: [{port: 5432}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec: {containers: [{name: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: data, labels: {app: db}}
spec: {containers: [{name: c}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: data}
spec: {podSelector: {}, ingress: []}
---
";

fn found(container: &str, rest: &str) -> Vec<String> {
    let web = format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web, namespace: shop}}\nspec:\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata: {{labels: {{app: web}}}}\n    spec:\n      containers:\n      - {{name: c, {container}}}\n"
    );
    let analysis = text(&format!("{SERVICES}{web}{rest}"));
    let model = analysis.model();
    let all = needs(model);
    let name = |it: usize| all.workloads[it].id.clone();
    let told = all.wanted.iter().map(|it| {
        let from = match &it.from {
            Who::Workload(it) => name(*it),
            Who::Controller(it) | Who::Gateway(it) => it.clone(),
            Who::Kubelet => "kubelet".to_owned(),
        };
        let to = match &it.to {
            Where::Service(it) => it.clone(),
            Where::NoService(it) => format!("no {it}"),
            Where::Workload(it) => name(*it),
            Where::Dns => "DNS".to_owned(),
        };
        let port = it.port.map_or(String::new(), |it| format!(" {} {}", it.0.as_str(), it.1));
        let words = model.places.text(it.shown[0].location).unwrap();
        format!("{from} -> {to}{port}: {:?} ({words})", it.state)
    });
    told.collect()
}

#[test]
fn hosts_of_values_are_held_against_what_is_allowed() {
    let env = "env: [{name: API_URL, value: 'http://api/x'}, {name: DB, value: 'jdbc:postgresql://db.data:5432/x'}, {name: WHO, value: someone}]";
    assert_eq!(
        found(env, ""),
        [
            "shop/web -> shop/api TCP 80: Correct (api)",
            "shop/web -> data/db TCP 5432: Missing (db.data:5432)",
            "shop/web -> DNS UDP 53: Correct (api)",
            "shop/web -> DNS TCP 53: Correct (api)",
        ]
    );
}

#[test]
fn a_bare_word_is_a_host_only_where_it_is_the_name_of_a_service() {
    let env = "env: [{name: TARGET, value: api}, {name: TEAM, value: db}, {name: DB_HOST, value: db.data}, {name: DB_PORT, value: '5432'}], args: [api, --to=nothing]";
    let all = found(env, "");
    assert_eq!(all[0], "shop/web -> shop/api TCP 80: Correct (api)");
    assert_eq!(all[1], "shop/web -> data/db TCP 5432: Missing (db.data)");
    assert_eq!(all.len(), 4, "{all:?}");
}

#[test]
fn config_maps_count_where_pods_use_them() {
    let map = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: conf, namespace: shop}\ndata:\n  nginx.conf: |\n    server {\n      proxy_pass http://db.data.svc.cluster.local:5432;\n    }\n";
    assert_eq!(found("envFrom: [{configMapRef: {name: conf}}]", map).len(), 3);
    assert_eq!(
        found("envFrom: [{configMapRef: {name: conf}}]", map)[0],
        "shop/web -> data/db TCP 5432: Missing (db.data.svc.cluster.local:5432)"
    );
    assert_eq!(found("env: []", map), [] as [&str; 0]);
}

#[test]
fn what_the_input_does_not_have_is_left_open() {
    let all =
        found("env: [{name: A, value: 'http://gone:80/'}, {name: B, value: 'https://example.com'}]", "");
    assert_eq!(all[0], "shop/web -> no shop/gone TCP 80: Undecided(NoService) (gone:80)");
    let all = found("args: ['--api=api:81']", "");
    assert_eq!(
        all[0],
        format!("shop/web -> shop/api TCP 81: {:?} (api:81)", State::Undecided(Undecided::NoPort))
    );
}

#[test]
fn ingresses_routes_and_probes_ask_too() {
    let rest = "---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: in, namespace: shop}
spec: {defaultBackend: {service: {name: api, port: {number: 80}}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: db, namespace: data}
spec: {rules: [{backendRefs: [{name: db, port: 5432}]}]}
";
    let all = found("readinessProbe: {httpGet: {port: 8080}}", rest);
    assert!(all.contains(&"kubelet -> shop/web TCP 8080: Correct (8080)".to_owned()), "{all:?}");
    assert!(all.iter().any(|it| it.starts_with("Ingress shop/in -> shop/api TCP 80: Correct")), "{all:?}");
    assert!(
        all.iter().any(|it| it.starts_with("HTTPRoute data/db -> data/db TCP 5432: Undecided(Gateway)")),
        "{all:?}"
    );
}

#[test]
fn what_is_allowed_and_not_asked_for_is_told_of_isolated_pods() {
    let open = "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: open, namespace: data}\nspec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}\n";
    let web = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {containers: [{name: c, env: [{name: DB_HOST, value: db.data}]}]}\n";
    let analysis = text(&format!("{SERVICES}{web}{open}"));
    let all = needs(analysis.model());
    let told: Vec<_> =
        all.unneeded.iter().map(|it| format!("{} {}", all.workloads[it.from].id, it.to)).collect();
    assert_eq!(told, ["shop/api data/db"]);
}

#[test]
fn peers_of_a_headless_service_call_each_other() {
    let set = "
apiVersion: v1
kind: Service
metadata: {name: db, namespace: x}
spec: {clusterIP: None, selector: {app: db}, ports: [{port: 7000}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: x}
spec: {serviceName: db, replicas: 3, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c}]}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: x}
spec: {podSelector: {}, ingress: []}
";
    let analysis = text(set);
    let all = needs(analysis.model());
    assert_eq!(all.wanted.len(), 1);
    assert_eq!((all.wanted[0].state, &all.wanted[0].to), (State::Missing, &Where::Workload(0)));
}

#[test]
fn names_are_looked_up_over_udp_and_tcp() {
    let dns = |ports: &str| {
        format!(
            "---
apiVersion: v1
kind: Pod
metadata: {{name: dns, namespace: kube-system, labels: {{k8s-app: kube-dns}}}}
spec: {{containers: [{{name: c}}]}}
---
apiVersion: v1
kind: Service
metadata: {{name: kube-dns, namespace: kube-system}}
spec: {{selector: {{k8s-app: kube-dns}}, ports: [{ports}]}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: web, namespace: shop}}
spec: {{podSelector: {{matchLabels: {{app: web}}}}, policyTypes: [Egress], egress: [{{ports: [{{protocol: UDP, port: 53}}]}}]}}
"
        )
    };
    let env = "env: [{name: API_URL, value: 'http://api/x'}]";
    let udp = "{name: dns, port: 53, protocol: UDP}";
    let all = found(env, &dns(&format!("{udp}, {{name: dns-tcp, port: 53, protocol: TCP}}")));
    assert_eq!(all[1..], ["shop/web -> DNS UDP 53: Correct (api)", "shop/web -> DNS TCP 53: Missing (api)"]);
    // A Service that has no such port is not asked at it.
    assert_eq!(found(env, &dns(udp))[1..], ["shop/web -> DNS UDP 53: Correct (api)"]);
}

#[test]
fn the_pair_to_look_at_is_one_that_shows_the_state() {
    let env = "containers: [{name: c, env: [{name: DB_HOST, value: db.data}]}]";
    let pods: String = ["one", "two"]
        .map(|it| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {it}, namespace: shop, labels: {{app: {it}}}, ownerReferences: [{{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: u, controller: true}}]}}\nspec: {{{env}}}\n---\n"
            )
        })
        .concat();
    let open = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: open, namespace: data}\nspec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: one}}}]}]}\n";
    let analysis = text(&format!("{SERVICES}{pods}{open}"));
    let all = analysis.needs();
    let it = all.needs.iter().find(|it| it.to == "svc:data/db").unwrap();
    assert_eq!(
        (it.state, it.sentence.as_str()),
        (NeedState::Missing, "some pods can connect, others cannot")
    );
    let pair = it.pair.as_ref().unwrap();
    assert_eq!((pair.from.as_str(), pair.to.as_str()), ("shop/two", "svc:data/db:5432"));
}
