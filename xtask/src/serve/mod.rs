//! `cargo xtask serve`: the site on this machine only, rebuilt and reloaded on every change.

mod http;
mod request;
mod state;
mod watch;

use crate::{
    helper,
    site::{self, Mode},
};
use anyhow::{Context, Result, bail};
use state::State;
use std::{
    net::{Ipv4Addr, TcpListener},
    sync::Arc,
    thread,
    time::Duration,
};

/// How often the sources are looked at.
const LOOK: Duration = Duration::from_millis(150);
/// How many ports after the first are tried, unless one was asked for.
const PORTS: u16 = 20;

pub(crate) struct Options {
    mode: Mode,
    port: Option<u16>,
}

impl Options {
    pub(crate) fn parse(args: &[String]) -> Result<Self> {
        let mut options = Self { mode: Mode::Dev, port: None };
        let mut args = args.iter();
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--release" => options.mode = Mode::Release,
                "--port" => {
                    let port = args.next().context("`--port` needs a number")?;
                    options.port = Some(port.parse().with_context(|| format!("`{port}` is not a port"))?);
                }
                other => bail!("`serve` knows `--release` and `--port N`, not `{other}`"),
            }
        }
        Ok(options)
    }
}

pub(crate) fn run(options: &Options) -> Result<()> {
    // Before the long build: an occupied port is known at once.
    let listener = listen(options.port)?;
    let mode = options.mode;
    let before = watch::sources();
    site::build(mode)?;
    let state = Arc::new(State::default());
    println!("\n  http://{}/\n\nserving; stop with Ctrl-C", listener.local_addr()?);

    // Not before: the first page needs both processors. Without it all works, but slower.
    thread::spawn(|| {
        if let Err(error) = helper::optimize() {
            eprintln!("edits show a few seconds later than they could: {error:#}");
        }
    });
    let builder = Arc::clone(&state);
    thread::spawn(move || rebuild(mode, before, &builder));
    for stream in listener.incoming().flatten() {
        let state = Arc::clone(&state);
        // A browser that goes away in the middle of an answer is nobody's problem.
        thread::spawn(move || drop(http::answer(stream, &state)));
    }
    Ok(())
}

fn listen(port: Option<u16>) -> Result<TcpListener> {
    let ports = port.map_or(8080..=8080 + PORTS, |it| it..=it);
    let mut last = None;
    for port in ports {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => return Ok(listener),
            Err(error) => last = Some(error),
        }
    }
    Err(last.context("no port to try")?).context("no port is free; choose one with `--port N`")
}

fn rebuild(mode: Mode, mut seen: watch::Sources, state: &State) {
    loop {
        thread::sleep(LOOK);
        let now = watch::sources();
        let Some(file) = watch::changed(&seen, &now) else { continue };
        println!("\nchanged: {}", file.display());
        seen = now;
        match site::rebuild(mode) {
            Ok(()) => state.built(),
            Err(error) => {
                eprintln!("error: {error:#}\nthe page stays as it was; waiting for the next change")
            }
        }
    }
}
