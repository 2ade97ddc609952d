//! Takes out of the program what it exports and nobody calls.
//!
//! `#[wasm_bindgen]` on a type exports all its methods, in whatever crate it stands, and what is exported stays with
//! all that it uses. Leptos brings the streams of its server functions that way, which this page does not have.

use anyhow::{Context, Result, ensure};
use walrus::{Module, RawCustomSection};

/// The exported types of `wasm-streams`.
const TYPES: [&str; 3] = ["IntoUnderlyingByteSource", "IntoUnderlyingSource", "IntoUnderlyingSink"];
/// Where the macro leaves its notes for the tool.
const NOTES: &str = "__wasm_bindgen_unstable";

/// The program without them.
pub(super) fn take_out(wasm: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::from_buffer(wasm).context("reading the program")?;
    let mut kept = Vec::new();
    while let Some(section) = module.customs.remove_raw(NOTES) {
        keep(&section.data, &mut kept)?;
    }
    module.customs.add(RawCustomSection { name: NOTES.to_owned(), data: kept });
    // `intounderlyingsink_write`, `__wbg_intounderlyingsink_free`, and their descriptions.
    let names = TYPES.map(|it| format!("{}_", it.to_ascii_lowercase()));
    let unused: Vec<_> = module
        .exports
        .iter()
        .filter(|it| names.iter().any(|name| it.name.contains(name.as_str())))
        .map(walrus::Export::id)
        .collect();
    unused.into_iter().for_each(|it| module.exports.delete(it));
    Ok(module.emit_wasm())
}

/// The notes come in pairs, a version and a note, each behind its length.
fn keep(mut notes: &[u8], kept: &mut Vec<u8>) -> Result<()> {
    while !notes.is_empty() {
        let (_version, rest) = block(notes)?;
        let (note, rest) = block(rest)?;
        let (pair, _) = notes.split_at(notes.len() - rest.len());
        notes = rest;
        let unused = TYPES.iter().any(|it| note.windows(it.len()).any(|bytes| bytes == it.as_bytes()));
        if !unused {
            kept.extend_from_slice(pair);
        }
    }
    Ok(())
}

fn block(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>().context("a note of wasm-bindgen is cut off")?;
    let length = u32::from_le_bytes(*length) as usize;
    ensure!(length <= rest.len(), "a note of wasm-bindgen is cut off");
    Ok(rest.split_at(length))
}

#[cfg(test)]
mod tests {
    use super::keep;

    fn pair(note: &str) -> Vec<u8> {
        let block = |text: &str| [&(text.len() as u32).to_le_bytes(), text.as_bytes()].concat();
        [block("{version}"), block(note)].concat()
    }

    #[test]
    fn only_the_notes_of_unused_types_go() {
        let notes = [pair("a note"), pair("..IntoUnderlyingSink..write"), pair("")].concat();
        let mut kept = Vec::new();
        keep(&notes, &mut kept).unwrap();
        assert_eq!(kept, [pair("a note"), pair("")].concat());
        assert!(keep(&notes[..9], &mut Vec::new()).is_err());
    }
}
