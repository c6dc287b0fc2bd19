//! The steps of a command: counted, named and timed. What runs in one writes to the terminal itself.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

pub struct Progress {
    done: usize,
    total: usize,
}

impl Progress {
    pub fn new(total: usize) -> Self {
        Self { done: 0, total }
    }

    /// Does one step, and says how it went.
    pub fn step<T>(&mut self, name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.done += 1;
        let head = format!("[{}/{}] {name}", self.done, self.total);
        eprintln!("{head}");
        let started = Instant::now();
        let result = work().with_context(|| format!("step `{name}` failed"));
        let took = seconds(started.elapsed());
        let end = if result.is_ok() { "" } else { "  FAILED" };
        eprintln!("{head:<28} {took:>12}{end}");
        result
    }
}

/// A duration as people read it.
pub fn seconds(time: Duration) -> String {
    if time.as_secs() < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}
