//! The right side: matrix, Services, or problems.

use leptos::prelude::*;
use netpol_core::Probe;
use netpol_core::diagnostic::Severity;
use netpol_core::view::{EndpointKind, EndpointView};
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use super::banner::{crash_banner, incomplete};
use super::icons::{Icon, glyph};
use super::lesson::lesson;
use super::matrix::{Filter, FoldToggle, Matrix};
use super::port_picker::port_picker;
use super::problem_list::problem_list;
use super::services::services;
use crate::dom::{El, button, el};
use crate::effects::page::frame;
use crate::later::{filled, missing};
use crate::state::Playground;
use crate::ui::{Pane, ResultTab, Ui};

/// Tabs, and what they show.
pub fn result_pane(page: Playground, ui: Ui) -> Vec<El> {
    let tab = Memo::new(move |_| ui.tab.get());
    let tabs = el("div").class("tabs").child(tab_list(page, ui)).child(el("span").class("grow"));
    let panel = el("div")
        .class("tab-panel")
        .attr("id", "results")
        .attr("role", "tabpanel")
        .aria("aria-busy", move || page.is_behind())
        .attr_with("aria-label", move || Some(tab.get().name().to_owned()))
        .parts(move || match tab.get() {
            ResultTab::Matrix => untrack(|| matrix_pane(page, ui)),
            ResultTab::Services => untrack(|| vec![lesson(page, ui), services(page, ui)]),
            ResultTab::Problems => vec![untrack(|| problem_list(page, ui))],
        });
    let tabs = tabs.part(move || (tab.get() == ResultTab::Matrix).then(|| untrack(|| legend(page))));
    vec![tabs, el("div").class("banners").part(move || missing(page)), panel]
}

fn tab_list(page: Playground, ui: Ui) -> El {
    let on_key = move |event: KeyboardEvent| {
        let by = match event.key().as_str() {
            "ArrowLeft" => ResultTab::ALL.len() - 1,
            "ArrowRight" => 1,
            _ => 0,
        };
        let now = ResultTab::ALL.iter().position(|&it| it == ui.tab.get_untracked()).unwrap_or(0);
        if 0 < by
            && let Some(&next) = ResultTab::ALL.get((now + by) % ResultTab::ALL.len())
        {
            ui.tab.set(next);
            frame(|| crate::effects::keys::focus(".results [role=tab][tabindex='0']"));
        }
    };
    let tab = move |it: ResultTab| {
        let stop = move || if ui.tab.get() == it { "0" } else { "-1" }.to_owned();
        button("tab")
            .attr("role", "tab")
            .attr("aria-controls", "results")
            .aria("aria-selected", move || ui.tab.get() == it)
            .attr_with("tabindex", move || Some(stop()))
            .on_click(move || ui.tab.set(it))
            .text(it.name())
    };
    el("div")
        .class("tab-list")
        .attr("role", "tablist")
        .attr("aria-label", "Results")
        .on("keydown", on_key)
        .child(tab(ResultTab::Matrix))
        .child(tab(ResultTab::Services))
        .child(tab(ResultTab::Problems).part(move || problem_count(page)))
}

fn problem_count(page: Playground) -> Option<El> {
    let problems = page.problems.read();
    let class = match problems.iter().map(|it| it.severity).min()? {
        Severity::Error => "count error",
        Severity::Warning => "count warning",
        Severity::Info => "count",
    };
    let causes = problems.iter().filter(|it| it.repeats.is_none()).count();
    Some(el("small").class(class).text(&causes.to_string()))
}

/// A field whose text says what is looked for.
pub(super) fn filter_field(text: RwSignal<String>, attributes: &[(&str, &str)]) -> El {
    let field = el("input");
    let input: HtmlInputElement = field.as_a();
    let field = attributes.iter().fold(field, |field, it| field.attr(it.0, it.1));
    let field = field
        .attr("type", "search")
        .attr("spellcheck", "false")
        .attr("autocomplete", "off")
        .value_with(move || text.get())
        .on("input", move |_: Event| text.set(input.value()));
    el("label").class("filter").child(glyph(Icon::Search)).child(field)
}

