//! Where the other parts come from.

#[cfg(feature = "split")]
pub(crate) use parted::{load, read};
#[cfg(not(feature = "split"))]
pub(crate) use whole::{load, read};

#[cfg(feature = "split")]
pub(super) use parted::at_start;
#[cfg(not(feature = "split"))]
pub(super) use whole::at_start;

#[cfg(not(feature = "split"))]
mod whole {
    use crate::later::{Arrival, LATER};
    use crate::opening::{self, Opening};
    use leptos::prelude::*;

    pub(crate) fn at_start() -> Arrival {
        Arrival::Here(&LATER)
    }

    /// There is nothing to load.
    pub(crate) fn load(_: RwSignal<Arrival>) {}

    /// What reads links and drafts is here.
    pub(crate) fn read(then: impl FnOnce(Option<fn() -> Opening>) + 'static) {
        then(Some(opening::find));
    }
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
    use crate::opening::{self, Opening};

    pub(crate) fn at_start() -> Arrival {
        Arrival::Expected
    }

    /// A point where the program is parted. The caller gets a future, which loads the file first.
    #[wasm_split(later, fallible)]
    fn table() -> Result<&'static Later, SplitLoaderError> {
        Ok(&LATER)
    }

    /// The other one: what reads links and drafts, which is little.
    #[wasm_split(reader, fallible)]
    fn reader() -> Result<fn() -> Opening, SplitLoaderError> {
        Ok(opening::find)
    }

    thread_local! {
        /// What waits for a file.
        static COMING: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>> = const { RefCell::new(None) };
    }

    /// Asks for the later part, unless it is here or on its way.
    pub(crate) fn load(arrival: RwSignal<Arrival>) {
        if COMING.with_borrow(Option::is_some) || arrival.get_untracked().here().is_some() {
            return;
        }
        arrival.set(Arrival::Expected);
        go(async move {
            arrival.set(table().await.map_or(Arrival::Failed, Arrival::Here));
        });
    }

    /// Asks for what reads links and drafts, once, when the page opens; `None` where it does not come.
    pub(crate) fn read(then: impl FnOnce(Option<fn() -> Opening>) + 'static) {
        go(async move { then(reader().await.ok()) });
    }

    fn go(work: impl Future<Output = ()> + 'static) {
        COMING.set(Some(Box::pin(work)));
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
