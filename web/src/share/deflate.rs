//! Packs bytes into a deflate stream (RFC 1951) of one block, in little code.

use super::inflate::ORDER;

/// So many earlier places are tried.
const TRIES: usize = 96;
const SHORTEST: usize = 3;
const LONGEST: usize = 258;
const FARTHEST: usize = 32768;
const NEAR: usize = 4096;
const N_HASHES: usize = 1 << 13;
const NOWHERE: u32 = u32::MAX;

/// The bytes, packed.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let tokens = tokens(bytes);
    let (mut letters, mut distances) = ([0; 286], [0; 30]);
    count(&mut letters, 256);
    // A code of one symbol is no code.
    count(&mut letters, 0);
    for &it in &tokens {
        count(&mut letters, it.letter().0);
        if it.length != 0 {
            count(&mut distances, it.place().0);
        }
    }
    let (letters, distances) = (lengths(&letters, 15), lengths(&distances, 15));

    let mut out = Bits::default();
    out.put(0b101, 3);
    head(&mut out, used(&letters, 257), used(&distances, 1));
    let (letters, distances) = (Code::new(letters), Code::new(distances));
    for it in &tokens {
        let (symbol, more, n_more) = it.letter();
        letters.put(&mut out, symbol);
        out.put(more, n_more);
        if it.length != 0 {
            let (symbol, more, n_more) = it.place();
            distances.put(&mut out, symbol);
            out.put(more, n_more);
        }
    }
    letters.put(&mut out, 256);
    // The last byte comes out.
    out.put(0, 7);
    out.bytes
}

/// A byte (of length 0), or a part that stands `distance` bytes before.
#[derive(Clone, Copy)]
struct Token {
    length: u16,
    distance: u16,
    byte: u8,
}

impl Token {
    /// Symbol for the byte or length, what follows it, and in how many bits.
    fn letter(self) -> (usize, u32, u32) {
        let length = u32::from(self.length);
        match length {
            0 => (usize::from(self.byte), 0, 0),
            258 => (285, 0, 0),
            3..11 => (length as usize + 254, 0, 0),
            _ => {
                let it = length - 3;
                let more = it.ilog2() - 2;
                ((261 + 4 * more + (it >> more & 3)) as usize, it & ((1 << more) - 1), more)
            }
        }
    }

    /// The same for the distance, of which one less is kept.
    fn place(self) -> (usize, u32, u32) {
        let it = u32::from(self.distance);
        if it < 4 {
            return (it as usize, 0, 0);
        }
        let more = it.ilog2() - 1;
        ((2 * more + 2 + (it >> more & 1)) as usize, it & ((1 << more) - 1), more)
    }
}

fn count(counts: &mut [u32], symbol: usize) {
    if let Some(it) = counts.get_mut(symbol) {
        *it += 1;
    }
}

/// What was seen so far: the latest place of every hash of three bytes, and the one before every place.
struct Seen<'a> {
    bytes: &'a [u8],
    latest: Vec<u32>,
    before: Vec<u32>,
}

impl Seen<'_> {
    fn hash(&self, at: usize) -> Option<usize> {
        let &[a, b, c] = self.bytes.get(at..)?.first_chunk::<3>()?;
        let word = u32::from(a) << 16 | u32::from(b) << 8 | u32::from(c);
        Some((word.wrapping_mul(0x9e37_79b1) >> 19) as usize)
    }

    /// Notes a place; they come in order.
    fn note(&mut self, at: usize) {
        let hash = self.hash(at);
        let latest = hash.and_then(|it| self.latest.get_mut(it));
        self.before.push(latest.map_or(NOWHERE, |it| std::mem::replace(it, at as u32)));
    }

    /// The longest part before `at` that stands at `at` too: length (0 for none) and place.
    fn longest(&self, at: usize) -> (usize, usize) {
        let mut best = (0, 0);
        let Some(mut place) = self.hash(at).and_then(|it| self.latest.get(it)) else { return best };
        for _ in 0..TRIES {
            let from = *place as usize;
            let (Some(old), Some(new)) = (self.bytes.get(from..), self.bytes.get(at..)) else { break };
            if *place == NOWHERE || FARTHEST < at - from {
                break;
            }
            let same = old.iter().zip(new).take(LONGEST).take_while(|(a, b)| a == b).count();
            // Three letters are shorter than the way to a far place.
            if best.0 < same && SHORTEST + usize::from(NEAR < at - from) <= same {
                best = (same, from);
            }
            let Some(it) = self.before.get(from) else { break };
            place = it;
        }
        best
    }
}

fn tokens(bytes: &[u8]) -> Vec<Token> {
    let mut seen = Seen { bytes, latest: vec![NOWHERE; N_HASHES], before: Vec::new() };
    let mut out = Vec::new();
    let mut at = 0;
    let mut found = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        seen.note(at);
        let next = seen.longest(at + 1);
        let (length, from) = found;
        if length == 0 || length < next.0 {
            out.push(Token { length: 0, distance: 0, byte });
            at += 1;
            found = next;
        } else {
            out.push(Token { length: length as u16, distance: (at - from - 1) as u16, byte: 0 });
            (at + 1..at + length).for_each(|it| seen.note(it));
            at += length;
            found = seen.longest(at);
        }
    }
    out
}

