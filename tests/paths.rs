//! Where things are in the repository.

use std::path::PathBuf;

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the root").to_path_buf()
}

/// Files of a folder (relative to the root) with an extension, by name. Empty when there is no such folder.
pub fn files(folder: &str, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(root().join(folder)) else { return Vec::new() };
    let paths = entries.filter_map(|it| it.ok().map(|it| it.path()));
    let mut paths: Vec<PathBuf> =
        paths.filter(|it| it.extension().is_some_and(|it| it == extension)).collect();
    paths.sort();
    paths
}

/// A number from the environment.
pub fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|it| it.parse().ok()).unwrap_or(default)
}

/// A file or folder of recorded suites; they lie outside the repository.
pub fn conformance(name: &str) -> PathBuf {
    let folder = std::env::var_os("NETPOL_CONFORMANCE").map(PathBuf::from);
    folder.unwrap_or_else(|| root().join("../shared/conformance")).join(name)
}

/// A file or folder beside the recorded suites.
pub fn shared(name: &str) -> PathBuf {
    conformance("..").join(name)
}
