//! What a text means as an end of a question: a row, an address, a Service; and what an end is called.

use std::net::IpAddr;

use super::{EndpointView, entries, lines};
use crate::analysis::{Analysis, End, Meant};
use crate::cluster::{Family, PodBody, ServicePortChoice};

/// An address, with or without the `ip:` of an id.
pub fn address(text: &str) -> Option<IpAddr> {
    text.strip_prefix("ip:").unwrap_or(text).parse().ok()
}

/// A Service as a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Its id.
    pub service: String,
    /// The family of the address that was asked for, if it was one.
    pub family: Option<Family>,
    /// The port that stands after it.
    pub port: Option<ServicePortChoice>,
}

/// The Service that a destination means, and its port: `svc:…`, `namespace/name` where no endpoint is called so,
/// or the address of a Service. "A bare IP is resolved in this order: known pod IP; known Service clusterIP; known
/// node/host IP; otherwise external" (R-52).
pub(crate) fn service(analysis: &Analysis, text: &str) -> Option<Destination> {
    if let Some(address) = address(text) {
        let Some(Meant::Service(id, family)) = analysis.meant(address) else { return None };
        return Some(Destination { service: id, family: Some(family), port: None });
    }
    if let Some(host) = text.strip_prefix("host:") {
        return match analysis.meant_by_host(host).as_slice() {
            [Meant::Service(id, family)] => {
                Some(Destination { service: id.clone(), family: Some(*family), port: None })
            }
            _ => None,
        };
    }
    let named = || {
        let (service, port) = analysis.parse_service(text)?;
        Some(Destination { service, family: None, port })
    };
    if text.starts_with("svc:") { named() } else { end(analysis, text).err().and_then(|_| named()) }
}

/// The end that a text means: an address (R-52: "the address stays the flow's"), the id of a row, or a name that only
/// one has.
pub(crate) fn end(analysis: &Analysis, text: &str) -> Result<End, String> {
    let endpoints = analysis.endpoints();
    if let Some(address) = address(text) {
        return match analysis.meant(address) {
            Some(Meant::End(it)) => Ok(it),
            Some(Meant::Service(id, _)) => Err(format!("`{text}` is {id}, and connects to nothing")),
            None => Err(format!("nothing is known of `{text}`")),
        };
    }
    let entry = || entries::entries(analysis).into_iter().find(|it| it.id == text).map(|it| it.row);
    if let Some(it) = analysis.endpoint_index(text).or_else(entry) {
        return Ok(End::Row(it));
    }
    if let Some(host) = text.strip_prefix("host:")
        && let [Meant::End(it)] = analysis.meant_by_host(host).as_slice()
    {
        return Ok(*it);
    }
    let named: Vec<u32> =
        (0u32..).zip(endpoints.iter()).filter(|it| it.1.name == text).map(|it| it.0).collect();
    match named.as_slice() {
        [one] => Ok(End::Row(*one)),
        [] if text.starts_with("svc:") => Err(no_service(analysis, text)),
        [] => Err(format!("there is no endpoint `{text}`; there are {}", known(endpoints))),
        _ => Err(format!("`{text}` is in several namespaces: write namespace/name")),
    }
}

fn no_service(analysis: &Analysis, text: &str) -> String {
    let services: Vec<String> = analysis.services().into_iter().map(|it| it.id).collect();
    match services.as_slice() {
        [] => format!("there is no Service `{text}`; the input has none"),
        _ if analysis.parse_service(text).is_some() => {
            format!("`{text}` is a Service, and connects to nothing")
        }
        all => format!("there is no Service `{text}`; there are {}", few(all.iter().cloned(), all.len())),
    }
}

/// The names to choose from, as long as they are few.
fn known(endpoints: &[EndpointView]) -> String {
    few(endpoints.iter().map(|it| lines::title(it).to_owned()), endpoints.len())
}

fn few(names: impl Iterator<Item = String>, count: usize) -> String {
    const MOST: usize = 20;
    let mut known: Vec<String> = names.take(MOST).collect();
    if count > MOST {
        known.push(format!("and {} more", count - MOST));
    }
    known.join(", ")
}

/// What an end is called in a sentence: `shop/web`, `shop/web by IPv6`, `shop/web by a loopback address`. `id` is that
/// of its row.
pub(crate) fn title(analysis: &Analysis, end: End, id: &str) -> String {
    let row = analysis.endpoint_index(id).and_then(|row| analysis.endpoints().get(row as usize));
    let name = row.map_or("", lines::title);
    // Where a pod has addresses of both families, it matters which was asked for.
    let is_dual = |row| analysis.pod(row).is_some_and(PodBody::is_dual_stack);
    match end {
        End::Address(row, family) if is_dual(row) => format!("{name} by {}", family.as_str()),
        End::Row(_) | End::Address(..) => name.to_owned(),
        End::Itself => format!("{name} by a loopback address"),
    }
}
