//! `netpol lsp`: the same findings and fixes in any editor that speaks the Language Server Protocol, over standard input and
//! output.
//!
//! One thread reads messages and answers what needs no evaluation; another one evaluates. All files of the workspace and all
//! texts that are open are one input, as for `netpol lint`. Deliberately not here: what is wrong with the files, and what
//! can be written where, which the library knows.

mod abilities;
mod actions;
mod address;
mod assist;
mod disk;
mod merged;
mod seen;
mod session;
mod state;
mod text;
mod told;
mod wire;
mod wishes;
mod worker;

use crate::args::ServerArguments;
use crate::output::Output;
use session::Session;
use wire::{Came, Client, read};

/// Talks with a client until that goes. The status is 0 where it said so before.
pub(crate) fn run(it: &ServerArguments) -> Result<(Output, u8), String> {
    let input = it.input();
    let options = it.options.to_options(&input)?;
    let client = Client::new(std::io::stdout());
    let mut session = Session::new(client.clone(), options, input.limit());
    let mut from = std::io::stdin().lock();
    loop {
        match read(&mut from) {
            Came::Message(it) => {
                if let Some(status) = session.take(it) {
                    return Ok((Output::Nothing, status));
                }
            }
            Came::Other(code, why) => client.refuse_unread(code, &why),
            Came::End => return Ok((Output::Nothing, 1)),
        }
    }
}
