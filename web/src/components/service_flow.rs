//! *Why?* of a connection to a Service: how it is translated, and what becomes of each backend. The reasons of the
//! chosen backend stand below, as those of a cell do.

use std::sync::Arc;

use netpol_core::view::BackendView;

use super::matrix;
use super::note::{differs, note};
use super::services::{badge, outcome_sign};
use super::step::{fragments, steps};
use crate::dom::{El, button, el};
use crate::reactive::Memo;
use crate::service::{self, Chosen, ChosenFlow, Flow, backend_key, name};
use crate::state::Playground;
use crate::ui::{ResultTab, Ui};

/// The flow of the chosen cell, if its destination is a Service.
pub fn chosen_flow(page: Playground) -> Memo<ChosenFlow> {
    Memo::new(move || {
        let chosen = page.selection().as_ref().and_then(Chosen::read)?;
        page.settled.read().ask(move |it| Arc::new(service::flow(it, &chosen)))
    })
}

/// The ends, and the outcome in one sentence.
pub fn verdict(flow: &Flow) -> El {
    let view = &flow.view;
    let (verdict, sign) = outcome_sign(view.outcome);
    let to = format!("{}:{}", name(&view.service), view.port.rsplit(' ').next().unwrap_or_default());
    let ends = el("span").class("ends").child(el("b").text(&view.from)).text(" → ").child(el("b").text(&to));
    let say = format!("{} {}", view.port, view.sentence);
    let say = el("span").class("say").attr("role", "status").text(&say);
    let head = el("h2").child(badge(verdict, sign)).child(ends).child(say);
    head.children(differs(view.certainty.as_str(), view.certainty_words))
}

/// The translation, caveats, and the backends to choose from.
pub fn translation(page: Playground, ui: Ui, flow: &Flow) -> Vec<El> {
    let view = &flow.view;
    let title = el("h3").text(&format!("Through Service {}", name(&view.service)));
    let title = title.child(el("small").text("resolved before any policy is asked"));
    let card = el("article").class("side through").child(title).children(steps(ui, &view.steps));
    let mut all = vec![card];
    all.extend(view.notes.iter().map(|it| note(ui, it)));
    if view.backends.is_empty() {
        return all;
    }
    let backends = view.backends.iter().enumerate().map(|(at, it)| backend(page, ui, at == flow.backend, it));
    let list = el("div").class("backends").attr("role", "group").attr("aria-label", "Backends");
    all.push(list.children(backends));
    all
}

fn backend(page: Playground, ui: Ui, chosen: bool, it: &BackendView) -> El {
    let key = backend_key(&it.id, &it.port);
    let choose = move || {
        if let Some(now) = page.selection().as_ref().and_then(Chosen::read) {
            page.select(Chosen { backend: key.clone(), ..now }.cell());
        }
    };
    let mut said = Vec::new();
    if !it.certain {
        said.push("perhaps a backend".to_owned());
    }
    if it.hairpin {
        said.push("the client itself".to_owned());
    }
    if !it.from_node.is_empty() {
        said.push(format!("through a node {}", it.from_node));
    }
    let said = (!said.is_empty()).then(|| el("small").text(&said.join(", ")));
    let word = match it.sign.as_str() {
        "unknown" => "not decidable",
        it => it,
    };
    let label = el("span").child(el("b").text(&it.title)).text(" ").child(el("code").text(&it.port));
    let face = button("backend")
        .attr("aria-pressed", if chosen { "true" } else { "false" })
        .attr("data-backend", &it.id)
        .attr("data-verdict-word", word)
        .on_click(choose)
        .child(badge(it.sign.as_str(), matrix::glyph(it.sign)))
        .child(label)
        .child(el("span").class("sr").text(word))
        .children(said);
    let how =
        (!it.translation.text.is_empty()).then(|| fragments(ui, el("p").class("how"), &it.translation.text));
    let (from, to, probe) = (page.selection().map(|it| it.from).unwrap_or_default(), it.id.clone(), it.probe);
    let show = move || {
        page.set_probe(probe);
        page.select(crate::share::CellRef { from: from.clone(), to: to.clone() });
        ui.tab.set(ResultTab::Matrix);
    };
    let in_matrix = it.row.is_some().then(|| button("link").on_click(show).text("in the matrix"));
    el("div").class("backend-line").child(face).children(how).children(in_matrix)
}
