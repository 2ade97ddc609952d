//! What the author of a field or word that these APIs do not know may have meant (D-11).

use super::schema::{Need, Object};
use crate::kind::check::hints::Hint;
use crate::kind::check::{Unknown, hints};

/// For what kind of object, all of whose words must fit; for which name; which field is meant, and what else to say.
const MEANT: &[(&str, &str, &str, &str)] = &[
    ("rule ingress", "to", "from", "? `to` belongs to egress rules"),
    ("rule egress", "from", "to", "? `from` belongs to ingress rules"),
    ("spec v1alpha1 admin", "order", "priority", "? The lowest number comes first"),
    ("spec v1alpha2", "order", "priority", "? The lowest number comes first"),
    ("destination", "port", "number", "?"),
    ("range", "from", "start", "?"),
    ("range", "to", "end", "?"),
    ("requirement", "value", "values", ", a list?"),
];

/// For what kind of object, all of whose words must fit; for which names; what to say. The first row counts.
const UNKNOWN: &[(&str, &str, &str)] = &[
    (
        "spec",
        "podSelector namespaceSelector selector namespaces pods",
        "pods are chosen under `subject`: `subject: {namespaces: {…}}`, or `pods` with both selectors",
    ),
    (
        "spec",
        "policyTypes types",
        "there is no such field: a policy concerns the directions it has rules for",
    ),
    ("spec v1alpha1", "tier", "the kind is the tier here; `tier` belongs to ClusterNetworkPolicy"),
    ("spec baseline", "priority order", "there is only one such object, hence no priority"),
    ("spec", "from to ports protocols action", "put it into an entry of `ingress` or `egress`"),
    ("rule v1alpha1", "protocols", "v1alpha1 calls it `ports`; `protocols` belongs to ClusterNetworkPolicy"),
    (
        "rule v1alpha2",
        "ports",
        "v1alpha2 calls it `protocols`: `protocols: [{tcp: {destinationPort: {number: …}}}]`",
    ),
    (
        "rule",
        "namespaces pods nodes networks domainNames podSelector namespaceSelector ipBlock",
        "peers are entries of a list under `from` or `to`",
    ),
    ("rule", "priority order", "rules count in the order in which they are written"),
    ("rule v1alpha1", "port protocol portNumber portRange namedPort", "put it into an entry of `ports`"),
    (
        "rule v1alpha2",
        "port protocol tcp udp sctp destinationNamedPort",
        "put it into an entry of `protocols`",
    ),
    ("peer baseline", "domainNames", "only AdminNetworkPolicy has `domainNames`"),
    (
        "peer ingress",
        "nodes networks domainNames ipBlock cidr",
        "only egress rules can match anything but pods",
    ),
    ("peer egress", "ipBlock cidr network", "write `networks: [10.0.0.0/8]`"),
    ("peer egress", "fqdn fqdns domains toFQDNs", "write `domainNames: [www.example.org]`"),
    (
        "peer",
        "podSelector",
        "write `pods: {namespaceSelector: {}, podSelector: {…}}`; there is no own namespace here",
    ),
    ("peer", "namespaceSelector", "write `namespaces: {…}`, or `pods` with both selectors"),
    (
        "peer",
        "ports port protocol protocols",
        "it stands beside the list of peers, not inside of it: indent it less",
    ),
    ("peer", "except", "there are no exceptions: put a rule for the smaller range before this one"),
    ("peer", "namespace", "use `namespaces: {matchLabels: {kubernetes.io/metadata.name: …}}`"),
    ("peer", "matchLabels matchExpressions", "put it under `namespaces` or `pods`"),
    (
        "subject",
        "podSelector namespaceSelector",
        "put it under `pods`, which has both selectors, or write `namespaces: {…}`",
    ),
    ("subject", "matchLabels matchExpressions", "put it under `namespaces` or `pods`"),
    ("selector namespaces", "podSelector", "use `pods`, which has both selectors, instead of `namespaces`"),
    ("pods", "matchLabels matchExpressions", "put it under `podSelector` or `namespaceSelector`"),
    ("port v1alpha1", "destinationNamedPort name", "write `namedPort: …`"),
    ("port v1alpha1", "port protocol number endPort", "write `portNumber: {protocol: TCP, port: …}`"),
    ("port v1alpha1", "tcp udp sctp", "v1alpha1 writes `portNumber: {protocol: TCP, port: …}`"),
    ("port v1alpha2", "namedPort name", "v1alpha2 calls it `destinationNamedPort`"),
    (
        "port v1alpha2",
        "portNumber port protocol number endPort",
        "v1alpha2 writes `tcp: {destinationPort: {number: …}}`",
    ),
    (
        "port v1alpha2",
        "portRange range",
        "v1alpha2 writes `tcp: {destinationPort: {range: {start: …, end: …}}}`",
    ),
    ("port v1alpha2", "TCP UDP SCTP", "write it in small letters"),
    ("number", "number", "v1alpha1 calls it `port`"),
    ("number", "endPort start end", "a range is written `portRange: {protocol: TCP, start: …, end: …}`"),
    ("transport", "number range port", "put it under `destinationPort`"),
    ("transport", "sourcePort", "no policy can match the port a connection comes from"),
    ("destination", "start end", "put it under `range`"),
];

