//! The later part of the page: all that the first matrix does without.
//!
//! A release is linked as one program and then parted (`xtask/src/site/split.rs`): what is reached only through
//! [`LATER`] goes into a file of its own, which is asked for once the first matrix is painted. So what comes first
//! names nothing of the rest, but calls it through [`Later`]. What reads links and drafts is a small part by itself
//! ([`read`]). Without the feature `split` there is one file, and all is here from the start.

mod loading;

use netpol_core::api::page::Loaded;
use netpol_core::view::{ExplanationView, LensLine, PortChoice, ProblemView, RuleView};
use netpol_core::{Options, Probe, settings};

pub(crate) use loading::{load, read};
use web_sys::Element;

use crate::components::{
    banner, dialogs, explanation, file_tabs, header, lesson, port_picker, problem_list, result_pane,
    services, toasts,
};
use crate::dom::{El, button, el};
use crate::editor::{Change, exchange, lens_of};
use crate::opening::Opening;
use crate::preferences::Preferences;
use crate::reactive::{Signal, untrack, watch};
use crate::share::Selection;
use crate::state::{Analyzed, Playground};
use crate::ui::Ui;
use crate::{effects, opening};

/// Fills an element that is in the page.
type Fill = fn(El, Playground, Ui);

/// The ways into the later part.
pub struct Later {
    pub(crate) opening: fn() -> Opening,
    pub(crate) effects: fn(effects::Start),
    pub(crate) header: fn(El, Playground, Ui, Signal<Preferences>),
    pub(crate) file_tabs: Fill,
    pub(crate) editor: fn(Change),
    pub(crate) lesson: Fill,
    pub(crate) ports: Fill,
    pub(crate) banners: Fill,
    pub(crate) nothing: Fill,
    pub(crate) preview: Fill,
    pub(crate) problem_list: Fill,
    pub(crate) services: Fill,
    pub(crate) why: Fill,
    pub(crate) overlays: Fill,
    pub(crate) options: fn(&str) -> Options,
    /// What the evaluator can do with it.
    pub(crate) extent: Loaded,
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
    header: header::fill,
    file_tabs: file_tabs::fill,
    editor: exchange,
    lesson: lesson::fill,
    ports: port_picker::fill,
    banners: banner::fill,
    nothing: result_pane::fill_nothing,
    preview: result_pane::fill_preview,
    problem_list: problem_list::fill,
    services: services::fill,
    why: explanation::fill,
    overlays: |it, page, ui| {
        effects::style::run();
        drop(it.child(dialogs::dialogs(page, ui)).child(toasts::toasts(ui)));
    },
    options: settings::options,
    extent: Loaded::WHOLE,
    explanation: Analyzed::explanation,
    problems: |it| it.ask(|it| it.problems()).unwrap_or_default(),
    lens_lines: |it, file| it.ask(move |it| it.lens_lines(file)).unwrap_or_default(),
    lens: lens_of,
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
pub fn when_here(arrival: Signal<Arrival>, work: impl FnOnce(&'static Later) + 'static) {
    when_boxed(arrival, Box::new(work));
}

fn when_boxed(arrival: Signal<Arrival>, work: Box<dyn FnOnce(&'static Later)>) {
    let mut work = Some(work);
    watch(move || {
        if let Some(it) = arrival.get().here()
            && let Some(work) = work.take()
        {
            untrack(|| work(it));
        }
    });
}

/// An element that the later part fills.
pub fn filled(it: El, page: Playground, ui: Ui, fill: fn(&Later) -> Fill) -> El {
    let element = it.clone();
    when_here(page.arrival, move |it| fill(it)(element, page, ui));
    it
}

/// Says that the later part could not be loaded, and offers to try again.
pub fn missing(page: Playground) -> Option<El> {
    matches!(page.arrival.get(), Arrival::Failed).then(|| {
        let matrix = match page.analysis.read().analysis.is_unread() {
            true => "There is no matrix either, because the files have more than pods and NetworkPolicy;",
            false => "The matrix is right;",
        };
        let text = format!(
            "A part of this page could not be loaded: explanations, problems, files, links, drafts. {matrix} what you \
             type is not kept. "
        );
        let banner = el("div").class("banner error").attr("role", "alert").attr("data-testid", "missing");
        banner.child(el("span").text(&text)).child(again(page.arrival))
    })
}

/// The same before there is a page: where the shell says that it loads.
pub fn awaited(message: Element, arrival: Signal<Arrival>) {
    message.set_text_content(None);
    let failed = "A part of this page could not be loaded, the one that reads links and drafts. ";
    El::of(message).attr("aria-live", "polite").parts(move || match arrival.get() {
        Arrival::Failed => vec![el("span").text(failed), again(arrival)],
        Arrival::Expected | Arrival::Here(_) => vec![el("span").text("Loading…")],
    });
}

fn again(arrival: Signal<Arrival>) -> El {
    button("link").on_click(move || load(arrival)).text("Try again")
}
