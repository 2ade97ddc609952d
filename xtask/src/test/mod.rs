//! `cargo xtask test`: every check there is, cheap ones first; the first that fails ends the run.

mod browser;
mod clippy;
mod count;
mod doc;
mod firefox;
mod fmt;
mod npm;
mod outcome;
mod size;
mod supply;
mod trunk;
mod unit;
mod wasm;

use crate::{
    site::{self, Mode},
    tools::{self, Need},
};
use anyhow::{Result, bail, ensure};
use count::Count;
use outcome::{Asked, NEEDS, Outcome};

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
    /// What it uses besides Rust: all of it is there when the first step begins.
    needs: &'static [Need],
    run: fn(&mut Run<'_>) -> Result<()>,
}

const STEPS: &[Step] = &[
    Step { name: "fmt", about: "the code is formatted", needs: &[Need::Rustfmt], run: fmt::run },
    Step {
        name: "clippy",
        about: "no warnings, native and wasm32",
        needs: &[Need::Clippy, Need::Wasm],
        run: clippy::run,
    },
    Step {
        name: "supply",
        about: "licences, sources, versions and install scripts of what comes from others",
        needs: &[Need::Node],
        run: supply::run,
    },
    Step { name: "doc", about: "the library's documentation has no broken links", needs: &[], run: doc::run },
    Step {
        name: "unit",
        about: "tests of all native packages: units, cases, conformance, tidiness",
        needs: &[Need::Node],
        run: unit::run,
    },
    Step {
        name: "wasm",
        about: "tests of the page's components, in a browser",
        needs: &[Need::Clippy, Need::Wasm, Need::Browser],
        run: wasm::run,
    },
    Step {
        name: "build",
        about: "the site, as released",
        needs: tools::SITE,
        run: |_| site::build(Mode::Release),
    },
    Step {
        name: "size",
        about: "the site's bytes against size-budget.json",
        needs: &[Need::Node],
        run: size::run,
    },
    Step {
        name: "trunk",
        about: "where Trunk is on the PATH: it builds the same site",
        needs: tools::SITE,
        run: trunk::run,
    },
    Step {
        name: "browser",
        about: "end-to-end tests with Playwright and axe",
        needs: &[Need::Packages, Need::Browser, Need::Nginx, Need::Sites],
        run: browser::run,
    },
    Step {
        name: "npm",
        about: "the npm package: in Node, in TypeScript, and in a page built by Vite",
        needs: &[Need::Wasm, Need::UserPackages, Need::Browser],
        run: npm::run,
    },
    Step {
        name: "firefox",
        about: "opening, typing, links, an embed and a cut network in Firefox",
        needs: &[Need::AuditPackages, Need::Firefox],
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
    perform(&steps, Asked { names, args: tool_args })
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

fn perform(steps: &[&Step], asked: Asked<'_>) -> Result<()> {
    let needs: Vec<Need> = steps.iter().flat_map(|it| it.needs).copied().collect();
    // What the steps use is a step of its own.
    let mut outcome = Outcome::of(steps.len() + 1);
    outcome.add(NEEDS, "what the steps use is found, installed, or named", |_| tools::prepare(&needs));
    for step in steps {
        outcome.add(step.name, step.about, |count| {
            let before = *count;
            let mut run = Run { args: asked.args, count: *count };
            let result = (step.run)(&mut run);
            *count = run.count;
            // A step without tests of its own is one check.
            if result.is_ok() && *count == before {
                count.passed += 1;
            }
            result
        });
    }
    println!("{}", outcome.told(steps, asked));
    if outcome.failure.is_some() {
        std::process::exit(1);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Need, choose};

    #[test]
    fn a_step_that_uses_the_site_has_it_built() {
        for step in ["size", "trunk", "browser", "firefox"] {
            let chosen = choose(&[step.to_owned()]).unwrap();
            assert_eq!(chosen.iter().map(|it| it.name).collect::<Vec<_>>(), ["build", step]);
            assert!(chosen.iter().any(|it| it.needs.contains(&Need::Packages)));
        }
    }
}
