//! Sessions of the terminal: those of `tests/sessions`, which hold every byte, and those that were recorded with a real
//! kubectl, read from `../shared/practice/kubectl` or beside `$NETPOL_CONFORMANCE`. Their README tells the form.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use netpol_core::terminal::Terminal;
use netpol_core::{Analysis, Options, SourceFile, analyze};
use netpol_tests::paths;

/// A command line, and what it prints. Lines that begin with `##` tell what decided a connection.
#[derive(Debug, Default)]
struct Step {
    command: String,
    out: Vec<String>,
    errors: Vec<String>,
    status: i32,
}

/// A session: what is there at first, and its commands.
#[derive(Debug, Default)]
struct Session {
    cluster: Vec<SourceFile>,
    files: Vec<(String, String)>,
    steps: Vec<Step>,
}

fn evaluate(files: &[SourceFile]) -> Arc<Analysis> {
    Arc::new(analyze(files, &Options { stand_ins: false, ..Options::default() }))
}

impl Session {
    fn read(path: &Path) -> Session {
        let text = std::fs::read_to_string(path).unwrap();
        let mut res = Session::default();
        let mut lines = text.lines().peekable();
        let body = |lines: &mut dyn Iterator<Item = &str>| {
            lines.take_while(|it| *it != "@@ end").map(|it| format!("{it}\n")).collect::<String>()
        };
        while let Some(line) = lines.next() {
            let number = res.cluster.len();
            if let Some(name) = line.strip_prefix("@@ cluster from ") {
                let text = std::fs::read_to_string(path.with_file_name(name)).unwrap();
                res.cluster.push(SourceFile::new(name, text));
            } else if line == "@@ cluster" {
                res.cluster.push(SourceFile::new(format!("cluster-{number}.yaml"), body(&mut lines)));
            } else if let Some(name) = line.strip_prefix("@@ file ") {
                res.files.push((name.to_owned(), body(&mut lines)));
            } else if let Some(command) = line.strip_prefix("$ ") {
                res.steps.push(Step { command: command.to_owned(), ..Step::default() });
            } else if let Some(step) = res.steps.last_mut() {
                if let Some(more) =
                    line.strip_prefix("> ").filter(|_| step.out.is_empty() && step.errors.is_empty())
                {
                    step.command.push('\n');
                    step.command.push_str(more);
                } else if let Some(it) = line.strip_prefix("2>") {
                    step.errors.push(it.strip_prefix(' ').unwrap_or(it).to_owned());
                } else if line.starts_with("## ") {
                } else if let Some(it) = line.strip_prefix("?= ") {
                    step.status = it.parse().unwrap();
                } else {
                    step.out.push(line.trim_end_matches("%%noeol").to_owned());
                }
            }
        }
        res
    }

    fn terminal(&self) -> Terminal {
        let mut terminal = Terminal::new(&self.cluster);
        for (name, text) in &self.files {
            terminal.add_file(name, text);
        }
        terminal
    }

    /// What each command prints: standard output, standard error, status.
    fn run(&self) -> Vec<(Vec<String>, Vec<String>, i32)> {
        let mut terminal = self.terminal();
        let mut res = Vec::new();
        for it in &self.steps {
            let output = terminal.run(&it.command, &evaluate);
            let part = |is_error: bool| {
                let all = output.printed.iter().filter(|it| it.is_error == is_error);
                all.map(|it| it.text.as_str()).collect::<String>().lines().map(str::to_owned).collect()
            };
            res.push((part(false), part(true), output.status));
        }
        res
    }
}

