//! `nslookup`, `dig`, `host` and `getent`.

use std::net::IpAddr;

use super::super::super::shell::Io;
use super::super::images::Family;
use super::super::names::name_of;
use super::super::{Client, Lookup};
use super::Words;
use crate::protocol::Protocol;

pub(super) fn nslookup(client: &mut Client<'_>, args: &[String]) -> Io {
    let words = Words::read(args, "", &[]);
    let Some(name) = words.rest.first().cloned() else {
        return Io::error(
            "BusyBox v1.36.1 multi-call binary.\n\nUsage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]",
        );
    };
    let is_bind = matches!(client.image.family, Family::Netshoot | Family::Dnsutils);
    let server = client.dns_address();
    let may = client.may_ask_dns(Protocol::Udp);
    if client.image.family == Family::OldBusybox {
        return old(client, &name, &server, may);
    }
    if !may {
        let text = if is_bind {
            let line = format!(";; communications error to {server}#53: timed out\n");
            format!("{}\n;; no servers could be reached\n\n", line.repeat(3).trim_end())
        } else {
            ";; connection timed out; no servers could be reached\n\n".to_owned()
        };
        return Io { status: 1, ..Io::out(text) };
    }
    let mark = if is_bind { '#' } else { ':' };
    let mut res = Io::out(format!("Server:\t\t{server}\nAddress:\t{server}{mark}53\n\n"));
    if name.parse::<IpAddr>().is_ok() {
        return reverse(client, &name, res);
    }
    if is_bind {
        match client.look_up(&name) {
            Lookup::Found(whole, addresses) => {
                for it in addresses {
                    res.print(&format!("Name:\t{whole}\nAddress: {it}\n"));
                }
                res.print("\n");
            }
            Lookup::Unknown | Lookup::Denied => {
                res.print(&format!("** server can't find {name}: NXDOMAIN\n\n"));
                res.status = 1;
            }
        }
        return res;
    }
    // A name with a dot is asked for as it is, any other with every suffix; for both families, one after the other.
    let asked: Vec<String> = if name.contains('.') {
        vec![name.trim_end_matches('.').to_owned()]
    } else {
        client.search().iter().map(|it| format!("{name}.{it}")).collect()
    };
    let answers: Vec<Lookup> = asked.iter().map(|it| client.found(it)).collect();
    for (it, answer) in asked.iter().zip(&answers) {
        match answer {
            Lookup::Found(whole, addresses) => {
                for it in addresses {
                    res.print(&format!("Name:\t{whole}\nAddress: {it}\n"));
                }
                res.print("\n");
            }
            Lookup::Unknown | Lookup::Denied => {
                res.print(&format!("** server can't find {it}: NXDOMAIN\n\n"));
                res.status = 1;
            }
        }
    }
    // Of the other family a name that is there has no address, and nothing is written but an empty line.
    for (it, answer) in asked.iter().zip(&answers) {
        match answer {
            Lookup::Found(..) => res.print("\n"),
            Lookup::Unknown | Lookup::Denied => {
                res.print(&format!("** server can't find {it}: NXDOMAIN\n\n"))
            }
        }
    }
    if res.status == 1 {
        unknown(client, &name, &answers);
    }
    res
}

/// Says that a name is not there, unless a suffix answered.
fn unknown(client: &mut Client<'_>, name: &str, answers: &[Lookup]) {
    let text = if answers.iter().any(|it| matches!(it, Lookup::Found(..))) {
        format!("the name `{name}` is known; status 1 is for the suffixes of the search list that are not")
    } else if name.contains('.') && matches!(client.look_up(name), Lookup::Found(..)) {
        format!("this nslookup asks for `{name}` as it is: other programs use the search list, and find it")
    } else {
        format!("no policy: there is no name `{name}`")
    };
    client.reasons.push(super::super::super::Reason { text, cell: None });
}

fn old(client: &mut Client<'_>, name: &str, server: &str, may: bool) -> Io {
    let mut res = Io::default();
    if !may {
        res.print(&format!("Server:    {server}\nAddress 1: {server}\n\n"));
        res.append(Io::error(format!("nslookup: can't resolve '{name}'")));
        return res;
    }
    res.print(&format!(
        "Server:    {server}\nAddress 1: {server} kube-dns.kube-system.svc.cluster.local\n\n"
    ));
    match client.look_up(name) {
        Lookup::Found(whole, addresses) => {
            res.line(&format!("Name:      {name}"));
            for (it, nth) in addresses.iter().zip(1..) {
                res.line(&format!("Address {nth}: {it} {whole}"));
            }
        }
        Lookup::Unknown | Lookup::Denied => {
            res.append(Io::error(format!("nslookup: can't resolve '{name}'")))
        }
    }
    res
}

