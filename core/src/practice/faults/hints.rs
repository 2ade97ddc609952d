//! The three hints to a slip: a question, where it is, and the name of the field.

use super::{Fault, FaultKind};

/// Hints to the slips of a task.
pub(super) fn hints(faults: &[Fault]) -> Vec<String> {
    let questions: Vec<&str> = faults.iter().map(|it| question(it.kind)).collect();
    let places: Vec<String> = faults.iter().map(place).collect();
    let fields: Vec<String> = faults.iter().map(field).collect();
    let count = if faults.len() == 1 { "One place is wrong" } else { "Two places are wrong" };
    vec![
        questions.join(" "),
        format!("{count}: {}. Policies are counted from the top, through all files.", places.join("; and ")),
        fields.join(" "),
    ]
}

fn question(it: FaultKind) -> &'static str {
    match it {
        FaultKind::Port | FaultKind::EndPort => {
            "On which port does the connection arrive, and which ones does the rule allow?"
        }
        FaultKind::Protocol => "Ports are counted for each protocol: which one does the rule speak of?",
        FaultKind::LabelKey | FaultKind::LabelValue => {
            "Which pods or namespaces does each selector choose, as they are labelled?"
        }
        FaultKind::Namespace => "Which pods can a policy select at all?",
        FaultKind::StrayDash | FaultKind::MissingDash => {
            "Which conditions must hold together, and which are one or the other?"
        }
        FaultKind::PolicyType => "For which directions is each policy in force?",
        FaultKind::Dns => "What does a pod need before it can connect to a name?",
        FaultKind::Direction => "At which end of the connection does the policy stand?",
        FaultKind::Ends => "Whom does the policy select, and who stands at the other end?",
        FaultKind::Refused => "What does a server say to the file, line by line?",
        FaultKind::Empty => "What does an empty list mean at its place, and what an empty map?",
        FaultKind::Selector => "Does each selector choose pods, namespaces, or pods of some namespaces?",
        FaultKind::Except => "Which addresses are in the block, and which are left out of it?",
        FaultKind::Tier => "Which rule is asked first, and what does it decide?",
    }
}

fn place(it: &Fault) -> String {
    let policy = ordinal(it.policy);
    let part = match it.path.as_str() {
        path if path.starts_with("spec.ingress") => "its rules for what comes in",
        path if path.starts_with("spec.egress") => "its rules for what goes out",
        path if path.starts_with("metadata") => "its head",
        _ => "what stands before its rules",
    };
    format!("in {policy}, {part}")
}

/// "the second policy", counted from 0.
fn ordinal(at: usize) -> String {
    let words = ["first", "second", "third", "fourth", "fifth", "sixth"];
    match words.get(at) {
        Some(it) => format!("the {it} policy"),
        None => format!("policy number {}", at + 1),
    }
}

/// The names of the fields on the way, without what a user called something.
fn field(it: &Fault) -> String {
    let fields: Vec<&str> = it.path.split(['.', '[', ']']).filter(|it| FIELDS.contains(it)).collect();
    let named = match fields.as_slice() {
        [.., above, last] => format!("`{last}` of `{above}`"),
        [last] => format!("`{last}`"),
        [] => "`spec`".to_owned(),
    };
    let what = if matches!(it.kind, FaultKind::StrayDash | FaultKind::MissingDash) {
        "the dashes below"
    } else if it.kind == FaultKind::Protocol {
        "`protocol` in"
    } else {
        "what stands in"
    };
    format!("Look at {what} {named}, and hold it against what the policy is for.")
}

const FIELDS: [&str; 27] = [
    "namespace",
    "policyTypes",
    "ingress",
    "egress",
    "from",
    "to",
    "ports",
    "protocols",
    "port",
    "endPort",
    "number",
    "start",
    "end",
    "namedPort",
    "podSelector",
    "namespaceSelector",
    "namespaces",
    "pods",
    "subject",
    "matchLabels",
    "matchExpressions",
    "values",
    "operator",
    "cidr",
    "except",
    "action",
    "priority",
];
