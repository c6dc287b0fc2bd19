//! npm packages, exactly as a package-lock.json pins them, in that folder's node_modules.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{commands::on_path, progress::Step, stamp::Stamp};

/// npm, if it is there.
pub fn find() -> Option<PathBuf> {
    on_path("npm")
}

/// A call of npm in a folder.
pub fn npm(folder: &Path) -> Result<Command> {
    let npm = find().context("npm was not found: install Node.js 20 or newer")?;
    let mut command = Command::new(npm);
    command.current_dir(folder);
    Ok(command)
}

/// Installs what the folder's lock file names, unless it is there already.
pub fn install(step: &Step, folder: &Path) -> Result<()> {
    let modules = folder.join("node_modules");
    let stamp =
        Stamp::new(modules.join(".natter-stamp")).path(&folder.join("package-lock.json"))?;
    if stamp.is_fresh(&[]) {
        return Ok(());
    }
    step.say(&format!("npm ci in {}", folder.display()));
    step.run(npm(folder)?.args(["ci", "--no-audit", "--no-fund"]).envs([
        // Browsers come from the system, see steps/browser.rs.
        ("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    ]))?;
    stamp.save()
}
