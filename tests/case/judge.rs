//! Who can answer what a case expects: core, and the specification.

use netpol_core::api::{End as CoreEnd, Meant};

use super::Case;
use crate::adapter::{Answer, Core, Index};
use crate::ask::Port;
use crate::services;
use crate::spec::service::Service;
use crate::spec::{End, Flow, Pod, Spec, Truth};

/// Answers by the names that cases use: ids, short names that only one endpoint has, `host:NAME`, `ip:ADDRESS`.
pub trait Judge {
    /// The answer for one port.
    fn port(&self, from: &str, to: &str, port: &Port) -> Result<Answer, String>;
    /// The answer for all ports together.
    fn whole(&self, from: &str, to: &str) -> Result<Answer, String>;
    /// `all`, `none`, `self`, or the allowed ports.
    fn ports(&self, from: &str, to: &str) -> Result<String, String>;
    /// The outcome of a connection to a Service, `svc:x/s:80`: `allowed`, `denied`, `partial`, `unknown`,
    /// `no-endpoint`, `unreachable`.
    fn service(&self, from: &str, to: &str) -> Result<String, String>;
}

impl Judge for Core {
    fn port(&self, from: &str, to: &str, port: &Port) -> Result<Answer, String> {
        self.ask(&self.find(from)?, &self.find(to)?, port)
    }

    fn whole(&self, from: &str, to: &str) -> Result<Answer, String> {
        let (from, to) = (row(self, from)?, row(self, to)?);
        Ok(Core::whole(self, from, to))
    }

    fn ports(&self, from: &str, to: &str) -> Result<String, String> {
        let (from, to) = (row(self, from)?, row(self, to)?);
        Ok(match (Core::whole(self, from, to), Core::ports(self, from, to)) {
            (Answer::Itself, _) => "self".to_owned(),
            (Answer::Unreachable, _) => "unreachable".to_owned(),
            (_, ports) if ports.is_empty() => "none".to_owned(),
            (_, ports) => ports,
        })
    }

    fn service(&self, from: &str, to: &str) -> Result<String, String> {
        Core::service(self, &self.find(from)?, to)
    }
}

fn row(core: &Core, name: &str) -> Result<Index, String> {
    match core.find(name)?.as_slice() {
        [Meant::End(CoreEnd::Row(it))] => Ok(*it),
        _ => Err(format!("{name} is no row")),
    }
}

