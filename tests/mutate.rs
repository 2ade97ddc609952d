//! Spoils texts: what people type half-way, what editors paste, and plain noise.

use crate::random::Random;

const SCRAPS: [&str; 44] = [
    "\n",
    "\n---\n",
    "  ",
    "\t",
    "- ",
    ": ",
    "{}",
    "[]",
    "[",
    "]",
    "{",
    "}",
    "null",
    "~",
    "''",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "!!str ",
    "|\n  x\n",
    ">\n",
    "? ",
    "<<: *a\n",
    "é",
    "𝄞",
    "\u{feff}",
    "\r\n",
    "0",
    "65535",
    "65536",
    "-1",
    "1e3",
    "0x10",
    "99999999999999999999",
    "yes",
    "podSelector: {}\n",
    "- from:\n",
    "ports: [{port: 1, endPort: 9}]",
    "0.0.0.0/0",
    "::/0",
    "::ffff:10.0.0.0/104",
    "kind: List\nitems: []\n",
];

/// One to a few changes.
pub fn mutate(text: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..random.range(1..5) {
        text = one(&text, random);
    }
    text
}

/// Bytes read as text, most of them from YAML's own alphabet.
pub fn noise(random: &mut Random) -> String {
    let length = random.range(0..200);
    let bytes: Vec<u8> = (0..length)
        .map(|_| match random.range(0..4) {
            0 => random.bits() as u8,
            1 => random.range(0x20..0x7f) as u8,
            _ => b"\n  -:{}[]#&*!|>'\"%@`,?abk01."[random.range(0..28)],
        })
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn one(text: &str, random: &mut Random) -> String {
    let at = place(text, random);
    let other = place(text, random);
    let (first, last) = (at.min(other), at.max(other));
    match random.range(0..6) {
        0 => format!("{}{}{}", &text[..at], random.pick(&SCRAPS), &text[at..]),
        1 => format!("{}{}", &text[..first], &text[last.min(next(text, first, 40))..]),
        2 => text[..last].to_owned(),
        3 => {
            let end = last.min(next(text, first, 200));
            format!("{}{}{}", &text[..at], &text[first..end], &text[at..])
        }
        4 => match text[at..].find(": ") {
            Some(key) => {
                let value = at + key + 2;
                let end = text[value..].find('\n').map_or(text.len(), |it| value + it);
                format!("{}{}{}", &text[..value], random.pick(&SCRAPS), &text[end..])
            }
            None => text.to_owned(),
        },
        _ => {
            let lines: Vec<&str> = text.lines().collect();
            let gone = random.range(0..lines.len().max(1));
            let rest = lines.iter().enumerate().filter(|&(at, _)| at != gone);
            rest.map(|it| format!("{}\n", it.1)).collect()
        }
    }
}

/// A character boundary.
fn place(text: &str, random: &mut Random) -> usize {
    next(text, random.range(0..text.len() + 1), 0)
}

/// The first boundary at least `more` bytes further.
fn next(text: &str, at: usize, more: usize) -> usize {
    (at + more..text.len()).find(|&it| text.is_char_boundary(it)).unwrap_or(text.len())
}
