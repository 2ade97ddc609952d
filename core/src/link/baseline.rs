//! The state that a page compares with, in a link: what differs from the files and the settings that the link holds anyway.

use super::delta;
use super::fields::Writer;
use super::limits::{Excess, Limits, at_most};
use super::{BASELINE_FILE, BASELINE_SETTINGS, LinkError, LinkState};
use crate::source::SourceFile;

/// What is compared with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Its files, in reading order.
    pub files: Vec<SourceFile>,
    /// Its settings that differ from their defaults, a line `key=value` for each.
    pub settings: String,
}

impl Baseline {
    /// Whether there is something to compare: it says something, and the state says something else.
    pub fn tells(&self, state: &LinkState) -> bool {
        let is_blank = self.files.iter().all(|it| it.text.trim().is_empty());
        !is_blank && (self.files != state.files || self.settings != state.settings)
    }
}

/// Writes the baseline of a state, where it tells something.
pub(super) fn write(out: &mut Writer, state: &LinkState) {
    let Some(it) = state.baseline.as_ref().filter(|it| it.tells(state)) else { return };
    if it.files != state.files {
        for (at, file) in it.files.iter().enumerate() {
            out.body(BASELINE_FILE, &body(state, &it.files, at, file).bytes);
        }
    }
    if it.settings != state.settings {
        out.text(BASELINE_SETTINGS, &it.settings);
    }
}

/// One file: the number of the file that it is told by, from 1, or 0; its name, if it is another one, behind its length
/// and one; and the parts, without which it is that file.
fn body(state: &LinkState, all: &[SourceFile], at: usize, file: &SourceFile) -> Writer {
    let mut out = Writer::default();
    let base = base(&state.files, all, at, file);
    out.varint(base.map_or(0, |it| it as u32 + 1));
    let base = base.and_then(|it| state.files.get(it));
    if base.is_some_and(|it| it.name == file.name) {
        out.varint(0);
    } else {
        out.varint(file.name.len() as u32 + 1);
        out.bytes.extend_from_slice(file.name.as_bytes());
    }
    if base.is_none_or(|it| it.text != file.text) {
        delta::write(&mut out, base.map_or("", |it| &it.text), &file.text);
    }
    out
}

/// The file of the link that a file of the baseline is told by: that of its name, or of its text, or the one in its place
/// that no other goes by the name of. None for an empty text, which has no parts.
fn base(files: &[SourceFile], all: &[SourceFile], at: usize, file: &SourceFile) -> Option<usize> {
    let found = files.iter().position(|it| it.name == file.name);
    let found = found.or_else(|| files.iter().position(|it| it.text == file.text)).or_else(|| {
        let same_place = files.get(at)?;
        all.iter().all(|it| it.name != same_place.name).then_some(at)
    });
    found.filter(|it| !file.text.is_empty() || files.get(*it).is_some_and(|it| it.text.is_empty()))
}

/// The fields of a baseline, as they were read.
#[derive(Default)]
pub(super) struct Found<'a> {
    pub(super) files: Vec<&'a [u8]>,
    pub(super) settings: Option<&'a str>,
}

impl Found<'_> {
    /// The baseline of a state that holds `bytes` of text.
    pub(super) fn of(
        self,
        state: &LinkState,
        mut bytes: usize,
        limits: &Limits,
    ) -> Result<Option<Baseline>, LinkError> {
        if self.files.is_empty() && self.settings.is_none() {
            return Ok(None);
        }
        let settings = self.settings.unwrap_or(&state.settings);
        at_most(limits.settings, settings.len(), Excess::Settings)?;
        at_most(limits.files, state.files.len() + self.files.len(), Excess::Files)?;
        let mut files = Vec::new();
        for body in &self.files {
            let file = file(body, state, limits, limits.text.saturating_sub(bytes))?;
            bytes += file.text.len();
            files.push(file);
        }
        if self.files.is_empty() {
            files.clone_from(&state.files);
        }
        let res = Baseline { files, settings: settings.to_owned() };
        Ok(res.tells(state).then_some(res))
    }
}

/// One file of it, of which the text has `most` bytes or less.
fn file(body: &[u8], state: &LinkState, limits: &Limits, most: usize) -> Result<SourceFile, LinkError> {
    let mut rest = body;
    let number = |rest: &mut &[u8]| delta::number(rest).ok_or(LinkError::Altered);
    let base = match number(&mut rest)? {
        0 => None,
        it => Some(state.files.get(it - 1).ok_or(LinkError::Altered)?),
    };
    let name = match (number(&mut rest)?, base) {
        (0, Some(base)) => base.name.clone(),
        (0, None) => return Err(LinkError::Altered),
        (it, _) => {
            let (name, after) = rest.split_at_checked(it - 1).ok_or(LinkError::Altered)?;
            rest = after;
            at_most(limits.word, name.len(), Excess::Word)?;
            String::from_utf8(name.to_vec()).map_err(|_| LinkError::Altered)?
        }
    };
    let text = match base {
        Some(base) if rest.is_empty() => {
            at_most(most, base.text.len(), Excess::Text)?;
            return Ok(SourceFile { name, text: base.text.clone() });
        }
        base => delta::read(rest, base.map_or("", |it| &it.text), most)?,
    };
    Ok(SourceFile::new(name, text.ok_or(LinkError::More(Excess::Text))?))
}

#[cfg(test)]
mod tests;
