//! How much two words resemble each other.

/// How many letters of one word are written, left out, taken for others or swapped with their neighbours in another one,
/// whatever their case.
pub(crate) fn letters(a: &str, b: &str) -> usize {
    let of = |it: &str| it.chars().take(MOST_LETTERS).map(|it| it.to_ascii_lowercase()).collect::<Vec<_>>();
    let (a, b) = (of(a), of(b));
    // The lines of the table for the two letters before, and for the letter before.
    let mut earlier: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut before_a = None;
    for (nth, &letter) in a.iter().enumerate() {
        let mut line = vec![nth + 1];
        let mut before_b = None;
        for (at, &other) in b.iter().enumerate() {
            let of = |line: &[usize], at: usize| line.get(at).copied().unwrap_or(usize::MAX - 1);
            let replaced = of(&last, at) + usize::from(letter != other);
            let mut least = replaced.min(of(&last, at + 1) + 1).min(of(&line, at) + 1);
            let is_swapped = before_a == Some(other) && before_b == Some(letter);
            if let Some(before) = at.checked_sub(1).filter(|_| is_swapped) {
                least = least.min(of(&earlier, before) + 1);
            }
            line.push(least);
            before_b = Some(other);
        }
        earlier = std::mem::replace(&mut last, line);
        before_a = Some(letter);
    }
    last.last().copied().unwrap_or_default()
}

/// The longest value of a label has 63 letters; a name of a file may be longer.
const MOST_LETTERS: usize = 80;

/// Whether one word is another one but for its case or a letter or two: of short words half of the letters have to stay.
pub(crate) fn is_slip(wanted: &str, actual: &str) -> bool {
    is_slip_of(letters(wanted, actual), wanted, actual)
}

/// The same of words that differ by so many letters.
pub(super) fn is_slip_of(differ: usize, wanted: &str, actual: &str) -> bool {
    differ <= 2 && is_half(differ, wanted, actual)
}

/// Whether words look alike: one is part of the other, or at least half of the letters stay.
pub(super) fn is_alike(differ: usize, wanted: &str, actual: &str) -> bool {
    let has = |a: &str, b: &str| !b.is_empty() && a.contains(b);
    has(wanted, actual) || has(actual, wanted) || is_half(differ, wanted, actual)
}

fn is_half(differ: usize, a: &str, b: &str) -> bool {
    differ * 2 <= a.chars().count().max(b.chars().count())
}
