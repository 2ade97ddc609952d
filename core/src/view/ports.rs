//! The port choice: what to offer, and what was typed.

use super::{PortChoice, ProbeError};
use crate::cluster::PodBody;
use crate::kind::Manifest;
use crate::model::Model;
use crate::order::sort_dedup;
use crate::probe::{Asked, Probe};
use crate::protocol::Protocol;

/// A longer list cannot be picked from.
const MOST_CHOICES: usize = 200;

pub(crate) fn choices(model: &Model) -> Vec<PortChoice> {
    let mut ports: Vec<(Protocol, u16)> = Vec::new();
    for (_, pod) in model.cluster.pods() {
        ports.extend(pod.ports.iter().map(|it| (it.protocol, it.number)));
    }
    ports.extend(model.read.manifests.iter().flat_map(Manifest::ports));
    sort_dedup(&mut ports);
    let choice = |(protocol, port)| PortChoice::new(Probe::Port(protocol, port));
    ports.into_iter().take(MOST_CHOICES).map(choice).collect()
}

/// The port that a text stands for on every destination: a name only if all pods that declare it agree.
pub(crate) fn parse(model: &Model, text: &str) -> Result<Probe, ProbeError> {
    let (name, protocol) = match asked(model, text)? {
        Asked::Probe(it) => return Ok(it),
        Asked::Named { name, protocol } => (name, protocol),
    };
    match named(model, protocol, &name).as_slice() {
        [one] => Ok(*one),
        several => Err(ProbeError::Several { name, ports: several.to_vec(), destination: None }),
    }
}

/// What a text asks for. A name is one that some pod declares.
pub(crate) fn asked(model: &Model, text: &str) -> Result<Asked, ProbeError> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("any") {
        return Ok(Asked::Probe(Probe::Any));
    }
    let mut words = text.split(['/', ' ', ':']).filter(|it| !it.is_empty());
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    if words.next().is_some() {
        return Err(ProbeError::Form(text.to_owned()));
    }
    let protocol = |it: &str| Protocol::from_api(&it.to_ascii_uppercase());
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    let (protocol, port) = match (protocol(first), second) {
        (Some(protocol), Some(port)) => (Some(protocol), port),
        // `8080/TCP`, as kubectl prints ports.
        (None, Some(second)) => match protocol(second) {
            Some(protocol) => (Some(protocol), first),
            None => {
                let wrong = if is_number(first) { second } else { first };
                return Err(ProbeError::Protocol(wrong.to_owned()));
            }
        },
        (Some(_), None) => return Err(ProbeError::NoPort(first.to_owned())),
        (None, None) => (None, first),
    };
    if !is_number(port) {
        if named(model, protocol, port).is_empty() {
            return Err(ProbeError::UnknownName(port.to_owned(), protocol));
        }
        return Ok(Asked::Named { name: port.to_owned(), protocol });
    }
    match port.parse() {
        Ok(number) if number > 0 => Ok(Asked::Probe(Probe::Port(protocol.unwrap_or_default(), number))),
        Ok(_) | Err(_) => Err(ProbeError::Number(port.to_owned())),
    }
}

/// The ports that are meant on a destination; of a name those that it declares, which may be none.
pub(crate) fn at(model: &Model, asked: &Asked, to: u32) -> Vec<Probe> {
    match asked {
        Asked::Probe(it) => vec![*it],
        Asked::Named { name, protocol } => {
            model.pod(to).map_or_else(Vec::new, |it| declared([it].into_iter(), *protocol, name))
        }
    }
}

/// The one port that is meant on a destination. `Err` is why there is none.
pub(crate) fn one_at(model: &Model, asked: &Asked, to: u32) -> Result<Probe, ProbeError> {
    let name = if let Asked::Named { name, .. } = asked { name.clone() } else { String::new() };
    let destination = model.cluster.at(to).and_then(|it| model.id(it)).unwrap_or_default().to_owned();
    match at(model, asked, to).as_slice() {
        [one] => Ok(*one),
        [] => Err(ProbeError::NotThere { name, destination }),
        several => Err(ProbeError::Several { name, ports: several.to_vec(), destination: Some(destination) }),
    }
}

/// A container port's name on all pods that declare it.
fn named(model: &Model, protocol: Option<Protocol>, name: &str) -> Vec<Probe> {
    declared(model.cluster.pods().map(|it| it.1), protocol, name)
}

fn declared<'p>(
    pods: impl Iterator<Item = &'p PodBody>,
    protocol: Option<Protocol>,
    name: &str,
) -> Vec<Probe> {
    let ports = pods.flat_map(|it| &it.ports);
    let ports = ports.filter(|it| it.name == name && protocol.is_none_or(|protocol| protocol == it.protocol));
    let mut ports: Vec<Probe> = ports.map(|it| Probe::Port(it.protocol, it.number)).collect();
    sort_dedup(&mut ports);
    ports
}

/// "TCP 80 and UDP 53".
pub(super) fn labels(ports: &[Probe]) -> String {
    ports.iter().map(|it| it.label()).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests;
