//! wasm-opt, which halves the module: binaryen's npm package, pinned in tools/wasm-opt.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use crate::{progress::Step, project::Project, steps::npm};

const PACKAGE: &str = "xtask/tools/wasm-opt";
const LOCK: &str = include_str!("../../tools/wasm-opt/package-lock.json");

/// What the compiler takes for granted in today's browsers, and wasm-opt has to be told.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Optimises for size until nothing more is gained; names, tools and features are for debuggers.
const SMALL: [&str; 7] = [
    "-Oz",
    "--converge",
    // Nothing stands below address 1024: the linker puts the stack there.
    "--low-memory-unused",
    // Functions with one caller are not put into it unless they are tiny. Inlining makes the module
    // itself smaller, but what is left of equal functions looks less alike to Brotli: 13 kB.
    "--one-caller-inline-max-function-size=15",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// What makes the module small.
pub enum Optimiser {
    WasmOpt(PathBuf),
    /// Nothing: a development build, or there is no npm.
    None,
}

impl Optimiser {
    /// Names what the result depends on.
    pub fn version(&self) -> &'static str {
        match self {
            Self::WasmOpt(_) => LOCK,
            Self::None => "none",
        }
    }
}

/// Installs it if npm is there; else the step says what is lost.
pub fn find(step: &mut Step, project: &Project) -> Result<Optimiser> {
    if npm::find().is_none() {
        step.note("without wasm-opt, as npm was not found: install Node.js 20 for half the size");
        return Ok(Optimiser::None);
    }
    let folder = project.path(PACKAGE);
    npm::install(step, &folder)?;
    Ok(Optimiser::WasmOpt(
        folder.join("node_modules/.bin/wasm-opt"),
    ))
}

/// Makes `to` of `from`.
pub fn optimise(step: &Step, program: &Path, from: &Path, to: &Path) -> Result<()> {
    step.run(
        Command::new(program)
            .args(SMALL)
            .args(FEATURES)
            .arg(from)
            .arg("-o")
            .arg(to),
    )
}
