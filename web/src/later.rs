//! Views and work of the other parts of the program: everything that is not needed to draw the first matrix.
//!
//! A release is linked as one program and then split (`xtask/parts/src/split.rs`). Code that is reached only through
//! functions of [`late!`] goes into a file of its own: that of the second part, which is asked for once the first matrix is
//! painted, or that of the part which the function names, when it is called. Calling such code directly still compiles,
//! but moves it into the first part or the second; `size-budget.json` notices. Without the feature `split` there is one
//! file, and everything is here from the start.

use std::rc::Rc;

use crate::state::{Playground, Ui};
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use crate::base::browser::{after, effect};
use crate::engine::{Arrival, Coming};

/// Makes a function that draws something a function of the second part: `late! { pub fn name(page: Playground) { … } }`
/// returns [`Coming`], which [`Later`] shows. With `late! { in review; fn … }` it is one of the part of that name, which is
/// loaded when the function is called first.
macro_rules! late {
    (in $part:ident; $(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) -> $crate::engine::Coming {
            #[cfg(feature = "split")]
            {
                #[wasm_split_helpers::wasm_split($part, fallible)]
                fn $name($($arg: $type),*) -> Result<AnyView, wasm_split_helpers::SplitLoaderError> {
                    Ok(IntoAny::into_any($body))
                }
                Box::pin(async move { $name($($arg),*).await.ok() })
            }
            #[cfg(not(feature = "split"))]
            Box::pin(async move { Some(IntoAny::into_any($body)) })
        }
    };
    ($($function:tt)*) => { $crate::later::late! { in later; $($function)* } };
}
pub(crate) use late;

/// A function that asks for a part before it is needed. Where it does not come, what needs it says so.
macro_rules! ahead {
    ($part:ident) => {
        || {
            #[cfg(feature = "split")]
            {
                // The name tells it from those of other parts: the compiler makes one of functions that do the same.
                #[wasm_split_helpers::wasm_split($part, fallible)]
                fn $part() -> Result<&'static str, wasm_split_helpers::SplitLoaderError> {
                    Ok(stringify!($part))
                }
                leptos::task::spawn_local(async { drop($part().await) });
            }
        }
    };
}
pub(crate) use ahead;

/// The place of a view of the second part, or of one that is loaded when it is shown. Its children stand there until that
/// is here. Where the second part could not be loaded, they stay, and [`Missing`] offers to try again; where another one
/// could not, that is said in its place.
#[component]
pub fn Later<F>(
    page: Playground,
    ui: Ui,
    /// A function of [`late!`].
    view: F,
    /// What has to hold besides.
    #[prop(optional, into)]
    when: Option<Signal<bool>>,
    #[prop(optional)] children: Option<ChildrenFn>,
) -> impl IntoView
where
    F: Fn(Playground, Ui) -> Coming + 'static,
{
    let is_here =
        Signal::derive(move || page.arrival.read().here().is_some() && when.is_none_or(|it| it.get()));
    place(is_here, Rc::new(move || view(page, ui)), children)
}

fn place(is_here: Signal<bool>, view: Rc<dyn Fn() -> Coming>, children: Option<ChildrenFn>) -> impl IntoView {
    // Taken out when it is shown.
    let drawn = RwSignal::new_local(None::<AnyView>);
    // What the view makes goes with the place.
    let place = Place { drawn, view, owner: Owner::current().unwrap_or_default() };
    let was_here = is_here.get_untracked();
    once(is_here, move || {
        // All places wait for the same moment. A task each: all in one would hold up what the user does meanwhile.
        if was_here { place.draw() } else { after(0, move || place.draw()) }
    });
    move || {
        drawn.track();
        let view = drawn.try_update_untracked(Option::take).flatten();
        view.or_else(|| children.as_ref().map(|it| untrack(|| it()).into_any()))
    }
}

/// What is drawn somewhere, and who draws it.
#[derive(Clone)]
struct Place {
    drawn: RwSignal<Option<AnyView>, LocalStorage>,
    view: Rc<dyn Fn() -> Coming>,
    owner: Owner,
}

impl Place {
    fn draw(self) {
        spawn_local(async move {
            let coming = self.owned(|| (self.view)());
            // The place may be gone by now: another tab was opened, a link came. Then what the view would be made of is
            // gone too.
            if self.drawn.try_with_untracked(|_| ()).is_none() {
                return;
            }
            let mut view = coming.await;
            if view.is_none() {
                let place = self.clone();
                view = self.owned(|| unloaded(Rc::new(move || place.clone().draw()))).await;
            }
            let _ = self.drawn.try_set(view);
        });
    }

    fn owned(&self, view: impl FnOnce() -> Coming) -> ScopedFuture<Coming> {
        self.owner.with(|| ScopedFuture::new_untracked(view()))
    }
}

late! {
    /// Stands in the place of a view whose part could not be loaded.
    fn unloaded(again: Rc<dyn Fn()>) {
        view! {
            <p class="nothing" role="alert" data-testid="unloaded">
                "This part of the page could not be loaded. "
                <Again again=move || again()/>
            </p>
        }
    }
}

/// Does what a function of [`late!`] does, of which there is nothing to see. Where its part could not be loaded, says so.
pub fn run(ui: Ui, work: Coming) {
    spawn_local(ScopedFuture::new_untracked(async move {
        if work.await.is_none() {
            ui.say("That part of this page could not be loaded. Try it again.");
        }
    }));
}

/// Does some work as soon as the second part of the program is here.
pub fn when_here(arrival: RwSignal<Arrival>, work: impl FnOnce() + 'static) {
    once(Signal::derive(move || arrival.read().here().is_some()), work);
}

/// Does some work as soon as something holds, once.
pub fn once(when: Signal<bool>, work: impl FnOnce() + 'static) {
    let mut work = Some(work);
    effect(move || {
        if when.get()
            && let Some(work) = work.take()
        {
            untrack(work);
        }
    });
}

/// Says that the second part could not be loaded, and offers to try again.
#[component]
pub fn Missing(page: Playground) -> impl IntoView {
    let matrix = move || {
        let analyzed = page.analysis.read();
        if analyzed.analysis.is_unread() {
            "There is no matrix either, because the files have more than pods and NetworkPolicy. "
        } else if analyzed.analysis.is_incomplete() {
            "The matrix follows what you type, but leaves out what could not be evaluated. "
        } else {
            "The matrix is right, and follows what you type. "
        }
    };
    let is_missing = move || matches!(page.arrival.get(), Arrival::Failed);
    view! {
        <Show when=is_missing>
            <div class="banner error" role="alert" data-testid="missing">
                <span>
                    "A part of this page could not be loaded. Explanations, problems, Services, file tabs, ports, the scenario menu, \
                     drafts, Share and settings are missing. "
                    {matrix}
                    "Changes are lost when this page is closed or reloaded. "
                </span>
                <Again again=move || page.ask_again()/>
            </div>
        </Show>
    }
}

/// Asks for a part of the program once more.
#[component]
pub fn Again<F: Fn() + 'static>(again: F) -> impl IntoView {
    view! { <button type="button" class="link" on:click=move |_| again()>"Try again"</button> }
}
