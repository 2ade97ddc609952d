//! Files, directories, standard input.

use std::io::Read;
use std::path::{Path, PathBuf};

use netpol_core::SourceFile;

/// Reads everything, "argument order, then path order inside a directory". Fails when something
/// cannot be read, or when there is nothing to read.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<SourceFile>, String> {
    let mut files = Vec::new();
    for path in paths {
        if path.as_os_str() == "-" {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().read_to_end(&mut bytes);
            read.map_err(|it| format!("standard input: {it}"))?;
            files.push(SourceFile::new("-", text(&bytes)));
        } else if path.is_dir() {
            directory(path, &mut files)?;
        } else {
            files.push(file(path)?);
        }
    }
    if files.is_empty() {
        return Err("no .yaml, .yml or .json file there".to_owned());
    }
    // What a pipe delivers when the command before it failed must not pass for a cluster without problems.
    if files.iter().all(|it| it.text.trim().is_empty()) {
        return Err("the input is empty".to_owned());
    }
    Ok(files)
}

fn directory(path: &Path, acc: &mut Vec<SourceFile>) -> Result<(), String> {
    let failed = |it: std::io::Error| format!("{}: {it}", path.display());
    let mut entries = Vec::new();
    for it in std::fs::read_dir(path).map_err(failed)? {
        entries.push(it.map_err(failed)?.path());
    }
    entries.sort();
    for it in entries {
        let is_manifest = |it: &std::ffi::OsStr| it == "yaml" || it == "yml" || it == "json";
        if it.is_dir() {
            directory(&it, acc)?;
        } else if it.extension().is_some_and(is_manifest) {
            acc.push(file(&it)?);
        }
    }
    Ok(())
}

fn file(path: &Path) -> Result<SourceFile, String> {
    let bytes = std::fs::read(path).map_err(|it| format!("{}: {it}", path.display()))?;
    Ok(SourceFile::new(path.display().to_string(), text(&bytes)))
}

/// UTF-8, or UTF-16 with a byte-order mark: what `kubectl … > file` leaves in older versions of PowerShell. Other
/// bytes become `�`, where the reader will stumble over them and say so.
fn text(bytes: &[u8]) -> String {
    let units: fn([u8; 2]) -> u16 = match bytes {
        [0xFF, 0xFE, ..] => u16::from_le_bytes,
        [0xFE, 0xFF, ..] => u16::from_be_bytes,
        _ => return String::from_utf8_lossy(bytes).into_owned(),
    };
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().skip(1).map(|it| units(*it)).collect();
    String::from_utf16_lossy(&units)
}
