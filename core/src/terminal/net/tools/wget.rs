//! `wget` of busybox.

use super::super::super::shell::Io;
use super::super::{Client, Ending};
use super::{Reach, Words, reach, seconds, url};
use crate::protocol::Protocol;

pub(super) fn run(client: &mut Client<'_>, args: &[String]) -> Io {
    let words = Words::read(
        args,
        "OTUPYth",
        &["timeout", "output-document", "tries", "header", "post-data", "user-agent"],
    );
    let Some(address) = words.rest.first() else {
        return Io::error(
            "BusyBox v1.36.1 multi-call binary.\n\nUsage: wget [-cqS] [--spider] [-O FILE] [-T SEC] URL...",
        );
    };
    let it = url(address);
    if let Some(port) = &it.bad_port {
        return Io::error(format!("wget: bad port '{port}'"));
    }
    let is_quiet = words.has(&["q", "quiet"]);
    let mut res = Io::default();
    match reach(client, &it.host, it.port, Protocol::Tcp) {
        Reach::Unknown | Reach::DnsDenied => {
            res.append(Io::error(format!("wget: bad address '{}'", it.host)))
        }
        Reach::At(at, ending) => {
            let shown = if it.is_default_port { it.host.clone() } else { format!("{}:{}", it.host, it.port) };
            if !is_quiet {
                res.warn(&format!("Connecting to {shown} ({at}:{})", it.port));
            }
            match ending {
                Ending::Answered => answered(client, &words, &it.host, is_quiet, &mut res),
                Ending::Refused => {
                    res.append(Io::error(format!(
                        "wget: can't connect to remote host ({at}): Connection refused"
                    )));
                }
                Ending::TimedOut if seconds(words.value(&["T", "timeout"])).is_some() => {
                    res.append(Io::error("wget: download timed out"));
                }
                Ending::TimedOut => {
                    let word = if client.image.is_musl() { "Operation" } else { "Connection" };
                    res.append(Io::error(format!(
                        "wget: can't connect to remote host ({at}): {word} timed out"
                    )));
                }
            }
        }
    }
    res
}

fn answered(client: &Client<'_>, words: &Words, host: &str, is_quiet: bool, res: &mut Io) {
    if words.has(&["spider"]) {
        if !is_quiet {
            res.warn("remote file exists");
        }
        return;
    }
    let output = words.value(&["O", "output-document"]);
    let page = client.page(host);
    match output {
        Some("-") => {
            if !is_quiet {
                res.warn("writing to stdout");
            }
            res.line(&page);
            if !is_quiet {
                res.warn(&progress("-", page.len() + 1));
                res.warn("written to stdout");
            }
        }
        Some("/dev/null") | None | Some(_) if is_quiet => {}
        _ => {
            let name = output.unwrap_or("index.html");
            res.warn(&format!("saving to '{name}'"));
            res.warn(&progress(name, page.len() + 1));
            res.warn(&format!("'{name}' saved"));
        }
    }
}

fn progress(name: &str, size: usize) -> String {
    format!("{name:<20} 100% |{}| {size:>5}  0:00:00 ETA", "*".repeat(32))
}
