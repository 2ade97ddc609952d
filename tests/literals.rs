//! The texts in a Rust source: its string literals, without comments, attributes' documentation and inline tests.

/// Each string literal with its line, as it is written: escapes stay escapes. What a file's inline tests hold is left
/// out; they stand at its end.
pub fn of_rust(source: &str) -> Vec<(usize, String)> {
    let tests = source.match_indices("#[cfg(test)]").map(|it| it.0);
    let is_inline = |at: &usize| source[*at..].lines().nth(1).is_some_and(|it| it.trim_end().ends_with('{'));
    let end = tests.filter(|at| is_inline(at)).last().unwrap_or(source.len());
    let mut found = Vec::new();
    let (mut rest, mut line, mut before) = (&source[..end], 1, ' ');
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => comment(rest),
            '"' => {
                let length = string(rest);
                found.push((line, rest[1..length - 1].to_owned()));
                length
            }
            'r' | 'b' | 'c' if !is_of_a_word(before) => match raw(rest) {
                Some((length, text)) => {
                    found.push((line, text.to_owned()));
                    length
                }
                None => 1,
            },
            '\'' => character(rest),
            _ => first.len_utf8(),
        };
        line += rest[..taken].matches('\n').count();
        before = rest[..taken].chars().next_back().unwrap_or(' ');
        rest = &rest[taken..];
    }
    found
}

fn is_of_a_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}

/// The length of a block comment, which may hold others.
fn comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    loop {
        let Some(next) = rest[at..].find(['/', '*']).map(|it| at + it) else { return rest.len() };
        let is = |it: &str| rest[next..].starts_with(it);
        at = next + if is("/*") || is("*/") { 2 } else { 1 };
        depth += i32::from(is("/*")) - i32::from(is("*/"));
        if depth == 0 {
            return at;
        }
    }
}

/// The length of a string, both quotes included.
fn string(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, it)) = characters.next() {
        match it {
            '\\' => drop(characters.next()),
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// `r"…"`, `br##"…"##`: its length and its text.
fn raw(rest: &str) -> Option<(usize, &str)> {
    let opening = rest.trim_start_matches(['b', 'c']).strip_prefix('r')?;
    let hashes = &opening[..opening.len() - opening.trim_start_matches('#').len()];
    let text = opening[hashes.len()..].strip_prefix('"')?;
    let length = text.find(&format!("\"{hashes}"))?;
    Some((rest.len() - text.len() + length + 1 + hashes.len(), &text[..length]))
}

/// The length of a character; of a lifetime, only its quote's.
fn character(rest: &str) -> usize {
    let mut after = rest.char_indices().skip(1);
    match (after.next(), after.next()) {
        (Some((_, '\\')), Some(_)) => after.find(|it| it.1 == '\'').map_or(rest.len(), |it| it.0 + 1),
        (Some(_), Some((at, '\''))) => at + 1,
        _ => 1,
    }
}

#[test]
fn comments_characters_and_tests_are_no_texts() {
    let source = r####"
//! "nobody"
/* "a" /* "b" */ "c" */
/// says "d"
fn f<'a>(it: &'a str) -> char { let one = ("one // not a comment", '"', '\'', b'"', '\u{22}'); '"' }
const TWO: &str = "two \" \\"; const THREE: &str = r#"three "#; const B: &[u8] = br"four";
const FIVE: &str = concat!("fi", "ve"); // "e"
let bar"six";
#[cfg(test)]
mod tests;
const LONG: &str = "a \
    b";
#[cfg(test)]
mod tests {
    const S: &str = "f";
}
"####;
    let texts: Vec<String> = of_rust(source).into_iter().map(|it| it.1).collect();
    assert_eq!(
        texts,
        ["one // not a comment", r#"two \" \\"#, "three ", "four", "fi", "ve", "six", "a \\\n    b"]
    );
    assert_eq!(of_rust("\n\n  \"x\"\n\"y\""), [(3, "x".to_owned()), (4, "y".to_owned())]);
}
