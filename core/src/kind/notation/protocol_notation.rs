//! L-88: protocols as other tools write them: small letters, several in one value, numbers, names of applications.

use super::Notation;
use super::scene::{Meant, Place, Scene, cited, shown};
use crate::diagnostic::{About, Fix, FixClass, Severity};
use crate::edit::Yaml;
use crate::protocol::Protocol;
use crate::yaml::{Node, Value};

pub(super) struct ProtocolNotation;

impl Notation for ProtocolNotation {
    const ABOUT: &'static About = &About::new(
        "L-88",
        "protocol-notation",
        Severity::Error,
        "A protocol is written as another tool has it. The API knows `TCP`, `UDP` and `SCTP`, in capitals and one in each entry.",
    );
    const FIXES: &'static [FixClass] = &[FixClass::Effect];
    const FIRES: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - ports:
    - port: 53
      protocol: TCP/UDP
    - port: 443
      protocol: tcp
";
    const QUIET: &'static str = "\
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: dns, namespace: shop}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - ports:
    - port: 53
      protocol: TCP
    - port: 53
      protocol: UDP
    - port: 443
      protocol: TCP
";

    fn see(scene: &Scene<'_>, place: &Place<'_>) -> Option<Meant> {
        let is_entry = scene.is_network_policy() && place.is_in_rule("ports.protocol");
        let is_old = !scene.is_network_policy()
            && (place.is_in_rule("ports.portNumber.protocol")
                || place.is_in_rule("ports.portRange.protocol"));
        if !is_entry && !is_old {
            return None;
        }
        let texts: Vec<String> = match &place.node.value {
            Value::Sequence(items) if !items.is_empty() => {
                items.iter().map(|it| scene.scalar(it)).collect::<Option<_>>()?
            }
            Value::Null
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Float(_)
            | Value::String(_)
            | Value::Sequence(_)
            | Value::Mapping(_) => vec![scene.scalar(place.node)?],
        };
        let is_list = matches!(place.node.value, Value::Sequence(_));
        if !is_list && texts.iter().any(|it| Protocol::from_api(it).is_some()) {
            return None;
        }
        let meaning = Meaning::of(&texts)?;
        let written = if is_list { cited(scene.slice(place.node)) } else { cited(texts.first()?) };
        let meant = Meant::at(place, meaning.sentence(&written));
        Some(if is_entry {
            entry(scene, place, &meaning, meant)
        } else {
            old_entry(scene, place, &meaning, meant)
        })
    }
}

/// What a protocol was meant to be.
enum Meaning {
    /// One of the three.
    One(Protocol),
    Several(Vec<Protocol>),
    /// Any.
    All,
    /// A protocol that no policy can name.
    Below,
    /// What an application speaks: with its port.
    Above(Vec<Protocol>, i64),
}

