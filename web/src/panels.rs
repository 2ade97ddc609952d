//! The tabs of the page. A tab is one file here, with its `PANEL`, and its line in the list below. Where the tabs of each
//! place are drawn is in [`places`].

pub mod author;
pub mod changes;
pub mod expectations;
pub mod exposure;
pub mod lesson;
pub mod matrix;
mod on_request;
pub mod outline;
pub mod pause;
pub mod peers;
pub mod places;
pub mod practice;
pub mod problems;
pub mod services;
pub mod terminal;
pub mod why;

use crate::state::Panels;

/// All tabs, in the order of their strips.
pub static PANELS: Panels = &[
    &matrix::PANEL,
    &services::PANEL,
    &problems::PANEL,
    &why::PANEL,
    &changes::PANEL,
    &exposure::PANEL,
    &expectations::PANEL,
    &terminal::PANEL,
];
