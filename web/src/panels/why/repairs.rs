//! Below an explanation: what would allow a denied cell, or deny an allowed one. The edits themselves come with a part of
//! their own, which is asked for when they are.

pub mod card;
pub mod effect;
pub mod list;

use gloo::events::{EventListener, EventListenerOptions};
use leptos::{ev, html, prelude::*};
use netpol_core::Probe;
use netpol_core::view::CellSign;

use crate::base::browser::{effect, frame, on_window};
use crate::base::markup::word;
use crate::later::Later;
use crate::matrix::folded_at;
use crate::model::embed::framed;
use crate::model::files;
use crate::model::service::Chosen;
use crate::model::share::CellRef;
use crate::panels::matrix::strip::AnyPort;
use crate::state::{Playground, Ui};
use crate::widgets::icons::{Glyph, Icon};
use list::list;

/// With more rows than this, edits are tried on request only: each is an evaluation of all files.
const MANY: usize = 300;

/// The same of bytes of all files: a rule can have any number of blocks and ports.
const LONG: usize = 200_000;

/// The connection that is to become another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    cell: CellRef,
    /// A port of what is explained.
    probe: Probe,
    /// Whether it is to be allowed; else it is to be denied.
    is_to_open: bool,
}

impl Target {
    fn title(&self) -> &'static str {
        if self.is_to_open { "What would allow it" } else { "What would deny it" }
    }
}

/// What the user said about the list of a target.
#[derive(Clone, PartialEq, Eq)]
struct Said {
    target: Target,
    is_open: bool,
    /// With many rows it counts for these files only.
    revision: u64,
}

/// The offer, and the edits where they are asked for. Nothing for what is no pair of rows.
#[component]
pub fn Repairs(page: Playground, ui: Ui) -> impl IntoView {
    let target = target(page, ui);
    let said = RwSignal::new(None::<Said>);
    let section = NodeRef::<html::Section>::new();
    let seen = seen(page, ui, target, section);
    let is_many = Memo::new(move |_| {
        let is_long = || LONG < files::size(&page.files().list);
        MANY < page.endpoints.read().len() || is_long()
    });
    let is_open = Memo::new(move |_| {
        let Some(target) = target.get() else { return false };
        let revision = page.settled.read().revision;
        let is_many = is_many.get();
        let holds = |it: &Said| it.target == target && (!is_many || it.revision == revision);
        let said = said.get().filter(holds).map(|it| it.is_open);
        // A task is not solved by the page before that is asked for.
        let opens_itself = target.is_to_open && !is_many && ui.task().is_none();
        said.unwrap_or_else(|| opens_itself && seen.get().as_ref() == Some(&target))
    });
    let turn = move |_| {
        let revision = page.settled.read_untracked().revision;
        let is_open = !is_open.get_untracked();
        said.set(target.get_untracked().map(|target| Said { target, is_open, revision }));
        if is_open {
            // With its room, so that what is found needs no scrolling after it: repairs.css.
            frame(move || to_top(section));
        }
    };
    let is_asked = move || is_open.get() && said.read().is_some();
    let title = move || target.read().as_ref().map_or("", Target::title);
    view! {
        <Show when=move || target.read().is_some() && !ui.in_exam.get()>
            <section class="repairs" class:asked=is_asked data-testid="repairs" node_ref=section>
                <h3>
                    <button
                        type="button"
                        class="repairs-head"
                        aria-expanded=move || word(is_open.get())
                        on:click=turn
                    >
                        <Glyph icon=Icon::Down/>
                        {title}
                    </button>
                </h3>
                <Show when=move || is_open.get()>
                    <AnyPort page/>
                    <Later page ui view=move |page, ui| list(page, ui, target)/>
                </Show>
            </section>
        </Show>
    }
}

