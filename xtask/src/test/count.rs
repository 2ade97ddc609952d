//! Counts tests in what the test tools print.

use std::fmt;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Count {
    /// Adds what a line says, if it is the summary line of a tool.
    pub(super) fn see(&mut self, line: &str) {
        let line = line.trim();
        // cargo test and wasm-bindgen-test | nextest | Playwright, which gives each number its own line.
        let is_summary = line.starts_with("test result:")
            || (line.starts_with("Summary [") && line.contains(" run: "))
            || line.split_once(' ').is_some_and(|(number, word)| {
                number.parse::<u64>().is_ok()
                    && ["passed", "failed", "flaky"]
                        .iter()
                        .any(|it| word == *it || word.starts_with(&format!("{it} (")))
            });
        if !is_summary {
            return;
        }
        let mut number = None;
        for word in line.split([' ', ',', ';']) {
            match (number, word) {
                (Some(n), "passed") => self.passed += n,
                // A test that needed a second attempt is not one to trust.
                (Some(n), "failed" | "flaky" | "timed") => self.failed += n,
                _ => {}
            }
            number = word.parse::<u64>().ok();
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn the_summary_of_every_tool_is_counted() {
        for (line, passed, failed) in [
            (
                "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
                3,
                0,
            ),
            ("test result: FAILED. 2 passed; 4 failed; 0 ignored", 2, 4),
            ("     Summary [   0.012s] 12 tests run: 12 passed, 0 skipped", 12, 0),
            (
                "     Summary [   9.1s] 10 tests run: 7 passed (1 slow), 2 failed, 1 timed out, 3 skipped",
                7,
                3,
            ),
            ("  5 passed (2.1s)", 5, 0),
            ("  1 failed", 0, 1),
            ("  2 flaky", 0, 2),
            ("5 passed tests are not a summary", 0, 0),
        ] {
            let mut count = Count::default();
            count.see(line);
            assert_eq!(count, Count { passed, failed }, "{line}");
        }
    }
}
