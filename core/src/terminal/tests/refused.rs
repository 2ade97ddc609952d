//! What a server or a shell refuses, and what is not simulated, is said.

use super::{evaluate, run};
use crate::source::SourceFile;
use crate::terminal::Terminal;

#[track_caller]
fn says(line: &str, expected: &str) {
    let mut terminal = Terminal::new(&[]);
    let output = terminal.run(line, &evaluate);
    assert!(output.text().contains(expected) && output.status != 0, "{line}\n{}", output.text());
    assert!(terminal.files().is_empty(), "{line}: {:?}", terminal.files());
}

#[track_caller]
fn applied(manifest: &str, expected: &str) {
    says(&format!("kubectl apply -f - <<'EOF'\n{manifest}\nEOF"), expected);
    says(&format!("kubectl create -f - <<'EOF'\n{manifest}\nEOF"), expected);
}

#[test]
fn objects_that_a_server_refuses_are_refused() {
    let pod = |meta: &str, spec: &str| {
        format!("{{apiVersion: v1, kind: Pod, metadata: {{{meta}}}, spec: {{{spec}}}}}")
    };
    let one = "containers: [{name: c, image: nginx}]";
    applied(
        &pod("name: Web_1", one),
        "The Pod \"Web_1\" is invalid: metadata.name: Invalid value: \"Web_1\": a lowercase RFC 1123 subdomain",
    );
    applied(&pod("name: web", ""), "The Pod \"web\" is invalid: spec.containers: Required value");
    applied(&pod("name: web", "containers: [{name: c}]"), "spec.containers[0].image: Required value");
    applied(&pod("name: web", "containers: [{image: nginx}]"), "spec.containers[0].name: Required value");
    applied(
        &pod("name: web, labels: {a: 'b c'}", one),
        "metadata.labels: Invalid value: \"b c\": a valid label must be",
    );
    applied(
        &pod("name: web", "containers: [{name: c, image: nginx, ports: [{containerPort: 99999}]}]"),
        "spec.containers[0].ports[0].containerPort: Invalid value: 99999: must be between 1 and 65535, inclusive",
    );
    applied(
        "{apiVersion: v1, kind: Namespace, metadata: {name: a.b}}",
        "metadata.name: Invalid value: \"a.b\": must not contain dots",
    );
    let service =
        |spec: &str| format!("{{apiVersion: v1, kind: Service, metadata: {{name: web}}, spec: {{{spec}}}}}");
    applied(&service("selector: {a: b}"), "The Service \"web\" is invalid: spec.ports: Required value");
    applied(
        &service("ports: [{port: 0}]"),
        "spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive",
    );
    applied(&service("ports: [{port: 80}, {port: 81}]"), "spec.ports[0].name: Required value");
    let deployment = |selector: &str, labels: &str| {
        format!(
            "{{apiVersion: apps/v1, kind: Deployment, metadata: {{name: web}}, spec: {{{selector} template: {{metadata: {{labels: {{{labels}}}}}, spec: {{{one}}}}}}}}}"
        )
    };
    applied(
        &deployment("selector: {matchLabels: {app: web}},", "app: other"),
        "spec.template.metadata.labels: Invalid value: {\"app\":\"other\"}: `selector` does not match template `labels`",
    );
    applied(&deployment("", "app: web"), "spec.selector: Required value");
    for (kind, word) in [
        ("Deployment", "deployment"),
        ("DaemonSet", "daemonset"),
        ("StatefulSet", "statefulset"),
        ("ReplicaSet", "deployment"),
    ] {
        let text =
            deployment("selector: {},", "app: web").replace("kind: Deployment", &format!("kind: {kind}"));
        applied(&text, &format!("spec.selector: Invalid value: {{}}: empty selector is invalid for {word}"));
    }
    let mut terminal = Terminal::new(&[]);
    let good = deployment("selector: {matchLabels: {app: web}},", "app: web, tier: front");
    run(&mut terminal, &format!("kubectl apply -f - <<'EOF'\n{good}\nEOF"), "deployment.apps/web created\n");
}

#[test]
fn scale_says_what_kubectl_says() {
    let deployment = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: nginx}]}}}}\n";
    let mut terminal = Terminal::new(&[SourceFile::new("web.yaml", deployment)]);
    run(
        &mut terminal,
        "kubectl scale deploy web --replicas=-3",
        "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0\n",
    );
    run(&mut terminal, "kubectl scale deploy web --replicas=1000000000", "deployment.apps/web scaled\n");
    let far = terminal.run("kubectl scale deploy web --replicas=99999999999999999999", &evaluate).text();
    assert!(far.contains("value out of range"), "{far}");
}

#[test]
fn a_text_that_doubles_ends_with_a_sentence() {
    let mut terminal = Terminal::new(&[]);
    let output = terminal.run("x=aaaaaaaaaaaaaaaa; for i in {1..30}; do x=$x$x; done", &evaluate);
    assert!(
        output.text().contains("bash: this makes a text of more than 256 kB: the terminal stops here"),
        "{}",
        output.text()
    );
    let output = terminal.run("for i in {1..200}; do cp big$i b; echo $x$x > f$i; done", &evaluate);
    assert!(output.text().len() < 1 << 21);
    let output = terminal.run("for i in {1..900}; do export v$i=$x; done", &evaluate);
    let _printed = output.text();
    let held: usize = terminal.shell.state.variables.values().map(String::len).sum();
    assert!(held < 1 << 24, "{held}");
}

