//! Who can answer what a case expects: core, and the specification.

use super::Case;
use crate::adapter::{Answer, Core, Index};
use crate::services;
use crate::spec::service::Service;
use crate::spec::{End, Flow, Pod, Spec, Truth};

/// Answers by the names that cases use: ids, or short names that only one endpoint has.
pub trait Judge {
    /// The sign of a cell, for one port or for all.
    fn sign(&self, from: &str, to: &str, probe: Option<(&'static str, u16)>) -> Result<char, String>;
    /// `all`, `none`, `self`, or the allowed ports.
    fn ports(&self, from: &str, to: &str) -> Result<String, String>;
    /// The outcome of a connection to a Service, `svc:x/s:80`: `allowed`, `denied`, `partial`, `unknown`,
    /// `no-endpoint`.
    fn service(&self, from: &str, to: &str) -> Result<String, String>;
}

impl Judge for Core {
    fn sign(&self, from: &str, to: &str, probe: Option<(&'static str, u16)>) -> Result<char, String> {
        let (from, to) = (resolve(self, from)?, resolve(self, to)?);
        Ok(match probe {
            Some((protocol, port)) => self.verdict(from, to, protocol, port).sign(),
            None => self.whole(from, to).sign(),
        })
    }

    fn ports(&self, from: &str, to: &str) -> Result<String, String> {
        let (from, to) = (resolve(self, from)?, resolve(self, to)?);
        Ok(match (self.whole(from, to), Core::ports(self, from, to)) {
            (Answer::Itself, _) => "self".to_owned(),
            (_, ports) if ports.is_empty() => "none".to_owned(),
            (_, ports) => ports,
        })
    }

    fn service(&self, from: &str, to: &str) -> Result<String, String> {
        Core::service(self, resolve(self, from)?, to)
    }
}

fn resolve(core: &Core, name: &str) -> Result<Index, String> {
    if let Some(it) = core.index(name) {
        return Ok(it);
    }
    let endpoints = core.analysis.endpoints();
    let mut named = endpoints.iter().enumerate().filter(|(_, it)| it.name == name).map(|it| it.0 as Index);
    match (named.next(), named.next()) {
        (Some(it), None) => Ok(it),
        (Some(_), Some(_)) => Err(format!("more than one endpoint is called {name}")),
        (None, _) => Err(format!("no endpoint {name}; there are {}", core.ids().join(", "))),
    }
}

/// Protocol, port, and whether it is allowed.
type PortAnswer = (&'static str, u16, Truth);

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
        Specified { spec: Spec { dns: case.dns.clone(), ..Spec::read(&text) }, ports }
    }

    fn end<'s>(&'s self, name: &'s str) -> Result<End<'s>, String> {
        if let Some(host) = name.strip_prefix("host:") {
            return Ok(End::Name(host, None));
        }
        if let Some(address) = name.strip_prefix("ip:").and_then(|it| it.parse().ok()) {
            return Ok(self.spec.end_at(address));
        }
        let is_called = |it: &&Pod| it.id == name || it.id.rsplit('/').next() == Some(name);
        let mut called = self.spec.cluster.pods.iter().filter(is_called);
        match (called.next(), called.next()) {
            (Some(it), None) => Ok(End::Pod(it)),
            _ => Err(format!("the specification does not know one {name}")),
        }
    }

    fn answers(&self, from: &str, to: &str) -> Result<Option<Vec<PortAnswer>>, String> {
        let (from, to) = (self.end(from)?, self.end(to)?);
        if let (End::Pod(one), End::Pod(two)) = (from, to)
            && one.id == two.id
            && !one.many
        {
            return Ok(None);
        }
        let all =
            ["TCP", "UDP", "SCTP"].into_iter().flat_map(|it| self.ports.iter().map(move |&port| (it, port)));
        let answer =
            |(protocol, port)| (protocol, port, self.spec.allows(&Flow { from, to, protocol, port }));
        Ok(Some(all.map(answer).collect()))
    }
}

impl Judge for Specified {
    fn sign(&self, from: &str, to: &str, probe: Option<(&'static str, u16)>) -> Result<char, String> {
        let Some(answers) = self.answers(from, to)? else { return Ok('-') };
        if let Some((protocol, port)) = probe {
            let flow = Flow { from: self.end(from)?, to: self.end(to)?, protocol, port };
            return Ok(Answer::Port(self.spec.allows(&flow)).sign());
        }
        let all_are = |truth: Truth| answers.iter().all(|it| it.2 == truth);
        Ok(if all_are(Truth::Yes) {
            '.'
        } else if all_are(Truth::No) {
            'x'
        } else if answers.iter().any(|it| it.2 == Truth::Yes) {
            'o'
        } else {
            '?'
        })
    }

    fn ports(&self, from: &str, to: &str) -> Result<String, String> {
        let Some(answers) = self.answers(from, to)? else { return Ok("self".to_owned()) };
        if answers.iter().all(|it| it.2 == Truth::Yes) {
            return Ok("all".to_owned());
        }
        let mut parts = Vec::new();
        for protocol in ["TCP", "UDP", "SCTP"] {
            // Between two ports of interest nothing changes.
            let mut ranges: Vec<(u16, u16)> = Vec::new();
            let mut open = false;
            for &(_, port, truth) in answers.iter().filter(|it| it.0 == protocol) {
                match (truth == Truth::Yes, open) {
                    (true, false) => ranges.push((port, port)),
                    (true, true) => ranges.last_mut().expect("open").1 = port,
                    (false, _) => {}
                }
                open = truth == Truth::Yes;
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
