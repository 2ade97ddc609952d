//! The port the matrix is drawn for: any, one of those that the files mention, or a typed one.

use netpol_core::Probe;
use netpol_core::view::PortChoice;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::icons::{Icon, glyph};
use super::menu::menu;
use crate::dom::{El, button, el};
use crate::later::filled;
use crate::reactive::{Memo, Signal};
use crate::state::Playground;
use crate::ui::Ui;

/// So many offered ports stand in the line; with more of them the last place is a menu's.
const IN_LINE: usize = 5;

fn in_line_of(ports: &[PortChoice]) -> usize {
    if ports.len() <= IN_LINE { IN_LINE } else { IN_LINE - 1 }
}

/// The choice.
pub fn port_picker(page: Playground, ui: Ui) -> El {
    filled(el("div").class("ports"), page, ui, |it| it.ports)
}

pub(crate) fn fill(place: El, page: Playground, _: Ui) {
    let error = Signal::new(String::new());
    let field = el("input");
    let input: HtmlInputElement = field.as_a();
    let cleared = input.clone();
    let choose = move |probe: Probe| {
        page.set_probe(probe);
        error.set(String::new());
        cleared.set_value("");
    };
    let segments = el("div").class("segments").attr("role", "group").attr("aria-label", "Port");
    let (at_segment, at_menu, at_key) = (choose.clone(), choose.clone(), choose);
    let segment = move |label: &str, probe: Probe| {
        let choose = at_segment.clone();
        button("segment")
            .aria("aria-pressed", move || page.probe() == probe)
            .on_click(move || choose(probe))
            .text(label)
    };
    // A typed port is offered as long as it is chosen.
    let in_line = Memo::new(move || {
        let mut ports = page.ports.get();
        let probe = page.probe();
        let n = in_line_of(&ports);
        let known = ports.iter().take(n).any(|it| it.probe == probe);
        ports.truncate(n);
        if probe != Probe::Any && !known {
            ports.push(PortChoice { label: probe.label(), probe });
        }
        ports
    });
    let count = Memo::new(move || {
        let ports = page.ports.read();
        ports.len().saturating_sub(in_line_of(&ports))
    });
    let rest = move || {
        let choice = |it: PortChoice| {
            let choose = at_menu.clone();
            button("")
                .attr("role", "menuitemradio")
                .aria("aria-checked", move || page.probe() == it.probe)
                .on_click(move || choose(it.probe))
                .text(&it.label)
        };
        let ports = page.ports.get();
        let n = in_line_of(&ports);
        ports.into_iter().skip(n).map(choice).collect::<Vec<El>>()
    };
    let more = move || {
        (0 < count.get()).then(|| {
            let face = vec![el("span").text_with(move || format!("+{}", count.get())), glyph(Icon::Down)];
            menu(face, || "More ports".to_owned(), "segment", rest.clone())
        })
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
            at_key(Probe::Any);
        }
    };
    let field = field
        .class("segment")
        .attr("type", "text")
        .attr("placeholder", "port…")
        .attr("aria-label", "Another port, such as TCP 8080, 53/UDP or http")
        .attr("title", "TCP 8080 · 8080 · UDP 53 · the name of a container port")
        .aria("aria-invalid", move || !error.read().is_empty())
        .attr("aria-describedby", "port-error")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .attr("autocapitalize", "off")
        .on("input", move |_: Event| error.set(String::new()))
        .on("change", move |_: Event| read(input.value()))
        .on("keydown", on_key);
    let any = segment("Any port", Probe::Any);
    let offered = move || in_line.get().iter().map(|it| segment(&it.label, it.probe)).collect();
    let error_line = el("p").class("field-error").attr("id", "port-error").attr("role", "status");
    place
        .child(segments.child(any).parts(offered).part(more).child(field))
        .child(error_line.text_with(move || error.get()));
}
