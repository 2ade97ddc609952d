//! Sessions of the terminal: those of `tests/sessions`, which hold every byte, and those that were recorded with a real
//! kubectl, read from `../shared/practice/kubectl` or beside `$NETPOL_CONFORMANCE`. Their README tells the form.

use std::path::{Path, PathBuf};

use netpol_core::terminal::Terminal;
use netpol_core::{Options, SourceFile, analyze};
use netpol_tests::paths;

/// A command line, and what it prints.
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
                } else if let Some(it) = line.strip_prefix("?= ") {
                    step.status = it.parse().unwrap();
                } else {
                    step.out.push(line.trim_end_matches("%%noeol").to_owned());
                }
            }
        }
        res
    }

    /// What each command prints: standard output, standard error, status.
    fn run(&self) -> Vec<(Vec<String>, Vec<String>, i32)> {
        let mut terminal = Terminal::new(&self.cluster);
        for (name, text) in &self.files {
            terminal.add_file(name, text);
        }
        let options = Options { stand_ins: false, ..Options::default() };
        let evaluate = |files: &[SourceFile]| analyze(files, &options);
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

fn is_same(expected: &[String], found: &[String]) -> bool {
    let trimmed = |it: &[String]| {
        let mut it = it.to_vec();
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
const DIFFERENT: &[(&str, &str, &str)] = &[];

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
    for path in sessions(&folder) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let slug = name.split_once('-').unwrap().1.to_owned();
        let session = Session::read(&path);
        for (step, (out, errors, status)) in session.steps.iter().zip(session.run()) {
            count += 1;
            let is_same = is_same(&step.out, &out) && is_same(&step.errors, &errors) && step.status == status;
            let is_known = DIFFERENT.iter().any(|it| it.0 == slug && it.1 == step.command);
            match (is_same, is_known) {
                (true, false) => agree += 1,
                (false, true) => known.push((slug.clone(), step.command.clone())),
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
    assert!(wrong.is_empty(), "{agree} of {count}\n{wrong}");
}
