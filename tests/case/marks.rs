//! Expected problems: marked from below (`# ^^^^ error unknown-field`), or named (`# problem: …`).

use super::Case;
use crate::adapter::Problem;

/// A problem that must be there.
#[derive(Clone, Debug)]
pub struct ExpectedProblem {
    severity: String,
    code: String,
    /// API path; empty: any.
    field: String,
    /// Part of the message; empty: any.
    message: String,
    /// Line (zero-based) and columns of the marked text.
    marked: Option<(usize, usize, usize)>,
    /// As it is written.
    line: String,
}

/// All marks and all `# problem: SEVERITY CODE [FIELD][: MESSAGE]` lines.
pub fn read(lines: &[&str]) -> Result<Vec<ExpectedProblem>, String> {
    let mut problems = Vec::new();
    let mut marked_line = 0;
    for (at, line) in lines.iter().enumerate() {
        if let Some(rest) = line.strip_prefix("# problem: ") {
            let (head, message) = rest.split_once(": ").unwrap_or((rest, ""));
            let mut words = head.split_whitespace();
            let mut word = || words.next().unwrap_or_default().to_owned();
            let (severity, code, field) = (word(), word(), word());
            let message = message.trim().to_owned();
            problems.push(ExpectedProblem {
                severity,
                code,
                field,
                message,
                marked: None,
                line: line.to_string(),
            });
            continue;
        }
        let after_hash = line.trim_start().strip_prefix('#').map(str::trim_start);
        let Some(mark) = after_hash.filter(|it| it.starts_with('^') || it.starts_with("<^")) else {
            marked_line = at;
            continue;
        };
        let start = if mark.starts_with('<') { 0 } else { line.len() - mark.len() };
        let end = line.rfind('^').unwrap_or(0) + 1;
        let mut words = mark.trim_start_matches(['<', '^']).split_whitespace();
        let (Some(severity), Some(code)) = (words.next(), words.next()) else {
            return Err(format!("`{line}`: expected ^^^^ SEVERITY CODE"));
        };
        problems.push(ExpectedProblem {
            severity: severity.to_owned(),
            code: code.to_owned(),
            field: String::new(),
            message: words.collect::<Vec<_>>().join(" "),
            marked: Some((marked_line, start, end)),
            line: line.to_string(),
        });
    }
    Ok(problems)
}

/// Expected problems that are missing, and unexpected errors.
pub fn failures(case: &Case, found: &[Problem]) -> Vec<String> {
    let mut left: Vec<&Problem> = found.iter().collect();
    let mut failures = Vec::new();
    for expected in &case.problems {
        match left.iter().position(|it| expected.fits(case, it)) {
            Some(at) => drop(left.remove(at)),
            None => {
                failures.push(format!("`{}`: not found; found {}", expected.line.trim(), told(case, found)))
            }
        }
    }
    // A finding that is an error is compared with the other findings, which is not yet.
    let explained = case.extras.iter().any(|it| it.is_lint_error());
    let left = if explained { Vec::new() } else { left };
    let surplus: Vec<Problem> = left.into_iter().filter(|it| it.severity == "error").cloned().collect();
    if !surplus.is_empty() {
        failures.push(format!("not expected: {}", told(case, &surplus)));
    }
    failures
}

fn told(case: &Case, problems: &[Problem]) -> String {
    let one = |it: &Problem| {
        let place = columns(case, it).map(|it| format!(" at line {}, columns {}–{}", it.0 + 1, it.1, it.2));
        let place = place.unwrap_or_default();
        format!("\n    {} {} {}: {}{place}", it.severity, it.code, it.field, it.message)
    };
    if problems.is_empty() { "none".to_owned() } else { problems.iter().map(one).collect() }
}

impl ExpectedProblem {
    /// Of the highest severity.
    pub(super) fn is_error(&self) -> bool {
        self.severity == "error"
    }

    fn fits(&self, case: &Case, found: &Problem) -> bool {
        self.severity == found.severity
            && self.code == found.code
            && (self.field.is_empty() || self.field == found.field)
            && found.message.contains(&self.message)
            && self.marked.is_none_or(|it| columns(case, found) == Some(it))
    }
}

/// Line of the case's text (zero-based) and columns, in characters, of a problem; a long one ends with its line.
fn columns(case: &Case, problem: &Problem) -> Option<(usize, usize, usize)> {
    let (file, line, from, to) = problem.place?;
    let (_, text, first) = case.files.get(file)?;
    let lines: Vec<&str> = text.lines().collect();
    let units = |it: &str| it.encode_utf16().count();
    let before: usize = lines.iter().take(line - 1).map(|it| units(it) + 1).sum();
    let end = units(lines.get(line - 1)?);
    Some((first + line - 1, from - before, (to - before).min(end)))
}
