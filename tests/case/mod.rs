//! Cases and scenarios: plain manifests whose comments say what must come out. `tests/README.md` tells the form.

use std::net::IpAddr;
use std::path::Path;

use crate::adapter::{Core, Given};

mod extra;
mod judge;
mod marks;
mod matrix;
mod options;
mod single;
mod tries;
mod world;

pub use extra::Extra;
pub use judge::{Judge, Specified};
pub use marks::ExpectedProblem;
pub use matrix::Drawing;
pub use options::FLAGS;
pub use single::Single;
pub use tries::Try;
pub use world::WORLD;

/// One file of `tests/cases` or `static/scenarios`.
#[derive(Clone, Debug)]
pub struct Case {
    /// The file's name without its extension.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// What it is called in the menu.
    pub title: String,
    /// What it teaches; several lines joined.
    pub lesson: String,
    /// The sentence it proves.
    pub why: String,
    /// The rules of the specification that it is about.
    pub rules: Vec<String>,
    /// `FROM -> TO [TCP 8080]`.
    pub open: String,
    /// What the lesson tells to do, and what comes of it.
    pub tries: Vec<Try>,
    /// Name, text and first line (zero-based) of each file.
    pub files: Vec<(String, String, usize)>,
    /// Expected single answers.
    pub singles: Vec<Single>,
    /// Expected matrices.
    pub drawings: Vec<Drawing>,
    /// Expected problems.
    pub problems: Vec<ExpectedProblem>,
    /// What `Analysis::incomplete` must speak of.
    pub incomplete: String,
    /// All other expectations.
    pub extras: Vec<Extra>,
    /// What its options and its names outside the cluster say.
    given: Given,
}

impl Case {
    /// Reads a file. Panics with its name where a comment is not understood.
    pub fn load(path: &Path) -> Case {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).unwrap();
        Case::parse(&name, &text).unwrap_or_else(|it| panic!("{}: {it}", path.display()))
    }

    /// Reads a text.
    pub fn parse(name: &str, text: &str) -> Result<Case, String> {
        let lines: Vec<&str> = text.lines().collect();
        let mut given = options::read(&all(&lines, "option"))?;
        given.facts.dns.extend(dns(&header(&lines, "dns"))?);
        let mut case = Case {
            name: name.to_owned(),
            text: text.to_owned(),
            title: header(&lines, "title"),
            lesson: header(&lines, "lesson"),
            why: header(&lines, "why"),
            rules: words(&header(&lines, "rule")),
            open: header(&lines, "open"),
            tries: tries::read(&lines)?,
            files: files(&lines),
            singles: Vec::new(),
            drawings: Vec::new(),
            problems: marks::read(&lines)?,
            incomplete: header(&lines, "incomplete"),
            extras: extra::read(&lines)?,
            given,
        };
        if header(&lines, "world") == "W" {
            case.files.push(("world.yaml".to_owned(), WORLD.to_owned(), usize::MAX / 2));
        }
        for (at, line) in lines.iter().enumerate() {
            let Some(rest) = line.strip_prefix("# expect ") else { continue };
            match rest.contains(" -> ") {
                true => case.singles.push(single::read(line, rest)?),
                false => case.drawings.push(matrix::read(&lines, at, rest)?),
            }
        }
        Ok(case)
    }

    /// What core makes of it.
    pub fn core(&self) -> Core {
        self.core_given(&self.given())
    }

    fn core_given(&self, given: &Given) -> Core {
        let files: Vec<(&str, &str)> = self.files.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        Core::read_files(&files, given)
    }

    /// The options, with the addresses and hosts that the expectations speak of.
    pub fn given(&self) -> Given {
        let asked = self.singles.iter().map(|it| &it.question);
        let asked = asked.chain(self.extras.iter().filter_map(Extra::question));
        let names = asked.flat_map(|it| [&it.from, &it.to]);
        let names = names.chain(self.drawings.iter().flat_map(|it| it.rows.iter().chain(&it.columns)));
        let outside: Vec<(&str, &str)> = names.filter_map(|it| it.split_once(':')).collect();
        let of = |sort: &'static str| outside.iter().filter(move |it| it.0 == sort).map(|it| it.1);
        let mut given = self.given.clone();
        given.externals.extend(of("ip").filter_map(|it| it.parse::<IpAddr>().ok()));
        given.externals.sort_unstable();
        given.externals.dedup();
        given.hosts.extend(of("host").map(str::to_owned));
        given
    }

    /// How many expected cells there are.
    pub fn cells(&self) -> usize {
        self.singles.len() + self.drawings.iter().map(|it| it.rows.len() * it.columns.len()).sum::<usize>()
    }

    /// Everything that is not as expected; empty when all is well.
    pub fn failures(&self) -> Vec<String> {
        let core = self.core();
        let mut failures = self.differences(&core);
        if !self.extras.is_empty() {
            // Without the ends that only the lines of the case name.
            let rows = self.core_given(&self.given);
            failures.extend(self.extras.iter().filter_map(|it| {
                let core = if it.is_lint() { &rows } else { &core };
                it.failure(core, &rows)
            }));
        }
        failures.extend(self.other_failures(&core));
        failures
    }

    fn other_failures(&self, core: &Core) -> Vec<String> {
        let mut failures = Vec::new();
        failures.extend(marks::failures(self, &core.problems()));
        let incomplete = core.analysis.incomplete().unwrap_or_default();
        if !incomplete.contains(&self.incomplete) {
            failures.push(format!("incomplete: expected `{}`, found `{incomplete}`", self.incomplete));
        }
        failures.extend(self.open_failure(core));
        failures
    }

    /// Whether the specification can read it: what the API server would not take is not for it, nor YAML 1.1.
    pub fn is_for_specification(&self) -> bool {
        let refused = self.problems.iter().any(ExpectedProblem::is_error)
            || self.extras.iter().any(Extra::is_lint_error);
        !refused && !self.text.contains("# yaml: 1.1")
    }

    /// Expected cells that one of the evaluators answers differently.
    pub fn differences(&self, judge: &dyn Judge) -> Vec<String> {
        let mut failures: Vec<String> = self.singles.iter().filter_map(|it| it.failure(judge)).collect();
        for drawing in &self.drawings {
            match drawing.draw(judge) {
                Err(it) => failures.push(it),
                Ok(drawn) if drawn.text() != drawing.text() => failures.push(format!(
                    "expected {}:\n{}found:\n{}",
                    drawing.probe_text,
                    drawing.text(),
                    drawn.text()
                )),
                Ok(_) => {}
            }
        }
        failures
    }

    /// The text with its matrices drawn anew.
    pub fn redrawn(&self, by: &dyn Judge) -> Result<String, String> {
        let mut lines: Vec<String> = self.text.lines().map(str::to_owned).collect();
        for drawing in self.drawings.iter().rev() {
            let drawn = drawing.draw(by)?.text();
            lines.splice(drawing.lines.clone(), drawn.lines().map(str::to_owned));
        }
        Ok(lines.join("\n") + "\n")
    }

    fn open_failure(&self, core: &Core) -> Option<String> {
        let (from, rest) = self.open.split_once(" -> ")?;
        let to = rest.split(' ').next().unwrap_or_default();
        if to.starts_with("svc:") {
            let flow = core.find(from).and_then(|it| core.service(&it, to));
            return flow.err().map(|it| format!("open: no {it}"));
        }
        [from, to].into_iter().find(|it| core.index(it).is_none()).map(|it| format!("open: no {it}"))
    }
}

