use super::super::tests::{read, said};

/// What a template prints with values; it stands behind a name of its own.
#[track_caller]
fn check(values: &str, template: &str, wanted: &str) {
    let files = [("c/values.yaml", values), ("c/templates/a.yaml", template)];
    let (documents, notes) = read(&files);
    assert_eq!(documents.join("\n---\n"), wanted, "{template}\n{notes:#?}");
}

#[test]
fn values_that_grow_in_variables_end() {
    for action in [
        "$x = replace \"a\" $x $x",
        "$x = printf \"%s%s\" $x $x",
        "$x = list $x $x",
        "$x = dict \"a\" $x \"b\" $x",
        "$x = nindent 200 $x",
    ] {
        let template = format!(
            "kind: ConfigMap\nmetadata: {{name: {{{{ .Release.Name }}}}}}\n---\n{{{{ $x := \"aaaaaaaa\\n\" }}}}{}",
            format!("{{{{ {action} }}}}").repeat(100)
        );
        let (_, notes) = read(&[("c/templates/a.yaml", &template)]);
        said(&notes, &["more than 8 MiB"]);
    }
}

#[test]
fn values_are_filled_in() {
    let values = "name: web\nport: 80\nratio: 1.50\nactive: true\nlist: [a, b]\nmap: {z: 2, x: \"1\"}\nempty: \"\"\nnone:\n";
    for (action, printed) in [
        ("{{ .Values.name }}", "web"),
        ("{{ .Values.port }}", "80"),
        ("{{ .Values.ratio }}", "1.50"),
        ("{{ .Values.name | quote }}", "\"web\""),
        ("{{ .Values.port | squote }}", "'80'"),
        ("{{ default \"x\" .Values.empty }}", "x"),
        ("{{ .Values.none | default 5 }}", "5"),
        ("{{ .Values.missing | default .Values.name | upper }}", "WEB"),
        ("{{ printf \"%s-%d-%v\" .Values.name .Values.port .Values.active }}", "web-80-true"),
        ("{{ printf \"%s-abc\" .Values.name | trunc 5 | trimSuffix \"-\" }}", "web-a"),
        ("{{ \"ABC-\" | lower | trimSuffix \"-\" }}", "abc"),
        ("{{ index .Values.list 1 }}", "b"),
        ("{{ .Values.map.x }}", "1"),
        ("{{ .Release.Name }}/{{ .Release.Namespace }}", "release-name/default"),
        ("{{ if eq .Values.name \"web\" \"db\" }}yes{{ else }}no{{ end }}", "yes"),
        ("{{ if and .Values.active (not .Values.empty) }}yes{{ end }}", "yes"),
        ("{{ if ne .Values.port 80 }}a{{ else if gt .Values.port 79 }}b{{ else }}c{{ end }}", "b"),
        ("{{ with .Values.map }}{{ .z }}{{ end }}", "2"),
        ("{{ range .Values.list }}{{ . }}{{ end }}", "ab"),
        ("{{ range $i, $x := .Values.list }}{{ $i }}{{ $x }}{{ end }}", "0a1b"),
        ("{{ range $k, $v := .Values.map }}{{ $k }}{{ $v }}{{ end }}", "x1z2"),
        ("{{ range .Values.list }}{{ $.Values.name }}{{ end }}", "webweb"),
        ("{{ range until }}{{ end }}x", "x"),
        ("{{ $x := .Values.name }}{{ $x = printf \"%s2\" $x }}{{ $x }}", "web2"),
        ("{{ `{{` }}", "{{"),
        ("x {{- /* no */ -}} y", "xy"),
        ("{{ ternary \"a\" \"b\" .Values.active }}", "a"),
        ("{{ coalesce .Values.none .Values.empty .Values.name }}", "web"),
    ] {
        let template = format!(
            "kind: ConfigMap\nmetadata: {{name: a}}\n# {{{{ .Release.Service }}}}\ndata: {{x: {action}}}\n"
        );
        let wanted = format!("kind: ConfigMap\nmetadata: {{name: a}}\n# Helm\ndata: {{x: {printed}}}");
        check(values, &template, &wanted);
    }
}

