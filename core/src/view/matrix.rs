//! Rows, columns, cells.

/// What a row or column stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndpointKind {
    /// A pod of the input.
    Pod,
    /// The stand-in of a workload's pods.
    Workload,
    /// Addresses outside the cluster.
    External,
}

/// One row and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointView {
    /// `namespace/name` or `ip:…`: what `data-from` and `data-to` hold, unique, and stable under edits.
    pub id: String,
    /// The short name: `web`, `203.0.113.0/24`, `internet`.
    pub name: String,
    /// The namespace, or `outside`.
    pub group: String,
    /// What it stands for.
    pub kind: EndpointKind,
    /// Longer text for a tooltip: kind, labels, addresses, ranges, whether host-network or not running.
    pub details: String,
}

/// The state of a cell: its fill and its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CellSign {
    /// Any port: every port is allowed.
    All,
    /// Any port: some ports are allowed.
    Some,
    /// Any port: nothing is allowed.
    None,
    /// A chosen port is allowed.
    Allowed,
    /// A chosen port is denied.
    Denied,
    /// Not decidable from the input.
    Unknown,
    /// The pod itself.
    SelfPod,
    /// Two addresses outside the cluster: not a question for policies.
    Void,
}

impl CellSign {
    /// The value of `data-verdict`: `all`, `some`, `none`, `allowed`, `denied`, `unknown`, `self`, `void`.
    pub fn as_str(self) -> &'static str {
        match self {
            CellSign::All => "all",
            CellSign::Some => "some",
            CellSign::None => "none",
            CellSign::Allowed => "allowed",
            CellSign::Denied => "denied",
            CellSign::Unknown => "unknown",
            CellSign::SelfPod => "self",
            CellSign::Void => "void",
        }
    }
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellView {
    /// Fill and sign.
    pub sign: CellSign,
    /// The port's number where exactly one port is allowed, else empty: shown in place of the sign.
    pub only_port: String,
    /// Allowed ports: `TCP 80,8000-8100; UDP 53`, `all`, or empty. The value of `data-ports`.
    pub ports: String,
    /// Accessible name: "shop/web to shop/api: TCP 8080 allowed, everything else denied".
    pub label: String,
}

/// A port the page offers to draw the matrix for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PortChoice {
    /// `TCP 8080`.
    pub label: String,
    /// What it stands for.
    pub probe: crate::Probe,
}
