//! `cargo xtask build`: what it consists of, in order. Each step skips what is up to date.

mod assets;
mod frontend;
pub mod size;
pub mod wasm_target;

use std::{path::PathBuf, time::Instant};

use anyhow::Result;

use crate::{
    commands::cargo,
    project::Project,
    step::{Progress, seconds},
};

/// What a build is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// For people: small, fast, one file.
    Release,
    /// For whoever works on it: quick to build.
    Dev,
}

impl Flavour {
    pub fn of(dev: bool) -> Self {
        if dev { Self::Dev } else { Self::Release }
    }

    /// Cargo's folder for the server's binary.
    fn folder(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "debug",
        }
    }
}

/// Builds the browser's side and the server; returns its binary.
pub fn build(project: &Project, flavour: Flavour) -> Result<PathBuf> {
    let started = Instant::now();
    let mut progress = Progress::new(5);
    progress.step("wasm32 target", |step| {
        wasm_target::ensure(step, &project.root)
    })?;
    let module = progress.step("frontend", |step| frontend::compile(step, project, flavour))?;
    let pkg = progress.step("browser files", |step| {
        frontend::bind(step, project, flavour, &module)
    })?;
    progress.step("assets", |step| match flavour {
        Flavour::Release => {
            assets::pack(step, project, &pkg)?;
            step.note(size::describe(project)?);
            Ok(())
        }
        Flavour::Dev => assets::lay_out(step, project, &pkg),
    })?;
    let leptos = &project.leptos;
    progress.step("server", |step| {
        let mut command = cargo(&project.root);
        command.args(["build", "--locked", "--package", &leptos.bin_package]);
        command.args(["--bin", &leptos.bin_exe_name]);
        // With the browser's files inside.
        if flavour == Flavour::Release {
            command.args(["--release", "--features", "embed"]);
        }
        step.run(&mut command)
    })?;
    eprintln!("built after {}", seconds(started.elapsed()));
    Ok(project.program(flavour.folder(), &leptos.bin_exe_name))
}