/// Whether two words are values that any tool may choose otherwise, of one kind.
fn is_made_up(one: &str, other: &str) -> bool {
    let is_address = |it: &str| it.contains("10.244.") || it.contains("10.96.");
    let is_hash = |it: &str| it.chars().filter(char::is_ascii_hexdigit).count() >= 32;
    let is_number =
        |it: &str| it.len() > 2 && it.trim_matches(['"', ',']).chars().all(|it| it.is_ascii_digit());
    let is_log = |it: &str| it.starts_with("W{klog}") || it.starts_with("W0105");
    // The last part of a name of a pod or a slice, or the one before it.
    let front = |it: &str| it.rsplit_once('-').map(|it| it.0.to_owned());
    is_address(one) && is_address(other)
        || is_hash(one) && is_hash(other)
        || one.starts_with('"') && is_number(one) && is_number(other)
        || is_log(one) && is_log(other)
        || front(one).is_some_and(|it| it.len() > 1 && Some(it) == front(other) && one.len() == other.len())
}

fn is_same_line(expected: &str, found: &str) -> bool {
    if expected.trim_end() == found.trim_end() {
        return true;
    }
    let words = |it: &str| {
        let it = it.replace(", ", ",").replace("{klog} helpers.go:{n}]", "{klog}");
        let it = it.replace("0105 09:00:00.000000       1 helpers.go:720]", "0105");
        it.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let (expected, found) = (words(expected), words(found));
    expected.len() == found.len()
        && expected.iter().zip(&found).all(|(one, other)| one == other || is_made_up(one, other))
}

/// Texts of `explain` are free, and the words of a parser behind the line that it names.
fn without_free_words(command: &str, lines: &[String]) -> Vec<String> {
    let is_free =
        |it: &&String| command.starts_with("kubectl explain") && it.starts_with("    ") && !it.contains('\t');
    let cut = |it: &String| match it.split_once("YAML to JSON: yaml: line ") {
        Some((front, rest)) => format!("{front}{}", rest.split(':').next().unwrap_or_default()),
        None => it.clone(),
    };
    lines.iter().filter(|it| !is_free(it)).map(cut).collect()
}

fn is_same(command: &str, expected: &[String], found: &[String]) -> bool {
    let trimmed = |it: &[String]| {
        let mut it = without_free_words(command, it);
        while it.last().is_some_and(|it| it.trim().is_empty()) {
            it.pop();
        }
        it
    };
    let (expected, found) = (trimmed(expected), trimmed(found));
    expected.len() == found.len() && expected.iter().zip(&found).all(|(one, other)| is_same_line(one, other))
}

fn sessions(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|it| it.ok().map(|it| it.path()))
        .filter(|it| it.extension().is_some_and(|it| it == "txt"))
        .collect();
    all.sort();
    all
}

/// Commands of the recordings that print something else here, and why. Every other one prints the same.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("apply-not-mine", "kubectl apply view-last-applied netpol deny -n shop -o json | wc -l", NOT_KEPT),
    ("err-strict-decoding", "kubectl apply -f typo.yaml --validate=false", NOT_STRICT),
    ("exec-endings", "kubectl exec -n shop web -- wget -qO- -T 2 http://web", NO_TOOL),
    ("exec-endings", "kubectl exec -n shop web -- wget -qO- --timeout=3 http://api", NO_TOOL),
    ("exec-endings", "kubectl exec -n shop web -- wget -qO- http://nothere", NO_TOOL),
    ("exec-endings", "kubectl exec -n shop web -- curl -m 2 http://db", NO_SERVICE),
    ("exec-endings", "kubectl exec -n shop web -- curl -s -m 2 http://db", NO_SERVICE),
    ("exec-endings", "kubectl exec -n shop web -- nc -zv db 5432", NO_TOOL),
    ("exec-endings", "kubectl exec -n shop web -- nc -zv db 5433", NO_TOOL),
    ("exec-endings", "kubectl exec -n shop web -- nc -zv -w 2 api 8080", NO_TOOL),
    ("exec-endings", "kubectl exec -n shop web -- nslookup nothere", NO_TOOL),
    (
        "exec-endings",
        "kubectl exec -n shop web -- wget -qO- --timeout=3 http://api && echo open || echo closed",
        NO_TOOL,
    ),
    ("exec-endings", "kubectl exec -n shop pod/web -c web -- wget -qO- -T 2 http://web", NO_TOOL),
    ("exec-endings", "kubectl exec web -n shop -it -- wget -qO- -T 2 http://web", NO_TOOL),
    (
        "run-rm",
        "kubectl run tmp --rm -i --restart=Never --image=busybox -n shop -- wget -qO- -T 2 http://web",
        NO_SERVICE,
    ),
    (
        "run-rm",
        "kubectl run late --rm -i --restart=Never --image=busybox -n shop -- wget -qO- -T 2 http://api",
        NO_SERVICE,
    ),
];

