//! Looking for a few letters in a long text, quick in a program that is built to be small.
//!
//! What the standard library does for `contains` prepares tables for each search and then walks byte by byte, which in the
//! page took a quarter of reading an edited text again. One character is found many bytes at a time: here that is done
//! for the first character, and the rest compared where it stands.

/// Where a text holds some letters: bytes, in their order. Places may overlap.
pub(crate) fn places<'t>(text: &'t str, letters: &'t str) -> impl Iterator<Item = usize> + 't {
    let first = letters.chars().next();
    let begins = move |at: &usize| text.get(*at..).is_some_and(|it| it.starts_with(letters));
    first.into_iter().flat_map(|it| text.match_indices(it)).map(|(at, _)| at).filter(begins)
}

/// Whether a text holds some letters; best where the first of them is rare.
pub(crate) fn has(text: &str, letters: &str) -> bool {
    places(text, letters).next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All texts of up to so many of three letters, one of which takes several bytes.
    fn texts(most: usize) -> Vec<String> {
        let mut res = vec![String::new()];
        let mut last = res.clone();
        for _ in 0..most {
            last = last
                .iter()
                .flat_map(|it| ["{", "a", "\u{e9}"].map(|letter| format!("{it}{letter}")))
                .collect();
            res.extend(last.clone());
        }
        res
    }

    #[test]
    fn finds_what_the_standard_library_finds() {
        for text in texts(6) {
            for letters in texts(3).iter().filter(|it| !it.is_empty()) {
                assert_eq!(has(&text, letters), text.contains(letters.as_str()), "{text} {letters}");
                let begins = |at: &usize| text.get(*at..).unwrap().starts_with(letters.as_str());
                let all = text.char_indices().map(|it| it.0).filter(begins);
                assert!(places(&text, letters).eq(all), "{text} {letters}");
            }
        }
    }
}
