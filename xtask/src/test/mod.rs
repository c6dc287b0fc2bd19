//! `cargo xtask test`: everything that is checked before a change is merged. A part is a group of
//! checks; one that fails hides no other. The last line says how many checks passed and failed.

mod checks;

use std::{
    cell::OnceCell,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use anyhow::{Result, anyhow};

use crate::{
    build::{self, Flavour, wasm_target},
    progress::seconds,
    project::Project,
};

type Run = Box<dyn Fn(&Workshop) -> Result<()>>;

/// One thing that passes or fails.
struct Check {
    part: &'static str,
    what: &'static str,
    run: Run,
}

/// Says what each part checks.
pub fn list() {
    let checks = checks::all();
    for part in parts() {
        let checks = checks.iter().filter(|check| check.part == part);
        let whats: Vec<&str> = checks.map(|check| check.what).collect();
        println!("{part:<10} {}", whats.join("; "));
    }
}

/// Names the parts.
pub fn parts() -> Vec<&'static str> {
    let mut parts: Vec<&str> = checks::all().iter().map(|check| check.part).collect();
    parts.dedup();
    parts
}

/// Runs the named parts, or all.
pub fn test(wanted: &[String]) -> ExitCode {
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
    };
    let (mut passed, mut failed, mut report) = (0, 0, String::new());
    for Check { part, what, run } in checks::all() {
        if !wanted.is_empty() && !wanted.iter().any(|one| *one == part) {
            continue;
        }
        println!("\n=== {part}: {what} ===");
        let started = Instant::now();
        let word = match run(&workshop) {
            Ok(()) => {
                passed += 1;
                "passed"
            }
            Err(error) => {
                println!("FAILED: {error:#}");
                failed += 1;
                "FAILED"
            }
        };
        let took = seconds(started.elapsed());
        report += &format!("{word}  {part:<8} {what:<42} {took:>12}\n");
    }
    print!("\n{report}{passed} passed, {failed} failed\n");
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// What checks share.
struct Workshop {
    project: Project,
    /// Built when the first check asks, and once.
    natter: OnceCell<Result<PathBuf, String>>,
}

impl Workshop {
    /// The binary as people get it.
    fn natter(&self) -> Result<&Path> {
        let built = self.natter.get_or_init(|| {
            build::build(&self.project, Flavour::Release).map_err(|error| format!("{error:#}"))
        });
        match built {
            Ok(binary) => Ok(binary),
            Err(error) => Err(anyhow!("natter could not be built: {error}")),
        }
    }

    /// Makes sure that WebAssembly can be compiled for.
    fn wasm(&self) -> Result<()> {
        wasm_target::ensure(&self.project.root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_of_a_part_stand_together() {
        let mut names = parts();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), parts().len());
    }
}
