//! `cargo xtask test`: every check there is, cheap ones first; the first that fails ends the run.

mod browser;
mod clippy;
mod count;
mod doc;
mod firefox;
mod fmt;
mod npm;
mod size;
mod trunk;
mod unit;
pub(crate) mod wasm;

use crate::site::{self, Mode};
use anyhow::{Result, bail, ensure};
use count::Count;
use std::time::{Duration, Instant};

/// What a step may use.
struct Run<'a> {
    /// What stands after `--`: for the tool behind the step.
    args: &'a [String],
    /// Tests seen so far.
    count: Count,
}

struct Step {
    name: &'static str,
    about: &'static str,
    run: fn(&mut Run<'_>) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", about: "the code is formatted", run: fmt::run },
    Step { name: "clippy", about: "no warnings, native and wasm32", run: clippy::run },
    Step { name: "doc", about: "the library's documentation has no broken links", run: doc::run },
    Step {
        name: "unit",
        about: "tests of all native packages: units, cases, conformance, tidiness",
        run: unit::run,
    },
    Step { name: "wasm", about: "tests of the page's components, in a browser", run: wasm::run },
    Step { name: "build", about: "the site, as released", run: |_| site::build(Mode::Release) },
    Step { name: "size", about: "the site's bytes against size-budget.json", run: size::run },
    Step { name: "trunk", about: "where Trunk is on the PATH: it builds the same site", run: trunk::run },
    Step { name: "browser", about: "end-to-end tests with Playwright and axe", run: browser::run },
    Step {
        name: "npm",
        about: "the npm package: in Node, in TypeScript, and in a page built by Vite",
        run: npm::run,
    },
    Step {
        name: "firefox",
        about: "opening, typing, links, an embed and a cut network in Firefox",
        run: firefox::run,
    },
];

pub(crate) fn run(args: &[String]) -> Result<()> {
    let (names, tool_args) = match args.iter().position(|it| it == "--") {
        Some(at) => (args.get(..at).unwrap_or_default(), args.get(at + 1..).unwrap_or_default()),
        None => (args, [].as_slice()),
    };
    if names.iter().any(|it| it == "--list") {
        for step in STEPS {
            println!("{:8} {}", step.name, step.about);
        }
        return Ok(());
    }
    let steps = choose(names)?;
    ensure!(tool_args.is_empty() || names.len() == 1, "arguments after `--` go to one tool: name one step");
    perform(&steps, tool_args)
}

/// The named steps in their own order, with what they stand on; all without a name.
fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != name.as_str())) {
        let known: Vec<_> = STEPS.iter().map(|it| it.name).collect();
        bail!("no step is called `{unknown}`; there are {}", known.join(", "));
    }
    let named = |name: &str| names.iter().any(|it| it == name);
    let needs_site = ["size", "trunk", "browser", "firefox"].into_iter().any(named);
    Ok(STEPS
        .iter()
        .filter(|it| names.is_empty() || named(it.name) || (needs_site && it.name == "build"))
        .collect())
}

fn perform(steps: &[&Step], args: &[String]) -> Result<()> {
    let mut run = Run { args, count: Count::default() };
    let mut times: Vec<(&str, Duration)> = Vec::new();
    let mut failure = None;
    for step in steps {
        println!("\n== {}: {}", step.name, step.about);
        let start = Instant::now();
        let before = run.count;
        let result = (step.run)(&mut run);
        times.push((step.name, start.elapsed()));
        match result {
            // A step without tests of its own is one check.
            Ok(()) if run.count == before => run.count.passed += 1,
            Ok(()) => {}
            Err(error) => {
                run.count.failed = run.count.failed.max(before.failed + 1);
                failure = Some(error.context(format!("step `{}` failed", step.name)));
                break;
            }
        }
    }
    report(&times);
    let result = failure.map_or(Ok(()), Err);
    if let Err(error) = &result {
        eprintln!("error: {error:#}");
    }
    // The count is the last line, whatever happened.
    println!("{}", run.count);
    if result.is_err() {
        std::process::exit(1);
    }
    Ok(())
}

fn report(times: &[(&str, Duration)]) {
    println!("\n== time");
    for (name, time) in times {
        println!("{name:8} {:6.1} s", time.as_secs_f32());
    }
    let total: Duration = times.iter().map(|(_, time)| *time).sum();
    println!("{:8} {:6.1} s", "total", total.as_secs_f32());
}
