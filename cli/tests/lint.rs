//! `netpol lint`: its forms, what is told and what not, and mending.

use serde_json::Value;

use crate::run::Folder;

const POLICY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: api, namespace: shop}
spec:
  podSelector: {matchLabels: {app: api}}
  policyTypes: [Ingress]
  ingress:
  - ports: [{port: 8080}]   # the first
  - ports: [{port: 8080}]
";

fn folder() -> Folder {
    Folder::new(&[("a.yaml", POLICY)])
}

#[test]
fn findings_have_number_and_name_in_json() {
    let output = folder().run("lint a.yaml -o json");
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    let found = json["problems"].as_array().unwrap().iter().find(|it| it["rule"] == "L-48").unwrap();
    assert_eq!(found["code"], "repeated-rule");
    assert_eq!(found["line"], 9);
    assert_eq!(found["fixes"][0]["class"], "safe");
    assert_eq!(output.status, 0);
}

#[test]
fn what_makes_it_fail_is_chosen() {
    let folder = folder();
    assert_eq!(folder.run("lint a.yaml --fail-on error").status, 0);
    assert_eq!(folder.run("lint a.yaml --fail-on warning").status, 1);
    assert_eq!(folder.run("lint a.yaml --fail-on warning --ignore L-48 --select L-48").status, 0);
    let refused = folder.run("lint a.yaml --fail-on always");
    assert_eq!(refused.status, 2);
    assert!(refused.stderr.contains("[possible values: error, warning, info]"), "{}", refused.stderr);
}

#[test]
fn findings_are_selected_and_ignored() {
    let folder = folder();
    assert!(folder.run("lint a.yaml").stdout.contains("warning[repeated-rule]"));
    assert!(
        folder.run("lint a.yaml --select repeated-rule,wide-rule").stdout.contains("warning[repeated-rule]")
    );
    assert!(!folder.run("lint a.yaml --select wide-rule").stdout.contains("repeated-rule"));
    assert!(!folder.run("lint a.yaml --ignore repeated-rule").stdout.contains("repeated-rule"));
    let wrong = folder.run("lint a.yaml --select repeated-ruel");
    assert_eq!(
        (wrong.status, wrong.stderr.as_str()),
        (2, "netpol: there is no finding with the name `repeated-ruel`: did you mean `repeated-rule`?\n")
    );
    assert_eq!(folder.run("lint a.yaml --ignore repeated-ruel").status, 2);
}

#[test]
fn all_kinds_of_findings_can_be_looked_up() {
    let folder = folder();
    let list = folder.run("lint --list");
    assert_eq!(list.status, 0);
    let line = list.stdout.lines().find(|it| it.contains("repeated-rule")).unwrap();
    assert!(line.starts_with("L-48   warning repeated-rule "), "{line}");
    for name in ["L-48", "repeated-rule", "l-48"] {
        let one = folder.run(&format!("lint --explain {name}"));
        assert_eq!(one.status, 0);
        assert!(one.stdout.starts_with("repeated-rule (L-48, warning)\n"), "{}", one.stdout);
        assert!(one.stdout.contains("    kind: NetworkPolicy\n"), "{}", one.stdout);
    }
    assert_eq!(folder.run("lint --explain nothing").status, 2);
    assert_eq!(folder.run("lint").status, 2);
}

#[test]
fn sarif_has_rules_results_and_fixes() {
    let folder = Folder::new(&[("ö.yaml", POLICY)]);
    let output = folder.run("lint ö.yaml -o sarif");
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(json["version"], "2.1.0");
    let run = &json["runs"][0];
    let result =
        run["results"].as_array().unwrap().iter().find(|it| it["ruleId"] == "repeated-rule").unwrap();
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "repeated-rule");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "%C3%B6.yaml");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&9.into(), &5.into()));
    let replaced = &result["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replaced["insertedContent"]["text"], "");
    assert_eq!(replaced["deletedRegion"]["startLine"], 9);
}

