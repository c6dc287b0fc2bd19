//! Cargo's tools for the tests. One on PATH is taken if its version fits; else it is built once,
//! with a cheap profile, into the user's cache folder, from where every checkout takes it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    commands::{cargo, on_path, output_of},
    progress::Step,
};

/// A tool from crates.io.
pub struct Tool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    fits: Fits,
    install: &'static [&'static str],
}

/// Which versions on PATH will do.
enum Fits {
    Exactly,
    /// This one or a later one of the same major version.
    From(&'static str),
}

/// Runs tests, each in its own process.
pub const NEXTEST: Tool = Tool {
    package: "cargo-nextest",
    program: "cargo-nextest",
    version: "0.9.151",
    fits: Fits::From("0.9.100"),
    install: &[
        "--locked",
        "--no-default-features",
        "--features",
        "default-no-update",
    ],
};

/// Checks what we depend on.
pub const DENY: Tool = Tool {
    package: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
    fits: Fits::From("0.18.0"),
    install: &["--locked"],
};

/// Runs tests that were compiled to WebAssembly. Its own lock file names versions that are gone
/// from crates.io, so it is built without.
pub const WASM_TEST_RUNNER: Tool = Tool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen-test-runner",
    version: "0.2.130",
    fits: Fits::Exactly,
    install: &[],
};

impl Tool {
    /// The program; built if need be.
    pub fn ensure(&self, step: &Step, root: &Path) -> Result<PathBuf> {
        if let Some(program) = on_path(self.program)
            && self.is_fit(&program)
        {
            return Ok(program);
        }
        let folder = tools_folder()?.join(format!("{}-{}", self.package, self.version));
        let program =
            folder
                .join("bin")
                .join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX));
        if program.is_file() {
            return Ok(program);
        }
        step.say(&format!("building {} {}, once", self.package, self.version));
        step.run(
            cargo(root)
                .args(["install", self.package, "--version", self.version, "--root"])
                .arg(&folder)
                .args(self.install)
                .env("CARGO_PROFILE_RELEASE_LTO", "off")
                .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
                .env("CARGO_PROFILE_RELEASE_DEBUG", "0"),
        )?;
        Ok(program)
    }

    fn is_fit(&self, program: &Path) -> bool {
        output_of(Command::new(program).arg("--version")).is_ok_and(|said| self.fits(&said))
    }

    fn fits(&self, said: &str) -> bool {
        let Some(found) = said.split_whitespace().find_map(numbers) else {
            return false;
        };
        match self.fits {
            Fits::Exactly => Some(found) == numbers(self.version),
            Fits::From(oldest) => {
                numbers(oldest).is_some_and(|oldest| found.0 == oldest.0 && found >= oldest)
            }
        }
    }
}

fn numbers(version: &str) -> Option<(u32, u32, u32)> {
    let mut parts = version.split('.').map(str::parse);
    let numbers = (
        parts.next()?.ok()?,
        parts.next()?.ok()?,
        parts.next()?.ok()?,
    );
    parts.next().is_none().then_some(numbers)
}

fn tools_folder() -> Result<PathBuf> {
    let cache = match std::env::var_os("XDG_CACHE_HOME") {
        Some(folder) if !folder.is_empty() => PathBuf::from(folder),
        _ => std::env::home_dir()
            .context("no home folder; set XDG_CACHE_HOME")?
            .join(".cache"),
    };
    Ok(cache.join("natter/tools"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_fit_as_numbers_and_not_as_text() {
        assert!(NEXTEST.fits("cargo-nextest 0.9.143 (60fa45f63 2026-08-04)\nrelease: 0.9.143"));
        assert!(!NEXTEST.fits("cargo-nextest 0.9.99"));
        assert!(!NEXTEST.fits("cargo-nextest 1.0.0"));
        assert!(WASM_TEST_RUNNER.fits("wasm-bindgen-test-runner 0.2.130"));
        assert!(!WASM_TEST_RUNNER.fits("wasm-bindgen-test-runner 0.2.131"));
        assert!(!NEXTEST.fits("no version at all"));
    }

    #[test]
    fn the_test_runner_speaks_as_the_library_does() {
        let workspace = include_str!("../../../Cargo.toml");
        let pin = format!("wasm-bindgen = \"={}\"", WASM_TEST_RUNNER.version);
        assert!(workspace.contains(&pin));
    }
}
