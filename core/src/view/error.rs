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

impl Error for ProbeError {}
impl Error for ServiceError {}

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
