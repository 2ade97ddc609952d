//! Expectations as text: what the cells of a matrix say now, as comments that are passed.
//!
//! Every name is read again and every sign judged before it is written, so that what is written is as it says.

use std::fmt::Write as _;
use std::rc::Rc;

use super::budget::Budget;
use super::end;
use super::judge::Judge;
use super::marks::Marks;
use super::port::AskedPort;
use super::{Check, EndText, Outcome, Read, State, Wanted};
use crate::cluster::{Endpoint, ServicePortChoice};
use crate::eval::Pair;
use crate::ids::EndpointId;
use crate::kind::PortRef;
use crate::model::Model;
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::source::{FileId, Location, Span};

/// So many rows or columns are written at most.
const MOST: usize = 200;

/// Why nothing is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritten {
    /// There are more rows or columns than a drawing has.
    TooMany,
    /// No cell has a verdict that could be expected.
    Nothing,
}

/// A row or column.
struct Head {
    text: Rc<EndText>,
    /// Its rows of the matrix.
    members: Vec<EndpointId>,
}

/// The lines that expect of some cells what they are, each with its line break: one line for one cell, else a drawing.
/// Rows and columns are given by the numbers of the rows that they are made of.
pub(crate) fn lines(
    model: &Model,
    (rows, columns): (&[Vec<u32>], &[Vec<u32>]),
    probe: Probe,
) -> Result<String, Unwritten> {
    if rows.len() > MOST || columns.len() > MOST {
        return Err(Unwritten::TooMany);
    }
    let mut writer = Writer { model, judge: Judge::new(model, Budget::default()), probe };
    let (rows, columns) = (writer.heads(rows)?, writer.heads(columns)?);
    let text = match (rows.as_slice(), columns.as_slice()) {
        ([from], [to]) => writer.single(from, to).unwrap_or_default(),
        _ => writer.drawing(&rows, &columns),
    };
    if text.is_empty() { Err(Unwritten::Nothing) } else { Ok(text) }
}

/// The line that expects of a connection to a Service what becomes of it. `port` is empty, or its port.
pub(crate) fn service_line(
    model: &Model,
    from: &[u32],
    service: &str,
    port: Option<&ServicePortChoice>,
) -> Result<String, Unwritten> {
    let mut writer = Writer { model, judge: Judge::new(model, Budget::default()), probe: Probe::Any };
    let to = format!("{service}{}", port.map_or(String::new(), ServicePortChoice::suffix));
    let to = Head {
        text: Rc::new((to.clone(), end::parse(&to).map_err(|_| Unwritten::Nothing)?)),
        members: Vec::new(),
    };
    let froms = writer.heads(&[from.to_vec()])?;
    let wanted = [Wanted::Allowed, Wanted::Denied, Wanted::Partial, Wanted::Unknown, Wanted::NoEndpoint];
    let mut res = String::new();
    for from in &froms {
        if let Some(it) = wanted.iter().find(|it| writer.holds(from, &to, &AskedPort::Any, it)) {
            let _ = writeln!(res, "# expect {} -> {}: {}", from.text.0, to.text.0, it.word());
        }
    }
    if res.is_empty() { Err(Unwritten::Nothing) } else { Ok(res) }
}

/// The line that expects of a connection that it is allowed, whatever becomes of it now. `from`: rows that have one name.
pub(crate) fn wanted_line(
    model: &Model,
    from: &[EndpointId],
    to: WantedEnd<'_>,
    port: Option<(Protocol, u16)>,
) -> Result<String, Unwritten> {
    let mut writer = Writer { model, judge: Judge::new(model, Budget::default()), probe: Probe::Any };
    let from = writer.name(from).ok_or(Unwritten::Nothing)?;
    let (to, port) = match to {
        WantedEnd::Service(id) => {
            let choice = |(protocol, port)| {
                ServicePortChoice { protocol: Some(protocol), port: PortRef::Number(port) }.suffix()
            };
            (format!("{id}{}", port.map_or(String::new(), choice)), AskedPort::Any)
        }
        WantedEnd::Rows(rows) => {
            let port = port.map_or(AskedPort::Any, |it| AskedPort::Number(it.0, it.1));
            (writer.name(rows).ok_or(Unwritten::Nothing)?.0.clone(), port)
        }
    };
    end::parse(&to).map_err(|_| Unwritten::Nothing)?;
    Ok(format!("# expect {} -> {to}{}: {}\n", from.0, port.text(), Wanted::Allowed.word()))
}

