//! What was done of the tasks, as this browser keeps it: a line for each task that was worked on.

use std::collections::BTreeMap;

/// What was done of one task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// When it was solved first, in seconds since 1970; 0 before.
    pub done: u64,
    /// Whether the solution was shown before that.
    pub helped: bool,
    /// How far it was gone into: so many hints of a task were opened, or this step of a lesson was reached.
    pub reached: u32,
    /// So often it was checked.
    pub checks: u32,
}

/// What was done of all tasks, by their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress(pub BTreeMap<String, Record>);

/// More lines than there are tasks are not ours.
const MOST: usize = 2000;

impl Progress {
    /// As it is stored.
    pub fn to_text(&self) -> String {
        let line = |(name, it): (&String, &Record)| {
            format!("{name} {} {} {} {}\n", it.done, u8::from(it.helped), it.reached, it.checks)
        };
        self.0.iter().map(line).collect()
    }

    /// The reverse; lines that are none are passed over.
    pub fn from_text(text: &str) -> Progress {
        let line = |it: &str| {
            let mut words = it.split(' ');
            let name = words.next().filter(|it| !it.is_empty())?.to_owned();
            let mut number = || words.next()?.parse::<u64>().ok();
            let (done, helped, reached, checks) = (number()?, number()?, number()?, number()?);
            let small = |it: u64| u32::try_from(it).unwrap_or(u32::MAX);
            Some((name, Record { done, helped: helped != 0, reached: small(reached), checks: small(checks) }))
        };
        Progress(text.lines().take(MOST).filter_map(line).collect())
    }

    /// What was done of a task.
    pub fn of(&self, name: &str) -> Record {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Whether a task was solved.
    pub fn is_done(&self, name: &str) -> bool {
        self.of(name).done != 0
    }

    /// Adds what was done elsewhere: nothing that was done is taken back.
    pub fn add(&mut self, other: &Progress) {
        for (name, it) in &other.0 {
            let own = self.0.entry(name.clone()).or_default();
            let (first, helped) = match (own.done, it.done) {
                (0, 0) => (0, own.helped || it.helped),
                (0, done) => (done, it.helped),
                (done, 0) => (done, own.helped),
                (own_done, done) if done < own_done => (done, it.helped),
                (done, _) => (done, own.helped),
            };
            *own = Record {
                done: first,
                helped,
                reached: own.reached.max(it.reached),
                checks: own.checks.max(it.checks),
            };
        }
    }

    /// Notes something about a task.
    pub fn note(&mut self, name: &str, change: impl FnOnce(&mut Record)) {
        change(self.0.entry(name.to_owned()).or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_comes_back_and_nonsense_is_passed_over() {
        let mut it = Progress::default();
        it.note("a", |it| *it = Record { done: 7, helped: true, reached: 2, checks: 3 });
        it.note("b", |it| it.checks = 1);
        assert_eq!(Progress::from_text(&it.to_text()), it);
        assert_eq!(Progress::from_text("a 7 1 2 3\n\nx\nb 0 0 0 1\n x 1 1 1 1\n"), it);
    }

    #[test]
    fn what_was_done_elsewhere_is_added_and_nothing_is_taken_back() {
        let record = |done, helped| Record { done, helped, reached: 1, checks: 1 };
        for (own, other, both) in [
            (record(0, true), record(5, false), record(5, false)),
            (record(5, false), record(0, true), record(5, false)),
            (record(5, false), record(3, true), record(3, true)),
            (record(3, true), record(5, false), record(3, true)),
        ] {
            let mut it = Progress::from([("a".to_owned(), own)]);
            it.add(&Progress::from([("a".to_owned(), other)]));
            assert_eq!(it.of("a"), both, "{own:?} {other:?}");
        }
    }

    impl From<[(String, Record); 1]> for Progress {
        fn from(it: [(String, Record); 1]) -> Progress {
            Progress(it.into())
        }
    }
}