/// Help for an unknown field around `spec`.
pub(super) fn around(Unknown { object, name, .. }: Unknown<'_>) -> Option<Hint> {
    let is_of_spec = matches!(name, "tier" | "priority" | "subject" | "ingress" | "egress");
    (object == "PartialObjectMetadata" && is_of_spec).then(|| "put it under `spec`".to_owned().into())
}

/// Help for an unknown field `name` of `object`, in `spec`.
pub(super) fn unknown_field(object: &Object, name: &str) -> Hint {
    let fits = |words: &str, names: &str| {
        words.split(' ').all(|it| object.words.split(' ').any(|word| word == it))
            && names.split(' ').any(|it| it == name)
    };
    if let Some((.., meant, more)) = MEANT.iter().find(|it| fits(it.0, it.1)) {
        return Hint::meant(meant, more);
    }
    if let Some(row) = UNKNOWN.iter().find(|it| fits(it.0, it.1)) {
        return row.2.to_owned().into();
    }
    let known = object.fields.iter().filter(|it| it.need != Need::Old);
    let known: Vec<_> = known.map(|it| it.name).collect();
    let is_selector = object.words.starts_with("selector");
    hints::known_fields(if is_selector { "LabelSelector" } else { "" }, &known, name)
}

/// Help for a field of releases 0.1.0 and 0.1.1.
pub(super) fn old_shape(name: &str) -> &'static str {
    match name {
        "namespaceSelector" => {
            "this shape is gone since release 0.1.2: write the selector itself, `namespaces: {matchLabels: {…}}`"
        }
        "namespaces" => {
            "this shape is gone since release 0.1.2: write `pods: {namespaceSelector: {…}, podSelector: {…}}`"
        }
        _ => {
            "this is gone since release 0.1.2, and nothing took its place: write a policy for each value of the label"
        }
    }
}

/// Help for a field that is missing.
pub(super) fn required(name: &str) -> &'static str {
    match name {
        "subject" => "for all pods write `subject: {namespaces: {}}`",
        "tier" => "tiers are `Admin`, before NetworkPolicy, and `Baseline`, after it",
        "priority" => "a number from 0, which comes first, to 1000",
        "from" | "to" => "for all pods write an entry `namespaces: {}`",
        "namespaceSelector" => "for all namespaces write `namespaceSelector: {}`",
        "podSelector" => "for all pods of these namespaces write `podSelector: {}`",
        _ => "",
    }
}

/// Help for a list or an object with nothing in it.
pub(super) fn empty(name: &str) -> &'static str {
    match name {
        "from" | "to" => "for all pods write an entry `namespaces: {}`; to match nothing delete the rule",
        "ports" | "protocols" => "for all ports delete the field",
        "subject" => "for all pods write `subject: {namespaces: {}}`",
        "tcp" | "udp" | "sctp" => "for all ports write `destinationPort: {range: {start: 1, end: 65535}}`",
        _ => "",
    }
}

/// Help for a word that is none of `words`.
pub(super) fn word(words: &[&str], written: &str) -> String {
    let other = match written {
        "Allow" | "allow" => "Accept",
        "Accept" | "accept" => "Allow",
        it => it,
    };
    match words.iter().find(|it| it.eq_ignore_ascii_case(written)) {
        Some(it) => format!("write `{it}`"),
        None if words.contains(&other) => {
            format!("`{written}` is the word of the other generation of this API: write `{other}`")
        }
        None if written == "Pass" => {
            "after a BaselineAdminNetworkPolicy everything is allowed: write `Allow`".to_owned()
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
