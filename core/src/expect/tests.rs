use crate::api::{Analysis, ExpectedState, analyze, analyze_after};
use crate::diagnostic::Code;
use crate::options::Options;
use crate::source::SourceFile;
use crate::testing::{text, yaml};
use crate::view::ExpectationView;

mod bounds;
mod lists;
mod templates;
mod wanted;

const SHOP: &str = "
ns shop team=a
ns data team=b
deployment shop/web replicas=2 app=web
pod shop/api app=api port=http:8080/TCP ip=10.1.0.5
pod shop/batch app=batch
pod data/db app=db
svc shop/api {selector: {app: api}, ports: [{port: 80, targetPort: 8080}]}
svc shop/none {selector: {app: none}, ports: [{port: 80}]}
np shop/api {podSelector: {matchLabels: {app: api}}, ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 8080}]}]}
np data/db {podSelector: {}, policyTypes: [Ingress, Egress], egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}
";

fn analysis(files: &[(&str, &str)]) -> Analysis {
    let files: Vec<SourceFile> = files.iter().map(|it| SourceFile::new(it.0, it.1)).collect();
    analyze(&files, &Options { stand_ins: false, ..Options::default() })
}

fn shop(expectations: &str) -> Analysis {
    let it = analysis(&[("expectations.yaml", expectations), ("shop.yaml", &yaml(SHOP))]);
    assert!(
        it.problems().iter().all(|it| it.severity != crate::diagnostic::Severity::Error),
        "{:?}",
        it.problems()
    );
    it
}

fn views(of: &Analysis) -> Vec<ExpectationView> {
    let expected = of.expectations();
    (0..expected.count()).filter_map(|it| expected.get(it)).collect()
}

/// Each line with what came of it.
#[track_caller]
fn check(lines: &[(&str, &str)]) {
    for (line, wanted) in lines {
        let analysis = shop(&format!("# expect {line}\n"));
        let found = views(&analysis);
        assert_eq!(found.len(), 1, "{line}");
        let told = format!("{}: {} {}", found[0].state.as_str(), found[0].sentence, found[0].help);
        assert!(told.starts_with(wanted), "{line}: {told}");
    }
}

#[test]
fn lines_are_passed_or_not() {
    check(&[
        ("shop/web -> shop/api TCP 8080: allowed", "passed: TCP 8080 allowed"),
        ("shop/web -> shop/api 8080: allowed", "passed"),
        ("shop/web -> shop/api port http: allowed", "passed"),
        ("web -> api http: allowed", "passed"),
        ("shop/deployment/web -> shop/api: TCP 8080", "passed"),
        ("shop/web -> shop/api: allowed", "passed"),
        ("shop/web -> shop/api: all", "failed"),
        ("shop/web -> shop/api: some", "passed"),
        ("shop/web -> shop/api TCP 80: denied", "passed"),
        ("shop/web -> shop/api TCP 80: unknown", "failed"),
        ("shop/batch -> shop/api: denied", "passed"),
        (
            "shop/batch -> shop/api TCP 8080: allowed",
            "failed: shop/batch to shop/api: TCP 8080 denied; expected: allowed",
        ),
        ("shop/api -> shop/api: self", "passed"),
        ("shop/api -> shop/api: allowed", "passed"),
        ("shop/web -> api.shop.svc: allowed", "passed"),
        ("shop/web -> api.shop.svc.cluster.local:80: allowed", "passed"),
        ("shop/web -> svc:shop/api TCP 80: allowed", "passed"),
        ("shop/web -> svc:shop/api TCP 81: allowed", "not-found: `svc:shop/api` has no such port"),
        ("shop/batch -> svc:shop/api:80: denied", "passed"),
        ("shop/batch -> svc:shop/api:80: allowed", "failed: shop/batch to svc:shop/api:80"),
        ("shop/web -> svc:shop/none:80: denied", "not-found: `svc:shop/none:80` has no pods behind it"),
        ("shop/web -> svc:shop/none:80: no-endpoint", "passed"),
        ("data/db -> 203.0.113.9: all", "passed"),
        ("data/db -> ip:203.0.113.9 TCP 1: allowed", "passed"),
        ("data/db -> 203.0.113.0/25: allowed", "passed"),
        ("data/db -> 203.0.0.0/16: allowed", "failed: 1 of 2 pairs is not as expected: data/db to internet"),
        ("data/db -> internet: denied", "failed: 1 of 2 pairs is not as expected: data/db to 203.0.113.0/24"),
        ("shop/web -> internet TCP 443: allowed", "passed: all 2 pairs are as expected"),
        ("outside -> data/*: denied", "passed"),
        ("10.1.0.5 -> shop/web: allowed", "passed"),
        ("internet -> internet: denied", "not-found: both ends are outside"),
        ("127.0.0.1 -> shop/web TCP 80: allowed", "passed"),
    ]);
}

