//! Programs that read lines and print some of them.

use super::shell::Io;

/// Flags of one letter with their values, and the words beside them.
pub(super) fn flags(program: &str, words: &[String]) -> (Vec<(char, String)>, Vec<String>) {
    let valued = match program {
        "grep" | "egrep" => "eABCm",
        "head" | "tail" => "nc",
        "sort" => "k",
        "cut" => "dfc",
        _ => "",
    };
    let (mut flags, mut rest) = (Vec::new(), Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let Some(letters) = word.strip_prefix('-').filter(|it| !it.is_empty()) else {
            rest.push(word.clone());
            continue;
        };
        if let Some(long) = letters.strip_prefix('-') {
            match long {
                "" => rest.extend(words.by_ref().cloned()),
                "invert-match" => flags.push(('v', String::new())),
                "ignore-case" => flags.push(('i', String::new())),
                _ => {}
            }
            continue;
        }
        // `head -5`.
        if letters.chars().all(|it| it.is_ascii_digit()) && matches!(program, "head" | "tail") {
            flags.push(('n', letters.to_owned()));
            continue;
        }
        for (at, it) in letters.char_indices() {
            if valued.contains(it) {
                let value = letters.get(at + it.len_utf8()..).unwrap_or_default();
                let value = if value.is_empty() {
                    words.next().cloned().unwrap_or_default()
                } else {
                    value.to_owned()
                };
                flags.push((it, value));
                break;
            }
            flags.push((it, String::new()));
        }
    }
    (flags, rest)
}

/// What a program prints of a text.
pub(super) fn filter(
    name: &str,
    flags: &[(char, String)],
    pattern: Option<&str>,
    words: &[String],
    input: &str,
) -> Io {
    let has = |it: char| flags.iter().any(|flag| flag.0 == it);
    let value = |it: char| flags.iter().rfind(|flag| flag.0 == it).map(|it| it.1.as_str());
    let lines: Vec<&str> = input.lines().collect();
    let joined = |it: &[&str]| Io::out(it.iter().map(|it| format!("{it}\n")).collect::<String>());
    match name {
        "grep" | "egrep" => grep(pattern.unwrap_or_default(), &has, &value, &lines),
        "head" | "tail" => {
            let text = value('n').unwrap_or("10");
            let count: usize = text.trim_start_matches(['-', '+']).parse().unwrap_or(10);
            let all = lines.len();
            let range = match name {
                "head" if text.starts_with('-') => 0..all.saturating_sub(count),
                "head" => 0..count.min(all),
                _ if text.starts_with('+') => count.saturating_sub(1).min(all)..all,
                _ => all.saturating_sub(count)..all,
            };
            joined(lines.get(range).unwrap_or_default())
        }
        "wc" => {
            let (newlines, words) = (input.matches('\n').count(), input.split_whitespace().count());
            Io::out(match (has('l'), has('w'), has('c')) {
                (true, ..) => format!("{newlines}\n"),
                (_, true, _) => format!("{words}\n"),
                (.., true) => format!("{}\n", input.len()),
                _ => format!("{newlines:7} {words:7} {:7}\n", input.len()),
            })
        }
        "sort" => {
            let mut lines = lines;
            lines.sort_unstable();
            if has('n') {
                lines.sort_by_key(|it| {
                    it.trim().split(' ').next().and_then(|it| it.parse::<i64>().ok()).unwrap_or(0)
                });
            }
            if has('u') {
                lines.dedup();
            }
            if has('r') {
                lines.reverse();
            }
            joined(&lines)
        }
        "uniq" => {
            let mut lines = lines;
            lines.dedup();
            joined(&lines)
        }
        "cut" => {
            let mark = value('d').and_then(|it| it.chars().next()).unwrap_or('\t');
            let fields: Vec<usize> =
                value('f').unwrap_or("1").split(',').filter_map(|it| it.parse().ok()).collect();
            let one = |it: &&str| {
                let all: Vec<&str> = it.split(mark).collect();
                let some: Vec<&str> =
                    fields.iter().filter_map(|at| all.get(at.checked_sub(1)?).copied()).collect();
                format!("{}\n", some.join(&mark.to_string()))
            };
            Io::out(lines.iter().map(one).collect::<String>())
        }
        "nl" => {
            Io::out(lines.iter().zip(1..).map(|(it, nth)| format!("{nth:6}\t{it}\n")).collect::<String>())
        }
        // `tr`: of single characters.
        _ => {
            let read = |it: Option<&String>| it.map(|it| it.replace("\\n", "\n")).unwrap_or_default();
            let (from, to) = (read(words.first()), read(words.get(1)));
            let change = |it: char| match from.chars().position(|from| from == it) {
                Some(_) if has('d') => None,
                Some(at) => to.chars().nth(at).or(to.chars().next_back()),
                None => Some(it),
            };
            Io::out(input.chars().filter_map(change).collect::<String>())
        }
    }
}

