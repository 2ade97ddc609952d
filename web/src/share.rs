//! The whole state of the page as text for a link or a draft. Pure; knows no browser.
//!
//! A link is `1` and base64url of a deflate stream. The stream holds a checksum and then fields, each a
//! tag, a length, and that many bytes; a reader skips the tags it does not know, so fields can be added
//! without a new version. The first character is the version: old decoders stay for ever.

mod base64url;
mod fields;

use netpol_core::{Probe, SourceFile};

use fields::{Reader, Writer};

/// First character of every link made today.
const VERSION: char = '1';
/// What a link unpacks to at most: more is an attack, not a scenario.
const MAX_UNPACKED: usize = 16 << 20;
/// Longest link that is handed out: browsers cut or refuse more somewhere above this.
pub const MAX_LINK: usize = 1_000_000;

const FILE_NAME: u32 = 1;
const FILE_TEXT: u32 = 2;
const ACTIVE: u32 = 3;
const PROBE: u32 = 4;
const FROM: u32 = 5;
const TO: u32 = 6;
const PIECE: u32 = 7;
const SCENARIO: u32 = 8;
const SETTINGS: u32 = 9;

/// One cell, by the names that stay put while files are edited.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CellRef {
    /// Id of the source.
    pub from: String,
    /// Id of the destination.
    pub to: String,
}

/// The chosen cell, and which of its pieces is explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    /// Which cell.
    pub cell: CellRef,
    /// A port in the chosen piece; `None` leaves the choice to the evaluator.
    pub piece: Option<Probe>,
}

/// All that a link restores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShareState {
    /// The files, in reading order.
    pub files: Vec<SourceFile>,
    /// Index of the file that is shown.
    pub active: usize,
    /// What the matrix is drawn for.
    pub probe: Probe,
    /// The chosen cell.
    pub selection: Option<Selection>,
    /// The scenario that the files came from, for its lesson and its name.
    pub scenario: String,
    /// What is not set as usual, as `netpol_core::settings` writes it.
    pub settings: String,
}

/// Why there is no link, or no state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// The link would have this many characters.
    TooLong(usize),
    /// Made by a later version of the page.
    Newer,
    /// Cut off or altered.
    Damaged,
}

impl ShareError {
    /// What to tell the user.
    pub fn message(self) -> String {
        match self {
            ShareError::TooLong(len) => {
                format!(
                    "These files are too large for a link ({} kB). Save them as files instead.",
                    len / 1000
                )
            }
            ShareError::Newer => {
                "This link was made by a newer version of the page. Reload, and try again.".to_owned()
            }
            ShareError::Damaged => {
                "This link is damaged: a part of it is missing or altered. Ask for it again.".to_owned()
            }
        }
    }
}

/// The state as the fragment of a link, without the `#`.
pub fn encode(state: &ShareState) -> Result<String, ShareError> {
    let link = pack(state);
    if MAX_LINK < link.len() {
        return Err(ShareError::TooLong(link.len()));
    }
    Ok(link)
}

/// The same without a limit, for a draft.
pub fn pack(state: &ShareState) -> String {
    let mut out = Writer::default();
    for file in &state.files {
        out.text(FILE_NAME, &file.name);
        out.text(FILE_TEXT, &file.text);
    }
    out.number(ACTIVE, state.active as u32);
    if let Some(it) = fields::probe_number(state.probe) {
        out.number(PROBE, it);
    }
    if let Some(selection) = &state.selection {
        out.text(FROM, &selection.cell.from);
        out.text(TO, &selection.cell.to);
        if let Some(it) = selection.piece.and_then(fields::probe_number) {
            out.number(PIECE, it);
        }
    }
    if !state.scenario.is_empty() {
        out.text(SCENARIO, &state.scenario);
    }
    if !state.settings.is_empty() {
        out.text(SETTINGS, &state.settings);
    }
    let packed = miniz_oxide::deflate::compress_to_vec(&out.finish(), 8);
    format!("{VERSION}{}", base64url::encode(&packed))
}

/// The state in a fragment. Nothing that anybody puts into a link makes it panic or run long.
pub fn decode(fragment: &str) -> Result<ShareState, ShareError> {
    let Some(body) = fragment.strip_prefix(VERSION) else {
        let digit = fragment.chars().next().is_some_and(|it| it.is_ascii_digit() && VERSION < it);
        return Err(if digit { ShareError::Newer } else { ShareError::Damaged });
    };
    let packed = base64url::decode(body).ok_or(ShareError::Damaged)?;
    let plain = miniz_oxide::inflate::decompress_to_vec_with_limit(&packed, MAX_UNPACKED)
        .map_err(|_| ShareError::Damaged)?;
    let reader = Reader::new(&plain).ok_or(ShareError::Damaged)?;

    let mut state = ShareState::default();
    let (mut name, mut from, mut to, mut piece) = (None, None, None, None);
    for field in reader {
        let field = field.ok_or(ShareError::Damaged)?;
        let text = || field.text().map(str::to_owned).ok_or(ShareError::Damaged);
        match field.tag {
            FILE_NAME => name = Some(text()?),
            FILE_TEXT => {
                let name = name.take().ok_or(ShareError::Damaged)?;
                state.files.push(SourceFile::new(name, text()?));
            }
            ACTIVE => state.active = field.number().ok_or(ShareError::Damaged)? as usize,
            PROBE => state.probe = field.probe().ok_or(ShareError::Damaged)?,
            FROM => from = Some(text()?),
            TO => to = Some(text()?),
            PIECE => piece = field.probe(),
            SCENARIO => state.scenario = text()?,
            SETTINGS => state.settings = text()?,
            _ => (),
        }
    }
    state.active = state.active.min(state.files.len().saturating_sub(1));
    state.selection = from.zip(to).map(|(from, to)| Selection { cell: CellRef { from, to }, piece });
    Ok(state)
}

#[cfg(test)]
mod tests;
