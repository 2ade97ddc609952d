//! Exit statuses, `netpol lint`, and input that is not as it should be.

use expect_test::{Expect, expect};

use crate::run::{Folder, SHOP};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
const POLICY: &str = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec:\n";

/// Status and standard error of `matrix`.
#[track_caller]
fn check(text: impl AsRef<[u8]>, expected: Expect) {
    let output = Folder::new(&[("a.yaml", text)]).run("matrix a.yaml");
    expected.assert_eq(&format!("{}\n{}", output.status, output.stderr));
}

#[test]
fn status_is_1_for_errors_and_0_for_less() {
    check(
        POD,
        expect![[r#"
        0
    "#]],
    );
    check(
        format!("{POLICY}  podSelektor: {{}}\n"),
        expect![[r#"
        1
        a.yaml:5:3: error[unknown-field]: NetworkPolicy default/p: spec.podSelektor: unknown field "spec.podSelektor"
          help: did you mean `podSelector`?
        the result is incomplete: without default/p: 1 error
    "#]],
    );
    check(
        format!("{POLICY}  ingress: [{{from: [{{}}]}}]\n"),
        expect![[r#"
            1
            a.yaml:5:21: error[required-value]: NetworkPolicy default/p: spec.ingress[0].from[0]: this peer has no field, so it is neither everybody nor no one (Required value: must specify a peer)
              help: for all pods of the namespace write `podSelector: {}`; for everybody delete `from`; for no one delete the rule. To delete only this entry leaves `from: []`, which is everybody
            the result is incomplete: without default/p: 1 error
        "#]],
    );
    check(
        POD.replace("v1", "v2"),
        expect![[r#"
            1
            a.yaml:1:13: error[no-such-kind]: Pod a: apiVersion: no matches for kind "Pod" in version "v2"
              help: write `apiVersion: v1`
            the result is incomplete: without the document at a.yaml line 1: 1 error
        "#]],
    );
    check(
        format!("{POD}---\n{}", POD.replace("a}", "a, labels: {x: z}}")),
        expect![[r#"
        1
        a.yaml:7:18: error[duplicate-object]: Pod default/a: Pod default/a is there twice, with different content: this one counts
          a.yaml:3:18: first defined here
    "#]],
    );
    check(
        "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: a}\n",
        expect![[r#"
        0
        a.yaml:1:1: warning[foreign-policy]: verdicts ignore 1 CiliumNetworkPolicy (cilium.io): other policy APIs are not evaluated
    "#]],
    );
}

#[test]
fn status_is_2_when_there_is_nothing_to_do() {
    let folder = Folder::new(&[("a.yaml", POD), ("empty.yaml", " \n\n"), ("d/readme.md", "")]);
    for (arguments, message) in [
        ("matrix empty.yaml", "netpol: the input is empty\n"),
        ("lint -", "netpol: the input is empty\n"),
        ("matrix d", "netpol: no .yaml, .yml or .json file there\n"),
        ("lint a.yaml --pod-cidr=", "netpol: the value of `pod-cidr` is empty; `none` stands for no value\n"),
        ("lint a.yaml --pod-cidr here", "netpol: `here` is not a range such as 10.244.0.0/16\n"),
        ("lint a.yaml --kube-version latest", "netpol: `latest` is not a Kubernetes version such as 1.36\n"),
        ("matrix a.yaml --port ICMP/8", "netpol: `ICMP` is not a protocol: TCP, UDP or SCTP\n"),
    ] {
        let output = folder.run(arguments);
        assert_eq!(
            (output.status, output.stderr.as_str(), output.stdout.as_str()),
            (2, message, ""),
            "{arguments}"
        );
    }
    for arguments in [
        "",
        "matrix",
        "matrix a.yaml -o yaml",
        "nonsense",
        "matrix a.yaml --external x",
        "matrix nowhere.yaml",
    ] {
        let output = folder.run(arguments);
        assert_eq!(output.status, 2, "{arguments}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{arguments}");
    }
    for arguments in ["--help", "matrix --help", "--version"] {
        folder.run(arguments).fine();
    }
}

#[test]
fn comments_alone_are_an_input_without_objects() {
    check(
        "# nothing yet\n",
        expect![[r#"
        0
    "#]],
    );
}

#[test]
fn one_broken_document_does_not_stop_the_others() {
    let text = format!("{POD}---\nkind: [\n---\n{}", POD.replace("a}", "b}"));
    check(
        &text,
        expect![[r#"
            1
            a.yaml:5:7: error[invalid-yaml]: the `[` that opens here is not closed
              help: write `]` at the end of the line
            the result is incomplete: without the document at a.yaml line 5: 1 error
        "#]],
    );
    check(
        text.replace('\n', "\r\n"),
        expect![[r#"
            1
            a.yaml:5:7: error[invalid-yaml]: the `[` that opens here is not closed
              help: write `]` at the end of the line
            the result is incomplete: without the document at a.yaml line 5: 1 error
        "#]],
    );
    let value = Folder::new(&[("a.yaml", text)]).run("matrix -o json a.yaml").json();
    assert_eq!(value["endpoints"].as_array().map(Vec::len), Some(3), "both pods, and the internet");
    assert_eq!((&value["incomplete"], &value["problems"][0]["line"]), (&true.into(), &5.into()));
}

#[test]
fn text_that_is_no_manifest_is_told_as_such() {
    check(
        "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n",
        expect![[r#"
            1
            a.yaml:4:1: error[invalid-yaml]: a tab cannot indent: YAML allows spaces only
              help: replace the tab with spaces
            the result is incomplete: without the document at a.yaml line 4: 1 error
        "#]],
    );
    check(
        "hello",
        expect![[r#"
            1
            a.yaml:1:1: error[not-an-object]: expected an object with `apiVersion` and `kind`
            the result is incomplete: without the document at a.yaml line 1: 1 error
        "#]],
    );
    check(
        "- a\n- b\n",
        expect![[r#"
            1
            a.yaml:1:1: error[not-an-object]: expected an object with `apiVersion` and `kind`
            the result is incomplete: without the document at a.yaml line 1: 1 error
        "#]],
    );
    check(
        "metadata: {name: a}\n",
        expect![[r#"
            1
            a.yaml:1:1: error[missing-type]: apiVersion and kind are not set
              help: every object begins with `apiVersion` and `kind`
            the result is incomplete: without the document at a.yaml line 1: 1 error
        "#]],
    );
    check(
        "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"a\"}\n",
        expect![[r#"
            1
            a.yaml:1:1: error[invalid-yaml]: the `{` that opens here is not closed
              help: write `}` at the end of the line
            the result is incomplete: without the document at a.yaml line 1: 1 error
        "#]],
    );
    check(
        "NAME   READY   STATUS\nweb    1/1     Running\n",
        expect![[r#"
            0
            a.yaml:1:1: warning[not-in-text]: the table does not tell the labels of `default/web`: they are no rows
              help: paste what `kubectl get pods -A --show-labels` prints
            the result is incomplete: the table does not tell the labels of `default/web`: they are no rows
        "#]],
    );
    check(
        "<html><body>404</body></html>\n",
        expect![[r#"
            1
            a.yaml:1:1: error[not-an-object]: expected an object with `apiVersion` and `kind`
            the result is incomplete: without the document at a.yaml line 1: 1 error
        "#]],
    );
}

#[test]
fn windows_line_ends_byte_order_marks_and_utf16_are_read() {
    let utf16 = |it: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{it}").encode_utf16().flat_map(order).collect()
    };
    let clean = SHOP.to_owned();
    let expected = Folder::new(&[("a.yaml", clean)]).run("matrix a.yaml").fine().stdout;
    for (bytes, what) in [
        (SHOP.replace('\n', "\r\n").into_bytes(), "CRLF"),
        (format!("\u{feff}{SHOP}").into_bytes(), "a byte-order mark"),
        (utf16(SHOP, u16::to_le_bytes), "UTF-16, little endian"),
        (utf16(&SHOP.replace('\n', "\r\n"), u16::to_be_bytes), "UTF-16, big endian"),
    ] {
        let output = Folder::new(&[("a.yaml", bytes)]).run("matrix a.yaml").fine();
        assert_eq!(output.stdout, expected, "{what}");
    }
}

#[test]
fn lint_prints_everything_with_places_and_help() {
    let text = format!(
        "{POLICY}  podSelector: {{matchLabels: {{app: web}}}}\n  ingress:\n  - from:\n    - podSelector: {{}}\n      ports: [{{port: 80}}]\n---\n{POD}---\n{POD}"
    );
    let folder = Folder::new(&[("a.yaml", text)]);
    let output = folder.run("lint a.yaml");
    assert_eq!((output.status, output.stderr.as_str()), (1, ""));
    expect![[r#"
        a.yaml:9:7: error[unknown-field]: NetworkPolicy default/p: spec.ingress[0].from[0].ports: unknown field "spec.ingress[0].from[0].ports"
          help: `ports` stands beside `from`, not inside of it: indent it less
        a.yaml:17:18: info[repeated-object]: Pod default/a: Pod default/a is there twice, with the same content
          a.yaml:13:18: first defined here
        a.yaml:15:1: info[namespace-without-policy]: Pod default/a: no policy of default closes ingress and egress: everybody may connect to its 1 pod, and they to everybody
          help: close ingress and egress by default, and allow what is needed
        1 error, 0 warnings
    "#]].assert_eq(&output.stdout);
    let output = folder.run("lint -o json a.yaml");
    assert_eq!((output.status, output.stderr.as_str()), (1, ""));
    expect![[r#"
        {
          "schema": 1,
          "problems": [
            {
              "severity": "error",
              "code": "unknown-field",
              "object": "NetworkPolicy default/p",
              "field": "spec.ingress[0].from[0].ports",
              "message": "unknown field \"spec.ingress[0].from[0].ports\"",
              "help": "`ports` stands beside `from`, not inside of it: indent it less",
              "file": "a.yaml",
              "line": 9,
              "column": 7,
              "repeats": null,
              "place": {
                "file": 0,
                "from": 169,
                "to": 174,
                "fromLine": 9,
                "toLine": 9
              },
              "fixes": [
                {
                  "title": "move `ports` 2 spaces to the left",
                  "class": "effect",
                  "edits": [
                    {
                      "place": {
                        "file": 0,
                        "from": 163,
                        "to": 169,
                        "fromLine": 9,
                        "toLine": 9
                      },
                      "text": "    "
                    }
                  ],
                  "effect": "−2 allowed, nothing else",
                  "changes": [
                    {
                      "from": "default/a",
                      "to": "default/web",
                      "kind": "newly-denied"
                    },
                    {
                      "from": "ip:0.0.0.0-255.255.255.255",
                      "to": "default/web",
                      "kind": "newly-denied"
                    }
                  ],
                  "changed": 2
                }
              ]
            },
            {
              "severity": "info",
              "code": "repeated-object",
              "object": "Pod default/a",
              "field": "",
              "message": "Pod default/a is there twice, with the same content",
              "help": "",
              "file": "a.yaml",
              "line": 17,
              "column": 18,
              "repeats": null,
              "place": {
                "file": 0,
                "from": 284,
                "to": 285,
                "fromLine": 17,
                "toLine": 17
              }
            },
            {
              "severity": "info",
              "rule": "L-06",
              "code": "namespace-without-policy",
              "object": "Pod default/a",
              "field": "",
              "message": "no policy of default closes ingress and egress: everybody may connect to its 1 pod, and they to everybody",
              "help": "close ingress and egress by default, and allow what is needed",
              "file": "a.yaml",
              "line": 15,
              "column": 1,
              "repeats": null,
              "place": {
                "file": 0,
                "from": 242,
                "to": 286,
                "fromLine": 15,
                "toLine": 17
              },
              "fixes": [
                {
                  "title": "append a policy that closes ingress and egress",
                  "class": "effect",
                  "edits": [
                    {
                      "place": {
                        "file": 0,
                        "from": 287,
                        "to": 287,
                        "fromLine": 18,
                        "toLine": 18
                      },
                      "text": "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: default-deny-all\n  namespace: default\nspec:\n  podSelector: {}\n  policyTypes:\n    - Ingress\n    - Egress\n"
                    }
                  ],
                  "effect": "−2 allowed, nothing else",
                  "changes": [
                    {
                      "from": "ip:0.0.0.0-255.255.255.255",
                      "to": "default/a",
                      "kind": "newly-denied"
                    },
                    {
                      "from": "default/a",
                      "to": "ip:0.0.0.0-255.255.255.255",
                      "kind": "newly-denied"
                    }
                  ],
                  "changed": 2
                }
              ]
            }
          ],
          "incomplete": true,
          "incompleteWords": "without default/p: 1 error"
        }
    "#]]
    .assert_eq(&output.stdout);
    let output = folder.run("lint --lenient a.yaml");
    assert_eq!(output.status, 0, "{}", output.stdout);
}

#[test]
fn a_clean_file_is_told_to_be_clean() {
    let clean = "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n";
    let output = Folder::new(&[("a.yaml", clean)]).run("lint a.yaml").fine();
    assert_eq!(output.stdout, "0 errors, 0 warnings\n");
}

#[test]
fn one_cause_is_one_message_with_its_places() {
    let peers = "    - podSelector: {}\n      ports: [{port: 80}]\n".repeat(7);
    let text = format!("{POLICY}  ingress:\n  - from:\n{peers}  egress:\n  - to:\n    - podSelektor: {{}}\n");
    let folder = Folder::new(&[("a.yaml", text)]);
    let output = folder.run("lint a.yaml");
    expect![[r#"
        a.yaml:23:7: error[unknown-field]: NetworkPolicy default/p: spec.egress[0].to[0].podSelektor: unknown field "spec.egress[0].to[0].podSelektor"
          help: did you mean `podSelector`?
        a.yaml:8:7: error[unknown-field]: NetworkPolicy default/p: spec.ingress[0].from[0].ports: unknown field "spec.ingress[0].from[0].ports"
          and 6 more: a.yaml:10:7, a.yaml:12:7, a.yaml:14:7, a.yaml:16:7, …
          help: `ports` stands beside `from`, not inside of it: indent it less
        8 errors, 0 warnings
    "#]].assert_eq(&output.stdout);
    let told = folder.run("matrix a.yaml").stderr;
    assert_eq!(told.lines().count(), 6, "likewise beside a matrix: {told}");
    let problems = folder.run("lint -o json a.yaml").json()["problems"].clone();
    let repeats: Vec<_> = problems.as_array().unwrap().iter().map(|it| it["repeats"].as_u64()).collect();
    let mut expected = vec![None, None];
    expected.extend([Some(1); 6]);
    assert_eq!(repeats, expected, "programs get each place");
}
