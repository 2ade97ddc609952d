//! Objects whose kind or version no server knows: what is said of them, and the kind that is meant.

use crate::diagnostic::{Code, Diagnostic, Edit, Fix, FixClass, Severity};
use crate::kind::check::{Path, Report, location, quoted};
use crate::kind::kinds::Kind;
use crate::source::Span;
use crate::yaml::Node;

/// A kind that is misspelt, or a version that has none (L-80). `key` is the field that is wrong.
pub(super) fn no_such_kind(
    node: &Node<'_>,
    (api_version, kind): (&str, &str),
    known: &Kind,
    key: &str,
) -> Diagnostic {
    let (help, wanted) = match key {
        "kind" => (format!("did you mean `kind: {}`?", known.name), known.name),
        _ => (format!("write `apiVersion: {}`", known.api_version), known.api_version),
    };
    let (at, own) = value(node, key);
    let message = format!("no matches for kind {} in version {}", quoted(kind), quoted(api_version));
    Diagnostic {
        field: key.to_owned(),
        help,
        location: Some(location(at)),
        fixes: own.map(|at| written(at, key, wanted, FixClass::Effect)).into_iter().collect(),
        ..Diagnostic::new(Severity::Error, Code::NoSuchKind, message)
    }
}

/// "No release known serves v1beta1": the kind decides how it is read, for every version (A-03, L-50).
pub(super) fn unserved_version(node: &Node<'_>, api_version: &str, kind: &Kind, report: &mut Report<'_>) {
    let is_planned = kind.planned.contains(&api_version);
    let severity = if is_planned { Severity::Info } else { Severity::Warning };
    let (at, own) = value(node, "apiVersion");
    let message = format!("no matches for kind {} in version {}", quoted(kind.name), quoted(api_version));
    report.note(severity, Code::UnservedVersion, &Path::Root.field("apiVersion"), at, message);
    report.help(format!("read all the same; write `apiVersion: {}`", kind.api_version));
    if let Some(at) = own {
        report.fix(written(at, "apiVersion", kind.api_version, FixClass::Safe));
    }
}

/// Where the problem is; and where the value stands, if it is the object's own and not that of the list around it.
fn value(node: &Node<'_>, key: &str) -> (Span, Option<Span>) {
    let own = node.entry(key).map(|it| it.value.span);
    (own.unwrap_or(node.span), own)
}

fn written(at: Span, key: &str, wanted: &str, class: FixClass) -> Fix {
    let edit = Edit { location: location(at), text: wanted.to_owned() };
    Fix { title: format!("write {key}: {wanted}"), edits: vec![edit], class }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Readers;
    use crate::kind::read::document::read_document;
    use crate::options::Options;

    fn fixed(text: &str) -> (String, FixClass) {
        let read = read_document(text, &Options::default(), Readers::ALL);
        let fix = read.objects[0].diagnostics.iter().flat_map(|it| &it.fixes).next().expect(text).clone();
        (crate::diagnostic::edited(text, 0, &fix.edits).unwrap(), fix.class)
    }

    #[test]
    fn the_kind_or_version_that_is_meant_is_written() {
        let policy = |version: &str, kind: &str| {
            format!(
                "apiVersion: {version} # which\nkind: '{kind}'\nmetadata: {{name: p}}\nspec: {{podSelector: {{}}}}\n"
            )
        };
        let right = "networking.k8s.io/v1";
        let (text, class) = fixed(&policy(right, "NetworkPolicies"));
        assert_eq!(text, policy(right, "NetworkPolicy").replace("'NetworkPolicy'", "NetworkPolicy"));
        assert_eq!(class, FixClass::Effect);
        assert_eq!(fixed(&policy("networking/v1", "NetworkPolicy")).0, policy(right, "NetworkPolicy"));
    }

    #[test]
    fn a_version_that_nobody_serves_is_read_all_the_same() {
        let text = "apiVersion: policy.networking.k8s.io/v1beta1\nkind: AdminNetworkPolicy\nmetadata: {name: p}\nspec: {priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}\n";
        let (after, class) = fixed(text);
        assert_eq!((after, class), (text.replace("v1beta1", "v1alpha1"), FixClass::Safe));
    }
}