#[test]
fn selectors_mean_pods() {
    check(&[
        ("shop/[app=web] -> shop/[app=api] TCP 8080: allowed", "passed: TCP 8080 allowed"),
        (
            "[app in (web, batch)] -> [app=api] TCP 8080: allowed",
            "failed: 1 of 2 pairs is not as expected: shop/batch to shop/api",
        ),
        ("[team=a]/[app!=web] -> shop/api 8080: denied", "passed"),
        ("!shop/* -> shop/api: denied", "passed"),
        ("!shop -> shop/api: denied", "passed"),
        ("![team=a]/* -> shop/api: denied", "passed"),
        ("shop/* -> data/db: denied", "passed: all 3 pairs are as expected"),
        ("* -> shop/api TCP 8080: denied", "failed: 1 of 3 pairs is not as expected: shop/web to shop/api"),
        ("*/[app] -> */[app=db]: denied", "passed: all 3"),
        ("shop/[app=wbe] -> data/db: denied", "not-found: no pod is selected"),
        ("shopp/* -> data/db: denied", "not-found: there is no namespace `shopp`"),
    ]);
}

#[test]
fn what_is_not_there_is_not_passed() {
    check(&[
        ("shop/wbe -> shop/api: denied", "not-found: no pod or workload is called `shop/wbe`"),
        (
            "data/api -> shop/api: denied",
            "not-found: no pod or workload is called `data/api` did you mean `shop/api`?",
        ),
        ("shop/web -> shop/apii: denied", "not-found: no pod, workload or Service is called"),
        ("shop/web -> svc:shop/x: denied", "not-found: no Service is called"),
        ("svc:shop/api -> shop/web: denied", "not-found: `svc:shop/api` is a Service"),
        (
            "shop/web -> shop/api port grpc: denied",
            "not-found: no container port of `shop/api` is named `grpc`",
        ),
        ("shop/web -> host:a.example: denied", "not-found: no policy and no setting"),
        ("shop/web -> shop/api 70000: denied", "not-found: `70000` is no port"),
        ("shop/web -> shop/api TCP 80: maybe", "not-found: `maybe` is nothing"),
        ("shop/web -> shop/api TCP 80: all", "not-found: `all` is about all ports"),
        ("shop/web -> shop/api", "not-found: an expectation ends with"),
        ("shop/web to shop/api: allowed", "not-found: an expectation names two ends"),
        ("shop/web to shop/api: TCP 80", "not-found: an expectation names two ends"),
        ("shop/web->shop/api", "not-found: an expectation names two ends"),
    ]);
}

#[test]
fn comments_that_say_expect_to_people_are_no_expectations() {
    for line in
        ["high load here", "no traffic: see the wiki", "", "the following pods:", "a page at http://x:80"]
    {
        let analysis = shop(&format!("# expect {line}\n# and more\n"));
        assert_eq!(views(&analysis), [], "{line}");
    }
    // What has the form of a drawing is one.
    let drawn = shop("# expect these connections:\n#    shop/api\n#   shop/web   .\n");
    assert_eq!(views(&drawn)[0].state, ExpectedState::NotFound);
}

