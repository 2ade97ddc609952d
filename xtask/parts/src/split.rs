//! Splits a linked program: what is reached only through one of the page's split points (`web/src/later.rs`, `web/src/app/parts.rs`)
//! becomes a part of its own. The linker's relocations (`--emit-relocs`) tell what refers to what, data included.
//!
//! What several parts need goes into a file that all of them load: which one, [`file_of`] says.
//!
//! In comes the program, out go `main.wasm`, a file for each part and for what they share, which files each part needs
//! ([`LIST`]), and the loader that the program asks for them. What these are called in the site, and which page names
//! them, is not decided here.

use crate::{merge, order, read, unused, write};
use anyhow::{Context, Result, anyhow, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

/// The parts, by the names that the split points give them: a line here makes one.
const PARTS: &[&str] = &[
    LATER,
    READER,
    "pastes",
    "changes",
    "expectations",
    LINTS,
    "problems",
    "kinds",
    "peers",
    "frame",
    "files",
    "exposure",
    "services",
    "outline",
    "repairs",
    "review",
    "settings",
    "share",
    "drafts",
    "assist",
    "terminal",
    PRACTICE,
    "exam",
    AUTHOR,
];

/// The part that every visit loads. All others are loaded after it, but for the one that reads links.
const LATER: &str = "later";

/// Tasks, and the form that makes them.
const PRACTICE: &str = "practice";
const AUTHOR: &str = "author";

/// The part that every visit loads next.
const LINTS: &str = "lints";

/// What reads links, before everything else.
const READER: &str = "reader";

/// The files for what just two of the other parts share, by these two; all other pairs share [`SHARED`]. A task cannot be
/// graded without `expectations`, `kinds` and `pastes`: what one of them shares with Practice stays in its own file, which
/// Practice loads too.
const PAIRS: &[([&str; 2], &str)] = &[
    (["expectations", "practice"], "expectations"),
    (["kinds", "practice"], "kinds"),
    (["pastes", "practice"], "pastes"),
    (["pastes", "terminal"], "commands"),
    (["practice", "terminal"], "exercised"),
];

/// What two or more of the other parts share.
const SHARED: &str = "shared";

/// The file that tells for each part in a line the files that it needs, without their endings.
const LIST: &str = "parts";

/// The module that the program imports the loader from; wasm-bindgen's glue carries the import on.
const LOADER: &str = "__wasm_split.js";

/// Splits the program into files of an empty directory; `name` is that of its glue.
pub(crate) fn split(wasm: &Path, dir: &Path, name: &str) -> Result<()> {
    let input = unused::without_streams(&read(wasm)?)?;
    let main = dir.join("main.wasm");
    let glue = format!("./{name}.js");
    let loader = format!("./{LOADER}");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = dir;
    options.main_out_path = &main;
    options.main_module = &glue;
    options.link_name = &loader;
    let parts = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow!("{error:#}"))
        .with_context(|| format!("splitting {}", wasm.display()))?;
    let found: BTreeSet<&str> = parts.prefetch_map.keys().map(String::as_str).collect();
    ensure!(found == PARTS.iter().copied().collect(), "other parts than are known: {found:?}");

    // The splitter writes a file for each set of parts that share something, and numbers them.
    let mut needed_by: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (part, files) in &parts.prefetch_map {
        files.iter().for_each(|it| {
            needed_by.entry(it).or_default().insert(part);
        });
    }
    ensure!(needed_by.len() == parts.split_modules.len(), "files that no part needs");
    let mut pieces: BTreeMap<&str, Vec<Vec<u8>>> = BTreeMap::new();
    let mut files_of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (piece, parts) in &needed_by {
        let file = file_of(parts);
        pieces.entry(file).or_default().push(read(&dir.join(format!("{piece}.wasm")))?);
        parts.iter().for_each(|it| {
            files_of.entry(it).or_default().insert(file);
        });
    }
    let mut hashes = BTreeMap::new();
    for (file, pieces) in pieces {
        let program = order::alike_together(&compact(&merge::merged(&pieces)?)?)?;
        write(&dir.join(format!("{file}.wasm")), &program)?;
        hashes.insert(file, integrity(&program));
    }
    let line = |(part, files): (&&str, &BTreeSet<&str>)| {
        [*part].into_iter().chain(files.iter().copied()).collect::<Vec<_>>().join(" ")
    };
    write(&dir.join(LIST), files_of.iter().map(line).collect::<Vec<_>>().join("\n").as_bytes())?;
    let loader =
        loader_of(&fs::read_to_string(dir.join(LOADER)).context("reading the loader")?, &hashes, &files_of)?;
    write(&dir.join(LOADER), loader.as_bytes())
}

/// The file for what these parts need, and no others. What the second part needs is there before any other but the reader
/// of links.
fn file_of<'p>(parts: &BTreeSet<&'p str>) -> &'p str {
    // An exam, and the form that makes tasks, are opened from among the tasks: what they need of these is there.
    let inner = ["exam", AUTHOR].into_iter().find(|it| parts.contains(it));
    if let Some(inner) = inner.filter(|_| parts.contains(PRACTICE)) {
        return file_of(&parts.iter().copied().filter(|it| *it != inner).collect());
    }
    let mut all = parts.iter();
    if let (Some(one), None) = (all.next(), all.next()) {
        return one;
    }
    if parts.contains(READER) {
        return "later-reader";
    }
    // These are there on every visit.
    if let Some(it) = [LATER, LINTS].into_iter().find(|it| parts.contains(it)) {
        return it;
    }
    let pair = PAIRS.iter().find(|it| it.0.iter().eq(parts));
    pair.map_or(SHARED, |it| it.1)
}

