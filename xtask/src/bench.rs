//! `cargo xtask bench`: builds what is measured and what measures, and runs it. The figures go to
//! the terminal and, for programs, to target/bench.json.

use anyhow::Result;

use crate::{
    build::{self, Flavour},
    commands::cargo,
    progress::Progress,
    project::Project,
    steps::{browser, npm},
    test,
};

/// Measures the named figures, or all.
pub fn bench(figures: &[&str]) -> Result<()> {
    let project = Project::find()?;
    let mut progress = Progress::new(build::STEPS + 2);
    build::build_with(&mut progress, &project, Flavour::Release)?;
    progress.step("peers", |step| {
        npm::install(step, &project.path("bench/js"))?;
        step.run(cargo(&project.root).args(["build", "--locked", "--release", "-p", "bench"]))
    })?;
    let chromium = progress.step("browser", |step| {
        npm::install(step, &project.path("interop/js"))?;
        npm::install(step, &project.path(&project.leptos.end2end_dir))?;
        browser::chromium(step)
    })?;
    progress.finish("built");
    let mut command = std::process::Command::new(project.target.join("release/bench"));
    command
        .arg("--json")
        .arg(project.target.join("bench.json"))
        .args(figures)
        .env("NATTER_BIN", build::binary(&project, Flavour::Release))
        .env("CHROMIUM", chromium);
    test::run(&mut command)
}