#[test]
fn drawings_are_one_expectation_each_and_name_the_first_sign_that_is_wrong() {
    let text = "
# expect tcp/8080:
#               shop/api  data/db
#   shop/web    .         x
#   shop/batch  .         x
#   shop/api    -         _
#
# expect any:
#             shop/api  shop/batch
#   shop/web  o         .
";
    let analysis = shop(text);
    let found = views(&analysis);
    assert_eq!(found.len(), 2);
    assert_eq!((found[0].state, found[0].pairs, found[0].failed), (ExpectedState::Failed, 5, 1));
    let place = found[0].place.unwrap();
    assert_eq!((place.from_line, text.get(place.from as usize..place.to as usize).unwrap()), (5, "."));
    assert_eq!(found[1].state, ExpectedState::Passed);
    for (drawing, wanted) in [
        ("# expect tcp/80:\n", "there is no matrix below"),
        ("# expect tcp/80:\n#     shop/web\n#   shop/api  . x\n", "this row has 2 signs for 1 columns"),
        ("# expect tcp/80:\n#     shop/web\n#   shop/api  o\n", "`o` is no sign"),
        ("# expect tcp/80:\n#     shop/web\n", "no sign of this matrix says what is expected"),
        ("# expect tcp/80:\n#     shop/web\n#  x/y  _\n", "no sign of this matrix says what is expected"),
        ("# expect tcp/80:\n#     shop/web\n#  x/y  _\n#  shop/api  .\n", "there is no namespace `x`"),
        ("# expect tcp/80:\n#     shop/web x/y\n#  shop/api  . _\n", "there is no namespace `x`"),
        (
            "# expect tcp/80:\n#   shop/web\n#  shop/api  .\n# data/db x\n",
            "this line is no row of the matrix above",
        ),
        (
            "# expect tcp/80:\n#   shop/web\n#  shop/api  .\n#\n#  data/db x\n",
            "this line is no row of the matrix above",
        ),
        (
            "# expect tcp/80:\n#   shop/web\n#  shop/api  .\n\n# Why:\n# data/db x\n",
            "this line is no row of the matrix above",
        ),
        ("# expect http:\n#     shop/web\n#   shop/api  .\n", "`http` is no port of a matrix"),
    ] {
        let found = views(&shop(drawing));
        assert_eq!((found[0].state, found[0].sentence.as_str()), (ExpectedState::NotFound, wanted));
    }
}

#[test]
fn prose_may_stand_below_a_drawing_and_a_tab_before_a_row() {
    let text = "# expect tcp/8080:\n#\t shop/api\n#\tshop/web .\n# Nothing but the api.\n\n# x is denied.\n";
    assert_eq!(views(&shop(text))[0].state, ExpectedState::Passed);
    let text = text.replace(" .\n", " x\n");
    assert_eq!(views(&shop(&text))[0].state, ExpectedState::Failed);
}

#[test]
fn lists_of_tests_are_read_where_they_stand() {
    let tests = "\
tests:
- name: web reaches the api
  source: {namespace: shop, pod: web}
  target: {namespace: shop, service: api, port: 80}
  expected: allowed
- name: batch does not
  source: {namespace: shop, podSelector: {matchLabels: {app: batch}}}
  target: {namespace: shop, labels: {app: api}}
  port: 8080
  expected: blocked
- name: wrong
  source: shop/batch
  target: shop/api
  port: 8080
  expected: allowed
- name: unknown field
  source: shop/batch
  target: shop/api
  expcted: allowed
- {name: no end, source: shop/batch, expected: denied}
- {name: odd end, source: shop/batch, target: {pod: a, ip: 10.0.0.1}, expected: denied}
- {name: twice, source: shop/batch, target: {namespace: shop, pod: api, port: 1}, port: 2, expected: denied}
";
    let inside = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: t}}\ndata:\n  a: b\n  tests.yaml: |\n{}",
        tests.lines().map(|it| format!("    {it}\n")).collect::<String>()
    );
    let folded = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: t}}\ndata:\n  tests.yaml: {}\n",
        crate::yaml::written(tests)
    );
    let list = format!(
        "apiVersion: v1\nkind: List\nitems:\n{}",
        inside
            .lines()
            .enumerate()
            .map(|(at, it)| format!("{}{it}\n", if at == 0 { "- " } else { "  " }))
            .collect::<String>()
    );
    for (text, is_exact) in [(tests, true), (&*inside, true), (&*list, true), (&*folded, false)] {
        let analysis = shop(text);
        let found = views(&analysis);
        let states: Vec<_> = found.iter().map(|it| it.state.as_str()).collect();
        let wanted = ["passed", "passed", "failed", "not-found", "not-found", "not-found", "not-found"];
        assert_eq!(states, wanted, "{text}\n{found:#?}");
        assert_eq!(found[0].text, "shop/web -> shop/service/api TCP 80: allowed");
        assert_eq!(found[1].text, "shop/[app=batch] -> shop/[app=api] TCP 8080: denied");
        let place = found[3].place.unwrap();
        let marked = text.get(place.from as usize..place.to as usize).unwrap();
        assert!(!is_exact || marked == "expcted", "{marked}");
    }
}