/// What a connection that is wanted leads to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum WantedEnd<'a> {
    /// A Service, `svc:shop/api`.
    Service(&'a str),
    /// Rows that have one name.
    Rows(&'a [EndpointId]),
}

struct Writer<'m> {
    model: &'m Model,
    judge: Judge<'m>,
    probe: Probe,
}

impl Writer<'_> {
    /// Rows or columns with a name each. Several rows that no name means together stand one by one.
    fn heads(&mut self, lines: &[Vec<u32>]) -> Result<Vec<Head>, Unwritten> {
        let mut res = Vec::new();
        for line in lines {
            let mut members: Vec<EndpointId> =
                line.iter().filter_map(|it| self.model.cluster.at(*it)).collect();
            crate::order::sort_dedup(&mut members);
            match self.name(&members) {
                Some(text) => res.push(Head { text, members }),
                None if members.len() > 1 => {
                    let each = members
                        .iter()
                        .take(MOST + 1)
                        .filter_map(|&it| Some(Head { text: self.name(&[it])?, members: vec![it] }));
                    res.extend(each);
                }
                None => {}
            }
            if res.len() > MOST {
                return Err(Unwritten::TooMany);
            }
        }
        Ok(res)
    }

    /// A text that means just these rows.
    fn name(&mut self, members: &[EndpointId]) -> Option<Rc<EndText>> {
        let first = self.model.cluster.endpoints.get(*members.first()?)?;
        let mut names = if members.len() == 1 { names(first) } else { Vec::new() };
        names.extend(self.judge.workload_names(*members.first()?));
        names.into_iter().find_map(|it| {
            let end = end::parse(&it).ok()?;
            self.judge.means(&end, members).then(|| Rc::new((it, end)))
        })
    }

    fn port(&self) -> AskedPort {
        match self.probe {
            Probe::Any => AskedPort::Any,
            Probe::Port(protocol, port) => AskedPort::Number(protocol, port),
        }
    }

    /// Whether that is so.
    fn holds(&mut self, from: &Head, to: &Head, port: &AskedPort, wanted: &Wanted) -> bool {
        let at = Location { file: FileId(0), span: Span::default() };
        let (from, to) = (Rc::clone(&from.text), Rc::clone(&to.text));
        let check = Check { at, from, to, port: port.clone(), wanted: wanted.clone() };
        let read =
            Read { name: String::new(), text: String::new(), at, checks: vec![check], names: Vec::new() };
        let outcome: Outcome = self.judge.judge(&read, &mut Marks::default());
        outcome.state() == State::Passed
    }

    fn single(&mut self, from: &Head, to: &Head) -> Option<String> {
        let port = self.port();
        let wanted = match port {
            AskedPort::Any => {
                [Some(Wanted::Itself), Some(Wanted::All), Some(Wanted::Denied), self.ports(from, to)].to_vec()
            }
            AskedPort::Number(..) | AskedPort::Name(..) => {
                vec![Some(Wanted::Itself), Some(Wanted::Allowed), Some(Wanted::Denied)]
            }
        };
        let mut wanted = wanted.into_iter().flatten().chain([Wanted::Unknown, Wanted::Unreachable]);
        let found = wanted.find(|it| self.holds(from, to, &port, it))?;
        let port = if found == Wanted::Itself { AskedPort::Any } else { port };
        Some(format!("# expect {} -> {}{}: {}\n", from.text.0, to.text.0, port.text(), found.word()))
    }

    /// Just the ports that the first pair allows.
    fn ports(&self, from: &Head, to: &Head) -> Option<Wanted> {
        let first = |one: &[EndpointId], other: EndpointId| one.iter().copied().find(|it| *it != other);
        let to = *to.members.first()?;
        let from = first(&from.members, to).or_else(|| from.members.first().copied())?;
        let cell = self.model.reach.cell(self.model.inputs(), Pair::new(from, to));
        (!cell.allowed.is_empty()).then_some(Wanted::Ports(cell.allowed))
    }

    fn drawing(&mut self, rows: &[Head], columns: &[Head]) -> String {
        let port = self.port();
        let signs: &[(&str, Wanted)] = match port {
            AskedPort::Any => &[
                ("-", Wanted::Itself),
                (".", Wanted::All),
                ("x", Wanted::Denied),
                ("o", Wanted::Some),
                ("?", Wanted::Unknown),
                ("/", Wanted::Unreachable),
            ],
            AskedPort::Number(..) | AskedPort::Name(..) => &[
                ("-", Wanted::Itself),
                (".", Wanted::Allowed),
                ("x", Wanted::Denied),
                ("?", Wanted::Unknown),
                ("/", Wanted::Unreachable),
            ],
        };
        let title = match self.probe {
            Probe::Any => "any".to_owned(),
            Probe::Port(protocol, port) => format!("{}/{port}", protocol.as_str().to_ascii_lowercase()),
        };
        let width = |it: &str| it.chars().count();
        let first = rows.iter().map(|it| width(&it.text.0)).max().unwrap_or_default();
        let mut res = format!("# expect {title}:\n#   {:first$}", "");
        for it in columns {
            let _ = write!(res, "  {}", it.text.0);
        }
        res.push('\n');
        let (mut below, mut is_empty) = (String::new(), true);
        for row in rows {
            let mut line = format!("#   {:first$}", row.text.0);
            for column in columns {
                let sign =
                    signs.iter().find(|it| self.holds(row, column, &port, &it.1)).map_or("_", |it| it.0);
                is_empty &= sign == "_";
                let name = width(&column.text.0);
                let middle = name / 2;
                let cell = format!("{:middle$}{sign}", "");
                let _ = write!(line, "  {cell:name$}");
                // A drawing does not say which ports.
                if sign == "o"
                    && let Some(it) = self.ports(row, column).filter(|it| self.holds(row, column, &port, it))
                {
                    let _ = writeln!(below, "# expect {} -> {}: {}", row.text.0, column.text.0, it.word());
                }
            }
            res.push_str(line.trim_end());
            res.push('\n');
        }
        if is_empty { String::new() } else { res + &below }
    }
}

