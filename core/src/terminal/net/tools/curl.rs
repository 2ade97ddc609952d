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

pub(super) fn run(client: &mut Client<'_>, args: &[String]) -> Io {
    let words = Words::read(args, "mowXHdAuebTr", &LONG);
    let Some(address) = words.rest.first() else {
        return Io {
            status: 2,
            ..Io::error("curl: try 'curl --help' or 'curl --manual' for more information")
        };
    };
    let it = url(address);
    let host = it.host.clone();
    if it.bad_port.is_some() {
        let mut res = Io { status: 3, ..Io::default() };
        if !words.has(&["s", "silent"]) || words.has(&["S", "show-error"]) {
            res.warn("curl: (3) URL rejected: Port number was not a decimal number between 0 and 65535");
        }
        return res;
    }
    let limit = seconds(words.value(&["m", "max-time"]));
    let connect = seconds(words.value(&["connect-timeout"]));
    let is_silent = words.has(&["s", "silent"]);
    let may_tell = !is_silent || words.has(&["S", "show-error"]);
    let is_loud = words.has(&["v", "verbose"]);
    let mut res = Io::default();
    let mut code = "000";
    let reached = reach(client, &host, it.port, Protocol::Tcp);
    let milliseconds = |it: f64| (it * 1000.0) as u64 + 1;
    match &reached {
        Reach::Unknown => fail(&mut res, 6, &format!("Could not resolve host: {host}"), may_tell, is_loud),
        Reach::DnsDenied => match limit.or(connect) {
            Some(it) => {
                let what = format!("Resolving timed out after {} milliseconds", milliseconds(it) - 1);
                fail(&mut res, 28, &what, may_tell, is_loud);
            }
            None => fail(&mut res, 6, &format!("Could not resolve host: {host}"), may_tell, is_loud),
        },
        Reach::At(at, ending) => {
            if is_loud {
                res.warn(&format!("*   Trying {at}:{}...", it.port));
            }
            match ending {
                Ending::Answered => code = "200",
                Ending::Refused => {
                    if is_loud {
                        res.warn(&format!("* connect to {at} port {} failed: Connection refused", it.port));
                    }
                    let what = format!(
                        "Failed to connect to {host} port {} after 1 ms: Couldn't connect to server",
                        it.port
                    );
                    fail(&mut res, 7, &what, may_tell, is_loud);
                }
                Ending::TimedOut => {
                    let what = match (limit, connect) {
                        (Some(limit), None) => {
                            format!("Connection timed out after {} milliseconds", milliseconds(limit))
                        }
                        (limit, connect) => {
                            let after = connect.into_iter().chain(limit).fold(133.0, f64::min);
                            format!(
                                "Failed to connect to {host} port {} after {} ms: Timeout was reached",
                                it.port,
                                milliseconds(after) + 1
                            )
                        }
                    };
                    fail(&mut res, 28, &what, may_tell, is_loud);
                }
            }
        }
    }
    if let (Reach::At(at, _), "200") = (&reached, code) {
        let page = client.page(&host);
        let headers =
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", page.len() + 1).replace('\r', "");
        if is_loud {
            res.warn(&format!("* Connected to {host} ({at}) port {} (#0)", it.port));
            let shown = if it.is_default_port { host.clone() } else { format!("{host}:{}", it.port) };
            res.warn(&format!(
                "> GET / HTTP/1.1\n> Host: {shown}\n> User-Agent: curl/7.88.1\n> Accept: */*\n> "
            ));
            headers.lines().for_each(|it| res.warn(&format!("< {it}")));
        }
        let is_kept = words.value(&["o", "output"]).is_some();
        if words.has(&["I", "head"]) {
            res.print(&headers);
        } else if !is_kept {
            if words.has(&["i", "include"]) {
                res.print(&headers);
            }
            res.line(&page);
        }
    }
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

fn fail(res: &mut Io, status: i32, what: &str, may_tell: bool, is_loud: bool) {
    if is_loud {
        res.warn(&format!("* {what}"));
        res.warn("* Closing connection 0");
    }
    if may_tell {
        res.warn(&format!("curl: ({status}) {what}"));
    }
    res.status = status;
}
