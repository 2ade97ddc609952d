//! What is asked of a pair of ends.

use crate::eval::{Cell, Verdict};
use crate::explain::service::ServiceOutcome;
use crate::policy::PortSet;
use crate::protocol::Protocol;
use crate::tri::Tri;

/// What is asked of a pair of ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The port is allowed; without a port: some port is.
    Allowed,
    /// The port is denied; without a port: every port is.
    Denied,
    /// Every port is allowed.
    All,
    /// Some ports are allowed, and some are not.
    Some,
    /// These ports are allowed and no others.
    Ports(PortSet),
    /// The input does not decide.
    Unknown,
    /// Both ends are one pod.
    Itself,
    /// The ends have no address family in common.
    Unreachable,
    /// Of a Service: some of its pods are reached, and some are not.
    Partial,
    /// Of a Service: it has no pods behind it.
    NoEndpoint,
}

impl Wanted {
    /// The word of an expectation; a list of ports is no word.
    pub(super) fn of_word(text: &str) -> Option<Wanted> {
        Some(match text.to_ascii_lowercase().as_str() {
            "allowed" | "allow" | "open" | "reachable" | "true" => Wanted::Allowed,
            "denied" | "deny" | "blocked" | "block" | "closed" | "none" | "false" => Wanted::Denied,
            "all" => Wanted::All,
            "some" => Wanted::Some,
            "unknown" => Wanted::Unknown,
            "self" => Wanted::Itself,
            "unreachable" => Wanted::Unreachable,
            "partial" => Wanted::Partial,
            "no-endpoint" => Wanted::NoEndpoint,
            _ => return None,
        })
    }

    /// The sign of a drawing. `None` for `_`, which asks nothing; `Some(None)`: no such sign.
    pub(super) fn of_sign(sign: char, is_any: bool) -> Option<Option<Wanted>> {
        Some(Some(match sign {
            '.' if is_any => Wanted::All,
            '.' => Wanted::Allowed,
            'x' => Wanted::Denied,
            'o' if is_any => Wanted::Some,
            '?' => Wanted::Unknown,
            '-' => Wanted::Itself,
            '/' => Wanted::Unreachable,
            '_' => return None,
            _ => return Some(None),
        }))
    }

    /// `allowed`, `TCP 80,443`.
    pub fn word(&self) -> String {
        match self {
            Wanted::Allowed => "allowed".to_owned(),
            Wanted::Denied => "denied".to_owned(),
            Wanted::All => "all".to_owned(),
            Wanted::Some => "some".to_owned(),
            Wanted::Ports(it) => it.to_string(),
            Wanted::Unknown => "unknown".to_owned(),
            Wanted::Itself => "self".to_owned(),
            Wanted::Unreachable => "unreachable".to_owned(),
            Wanted::Partial => "partial".to_owned(),
            Wanted::NoEndpoint => "no-endpoint".to_owned(),
        }
    }

    /// Whether a policy that is not evaluated may make another answer of this one. What is open stays so, and no policy
    /// decides which pod an end is and which addresses it has.
    pub(super) fn depends_on_policies(&self, holds: Tri) -> bool {
        match self {
            Wanted::Itself | Wanted::Unreachable | Wanted::NoEndpoint => false,
            Wanted::Unknown => holds == Tri::No,
            Wanted::Allowed
            | Wanted::Denied
            | Wanted::All
            | Wanted::Some
            | Wanted::Ports(_)
            | Wanted::Partial => holds != Tri::Unknown,
        }
    }

    /// Whether a cell is as asked, for one port or for all.
    pub(super) fn holds(&self, cell: &Cell, port: Option<(Protocol, u16)>) -> Tri {
        let Cell { verdict, allowed, possible } = cell;
        match (self, port) {
            (Wanted::Itself, _) => (*verdict == Verdict::SelfPod).into(),
            (Wanted::Unreachable, _) => (*verdict == Verdict::Unreachable).into(),
            (Wanted::Partial | Wanted::NoEndpoint, _) => Tri::No,
            (Wanted::Unknown, Some((protocol, port))) => {
                (possible.contains(protocol, port) && !allowed.contains(protocol, port)).into()
            }
            (Wanted::Unknown, None) => (!possible.difference(allowed).is_empty()).into(),
            (Wanted::Allowed, Some(port)) => one(cell, port),
            (Wanted::Denied, Some(port)) => !one(cell, port),
            (Wanted::Allowed, None) => any(cell),
            (Wanted::Denied, None) => !any(cell),
            (Wanted::All, None) => all(cell),
            // Of one port, all is that port.
            (Wanted::All, Some(port)) => one(cell, port),
            (Wanted::Some, None) => any(cell).and(!all(cell)),
            (Wanted::Some, Some(_)) => Tri::No,
            (Wanted::Ports(wanted), _) => {
                let lacks = |one: &PortSet, other| !one.difference(other).is_empty();
                let impossible = lacks(allowed, wanted) || lacks(wanted, possible);
                match (impossible, allowed == wanted && possible == wanted) {
                    (true, _) => Tri::No,
                    (_, true) => Tri::Yes,
                    (false, false) => Tri::Unknown,
                }
            }
        }
    }

    /// Whether what becomes of a connection to a Service is as asked.
    pub(super) fn holds_of_service(&self, outcome: ServiceOutcome) -> Tri {
        use ServiceOutcome as It;
        match (self, outcome) {
            (Wanted::Unknown, it) => (it == It::Unknown).into(),
            (_, It::Unknown) => Tri::Unknown,
            (Wanted::Allowed | Wanted::All, it) => (it == It::Allowed).into(),
            (Wanted::Denied, it) => matches!(it, It::Denied | It::Unreachable).into(),
            (Wanted::Some | Wanted::Partial, it) => (it == It::Partial).into(),
            (Wanted::Unreachable, it) => (it == It::Unreachable).into(),
            (Wanted::NoEndpoint, it) => (it == It::NoEndpoint).into(),
            (Wanted::Itself | Wanted::Ports(_), _) => Tri::No,
        }
    }
}

/// Whether a port is allowed.
fn one(cell: &Cell, (protocol, port): (Protocol, u16)) -> Tri {
    match (cell.allowed.contains(protocol, port), cell.possible.contains(protocol, port)) {
        (true, _) => Tri::Yes,
        (false, true) => Tri::Unknown,
        (false, false) => Tri::No,
    }
}

/// Whether any port is.
fn any(cell: &Cell) -> Tri {
    match (cell.allowed.is_empty(), cell.possible.is_empty()) {
        (false, _) => Tri::Yes,
        (true, false) => Tri::Unknown,
        (true, true) => Tri::No,
    }
}

/// Whether every port is.
fn all(cell: &Cell) -> Tri {
    match (cell.allowed.is_all(), cell.possible.is_all()) {
        (true, _) => Tri::Yes,
        (false, true) => Tri::Unknown,
        (false, false) => Tri::No,
    }
}
