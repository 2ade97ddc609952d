//! *Why?*: the chosen cell, explained.

use netpol_core::view::{Certainty, SideView, Sign};

use super::matrix;
use super::note::{differs, note};
use super::service_flow::{self, chosen_flow};
use super::step::{fragments, steps};
use crate::dom::{El, button, el};
use crate::later::{Arrival, filled};
use crate::reactive::{Memo, untrack};
use crate::state::Playground;
use crate::ui::Ui;

/// The pane below the matrix.
pub fn why(page: Playground, ui: Ui) -> El {
    let pane = el("section")
        .class("why")
        .attr("data-testid", "why")
        .attr("aria-label", "Why?")
        .attr("tabindex", "-1")
        .part(move || {
            let waits = matches!(page.arrival.get(), Arrival::Expected);
            waits.then(|| el("p").class("nothing").text("Loading…"))
        });
    filled(pane, page, ui, |it| it.why)
}

pub(crate) fn fill(pane: El, page: Playground, ui: Ui) {
    // What the head and the row of pieces are made of, as text: they stay while only the reasons change.
    let flow = chosen_flow(page);
    let head = Memo::new(move || {
        let it = page.explanation.get().filter(|_| flow.read().is_none());
        it.map_or_else(String::new, |it| {
            format!("{} {} {} {} {}", it.from, it.to, it.sign.as_str(), it.sentence, it.certainty.as_str())
        })
    });
    let row = Memo::new(move || {
        let it = page.explanation.get().filter(|_| flow.read().is_none());
        let pieces = it.as_ref().map(|it| it.pieces.as_slice()).unwrap_or_default();
        pieces
            .iter()
            .map(|it| format!("{} {} {}\n", it.label, it.sign.as_str(), it.certainty.as_str()))
            .collect::<String>()
    });
    pane.part(move || (head.read().is_empty() && flow.read().is_none()).then(|| nothing(page)))
        .parts(move || match flow.get().as_deref() {
            None => Vec::new(),
            Some(Ok(flow)) => {
                let mut all = vec![service_flow::verdict(flow)];
                all.extend(untrack(|| service_flow::translation(page, ui, flow)));
                all
            }
            Some(Err(wrong)) => {
                let text = el("p").text(&format!("{wrong}. Choose another Service or source."));
                vec![el("div").class("nothing").child(el("h2").text("Why?")).child(text)]
            }
        })
        .part(move || {
            if head.read().is_empty() {
                return None;
            }
            verdict(page)
        })
        .part(move || {
            // Read, not only tracked: a memo that nobody reads never learns that it is out of date.
            if row.read().is_empty() {
                return None;
            }
            pieces(page)
        })
        .parts(move || reasons(page, ui));
}

/// What to do when there is nothing to explain.
fn nothing(page: Playground) -> El {
    let text = move || match page.selection() {
        Some(it) => format!("{} and {} are not both in the matrix any more. Choose a cell.", it.from, it.to),
        None => "Choose a cell of the matrix to read who allows or denies it, and in which lines.".to_owned(),
    };
    el("div").class("nothing").child(el("h2").text("Why?")).child(el("p").text_with(text))
}

/// The ends, and the answer in one sentence.
fn verdict(page: Playground) -> Option<El> {
    let it = page.explanation.get_untracked()?;
    let badge = el("i")
        .class("badge")
        .attr("data-verdict", it.sign.as_str())
        .attr("aria-hidden", "true")
        .text(matrix::glyph(it.sign));
    let ends = el("span").class("ends").child(el("b").text(&it.from)).text(" → ").child(el("b").text(&it.to));
    let say = el("span").class("say").attr("role", "status").text(&it.sentence);
    Some(
        el("h2")
            .child(badge)
            .child(ends)
            .child(say)
            .children(differs(it.certainty.as_str(), it.certainty_words)),
    )
}

/// The parts of the port space that have a reason of their own: one of them is explained.
fn pieces(page: Playground) -> Option<El> {
    let it = page.explanation.get_untracked()?;
    if it.pieces.len() < 2 {
        return None;
    }
    let chosen = move || page.explanation.get().map(|it| it.chosen);
    let piece = |at: usize| {
        let choose = move || {
            let now = page.explanation.get_untracked();
            if let Some(it) = now.as_ref().and_then(|it| it.pieces.get(at)) {
                page.choose_piece(it.probe);
            }
        };
        button("piece").aria("aria-pressed", move || chosen() == Some(at)).on_click(choose)
    };
    let row = el("div")
        .class("pieces")
        .attr("role", "group")
        .attr("aria-label", "Ports with a reason of their own");
    Some(row.children(it.pieces.iter().enumerate().map(|(at, it)| {
        let open = it.certainty == Certainty::ImplementationDefined;
        let mark = open.then(|| el("small").text("plugins differ"));
        piece(at).attr("data-verdict", it.sign.as_str()).text(&it.label).children(mark)
    })))
}

/// Advice, both sides, caveats.
fn reasons(page: Playground, ui: Ui) -> Vec<El> {
    let Some(it) = page.explanation.get() else { return Vec::new() };
    let mut all: Vec<El> = it.advice.iter().map(|it| fragments(ui, el("p").class("advice"), it)).collect();
    all.push(el("div").class("sides").children(it.sides.iter().map(|it| side(ui, it))));
    all.extend(it.notes.iter().map(|it| note(ui, it)));
    all
}

/// One end of the connection.
fn side(ui: Ui, side: &SideView) -> El {
    let more = match side.more {
        0 => None,
        1 => Some("1 further rule does not match either.".to_owned()),
        n => Some(format!("{n} further rules do not match either.")),
    };
    let sign = match side.sign {
        Sign::Yes => "yes",
        Sign::No => "no",
        Sign::Unknown => "unknown",
        Sign::Plain => "plain",
    };
    el("article")
        .class("side")
        .attr("data-sign", sign)
        .child(el("h3").text(&side.title).child(el("small").text(side.direction)))
        .child(fragments(ui, el("p").class("summary"), &side.summary))
        .children(steps(ui, &side.steps))
        .children(more.map(|it| el("p").class("more").text(&it)))
}
