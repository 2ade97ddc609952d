//! Lists `static/scenarios/*.yaml` for the menu, and `static/practice/*.yaml` with the `lessons` there for *Practice*, so
//! that adding one means adding a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

#[path = "src/model/scenario/parse.rs"]
mod parse;

fn main() -> std::io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/model/scenario/parse.rs");
    let paths = files_in("static/scenarios");
    // What the menu shows stands apart from what the page needs when it opens: it comes with the second part.
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
    out.push_str(&first(paths.first().map(PathBuf::as_path))?);
    let target = std::env::var_os("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&target).join("scenarios.rs"), out)?;
    let ((tasks, topics), (lessons, _)) = (tasks("TASKS", "")?, tasks("LESSONS", "lessons/")?);
    std::fs::write(Path::new(&target).join("practice.rs"), tasks + &topics + &lessons)
}

/// The YAML files of a folder, in the order of their names.
fn files_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<PathBuf> = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.filter_map(|it| Some(it.ok()?.path())).collect(),
        Err(_) => Vec::new(),
    };
    paths.retain(|it| it.extension().is_some_and(|it| it == "yaml"));
    paths.sort();
    paths
}

/// What the catalogue shows of each task, and the hash that the browser holds its file to. A test of the model holds it to
/// what the reader of tasks makes of the files. And what an exam is drawn from.
fn tasks(list: &str, folder: &str) -> std::io::Result<(String, String)> {
    let mut topics = String::from(
        "/// Name, whether it asks for a prediction, and topics of each task.\n\
         static TOPICS: &[(&str, bool, &str)] = &[\n",
    );
    let mut out = format!("/// All of `static/practice/{folder}`.\nstatic {list}: &[Line] = &[\n");
    for path in files_in(&format!("static/practice/{folder}")) {
        println!("cargo::rerun-if-changed={}", path.display());
        let text = std::fs::read_to_string(&path)?;
        let field = |key: &str| {
            let found = text.lines().find_map(|it| it.strip_prefix(key)?.strip_prefix(':'));
            found.unwrap_or_default().trim().trim_matches(['\'', '"', '[', ']']).replace("''", "'")
        };
        let name = format!("{folder}{}", path.file_stem().unwrap_or_default().to_string_lossy());
        let words = |key: &str| field(key).replace(',', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let exams = words("exams");
        let predicts = text.lines().any(|it| it.starts_with("predict:"));
        let _ = writeln!(topics, "    ({name:?}, {predicts}, {:?}),", words("topics"));
        let hash = BASE64_STANDARD.encode(Sha256::digest(&text));
        let (title, level, group) = (field("title"), field("level"), field("group"));
        let _ =
            writeln!(out, "    ({name:?}, {title:?}, {level:?}, {group:?}, {exams:?}, \"sha256-{hash}\"),");
    }
    Ok((out + "];\n", topics + "];\n"))
}

/// The first scenario as it opens, ready to be shown, and apart from that its text, which says more.
fn first(path: Option<&Path>) -> std::io::Result<String> {
    let text = path.map_or(Ok(String::new()), std::fs::read_to_string)?;
    let slug = path.and_then(Path::file_stem).unwrap_or_default().to_string_lossy();
    let open = parse::head(&text, "open");
    let opened = open.as_deref().and_then(parse::opened);
    Ok(format!(
        "/// Name of the first one.\nstatic FIRST: &str = {slug:?};\n\
         /// Its files.\nstatic FIRST_FILES: &[(&str, &str)] = &{:?};\n\
         /// What it shows.\nstatic FIRST_OPENED: Option<parse::Opened<'_>> = {opened:?};\n\
         /// What it teaches.\nstatic FIRST_LESSON: &str = {:?};\n\
         /// All of it.\nstatic FIRST_TEXT: &str = {text:?};\n",
        parse::files(&text),
        parse::head(&text, "lesson").unwrap_or_default(),
    ))
}
