//! `netpol lsp`, as an editor speaks with it.
#![expect(clippy::indexing_slicing, reason = "a message that lacks something fails its test")]

mod client;
mod talk;
mod wrong;
