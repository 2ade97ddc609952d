//! Takes out of a program what a crate shows to JavaScript and nobody asks for.
//!
//! All that is exported is kept, with what it leads to. `wasm-streams`, which Leptos' server functions bring along,
//! exports three classes for streams, and this page has none.

use anyhow::{Context, Result, anyhow, ensure};
use wasm_encoder::{
    CustomSection, ExportSection, Module, RawSection,
    reencode::{Reencode, RoundtripReencoder},
};
use wasmparser::{Parser, Payload};

/// Where each crate tells wasm-bindgen what it exports and imports.
const SECTION: &str = "__wasm_bindgen_unstable";

/// The crate.
const CRATE: &str = "wasm-streams";

/// How the names of what it exports begin, after what wasm-bindgen puts before them.
const EXPORTS: &str = "intounderlying";

/// A linked program without it. What the linker says of the other sections stays true: they keep their bytes and order.
pub(crate) fn without_streams(program: &[u8]) -> Result<Vec<u8>> {
    let mut module = Module::new();
    let mut left_out = 0;
    for payload in Parser::new(0).parse_all(program) {
        let payload = payload.context("reading the program")?;
        if let Payload::ExportSection(section) = &payload {
            let mut exports = ExportSection::new();
            for it in section.clone() {
                let it = it?;
                if is_of_streams(it.name) {
                    left_out += 1;
                    continue;
                }
                let kind = RoundtripReencoder.export_kind(it.kind).map_err(|error| anyhow!("{error}"))?;
                exports.export(it.name, kind, it.index);
            }
            module.section(&exports);
        } else if let Payload::CustomSection(section) = &payload
            && section.name() == SECTION
        {
            let data = programs_of_others(section.data())?.into();
            module.section(&CustomSection { name: SECTION.into(), data });
        } else if let Some((id, range)) = payload.as_section() {
            let data = program.get(range.start as usize..range.end as usize);
            module.section(&RawSection { id, data: data.context("a section ends after the program")? });
        }
    }
    ensure!(0 < left_out, "{CRATE} exports nothing any more: this step can go");
    Ok(module.finish())
}

fn is_of_streams(export: &str) -> bool {
    let name = export.strip_prefix("__wbindgen_describe_").unwrap_or(export);
    name.strip_prefix("__wbg_").unwrap_or(name).starts_with(EXPORTS)
}

/// The section holds, for each crate, its version and what it has, each behind its length.
fn programs_of_others(section: &[u8]) -> Result<Vec<u8>> {
    let mut kept = Vec::with_capacity(section.len());
    let mut rest = section;
    while !rest.is_empty() {
        let before = rest;
        let _version = part(&mut rest)?;
        let program = part(&mut rest)?;
        if !program.windows(CRATE.len()).any(|it| it == CRATE.as_bytes()) {
            kept.extend_from_slice(before.get(..before.len() - rest.len()).unwrap_or_default());
        }
    }
    Ok(kept)
}

fn part<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8]> {
    let (length, after) = rest.split_first_chunk().context("the section ends within a length")?;
    let (part, after) = after
        .split_at_checked(u32::from_le_bytes(*length) as usize)
        .context("the section ends within a part")?;
    *rest = after;
    Ok(part)
}

#[cfg(test)]
mod tests {
    use super::{is_of_streams, programs_of_others};

    #[test]
    fn the_programs_of_other_crates_stay() {
        let program = |of: &str| {
            let parts =
                ["version", of].map(|it| [&(it.len() as u32).to_le_bytes()[..], it.as_bytes()].concat());
            parts.concat()
        };
        let (web, streams, time) = (program("the page"), program("a wasm-streams-12 b"), program("timers"));
        let section = [&web[..], &streams, &time].concat();
        assert_eq!(programs_of_others(&section).unwrap(), [web, time].concat());
        assert!(programs_of_others(&section[..section.len() - 1]).is_err());
    }

    #[test]
    fn exports_of_others_stay() {
        for it in [
            "intounderlyingsink_close",
            "__wbg_intounderlyingsink_free",
            "__wbindgen_describe_intounderlyingsink_close",
        ] {
            assert!(is_of_streams(it));
        }
        assert!(!is_of_streams("__wbg_sink_free"));
    }
}