/// The stand-in server of the recording refuses all the same, which its own head says.
const NOT_STRICT: &str = "a server keeps the fields it knows";
const NO_TOOL: &str = "the recorder's pod answers with any program; the image nginx has curl alone";
const NO_SERVICE: &str = "the recorder answers without one, but the cluster has no Service of that name";
const NOT_KEPT: &str =
    "what was last applied is not kept, and the command says so instead of printing nothing";

#[test]
fn the_terminal_prints_what_a_real_kubectl_printed() {
    let own = std::env::var_os("NETPOL_CONFORMANCE").map(PathBuf::from);
    let folder =
        own.unwrap_or_else(|| paths::root().join("../shared/conformance")).join("../practice/kubectl");
    if !folder.is_dir() {
        println!("recorded sessions: skipped, the files are not here");
        return;
    }
    let (mut count, mut agree, mut wrong, mut known) = (0, 0, String::new(), Vec::new());
    let mut otherwise = String::new();
    for path in sessions(&folder) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let slug = name.split_once('-').unwrap().1.to_owned();
        let session = Session::read(&path);
        for (step, (out, errors, status)) in session.steps.iter().zip(session.run()) {
            count += 1;
            let is_same = is_same(&step.command, &step.out, &out)
                && is_same(&step.command, &step.errors, &errors)
                && step.status == status;
            let is_known =
                DIFFERENT.iter().any(|it| it.0 == slug && it.1 == step.command && !it.2.is_empty());
            match (is_same, is_known) {
                (true, false) => agree += 1,
                (false, true) => {
                    known.push((slug.clone(), step.command.clone()));
                    let text = out.iter().chain(&errors).map(|it| format!("{}\n", it.trim_end()));
                    otherwise += &format!("{slug}: $ {}\n", step.command);
                    otherwise.extend(text.chain([format!("?= {status}\n")]));
                }
                (true, true) => wrong += &format!("{slug}: is the same now: $ {}\n", step.command),
                (false, false) => {
                    wrong += &format!(
                        "{slug}: $ {}\n--- expected ({})\n{}\n{}\n--- found ({status})\n{}\n{}\n\n",
                        step.command,
                        step.status,
                        step.out.join("\n"),
                        step.errors.join("\n"),
                        out.join("\n"),
                        errors.join("\n")
                    );
                }
            }
        }
    }
    println!(
        "recorded sessions: {agree} of {count} commands print the same, {} are known differences",
        known.len()
    );
    for (slug, command, _) in DIFFERENT {
        let is_met = known.iter().any(|it| it.0 == *slug && it.1 == *command);
        assert!(is_met, "{slug} has no such command any more: {command}");
    }
    // What they print instead.
    let golden = paths::root().join("tests/sessions/otherwise.out");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&golden, &otherwise).unwrap();
    }
    assert_eq!(otherwise, std::fs::read_to_string(&golden).unwrap(), "UPDATE_EXPECT=1 writes it anew");
    assert!(wrong.is_empty(), "{agree} of {count}\n{wrong}");
}

