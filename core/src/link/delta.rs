//! A text as what differs from another one: stretches of the other, and what stands between them.
//!
//! A part is a text, and a stretch of the other text that follows it: four numbers and the letters. Nothing is searched
//! within a line: what is written out stands near its like in the same stream, so deflate finds it.

use super::LinkError;
use super::fields::{Writer, varint};
use crate::hash::HashMap;

/// Of so many equal lines each is tried as the beginning of a stretch.
const CANDIDATES: usize = 8;
/// A shorter stretch costs as much as its letters.
const SHORT: usize = 8;

/// Writes `text` as parts of `base`.
pub(super) fn write(out: &mut Writer, base: &str, text: &str) {
    let lines: Vec<(usize, &str)> = placed(base).collect();
    let mut known: HashMap<&str, Vec<usize>> = HashMap::default();
    for (at, (_, line)) in lines.iter().enumerate() {
        let places = known.entry(line).or_default();
        if places.len() < CANDIDATES {
            places.push(at);
        }
    }
    let now: Vec<(usize, &str)> = placed(text).collect();
    // How many lines from there on are those of now from here on.
    let run = |there: usize, here: usize| {
        let those = lines.get(there..).unwrap_or_default().iter().zip(now.get(here..).unwrap_or_default());
        those.take_while(|(a, b)| a.1 == b.1).count()
    };
    let place = |of: &[(usize, &str)], whole: &str, at: usize| of.get(at).map_or(whole.len(), |it| it.0);
    // Of the text: written so far, and looked at so far. Of the base: where its last stretch ended.
    let (mut written, mut here, mut follows) = (0, 0, 0);
    while let Some((start, line)) = now.get(here) {
        let others = known.get(line).map(Vec::as_slice).unwrap_or_default().iter().copied();
        let found = std::iter::once(follows).chain(others).map(|there| (run(there, here), there));
        // The first of equally long ones: what follows the last stretch, where that goes on.
        let best = found.reduce(|best, it| if best.0 < it.0 { it } else { best });
        let Some((count, there)) = best.filter(|it| it.0 > 0) else {
            here += 1;
            continue;
        };
        let from = place(&lines, base, there);
        let length = place(&lines, base, there + count) - from;
        let is_rest = here + count == now.len();
        here += count;
        // Of a short one the letters are written.
        if length < SHORT && !is_rest {
            continue;
        }
        part(out, text.get(written..*start).unwrap_or_default(), from, length);
        written = place(&now, text, here);
        follows = there + count;
    }
    if written < text.len() {
        part(out, text.get(written..).unwrap_or_default(), 0, 0);
    }
}

fn part(out: &mut Writer, text: &str, from: usize, length: usize) {
    out.counted(text.as_bytes());
    out.varint(from as u32);
    out.varint(length as u32);
}

/// The lines of a text with their line ends, and where each begins.
fn placed(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line))
    })
}

/// The text that these parts make of `base`, of `most` bytes or less; `Ok(None)` where it would be longer.
pub(super) fn read<'a>(mut parts: &'a [u8], base: &'a str, most: usize) -> Result<Option<String>, LinkError> {
    let mut text: Vec<u8> = Vec::new();
    while !parts.is_empty() {
        let (written, copied) = next(&mut parts, base.as_bytes()).ok_or(LinkError::Altered)?;
        if most < text.len() + written.len() + copied.len() {
            return Ok(None);
        }
        text.extend_from_slice(written);
        text.extend_from_slice(copied);
    }
    String::from_utf8(text).map(Some).map_err(|_| LinkError::Altered)
}

/// The part that stands there, and goes past it.
fn next<'a>(rest: &mut &'a [u8], base: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let length = number(rest)?;
    let (written, after) = rest.split_at_checked(length)?;
    *rest = after;
    let (from, length) = (number(rest)?, number(rest)?);
    Some((written, base.get(from..from.checked_add(length)?)?))
}

/// The number that stands there, and goes past it.
pub(super) fn number(rest: &mut &[u8]) -> Option<usize> {
    let (number, after) = varint(rest)?;
    *rest = after;
    Some(number as usize)
}
