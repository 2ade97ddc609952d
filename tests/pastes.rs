//! What people paste, and what must come out: texts beside this repository, in `../shared/pastes` or beside
//! `$NETPOL_CONFORMANCE`. Their README tells the form.
//!
//! The data is not part of this repository. Without it the tests print "skipped" and pass.

use std::path::{Path, PathBuf};

use netpol_core::Probe;
use netpol_core::SourceFile;
use netpol_core::internals::intake::{Document, Intake, intake};
use netpol_core::internals::yaml::{self, Node, Value};
use netpol_core::view::{EndpointKind, FixView};
use netpol_tests::adapter::{Core, Given};
use netpol_tests::case::Case;
use netpol_tests::paths;

/// The cases that do not come out yet. One that does must leave the list.
const NOT_YET: &[&str] = &["26-fragment-ingress", "38-one-policy-alone"];

/// What commands write beside what the file of a case has.
const OF_KUBECTL: [&str; 6] =
    ["creationTimestamp", "status", "strategy", "resources", "dnsPolicy", "restartPolicy"];

/// The files with an extension, by name. Says so where there is no such folder.
fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(paths::shared(folder)).into_iter().flatten();
    let mut res: Vec<PathBuf> = entries.filter_map(|it| it.ok().map(|it| it.path())).collect();
    res.retain(|it| it.extension().is_some_and(|it| it == extension));
    res.sort();
    if res.is_empty() {
        println!("skipped: no {folder}");
    }
    res
}

#[test]
fn pastes_come_out_as_they_say() {
    let mut wrong = Vec::new();
    let mut passed = 0;
    for path in files("pastes", "expect") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let Ok(text) = std::fs::read_to_string(path.with_extension("txt")) else { continue };
        let failures = failures(&path, &name, &text);
        match (failures.is_empty(), NOT_YET.contains(&name.as_str())) {
            (true, false) => passed += 1,
            (true, true) => wrong.push(format!("{name} comes out: take it from the list")),
            (false, true) => {}
            (false, false) => wrong.push(format!("{name}:\n  {}", failures.join("\n  "))),
        }
    }
    println!("{passed} pastes come out, {} do not yet", NOT_YET.len());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn failures(path: &Path, name: &str, text: &str) -> Vec<String> {
    let expect = std::fs::read_to_string(path).unwrap();
    let mut case = match Case::parse(name, &expect) {
        Ok(it) => it,
        Err(it) => return vec![it],
    };
    case.files = vec![(format!("{name}.txt"), text.to_owned(), 0)];
    if text.lines().any(|it| it.starts_with("# file: ")) {
        case.files = Case::parse(name, text).map(|it| it.files).unwrap_or_default();
    }
    let core = case.core();
    let mut res = case.differences(&core);
    // "`?` is accepted where an `x` stands."
    if expect.contains("# form: flat (unsure)") && !res.is_empty() {
        let unsure =
            |line: &str| if line.starts_with("#  ") { line.replace(" x ", " ? ") } else { line.to_owned() };
        let lenient: Vec<String> = expect.lines().map(unsure).collect();
        if let Ok(mut lenient) = Case::parse(name, &lenient.join("\n")) {
            lenient.files.clone_from(&case.files);
            res = lenient.differences(&core);
        }
    }
    let header =
        |key: &'static str| expect.lines().filter_map(move |it| it.strip_prefix("# ")?.strip_prefix(key));
    if let Some(rows) = header("rows: ").next() {
        let mut wanted: Vec<&str> = rows.split_whitespace().collect();
        let mut found = pods(&core);
        wanted.sort_unstable();
        found.sort_unstable();
        if found != wanted {
            res.push(format!("rows are {}", found.join(" ")));
        }
    }
    let incomplete = core.analysis.incomplete().unwrap_or_default();
    if !incomplete.contains(&case.incomplete) {
        res.push(format!("incomplete: expected `{}`, found `{incomplete}`", case.incomplete));
    }
    let said = said(&core);
    let is_said = |note: &str| {
        let facts: Vec<Vec<String>> =
            note.split(" & ").map(|it| it.split('|').map(str::to_lowercase).collect()).collect();
        said.iter().any(|it| facts.iter().all(|either| either.iter().any(|fact| it.contains(fact))))
    };
    res.extend(header("note ").filter(|it| !is_said(it)).map(|it| format!("not said: {it}")));
    if header("stand-in ").next().is_some() {
        res.push("speaks of stand-ins by their labels: core/src/stand_ins has its tests".to_owned());
    }
    if let Ok(plain) = std::fs::read_to_string(path.with_extension("yaml"))
        && header("click: ").next().is_some()
    {
        let (found, wanted) = (objects(text), objects(&plain));
        res.extend(wanted.iter().filter(|it| !found.contains(it)).map(|it| format!("lacks {it}")));
        res.extend(found.iter().filter(|it| !wanted.contains(it)).map(|it| format!("has {it}")));
    }
    res
}

