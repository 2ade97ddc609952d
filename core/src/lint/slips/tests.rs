mod everywhere;

use crate::diagnostic::{Diagnostic, Severity, edited};
use crate::testing::text;

const POLICY: &str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
  namespace: shop
spec:
  podSelector:
    matchLabels:
      app: db
  policyTypes:
  - Ingress
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: web
    ports:
    - port: 5432
";

/// Writes one thing in place of another, asks for one error with one fix, and gives its title and the lines after it that
/// are not those of the policy as it is meant.
#[track_caller]
fn mended(meant: &str, written: &str) -> (String, Vec<String>) {
    assert!(POLICY.contains(meant), "{meant}");
    let before = format!("# a comment\n---\n{}", POLICY.replacen(meant, written, 1));
    let read = text(&before);
    let is_error = |it: &&Diagnostic| it.severity == Severity::Error;
    let errors: Vec<&Diagnostic> = read.diagnostics().iter().filter(is_error).collect();
    let [error] = errors.as_slice() else { panic!("{errors:#?}\n{before}") };
    let [fix] = error.fixes.as_slice() else { panic!("{error:#?}\n{before}") };
    let after = edited(&before, 0, &fix.edits).unwrap();
    let left = text(&after);
    assert_eq!(left.diagnostics().iter().filter(is_error).count(), 0, "{after}\n{:#?}", left.diagnostics());
    let after = after.strip_prefix("# a comment\n---\n").unwrap();
    let meant: Vec<&str> = POLICY.lines().collect();
    let others = after.lines().filter(|it| !meant.contains(it)).map(str::to_owned).collect();
    (fix.title.clone(), others)
}

/// After the fix the policy is as it is meant.
#[track_caller]
fn check(meant: &str, written: &str, title: &str) {
    assert_eq!(mended(meant, written), (title.to_owned(), Vec::new()));
}

/// After it, these lines are there instead.
#[track_caller]
fn check_lines(meant: &str, written: &str, title: &str, lines: &[&str]) {
    assert_eq!(mended(meant, written), (title.to_owned(), lines.iter().map(|it| (*it).to_owned()).collect()));
}

/// Of a text that is spoilt the first error has one fix with that title, after which the policy is as it is meant but for
/// the order of its lines.
#[track_caller]
fn check_first(spoil: impl Fn(&str) -> String, title: &str) {
    let before = spoil(POLICY);
    let read = text(&before);
    let error = read.diagnostics().iter().find(|it| it.severity == Severity::Error);
    let [fix] = error.unwrap_or_else(|| panic!("{before}")).fixes.as_slice() else {
        panic!("{error:#?}\n{before}")
    };
    assert_eq!(fix.title, title);
    let sorted = |it: &str| {
        let mut lines: Vec<String> = it.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&edited(&before, 0, &fix.edits).unwrap()), sorted(POLICY));
}

/// No fix is offered.
#[track_caller]
fn no_fix(before: &str) {
    let read = text(before);
    let all = read.diagnostics().iter().filter(|it| it.severity == Severity::Error);
    let fixes: Vec<_> = all.flat_map(|it| &it.fixes).collect();
    assert!(read.is_incomplete());
    assert_eq!(fixes, [] as [&crate::diagnostic::Fix; 0], "{before}");
}

#[test]
fn a_quote_is_closed() {
    check_lines("app: web", "app: \"web", "close the quote: \"web\"", &["          app: \"web\""]);
    check_lines("app: db", "app: 'db # the base", "close the quote: 'db'", &["      app: 'db' # the base"]);
    check_lines(
        "    - podSelector:\n        matchLabels:\n          app: web",
        "    - podSelector: {matchLabels: {app: \"web}}",
        "close the quote: \"web\"",
        &["    - podSelector: {matchLabels: {app: \"web\"}}"],
    );
}

#[test]
fn a_quote_at_one_end_is_taken_away() {
    check("app: web", "app: web'", "write `web`, without the quote");
    check("app: db", "app: db\"", "write `db`, without the quote");
}

