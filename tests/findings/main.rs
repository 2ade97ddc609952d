//! How often each finding is made in a folder of manifests: `cargo xtask bench findings FOLDER`. What fires in nearly every
//! file is noise, and what never fires was not tried.
//!
//! Each file is an input of its own, and so is each line of a file of recorded cases (`.jsonl` with `manifests`). With
//! `--show L-01,dns-cut` the findings of these names are printed, to be looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use netpol_core::diagnostic::{Diagnostic, Severity};
use netpol_core::{Analysis, Options, SourceFile, analyze};

/// What was found of one kind.
#[derive(Default)]
struct Count {
    findings: usize,
    inputs: usize,
    fixes: usize,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let show = arguments.iter().position(|it| it == "--show");
    let shown: Vec<&str> =
        show.and_then(|it| arguments.get(it + 1)).map_or(Vec::new(), |it| it.split(',').collect());
    let folder =
        arguments.iter().enumerate().find(|it| show.is_none_or(|show| it.0 != show && it.0 != show + 1));
    let Some((_, folder)) = folder else {
        eprintln!("usage: cargo xtask bench findings FOLDER [--show RULE,RULE]");
        return ExitCode::FAILURE;
    };
    let inputs = inputs(Path::new(folder));
    if inputs.is_empty() {
        eprintln!("{folder}: no manifests");
        return ExitCode::FAILURE;
    }
    let mut counts: BTreeMap<(Severity, &str, &str), Count> = BTreeMap::new();
    let mut without = 0;
    for (name, text) in &inputs {
        let analysis = analyze(&[SourceFile::new(name.clone(), text.as_str())], &Options::default());
        let found: Vec<&Diagnostic> = analysis.diagnostics().iter().collect();
        without += usize::from(found.iter().all(|it| it.severity == Severity::Info));
        let mut seen: Vec<(&str, &str)> = Vec::new();
        for it in found {
            let (rule, code) = (it.rule(), it.code.as_str());
            let count = counts.entry((it.severity, rule, code)).or_default();
            count.findings += 1;
            count.fixes += usize::from(!it.fixes.is_empty());
            if !seen.contains(&(rule, code)) {
                seen.push((rule, code));
                count.inputs += 1;
            }
            if shown.contains(&rule) || shown.contains(&code) {
                println!("{}", told(&analysis, it));
            }
        }
    }
    let all = inputs.len();
    println!("{all} inputs, {without} of them without an error or warning");
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|((severity, ..), count)| (*severity, std::cmp::Reverse(count.inputs)));
    for ((severity, rule, code), Count { findings, inputs, fixes }) in rows {
        let share = inputs * 100 / all;
        println!(
            "{:7} {rule:5} {code:26} {findings:5} in {inputs:4} inputs ({share:2} %), {fixes:5} with a fix",
            severity.as_str()
        );
    }
    ExitCode::SUCCESS
}

fn told(analysis: &Analysis, it: &Diagnostic) -> String {
    let place = it.location.and_then(|it| analysis.line_column(it));
    let place = place.map_or_else(String::new, |(file, at)| format!("{file}:{}", at.line));
    let fixes: Vec<&str> = it.fixes.iter().map(|it| it.title.as_str()).collect();
    format!(
        "{place} {} {} {}: {}\n    help: {}\n    fixes: {}",
        it.rule(),
        it.object,
        it.field,
        it.message,
        it.help,
        fixes.join(" | ")
    )
}

/// Names and texts, in the order of the names.
fn inputs(path: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(path, &mut files);
    files.sort();
    files.iter().flat_map(|it| read(it)).collect()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        entries.for_each(|it| collect(&it.path(), files));
    } else if path
        .extension()
        .is_some_and(|it| ["yaml", "yml", "json", "jsonl", "txt", "md"].iter().any(|own| it == *own))
    {
        files.push(path.to_path_buf());
    }
}

fn read(path: &Path) -> Vec<(String, String)> {
    let Ok(text) = std::fs::read_to_string(path) else { return Vec::new() };
    let name = path.display().to_string();
    if path.extension().is_none_or(|it| it != "jsonl") {
        return vec![(name, text)];
    }
    let case = |line: &str| {
        let case: serde_json::Value = serde_json::from_str(line).ok()?;
        let id = case["id"].as_str().unwrap_or_default();
        Some((format!("{name}#{id}"), case["manifests"].as_str()?.to_owned()))
    };
    text.lines().filter_map(case).collect()
}
