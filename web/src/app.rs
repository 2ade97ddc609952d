//! The whole page: state, effects, panes.
//!
//! It opens at once with the first scenario. A link or a draft is read by a part of the program of its own, so a page that
//! opens with one waits for that; and where its matrix depends on more, for the second part.

pub(crate) mod parts;

use crate::state::{Opening, Playground, Ui};
use leptos::html;
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use web_sys::{Element, Node};

use crate::base::browser::{after, frame};
use crate::base::early;
use crate::base::timing::next_task;
use crate::chrome::announcer::Announcer;
use crate::chrome::file_tabs::FileTabs;
use crate::chrome::header::Header;
use crate::chrome::phone_bar::PhoneBar;
use crate::chrome::toasts::Toasts;
use crate::dialogs::Dialogs;
use crate::editor::Editor;
use crate::effects::{opening, storage, style, theme};
use crate::engine::Arrival;
use crate::later::{Again, Later, late, when_here};
use crate::model::embed::framed;
use crate::model::preferences::{Preferences, per_cent};
use crate::panels::places::{Above, Below, UnderEditor};
use crate::panels::{PANELS, outline, practice};
use crate::state::Start;
use crate::widgets::split::{Splitter, Way};

/// Opens the page in an element, in the place of what is painted there first.
pub fn open(host: Element) {
    let arrival = RwSignal::new(parts::at_start());
    let place = Place { host, arrival };
    if let Some(it) = opening::plain() {
        return place.show_first(it);
    }
    // The page's head said the same, unless a link or a draft has come since.
    early::open_other();
    let message = place.host.query_selector("#shell [data-message]");
    if let Ok(Some(it)) = message {
        say_what_loads(&it, arrival);
    }
    if framed() {
        return place.show_with(None);
    }
    spawn_local(ScopedFuture::new_untracked(async move {
        match parts::read().await {
            Some(it) if it.is_simple() => place.show_first(it),
            it => place.show_with(it),
        }
    }));
}

/// Where the page goes, and what brings the second part.
struct Place {
    host: Element,
    arrival: RwSignal<Arrival>,
}

impl Place {
    fn state(&self, opening: &Opening) -> Playground {
        Playground::new(opening.state.clone(), opening.pause, self.arrival, parts::load)
    }

    /// Draws the page, part by part, each in a task of its own, and then shows it.
    async fn show(self, page: Playground, opening: Opening) {
        let ui = Ui::new(page, PANELS);
        let preferences = RwSignal::new(storage::preferences());
        theme::run(preferences);
        let places = Places::default();
        let root = places.root;
        let start = Start { opened: untrack(|| page.snapshot()), opening, page, ui, preferences, root };
        when_here(page.arrival, move || spawn_local(ScopedFuture::new_untracked(parts::run_effects(start))));

        mount(&self.host, view! { <Skeleton ui preferences places/> });
        let Some(Drawn { root, edit, results }) = places.drawn() else { return };
        mount_first(&root, view! { <Later page ui view=looks/> <Header page ui preferences/> });
        next_task().await;
        mount(&edit, view! { <Text page ui preferences/> });
        next_task().await;
        mount(&results, view! { <Above page ui/> });
        next_task().await;
        mount(&results, view! { <Splitter way=Way::Rows preferences/> <Below page ui/> });
        mount(
            &root,
            view! { <PhoneBar page ui/> <Later page ui view=move |page, ui| overlays(page, ui, places.root)/> },
        );
        next_task().await;
        early::take_away();
        // A literal name: no element refuses to lose it.
        let _ = root.class_list().remove_1(COMING);
        early::put_back();
    }

    /// The first matrix comes first: the rest is asked for in a task after the frame that shows it. Starting, evaluating
    /// and drawing are tasks of their own: on a slow phone all of them together would hold up the browser too long.
    fn show_first(self, opening: Opening) {
        early::keep();
        spawn_local(ScopedFuture::new_untracked(async move {
            next_task().await;
            let page = self.state(&opening);
            page.analyze().await;
            next_task().await;
            self.show(page, opening).await;
            frame(move || after(0, move || parts::load_for(page)));
        }));
    }

    /// Likewise, once the second part is here. It finds out itself what to show, where that is not known.
    fn show_with(self, opening: Option<Opening>) {
        parts::load(self.arrival);
        when_here(self.arrival, move || {
            spawn_local(ScopedFuture::new_untracked(async move {
                let opening = match opening {
                    Some(it) => Some(it),
                    None => parts::opening().await,
                };
                if let Some(it) = opening {
                    let page = self.state(&it);
                    self.show(page, it).await;
                }
            }));
        });
    }
}

