//! Bytes as the 64 characters that need no escape in an address.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Why a text stands for no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// A character outside the alphabet.
    Character(char),
    /// A length that no bytes have.
    Length,
}

/// Without padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().fold(0u32, |word, &it| word << 8 | u32::from(it)) << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            let digit = (word >> (18 - 6 * at)) & 63;
            out.push(ALPHABET.get(digit as usize).copied().map_or('A', char::from));
        }
    }
    out
}

/// The reverse. Bits of the last character that belong to no byte may be anything.
pub(super) fn decode(text: &str) -> Result<Vec<u8>, Wrong> {
    if let Some(it) = text.chars().find(|it| u8::try_from(*it).ok().and_then(digit).is_none()) {
        return Err(Wrong::Character(it));
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        if chunk.len() == 1 {
            return Err(Wrong::Length);
        }
        let word = chunk.iter().fold(0u32, |word, &it| word << 6 | digit(it).unwrap_or(0));
        let [_, a, b, c] = (word << (6 * (4 - chunk.len()))).to_be_bytes();
        out.extend([a, b, c].iter().take(chunk.len() - 1));
    }
    Ok(out)
}

fn digit(byte: u8) -> Option<u32> {
    let it = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(u32::from(it))
}
