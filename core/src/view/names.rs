//! What a text means as an end of a question: a row, an address, a Service; and what an end is called.

use std::net::IpAddr;

use super::{EndError, EndpointView, entries, lines, service};
use crate::cluster::{PodBody, ServicePortChoice};
use crate::model::{End, Meant, Model};
use crate::protocol::Family;

/// An address, with or without the `ip:` of an id.
pub fn address(text: &str) -> Option<IpAddr> {
    text.strip_prefix("ip:").unwrap_or(text).parse().ok()
}

/// A Service as a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
pub(crate) fn destination(model: &Model, endpoints: &[EndpointView], text: &str) -> Option<Destination> {
    if let Some(address) = address(text) {
        let Some(Meant::Service(id, family)) = model.meant(address) else { return None };
        return Some(Destination { service: id, family: Some(family), port: None });
    }
    if let Some(host) = text.strip_prefix("host:") {
        return match model.meant_by_host(host).as_slice() {
            [Meant::Service(id, family)] => {
                Some(Destination { service: id.clone(), family: Some(*family), port: None })
            }
            _ => None,
        };
    }
    let named = || {
        let (at, port) = service::parse(model, text)?;
        Some(Destination { service: model.cluster.services.get(at)?.id(), family: None, port })
    };
    if text.starts_with("svc:") { named() } else { end(model, endpoints, text).err().and_then(|_| named()) }
}

/// The end that a text means: an address (R-52: "the address stays the flow's"), the id of a row, or a name that only
/// one has.
pub(crate) fn end(model: &Model, endpoints: &[EndpointView], text: &str) -> Result<End, EndError> {
    if let Some(address) = address(text) {
        return match model.meant(address) {
            Some(Meant::End(it)) => Ok(it),
            Some(Meant::Service(id, _)) => Err(EndError::Service { text: text.to_owned(), id: Some(id) }),
            None => Err(EndError::UnknownAddress(text.to_owned())),
        };
    }
    let entry = || entries::entries(endpoints).into_iter().find(|it| it.id == text).map(|it| it.row);
    if let Some(it) = model.cluster.endpoint(text).map(|it| it.0).or_else(entry) {
        return Ok(End::Row(it));
    }
    if let Some(host) = text.strip_prefix("host:")
        && let [Meant::End(it)] = model.meant_by_host(host).as_slice()
    {
        return Ok(*it);
    }
    let named: Vec<u32> =
        (0u32..).zip(endpoints.iter()).filter(|it| it.1.name == text).map(|it| it.0).collect();
    match named.as_slice() {
        [one] => Ok(End::Row(*one)),
        [] if text.starts_with("svc:") => Err(no_service(model, text)),
        [] => {
            let (known, more) = few(endpoints.iter().map(|it| lines::title(it).to_owned()), endpoints.len());
            Err(EndError::Unknown { text: text.to_owned(), known, more })
        }
        _ => Err(EndError::Several(text.to_owned())),
    }
}

fn no_service(model: &Model, text: &str) -> EndError {
    let text = text.to_owned();
    if service::parse(model, &text).is_some() {
        return EndError::Service { text, id: None };
    }
    let services = service::list(model);
    let (known, more) = few(services.iter().map(|it| it.id.clone()), services.len());
    EndError::UnknownService { text, known, more }
}

/// The first names to choose from, and how many more there are.
fn few(names: impl Iterator<Item = String>, count: usize) -> (Vec<String>, usize) {
    const MOST: usize = 20;
    (names.take(MOST).collect(), count.saturating_sub(MOST))
}

/// What an end is called in a sentence: `shop/web`, `shop/web by IPv6`, `shop/web by a loopback address`. `id` is that
/// of its row.
pub(crate) fn title(model: &Model, endpoints: &[EndpointView], end: End, id: &str) -> String {
    let row = model.cluster.endpoint(id).and_then(|row| endpoints.get(row.0 as usize));
    // What stands for any pod has no row.
    let name = row.map_or(id, lines::title);
    // Where a pod has addresses of both families, it matters which was asked for.
    let is_dual = |row| model.pod(row).is_some_and(PodBody::is_dual_stack);
    match end {
        End::Address(row, family) if is_dual(row) => format!("{name} by {}", family.as_str()),
        End::Row(_) | End::Address(..) => name.to_owned(),
        End::Itself => format!("{name} by a loopback address"),
    }
}
