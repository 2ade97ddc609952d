//! The later part of the page: all that the first matrix does without.
//!
//! A release is linked as one program and then parted (`xtask/src/site/split.rs`): what is reached only through
//! [`LATER`] goes into a file of its own, which is asked for once the first matrix is painted. So what comes first
//! names nothing of the rest, but calls it through [`Later`]. What reads links and drafts is a small part by itself
//! ([`read`]). Without the feature `split` there is one file, and all is here from the start.

mod loading;

use netpol_core::view::{ExplanationView, LensLine, PortChoice, ProblemView, RuleView};
use netpol_core::{Extent, Options, Probe, settings};

pub(crate) use loading::{load, read};
use web_sys::Element;

use leptos::prelude::*;

use crate::components::banner::CrashBanner;
use crate::components::dialogs::Dialogs;
use crate::components::toasts::Toasts;
use crate::components::{file_tabs, header, lesson};
use crate::editor;
use crate::opening::Opening;
use crate::panels::{self, LatePanel};
use crate::preferences::Preferences;
use crate::share::Selection;
use crate::state::{Analyzed, Playground};
use crate::ui::{Draw, Ui};
use crate::{effects, opening};

/// The ways into the later part.
pub struct Later {
    pub(crate) opening: fn() -> Opening,
    pub(crate) effects: fn(effects::Start),
    pub(crate) header: fn(Playground, Ui, RwSignal<Preferences>) -> AnyView,
    pub(crate) file_tabs: Draw,
    pub(crate) editor: fn(editor::Start) -> AnyView,
    pub(crate) lesson: Draw,
    pub(crate) panels: &'static [LatePanel],
    pub(crate) ports: Draw,
    pub(crate) banners: Draw,
    pub(crate) nothing: Draw,
    pub(crate) preview: Draw,
    pub(crate) overlays: Draw,
    pub(crate) options: fn(&str) -> Options,
    /// What the evaluator can do with it.
    pub(crate) extent: Extent,
    // What the state asks about the files, and the matrix does not.
    pub(crate) explanation: fn(&Analyzed, &Selection, Probe) -> Option<ExplanationView>,
    pub(crate) problems: fn(&Analyzed) -> Vec<ProblemView>,
    pub(crate) lens_lines: fn(&Analyzed, u32) -> Vec<LensLine>,
    pub(crate) lens: fn(&Analyzed, u32) -> Option<String>,
    pub(crate) port_choices: fn(&Analyzed) -> Vec<PortChoice>,
    pub(crate) incomplete: fn(&Analyzed) -> String,
    pub(crate) rule_at: fn(&Analyzed, u32, u32) -> Option<RuleView>,
}

static LATER: Later = Later {
    opening: opening::find,
    effects: effects::run,
    header: header::rest,
    file_tabs: file_tabs::strip,
    editor: editor::full,
    lesson: lesson::current,
    panels: panels::LATER,
    ports: panels::matrix::ports,
    banners: |page, _| view! { <CrashBanner page/> }.into_any(),
    nothing: panels::matrix::reason,
    preview: panels::matrix::preview::line,
    overlays: |page, ui| {
        effects::style::run();
        view! {
            <Dialogs page ui/>
            <Toasts ui/>
        }
        .into_any()
    },
    options: settings::options,
    extent: Extent::ALL,
    explanation: Analyzed::explanation,
    problems: |it| it.ask(|it| it.problems()).unwrap_or_default(),
    lens_lines: |it, file| it.ask(move |it| it.lens_lines(file)).unwrap_or_default(),
    lens: editor::lens_of,
    port_choices: |it| it.ask(|it| it.port_choices()).unwrap_or_default(),
    incomplete: |it| it.ask(|it| it.incomplete()).unwrap_or_default(),
    rule_at: Analyzed::rule_at,
};

/// Whether the later part is here.
#[derive(Clone, Copy)]
pub enum Arrival {
    /// On its way.
    Expected,
    /// It could not be loaded, and can be asked for again.
    Failed,
    /// Here.
    Here(&'static Later),
}

impl Arrival {
    /// When the program starts.
    pub fn at_start() -> Arrival {
        loading::at_start()
    }

    /// The later part, once it is here.
    pub fn here(self) -> Option<&'static Later> {
        match self {
            Arrival::Here(it) => Some(it),
            Arrival::Expected | Arrival::Failed => None,
        }
    }
}

/// Does some work with the later part, as soon as it is here.
pub fn when_here(arrival: RwSignal<Arrival>, work: impl FnOnce(&'static Later) + 'static) {
    let mut work = Some(work);
    Effect::new(move |_| {
        if let Some(it) = arrival.get().here()
            && let Some(work) = work.take()
        {
            untrack(|| work(it));
        }
    });
}

/// A place that the later part fills, once it is here.
#[component]
pub fn Room(page: Playground, ui: Ui, of: fn(&Later) -> Draw) -> impl IntoView {
    move || page.arrival.get().here().map(|it| untrack(|| of(it)(page, ui)))
}

/// Says that the later part could not be loaded, and offers to try again.
#[component]
pub fn Missing(page: Playground) -> impl IntoView {
    let text = move || {
        let matrix = match page.analysis.read().analysis.is_unread() {
            true => "There is no matrix either, because the files have more than pods and NetworkPolicy;",
            false => "The matrix is right;",
        };
        format!(
            "A part of this page could not be loaded: explanations, problems, files, links, drafts. {matrix} what you \
             type is not kept. "
        )
    };
    move || {
        matches!(page.arrival.get(), Arrival::Failed).then(|| {
            view! {
                <div class="banner error" role="alert" data-testid="missing">
                    <span>{text}</span>
                    <Again arrival=page.arrival/>
                </div>
            }
        })
    }
}

/// The same before there is a page: where the shell says that it loads.
pub fn awaited(message: Element, arrival: RwSignal<Arrival>) {
    message.set_text_content(None);
    // A literal name and value: no element refuses them.
    let _ = message.set_attribute("aria-live", "polite");
    let said = move || match arrival.get() {
        Arrival::Failed => view! {
            <span>"A part of this page could not be loaded, the one that reads links and drafts. "</span>
            <Again arrival/>
        }
        .into_any(),
        Arrival::Expected | Arrival::Here(_) => view! { <span>"Loading…"</span> }.into_any(),
    };
    let mut state = said.into_view().build();
    state.mount(&message, None);
    StoredValue::new_local(state);
}

#[component]
fn Again(arrival: RwSignal<Arrival>) -> impl IntoView {
    view! { <button type="button" class="link" on:click=move |_| load(arrival)>"Try again"</button> }
}