/// The value of `# key: …` with its continuation lines (`#   …`).
fn header(lines: &[&str], key: &str) -> String {
    let prefix = format!("# {key}:");
    let Some(at) = lines.iter().position(|it| it.starts_with(&prefix)) else { return String::new() };
    let first = lines[at][prefix.len()..].trim();
    let rest = lines[at + 1..].iter().map_while(|it| it.strip_prefix("#   ")).map(str::trim);
    std::iter::once(first).chain(rest).collect::<Vec<_>>().join(" ").trim().to_owned()
}

/// The values of every `# key: …`.
fn all(lines: &[&str], key: &str) -> Vec<String> {
    let prefix = format!("# {key}: ");
    lines.iter().filter_map(|it| it.strip_prefix(&prefix)).map(|it| it.trim().to_owned()).collect()
}

fn words(list: &str) -> Vec<String> {
    list.split(',').map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect()
}

/// Reads `NAME ADDRESS ADDRESS; NAME ADDRESS`.
fn dns(text: &str) -> Result<Vec<(String, Vec<IpAddr>)>, String> {
    let record = |text: &str| {
        let (name, addresses) = text.trim().split_once(' ')?;
        let addresses = addresses.split_whitespace().map(|it| it.parse().ok());
        Some((name.to_owned(), addresses.collect::<Option<Vec<IpAddr>>>()?))
    };
    let records = text.split(';').filter(|it| !it.trim().is_empty());
    records.map(|it| record(it).ok_or_else(|| format!("`# dns:{it}`: expected NAME ADDRESS"))).collect()
}

/// Splits at `# file: NAME`; without such a line everything is one file.
fn files(lines: &[&str]) -> Vec<(String, String, usize)> {
    let name = |it: &&str| it.strip_prefix("# file: ").map(|it| it.trim().to_owned());
    let starts: Vec<(usize, String)> =
        lines.iter().enumerate().filter_map(|(at, it)| name(it).map(|name| (at + 1, name))).collect();
    if starts.is_empty() {
        return vec![("case.yaml".to_owned(), join(lines), 0)];
    }
    let ends = starts.iter().skip(1).map(|it| it.0 - 1).chain([lines.len()]);
    let parts = starts.iter().zip(ends);
    parts.map(|((start, name), end)| (name.clone(), join(&lines[*start..end]), *start)).collect()
}

fn join(lines: &[&str]) -> String {
    lines.iter().map(|it| format!("{it}\n")).collect()
}

/// `TCP 80` or `tcp/80`.
pub fn parse_probe(text: &str) -> Option<(&'static str, u16)> {
    let (protocol, port) = text.split_once([' ', '/'])?;
    let protocols = ["TCP", "UDP", "SCTP"];
    let protocol = protocols.into_iter().find(|it| it.eq_ignore_ascii_case(protocol))?;
    Some((protocol, port.parse().ok()?))
}