#[test]
fn lists_and_helpers_keep_their_indentation() {
    check(
        "peers:\n- app: a\n- app: b\nlabels: {app: web, tier: \"1\"}\n",
        "{{- define \"l\" -}}\n{{ toYaml .Values.labels }}\nrelease: {{ .Release.Name }}\n{{- end }}\nkind: NetworkPolicy\nspec:\n  podSelector:\n    matchLabels:\n      {{- include \"l\" . | nindent 6 }}\n  ingress:\n  - from:\n  {{- range .Values.peers }}\n    - podSelector:\n        matchLabels:\n{{ toYaml . | indent 10 }}\n  {{- end }}\n",
        "kind: NetworkPolicy\nspec:\n  podSelector:\n    matchLabels:\n      app: web\n      tier: \"1\"\n      release: release-name\n  ingress:\n  - from:\n    - podSelector:\n        matchLabels:\n          app: a\n    - podSelector:\n        matchLabels:\n          app: b",
    );
}

#[test]
fn a_block_may_go_through_documents() {
    let pod = |name: &str| format!("kind: Pod\nmetadata:\n  name: {name}");
    let template = format!(
        "{{{{- if .Values.active }}}}\n{}\n---\n{}\n{{{{- end }}}}\n---\n{}\n",
        pod("a"),
        pod("b"),
        pod("c")
    );
    check("active: true", &template, &[pod("a"), pod("b"), pod("c")].join("\n---\n"));
    check("active: false", &template, &pod("c"));
}

#[test]
fn what_a_value_puts_in_leads_to_the_value() {
    use crate::source::{SourceFile, Span};
    let files = [
        SourceFile::new("values.yaml", "name: kiosk\n"),
        SourceFile::new("templates/a.yaml", "kind: Pod\nmetadata:\n  name: {{ .Values.name }}\n"),
    ];
    let found = crate::intake::intake(&files);
    let made = &found.made[0];
    let at = made.text().find("kiosk").unwrap() as u32;
    let place = made.locate(Span::new(at, at + 5));
    assert_eq!((place.file.0, place.span), (0, Span::new(6, 11)));
    assert_eq!(made.locate(Span::new(0, 4)).file.0, 1);
}

const POD: &str = "kind: Pod\nmetadata: {name: a}\n";

#[test]
fn a_hole_that_no_verdict_depends_on_is_filled() {
    let template = "kind: Deployment\nmetadata:\n  name: {{ .Values.web.name }}\nspec:\n  replicas: {{ .Values.count }}\n  template:\n    metadata:\n      labels: {app: a}\n    spec:\n      containers:\n      - image: \"{{ .Values.image }}:1\"\n        resources:\n          {{- toYaml .Values.resources | nindent 10 }}\n";
    let (documents, notes) = read(&[("a.yaml", template)]);
    assert_eq!(documents.len(), 1, "{notes:#?}");
    let document = &documents[0];
    assert!(document.contains("name: web-name\n") && document.contains("replicas: null\n"), "{document}");
    assert!(document.contains("resources:\n          null"), "{document}");
    said(&notes, &["rewritten", "`.Values.web.name`", "`.Values.count`"]);
    assert!(notes.iter().all(|it| !it.contains("incomplete")), "{notes:#?}");
}

#[test]
fn a_hole_in_a_policy_takes_it_out_and_says_what_each_case_does() {
    let policy = |selector: &str, rest: &str| {
        format!(
            "kind: NetworkPolicy\nmetadata: {{name: door, namespace: shop}}\nspec:\n  podSelector:\n    matchLabels:\n      {selector}\n{rest}"
        )
    };
    for (text, words) in [
        (
            policy("app: {{ .Values.app }}", ""),
            vec!["`.Values.app`", "shop/door", "`app:` wants the value \"\""],
        ),
        (
            policy("{{ toYaml .Values.labels | nindent 6 }}", ""),
            vec!["`.Values.labels`", "every pod of the namespace `shop`"],
        ),
        (
            policy("{{ toYaml .Values.labels | nindent 6 }}\n      x: y", ""),
            vec!["`.Values.labels`", "takes more"],
        ),
        (
            policy("a: b", "  ingress:\n  - ports:\n    - port: {{ .Values.port }}\n"),
            vec!["`.Values.port`", "every port"],
        ),
        (
            policy("a: b", "  egress:\n  - to:\n    - ipBlock: {cidr: {{ .Values.cidr }}}\n"),
            vec!["`.Values.cidr`", "address is missing"],
        ),
        (
            policy("a: b", "  {{- if .Values.open }}\n  ingress: [{}]\n  {{- end }}\n"),
            vec!["`.Values.open`", "spec.ingress"],
        ),
        (policy("a: {{ lookup \"v1\" \"Pod\" }}", ""), vec!["lookup \"v1\" \"Pod\""]),
        (policy("a: {{ .Values.app | default .Values.other }}", ""), vec!["`.Values.other`"]),
        (policy("{{- include \"labels\" . | nindent 6 }}", ""), vec!["include \"labels\""]),
    ] {
        let (documents, notes) = read(&[("a.yaml", &format!("{text}---\n{POD}"))]);
        assert_eq!(documents, [POD.trim()], "{text}\n{notes:#?}");
        said(&notes, &[words, vec!["template-hole", "(incomplete)"]].concat());
    }
}

