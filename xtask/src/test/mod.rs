//! `cargo xtask test`: everything that is checked before a change is merged. A part is a group of
//! checks; one that fails hides no other. The last line says how many checks passed and failed.

mod browser;
mod code;
mod interop;
mod report;
pub mod size;
mod torture;
mod units;

use std::{
    cell::OnceCell,
    path::PathBuf,
    process::{Command, ExitCode},
    time::Instant,
};

use anyhow::{Result, anyhow, bail};

use crate::{
    build::{self, Flavour},
    commands::{cargo, shown},
    progress::{Progress, Step},
    project::Project,
    steps::wasm_target,
};
use report::{Outcome, Report};

/// One thing that passes or fails.
#[derive(Clone, Copy)]
struct Check {
    part: &'static str,
    what: &'static str,
    run: fn(&Workshop) -> Result<()>,
}

/// All checks. Cheap ones first; and what compiles the same stands together, so that it is
/// compiled once.
fn checks() -> Vec<Check> {
    [
        code::CHECKS,
        units::CHECKS,
        size::CHECKS,
        interop::CHECKS,
        torture::CHECKS,
        browser::CHECKS,
    ]
    .concat()
}

/// Names the parts.
pub fn list() {
    let checks = checks();
    for part in parts(&checks) {
        let whats: Vec<&str> = checks
            .iter()
            .filter(|check| check.part == part)
            .map(|check| check.what)
            .collect();
        println!("{part:<10} {}", whats.join("; "));
    }
}

fn parts(checks: &[Check]) -> Vec<&'static str> {
    let mut parts: Vec<&str> = checks.iter().map(|check| check.part).collect();
    parts.dedup();
    parts
}

/// Runs the named parts, or all.
pub fn test(wanted: &[&str]) -> ExitCode {
    let checks = checks();
    let known = parts(&checks);
    if let Some(unknown) = wanted.iter().find(|part| !known.contains(part)) {
        eprintln!(
            "there is no part `{unknown}`; the parts are {}",
            known.join(", ")
        );
        return ExitCode::from(2);
    }
    let project = match Project::find() {
        Ok(project) => project,
        Err(error) => {
            eprintln!("{error:#}");
            println!("0 passed, 1 failed");
            return ExitCode::FAILURE;
        }
    };
    let workshop = Workshop {
        project,
        natter: OnceCell::new(),
        wasm: OnceCell::new(),
    };
    let mut report = Report::default();
    for check in &checks {
        if wanted.is_empty() || wanted.contains(&check.part) {
            println!("\n=== {}: {} ===", check.part, check.what);
            let started = Instant::now();
            let result = (check.run)(&workshop);
            if let Err(error) = &result {
                println!("FAILED: {error:#}");
            }
            report.add(Outcome {
                part: check.part,
                what: check.what,
                took: started.elapsed(),
                passed: result.is_ok(),
            });
        }
    }
    print!("\n{report}");
    if report.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What checks share: each is made when the first check asks, and once.
struct Workshop {
    project: Project,
    natter: OnceCell<Result<PathBuf, String>>,
    wasm: OnceCell<Result<(), String>>,
}

impl Workshop {
    /// The binary as people get it.
    fn natter(&self) -> Result<PathBuf> {
        self.natter
            .get_or_init(|| {
                let mut progress = Progress::new(build::STEPS);
                build::build_with(&mut progress, &self.project, Flavour::Release)
                    .map(|()| build::binary(&self.project, Flavour::Release))
                    .map_err(|error| format!("{error:#}"))
            })
            .clone()
            .map_err(|error| anyhow!("natter could not be built: {error}"))
    }

    /// Makes sure that WebAssembly can be compiled for.
    fn wasm(&self) -> Result<()> {
        self.wasm
            .get_or_init(|| {
                wasm_target::ensure(&mut Step::plain("wasm32 target"), &self.project.root)
                    .map_err(|error| format!("{error:#}"))
            })
            .clone()
            .map_err(|error| anyhow!(error))
    }

    /// Runs cargo; its output goes where ours goes.
    fn cargo(&self, args: &[&str]) -> Result<()> {
        run(cargo(&self.project.root).args(args))
    }
}

/// Runs a command whose output goes where ours goes.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    println!("$ {shown}");
    let status = command
        .status()
        .map_err(|error| anyhow!("could not start `{shown}`: {error}"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_of_a_part_stand_together() {
        let checks = checks();
        let mut parts = parts(&checks);
        let together = parts.len();
        parts.sort_unstable();
        parts.dedup();
        assert_eq!(parts.len(), together);
    }

    #[test]
    fn an_unknown_part_is_a_mistake_and_not_an_empty_success() {
        assert_eq!(test(&["unti"]), ExitCode::from(2));
    }
}
