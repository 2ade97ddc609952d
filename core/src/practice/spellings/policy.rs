//! Ways to spell a NetworkPolicy.

use ipnet::IpNet;

use crate::kind::NAME_LABEL;
use crate::practice::tree::Tree;

/// A way: the policies that say the same as this one.
type Way = fn(&mut Tree) -> Option<Tree>;

const DIRECTIONS: [(&str, &str, &str); 2] = [("ingress", "from", "Ingress"), ("egress", "to", "Egress")];

/// Each with what is different. One may make a second policy.
pub(super) const WAYS: [(&str, Way); 10] = [
    ("with keys and lists in another order", |it| one(it, reversed)),
    ("with expressions in place of labels", |it| one(it, with_expressions)),
    ("with every protocol written", |it| one(it, |it| protocols(it, true))),
    ("without the protocols that are the default", |it| one(it, |it| protocols(it, false))),
    ("with policyTypes written", |it| one(it, with_types)),
    ("without policyTypes where they follow", |it| one(it, without_types)),
    ("with a rule for each peer", |it| one(it, |it| one_rule_each(it, true))),
    ("with a rule for each port", |it| one(it, |it| one_rule_each(it, false))),
    ("with ranges of one port, blocks in halves and the own namespace named", |it| {
        one(it, |it| {
            ranges(it);
            halves(it);
            own_namespace(it);
        })
    }),
    (TWO, two_policies),
];

const TWO: &str = "with a policy for each direction";

/// Whether a way makes a second policy of one.
pub(super) fn makes_more(name: &str) -> bool {
    name == TWO
}

/// A policy in another spelling; any other object as it is.
pub(super) fn spelt(it: &Tree, way: Way) -> Vec<Tree> {
    let mut it = it.clone();
    let is_policy = it.text_at(&["apiVersion"]).starts_with("networking.k8s.io/") && it.get("spec").is_some();
    let more = if is_policy { way(&mut it) } else { None };
    std::iter::once(it).chain(more).collect()
}

fn one(it: &mut Tree, change: impl Fn(&mut Tree)) -> Option<Tree> {
    change(it);
    None
}

fn reversed(it: &mut Tree) {
    match it {
        Tree::List(items) => {
            items.reverse();
            items.iter_mut().for_each(reversed);
        }
        Tree::Map(entries) => {
            entries.reverse();
            entries.iter_mut().for_each(|it| reversed(&mut it.1));
        }
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {}
    }
}

fn with_expressions(it: &mut Tree) {
    if let Some(labels) = it.remove("matchLabels") {
        let mut all = it.remove("matchExpressions").map(|it| it.items().to_vec()).unwrap_or_default();
        for (key, value) in labels.entries() {
            let values = Tree::List(vec![value.clone()]);
            all.push(Tree::map([
                ("key", Tree::text(key.as_str())),
                ("operator", Tree::text("In")),
                ("values", values),
            ]));
        }
        if !all.is_empty() {
            it.put("matchExpressions", Tree::List(all));
        }
    }
    match it {
        Tree::List(items) => items.iter_mut().for_each(with_expressions),
        Tree::Map(entries) => entries.iter_mut().for_each(|it| with_expressions(&mut it.1)),
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) => {}
    }
}

/// The rules of a direction.
fn rules<'t>(it: &'t mut Tree, key: &str) -> Option<&'t mut Vec<Tree>> {
    match it.at_mut(&["spec", key])? {
        Tree::List(it) => Some(it),
        Tree::Null | Tree::Bool(_) | Tree::Number(_) | Tree::Text(_) | Tree::Map(_) => None,
    }
}

/// Does something with each item of a list of each rule.
fn each(it: &mut Tree, keys: [&str; 2], change: impl Fn(&mut Tree)) {
    for ((key, ..), list) in DIRECTIONS.into_iter().zip(keys) {
        for rule in rules(it, key).into_iter().flatten() {
            if let Some(Tree::List(items)) = rule.at_mut(&[list]) {
                items.iter_mut().for_each(&change);
            }
        }
    }
}

fn protocols(it: &mut Tree, are_written: bool) {
    each(it, ["ports", "ports"], |it| {
        let is_default = it.get("protocol").is_none_or(|it| it.as_text() == Some("TCP"));
        // An entry with nothing in it is every TCP port: `{}`.
        match (is_default, are_written) {
            (true, true) => it.put("protocol", Tree::text("TCP")),
            (true, false) => drop(it.remove("protocol")),
            (false, _) => {}
        }
    });
}