#[test]
fn lines_are_read_behind_a_byte_order_mark_and_with_other_blanks() {
    for line in ["\u{feff}# expect ", "#expect ", "#  expect ", "#\texpect\t", "#\u{a0}expect\u{a0}"] {
        let found = views(&shop(&format!("{line}shop/batch -> shop/api TCP 8080: allowed\n")));
        assert_eq!(found.iter().map(|it| it.state).collect::<Vec<_>>(), [ExpectedState::Failed], "{line:?}");
    }
    let found = views(&shop("#expect tcp/8080:\n#   shop/api\n#  shop/batch .\n"));
    assert_eq!(found[0].state, ExpectedState::Failed);
}

#[test]
fn lines_that_look_like_expectations_are_not_found() {
    for line in [
        "# Expect ",
        "# expect: ",
        "# expected ",
        "  # expect ",
        "## expect ",
        "+# expect ",
        "12: # expect ",
        "# EXPECT ",
    ] {
        let found = views(&shop(&format!("{line}shop/batch -> shop/api TCP 8080: allowed\n")));
        let told: Vec<_> = found.iter().map(|it| (it.state, &*it.sentence)).collect();
        assert_eq!(
            told,
            [(ExpectedState::NotFound, "this looks like an expectation and is not read")],
            "{line}"
        );
    }
    for line in [
        "#expect nothing here: denied",
        "# Expected: a -> b",
        "-# expect shop/web -> shop/api: denied",
        "#expect load:",
    ] {
        assert!(views(&shop(&format!("{line}\n"))).is_empty(), "{line}");
    }
}

#[test]
fn lines_inside_of_a_text_are_no_expectations() {
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:";
    let line = "# expect shop/web -> shop/api TCP 8080: allowed";
    for text in [
        format!("{map} {{x: \"some\n{line}\ntext\"}}\n"),
        format!("{map} {{x: 'some\n{line}\n  {line}\ntext'}}\n"),
        format!("{map}\n  x: |\n    {line}\n    b\n    {line}\n"),
        format!("{map}\n  x: |\n\n    a\n    {line}\n"),
    ] {
        assert!(views(&shop(&text)).is_empty(), "{text}");
        let found = views(&shop(&format!("{line}\n{text}{line}\n---\n{line}\n")));
        assert_eq!(found.iter().map(|it| it.state).collect::<Vec<_>>(), [ExpectedState::Passed; 3], "{text}");
    }
}

#[test]
fn lists_in_a_config_map_are_read_or_not_found() {
    let test = "{source: shop/batch, target: shop/api, port: 8080, expected: allowed}";
    let json =
        r#"{"tests": [{"source": "shop/batch", "target": "shop/api", "port": 8080, "expected": "allowed"}]}"#;
    let long = format!("# {}\ntests: [{test}]\n", "x".repeat(1 << 20));
    for (text, wanted) in [
        (json, "failed: "),
        ("\"tests\":\n- T", "failed: "),
        ("tests :\n- T", "failed: "),
        ("- tests:\n  - T", "failed: "),
        (
            "tests:\n- {source: shop/batch, target: shop/api, expected: allowed",
            "not-found: this text is no YAML",
        ),
        ("kind: Suite\ntests:\n- T", "not-found: this list of tests is not read where it stands"),
        ("testsuite:\n  tests:\n  - T", "not-found: this list of tests is not read where it stands"),
        ("Checks:\n- T", "not-found: this list of tests is not read where it stands"),
        (&*long, "not-found: texts of a ConfigMap longer than 1 MiB"),
    ] {
        let text = text.replace('T', test);
        let text = crate::yaml::written(&text);
        let map =
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: t}}\ndata:\n  tests.yaml: {text}\n");
        let found = views(&shop(&map));
        assert_eq!(found.len(), 1, "{wanted}");
        let told = format!("{}: {}", found[0].state.as_str(), found[0].sentence);
        assert!(told.starts_with(wanted), "{told}");
    }
    let other = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: t}\ndata:\n  a: 'the test of what we expect from it: ['\n  b: 'tests'\n";
    assert!(views(&shop(other)).is_empty());
}