/// The explained pair of rows, where policies can make it another one.
fn target(page: Playground, ui: Ui) -> Memo<Option<Target>> {
    Memo::new(move |_| {
        // What cannot be edited needs no edits.
        let cell = page.selection().filter(|_| !ui.readonly.get())?;
        let it = page.explanation.get().filter(|it| it.from == cell.from && it.to == cell.to)?;
        let piece = it.pieces.get(it.chosen).filter(|_| !it.sides.is_empty())?;
        let is_to_open = match piece.sign {
            CellSign::Denied | CellSign::None | CellSign::Unknown => true,
            CellSign::Allowed | CellSign::All => false,
            CellSign::Some | CellSign::SelfPod | CellSign::Unreachable | CellSign::Void => return None,
        };
        if Chosen::read(&cell).is_some() || differs(page, ui, &cell) {
            return None;
        }
        Some(Target { cell, probe: piece.probe, is_to_open })
    })
}

/// Whether the cell stands for several that differ: then there is not one answer to change.
fn differs(page: Playground, ui: Ui, cell: &CellRef) -> bool {
    let settled = page.settled.read();
    let index = |it: &str| settled.analysis.endpoint_index(it);
    let ends = index(&cell.from).zip(index(&cell.to));
    let Some(at) = ends.and_then(|it| folded_at(page, ui, it)) else { return false };
    let [from, to] = at.ends;
    let cell = settled.folded(vec![(from, to)], page.probe()).pop().flatten();
    cell.is_some_and(|it| !it.outcomes.is_empty())
}

/// The target whose section has been in view. What the page opened with does not count, nor anything in a frame: there
/// the edits, and the part of the program that finds them, wait until they are asked for.
fn seen(
    page: Playground,
    ui: Ui,
    target: Memo<Option<Target>>,
    section: NodeRef<html::Section>,
) -> RwSignal<Option<Target>> {
    let seen = RwSignal::new(None);
    let now = move || (untrack(|| page.selection()), page.settled.read_untracked().revision);
    ui.session().opened_with.get_or_init(now);
    let look = move || {
        let Some(target) = target.try_get_untracked().flatten() else { return };
        let is_first = ui.session().opened_with.get() == Some(&now());
        let is_seen = seen.with_untracked(|it: &Option<Target>| it.as_ref() == Some(&target));
        if !is_first && !is_seen && section.get_untracked().is_some_and(|it| is_in_view(&it)) {
            seen.set(Some(target));
        }
    };
    if framed() {
        return seen;
    }
    // After what is chosen is drawn, and above it something else.
    effect(move || {
        let _now = (target.track(), page.explanation.track(), ui.pane.track(), section.track());
        frame(move || frame(look));
    });
    on_window(ev::resize, move |_| look());
    // What scrolls is a pane or, on a small screen, another one. Such events do not bubble.
    let options = EventListenerOptions::run_in_capture_phase();
    let on_scroll = EventListener::new_with_options(&window(), "scroll", options, move |_| look());
    let on_scroll = StoredValue::new_local(Some(on_scroll));
    on_cleanup(move || drop(on_scroll.try_update_value(Option::take)));
    seen
}

/// Scrolls the panel, and nothing around it, until the section begins at its top.
fn to_top(section: NodeRef<html::Section>) {
    let Some(section) = section.try_get_untracked().flatten() else { return };
    if let Some(panel) = section.closest("#lists").ok().flatten() {
        let by = section.get_bounding_client_rect().top() - panel.get_bounding_client_rect().top();
        panel.set_scroll_top(panel.scroll_top() + by as i32);
    }
}

/// Whether any of an element is inside of the window and of the panel that it stands in.
fn is_in_view(it: &web_sys::Element) -> bool {
    let own = it.get_bounding_client_rect();
    let Some(panel) = it.closest("#lists").ok().flatten() else { return false };
    let panel = panel.get_bounding_client_rect();
    let bottom = window().inner_height().ok().and_then(|it| it.as_f64()).unwrap_or(f64::MAX);
    0.0 < own.height() && panel.top().max(0.0) < own.bottom() && own.top() < panel.bottom().min(bottom)
}
