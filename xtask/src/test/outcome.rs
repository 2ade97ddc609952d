//! What a run of the steps came to, and how that is told: its last lines and its exit status agree.

use super::{Step, count::Count};
use anyhow::{Result, anyhow};
use std::time::{Duration, Instant};

/// What comes before the first step.
pub(super) const NEEDS: &str = "needs";

/// What was typed.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) names: &'a [String],
    pub(super) args: &'a [String],
}

/// What a run came to.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) count: Count,
    /// How many steps there are.
    steps: usize,
    times: Vec<(&'static str, Duration)>,
    /// The step that ended the run, and why.
    pub(super) failure: Option<(&'static str, anyhow::Error)>,
}

impl Outcome {
    /// Nothing yet, of so many steps.
    pub(super) fn of(steps: usize) -> Self {
        Self { steps, ..Self::default() }
    }

    /// Runs a step, unless one has failed before.
    pub(super) fn add(
        &mut self,
        name: &'static str,
        about: &str,
        step: impl FnOnce(&mut Count) -> Result<()>,
    ) {
        if self.failure.is_some() {
            return;
        }
        println!("\n== [{}/{}] {name}: {about}", self.times.len() + 1, self.steps);
        let start = Instant::now();
        let before = self.count;
        let result = step(&mut self.count);
        let time = start.elapsed();
        self.times.push((name, time));
        // The exit status and the count say the same, whatever a tool printed.
        let failed = self.count.failed - before.failed;
        let result = match result {
            Ok(()) if failed > 0 => Err(anyhow!("{failed} failed, though the tool ended as if all was well")),
            other => other,
        };
        let so_far: Duration = self.times.iter().map(|(_, time)| *time).sum();
        let how = if result.is_ok() { "well" } else { "failed" };
        println!("-- {name}: {how} after {:.1} s; {:.0} s so far", time.as_secs_f32(), so_far.as_secs_f32());
        match result {
            Ok(()) => {}
            Err(error) => {
                self.count.failed = self.count.failed.max(before.failed + 1);
                self.failure = Some((name, error));
            }
        }
    }

    /// The last lines of a run; the very last one is the count.
    pub(super) fn told(&self, steps: &[&Step], asked: Asked<'_>) -> String {
        let mut lines = vec!["\n== time".to_owned()];
        let total: Duration = self.times.iter().map(|(_, time)| *time).sum();
        for (name, time) in self.times.iter().chain([&("total", total)]) {
            lines.push(format!("{name:12} {:6.1} s", time.as_secs_f32()));
        }
        if let Some((name, error)) = &self.failure {
            let later =
                steps.iter().map(|it| it.name).filter(|it| self.times.iter().all(|(name, _)| name != it));
            let later: Vec<_> = later.collect();
            lines.push("\n== failed".to_owned());
            lines.push(format!("{name}: {error:#}"));
            lines.push(format!("again: {}", asked.again(name)));
            if !later.is_empty() {
                lines.push(format!("not run: {}", later.join(" ")));
            }
        }
        lines.push(self.count.to_string());
        lines.join("\n")
    }
}

impl Asked<'_> {
    /// What to type for the step that failed.
    fn again(self, failed: &str) -> String {
        let mut words = vec!["cargo xtask test".to_owned()];
        if failed == NEEDS {
            // They belong to all steps.
            words.extend(self.names.iter().cloned());
        } else {
            words.push(failed.to_owned());
        }
        // The arguments are for the named step, not for one that it stands on.
        if !self.args.is_empty() && (failed == NEEDS || self.names.iter().any(|it| it == failed)) {
            words.push("--".to_owned());
            words.extend(self.args.iter().map(|it| quoted(it)));
        }
        words.join(" ")
    }
}

/// A word as a shell takes it for one.
fn quoted(word: &str) -> String {
    if word.contains(|it: char| !it.is_ascii_alphanumeric() && !"-_./:=,@".contains(it)) {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, Outcome};
    use crate::test::{STEPS, Step};
    use anyhow::bail;

    const ALL: Asked<'_> = Asked { names: &[], args: &[] };

    fn outcome(result: fn() -> anyhow::Result<()>, line: &str) -> Outcome {
        let mut outcome = Outcome::of(2);
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
        assert!(it.told(&steps(), ALL).ends_with("\n1 passed, 0 failed, 1 flaky"));
    }

    #[test]
    fn count_and_exit_status_agree() {
        // A tool that broke down without a failed test; one that failed and says it did not.
        let broken = outcome(|| bail!("`node` failed"), "  5 passed (1s)");
        let liar = outcome(|| Ok(()), "  2 failed");
        for (it, count) in [(broken, "5 passed, 1 failed"), (liar, "0 passed, 2 failed")] {
            assert!(it.failure.is_some());
            assert!(it.told(&steps(), ALL).ends_with(&format!("\n{count}")));
        }
    }

    #[test]
    fn what_failed_is_told_with_the_command_that_repeats_it() {
        let it = outcome(|| bail!("`node` failed"), "  1 failed");
        let (names, args) = (["browser".to_owned()], ["-g".to_owned(), "a title".to_owned()]);
        let told = it.told(&steps(), Asked { names: &names, args: &args });
        for part in [
            "\nbrowser: `node` failed\n",
            "\nagain: cargo xtask test browser -- -g 'a title'\n",
            "\nnot run: npm firefox\n",
        ] {
            assert!(told.contains(part), "`{part}` in {told}");
        }
    }

    #[test]
    fn what_is_to_be_typed_again_is_a_command() {
        let (names, args) = (["browser".to_owned()], ["--headed".to_owned()]);
        let one = Asked { names: &names, args: &args };
        for (asked, failed, again) in [
            (ALL, "needs", "cargo xtask test"),
            (ALL, "unit", "cargo xtask test unit"),
            (one, "needs", "cargo xtask test browser -- --headed"),
            (one, "browser", "cargo xtask test browser -- --headed"),
            (one, "build", "cargo xtask test build"),
        ] {
            assert_eq!(asked.again(failed), again);
        }
    }
}
