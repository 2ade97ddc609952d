//! Protocols that policies can name.

/// The protocols of a port entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// What a port entry without `protocol` means.
    #[default]
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

impl Protocol {
    /// In the order in which they are listed everywhere.
    pub const ALL: [Protocol; 3] = [Protocol::Tcp, Protocol::Udp, Protocol::Sctp];

    /// As the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
            Protocol::Sctp => "SCTP",
        }
    }

    /// From the API's spelling; case matters there.
    pub fn from_api(text: &str) -> Option<Protocol> {
        Protocol::ALL.into_iter().find(|it| it.as_str() == text)
    }
}
