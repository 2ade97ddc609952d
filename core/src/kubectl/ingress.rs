//! `kubectl create ingress`: rules of hosts and paths.

use super::command::{Command, part};
use super::make::{Made, literal, map, metadata, number};
use super::writer::{Writer, scalar};
use crate::source::Mapped;

/// `--rule=host/path*=service:port,tls=secret`.
pub(super) fn ingress(command: &Command, name: &Mapped, namespace: &Mapped) -> Made {
    let mut writer = Writer::new("networking.k8s.io/v1", "Ingress", command.verb_at());
    metadata(&mut writer, name, Some(namespace), &[]);
    let annotations: Vec<_> = command.values("annotation").into_iter().filter_map(literal).collect();
    map(&mut writer, 2, "annotations", &annotations);
    writer.line(0, "spec:");
    if let Some(it) = command.value("class") {
        writer.pair(2, "ingressClassName", it);
    }
    if let Some(it) = command.value("default-backend") {
        writer.line(2, "defaultBackend:");
        backend(&mut writer, 4, it)?;
    }
    let rules = command.values("rule");
    if !rules.is_empty() {
        writer.line(2, "rules:");
    }
    for rule in rules {
        let text = rule.text();
        let end = text.find(',').unwrap_or(text.len());
        let equals = text.find('=').filter(|it| *it < end).ok_or("a rule is HOST/PATH=SERVICE:PORT")?;
        let slash = text.find('/').filter(|it| *it < equals).unwrap_or(equals);
        let path = text.get(slash..equals).unwrap_or_default();
        let is_prefix = path.ends_with('*');
        let path_end = if is_prefix { equals - 1 } else { equals };
        if slash == 0 {
            writer.line(2, "- http:");
        } else {
            writer.pair(2, "- host", &part(rule, 0..slash));
            writer.line(4, "http:");
        }
        writer.line(6, "paths:");
        if path_end > slash {
            writer.pair(6, "- path", &part(rule, slash..path_end));
        } else {
            writer.line(6, "- path: /");
        }
        writer.line(8, if is_prefix { "pathType: Prefix" } else { "pathType: Exact" });
        writer.line(8, "backend:");
        backend(&mut writer, 10, &part(rule, equals + 1..end))?;
    }
    let is_secure = |it: &&Mapped| it.text().split_once(',').is_some_and(|it| it.1.starts_with("tls"));
    let secure: Vec<&Mapped> = command.values("rule").into_iter().filter(is_secure).collect();
    if !secure.is_empty() {
        writer.line(2, "tls:");
    }
    for rule in secure {
        tls(&mut writer, rule);
    }
    Ok(vec![writer.finish()])
}

/// `,tls=secret` behind a rule.
fn tls(writer: &mut Writer, rule: &Mapped) {
    let text = rule.text();
    let host = text.find(['/', '=']).unwrap_or(0);
    let secret = text.find(",tls=").map(|it| part(rule, it + 5..text.len()));
    if host > 0 {
        writer.line(2, "- hosts:");
        writer.raw(4, "- ", &scalar(&part(rule, 0..host)));
    }
    match secret {
        Some(it) if host > 0 => writer.pair(4, "secretName", &it),
        Some(it) => writer.pair(2, "- secretName", &it),
        None if host == 0 => writer.line(2, "- {}"),
        None => {}
    }
}

fn backend(writer: &mut Writer, indent: usize, word: &Mapped) -> Result<(), String> {
    let colon = word.text().find(':').ok_or("a backend is SERVICE:PORT")?;
    let port = part(word, colon + 1..word.text().len());
    writer.line(indent, "service:");
    writer.pair(indent + 2, "name", &part(word, 0..colon));
    writer.line(indent + 2, "port:");
    if number(&port) {
        writer.raw(indent + 4, "number", &port);
    } else {
        writer.pair(indent + 4, "name", &port);
    }
    Ok(())
}
