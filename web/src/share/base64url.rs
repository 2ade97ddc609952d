//! Bytes as the 64 characters that need no escape in an address.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

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

/// `None` for a character outside the alphabet, or a length that no bytes have.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        if chunk.len() == 1 {
            return None;
        }
        let mut word = 0u32;
        for &it in chunk {
            word = word << 6 | digit(it)?;
        }
        word <<= 6 * (4 - chunk.len());
        let [_, a, b, c] = word.to_be_bytes();
        out.extend([a, b, c].iter().take(chunk.len() - 1));
    }
    Some(out)
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
