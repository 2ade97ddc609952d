//! Which characters look like which.

/// A blank other than those of ASCII.
pub(super) fn is_blank(it: char) -> bool {
    matches!(it, '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// One of any kind.
pub(super) fn is_any_blank(it: char) -> bool {
    it == ' ' || it == '\t' || is_blank(it)
}

/// One that is not seen at all.
pub(super) fn is_invisible(it: char) -> bool {
    matches!(it, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A dash that is no hyphen of ASCII.
pub(super) fn is_dash(it: char) -> bool {
    matches!(it, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The quote of ASCII that one of typesetting looks like.
pub(super) fn quote(it: char) -> Option<char> {
    match it {
        '\u{201c}'..='\u{201f}' => Some('"'),
        '\u{2018}'..='\u{201b}' => Some('\''),
        _ => None,
    }
}

/// How it is called.
pub(super) fn name(it: char) -> &'static str {
    match it {
        '\u{a0}' => "a no-break blank",
        '\u{200b}' => "a zero-width blank",
        '\u{feff}' => "a byte-order mark",
        '\u{2013}' => "an en dash",
        '\u{2014}' => "an em dash",
        '\u{ff1a}' => "a full-width colon",
        _ if is_blank(it) => "a typographic space",
        _ if is_invisible(it) => "a character without width",
        _ if is_dash(it) => "a dash of typesetting",
        _ if quote(it).is_some() => "a typographic quote",
        _ => "a character of typesetting",
    }
}
