//! The port choice: what to offer, and what was typed.

use super::PortChoice;
use crate::analysis::Analysis;
use crate::manifest::Manifest;
use crate::order::sort_dedup;
use crate::probe::Probe;
use crate::protocol::Protocol;

/// More than this nobody picks from a list.
const MOST_CHOICES: usize = 200;

pub(crate) fn choices(analysis: &Analysis) -> Vec<PortChoice> {
    let mut ports: Vec<(Protocol, u16)> = Vec::new();
    for (_, pod) in analysis.cluster.pods() {
        ports.extend(pod.ports.iter().map(|it| (it.protocol, it.number)));
    }
    ports.extend(analysis.read.manifests.iter().flat_map(Manifest::ports));
    sort_dedup(&mut ports);
    let choice = |(protocol, port)| {
        let probe = Probe::Port(protocol, port);
        PortChoice { label: probe.label(), probe }
    };
    ports.into_iter().take(MOST_CHOICES).map(choice).collect()
}

pub(crate) fn parse(analysis: &Analysis, text: &str) -> Result<Probe, String> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("any") {
        return Ok(Probe::Any);
    }
    let mut words = text.split(['/', ' ', ':']).filter(|it| !it.is_empty());
    let (first, second) = (words.next().unwrap_or_default(), words.next());
    if words.next().is_some() {
        return Err(format!("`{text}` is not a port: write `TCP 8080`, `UDP 53`, or a port's name"));
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
                return Err(format!("`{wrong}` is not a protocol: TCP, UDP or SCTP"));
            }
        },
        (Some(_), None) => return Err(format!("a port is missing after `{first}`")),
        (None, None) => (None, first),
    };
    if !is_number(port) {
        return named(analysis, protocol, port);
    }
    match port.parse() {
        Ok(number) if number > 0 => Ok(Probe::Port(protocol.unwrap_or_default(), number)),
        Ok(_) | Err(_) => Err(format!("`{port}` is not a port number between 1 and 65535")),
    }
}

/// A container port's name, if all pods that declare it (for the protocol, where one was given) agree.
fn named(analysis: &Analysis, protocol: Option<Protocol>, name: &str) -> Result<Probe, String> {
    let pods = analysis.cluster.pods();
    let mut ports: Vec<(Protocol, u16)> = pods
        .flat_map(|(_, it)| &it.ports)
        .filter(|it| it.name == name && protocol.is_none_or(|protocol| protocol == it.protocol))
        .map(|it| (it.protocol, it.number))
        .collect();
    sort_dedup(&mut ports);
    match ports.as_slice() {
        [] => {
            let only = protocol.map_or(String::new(), |it| format!(" for {}", it.as_str()));
            Err(format!("no container port is called `{name}`{only}"))
        }
        [(protocol, port)] => Ok(Probe::Port(*protocol, *port)),
        several => {
            let several: Vec<String> = several.iter().map(|it| Probe::Port(it.0, it.1).label()).collect();
            Err(format!("`{name}` stands for {}: choose one", several.join(" and ")))
        }
    }
}

#[cfg(test)]
mod tests;
