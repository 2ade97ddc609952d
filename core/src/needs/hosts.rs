//! Names of hosts in values of environments, arguments and texts of configurations.
//!
//! A word is taken for a host only where hosts stand: in a URL, before a port, or as a name of the form
//! `api.shop.svc`. What a key or a whole value says is for the caller.

use std::ops::Range;

/// How a text says that a word is a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Form {
    /// It stands in a URL.
    Url,
    /// It stands before a port.
    HostPort,
    /// It has the form of the full name of a Service.
    ClusterName,
    /// The key of the value says that it is a host.
    Key,
    /// The whole value is the name of a Service.
    Name,
}

/// A host in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Host {
    pub(crate) name: String,
    pub(crate) port: Option<u16>,
    pub(crate) form: Form,
    /// Where it stands, with its port.
    pub(crate) range: Range<usize>,
}

/// Values with more bytes than this are not looked through.
const MOST: usize = 1 << 20;

/// Ports of schemes that are seldom written with one.
const PORTS: &[(&str, u16)] = &[
    ("http", 80),
    ("ws", 80),
    ("https", 443),
    ("wss", 443),
    ("redis", 6379),
    ("postgres", 5432),
    ("postgresql", 5432),
    ("mysql", 3306),
    ("mariadb", 3306),
    ("mongodb", 27017),
    ("amqp", 5672),
    ("nats", 4222),
    ("ldap", 389),
];

/// All hosts in a text.
pub(crate) fn hosts(text: &str) -> Vec<Host> {
    let mut res = Vec::new();
    if text.len() > MOST {
        return res;
    }
    let is_end = |it: char| it.is_whitespace() || "\"'`<>()[]{}|;\\".contains(it);
    let mut at = 0;
    for token in text.split(is_end) {
        let start = at;
        at += token.len()
            + text.get(at + token.len()..).and_then(|it| it.chars().next()).map_or(0, char::len_utf8);
        match token.find("://") {
            Some(colon) => in_url(token, colon, start, &mut res),
            None => {
                let mut from = start;
                for part in token.split([',', '=']) {
                    let (head, _) = part.split_once('/').unwrap_or((part, ""));
                    if let Some(it) = host_port(head, from, None) {
                        res.push(it);
                    }
                    from += part.len() + 1;
                }
            }
        }
    }
    res
}

/// Hosts of `scheme://user@a:1,b:2/path`.
fn in_url(token: &str, colon: usize, start: usize, res: &mut Vec<Host>) {
    let (Some(before), Some(after)) = (token.get(..colon), token.get(colon + 3..)) else { return };
    let scheme =
        before.rsplit(|it: char| !it.is_ascii_alphanumeric() && it != '+').next().unwrap_or_default();
    let authority = after.split(['/', '?', '#']).next().unwrap_or_default();
    let hosts = authority.rsplit_once('@').map_or(authority, |it| it.1);
    let mut from = start + colon + 3 + authority.len() - hosts.len();
    let usual = PORTS.iter().find(|it| it.0 == scheme).map(|it| it.1);
    for part in hosts.split(',') {
        res.extend(host_port(part, from, Some(usual)));
        from += part.len() + 1;
    }
}

/// `url`: it stands in a URL, with the default port of its scheme.
fn host_port(part: &str, start: usize, url: Option<Option<u16>>) -> Option<Host> {
    let (name, port) = match part.rsplit_once(':') {
        Some((name, port)) => (name, Some(port.parse::<u16>().ok().filter(|it| *it != 0)?)),
        None => (part, None),
    };
    let name = name.strip_suffix('.').unwrap_or(name);
    let form = match url {
        Some(_) => Form::Url,
        None if is_cluster_name(name) => Form::ClusterName,
        None if port.is_some() => Form::HostPort,
        None => return None,
    };
    (is_host(name) && name != "localhost").then(|| Host {
        name: name.to_owned(),
        port: port.or(url.flatten()),
        form,
        range: start..start + part.len(),
    })
}

/// Whether it can be the name of a host, and is no address.
pub(crate) fn is_host(name: &str) -> bool {
    let is_label = |it: &str| {
        let ends = |it: Option<char>| it.is_some_and(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
        it.len() <= 63
            && ends(it.chars().next())
            && ends(it.chars().next_back())
            && it.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-')
    };
    name.len() <= 253 && name.chars().any(|it| it.is_ascii_lowercase()) && name.split('.').all(is_label)
}

fn is_cluster_name(name: &str) -> bool {
    name.split('.').skip(2).take(2).any(|it| it == "svc")
}

/// Namespace and name of the Service that a host means: `api`, `api.shop`, `api.shop.svc`, and for a pod of a
/// StatefulSet `db-0.db.shop.svc`. `db-0.db` is that of the Service `db-0` in `db` as far as can be seen here.
pub(super) fn named<'h>(own: &'h str, host: &'h str) -> (&'h str, &'h str) {
    let mut parts = host.split('.');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    match (second, parts.next(), parts.next()) {
        (Some(service), Some(namespace), Some("svc")) if namespace != "svc" => (namespace, service),
        (namespace, _, _) => (namespace.unwrap_or(own), first),
    }
}