#[test]
fn ci_systems_get_their_forms() {
    let folder = folder();
    let github = folder.run("lint a.yaml -o github").stdout;
    assert!(
        github.contains(
            "::warning file=a.yaml,line=9,col=5,title=repeated-rule (L-48)%3A NetworkPolicy shop/api::"
        ),
        "{github}"
    );
    let junit = folder.run("lint a.yaml -o junit").stdout;
    assert!(junit.contains("<testsuite name=\"a.yaml\""), "{junit}");
    assert!(junit.contains("<failure type=\"warning\" message=\"says the same as"), "{junit}");
    let fine = Folder::new(&[("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n")]);
    let junit = fine.run("lint a.yaml -o junit").stdout;
    assert!(junit.contains("name=\"no findings\"/>"), "{junit}");
}

#[test]
fn a_tree_says_what_it_wants_to_be_told() {
    let folder = Folder::new(&[
        (".git/HEAD", ""),
        (".netpol.toml", "[lint]\nfail-on = \"warning\"\nselect = [\"L-48\"]\n"),
        ("k8s/a.yaml", POLICY),
        ("old/b.yaml", POLICY.replace("name: api", "name: old").as_str()),
    ]);
    assert_eq!(folder.run("lint k8s").status, 1);
    assert_eq!(folder.run("lint k8s --fail-on error").status, 0);
    assert_eq!(folder.run("lint k8s --config none").status, 0);
    folder.write(
        ".netpol.toml",
        "[lint.ignore-in]\n\"old/\" = [\"repeated-rule\"]\n\"k8s/a.yaml\" = [\"wide-rule\"]\n",
    );
    let output = folder.run("lint k8s old --select L-48,L-73").stdout;
    assert!(output.contains("k8s/a.yaml:9:5: warning[repeated-rule]"), "{output}");
    assert!(!output.contains("old/b.yaml:9"), "{output}");
    for wrong in
        ["[lint]\nignore = [\"nothing\"]\n", "[lint]\nfail = 1\n", "lint", "[lint]\nfail-on = \"bad\"\n"]
    {
        folder.write(".netpol.toml", wrong);
        let output = folder.run("lint k8s");
        assert_eq!(output.status, 2, "{wrong}");
        assert!(output.stderr.contains(".netpol.toml"), "{}", output.stderr);
    }
}

#[test]
fn safe_fixes_are_written_and_keep_everything_else() {
    let folder = folder();
    let output = folder.run("lint a.yaml --fix --select L-48");
    assert!(
        output.stdout.contains("mended NetworkPolicy shop/api: delete ingress rule 2"),
        "{}",
        output.stdout
    );
    assert!(output.stdout.contains("1 mended in 1 file"), "{}", output.stdout);
    assert_eq!(folder.read("a.yaml"), POLICY.replace("  - ports: [{port: 8080}]\n", ""));
    assert_eq!(folder.list("."), ["a.yaml"]);
    // Nothing is left to mend, and nothing is written.
    let again = folder.run("lint a.yaml --fix --select L-48").stdout;
    assert!(!again.contains("mended"), "{again}");
    let piped = folder.pipe("lint - --fix", POLICY);
    assert_eq!(
        (piped.status, piped.stderr.as_str()),
        (2, "netpol: `--fix` writes files, and cannot write standard input\n")
    );
}

#[test]
fn fixes_that_change_verdicts_are_applied_where_that_is_asked_for() {
    let wide = POLICY.replace("  - ports: [{port: 8080}]\n", "  - {}\n");
    let pods = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop, labels: {app: api}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\n";
    let folder = Folder::new(&[("a.yaml", format!("{wide}{pods}"))]);
    // Two are offered: to delete the wide rule, and then the others, which changes no verdict. The second alone would make what
    // is probably wrong look as if it were meant: it is not chosen unasked.
    let safe = folder.run("lint a.yaml --fix --select L-73").stdout;
    assert!(!safe.contains("mended"), "{safe}");
    assert!(folder.read("a.yaml").contains("  - {}\n"));
    let effects = folder.run("lint a.yaml --fix --effects --select L-73").stdout;
    assert!(effects.contains("mended NetworkPolicy shop/api: delete ingress rule 2"), "{effects}");
    assert!(!folder.read("a.yaml").contains("  - {}\n"));
}

