//! Other programs: how they are found and started. Steps that show progress start them through
//! [`crate::progress::Step`].

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

/// The cargo that runs this driver, in a folder.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    // `cargo run` tells a program about its own package; a cargo that this driver starts would
    // take that for its own surroundings, and build things again.
    for (name, _) in std::env::vars_os() {
        let is_of_this_package = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        });
        if is_of_this_package {
            command.env_remove(&name);
        }
    }
    command
}

/// What a short command writes to its standard output.
pub fn output_of(command: &mut Command) -> Result<String> {
    let shown = shown(command);
    let output = command
        .output()
        .with_context(|| format!("could not start `{shown}`"))?;
    if !output.status.success() {
        bail!(
            "`{shown}` failed ({}):\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .trim_end()
        .to_owned())
}

/// The program of that name on PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|path| path.is_file())
}

/// The command as a person would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// A command that needs root's rights: as it is for root, by sudo when that asks no password.
pub fn as_root(program: &str, args: &[&str]) -> Option<Command> {
    let is_root = output_of(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    if is_root {
        let mut command = Command::new(program);
        command.args(args);
        return Some(command);
    }
    let sudo = on_path("sudo")?;
    output_of(Command::new(&sudo).args(["-n", "true"])).ok()?;
    let mut command = Command::new(sudo);
    command.arg("-n").arg(program).args(args);
    Some(command)
}
