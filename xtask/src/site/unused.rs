//! Takes out of the program what it exports and nobody calls.
//!
//! `#[wasm_bindgen]` on a type exports all its methods, in whatever crate it stands, and what is exported stays with
//! all that it uses. Leptos brings the streams of its server functions that way, which this page does not have.
//!
//! Only two sections are written anew, and all others copied: what the linker tells about them (`--emit-relocs`) stays
//! true, and what splits the program (`super::split`) leaves out what nothing refers to any more.

use anyhow::{Context, Result, ensure};

/// The exported types of `wasm-streams`.
const TYPES: [&str; 3] = ["IntoUnderlyingByteSource", "IntoUnderlyingSource", "IntoUnderlyingSink"];
/// Where the macro leaves its notes for the tool.
const NOTES: &str = "__wasm_bindgen_unstable";
/// The sections that matter here, by their numbers in the format.
const CUSTOM: u8 = 0;
const EXPORTS: u8 = 7;

/// The program without them.
pub(super) fn take_out(wasm: &[u8]) -> Result<Vec<u8>> {
    let (head, mut rest) = wasm.split_at_checked(8).context("this is no program")?;
    let mut out = head.to_vec();
    while let Some((&kind, after)) = rest.split_first() {
        let (body, after) = sized(after)?;
        rest = after;
        let body = match kind {
            EXPORTS => exports(body)?,
            CUSTOM => {
                let (name, notes) = sized(body)?;
                let mut all = body.strip_suffix(notes).unwrap_or(body).to_vec();
                if name == NOTES.as_bytes() {
                    keep(notes, &mut all)?
                } else {
                    all.extend(notes)
                }
                all
            }
            _ => body.to_vec(),
        };
        out.push(kind);
        write_number(body.len(), &mut out);
        out.extend(body);
    }
    Ok(out)
}

/// `intounderlyingsink_write`, `__wbg_intounderlyingsink_free`, and their descriptions are left out.
fn exports(section: &[u8]) -> Result<Vec<u8>> {
    let names = TYPES.map(|it| format!("{}_", it.to_ascii_lowercase()));
    let (count, mut rest) = number(section)?;
    let (mut kept, mut all) = (0, Vec::<u8>::new());
    for _ in 0..count {
        let (name, after) = sized(rest)?;
        let (_kind, after) = after.split_first().context("an export is cut off")?;
        let (_index, after) = number(after)?;
        let (whole, after) = rest.split_at(rest.len() - after.len());
        rest = after;
        let name = String::from_utf8_lossy(name);
        if !names.iter().any(|it| name.contains(it.as_str())) {
            kept += 1;
            all.extend(whole);
        }
    }
    let mut out = Vec::new();
    write_number(kept, &mut out);
    out.extend(all);
    Ok(out)
}

/// Bytes behind their length.
fn sized(bytes: &[u8]) -> Result<(&[u8], &[u8])> {
    let (length, rest) = number(bytes)?;
    rest.split_at_checked(length).context("a section is cut off")
}

/// Seven bits a byte, the least significant first; the high bit says that more follow.
fn number(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut number = 0;
    for (at, &byte) in bytes.iter().enumerate().take(5) {
        number |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Ok((number, bytes.get(at + 1..).unwrap_or_default()));
        }
    }
    anyhow::bail!("a number is cut off")
}

fn write_number(mut number: usize, out: &mut Vec<u8>) {
    while 0x80 <= number {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
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
    use super::{keep, take_out};

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

    #[test]
    fn only_the_exports_of_unused_types_go() {
        let export = |name: &str| [&[name.len() as u8], name.as_bytes(), &[0, 7]].concat();
        let section = |kind: u8, body: Vec<u8>| [vec![kind, body.len() as u8], body].concat();
        let of = |names: &[&str]| {
            let list: Vec<u8> = names.iter().flat_map(|it| export(it)).collect();
            let exports = section(7, [vec![names.len() as u8], list].concat());
            [b"\0asm\x01\0\0\0".to_vec(), section(1, vec![0]), exports, section(0, b"\x04name".to_vec())]
                .concat()
        };
        let wasm = of(&["main", "__wbg_intounderlyingsink_free", "memory"]);
        assert_eq!(take_out(&wasm).unwrap(), of(&["main", "memory"]));
        assert!(take_out(&wasm[..30]).is_err());
    }
}