#[test]
fn lists_that_stand_where_none_are_read_are_not_found() {
    let test = "- {source: shop/batch, target: shop/api, port: 8080, expected: allowed}\n";
    for head in
        ["version: 1\ntests:\n", "x: &a 1\ntests:\n", "testsuite:\n  tests:\n  ", "Tests:\n", "test:\n"]
    {
        let files = [("t.yaml", &*format!("{head}{test}")), ("shop.yaml", &*yaml(SHOP))];
        let found = views(&analysis(&files));
        assert_eq!(found.len(), 1, "{head}: {found:#?}");
        assert_ne!(found[0].state, ExpectedState::Passed, "{head}");
    }
}

#[test]
fn what_perhaps_is_no_pair_is_not_passed() {
    let text = "# expect shop/[pod-template-hash=abc] -> data/db TCP 9: denied
# expect data/db -> shop/[pod-template-hash=abc] TCP 9: denied
# expect shop/[pod-template-hash] -> data/db TCP 9: denied
# expect x/six -> x/four: denied
# expect x/six -> x/four TCP 80: allowed
# expect x/six -> x/four: unreachable
";
    let families = "ns x\npod x/six ip=2001:db8::6\npod x/four ip=10.1.0.4\n";
    let analysis = analysis(&[("a.yaml", text), ("b.yaml", &yaml(SHOP)), ("c.yaml", &yaml(families))]);
    let found = views(&analysis);
    let told: Vec<_> =
        found.iter().map(|it| (it.state.as_str(), it.sentence.split(':').next().unwrap())).collect();
    let unsure = ("not-found", "no pod is certainly selected");
    let none = ("not-found", "no pair is left");
    assert_eq!(
        told,
        [unsure, unsure, ("passed", "TCP 9 denied"), none, none, ("passed", "no common address family")]
    );
}

#[test]
fn a_policy_that_is_not_evaluated_leaves_it_open() {
    let text = "# expect shop/web -> shop/batch TCP 80: allowed
# expect shop/web -> data/db TCP 80: denied
# expect shop/web -> shop/batch TCP 80: denied
# expect shop/batch -> shop/api TCP 8080: allowed
# expect shop/web -> svc:shop/api:80: denied
# expect shop/batch -> svc:shop/api:80: allowed
# expect data/db -> svc:shop/api:80: allowed
# expect shop/web -> shop/batch TCP 80: unknown
# expect shop/web -> shop/batch TCP 80: self
---
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
metadata: {name: odd, namespace: shop}
spec: {}
";
    let found = views(&shop(text));
    assert_eq!(found[0].state, ExpectedState::Undecided);
    for it in &found[..8] {
        assert_eq!((it.state, it.failed), (ExpectedState::Undecided, 0), "{}: {}", it.text, it.sentence);
        assert!(it.sentence.contains("CiliumNetworkPolicy shop/odd"), "{}", it.sentence);
    }
    assert_eq!(
        found[2].sentence,
        "shop/web to shop/batch: TCP 80 allowed; expected: denied; CiliumNetworkPolicy shop/odd is not evaluated and may change that"
    );
    // No policy makes two pods one.
    assert_eq!(found[8].state, ExpectedState::Failed);
}

#[test]
fn reasons_name_the_policy() {
    let found =
        views(&shop("# expect shop/batch -> shop/api TCP 8080: allowed\n# expect web -> api 8080: denied\n"));
    let because = crate::view::plain(&found[0].because);
    assert_eq!(because, "entering shop/api, denied: isolated by shop/api, and no rule matches");
    assert_eq!(
        crate::view::plain(&found[1].because),
        "entering shop/api, allowed by shop/api, ingress rule 1"
    );
}

