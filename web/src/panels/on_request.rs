//! What takes so long with large files that the page would stand still for seconds: it is found when the user asks for it.

use leptos::prelude::*;

use crate::state::Playground;

/// Whether it was asked for.
#[derive(Clone, Copy)]
pub(super) struct OnRequest {
    page: Playground,
    /// The revision of the files that it was asked for.
    asked: RwSignal<Option<u64>>,
}

impl OnRequest {
    pub(super) fn new(page: Playground) -> OnRequest {
        OnRequest { page, asked: RwSignal::new(None) }
    }

    /// Whether it is to be found for the files that are settled; with a subscription to that.
    pub(super) fn is_due(self) -> bool {
        let revision = self.page.settled.read().revision;
        let is_asked = self.asked.get() == Some(revision);
        !self.page.is_large() || is_asked
    }

    /// What stands in its place until then.
    pub(super) fn offer(self) -> AnyView {
        let ask = move |_| self.asked.set(Some(self.page.settled.read_untracked().revision));
        view! {
            <p class="dim">
                "The files have more than 8 MB. To look through all of them takes some seconds, and the page does not answer meanwhile. "
                <button type="button" on:click=ask>"Look through them"</button>
            </p>
        }
        .into_any()
    }
}
