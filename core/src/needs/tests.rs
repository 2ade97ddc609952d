use super::judge::within;
use super::{Need, Needs, State, Undecided, Where, Who};
use crate::api::{Analysis, analyze};
use crate::model::Model;
use crate::options::Options;
use crate::pause::at_once;
use crate::source::SourceFile;
use crate::testing::{text, text_with, yaml};
use crate::view::NeedState;

fn needs(model: &Model) -> Needs {
    at_once(async |pause| super::needs(model, &pause).await)
}

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
    told(&text(&format!("{SERVICES}{web}{rest}")))
}

/// Every need, with the words that show it first.
fn told(analysis: &Analysis) -> Vec<String> {
    let model = analysis.model();
    let all = needs(model);
    let name = |it: usize| all.workloads[it].id.clone();
    let one = |it: &Need| {
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
    };
    all.wanted.iter().map(one).collect()
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

/// A policy with an error, for some pods of `shop`.
fn refused(labels: &str) -> String {
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: c, namespace: shop}}\nspec: {{podSelector: {{matchLabels: {{{labels}}}}}, ingress: [{{ports: [{{port: 99999}}]}}]}}\n"
    )
}

#[test]
fn a_policy_that_takes_no_part_leaves_it_open() {
    let env = "env: [{name: API_URL, value: 'http://api/x'}, {name: DB, value: 'db.data:5432'}]";
    let open = "Undecided(MissingPolicy)";
    let wanted = |api: &str, db: &str, dns: &str| {
        [
            format!("shop/web -> shop/api TCP 80: {api} (api)"),
            format!("shop/web -> data/db TCP 5432: {db} (db.data:5432)"),
            format!("shop/web -> DNS UDP 53: {dns} (api)"),
            format!("shop/web -> DNS TCP 53: {dns} (api)"),
        ]
    };
    assert_eq!(found(env, &refused("app: api")), wanted(open, "Missing", "Correct"), "at the backend");
    assert_eq!(found(env, &refused("app: web")), wanted(open, open, open), "at the client");
    assert_eq!(found(env, &refused("app: other")), wanted("Correct", "Missing", "Correct"));
}

#[test]
fn a_policy_that_takes_no_part_concerns_controllers_gateways_and_kubelets_too() {
    let rest = "---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: in, namespace: shop}
spec: {defaultBackend: {service: {name: api, port: {number: 80}}}}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api, namespace: shop}
spec: {rules: [{backendRefs: [{name: api, port: 80}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: probed, namespace: shop, labels: {app: api}}
spec: {containers: [{name: c, readinessProbe: {tcpSocket: {port: 1}}}]}
";
    let states = |rest: &str| {
        let options = Options { own_node_ingress_exempt: false, stand_ins: false, ..Options::default() };
        let all = told(&text_with(&format!("{SERVICES}{rest}"), &options));
        all.iter().map(|it| it.split(": ").nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    let start = |all: Vec<String>, with: &str| {
        assert_eq!(all.len(), 3, "{all:?}");
        assert!(all.iter().all(|it| it.starts_with(with)), "{all:?}");
    };
    start(states(rest), "Correct");
    start(states(&format!("{rest}{}", refused("app: api"))), "Undecided(MissingPolicy)");
}

#[test]
fn what_is_perhaps_forbidden_is_not_told_as_unneeded() {
    let open = "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: open, namespace: data}\nspec: {podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]}\n";
    let count = |rest: &str| needs(text(&format!("{SERVICES}{open}{rest}")).model()).unneeded.len();
    assert_eq!(count(""), 1);
    assert_eq!(count(&refused("app: api")), 0);
}

#[test]
fn what_is_asked_of_some_pods_only_is_not_correct() {
    let client = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: d, namespace: x}\nspec: {selector: {matchLabels: {app: d}}, template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, env: [{name: A, value: 'http://api:80'}]}]}}}\n---\n";
    let check = |clients: usize, backends: usize, policy: &str| {
        let nodes =
            (0..clients).map(|it| format!("node n{it}\npod x/d-{it} app=d owner=DaemonSet/d node=n{it}\n"));
        let pods = (0..backends).map(|it| format!("node b{it}\npod x/api-{it} app=api node=b{it}\n"));
        let all: String = nodes.chain(pods).collect();
        let lines = format!("svc x/api {{selector: {{app: api}}, ports: [{{port: 80}}]}}\n{all}{policy}");
        let analysis = text(&format!("{client}{}", yaml(&lines)));
        let it = needs(analysis.model());
        (it.wanted[0].state, it.is_complete)
    };
    let budget = State::Undecided(Undecided::Budget);
    assert_eq!(check(3, 3, ""), (State::Correct, true));
    assert_eq!(check(300, 1, ""), (budget, false));
    assert_eq!(check(1, 300, ""), (budget, false));
    // What fails for those that were asked is enough to know.
    assert_eq!(check(1, 300, "np x/none {podSelector: {}, ingress: []}").0, State::Missing);
}

