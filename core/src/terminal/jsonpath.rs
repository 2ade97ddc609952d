//! `-o jsonpath`, for simple paths: keys, positions, `*`, `..`, filters by one comparison, `range`.

use super::print::compact;
use super::value::Value;

/// How many values a path may find.
const FOUND: usize = 10_000;

/// A step of a path.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    /// `..key`.
    Below(String),
    All,
    Index(i64),
    /// `[a:b]`.
    Slice(i64, Option<i64>),
    /// `[?(@.path OP value)]`.
    Filter(Vec<Step>, Option<(String, String)>),
}

/// A stretch of a template.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    Path(Vec<Step>),
    Range(Vec<Step>, Vec<Piece>),
}

/// What a template prints of a value.
pub(super) fn print(value: &Value, template: &str) -> Result<String, String> {
    let template = template.trim_matches('\'');
    let template = if template.contains('{') { template.to_owned() } else { format!("{{{template}}}") };
    let (pieces, _) = pieces(&template, 0, 0)?;
    let mut res = String::new();
    write(&pieces, value, &mut res)?;
    Ok(res)
}

/// All that a path finds: `.metadata.name`, or in braces.
pub(super) fn all(value: &Value, path: &str) -> Result<Vec<Value>, String> {
    let path = path.trim().trim_start_matches('{').trim_end_matches('}');
    Ok(find(&steps(path)?, value).into_iter().cloned().collect())
}

pub(super) fn first(value: &Value, path: &str) -> Option<Value> {
    all(value, path).ok()?.into_iter().next()
}

fn write(pieces: &[Piece], here: &Value, res: &mut String) -> Result<(), String> {
    for it in pieces {
        if res.len() > 1 << 20 {
            return Err("too long".to_owned());
        }
        match it {
            Piece::Text(it) => res.push_str(it),
            Piece::Path(steps) => {
                let found = find(steps, here);
                if found.is_empty()
                    && let [.., Step::Key(key)] = steps.as_slice()
                    && !steps.iter().any(|it| matches!(it, Step::All | Step::Below(_) | Step::Filter(..)))
                    && find(steps.get(..steps.len() - 1).unwrap_or_default(), here).is_empty()
                    && steps.len() > 1
                {
                    return Err(format!("error executing jsonpath: {key} is not found"));
                }
                let shown: Vec<String> = found.into_iter().map(shown).collect();
                res.push_str(&shown.join(" "));
            }
            Piece::Range(steps, body) => {
                for it in find(steps, here) {
                    write(body, it, res)?;
                }
            }
        }
    }
    Ok(())
}

fn shown(it: &Value) -> String {
    match it {
        Value::List(_) | Value::Map(_) => compact(it),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Float(_) | Value::Text(_) => it.plain(),
    }
}

fn pieces(text: &str, start: usize, depth: usize) -> Result<(Vec<Piece>, usize), String> {
    let mut res = Vec::new();
    let mut at = start;
    if depth > 8 {
        return Err("ranges lie too deep in each other".to_owned());
    }
    while let Some(rest) = text.get(at..).filter(|it| !it.is_empty()) {
        let Some(open) = rest.find('{') else {
            res.push(Piece::Text(rest.to_owned()));
            at = text.len();
            break;
        };
        if open > 0 {
            res.push(Piece::Text(rest.get(..open).unwrap_or_default().to_owned()));
        }
        let inner_from = at + open + 1;
        let length = close(text.get(inner_from..).unwrap_or_default())
            .ok_or_else(|| format!("error parsing jsonpath {text}, unclosed action"))?;
        let inner = text.get(inner_from..inner_from + length).unwrap_or_default().trim();
        at = inner_from + length + 1;
        if let Some(text) = inner.strip_prefix('"').and_then(|it| it.strip_suffix('"')) {
            res.push(Piece::Text(text.replace("\\n", "\n").replace("\\t", "\t")));
        } else if let Some(path) = inner.strip_prefix("range ") {
            let (body, end) = pieces(text, at, depth + 1)?;
            res.push(Piece::Range(steps(path.trim())?, body));
            at = end;
        } else if inner == "end" {
            return Ok((res, at));
        } else {
            res.push(Piece::Path(steps(inner)?));
        }
    }
    Ok((res, at))
}

/// Where a brace closes that is in no quotes.
fn close(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, it) in text.char_indices() {
        match (quote, it) {
            (None, '}') => return Some(at),
            (None, '"' | '\'') => quote = Some(it),
            (Some(open), it) if open == it => quote = None,
            _ => {}
        }
    }
    None
}

