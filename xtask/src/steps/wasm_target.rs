//! Rust's standard library for WebAssembly: there already, or from rustup, or built from source.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail};

use crate::{
    commands::{on_path, output_of},
    progress::Step,
    steps::std_from_source,
};

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

const BY_HAND: &str =
    "Rust's standard library for wasm32-unknown-unknown could not be had. By hand:
  with rustup:  rustup target add wasm32-unknown-unknown
  with a distribution's Rust: its package (Debian libstd-rust-dev-wasm32, Fedora
  rust-std-static-wasm32-unknown-unknown, Arch rust-wasm, Alpine rust-wasm)";

/// Makes sure that the target can be built for.
pub fn ensure(step: &mut Step, root: &Path) -> Result<()> {
    let sysroot = sysroot(root)?;
    if has_std(&sysroot) {
        step.note("there already");
        return Ok(());
    }
    let mut reasons = Vec::new();
    match from_rustup(step, root) {
        Ok(()) if has_std(&sysroot) => {
            step.note("from rustup");
            return Ok(());
        }
        // It put the target into another toolchain than the one that compiles here. Building a
        // second library cannot mend that, and two in one folder would break every build.
        Ok(()) => bail!(
            "rustup added the target, but not to {}; is `rustc` on PATH rustup's own?",
            sysroot.display()
        ),
        Err(error) => reasons.push(format!("{error:#}")),
    }
    match std_from_source::build(step, root, &sysroot) {
        Ok(()) if has_std(&sysroot) => {
            step.note("built from Debian's source");
            return Ok(());
        }
        Ok(()) => reasons.push("from source: nothing was built".to_owned()),
        Err(error) => reasons.push(format!("{error:#}")),
    }
    bail!("{BY_HAND}\nWhat was tried:\n{}", reasons.join("\n"))
}

fn from_rustup(step: &Step, root: &Path) -> Result<()> {
    let rustup = on_path("rustup").context("rustup: not found")?;
    step.say("rustup target add");
    step.run(
        Command::new(rustup)
            .args(["target", "add", TARGET])
            .current_dir(root),
    )
}

fn sysroot(root: &Path) -> Result<PathBuf> {
    output_of(
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(root),
    )
    .map(PathBuf::from)
    .context("is Rust installed? See https://rustup.rs")
}

/// True if the target's `std` is there, not only its folder.
fn has_std(sysroot: &Path) -> bool {
    let lib = sysroot.join("lib/rustlib").join(TARGET).join("lib");
    fs::read_dir(lib).is_ok_and(|entries| {
        entries.flatten().any(|entry| {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            name.starts_with("libstd-") && name.ends_with(".rlib")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stamp::write;

    #[test]
    fn a_half_installed_target_does_not_count() {
        let sysroot = tempfile::tempdir().expect("a folder");
        let lib = sysroot
            .path()
            .join("lib/rustlib/wasm32-unknown-unknown/lib");
        write(&lib.join("libcore-1.rlib"), b"").expect("writes");
        assert!(!has_std(sysroot.path()));
        write(&lib.join("libstd-1.rlib"), b"").expect("writes");
        assert!(has_std(sysroot.path()));
    }
}
