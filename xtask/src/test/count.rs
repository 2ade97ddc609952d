//! Counts tests in what the test tools print.

use std::fmt;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// Failed first, and passed when tried again.
    pub(super) flaky: u64,
}

impl Count {
    /// Adds what a line says, if it is the summary line of a tool.
    pub(super) fn see(&mut self, line: &str) {
        let line = &plain(line);
        // cargo test and wasm-bindgen-test | nextest | Playwright, which gives each number its own line.
        let of_nextest = line.starts_with("Summary [") && line.contains(" run: ");
        let is_summary = line.starts_with("test result:")
            || of_nextest
            || line.split_once(' ').is_some_and(|(number, word)| {
                number.parse::<u64>().is_ok()
                    && ["passed", "failed", "flaky"]
                        .iter()
                        .any(|it| word == *it || word.starts_with(&format!("{it} (")))
            });
        if !is_summary {
            return;
        }
        let mut number: Option<u64> = None;
        for word in line.split([' ', ',', ';', '(', ')']).filter(|it| !it.is_empty()) {
            match (number, word) {
                (Some(n), "passed") => self.passed += n,
                (Some(n), "failed" | "timed" | "exec") => self.failed += n,
                (Some(n), "flaky") => {
                    self.flaky += n;
                    // Nextest has them among those that passed.
                    self.passed -= if of_nextest { n.min(self.passed) } else { 0 };
                }
                _ => {}
            }
            number = word.parse::<u64>().ok();
        }
    }
}

/// A line without the colours that a CI may ask for.
fn plain(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |it| it.1));
    }
    plain.trim().to_owned()
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)?;
        // A test that needed a second attempt is not one to trust, and no failure.
        if self.flaky > 0 { write!(f, ", {} flaky", self.flaky) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn the_summary_of_every_tool_is_counted() {
        for (line, passed, failed, flaky) in [
            (
                "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                3,
                0,
                0,
            ),
            ("test result: FAILED. 2 passed; 4 failed; 0 ignored", 2, 4, 0),
            ("     Summary [   0.012s] 12 tests run: 12 passed, 0 skipped", 12, 0, 0),
            (
                "     Summary [   9.1s] 10 tests run: 7 passed (1 slow), 2 failed, 1 timed out, 3 skipped",
                7,
                3,
                0,
            ),
            ("     Summary [   9.1s] 10 tests run: 10 passed (1 slow, 2 flaky), 3 skipped", 8, 0, 2),
            ("  5 passed (2.1s)", 5, 0, 0),
            ("  1 failed", 0, 1, 0),
            ("  2 flaky", 0, 0, 2),
            ("5 passed tests are not a summary", 0, 0, 0),
            ("\u{1b}[31m  1 failed\u{1b}[39m", 0, 1, 0),
            (
                "\u{1b}[32;1m     Summary\u{1b}[0m [   0.012s] \u{1b}[1m12\u{1b}[0m tests run: \u{1b}[1m12\u{1b}[0m \u{1b}[32mpassed\u{1b}[0m, 0 skipped",
                12,
                0,
                0,
            ),
        ] {
            let mut count = Count::default();
            count.see(line);
            assert_eq!(count, Count { passed, failed, flaky }, "{line}");
        }
    }

    #[test]
    fn a_test_that_passed_at_its_second_try_is_no_failure() {
        let mut count = Count::default();
        for line in ["  1 flaky", "    [desktop] › a.spec.mjs:1:1 › a title ──────", "  97 passed (4.2m)"]
        {
            count.see(line);
        }
        assert_eq!(count.to_string(), "97 passed, 0 failed, 1 flaky");
        assert_eq!(Count { flaky: 0, ..count }.to_string(), "97 passed, 0 failed");
    }
}
