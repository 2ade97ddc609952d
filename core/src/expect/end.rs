//! The ends of expectations, as they are written.
//!
//! ```text
//! shop/web                  a pod, a workload, or as a destination a Service; shop/deployment/web where two share a name
//! web                       the same in the default namespace, else the only one that is called so
//! shop/* · * · !shop/*      every pod of a namespace, of all, of all but one
//! shop/[app=web]            the pods of a namespace with these labels
//! [team=a]/[app=web]        the pods with these labels in the namespaces with those
//! [app=web]                 the pods with these labels, anywhere
//! svc:shop/api:80           a Service, or api.shop.svc:80
//! 203.0.113.9 · 10.0.0.0/8  addresses
//! internet · outside        all that is outside the cluster, without private addresses or with them
//! host:api.example.org      a host outside
//! ```

use std::net::IpAddr;

use ipnet::IpNet;

use super::labels::{self, Term};
use crate::kind::{PortRef, WorkloadKind};
use crate::protocol::Protocol;

/// An end as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum End {
    /// A pod, a workload or a Service.
    Named(Named),
    /// Pods by their labels.
    Pods(Namespaces, Vec<Term>),
    /// What an address means.
    Address(IpAddr),
    /// The addresses of a block that are outside the cluster.
    Block(IpNet),
    /// What is outside the cluster: all of it, or without private addresses.
    Outside { is_internet: bool },
    /// A host outside.
    Host(String),
    /// A Service, and its port.
    Service(Named, Option<Choice>),
}

/// The port of a Service, by number or name, with its protocol where that is given.
pub(super) type Choice = (Option<Protocol>, PortRef);

/// A name, with what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub(super) struct Named {
    /// `None`: the default one.
    pub(super) namespace: Option<String>,
    /// The kind, where it is given.
    pub(super) kind: Option<NamedKind>,
    pub(super) name: String,
}

/// Which namespaces.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Namespaces {
    /// All of them.
    All,
    /// The one of this name, or all but it.
    Named { name: String, is_not: bool },
    /// Those with these labels, or all others.
    Labelled { terms: Vec<Term>, is_not: bool },
}

/// What is meant by a name with a kind before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum NamedKind {
    /// A row, whatever it stands for.
    Pod,
    /// The pods of a workload.
    Workload(WorkloadKind),
    /// A Service.
    Service,
}

impl NamedKind {
    /// As the API writes it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            NamedKind::Pod => "Pod",
            NamedKind::Workload(it) => it.as_str(),
            NamedKind::Service => "Service",
        }
    }
}

/// Kinds by the words that `kubectl` takes for them.
const KINDS: &[(NamedKind, &[&str])] = &[
    (NamedKind::Pod, &["pod", "pods", "po"]),
    (NamedKind::Workload(WorkloadKind::Deployment), &["deployment", "deployments", "deploy"]),
    (NamedKind::Workload(WorkloadKind::StatefulSet), &["statefulset", "statefulsets", "sts"]),
    (NamedKind::Workload(WorkloadKind::DaemonSet), &["daemonset", "daemonsets", "ds"]),
    (NamedKind::Workload(WorkloadKind::ReplicaSet), &["replicaset", "replicasets", "rs"]),
    (
        NamedKind::Workload(WorkloadKind::ReplicationController),
        &["replicationcontroller", "replicationcontrollers", "rc"],
    ),
    (NamedKind::Workload(WorkloadKind::Job), &["job", "jobs"]),
    (NamedKind::Workload(WorkloadKind::CronJob), &["cronjob", "cronjobs", "cj"]),
    (NamedKind::Workload(WorkloadKind::DeploymentConfig), &["deploymentconfig", "deploymentconfigs", "dc"]),
    (NamedKind::Workload(WorkloadKind::Rollout), &["rollout", "rollouts", "ro"]),
    (NamedKind::Service, &["service", "services", "svc"]),
];

/// The kind that a word means.
pub(super) fn kind(word: &str) -> Option<NamedKind> {
    let word = word.to_ascii_lowercase();
    KINDS.iter().find(|it| it.1.contains(&word.as_str())).map(|it| it.0)
}

