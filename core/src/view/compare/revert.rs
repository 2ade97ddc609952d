//! What makes an object what it was before.

use crate::compare::Both;
use crate::compare::cause::ChangedObject;
use crate::model::Model;
use crate::source::Location;
use crate::view::EditView;

/// The edits of the files after that give one object its text of before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RevertView {
    /// In the order of the text.
    pub edits: Vec<EditView>,
    /// An object that is no more: the name of its file, and its text as a document of its own.
    pub append: Option<(String, String)>,
}

/// `None` where the object is made from something else than its own text, or stands inside of something else now.
pub(crate) fn revert(models: Both<&Model>, it: &ChangedObject) -> Option<RevertView> {
    let before = match it.location.before {
        Some(it) => Some(verbatim(models.before, it)?),
        None => None,
    };
    let after = match it.location.after {
        Some(it) => Some(verbatim(models.after, it)?),
        None => None,
    };
    let edit = |location: Location, text: String| {
        let place = models.after.places.place(location)?;
        Some(RevertView { edits: vec![EditView { place, text }], append: None })
    };
    match (before, after) {
        (Some(old), Some(new)) => {
            let (lead, lead_now) = (models.before.places.lead(old)?, models.after.places.lead(new)?);
            // With another indentation it would mean something else.
            (lead == lead_now).then_some(())?;
            edit(new, models.before.places.text(old)?.to_owned())
        }
        (None, Some(new)) => {
            models.after.places.lead(new)?.is_empty().then_some(())?;
            edit(models.after.places.whole_document(new)?, String::new())
        }
        (Some(old), None) => {
            models.before.places.lead(old)?.is_empty().then_some(())?;
            let text = models.before.places.text(old)?.trim_end();
            let file = models.before.places.name(old.file.0).to_owned();
            Some(RevertView { edits: Vec::new(), append: Some((file, format!("{text}\n"))) })
        }
        (None, None) => None,
    }
}

fn verbatim(model: &Model, it: Location) -> Option<Location> {
    let found = model.places.verbatim(it)?;
    (model.places.text(it)? == model.places.text(found)?).then_some(found)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::{Options, SourceFile, analyze, compare};

    const A: &str = "kind: Pod\napiVersion: v1\nmetadata: {name: a}\n";
    const B: &str = "# about b\nkind: Pod\napiVersion: v1\nmetadata: {name: b}\n";

    /// The text after everything that can be put back was, and how many changed.
    #[track_caller]
    fn reverted(before: &str, after: &str) -> (String, usize) {
        let of = |text: &str| {
            Arc::new(analyze(&[SourceFile::new("a.yaml", text.to_owned())], &Options::default()))
        };
        let changes = compare(&of(before), &of(after));
        let count = changes.objects().len();
        let mut text = after.to_owned();
        let all: Vec<_> = (0..count).filter_map(|it| changes.revert(it)).collect();
        let mut edits: Vec<_> = all.iter().flat_map(|it| &it.edits).collect();
        edits.sort_by_key(|it| std::cmp::Reverse(it.place.from));
        for it in edits {
            text.replace_range(it.place.from as usize..it.place.to as usize, &it.text);
        }
        for (file, it) in all.iter().filter_map(|it| it.append.as_ref()) {
            assert_eq!(file, "a.yaml");
            text.push_str("---\n");
            text.push_str(it);
        }
        (text, count)
    }

    #[test]
    fn an_object_gets_its_text_of_before_and_the_rest_stays() {
        let two = format!("{A}---\n{B}");
        let changed = two.replace("name: b", "name: b, labels: {x: y}");
        assert_eq!(reverted(&two, &changed), (two.clone(), 1));
        assert_eq!(
            reverted(&two, &two.replace("about", "more about")),
            (two.replace("about", "more about"), 0)
        );
    }

    #[test]
    fn what_is_new_goes_with_its_separator_and_what_went_comes_back() {
        let two = format!("{A}---\n{B}");
        assert_eq!(reverted(A, &two), (A.to_owned(), 1));
        assert_eq!(reverted(B, &two), (B.to_owned(), 1));
        assert_eq!(reverted(&two, A), (two.replace("# about b\n", ""), 1));
    }

    #[test]
    fn what_is_no_text_of_its_own_stays() {
        let list =
            "kind: List\napiVersion: v1\nitems:\n  - {kind: Pod, apiVersion: v1, metadata: {name: a}}\n";
        assert_eq!(reverted("", list), (list.to_owned(), 1));
        let run = "kubectl run a --image=i\n";
        assert_eq!(reverted("", run), (run.to_owned(), 1));
    }
}
