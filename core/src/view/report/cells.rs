//! Pairs of endpoints.
//!
//! A matrix of many pods has more cells than fit into memory: [`Cells`] makes each when it is written.

use std::borrow::Cow;
use std::rc::Rc;

use crate::eval::{Cell, Verdict};
use crate::model::{End, Model};
use crate::policy::PortSet;
use crate::probe::{Asked, Probe};
use crate::view::{CellSign, Entry, Line, NamedLine, matrix, ports};

/// What is allowed between two ends, of the ports that were asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
pub enum CellVerdict {
    /// Every port.
    All,
    /// Some of them.
    Some,
    /// None of them.
    None,
    /// The input does not decide some port, or it is not computed: then the label says so, and the result is incomplete.
    Unknown,
    /// A pod and itself: always everything.
    #[cfg_attr(feature = "serde", serde(rename = "self"))]
    SelfPod,
    /// The two have no address family in common.
    Unreachable,
    /// The destination has no port of the name that was asked for.
    NoPort,
}

/// What one end by itself allows.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct FormReport {
    /// What is allowed.
    pub verdict: CellVerdict,
    /// What is certainly allowed: `all`, `TCP 80,8000-8100; UDP 53`, or empty.
    pub ports: String,
    /// Where ports are left open, by the input or because they are not computed: which.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub unknown: Option<String>,
}

/// One pair of endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[cfg_attr(feature = "js", derive(tsify::Tsify))]
#[non_exhaustive]
pub struct CellReport<'a> {
    /// Id of the source.
    pub from: &'a str,
    /// Id of the destination.
    pub to: &'a str,
    /// What is allowed.
    pub verdict: CellVerdict,
    /// What is certainly allowed: `all`, `TCP 80,8000-8100; UDP 53`, or empty.
    pub ports: String,
    /// Where ports are left open, by the input or because they are not computed: which.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    #[cfg_attr(feature = "js", tsify(optional))]
    pub unknown: Option<String>,
    /// What the source by itself lets out.
    pub egress: FormReport,
    /// What the destination by itself lets in.
    pub ingress: FormReport,
    /// How the page draws it: as the verdict, but that one port is `allowed` or `denied`; `void` for `no-port`.
    pub sign: CellSign,
    /// The port's number where exactly one is allowed, else empty: the page shows it in place of the sign.
    pub only_port: String,
    /// One sentence: "shop/web to shop/api: TCP 8080 allowed, everything else denied".
    pub label: String,
}

/// One report for each ordered pair, a pod and itself included, without pairs that are both outside the cluster.
/// Each is made when it is asked for.
#[derive(Debug)]
#[non_exhaustive]
pub struct Cells<'a> {
    model: &'a Model,
    asked: Asked,
    /// Rows and columns, with the lines that they are in.
    entries: Vec<(Entry, Line)>,
    /// Of so many of the first rows there are reports.
    kept: usize,
}

impl Cells<'_> {
    /// The reports, row by row.
    pub fn iter(&self) -> impl Iterator<Item = CellReport<'_>> {
        self.rows(0, self.kept)
    }

    /// Leaves out all rows but the first ones.
    pub(super) fn keep_rows(&mut self, count: usize) {
        self.kept = count;
    }

    /// How many rows there are, and as many columns.
    pub fn n_rows(&self) -> usize {
        self.entries.len()
    }

    /// Those of some rows, counted from 0: of many pods nobody wants all at once.
    pub fn rows(&self, first: usize, count: usize) -> impl Iterator<Item = CellReport<'_>> {
        let ports = |it: &(Entry, Line)| Ports::at(self.model, &self.asked, it.1.first);
        let columns: Rc<[_]> = self.entries.iter().map(|it| (it, ports(it))).collect();
        self.entries.iter().skip(first).take(count).flat_map(move |(from, row)| {
            let columns = Rc::clone(&columns);
            (0..columns.len()).filter_map(move |at| {
                let ((to, line), ports) = columns.get(at)?;
                let (row, column) = row.cell(line);
                let others = (column != line.first).then(|| Ports::at(self.model, &self.asked, column));
                let ports = others.as_ref().unwrap_or(ports);
                report(self.model, (row.into(), &from.id), (column.into(), &to.id), ports)
            })
        })
    }
}

