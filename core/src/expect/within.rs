//! Texts inside of texts: what stands in the data of a ConfigMap, with the place of each letter in the file.

use crate::source::{Location, Mapped, Span};
use crate::yaml::Node;

/// The text of a scalar, as a text that leads to where it stands. `source` is the text of the document that the node is
/// of, which stands at `whole`.
pub(super) fn text(node: &Node<'_>, source: &str, whole: Location) -> Option<Mapped> {
    let value = node.as_str()?;
    let written = source.get(node.span.start as usize..node.span.end as usize)?;
    let place = |start: usize, length: usize| {
        let start = whole.span.start + start as u32;
        Location { file: whole.file, span: Span::new(start, start + length as u32) }
    };
    let start = node.span.start as usize;
    if let Some(it) = block(value, source, node.span, &place) {
        return Some(it);
    }
    // On one line, what is quoted without an escape stands as it is.
    if let Some(at) = written.find(value).filter(|_| !value.is_empty()) {
        return Some(Mapped::stretch(place(start + at, value.len()), value));
    }
    let mut res = Mapped::new();
    res.put(value, place(start, written.len()));
    Some(res)
}

/// The lines of a literal block, each without the blanks before it; its span begins with its first letter. `None` where
/// they are not those of the value.
fn block(value: &str, source: &str, span: Span, place: &dyn Fn(usize, usize) -> Location) -> Option<Mapped> {
    let (start, end) = (span.start as usize, span.end as usize);
    let mut at = source.get(..start)?.rfind('\n').map_or(0, |it| it + 1);
    let blanks = |it: &str| it.len() - it.trim_start_matches(' ').len();
    // The value may begin with blanks of its own.
    let own = value.lines().find(|it| !it.trim().is_empty()).map(blanks)?;
    let lines = source.get(at..end)?;
    let dent = blanks(lines).checked_sub(own).filter(|it| *it > 0)?;
    let mut res = Mapped::new();
    for it in lines.split_inclusive('\n') {
        let inner = it.get(dent.min(blanks(it))..).unwrap_or_default();
        let offset = at + (it.len() - inner.len());
        res.copy(&Mapped::stretch(place(offset, inner.len()), inner), 0..inner.len());
        at += it.len();
    }
    let same = |text: &str| text.replace("\r\n", "\n").trim_matches('\n') == value.trim_matches('\n');
    same(res.text()).then_some(res)
}
