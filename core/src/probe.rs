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

/// The port of a question: a number, or a name that each destination resolves by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The same for every destination.
    Probe(Probe),
    /// "Resolved on the destination pod, never the source" (M-53).
    Named {
        /// Of a container port.
        name: String,
        /// The only one that is meant, where one was given.
        protocol: Option<Protocol>,
    },
}

/// As its label: `"any"`, `"TCP 8080"`.
#[cfg(feature = "serde")]
impl serde::Serialize for Probe {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.label())
    }
}