impl Meaning {
    fn of(texts: &[String]) -> Option<Meaning> {
        let words: Vec<String> = texts
            .iter()
            .flat_map(|it| it.split(['/', ',', '+', '|', '&', ';', ' ']))
            .map(|it| it.trim().to_ascii_uppercase())
            .filter(|it| !it.is_empty() && it != "AND" && it != "OR")
            .collect();
        let known = |it: &String| match it.as_str() {
            "6" => Some(Protocol::Tcp),
            "17" => Some(Protocol::Udp),
            "132" => Some(Protocol::Sctp),
            it => Protocol::from_api(it),
        };
        let all: Option<Vec<Protocol>> = words.iter().map(known).collect();
        if let Some(mut all) = all.filter(|it| !it.is_empty()) {
            let mut seen = Vec::new();
            all.retain(|it| {
                !seen.contains(it) && {
                    seen.push(*it);
                    true
                }
            });
            return Some(if let [one] = all.as_slice() { Meaning::One(*one) } else { Meaning::Several(all) });
        }
        match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [] | ["ANY" | "ALL" | "*" | "-1" | "IP"] => Some(Meaning::All),
            ["ICMP" | "ICMPV6" | "ICMP6" | "1" | "58" | "GRE" | "ESP" | "AH" | "IGMP"] => {
                Some(Meaning::Below)
            }
            ["HTTP"] => Some(Meaning::Above(vec![Protocol::Tcp], 80)),
            ["HTTPS" | "TLS" | "SSL"] => Some(Meaning::Above(vec![Protocol::Tcp], 443)),
            ["SSH"] => Some(Meaning::Above(vec![Protocol::Tcp], 22)),
            ["DNS"] => Some(Meaning::Above(vec![Protocol::Udp, Protocol::Tcp], 53)),
            _ => None,
        }
    }

    fn sentence(&self, written: &str) -> String {
        match self {
            Meaning::One(it) => {
                format!("{written} is to be `{}`: protocols stand in capitals, as a word", it.as_str())
            }
            Meaning::Several(_) => format!("{written} is several protocols, and an entry has one"),
            Meaning::All if written == "``" => {
                "the protocol is empty, which happens where the value of a template is not set".to_owned()
            }
            Meaning::All => format!("{written} is no protocol, and there is no word for any protocol"),
            Meaning::Below => {
                format!("no NetworkPolicy can speak of {written}: the protocols are TCP, UDP and SCTP")
            }
            Meaning::Above(..) => {
                format!("{written} is what applications speak, and a policy knows only TCP, UDP and SCTP")
            }
        }
    }

    fn protocols(&self) -> Vec<Protocol> {
        match self {
            Meaning::One(it) => vec![*it],
            Meaning::Several(it) | Meaning::Above(it, _) => it.clone(),
            Meaning::All => Protocol::ALL.to_vec(),
            Meaning::Below => Vec::new(),
        }
    }
}

/// An entry of `ports` of NetworkPolicy.
fn entry(scene: &Scene<'_>, place: &Place<'_>, meaning: &Meaning, meant: Meant) -> Meant {
    let (path, entry) = (place.path.to_string(), place.whole_path());
    if let Meaning::Below = meaning {
        let help = "no entry of `ports` can name it: what happens to it is up to the network plugin";
        return meant.help(help);
    }
    if let Meaning::One(it) = meaning {
        let it = it.as_str();
        let fixes = scene.fix(format!("write {it}"), |written| [written.set(&path, &Yaml::text(it))]);
        return meant.help(format!("write `protocol: {it}`")).fixes(fixes);
    }
    let Some(entries) = place.whole().and_then(|it| entries(it, meaning)) else { return meant };
    let title = if entries.len() == 1 {
        "write the protocol and its port"
    } else {
        "write one entry for each protocol"
    };
    let mut fixes = scene.fix(title, |it| [it.set_items(&entry, &entries)]);
    let mut help = format!("one entry for each: {}", shown(&entries));
    if let [one] = entries.as_slice() {
        help = format!("write `{}`", one.in_line());
    }
    let has_port = place.beside("port").is_some();
    if matches!(meaning, Meaning::All) {
        help.push_str("; or no `ports` at all, for every port of every protocol");
        if !has_port && place.count() == 1 {
            fixes.extend(without_ports(scene, &entry));
        }
    }
    meant.help(help).fixes(fixes)
}

fn without_ports(scene: &Scene<'_>, entry: &str) -> Vec<Fix> {
    let ports = entry.strip_suffix("[0]").unwrap_or(entry).to_owned();
    scene.fix("leave `ports` out: every port of every protocol", |it| [it.delete(&ports)])
}

/// The entry once for each protocol.
fn entries(entry: &Node<'_>, meaning: &Meaning) -> Option<Vec<Yaml>> {
    let with = |protocol: Protocol| {
        let mut pairs = vec![("protocol", Yaml::text(protocol.as_str()))];
        for key in ["port", "endPort"] {
            match (key, entry.get(key), meaning) {
                (_, Some(it), _) => pairs.push((key, Yaml::of(it)?)),
                ("port", None, Meaning::Above(_, port)) => pairs.push((key, Yaml::Number(*port))),
                _ => {}
            }
        }
        Some(Yaml::map(pairs))
    };
    meaning.protocols().into_iter().map(with).collect()
}

