//! `cargo xtask build`: the order of the steps.

use anyhow::Result;

use crate::{
    progress::Progress,
    project::Project,
    steps::{assets, frontend, queries, server, wasm_target},
    test::size,
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
    /// A word for folders.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "dev",
        }
    }
}

/// Builds, and says where the result is.
pub fn build(flavour: Flavour) -> Result<()> {
    let project = Project::find()?;
    let mut progress = Progress::new(STEPS);
    build_with(&mut progress, &project, flavour)?;
    progress.finish("built");
    println!("{}", binary(&project, flavour).display());
    Ok(())
}

/// How many steps a build has.
pub const STEPS: usize = 5;

/// The binary that a build leaves.
pub fn binary(project: &Project, flavour: Flavour) -> std::path::PathBuf {
    project.binary(match flavour {
        Flavour::Release => "release",
        Flavour::Dev => "debug",
    })
}

/// Builds as a part of something else.
pub fn build_with(progress: &mut Progress, project: &Project, flavour: Flavour) -> Result<()> {
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
            let size = size::measure(project)?;
            step.note(size.to_string());
            Ok(())
        }
        Flavour::Dev => assets::lay_out(project, &pkg),
    })?;
    progress.step("server", |step| server::compile(step, project, flavour))
}

/// `cargo xtask sqlx`.
pub fn refresh_queries() -> Result<()> {
    let project = Project::find()?;
    Progress::new(1).step("queries", |step| queries::refresh(step, &project))
}
