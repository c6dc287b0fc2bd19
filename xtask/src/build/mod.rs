//! `cargo xtask build`: what it consists of, in order. Each step skips what is up to date.

mod assets;
mod frontend;
pub mod size;
mod slim;
pub mod wasm_target;

use std::{path::PathBuf, time::Instant};

use anyhow::Result;

use crate::{
    commands::{cargo, run},
    progress::{Progress, seconds},
    project::Project,
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
    progress.step("wasm32 target", || wasm_target::ensure(&project.root))?;
    let module = progress.step("frontend", || frontend::compile(project, flavour))?;
    let pkg = progress.step("browser files", || {
        frontend::bind(project, flavour, &module)
    })?;
    progress.step("assets", || match flavour {
        Flavour::Release => {
            assets::pack(project, &pkg)?;
            eprintln!("{}", size::describe(project)?);
            Ok(())
        }
        Flavour::Dev => assets::lay_out(project, &pkg),
    })?;
    let leptos = &project.leptos;
    progress.step("server", || {
        let mut command = cargo(&project.root);
        command.args(["build", "--locked", "--package", &leptos.bin_package]);
        command.args(["--bin", &leptos.bin_exe_name]);
        // With the browser's files inside.
        if flavour == Flavour::Release {
            command.args(["--release", "--features", "embed"]);
        }
        run(&mut command)
    })?;
    eprintln!("built after {}", seconds(started.elapsed()));
    Ok(project.program(flavour.folder(), &leptos.bin_exe_name))
}
