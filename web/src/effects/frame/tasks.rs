//! What the host hears of a task: that it is on screen, and what came of each answer.

use std::rc::Rc;

use leptos::prelude::*;

use super::Frame;
use crate::base::browser::{after, effect};
use crate::state::{Checked, TaskNews};

impl Frame {
    /// Tells the host what becomes of tasks.
    pub(super) fn tell_tasks(self: &Rc<Self>) {
        let it = Rc::clone(self);
        effect(move || {
            let Some(news) = it.ui.task_news.get() else { return };
            let it = Rc::clone(&it);
            after(0, move || it.tell_task(news));
        });
    }

    fn tell_task(self: &Rc<Self>, news: TaskNews) {
        match news {
            TaskNews::Opened => {
                // What a task begins with is not the reader's work.
                self.own.set(untrack(|| self.page.asked.read().source.revision));
                self.measure();
                self.loaded();
            }
            TaskNews::Failed(why) => self.fails("task", &why),
            TaskNews::Checked(Checked { task, is_solved, missing, excess, sentence, .. }) => {
                let fields = [
                    ("task", task.as_str().into()),
                    ("solved", is_solved.into()),
                    ("missing", (missing as f64).into()),
                    ("excess", (excess as f64).into()),
                    ("sentence", sentence.as_str().into()),
                ];
                self.say("checked", &fields);
                if is_solved {
                    self.say("solved", &[("task", task.into())]);
                }
            }
        }
    }
}
