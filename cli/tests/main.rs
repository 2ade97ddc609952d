//! The command line tool, run as a program: what it prints, and with which status it ends.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what proves the product may panic")]

mod audit;
mod by_class;
mod by_workload;
mod ci;
mod diff;
mod docs;
mod explain;
mod folders;
mod golden;
mod limits;
mod link;
mod lint;
mod lsp;
mod matrix;
mod needs;
mod port_names;
mod practice;
mod problems;
mod repair;
mod run;
mod service;
mod session;
mod strangers;
mod test;
mod without;