/// The end that a text means. `Err` is what is wrong with it.
pub(super) fn parse(text: &str) -> Result<End, String> {
    let text = text.trim();
    let wrong = || format!("`{text}` names no pod, Service or address");
    if let Some(it) = text.strip_prefix("svc:") {
        let (name, port) = it.split_once(':').unwrap_or((it, ""));
        return Ok(End::Service(named(name).ok_or_else(wrong)?, choice(port)?));
    }
    if let Some(it) = text.strip_prefix("host:") {
        return Ok(End::Host(it.to_owned()));
    }
    if let Ok(it) = text.strip_prefix("ip:").unwrap_or(text).parse() {
        return Ok(End::Address(it));
    }
    if let Ok(it) = text.strip_prefix("ip:").unwrap_or(text).parse() {
        return Ok(End::Block(it));
    }
    match text {
        "internet" => return Ok(End::Outside { is_internet: true }),
        "outside" => return Ok(End::Outside { is_internet: false }),
        _ => {}
    }
    if text.starts_with('!') || text.contains(['[', '*']) {
        return pods(text);
    }
    if let Some((service, port)) = dns(text) {
        return Ok(End::Service(service, choice(port)?));
    }
    match named(text).ok_or_else(wrong)? {
        it if it.kind == Some(NamedKind::Service) => Ok(End::Service(it, None)),
        it => Ok(End::Named(it)),
    }
}

/// `web`, `shop/web`, `shop/deployment/web`.
fn named(text: &str) -> Option<Named> {
    // Whatever may be a name in a file that is only half written.
    let is_word =
        |it: &&str| !it.is_empty() && !it.contains(|it: char| it.is_whitespace() || "[]*!:".contains(it));
    let parts: Vec<&str> = text.split('/').collect();
    if !parts.iter().all(is_word) {
        return None;
    }
    let (namespace, word, name) = match parts.as_slice() {
        [name] => (None, None, *name),
        [namespace, name] => (Some((*namespace).to_owned()), None, *name),
        [namespace, kind, name] => (Some((*namespace).to_owned()), Some(self::kind(kind)?), *name),
        _ => return None,
    };
    Some(Named { namespace, kind: word, name: name.to_owned() })
}

/// `api.shop.svc`, `api.shop.svc.cluster.local:80`: the Service, and what follows the colon.
fn dns(text: &str) -> Option<(Named, &str)> {
    let (host, port) = text.split_once(':').unwrap_or((text, ""));
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    let [name, namespace, "svc", rest @ ..] = labels.as_slice() else { return None };
    let is_whole = matches!(rest, [] | ["cluster", "local"]);
    let is_name = is_whole && !name.is_empty() && !namespace.is_empty() && !host.contains('/');
    let service = || Named { namespace: Some((*namespace).to_owned()), kind: None, name: (*name).to_owned() };
    is_name.then(|| (service(), port))
}

/// The port of a Service: `80`, `http`, `53/UDP`.
pub(super) fn choice(text: &str) -> Result<Option<Choice>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let of_word = |it: &str| Protocol::from_api(&it.to_ascii_uppercase());
    let words: Vec<&str> = text.split(['/', ' ']).filter(|it| !it.is_empty()).collect();
    let (protocol, port) = match words.as_slice() {
        [port] => (None, *port),
        [one, other] => match (of_word(one), of_word(other)) {
            (Some(it), _) => (Some(it), *other),
            (None, Some(it)) => (Some(it), *one),
            (None, None) => return Err(format!("`{text}` is no port of a Service")),
        },
        _ => return Err(format!("`{text}` is no port of a Service")),
    };
    let port = port.parse().map_or_else(|_| PortRef::Name(port.to_owned()), PortRef::Number);
    Ok(Some((protocol, port)))
}

