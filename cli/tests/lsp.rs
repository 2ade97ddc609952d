//! `netpol lsp`, as an editor speaks with it.

mod client;
mod talk;
mod wrong;
