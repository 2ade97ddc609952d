use crate::api::{Analysis, ExpectedState, analyze};
use crate::diagnostic::Code;
use crate::options::Options;
use crate::source::SourceFile;
use crate::testing::{text, yaml};
use crate::view::ExpectationView;

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
        ("data/db -> 203.0.0.0/16: allowed", "failed: 1 of 2 pairs: data/db to internet"),
        ("data/db -> internet: denied", "failed: 1 of 2 pairs: data/db to 203.0.113.0/24"),
        ("shop/web -> internet TCP 443: allowed", "passed: 2 pairs are as asked"),
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
            "failed: 1 of 2 pairs: shop/batch to shop/api",
        ),
        ("[team=a]/[app!=web] -> shop/api 8080: denied", "passed"),
        ("!shop/* -> shop/api: denied", "passed"),
        ("!shop -> shop/api: denied", "passed"),
        ("![team=a]/* -> shop/api: denied", "passed"),
        ("shop/* -> data/db: denied", "passed: 3 pairs are as asked"),
        ("* -> shop/api TCP 8080: denied", "failed: 1 of 3 pairs: shop/web to shop/api"),
        ("*/[app] -> */[app=db]: denied", "passed: 3"),
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
        ("# expect http:\n#     shop/web\n#   shop/api  .\n", "`http` is no port of a matrix"),
    ] {
        let found = views(&shop(drawing));
        assert_eq!((found[0].state, found[0].sentence.as_str()), (ExpectedState::NotFound, wanted));
    }
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
fn a_hundred_thousand_lines_and_large_sets_are_bounded() {
    let mut text = String::new();
    for it in 0..100_000 {
        text.push_str(&format!("# expect * -> [app!=x{it}] TCP {}: allowed\n", it % 60_000 + 1));
    }
    let analysis = shop(&text);
    let totals = analysis.expectations().totals();
    assert_eq!(totals.passed, 0);
    assert!(totals.failed + totals.undecided + totals.not_found <= 100_000);
    assert!(totals.failed > 0 && totals.undecided > 0, "{totals:?}");
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

/// Ten thousand pods in as many classes as they have names, or in one.
fn many(is_one_class: bool) -> String {
    let mut text = "ns big\n".to_owned();
    for it in 0..10_000 {
        let own = if is_one_class { String::new() } else { format!(" own=x{it}") };
        text.push_str(&format!("pod big/p{it} app=a{own} port=http:8080/TCP\n"));
    }
    text + "svc big/all {selector: {app: a}, ports: [{port: 80}]}\nnp big/none {podSelector: {}}\nns far\npod far/a x=y\n"
}

/// What each line takes.
fn steps(analysis: &Analysis) -> u64 {
    super::budget::Budget::default().left() - super::judged(analysis.model()).1.left()
}

#[test]
fn what_goes_through_all_pods_is_counted() {
    let pods = yaml(&many(true));
    let steps = |line: &str| {
        let analysis = analysis(&[("e.yaml", &format!("# expect {line}\n")), ("pods.yaml", &pods)]);
        (steps(&analysis), views(&analysis).remove(0))
    };
    let least = [
        // Labels of each, once as a source and once as a destination; groups; which pods are on both sides; marks.
        ("big/* -> big/* TCP 80: allowed", 6 * 10_000),
        // And the ports of each.
        ("far/a -> big/* port http: denied", 4 * 10_000),
        // Each is a backend, and asked by itself.
        ("far/a -> svc:big/all:80: denied", 20 * 10_000),
    ];
    for (line, least) in least {
        let (taken, it) = steps(line);
        assert!(taken >= least && taken < 8_000_000, "{line}: {taken}");
        assert_ne!(it.state, ExpectedState::NotFound, "{line}: {}", it.sentence);
    }
    // Ten thousand backends as sources of ten thousand flows are more than the limit.
    let (taken, it) = steps("big/* -> svc:big/all:80: denied");
    assert!(taken > 7_000_000, "{taken}");
    assert_eq!(it.state, ExpectedState::Undecided);
}

#[test]
fn names_take_what_they_mean_and_not_all_pods() {
    let pods = yaml(&many(false));
    let mut text = String::new();
    for it in 0..10_000 {
        text.push_str(&format!("# expect big/p{it} -> far/a TCP 80: denied\n"));
    }
    let analysis = analysis(&[("e.yaml", &text), ("pods.yaml", &pods)]);
    let taken = steps(&analysis);
    assert!(taken < 200 * 10_000, "{taken}");
    assert_eq!(analysis.expectations().totals().undecided, 0);
}

#[test]
fn addresses_outside_are_counted() {
    let blocks: Vec<String> = (0..200).map(|it| format!("{{ipBlock: {{cidr: 203.0.{it}.0/24}}}}")).collect();
    let policy = format!(
        "np shop/out {{podSelector: {{}}, policyTypes: [Egress], egress: [{{to: [{}]}}]}}\n",
        blocks.join(",")
    );
    let shop = yaml(&format!("{SHOP}{policy}"));
    let taken =
        |line: &str| steps(&analysis(&[("e.yaml", &format!("# expect {line}\n")), ("shop.yaml", &shop)]));
    // Each row outside is looked at for the block, and for an address that is no row of its own.
    assert!(taken("shop/web -> 203.0.3.0/24: all") >= 400);
    assert!(taken("shop/web -> 203.0.3.7: all") >= 400);
}

#[test]
fn a_draw_asks_each_set_of_sources_once() {
    let mut text = String::new();
    for it in 1..=1000 {
        text.push_str(&format!("# expect shop/* -> data/db TCP {it}: allowed\n"));
    }
    let analysis = shop(&text);
    let marks = &super::judged(analysis.model()).0.marks;
    assert_eq!((marks.asked(&[0]), marks.asked(&[0, 1, 2])), (1, 3));
    assert_eq!(marked(&analysis, "TCP 1000").len(), 3);
    assert!(marked(&analysis, "TCP 1001").is_empty());
    // Two rows of one class, and a row of two pods: only a single pod and itself are no pair.
    let twins =
        "ns a\npod a/x k=v\npod a/y k=v\ndeployment a/z replicas=2 k=w\nnp a/none {podSelector: {}}\n";
    let twins =
        self::analysis(&[("e.yaml", "# expect a/* -> a/* TCP 1: allowed\n"), ("a.yaml", &yaml(twins))]);
    let wanted = ["a/x a/y", "a/x a/z", "a/y a/x", "a/y a/z", "a/z a/x", "a/z a/y", "a/z a/z"];
    assert_eq!(marked(&twins, "any"), wanted);
    let folded = |row: &[u32], column: &[u32]| {
        twins.expectations().cells(&[row.to_vec()], &[column.to_vec()], crate::Probe::Any)[0][0]
    };
    assert!(folded(&[0, 1], &[0, 1]) && folded(&[0, 1], &[0]) && folded(&[2], &[2]) && !folded(&[0], &[0]));
}