#[test]
fn spaces_are_written_for_tabs() {
    check("          app: web", "\t\t\t\t\tapp: web", "replace the tabs with spaces");
    check("  - from:", "\t- from:", "replace the tabs with spaces");
    check("          app: web", "        \tapp: web", "replace the tabs with spaces");
    // No width of a tab fits: the lines above tell where it belongs.
    check("  namespace: shop", "\t  namespace: shop", "replace the tabs with spaces");
}

#[test]
fn lines_are_moved_where_they_fit() {
    check(
        "    ports:\n    - port",
        "      ports:\n      - port",
        "move `ports` with the lines that belong to it 2 spaces to the left",
    );
    check(
        "    ports:\n    - port",
        "  ports:\n  - port",
        "move `ports` with the lines that belong to it 2 spaces to the right",
    );
    check(
        "    matchLabels:\n      app: db",
        "  matchLabels:\n    app: db",
        "move `matchLabels` with the lines that belong to it 2 spaces to the right",
    );
    check(
        "        matchLabels:\n          app: web",
        "      matchLabels:\n        app: web",
        "move `matchLabels` with the lines that belong to it 2 spaces to the right",
    );
    check("  name: db", " name: db", "move `name` 1 space to the right");
    check("  namespace: shop", "   namespace: shop", "move `namespace` 1 space to the left");
    check("  policyTypes:", "   policyTypes:", "move `policyTypes` 1 space to the left");
    check("    - port: 5432", "     - port: 5432\n    - port: 5432", "move `port` 1 space to the left");
}

#[test]
fn a_space_is_put_behind_a_colon_or_dash() {
    check("  name: db", "  name:db", "put a space after the colon");
    check("  - Ingress\n  ingress", "  -Ingress\n  ingress", "put a space after the dash");
}

#[test]
fn the_key_of_the_api_is_written() {
    check("matchLabels:\n          app: web", "matchlabels:\n          app: web", "write `matchLabels`");
    check(
        "  podSelector:\n    matchLabels:\n      app: db",
        "  podselector:\n    matchLabels:\n      app: db",
        "write `podSelector`",
    );
    check_lines(
        "    matchLabels:\n      app: db",
        "    matchExpressions:\n    - {key: app, operator: In, value: db}",
        "write `values`, a list",
        &["    matchExpressions:", "    - {key: app, operator: In, values: [db]}"],
    );
}

#[test]
fn one_of_several_mistakes_is_mended_at_a_time() {
    let before = POLICY.replace("matchLabels", "matchlabels");
    let read = text(&before);
    let fixes: Vec<&str> =
        read.diagnostics().iter().flat_map(|it| &it.fixes).map(|it| it.title.as_str()).collect();
    assert_eq!(fixes, ["write `matchLabels`", "write `matchLabels`"]);
}

#[test]
fn what_cannot_be_told_is_left_alone() {
    no_fix(&POLICY.replace("  policyTypes:", "  something: 1\n  policyTypes:"));
    no_fix(&POLICY.replace("app: web", "app: {{ .Values.app }}"));
    no_fix(&POLICY.replace("spec:", "spec: [").replace("app: web", "app: \"web"));
}

#[test]
fn line_ends_and_other_documents_stay() {
    let broken = POLICY.replace("app: web", "app: \"web");
    let before = format!("{POLICY}---\n{broken}---\n{}", POLICY.replace("name: db", "name: other"))
        .replace('\n', "\r\n");
    let read = text(&before);
    let fix = read.diagnostics().iter().find_map(|it| it.fixes.first()).unwrap();
    let after = edited(&before, 0, &fix.edits).unwrap();
    assert_eq!(after, before.replace("\"web", "\"web\""));
}

