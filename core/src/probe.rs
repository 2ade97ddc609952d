//! The port a matrix is drawn for.

use crate::protocol::Protocol;

/// One protocol and port, or all of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Probe {
    /// Every port of every protocol.
    #[default]
    Any,
    /// One destination port.
    Port(Protocol, u16),
}

impl Probe {
    /// `any`, or `TCP 8080`.
    pub fn label(self) -> String {
        match self {
            Probe::Any => "any".to_owned(),
            Probe::Port(protocol, port) => format!("{} {port}", protocol.as_str()),
        }
    }
}

/// As its label: `"any"`, `"TCP 8080"`.
#[cfg(feature = "js")]
impl serde::Serialize for Probe {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.label())
    }
}
