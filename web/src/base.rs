//! What knows nothing of policies: calls of the browser, time, panics, text of users made visible.

pub mod browser;
pub mod early;
pub mod guard;
pub mod markup;
pub mod modules;
pub mod seed;
pub mod timing;
pub mod values;
