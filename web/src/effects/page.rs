//! What the page asks of its window: call back later, on an event, when something has come. Each of these has its
//! code once, whatever is called back.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::{StoredValue, WithValue, on_cleanup, window};
use wasm_bindgen::prelude::*;
use web_sys::Event;

/// Calls before the next frame is drawn.
pub fn frame(work: impl FnOnce() + 'static) {
    // A page that draws no more needs no call.
    let _ = window().request_animation_frame(&once(Box::new(work)));
}

/// Calls after some milliseconds. The number is for [`cancel`].
pub fn after(milliseconds: i32, work: impl FnOnce() + 'static) -> i32 {
    let work = once(Box::new(work));
    window().set_timeout_with_callback_and_timeout_and_arguments_0(&work, milliseconds).unwrap_or_default()
}

/// Does not call after all.
pub fn cancel(timer: i32) {
    window().clear_timeout_with_handle(timer);
}

/// Calls with what a promise gives, or with nothing when it is broken.
pub fn when(promise: &Promise, work: impl FnOnce(Option<JsValue>) + 'static) {
    when_boxed(promise, Box::new(work));
}

fn when_boxed(promise: &Promise, work: Box<dyn FnOnce(Option<JsValue>)>) {
    let work = Rc::new(Cell::new(Some(work)));
    let call = |kept: bool| {
        let work = Rc::clone(&work);
        let call: Box<dyn FnMut(JsValue)> = Box::new(move |it| {
            if let Some(work) = work.take() {
                work(kept.then_some(it));
            }
        });
        Closure::wrap(call).into_js_value()
    };
    // Every promise has it.
    if let Ok(then) = Reflect::get(promise, &"then".into()) {
        let _ = then.unchecked_into::<Function>().call2(promise, &call(true), &call(false));
    }
}

/// Calls on an event of the window, until the owner goes.
pub fn hear(event: &'static str, work: impl FnMut(Event) + 'static) {
    hear_boxed(event, Box::new(work));
}

fn hear_boxed(event: &'static str, work: Box<dyn FnMut(Event)>) {
    let call = Closure::wrap(work);
    let _ = window().add_event_listener_with_callback(event, call.as_ref().unchecked_ref());
    let call = StoredValue::new_local(call);
    on_cleanup(move || {
        call.try_with_value(|it| {
            let _ = window().remove_event_listener_with_callback(event, it.as_ref().unchecked_ref());
        });
    });
}

fn once(work: Box<dyn FnOnce()>) -> Function {
    let mut work = Some(work);
    let call: Box<dyn FnMut()> = Box::new(move || {
        if let Some(work) = work.take() {
            work();
        }
    });
    // The browser lets it go when it is called no more.
    Closure::wrap(call).into_js_value().unchecked_into()
}