/// Builds a view at the end of an element of the document. It lives as long as its owner: as the document. Leptos'
/// `mount_to` would give it an owner of its own, under which what was made before (`arrival`) does not stand.
fn mount(host: &Element, view: impl IntoView + 'static) {
    mount_before(host, None, view);
}

/// The same at its beginning.
fn mount_first(host: &Element, view: impl IntoView + 'static) {
    mount_before(host, host.first_child(), view);
}

fn mount_before(host: &Element, next: Option<Node>, view: impl IntoView + 'static) {
    let mut built = view.into_view().build();
    built.mount(host, next.as_ref());
    StoredValue::new_local(built);
}

/// Before there is a page: what the shell waits for.
fn say_what_loads(message: &Element, arrival: RwSignal<Arrival>) {
    message.set_text_content(None);
    // A literal name and value: no element refuses them.
    let _ = message.set_attribute("aria-live", "polite");
    let said = move || match arrival.get() {
        Arrival::Failed => view! {
            <span>"A part of this page could not be loaded. "</span>
            <Again again=move || parts::load(arrival)/>
        }
        .into_any(),
        Arrival::Expected | Arrival::Here(_) => view! { <span>"Loading…"</span> }.into_any(),
    };
    mount(message, said);
}

late! {
    /// The looks of all the others: they come before these do, so that nothing moves.
    fn looks(_page: Playground, _ui: Ui) {
        style::run();
    }
}

late! {
    /// What opens over the page.
    fn overlays(page: Playground, ui: Ui, root: NodeRef<html::Div>) {
        let messages = NodeRef::new();
        practise(page, ui, root);
        view! {
            <Dialogs page ui messages/>
            <Toasts ui host=messages/>
            <Announcer page/>
        }
    }
}

/// Where tasks are: before the files, once there is something of them to see.
fn practise(page: Playground, ui: Ui, root: NodeRef<html::Div>) {
    let main = root.get_untracked().and_then(|it| it.query_selector("main").ok().flatten());
    if let Some(main) = main {
        let when = Signal::derive(move || ui.practises());
        mount_first(&main, view! { <Later page ui view=practice::place when/> });
    }
}

/// Which part of the results' height the matrix has. Unless the user chose it, a low screen gives it as much as the first
/// scenario needs for all of its rows, as long as *Why?* keeps a few lines.
fn rows(preferences: &Preferences) -> String {
    let share = format!("{}%", per_cent(preferences.rows));
    let is_chosen = preferences.rows != Preferences::default().rows;
    if is_chosen { share } else { format!("max({share}, min(var(--all-rows), 100% - 56px))") }
}

/// The class of a page that is being drawn: it lies unseen over what is painted in its place.
const COMING: &str = "coming";

/// Where the parts of the page go.
#[derive(Clone, Copy, Default)]
struct Places {
    root: NodeRef<html::Div>,
    edit: NodeRef<html::Section>,
    results: NodeRef<html::Div>,
}

struct Drawn {
    root: Element,
    edit: Element,
    results: Element,
}

impl Places {
    fn drawn(self) -> Option<Drawn> {
        let root = self.root.get_untracked()?.into();
        let (edit, results) = (self.edit.get_untracked()?.into(), self.results.get_untracked()?.into());
        Some(Drawn { root, edit, results })
    }
}

/// The page without what is in it.
#[component]
fn Skeleton(ui: Ui, preferences: RwSignal<Preferences>, places: Places) -> impl IntoView {
    view! {
        <div
            class=format!("page {COMING}")
            node_ref=places.root
            data-pane=move || ui.pane.get().key()
            style=("--columns", move || format!("{}%", per_cent(preferences.read().columns)))
            style=("--rows", move || rows(&preferences.read()))
        >
            // In a frame the host has one too; a name tells them apart.
            <main aria-label=framed().then_some("Netpol Playground")>
                <section class="edit" aria-label="Files" node_ref=places.edit></section>
                <Splitter way=Way::Columns preferences/>
                <div class="results" node_ref=places.results></div>
            </main>
        </div>
    }
}

/// The left side.
#[component]
fn Text(page: Playground, ui: Ui, preferences: RwSignal<Preferences>) -> impl IntoView {
    view! {
        <FileTabs page ui/>
        <div class="texts">
            <Later page ui view=outline::place/>
            <div class="text"><Editor page ui preferences/></div>
        </div>
        <UnderEditor page ui/>
    }
}