/// The splitter's loader, with the files that there are now. The browser refuses another content than theirs.
fn loader_of(
    splitters: &str,
    hashes: &BTreeMap<&str, String>,
    files_of: &BTreeMap<&str, BTreeSet<&str>>,
) -> Result<String> {
    // Before its files it says how one is loaded.
    let own = ["\n/* ", "\nexport const "].iter().filter_map(|it| splitters.find(it)).min();
    let (how, _) = splitters.split_at(own.context("the loader loads nothing")?);
    ensure!(
        how.contains("function makeLoad(fetcher, deps)") && how.contains("function wrapAsyncCb(callee)"),
        "the loader is not as expected"
    );
    let mut loader = format!("{how}\n");
    for (at, (file, hash)) in hashes.iter().enumerate() {
        // As the glue does for the main part: a server that does not know the type of wasm is no reason to fail.
        write!(
            loader,
            "const file_{at} = makeLoad(() => {{\n    \
             const it = fetch(new URL(\"./{file}.wasm\", import.meta.url), {{ integrity: \"{hash}\" }});\n    \
             it.catch(() => {{}});\n    \
             return async (imports) => WebAssembly.instantiate(await (await it).arrayBuffer(), imports);\n\
             }}, []);\n"
        )?;
    }
    for (part, files) in files_of {
        let needs = hashes.keys().enumerate().filter(|it| files.contains(it.1));
        let needs = needs.map(|(at, _)| format!("file_{at}")).collect::<Vec<_>>().join(", ");
        writeln!(
            loader,
            "export const __wasm_split_load_{part} = wrapAsyncCb(makeLoad(() => async () => {{}}, [{needs}]));"
        )?;
    }
    Ok(loader)
}

/// As the attribute `integrity` wants it.
fn integrity(content: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(content)))
}

/// The linker leaves room in each number for another one, and names: both are half of the file.
fn compact(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    Ok(config.parse(wasm).context("reading a part")?.emit_wasm())
}

#[cfg(test)]
mod tests {
    use super::{file_of, integrity, loader_of};
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn the_hash_is_written_as_browsers_read_it() {
        assert_eq!(integrity(b""), "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    #[test]
    fn what_is_shared_goes_where_all_that_need_it_find_it() {
        let of = |parts: &[&'static str]| file_of(&parts.iter().copied().collect());
        assert_eq!(of(&["pastes"]), "pastes");
        assert_eq!(of(&["reader"]), "reader");
        assert_eq!(of(&["pastes", "review"]), "shared");
        assert_eq!(of(&["practice", "terminal"]), "exercised");
        assert_eq!(of(&["exam", "practice"]), "practice");
        assert_eq!(of(&["exam", "expectations", "practice"]), "expectations");
        assert_eq!(of(&["exam", "later", "practice"]), "later");
        assert_eq!(of(&["pastes", "terminal"]), "commands");
        assert_eq!(of(&["expectations", "practice"]), "expectations");
        assert_eq!(of(&["changes", "practice"]), "shared");
        assert_eq!(of(&["expectations", "practice", "terminal"]), "shared");
        assert_eq!(of(&["author", "practice"]), "practice");
        assert_eq!(of(&["author", "expectations", "practice"]), "expectations");
        assert_eq!(of(&["author", "share"]), "shared");
        assert_eq!(of(&["later", "pastes", "review"]), "later");
        assert_eq!(of(&["lints", "pastes", "review"]), "lints");
        assert_eq!(of(&["later", "lints", "review"]), "later");
        assert_eq!(of(&["later", "pastes", "reader"]), "later-reader");
    }

    #[test]
    fn the_loader_names_each_file_once_and_waits_for_all_that_a_part_needs() {
        let how = "function wrapAsyncCb(callee) {}\nfunction makeLoad(fetcher, deps) {}\n";
        let hashes = BTreeMap::from([("later", "sha256-a".to_owned()), ("shared", "sha256-b".to_owned())]);
        let files_of = BTreeMap::from([("review", BTreeSet::from(["later", "shared"]))]);
        let splitters = format!("{how}/* later, review */\nconst __chunk_1 = 1;\n");
        let loader = loader_of(&splitters, &hashes, &files_of).unwrap();
        assert!(loader.starts_with(how));
        assert!(!loader.contains("__chunk"));
        assert_eq!(loader.matches("\"./shared.wasm\"").count(), 1);
        assert!(loader.contains("__wasm_split_load_review") && loader.contains("[file_0, file_1]"));
    }

    #[test]
    fn a_loader_in_other_words_is_an_error() {
        let none = BTreeMap::new();
        assert!(loader_of("load()", &none, &BTreeMap::new()).is_err());
        assert!(loader_of("load()\nexport const it = 1;", &none, &BTreeMap::new()).is_err());
    }
}
