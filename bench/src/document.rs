//! The table in docs/benchmarks.md: all figures of one run, with its date, commit and machine.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result, ensure};
use testkit::process::repository;

use crate::table::{Figure, HEAD};

const BEGIN: &str = "<!-- figures: written by `cargo xtask bench` -->";
const END: &str = "<!-- end of figures -->";

/// Puts the table in the place of the one before.
pub fn write(file: &Path, figures: &[Figure]) -> Result<()> {
    let text = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let rows: Vec<String> = figures.iter().map(Figure::to_string).collect();
    let block = format!("{}\n\n{HEAD}\n{}", heading()?, rows.join("\n"));
    fs::write(file, replaced(&text, &block)?).with_context(|| file.display().to_string())
}

fn replaced(text: &str, block: &str) -> Result<String> {
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = parts.with_context(|| format!("there is no `{BEGIN}` … `{END}`"))?;
    Ok(format!("{before}{BEGIN}\n{block}\n{END}{after}"))
}

/// When, of what and where this was measured.
fn heading() -> Result<String> {
    let date = said("date", &["-u", "+%Y-%m-%d"])?;
    let commit = said("git", &["rev-parse", "--short=10", "HEAD"])?;
    let is_changed = !said("git", &["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    let changed = if is_changed { " with changes" } else { "" };
    let system = said("uname", &["-sr"])?;
    let (processor, memory) = (proc("cpuinfo", "model name")?, proc("meminfo", "MemTotal")?);
    let kilobytes: f64 = memory.trim_end_matches(" kB").parse()?;
    let cores = std::thread::available_parallelism()?;
    Ok(format!(
        "Measured on {date} at commit {commit}{changed}; {cores} cores of {processor}, {:.0} GiB, {system}.",
        kilobytes / 1024.0 / 1024.0
    ))
}

fn said(program: &str, args: &[&str]) -> Result<String> {
    let mut command = Command::new(program);
    let output = command.args(args).current_dir(repository()).output();
    let output = output.with_context(|| program.to_owned())?;
    ensure!(output.status.success(), "`{program}` failed");
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first value of that name in a file of /proc.
fn proc(file: &str, name: &str) -> Result<String> {
    let text = fs::read_to_string(format!("/proc/{file}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let value = line.and_then(|line| line.split_once(':'));
    Ok(value
        .map_or("unknown", |(_, value)| value.trim())
        .to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used)]

    use super::*;

    #[test]
    fn the_table_takes_the_place_of_the_one_before() {
        let text = format!("# Figures\n\n{BEGIN}\nold\n{END}\n\nmore\n");
        let now = replaced(&text, "new").expect("the marks are there");
        assert_eq!(now, format!("# Figures\n\n{BEGIN}\nnew\n{END}\n\nmore\n"));
        assert_eq!(replaced(&now, "new").expect("again"), now);
        assert!(replaced("no marks", "new").is_err());
    }

    #[test]
    fn the_document_has_a_place_for_it() {
        let text = include_str!("../../docs/benchmarks.md");
        assert!(replaced(text, "new").is_ok());
    }
}
