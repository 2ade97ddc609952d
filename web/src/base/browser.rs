//! What the page asks of its window: call back later, on an event, when something has come.

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo::timers::callback::Timeout;
use js_sys::Promise;
use leptos::ev::EventDescriptor;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement};

/// Something to do once. In a box, as all work here: so the code that waits is in the program once.
type Work = Box<dyn FnOnce()>;

/// Calls before the next frame is drawn.
pub fn frame(work: impl FnOnce() + 'static) {
    let work: Work = Box::new(work);
    request_animation_frame(work);
}

/// Calls after some milliseconds.
pub fn after(milliseconds: u32, work: impl FnOnce() + 'static) {
    let work: Work = Box::new(work);
    Timeout::new(milliseconds, work).forget();
}

/// Leptos' `Effect` for all that is done to the outside world: runs soon, and again whenever something that it read has
/// changed, until its owner goes.
///
/// Where it reads a memo and another that follows from it, it must read the first one first. Leptos (0.2.16 of
/// `reactive_graph`) asks them in this order whether they have changed; the second, asked first, would update the other
/// on the way, and where it comes out the same itself, the effect would not learn that the first one did not.
pub fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_| run());
}

/// Calls with what a promise gives, or with nothing when it is broken.
pub fn when(promise: &Promise, work: impl FnOnce(Option<JsValue>) + 'static) {
    let promise = promise.clone();
    let work: Box<dyn FnOnce(Option<JsValue>)> = Box::new(work);
    spawn_local(async move { work(promise.await.ok()) });
}

/// Calls on an event of the window, until the owner goes.
pub fn on_window<E>(event: E, work: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor + 'static,
    E::EventType: JsCast,
{
    let work: Box<dyn Fn(Event)> = Box::new(move |it: Event| work(it.unchecked_into()));
    let listener = window_event_listener_untyped(&event.name(), work);
    on_cleanup(move || listener.remove());
}

/// Calls on an event of the window before anything in the page hears of it, as long as the page is there.
pub fn on_window_first<E>(event: E, work: impl Fn(&E::EventType) + 'static)
where
    E: EventDescriptor,
    E::EventType: JsCast,
{
    let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    let work: Box<dyn FnMut(&Event)> = Box::new(move |it: &Event| work(it.unchecked_ref()));
    EventListener::new_with_options(&window(), event.name(), options, work).forget();
}

/// Where the text of a file is written.
pub const TEXT: &str = ".cm-content, .plain-editor";

/// Moves the focus to the first element of a kind, if there is one.
pub fn focus(selector: &str) {
    focus_first(&[selector]);
}

/// The same as soon as there is one, before the next frame or when its part of the program has come; not where the focus
/// has gone elsewhere meanwhile.
pub fn focus_awaited(selector: &'static str) {
    /// A part that takes longer is not awaited any more by who asked for it.
    const STEPS: u32 = 100;
    const STEP: u32 = 50;
    fn again(selector: &'static str, before: Option<Element>, left: u32) {
        let now = document().active_element();
        if now != before && now.is_some_and(|it| it.tag_name() != "BODY") {
            return;
        }
        if document().query_selector(selector).ok().flatten().is_some() {
            focus(selector);
        } else if let Some(left) = left.checked_sub(1) {
            after(STEP, move || again(selector, before, left));
        }
    }
    let before = document().active_element();
    frame(move || again(selector, before, STEPS));
}

/// Moves the focus to the first of several kinds where an edit takes away what has it, or turns it off.
pub fn keep_focus(selectors: &'static [&'static str]) {
    /// What follows an edit is drawn in steps, the last after a pause.
    const MILLISECONDS: [u32; 3] = [50, 200, 800];
    for milliseconds in MILLISECONDS {
        after(milliseconds, move || {
            let now = document().active_element();
            let is_off = |it: Element| it.tag_name() == "BODY" || it.matches(":disabled").unwrap_or_default();
            if now.is_none_or(is_off) {
                focus_first(selectors);
            }
        });
    }
}

/// The same for the first of several kinds of which there is one.
pub fn focus_first(selectors: &[&str]) {
    let find = |it: &&str| document().query_selector(it).ok().flatten();
    if let Some(it) = selectors.iter().find_map(find) {
        // An element that cannot be focused is left alone.
        let _ = it.unchecked_into::<HtmlElement>().focus();
    }
}
