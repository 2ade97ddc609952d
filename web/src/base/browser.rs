//! What the page asks of its window: call back later, on an event, when something has come.

use gloo::events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo::timers::callback::Timeout;
use js_sys::Promise;
use leptos::ev::EventDescriptor;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Event;

/// Calls before the next frame is drawn.
pub fn frame(work: impl FnOnce() + 'static) {
    request_animation_frame(work);
}

/// Calls after some milliseconds.
pub fn after(milliseconds: u32, work: impl FnOnce() + 'static) {
    Timeout::new(milliseconds, work).forget();
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
    let listener = window_event_listener(event, work);
    on_cleanup(move || listener.remove());
}

/// Calls on an event of the window before anything in the page hears of it, as long as the page is there.
pub fn on_window_first<E>(event: E, work: impl Fn(&E::EventType) + 'static)
where
    E: EventDescriptor,
    E::EventType: JsCast,
{
    let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    let work = move |it: &Event| work(it.unchecked_ref());
    EventListener::new_with_options(&window(), event.name(), options, work).forget();
}
