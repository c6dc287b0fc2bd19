//! What a person sees while steps run: on a terminal a spinner with the latest line of what runs,
//! else a line when a step starts and one when it ends. Output of a step is shown if it fails.

use std::{
    io::{BufRead, BufReader, IsTerminal, Read},
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::commands::shown;

/// Lines of a failed command that are shown.
const LOG_LINES: usize = 200;

/// The steps of one command.
pub struct Progress {
    is_terminal: bool,
    done: usize,
    total: usize,
    started: Instant,
}

/// A step that is running.
pub struct Step {
    spinner: Option<ProgressBar>,
    name: &'static str,
    note: Option<String>,
}

impl Progress {
    /// Starts counting `total` steps.
    pub fn new(total: usize) -> Self {
        Self {
            is_terminal: std::io::stderr().is_terminal(),
            done: 0,
            total,
            started: Instant::now(),
        }
    }

    /// Does one step, and says how it went.
    pub fn step<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut Step) -> Result<T>,
    ) -> Result<T> {
        self.done += 1;
        let head = format!("[{}/{}] {name}", self.done, self.total);
        let spinner = self.is_terminal.then(|| spinner(&head));
        if spinner.is_none() {
            eprintln!("{head} ...");
        }
        let started = Instant::now();
        let mut step = Step {
            spinner,
            name,
            note: None,
        };
        let result = work(&mut step);
        if let Some(spinner) = &step.spinner {
            spinner.finish_and_clear();
        }
        let time = seconds(started.elapsed());
        match &result {
            Ok(_) => {
                let note = step.note.map_or(String::new(), |note| format!("  {note}"));
                eprintln!("{head:<28} {time:>8}{note}");
            }
            Err(_) => eprintln!("{head:<28} {time:>8}  FAILED"),
        }
        result.with_context(|| format!("step `{name}` failed"))
    }

    /// Says how long all steps took.
    pub fn finish(&self, what: &str) {
        eprintln!("{what} after {}", seconds(self.started.elapsed()));
    }
}

impl Step {
    /// A step whose commands write straight to the terminal; used by the tests.
    pub fn plain(name: &'static str) -> Self {
        Self {
            spinner: None,
            name,
            note: None,
        }
    }

    /// Tells what is going on.
    pub fn say(&self, text: &str) {
        match &self.spinner {
            Some(spinner) => spinner.set_message(text.to_owned()),
            None => eprintln!("      {}: {text}", self.name),
        }
    }

    /// What to say about the step when it is done.
    pub fn note(&mut self, text: impl Into<String>) {
        self.note = Some(text.into());
    }

    /// Runs a command to its end. When it fails, the error holds what it wrote.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        let shown = shown(command);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("could not start `{shown}`"))?;
        let (lines, received) = mpsc::channel();
        if let Some(out) = child.stdout.take() {
            forward(out, lines.clone());
        }
        if let Some(err) = child.stderr.take() {
            forward(err, lines.clone());
        }
        drop(lines);
        let mut log = Vec::new();
        for line in received {
            if let Some(spinner) = &self.spinner {
                spinner.set_message(line.trim().to_owned());
            }
            log.push(line);
        }
        let status = child.wait()?;
        if !status.success() {
            let tail = log.len().saturating_sub(LOG_LINES);
            let log = log.get(tail..).unwrap_or_default().join("\n");
            bail!("`{shown}` failed ({status}):\n{log}");
        }
        Ok(())
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

fn spinner(head: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {prefix}  {elapsed}  {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    let spinner = ProgressBar::new_spinner()
        .with_style(style)
        .with_prefix(head.to_owned());
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

fn forward(from: impl Read + Send + 'static, to: mpsc::Sender<String>) {
    thread::spawn(move || {
        let mut reader = BufReader::new(from);
        let mut line = Vec::new();
        while reader
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            if to.send(text).is_err() {
                return;
            }
            line.clear();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_command_tells_what_it_wrote() {
        let step = Step::plain("test");
        let mut command = Command::new("sh");
        command.args(["-c", "echo to-out; echo to-err >&2; exit 3"]);
        let error = step.run(&mut command).expect_err("fails").to_string();
        assert!(
            error.contains("to-out") && error.contains("to-err"),
            "{error}"
        );
        assert!(error.contains('3'), "{error}");
    }

    #[test]
    fn times_are_read_by_people() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
