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

use crate::{
    site::{self, Mode},
    tools::{self, Need},
};
use anyhow::{Result, anyhow, bail, ensure};
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
        needs: &[Need::Wasm, Need::Browser],
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

/// What a run came to.
#[derive(Default)]
struct Outcome {
    count: Count,
    times: Vec<(&'static str, Duration)>,
    /// The step that ended the run, and why.
    failure: Option<(&'static str, anyhow::Error)>,
}

impl Outcome {
    /// Runs a step, unless one has failed before.
    fn add(&mut self, name: &'static str, about: &str, step: impl FnOnce(&mut Count) -> Result<()>) {
        if self.failure.is_some() {
            return;
        }
        println!("\n== {name}: {about}");
        let start = Instant::now();
        let before = self.count;
        let result = step(&mut self.count);
        self.times.push((name, start.elapsed()));
        // The exit status and the count say the same, whatever a tool printed.
        let failed = self.count.failed - before.failed;
        let result = match result {
            Ok(()) if failed > 0 => Err(anyhow!("{failed} failed, though the tool ended as if all was well")),
            other => other,
        };
        match result {
            Ok(()) => {}
            Err(error) => {
                self.count.failed = self.count.failed.max(before.failed + 1);
                self.failure = Some((name, error));
            }
        }
    }

    /// The last lines of a run; the very last one is the count.
    fn told(&self, steps: &[&Step], args: &[String]) -> String {
        let mut lines = vec!["\n== time".to_owned()];
        let total: Duration = self.times.iter().map(|(_, time)| *time).sum();
        for (name, time) in self.times.iter().chain([&("total", total)]) {
            lines.push(format!("{name:8} {:6.1} s", time.as_secs_f32()));
        }
        if let Some((name, error)) = &self.failure {
            let later =
                steps.iter().map(|it| it.name).filter(|it| self.times.iter().all(|(name, _)| name != it));
            let later: Vec<_> = later.collect();
            // What is needed belongs to all steps.
            let names = if *name == NEEDS { &later[..] } else { &[*name] };
            lines.push("\n== failed".to_owned());
            lines.push(format!("{name}: {error:#}"));
            lines.push(format!("again: {}", command(names, args)));
            if !later.is_empty() {
                lines.push(format!("not run: {}", later.join(" ")));
            }
        }
        lines.push(self.count.to_string());
        lines.join("\n")
    }
}

const NEEDS: &str = "needs";

fn perform(steps: &[&Step], args: &[String]) -> Result<()> {
    let needs: Vec<Need> = steps.iter().flat_map(|it| it.needs).copied().collect();
    let mut outcome = Outcome::default();
    outcome.add(NEEDS, "what the steps use is found, installed, or named", |_| tools::prepare(&needs));
    for step in steps {
        outcome.add(step.name, step.about, |count| {
            let before = *count;
            let mut run = Run { args, count: *count };
            let result = (step.run)(&mut run);
            *count = run.count;
            // A step without tests of its own is one check.
            if result.is_ok() && *count == before {
                count.passed += 1;
            }
            result
        });
    }
    println!("{}", outcome.told(steps, args));
    if outcome.failure.is_some() {
        std::process::exit(1);
    }
    Ok(())
}

/// What to type for these steps alone.
fn command(names: &[&str], args: &[String]) -> String {
    let quoted =
        |it: &String| match it.contains(|it: char| !it.is_ascii_alphanumeric() && !"-_./:=,@".contains(it)) {
            true => format!("'{}'", it.replace('\'', r"'\''")),
            false => it.clone(),
        };
    let mut words = vec!["cargo xtask test".to_owned()];
    // A run of all steps names none.
    words.extend(names.iter().filter(|_| names.len() < STEPS.len()).map(|&it| it.to_owned()));
    if !args.is_empty() {
        words.push("--".to_owned());
        words.extend(args.iter().map(quoted));
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{Need, Outcome, STEPS, Step, choose};
    use anyhow::bail;

    fn outcome(result: fn() -> anyhow::Result<()>, line: &str) -> Outcome {
        let mut outcome = Outcome::default();
        outcome.add("browser", "", |count| {
            count.see(line);
            result()
        });
        outcome.add("npm", "", |count| {
            count.passed += 1;
            Ok(())
        });
        outcome
    }

    fn steps() -> Vec<&'static Step> {
        STEPS.iter().filter(|it| ["browser", "npm", "firefox"].contains(&it.name)).collect()
    }

    #[test]
    fn a_flaky_test_leaves_the_run_green_and_is_told() {
        let it = outcome(|| Ok(()), "  1 flaky");
        assert!(it.failure.is_none());
        assert!(it.told(&steps(), &[]).ends_with("\n1 passed, 0 failed, 1 flaky"));
    }

    #[test]
    fn count_and_exit_status_agree() {
        // A tool that broke down without a failed test; one that failed and says it did not.
        let broken = outcome(|| bail!("`node` failed"), "  5 passed (1s)");
        let liar = outcome(|| Ok(()), "  2 failed");
        for (it, count) in [(broken, "5 passed, 1 failed"), (liar, "0 passed, 2 failed")] {
            assert!(it.failure.is_some());
            assert!(it.told(&steps(), &[]).ends_with(&format!("\n{count}")));
        }
    }

    #[test]
    fn what_failed_is_told_with_the_command_that_repeats_it() {
        let it = outcome(|| bail!("`node` failed"), "  1 failed");
        let args = ["-g".to_owned(), "a title".to_owned()];
        let told = it.told(&steps(), &args);
        for part in [
            "\nbrowser: `node` failed\n",
            "\nagain: cargo xtask test browser -- -g 'a title'\n",
            "\nnot run: npm firefox\n",
        ] {
            assert!(told.contains(part), "`{part}` in {told}");
        }
    }

    #[test]
    fn where_something_lacks_the_whole_run_is_repeated() {
        let mut it = Outcome::default();
        it.add("needs", "", |_| bail!("no browser"));
        assert!(it.told(&steps(), &[]).contains("\nagain: cargo xtask test browser npm firefox\n"));
        let all: Vec<_> = STEPS.iter().collect();
        assert!(it.told(&all, &[]).contains("\nagain: cargo xtask test\n"));
    }

    #[test]
    fn a_step_that_uses_the_site_has_it_built() {
        for step in ["size", "trunk", "browser", "firefox"] {
            let chosen = choose(&[step.to_owned()]).unwrap();
            assert_eq!(chosen.iter().map(|it| it.name).collect::<Vec<_>>(), ["build", step]);
            assert!(chosen.iter().any(|it| it.needs.contains(&Need::Packages)));
        }
    }
}