#[test]
fn a_key_at_the_margin_goes_below_spec() {
    check("  podSelector:\n", "podSelector:\n", "move `podSelector` 2 spaces to the right");
    check_first(
        |it| {
            let (head, spec) = it.split_once("spec:\n").unwrap();
            format!(
                "{head}spec:\n{}",
                spec.lines().map(|it| format!("{}\n", it.get(2..).unwrap())).collect::<String>()
            )
        },
        "move what stands below `spec` 2 spaces to the right",
    );
    let types = "  policyTypes:\n  - Ingress\n";
    check_first(
        |it| it.replace(types, "").replace("spec:\n", "policyTypes:\n- Ingress\nspec:\n"),
        "move `policyTypes` into `spec`",
    );
    check_first(|it| it.replace(types, "") + "policyTypes:\n- Ingress\n", "move `policyTypes` into `spec`");
    check_first(
        |it| it.replace(types, "").replace("spec:\n", "  policyTypes:\n  - Ingress\nspec:\n"),
        "move `policyTypes` into `spec`",
    );
}

#[test]
fn the_dash_of_the_only_entry_is_written() {
    let peer = "    - podSelector:\n        matchLabels:\n          app: web";
    let object = peer.replace("    - ", "      ");
    let listed = ["      - podSelector:", "          matchLabels:", "            app: web"];
    check_lines(peer, &object, "put a dash before `podSelector`", &listed);
    check_lines(
        peer,
        "      {podSelector: {matchLabels: {app: web}}}",
        "put it in brackets, as the only entry of a list",
        &["      [{podSelector: {matchLabels: {app: web}}}]"],
    );
    let ports = "\n    ports:\n    - port: 5432";
    check_lines(
        &format!("{peer}{ports}"),
        &format!("{object}{}", ports.replace("    - ", "      ")),
        "put the dashes before the entries of lists",
        &[&listed[..], &["      - port: 5432"]].concat(),
    );
    check_lines(
        "  - from:",
        "    from:",
        "put a dash before `from`",
        &["    - from:", listed[0], listed[1], listed[2], "      ports:", "      - port: 5432"],
    );
}

#[test]
fn a_dash_where_no_list_is_goes() {
    check("metadata:\n  name: db", "metadata:\n- name: db", "take the dash before `name` away");
    check_lines(
        "metadata:\n  name: db\n  namespace: shop",
        "metadata: [{name: db, namespace: shop}]",
        "take the brackets away",
        &["metadata: {name: db, namespace: shop}"],
    );
}

#[test]
fn a_dash_behind_its_key_goes_into_the_next_line() {
    check("  ingress:\n  - from:", "  ingress: - from:", "write the dash in the next line");
    check("  policyTypes:\n  - Ingress", "  policyTypes: - Ingress", "write the dash in the next line");
}

#[test]
fn a_colon_is_put_behind_a_key() {
    check("      app: db", "      app db", "put a colon after `app`");
    check("          app: web", "          app web", "put a colon after `app`");
    check("  podSelector:\n", "  podSelector\n", "put a colon after `podSelector`");
    check("  namespace: shop", "  namespace shop", "put a colon after `namespace`");
}

#[test]
fn a_bracket_is_closed_in_its_line() {
    check_lines(
        "  policyTypes:\n  - Ingress",
        "  policyTypes: [Ingress # in",
        "write `]` at the end of the line",
        &["  policyTypes: [Ingress] # in"],
    );
    check_lines(
        "    matchLabels:\n      app: db",
        "    matchLabels: {app: db",
        "write `}` at the end of the line",
        &["    matchLabels: {app: db}"],
    );
    check_lines(
        "    - podSelector:\n        matchLabels:\n          app: web",
        "    - {podSelector: {matchLabels: {app: web}",
        "write `}}` at the end of the line",
        &["    - {podSelector: {matchLabels: {app: web}}}"],
    );
}