/// The matrix with all that belongs to it.
fn matrix_pane(page: Playground, ui: Ui) -> Vec<El> {
    let filter = Memo::new(move |_| Filter::new(&ui.filter.read()));
    let empty = Memo::new(move |_| page.endpoints.read().iter().all(|it| it.kind == EndpointKind::External));
    let filter_field = filter_field(
        ui.filter,
        &[
            ("placeholder", "filter, or from → to"),
            ("aria-label", "Filter by namespace, label or name; an arrow parts sources and destinations"),
            ("title", "Namespace, label or name. `web -> db` filters sources and destinations apart."),
        ],
    );
    let drawn = move || match empty.get() {
        true => untrack(|| nothing(page, ui)),
        false => {
            let place = el("div").class("drawn");
            crate::dom::mount(&place, view! { <Matrix page ui filter/> });
            place
        }
    };
    vec![
        lesson(page, ui),
        {
            let bar = el("div").class("bar").child(port_picker(page, ui)).child(filter_field);
            crate::dom::mount(&bar, view! { <FoldToggle page ui/> });
            bar
        },
        crash_banner(page, ui),
        el("div").class("drawn").part(move || Some(drawn())),
        preview(page, ui),
    ]
}

/// Verdict, sign and word of two ends that cannot meet.
const UNREACHABLE: (&str, &str, &str) = ("unreachable", "–", "no common IP family");

/// What the signs mean.
fn legend(page: Playground) -> El {
    let entry = |&(verdict, sign, word): &(&str, &str, &str)| {
        let swatch = el("i").class("swatch").attr("data-verdict", verdict).attr("aria-hidden", "true");
        el("span").child(swatch.text(sign)).text(word)
    };
    let any: &[(&str, &str, &str)] =
        &[("all", "●", "all"), ("some", "◐", "some"), ("none", "×", "none"), ("unknown", "?", "depends")];
    let one: &[(&str, &str, &str)] =
        &[("allowed", "✓", "allowed"), ("denied", "×", "denied"), ("unknown", "?", "depends")];
    let entries = move || if page.probe() == Probe::Any { any } else { one };
    let v6 = |it: &EndpointView| it.ranges.iter().any(|it| it.0.is_ipv6());
    // Where nothing has an IPv6 address, all have a family in common.
    let families = move || page.endpoints.read().iter().any(v6).then_some(UNREACHABLE);
    let entries = move || entries().iter().copied().chain(families());
    el("div").class("legend").parts(move || entries().map(|it| entry(&it)).collect())
}

/// One line below the matrix: the cell under the pointer, else the rule at the caret, else the chosen cell.
fn preview(page: Playground, ui: Ui) -> El {
    filled(el("div").class("preview").attr("data-testid", "preview"), page, ui, |it| it.preview)
}

pub(crate) fn fill_preview(place: El, page: Playground, ui: Ui) {
    let label = move || {
        let cell = ui.hovered.get().or_else(|| page.selection())?;
        let probe = page.probe();
        page.settled.read().ask(move |it| {
            let (from, to) = (it.endpoint_index(&cell.from)?, it.endpoint_index(&cell.to)?);
            Some(it.cell(from, to, probe)?.label)
        })?
    };
    let label = Memo::new(move |_| label().unwrap_or_default());
    let rule = move || {
        let rule = ui.rule.get()?;
        let swatch = el("i").class("swatch opened").attr("aria-hidden", "true");
        let title = el("b").text(&rule.title);
        Some(el("span").class("rule").child(swatch).child(title).text(" ").text(&rule.sentence))
    };
    let line = move || match (ui.hovered.read().is_some(), rule()) {
        (false, Some(rule)) => vec![rule],
        (true, _) => vec![el("span").text_with(move || label.get())],
        (false, None) => vec![
            el("span").class("desk-only").text("Point at a cell to preview it, choose it to read why."),
            el("span").class("phone-only").text_with(move || label.get()),
        ],
    };
    let why = button("link phone-only").on_click(move || ui.pane.set(Pane::Why)).text("Why?");
    place.parts(line).child(incomplete(page, ui)).child(why);
}

/// What to do when there is nothing to draw.
fn nothing(page: Playground, ui: Ui) -> El {
    filled(el("div").class("nothing"), page, ui, |it| it.nothing)
}

pub(crate) fn fill_nothing(place: El, page: Playground, _: Ui) {
    let blank = move || page.files().list.iter().all(|it| it.text.trim().is_empty());
    let command = || el("code").text("kubectl get ns,pods,deploy,svc,netpol -A -o yaml");
    place.parts(move || {
        if page.is_behind() {
            vec![el("h2").text("Reading …")]
        } else if blank() {
            let text = el("p")
                .text("Paste or drop YAML: pods, deployments, namespaces, network policies. ")
                .child(command())
                .text(" gives all of it. Or choose a scenario at the top.");
            vec![el("h2").text("Nothing here yet"), text]
        } else {
            let text = el("p")
                .text("The matrix shows who reaches whom, so it needs somebody: write pods or deployments into ")
                .child(el("code").text("cluster.yaml"))
                .text(", or paste the output of ")
                .child(command())
                .text(".");
            vec![el("h2").text("No pods yet"), text]
        }
    });
}
