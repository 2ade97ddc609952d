//! Clusters of any size for benchmarks: the same numbers and seed give the same text.

use std::fmt::Write;

/// How much of everything to make.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Pods, all with an address.
    pub pods: usize,
    /// NetworkPolicies with mixed peers and ports.
    pub policies: usize,
    /// Namespaces with labels; pods and policies are spread over them.
    pub namespaces: usize,
    /// Apps in a namespace; a pod belongs to one, and selectors name them.
    pub apps: usize,
}

impl Size {
    /// One namespace for each twenty pods or so.
    pub fn new(pods: usize, policies: usize) -> Size {
        Size { pods, policies, namespaces: (pods / 20).clamp(1, 2_000), apps: 8 }
    }
}

struct Rng(u64);

impl Rng {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n.max(1)
    }
}

const TEAMS: usize = 12;
const PORTS: [u16; 6] = [80, 443, 8080, 5432, 6379, 9090];

/// One file with namespaces and pods, one with policies.
pub fn generate(size: Size) -> (String, String) {
    let mut rng = Rng(42);
    let mut cluster = String::new();
    for it in 0..size.namespaces {
        let (team, stage) = (it % TEAMS, if it % 3 == 0 { "prod" } else { "test" });
        let _infallible = write!(
            cluster,
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ns-{it}\n  labels:\n    team: team-{team}\n    stage: {stage}\n---\n"
        );
    }
    for it in 0..size.pods {
        let namespace = it % size.namespaces;
        let app = rng.below(size.apps);
        let (version, port) = (rng.below(3), PORTS[app % PORTS.len()]);
        let (a, b) = (it / 250 % 250, it % 250 + 1);
        let third = it / 62_500;
        let _infallible = write!(
            cluster,
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: app-{app}-{it}\n  namespace: ns-{namespace}\n  labels:\n    app: app-{app}\n    version: v{version}\n    pod-template-hash: h{it}\nspec:\n  containers:\n  - name: main\n    image: registry.example.com/app-{app}:1.{version}\n    ports:\n    - name: main\n      containerPort: {port}\nstatus:\n  phase: Running\n  podIP: 10.{}.{a}.{b}\n---\n",
            244 + third
        );
    }
    let mut policies = String::new();
    for it in 0..size.policies {
        policy(&mut policies, &mut rng, size, it);
    }
    (cluster, policies)
}

fn policy(text: &mut String, rng: &mut Rng, size: Size, index: usize) {
    let namespace = rng.below(size.namespaces);
    let subject = match rng.below(6) {
        0 => "{}".to_owned(),
        1 => format!(
            "{{matchExpressions: [{{key: app, operator: In, values: [app-{}, app-{}]}}]}}",
            rng.below(size.apps),
            rng.below(size.apps)
        ),
        _ => format!("{{matchLabels: {{app: app-{}}}}}", rng.below(size.apps)),
    };
    let both = rng.below(3) == 0;
    let types = if both { "[Ingress, Egress]" } else { "[Ingress]" };
    let _infallible = write!(
        text,
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: policy-{index}\n  namespace: ns-{namespace}\nspec:\n  podSelector: {subject}\n  policyTypes: {types}\n  ingress:\n"
    );
    for _ in 0..=rng.below(3) {
        rule(text, rng, size, "from");
    }
    if both {
        text.push_str("  egress:\n");
        rule(text, rng, size, "to");
        text.push_str("  - ports:\n    - {protocol: UDP, port: 53}\n    - {port: 53}\n");
    }
    text.push_str("---\n");
}

fn rule(text: &mut String, rng: &mut Rng, size: Size, field: &str) {
    let _infallible = writeln!(text, "  - {field}:");
    for _ in 0..=rng.below(2) {
        let app = rng.below(size.apps);
        let _infallible = match rng.below(6) {
            0 => writeln!(
                text,
                "    - namespaceSelector: {{matchLabels: {{team: team-{}}}}}",
                rng.below(TEAMS)
            ),
            1 => writeln!(
                text,
                "    - namespaceSelector: {{matchLabels: {{stage: prod}}}}\n      podSelector: {{matchLabels: {{app: app-{app}}}}}"
            ),
            2 => writeln!(
                text,
                "    - namespaceSelector: {{matchLabels: {{kubernetes.io/metadata.name: ns-{}}}}}\n      podSelector: {{matchLabels: {{app: app-{app}}}}}",
                rng.below(50)
            ),
            3 => writeln!(text, "    - ipBlock: {{cidr: 10.244.{}.0/24}}", rng.below(16)),
            4 => {
                writeln!(text, "    - ipBlock: {{cidr: 0.0.0.0/0, except: [10.0.0.0/8, 169.254.169.254/32]}}")
            }
            _ => writeln!(text, "    - podSelector: {{matchLabels: {{app: app-{app}}}}}"),
        };
    }
    let port = PORTS[rng.below(PORTS.len())];
    let _infallible = match rng.below(4) {
        0 => Ok(()),
        1 => writeln!(text, "    ports:\n    - {{port: main}}"),
        2 => writeln!(text, "    ports:\n    - {{port: {port}, endPort: {}}}", port + 10),
        _ => writeln!(text, "    ports:\n    - {{port: {port}}}\n    - {{port: 9090}}"),
    };
}

/// A namespace in which one thing grows and all else stays: `policies`, `rules` or `blocks`, so many of them. `None`: it
/// is none of these.
pub fn grown(what: &str, count: usize) -> Option<String> {
    const PODS: usize = 100;
    let mut res = String::new();
    for it in 0..PODS {
        let _infallible = write!(
            res,
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: app-{it}, namespace: shop, labels: {{app: app-{it}}}}}\n---\n"
        );
    }
    let others = |it: usize| {
        let app = it % PODS;
        format!("{{matchExpressions: [{{key: app, operator: NotIn, values: [app-{app}]}}]}}")
    };
    let rule = |it: usize| {
        let port = 1 + it % 65_535;
        format!("  - from: [{{podSelector: {}}}]\n    ports: [{{port: {port}}}]\n", others(it * 7))
    };
    let head = |name: &str, subject: &str| {
        format!(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  podSelector: {subject}\n  ingress:\n"
        )
    };
    match what {
        "policies" => (0..count).for_each(|it| {
            res += &head(&format!("policy-{it}"), &others(it));
            res += &(rule(it) + "---\n");
        }),
        "rules" => {
            res += &head("policy", "{}");
            (0..count).for_each(|it| res += &rule(it));
        }
        "blocks" => {
            res += &(head("policy", "{}") + "  - from:\n");
            for it in 0..count {
                let address = std::net::Ipv4Addr::from(0x0a00_0000 + 4 * it as u32);
                let _infallible = writeln!(res, "    - ipBlock: {{cidr: {address}/32}}");
            }
        }
        _ => return None,
    }
    Some(res)
}