#[test]
fn what_is_asked_for_twice_stands_once_however_much_is_between() {
    let env = |at: usize| format!("{{name: V{at}, value: 'http://gone-{}/'}}", at % 100);
    let all: Vec<String> = (0..200).map(env).collect();
    let analysis = text(&format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web, namespace: shop}}\nspec: {{containers: [{{name: c, env: [{}]}}]}}\n",
        all.join(", ")
    ));
    let all = needs(analysis.model());
    // A name that must be looked up is a need as well, over two protocols.
    assert_eq!(all.wanted.len(), 102);
    assert_eq!(all.wanted[0].shown.len(), 2);
}

/// How many steps it took to find the needs of a text, of which there are so many.
fn steps(text: &str) -> (usize, usize) {
    const ALL: usize = 1_000_000_000;
    let analysis = self::text(text);
    let (found, left) = at_once(async |pause| within(analysis.model(), ALL, &pause).await);
    assert!(found.is_complete);
    (found.wanted.len(), ALL - left)
}

#[test]
fn a_value_is_searched_once_however_many_hosts_do_not_stand_in_it() {
    let value = "a\\x31:1,".repeat(20_000);
    let pod = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: web, namespace: shop}}\nspec: {{containers: [{{name: c, env: [{{name: A, value: \"http://{value}b:1\"}}]}}]}}\n"
    );
    let (count, steps) = steps(&pod);
    assert_eq!(count, 4, "`a1`, `b` and the DNS over both protocols");
    assert!(steps < 2_000, "{steps}");
}

#[test]
fn peers_cost_as_much_as_there_are() {
    let peers = |rows: usize, ports: usize| {
        let numbers: Vec<String> = (1..=ports).map(|it| format!("{{name: p{it}, port: {it}}}")).collect();
        let pods: String =
            (0..rows).map(|it| format!("pod x/db-{it} app=db owner=StatefulSet/db\n")).collect();
        let service =
            format!("svc x/db {{clusterIP: None, selector: {{app: db}}, ports: [{}]}}\n", numbers.join(", "));
        let set = "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, namespace: x}, spec: {serviceName: db, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c}]}}}}\n---\n";
        steps(&format!("{set}{}", yaml(&format!("{service}{pods}"))))
    };
    let ((few_needs, few), (needs, many)) = (peers(100, 20), peers(1_000, 20));
    assert_eq!((few_needs, needs), (20, 20));
    assert!(few < 1_000 && many < 10 * few, "{few} {many}");
}

#[test]
fn a_base_counts_as_its_overlay_makes_it() {
    let base = "apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: api}
spec: {rules: [{backendRefs: [{name: api, port: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, labels: {app: api}}
spec: {containers: [{name: c}]}
";
    let kustomization = "kind: Kustomization\nresources: [a.yaml]\nnamespace: shop\n";
    let files = [SourceFile::new("k/kustomization.yaml", kustomization), SourceFile::new("k/a.yaml", base)];
    let analysis = analyze(&files, &Options { stand_ins: false, ..Options::default() });
    let all = told(&analysis);
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].starts_with("HTTPRoute shop/api -> shop/api TCP 80: Correct"), "{all:?}");
}

#[test]
fn items_of_lists_are_read_at_their_places() {
    let item = |name: &str| {
        format!(
            "- apiVersion: gateway.networking.k8s.io/v1\n  kind: HTTPRoute\n  metadata:\n    name: {name}\n    namespace: x\n  spec:\n    rules:\n    - backendRefs:\n      - name: {name}\n        port: 80\n"
        )
    };
    let list = format!("apiVersion: v1\nkind: List\nitems:\n{}{}", item("a"), item("b"));
    let flow = "kind: List\nitems: [{kind: HTTPRoute, metadata: {name: c, namespace: x}, spec: {rules: [{backendRefs: [{name: c}]}]}}]\n";
    let all = told(&text(&format!("{list}---\n{flow}")));
    assert_eq!(
        all,
        [
            "HTTPRoute x/a -> no x/a TCP 80: Undecided(NoService) (name: a\n        port: 80)",
            "HTTPRoute x/b -> no x/b TCP 80: Undecided(NoService) (name: b\n        port: 80)",
            "HTTPRoute x/c -> no x/c: Undecided(NoService) ({name: c})",
        ]
    );
}

#[test]
fn a_pod_of_a_stateful_set_is_asked_at_its_service() {
    let env = |value: &str| format!("env: [{{name: DB_URL, value: '{value}'}}]");
    for host in ["db-0.db.gone.svc", "db-0.db.gone.svc.cluster.local"] {
        let all = found(&env(&format!("http://{host}:80")), "");
        assert_eq!(all[0], format!("shop/web -> no gone/db TCP 80: Undecided(NoService) ({host}:80)"));
    }
    // The namespace `db` has nothing to do with it.
    let other = "---\napiVersion: v1\nkind: Service\nmetadata: {name: db-0, namespace: db}\nspec: {selector: {app: x}, ports: [{port: 5432}]}\n";
    let all = found(&env("http://db-0.db.data.svc:5432"), other);
    assert_eq!(all[0], "shop/web -> data/db TCP 5432: Missing (db-0.db.data.svc:5432)");
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
    // Only long answers come over TCP, so nothing is known to break.
    assert_eq!(
        all[1..],
        ["shop/web -> DNS UDP 53: Correct (api)", "shop/web -> DNS TCP 53: Undecided(LongAnswers) (api)"]
    );
    // Over UDP it breaks.
    let both = dns(&format!("{udp}, {{name: dns-tcp, port: 53, protocol: TCP}}"));
    let all = found(env, &both.replace("egress: [{ports: [{protocol: UDP, port: 53}]}]", "egress: []"));
    assert_eq!(
        all[1..],
        ["shop/web -> DNS UDP 53: Missing (api)", "shop/web -> DNS TCP 53: Undecided(LongAnswers) (api)"]
    );
    // A policy that takes no part may forbid it at the servers.
    let all = found(env, &format!("{both}{}", refused("k8s-app: kube-dns").replace("shop", "kube-system")));
    let open = "Undecided(MissingPolicy) (api)";
    assert_eq!(
        all[1..],
        [format!("shop/web -> DNS UDP 53: {open}"), format!("shop/web -> DNS TCP 53: {open}")]
    );
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

#[test]
fn what_goes_past_a_proxy_is_no_need() {
    let env = "env: [{name: NO_PROXY, value: 'db.data:5432,api'}, {name: no_proxy, value: api}], args: ['--no-proxy=db.data:5432']";
    assert_eq!(found(env, ""), <[String; 0]>::default());
}

#[test]
fn a_host_without_a_port_is_correct_where_every_port_is() {
    let several = |ingress: &str| {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: many, namespace: shop}}\nspec: {{selector: {{app: many}}, ports: [{{name: a, port: 80}}, {{name: b, port: 81}}]}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {{name: many, namespace: shop, labels: {{app: many}}}}\nspec: {{containers: [{{name: c}}]}}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: many, namespace: shop}}\nspec: {{podSelector: {{matchLabels: {{app: many}}}}, ingress: [{ingress}]}}\n"
        )
    };
    let state = |ingress: &str| {
        let all = found("env: [{name: MANY_HOST, value: many}]", &several(ingress));
        all.into_iter().find(|it| it.contains("shop/many")).unwrap()
    };
    assert_eq!(state("{}"), "shop/web -> shop/many: Correct (many)");
    assert_eq!(state("{ports: [{port: 80}]}"), "shop/web -> shop/many: Undecided(WhichPort) (many)");
    assert_eq!(state("{ports: [{port: 9}]}"), "shop/web -> shop/many: Missing (many)");
}
