//! Shared by the tests of this crate: clusters in a line or two for each object, and answers as drawings.
//!
//! ```text
//! ns y team=blue
//! pod x/a app=web ip=10.0.0.1 host=192.168.1.1 node=n1 hostnet phase=Failed owner=Job/j port=http:80/TCP
//! deployment x/web replicas=3 app=web
//! np x/p {podSelector: {}, ingress: [{}]}
//! cnp p {tier: Admin, priority: 1, subject: {namespaces: {}}}
//! svc x/s {selector: {app: web}, ports: [{port: 80}]}
//! ing x/i {defaultBackend: {service: {name: s, port: {number: 80}}}}
//! node n1 ip=192.168.1.1 role=cp
//! ```
//! What is no word of this language is a label, or after `own:` a label of the workload itself. A line that
//! begins with a space goes on with the one before.

use std::fmt::Write;

use crate::api::{Analysis, analyze};
use crate::options::Options;
use crate::probe::Probe;
use crate::source::SourceFile;
use crate::view::{Certainty, Fragment, Sign, StepView};

/// Manifests of short lines, one document each.
#[track_caller]
pub(crate) fn yaml(short: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in short.lines().filter(|it| !it.trim().is_empty()) {
        match lines.last_mut() {
            Some(last) if line.starts_with(' ') => *last += line,
            Some(_) | None => lines.push(line.to_owned()),
        }
    }
    lines.iter().map(|it| document(it)).collect::<Vec<_>>().join("---\n")
}

/// The group of an owner's kind, with the slash behind it. `owner=Job.batch.example.com//j` names another one.
fn group_of(kind: &str) -> &'static str {
    match kind {
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => "apps/",
        "Job" | "CronJob" => "batch/",
        _ => "",
    }
}

#[track_caller]
fn document(line: &str) -> String {
    let (kind, rest) = line.split_once(' ').expect("a kind and a name");
    let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    let (namespace, name) = name.split_once('/').unwrap_or(("", name));
    let with_spec = match kind {
        "np" => Some(("networking.k8s.io/v1", "NetworkPolicy")),
        "svc" => Some(("v1", "Service")),
        "ing" => Some(("networking.k8s.io/v1", "Ingress")),
        "cnp" => Some(("policy.networking.k8s.io/v1alpha2", "ClusterNetworkPolicy")),
        _ => None,
    };
    if let Some((version, kind)) = with_spec {
        let own = if namespace.is_empty() { String::new() } else { format!(", namespace: '{namespace}'") };
        return format!(
            "{{apiVersion: {version}, kind: {kind}, metadata: {{name: '{name}'{own}}}, spec: {rest}}}\n"
        );
    }
    let (version, kind) = match kind {
        "ns" => ("v1", "Namespace"),
        "pod" => ("v1", "Pod"),
        "deployment" => ("apps/v1", "Deployment"),
        "replicaset" => ("apps/v1", "ReplicaSet"),
        "statefulset" => ("apps/v1", "StatefulSet"),
        "daemonset" => ("apps/v1", "DaemonSet"),
        "job" => ("batch/v1", "Job"),
        "cronjob" => ("batch/v1", "CronJob"),
        "rc" => ("v1", "ReplicationController"),
        "node" => ("v1", "Node"),
        other => panic!("{other} is no kind"),
    };
    let words = Words::new(rest);
    let meta = format!("name: '{name}', namespace: '{namespace}'");
    let head = |meta: String| format!("apiVersion: {version}, kind: {kind}, metadata: {{{meta}}}");
    let labels = format!("labels: {{{}}}", words.labels.join(", "));
    match kind {
        "Node" => {
            let address = |it: &String| format!("{{type: InternalIP, address: {it}}}");
            let addresses: Vec<String> = words.addresses.iter().map(address).collect();
            let meta = head(format!("name: '{name}', {labels}"));
            format!("{{{meta}, status: {{addresses: [{}]}}}}\n", addresses.join(", "))
        }
        "Namespace" => format!("{{{}}}\n", head(format!("name: '{name}', {labels}"))),
        "Pod" => {
            let meta = format!("{meta}, {labels}, ownerReferences: [{}]", words.owner);
            format!("{{{}, spec: {{{}}}, status: {{{}}}}}\n", head(meta), words.spec(), words.status)
        }
        _ => {
            let meta =
                format!("{meta}, labels: {{{}}}, ownerReferences: [{}]", words.own.join(", "), words.owner);
            let template =
                format!("{}template: {{metadata: {{{labels}}}, spec: {{{}}}}}", words.count, words.spec());
            let spec = match kind {
                "CronJob" => format!("schedule: '@daily', jobTemplate: {{spec: {{{template}}}}}"),
                _ => template,
            };
            format!("{{{}, spec: {{{spec}}}}}\n", head(meta))
        }
    }
}

