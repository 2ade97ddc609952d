//! The whole state of a page as text for a link or a draft, and back. `docs/links.md` describes it for other programs.
//!
//! A link begins with its version. Behind it stand, in base64url, a checksum and a deflate stream of tagged fields; the
//! stream refers to a dictionary, a text of Kubernetes vocabulary that both sides know. A reader skips the tags that it
//! does not know, so fields can be added without a new version. Old versions are read for ever: neither their code nor
//! their dictionary ever changes. Deliberately not here: the evaluator, and what a page does with a link.

mod base64url;
mod baseline;
mod delta;
mod error;
mod fields;
mod limits;
mod packing;
mod report;

use crate::probe::Probe;
use crate::source::SourceFile;

pub use baseline::Baseline;
pub use error::LinkError;
use fields::{Field, Reader, Writer, checksum};
use limits::{DRAFT, LINK, Limits, at_most};
pub use limits::{
    Excess, MAX_COMMANDS, MAX_FILES, MAX_SETTINGS, MAX_TEXT, MAX_TURNED, MAX_UNPACKED, MAX_WORD,
};
pub use report::{LinkBaselineReport, LinkCellReport, LinkFileReport, LinkReport, LinkViewReport};

/// First character of every link made today.
pub const VERSION: char = '2';
/// Longest link that is handed out: browsers cut or refuse more somewhere above this.
pub const MAX_LINK: usize = 1_000_000;
/// What version 2 takes for known. Never change it: links refer to it.
pub const DICTIONARY_2: &[u8] = include_bytes!("dictionaries/2.txt");

const FILE_NAME: u32 = 1;
const FILE_TEXT: u32 = 2;
const ACTIVE: u32 = 3;
const PROBE: u32 = 4;
const FROM: u32 = 5;
const TO: u32 = 6;
const PIECE: u32 = 7;
const SCENARIO: u32 = 8;
const SETTINGS: u32 = 9;
const TAB: u32 = 10;
const PANE: u32 = 11;
const FILTER: u32 = 12;
const FOLDED: u32 = 13;
const TURNED: u32 = 14;
const BASELINE_FILE: u32 = 15;
const BASELINE_SETTINGS: u32 = 16;
const COMMAND: u32 = 17;
const TASK: u32 = 18;

/// One cell, by the names that stay put while files are edited.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CellRef {
    /// Id of the source.
    pub from: String,
    /// Id of the destination; of a Service `svc:namespace/name:port`, and behind a blank the backend that is explained.
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

/// What is shown of the files, and how. A reader ignores fields that it does not know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The tab above the results: `matrix`, `services`, `problems`; empty for the one that the chosen cell is in.
    pub tab: String,
    /// What a small screen shows: `edit`, `why`; empty for the results.
    pub pane: String,
    /// The filter of rows and columns, as it was typed.
    pub filter: String,
    /// Whether all equal rows are folded; without a choice it follows from how many there are.
    pub folded: Option<bool>,
    /// The first members of the folds for which the opposite was chosen.
    pub turned: Vec<String>,
    /// What the terminal is asked when it opens, one after the other: commands that change no file.
    pub commands: Vec<String>,
}

/// All that a link restores.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkState {
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
    /// The settings that differ from their defaults, a line `key=value` for each.
    pub settings: String,
    /// What is shown, and how.
    pub view: View,
    /// What is compared with, where that is something else. One that says the same is neither written nor read.
    pub baseline: Option<Baseline>,
    /// The file of the task that the files are an answer to; empty where they are to none, or to one that the page has.
    pub task: String,
}

/// The state as the fragment of a link, without the `#`.
pub fn encode(state: &LinkState) -> Result<String, LinkError> {
    let fields = write(state);
    // Whoever gets the link can open it.
    read(&fields, &LINK)?;
    let link = packed(&fields);
    if MAX_LINK < link.len() {
        return Err(LinkError::TooLong(link.len()));
    }
    Ok(link)
}

/// The same without a limit, for a draft. [`unpack`] reads it. A baseline that would be too much for it is left out.
pub fn pack(state: &LinkState) -> String {
    // Files that are the same are not written again.
    let before = state.baseline.iter().filter(|it| it.files != state.files).flat_map(|it| &it.files);
    let all = state.files.iter().chain(before);
    let (files, bytes) = (all.clone().count(), all.map(|it| it.text.len()).sum::<usize>());
    if state.baseline.is_some() && (DRAFT.files < files || DRAFT.text < bytes) {
        return packed(&write(&LinkState { baseline: None, ..state.clone() }));
    }
    packed(&write(state))
}

/// The state in a fragment. Nothing that anybody puts into a link makes it panic or run long.
pub fn decode(fragment: &str) -> Result<LinkState, LinkError> {
    read_version(fragment, &LINK)
}

/// The state in a draft, which may hold more than a link.
pub fn unpack(draft: &str) -> Result<LinkState, LinkError> {
    read_version(draft, &DRAFT)
}

fn packed(fields: &[u8]) -> String {
    format!("{VERSION}{}", base64url::encode(&pack_2(fields)))
}

fn read_version(packed: &str, limits: &Limits) -> Result<LinkState, LinkError> {
    let mut rest = packed.chars();
    match rest.next() {
        // A version is matched by its own character, not by `VERSION`, which a later version changes.
        Some('1') => read_1(&bytes(rest.as_str())?, limits),
        Some('2') => read_2(&bytes(rest.as_str())?, limits),
        Some(it) if it.is_ascii_digit() && VERSION < it => Err(LinkError::Newer(it)),
        _ => Err(LinkError::NotALink),
    }
}

