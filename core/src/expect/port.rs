//! The port that an expectation speaks of, and lists of ports.

use crate::policy::PortSet;
use crate::protocol::Protocol;

/// The port that an expectation speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum AskedPort {
    /// None: all ports together.
    #[default]
    Any,
    /// This one.
    Number(Protocol, u16),
    /// The port that each destination declares by this name.
    Name(Option<Protocol>, String),
}

impl AskedPort {
    /// Reads `TCP 8080`, `8080/udp`, `8080`, `port http`, `http`, `any`. `Err` is what is wrong with it.
    pub(super) fn parse(text: &str) -> Result<AskedPort, String> {
        let text = text.trim();
        let named = text.strip_prefix("port ").map(str::trim);
        if text.is_empty() || text.eq_ignore_ascii_case("any") {
            return Ok(AskedPort::Any);
        }
        let words: Vec<&str> =
            named.unwrap_or(text).split(['/', ' ', ':']).filter(|it| !it.is_empty()).collect();
        let (protocol, port) = match words.as_slice() {
            [port] => (None, *port),
            [one, other] => match (protocol(one), protocol(other)) {
                (Some(it), _) => (Some(it), *other),
                (None, Some(it)) => (Some(it), *one),
                (None, None) => return Err(format!("`{text}` is no port: write `TCP 8080`, or a name")),
            },
            _ => return Err(format!("`{text}` is no port: write `TCP 8080`, or a name")),
        };
        if port.bytes().all(|it| it.is_ascii_digit()) && named.is_none() {
            return match port.parse() {
                Ok(number) if number > 0 => Ok(AskedPort::Number(protocol.unwrap_or_default(), number)),
                Ok(_) | Err(_) => Err(format!("`{port}` is no port: ports are 1 to 65535")),
            };
        }
        let is_name = port.len() <= 15 && port.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-');
        match is_name && protocol.is_none_or(|_| !port.is_empty()) && self::protocol(port).is_none() {
            true => Ok(AskedPort::Name(protocol, port.to_owned())),
            false => Err(format!("`{text}` is no port: write `TCP 8080`, or a name")),
        }
    }

    /// With a blank before it, as it stands in a line; nothing for all ports.
    pub(super) fn text(&self) -> String {
        match self {
            AskedPort::Any => String::new(),
            AskedPort::Number(protocol, port) => format!(" {} {port}", protocol.as_str()),
            AskedPort::Name(None, name) => format!(" port {name}"),
            AskedPort::Name(Some(protocol), name) => format!(" {} {name}", protocol.as_str()),
        }
    }
}

/// A protocol in any case.
pub(super) fn protocol(text: &str) -> Option<Protocol> {
    Protocol::from_api(&text.to_ascii_uppercase())
}

/// Reads `TCP 80,443,8000-8100; UDP 53`; `None` where it is no such list.
pub(super) fn list(text: &str) -> Option<PortSet> {
    let mut res = PortSet::empty();
    for part in text.split(';') {
        let (name, ports) = part.trim().split_once(' ')?;
        let protocol = protocol(name)?;
        for it in ports.split(',') {
            let (first, last) = it.trim().split_once(['-', '–']).unwrap_or((it.trim(), it.trim()));
            let (first, last): (u16, u16) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            if first == 0 || last < first {
                return None;
            }
            res = res.union(&PortSet::range(protocol, first, last));
        }
    }
    Some(res)
}
