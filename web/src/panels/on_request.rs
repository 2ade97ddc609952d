//! What asks about all pods at once: found in slices for the files that are settled, as long as its list is open, and with
//! large files, where it takes seconds, only when the user asks for it.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use netpol_core::api::page::Trying;

use crate::base::browser::{after, effect, frame};
use crate::engine::{Analyzed, in_slices};
use crate::state::Playground;

/// A list that is found so.
pub(super) struct OnRequest<T: Send + Sync + 'static> {
    page: Playground,
    /// The revision of the files that it was asked for.
    asked: RwSignal<Option<u64>>,
    /// Whether it is to be found for the files that are settled.
    is_due: Memo<bool>,
    found: RwSignal<Option<Found<T>>>,
}

/// What was found, and of which files.
struct Found<T> {
    analyzed: Analyzed,
    /// `None` where the evaluator failed over it.
    what: Option<Arc<T>>,
}

/// What there is to show.
pub(super) enum Shown<T> {
    /// The files are large, and it was not asked for.
    Offer,
    /// Nothing was found yet.
    Looking,
    /// The evaluator failed over these files.
    Failed,
    /// It was found.
    Found(Arc<T>),
}

impl<T: Send + Sync + 'static> Clone for OnRequest<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for OnRequest<T> {}

impl<T: Send + Sync + 'static> OnRequest<T> {
    /// Finds it for every state of the files. `begin` gives nothing while a part of the program is missing that it needs,
    /// and is asked again when that comes.
    pub(super) fn new(
        page: Playground,
        begin: impl Fn(&Analyzed) -> Option<Trying<T>> + 'static,
    ) -> OnRequest<T> {
        let asked = RwSignal::new(None);
        let is_due = Memo::new(move |_| {
            let revision = page.settled.read().revision;
            let is_asked = asked.get() == Some(revision);
            !page.is_large() || is_asked
        });
        let it = OnRequest { page, asked, is_due, found: RwSignal::new(None) };
        effect(move || {
            if !is_due.get() {
                return;
            }
            let analyzed = page.settled.get();
            let Some(trying) = begin(&analyzed) else { return };
            let look = move || {
                if it.is_current(&analyzed) {
                    spawn_local(it.look(analyzed, trying));
                }
            };
            // The rest is painted first.
            frame(move || after(0, look));
        });
        it
    }

    /// What there is to show; with subscriptions to all that it depends on.
    pub(super) fn shown(self) -> Shown<T> {
        if !self.is_due.get() {
            return Shown::Offer;
        }
        match &*self.found.read() {
            None => Shown::Looking,
            Some(Found { what: None, .. }) => Shown::Failed,
            Some(Found { what: Some(it), .. }) => Shown::Found(Arc::clone(it)),
        }
    }

    /// Whether what is shown is about files that have changed since, and is being found anew.
    pub(super) fn is_old(self) -> bool {
        self.is_due.get()
            && self.found.read().as_ref().is_some_and(|it| it.analyzed != *self.page.settled.read())
    }

    async fn look(self, analyzed: Analyzed, trying: Trying<T>) {
        let goes_on = |_| self.is_current(&analyzed);
        if let Some(what) = in_slices(trying, goes_on).await
            && goes_on((0, 0))
        {
            self.found.try_set(Some(Found { analyzed, what: what.map(Arc::new) }));
        }
    }

    /// Whether these are still the files, and the list is open.
    fn is_current(self, analyzed: &Analyzed) -> bool {
        self.found.try_with_untracked(|_| ()).is_some()
            && self.page.settled.try_get_untracked().is_some_and(|it| it == *analyzed)
    }

    /// What stands in its place until it is asked for.
    pub(super) fn offer(self) -> AnyView {
        let ask = move |_| self.asked.set(Some(self.page.settled.read_untracked().revision));
        view! {
            <p class="dim">
                "The files are larger than 8 MB: this takes a few seconds. "
                <button type="button" on:click=ask>"Find it now"</button>
            </p>
        }
        .into_any()
    }
}

/// What stands there while nothing was found yet; where that is soon, it is not seen.
pub(super) fn looking() -> AnyView {
    view! { <p class="dim soon" role="status">"Looking through the files…"</p> }.into_any()
}
