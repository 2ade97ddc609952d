//! Lists `static/scenarios/*.yaml` for the menu, so that adding a scenario means adding a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[path = "src/scenario/parse.rs"]
mod parse;

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/scenarios");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/scenario/parse.rs");
    let mut paths: Vec<PathBuf> = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.filter_map(|it| Some(it.ok()?.path())).collect(),
        Err(_) => Vec::new(),
    };
    paths.retain(|it| it.extension().is_some_and(|it| it == "yaml"));
    paths.sort();
    // What the menu shows stands apart from what the page needs when it opens: it comes with the later part.
    let mut out = String::from("/// Name, title and group of every scenario.\n");
    out.push_str("static SCENARIOS: &[(&str, &str, &str)] = &[\n");
    let mut fingerprints = String::new();
    for path in &paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let slug = path.file_stem().unwrap_or_default().to_string_lossy();
        let text = std::fs::read_to_string(path)?;
        let title = parse::head(&text, "title").unwrap_or_else(|| slug.clone().into_owned());
        let files = parse::files(&text);
        let fingerprint = parse::fingerprint(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
        let group = parse::head(&text, "group").unwrap_or_default();
        let _ = writeln!(out, "    ({slug:?}, {title:?}, {group:?}),");
        let _ = writeln!(fingerprints, "    {fingerprint},");
    }
    out.push_str("];\n/// Tells the files of scenarios from those that somebody has written.\n");
    let _ = writeln!(out, "static FINGERPRINTS: &[u64] = &[\n{fingerprints}];");
    let first = paths.first().map(|it| {
        let slug = it.file_stem().unwrap_or_default().to_string_lossy();
        format!("({slug:?}, include_str!({:?}))", it.display().to_string())
    });
    out.push_str("/// Name and text of the first one.\n");
    let _ = writeln!(out, "static FIRST: (&str, &str) = {};", first.as_deref().unwrap_or("(\"\", \"---\")"));
    let target = std::env::var_os("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&target).join("scenarios.rs"), out)
}