/// `portNumber` or `portRange` of v1alpha1.
fn old_entry(scene: &Scene<'_>, place: &Place<'_>, meaning: &Meaning, meant: Meant) -> Meant {
    let path = place.path.to_string();
    match (meaning, meaning.protocols().as_slice()) {
        (Meaning::Below, _) => meant
            .help("what happens to it is up to the network plugin; a rule without `ports` concerns it too"),
        (_, [one]) => {
            let one = one.as_str();
            let fixes = scene.fix(format!("write {one}"), |it| [it.set(&path, &Yaml::text(one))]);
            meant.help(format!("write `protocol: {one}`")).fixes(fixes)
        }
        _ => meant.help("write one entry of `ports` for each protocol"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{applied, finding, none, policy};

    fn rule(ports: &str) -> String {
        policy(&format!(
            "  podSelector: {{}}\n  ingress:\n  - from: [{{podSelector: {{}}}}]\n    ports:{ports}"
        ))
    }

    #[track_caller]
    fn check(before: &str, says: &str, help: &str, after: &[&str]) {
        let text = rule(before);
        let it = finding(&text, "L-88");
        assert!(it.message.starts_with(says), "{before}: {}", it.message);
        assert_eq!(it.help, help, "{before}");
        let fixed: Vec<String> = it.fixes.iter().map(|it| applied(&text, it)).collect();
        let after: Vec<String> = after.iter().map(|it| rule(it)).collect();
        assert_eq!(fixed, after, "{before}");
    }

    #[test]
    fn protocols_stand_in_capitals() {
        let says = "`udp` is to be `UDP`: protocols stand in capitals, as a word (Unsupported value: \"udp\"";
        check(
            "\n    - protocol: udp # dns\n      port: 53",
            says,
            "write `protocol: UDP`",
            &["\n    - protocol: UDP # dns\n      port: 53"],
        );
        check(" [{protocol: 6}]", "`6` is to be `TCP`", "write `protocol: TCP`", &[" [{protocol: TCP}]"]);
    }

    #[test]
    fn each_protocol_has_an_entry() {
        let help = "one entry for each: `{protocol: TCP, port: 53}` and `{protocol: UDP, port: 53}`";
        let after = &[" [{protocol: TCP, port: 53}, {protocol: UDP, port: 53}]"];
        for it in ["TCP/UDP", "\"tcp,udp\"", "TCP+UDP", "[TCP, UDP]"] {
            check(&format!(" [{{protocol: {it}, port: 53}}]"), "`", help, after);
        }
    }

    #[test]
    fn any_protocol_is_three_entries_or_no_ports() {
        let entries = "one entry for each: `{protocol: TCP}`, `{protocol: UDP}` and `{protocol: SCTP}`; or no `ports` at all, for every port of every protocol";
        let text = rule(" [{protocol: ANY}]");
        let it = finding(&text, "L-88");
        assert_eq!(it.help, entries);
        assert_eq!(
            applied(&text, &it.fixes[0]),
            rule(" [{protocol: TCP}, {protocol: UDP}, {protocol: SCTP}]")
        );
        assert!(!applied(&text, &it.fixes[1]).contains("ports"));
        // With a port, every port is more than what was written.
        assert_eq!(finding(&rule(" [{protocol: ANY, port: 1}]"), "L-88").fixes.len(), 1);
    }

    #[test]
    fn applications_have_ports_and_icmp_cannot_be_said() {
        check(
            " [{protocol: HTTPS}]",
            "`HTTPS` is what applications speak",
            "write `{protocol: TCP, port: 443}`",
            &[" [{protocol: TCP, port: 443}]"],
        );
        let icmp = finding(&rule(" [{protocol: ICMP}]"), "L-88");
        assert!(
            icmp.message.starts_with("no NetworkPolicy can speak of `ICMP`")
                && icmp.help.contains("up to the network plugin")
        );
        none(&rule(" [{protocol: QUIC-ISH}]"), "L-88");
    }
}
