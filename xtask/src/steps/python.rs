//! PyPI packages, as a requirements.txt pins them, in a `.venv` beside it.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{commands::on_path, progress::Step, stamp::Stamp};

/// The system's Python.
pub fn find() -> Result<PathBuf> {
    on_path("python3").context("python3 was not found: install Python 3.11 or newer")
}

/// Makes the environment, unless it is there already; returns its Python.
pub fn environment(step: &Step, folder: &Path) -> Result<PathBuf> {
    let venv = folder.join(".venv");
    let requirements = folder.join("requirements.txt");
    let python = venv.join("bin/python");
    let stamp = Stamp::new(venv.join(".natter-stamp")).path(&requirements)?;
    if stamp.is_fresh(&[&python]) {
        return Ok(python);
    }
    step.say(&format!("pip install in {}", folder.display()));
    step.run(Command::new(find()?).args(["-m", "venv"]).arg(&venv))
        .context("Python's venv failed; Debian has it in the package python3-venv")?;
    step.run(
        Command::new(&python)
            .args(["-m", "pip", "install", "--disable-pip-version-check", "-r"])
            .arg(&requirements),
    )?;
    stamp.save()?;
    Ok(python)
}