/// The length of each symbol's code, at most `most` bits; 0 for those that do not occur.
fn lengths(counts: &[u32], most: u32) -> Vec<u8> {
    let mut weights = counts.to_vec();
    loop {
        // Leaves first, then what joins two: weight, and what it is joined in.
        let mut nodes: Vec<(u32, usize)> = weights.iter().map(|&it| (it, 0)).collect();
        let mut open: Vec<usize> = Vec::new();
        for (at, it) in nodes.iter().enumerate() {
            if it.0 != 0 {
                open.push(at);
            }
        }
        let mut take = |nodes: &mut Vec<(u32, usize)>, last: bool| {
            let mut least = (0, u32::MAX);
            for (place, &at) in open.iter().enumerate() {
                let weight = nodes.get(at).map_or(u32::MAX, |it| it.0);
                if weight < least.1 {
                    least = (place, weight);
                }
            }
            if last {
                open.push(nodes.len());
            }
            let parent = nodes.len();
            let at = open.swap_remove(least.0);
            if let Some(it) = nodes.get_mut(at) {
                it.1 = parent;
            }
            least.1
        };
        let joins = counts.iter().filter(|it| **it != 0).count().saturating_sub(1);
        for _ in 0..joins {
            let weight = take(&mut nodes, false) + take(&mut nodes, true);
            nodes.push((weight, 0));
        }
        let mut depths = vec![0_u8; nodes.len()];
        for (at, &(_, parent)) in nodes.iter().enumerate().rev() {
            // The root has no parent.
            let depth = if parent == 0 { 0 } else { depths.get(parent).map_or(0, |it| it + 1) };
            if let Some(it) = depths.get_mut(at) {
                *it = depth;
            }
        }
        depths.truncate(counts.len());
        for (depth, count) in depths.iter_mut().zip(counts) {
            if *count != 0 {
                *depth = (*depth).max(1);
            }
        }
        if depths.iter().all(|it| u32::from(*it) <= most) {
            return depths;
        }
        // Flatter weights make a flatter tree.
        for it in weights.iter_mut().filter(|it| **it != 0) {
            *it = *it / 2 + 1;
        }
    }
}

/// The lengths up to the last that is used, and at least so many.
fn used(lengths: &[u8], least: usize) -> &[u8] {
    let end = lengths.iter().rposition(|it| *it != 0).map_or(0, |it| it + 1).max(least);
    lengths.get(..end).unwrap_or(lengths)
}

/// The lengths of both codes, themselves in a code.
fn head(out: &mut Bits, letters: &[u8], distances: &[u8]) {
    // Symbol, what follows it, and in how many bits.
    let mut all: Vec<(usize, u32, u32)> = Vec::new();
    let mut zeros = 0;
    let end = |zeros: u32, all: &mut Vec<(usize, u32, u32)>| match zeros {
        0 => (),
        1..3 => (0..zeros).for_each(|_| all.push((0, 0, 0))),
        3..11 => all.push((17, zeros - 3, 3)),
        _ => all.push((18, zeros - 11, 7)),
    };
    for &it in letters.iter().chain(distances) {
        if it != 0 || zeros == 138 {
            end(zeros, &mut all);
            zeros = 0;
        }
        match it {
            0 => zeros += 1,
            _ => all.push((usize::from(it), 0, 0)),
        }
    }
    end(zeros, &mut all);

    let mut counts = [0; 19];
    all.iter().for_each(|it| count(&mut counts, it.0));
    let lengths = lengths(&counts, 7);
    out.put(letters.len() as u32 - 257, 5);
    out.put(distances.len() as u32 - 1, 5);
    out.put(19 - 4, 4);
    for it in ORDER {
        out.put(lengths.get(usize::from(it)).map_or(0, |&it| u32::from(it)), 3);
    }
    let code = Code::new(lengths);
    for (symbol, more, n_more) in all {
        code.put(out, symbol);
        out.put(more, n_more);
    }
}

/// The code and its length for each symbol.
struct Code(Vec<(u32, u32)>);

impl Code {
    fn new(lengths: Vec<u8>) -> Code {
        let mut codes = vec![(0, 0); lengths.len()];
        let mut next = 0_u32;
        for length in 1..=15_u32 {
            next <<= 1;
            for (code, _) in codes.iter_mut().zip(&lengths).filter(|it| u32::from(*it.1) == length) {
                // The first bit of a code comes first.
                *code = (next.reverse_bits() >> (32 - length), length);
                next += 1;
            }
        }
        Code(codes)
    }

    fn put(&self, out: &mut Bits, symbol: usize) {
        if let Some(&(code, length)) = self.0.get(symbol) {
            out.put(code, length);
        }
    }
}

/// Bytes from bits, the first as the lowest.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    /// At most 16 bits.
    fn put(&mut self, it: u32, count: u32) {
        self.held |= it << self.count;
        self.count += count;
        while 8 <= self.count {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }
}
