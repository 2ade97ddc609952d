//! The same for a list as `kubectl get -o json` prints it, whatever its blanks.
//!
//! Only what JSON allows is followed, so that quotes and brackets mean the same here as to the YAML parser.

use std::ops::Range;

/// The items of the list that the text consists of, at least two.
pub(super) fn items(text: &str) -> Option<Vec<Range<usize>>> {
    let mut scanner = Scanner { text, at: 0 };
    let (mut items, mut head) = (None, Head::default());
    scanner.members(|scanner, key| match key {
        "apiVersion" => head.api_version.set(scanner.string()? == "v1"),
        "kind" => head.kind.set(scanner.string()? == "List"),
        "metadata" => head.metadata.set(scanner.plain_members().is_some()),
        "items" if items.is_none() => {
            items = Some(scanner.objects()?);
            Some(())
        }
        _ => None,
    })?;
    scanner.blanks();
    let is_list = head.api_version.0 && head.kind.0 && scanner.at == text.len();
    items.filter(|it| is_list && 2 <= it.len())
}

/// Which keys there were.
#[derive(Default)]
struct Head {
    api_version: Once,
    kind: Once,
    metadata: Once,
}

#[derive(Default)]
struct Once(bool);

impl Once {
    /// `None`: the value is not the expected one, or the key is there twice.
    fn set(&mut self, is_right: bool) -> Option<()> {
        (is_right && !std::mem::replace(&mut self.0, true)).then_some(())
    }
}

/// Reads on from a place; each method gives `None` where something else stands.
struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Scanner<'t> {
    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.at += self.rest().iter().take_while(|it| b" \t\r\n".contains(it)).count();
    }

    /// The next byte that is no blank.
    fn next(&mut self) -> Option<u8> {
        self.blanks();
        self.rest().first().copied()
    }

    fn skip(&mut self, byte: u8) -> Option<()> {
        (self.next()? == byte).then(|| self.at += 1)
    }

    /// Between two of a kind, or behind the last one: whether there is another one.
    fn another(&mut self, end: u8) -> Option<bool> {
        let found = self.next()?;
        self.at += 1;
        match found {
            b',' => Some(true),
            _ => (found == end).then_some(false),
        }
    }

    /// What stands between the quotes, escapes as they are.
    fn string(&mut self) -> Option<&'t str> {
        self.skip(b'"')?;
        let mut is_escaped = false;
        let length = self.rest().iter().position(|&it| {
            let ends = !is_escaped && it == b'"' || it < b' ';
            is_escaped = !is_escaped && it == b'\\';
            ends
        })?;
        let text = self.text.get(self.at..self.at + length)?;
        self.at += length;
        // Not behind blanks: a line break in a string is none of JSON's.
        (self.rest().first() == Some(&b'"')).then(|| self.at += 1)?;
        Some(text)
    }

    /// An object, each value of which is read by `value`.
    fn members(&mut self, mut value: impl FnMut(&mut Self, &'t str) -> Option<()>) -> Option<()> {
        self.skip(b'{')?;
        if self.next()? == b'}' {
            return self.skip(b'}');
        }
        loop {
            let key = self.string()?;
            self.skip(b':')?;
            value(self, key)?;
            if !self.another(b'}')? {
                return Some(());
            }
        }
    }

    /// An object of texts that nothing can be wrong with: it is not read again.
    fn plain_members(&mut self) -> Option<()> {
        let is_plain = |it: &str| it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_./=+".contains(&it));
        self.members(|it, key| it.string().filter(|it| is_plain(it) && is_plain(key)).map(|_| ()))
    }

    /// A list of objects.
    fn objects(&mut self) -> Option<Vec<Range<usize>>> {
        self.skip(b'[')?;
        let mut found = Vec::new();
        loop {
            self.blanks();
            let start = self.at;
            self.object()?;
            found.push(start..self.at);
            if !self.another(b']')? {
                return Some(found);
            }
        }
    }

    /// Any object. Its brackets match; what else may be wrong with it shows when it is read.
    fn object(&mut self) -> Option<()> {
        let mut open: Vec<u8> = Vec::new();
        // Whether a value or a key can begin here.
        let mut is_start = true;
        loop {
            let byte = self.next()?;
            match byte {
                b'"' if is_start => {
                    self.string()?;
                    is_start = false;
                }
                b'{' | b'[' if is_start => {
                    open.push(if byte == b'{' { b'}' } else { b']' });
                    self.at += 1;
                }
                b'}' | b']' => {
                    self.at += 1;
                    if open.pop()? != byte {
                        return None;
                    }
                    is_start = false;
                }
                b',' | b':' => {
                    self.at += 1;
                    is_start = true;
                }
                _ if is_start => {
                    self.literal()?;
                    is_start = false;
                }
                _ => return None,
            }
            if open.is_empty() {
                return (byte == b'}').then_some(());
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn literal(&mut self) -> Option<()> {
        let is_part = |it: &&u8| it.is_ascii_alphanumeric() || b"+-.".contains(it);
        let length = self.rest().iter().take_while(is_part).count();
        let word = self.text.get(self.at..self.at + length)?;
        self.at += length;
        let is_number = word.strip_prefix('-').unwrap_or(word).starts_with(|it: char| it.is_ascii_digit());
        (is_number || matches!(word, "true" | "false" | "null")).then_some(())
    }
}