/// The fragment in what the user pasted: a whole address, or the fragment alone, with or without its `#`.
pub fn fragment(text: &str) -> &str {
    let text = text.trim();
    text.split_once('#').map_or(text, |it| it.1)
}

/// What a file is called whose name is left out.
fn default_name(at: usize) -> String {
    match at {
        0 => "policies.yaml".to_owned(),
        1 => "cluster.yaml".to_owned(),
        _ => format!("file-{}.yaml", at + 1),
    }
}

fn write(state: &LinkState) -> Vec<u8> {
    let mut out = Writer::default();
    for (at, file) in state.files.iter().enumerate() {
        if file.name != default_name(at) {
            out.text(FILE_NAME, &file.name);
        }
        out.text(FILE_TEXT, &file.text);
    }
    if state.active != 0 {
        out.number(ACTIVE, state.active as u32);
    }
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
    out.words(SCENARIO, &state.scenario);
    out.words(SETTINGS, &state.settings);
    out.words(TAB, &state.view.tab);
    out.words(PANE, &state.view.pane);
    out.words(FILTER, &state.view.filter);
    if let Some(it) = state.view.folded {
        out.number(FOLDED, it.into());
    }
    for it in &state.view.turned {
        out.text(TURNED, it);
    }
    baseline::write(&mut out, state);
    for it in &state.view.commands {
        out.text(COMMAND, it);
    }
    out.words(TASK, &state.task);
    out.bytes
}

fn bytes(text: &str) -> Result<Vec<u8>, LinkError> {
    base64url::decode(text).map_err(|it| match it {
        base64url::Wrong::Character(it) => LinkError::Character(it),
        base64url::Wrong::Length => LinkError::CutOff,
    })
}

/// Version 1: a deflate stream of the checksum and the fields.
fn read_1(packed: &[u8], limits: &Limits) -> Result<LinkState, LinkError> {
    let plain = packing::unpack(packed, &[], limits.unpacked)?;
    let (sum, fields) = plain.split_first_chunk::<4>().ok_or(LinkError::CutOff)?;
    read_checked(*sum, fields, limits)
}

/// Version 2: the checksum, and a deflate stream of the fields that refers to a dictionary.
fn read_2(bytes: &[u8], limits: &Limits) -> Result<LinkState, LinkError> {
    let (sum, packed) = bytes.split_first_chunk::<4>().ok_or(LinkError::CutOff)?;
    let plain = packing::unpack(packed, DICTIONARY_2, limits.unpacked)?;
    read_checked(*sum, &plain, limits)
}

/// What [`read_2`] reads.
fn pack_2(fields: &[u8]) -> Vec<u8> {
    let mut bytes = checksum(fields).to_be_bytes().to_vec();
    bytes.extend(packing::pack(fields, DICTIONARY_2));
    bytes
}

fn read_checked(sum: [u8; 4], fields: &[u8], limits: &Limits) -> Result<LinkState, LinkError> {
    if u32::from_be_bytes(sum) != checksum(fields) {
        return Err(LinkError::Altered);
    }
    read(fields, limits)
}

fn read(plain: &[u8], limits: &Limits) -> Result<LinkState, LinkError> {
    let word = |it: &Field<'_>| it.word(limits.word);
    let number = |it: &Field<'_>| it.number().ok_or(LinkError::Altered);

    let mut state = LinkState::default();
    let (mut name, mut from, mut to, mut piece) = (None, None, None, None);
    let mut bytes = 0;
    let mut baseline = baseline::Found::default();
    for field in Reader::new(plain) {
        let field = field.ok_or(LinkError::Altered)?;
        match field.tag {
            FILE_NAME => name = Some(word(&field)?),
            FILE_TEXT => {
                let name = name.take().unwrap_or_else(|| default_name(state.files.len()));
                let text = field.text()?;
                bytes += text.len();
                state.files.push(SourceFile::new(name, text));
                at_most(limits.text, bytes, Excess::Text)?;
                at_most(limits.files, state.files.len(), Excess::Files)?;
            }
            ACTIVE => state.active = number(&field)? as usize,
            PROBE => state.probe = field.probe().ok_or(LinkError::Altered)?,
            FROM => from = Some(word(&field)?),
            TO => to = Some(word(&field)?),
            PIECE => piece = field.probe(),
            SCENARIO => state.scenario = word(&field)?,
            SETTINGS => {
                let text = field.text()?;
                at_most(limits.settings, text.len(), Excess::Settings)?;
                state.settings = text.to_owned();
            }
            TAB => state.view.tab = word(&field)?,
            PANE => state.view.pane = word(&field)?,
            FILTER => state.view.filter = word(&field)?,
            FOLDED => state.view.folded = Some(number(&field)? != 0),
            TURNED => {
                state.view.turned.push(word(&field)?);
                at_most(limits.turned, state.view.turned.len(), Excess::Turned)?;
            }
            COMMAND => {
                state.view.commands.push(word(&field)?);
                at_most(limits.commands, state.view.commands.len(), Excess::Commands)?;
            }
            TASK => {
                let text = field.text()?;
                bytes += text.len();
                at_most(limits.text, bytes, Excess::Text)?;
                state.task = text.to_owned();
            }
            BASELINE_FILE => baseline.files.push(field.body),
            BASELINE_SETTINGS => baseline.settings = Some(field.text()?),
            _ => (),
        }
    }
    state.baseline = baseline.of(&state, bytes, limits)?;
    state.active = state.active.min(state.files.len().saturating_sub(1));
    state.selection = from.zip(to).map(|(from, to)| Selection { cell: CellRef { from, to }, piece });
    Ok(state)
}

#[cfg(test)]
mod tests;