#[test]
fn a_whole_object_under_a_hole_is_named() {
    let policy = "kind: NetworkPolicy\nmetadata: {name: door}\nspec: {podSelector: {}}\n";
    let (documents, notes) =
        read(&[("a.yaml", &format!("{{{{ if .Values.active }}}}\n{policy}{{{{ end }}}}\n"))]);
    assert_eq!(documents, Vec::<String>::new());
    said(&notes, &["`door`", "`.Values.active`", "(incomplete)"]);
    let (documents, notes) =
        read(&[("a.yaml", &format!("{{{{ if .Values.active }}}}{{{{ else }}}}\n{policy}{{{{ end }}}}\n"))]);
    assert_eq!(documents, Vec::<String>::new());
    said(&notes, &["`door`", "only where `.Values.active` is not set", "(incomplete)"]);
    let (documents, notes) =
        read(&[("a.yaml", &format!("{{{{ if .Values.active }}}}\n{POD}{{{{ end }}}}\n"))]);
    assert_eq!(documents, [POD.trim()]);
    said(&notes, &["`a`", "whether it is there is not known", "(incomplete)"]);
}

#[test]
fn labels_and_ports_of_a_workload_that_are_holes_are_named_and_the_workload_stays() {
    let text = "kind: Pod\nmetadata:\n  name: a\n  labels:\n    app: {{ .Values.app }}\nspec:\n  containers:\n  - name: x\n    ports:\n    - containerPort: {{ .Values.port }}\n";
    let (documents, notes) = read(&[("a.yaml", text)]);
    assert_eq!(
        documents,
        [
            "kind: Pod\nmetadata:\n  name: a\n  labels:\n    app: app\nspec:\n  containers:\n  - name: x\n    ports:\n    []"
        ]
    );
    said(&notes, &["a part unknown", "`.Values.app`", "`.Values.port`", "(incomplete)"]);
}

#[test]
fn readings_of_a_policy_go_with_its_note() {
    let text = "kind: NetworkPolicy\nmetadata: {name: a}\nspec:\n  podSelector:\n    matchLabels:\n      app: {{ .Values.x }}\n";
    let found = crate::intake::intake(&[crate::source::SourceFile::new("a.yaml", text)]);
    let in_doubt = found.documents.iter().filter(|it| it.is_in_doubt);
    let ends: Vec<_> = in_doubt
        .map(|it| found.made[it.file.0 as usize - 1].text().trim_end().lines().last().unwrap().trim())
        .collect();
    let any = "{matchLabels: {}, matchExpressions: [{key: app, operator: Exists}]}";
    assert_eq!(ends, ["app:", any, any], "unset; any value that lets nothing pass; any value");
}

#[test]
fn values_are_found_without_a_name() {
    let template = "kind: Pod\nmetadata:\n  name: {{ .Values.pod.name }}\n";
    let (documents, _) = read(&[("a.yaml", &format!("pod:\n  name: kiosk\n---\n{template}"))]);
    assert_eq!(documents, ["kind: Pod\nmetadata:\n  name: kiosk"]);
}

