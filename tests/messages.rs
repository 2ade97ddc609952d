//! The words for broken inputs: each row of the table `messages.md` that lies beside the cases of the review, as an input
//! and what must be said about it. Without the table only the rows that are written here are tried.

use netpol_core::diagnostic::Diagnostic;
use netpol_core::{Analysis, Options, SourceFile, analyze};
use netpol_tests::paths;

/// What is read.
enum Input {
    /// `spec` of the policy `shop/p`, its lines indented by two.
    Spec(&'static str),
    /// A port entry of its only ingress rule.
    Port(&'static str),
    /// The only peer of its only ingress rule.
    Peer(&'static str),
    /// A whole text.
    Text(&'static str),
    /// The same, and unknown fields are dropped.
    Lenient(&'static str),
}
use Input::{Lenient, Peer, Port, Spec, Text};

const POD: &str =
    "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}\n---\n";
const HEAD: &str =
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\n";

impl Input {
    fn text(&self) -> String {
        let spec = |it: &str| format!("{POD}{HEAD}spec:\n{it}\n");
        match self {
            Spec(it) => spec(it),
            Port(it) => spec(&format!("  podSelector: {{}}\n  ingress:\n  - ports:\n    - {it}")),
            Peer(it) => spec(&format!("  podSelector: {{}}\n  ingress:\n  - from:\n    - {it}")),
            Text(it) | Lenient(it) => (*it).to_owned(),
        }
    }

    fn read(&self) -> Analysis {
        let options = Options { strict: !matches!(self, Lenient(_)), ..Options::default() };
        analyze(&[SourceFile::new("a.yaml", self.text())], &options)
    }
}

/// The first cell of a row as it is written there, an input, and texts that one problem of it must hold: in its message, its
/// help, or what a fix writes.
const ROWS: &[(&str, Input, &[&str])] = &[
    // Shape of a policy.
    ("`policyTypes: Ingress`", Spec("  podSelector: {}\n  policyTypes: Ingress"), &["[Ingress]"]),
    (
        "`policyTypes: [\"Ingress,Egress\"]`",
        Spec("  podSelector: {}\n  policyTypes: [\"Ingress,Egress\"]"),
        &["[Ingress, Egress]"],
    ),
    (
        "`policyTypes: [ingress]`",
        Spec("  podSelector: {}\n  policyTypes: [ingress]"),
        &["`policyTypes: [Ingress]`"],
    ),
    ("`podSelector: \"\"`", Spec("  podSelector: \"\""), &["podSelector: {}"]),
    ("`podSelector: []`", Spec("  podSelector: []"), &["{}", "empty list"]),
    ("`ingress: {}`", Spec("  podSelector: {}\n  ingress: {}"), &["[]", "[{}]"]),
    (
        "`- from: {podSelector: …}` with `protocol: tcp`",
        Spec(
            "  podSelector: {}\n  ingress:\n  - from: {podSelector: {}}\n    ports: [{port: 80, protocol: tcp}]",
        ),
        &["from", "dash"],
    ),
    (
        "`metadata: {name: deny, spec: {…}}`",
        Text(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: deny\n  spec:\n    podSelector: {}\n",
        ),
        &["`spec` stands beside `metadata`"],
    ),
    (
        "all lines at column 1",
        Text(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\nname: p\nnamespace: shop\nspec:\npodSelector:\nmatchLabels:\napp: web\n",
        ),
        &["indentation"],
    ),
    ("`- {}` in `from`", Peer("{}"), &["all pods of the namespace", "everybody"]),
    ("`ingress:` with one bare dash", Spec("  podSelector: {}\n  ingress:\n  -"), &["allows everything"]),
    (
        "`namespaceSelector: {}` beside `ports` in a rule",
        Spec("  podSelector: {}\n  ingress:\n  - namespaceSelector: {}\n    ports: [{port: 8000}]"),
        &["`from`"],
    ),
    (
        "no `metadata.namespace`, pods in `shop`",
        Text(
            "{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}\n",
        ),
        &["default", "shop"],
    ),
    (
        "two policies `shop/p` in one file",
        Text(
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: {podSelector: {}}}\n---\n{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: shop}, spec: {podSelector: {}, egress: [{}]}}\n",
        ),
        &["twice", "name"],
    ),
    // Selectors.
    (
        "`namespaceSelector: ops`",
        Peer("namespaceSelector: ops"),
        &["matchLabels: {kubernetes.io/metadata.name: ops}"],
    ),
    (
        "`namespaceSelector: {name: ops}`",
        Peer("namespaceSelector: {name: ops}"),
        &["matchLabels: {kubernetes.io/metadata.name: ops}"],
    ),
    (
        "`namespaceSelector: {matchNames: [a, b]}`",
        Peer("namespaceSelector: {matchNames: [a, b]}"),
        &["key: kubernetes.io/metadata.name", "[a, b]"],
    ),
    ("`matchLabels: app=web`", Spec("  podSelector: {matchLabels: app=web}"), &["{app: web}"]),
    (
        "`matchLabels: {matchLabels: {app: web}}`",
        Spec("  podSelector: {matchLabels: {matchLabels: {app: web}}}"),
        &["{app: web}", "matchLabels.matchLabels"],
    ),
    (
        "`matchLabels:` / `app:\"web\"`",
        Spec("  podSelector:\n    matchLabels:\n      app:\"web\""),
        &["colon"],
    ),
    (
        "`matchLabels: {run: one, run: two}` (two lines)",
        Spec("  podSelector:\n    matchLabels:\n      run: one\n      run: two"),
        &["In", "[one, two]"],
    ),
    (
        "`matchLabels: {app: yes}`",
        Spec("  podSelector: {matchLabels: {app: yes}}"),
        &["\"yes\"", "matchLabels.app"],
    ),
    ("`app: \"web-*\"`", Spec("  podSelector: {matchLabels: {app: \"web-*\"}}"), &["wildcard"]),
    ("`app: \"my web\"`", Spec("  podSelector: {matchLabels: {app: \"my web\"}}"), &["space"]),
    (
        "`{key: app, operator: in, …}`",
        Spec("  podSelector: {matchExpressions: [{key: app, operator: in, values: [web]}]}"),
        &["`In`"],
    ),
    (
        "`{key: app, operator: Exists, values: [web]}`",
        Spec("  podSelector: {matchExpressions: [{key: app, operator: Exists, values: [web]}]}"),
        &["In", "values"],
    ),
    (
        "`{key: app, operator: In, values: []}`",
        Spec("  podSelector: {matchExpressions: [{key: app, operator: In, values: []}]}"),
        &["Exists"],
    ),
    (
        "`values: web`",
        Spec("  podSelector: {matchExpressions: [{key: app, operator: In, values: web}]}"),
        &["[web]"],
    ),
    ("`serviceSelector: {…}` as peer", Peer("serviceSelector: {app: web}"), &["Service", "pods behind it"]),
    // Ports and protocols.
    ("`port: 8000-8100`", Port("port: 8000-8100"), &["port: 8000", "endPort: 8100"]),
    ("`port: \"80,443\"`", Port("port: \"80,443\""), &["80", "443", "entr"]),
    ("`port: 80/TCP`", Port("port: 80/TCP"), &["port: 80", "protocol: TCP"]),
    ("`port: [80, 443]`", Port("port: [80, 443]"), &["port: 80", "port: 443"]),
    ("`ports: [80, 443]`", Spec("  podSelector: {}\n  ingress: [{ports: [80, 443]}]"), &["port: 80"]),
    ("`ports: 80`", Spec("  podSelector: {}\n  ingress: [{ports: 80}]"), &["port: 80"]),
    ("`port: \"*\"`", Port("port: \"*\""), &["every port"]),
    ("`port: \"\"`", Port("port: \"\""), &["empty", "every port"]),
    ("`port: 0, endPort: 65535`", Port("{port: 0, endPort: 65535}"), &["every port"]),
    ("`port: 90, endPort: 80`", Port("{port: 90, endPort: 80}"), &["swap"]),
    ("`protocol: ANY`", Port("{port: 80, protocol: ANY}"), &["TCP", "UDP", "SCTP"]),
    ("`protocol: TCP/UDP`", Port("{port: 80, protocol: TCP/UDP}"), &["each"]),
    ("`protocol: [TCP, UDP]`", Port("{port: 80, protocol: [TCP, UDP]}"), &["each"]),
    ("`protocol: ICMP`", Port("{protocol: ICMP}"), &["ICMP", "plugin"]),
    (
        "Service `port: \"80\"`",
        Text(
            "{apiVersion: v1, kind: Service, metadata: {name: s, namespace: shop}, spec: {selector: {app: web}, ports: [{port: \"80\"}]}}\n---\n{apiVersion: v1, kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web}}}\n",
        ),
        &["without"],
    ),
    // Addresses.
    (
        "`cidr: \"10.0.0.0/8,192.168.0.0/16\"`",
        Peer("ipBlock: {cidr: \"10.0.0.0/8,192.168.0.0/16\"}"),
        &["each"],
    ),
    (
        "`cidr: [10.0.0.0/8, 192.168.0.0/16]`",
        Peer("ipBlock: {cidr: [10.0.0.0/8, 192.168.0.0/16]}"),
        &["each"],
    ),
    ("`cidrs: [10.0.0.0/8]`", Peer("ipBlock: {cidrs: [10.0.0.0/8]}"), &["cidr: 10.0.0.0/8"]),
    (
        "`ipBlock:` with two items",
        Peer("ipBlock:\n      - cidr: 10.0.0.0/8\n      - cidr: 192.168.0.0/16"),
        &["each"],
    ),
    ("`ipBlock: 10.0.0.0/8`", Peer("ipBlock: 10.0.0.0/8"), &["cidr: 10.0.0.0/8"]),
    ("`cidr: \"10.0.0.0/8 \"`", Peer("ipBlock: {cidr: \"10.0.0.0/8 \"}"), &["space"]),
    ("`except: 10.1.0.0/16`", Peer("ipBlock: {cidr: 10.0.0.0/8, except: 10.1.0.0/16}"), &["[10.1.0.0/16]"]),
    (
        "`cidr: 0.0.0.0/0, except: [fd00::/8]`",
        Peer("ipBlock: {cidr: 0.0.0.0/0, except: [\"fd00::/8\"]}"),
        &["IPv6", "IPv4"],
    ),
    ("`cidr: 10.10.1.12/24`", Peer("ipBlock: {cidr: 10.10.1.12/24}"), &["10.10.1.0/24", "10.10.1.12/32"]),
    ("`cidr: 10.0.0.0/0`", Peer("ipBlock: {cidr: 10.0.0.0/0}"), &["0.0.0.0/0", "10.0.0.0/32"]),
    ("`cidr: 0.0.0.0/24`", Peer("ipBlock: {cidr: 0.0.0.0/24}"), &["no host"]),
    ("`cidr: api.example.com`", Peer("ipBlock: {cidr: api.example.com}"), &["name", "domainNames"]),
    ("`fqdn: api.example.com` as peer", Peer("fqdn: api.example.com"), &["domainNames"]),
    // Names, kinds, files.
    (
        "`kind: NetworkPolicies`",
        Text(
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicies, metadata: {name: p}, spec: {podSelector: {}}}\n",
        ),
        &["kind: NetworkPolicy"],
    ),
    (
        "`kind: Networkpolicy`",
        Text(
            "{apiVersion: networking.k8s.io/v1, kind: Networkpolicy, metadata: {name: p}, spec: {podSelector: {}}}\n",
        ),
        &["kind: NetworkPolicy"],
    ),
    (
        "`apiVersion: networking/v1`",
        Text(
            "{apiVersion: networking/v1, kind: NetworkPolicy, metadata: {name: p}, spec: {podSelector: {}}}\n",
        ),
        &["networking.k8s.io/v1"],
    ),
    (
        "`name: Deny_All`",
        Text(
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: Deny_All}, spec: {podSelector: {}}}\n",
        ),
        &["deny-all"],
    ),
    (
        "`namespace: ${NS}`",
        Text(
            "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: p, namespace: \"${NS}\"}, spec: {podSelector: {}}}\n",
        ),
        &["placeholder", "envsubst"],
    ),
    (
        "`{name: deny, namespace: ${NS}}`",
        Text(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: deny, namespace: ${NS}}\nspec: {podSelector: {}}\n",
        ),
        &["placeholder", "envsubst"],
    ),
    (
        "`namespace: <tenant>-live`",
        Text(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: <tenant>-live}\nspec: {podSelector: {}}\n",
        ),
        &["placeholder"],
    ),
    (
        "`name: \"{{ name }}\"`",
        Text(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: \"{{ name }}\"}\nspec: {podSelector: {}}\n",
        ),
        &["name"],
    ),
    (
        "`----` between documents",
        Text(
            "{apiVersion: v1, kind: Pod, metadata: {name: a}}\n----\n{apiVersion: v1, kind: Pod, metadata: {name: b}}\n",
        ),
        &["three"],
    ),
    (
        "`--` between documents",
        Text(
            "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n--\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\n",
        ),
        &["three"],
    ),
    (
        "`{key: \"a\"; operator: Exists}`",
        Spec("  podSelector: {matchExpressions: [{key: \"a\"; operator: Exists}]}"),
        &["`;`", "`,`"],
    ),
    (
        "no-break spaces before `name`",
        Text(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n\u{a0}\u{a0}name: p\nspec: {podSelector: {}}\n",
        ),
        &["U+00A0"],
    ),
    (
        "no-break space behind `app:` in a pod",
        Text("apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  labels:\n    app:\u{a0}web\n"),
        &["U+00A0"],
    ),
    ("`app: “web”`", Spec("  podSelector: {matchLabels: {app: “web”}}"), &["quote"]),
    ("`– Ingress`", Spec("  podSelector: {}\n  policyTypes:\n  – Ingress"), &["dash"]),
    (
        "a Markdown fence round the file",
        Text(
            "```yaml\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n```\n",
        ),
        &["fence"],
    ),
    (
        "`kubectl apply -f - <<EOF` … `EOF`",
        Text(
            "kubectl apply -f - <<EOF\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\nEOF\n",
        ),
        &["command"],
    ),
    (
        "the table of `kubectl get netpol`",
        Text("NAME   POD-SELECTOR   AGE\ndeny   <none>         5d\n"),
        &["-o yaml"],
    ),
    (
        "a ValidatingWebhookConfiguration in the input",
        Text(
            "{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: w}, webhooks: []}\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: c}}\n",
        ),
        &["1 ConfigMap"],
    ),
];

