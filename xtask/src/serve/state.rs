//! Which build is being served, and waiting for the next one.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::Duration,
};

#[derive(Default)]
pub(super) struct State {
    builds: Mutex<u64>,
    changed: Condvar,
}

impl State {
    /// Tells all pages that there is a newer build.
    pub(super) fn built(&self) {
        *self.builds.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.changed.notify_all();
    }

    /// Waits until the build is another than `seen`, or the time is over; gives the build of then.
    pub(super) fn wait(&self, seen: Option<u64>, at_most: Duration) -> u64 {
        let builds = self.builds.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_timeout_while(builds, at_most, |now| seen == Some(*now));
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