#[test]
fn each_chart_has_its_own_values() {
    let template =
        "kind: Pod\nmetadata:\n  name: {{ .Values.name }}-{{ .Chart.Name }}-{{ .Chart.Version }}\n";
    let (documents, notes) = read(&[
        ("a/Chart.yaml", "apiVersion: v2\nname: first\nversion: 1.0.0\n"),
        ("a/values.yaml", "name: x\n"),
        ("a/values-prod.yaml", "name: z\n"),
        ("a/templates/p.yaml", template),
        ("b/Chart.yaml", "apiVersion: v2\nname: second\nversion: 2.0.0\n"),
        ("b/values.yaml", "name: w\n"),
        ("b/templates/p.yaml", template),
    ]);
    let pod = |name: &str| format!("kind: Pod\nmetadata:\n  name: {name}");
    assert_eq!(documents, [pod("x-first-1.0.0"), pod("w-second-2.0.0")], "{notes:#?}");
}

#[test]
fn what_makes_too_much_ends() {
    let values = format!("list: [{}]\n", "1,".repeat(3_000));
    let inner = "{{ range $.Values.list }}{{ range $.Values.list }}# xxxxxxxxxxxxxxxx\n{{ end }}{{ end }}";
    let (_, notes) = read_only(&values, &format!("kind: Pod\n{inner}"));
    said(&notes, &["8 MiB", "(incomplete)"]);
    let (_, notes) = read_only(
        "a: b",
        "{{ define \"x\" }}{{ include \"x\" . }}{{ end }}kind: Pod\nmetadata: {name: {{ include \"x\" . }}}\n",
    );
    assert!(!notes.is_empty());
    let deep = "{{ if .Values.a }}".repeat(5_000);
    read_only("a: b", &format!("kind: Pod\n{deep}"));
    read_only("a: b", &format!("kind: Pod\nx: {{{{ {} }}}}", "(".repeat(50_000)));
}

/// Without the look at every place.
fn read_only(values: &str, template: &str) -> (usize, Vec<String>) {
    use crate::source::SourceFile;
    let files = [SourceFile::new("values.yaml", values), SourceFile::new("templates/a.yaml", template)];
    let found = crate::intake::intake(&files);
    let notes = found.notes.iter().map(|it| {
        let mark = if it.is_incomplete { " (incomplete)" } else { "" };
        format!("{}{mark}", it.problem.message)
    });
    (found.documents.len(), notes.collect())
}

#[test]
fn what_is_cut_is_named() {
    let template = "kind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\n";
    let nested = |it: &str| format!("{}{it}{}", "{{ if true }}".repeat(35), "{{ end }}".repeat(35));
    let deep =
        format!("{{{{ define \"x\" }}}}{}{{{{ end }}}}{}", nested("x: y"), nested("{{ include \"x\" . }}"));
    let turns = "{{ range 10001 }}#\n{{ end }}";
    let holes = "{{ range 101 }}{{ range 100 }}# {{ $.Values.x }}\n{{ end }}{{ end }}";
    for (text, words) in [
        (deep.as_str(), "more than 60 deep"),
        (turns, "the turns of a `range` past 10,000"),
        (holes, "not in the input, past 10,000 times"),
    ] {
        let notes = read(&[("c/templates/a.yaml", &format!("{template}{text}"))]).1;
        said(&notes, &[words, "(incomplete)"]);
    }
    let five: String = (1..=5).map(|it| format!("{{{{ .Values.x{it} }}}}")).collect();
    let policy = format!(
        "kind: NetworkPolicy\nmetadata: {{name: a}}\nspec: {{podSelector: {{matchLabels: {{a: {five}}}}}}}\n"
    );
    said(&read(&[("c/templates/a.yaml", &policy)]).1, &["`.Values.x4` and 1 more"]);
}

#[test]
fn what_has_no_name_is_told_without_an_empty_one() {
    let spec = "spec:\n  podSelector: {matchLabels: {app: {{ .Values.app }}}}\n  ingress: [{ports: [{port: {{ .Values.port }}}]}]\n";
    let policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n";
    let unnamed = format!("{policy}metadata:\n  {{{{- include \"x\" . | nindent 2 }}}}\n{spec}");
    let (_, notes) = read(&[("c/templates/a.yaml", &unnamed)]);
    said(&notes, &["NetworkPolicy without a name"]);
    let empty = format!("{policy}metadata: {{name: a}}\n{}", spec.replace(".Values.app", ""));
    let (_, others) = read(&[("c/templates/a.yaml", &empty)]);
    let all = [format!("{notes:?}"), format!("{others:?}")];
    assert!(all.iter().all(|it| !it.contains("``")), "{all:#?}");
}
