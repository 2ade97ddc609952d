//! Long work that stops in between, for a page that has other things to do: to draw, and to take the next key.
//!
//! Such work is an `async fn` that asks its [`Pause`] now and then. It waits for nothing else, so there is no executor:
//! [`Task::go_on`] runs it until so much is done, and [`at_once`] to its end. What it holds meanwhile the compiler keeps,
//! also what borrows from each other: a parser and the text it reads.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// How much may be done before the next stop. Work is counted in bytes of a text that could be read meanwhile: a
/// thousand take about 60 microseconds.
#[derive(Clone)]
pub(crate) struct Pause(Rc<Cell<usize>>);

impl Pause {
    fn new(bytes: usize) -> Pause {
        Pause(Rc::new(Cell::new(bytes)))
    }

    /// How many bytes may be read before the next stop.
    pub(crate) fn left(&self) -> usize {
        self.0.get()
    }

    /// Says that as much was done as reading so many bytes takes. Stops where that is all for now.
    pub(crate) async fn after(&self, bytes: usize) {
        let left = self.0.get();
        self.0.set(left.saturating_sub(bytes));
        if left <= bytes {
            self.here().await;
        }
    }

    /// Stops, because what was done or what comes takes long by itself.
    pub(crate) async fn here(&self) {
        let mut is_first = true;
        poll_fn(|_| if std::mem::take(&mut is_first) { Poll::Pending } else { Poll::Ready(()) }).await;
    }
}

/// Work that stops in between.
pub(crate) struct Task<T> {
    pause: Pause,
    work: Pin<Box<dyn Future<Output = T>>>,
}

impl<T> Task<T> {
    /// Nothing of it is done yet.
    pub(crate) fn new<W: Future<Output = T> + 'static>(work: impl FnOnce(Pause) -> W) -> Task<T> {
        let pause = Pause::new(0);
        Task { work: Box::pin(work(pause.clone())), pause }
    }

    /// Goes on until as much is done as reading so many bytes takes, or longer where there is no place to stop. Leaves what
    /// came of it once all is done, and may not be asked to go on after that.
    pub(crate) fn go_on(&mut self, bytes: usize) -> Option<T> {
        self.pause.0.set(bytes);
        match self.work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(it) => Some(it),
            Poll::Pending => None,
        }
    }

    /// How many bytes are left of those that it was last told.
    pub(crate) fn left(&self) -> usize {
        self.pause.left()
    }
}

/// Runs work to its end.
pub(crate) fn at_once<T, W: Future<Output = T>>(work: impl FnOnce(Pause) -> W) -> T {
    let mut work = pin!(work(Pause::new(usize::MAX)));
    loop {
        if let Poll::Ready(it) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return it;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sum(pause: Pause) -> usize {
        let mut sum = 0;
        for it in 1..=4 {
            sum += it;
            pause.after(it).await;
        }
        pause.here().await;
        sum
    }

    #[test]
    fn a_task_stops_when_enough_is_done() {
        let mut task = Task::new(sum);
        assert_eq!(task.go_on(3), None, "1 and 2");
        assert_eq!(task.go_on(4), None, "3 and 4 are more");
        assert_eq!((task.go_on(9), task.left()), (None, 9), "where it says so by itself");
        assert_eq!(task.go_on(9), Some(10));
    }

    #[test]
    fn the_whole_is_the_same() {
        assert_eq!(at_once(sum), 10);
    }
}