fn grep<'v>(
    pattern: &str,
    has: &dyn Fn(char) -> bool,
    value: &dyn Fn(char) -> Option<&'v str>,
    lines: &[&str],
) -> Io {
    let lower = |it: &str| if has('i') { it.to_lowercase() } else { it.to_owned() };
    let pattern = lower(pattern);
    let alternatives: Vec<&str> = if has('F') {
        vec![&pattern]
    } else {
        pattern
            .split("\\|")
            .flat_map(|it| if has('E') { it.split('|').collect() } else { vec![it] })
            .collect()
    };
    let fits = |line: &str| {
        let line = lower(line);
        alternatives.iter().any(|it| if has('F') { line.contains(*it) } else { matches(it, &line, has('w')) })
            != has('v')
    };
    let count = |it: char| value(it).and_then(|it| it.parse::<usize>().ok()).unwrap_or(0);
    let both = count('C');
    let (before, behind) = (count('B').max(both), count('A').max(both));
    let found: Vec<usize> = (0..lines.len()).filter(|it| lines.get(*it).is_some_and(|it| fits(it))).collect();
    let status = i32::from(found.is_empty());
    if has('q') {
        return Io { status, ..Io::default() };
    }
    if has('c') {
        return Io { status, ..Io::out(format!("{}\n", found.len())) };
    }
    let mut res = Io { status, ..Io::default() };
    let is_near = |at: usize| found.iter().any(|it| at + before >= *it && at <= *it + behind);
    for (at, line) in lines.iter().enumerate().filter(|it| is_near(it.0)) {
        if has('n') { res.line(&format!("{}:{line}", at + 1)) } else { res.line(line) }
    }
    res
}

/// Whether a line has a stretch that fits a pattern of letters, `.`, `*`, `^` and `$`.
pub(super) fn matches(pattern: &str, line: &str, is_word: bool) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let line: Vec<char> = line.chars().collect();
    let (pattern, is_first) = match pattern.strip_prefix(&['^']) {
        Some(it) => (it, true),
        None => (pattern.as_slice(), false),
    };
    let is_letter = |it: Option<&char>| it.is_some_and(|it| it.is_alphanumeric() || *it == '_');
    let mut steps = 20_000;
    (0..=line.len()).take(if is_first { 1 } else { usize::MAX }).any(|at| {
        let rest = line.get(at..).unwrap_or_default();
        let Some(length) = here(pattern, rest, &mut steps) else { return false };
        let is_inside = at > 0 && is_letter(line.get(at - 1)) || is_letter(line.get(at + length));
        !(is_word && is_inside)
    })
}

/// The length of what fits at the start.
fn here(pattern: &[char], line: &[char], steps: &mut u32) -> Option<usize> {
    *steps = steps.checked_sub(1)?;
    let one = |it: char, pattern: char| pattern == '.' || pattern == it;
    match pattern {
        [] => Some(0),
        ['$'] => line.is_empty().then_some(0),
        ['\\', it, rest @ ..] => {
            (line.first() == Some(it)).then(|| here(rest, line.get(1..)?, steps)).flatten().map(|it| it + 1)
        }
        [it, '*', rest @ ..] => {
            let most = line.iter().take_while(|found| one(**found, *it)).count();
            (0..=most).rev().find_map(|count| here(rest, line.get(count..)?, steps).map(|it| it + count))
        }
        [it, rest @ ..] => {
            let first = line.first()?;
            one(*first, *it).then(|| here(rest, line.get(1..)?, steps)).flatten().map(|it| it + 1)
        }
    }
}

pub(super) fn echo(words: &[String]) -> Io {
    let flags = words.iter().take_while(|it| matches!(it.as_str(), "-e" | "-n" | "-ne" | "-en")).count();
    let is_flag = |letter| words.iter().take(flags).any(|it| it.contains(letter));
    let mut text = words.get(flags..).unwrap_or_default().join(" ");
    if is_flag('e') {
        text = text.replace("\\n", "\n").replace("\\t", "\t");
    }
    if !is_flag('n') {
        text.push('\n');
    }
    Io::out(text)
}

/// `s/TEXT/OTHER/g` of plain texts.
pub(super) fn substitution(script: &str) -> Option<(String, String, bool)> {
    let rest = script.strip_prefix('s')?;
    let mark = rest.chars().next()?;
    let mut parts = rest.get(mark.len_utf8()..)?.split(mark);
    let (from, to, end) = (parts.next()?, parts.next()?, parts.next()?);
    let is_plain =
        !from.is_empty() && !from.contains(['*', '[', '\\', '^', '$']) && !to.contains(['\\', '&']);
    is_plain.then(|| (from.to_owned(), to.to_owned(), end.contains('g')))
}
