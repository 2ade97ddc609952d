//! The port the matrix is drawn for: any, one of those that the files mention, or a typed one.

use leptos::html;
use leptos::prelude::*;
use netpol_core::Probe;
use netpol_core::view::PortChoice;
use web_sys::KeyboardEvent;

use crate::base::markup::{Shown, shown, word};
use crate::state::Playground;
use crate::widgets::icons::{Glyph, Icon};
use crate::widgets::marked::Marked;
use crate::widgets::menu::Menu;

/// So many offered ports stand in the line; with more of them the last place is a menu's.
const IN_LINE: usize = 5;

fn in_line_of(ports: &[PortChoice]) -> usize {
    if ports.len() <= IN_LINE { IN_LINE } else { IN_LINE - 1 }
}

/// What the panel holds.
#[component]
pub fn PortPicker(page: Playground) -> impl IntoView {
    let error = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    let choose = move |probe: Probe| {
        page.set_probe(probe);
        error.set(String::new());
        if let Some(it) = field.get_untracked() {
            it.set_value("");
        }
    };
    let segment = move |label: Shown, probe: Probe| {
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || word(page.probe() == probe)
                on:click=move |_| choose(probe)
            >
                {label}
            </button>
        }
    };
    // A typed port is offered as long as it is chosen.
    let in_line = Memo::new(move |_| {
        let mut ports = page.ports.get();
        let probe = page.probe();
        let n = in_line_of(&ports);
        let known = ports.iter().take(n).any(|it| it.probe == probe);
        ports.truncate(n);
        if probe != Probe::Any && !known {
            ports.push(PortChoice::new(probe));
        }
        ports
    });
    let count = Memo::new(move |_| {
        let ports = page.ports.read();
        ports.len().saturating_sub(in_line_of(&ports))
    });
    let rest = move || {
        let choice = |it: PortChoice| {
            view! {
                <button
                    type="button"
                    role="menuitemradio"
                    aria-checked=move || word(page.probe() == it.probe)
                    on:click=move |_| choose(it.probe)
                >
                    {shown(&it.label)}
                </button>
            }
        };
        let ports = page.ports.get();
        let n = in_line_of(&ports);
        ports.into_iter().skip(n).map(choice).collect_view()
    };
    let read = move |text: String| {
        if text.trim().is_empty() {
            return error.set(String::new());
        }
        match page.parse_probe(&text) {
            Ok(it) => {
                error.set(String::new());
                page.set_probe(it);
            }
            Err(it) => error.set(it),
        }
    };
    let on_key = move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            choose(Probe::Any);
        }
    };
    let offered =
        move || in_line.get().into_iter().map(|it| segment(shown(&it.label), it.probe)).collect_view();
    view! {
        <div class="segments" role="group" aria-label="Port">
            {segment(shown("Any port"), Probe::Any)}
            {offered}
            <Show when=move || 0 < count.get()>
                <Menu name=shown("More ports") class="segment" choices=rest>
                    <span>"+" {move || count.get()}</span>
                    <Glyph icon=Icon::Down/>
                </Menu>
            </Show>
            <input
                class="segment"
                type="text"
                placeholder="port…"
                aria-label="Another port, such as TCP 8080, 53/UDP or http"
                title="TCP 8080 · 8080 · UDP 53 · the name of a container port"
                aria-invalid=move || word(!error.read().is_empty())
                aria-describedby="port-error"
                spellcheck="false"
                autocomplete="off"
                autocapitalize="off"
                node_ref=field
                on:input=move |_| error.set(String::new())
                on:change=move |event| read(event_target_value(&event))
                on:keydown=on_key
            />
        </div>
        <p class="field-error" id="port-error" role="status">{move || view! { <Marked text=error.get()/> }}</p>
    }
}
