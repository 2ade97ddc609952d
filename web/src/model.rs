//! What the page knows without a browser: files, scenarios, links, drafts, preferences, what a frame may ask for. Native
//! tests run it.

pub mod drafts;
pub mod embed;
pub mod files;
pub mod head;
pub mod patch;
pub mod practice;
pub mod preferences;
pub mod review;
pub mod scenario;
pub mod service;
pub mod share;
pub(crate) mod splice;
