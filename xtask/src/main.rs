//! The build and test driver. Here are its commands, and what each consists of; how a thing is
//! built is in `build/`, what is checked in `test/`. Nothing here is part of Natter.

mod browser;
mod build;
mod commands;
mod progress;
mod project;
mod queries;
mod stamp;
mod test;
mod tools;

use std::{
    path::Path,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result};
use clap::{Parser, builder::PossibleValuesParser};

use build::Flavour;
use commands::{cargo, run};
use progress::Progress;
use project::Project;

/// Builds, runs and tests Natter.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
enum Cli {
    /// Build, then run `natter serve ARGS`
    Run {
        /// Build without optimising, within seconds
        #[arg(long)]
        dev: bool,
        /// Options of `natter serve`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Build one file, target/release/natter, which runs anywhere
    Build {
        /// Build without optimising, within seconds: target/debug/natter
        #[arg(long)]
        dev: bool,
    },
    /// Check everything, or the named parts
    Test {
        /// Say what each part checks
        #[arg(long)]
        list: bool,
        #[arg(value_parser = PossibleValuesParser::new(test::parts()))]
        parts: Vec<String>,
    },
    /// Measure Natter beside servers that only relay, and write docs/benchmarks.md's table
    Bench {
        /// Measure these figures alone, and leave the document as it is
        figures: Vec<String>,
    },
    /// Faults, hostile input and what one client can cost, at full size, for minutes or hours
    Torture {
        /// Scenarios, and --rounds N
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Check the queries against the migrations again, into store/.sqlx
    Sqlx,
}

fn main() -> ExitCode {
    Cli::parse().run().unwrap_or_else(|error| {
        eprintln!("\n{error:#}");
        ExitCode::FAILURE
    })
}

impl Cli {
    fn run(self) -> Result<ExitCode> {
        match self {
            Self::Run { dev, args } => serve(&Project::find()?, Flavour::of(dev), &args)?,
            Self::Build { dev } => {
                let binary = build::build(&Project::find()?, Flavour::of(dev))?;
                println!("{}", binary.display());
            }
            Self::Test { list: true, .. } => test::list(),
            Self::Test { parts, .. } => return Ok(test::test(&parts)),
            Self::Bench { figures } => bench(&Project::find()?, &figures)?,
            Self::Torture { args } => {
                let project = Project::find()?;
                let natter = build::build(&project, Flavour::Release)?;
                run(torture(&project, &natter)?.args(args))?;
            }
            Self::Sqlx => {
                let project = Project::find()?;
                Progress::new(1).step("queries", || queries::refresh(&project))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Becomes the server, so that signals reach it and its exit code is the command's.
fn serve(project: &Project, flavour: Flavour, args: &[String]) -> Result<()> {
    let binary = build::build(project, flavour)?;
    let mut command = Command::new(&binary);
    command.arg("serve").args(args);
    if flavour == Flavour::Dev {
        command.env("NATTER_SITE_ROOT", project.path(&project.leptos.site_root));
    }
    #[cfg(unix)]
    // Comes back only if it failed.
    let failure = Err(std::os::unix::process::CommandExt::exec(&mut command));
    #[cfg(not(unix))]
    let failure = command
        .status()
        .map(|status| std::process::exit(status.code().unwrap_or(1)));
    failure.with_context(|| format!("could not start {}", binary.display()))
}

/// Builds what is measured and what measures, and runs it.
fn bench(project: &Project, figures: &[String]) -> Result<()> {
    let natter = build::build(project, Flavour::Release)?;
    let mut progress = Progress::new(2);
    let bench = progress.step("peers", || {
        tools::npm_install(&project.path("bench/js"))?;
        run(cargo(&project.root).args(["build", "--locked", "--release", "-p", "bench"]))?;
        Ok(project.program("release", "bench"))
    })?;
    let chromium = progress.step("browser", || {
        tools::npm_install(&project.path("interop/js"))?;
        tools::npm_install(&project.path(&project.leptos.end2end_dir))?;
        browser::chromium()
    })?;
    let mut command = Command::new(bench);
    command
        .args(figures)
        .arg("--json")
        .arg(project.target.join("bench.json"))
        .env("NATTER_BIN", natter)
        .env("CHROMIUM", chromium);
    if figures.is_empty() {
        command
            .arg("--document")
            .arg(project.path("docs/benchmarks.md"));
    }
    run(&mut command)
}

/// The program with the faults, compiled as fast as what it tries.
fn torture(project: &Project, natter: &Path) -> Result<Command> {
    run(cargo(&project.root).args(["build", "--locked", "--release", "-p", "torture"]))?;
    let mut command = Command::new(project.program("release", "torture"));
    command.env("NATTER_BIN", natter);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn options_of_the_server_pass_with_and_without_dashes() {
        Cli::command().debug_assert();
        for line in ["run --dev --addr [::]:1", "run --dev -- --addr [::]:1"] {
            let words = ["xtask"].into_iter().chain(line.split(' '));
            let Ok(Cli::Run { dev: true, args }) = Cli::try_parse_from(words) else {
                panic!("{line} is not understood");
            };
            assert_eq!(args, ["--addr", "[::]:1"]);
        }
    }

    #[test]
    fn an_unknown_part_is_a_mistake_and_not_an_empty_success() {
        assert!(Cli::try_parse_from(["xtask", "test", "unit", "e2e"]).is_ok());
        let error = Cli::try_parse_from(["xtask", "test", "unti"]).err();
        assert_eq!(error.expect("a mistake").exit_code(), 2);
    }
}
