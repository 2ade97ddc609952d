//! `curl`.

use super::super::super::shell::Io;
use super::super::{Client, Ending};
use super::{Reach, Words, reach, seconds, url};
use crate::protocol::Protocol;

const LONG: [&str; 9] = [
    "max-time",
    "connect-timeout",
    "output",
    "write-out",
    "request",
    "header",
    "data",
    "user-agent",
    "retry",
];

/// What is asked for, and what is told about it.
struct Asked {
    host: String,
    port: u16,
    is_default_port: bool,
    /// `-m` and `--connect-timeout`.
    limit: Option<f64>,
    connect: Option<f64>,
    may_tell: bool,
    is_loud: bool,
    res: Io,
}

pub(super) fn run(client: &mut Client<'_>, args: &[String]) -> Io {
    let words = Words::read(args, "mowXHdAuebTr", &LONG);
    let Some(address) = words.rest.first() else {
        return Io {
            status: 2,
            ..Io::error("curl: try 'curl --help' or 'curl --manual' for more information")
        };
    };
    let it = url(address);
    let may_tell = !words.has(&["s", "silent"]) || words.has(&["S", "show-error"]);
    if it.bad_port.is_some() {
        let mut res = Io { status: 3, ..Io::default() };
        if may_tell {
            res.warn("curl: (3) URL rejected: Port number was not a decimal number between 0 and 65535");
        }
        return res;
    }
    let mut asked = Asked {
        host: it.host,
        port: it.port,
        is_default_port: it.is_default_port,
        limit: seconds(words.value(&["m", "max-time"])),
        connect: seconds(words.value(&["connect-timeout"])),
        may_tell,
        is_loud: words.has(&["v", "verbose"]),
        res: Io::default(),
    };
    let reached = reach(client, &asked.host, asked.port, Protocol::Tcp);
    let mut code = "000";
    match &reached {
        Reach::Unknown => asked.not_resolved(None),
        Reach::DnsDenied => asked.not_resolved(asked.limit.or(asked.connect)),
        Reach::At(at, ending) => {
            asked.loud(&format!("*   Trying {at}:{}...", asked.port));
            match ending {
                Ending::Answered => {
                    code = "200";
                    asked.answered(at, &client.page(&asked.host), &words);
                }
                Ending::Refused => asked.refused(at),
                Ending::TimedOut => asked.timed_out(),
            }
        }
    }
    let mut res = asked.res;
    if let Some(format) = words.value(&["w", "write-out"]) {
        let text = format
            .replace("%{http_code}", code)
            .replace("%{response_code}", code)
            .replace("%{exitcode}", &res.status.to_string())
            .replace("\\n", "\n");
        res.print(&text);
    }
    res
}

fn milliseconds(it: f64) -> u64 {
    (it * 1000.0) as u64 + 1
}

impl Asked {
    /// A line of `-v`.
    fn loud(&mut self, line: &str) {
        if self.is_loud {
            self.res.warn(line);
        }
    }

    fn fail(&mut self, status: i32, what: &str) {
        self.loud(&format!("* {what}"));
        self.loud("* Closing connection 0");
        if self.may_tell {
            self.res.warn(&format!("curl: ({status}) {what}"));
        }
        self.res.status = status;
    }

    /// There is no such name, or no server told it within some seconds.
    fn not_resolved(&mut self, after: Option<f64>) {
        match after {
            Some(it) => {
                self.fail(28, &format!("Resolving timed out after {} milliseconds", milliseconds(it) - 1));
            }
            None => self.fail(6, &format!("Could not resolve host: {}", self.host)),
        }
    }

    fn refused(&mut self, at: &str) {
        let (host, port) = (&self.host, self.port);
        let what = format!("Failed to connect to {host} port {port} after 1 ms: Couldn't connect to server");
        self.loud(&format!("* connect to {at} port {port} failed: Connection refused"));
        self.fail(7, &what);
    }

    fn timed_out(&mut self) {
        let what = match (self.limit, self.connect) {
            (Some(limit), None) => format!("Connection timed out after {} milliseconds", milliseconds(limit)),
            (limit, connect) => {
                let after = milliseconds(connect.into_iter().chain(limit).fold(133.0, f64::min)) + 1;
                let (host, port) = (&self.host, self.port);
                format!("Failed to connect to {host} port {port} after {after} ms: Timeout was reached")
            }
        };
        self.fail(28, &what);
    }

    fn answered(&mut self, at: &str, page: &str, words: &Words) {
        let headers =
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", page.len() + 1).replace('\r', "");
        let (host, port) = (&self.host, self.port);
        let shown = if self.is_default_port { host.clone() } else { format!("{host}:{port}") };
        let connected = format!("* Connected to {host} ({at}) port {port} (#0)");
        self.loud(&connected);
        self.loud(&format!(
            "> GET / HTTP/1.1\n> Host: {shown}\n> User-Agent: curl/7.88.1\n> Accept: */*\n> "
        ));
        headers.lines().for_each(|it| self.loud(&format!("< {it}")));
        let is_kept = words.value(&["o", "output"]).is_some();
        if words.has(&["I", "head"]) {
            self.res.print(&headers);
        } else if !is_kept {
            if words.has(&["i", "include"]) {
                self.res.print(&headers);
            }
            self.res.line(page);
        }
    }
}
