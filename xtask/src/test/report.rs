//! The table at the end of a test run, and its last line.

use std::{fmt, time::Duration};

use crate::progress::seconds;

/// How one check went.
pub struct Outcome {
    /// The part that it belongs to.
    pub part: &'static str,
    /// What was checked.
    pub what: &'static str,
    /// How long it took.
    pub took: Duration,
    /// How it went.
    pub passed: bool,
}

/// How all checks went.
#[derive(Default)]
pub struct Report(Vec<Outcome>);

impl Report {
    /// One check more.
    pub fn add(&mut self, outcome: Outcome) {
        self.0.push(outcome);
    }

    /// True if something was checked, and nothing failed.
    pub fn is_good(&self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|outcome| outcome.passed)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for outcome in &self.0 {
            let word = if outcome.passed { "passed" } else { "FAILED" };
            let time = seconds(outcome.took);
            writeln!(
                f,
                "{word}  {:<8} {:<42} {time:>12}",
                outcome.part, outcome.what
            )?;
        }
        let passed = self.0.iter().filter(|outcome| outcome.passed).count();
        writeln!(f, "{passed} passed, {} failed", self.0.len() - passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(passed: bool) -> Outcome {
        Outcome {
            part: "fmt",
            what: "x",
            took: Duration::ZERO,
            passed,
        }
    }

    #[test]
    fn the_last_line_counts() {
        let mut report = Report::default();
        report.add(outcome(true));
        assert!(report.is_good());
        report.add(outcome(false));
        report.add(outcome(true));
        assert!(!report.is_good());
        assert!(report.to_string().ends_with("\n2 passed, 1 failed\n"));
    }

    #[test]
    fn nothing_checked_is_no_success() {
        assert!(!Report::default().is_good());
    }
}
