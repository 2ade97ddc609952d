//! Whether two sets of policies agree for every pod that could exist, for readers.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::compare::any::{Agreement, Equivalence, Example, ExampleEnd, ExamplePod, Gap};
use crate::tri::Tri;
use crate::yaml::written;

/// How two sets of policies stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EquivalenceView {
    /// How they stand to each other.
    pub agreement: Agreement,
    /// One sentence.
    pub sentence: String,
    /// The smallest difference that was found.
    pub example: Option<ExampleView>,
}

/// A flow that one set allows and the other denies.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ExampleView {
    /// "a pod of namespace `shop` with a=x".
    pub from: String,
    /// The same for the destination.
    pub to: String,
    /// `TCP 80`.
    pub port: String,
    /// What each set says: "the first denies it, the second allows it".
    pub sentence: String,
    /// The two pods and their namespaces as manifests: with these the difference shows in the matrix.
    pub manifests: String,
}

impl Agreement {
    /// `equal`, `narrower`, `wider`, `different`, `not-found`.
    pub fn as_str(self) -> &'static str {
        match self {
            Agreement::Equal => "equal",
            Agreement::Narrower => "narrower",
            Agreement::Wider => "wider",
            Agreement::Different => "different",
            Agreement::NotFound => "not-found",
        }
    }
}

pub(crate) fn equivalence(it: &Equivalence) -> EquivalenceView {
    let sentence = match it.agreement {
        Agreement::Equal => "equal: both allow the same for every pod that could exist".to_owned(),
        Agreement::Narrower => "the second allows all that the first allows, and more".to_owned(),
        Agreement::Wider => "the first allows all that the second allows, and more".to_owned(),
        Agreement::Different => "they differ".to_owned(),
        Agreement::NotFound => {
            let why = match it.gap {
                Some(Gap::Incomplete) => "something is missing from an input",
                Some(Gap::Undecided) => "an input does not decide for all of them",
                Some(Gap::Peers) => "nodes and names of hosts were not tried",
                Some(Gap::Pods) | None => "not every possible pod was tried",
            };
            format!("no difference found among {} pods; {why}", it.pods)
        }
    };
    EquivalenceView { agreement: it.agreement, sentence, example: it.example.as_ref().map(example) }
}

fn example(it: &Example) -> ExampleView {
    let says = |it: Tri| match it {
        Tri::Yes => "allows it",
        Tri::No => "denies it",
        Tri::Unknown => "does not decide it",
    };
    ExampleView {
        from: end_words(&it.source),
        to: end_words(&it.destination),
        port: format!("{} {}", it.port.0.as_str(), it.port.1),
        sentence: format!("the first {}, the second {}", says(it.allowed.before), says(it.allowed.after)),
        manifests: example_manifests(it),
    }
}

/// "a pod of namespace shop (team=blue) with a=x".
pub(crate) fn end_words(it: &ExampleEnd) -> String {
    let pod = match it {
        ExampleEnd::Address(it) => return format!("the address {it}"),
        ExampleEnd::Host(it) => return format!("the host {it}"),
        ExampleEnd::Pod(it) => it,
    };
    let list = |labels: &[(String, String)]| {
        labels.iter().map(|it| format!("{}={}", it.0, it.1)).collect::<Vec<_>>().join(", ")
    };
    let mut res = format!("a pod of namespace {}", pod.namespace);
    if !pod.namespace_labels.is_empty() {
        let _ = write!(res, " ({})", list(&pod.namespace_labels));
    }
    match pod.labels.as_slice() {
        [] => res.push_str(" without labels"),
        labels => {
            let _ = write!(res, " with {}", list(labels));
        }
    }
    if let Some(it) = pod.address {
        let _ = write!(res, " at {it}");
    }
    for (protocol, name, number) in &pod.ports {
        let _ = write!(res, ", {} {number} named {name}", protocol.as_str());
    }
    res
}

/// The id of an end in [`example_manifests`].
pub(crate) fn end_id(it: &ExampleEnd, name: &str) -> String {
    match it {
        ExampleEnd::Pod(it) => format!("{}/{name}", it.namespace),
        ExampleEnd::Address(it) => format!("ip:{it}"),
        ExampleEnd::Host(it) => format!("host:{it}"),
    }
}

/// The pods of an example, `source` and `destination`, with their namespaces.
pub(crate) fn example_manifests(it: &Example) -> String {
    let mut res = String::new();
    let mut declared: BTreeSet<&str> = BTreeSet::new();
    for (end, name) in [(&it.source, "source"), (&it.destination, "destination")] {
        let ExampleEnd::Pod(pod) = end else { continue };
        if declared.insert(&pod.namespace) {
            let name = written(&pod.namespace);
            let _ = writeln!(res, "---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: {name}");
            labels(&mut res, &pod.namespace_labels);
        }
        write_pod(&mut res, pod, name);
    }
    res
}

fn write_pod(res: &mut String, pod: &ExamplePod, name: &str) {
    let namespace = written(&pod.namespace);
    let _ =
        writeln!(res, "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n  namespace: {namespace}");
    labels(res, &pod.labels);
    res.push_str("spec:\n  containers:\n  - name: main\n    image: example\n");
    if !pod.ports.is_empty() {
        res.push_str("    ports:\n");
    }
    for (protocol, name, number) in &pod.ports {
        let (name, protocol) = (written(name), protocol.as_str());
        let _ = writeln!(res, "    - {{name: {name}, containerPort: {number}, protocol: {protocol}}}");
    }
    if let Some(it) = pod.address {
        let _ = writeln!(res, "status:\n  podIP: '{it}'\n  podIPs: [{{ip: '{it}'}}]");
    }
}

fn labels(res: &mut String, labels: &[(String, String)]) {
    if !labels.is_empty() {
        res.push_str("  labels:\n");
    }
    for (key, value) in labels {
        let _ = writeln!(res, "    {}: {}", written(key), written(value));
    }
}

#[cfg(test)]
mod tests {
    use super::super::totals as totals_words;
    use super::equivalence;
    use crate::compare::Totals;
    use crate::compare::any::{Agreement, Equivalence, Gap};

    #[test]
    fn what_keeps_from_an_answer_is_said() {
        let gaps = [
            (Gap::Incomplete, "something is missing from an input"),
            (Gap::Undecided, "an input does not decide for all of them"),
            (Gap::Peers, "nodes and names of hosts were not tried"),
            (Gap::Pods, "not every possible pod was tried"),
        ];
        for (gap, words) in gaps {
            let found = Equivalence {
                agreement: Agreement::NotFound,
                example: None,
                pods: 7,
                gap: Some(gap),
                is_partly_tried: gap == Gap::Pods,
            };
            let wanted = format!("no difference found among 7 pods; {words}");
            assert_eq!(equivalence(&found).sentence, wanted);
        }
        let totals = Totals { newly_denied: 1, undecided: 3, ..Totals::default() };
        let wanted = "1 newly denied, 3 changed only in whether the input decides";
        assert_eq!(totals_words(&totals), wanted);
    }
}