#[test]
fn what_is_only_worth_knowing_opens_nothing_unless_it_is_named() {
    let own = POLICY.replace("  - ports: [{port: 8080}]\n", "  - from:\n    - podSelector: {}\n");
    let pods = "---\napiVersion: v1\nkind: Pod\nmetadata: {name: api, namespace: shop, labels: {app: api}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: ops}\n";
    let own = format!("{}{pods}", own.replace("  - ports: [{port: 8080}]\n", ""));
    let folder = Folder::new(&[("a.yaml", own.clone())]);
    let told = folder.run("lint a.yaml --fix --effects").stdout;
    assert!(told.contains("not mended, because it allows more"), "{told}");
    assert!(!folder.read("a.yaml").contains("namespaceSelector: {}"), "{told}");
    let folder = Folder::new(&[("a.yaml", own)]);
    let named = folder.run("lint a.yaml --fix --effects --select own-namespace-only").stdout;
    assert!(named.contains("match the pods of all namespaces") && named.contains("ops/web"), "{named}");
    assert!(folder.read("a.yaml").contains("namespaceSelector: {}"), "{named}");
}

#[test]
fn no_rule_goes_because_a_dash_was_forgotten() {
    let dangling = POLICY.replace("  - ports: [{port: 8080}]\n", "  -\n");
    let folder = Folder::new(&[("a.yaml", dangling.clone())]);
    let output = folder.run("lint a.yaml --fix");
    assert!(output.stdout.contains("null-list-element"), "{}", output.stdout);
    assert_eq!(folder.read("a.yaml"), dangling);
}

#[test]
fn json_tells_of_as_many_fixes_as_is_wished_what_they_change() {
    let pods = (0..4).map(|nth| {
        format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: p{nth}, namespace: shop, labels: {{app: server-{nth}}}}}\n---\n")
    });
    let policies = (0..4).map(|nth| {
        POLICY
            .replace("name: api", &format!("name: n{nth}"))
            .replace("app: api", &format!("app: serwer-{nth}"))
            + "---\n"
    });
    let text: String = pods.chain(policies).collect();
    let folder = Folder::new(&[("a.yaml", text)]);
    let told = |flags: &str| {
        let output = folder.run(&format!("lint a.yaml -o json {flags}"));
        assert_eq!(output.status, 0, "{}", output.stderr);
        let json = output.json();
        let fixes: Vec<Value> = json["problems"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|it| it["fixes"].as_array().cloned().unwrap_or_default())
            .collect();
        let known = |class: &str| {
            let has =
                |it: &&Value| it["class"] == class && it["changed"].is_u64() && it["changes"].is_array();
            fixes.iter().filter(has).count() as u64
        };
        let untried = fixes.iter().filter(|it| it["changed"].is_null()).count() as u64;
        assert_eq!(json["untried"].as_u64().unwrap_or_default(), untried, "{json:#}");
        (known("effect"), untried, known("safe"))
    };
    let (tried, untried, safe) = told("");
    assert!(4 <= tried && untried == 0 && 4 <= safe, "{tried} {untried} {safe}");
    assert_eq!(told("--try-fixes 0"), (0, tried, safe));
    let (some, rest, _) = told("--try-fixes 2");
    assert!(2 <= some && some + rest == tried, "{some} {rest}");
    assert_eq!(told("--try-fixes 1000").0, tried);
    assert_eq!(folder.run("lint a.yaml -o json --try-fixes many").status, 2);
    for other in ["", "-o text", "-o sarif", "-o github", "-o junit"] {
        let refused = folder.run(&format!("lint a.yaml --try-fixes 2 {other}"));
        assert_eq!((refused.status, refused.stdout.as_str()), (2, ""), "{other}");
        assert!(refused.stderr.contains("--try-fixes needs `-o json`"), "{}", refused.stderr);
    }
}
