//! What a policy is for, in a line of a task's text.

use crate::practice::tree::Tree;

/// "`shop/api` selects pods with `app=api`. Incoming: from … on TCP 8080."
pub(super) fn policy(it: &Tree) -> String {
    let name = it.text_at(&["metadata", "name"]);
    let null = Tree::Null;
    let spec = it.get("spec").unwrap_or(&null);
    let is_namespaced = it.text_at(&["kind"]) == "NetworkPolicy";
    if !is_namespaced {
        return of_cluster(name, it.text_at(&["kind"]), spec);
    }
    let namespace = match it.text_at(&["metadata", "namespace"]) {
        "" => "default",
        it => it,
    };
    let pods = spec.get("podSelector").map(labels).unwrap_or_default();
    let pods = if pods.is_empty() { "every pod".to_owned() } else { format!("pods with {pods}") };
    let mut res = format!("`{namespace}/{name}` is for {pods} of `{namespace}`.");
    for (key, word, peers) in [("ingress", "Ingress", "from"), ("egress", "Egress", "to")] {
        let rules = spec.get(key);
        let types = spec.get("policyTypes").map(Tree::items).unwrap_or_default();
        let is_in_force = match types {
            [] => word == "Ingress" || rules.is_some_and(|it| *it != Tree::Null),
            types => types.iter().any(|it| it.as_text() == Some(word)),
        };
        let lead = if word == "Ingress" { "Incoming" } else { "Outgoing" };
        let rules: Vec<String> =
            rules.map(Tree::items).unwrap_or_default().iter().map(|it| rule(it, peers)).collect();
        res.push_str(&match (is_in_force, rules.as_slice()) {
            (false, _) => format!(" {lead}: it says nothing."),
            (true, []) => format!(" {lead}: nothing is allowed."),
            (true, rules) => format!(" {lead}: {}.", rules.join("; and ")),
        });
    }
    res
}

fn rule(it: &Tree, key: &str) -> String {
    let peers: Vec<String> = it.get(key).map(Tree::items).unwrap_or_default().iter().map(peer).collect();
    let peers = if peers.is_empty() { "everywhere".to_owned() } else { peers.join(&format!(" or {key} ")) };
    format!("{key} {peers} on {}", ports(it))
}

fn peer(it: &Tree) -> String {
    if let Some(it) = it.get("ipBlock") {
        let except: Vec<String> =
            it.get("except").map(Tree::items).unwrap_or_default().iter().map(code).collect();
        let but = if except.is_empty() { String::new() } else { format!(" without {}", except.join(", ")) };
        return format!("{}{but}", it.get("cidr").map(code).unwrap_or_default());
    }
    let pods = it.get("podSelector").map(labels).unwrap_or_default();
    let pods = if pods.is_empty() { "every pod".to_owned() } else { format!("pods with {pods}") };
    match it.get("namespaceSelector").map(labels) {
        None => format!("{pods} of its own namespace"),
        Some(it) if it.is_empty() => format!("{pods} of every namespace"),
        Some(it) => format!("{pods} of namespaces with {it}"),
    }
}

/// The conditions of a selector; empty where it has none.
fn labels(it: &Tree) -> String {
    let pairs = it.get("matchLabels").map(Tree::entries).unwrap_or_default();
    let pairs = pairs.iter().map(|(key, value)| format!("`{key}={}`", value.scalar()));
    let expressions = it.get("matchExpressions").map(Tree::items).unwrap_or_default();
    let expressions = expressions.iter().map(|it| {
        let values: Vec<String> =
            it.get("values").map(Tree::items).unwrap_or_default().iter().map(code).collect();
        let key = it.get("key").map(code).unwrap_or_default();
        let values = values.join(" or ");
        match it.text_at(&["operator"]) {
            "In" => format!("{key} {values}"),
            "NotIn" => format!("a {key} that is not {values}, or none"),
            "Exists" => format!("any {key}"),
            _ => format!("no {key}"),
        }
    });
    pairs.chain(expressions).collect::<Vec<_>>().join(" and ")
}

fn code(it: &Tree) -> String {
    format!("`{}`", it.scalar())
}

fn ports(rule: &Tree) -> String {
    let all: Vec<String> = rule.get("ports").map(Tree::items).unwrap_or_default().iter().map(port).collect();
    if all.is_empty() { "every port".to_owned() } else { all.join(" and ") }
}

fn port(it: &Tree) -> String {
    let protocol = match it.text_at(&["protocol"]) {
        "" => "TCP",
        it => it,
    };
    match (it.get("port"), it.get("endPort")) {
        (None, _) => format!("every {protocol} port"),
        (Some(it), Some(end)) => format!("{protocol} {} to {}", it.scalar(), end.scalar()),
        (Some(it @ Tree::Text(_)), None) => format!("{protocol} port {}", code(it)),
        (Some(it), None) => format!("{protocol} {}", it.scalar()),
    }
}