#[test]
fn what_is_written_of_the_cells_is_passed() {
    let before = shop("");
    let all: Vec<Vec<u32>> = (0..before.endpoints().len() as u32).map(|it| vec![it]).collect();
    for port in ["any", "TCP 8080", "UDP 53"] {
        let probe = before.parse_probe(port).unwrap();
        let text = before.expect_cells(&all, &all, probe).unwrap();
        let after = shop(&text);
        let totals = after.expectations().totals();
        assert!(totals.passed > 0 && totals.failed + totals.undecided + totals.not_found == 0, "{text}");
        for (from, to) in all.iter().flat_map(|from| all.iter().map(move |to| (from, to))) {
            let Ok(text) = before.expect_cells(std::slice::from_ref(from), std::slice::from_ref(to), probe)
            else {
                continue;
            };
            let after = shop(&text);
            assert_eq!(after.expectations().totals().passed, 1, "{text}");
        }
    }
    let text =
        before.expect_service(&[0], "svc:shop/api", before.parse_service("shop/api:80").unwrap().1.as_ref());
    assert_eq!(text.unwrap(), "# expect shop/web -> svc:shop/api:80: allowed\n");
    let many = vec![vec![0]; 201];
    assert!(before.expect_cells(&many, &all, crate::Probe::Any).is_err());
}

/// The cells of the whole matrix that are marked.
fn marked(analysis: &Analysis, port: &str) -> Vec<String> {
    let all: Vec<Vec<u32>> = (0..analysis.endpoints().len() as u32).map(|it| vec![it]).collect();
    let cells = analysis.expectations().cells(&all, &all, analysis.parse_probe(port).unwrap());
    let id = |at: usize| analysis.endpoints()[at].id.clone();
    let found = cells
        .iter()
        .enumerate()
        .flat_map(|(from, row)| row.iter().enumerate().filter(|it| *it.1).map(move |it| (from, it.0)));
    found.map(|(from, to)| format!("{} {}", id(from), id(to))).collect()
}

#[test]
fn every_source_that_does_not_reach_a_service_as_asked_is_marked() {
    let more = "\nns far\npod far/a app=far\npod far/b app=far\npod far/c app=far";
    let files = [
        (
            "e.yaml",
            "# expect far/* -> svc:shop/api:80: allowed\n# expect shop/* -> svc:shop/api:80: allowed\n",
        ),
        ("shop.yaml", &yaml(&format!("{SHOP}{more}"))),
    ];
    let analysis = analysis(&files);
    // A pod that meets itself through its Service is judged as its own peer.
    let wanted =
        ["shop/api shop/api", "shop/batch shop/api", "far/a shop/api", "far/b shop/api", "far/c shop/api"];
    assert_eq!(marked(&analysis, "any"), wanted);
    let found = views(&analysis);
    assert_eq!([(3, 3), (3, 2)], [(found[0].pairs, found[0].failed), (found[1].pairs, found[1].failed)]);
}

#[test]
fn marks_are_the_cells_that_fail() {
    let analysis =
        shop("# expect shop/* -> shop/api TCP 8080: allowed\n# expect data/db -> outside TCP 443: denied\n");
    let marked = |port: &str| marked(&analysis, port);
    assert_eq!(marked("any"), ["shop/batch shop/api", "data/db ip:203.0.113.0-203.0.113.255"]);
    assert_eq!(marked("TCP 8080"), ["shop/batch shop/api"]);
    assert!(marked("TCP 1").is_empty());
}

#[test]
fn what_cannot_be_read_is_a_problem_at_its_words() {
    let analysis = text(
        "# expect shop/web -> shop/db: perhaps\n# expect gone/a -> gone/b: denied\ntests:\n- {source: a, expected: denied}\n",
    );
    let found: Vec<_> = analysis
        .diagnostics()
        .iter()
        .filter(|it| it.code == Code::UnreadExpectation)
        .map(|it| (analysis.model().places.text(it.location.unwrap()).unwrap(), it.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("perhaps", "`perhaps` is nothing that can be expected"),
            ("{source: a, expected: denied}", "the test has no `target`"),
        ]
    );
}
