//! The column of a Service: its sources by what becomes of their connections.

use leptos::prelude::*;
use netpol_core::view::PeerGroupView;

use super::choose;
use crate::base::markup::shown;
use crate::model::service::{Chosen, name};
use crate::panels::peers::{Choice, Groups};
use crate::state::{Pane, Playground, Ui};
use crate::widgets::filter_field::FilterField;

/// Every source with what becomes of its connection.
#[component]
pub fn Column(
    page: Playground,
    ui: Ui,
    service: Memo<Option<String>>,
    chosen: Memo<Option<Chosen>>,
) -> impl IntoView {
    let filter = RwSignal::new(String::new());
    let title = move || match service.get() {
        Some(it) => shown(&format!("to {}", name(&it))),
        None => shown("Choose a Service and a port."),
    };
    view! {
        <div class="services-column">
            <div class="column-head">
                <h2>{title}</h2>
                <Show when=move || service.read().is_some()>
                    <FilterField
                        text=filter
                        placeholder="filter sources"
                        label="Filter sources by namespace or name"
                        title="Words that occur in namespace or name"
                    />
                </Show>
            </div>
            <Sources page ui service filter chosen/>
        </div>
    }
}

fn find(page: Playground, service: String) -> Option<Result<Vec<PeerGroupView>, String>> {
    page.settled.read().ask(move |it| {
        let Some((id, port)) = it.parse_service(&service) else {
            return Err("This Service is no longer in the files.".to_owned());
        };
        it.service_sources(&id, port.as_ref()).map_err(String::from)
    })
}

#[component]
fn Sources(
    page: Playground,
    ui: Ui,
    service: Memo<Option<String>>,
    filter: RwSignal<String>,
    chosen: Memo<Option<Chosen>>,
) -> impl IntoView {
    let found = Memo::new(move |_| find(page, service.get()?));
    let groups = Memo::new(move |_| match found.get() {
        Some(Ok(it)) => it,
        Some(Err(_)) | None => Vec::new(),
    });
    let pick = move |id: String| {
        choose(page, id, service.get_untracked().unwrap_or_default());
        // On a small screen the reasons are another pane; elsewhere they stand below.
        ui.pane.set(Pane::Why);
    };
    let choice = Choice {
        chosen: Memo::new(move |_| chosen.get().map(|it| it.from)),
        pick: Callback::new(pick),
        is_service: true,
    };
    let wrong = move || match &*found.read() {
        Some(Err(wrong)) => Some(view! { <p class="nothing" role="status">{shown(wrong)}</p> }),
        Some(Ok(_)) | None => None,
    };
    let label = move || shown(&format!("Sources to {}", name(&service.get().unwrap_or_default())));
    view! {
        <div class="sources" role="group" aria-label=label><Groups ui groups filter choice/></div>
        {wrong}
    }
}
