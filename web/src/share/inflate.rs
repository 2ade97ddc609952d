//! Unpacks a deflate stream (RFC 1951), in little code.

/// Most bits of a code.
const LONGEST: usize = 15;

/// `None` for what is no such stream, for one that is cut off, and for more than `most` bytes.
pub(super) fn inflate(packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let mut bits = Bits { rest: packed, held: 0, count: 0 };
    let mut out = Vec::new();
    loop {
        let last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut out, most)?,
            1 => {
                let mut lengths = [8; 288];
                lengths.get_mut(144..256)?.fill(9);
                lengths.get_mut(256..280)?.fill(7);
                block(&mut bits, &mut out, most, &Code::new(&lengths)?, &Code::new(&[5; 30])?)?;
            }
            2 => {
                let (letters, distances) = codes(&mut bits)?;
                block(&mut bits, &mut out, most, &letters, &distances)?;
            }
            _ => return None,
        }
        if last {
            return Some(out);
        }
    }
}

struct Bits<'a> {
    rest: &'a [u8],
    held: u32,
    count: u32,
}

impl Bits<'_> {
    /// The next bits, at most 16, the first as the lowest.
    fn take(&mut self, count: u32) -> Option<u32> {
        while self.count < count {
            let (&byte, rest) = self.rest.split_first()?;
            self.held |= u32::from(byte) << self.count;
            self.count += 8;
            self.rest = rest;
        }
        let it = self.held & ((1 << count) - 1);
        self.held >>= count;
        self.count -= count;
        Some(it)
    }
}

/// A canonical prefix code: how many codes there are of each length, and the symbols in their order.
struct Code {
    counts: [u32; LONGEST + 1],
    symbols: Vec<u16>,
}

impl Code {
    /// `None` when there are more codes than fit.
    fn new(lengths: &[u8]) -> Option<Code> {
        let mut it = Code { counts: [0; LONGEST + 1], symbols: Vec::new() };
        let mut room = 1_u32 << LONGEST;
        for length in 1..=LONGEST {
            for (symbol, _) in lengths.iter().enumerate().filter(|it| usize::from(*it.1) == length) {
                room = room.checked_sub(1 << (LONGEST - length))?;
                *it.counts.get_mut(length)? += 1;
                it.symbols.push(symbol as u16);
            }
        }
        Some(it)
    }

    fn read(&self, bits: &mut Bits<'_>) -> Option<u32> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for &count in self.counts.get(1..)? {
            code |= bits.take(1)?;
            if code < first + count {
                return self.symbols.get((index + code - first) as usize).map(|&it| u32::from(it));
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>, most: usize) -> Option<()> {
    // The rest of the byte is not used.
    bits.take(bits.count % 8)?;
    let (length, inverse) = (bits.take(16)?, bits.take(16)?);
    if length != inverse ^ 0xffff || most < out.len() + length as usize {
        return None;
    }
    for _ in 0..length {
        out.push(bits.take(8)? as u8);
    }
    Some(())
}

/// The order in which the lengths of the code of the lengths come.
pub(super) const ORDER: [u8; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// The codes that a block brings: of letters and lengths, and of distances.
fn codes(bits: &mut Bits<'_>) -> Option<(Code, Code)> {
    let n_letters = bits.take(5)? as usize + 257;
    let n_all = n_letters + bits.take(5)? as usize + 1;
    let mut lengths = [0; 19];
    let n_lengths = bits.take(4)? as usize + 4;
    for &it in ORDER.iter().take(n_lengths) {
        *lengths.get_mut(usize::from(it))? = bits.take(3)? as u8;
    }
    let code = Code::new(&lengths)?;
    let mut all: Vec<u8> = Vec::new();
    while all.len() < n_all {
        let (value, times) = match code.read(bits)? {
            16 => (*all.last()?, 3 + bits.take(2)?),
            17 => (0, 3 + bits.take(3)?),
            18 => (0, 11 + bits.take(7)?),
            it => (it as u8, 1),
        };
        all.resize(all.len() + times as usize, value);
    }
    if n_all < all.len() {
        return None;
    }
    let (letters, distances) = all.split_at_checked(n_letters)?;
    Some((Code::new(letters)?, Code::new(distances)?))
}

fn block(
    bits: &mut Bits<'_>,
    out: &mut Vec<u8>,
    most: usize,
    letters: &Code,
    distances: &Code,
) -> Option<()> {
    loop {
        let symbol = letters.read(bits)?;
        let length = match symbol {
            0..256 => {
                if out.len() == most {
                    return None;
                }
                out.push(symbol as u8);
                continue;
            }
            256 => return Some(()),
            257..265 => symbol - 254,
            265..285 => {
                let more = (symbol - 261) / 4;
                3 + ((4 + (symbol - 257) % 4) << more) + bits.take(more)?
            }
            285 => 258,
            _ => return None,
        };
        let symbol = distances.read(bits)?;
        let distance = match symbol {
            0..4 => 1 + symbol,
            4..30 => {
                let more = symbol / 2 - 1;
                1 + ((2 + symbol % 2) << more) + bits.take(more)?
            }
            _ => return None,
        };
        if most < out.len() + length as usize {
            return None;
        }
        let from = out.len().checked_sub(distance as usize)?;
        for at in from..from + length as usize {
            out.push(*out.get(at)?);
        }
    }
}
