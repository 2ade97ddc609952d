//! Which names and labels the API server accepts, and its words for those it does not.
//!
//! Each function gives what is wrong; an empty list means that nothing is.

use crate::options::KubeVersion;

const LABEL_1123: &str = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', \
     and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', \
     regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const LABEL_1035: &str = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', \
     start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', \
     regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \
     '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', \
     regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const QUALIFIED: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with \
     an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', \
     regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE: &str = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', \
     and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', \
     regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

type Problems = Vec<String>;

/// DNS-1123 subdomain: most object names (V-02, V-03).
pub(crate) fn subdomain(name: &str) -> Problems {
    let mut problems = too_long(name, 253, "characters");
    if !is_subdomain(name) {
        problems.push(SUBDOMAIN.to_owned());
    }
    problems
}

/// DNS-1123 label: namespaces (V-05).
pub(crate) fn label_1123(name: &str) -> Problems {
    let mut problems = too_long(name, 63, "characters");
    if !is_label(name) {
        problems.push(if is_subdomain(name) { "must not contain dots" } else { LABEL_1123 }.to_owned());
    }
    problems
}

/// How objects of a kind may be called.
#[derive(Clone, Copy)]
pub(in crate::kind) enum NameRule {
    /// DNS-1123 subdomain.
    Subdomain,
    /// DNS-1123 label.
    Label,
    /// "Up to 1.35 a DNS-1035 label, from 1.36 on a DNS-1123 label" (V-62).
    Service,
}

impl NameRule {
    /// What servers of that release say against a name.
    pub(in crate::kind) fn check(self, name: &str, version: KubeVersion) -> Problems {
        match self {
            NameRule::Subdomain => subdomain(name),
            NameRule::Service if version.minor < 36 => label_1035(name),
            NameRule::Label | NameRule::Service => label_1123(name),
        }
    }
}

/// A name that would do in the place of one that does not: `deny-all` for `Deny_All`. `None` where nothing is left of it.
pub(in crate::kind) fn nearest(name: &str) -> Option<String> {
    let mut res = String::new();
    for it in name.chars() {
        match it.to_ascii_lowercase() {
            it if it.is_ascii_alphanumeric() || it == '.' => res.push(it),
            _ if !res.ends_with('-') => res.push('-'),
            _ => {}
        }
    }
    let res = res.trim_matches(['-', '.']);
    (!res.is_empty() && res != name && name.len() <= 253).then(|| res.to_owned())
}

/// DNS-1035 label: Services of older releases (V-62).
pub(crate) fn label_1035(name: &str) -> Problems {
    let mut problems = too_long(name, 63, "characters");
    if !is_label(name) || !name.starts_with(|it: char| it.is_ascii_lowercase()) {
        problems.push(LABEL_1035.to_owned());
    }
    problems
}

/// Port name (V-14): one problem for each broken rule.
pub(crate) fn port_name(name: &str) -> Problems {
    let mut problems = too_long(name, 15, "characters");
    let mut rule = |holds: bool, text: &str| {
        if !holds {
            problems.push(text.to_owned());
        }
    };
    let allowed = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    rule(
        !name.is_empty() && name.bytes().all(allowed),
        "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
    );
    rule(name.bytes().any(|it| it.is_ascii_lowercase()), "must contain at least one letter (a-z)");
    rule(!name.contains("--"), "must not contain consecutive hyphens");
    rule(!name.starts_with('-') && !name.ends_with('-'), "must not begin or end with a hyphen");
    problems
}

/// Label key, also annotation key: `[prefix/]name` (V-30).
pub(crate) fn label_key(key: &str) -> Problems {
    let mut problems = Vec::new();
    let name = match key.split_once('/') {
        None => key,
        Some((_, name)) if name.contains('/') => {
            return vec![format!(
                "a valid label key {QUALIFIED} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )];
        }
        Some(("", name)) => {
            problems.push("prefix part must be non-empty".to_owned());
            name
        }
        Some((prefix, name)) => {
            if !(prefix.len() <= 253 && is_subdomain(prefix)) {
                problems.extend(subdomain(prefix).into_iter().map(|it| format!("prefix part {it}")));
            }
            name
        }
    };
    if name.is_empty() {
        problems.push("name part must be non-empty".to_owned());
    } else if name.len() > 63 {
        problems.push("name part must be no more than 63 bytes".to_owned());
    }
    if name.is_empty() || !is_word(name) {
        problems.push(format!("name part {QUALIFIED}"));
    }
    problems
}

/// Label value (V-31).
pub(crate) fn label_value(value: &str) -> Problems {
    let mut problems = too_long(value, 63, "bytes");
    if !is_word(value) {
        problems.push(VALUE.to_owned());
    }
    problems
}

/// Not more than `length` long; `unit` is the server's word for what it counts.
fn too_long(text: &str, length: usize, unit: &str) -> Problems {
    if text.len() > length { vec![format!("must be no more than {length} {unit}")] } else { Vec::new() }
}

fn is_subdomain(name: &str) -> bool {
    name.split('.').all(is_label)
}

/// `[a-z0-9]([-a-z0-9]*[a-z0-9])?`
fn is_label(name: &str) -> bool {
    let inner = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
    !name.is_empty() && !name.starts_with('-') && !name.ends_with('-') && name.bytes().all(inner)
}

/// `(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?`
fn is_word(text: &str) -> bool {
    let ends = |it: &u8| it.is_ascii_alphanumeric();
    let bytes = text.as_bytes();
    bytes.iter().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'))
        && bytes.first().is_none_or(ends)
        && bytes.last().is_none_or(ends)
}

#[cfg(test)]
mod tests;