/// What a session of our own prints, in its form.
fn printed(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let session = Session::read(path);
    let head = text.lines().take_while(|it| !it.starts_with("$ ")).map(|it| format!("{it}\n"));
    let mut res: String = head.collect();
    let mut terminal = session.terminal();
    for step in &session.steps {
        for (nth, line) in step.command.lines().enumerate() {
            res += &format!("{} {line}\n", if nth == 0 { "$" } else { ">" });
        }
        let output = terminal.run(&step.command, &evaluate);
        for is_error in [false, true] {
            let all = output.printed.iter().filter(|it| it.is_error == is_error);
            let text: String = all.map(|it| it.text.as_str()).collect();
            let mark = if is_error { "2> " } else { "" };
            text.lines().for_each(|it| res += &(format!("{mark}{it}").trim_end().to_owned() + "\n"));
        }
        if output.status != 0 {
            res += &format!("?= {}\n", output.status);
        }
        output.reasons.iter().for_each(|it| res += &format!("## {}\n", it.text));
    }
    res
}

#[test]
fn sessions_print_what_they_say() {
    let all = sessions(&paths::root().join("tests/sessions"));
    assert!(4 <= all.len(), "{all:?}");
    let mut wrong = Vec::new();
    for path in all {
        let (expected, found) = (std::fs::read_to_string(&path).unwrap(), printed(&path));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, found).unwrap();
        } else if expected != found {
            let mut lines = expected.lines().zip(found.lines());
            let first = lines.find(|it| it.0 != it.1);
            wrong.push(format!("{}: {first:?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "UPDATE_EXPECT=1 writes them anew:\n{}", wrong.join("\n"));
}

/// Exercises as people paste them, and what must be among what they print, in that order.
const EXERCISES: &[(&str, &[&str])] = &[
    (
        "01-two-tier-lab.txt",
        &[
            "hello from oven",
            "wget: download timed out",
            "networkpolicy.networking.k8s.io/oven-from-counter created",
            "hello from oven",
            "wget: download timed out",
            "oven-from-counter   app=oven",
            "namespace \"bakery\" deleted",
        ],
    ),
    ("02-run-and-expose.txt", &["service/channel exposed", ":8080) open", "pod \"probe\" deleted"]),
    (
        "04-namespace-labels.txt",
        &[
            "namespace/mill labeled",
            "namespace/mill unlabeled",
            "error: 'estate' already has a value",
            "ESTATE",
        ],
    ),
    (
        "05-context-scale-delete.txt",
        &[
            "deployment.apps/gondola scaled",
            "deployment.apps \"rope\" deleted",
            "gondola configured",
            "modified.",
        ],
    ),
    (
        "06-alias-short-names.txt",
        &["pod \"tour2\" force deleted", "PodSelector: coat=off,ticket=paid", "exit code 1"],
    ),
    (
        "10-loop-over-namespaces.txt",
        &["namespace/winds labeled", "--- strings", "winds-may-ask-for-names created"],
    ),
];

#[test]
fn exercises_run_through() {
    let own = std::env::var_os("NETPOL_CONFORMANCE").map(PathBuf::from);
    let folder = own.unwrap_or_else(|| paths::root().join("../shared/conformance")).join("../pastes");
    if !folder.is_dir() {
        println!("exercises: skipped, the files are not here");
        return;
    }
    for (name, wanted) in EXERCISES {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let output = Terminal::new(&[]).run(&text, &evaluate);
        let printed = output.text();
        let mut rest = printed.as_str();
        for it in *wanted {
            let at = rest
                .find(it)
                .unwrap_or_else(|| panic!("{name}: `{it}` is not printed, or not there:\n{printed}"));
            rest = &rest[at + it.len()..];
        }
        for it in ["not simulated", "command not found", "unknown flag", "unknown command"] {
            assert!(!printed.contains(it), "{name}: {it}\n{printed}");
        }
    }
}

/// Words that random lines are made of.
const WORDS: &[&str] = &[
    "kubectl",
    "k",
    "get",
    "describe",
    "delete",
    "create",
    "run",
    "expose",
    "label",
    "annotate",
    "apply",
    "patch",
    "scale",
    "exec",
    "explain",
    "config",
    "set-context",
    "--current",
    "pods",
    "po",
    "netpol",
    "svc",
    "ns",
    "deploy",
    "all",
    "pod/web",
    "deploy/api",
    "svc/api",
    "web",
    "api",
    "shop",
    "-n",
    "-A",
    "-l",
    "-o",
    "yaml",
    "json",
    "name",
    "wide",
    "-f",
    "-",
    "deny.yaml",
    "--all",
    "--rm",
    "-it",
    "-i",
    "--image=busybox",
    "--image=nginx",
    "--restart=Never",
    "--",
    "wget",
    "-qO-",
    "-T",
    "2",
    "http://api",
    "api.shop:8080",
    "curl",
    "-m",
    "nc",
    "-zv",
    "80",
    "8080",
    "nslookup",
    "dig",
    "+short",
    "ping",
    "-c",
    "1",
    "app=web",
    "app-",
    "a in (b,c)",
    "'app in (web'",
    "--replicas=2",
    "--port=80",
    "--dry-run=client",
    "|",
    "&&",
    "||",
    ";",
    ">",
    "<",
    "<<EOF",
    "EOF",
    "\n",
    "$x",
    "x=1",
    "${x:-y}",
    "$(kubectl get po -o name)",
    "`ls`",
    "for",
    "in",
    "do",
    "done",
    "if",
    "then",
    "fi",
    "{",
    "}",
    "(",
    ")",
    "grep",
    "-v",
    "head",
    "wc",
    "cat",
    "ls",
    "sed",
    "s/a/b/",
    "\"",
    "'",
    "\\",
    "{.items[*].metadata.name}",
    "-o=jsonpath={range .items[*]}{.metadata.name}{end}",
    "--type=json",
    "-p",
    "[{\"op\":\"add\",\"path\":\"/spec/x\",\"value\":1}]",
    "{\"spec\":null}",
    "ü",
    "🦀",
    "\u{a0}",
    "\t",
    "sh",
    "-c",
    "f() { f; }",
    "f",
    "alias",
    "k=k",
    "export",
    "--overwrite",
    "tmp",
];

#[test]
fn no_command_line_makes_it_panic() {
    let files = [SourceFile::new("shop.yaml", FUZZED), SourceFile::new("list.json", LISTED)];
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |most: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % most as u64) as usize
    };
    for nth in 0..1500 {
        let mut terminal = Terminal::new(&files);
        terminal.add_file("deny.yaml", DENY);
        for _ in 0..2 {
            let mut line = if nth % 3 == 0 { String::new() } else { "kubectl ".to_owned() };
            for _ in 0..next(14) {
                line += WORDS[next(WORDS.len())];
                line += if next(9) == 0 { "" } else { " " };
            }
            let mut at = next(line.len() + 2);
            while !line.is_char_boundary(at.min(line.len())) {
                at += 1;
            }
            terminal.complete(&line, at);
            Terminal::is_open(&line);
            let mut texts = terminal.files();
            let output = terminal.run(&line, &evaluate);
            // The edits lead from the files before to those after.
            for it in &output.edits {
                if !texts.iter().any(|file| file.name == it.file) {
                    texts.push(SourceFile::new(&*it.file, ""));
                }
                let file = texts.iter_mut().find(|file| file.name == it.file).unwrap();
                let mut text = file.text.to_string();
                text.replace_range(it.start..it.end, &it.text);
                file.text = text.into();
            }
            assert_eq!(texts, terminal.files(), "{line}");
        }
    }
}

const DENY: &str = "
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny, namespace: shop}
spec: {podSelector: {}}
";

const FUZZED: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
# the front
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: c, image: busybox}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: c, image: nginx}]}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 8080, targetPort: 80}]}
";

const LISTED: &str = r#"{"apiVersion": "v1", "kind": "List", "items": [
  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one", "namespace": "default"}},
  {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "two", "namespace": "default"}}
]}"#;
