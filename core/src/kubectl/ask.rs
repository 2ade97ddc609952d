//! What is asked of a session while it goes on.

use super::kinds::KINDS;
use super::object::{Key, Object};
use super::session::Session;
use super::writer::text_at;
use crate::source::{FileId, Location, Mapped, Span};

impl Session {
    /// The namespace that the last `get` asked for, of what its table does not name one.
    pub fn asked_namespace(&self) -> Mapped {
        let own = self.asked.clone().or_else(|| self.namespace.clone());
        own.unwrap_or_else(|| text_at("default", Location { file: FileId(0), span: Span::default() }))
    }

    /// Whether an object of that kind and name is there.
    pub fn knows(&self, kind: &str, namespace: &str, name: &str) -> bool {
        super::kinds::named(kind).is_some_and(|it| self.get(&Key::new(it, namespace, name)).is_some())
    }

    /// Whether a pod is one of a workload that is there: it has the labels of its template, and its name in front.
    pub fn makes(&self, namespace: &str, name: &str, labels: &[(Mapped, Mapped)]) -> bool {
        let has = |(key, value): &(String, String)| {
            labels.iter().any(|it| it.0.text() == key && it.1.text().trim_matches('"') == value)
        };
        let ends = name.char_indices().filter(|it| it.1 == '-').map(|it| it.0);
        let owners = ends.filter_map(|it| name.get(..it));
        let kinds = || KINDS.iter().filter(|it| it.is_row && it.name != "Pod");
        owners.flat_map(|owner| kinds().map(move |kind| Key::new(kind, namespace, owner))).any(|key| {
            let template = |it: &Object| it.pairs(&["spec", "template", "metadata", "labels"]);
            self.get(&key).is_some_and(|it| template(it).iter().all(has))
        })
    }

    /// Whether a command made or changed something.
    pub fn has_commands(&self) -> bool {
        self.carried_out > 0
    }
}
