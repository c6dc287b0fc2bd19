//! What was measured, as a line of the table in docs/reliability.md.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::failure::Failure;

/// Lines of all trials so far.
static ROWS: Mutex<Vec<String>> = Mutex::new(Vec::new());

const HEAD: &str = "\
| scenario | what was done | anonymous memory in MB: before, at most, afterwards | p99 of messages in ms: alone, beside a busy processor, during | p99 of the page in ms: the same | messages sent beside it | log in kB | cores the server used |
|---|---|--:|--:|--:|--:|--:|--:|";

/// The table of all trials so far; none if there was no trial.
pub fn table() -> Option<String> {
    let rows = ROWS.lock().unwrap_or_else(PoisonError::into_inner);
    (!rows.is_empty()).then(|| format!("{HEAD}\n{}", rows.join("\n")))
}

/// Memory in bytes, shown in MB.
pub struct Megabytes {
    pub before: u64,
    pub most: u64,
    pub after: u64,
}

impl fmt::Display for Megabytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [before, most, after] = [self.before, self.most, self.after].map(|bytes| bytes >> 20);
        write!(f, "{before}, {most}, {after}")
    }
}

/// How long 99 of a hundred answers took at most; nothing where there was none.
pub struct Latency {
    pub quiet: Option<Duration>,
    pub busy: Option<Duration>,
    pub during: Option<Duration>,
}

impl Latency {
    /// What it may be during an attack: twice what it is without, on a machine that is as busy, and
    /// never less than what two cores make of chance.
    pub fn allowed(&self, floor: Duration) -> Duration {
        let without = self.quiet.max(self.busy).unwrap_or_default();
        (without * 2).max(floor)
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = [self.quiet, self.busy, self.during].map(|p99| match p99 {
            Some(p99) => format!("{:.1}", p99.as_secs_f64() * 1000.0),
            None => "none".into(),
        });
        f.write_str(&shown.join(", "))
    }
}

pub struct Row {
    pub name: &'static str,
    pub did: String,
    pub memory: Megabytes,
    pub delivery: Latency,
    pub page: Latency,
    pub sent: u64,
    pub log: u64,
    pub server_cores: f64,
}

impl Row {
    /// Keeps the line for the table; a failure if anything was broken.
    pub fn finish(self, broken: Vec<String>) -> Result<String, Failure> {
        let line = format!(
            "| `{}` | {} | {} | {} | {} | {} | {} | {:.1} |",
            self.name,
            self.did,
            self.memory,
            self.delivery,
            self.page,
            self.sent,
            self.log >> 10,
            self.server_cores
        );
        let mut rows = ROWS.lock().unwrap_or_else(PoisonError::into_inner);
        rows.push(line.clone());
        drop(rows);
        if broken.is_empty() {
            return Ok(line);
        }
        Err(Failure::OutOfBounds {
            figures: line,
            broken,
        })
    }
}
