//! Texts inside of texts: what stands in the data of a ConfigMap, with the place of each letter in the file.

use crate::order::sort_by_key;
use crate::source::{Location, Mapped, Span};
use crate::yaml::{self, Node, Value};

/// Where texts of several lines stand in a file: what looks like a comment there is none.
pub(super) struct Texts(Vec<Span>);

impl Texts {
    /// Those in documents of which `may_hold` holds.
    pub(super) fn of(file: &str, may_hold: impl Fn(&str) -> bool) -> Texts {
        let mut res = Vec::new();
        for document in yaml::split(file).into_iter().filter(|it| may_hold(it.text)) {
            let Some(root) = yaml::parse(document.text, &mut Vec::new()) else { continue };
            let mut left = vec![&root];
            while let Some(node) = left.pop() {
                left.extend(node.items());
                left.extend(node.entries().iter().map(|it| &it.value));
                let written = document.text.get(node.span.start as usize..node.span.end as usize);
                if matches!(node.value, Value::String(_)) && written.is_some_and(|it| it.contains('\n')) {
                    res.push(node.span.shifted(document.start));
                }
            }
        }
        sort_by_key(&mut res, |it| it.start);
        Texts(res)
    }

    /// Whether a byte of the file stands in one of them.
    pub(super) fn hold(&self, at: u32) -> bool {
        let next = self.0.partition_point(|it| it.start <= at);
        next.checked_sub(1).and_then(|it| self.0.get(it)).is_some_and(|it| at < it.end)
    }
}

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
