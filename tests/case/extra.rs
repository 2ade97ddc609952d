//! What a case expects besides answers: certainties, explanations, rows, Ingress objects, problems that must not be.

use std::net::IpAddr;
use std::ops::Range;

use netpol_core::api::Meant;
use netpol_core::diagnostic::Diagnostic;

use super::single::{Question, question};
use crate::adapter::Core;
use crate::ask::Port;

/// A line of a case that is neither an answer nor a problem.
#[derive(Clone, Debug)]
pub struct Extra {
    /// As it is written.
    pub line: String,
    what: What,
}

#[derive(Clone, Debug)]
enum What {
    /// `# certainty A -> B TCP 80: defined`
    Certainty(Question, String),
    /// `# explain A -> B TCP 80 says: X | Y`, or `says not`.
    Says(Question, bool, Vec<String>),
    /// `# row: ID`, `# no row: ID`
    Row(String, bool),
    /// `# split: ADDRESS`
    Split(IpAddr),
    /// `# ingress: NS/NAME unknown`
    Ingress(String, String),
    /// `# no problem: CODE TEXT`
    NoProblem(String, String),
    /// `# lint: L-71 warning at line 26`, `# no lint: L-71`, `# lint says: L-71 X | Y`
    Lint(Lint),
}

/// What is expected of the findings of a rule.
#[derive(Clone, Debug)]
enum Lint {
    /// Of that severity, in these lines of the case.
    Found(String, String, Range<usize>),
    /// None in these lines.
    None(String, Range<usize>),
    /// One whose message or help holds one of these texts.
    Says(String, Vec<String>),
}

const PREFIXES: [&str; 10] = [
    "# certainty ",
    "# explain ",
    "# row: ",
    "# no row: ",
    "# split: ",
    "# ingress: ",
    "# no problem: ",
    "# lint: ",
    "# no lint: ",
    "# lint says: ",
];

/// All such lines of the head: comments further down are about the manifests. `Err` names one that is not understood.
pub fn read(lines: &[&str]) -> Result<Vec<Extra>, String> {
    let mut extras = Vec::new();
    for line in lines.iter().take_while(|it| it.starts_with('#')) {
        let Some(prefix) = PREFIXES.iter().find(|it| line.starts_with(**it)) else { continue };
        let rest = line[prefix.len()..].trim();
        let what = what(prefix, rest).ok_or_else(|| format!("`{line}`: not understood"))?;
        extras.push(Extra { line: line.to_string(), what });
    }
    Ok(extras)
}

fn what(prefix: &str, rest: &str) -> Option<What> {
    Some(match prefix {
        "# certainty " => {
            let (asked, certainty) = rest.rsplit_once(": ")?;
            What::Certainty(question(asked)?, certainty.to_owned())
        }
        "# explain " => {
            let negative = rest.split_once(" says not: ").map(|(asked, text)| (asked, text, false));
            let (asked, text, must) =
                negative.or(rest.split_once(" says: ").map(|(asked, text)| (asked, text, true)))?;
            let texts = text.split(" | ").map(|it| it.replace("\\n", "\n")).collect();
            What::Says(question(asked)?, must, texts)
        }
        "# row: " => What::Row(rest.to_owned(), true),
        "# no row: " => What::Row(rest.to_owned(), false),
        "# split: " => What::Split(rest.parse().ok()?),
        "# ingress: " => {
            let (id, outcome) = rest.split_once(' ')?;
            What::Ingress(id.to_owned(), outcome.to_owned())
        }
        "# no problem: " => {
            let (code, text) = rest.split_once(' ').unwrap_or((rest, ""));
            What::NoProblem(code.to_owned(), text.to_owned())
        }
        "# lint says: " => {
            let (rule, texts) = rest.split_once(' ')?;
            let texts = texts.split(" | ").map(|it| it.trim().to_owned()).collect();
            What::Lint(Lint::Says(rule.to_owned(), texts))
        }
        "# no lint: " => {
            let (rule, place) = rest.split_once(' ').unwrap_or((rest, ""));
            What::Lint(Lint::None(rule.to_owned(), lines_of(place)?))
        }
        _ => {
            let (rule, rest) = rest.split_once(' ')?;
            let (severity, place) = rest.split_once(' ').unwrap_or((rest, ""));
            What::Lint(Lint::Found(rule.to_owned(), severity.to_owned(), lines_of(place)?))
        }
    })
}