/// The types that follow where none are written: "defaults to Ingress, and Egress if the policy has any egress rules".
fn following(it: &Tree) -> Vec<&'static str> {
    let has_egress = it.at(&["spec", "egress"]).is_some_and(|it| !it.items().is_empty());
    if has_egress { vec!["Ingress", "Egress"] } else { vec!["Ingress"] }
}

fn types(it: &Tree) -> Vec<String> {
    let written = it.at(&["spec", "policyTypes"]).map(Tree::items).unwrap_or_default();
    let mut res: Vec<String> = written.iter().map(|it| it.scalar().into_owned()).collect();
    if res.is_empty() {
        res = following(it).into_iter().map(str::to_owned).collect();
    }
    res
}

fn with_types(it: &mut Tree) {
    let all = types(it).into_iter().map(Tree::Text).collect();
    it.put_at(&["spec", "policyTypes"], Tree::List(all));
}

fn without_types(it: &mut Tree) {
    let mut written = types(it);
    written.sort_by_key(|it| it != "Ingress");
    if written == following(it)
        && let Some(spec) = it.at_mut(&["spec"])
    {
        spec.remove("policyTypes");
    }
}

fn one_rule_each(it: &mut Tree, by_peer: bool) {
    for (key, peers, _) in DIRECTIONS {
        let list = if by_peer { peers } else { "ports" };
        let Some(rules) = rules(it, key) else { continue };
        let split = rules.iter().flat_map(|rule| match rule.get(list).map(Tree::items) {
            // An empty list is all: it is not split.
            None | Some([]) => vec![rule.clone()],
            Some(items) => items
                .iter()
                .map(|it| {
                    let mut res = rule.clone();
                    res.put(list, Tree::List(vec![it.clone()]));
                    res
                })
                .collect(),
        });
        *rules = split.collect();
    }
}

fn ranges(it: &mut Tree) {
    each(it, ["ports", "ports"], |it| {
        if let Some(Tree::Number(port)) = it.get("port").cloned()
            && it.get("endPort").is_none()
        {
            it.put("endPort", Tree::Number(port));
        }
    });
}

fn halves(it: &mut Tree) {
    for (key, list, _) in DIRECTIONS {
        for rule in rules(it, key).into_iter().flatten() {
            let Some(Tree::List(peers)) = rule.at_mut(&[list]) else { continue };
            let split = peers.iter().flat_map(|peer| {
                let block = peer.get("ipBlock").filter(|it| it.get("except").is_none());
                let net: Option<IpNet> = block.and_then(|it| it.text_at(&["cidr"]).parse().ok());
                let parts =
                    net.and_then(|it| Some(it.subnets(it.prefix_len() + 1).ok()?.collect::<Vec<_>>()));
                match parts {
                    None => vec![peer.clone()],
                    Some(parts) => parts
                        .iter()
                        .map(|it| Tree::map([("ipBlock", Tree::map([("cidr", Tree::text(it.to_string()))]))]))
                        .collect(),
                }
            });
            *peers = split.collect();
        }
    }
}

fn own_namespace(it: &mut Tree) {
    let namespace = match it.text_at(&["metadata", "namespace"]) {
        "" => "default",
        it => it,
    };
    let selector = Tree::map([("matchLabels", Tree::map([(NAME_LABEL, Tree::text(namespace))]))]);
    each(it, ["from", "to"], |it| {
        if it.get("podSelector").is_some() && it.get("namespaceSelector").is_none() {
            it.put("namespaceSelector", selector.clone());
        }
    });
}

/// The egress of a policy for both directions as a policy of its own.
fn two_policies(it: &mut Tree) -> Option<Tree> {
    let all = types(it);
    if !["Ingress", "Egress"].iter().all(|wanted| all.iter().any(|it| it == wanted)) {
        return None;
    }
    let mut other = it.clone();
    let name = format!("{}-egress", it.text_at(&["metadata", "name"]));
    other.put_at(&["metadata", "name"], Tree::Text(name));
    for (it, (key, _, word)) in [&mut *it, &mut other].into_iter().zip(DIRECTIONS) {
        let spec = it.at_mut(&["spec"])?;
        spec.remove(if key == "ingress" { "egress" } else { "ingress" });
        spec.put("policyTypes", Tree::List(vec![Tree::text(word)]));
    }
    Some(other)
}
