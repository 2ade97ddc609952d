//! Tagged fields: a tag, a length, and that many bytes, one after the other.

use super::LinkError;
use super::limits::{Excess, at_most};
use crate::probe::Probe;
use crate::protocol::Protocol;

/// The protocols in the order of their numbers in links; only ever appended to.
const PROTOCOLS: [Protocol; 3] = [Protocol::Tcp, Protocol::Udp, Protocol::Sctp];

/// A chosen port as a number; `None` for any port.
pub(super) fn probe_number(probe: Probe) -> Option<u32> {
    match probe {
        Probe::Any => None,
        Probe::Port(protocol, port) => {
            let protocol = PROTOCOLS.iter().position(|&it| it == protocol)?;
            Some((protocol as u32) << 16 | u32::from(port))
        }
    }
}

#[derive(Default)]
pub(super) struct Writer {
    pub(super) bytes: Vec<u8>,
}

impl Writer {
    pub(super) fn text(&mut self, tag: u32, text: &str) {
        self.body(tag, text.as_bytes());
    }

    pub(super) fn body(&mut self, tag: u32, body: &[u8]) {
        self.varint(tag);
        self.counted(body);
    }

    /// Bytes behind their number.
    pub(super) fn counted(&mut self, bytes: &[u8]) {
        self.varint(bytes.len() as u32);
        self.bytes.extend_from_slice(bytes);
    }

    /// The same where an empty text says nothing.
    pub(super) fn words(&mut self, tag: u32, text: &str) {
        if !text.is_empty() {
            self.text(tag, text);
        }
    }

    pub(super) fn number(&mut self, tag: u32, number: u32) {
        let mut body = Writer::default();
        body.varint(number);
        self.varint(tag);
        self.varint(body.bytes.len() as u32);
        self.bytes.append(&mut body.bytes);
    }

    /// Seven bits a byte, the least significant first; the high bit says that more follow.
    pub(super) fn varint(&mut self, mut number: u32) {
        while 0x80 <= number {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

/// One field as it was read.
pub(super) struct Field<'a> {
    pub(super) tag: u32,
    pub(super) body: &'a [u8],
}

impl<'a> Field<'a> {
    pub(super) fn text(&self) -> Result<&'a str, LinkError> {
        std::str::from_utf8(self.body).map_err(|_| LinkError::Altered)
    }

    /// The same of something short.
    pub(super) fn word(&self, most: usize) -> Result<String, LinkError> {
        let text = self.text()?;
        at_most(most, text.len(), Excess::Word)?;
        Ok(text.to_owned())
    }

    pub(super) fn number(&self) -> Option<u32> {
        let (number, rest) = varint(self.body)?;
        rest.is_empty().then_some(number)
    }

    pub(super) fn probe(&self) -> Option<Probe> {
        let number = self.number()?;
        let protocol = PROTOCOLS.get((number >> 16) as usize)?;
        Some(Probe::Port(*protocol, number as u16))
    }
}

/// Fields one after the other; `None` in place of one that is cut off, and then no more.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    fn field(&self) -> Option<(Field<'a>, &'a [u8])> {
        let (tag, rest) = varint(self.rest)?;
        let (len, rest) = varint(rest)?;
        let (body, rest) = rest.split_at_checked(len as usize)?;
        Some((Field { tag, body }, rest))
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Option<Field<'a>>;

    fn next(&mut self) -> Option<Option<Field<'a>>> {
        if self.rest.is_empty() {
            return None;
        }
        let field = self.field();
        self.rest = field.as_ref().map_or(&[], |(_, rest)| rest);
        Some(field.map(|(it, _)| it))
    }
}

pub(super) fn varint(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut number = 0u32;
    for (at, &byte) in bytes.iter().enumerate().take(5) {
        number |= u32::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((number, bytes.get(at + 1..)?));
        }
    }
    None
}

/// FNV-1a: enough to notice a link that lost its end.
pub(super) fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, &it| (sum ^ u32::from(it)).wrapping_mul(0x0100_0193))
}