/// `shop/*`, `!shop/[app=web]`, `[team=a]/*`, `[app=web]`, `*`.
fn pods(text: &str) -> Result<End, String> {
    let wrong = || format!("`{text}` is no selector of pods: write `shop/[app=web]`, `shop/*`, `[app=web]`");
    let (is_not, rest) = text.strip_prefix('!').map_or((false, text), |it| (true, it));
    let (namespaces, pods) = match split(rest) {
        Some((namespaces, pods)) => (Some(namespaces), pods),
        // Alone, it is about pods; with an exclamation mark, about namespaces.
        None if is_not => (Some(rest), "*"),
        None => (None, rest),
    };
    let namespaces = match namespaces {
        None => Namespaces::All,
        Some("*") if !is_not => Namespaces::All,
        Some(it) => match inside(it) {
            Some(terms) => Namespaces::Labelled { terms: labels::parse(terms)?, is_not },
            None => {
                let name = named(it).filter(|it| it.namespace.is_none()).ok_or_else(wrong)?.name;
                Namespaces::Named { name, is_not }
            }
        },
    };
    let terms = match pods {
        "*" => Vec::new(),
        it => labels::parse(inside(it).ok_or_else(wrong)?)?,
    };
    Ok(End::Pods(namespaces, terms))
}

/// What stands before and after the slash that is in no brackets.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_i32;
    for (at, it) in text.char_indices() {
        match it {
            '[' => depth += 1,
            ']' => depth -= 1,
            '/' if depth == 0 => return Some((text.get(..at)?, text.get(at + 1..)?)),
            _ => {}
        }
    }
    None
}

/// What stands in the brackets that a text is.
fn inside(text: &str) -> Option<&str> {
    text.strip_prefix('[')?.strip_suffix(']').filter(|it| !it.contains(['[', ']']))
}

/// The length of the end that a text begins with: up to a blank or colon that is in no brackets. A colon belongs to it
/// where something follows at once.
pub(super) fn length(text: &str) -> usize {
    let mut depth = 0_i32;
    let mut letters = text.char_indices().peekable();
    while let Some((at, it)) = letters.next() {
        match it {
            '[' => depth += 1,
            ']' => depth -= 1,
            it if depth <= 0 && it.is_whitespace() => return at,
            ':' if depth <= 0 && letters.peek().is_none_or(|it| it.1.is_whitespace()) => return at,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_an_end_is_read() {
        let read = |it: &str| format!("{:?}", parse(it));
        let name = |it: &str| matches!(parse(it), Ok(End::Named(_)));
        assert!(["web", "shop/web", "shop/sts/db", "a.b"].into_iter().all(name));
        assert!(matches!(parse("shop/svc/api"), Ok(End::Service(it, None)) if it.name == "api"));
        for it in ["api.shop.svc", "api.shop.svc.cluster.local.:80", "svc:shop/api:http"] {
            let Ok(End::Service(it, _)) = parse(it) else { panic!("{it}") };
            assert_eq!((it.namespace.as_deref(), it.name.as_str()), (Some("shop"), "api"));
        }
        assert!(matches!(parse("2001:db8::1"), Ok(End::Address(_))));
        assert!(matches!(parse("10.0.0.0/8"), Ok(End::Block(_))));
        assert!(read("!shop").contains("is_not: true"));
        assert!(read("[team=a]/[app in (b, c),!old]").contains("DoesNotExist"));
        assert!(read("*/[app=web]").contains("All"));
        for it in ["", "a b", "a/b/c", "a/b/c/d", "[app", "x/[a=b]/c", "[a=b c]", "!*/*"] {
            assert!(parse(it).is_err(), "{it}: {}", read(it));
        }
    }

    #[test]
    fn an_end_ends_at_a_blank_or_colon_outside_of_brackets() {
        for (text, end) in [
            ("a/b TCP 80: x", "a/b"),
            ("[app in (a, b)] TCP", "[app in (a, b)]"),
            ("svc:a/b:80: x", "svc:a/b:80"),
            ("2001:db8::: x", "2001:db8::"),
            ("a", "a"),
        ] {
            assert_eq!(text.get(..length(text)), Some(end));
        }
    }
}
