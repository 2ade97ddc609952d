//! Text that strangers wrote, as it may be shown.
//!
//! Files, names and labels are written by users, and links bring those of strangers. A hidden character, or one that turns
//! the order of letters, can make a name look like another one, and a control moves the cursor of a terminal. Enters: any
//! text. Leaves: the same with each such character as its number, `⟨U+202e⟩`. The page and the tool show text so.

use std::borrow::Cow;

/// In their order: controls, directions, joiners, fillers and blanks, spaces without width, tags, selectors of variants. Tabs and line
/// breaks are not among them. The editor marks the same (`web/editor/src/hidden.js`).
pub static HIDDEN: [(char, char); 28] = [
    ('\0', '\u{8}'),
    ('\u{b}', '\u{1f}'),
    ('\u{7f}', '\u{a0}'),
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{70f}', '\u{70f}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{2000}', '\u{200f}'),
    ('\u{2028}', '\u{202f}'),
    ('\u{205f}', '\u{206f}'),
    ('\u{2800}', '\u{2800}'),
    ('\u{3000}', '\u{3000}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{1107f}', '\u{1107f}'),
    ('\u{13430}', '\u{1343f}'),
    ('\u{16fe4}', '\u{16fe4}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d159}', '\u{1d159}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{e0fff}'),
];

/// Whether nobody would see the character, or see it for what it is.
pub fn is_hidden(it: char) -> bool {
    // Nearly all text is of these.
    !(' '..='~').contains(&it) && {
        let behind = HIDDEN.partition_point(|&(first, _)| first <= it);
        behind.checked_sub(1).and_then(|at| HIDDEN.get(at)).is_some_and(|&(_, last)| it <= last)
    }
}

/// Text with each hidden character as its number; tabs and line breaks stay.
pub fn visible(text: &str) -> Cow<'_, str> {
    with_numbers(text, is_hidden)
}

/// Text with each character that is meant as its number, `⟨U+202e⟩`.
pub fn with_numbers(text: &str, is_meant: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.chars().any(&is_meant) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::new();
    for it in text.chars() {
        if !is_meant(it) {
            shown.push(it);
            continue;
        }
        shown.push_str("⟨U+");
        // Written out, because formatting has more code than the page may have before its first matrix.
        for at in [20, 16, 12, 8, 4, 0] {
            let digits = (it as u32) >> at;
            if at < 16 || 0 < digits {
                shown.extend(char::from_digit(digits & 15, 16));
            }
        }
        shown.push('⟩');
    }
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests {
    use super::{visible, with_numbers};

    #[test]
    fn hidden_characters_are_shown_by_their_numbers() {
        for (text, shown) in [
            ("shop/web", "shop/web"),
            ("a\n\tb", "a\n\tb"),
            ("żółć 日本 🦀", "żółć 日本 🦀"),
            ("we\u{202e}b", "we⟨U+202e⟩b"),
            ("a\u{2800}\u{e0100}", "a⟨U+2800⟩⟨U+e0100⟩"),
            ("\u{200b}a\0\u{e0041}", "⟨U+200b⟩a⟨U+0000⟩⟨U+e0041⟩"),
            ("\u{1b}[31m\u{9b}\u{7f}", "⟨U+001b⟩[31m⟨U+009b⟩⟨U+007f⟩"),
            ("a\u{fe0f}\u{34f}\u{115f}\u{1160}", "a⟨U+fe0f⟩⟨U+034f⟩⟨U+115f⟩⟨U+1160⟩"),
            ("a\u{a0}\u{2003}\u{3000}\u{3164}\u{ffa0}", "a⟨U+00a0⟩⟨U+2003⟩⟨U+3000⟩⟨U+3164⟩⟨U+ffa0⟩"),
            ("\u{2028}\u{2029}", "⟨U+2028⟩⟨U+2029⟩"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }

    #[test]
    fn what_is_shown_has_nothing_hidden() {
        let all: String = ('\0'..=char::MAX).collect();
        let shown = visible(&all);
        assert_eq!(visible(&shown), shown);
    }

    #[test]
    fn stretches_are_in_their_order() {
        assert!(super::HIDDEN.is_sorted_by(|a, b| a.0 <= a.1 && a.1 < b.0));
    }

    #[test]
    fn others_may_be_meant() {
        assert_eq!(with_numbers("a\nb", |it| it == '\n'), "a⟨U+000a⟩b");
    }
}
