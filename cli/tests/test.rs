//! `netpol test`: its forms, pages of Markdown, and with which status it ends.

use crate::run::Folder;

const SHOP: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, labels: {app: api}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  ingress: [{from: [{podSelector: {matchLabels: {app: wbe}}}], ports: [{port: 8080}]}]
";

const EXPECTED: &str = "\
# expect shop/api -> shop/web: all
# expect shop/web -> shop/api TCP 8080: allowed
---
tests:
- name: nobody reaches the db
  source: '*'
  target: shop/db
  expected: blocked
";

fn folder() -> Folder {
    Folder::new(&[
        ("shop.yaml", SHOP),
        ("tests.yaml", EXPECTED),
        ("ok.yaml", "# expect shop/api -> shop/web: all\n"),
    ])
}

#[test]
fn text_tells_what_is_not_as_expected_and_why() {
    let output = folder().run("test shop.yaml tests.yaml");
    assert_eq!((output.status, output.stderr.as_str()), (1, ""));
    let expected = "\
tests.yaml:2: failed: shop/web -> shop/api TCP 8080: allowed
    shop/web to shop/api: TCP 8080 denied; expected: allowed
    entering shop/api, denied: isolated by shop/api (shop.yaml:9), and no rule matches
tests.yaml:5: not found: nobody reaches the db (* -> shop/db: denied)
    no pod, workload or Service is called `shop/db`
1 failed, 1 not found, 1 passed
";
    assert_eq!(output.stdout, expected);
    let output = folder().run("test shop.yaml ok.yaml");
    assert_eq!((output.status, output.stdout.as_str()), (0, "1 passed\n"));
}

#[test]
fn without_expectations_it_is_unusable() {
    let output = folder().run("test shop.yaml");
    assert_eq!((output.status, output.stdout.as_str()), (2, ""));
    assert!(output.stderr.contains("nothing is expected"), "{}", output.stderr);
    assert_eq!(folder().run("test nowhere").status, 2);
}

#[test]
fn what_is_passed_does_not_count_where_the_files_have_errors() {
    let folder = folder();
    folder.write("broken.yaml", "kind: [\n");
    let output = folder.run("test shop.yaml ok.yaml broken.yaml");
    assert_eq!(output.status, 1, "{}", output.stdout);
}

#[test]
fn each_form_has_all_of_it() {
    let folder = folder();
    let json = folder.run("test -o json shop.yaml tests.yaml").json();
    assert_eq!((&json["schema"], &json["totals"]["failed"]), (&1.into(), &1.into()));
    let one = &json["scenarios"][0]["expectations"][1];
    assert_eq!(
        (&one["state"], &one["line"], &one["pair"]["port"]),
        (&"failed".into(), &2.into(), &"TCP 8080".into())
    );
    let junit = folder.run("test -o junit shop.yaml tests.yaml");
    assert_eq!(junit.status, 1);
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="netpol" tests="3" failures="1" errors="1">
  <testsuite name="files" tests="3" failures="1" errors="1">
    <testcase classname="files" name="shop/api -&gt; shop/web: all" file="tests.yaml" line="1"/>
    <testcase classname="files" name="shop/web -&gt; shop/api TCP 8080: allowed" file="tests.yaml" line="2">
      <failure type="failed" message="shop/web to shop/api: TCP 8080 denied; expected: allowed">shop/web to shop/api: TCP 8080 denied; expected: allowed; entering shop/api, denied: isolated by shop/api (shop.yaml:9), and no rule matches</failure>
    </testcase>
    <testcase classname="files" name="nobody reaches the db (* -&gt; shop/db: denied)" file="tests.yaml" line="5">
      <error type="not found" message="no pod, workload or Service is called `shop/db`">no pod, workload or Service is called `shop/db`</error>
    </testcase>
  </testsuite>
</testsuites>
"#;
    assert_eq!(junit.stdout, expected);
    let tap = folder.run("test -o tap shop.yaml tests.yaml").stdout;
    assert!(tap.starts_with("TAP version 13\n1..3\nok 1 - shop/api -> shop/web: all\nnot ok 2 - "), "{tap}");
    assert!(tap.contains("  at: \"tests.yaml:5\"\n"), "{tap}");
    let github = folder.run("test -o github shop.yaml tests.yaml").stdout;
    let first = github.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("::error file=tests.yaml,line=2,title=expectation failed::shop/web -> "),
        "{github}"
    );
}

#[test]
fn names_of_strangers_make_no_markup_and_no_command() {
    let folder = Folder::new(&[("a.yaml", "# expect a<b>\"&%0A::error::x -> y: allowed\n")]);
    let junit = folder.run("test -o junit a.yaml").stdout;
    assert!(junit.contains("a&lt;b&gt;&quot;&amp;%0A") && !junit.contains("<b>"), "{junit}");
    let github = folder.run("test -o github a.yaml").stdout;
    assert_eq!(github.lines().filter(|it| it.starts_with("::")).count(), 1, "{github}");
    assert!(github.contains("%250A"), "{github}");
}

#[test]
fn blocks_of_pages_are_tested_each_by_itself() {
    let page = |sign: &str| {
        format!(
            "# A page\n\n```netpol\n{SHOP}# expect shop/web -> shop/api TCP 8080: {sign}\n```\n\n```yaml\nkind: [\n```\n"
        )
    };
    let folder = Folder::new(&[("docs/good.md", page("denied")), ("docs/more/bad.md", page("allowed"))]);
    let output = folder.run("test docs");
    assert_eq!((output.status, output.stderr.as_str()), (1, ""));
    let expected = "\
docs/more/bad.md:18: failed: shop/web -> shop/api TCP 8080: allowed
    shop/web to shop/api: TCP 8080 denied; expected: allowed
    entering shop/api, denied: isolated by shop/api (docs/more/bad.md:12), and no rule matches
1 failed, 1 passed
";
    assert_eq!(output.stdout, expected);
    assert_eq!(folder.run("test docs/good.md").status, 0);
}

#[test]
fn a_block_that_expects_nothing_is_told_of() {
    let page = format!(
        "# Policies\n\n```netpol\n# expect shop/api -> shop/web: all\n{SHOP}```\n\n```netpol\n{SHOP}```\n"
    );
    let output = Folder::new(&[("docs/page.md", &page)]).run("test docs");
    assert_eq!((output.status, output.stdout.as_str()), (0, "1 passed\n"));
    let warning = "docs/page.md:21: warning: this block expects nothing, so nothing of it is tested\n";
    assert_eq!(output.stderr, warning);
}
