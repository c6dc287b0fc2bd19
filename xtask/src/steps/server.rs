//! The server: in release with the browser's files inside, for development without.

use anyhow::Result;

use crate::{build::Flavour, commands::cargo, progress::Step, project::Project};

/// Compiles the binary of that flavour.
pub fn compile(step: &Step, project: &Project, flavour: Flavour) -> Result<()> {
    let mut command = cargo(&project.root);
    command.args([
        "build",
        "--locked",
        "--package",
        &project.leptos.bin_package,
    ]);
    command.args(["--bin", &project.leptos.bin_exe_name]);
    if matches!(flavour, Flavour::Release) {
        command.args(["--release", "--features", "embed"]);
    }
    step.run(&mut command)
}
