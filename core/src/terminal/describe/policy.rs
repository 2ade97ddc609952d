//! A NetworkPolicy described, where it misleads too: rules of a direction that is not among the types are not shown.

use super::super::defaults;
use super::super::select::Selector;
use super::super::store::Object;
use super::super::value::Value;
use super::{Lines, annotations};

pub(super) fn describe(object: &Object) -> String {
    let mut lines = Lines::default();
    lines.put(0, "Name", object.name());
    lines.put(0, "Namespace", &object.key.namespace);
    lines.put(0, "Created on", "2026-01-05 09:00:00 +0000 UTC");
    lines.pairs(0, "Labels", &object.labels(), "=");
    lines.pairs(0, "Annotations", &annotations(&object.value), ": ");
    let mut res = lines.print();
    let full = defaults::policy_of(&object.value);
    let spec = full.get("spec").unwrap_or(&full);
    let selector = spec.get("podSelector").map(Selector::of).unwrap_or_default();
    res.push_str("\nSpec:\n  PodSelector:     ");
    if selector.is_empty() {
        res.push_str("<none> (Allowing the specific traffic to all pods in this namespace)");
    } else {
        res.push_str(&selector.shown());
    }
    let types: Vec<String> =
        spec.get("policyTypes").map(Value::items).unwrap_or_default().iter().map(Value::plain).collect();
    for (kind, direction, key, peers, (title, word)) in [
        ("Ingress", "ingress", "ingress", "from", ("From", "source")),
        ("Egress", "egress", "egress", "to", ("To", "destination")),
    ] {
        if !types.iter().any(|it| it == kind) {
            res.push_str(&format!("\n  Not affecting {direction} traffic"));
            continue;
        }
        res.push_str(&format!("\n  Allowing {direction} traffic:"));
        let rules = spec.get(key).map(Value::items).unwrap_or_default();
        if rules.is_empty() {
            res.push_str(&format!("\n    <none> (Selected pods are isolated for {direction} connectivity)"));
        }
        for (nth, rule) in rules.iter().enumerate() {
            if nth > 0 {
                res.push_str("\n    ----------");
            }
            ports(rule, &mut res);
            match rule.get(peers).map(Value::items).unwrap_or_default() {
                [] => res.push_str(&format!("\n    {title}: <any> (traffic not restricted by {word})")),
                them => them.iter().for_each(|it| peer(it, title, &mut res)),
            }
        }
    }
    res.push_str(&format!("\n  Policy Types: {}", types.join(", ")));
    res
}

fn ports(rule: &Value, res: &mut String) {
    let ports = rule.get("ports").map(Value::items).unwrap_or_default();
    if ports.is_empty() {
        res.push_str("\n    To Port: <any> (traffic allowed to all ports)");
    }
    for it in ports {
        let port = it.get("port").map_or_else(|| "<nil>".to_owned(), Value::plain);
        let protocol = it.str_at(&["protocol"]);
        match it.get("endPort") {
            Some(end) => res.push_str(&format!("\n    To Port Range: {port}-{}/{protocol}", end.plain())),
            None => res.push_str(&format!("\n    To Port: {port}/{protocol}")),
        }
    }
}

fn peer(it: &Value, title: &str, res: &mut String) {
    res.push_str(&format!("\n    {title}:"));
    if let Some(block) = it.get("ipBlock") {
        let except: Vec<String> =
            block.get("except").map(Value::items).unwrap_or_default().iter().map(Value::plain).collect();
        res.push_str(&format!(
            "\n      IPBlock:\n        CIDR: {}\n        Except: {}",
            block.str_at(&["cidr"]),
            except.join(", ")
        ));
        return;
    }
    for (key, name) in [("namespaceSelector", "NamespaceSelector"), ("podSelector", "PodSelector")] {
        if let Some(it) = it.get(key) {
            res.push_str(&format!("\n      {name}: {}", Selector::of(it).shown()));
        }
    }
}
