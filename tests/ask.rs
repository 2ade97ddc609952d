//! Questions to core that name their ends by R-52, and what else cases ask of it besides cells. What core does not
//! answer yet says so: a case then counts that line as skipped.

use std::net::IpAddr;

use netpol_core::Probe;
use netpol_core::analysis::{End, Meant, ServiceEnd};
use netpol_core::protocol::{Family, Protocol};
use netpol_core::view::{ExplanationView, Fragment, Sign, StepView};

use crate::adapter::{Answer, Core, Index};

/// How a refusal begins that is no mistake of the case.
pub const NOT_YET: &str = "not answered yet";

/// One end of a question to core.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// A row, perhaps by one of its addresses; or the asking pod itself.
    End(End),
    /// A Service by its address.
    Service(String, Family),
}

impl Asked {
    /// A row, asked for by its name.
    pub fn row(row: Index) -> Asked {
        Asked::End(End::Row(row))
    }

    /// The row, if it was asked for by its name.
    pub fn as_row(&self) -> Option<Index> {
        match self {
            Asked::End(End::Row(it)) => Some(*it),
            Asked::End(End::Address(..) | End::Itself) | Asked::Service(..) => None,
        }
    }
}

/// The port of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Port {
    /// `TCP 80`.
    Number(&'static str, u16),
    /// The name of a container port of the destination.
    Name(String),
}

impl Core {
    /// What a name of a case means: an id, a short name, `host:NAME` or `ip:ADDRESS`.
    pub fn find(&self, name: &str) -> Result<Asked, String> {
        let address = name.strip_prefix("ip:").and_then(|it| it.parse::<IpAddr>().ok());
        let row = || self.row(name).map(|it| Asked::End(End::Row(it)));
        let Some(address) = address else { return row() };
        match self.analysis.meant(address) {
            Some(Meant::End(it)) => Ok(Asked::End(it)),
            Some(Meant::Service(id, family)) => Ok(Asked::Service(id, family)),
            None => row(),
        }
    }

    fn row(&self, name: &str) -> Result<Index, String> {
        if let Some(it) = self.index(name) {
            return Ok(it);
        }
        let endpoints = self.analysis.endpoints();
        let mut named = endpoints.iter().enumerate().filter(|(_, it)| it.name == name).map(|it| it.0);
        match (named.next(), named.next()) {
            (Some(it), None) => Ok(it as Index),
            (Some(_), Some(_)) => Err(format!("more than one endpoint is called {name}")),
            (None, _) => Err(format!("no endpoint {name}; there are {}", self.ids().join(", "))),
        }
    }

    /// The answer for one port, with ends and family by R-52 and M-44.
    pub fn ask(&self, from: &Asked, to: &Asked, port: &Port) -> Result<Answer, String> {
        let (from, to) = ends(from, to)?;
        let Port::Number(protocol, port) = port else {
            return Err(format!("{NOT_YET}: a port by its name on the destination (M-53)"));
        };
        let protocol = Protocol::from_api(protocol).ok_or("no such protocol")?;
        let cell = self.analysis.cell(from, to, Probe::Port(protocol, *port));
        Ok(Answer::from_word(cell.map_or("void", |it| it.sign.as_str())))
    }

    /// The outcome of a connection to a Service that was asked for by its address.
    pub fn ask_service(&self, from: &Asked, to: &Asked) -> Result<String, String> {
        let (Asked::End(from), Asked::Service(id, family)) = (from, to) else {
            return Err("not a Service".to_owned());
        };
        let service = ServiceEnd { id, family: Some(*family) };
        Ok(self.analysis.service_flow(*from, service, None)?.outcome.to_owned())
    }

    /// `defined`, `implementation-defined` or `input-dependent`.
    pub fn certainty(&self, _from: &Asked, _to: &Asked, _port: &Port) -> Result<String, String> {
        Err(format!("{NOT_YET}: the certainty of a flow"))
    }

    /// The whole explanation as text.
    pub fn told(&self, from: &Asked, to: &Asked, port: &Port) -> Result<String, String> {
        let (from, to) = ends(from, to)?;
        let Port::Number(protocol, port) = port else {
            return Err(format!("{NOT_YET}: a port by its name on the destination (M-53)"));
        };
        let protocol = Protocol::from_api(protocol).ok_or("no such protocol")?;
        let probe = Probe::Port(protocol, *port);
        self.analysis.explanation(from, to, probe).map(|it| text(&it)).ok_or("no such cell".to_owned())
    }

    /// The outcomes of everything that an Ingress publishes, each once.
    pub fn ingress(&self, id: &str) -> Result<Vec<&'static str>, String> {
        let ingresses = self.analysis.ingresses();
        let it = ingresses.iter().find(|it| it.id == id).ok_or_else(|| format!("no Ingress {id}"))?;
        let targets = it.backends.iter().flat_map(|it| &it.targets);
        let mut outcomes: Vec<&str> = targets.map(|it| it.sign.as_str()).collect();
        outcomes.sort_unstable();
        outcomes.dedup();
        Ok(outcomes)
    }
}

fn ends(from: &Asked, to: &Asked) -> Result<(End, End), String> {
    match (from, to) {
        (Asked::End(from), Asked::End(to)) => Ok((*from, *to)),
        _ => Err(format!("{NOT_YET}: a cell whose end is the address of a Service")),
    }
}

/// An explanation, line by line.
fn text(it: &ExplanationView) -> String {
    let mut lines = vec![it.sentence.clone()];
    for side in &it.sides {
        lines.push(side.title.clone());
        lines.push(format!("{} {}", sign(side.sign), fragments(&side.summary)));
        side.steps.iter().for_each(|it| step(it, &mut lines));
    }
    lines.extend(it.advice.iter().map(|it| fragments(it)));
    lines.extend(it.notes.iter().map(|it| format!("note[{}]: {}", it.code, it.text)));
    lines.join("\n") + "\n"
}

fn step(it: &StepView, lines: &mut Vec<String>) {
    lines.push(format!("{} {}", sign(it.sign), fragments(&it.text)));
    it.children.iter().for_each(|it| step(it, lines));
}

fn sign(it: Sign) -> &'static str {
    match it {
        Sign::Yes => "✓",
        Sign::No => "✕",
        Sign::Unknown => "?",
        Sign::Plain => " ",
    }
}

/// Names as they are, so that a case finds them whatever stands around them.
fn fragments(text: &[Fragment]) -> String {
    let part = |it: &Fragment| match it {
        Fragment::Text(it) | Fragment::Link(it, _) | Fragment::Code(it) => it.clone(),
    };
    text.iter().map(part).collect()
}
