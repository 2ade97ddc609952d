//! The head of a lesson.

use super::Reader;
use super::fields::Fields;
use crate::practice::lesson::{Attempt, Lesson};
use crate::practice::task::TaskFile;

impl<'t> Reader<'t> {
    /// What is read, predicted and tried before the task, where there is such a thing.
    pub(super) fn lesson(&mut self, fields: &Fields<'_, 't>, files: &[TaskFile]) -> Option<Lesson> {
        let node = fields.node.get("lesson")?;
        let own = Fields::of(self, node, &["confusion", "read", "claims", "predict", "try", "learned"])?;
        let confusion = node.get("confusion").and_then(|it| u32::try_from(it.as_int()?).ok());
        if confusion.is_none() {
            self.say(node.span_with_key("confusion"), "`confusion` is a number");
        }
        let read = own.text(self, "read");
        let claims = own.texts(self, "claims");
        let predict = own.texts(self, "predict");
        let attempt = self.attempt(&own, files);
        let learned = own.text(self, "learned");
        Some(Lesson {
            confusion: confusion?,
            read: read?,
            claims: claims?,
            predict: predict?,
            attempt: attempt?,
            learned: learned?.trim_end().to_owned(),
        })
    }

    fn attempt(&mut self, lesson: &Fields<'_, 't>, files: &[TaskFile]) -> Option<Attempt> {
        let Some(node) = lesson.node.get("try") else {
            self.say(lesson.node.span, "`try` is missing: an edit to make, and what is to be seen then");
            return None;
        };
        let own = Fields::of(self, node, &["text", "files", "see"])?;
        let text = own.text(self, "text");
        let given = self.given(&own, files);
        let see = own.texts(self, "see");
        Some(Attempt { text: text?, given: given?, see: see? })
    }
}
