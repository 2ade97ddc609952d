//! Cases and scenarios: plain manifests whose comments say what must come out. `tests/README.md` tells the form.

use std::net::IpAddr;
use std::path::Path;

use crate::adapter::{Core, Given};

mod judge;
mod marks;
mod matrix;
mod world;

pub use judge::{Judge, Specified};
pub use marks::ExpectedProblem;
pub use matrix::Drawing;
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
    /// `FROM -> TO [TCP 8080]`.
    pub open: String,
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
    /// Names outside the cluster with the addresses that they stand for.
    pub dns: Vec<(String, Vec<IpAddr>)>,
}

/// `# expect FROM -> TO TCP 80: allowed` or `# expect FROM -> TO: TCP 80; UDP 53`.
#[derive(Clone, Debug)]
pub struct Single {
    /// As it is written.
    pub line: String,
    from: String,
    to: String,
    probe: Option<(&'static str, u16)>,
    expected: String,
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
        let mut case = Case {
            name: name.to_owned(),
            text: text.to_owned(),
            title: header(&lines, "title"),
            lesson: header(&lines, "lesson"),
            why: header(&lines, "why"),
            open: header(&lines, "open"),
            files: files(&lines),
            singles: Vec::new(),
            drawings: Vec::new(),
            problems: marks::read(&lines)?,
            incomplete: header(&lines, "incomplete"),
            dns: dns(&header(&lines, "dns"))?,
        };
        if header(&lines, "world") == "W" {
            case.files.push(("world.yaml".to_owned(), WORLD.to_owned(), usize::MAX / 2));
        }
        for (at, line) in lines.iter().enumerate() {
            let Some(rest) = line.strip_prefix("# expect ") else { continue };
            match rest.split_once(" -> ") {
                Some((from, rest)) => case.singles.push(single(line, from, rest)?),
                None => case.drawings.push(matrix::read(&lines, at, rest)?),
            }
        }
        Ok(case)
    }

    /// What core makes of it.
    pub fn core(&self) -> Core {
        let files: Vec<(&str, &str)> = self.files.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        Core::read_files(&files, &self.given())
    }

    /// The addresses and hosts that the expectations speak of.
    pub fn given(&self) -> Given {
        let names = self.singles.iter().flat_map(|it| [&it.from, &it.to]);
        let names = names.chain(self.drawings.iter().flat_map(|it| it.rows.iter().chain(&it.columns)));
        let outside: Vec<(&str, &str)> = names.filter_map(|it| it.split_once(':')).collect();
        let of = |sort: &'static str| outside.iter().filter(move |it| it.0 == sort).map(|it| it.1);
        let mut externals: Vec<IpAddr> = of("ip").filter_map(|it| it.parse().ok()).collect();
        externals.sort_unstable();
        externals.dedup();
        let hosts = of("host").map(str::to_owned).collect();
        Given { externals, hosts, dns: self.dns.clone(), ..Given::default() }
    }

    /// How many expected cells there are.
    pub fn cells(&self) -> usize {
        self.singles.len() + self.drawings.iter().map(|it| it.rows.len() * it.columns.len()).sum::<usize>()
    }

    /// Everything that is not as expected; empty when all is well.
    pub fn failures(&self) -> Vec<String> {
        let core = self.core();
        let mut failures = self.differences(&core);
        failures.extend(marks::failures(self, &core.problems()));
        if !core.analysis.incomplete().contains(&self.incomplete) {
            failures.push(format!(
                "incomplete: expected `{}`, found `{}`",
                self.incomplete,
                core.analysis.incomplete()
            ));
        }
        failures.extend(self.open_failure(&core));
        failures
    }

    /// Expected cells that somebody answers differently.
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
            let known = core.index(from).ok_or_else(|| from.to_owned());
            let flow = known.and_then(|it| core.service(it, to));
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

fn single(line: &str, from: &str, rest: &str) -> Result<Single, String> {
    let wrong = || format!("`{line}`: expected FROM -> TO [TCP 80]: ANSWER");
    let (to_and_probe, expected) = rest.split_once(": ").ok_or_else(wrong)?;
    let (to, probe) = to_and_probe.split_once(' ').unwrap_or((to_and_probe, ""));
    let probe = if probe.is_empty() { None } else { Some(parse_probe(probe).ok_or_else(wrong)?) };
    Ok(Single {
        line: line.to_owned(),
        from: from.trim().to_owned(),
        to: to.trim().to_owned(),
        probe,
        expected: expected.trim().to_owned(),
    })
}

/// `TCP 80` or `tcp/80`.
pub fn parse_probe(text: &str) -> Option<(&'static str, u16)> {
    let (protocol, port) = text.split_once([' ', '/'])?;
    let protocols = ["TCP", "UDP", "SCTP"];
    let protocol = protocols.into_iter().find(|it| it.eq_ignore_ascii_case(protocol))?;
    Some((protocol, port.parse().ok()?))
}

impl Single {
    fn failure(&self, core: &dyn Judge) -> Option<String> {
        if self.to.starts_with("svc:") {
            let found = core.service(&self.from, &self.to).unwrap_or_else(|it| it);
            return (found != self.expected).then(|| format!("`{}`: found `{found}`", self.line));
        }
        let found = self.found(core).unwrap_or_else(|it| it);
        (found != self.expected).then(|| format!("`{}`: found `{found}`", self.line))
    }

    fn found(&self, by: &dyn Judge) -> Result<String, String> {
        if self.probe.is_none() {
            return by.ports(&self.from, &self.to);
        }
        let word = match by.sign(&self.from, &self.to, self.probe)? {
            '.' => "allowed",
            'x' => "denied",
            '?' => "unknown",
            '-' => "self",
            _ => "void",
        };
        Ok(word.to_owned())
    }
}
