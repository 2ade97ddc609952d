//! Files that are no text. They arrive as text all the same: what reads them takes bytes that are not UTF-8 for `�`.
//!
//! Such a file is named once, at its beginning. A parser would tell a thousand times what it does not understand.

use super::Note;
use crate::diagnostic::{Code, Severity};
use crate::source::{FileId, Location, Span};

/// So far in a file is looked for a NUL: tools that ask the same question look as far.
const HEAD: usize = 8_000;
/// So many characters tell UTF-16 from others.
const SAMPLE: usize = 512;

/// How files begin, as text, and what they are.
const BEGINNINGS: [(&str, &str); 11] = [
    ("\u{1f}\u{fffd}", "compressed by gzip"),
    ("BZh91AY", "compressed by bzip2"),
    ("\u{fffd}7zXZ\0", "compressed by xz"),
    ("(\u{fffd}/\u{fffd}", "compressed by zstd"),
    ("PK\u{3}\u{4}", "a ZIP archive"),
    ("7z\u{fffd}\u{fffd}\'\u{1c}", "a 7z archive"),
    ("\u{7f}ELF", "a program"),
    ("MZ\u{fffd}\0", "a program"),
    ("\u{fffd}PNG", "a picture"),
    ("\u{fffd}\u{fffd}\u{fffd}\u{fffd}\0\u{10}JFIF", "a picture"),
    ("%PDF-", "a PDF"),
];

/// What is said of such a file.
pub(super) fn note(file: FileId, what: &str) -> Note {
    let help = match what {
        "UTF-16" => "save it as UTF-8",
        _ if what.starts_with("compressed") || what.ends_with("archive") => "unpack it first",
        _ => "manifests are text: YAML or JSON",
    };
    let at = Location { file, span: Span::new(0, 0) };
    let what = format!("this file is {what}, and is not read");
    Note::new(at, (Severity::Error, Code::NotText), what, help).incomplete()
}

/// What the file is, where it is no text.
pub(super) fn recognise(text: &str) -> Option<&'static str> {
    if let Some((_, what)) = BEGINNINGS.iter().find(|it| text.starts_with(it.0)) {
        return Some(what);
    }
    let has_nul = text.bytes().take(HEAD).any(|it| it == 0);
    has_nul.then(|| if is_utf16(text) { "UTF-16" } else { "a binary file: it has a NUL in it" })
}

/// Whether every NUL is the same half of a pair, and many pairs have one: Latin letters in UTF-16.
fn is_utf16(text: &str) -> bool {
    // A byte-order mark became two of these.
    let text = text.trim_start_matches('\u{fffd}');
    let (mut nuls, mut all) = ([0, 0], 0);
    for (it, half) in text.chars().take(SAMPLE).zip([0, 1].into_iter().cycle()) {
        all += 1;
        if let Some(nuls) = nuls.get_mut(half).filter(|_| it == '\0') {
            *nuls += 1;
        }
    }
    let [first, second] = nuls;
    (first == 0 || second == 0) && all <= 4 * (first + second)
}

#[cfg(test)]
mod tests {
    use super::recognise;

    /// As callers make text of bytes.
    fn of(bytes: &[u8]) -> Option<&'static str> {
        recognise(&String::from_utf8_lossy(bytes))
    }

    #[test]
    fn files_that_are_no_text_are_named() {
        let utf16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(order).collect()
        };
        let manifest = "apiVersion: v1\nkind: Pod\n# \u{439}\u{446}\u{443}\n";
        for (bytes, what) in [
            (b"\x1f\x8b\x08\0\0\0\0\0".to_vec(), "compressed by gzip"),
            (b"\x28\xb5\x2f\xfd\x04".to_vec(), "compressed by zstd"),
            (b"\xfd7zXZ\0\0".to_vec(), "compressed by xz"),
            (b"PK\x03\x04\x14\0".to_vec(), "a ZIP archive"),
            (b"\x7fELF\x02\x01\x01\0".to_vec(), "a program"),
            (b"\x89PNG\r\n\x1a\n\0".to_vec(), "a picture"),
            (b"kind: Pod\n\0".to_vec(), "a binary file: it has a NUL in it"),
            (utf16(manifest, u16::to_le_bytes), "UTF-16"),
            (utf16(manifest, u16::to_be_bytes), "UTF-16"),
            (utf16(&format!("\u{feff}{manifest}"), u16::to_le_bytes), "UTF-16"),
            (utf16(&format!("\u{feff}{manifest}"), u16::to_be_bytes), "UTF-16"),
        ] {
            assert_eq!(of(&bytes), Some(what), "{bytes:?}");
        }
    }

    #[test]
    fn text_is_text() {
        let late = format!("kind: Pod\n# {}\0", "x".repeat(10_000));
        for text in ["", "kind: Pod", "PK: 1", "# caf\u{e9} \u{fffd}", "BZh: 9", &late] {
            assert_eq!(recognise(text), None, "{text}");
        }
    }
}
