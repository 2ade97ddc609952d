//! `cargo xtask test`: every check there is, cheap ones first; the first that fails ends the run.

mod browser;
mod clippy;
mod count;
mod doc;
mod firefox;
mod fmt;
mod npm;
mod outcome;
mod reproducible;
mod sbom;
mod size;
mod supply;
mod traces;
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

/// Steps that run only when they are named: they take minutes, and what they prove does not change with every commit.
const ON_REQUEST: &[&str] = &["reproducible"];

/// Steps that look at the released site.
const OF_THE_SITE: &[&str] = &["size", "traces", "sbom", "trunk", "reproducible", "browser", "firefox"];

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
        name: "traces",
        about: "no file of the site tells where or when it was built",
        needs: &[Need::Node],
        run: traces::run,
    },
    Step {
        name: "sbom",
        about: "the site's list of parts has each crate and npm package that is in it",
        needs: tools::SITE,
        run: sbom::run,
    },
    Step {
        name: "trunk",
        about: "where Trunk is on the PATH: it builds the same site",
        needs: tools::SITE,
        run: trunk::run,
    },
    Step {
        name: "reproducible",
        about: "a second build, from nothing in another folder, is the same byte for byte",
        needs: tools::SITE,
        run: reproducible::run,
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
            let when = if is_on_request(step.name) { " (only when it is named)" } else { "" };
            println!("{:12} {}{when}", step.name, step.about);
        }
        return Ok(());
    }
    let steps = choose(names)?;
    ensure!(tool_args.is_empty() || names.len() == 1, "arguments after `--` go to one tool: name one step");
    perform(&steps, Asked { names, args: tool_args })
}

fn is_on_request(name: &str) -> bool {
    ON_REQUEST.contains(&name)
}

/// The named steps in their own order, with what they stand on; without a name all but those on request.
fn choose(names: &[String]) -> Result<Vec<&'static Step>> {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != name.as_str())) {
        let known: Vec<_> = STEPS.iter().map(|it| it.name).collect();
        bail!("no step is called `{unknown}`; there are {}", known.join(", "));
    }
    let named = |name: &str| names.iter().any(|it| it == name);
    let needs_site = OF_THE_SITE.iter().any(|it| named(it));
    let is_usual = |it: &Step| names.is_empty() && !is_on_request(it.name);
    Ok(STEPS
        .iter()
        .filter(|it| is_usual(it) || named(it.name) || (needs_site && it.name == "build"))
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
    use super::{Need, OF_THE_SITE, ON_REQUEST, STEPS, choose};

    #[test]
    fn a_step_that_uses_the_site_has_it_built() {
        for step in OF_THE_SITE {
            let chosen = choose(&[(*step).to_owned()]).unwrap();
            assert_eq!(chosen.iter().map(|it| it.name).collect::<Vec<_>>(), ["build", *step]);
            assert!(chosen.iter().any(|it| it.needs.contains(&Need::Packages)));
        }
    }

    #[test]
    fn what_takes_long_runs_only_when_it_is_named() {
        let usual: Vec<_> = choose(&[]).unwrap().iter().map(|it| it.name).collect();
        let others: Vec<_> = STEPS.iter().map(|it| it.name).filter(|it| !usual.contains(it)).collect();
        assert_eq!(others, ON_REQUEST);
    }
}
