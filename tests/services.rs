//! Connections to Services, as core and the specification answer them, in the same words.

use std::net::IpAddr;

use netpol_core::view::{BackendView, CellSign};

use crate::adapter::{Core, Index};
use crate::spec::objects::NumberOrName;
use crate::spec::service::{Backend, NoSuchPort, Outcome, Service};
use crate::spec::{End, Spec, Truth};

/// The outcome, then each backend as `id TCP 80 allowed`, those that may be none with `perhaps`; sorted.
pub type Told = (String, Vec<String>);

/// What core says. `port` is `80/TCP`, a name, or empty.
pub fn by_core(core: &Core, from: Index, service: &str, port: &str) -> Result<Told, String> {
    let colon = if port.is_empty() { "" } else { ":" };
    let asked = format!("{service}{colon}{port}");
    let (id, port) = core.analysis.parse_service(&asked).ok_or_else(|| format!("no Service {asked}"))?;
    let it = core.analysis.service_flow(from, &id, port.as_ref())?;
    let word = |it: &BackendView| match it.sign {
        CellSign::Allowed => "allowed",
        CellSign::Denied => "denied",
        _ => "unknown",
    };
    // The address of a host or node is all that the specification knows it by.
    let backend = |it: &BackendView| {
        let perhaps = if it.certain { "" } else { " perhaps" };
        format!("{} {} {}{perhaps}", it.id, it.port, word(it))
    };
    let mut backends: Vec<String> = it.backends.iter().map(backend).collect();
    backends.sort_unstable();
    Ok((it.outcome.as_str().to_owned(), backends))
}

/// What the specification says.
pub fn by_specification(spec: &Spec, from: End<'_>, service: &Service, port: &str) -> Result<Told, String> {
    let (port, protocol) = port.split_once('/').unwrap_or((port, "TCP"));
    let protocol = ["TCP", "UDP", "SCTP"].into_iter().find(|it| *it == protocol).unwrap_or("TCP");
    let port = match port.parse() {
        Ok(it) => Some(NumberOrName::Number(it)),
        Err(_) => Some(NumberOrName::Name(port.to_owned())).filter(|_| !port.is_empty()),
    };
    match spec.service(from, service, protocol, port.as_ref()) {
        Ok((outcome, backends)) => {
            let mut backends: Vec<String> = backends.iter().map(told).collect();
            backends.sort_unstable();
            backends.dedup();
            Ok((word(outcome).to_owned(), backends))
        }
        Err(NoSuchPort) => Err("no such port".to_owned()),
    }
}

fn word(it: Outcome) -> &'static str {
    match it {
        Outcome::Allowed => "allowed",
        Outcome::Denied => "denied",
        Outcome::Partial => "partial",
        Outcome::Unknown => "unknown",
        Outcome::NoEndpoint => "no-endpoint",
        Outcome::Unreachable => "unreachable",
    }
}

fn told(it: &Backend<'_>) -> String {
    let id = it.id();
    let allowed = match it.allowed {
        Truth::Yes => "allowed",
        Truth::No => "denied",
        Truth::Unknown => "unknown",
    };
    let perhaps = if it.exists == Truth::Yes { "" } else { " perhaps" };
    format!("{id} {} {} {allowed}{perhaps}", it.protocol, it.port)
}

/// Every port of every Service from every pod and some addresses; `Err` is the first difference.
pub fn compare(core: &Core, spec: &Spec, outside: &[IpAddr]) -> Result<usize, String> {
    let pods = spec.cluster.pods.iter().map(|it| (it.id.clone(), End::Pod(it)));
    let outside = outside.iter().filter(|it| !spec.is_inside(**it));
    let outside = outside.map(|it| (format!("ip:{it}"), End::Address(*it)));
    let mut checked = 0;
    for (id, from) in pods.chain(outside) {
        let row = core.index(&id).ok_or_else(|| format!("core has no {id}"))?;
        for service in &spec.cluster.services {
            let name = format!("svc:{}/{}", service.namespace, service.name);
            let numbers = service
                .ports
                .iter()
                .map(|it| format!("{}/{}", it.port, it.protocol.as_deref().unwrap_or("TCP")));
            let names = service.ports.iter().filter_map(|it| it.name.clone());
            // None, and one that it may not have: a headless Service has all of them.
            let others = ["", "8000/TCP"].into_iter().map(str::to_owned);
            for port in numbers.chain(names).chain(others) {
                let expected = by_specification(spec, from, service, &port);
                let found = by_core(core, row, &name, &port);
                let same = match (&expected, &found) {
                    (Ok(expected), Ok(found)) => expected == found,
                    (Err(_), Err(_)) => true,
                    (Ok(_), Err(_)) | (Err(_), Ok(_)) => false,
                };
                if !same {
                    let flow = format!("{id} -> {name}:{port}");
                    return Err(format!("{flow}: core says {found:?}, the specification {expected:?}"));
                }
                checked += 1;
            }
        }
    }
    Ok(checked)
}