/// `at line 26`, `at lines 20-29`; without a place any.
fn lines_of(place: &str) -> Option<Range<usize>> {
    if place.is_empty() {
        return Some(0..usize::MAX);
    }
    let numbers = place.strip_prefix("at lines ").or(place.strip_prefix("at line "))?;
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    Some(first.parse().ok()?..last.parse::<usize>().ok()? + 1)
}

impl Extra {
    /// Whether it is about a finding.
    pub fn is_lint(&self) -> bool {
        matches!(self.what, What::Lint(_))
    }

    /// Whether a finding is expected that is an error: errors then have a reason.
    pub fn is_lint_error(&self) -> bool {
        self.is_lint() && self.line.contains(" error")
    }

    /// The ends that the line speaks of.
    pub(super) fn question(&self) -> Option<&Question> {
        match &self.what {
            What::Certainty(it, _) | What::Says(it, ..) => Some(it),
            _ => None,
        }
    }

    /// What is not as expected. `rows` knows no end of a line of the case but those of its options.
    pub(super) fn failure(&self, core: &Core, rows: &Core) -> Option<String> {
        self.wrong(core, rows).err().map(|it| format!("`{}`: {it}", self.line))
    }

    fn wrong(&self, core: &Core, rows: &Core) -> Result<(), String> {
        match &self.what {
            What::Certainty(asked, expected) => {
                let (from, to, port) = ends(core, asked)?;
                is(core.certainty(&from, &to, port)?, expected)
            }
            What::Says(asked, must, texts) => {
                let (from, to, port) = ends(core, asked)?;
                let told = core.told(&from, &to, port)?;
                let said = texts.iter().any(|it| told.contains(it));
                if said == *must { Ok(()) } else { Err(format!("found\n{told}")) }
            }
            What::Row(id, must) if rows.index(id).is_some() == *must => Ok(()),
            What::Row(..) => Err(format!("found rows {}", rows.ids().join(", "))),
            What::Split(address) => {
                let endpoints = rows.analysis.endpoints();
                let own = endpoints.iter().any(|it| it.ranges == [(*address, *address)]);
                if own { Ok(()) } else { Err(format!("found rows {}", rows.ids().join(", "))) }
            }
            What::Ingress(id, expected) => is(&core.ingress(id)?.join(", "), expected),
            What::NoProblem(code, text) => {
                let problems = core.problems();
                let found = problems.iter().find(|it| it.code == code && it.message.contains(text));
                found.map_or(Ok(()), |it| Err(format!("found {}", it.message)))
            }
            What::Lint(it) => it.holds(core),
        }
    }
}

impl Lint {
    fn holds(&self, core: &Core) -> Result<(), String> {
        let line = |it: &Diagnostic| {
            let place = it.location.and_then(|it| core.analysis.line_column(it));
            place.map_or(0, |it| it.1.line as usize)
        };
        let (Lint::Found(rule, ..) | Lint::None(rule, _) | Lint::Says(rule, _)) = self;
        let own: Vec<&Diagnostic> =
            core.analysis.diagnostics().iter().filter(|it| it.rule() == rule).collect();
        let holds = match self {
            Lint::Found(_, severity, lines) => {
                own.iter().any(|it| it.severity.as_str() == severity && lines.contains(&line(it)))
            }
            Lint::None(_, lines) => !own.iter().any(|it| lines.contains(&line(it))),
            Lint::Says(_, texts) => own
                .iter()
                .any(|it| texts.iter().any(|text| format!("{} {}", it.message, it.help).contains(text))),
        };
        let found = || {
            own.iter().map(|it| {
                format!("{} at line {}: {} {}", it.severity.as_str(), line(it), it.message, it.help)
            })
        };
        if holds { Ok(()) } else { Err(format!("found {:?}", found().collect::<Vec<_>>())) }
    }
}

fn ends<'q>(core: &Core, asked: &'q Question) -> Result<(Vec<Meant>, Vec<Meant>, &'q Port), String> {
    let port = asked.port.as_ref().ok_or("which port?")?;
    Ok((core.find(&asked.from)?, core.find(&asked.to)?, port))
}

fn is(found: &str, expected: &str) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("found `{found}`")) }
}
