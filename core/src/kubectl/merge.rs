//! Applying an object that is there: what others set in it stays.

use super::command::place;
use super::object::Object;
use super::session::Session;
use super::writer::text_at;

const LABELS: [&str; 2] = ["metadata", "labels"];

impl Session {
    /// Puts in what is applied. As kubectl merges it, of the labels that are there those go which were applied before and
    /// are not any more; those that `kubectl label` set stay.
    pub(super) fn put_applied(&mut self, mut object: Object) {
        let own = object.pairs(&LABELS);
        if let Some(old) = object.key.as_ref().and_then(|it| self.get(it)) {
            let (pairs, written, whole) = (old.pairs(&LABELS), old.written(&LABELS), place(&old.text));
            let is_known = |key: &str, pairs: &[(String, String)]| pairs.iter().any(|it| it.0 == key);
            let applied = old.applied.clone().unwrap_or_default();
            let size = object.text.text().len() + old.text.text().len();
            for (index, (key, value)) in pairs.iter().enumerate() {
                if !is_known(key, &applied) && !is_known(key, &own) {
                    let at = written.get(index).filter(|_| written.len() == pairs.len());
                    let at = at.map_or(whole, |it| place(&it.1));
                    object.set("labels", key, &text_at(value, at));
                }
            }
            // Each label is put in by reading the text once more.
            self.bytes += 2 * size;
            self.work += pairs.len();
        }
        object.applied = Some(own);
        self.insert(object);
    }
}
