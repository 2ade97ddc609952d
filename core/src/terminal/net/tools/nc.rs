//! `nc`, of busybox and of OpenBSD.

use super::super::super::shell::Io;
use super::super::images::Family;
use super::super::{Client, Ending};
use super::{Reach, Words, reach};
use crate::protocol::Protocol;

pub(super) fn run(client: &mut Client<'_>, args: &[String]) -> Io {
    let words = Words::read(args, "wpsiIe", &[]);
    if words.has(&["l"]) {
        return Io::error("nc: to listen is not simulated here");
    }
    let [host, ports] = words.rest.as_slice() else {
        return Io::error("BusyBox v1.36.1 multi-call binary.\n\nUsage: nc [OPTIONS] HOST PORT");
    };
    let protocol = if words.has(&["u"]) { Protocol::Udp } else { Protocol::Tcp };
    let is_open = client.image.family == Family::Netshoot;
    let ports = range(ports);
    if ports.is_empty() && is_open {
        let given = words.rest.get(1).map(String::as_str).unwrap_or_default();
        let is_number = given.chars().all(|it| it.is_ascii_digit());
        let what = if is_number { "port number too large" } else { "port number invalid" };
        return Io::error(format!("nc: {what}: {given}"));
    }
    if ports.is_empty() {
        return Io::error(format!(
            "nc: bad port '{}'",
            words.rest.get(1).map(String::as_str).unwrap_or_default()
        ));
    }
    let mut res = Io::default();
    let mut is_reached = false;
    for port in ports {
        let one = reach(client, host, port, protocol);
        let it =
            if is_open { openbsd(&words, host, port, one) } else { busybox(client, &words, host, port, one) };
        is_reached |= it.status == 0;
        res.append(it);
    }
    res.status = i32::from(!is_reached);
    res
}

/// `80`, `79-81`.
fn range(text: &str) -> Vec<u16> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let number = |it: &str| match it {
        "http" => Some(80),
        "https" => Some(443),
        "domain" => Some(53),
        it => it.parse::<u16>().ok(),
    };
    match (number(first), number(last)) {
        (Some(first), Some(last)) => (first..=last).take(20).collect(),
        _ => Vec::new(),
    }
}

fn busybox(client: &Client<'_>, words: &Words, host: &str, port: u16, reached: Reach) -> Io {
    let is_scan = words.has(&["z"]);
    let loud = words.flags.iter().filter(|it| it.0 == "v").count();
    let has_limit = words.value(&["w"]).is_some();
    match reached {
        Reach::Unknown => Io::error(format!("nc: bad address '{host}'")),
        Reach::DnsDenied if has_limit => Io::error("nc: timed out"),
        Reach::DnsDenied => Io::error(format!("nc: bad address '{host}'")),
        Reach::At(at, Ending::Answered) => {
            let mut res = Io::default();
            if loud > 0 {
                res.warn(&format!("{host} ({at}:{port}) open"));
            }
            res
        }
        Reach::At(at, Ending::TimedOut) => {
            let word = if client.image.is_musl() { "Operation" } else { "Connection" };
            match (is_scan, loud) {
                (true, 0) => Io { status: 1, ..Io::default() },
                (true, _) => Io::error(format!("nc: {host} ({at}:{port}): {word} timed out")),
                (false, _) if has_limit => Io::error("nc: timed out"),
                (false, _) => Io::error(format!("nc: can't connect to remote host ({at}): {word} timed out")),
            }
        }
        Reach::At(at, Ending::Refused) => match (is_scan, loud) {
            (true, 0 | 1) => Io { status: 1, ..Io::default() },
            (true, _) => Io::error(format!("nc: {host} ({at}:{port}): Connection refused")),
            (false, _) => Io::error(format!("nc: can't connect to remote host ({at}): Connection refused")),
        },
    }
}

fn openbsd(words: &Words, host: &str, port: u16, reached: Reach) -> Io {
    let kind = if words.has(&["u"]) { "udp" } else { "tcp" };
    let is_loud = words.has(&["v"]);
    let silent = || Io { status: 1, ..Io::default() };
    match reached {
        Reach::Unknown => {
            Io::error(format!("nc: getaddrinfo for host \"{host}\" port {port}: Name or service not known"))
        }
        Reach::DnsDenied => Io::error(format!(
            "nc: getaddrinfo for host \"{host}\" port {port}: Temporary failure in name resolution"
        )),
        Reach::At(at, ending) => {
            let service = match (words.has(&["n"]), port) {
                (false, 80) => "http",
                (false, 443) => "https",
                (false, 53) => "domain",
                (false, 5432) => "postgresql",
                (false, 8080) => "http-alt",
                _ => "*",
            };
            let shown = if at == host { at.clone() } else { format!("{host} ({at})") };
            match ending {
                // What is lost on the way looks open over UDP.
                Ending::Answered | Ending::TimedOut if ending == Ending::Answered || kind == "udp" => {
                    let mut res = Io::default();
                    if is_loud {
                        res.warn(&format!("Connection to {shown} {port} port [{kind}/{service}] succeeded!"));
                    }
                    res
                }
                Ending::Refused if is_loud && kind == "tcp" => Io::error(format!(
                    "nc: connect to {shown} port {port} ({kind}) failed: Connection refused"
                )),
                Ending::TimedOut if is_loud => Io::error(format!(
                    "nc: connect to {shown} port {port} ({kind}) timed out: Operation now in progress"
                )),
                Ending::Answered | Ending::Refused | Ending::TimedOut => silent(),
            }
        }
    }
}