#[derive(Default)]
struct Words {
    labels: Vec<String>,
    own: Vec<String>,
    owner: String,
    ports: Vec<String>,
    placement: String,
    status: String,
    addresses: Vec<String>,
    count: String,
}

impl Words {
    fn new(text: &str) -> Words {
        let mut res = Words::default();
        for word in text.split_whitespace() {
            let (key, value) = word.split_once('=').unwrap_or((word, ""));
            match key {
                "ip" => res.addresses.push(format!("'{value}'")),
                "host" => res.status += &format!("hostIP: '{value}', "),
                "phase" => res.status += &format!("phase: {value}, "),
                "node" => res.placement += &format!("nodeName: {value}, "),
                "hostnet" => res.placement += "hostNetwork: true, ",
                "replicas" | "parallelism" => res.count += &format!("{key}: {value}, "),
                "start" => res.count += &format!("ordinals: {{start: {value}}}, "),
                "indexed" => res.count += "completionMode: Indexed, ",
                "owner" => {
                    let (kind, name) = value.rsplit_once('/').unwrap_or_default();
                    let (kind, group) = kind.split_once('.').unwrap_or((kind, group_of(kind)));
                    res.owner = format!(
                        "{{apiVersion: {group}v1, kind: {kind}, name: {name}, uid: u, controller: true}}"
                    );
                }
                "port" => {
                    let (port, protocol) = value.split_once('/').unwrap_or((value, "TCP"));
                    let (name, number) = port.split_once(':').unwrap_or(("", port));
                    let name = if name.is_empty() { String::new() } else { format!("name: {name}, ") };
                    res.ports.push(format!("{{{name}containerPort: {number}, protocol: {protocol}}}"));
                }
                _ => match key.strip_prefix("own:") {
                    Some(key) => res.own.push(format!("{key}: '{value}'")),
                    None => res.labels.push(format!("{key}: '{value}'")),
                },
            }
        }
        if !res.addresses.is_empty() {
            let ips: Vec<String> = res.addresses.iter().map(|it| format!("{{ip: {it}}}")).collect();
            res.status += &format!("podIPs: [{}]", ips.join(", "));
        }
        res
    }

    fn spec(&self) -> String {
        format!("{}containers: [{{name: c, image: i, ports: [{}]}}]", self.placement, self.ports.join(", "))
    }
}

/// The analysis of short lines.
#[track_caller]
pub(crate) fn short(lines: &str) -> Analysis {
    short_with(lines, &without_stand_ins())
}

/// Tests speak of the pods that they have.
fn without_stand_ins() -> Options {
    Options { stand_ins: false, ..Options::default() }
}

/// The analysis of short lines with other options.
#[track_caller]
pub(crate) fn short_with(lines: &str, options: &Options) -> Analysis {
    let res = analyze(&[SourceFile::new("short.yaml", yaml(lines))], options);
    assert!(!res.is_incomplete(), "{:#?}", res.diagnostics());
    res
}

/// The analysis of a text as it is.
pub(crate) fn text(text: &str) -> Analysis {
    text_with(text, &without_stand_ins())
}