/// What an end may be called.
fn names(it: &Endpoint) -> Vec<String> {
    let Some(outside) = it.external() else {
        let (namespace, name) = it.id.split_once('/').unwrap_or(("", &it.id));
        let of_kind = name.strip_suffix(']').and_then(|it| it.split_once(" ["));
        return match of_kind {
            Some((name, kind)) => vec![format!("{namespace}/{}/{name}", kind.to_ascii_lowercase())],
            None => vec![it.id.clone()],
        };
    };
    if let Some(host) = &outside.host {
        return vec![format!("host:{host}")];
    }
    let mut res = vec![it.name.clone(), "internet".to_owned()];
    // An address that stands for all of them, where no block is just these: one that people know as outside.
    let known = ["8.8.8.8", "2001:4860:4860::8888"].map(str::to_owned);
    let first = outside.ranges.iter().map(|it| it.1.to_string());
    let blocks = outside.ranges.iter().flat_map(|&(first, last)| {
        let nets = (0..=128u8).filter_map(move |it| ipnet::IpNet::new(first, it).ok());
        nets.filter(move |it| it.network() == first && it.broadcast() == last)
            .map(|it| it.to_string())
            .take(1)
    });
    res.extend(blocks.take(1));
    res.extend(known);
    res.extend(first);
    res
}