/// Rows that are about the command line; its own tests try them (`cli/tests`).
const COMMAND_LINE: [&str; 2] = [
    "`explain shop/cli shop/web --port http` where the client has another `http`",
    "`explain ops/agent shop/web`, a host-network pod",
];

/// All that a problem says.
fn words(it: &Diagnostic) -> String {
    let fixes =
        it.fixes.iter().flat_map(|it| std::iter::once(&it.title).chain(it.edits.iter().map(|it| &it.text)));
    let fixes: Vec<&str> = fixes.map(String::as_str).collect();
    format!("{} {} {} {}", it.field, it.message, it.help, fixes.join(" "))
}

#[test]
fn every_row_is_said() {
    let mut failed = Vec::new();
    for (row, input, texts) in ROWS {
        let analysis = input.read();
        let said: Vec<String> = analysis.diagnostics().iter().map(words).collect();
        if !said.iter().any(|it| texts.iter().all(|text| it.contains(text))) {
            failed.push(format!("{row}: none holds {texts:?}\n    {}", said.join("\n    ")));
        }
    }
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), ROWS.len(), failed.join("\n"));
}

/// What lenient reading drops, which the same row of the table speaks of.
#[test]
fn what_is_dropped_is_said_too() {
    let input = Lenient(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec:\n  podSelector: {}\n  ingress:\n  - namespaceSelector: {}\n    ports: [{port: 8000}]\n",
    );
    let said: Vec<String> = input.read().diagnostics().iter().map(words).collect();
    assert!(said.iter().any(|it| it.contains("admits everybody")), "{said:#?}");
}

#[test]
fn every_row_of_the_table_is_tried() {
    let Ok(table) = std::fs::read_to_string(paths::conformance("review-2/messages.md")) else {
        println!("messages: skipped, the table is not here");
        return;
    };
    let cell = |line: &str| Some(line.strip_prefix("| ")?.split(" | ").next()?.trim().to_owned());
    let rows = table.lines().filter_map(cell).filter(|it| it != "input" && !it.starts_with("---"));
    let known = |it: &String| ROWS.iter().any(|own| own.0 == it) || COMMAND_LINE.contains(&it.as_str());
    let unknown: Vec<String> = rows.filter(|it| !known(it)).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
}
