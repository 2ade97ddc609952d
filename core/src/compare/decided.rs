//! What decided a pair before and after.

use super::{Both, CellPorts, Comparison};
use crate::eval::{Pair, Reason};
use crate::ids::EndId;
use crate::model::Model;
use crate::policy::{Direction, PortSet};
use crate::probe::Probe;
use crate::protocol::Protocol;
use crate::tri::Tri;

/// What decided one port of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The port that is told of.
    pub port: (Protocol, u16),
    /// The ends for which something else is decided than before: egress of the source, ingress of the destination.
    pub ends: Vec<DecidedEnd>,
}

/// One end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DecidedEnd {
    /// Which.
    pub direction: Direction,
    /// Whether this end allows the port, and what decides it.
    pub by: Both<(Tri, Reason)>,
}

/// Why a pair is what it was and is, told of the port that is asked for where it changed, else of one that did.
pub fn decided(
    comparison: &Comparison,
    models: Both<&Model>,
    (from, to): (EndId, EndId),
    ports: &Both<CellPorts>,
    probe: Probe,
) -> Option<Decided> {
    let asked = match probe {
        Probe::Port(protocol, port) => Some((protocol, port)),
        Probe::Any => None,
    };
    let port = match asked.filter(|it| ports.changed().contains(it.0, it.1)) {
        Some(it) => it,
        None => sample(ports)?,
    };
    let (source, destination) = (comparison.ends.get(from)?, comparison.ends.get(to)?);
    let by = |model: &Model, pair: Pair, direction| {
        let pieces = model.reach.pieces(model.inputs(), direction, pair);
        pieces.iter().find(|it| it.ports.contains(port.0, port.1)).map(|it| (it.allowed, it.reason))
    };
    let end = |direction| {
        let before = Pair::new(source.both.before, destination.both.before);
        let after = Pair::new(source.both.after, destination.both.after);
        Some(DecidedEnd {
            direction,
            by: Both {
                before: by(models.before, before, direction)?,
                after: by(models.after, after, direction)?,
            },
        })
    };
    let ends = Direction::BOTH.into_iter().filter_map(end).filter(|it| it.by.before.0 != it.by.after.0);
    Some(Decided { port, ends: ends.collect() })
}

/// A port that changed: one that is newly allowed where there is one.
pub(super) fn sample(ports: &Both<CellPorts>) -> Option<(Protocol, u16)> {
    // Ports that say something to people.
    const KNOWN: [u16; 3] = [80, 443, 8080];
    let first = |it: PortSet| {
        let known = KNOWN.into_iter().find(|port| it.contains(Protocol::Tcp, *port));
        known.map(|port| (Protocol::Tcp, port)).or_else(|| it.first())
    };
    first(ports.opened()).or_else(|| first(ports.closed())).or_else(|| first(ports.changed()))
}
