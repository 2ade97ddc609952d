//! The programs that learners try connections with, each in its own words and with its own exit status.

mod curl;
mod lookup;
mod nc;
mod other;
mod wget;

use super::super::shell::Io;
use super::{Client, Ending, Lookup};
use crate::protocol::Protocol;

/// Runs a program in a pod.
pub(in super::super) fn run(client: &mut Client<'_>, program: &str, args: &[String]) -> Io {
    match program {
        "wget" => wget::run(client, args),
        "curl" => curl::run(client, args),
        "nc" => nc::run(client, args),
        "nslookup" => lookup::nslookup(client, args),
        "dig" => lookup::dig(client, args),
        "host" => lookup::host(client, args),
        "getent" => lookup::getent(client, args),
        "ping" => other::ping(client, args),
        "telnet" => other::telnet(client, args),
        _ => other::agnhost(client, args),
    }
}

/// A program's flags of one letter with their values, its long flags, and its other words.
#[derive(Debug, Default)]
struct Words {
    flags: Vec<(String, String)>,
    rest: Vec<String>,
}

impl Words {
    /// `valued` are the letters that take a value, `long` the names that do.
    fn read(args: &[String], valued: &str, long: &[&str]) -> Words {
        let mut res = Words::default();
        let mut args = args.iter();
        while let Some(it) = args.next() {
            if let Some(name) = it.strip_prefix("--").filter(|it| !it.is_empty()) {
                let (name, value) = match name.split_once('=') {
                    Some((name, value)) => (name, value.to_owned()),
                    None if long.contains(&name) => (name, args.next().cloned().unwrap_or_default()),
                    None => (name, String::new()),
                };
                res.flags.push((name.to_owned(), value));
                continue;
            }
            let Some(letters) = it.strip_prefix('-').filter(|it| !it.is_empty()) else {
                res.rest.push(it.clone());
                continue;
            };
            for (at, letter) in letters.char_indices() {
                if !valued.contains(letter) {
                    res.flags.push((letter.to_string(), String::new()));
                    continue;
                }
                let behind = letters.get(at + letter.len_utf8()..).unwrap_or_default();
                let value = if behind.is_empty() {
                    args.next().cloned().unwrap_or_default()
                } else {
                    behind.to_owned()
                };
                res.flags.push((letter.to_string(), value));
                break;
            }
        }
        res
    }

    fn has(&self, names: &[&str]) -> bool {
        self.flags.iter().any(|it| names.contains(&it.0.as_str()))
    }

    fn value(&self, names: &[&str]) -> Option<&str> {
        self.flags.iter().rfind(|it| names.contains(&it.0.as_str())).map(|it| it.1.as_str())
    }
}

/// Host, port and path of an address on the web.
#[derive(Debug, PartialEq, Eq)]
struct Url {
    host: String,
    port: u16,
    is_default_port: bool,
    /// What stands in the place of a port and is none.
    bad_port: Option<String>,
}

fn url(text: &str) -> Url {
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let standard = match scheme {
        "https" => 443,
        "ftp" => 21,
        _ => 80,
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port),
        _ => (authority, ""),
    };
    let read = if port.is_empty() { Some(standard) } else { port.parse().ok() };
    let (port, bad_port) = (read.unwrap_or(standard), read.is_none().then(|| port.to_owned()));
    let host = host.trim_matches(['[', ']']).to_owned();
    Url { host, port, is_default_port: port == standard, bad_port }
}

/// What becomes of reaching a host by its name.
enum Reach {
    /// The address, and the ending there.
    At(String, Ending),
    Unknown,
    DnsDenied,
}

fn reach(client: &mut Client<'_>, host: &str, port: u16, protocol: Protocol) -> Reach {
    match client.look_up(host) {
        Lookup::Unknown => {
            client.reasons.push(super::super::Reason {
                text: format!("no policy: there is no name `{host}`"),
                cell: None,
            });
            Reach::Unknown
        }
        Lookup::Denied => Reach::DnsDenied,
        Lookup::Found(_, addresses) => {
            let address = addresses.into_iter().next().unwrap_or_default();
            let ending = client.connect(&address, port, protocol);
            Reach::At(address, ending)
        }
    }
}

/// A number of seconds.
fn seconds(text: Option<&str>) -> Option<f64> {
    text.and_then(|it| it.trim_end_matches('s').parse::<f64>().ok()).filter(|it| *it > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read() {
        let of = |it: &str| {
            let it = url(it);
            (it.host, it.port, it.is_default_port)
        };
        assert_eq!(of("http://web"), ("web".to_owned(), 80, true));
        assert_eq!(of("web.shop:8080/x?y"), ("web.shop".to_owned(), 8080, false));
        assert_eq!(of("https://a@b"), ("b".to_owned(), 443, true));
        assert_eq!(of("http://[::1]:99/"), ("::1".to_owned(), 99, false));
    }
}
