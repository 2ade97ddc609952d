//! `netpol needs` and `netpol lint --unused`: their forms, and with which status they end.

use crate::run::Folder;

const FILES: &str = "\
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
spec:
  containers:
  - name: api
    args: [--cache=redis://cache]
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  containers:
  - name: web
    env:
    - {name: API_URL, value: 'http://api/v1'}
    readinessProbe: {httpGet: {port: 8080}}
---
apiVersion: v1
kind: Pod
metadata: {name: cron, namespace: shop, labels: {app: cron}}
---
";

fn policy(from: &str) -> String {
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{name: api, namespace: shop}}\nspec:\n  \
         podSelector: {{matchLabels: {{app: api}}}}\n  ingress:\n  - {{from: [{{podSelector: {{matchLabels: {{app: {from}}}}}}}]}}\n"
    )
}

fn folder() -> Folder {
    Folder::new(&[
        ("closed.yaml", format!("{FILES}{}", policy("cron"))),
        ("open.yaml", format!("{FILES}{}", policy("web"))),
    ])
}

#[test]
fn what_would_break_is_told_with_the_line_that_shows_it() {
    let output = folder().run("needs closed.yaml");
    assert_eq!((output.status, output.stderr.as_str()), (1, ""));
    let expected = "\
1 would break, 1 undecided, 5 correct

Would break:
  shop/web to svc:shop/api TCP 80
    closed.yaml:21: variable API_URL, a URL (guess): api

Undecided:
  shop/api to svc:shop/cache TCP 6379: the input has no such Service
    closed.yaml:12: argument, a URL (guess): cache

Correct:
  shop/api to DNS UDP 53
    closed.yaml:12: a name that must be looked up (guess): cache
  shop/api to DNS TCP 53
    closed.yaml:12: a name that must be looked up (guess): cache
  shop/web to DNS UDP 53
    closed.yaml:21: a name that must be looked up (guess): api
  shop/web to DNS TCP 53
    closed.yaml:21: a name that must be looked up (guess): api
  kubelet to shop/web TCP 8080
    closed.yaml:22: probe: 8080

Allowed, and nothing in the manifests asks for it:
  shop/cron to svc:shop/api TCP 80
";
    assert_eq!(output.stdout, expected);
    assert_eq!(folder().run("needs open.yaml").status, 0);
    assert_eq!(folder().run("needs missing.yaml").status, 2);
}

#[test]
fn dns_over_udp_alone_breaks_nothing() {
    let folder = folder();
    let dns = "\
apiVersion: v1
kind: Pod
metadata: {name: dns, namespace: kube-system, labels: {k8s-app: kube-dns}}
---
apiVersion: v1
kind: Service
metadata: {name: kube-dns, namespace: kube-system}
spec: {selector: {k8s-app: kube-dns}, ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [Egress]
  egress: [{ports: [{protocol: UDP, port: 53}]}, {to: [{podSelector: {}}]}]
";
    folder.write("udp.yaml", format!("{FILES}{dns}"));
    let output = folder.run("needs udp.yaml");
    let wanted = "  shop/web to DNS TCP 53: long answers come over TCP; short ones do not need it\n";
    assert!(output.stdout.contains(wanted), "{}", output.stdout);
    assert!(output.stdout.starts_with("0 would break, 2 undecided, "), "{}", output.stdout);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    folder.write(
        "none.yaml",
        format!("{FILES}{dns}").replace("protocol: UDP, port: 53}]}, {to", "port: 54}]}, {to"),
    );
    let output = folder.run("needs none.yaml");
    assert!(output.stdout.contains("\nWould break:\n  shop/web to DNS UDP 53\n"), "{}", output.stdout);
    assert_eq!(output.status, 1);
}

#[test]
fn programs_and_pull_requests_get_the_same() {
    let json = folder().run("needs -o json closed.yaml").json();
    assert_eq!((&json["schema"], &json["complete"]), (&1.into(), &true.into()));
    let first = &json["needs"][0];
    assert_eq!((&first["from"], &first["state"]), (&"shop/web".into(), &"missing".into()));
    let shown = &first["shown"][0];
    assert_eq!(
        (&shown["line"], &shown["isGuess"], &shown["text"]),
        (&21.into(), &true.into(), &"api".into())
    );
    assert_eq!(json["unneeded"][0]["from"], "shop/cron");
    let markdown = folder().run("needs -o markdown closed.yaml").stdout;
    assert!(markdown.contains("## Would break\n\n| from | to | why it is needed |\n"), "{markdown}");
    assert!(markdown.contains("| shop/web | svc:shop/api TCP 80 |"), "{markdown}");
}

#[test]
fn parts_that_nothing_notices_are_told_when_asked_for() {
    let folder = folder();
    assert!(!folder.run("lint open.yaml").stdout.contains("unused-part"));
    folder.write(
        "more.yaml",
        policy("web").replace("from: [", "from: [{podSelector: {matchLabels: {app: gone}}}, "),
    );
    folder.write("pods.yaml", FILES);
    let output = folder.run("lint --stand-ins off --unused more.yaml pods.yaml");
    let wanted = "more.yaml:7:13: info[unused-part]: NetworkPolicy shop/api: spec.ingress[0].from[0]: no connection of this cluster would change without this peer";
    assert!(output.stdout.contains(wanted), "{}", output.stdout);
    assert_eq!(output.stdout.matches("unused-part").count(), 1, "{}", output.stdout);
}
