//! What `kubectl describe` prints. It is not read: of a policy only whom it selects, and that it may let pass anything.

use super::{Note, place, shell, table};
use crate::diagnostic::{Code, Severity};
use crate::kubectl::Session;
use crate::source::Mapped;

/// Whether two lines begin a description: `Name:         web`, and below it `Namespace:` or `Labels:`.
pub(super) fn begins(line: &str, next: &str) -> bool {
    is_head(line) && ["Namespace:", "Labels:"].iter().any(|it| next.starts_with(it))
}

/// The first of these.
pub(super) fn is_head(line: &str) -> bool {
    let name = line.strip_prefix("Name:").filter(|it| it.starts_with("   ")).map_or("", str::trim);
    !name.is_empty() && !name.contains(' ')
}

/// How long the description is that a text begins with: up to an empty line or a prompt.
pub(super) fn length(text: &str) -> usize {
    let is_own = |it: &&str| !it.trim().is_empty() && shell::prompt(it.trim_end()).is_none();
    text.split_inclusive('\n').take_while(is_own).map(str::len).sum()
}

/// Names what is described, unless the text has the object too.
pub(super) fn read(text: &Mapped, session: &Session, notes: &mut Vec<Note>) {
    let field = |key: &str| {
        let found = text.text().lines().find_map(|it| it.trim_start().strip_prefix(key));
        found.map(str::trim).unwrap_or_default()
    };
    let has = |key: &str| text.text().lines().any(|it| it.starts_with(key));
    let (name, namespace) = (field("Name:"), field("Namespace:"));
    let at = place(text);
    let said = |what: &str, kind: &str| {
        let message = format!("what `kubectl describe` prints of {what} is not read");
        let help = format!("paste what `kubectl get {kind} -A -o yaml` prints");
        Note::new(at, (Severity::Warning, Code::NotInText), message, &help).incomplete()
    };
    let selector = field("PodSelector:");
    if !selector.is_empty() && !field("Policy Types:").is_empty() {
        if !session.knows("NetworkPolicy", namespace, name) {
            // "<none> (Allowing the specific traffic to all pods in this namespace)"
            let selector = selector.split(" (").next().filter(|it| it.starts_with('<')).unwrap_or(selector);
            let readings = table::policies_in_doubt(name, namespace, selector, at).to_vec();
            let what = format!("the policy `{namespace}/{name}`");
            notes.push(Note { readings, ..said(&what, "netpol") });
        }
        return;
    }
    // Where commands tell what there is, the rest is looked at only.
    if session.has_commands() {
        return;
    }
    if has("Containers:") && !session.knows("Pod", namespace, name) {
        notes.push(said(&format!("the pod `{namespace}/{name}`"), "pods"));
    } else if has("Pod Template:") {
        notes.push(said(&format!("the workload `{namespace}/{name}`"), "deploy,sts,ds"));
    } else if namespace.is_empty()
        && has("Status:")
        && !has("Roles:")
        && !session.knows("Namespace", "", name)
    {
        notes.push(said(&format!("the namespace `{name}`"), "ns"));
    }
}
