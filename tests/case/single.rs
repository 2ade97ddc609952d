//! `# expect FROM -> TO TCP 80: allowed`, `# expect FROM -> TO port web: allowed`, `# expect FROM -> TO: TCP 80`.

use super::{Judge, parse_probe};
use crate::ask::Port;

/// A line that expects one answer.
#[derive(Clone, Debug)]
pub struct Single {
    /// As it is written.
    pub line: String,
    pub(super) question: Question,
    expected: String,
}

/// Two ends and a port, or all ports.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub from: String,
    pub to: String,
    pub port: Option<Port>,
}

/// Reads `FROM -> TO`, `FROM -> TO TCP 80` or `FROM -> TO port NAME`.
pub(super) fn question(text: &str) -> Option<Question> {
    let (from, rest) = text.split_once(" -> ")?;
    let (to, port) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
    let port = match port.trim().strip_prefix("port ") {
        Some(name) => Some(Port::Name(name.trim().to_owned())),
        None if port.is_empty() => None,
        None => parse_probe(port.trim()).map(|(protocol, port)| Some(Port::Number(protocol, port)))?,
    };
    Some(Question { from: from.trim().to_owned(), to: to.to_owned(), port })
}

/// Reads what follows `# expect `.
pub(super) fn read(line: &str, rest: &str) -> Result<Single, String> {
    let wrong = || format!("`{line}`: expected FROM -> TO [TCP 80]: ANSWER");
    let (asked, expected) = rest.split_once(": ").ok_or_else(wrong)?;
    let question = question(asked).ok_or_else(wrong)?;
    Ok(Single { line: line.to_owned(), question, expected: expected.trim().to_owned() })
}

impl Single {
    /// What is found where it is not what is expected.
    pub(super) fn failure(&self, by: &dyn Judge) -> Option<String> {
        let found = self.found(by).unwrap_or_else(|it| it);
        (found != self.expected).then(|| format!("`{}`: found `{found}`", self.line))
    }

    fn found(&self, by: &dyn Judge) -> Result<String, String> {
        let Question { from, to, port } = &self.question;
        match port {
            _ if to.starts_with("svc:") => by.service(from, to),
            Some(port) => by.port(from, to, port).map(|it| it.word().to_owned()),
            None => by.ports(from, to),
        }
    }
}
