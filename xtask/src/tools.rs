//! Pinned tools, each fetched once from its package registry and checked by it: npm packages as a
//! package-lock.json says, PyPI packages as a requirements.txt says, cargo's tools by their version.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{
    commands::{cargo, on_path, output_of, run},
    stamp::Stamp,
};

/// A call of npm in a folder.
pub fn npm(folder: &Path) -> Result<Command> {
    let npm = on_path("npm").context("npm was not found: install Node.js 20 or newer")?;
    let mut command = Command::new(npm);
    command.current_dir(folder);
    Ok(command)
}

/// Installs what the folder's lock file names, unless it is there already.
pub fn npm_install(folder: &Path) -> Result<()> {
    let stamp = Stamp::new(folder.join("node_modules/.natter-stamp"))
        .path(&folder.join("package-lock.json"))?;
    if stamp.is_fresh(&[]) {
        return Ok(());
    }
    run(npm(folder)?
        .args(["ci", "--no-audit", "--no-fund"])
        // Browsers come from the system, see browser.rs.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    stamp.save()
}

/// A program of an npm package that is pinned in `tools/` under its name.
pub fn npm_program(root: &Path, name: &str) -> Result<PathBuf> {
    let folder = root.join("xtask/tools").join(name);
    npm_install(&folder)?;
    Ok(folder.join("node_modules/.bin").join(name))
}

/// The system's Python.
pub fn python() -> Result<PathBuf> {
    on_path("python3").context("python3 was not found: install Python 3.11 or newer")
}

/// Installs what the folder's requirements.txt names into a `.venv` beside it, unless it is there
/// already; returns its Python.
pub fn python_environment(folder: &Path) -> Result<PathBuf> {
    let venv = folder.join(".venv");
    let requirements = folder.join("requirements.txt");
    let in_venv = venv.join("bin/python");
    let stamp = Stamp::new(venv.join(".natter-stamp")).path(&requirements)?;
    if stamp.is_fresh(&[&in_venv]) {
        return Ok(in_venv);
    }
    run(Command::new(python()?).args(["-m", "venv"]).arg(&venv))
        .context("Python's venv failed; Debian has it in the package python3-venv")?;
    run(Command::new(&in_venv)
        .args(["-m", "pip", "install", "--disable-pip-version-check", "-r"])
        .arg(&requirements))?;
    stamp.save()?;
    Ok(in_venv)
}

/// A tool from crates.io. One on PATH is taken if its version fits; else it is built once, with a
/// cheap profile, into the user's cache folder, from where every checkout takes it.
pub struct CargoTool {
    package: &'static str,
    program: &'static str,
    version: &'static str,
    /// What the version of one on PATH begins with.
    fits: &'static str,
    install: &'static [&'static str],
}

/// Runs tests, each in its own process.
pub const NEXTEST: CargoTool = CargoTool {
    package: "cargo-nextest",
    program: "cargo-nextest",
    version: "0.9.151",
    fits: "0.9.1",
    install: &[
        "--locked",
        "--no-default-features",
        "--features=default-no-update",
    ],
};

/// Checks what we depend on.
pub const DENY: CargoTool = CargoTool {
    package: "cargo-deny",
    program: "cargo-deny",
    version: "0.20.2",
    fits: "0.20.",
    install: &["--locked"],
};

/// Runs tests that were compiled to WebAssembly. Its own lock file names versions that are gone
/// from crates.io, so it is built without.
pub const WASM_TEST_RUNNER: CargoTool = CargoTool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen-test-runner",
    version: "0.2.130",
    fits: "0.2.130",
    install: &[],
};

impl CargoTool {
    /// The program; built if need be.
    pub fn ensure(&self, root: &Path) -> Result<PathBuf> {
        if let Some(program) = on_path(self.program)
            && output_of(Command::new(&program).arg("--version")).is_ok_and(|said| self.fits(&said))
        {
            return Ok(program);
        }
        let folder = tools_folder()?.join(format!("{}-{}", self.package, self.version));
        let name = format!("{}{}", self.program, std::env::consts::EXE_SUFFIX);
        let program = folder.join("bin").join(name);
        if program.is_file() {
            return Ok(program);
        }
        run(cargo(root)
            .args(["install", self.package, "--version", self.version, "--root"])
            .arg(&folder)
            .args(self.install)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0"))?;
        Ok(program)
    }

    fn fits(&self, said: &str) -> bool {
        let version = said.split_whitespace().nth(1);
        version.is_some_and(|version| version.starts_with(self.fits))
    }
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
    fn a_version_on_the_path_fits_or_not() {
        assert!(NEXTEST.fits("cargo-nextest 0.9.143 (60fa45f63 2026-08-04)\nrelease: 0.9.143"));
        assert!(!NEXTEST.fits("cargo-nextest 1.0.0"));
        assert!(!WASM_TEST_RUNNER.fits("wasm-bindgen-test-runner 0.2.131"));
        assert!(!NEXTEST.fits("no version at all"));
    }

    #[test]
    fn the_test_runner_speaks_as_the_library_does() {
        let workspace = include_str!("../../Cargo.toml");
        let pin = format!("wasm-bindgen = \"={}\"", WASM_TEST_RUNNER.version);
        assert!(workspace.contains(&pin));
        assert_eq!(WASM_TEST_RUNNER.fits, WASM_TEST_RUNNER.version);
    }
}