fn steps(path: &str) -> Result<Vec<Step>, String> {
    let mut res = Vec::new();
    let mut rest = path.trim_start_matches(['$', '@']);
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix('[') {
            let end = bracket(behind).ok_or("unterminated array")?;
            let inner = behind.get(..end).unwrap_or_default().trim();
            rest = behind.get(end + 1..).unwrap_or_default();
            res.push(inside(inner)?);
            continue;
        }
        let is_below = rest.starts_with("..");
        rest = rest.trim_start_matches('.');
        if rest.starts_with('[') {
            continue;
        }
        let mut key = String::new();
        let mut length = 0;
        let mut letters = rest.char_indices();
        while let Some((at, it)) = letters.next() {
            length = at + it.len_utf8();
            match it {
                '\\' => {
                    if let Some((at, it)) = letters.next() {
                        key.push(it);
                        length = at + it.len_utf8();
                    }
                }
                '.' | '[' => {
                    length = at;
                    break;
                }
                it if it.is_alphanumeric() || "-_*/".contains(it) => key.push(it),
                it => return Err(format!("unrecognized character in action: U+{:04X} '{it}'", it as u32)),
            }
        }
        rest = rest.get(length..).unwrap_or_default();
        if key.is_empty() {
            continue;
        }
        res.push(match (is_below, key.as_str()) {
            (true, _) => Step::Below(key),
            (false, "*") => Step::All,
            (false, _) => Step::Key(key),
        });
    }
    Ok(res)
}

fn bracket(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_u32, None);
    for (at, it) in text.char_indices() {
        match (quote, it) {
            (None, ']') if depth == 0 => return Some(at),
            (None, '[') => depth += 1,
            (None, ']') => depth -= 1,
            (None, '"' | '\'') => quote = Some(it),
            (Some(open), it) if open == it => quote = None,
            _ => {}
        }
    }
    None
}

fn inside(inner: &str) -> Result<Step, String> {
    if inner == "*" {
        return Ok(Step::All);
    }
    if let Some(it) = inner.strip_prefix("?(").and_then(|it| it.strip_suffix(')')) {
        for sign in ["==", "!="] {
            if let Some((path, value)) = it.split_once(sign) {
                let value = value.trim().trim_matches(['"', '\'']).to_owned();
                return Ok(Step::Filter(steps(path.trim())?, Some((sign.to_owned(), value))));
            }
        }
        return Ok(Step::Filter(steps(it.trim())?, None));
    }
    if let Some((from, to)) = inner.split_once(':') {
        let from = from.trim().parse().unwrap_or(0);
        return Ok(Step::Slice(from, to.trim().parse().ok()));
    }
    if let Ok(it) = inner.parse() {
        return Ok(Step::Index(it));
    }
    let quoted = inner.trim_matches(['"', '\'']);
    if quoted.len() + 2 == inner.len() {
        return Ok(Step::Key(quoted.to_owned()));
    }
    Err(format!("invalid array index {inner}"))
}

fn find<'v>(steps: &[Step], value: &'v Value) -> Vec<&'v Value> {
    let mut here = vec![value];
    for step in steps {
        let mut next = Vec::new();
        for it in here {
            one(step, it, &mut next);
            if next.len() > FOUND {
                next.truncate(FOUND);
                break;
            }
        }
        here = next;
    }
    here
}

fn one<'v>(step: &Step, it: &'v Value, next: &mut Vec<&'v Value>) {
    match step {
        Step::Key(key) => next.extend(it.get(key)),
        Step::All => next.extend(it.items().iter().chain(it.entries().iter().map(|it| &it.1))),
        Step::Below(key) => {
            next.extend(it.get(key));
            for below in it.items().iter().chain(it.entries().iter().map(|it| &it.1)) {
                one(step, below, next);
            }
        }
        Step::Index(at) => {
            let items = it.items();
            let at = if *at < 0 { at + items.len() as i64 } else { *at };
            next.extend(usize::try_from(at).ok().and_then(|it| items.get(it)));
        }
        Step::Slice(from, to) => {
            let items = it.items();
            let from = usize::try_from(*from).unwrap_or(0).min(items.len());
            let to =
                to.and_then(|it| usize::try_from(it).ok()).unwrap_or(items.len()).clamp(from, items.len());
            next.extend(items.get(from..to).unwrap_or_default());
        }
        Step::Filter(path, wanted) => next.extend(it.items().iter().filter(|it| {
            let found = find(path, it);
            match wanted {
                None => !found.is_empty(),
                Some((sign, value)) => found.iter().any(|it| (it.plain() == *value) == (sign == "==")),
            }
        })),
    }
}
