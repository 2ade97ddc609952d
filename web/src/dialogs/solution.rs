//! The own answer to a task beside a right one, in CodeMirror's merge view as the review has it.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::review::{Live, Module, log};
use crate::base::browser::when;
use crate::base::markup::shown;
use crate::base::modules::load_module;
use crate::base::values::object;
use crate::later::late;
use crate::model::practice::Sides;

late! {
    in practice;
    /// What the dialog holds.
    pub fn content(it: Arc<Sides>) {
        view! { <Solution it/> }
    }
}

/// Each file that the answer changes, in both versions.
#[component]
fn Solution(it: Arc<Sides>) -> impl IntoView {
    let module = RwSignal::new_local(None::<JsValue>);
    let missing = RwSignal::new(false);
    when(&load_module("review"), move |it| match it {
        Some(it) => module.set(Some(it)),
        None => missing.set(true),
    });
    let files = move || {
        let one = |it: &(String, String, String)| {
            let (name, own, right) = it.clone();
            let module = module.get_untracked();
            view! { <File name own right module/> }
        };
        it.files.iter().map(one).collect_view()
    };
    // Without what shows two versions side by side, the texts stand there all the same.
    let body = move || match missing.get() || module.read().is_some() {
        true => files().into_any(),
        false => view! { <p>"Loading…"</p> }.into_any(),
    };
    view! {
        <div class="review">
            <p class="review-sentence">
                "Your answer is on the left, a right one on the right. Others are right too, where they allow the same connections."
            </p>
            <div class="review-files">{body}</div>
        </div>
    }
}

#[component]
fn File(name: String, own: String, right: String, module: Option<JsValue>) -> impl IntoView {
    let host = NodeRef::<html::Div>::new();
    let owner = Owner::current().unwrap_or_default();
    let plain = module.is_none().then(|| view! { <pre tabindex="0">{shown(&right)}</pre> });
    let called = name.clone();
    host.on_load(move |host| {
        let Some(module) = module.map(JsCast::unchecked_into::<Module>) else { return };
        let options = object(&[
            ("name", called.as_str().into()),
            ("before", own.as_str().into()),
            ("after", right.as_str().into()),
        ]);
        let Some(handle) = log(module.create(&host, &options)) else { return };
        let live = StoredValue::new_local(Live { module, handle });
        owner.with(|| on_cleanup(move || live.dispose()));
    });
    view! {
        <section class="review-file" aria-label=shown(&name)>
            <div class="review-head"><h3><code>{shown(&name)}</code></h3></div>
            <div class="review-sides" aria-hidden="true"><span>"Yours"</span><span>"Solution"</span></div>
            <div class="review-views" node_ref=host>{plain}</div>
        </section>
    }
}
