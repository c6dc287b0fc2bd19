//! What a person sees while steps run: on a terminal a spinner with the latest line of what runs,
//! else a line when a step starts and one when it ends. Output of a step is shown if it fails.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};

use crate::commands::shown;

/// Lines of a failed command that are shown.
const LOG_LINES: usize = 200;

/// The steps of one command.
pub struct Progress {
    done: usize,
    total: usize,
}

/// A step that is running.
pub struct Step {
    name: &'static str,
    /// Hidden where there is no terminal.
    spinner: ProgressBar,
    note: Option<String>,
}

impl Progress {
    pub fn new(total: usize) -> Self {
        Self { done: 0, total }
    }

    /// Does one step, and says how it went.
    pub fn step<T>(
        &mut self,
        name: &'static str,
        work: impl FnOnce(&mut Step) -> Result<T>,
    ) -> Result<T> {
        self.done += 1;
        let head = format!("[{}/{}] {name}", self.done, self.total);
        let started = Instant::now();
        let mut step = Step::plain(name);
        step.spinner = ProgressBar::new_spinner().with_prefix(head.clone());
        step.spinner.set_style(ProgressStyle::with_template(
            "{spinner} {prefix}  {elapsed}  {wide_msg}",
        )?);
        step.spinner.enable_steady_tick(Duration::from_millis(120));
        if step.spinner.is_hidden() {
            eprintln!("{head} ...");
        }
        let result = work(&mut step);
        step.spinner.finish_and_clear();
        let note = match &result {
            Ok(_) => step.note.unwrap_or_default(),
            Err(_) => "FAILED".to_owned(),
        };
        eprintln!("{head:<28} {:>8}  {note}", seconds(started.elapsed()));
        result.with_context(|| format!("step `{name}` failed"))
    }
}

impl Step {
    /// A step of a test run, which is no part of a count.
    pub fn plain(name: &'static str) -> Self {
        Self {
            name,
            spinner: ProgressBar::hidden(),
            note: None,
        }
    }

    /// Tells what is going on.
    pub fn say(&self, text: &str) {
        if self.spinner.is_hidden() {
            eprintln!("      {}: {text}", self.name);
        } else {
            self.spinner.set_message(text.to_owned());
        }
    }

    /// What to say about the step when it is done.
    pub fn note(&mut self, text: impl Into<String>) {
        self.note = Some(text.into());
    }

    /// Runs a command to its end. When it fails, the error holds what it wrote.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        let shown = shown(command);
        let (output, writer) = std::io::pipe()?;
        command.stdin(Stdio::null());
        command.stdout(writer.try_clone()?).stderr(writer);
        let child = command.spawn();
        // The command holds the pipe's other end, and there would be no end of output.
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = child.with_context(|| format!("could not start `{shown}`"))?;
        let mut log = Vec::new();
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).trim_end().to_owned();
            self.spinner.set_message(line.trim().to_owned());
            log.push(line);
        }
        let status = child.wait()?;
        if !status.success() {
            let log = log.split_off(log.len().saturating_sub(LOG_LINES));
            bail!("`{shown}` failed ({status}):\n{}", log.join("\n"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_command_tells_what_it_wrote() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo to-out; echo to-err >&2; exit 3"]);
        let error = Step::plain("test").run(&mut command).expect_err("fails");
        let error = error.to_string();
        assert!(error.ends_with("to-out\nto-err"), "{error}");
        assert!(error.contains('3'), "{error}");
    }

    #[test]
    fn times_are_read_by_people() {
        assert_eq!(seconds(Duration::from_millis(1_240)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