fn of_cluster(name: &str, kind: &str, spec: &Tree) -> String {
    let scalar = |key: &str| spec.get(key).map(|it| it.scalar().into_owned()).unwrap_or_default();
    let (tier, priority) = (scalar("tier"), scalar("priority"));
    let order = [("tier", tier), ("priority", priority)];
    let order = order.iter().filter(|it| !it.1.is_empty()).map(|it| format!(", {} {}", it.0, it.1));
    let subject = spec.get("subject").map(group).unwrap_or_default();
    let mut res = format!("{kind} `{name}`{} is for {subject}.", order.collect::<String>());
    for (key, lead, peers) in [("ingress", "Incoming", "from"), ("egress", "Outgoing", "to")] {
        let rules: Vec<String> = spec
            .get(key)
            .map(Tree::items)
            .unwrap_or_default()
            .iter()
            .map(|it| {
                let own: Vec<String> =
                    it.get(peers).map(Tree::items).unwrap_or_default().iter().map(group).collect();
                format!("{} {peers} {} on {}", it.text_at(&["action"]), own.join(" or "), services(it))
            })
            .collect();
        if !rules.is_empty() {
            res.push_str(&format!(" {lead}, in this order: {}.", rules.join("; then ")));
        }
    }
    res
}

/// Whom a subject or a peer of such a policy means.
fn group(it: &Tree) -> String {
    if let Some(it) = it.get("namespaces") {
        let own = labels(it);
        return match own.is_empty() {
            true => "every pod of every namespace".to_owned(),
            false => format!("every pod of namespaces with {own}"),
        };
    }
    if let Some(it) = it.get("pods") {
        return peer(it);
    }
    let blocks: Vec<String> =
        it.get("networks").map(Tree::items).unwrap_or_default().iter().map(code).collect();
    match (blocks.is_empty(), it.get("nodes")) {
        (false, _) => blocks.join(" or "),
        (true, Some(it)) if labels(it).is_empty() => "every node".to_owned(),
        (true, Some(it)) => format!("nodes with {}", labels(it)),
        (true, None) => "everything".to_owned(),
    }
}

/// The ports of a rule of such a policy, in both forms that there are.
fn services(rule: &Tree) -> String {
    let mut res = Vec::new();
    for key in ["ports", "protocols"] {
        for it in rule.get(key).map(Tree::items).unwrap_or_default() {
            let mut words = Vec::new();
            gather(it, &mut words);
            res.push(words.join(" "));
        }
    }
    if res.is_empty() { "every port".to_owned() } else { res.join(" and ") }
}

fn gather(it: &Tree, words: &mut Vec<String>) {
    for (key, value) in it.entries() {
        match key.as_str() {
            "tcp" | "udp" | "sctp" => words.push(key.to_uppercase()),
            "end" => words.push("to".to_owned()),
            _ => {}
        }
        match value.scalar() {
            it if !it.is_empty() => words.push(it.into_owned()),
            _ => gather(value, words),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::policy;
    use crate::practice::tree::Tree;

    #[test]
    fn a_policy_is_told_in_a_line() {
        for (text, told) in [
            (
                "{kind: NetworkPolicy, metadata: {name: a, namespace: x}, spec: {podSelector: {}}}",
                "`x/a` is for every pod of `x`. Incoming: nothing is allowed. Outgoing: it says nothing.",
            ),
            (
                "{kind: NetworkPolicy, metadata: {name: a}, spec: {podSelector: {matchLabels: {k: v}}, policyTypes: [Egress], \
                 egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 1, endPort: 9}]}, {}]}}",
                "`default/a` is for pods with `k=v` of `default`. Incoming: it says nothing. Outgoing: to `10.0.0.0/8` \
                 without `10.1.0.0/16` on TCP 1 to 9; and to everywhere on every port.",
            ),
            (
                "{kind: ClusterNetworkPolicy, metadata: {name: a}, spec: {tier: Admin, priority: 5, subject: {namespaces: {}}, \
                 egress: [{action: Deny, to: [{networks: [1.2.3.4/32]}], protocols: [{tcp: {destinationPort: {number: 80}}}]}]}}",
                "ClusterNetworkPolicy `a`, tier Admin, priority 5 is for every pod of every namespace. Outgoing, in this \
                 order: Deny to `1.2.3.4/32` on TCP 80.",
            ),
        ] {
            let tree = Tree::objects(text).into_iter().next().unwrap();
            assert_eq!(policy(&tree), told);
        }
    }
}