fn reverse(client: &Client<'_>, address: &str, mut res: Io) -> Io {
    let mut parts: Vec<&str> = address.split('.').collect();
    parts.reverse();
    let question = format!("{}.in-addr.arpa", parts.join("."));
    match name_of(client.cluster, address) {
        Some(it) => res.print(&format!("{question}\tname = {it}\n\n")),
        None => {
            res.print(&format!("** server can't find {question}: NXDOMAIN\n\n"));
            res.status = 1;
        }
    }
    res
}

pub(super) fn dig(client: &mut Client<'_>, args: &[String]) -> Io {
    let has = |it: &str| args.iter().any(|arg| arg == it);
    let is_word = |it: &&String| {
        !it.starts_with(['+', '-', '@']) && !matches!(it.as_str(), "A" | "AAAA" | "SRV" | "ANY")
    };
    let Some(name) = args.iter().find(is_word).cloned() else { return Io::out("") };
    let server = client.dns_address();
    let protocol = if has("+tcp") { Protocol::Tcp } else { Protocol::Udp };
    if !client.may_ask_dns(protocol) {
        let text = if has("+tcp") {
            format!(
                ";; Connection to {server}#53({server}) for {name} failed: timed out.\n;; no servers could be reached\n"
            )
        } else {
            let line = format!(";; communications error to {server}#53: timed out\n");
            format!("{};; no servers could be reached\n", line.repeat(3))
        };
        return Io { status: 9, ..Io::out(text) };
    }
    let found = if has("+search") { client.look_up(&name) } else { client.found(&name) };
    let (whole, addresses) = match found {
        Lookup::Found(whole, addresses) => (whole, addresses),
        Lookup::Unknown | Lookup::Denied => (name.trim_end_matches('.').to_owned(), Vec::new()),
    };
    if addresses.is_empty() && !has("+search") && matches!(client.look_up(&name), Lookup::Found(..)) {
        let text =
            format!("dig asks for `{name}` as it is: without `+search` it does not use the search list");
        client.reasons.push(super::super::super::Reason { text, cell: None });
    }
    if has("+short") {
        return Io::out(addresses.iter().map(|it| format!("{it}\n")).collect::<String>());
    }
    let answers: String = addresses.iter().map(|it| format!("{whole}.\t30\tIN\tA\t{it}\n")).collect();
    if has("+noall") {
        return Io::out(if has("+answer") { answers } else { String::new() });
    }
    let status = if addresses.is_empty() { "NXDOMAIN" } else { "NOERROR" };
    let section = if answers.is_empty() { String::new() } else { format!(";; ANSWER SECTION:\n{answers}\n") };
    Io::out(format!(
        "\n; <<>> DiG 9.18 <<>> {name}\n;; global options: +cmd\n;; Got answer:\n;; ->>HEADER<<- opcode: QUERY, status: {status}, id: 4242\n;; flags: qr aa rd; QUERY: 1, ANSWER: {}, AUTHORITY: 0, ADDITIONAL: 0\n\n;; QUESTION SECTION:\n;{whole}.\t\tIN\tA\n\n{section};; SERVER: {server}#53({server}) (UDP)\n\n",
        addresses.len()
    ))
}

pub(super) fn host(client: &mut Client<'_>, args: &[String]) -> Io {
    let Some(name) = args.iter().find(|it| !it.starts_with('-')).cloned() else {
        return Io::error("Usage: host NAME");
    };
    let server = client.dns_address();
    match client.look_up(&name) {
        Lookup::Found(whole, addresses) => {
            Io::out(addresses.iter().map(|it| format!("{whole} has address {it}\n")).collect::<String>())
        }
        Lookup::Unknown => Io { status: 1, ..Io::out(format!("Host {name} not found: 3(NXDOMAIN)\n")) },
        Lookup::Denied => {
            let line = format!(";; communications error to {server}#53: timed out\n");
            Io { status: 1, ..Io::out(format!("{};; no servers could be reached\n", line.repeat(2))) }
        }
    }
}

pub(super) fn getent(client: &mut Client<'_>, args: &[String]) -> Io {
    let Some(name) = args.get(1).cloned() else { return Io { status: 1, ..Io::default() } };
    match client.look_up(&name) {
        Lookup::Found(whole, addresses) => {
            Io::out(addresses.iter().take(1).map(|it| format!("{it:<15} {whole}\n")).collect::<String>())
        }
        Lookup::Unknown | Lookup::Denied => Io { status: 2, ..Io::default() },
    }
}
