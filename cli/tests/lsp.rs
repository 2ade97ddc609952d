//! `netpol lsp`, as an editor speaks with it.
#![expect(clippy::indexing_slicing, reason = "a message that lacks something fails its test")]

mod client;
mod one_file;
mod sizes;
mod talk;
mod wrong;