impl<'a> Cells<'a> {
    pub(super) fn new(model: &'a Model, asked: &Asked, entries: Vec<(Entry, &NamedLine)>) -> Cells<'a> {
        let entries = entries.into_iter().map(|(entry, line)| (entry, line.line)).collect();
        Cells { model, asked: asked.clone(), entries, kept: usize::MAX }
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Cells<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// The ports that are asked about on a destination.
pub(super) struct Ports {
    probes: Vec<Probe>,
    set: PortSet,
}

impl Ports {
    pub(super) fn at(model: &Model, asked: &Asked, to: u32) -> Ports {
        let probes = ports::at(model, asked, to);
        let sets = probes.iter().map(|it| match *it {
            Probe::Any => PortSet::all(),
            Probe::Port(protocol, port) => PortSet::one(protocol, port),
        });
        let set = sets.fold(PortSet::default(), |all, it| all.union(&it));
        Ports { probes, set }
    }
}

/// The report of one pair, each end with its id; `None` for two that are both outside.
pub(super) fn report<'a>(
    model: &Model,
    (source, from): (End, &'a str),
    (destination, to): (End, &'a str),
    asked: &Ports,
) -> Option<CellReport<'a>> {
    let cell = model.reachability(source, destination)?;
    if cell.verdict == Verdict::Void {
        return None;
    }
    let sides = model.sides(source, destination)?;
    let fixed = match cell.verdict {
        Verdict::SelfPod => Some(CellVerdict::SelfPod),
        Verdict::Unreachable => Some(CellVerdict::Unreachable),
        Verdict::All
        | Verdict::Some
        | Verdict::None
        | Verdict::Unknown
        | Verdict::NotComputed
        | Verdict::Void => None,
    };
    let side = |it: &(PortSet, PortSet)| form(&it.0, &it.1, &asked.set, fixed);
    let FormReport { verdict, ports, unknown } = form(&cell.allowed, &cell.possible, &asked.set, fixed);
    let sign = sign_of(&cell, &asked.probes);
    let only = cell.allowed.only().filter(|_| sign == CellSign::Some);
    Some(CellReport {
        from,
        to,
        verdict,
        ports,
        unknown,
        egress: side(&sides.egress),
        ingress: side(&sides.ingress),
        sign,
        only_port: only.map_or_else(String::new, |it| it.1.to_string()),
        label: format!("{from} to {to}: {}", sentence_of(&cell, &asked.probes)),
    })
}

/// `fixed`: the verdict where no port makes a difference.
fn form(allowed: &PortSet, possible: &PortSet, asked: &PortSet, fixed: Option<CellVerdict>) -> FormReport {
    let within = |it| if asked.is_all() { Cow::Borrowed(it) } else { Cow::Owned(asked.intersection(it)) };
    let (allowed, possible) = (within(allowed), within(possible));
    let verdict = if let Some(it) = fixed {
        it
    } else if asked.is_empty() {
        CellVerdict::NoPort
    } else if *allowed == *asked {
        CellVerdict::All
    } else if possible.is_empty() {
        CellVerdict::None
    } else if allowed == possible {
        CellVerdict::Some
    } else {
        CellVerdict::Unknown
    };
    let unknown = (allowed != possible).then(|| possible.difference(&allowed).to_string());
    FormReport { verdict, ports: allowed.to_string(), unknown }
}

/// What the cells of all those ports show together.
pub(crate) fn sign_of(cell: &Cell, asked: &[Probe]) -> CellSign {
    let mut signs = asked.iter().map(|it| matrix::sign(cell, *it));
    // A pod and itself are what they are without any port.
    let whole = matrix::sign(cell, Probe::Any);
    let Some(first) = signs.next() else {
        return if whole == CellSign::SelfPod { whole } else { CellSign::Void };
    };
    let mut open = first == CellSign::Unknown;
    let mut same = true;
    for it in signs {
        open |= it == CellSign::Unknown;
        same &= it == first;
    }
    match (same, open) {
        (true, _) => first,
        (false, true) => CellSign::Unknown,
        (false, false) => CellSign::Some,
    }
}

pub(crate) fn sentence_of(cell: &Cell, asked: &[Probe]) -> String {
    let sentences: Vec<String> = asked.iter().map(|it| matrix::sentence(cell, *it)).collect();
    if sentences.is_empty() { "no port of this name".to_owned() } else { sentences.join(", ") }
}
