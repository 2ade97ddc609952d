//! Questions to core that name their ends by R-52, and what else cases ask of it besides cells.

use std::net::IpAddr;

use netpol_core::Probe;
use netpol_core::api::{End, Meant, ServiceEnd};
use netpol_core::internals::eval::{Cell, Verdict};
use netpol_core::protocol::Protocol;
use netpol_core::view::{ExplanationView, Fragment, StepView};

use crate::adapter::{Answer, Core, Index};
use crate::spec::Truth;

/// The port of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Port {
    /// `TCP 80`.
    Number(&'static str, u16),
    /// The name of a container port of the destination.
    Name(String),
}

impl Core {
    /// What a name of a case means: an id, a short name, `host:NAME` or `ip:ADDRESS`. Of a host that DNS data gives
    /// several addresses, each may be another end.
    pub fn find(&self, name: &str) -> Result<Vec<Meant>, String> {
        let unknown = || format!("no endpoint {name}; there are {}", self.ids().join(", "));
        if let Some(address) = name.strip_prefix("ip:").and_then(|it| it.parse::<IpAddr>().ok()) {
            return self.analysis.meant(address).map(|it| vec![it]).ok_or_else(unknown);
        }
        if let Some(host) = name.strip_prefix("host:") {
            let meant = self.analysis.meant_by_host(host);
            return if meant.is_empty() { Err(unknown()) } else { Ok(meant) };
        }
        self.row(name).map(|it| vec![Meant::End(End::Row(it))])
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
    pub fn ask(&self, from: &[Meant], to: &[Meant], port: &Port) -> Result<Answer, String> {
        let mut answers = Vec::new();
        for one in from {
            for other in to {
                answers.push(self.ask_one(one, other, port)?);
            }
        }
        // An address that cannot be reached at all is not used.
        let usable: Vec<Answer> = answers.into_iter().filter(|it| *it != Answer::Unreachable).collect();
        Ok(match usable.split_first() {
            None => Answer::Unreachable,
            Some((first, rest)) if rest.iter().all(|it| it == first) => *first,
            Some(_) => Answer::Port(Truth::Unknown),
        })
    }

    fn ask_one(&self, from: &Meant, to: &Meant, port: &Port) -> Result<Answer, String> {
        let Meant::End(from) = from else { return Ok(Answer::Void) };
        match to {
            Meant::End(to) => {
                let cell = self.analysis.model().reachability(*from, *to).ok_or("no such cell")?;
                let ports = self.ports_of(*to, port)?;
                let mut answers = ports.iter().map(|it| answer(&cell, it.0, it.1));
                let first = answers.next().unwrap_or(Answer::Void);
                Ok(if answers.all(|it| it == first) { first } else { Answer::Some })
            }
            Meant::Service(id, family) => {
                let asked = match port {
                    Port::Number(protocol, number) => format!("{id}:{number}/{protocol}"),
                    Port::Name(name) => format!("{id}:{name}"),
                };
                let service = ServiceEnd { id, family: Some(*family) };
                let (_, port) = self.analysis.parse_service(&asked).ok_or_else(|| format!("no {id}"))?;
                // It has no such port.
                let Ok((outcome, _)) = self.analysis.service_cell(*from, service, port.as_ref()) else {
                    return Ok(Answer::Void);
                };
                Ok(Answer::from_word(outcome.as_str()))
            }
        }
    }

    /// A name is resolved on the destination (M-53), and may stand for several ports there, or for none.
    fn ports_of(&self, to: End, port: &Port) -> Result<Vec<(Protocol, u16)>, String> {
        let name = match port {
            Port::Number(protocol, number) => {
                let protocol = Protocol::from_api(protocol).ok_or("no such protocol")?;
                return Ok(vec![(protocol, *number)]);
            }
            Port::Name(name) => name,
        };
        let row = match to {
            End::Row(it) | End::Address(it, _) => it,
            End::Itself => return Ok(Vec::new()),
        };
        let probes = self.analysis.ports_at(&self.analysis.parse_asked(name)?, row).into_iter();
        let ports = probes.filter_map(|it| match it {
            Probe::Port(protocol, port) => Some((protocol, port)),
            Probe::Any => None,
        });
        Ok(ports.collect())
    }

    /// The outcome of a connection to a Service, `svc:x/s:80`; the port may be left out.
    pub fn service(&self, from: &[Meant], service: &str) -> Result<String, String> {
        let (id, port) =
            self.analysis.parse_service(service).ok_or_else(|| format!("no Service {service}"))?;
        let [Meant::End(from)] = from else { return Err("not one client".to_owned()) };
        Ok(self.analysis.service_cell(*from, &id, port.as_ref())?.0.as_str().to_owned())
    }

    /// `defined`, `implementation-defined` or `input-dependent`.
    pub fn certainty(&self, from: &[Meant], to: &[Meant], port: &Port) -> Result<&'static str, String> {
        Ok(self.explanation(from, to, port)?.certainty.as_str())
    }

    /// The whole explanation as text.
    pub fn told(&self, from: &[Meant], to: &[Meant], port: &Port) -> Result<String, String> {
        Ok(text(&self.explanation(from, to, port)?))
    }

    fn explanation(&self, from: &[Meant], to: &[Meant], port: &Port) -> Result<ExplanationView, String> {
        let ([Meant::End(from)], [Meant::End(to)]) = (from, to) else {
            return Err("not one pair".to_owned());
        };
        let ports = self.ports_of(*to, port)?;
        let [(protocol, port)] = ports.as_slice() else { return Err("not one port".to_owned()) };
        let probe = Probe::Port(*protocol, *port);
        self.analysis.explanation(*from, *to, probe).ok_or("no such cell".to_owned())
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

/// What a cell says of one port.
fn answer(cell: &Cell, protocol: Protocol, port: u16) -> Answer {
    match cell.verdict {
        Verdict::SelfPod => Answer::Itself,
        Verdict::Unreachable => Answer::Unreachable,
        Verdict::Void => Answer::Void,
        _ if cell.allowed.contains(protocol, port) => Answer::Port(Truth::Yes),
        _ if cell.possible.contains(protocol, port) => Answer::Port(Truth::Unknown),
        _ => Answer::Port(Truth::No),
    }
}

/// An explanation, line by line.
fn text(it: &ExplanationView) -> String {
    let mut lines = vec![it.sentence.clone()];
    for side in &it.sides {
        lines.push(side.title.clone());
        lines.push(format!("{} {}", side.sign.as_str(), fragments(&side.summary)));
        side.steps.iter().for_each(|it| step(it, &mut lines));
    }
    lines.extend(it.advice.iter().map(|it| fragments(it)));
    lines.extend(it.notes.iter().map(|it| format!("note[{}]: {}", it.code, it.text)));
    lines.join("\n") + "\n"
}

fn step(it: &StepView, lines: &mut Vec<String>) {
    lines.push(format!("{} {}", it.sign.as_str(), fragments(&it.text)));
    it.children.iter().for_each(|it| step(it, lines));
}

/// Names as they are, so that a case finds them whatever stands around them.
fn fragments(text: &[Fragment]) -> String {
    let part = |it: &Fragment| match it {
        Fragment::Text(it) | Fragment::Link(it, _) | Fragment::Code(it) => it.clone(),
    };
    text.iter().map(part).collect()
}