/// Protocol, port, and the answer.
type PortAnswer = (&'static str, u16, Answer);

const ALLOWED: Answer = Answer::Port(Truth::Yes);

/// The specification on the manifests of a case.
#[derive(Debug)]
pub struct Specified {
    spec: Spec,
    /// Every number in the text and its neighbours, and the ends: where verdicts can change.
    ports: Vec<u16>,
}

impl Specified {
    /// Reads the files of the case.
    pub fn new(case: &Case) -> Specified {
        let texts: Vec<&str> = case.files.iter().map(|it| it.1.as_str()).collect();
        let text = texts.join("\n---\n");
        let words = text.split(|it: char| !it.is_ascii_digit());
        let numbers = words.filter_map(|it| it.parse::<u16>().ok()).filter(|&it| it > 0);
        let around = numbers.flat_map(|it| [it.saturating_sub(1), it, it.saturating_add(1)]);
        let mut ports: Vec<u16> = around.chain([1, u16::MAX]).filter(|&it| it > 0).collect();
        ports.sort_unstable();
        ports.dedup();
        Specified { spec: Spec::given(&text, case.given().facts), ports }
    }

    fn end<'s>(&'s self, name: &'s str) -> Result<End<'s>, String> {
        if let Some(host) = name.strip_prefix("host:") {
            return Ok(End::Name(host));
        }
        if let Some(address) = name.strip_prefix("ip:").and_then(|it| it.parse().ok()) {
            return Ok(End::Address(address));
        }
        let is_called = |it: &&Pod| it.id == name || it.id.rsplit('/').next() == Some(name);
        let mut called = self.spec.cluster.pods.iter().filter(is_called);
        match (called.next(), called.next()) {
            (Some(it), None) => Ok(End::Pod(it)),
            _ => Err(format!("the specification does not know one {name}")),
        }
    }

    fn answer(&self, from: &str, to: &str, protocol: &'static str, port: u16) -> Result<Answer, String> {
        let flow = Flow { from: self.end(from)?, to: self.end(to)?, protocol, port };
        Ok(self.spec.answer(&flow).into())
    }

    fn answers(&self, from: &str, to: &str) -> Result<Vec<PortAnswer>, String> {
        let protocols = ["TCP", "UDP", "SCTP"].into_iter();
        let all = protocols.flat_map(|it| self.ports.iter().map(move |&port| (it, port)));
        all.map(|(protocol, port)| Ok((protocol, port, self.answer(from, to, protocol, port)?))).collect()
    }
}

impl Judge for Specified {
    fn port(&self, from: &str, to: &str, port: &Port) -> Result<Answer, String> {
        let (name, to_end) = match port {
            Port::Number(protocol, port) => return self.answer(from, to, protocol, *port),
            Port::Name(name) => (name, self.end(to)?),
        };
        // "A query that gives its port by name is resolved likewise": on the destination.
        let End::Pod(pod) = to_end else { return Ok(Answer::Void) };
        let declared: Vec<_> = pod.ports.iter().filter(|it| it.0 == *name).collect();
        let answers = declared.iter().filter_map(|it| {
            let protocol = ["TCP", "UDP", "SCTP"].into_iter().find(|known| *known == it.1)?;
            Some(self.answer(from, to, protocol, it.2))
        });
        let answers: Vec<Answer> = answers.collect::<Result<_, _>>()?;
        match answers.split_first() {
            None => Ok(Answer::Void),
            Some((first, rest)) if rest.iter().all(|it| it == first) => Ok(*first),
            Some(_) => Ok(Answer::Some),
        }
    }

    fn whole(&self, from: &str, to: &str) -> Result<Answer, String> {
        let answers = self.answers(from, to)?;
        let all_are = |answer: Answer| answers.iter().all(|it| it.2 == answer);
        Ok(match answers.first() {
            Some((_, _, one @ (Answer::Itself | Answer::Unreachable | Answer::Void))) => *one,
            _ if all_are(ALLOWED) => Answer::All,
            _ if all_are(Answer::Port(Truth::No)) => Answer::None,
            _ if answers.iter().any(|it| it.2 == ALLOWED) => Answer::Some,
            _ => Answer::Port(Truth::Unknown),
        })
    }

    fn ports(&self, from: &str, to: &str) -> Result<String, String> {
        let answers = self.answers(from, to)?;
        let whole = self.whole(from, to)?;
        if matches!(whole, Answer::All | Answer::Itself | Answer::Unreachable) {
            return Ok(whole.word().to_owned());
        }
        let mut parts = Vec::new();
        for protocol in ["TCP", "UDP", "SCTP"] {
            // Between two ports of interest nothing changes.
            let mut ranges: Vec<(u16, u16)> = Vec::new();
            let mut open = false;
            for &(_, port, truth) in answers.iter().filter(|it| it.0 == protocol) {
                match (truth == ALLOWED, open) {
                    (true, false) => ranges.push((port, port)),
                    (true, true) => ranges.last_mut().expect("open").1 = port,
                    (false, _) => {}
                }
                open = truth == ALLOWED;
            }
            let text = |it: &(u16, u16)| match it {
                (one, two) if one == two => one.to_string(),
                (one, two) => format!("{one}-{two}"),
            };
            if !ranges.is_empty() {
                parts.push(format!("{protocol} {}", ranges.iter().map(text).collect::<Vec<_>>().join(",")));
            }
        }
        Ok(if parts.is_empty() { "none".to_owned() } else { parts.join("; ") })
    }

    fn service(&self, from: &str, to: &str) -> Result<String, String> {
        let (name, port) = to.trim_start_matches("svc:").split_once(':').unwrap_or((to, ""));
        let name = name.trim_start_matches("svc:");
        let is_meant = |it: &&Service| format!("{}/{}", it.namespace, it.name) == name;
        let service = self.spec.cluster.services.iter().find(is_meant);
        let service = service.ok_or_else(|| format!("the specification does not know {to}"))?;
        services::by_specification(&self.spec, self.end(from)?, service, port).map(|it| it.0)
    }
}
