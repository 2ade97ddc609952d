//! What the page asks of its window: call back later, on an event, when something has come. Each of these has its
//! code once, whatever is called back.

use std::cell::Cell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::Event;

use crate::dom::listen;

/// Calls before the next frame is drawn.
pub fn frame(work: impl FnOnce() + 'static) {
    // A page that draws no more needs no call.
    let _ = window().request_animation_frame(&once(Box::new(work)));
}

/// Calls after some milliseconds.
pub fn after(milliseconds: u32, work: impl FnOnce() + 'static) {
    timer(milliseconds, Box::new(work)).forget();
}

/// The same, unless the timer is dropped before.
pub fn timer(milliseconds: u32, work: Box<dyn FnOnce()>) -> Timeout {
    Timeout::new(milliseconds, work)
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
    listen(&window(), event, Box::new(work));
}

/// Calls a method of a browser's object by its name. What is used rarely has so no place of its own in the glue, which
/// comes before the first matrix. Nothing where it is not there, or fails.
pub fn call(of: &JsValue, method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(of, &method.into()).ok()?.dyn_into().ok()?;
    function.apply(of, &arguments.iter().collect()).ok()
}

/// A class or object of the browser, by its name.
pub fn global(name: &str) -> JsValue {
    Reflect::get(&window(), &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// A new object of a class of the browser.
pub fn construct(class: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let class: Function = global(class).dyn_into().ok()?;
    Reflect::construct(&class, &arguments.iter().collect()).ok()
}

/// A field that holds text.
pub fn string(of: &JsValue, key: &str) -> Option<String> {
    Reflect::get(of, &key.into()).ok()?.as_string()
}

/// A plain object.
pub fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (key, value) in fields {
        // A fresh object refuses no field.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}

/// A function for the browser that works when it is called first.
pub fn once(work: Box<dyn FnOnce()>) -> Function {
    let mut work = Some(work);
    let call: Box<dyn FnMut()> = Box::new(move || {
        if let Some(work) = work.take() {
            work();
        }
    });
    // The browser lets it go when it is called no more.
    Closure::wrap(call).into_js_value().unchecked_into()
}
