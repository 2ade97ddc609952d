//! What is wrong with a question, as opposed to what is wrong with manifests: that is a `Diagnostic`.
//!
//! Each prints the sentence that users read, and becomes a `String` by `?`.

use std::error::Error;
use std::fmt;

use super::ports;
use crate::probe::Probe;
use crate::protocol::Protocol;

/// Why a text does not name a port.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProbeError {
    /// It has another form.
    Form(String),
    /// This word of it is not a protocol.
    Protocol(String),
    /// There is nothing after this protocol.
    NoPort(String),
    /// It is a number, but not one of a port.
    Number(String),
    /// No container port is called so, for this protocol where one was given.
    UnknownName(String, Option<Protocol>),
    /// The name stands for several ports.
    Several {
        /// The name.
        name: String,
        /// The ports.
        ports: Vec<Probe>,
        /// The destination that has them all; `None` where several destinations have them.
        destination: Option<String>,
    },
    /// The destination has no port of this name.
    NotThere {
        /// The name.
        name: String,
        /// The id of the destination.
        destination: String,
    },
}

impl fmt::Display for ProbeError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProbeError::Form(it) => {
                write!(out, "`{it}` is not a port: write `TCP 8080`, `UDP 53`, or a port's name")
            }
            ProbeError::Protocol(it) => write!(out, "`{it}` is not a protocol: TCP, UDP or SCTP"),
            ProbeError::NoPort(it) => write!(out, "a port is missing after `{it}`"),
            ProbeError::Number(it) => write!(out, "`{it}` is not a port number between 1 and 65535"),
            ProbeError::UnknownName(name, None) => write!(out, "no container port is called `{name}`"),
            ProbeError::UnknownName(name, Some(protocol)) => {
                write!(out, "no container port is called `{name}` for {}", protocol.as_str())
            }
            ProbeError::Several { name, ports, destination } => {
                write!(out, "`{name}` stands for {}", ports::labels(ports))?;
                if let Some(it) = destination {
                    write!(out, " on {it}")?;
                }
                out.write_str(": choose one")
            }
            ProbeError::NotThere { name, destination } => {
                write!(out, "no container port of {destination} is called `{name}`")
            }
        }
    }
}

/// Why a text names no end of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndError {
    /// Nothing is known of this address.
    UnknownAddress(String),
    /// It means this Service, and Services connect to nothing.
    Service {
        /// What was asked for.
        text: String,
        /// The Service's id, where the text is an address of it.
        id: Option<String>,
    },
    /// No endpoint is called so.
    Unknown {
        /// What was asked for.
        text: String,
        /// The first endpoints that there are, by what sentences call them.
        known: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// No Service is called so.
    UnknownService {
        /// What was asked for.
        text: String,
        /// The ids of the first Services that there are.
        known: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// Endpoints of several namespaces are called so.
    Several(String),
}

impl fmt::Display for EndError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EndError::UnknownAddress(text) => write!(out, "nothing is known of `{text}`"),
            EndError::Service { text, id } => {
                let id = id.as_deref().unwrap_or("a Service");
                write!(out, "`{text}` is {id}, and connects to nothing")
            }
            EndError::Unknown { text, known, more } => {
                write!(out, "there is no endpoint `{text}`; there are {}", few(known, *more))
            }
            EndError::UnknownService { text, known, more: _ } if known.is_empty() => {
                write!(out, "there is no Service `{text}`; the input has none")
            }
            EndError::UnknownService { text, known, more } => {
                write!(out, "there is no Service `{text}`; there are {}", few(known, *more))
            }
            EndError::Several(text) => {
                write!(out, "`{text}` is in several namespaces: write namespace/name")
            }
        }
    }
}

fn few(known: &[String], more: usize) -> String {
    match more {
        0 => known.join(", "),
        more => format!("{}, and {more} more", known.join(", ")),
    }
}

/// Why there is no connection to a Service to speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ServiceError {
    /// The input has no Service of this id, or no such source.
    Unknown(String),
    /// The Service lists no ports, and none was chosen.
    NoneListed(String),
    /// The Service has several ports, and none was chosen: these.
    Several(String, Vec<String>),
    /// The Service has no such port.
    NoSuchPort {
        /// The Service's id.
        service: String,
        /// What was asked for.
        port: String,
        /// The ports it has.
        has: Vec<String>,
    },
}

impl fmt::Display for ServiceError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServiceError::Unknown(id) => write!(out, "there is no Service `{id}`"),
            ServiceError::NoneListed(id) => {
                write!(out, "`{id}` lists no ports: name the one that is meant, `{id}:PORT`")
            }
            ServiceError::Several(id, ports) => {
                write!(out, "`{id}` has several ports: choose one of {}", ports.join(", "))
            }
            ServiceError::NoSuchPort { service, port, has } if has.is_empty() => {
                write!(out, "`{service}` lists no ports, and so none called `{port}`")
            }
            ServiceError::NoSuchPort { service, port, has } => {
                write!(out, "`{service}` has no port `{port}`; there are {}", has.join(", "))
            }
        }
    }
}

impl Error for EndError {}
impl Error for ProbeError {}
impl Error for ServiceError {}

impl From<EndError> for String {
    fn from(it: EndError) -> String {
        it.to_string()
    }
}

impl From<ProbeError> for String {
    fn from(it: ProbeError) -> String {
        it.to_string()
    }
}

impl From<ServiceError> for String {
    fn from(it: ServiceError) -> String {
        it.to_string()
    }
}
