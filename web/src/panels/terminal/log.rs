//! The transcript: commands, what they printed, and what decided each connection.

use std::rc::Rc;

use leptos::prelude::*;
use netpol_core::view::CellSign;

use super::entry::{Entry, Told};
use super::screen::Kept;
use crate::base::browser::focus_awaited;
use crate::base::markup::shown;
use crate::matrix::glyph;
use crate::state::{Playground, Tab, Ui};
use crate::widgets::badge::Badge;
use crate::widgets::keyed::keyed;

/// All that was said.
#[component]
pub fn Log(page: Playground, ui: Ui, held: Kept, tick: ArcRwSignal<u64>) -> impl IntoView {
    let cut = tick.clone();
    let every = tick.clone();
    let ids = move || {
        every.track();
        held.with_value(|it| it.ids())
    };
    let one = move |id: String| {
        let it = held.with_value(|it| it.entry(&id));
        let tick = tick.clone();
        it.map(|it| view! { <Said page ui held tick it/> }).into_any()
    };
    let is_cut = move || {
        cut.track();
        let is_cut = held.with_value(|it| it.is_cut.get());
        is_cut.then(|| view! { <p class="term-left">"Earlier commands are not shown any more."</p> })
    };
    view! {
        {is_cut}
        <div class="term-log" role="log" aria-label="Transcript of the terminal">{keyed(ids, one)}</div>
    }
}

/// A command and what came of it.
#[component]
fn Said(page: Playground, ui: Ui, held: Kept, tick: ArcRwSignal<u64>, it: Rc<Entry>) -> impl IntoView {
    let lines = it.command.split('\n').enumerate().map(|(at, line)| {
        let prompt = if at == 0 { shown(&it.prompt) } else { shown(">") };
        view! { <div class="term-line"><span class="term-prompt">{prompt} " "</span>{shown(line)}</div> }
    });
    let lines = lines.collect_view();
    let printed = it.printed.iter().map(|it| {
        let class = match (it.is_error, is_table(&it.text)) {
            (true, _) => "term-out error",
            (false, true) => "term-out table",
            (false, false) => "term-out",
        };
        view! { <pre class=class>{shown(it.text.trim_end_matches('\n'))}</pre> }
    });
    let printed = printed.collect_view();
    let more_lines = more(it.left);
    let reasons = it.reasons.iter().map(|it| view! { <Reason page ui it/> }).collect_view();
    let (id, revision) = (it.id, it.revision);
    // Of what was changed since then, that is what *Undo* takes back.
    let is_undone_above = Memo::new(move |_| {
        tick.track();
        held.with_value(|it| it.is_last(id)) && page.asked.with(|it| it.source.revision) == revision
    });
    let undo = move || {
        is_undone_above.get().then(|| view! { <span class="dim">" Undo above takes it back."</span> })
    };
    let changed = it.changed.iter().map(|(name, place)| {
        let place = *place;
        let go = move |_| ui.go_to(place);
        view! {
            <p class="term-changed">
                "Changed: " <button type="button" class="link" on:click=go>{shown(name)}</button>
                {undo}
            </p>
        }
    });
    let changed = changed.collect_view();
    view! {
        <div class="term-entry">
            {lines}
            {printed}
            {more_lines}
            {reasons}
            {changed}
        </div>
    }
}

/// Whether a text has columns, which a line break in a line would tear apart: a head in capitals, as `kubectl get` prints it.
fn is_table(text: &str) -> bool {
    let head = text.lines().next().unwrap_or_default();
    let is_head = |it: &str| it.chars().all(|it| it.is_ascii_uppercase() || matches!(it, '-' | '(' | ')'));
    let mut words = head.split_whitespace();
    words.clone().nth(1).is_some() && words.all(is_head)
}

/// How many lines are not shown.
fn more(lines: usize) -> Option<impl IntoView + use<>> {
    let text =
        format!("… and {lines} more lines, which are not shown: `| head`, `| tail` and `| grep` choose.");
    (lines > 0).then(|| view! { <p class="term-left">{shown(&text)}</p> })
}

/// What decided a connection, and the way to its cell.
#[component]
fn Reason<'r>(page: Playground, ui: Ui, it: &'r Told) -> impl IntoView + use<> {
    let sign = it.sign.unwrap_or(CellSign::Void);
    let badge = (!glyph(sign).is_empty()).then(|| view! { <Badge verdict=sign.as_str() sign=glyph(sign)/> });
    let cell = it.cell.clone();
    let why = move || {
        let (cell, probe) = cell.clone()?;
        // An end may have no row: a pod that was there for one command, DNS servers that the files do not have.
        let rows = page.endpoints.read();
        let has_row = |id: &str| rows.iter().any(|it| it.id == id);
        let is_there = has_row(&cell.from) && has_row(&cell.to);
        let go = move |event: leptos::ev::MouseEvent| {
            event.stop_propagation();
            page.set_probe(probe);
            page.select(cell.clone());
            ui.open_tab(Tab::WHY);
            focus_awaited("#lists");
        };
        is_there.then(|| view! { <button type="button" class="link" on:click=go>"Why?"</button> })
    };
    view! {
        <p class="term-why">
            {badge}
            <span>{shown(&it.text)} " " {why}</span>
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::is_table;

    #[test]
    fn tables_are_told_from_sentences() {
        for it in
            ["NAME   READY   STATUS\nweb    1/1     Running\n", "NAMESPACE   NAME   POD-SELECTOR   AGE\n"]
        {
            assert!(is_table(it), "{it}");
        }
        for it in
            ["", "DONE\n", "kubectl get, describe and create\n", "Name:         web\nNamespace:    shop\n"]
        {
            assert!(!is_table(it), "{it}");
        }
    }
}
