//! What a browser asks: read with limits, and only from those who know this server by a name of this machine.
//!
//! A page of a stranger can have its own name lead to 127.0.0.1 (DNS rebinding) and then read what is served here as if it
//! were its own. Its name stands in `Host`.

use std::{
    io::{self, BufRead, Read},
    net::{IpAddr, TcpStream},
    time::{Duration, Instant},
};

/// So long a line may be: addresses with links in them end before their `#`.
const LINE: u64 = 8 * 1024;
/// So long all headers together may be.
const HEADERS: u64 = 32 * 1024;
/// So long a whole request may take, however it is dripped.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A request that is answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// Only the head of the answer is wanted.
    pub(super) is_head: bool,
    /// From the first `/` on.
    pub(super) target: String,
}

/// Why a request is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    Malformed,
    /// Another name than one of this machine.
    Stranger,
    /// Something is to be changed.
    Method,
    LongLine,
    LongHeaders,
    Slow,
}

impl Refusal {
    pub(super) fn status(self) -> &'static str {
        match self {
            Refusal::Malformed => "400 Bad Request",
            Refusal::Stranger => "403 Forbidden",
            Refusal::Method => "405 Method Not Allowed",
            Refusal::Slow => "408 Request Timeout",
            Refusal::LongLine => "414 URI Too Long",
            Refusal::LongHeaders => "431 Request Header Fields Too Large",
        }
    }
}

/// Reads a request, to the end of its headers.
pub(super) fn read(from: &mut impl BufRead) -> Result<Request, Refusal> {
    let first = line(from, LINE)?.ok_or(Refusal::LongLine)?;
    let mut words = first.split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(Refusal::Malformed);
    };
    let mut left = HEADERS;
    let mut hosts = Vec::new();
    loop {
        let header = line(from, left)?.ok_or(Refusal::LongHeaders)?;
        if header.is_empty() {
            break;
        }
        // With the line break that is gone.
        left = left.saturating_sub(header.len() as u64 + 2);
        let (name, value) = header.split_once(':').ok_or(Refusal::Malformed)?;
        if name.eq_ignore_ascii_case("host") {
            hosts.push(value.trim().to_owned());
        }
    }
    if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
        return Err(Refusal::Malformed);
    }
    match hosts.as_slice() {
        [host] if is_here(host) => (),
        [_] => return Err(Refusal::Stranger),
        _ => return Err(Refusal::Malformed),
    }
    match method {
        "GET" | "HEAD" => Ok(Request { is_head: method == "HEAD", target: target.to_owned() }),
        _ => Err(Refusal::Method),
    }
}

/// A line without its end; `None` where it is longer than `most`.
fn line(from: &mut impl BufRead, most: u64) -> Result<Option<String>, Refusal> {
    let mut line = Vec::new();
    let read = from.take(most).read_until(b'\n', &mut line);
    read.map_err(|it| {
        let is_slow = matches!(it.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock);
        if is_slow { Refusal::Slow } else { Refusal::Malformed }
    })?;
    if line.pop_if(|it| *it == b'\n').is_none() {
        return if line.len() as u64 == most { Ok(None) } else { Err(Refusal::Malformed) };
    }
    let _is_crlf = line.pop_if(|it| *it == b'\r');
    String::from_utf8(line).map(Some).map_err(|_| Refusal::Malformed)
}

/// Whether a `Host` is a name of this machine that no other machine gives away.
fn is_here(host: &str) -> bool {
    let is_port = |it: &str| it.strip_prefix(':').is_some_and(|it| it.parse::<u16>().is_ok());
    let (name, rest) = match host.strip_prefix('[').and_then(|it| it.split_once(']')) {
        Some(it) => it,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let is_loopback =
        name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(|it: IpAddr| it.is_loopback());
    is_loopback && (rest.is_empty() || is_port(rest))
}

/// A connection that is read until a moment, and not one byte at a time for ever.
pub(super) struct Until {
    pub(super) stream: TcpStream,
    pub(super) moment: Instant,
}

impl Read for Until {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let left = self.moment.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(to)
    }
}

#[cfg(test)]
mod tests {
    use super::{HEADERS, LINE, Refusal, Request, Until, read};
    use std::io::{BufReader, Write};
    use std::net::{TcpListener, TcpStream};
    use std::time::Instant;

    fn ask(text: &str) -> Result<Request, Refusal> {
        read(&mut text.as_bytes())
    }

    #[test]
    fn only_names_of_this_machine_are_answered() {
        let host = |it: &str| ask(&format!("GET /a?1 HTTP/1.1\r\nhOsT: {it}\r\n\r\n"));
        for here in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.0.0.1", "[::1]:80", "[::1]"] {
            assert_eq!(host(here), Ok(Request { is_head: false, target: "/a?1".to_owned() }), "{here}");
        }
        let strangers = [
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "localhost:8080.evil.example",
            "evil.example#localhost",
            "user@localhost",
            "192.168.0.1:8080",
            "0.0.0.0:8080",
            "[::]",
            "[::1]evil",
            "",
        ];
        for stranger in strangers {
            assert_eq!(host(stranger), Err(Refusal::Stranger), "{stranger}");
        }
        let both = "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n";
        for none in ["GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", both] {
            assert_eq!(ask(none), Err(Refusal::Malformed), "{none}");
        }
    }

    #[test]
    fn files_are_read_and_nothing_else_is_done() {
        let method = |it: &str| ask(&format!("{it} / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assert_eq!(method("HEAD").map(|it| it.is_head), Ok(true));
        for other in ["POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "get"] {
            assert_eq!(method(other), Err(Refusal::Method), "{other}");
        }
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for text in [
            "",
            "\r\n",
            "GET /\r\n\r\n",
            "GET / HTTP/1.1",
            "GET / HTTP/2\r\nHost: localhost\r\n\r\n",
            "GET http://localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1 x\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\n",
            "GET / HTTP/1.1\r\nno header\r\nHost: localhost\r\n\r\n",
        ] {
            assert_eq!(ask(text), Err(Refusal::Malformed), "{text}");
        }
    }

    #[test]
    fn a_request_has_limits() {
        let long = |line: u64, header: u64| {
            let (line, header) = ("a".repeat(line as usize), "b".repeat(header as usize));
            ask(&format!("GET /{line} HTTP/1.1\r\nHost: localhost\r\nx: {header}\r\n\r\n"))
        };
        assert!(long(LINE / 2, HEADERS / 2).is_ok());
        assert_eq!(long(LINE, 0), Err(Refusal::LongLine));
        assert_eq!(long(0, HEADERS), Err(Refusal::LongHeaders));
        let many = "a: b\r\n".repeat(HEADERS as usize / 6);
        assert_eq!(
            ask(&format!("GET / HTTP/1.1\r\nHost: localhost\r\n{many}\r\n")),
            Err(Refusal::LongHeaders)
        );
    }

    #[test]
    fn a_request_ends_in_time_however_much_of_it_has_come() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n").unwrap();
        let (stream, _) = listener.accept().unwrap();
        let mut over = BufReader::new(Until { stream, moment: Instant::now() });
        assert_eq!(read(&mut over), Err(Refusal::Slow));
    }
}