/// A terminal with a variable of 200 kB.
fn with_long() -> Terminal {
    let mut terminal = Terminal::new(&[]);
    let long = "a".repeat(200_000);
    run(&mut terminal, &format!("x={long}; echo kept > kept"), "");
    terminal
}

const TOO_LONG: &str = "bash: this makes a text of more than 256 kB: the terminal stops here\n";

#[test]
fn a_file_that_would_be_too_long_stays_as_it_is() {
    let mut terminal = with_long();
    for _ in 0..5 {
        run(&mut terminal, "echo $x >> big", "");
    }
    let told = "bash: big: a file has at most 1 MB here: it was not written\n";
    let output = terminal.run("echo $x >> big", &evaluate);
    assert_eq!((output.text().as_str(), output.status), (told, 1));
    run(&mut terminal, "wc -c < big", "1000005\n");
    run(&mut terminal, "cat big | tee -a big | wc -c; cat kept", &format!("{told}1000005\nkept\n"));
}

#[test]
fn a_file_too_many_is_told_before_the_command_runs() {
    let mut terminal = Terminal::new(&[]);
    run(&mut terminal, "for i in {1..200}; do echo $i > f$i; done", "");
    let told = "there are 200 files already: the terminal stops here";
    for line in [
        "kubectl create ns shop > more",
        "kubectl create ns shop 2> more",
        "for i in 1; do kubectl create ns shop; done > more",
        "cp f1 more",
        "touch more",
        "echo a | tee more > /dev/null",
    ] {
        let output = terminal.run(line, &evaluate);
        assert!(output.text().contains(told), "{line}\n{}", output.text());
        assert!(output.edits.is_empty(), "{line}");
    }
    // Files that are there can be written.
    run(
        &mut terminal,
        "echo other > f7; cat f7; kubectl create ns shop > /dev/null; ls | wc -l",
        "other\n201\n",
    );
}

#[test]
fn a_refusal_is_of_its_own_command() {
    for line in [
        "cat <<EOF > kept\n$x\n$x\nEOF\n",
        "echo lost > $x$x",
        "cat < $x$x",
        "for i in $x$x; do echo lost > kept; done",
        "for i in 1; do echo lost > kept; done > $x$x",
        "echo $x$x$(cat kept) > kept",
    ] {
        let mut terminal = with_long();
        let output = terminal.run(line, &evaluate);
        assert_eq!((output.text().as_str(), output.status), (TOO_LONG, 1), "{line}");
        run(&mut terminal, "cat kept", "kept\n");
    }
    let mut terminal = Terminal::new(&[]);
    let output = terminal.run("echo $(echo {1..600}) $(echo {1..600}) | wc -w", &evaluate);
    assert_eq!(output.text(), "1200\n");
    run(&mut terminal, "echo {1..600} > a; cat a a > b", "");
    let output = terminal.run("echo $(cat b)", &evaluate);
    assert_eq!(output.text(), "bash: this makes more than 1,000 words: the terminal stops here\n");
}

#[test]
fn a_word_of_many_groups_in_braces_is_filled_in_or_refused() {
    let mut terminal = Terminal::new(&[]);
    let many = terminal.run(&format!("echo {}", "{1..1}".repeat(50_000)), &evaluate);
    assert!(many.text() == format!("{}\n", "1".repeat(50_000)), "{}", many.text().len());
    for (word, told) in [
        ("{a,b}".repeat(50_000), "bash: this makes more than 1,000 words: the terminal stops here\n"),
        ("{1..1001}".to_owned(), "bash: this makes more than 1,000 words: the terminal stops here\n"),
        (format!("{{a,b}}{}", "{1..1}".repeat(200_000)), TOO_LONG),
        (format!("{{1..900}}{}", "{1..1}".repeat(50_000)), TOO_LONG),
    ] {
        let output = terminal.run(&format!("echo {word}"), &evaluate);
        assert_eq!((output.text().as_str(), output.status), (told, 1), "{}", word.len());
    }
    // What is no group is left as it is.
    run(&mut terminal, "echo {a}{1,2} {3..1} x{ {,}", "{a}{1,2} {3..1} x{  \n");
}

#[test]
fn parts_of_variables_and_numbers() {
    let mut terminal = Terminal::new(&[]);
    for (line, expected) in [
        (
            "x=deny.all.yaml; echo ${x%.yaml} ${x%%.*} ${x#deny.} ${x##*.} ${#x}",
            "deny.all deny all.yaml yaml 13\n",
        ),
        ("echo $((2 + 3 * 4)) \"$(( (2+3) * 4 ))\"", "14 20\n"),
        ("i=1; i=$((i + 1)); echo $i", "2\n"),
        ("echo ${y:-other} '${x%a}'", "other ${x%a}\n"),
        ("printf '%-6s|%03d\\n' a 7 bb 12", "a     |007\nbb    |012\n"),
    ] {
        run(&mut terminal, line, expected);
    }
    for (line, part) in [
        ("echo ${x/a/b}", "${x/a/b}: not simulated here"),
        ("echo $((1 << 2))", "only whole numbers with + - * / % and brackets are simulated"),
        ("printf '%x' 1", "%x is not simulated here"),
    ] {
        let output = terminal.run(line, &evaluate);
        assert!(output.text().contains(part) && output.status != 0, "{line}: {}", output.text());
    }
}