/// The same with options.
pub(crate) fn text_with(text: &str, options: &Options) -> Analysis {
    analyze(&[SourceFile::new("a.yaml", text)], options)
}

/// The position of an endpoint, by its id or the name of an external entry.
#[track_caller]
pub(crate) fn index(analysis: &Analysis, id: &str) -> u32 {
    let named = || analysis.endpoints().iter().position(|it| it.name == id).map(|it| it as u32);
    let ids = || analysis.endpoints().iter().map(|it| &*it.id).collect::<Vec<_>>();
    analysis.endpoint_index(id).or_else(named).unwrap_or_else(|| panic!("no {id} among {:?}", ids()))
}

/// What the port field makes of a text.
#[track_caller]
pub(crate) fn probe(analysis: &Analysis, text: &str) -> Probe {
    analysis.parse_probe(text).unwrap()
}

/// The running text of fragments; code in backticks, links in brackets.
pub(crate) fn words(fragments: &[Fragment]) -> String {
    let word = |it: &Fragment| match it {
        Fragment::Text(it) => it.clone(),
        Fragment::Code(it) => format!("`{it}`"),
        Fragment::Link(it, _) => format!("[{it}]"),
    };
    fragments.iter().map(word).collect()
}

fn sign(it: Sign) -> char {
    match it {
        Sign::Yes => '✓',
        Sign::No => '✕',
        Sign::Unknown => '?',
        Sign::Plain => '·',
    }
}

fn step(res: &mut String, it: &StepView, depth: usize) {
    let _infallible = writeln!(res, "{}{} {}", "  ".repeat(depth), sign(it.sign), words(&it.text));
    it.children.iter().for_each(|it| step(res, it, depth + 1));
}

/// A connection to a Service: how it is translated, and what becomes of each backend.
#[track_caller]
pub(crate) fn service(analysis: &Analysis, from: &str, to: &str) -> String {
    let (id, choice) = analysis.parse_service(to).unwrap_or_else(|| panic!("no Service {to}"));
    let it = match analysis.service_flow(index(analysis, from), &id, choice.as_ref()) {
        Ok(it) => it,
        Err(it) => return format!("{it}\n"),
    };
    let certain = match it.certainty {
        Certainty::ImplementationDefined => " (implementation-defined)",
        Certainty::Defined | Certainty::InputDependent => "",
    };
    let mut res = format!(
        "{} => {} {}: {}{certain}: {}\n",
        it.from,
        it.service,
        it.port,
        it.outcome.as_str(),
        it.sentence
    );
    it.steps.iter().for_each(|it| step(&mut res, it, 1));
    for it in &it.backends {
        let perhaps = if it.certain { "" } else { " perhaps" };
        let node =
            if it.from_node.is_empty() { String::new() } else { format!(" | by a node: {}", it.from_node) };
        let (title, sign, how) = (&it.title, it.sign.as_str(), words(&it.translation.text));
        let _infallible = writeln!(res, "  -> {title} {} {sign}{perhaps} [{how}]{node}", it.port);
    }
    for note in &it.notes {
        let _infallible = writeln!(res, "  {}", note.code);
    }
    res
}

/// The explanation of a cell as an indented list.
#[track_caller]
pub(crate) fn why(analysis: &Analysis, from: &str, to: &str, port: &str) -> String {
    let (row, column) = (index(analysis, from), index(analysis, to));
    let it = analysis.explanation(row, column, probe(analysis, port)).unwrap();
    let mut res = format!("{}\n", it.sentence);
    for side in &it.sides {
        let _infallible = writeln!(res, "{}", side.title);
        let _infallible = writeln!(res, "  {} {}", sign(side.sign), words(&side.summary));
        side.steps.iter().for_each(|it| step(&mut res, it, 2));
        if side.more > 0 {
            let _infallible = writeln!(res, "    and {} more", side.more);
        }
    }
    for line in &it.advice {
        let _infallible = writeln!(res, "{}", words(line));
    }
    for note in &it.notes {
        let _infallible = writeln!(res, "{}: {}", note.code, note.text);
    }
    res
}
