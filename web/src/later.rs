//! Views of the second part of the program: everything that is not needed to draw the first matrix.
//!
//! A release is linked as one program and then split (`xtask/parts/src/split.rs`). Code that is reached only through
//! functions of [`late!`] goes into a file of its own, which is asked for once the first matrix is painted. Calling such
//! code directly still compiles, but moves it into the first part; `size-budget.json` notices. Without the feature
//! `split` there is one file, and everything is here from the start.

use crate::state::{Playground, Ui};
use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;

use crate::base::browser::{after, effect};
use crate::engine::{Arrival, Coming};

/// Makes a function that draws something a function of the second part: `late! { pub fn name(page: Playground) { … } }`
/// returns [`Coming`], which [`Later`] shows.
macro_rules! late {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) -> $crate::engine::Coming {
            #[cfg(feature = "split")]
            {
                #[wasm_split_helpers::wasm_split(later, fallible)]
                fn $name($($arg: $type),*) -> Result<AnyView, wasm_split_helpers::SplitLoaderError> {
                    Ok(IntoAny::into_any($body))
                }
                Box::pin(async move { $name($($arg),*).await.ok() })
            }
            #[cfg(not(feature = "split"))]
            Box::pin(async move { Some(IntoAny::into_any($body)) })
        }
    };
}
pub(crate) use late;

/// The place of a view of the second part. Its children stand there until that is here; where it could not be loaded,
/// they stay, and [`Missing`] offers to try again.
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
    place(is_here, Box::new(move || view(page, ui)), children)
}

fn place(
    is_here: Signal<bool>,
    view: Box<dyn FnOnce() -> Coming>,
    children: Option<ChildrenFn>,
) -> impl IntoView {
    // Taken out when it is shown.
    let drawn = RwSignal::new_local(None::<AnyView>);
    let owner = Owner::current().unwrap_or_default();
    let was_here = is_here.get_untracked();
    once(is_here, move || {
        // What the view makes goes with the place.
        let coming = owner.with(|| ScopedFuture::new_untracked(view()));
        let draw = move || {
            spawn_local(async move {
                // The place may be gone by now: another tab was opened, a link came. Then what the view would be made
                // of is gone too.
                if drawn.try_with_untracked(|_| ()).is_none() {
                    return;
                }
                let view = coming.await;
                let _ = drawn.try_set(view);
            });
        };
        // All places wait for the same moment. A task each: all in one would hold up what the user does meanwhile.
        if was_here { draw() } else { after(0, draw) }
    });
    move || {
        drawn.track();
        let view = drawn.try_update_untracked(Option::take).flatten();
        view.or_else(|| children.as_ref().map(|it| untrack(|| it()).into_any()))
    }
}

/// Does some work as soon as the second part of the program is here.
pub fn when_here(arrival: RwSignal<Arrival>, work: impl FnOnce() + 'static) {
    once(Signal::derive(move || arrival.read().here().is_some()), work);
}

fn once(when: Signal<bool>, work: impl FnOnce() + 'static) {
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