#[test]
fn the_dash_that_was_deleted_is_told_where_it_stood() {
    let title = "put a dash before `from`";
    for written in ["  from:", "from:", "  from: # who"] {
        let before = POLICY.replacen("  - from:", written, 1);
        let read = text(&before);
        let error = read.diagnostics().iter().find(|it| it.severity == Severity::Error).unwrap();
        assert_eq!(error.message, "a dash is missing before `from`, which begins an entry of `ingress`");
        let at = error.location.unwrap().span;
        assert_eq!(before.get(at.start as usize..at.end as usize), Some("from"));
        let [fix] = error.fixes.as_slice() else { panic!("{error:#?}") };
        assert_eq!(fix.title, title);
        let after = edited(&before, 0, &fix.edits).unwrap();
        assert_eq!(after.replace(" # who", ""), POLICY);
    }
    // What can be read as something else, and lines that stand further left with it.
    let ports = "    ports:\n    - port: 5432\n";
    let peers = "    - podSelector:\n        matchLabels:\n          app: web\n";
    check_first(|it| it.replacen("  - from:", "  from:", 1), title);
    let alone = POLICY.replace(ports, "").replacen("  - from:", "  from:", 1);
    let read = text(&alone);
    let error = read.diagnostics().iter().find(|it| it.severity == Severity::Error).unwrap();
    assert_eq!(error.fixes.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), [title]);
    let left = |it: &str| it.lines().map(|it| format!("{}\n", it.get(2..).unwrap())).collect::<String>();
    check_first(
        |it| {
            it.replace(
                &format!("  - from:\n{peers}{ports}"),
                &format!("  from:\n{}", left(&format!("{peers}{ports}"))),
            )
        },
        title,
    );
    check_first(|it| it.replace("    - podSelector", "    podSelector"), "put a dash before `podSelector`");
}

#[test]
fn the_peers_of_the_other_direction_are_renamed() {
    let egress = POLICY.replace("Ingress", "Egress").replace("ingress", "egress");
    let error = |before: &str| {
        let read = text(before);
        let error = read.diagnostics().iter().find(|it| it.severity == Severity::Error).cloned().unwrap();
        let [fix] = error.fixes.as_slice() else { panic!("{error:#?}") };
        let after = edited(before, 0, &fix.edits).unwrap();
        assert!(!text(&after).is_incomplete(), "{after}");
        (fix.title.clone(), error.help)
    };
    assert_eq!(
        error(&egress),
        ("write `to`".to_owned(), "an egress rule has `to`; `from` belongs to ingress rules".to_owned())
    );
    assert_eq!(error(&POLICY.replace("- from", "- to")).0, "write `from`");
}

#[test]
fn one_of_two_equal_keys_goes() {
    let second = "  podSelector: {}\n  policyTypes:";
    let peer = "    - podSelector:\n        matchLabels:\n          app: web\n";
    let in_line = "    - {podSelector: {matchLabels: {app: web}}, podSelector: {}}\n";
    for (key, before, without_first, without_second) in [
        (
            "podSelector",
            POLICY.replace("  policyTypes:", second),
            POLICY.replace("  podSelector:\n    matchLabels:\n      app: db\n", "  podSelector: {}\n"),
            POLICY.to_owned(),
        ),
        (
            "matchLabels",
            POLICY.replace(peer, &format!("{peer}        # all\n        matchLabels: {{}} # of them\n")),
            POLICY.replace(peer, "    - podSelector:\n        # all\n        matchLabels: {} # of them\n"),
            POLICY.replace(peer, &format!("{peer}        # all\n")),
        ),
        (
            "podSelector",
            POLICY.replace(peer, in_line),
            POLICY.replace(peer, "    - {podSelector: {}}\n"),
            POLICY.replace(peer, "    - {podSelector: {matchLabels: {app: web}}}\n"),
        ),
    ] {
        let read = text(&before);
        let error = read.diagnostics().iter().find(|it| it.severity == Severity::Error).unwrap();
        let titles = ["first", "second"].map(|it| format!("delete the {it} `{key}`"));
        assert_eq!(error.fixes.iter().map(|it| it.title.as_str()).collect::<Vec<_>>(), titles, "{before}");
        let after: Vec<_> = error.fixes.iter().map(|it| edited(&before, 0, &it.edits).unwrap()).collect();
        assert_eq!(after, [without_first, without_second]);
    }
}

