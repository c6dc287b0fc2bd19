//! `cargo xtask torture`: faults and hostile input against the release binary.

use std::{path::Path, process::Command};

use anyhow::{Context, Result};

use crate::{
    build::{self, Flavour},
    commands::cargo,
    progress::Progress,
    project::Project,
    test,
};

/// Builds natter, and torments it as the arguments say.
pub fn torture(args: &[&str]) -> Result<()> {
    let project = Project::find()?;
    let mut progress = Progress::new(build::STEPS);
    build::build_with(&mut progress, &project, Flavour::Release)?;
    progress.finish("ready");
    let natter = build::binary(&project, Flavour::Release);
    test::run(tormentor(&project, &natter)?.args(args))
}

/// The program that torments, compiled as quick as what it torments.
pub fn tormentor(project: &Project, natter: &Path) -> Result<Command> {
    let compiled = cargo(&project.root)
        .args(["build", "--locked", "--release", "--package", "torture"])
        .status();
    let compiled = compiled.context("could not start cargo")?;
    anyhow::ensure!(compiled.success(), "torture could not be compiled");
    let name = format!("torture{}", std::env::consts::EXE_SUFFIX);
    let mut command = Command::new(project.target.join("release").join(name));
    command.env("NATTER_BIN", natter);
    Ok(command)
}
