//! Tells which step of a build runs, how many there are, and how long it has taken so far.

use std::time::Instant;

/// The steps of one build.
pub(crate) struct Progress {
    start: Instant,
    done: usize,
    /// How many there are; none are told where this is zero.
    steps: usize,
}

impl Progress {
    /// Tells each of so many steps.
    pub(crate) fn of(steps: usize) -> Self {
        Self { start: Instant::now(), done: 0, steps }
    }

    /// Tells no step: after an edit the outcome is there in seconds.
    pub(crate) fn silent() -> Self {
        Self::of(0)
    }

    /// The next step begins.
    pub(crate) fn step(&mut self, what: &str) {
        self.done += 1;
        if self.steps > 0 {
            println!("[{}/{}, {:.0} s] {what}", self.done, self.steps, self.seconds());
        }
    }

    /// Since the first step.
    pub(crate) fn seconds(&self) -> f32 {
        self.start.elapsed().as_secs_f32()
    }
}
