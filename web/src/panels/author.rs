//! The form that makes a task, and what makes repairs: a part of the program of its own, which comes with the first of
//! them.

pub mod answers;
pub mod checks;
pub mod fields;
pub mod files;
pub mod form;
mod written;

use leptos::prelude::*;
use leptos::task::spawn_local;
use netpol_core::api::page::breaking;

use crate::effects::style;
use crate::engine::in_slices;
use crate::later::late;
use crate::panels::practice::Practice;
use crate::panels::practice::own::{From, Then};
use form::Author;

late! {
    in author;
    /// The form.
    pub fn form(it: Practice) {
        style::add(include_str!("../../style/author.css"));
        view! { <Author it/> }
    }
}

late! {
    in author;
    /// Makes a repair, in short tasks.
    pub fn broken(it: Practice, from: From, then: Then) {
        make(it, from, then);
    }
}

fn make(it: Practice, from: From, then: Then) {
    let Some(loaded) = it.page().loaded() else { return then(None) };
    spawn_local(async move {
        let From { title, files, seed, asked } = from;
        let made = in_slices(breaking(title, files, seed, loaded), |_| asked.goes_on()).await;
        then(made.flatten());
    });
}
