//! `ping`, `telnet` of busybox, and the `connect` of agnhost.

use super::super::super::Reason;
use super::super::super::resource::Kind;
use super::super::super::shell::Io;
use super::super::images::Family;
use super::super::{Client, Ending, Lookup};
use super::{Reach, Words, reach};
use crate::protocol::Protocol;

pub(super) fn ping(client: &mut Client<'_>, args: &[String]) -> Io {
    let words = Words::read(args, "cWwi", &[]);
    let Some(name) = words.rest.first().cloned() else { return Io::error("Usage: ping [OPTIONS] HOST") };
    let is_small = client.image.family != Family::Netshoot;
    let count: u32 = words.value(&["c"]).and_then(|it| it.parse().ok()).unwrap_or(3).clamp(1, 10);
    let (whole, address) = match client.look_up(&name) {
        Lookup::Found(whole, addresses) => (whole, addresses.into_iter().next().unwrap_or_default()),
        it @ (Lookup::Unknown | Lookup::Denied) => {
            let why = if it == Lookup::Denied {
                "Temporary failure in name resolution"
            } else {
                "Name or service not known"
            };
            return if is_small {
                Io::error(format!("ping: bad address '{name}'"))
            } else {
                Io { status: 2, ..Io::error(format!("ping: {name}: {why}")) }
            };
        }
    };
    client.reasons.push(Reason {
        text: "policies speak of TCP, UDP and SCTP; whether they stop a ping is left open, and a Service's address answers none: try a port with nc".to_owned(),
        cell: None,
    });
    let is_pod = client
        .cluster
        .objects
        .iter()
        .any(|it| it.key.kind == Kind::Pod && client.cluster.pod_ip(it) == address);
    // Most plugins drop pings to and from pods that are isolated: as good as a port that no rule names.
    let is_answered = is_pod && client.connect(&address, 7, Protocol::Tcp) != Ending::TimedOut;
    client.reasons.truncate(1);
    let mut res = Io::default();
    if is_small {
        res.line(&format!("PING {name} ({address}): 56 data bytes"));
    } else {
        res.line(&format!("PING {whole} ({address}) 56(84) bytes of data."));
    }
    if is_answered {
        for nth in 0..count {
            if is_small {
                res.line(&format!("64 bytes from {address}: seq={nth} ttl=63 time=0.091 ms"));
            } else {
                res.line(&format!("64 bytes from {address}: icmp_seq={} ttl=63 time=0.091 ms", nth + 1));
            }
        }
    }
    res.line(&format!("\n--- {} ping statistics ---", if is_small { &name } else { &whole }));
    let (got, lost) = if is_answered { (count, 0) } else { (0, 100) };
    if is_small {
        res.line(&format!("{count} packets transmitted, {got} packets received, {lost}% packet loss"));
        if is_answered {
            res.line("round-trip min/avg/max = 0.091/0.091/0.091 ms");
        }
    } else {
        let time = (count - 1) * 1024;
        res.line(&format!("{count} packets transmitted, {got} received, {lost}% packet loss, time {time}ms"));
        res.line(if is_answered { "rtt min/avg/max/mdev = 0.091/0.091/0.091/0.000 ms" } else { "" });
    }
    res.status = i32::from(!is_answered);
    res
}

/// `telnet web 80`: without keys to read it ends once it is connected.
pub(super) fn telnet(client: &mut Client<'_>, args: &[String]) -> Io {
    let words = Words::read(args, "l", &[]);
    let (host, port) = match words.rest.as_slice() {
        [host] => (host, "23"),
        [host, port] => (host, port.as_str()),
        _ => {
            return Io::error(
                "BusyBox v1.36.1 multi-call binary.\n\nUsage: telnet [-a] [-l USER] HOST [PORT]",
            );
        }
    };
    let Ok(number) = port.parse::<u16>() else { return Io::error(format!("telnet: bad port '{port}'")) };
    let (at, why) = match reach(client, host, number, Protocol::Tcp) {
        Reach::Unknown | Reach::DnsDenied => return Io::error(format!("telnet: bad address '{host}'")),
        Reach::At(_, Ending::Answered) => return Io::out(format!("Connected to {host}\n")),
        Reach::At(at, Ending::Refused) => (at, "Connection refused"),
        Reach::At(at, Ending::TimedOut) if client.image.is_musl() => (at, "Operation timed out"),
        Reach::At(at, Ending::TimedOut) => (at, "Connection timed out"),
    };
    Io::error(format!("telnet: can't connect to remote host ({at}): {why}"))
}

/// `/agnhost connect web:80 --timeout=2s`.
pub(super) fn agnhost(client: &mut Client<'_>, args: &[String]) -> Io {
    let words = Words::read(args, "", &["timeout", "protocol"]);
    let (Some("connect"), Some(end)) = (words.rest.first().map(String::as_str), words.rest.get(1)) else {
        return Io::error("agnhost: only `connect HOST:PORT` is simulated here");
    };
    let (host, port) = end.rsplit_once(':').unwrap_or((end, "80"));
    let protocol = match words.value(&["protocol"]) {
        Some("udp") => Protocol::Udp,
        Some("sctp") => Protocol::Sctp,
        _ => Protocol::Tcp,
    };
    match reach(client, host, port.parse().unwrap_or(80), protocol) {
        Reach::At(_, Ending::Answered) => Io::default(),
        Reach::At(_, Ending::TimedOut) => Io::error("TIMEOUT"),
        Reach::At(_, Ending::Refused) => Io::error("REFUSED"),
        Reach::Unknown | Reach::DnsDenied => Io::error("DNS"),
    }
}
