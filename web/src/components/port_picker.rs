//! The port the matrix is drawn for: any, one of those that the files mention, or a typed one.

use leptos::html;
use leptos::prelude::*;
use netpol_core::Probe;
use netpol_core::view::PortChoice;

use super::icons::{Glyph, Icon};
use super::menu::Menu;
use crate::state::Playground;

/// So many offered ports stand in the line; with more of them the last place is a menu's.
const IN_LINE: usize = 5;

fn in_line_of(ports: &[PortChoice]) -> usize {
    if ports.len() <= IN_LINE { IN_LINE } else { IN_LINE - 1 }
}

/// The choice.
#[component]
pub fn PortPicker() -> impl IntoView {
    let page = expect_context::<Playground>();
    let field = NodeRef::<html::Input>::new();
    let error = RwSignal::new(String::new());

    let choose = move |probe: Probe| {
        page.set_probe(probe);
        error.set(String::new());
        if let Some(it) = field.get_untracked() {
            it.set_value("");
        }
    };
    let in_line = move || {
        let mut ports = page.ports.get();
        // A typed port is offered as long as it is chosen.
        let probe = page.probe();
        let n = in_line_of(&ports);
        let known = ports.iter().take(n).any(|it| it.probe == probe);
        ports.truncate(n);
        if probe != Probe::Any && !known {
            ports.push(PortChoice { label: probe.label(), probe });
        }
        ports
    };
    let rest = Memo::new(move |_| {
        page.ports.get().into_iter().skip(in_line_of(&page.ports.read())).collect::<Vec<_>>()
    });
    let segment = move |label: String, probe: Probe| {
        view! {
            <button
                type="button"
                class="segment"
                aria-pressed=move || (page.probe() == probe).to_string()
                on:click=move |_| choose(probe)
            >
                {label}
            </button>
        }
    };
    let read = move |text: String, complain: bool| {
        if text.trim().is_empty() {
            return error.set(String::new());
        }
        match page.parse_probe(&text) {
            Ok(it) => {
                error.set(String::new());
                page.set_probe(it);
            }
            Err(it) if complain => error.set(it),
            Err(_) => error.set(String::new()),
        }
    };
    view! {
        <div class="ports">
            <div class="segments" role="group" aria-label="Port">
                {segment("Any port".to_owned(), Probe::Any)}
                <For each=in_line key=|it| it.probe let:it>
                    {segment(it.label, it.probe)}
                </For>
                <Show when=move || !rest.read().is_empty()>
                    <Menu
                        class="segment"
                        label=move || view! { <span>{move || format!("+{}", rest.read().len())}</span> <Glyph icon=Icon::Down /> }
                        name=Signal::stored("More ports".to_owned())
                    >
                        {move || rest.get().into_iter().map(|it| view! {
                            <button
                                type="button"
                                role="menuitemradio"
                                aria-checked=move || (page.probe() == it.probe).to_string()
                                on:click=move |_| choose(it.probe)
                            >
                                {it.label.clone()}
                            </button>
                        }).collect_view()}
                    </Menu>
                </Show>
                <input
                    class="segment"
                    type="text"
                    placeholder="port…"
                    aria-label="Another port, such as TCP 8080, 53/UDP or http"
                    title="TCP 8080 · 8080 · UDP 53 · the name of a container port"
                    aria-invalid=move || (!error.read().is_empty()).to_string()
                    aria-describedby="port-error"
                    spellcheck="false"
                    autocomplete="off"
                    autocapitalize="off"
                    node_ref=field
                    on:input=move |_| error.set(String::new())
                    on:change=move |event| read(event_target_value(&event), true)
                    on:keydown=move |event| {
                        if event.key() == "Escape" {
                            choose(Probe::Any);
                        }
                    }
                />
            </div>
            <p class="field-error" id="port-error" role="status">{move || error.get()}</p>
        </div>
    }
}
