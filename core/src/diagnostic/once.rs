//! What is wrong with a value that aliases repeat is wrong once, where it is written.

use super::Diagnostic;
use crate::hash::HashMap;

/// Keeps the first of several problems of one kind, object and place whose fields are one place of the text, as
/// `is_one_place` says of a problem and two fields. Others are left as they are.
pub(crate) fn tell_once(all: &mut Vec<Diagnostic>, is_one_place: impl Fn(&Diagnostic, &str, &str) -> bool) {
    let mut first = HashMap::default();
    let mut repeats = vec![false; all.len()];
    for (nth, it) in all.iter().enumerate().filter(|it| it.1.location.is_some()) {
        let before: &Diagnostic = first.entry((it.code.as_str(), &it.object, it.location)).or_insert(it);
        if let Some(is_repeat) = repeats.get_mut(nth) {
            *is_repeat = before.field != it.field && is_one_place(it, &before.field, &it.field);
        }
    }
    let mut repeats = repeats.into_iter();
    all.retain(|_| !repeats.next().unwrap_or_default());
}
