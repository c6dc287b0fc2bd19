//! `cargo xtask run`: builds, and becomes the server, so that signals reach it and its exit code
//! is the command's.

use std::process::Command;

use anyhow::{Context, Result};

use crate::{
    build::{self, Flavour},
    progress::Progress,
    project::Project,
};

/// Builds and runs `natter serve` with these arguments.
pub fn run(flavour: Flavour, args: &[&str]) -> Result<()> {
    let project = Project::find()?;
    let mut progress = Progress::new(build::STEPS);
    build::build_with(&mut progress, &project, flavour)?;
    progress.finish("ready");
    let binary = build::binary(&project, flavour);
    let mut command = Command::new(&binary);
    command.arg("serve");
    command.args(args.strip_prefix(&["serve"]).unwrap_or(args));
    if flavour == Flavour::Dev {
        command.env("NATTER_SITE_ROOT", project.path(&project.leptos.site_root));
    }
    become_it(&mut command).with_context(|| format!("could not start {}", binary.display()))
}

#[cfg(unix)]
fn become_it(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    // Comes back only if it failed.
    Err(command.exec().into())
}

#[cfg(not(unix))]
fn become_it(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1))
}