#[test]
fn an_entry_that_runs_into_the_one_above_gets_its_dash_and_loses_nothing() {
    let rule = "  - from:\n    - podSelector: {}\n    ports:\n    - port: 9000\n";
    let meant = format!("{POLICY}{rule}");
    for written in [rule.replacen("  - ", "    ", 1), rule.replacen("  - ", "  ", 1)] {
        let before = format!("{POLICY}{written}");
        let read = text(&before);
        let errors: Vec<_> = read.diagnostics().iter().filter(|it| it.severity == Severity::Error).collect();
        let [error] = errors.as_slice() else { panic!("{errors:#?}") };
        assert_eq!(error.message, "a dash is missing before `from`, which begins an entry of `ingress`");
        assert_eq!(error.help, "write the dash before it, as in `- from:`");
        let at = error.location.unwrap().span.start as usize;
        assert_eq!(before.get(..at).unwrap().lines().count(), POLICY.lines().count() + 1);
        let [fix] = error.fixes.as_slice() else { panic!("{error:#?}") };
        assert_eq!(fix.title, "put a dash before `from`");
        assert_eq!(edited(&before, 0, &fix.edits).unwrap(), meant);
    }
}

#[test]
fn all_keys_of_an_entry_that_stand_at_its_dash_move_with_it() {
    for (meant, written) in [
        ("    - port: 80\n      protocol: UDP\n", "    port: 80\n    protocol: UDP\n"),
        (
            "    - port: 80\n      endPort: 90\n      protocol: UDP\n",
            "    port: 80\n    endPort: 90\n    protocol: UDP\n",
        ),
    ] {
        let text_of = |it: &str| format!("{POLICY}  - ports:\n{it}");
        let read = text(&text_of(written));
        let errors: Vec<_> = read.diagnostics().iter().filter(|it| it.severity == Severity::Error).collect();
        let fix = errors.iter().find_map(|it| it.fixes.first()).expect("a fix");
        assert_eq!(fix.title, "put a dash before `port`");
        assert_eq!(edited(&text_of(written), 0, &fix.edits).unwrap(), text_of(meant));
    }
}

#[test]
fn typographic_quotes_are_told_before_what_the_server_says_of_them() {
    let before = POLICY.replace("app: web", "app: “web”");
    let read = text(&before);
    let errors: Vec<_> = read.diagnostics().iter().filter(|it| it.severity == Severity::Error).collect();
    assert_eq!(errors[0].code, crate::diagnostic::Code::LookAlikeCharacter);
    assert_eq!(errors.iter().filter(|it| it.code == errors[0].code).count(), 1);
    assert_eq!(errors[0].fixes[0].title, "write straight quotes");
    let after = edited(&before, 0, &errors[0].fixes[0].edits).unwrap();
    assert_eq!(after, before.replace(['“', '”'], "\""));
}

#[test]
fn a_pair_below_a_value_is_moved_and_put_in_quotes_where_it_must() {
    check_lines(
        "          app: web",
        "          app: web\n            x: y",
        "move `x` 2 spaces to the left, and put `y` in quotes",
        &["          x: \"y\""],
    );
    check_lines(
        "      app: db",
        "      app: db\n       tier: 1 # first",
        "move `tier` 1 space to the left, and put `1` in quotes",
        &["      tier: \"1\" # first"],
    );
}

#[test]
fn the_number_of_a_port_is_never_put_in_quotes() {
    for written in [
        "     - port: 80\n   - port: 90\n",
        "     - port: 80\n    - port: 90\n",
        "    - port: 80\n       endPort: 90\n",
    ] {
        let before = format!("{POLICY}  - ports:\n{written}");
        for it in text(&before).diagnostics().iter().flat_map(|it| &it.fixes) {
            let after = edited(&before, 0, &it.edits).unwrap();
            assert!(!after.contains("\"80\"") && !after.contains("\"90\""), "{}\n{after}", it.title);
        }
    }
}
