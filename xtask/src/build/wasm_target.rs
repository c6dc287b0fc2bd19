//! Rust's standard library for WebAssembly: there already, or from rustup, or built from source.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::commands::{on_path, output_of, run};

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

const BY_HAND: &str =
    "Rust's standard library for wasm32-unknown-unknown could not be installed. By hand:
  with rustup:  rustup target add wasm32-unknown-unknown
  with a distribution's Rust: its package (Debian libstd-rust-dev-wasm32, Fedora
  rust-std-static-wasm32-unknown-unknown, Arch rust-wasm, Alpine rust-wasm)";

/// Makes sure that the target can be built for.
pub fn ensure(root: &Path) -> Result<()> {
    let sysroot = output_of(
        Command::new("rustc")
            .args(["--print", "sysroot"])
            .current_dir(root),
    );
    let sysroot = PathBuf::from(sysroot.context("is Rust installed? See https://rustup.rs")?);
    if has_std(&sysroot) {
        return Ok(());
    }
    let Err(rustup) = from_rustup(root) else {
        // Perhaps it put the target into another toolchain than the one that compiles here. Building
        // a second library cannot mend that, and two in one folder would break every build.
        ensure!(
            has_std(&sysroot),
            "rustup added the target, but not to {}; is `rustc` on PATH rustup's own?",
            sysroot.display()
        );
        return Ok(());
    };
    eprintln!("rustup did not have it; building it from Debian's source");
    let script = root.join("xtask/scripts/build_std.sh");
    if let Err(source) = run(Command::new(script).arg(&sysroot).current_dir(root)) {
        bail!("{BY_HAND}\nWhat was tried:\n{rustup:#}\n{source:#}");
    }
    ensure!(has_std(&sysroot), "{BY_HAND}\nThe source built nothing.");
    Ok(())
}

fn from_rustup(root: &Path) -> Result<()> {
    let rustup = on_path("rustup").context("rustup: not found")?;
    run(Command::new(rustup)
        .args(["target", "add", TARGET])
        .current_dir(root))
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
        let lib = sysroot.path().join("lib/rustlib").join(TARGET).join("lib");
        write(&lib.join("libcore-1.rlib"), b"").expect("writes");
        assert!(!has_std(sysroot.path()));
        write(&lib.join("libstd-1.rlib"), b"").expect("writes");
        assert!(has_std(sysroot.path()));
    }

    #[test]
    fn the_source_belongs_to_the_pinned_compiler() {
        let pinned = include_str!("../../../rust-toolchain.toml");
        let script = include_str!("../../scripts/build_std.sh");
        let setting = |name| {
            let found = script.lines().find_map(|line| line.strip_prefix(name));
            found.expect("a setting")
        };
        let rust = setting("rust=");
        assert!(pinned.contains(&format!("channel = \"{rust}\"")));
        assert!(setting("package=").starts_with(&format!("rust-src={rust}+")));
        assert!(script.contains(&format!("target={TARGET}\n")));
    }
}
