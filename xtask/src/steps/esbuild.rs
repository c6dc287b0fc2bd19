//! esbuild, which takes comments, long names and space out of wasm-bindgen's glue: its npm package,
//! pinned in tools/esbuild.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{progress::Step, project::Project, steps::npm};

const PACKAGE: &str = "xtask/tools/esbuild";
const LOCK: &str = include_str!("../../tools/esbuild/package-lock.json");

/// What a module may be written in: what browsers speak that run our WebAssembly.
const SMALL: [&str; 4] = [
    "--minify",
    "--format=esm",
    "--target=es2022",
    "--charset=utf8",
];

/// What the result depends on.
pub fn version() -> &'static str {
    LOCK
}

/// Installs it if npm is there.
pub fn find(step: &Step, project: &Project) -> Result<Option<PathBuf>> {
    if npm::find().is_none() {
        return Ok(None);
    }
    let folder = project.path(PACKAGE);
    npm::install(step, &folder)?;
    Ok(Some(folder.join("node_modules/.bin/esbuild")))
}

/// Makes a script small, in its place.
pub fn minify(step: &Step, program: &Path, script: &Path) -> Result<()> {
    step.run(
        Command::new(program)
            .arg(script)
            .args(SMALL)
            .args(["--log-level=warning", "--allow-overwrite"])
            .arg(format!("--outfile={}", script.display())),
    )
}
