//! What an edit left of a text.

use super::Span;

/// How many bytes two texts have in common at their starts, and behind these at their ends.
pub(crate) fn in_common(one: &str, other: &str) -> (usize, usize) {
    let mut head = same_start(one.as_bytes(), other.as_bytes());
    while !one.is_char_boundary(head) {
        head -= 1;
    }
    let (one, other) = (one.get(head..).unwrap_or_default(), other.get(head..).unwrap_or_default());
    let mut tail = same_end(one.as_bytes(), other.as_bytes());
    while !one.is_char_boundary(one.len() - tail) {
        tail -= 1;
    }
    (head, tail)
}

/// So many bytes are compared at once: texts are long, and differ in one place.
const AT_ONCE: usize = 256;

fn same_start(one: &[u8], other: &[u8]) -> usize {
    let chunks = one.chunks_exact(AT_ONCE).zip(other.chunks_exact(AT_ONCE));
    let start = AT_ONCE * chunks.take_while(|it| it.0 == it.1).count();
    let rest = one.iter().skip(start).zip(other.iter().skip(start));
    start + rest.take_while(|it| it.0 == it.1).count()
}

fn same_end(one: &[u8], other: &[u8]) -> usize {
    let chunks = one.rchunks_exact(AT_ONCE).zip(other.rchunks_exact(AT_ONCE));
    let end = AT_ONCE * chunks.take_while(|it| it.0 == it.1).count();
    let rest = one.iter().rev().skip(end).zip(other.iter().rev().skip(end));
    end + rest.take_while(|it| it.0 == it.1).count()
}

/// What two versions of a text have in common around an edit.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unchanged {
    /// So many bytes at the start are the same.
    pub(crate) head: usize,
    /// So many behind these, at the end.
    pub(crate) tail: usize,
    before: usize,
    now: usize,
}

impl Unchanged {
    pub(crate) fn new(before: &str, now: &str) -> Unchanged {
        let (head, tail) = in_common(before, now);
        Unchanged { head, tail, before: before.len(), now: now.len() }
    }

    /// Where a stretch of the new text began in the old one; `None`: it is not the same there.
    pub(crate) fn start_before(&self, now: Span) -> Option<u32> {
        if now.end as usize <= self.head {
            return Some(now.start);
        }
        self.in_old(now.start as usize).map(|it| it as u32)
    }

    /// Where a place of the new text was, if all behind it is as it was.
    pub(crate) fn in_old(&self, now: usize) -> Option<usize> {
        (self.now - self.tail <= now).then(|| (now + self.before).saturating_sub(self.now))
    }

    /// Where a stretch of the old text is now that stands behind the edit.
    pub(crate) fn shifted(&self, before: Span) -> Span {
        let place = |it: u32| (it as usize + self.now).saturating_sub(self.before) as u32;
        Span::new(place(before.start), place(before.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_the_same_is_counted_from_both_ends() {
        let long = "abc\n".repeat(200);
        for (one, other, expected) in [
            ("", "", (0, 0)),
            ("a", "a", (1, 0)),
            ("ab", "aab", (1, 1)),
            ("\u{e4}x", "\u{e5}x", (0, 1)),
            ("x\u{e4}", "x\u{e5}", (1, 0)),
        ] {
            assert_eq!(in_common(one, other), expected, "{one} {other}");
            let (head, tail) = expected;
            let around = |it: &str| format!("{long}{it}{long}");
            // The ends of what differs may be the same letters as what stands around it.
            let found = in_common(&around(one), &around(other));
            assert_eq!(found.0 + found.1, 2 * long.len() + head + tail, "{one} {other}");
        }
    }

    #[test]
    fn places_before_and_behind_an_edit_are_found() {
        let it = Unchanged::new("one two three", "one four three");
        assert_eq!(it.start_before(Span::new(0, 4)), Some(0));
        assert_eq!(it.start_before(Span::new(4, 8)), None);
        assert_eq!(it.start_before(Span::new(9, 14)), Some(8));
        assert_eq!(it.shifted(Span::new(8, 13)), Span::new(9, 14));
    }
}
