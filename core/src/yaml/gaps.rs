//! Blanks that the parser wants and Go's `yaml.v2`, and so `kubectl`, does not: before what continues a quoted
//! scalar at or left of its key, and before a comment right behind a quote or a bracket.
//!
//! Enters: a text that failed at such a place. Leaves: its tree, with spans that fit the text as it is.

use granit_parser::ErrorKind;

use super::parse::{Failure, read};
use super::tabs::Text;
use super::tree::{into_owned, shift};
use crate::diagnostic::Diagnostic;
use crate::pause::Pause;
use crate::source::Span;

/// What reading again and again may cost: each place is found by failing there.
const MAX_BYTES_READ: usize = 16 << 20;

/// How often a text is read again at most.
const MOST_READS: usize = 64;

/// Reads a text that failed as `failure` says, with blanks put in where the parser asks for them. `None` where
/// something else was wrong; `Err` where something else is wrong further on.
pub(super) async fn with_gaps(
    text: &str,
    failure: &Failure,
    pause: &Pause,
) -> Option<Result<Text<'static>, Box<Diagnostic>>> {
    let mut gaps = Gaps { width: widest(text), made: Vec::new() };
    let mut left = MAX_BYTES_READ.min(text.len().saturating_mul(MOST_READS));
    gaps.make(text, failure, failure.at?)?;
    loop {
        let wider = gaps.fill(text);
        left = left.checked_sub(wider.len())?;
        match read(&wider, true, pause).await {
            Ok(Text { root, mut scalars }) => {
                let back = |it: Span| Span::new(gaps.back(it.start), gaps.back(it.end));
                scalars.iter_mut().for_each(|it| it.span = back(it.span));
                let root = root.map(|it| {
                    let mut root = into_owned(it);
                    shift(&mut root, &back);
                    root
                });
                return Some(Ok(Text { root, scalars }));
            }
            Err(failure) => {
                let at = failure.at.map(|it| gaps.back(it as u32) as usize);
                if at.and_then(|it| gaps.make(text, &failure, it)).is_none() {
                    if is_about_a_quote(&failure) {
                        return None;
                    }
                    let mut problem = failure.problem;
                    for it in problem.location.iter_mut() {
                        it.span = Span::new(gaps.back(it.span.start), gaps.back(it.span.end));
                    }
                    return Some(Err(problem));
                }
            }
        }
    }
}

/// A quote that the author forgot to close swallows what follows it: the line where that shows first is the one to
/// look at.
fn is_about_a_quote(failure: &Failure) -> bool {
    use ErrorKind as Kind;
    matches!(
        failure.kind,
        Some(
            Kind::UnclosedQuotedScalar
                | Kind::DocumentIndicatorInQuotedScalar
                | Kind::InvalidTrailingSingleQuotedScalar
                | Kind::InvalidTrailingDoubleQuotedScalar
        )
    )
}

/// Blanks before bytes of the text.
struct Gaps {
    /// How many make up any indentation.
    width: usize,
    /// Where, in the order of the text, and how many.
    made: Vec<(usize, usize)>,
}

impl Gaps {
    /// Makes one for a failure at that byte of the text. `None` where none helps, or the one that is there did not.
    fn make(&mut self, text: &str, failure: &Failure, at: usize) -> Option<()> {
        let kind = failure.kind.as_ref()?;
        let gap = if matches!(kind, ErrorKind::InvalidQuotedScalarIndent) {
            (line_start(text, at), self.width)
        } else if begins_comment(text, at) {
            (at, 1)
        } else {
            return None;
        };
        let place = self.made.partition_point(|it| it.0 < gap.0);
        if self.made.get(place).is_some_and(|it| it.0 == gap.0) {
            return None;
        }
        self.made.insert(place, gap);
        Some(())
    }

    fn fill(&self, text: &str) -> String {
        let mut wider = String::with_capacity(text.len() + self.made.iter().map(|it| it.1).sum::<usize>());
        let mut done = 0;
        for &(at, width) in &self.made {
            wider.push_str(text.get(done..at).unwrap_or_default());
            wider.extend(std::iter::repeat_n(' ', width));
            done = at;
        }
        wider.push_str(text.get(done..).unwrap_or_default());
        wider
    }

    /// The byte of the text that a byte of the wider one is; a blank of a gap is what stands behind the gap.
    fn back(&self, wider: u32) -> u32 {
        let mut before = 0;
        for &(at, width) in &self.made {
            let start = at + before;
            if wider as usize <= start {
                break;
            }
            if (wider as usize) < start + width {
                return at as u32;
            }
            before += width;
        }
        wider.saturating_sub(before as u32)
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|it| it.rfind('\n')).map_or(0, |it| it + 1)
}

/// More columns than any key begins at: dashes indent too.
fn widest(text: &str) -> usize {
    let indentation = |it: &str| it.bytes().take_while(|it| matches!(it, b' ' | b'-' | b'?')).count();
    text.lines().map(indentation).max().unwrap_or_default() + 1
}

fn begins_comment(text: &str, at: usize) -> bool {
    let (before, rest) = text.split_at_checked(at).unwrap_or_default();
    rest.starts_with('#') && before.ends_with(['"', '\'', ']', '}'])
}
