//! Lists `static/scenarios/*.yaml` for the menu, so that adding a scenario means adding a file.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../static/scenarios");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<PathBuf> = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.filter_map(|it| Some(it.ok()?.path())).collect(),
        Err(_) => Vec::new(),
    };
    paths.retain(|it| it.extension().is_some_and(|it| it == "yaml"));
    paths.sort();
    let mut out =
        String::from("/// Name and text of every scenario.\nstatic SCENARIOS: &[(&str, &str)] = &[\n");
    for path in paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let slug = path.file_stem().unwrap_or_default().to_string_lossy();
        let _ = writeln!(out, "    ({slug:?}, include_str!({:?})),", path.display().to_string());
    }
    out.push_str("];\n");
    let target = std::env::var_os("OUT_DIR").unwrap_or_default();
    std::fs::write(Path::new(&target).join("scenarios.rs"), out)
}
