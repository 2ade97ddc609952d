//! Comments in JSON, which has none: `// …` and `/* … */`.

use std::ops::Range;

/// Where a text begins, behind blanks and comments of YAML.
pub(super) fn begin(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        if !(content.is_empty() || content.starts_with('#')) {
            return at + line.len() - content.len();
        }
        at += line.len();
    }
    at
}

/// Where they stand, without the line ends behind them; what comes before the JSON is passed over.
pub(super) fn comments(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut res = Vec::new();
    let (mut at, mut is_quoted) = (begin(text), false);
    while let Some(byte) = bytes.get(at) {
        let next = bytes.get(at + 1);
        match byte {
            b'\\' if is_quoted => at += 1,
            b'"' => is_quoted = !is_quoted,
            b'/' if !is_quoted && matches!(next, Some(b'/' | b'*')) => {
                let is_line = next == Some(&b'/');
                let rest = text.get(at + 2..).unwrap_or_default();
                let length = if is_line {
                    rest.find(['\r', '\n']).unwrap_or(rest.len())
                } else {
                    rest.find("*/").map_or(rest.len(), |it| it + 2)
                };
                let end = at + 2 + length;
                res.push(at..end);
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    res
}

#[cfg(test)]
mod tests {
    use super::comments;

    #[test]
    fn comments_are_found_outside_of_strings() {
        let text = "// a\n{\"b\": \"http://c\", /* d\n */ \"e\\\"//f\": 1} // g";
        let found: Vec<_> = comments(text).into_iter().filter_map(|it| text.get(it)).collect();
        assert_eq!(found, ["// a", "/* d\n */", "// g"]);
        assert_eq!(comments("{\"a\": \"/* b\"}"), []);
        assert_eq!(comments("{} /* a").len(), 1);
        assert_eq!(comments("# \"a\n\n[] // b").first(), Some(&(9..13)));
    }
}