/// Whether a name is one of the cluster: a single word, or with `svc` in its place.
pub(super) fn is_of_cluster(host: &str) -> bool {
    !host.contains('.') || is_cluster_name(host)
}

/// Whether a value lists hosts that are not to be asked through a proxy, as `NO_PROXY` does: none of them is asked because of
/// it. An argument has its key before the sign of equality.
pub(crate) fn names_exceptions(key: &str, value: &str) -> bool {
    let own = value.trim_start().trim_start_matches('-').split(['=', ' ']).next().unwrap_or_default();
    [key, own.strip_prefix('D').unwrap_or(own)].iter().any(|it| {
        let letters: String = it.chars().filter(char::is_ascii_alphanumeric).collect();
        let it = letters.to_ascii_lowercase();
        it == "noproxy" || it.ends_with("nonproxyhosts")
    })
}

/// Whether the key of a value says that the value is a host.
pub(crate) fn is_host_key(key: &str) -> bool {
    let key = key.to_ascii_uppercase().replace(['-', '.'], "_");
    let last = key.rsplit('_').next().unwrap_or_default();
    let ends =
        ["HOST", "HOSTS", "HOSTNAME", "URL", "URI", "ADDR", "ADDRESS", "ENDPOINT", "SERVER", "SERVERS"];
    ends.contains(&last)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        hosts(text)
            .iter()
            .map(|it| {
                assert!(text.get(it.range.clone()).unwrap().starts_with(&it.name), "{it:?}");
                format!("{} {} {:?}", it.name, it.port.map_or("-".to_owned(), |it| it.to_string()), it.form)
            })
            .collect()
    }

    #[test]
    fn hosts_stand_where_hosts_stand() {
        let all: &[(&str, &[&str])] = &[
            ("http://api:8080/x", &["api 8080 Url"]),
            ("https://api/", &["api 443 Url"]),
            ("jdbc:postgresql://db.data:5432/x?ssl=1", &["db.data 5432 Url"]),
            ("redis://:secret@cache", &["cache 6379 Url"]),
            ("mongodb://u:p@a:1,b:2/db", &["a 1 Url", "b 2 Url"]),
            ("--db=db:5432", &["db 5432 HostPort"]),
            (
                "kafka-0.kafka:9092,kafka-1.kafka:9092",
                &["kafka-0.kafka 9092 HostPort", "kafka-1.kafka 9092 HostPort"],
            ),
            ("proxy_pass http://api.shop.svc.cluster.local;", &["api.shop.svc.cluster.local 80 Url"]),
            ("see api.shop.svc for more", &["api.shop.svc - ClusterName"]),
            ("tcp://10.0.0.1:80 http://localhost:1 [::1]:80", &[]),
            ("api web db", &[]),
            ("12:30 a:b :80", &[]),
            ("http://ä:80 http://", &[]),
        ];
        for (text, wanted) in all {
            assert_eq!(found(text), *wanted, "{text}");
        }
    }

    #[test]
    fn what_goes_past_a_proxy_is_not_asked_because_of_that() {
        for (key, value) in [
            ("NO_PROXY", "api"),
            ("no_proxy", ".svc,api:80"),
            ("no-proxy", "api"),
            ("", "--no-proxy=api:80"),
            ("", "-Dhttp.nonProxyHosts=api:80|db:1"),
        ] {
            assert!(names_exceptions(key, value), "{key} {value}");
        }
        for (key, value) in
            [("HTTP_PROXY", "http://proxy:80"), ("", "--proxy=proxy:80"), ("NO_PROXY_X", "api")]
        {
            assert!(!names_exceptions(key, value), "{key} {value}");
        }
    }

    #[test]
    fn a_key_tells_what_its_value_is() {
        assert!(is_host_key("DB_HOST") && is_host_key("api.url") && is_host_key("REDIS-ADDR"));
        assert!(!is_host_key("NAME") && !is_host_key("HOST_NAME_PREFIX") && !is_host_key("CURL"));
    }
}