/// One click makes plain YAML of a text: it says the same, and there is nothing more to click.
#[test]
fn a_click_changes_no_verdict() {
    let mut clicked = 0;
    for path in files("pastes", "txt") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let before = Core::read(&text, &Given::default());
        let problems = before.analysis.problems();
        let rewritten = |it: &&FixView| {
            it.edits.len() == 1 && it.edits[0].place.to as usize == text.encode_utf16().count()
        };
        let of_text = problems.iter().filter(|it| it.code == "rewritten");
        let Some(fix) = of_text.flat_map(|it| &it.fixes).find(rewritten) else { continue };
        let plain = fix.edits[0].text.clone();
        let after = Core::read(&plain, &Given::default());
        let left: Vec<_> =
            after.analysis.problems().into_iter().filter(|it| it.code == "rewritten").collect();
        assert!(left.is_empty(), "{name}: {left:?}\n{plain}");
        assert_eq!(pods(&before), pods(&after), "{name}\n{plain}");
        let rows = 0..before.analysis.endpoints().len() as u32;
        for (from, to) in rows.clone().flat_map(|from| rows.clone().map(move |to| (from, to))) {
            let cell = |it: &Core| it.analysis.cell(from, to, Probe::Any).map(|it| (it.sign, it.ports));
            assert_eq!(cell(&before), cell(&after), "{name}: {from} to {to}\n{plain}");
        }
        clicked += 1;
    }
    println!("{clicked} texts became plain YAML");
}

/// The rows that are not outside of the cluster.
fn pods(core: &Core) -> Vec<&str> {
    let inside = |it: &&netpol_core::view::EndpointView| !matches!(it.kind, EndpointKind::External);
    core.analysis.endpoints().iter().filter(inside).map(|it| it.id.as_str()).collect()
}

/// All that is said about the input, a line for each problem.
fn said(core: &Core) -> Vec<String> {
    let problems = core.analysis.problems().into_iter();
    problems
        .map(|it| format!("{} {} {} {}", it.object, it.field, it.message, it.help).to_lowercase())
        .collect()
}

/// The objects that a text is read as, each as one text that does not depend on the order of its keys.
fn objects(text: &str) -> Vec<String> {
    let files = [SourceFile::new("a.yaml", text)];
    let Intake { documents, made, .. } = intake(&files);
    let mut res = Vec::new();
    for Document { file, span, .. } in documents {
        let whole = (file.0 as usize).checked_sub(1).map_or(text, |it| made[it].text());
        let tree = yaml::parse(&whole[span.start as usize..span.end as usize], &mut Vec::new());
        let Some(tree) = tree else { continue };
        match tree.get("items") {
            Some(items) => res.extend(items.items().iter().map(canonical)),
            None => res.push(canonical(&tree)),
        }
    }
    res.sort();
    res
}

fn canonical(node: &Node<'_>) -> String {
    match &node.value {
        Value::Mapping(entries) => {
            let is_written = |key: &str, value: &Node<'_>| {
                let is_default = match key {
                    "namespace" => value.as_str() == Some("default"),
                    "metadata" => value.entries().iter().all(|it| it.key == "creationTimestamp"),
                    "protocol" => value.as_str() == Some("TCP"),
                    it => OF_KUBECTL.contains(&it),
                };
                !is_default
            };
            let entries = entries.iter().filter(|it| is_written(&it.key, &it.value));
            let mut pairs: Vec<String> =
                entries.map(|it| format!("{}: {}", it.key, canonical(&it.value))).collect();
            pairs.sort();
            format!("{{{}}}", pairs.join(", "))
        }
        Value::Sequence(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(", ")),
        it => format!("{it:?}"),
    }
}

/// What kubectl printed of objects that it would make, word for word, is what is made.
#[test]
fn commands_make_what_kubectl_prints() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for path in files("practice/kubectl", "txt") {
        let text = std::fs::read_to_string(&path).unwrap();
        // A file or a cluster that was there before is not part of the command.
        if text.contains("\n@@ ") {
            continue;
        }
        for piece in format!("\n{text}").split("\n$ ").skip(1) {
            let (command, printed) = piece.split_once('\n').unwrap_or((piece, ""));
            let flags = ["--dry-run=client", "-o yaml", "-oyaml"];
            let is_made = command.starts_with("kubectl create ") || command.starts_with("kubectl run ");
            if !is_made
                || !flags[..1].iter().all(|it| command.contains(it))
                || !printed.starts_with("apiVersion:")
            {
                continue;
            }
            let printed: String =
                printed.lines().take_while(|it| !it.starts_with('#')).map(|it| format!("{it}\n")).collect();
            let typed = flags.iter().fold(command.to_owned(), |all, it| all.replace(it, ""));
            // What no verdict depends on is not made, nor the data of Secrets.
            if ["quota", "role", "secret"].iter().any(|it| typed.contains(&format!("create {it}"))) {
                continue;
            }
            compared += 1;
            let (found, wanted) = (objects(&typed), objects(&printed));
            if found != wanted {
                wrong.push(format!(
                    "{command}\n  makes {}\n  and not {}",
                    found.join("\n"),
                    wanted.join("\n")
                ));
            }
        }
    }
    println!("{compared} commands make what kubectl prints");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
