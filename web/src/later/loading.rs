//! Where the later part comes from.

#[cfg(feature = "split")]
pub use parted::load;
#[cfg(not(feature = "split"))]
pub use whole::load;

#[cfg(feature = "split")]
pub(super) use parted::at_start;
#[cfg(not(feature = "split"))]
pub(super) use whole::at_start;

#[cfg(not(feature = "split"))]
mod whole {
    use crate::later::{Arrival, LATER};
    use crate::reactive::Signal;

    pub(crate) fn at_start() -> Arrival {
        Arrival::Here(&LATER)
    }

    /// There is nothing to load.
    pub fn load(_: Signal<Arrival>) {}
}

#[cfg(feature = "split")]
mod parted {
    use std::cell::RefCell;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::task::{Context, Wake, Waker};

    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    use crate::effects::page::after;
    use crate::later::{Arrival, LATER, Later};
    use crate::reactive::Signal;

    pub(crate) fn at_start() -> Arrival {
        Arrival::Expected
    }

    /// The point where the program is parted. The caller gets a future, which loads the file first.
    #[wasm_split(later, fallible)]
    fn table() -> Result<&'static Later, SplitLoaderError> {
        Ok(&LATER)
    }

    thread_local! {
        /// What waits for the file.
        static COMING: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>> = const { RefCell::new(None) };
    }

    /// Asks for the later part, unless it is here or on its way.
    pub fn load(arrival: Signal<Arrival>) {
        if COMING.with_borrow(Option::is_some) || arrival.get_untracked().here().is_some() {
            return;
        }
        arrival.set(Arrival::Expected);
        COMING.set(Some(Box::pin(async move {
            arrival.set(table().await.map_or(Arrival::Failed, Arrival::Here));
        })));
        poll();
    }

    /// An executor for one future: a whole one would cost the page more than it saves.
    fn poll() {
        let Some(mut coming) = COMING.take() else { return };
        let waker = Waker::from(Arc::new(Alarm));
        if coming.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            COMING.set(Some(coming));
        }
    }

    struct Alarm;

    impl Wake for Alarm {
        fn wake(self: Arc<Self>) {
            // Whoever wakes still holds what polling asks for.
            after(0, poll);
        }
    }
}
