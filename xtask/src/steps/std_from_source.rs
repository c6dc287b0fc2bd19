//! The standard library for WebAssembly from source, where rustup cannot download it: Debian
//! packages the source of exactly the pinned compiler, apt checks its signature, and the compiler
//! builds it. Needs no root, as nothing of the system is changed: apt works in a folder of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};

use crate::{
    commands::{cargo, on_path, output_of},
    progress::Step,
    stamp::{files_below, hex, write},
    steps::wasm_target::TARGET,
};

/// The compiler that the source belongs to. Change the three below with rust-toolchain.toml.
const RUST: &str = "1.95.0";
const PACKAGE: &str = "rust-src=1.95.0+dfsg1-2~bpo13+1";
const SHA256: &str = "7b76db5b880a77f9e52975d2baa6209d2f76d2c9c2789515c3088cb960e2c83b";
const SUITE: &str = "trixie-backports";

const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";
/// Asked after the machine's own mirrors.
const MIRROR: &str = "http://deb.debian.org/debian/";

/// Builds the library into the compiler's folder.
///
/// # Errors
/// Says which part failed; the folder is touched only by the last part.
pub fn build(step: &Step, root: &Path, sysroot: &Path) -> Result<()> {
    let version = output_of(Command::new("rustc").arg("--version").current_dir(root))?;
    ensure!(
        version.split(' ').nth(1) == Some(RUST),
        "from source: that is known for rustc {RUST} only, and this is {version}"
    );
    for program in ["apt-get", "dpkg"] {
        ensure!(
            on_path(program).is_some(),
            "from source: {program} not found; that way is for Debian and its kin"
        );
    }
    ensure!(
        Path::new(KEYRING).is_file(),
        "from source: {KEYRING} is missing; install the package debian-archive-keyring"
    );
    let work = WorkFolder::new()?;
    let source = fetch(step, &work.0)?;
    install_source(&source, sysroot)?;
    let built = compile(step, root, &work.0)?;
    install(&built, sysroot)
}

/// A folder that is removed in the end.
struct WorkFolder(PathBuf);

impl WorkFolder {
    fn new() -> Result<Self> {
        let name = format!("natter-std-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        // What is left over lies in the system's temporary folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Downloads and unpacks the source; returns its `library` folder.
fn fetch(step: &Step, work: &Path) -> Result<PathBuf> {
    let mut failures = Vec::new();
    for mirror in mirrors() {
        step.say(&format!("source of the standard library from {mirror}"));
        match download(step, work, &mirror) {
            Ok(package) => {
                let digest = hex(&Sha256::digest(fs::read(&package)?));
                ensure!(
                    digest == SHA256,
                    "from source: {} is not the known one (its SHA-256 is {digest})",
                    package.display()
                );
                let unpacked = work.join("unpacked");
                step.run(Command::new("dpkg").arg("-x").arg(&package).arg(&unpacked))?;
                return Ok(unpacked.join(format!("usr/src/rustc-{RUST}/library")));
            }
            Err(error) => failures.push(format!("{error:#}")),
        }
    }
    bail!("from source: no mirror had it:\n{}", failures.join("\n"))
}

/// The machine's own mirrors of Debian first.
fn mirrors() -> Vec<String> {
    let listed = output_of(Command::new("apt-get").args([
        "indextargets",
        "--format",
        "$(REPO_URI)",
        "Created-By: Packages",
    ]))
    .unwrap_or_default();
    archives(&listed)
}

fn archives(listed: &str) -> Vec<String> {
    let mut mirrors: Vec<String> = Vec::new();
    let of_debian = listed
        .lines()
        .map(str::trim)
        .filter(|uri| uri.contains("debian") && !uri.contains("security"));
    for uri in of_debian.chain([MIRROR]) {
        if !mirrors.iter().any(|known| known == uri) {
            mirrors.push(uri.to_owned());
        }
    }
    mirrors
}

fn download(step: &Step, work: &Path, mirror: &str) -> Result<PathBuf> {
    let apt = work.join("apt");
    for folder in ["lists/partial", "cache/archives/partial"] {
        fs::create_dir_all(apt.join(folder))?;
    }
    let sources = apt.join("sources.list");
    let line = format!("deb [signed-by={KEYRING}] {mirror} {SUITE} main\n");
    write(&sources, line.as_bytes())?;
    for action in [&["update"][..], &["download", PACKAGE]] {
        step.run(
            Command::new("apt-get")
                .args(["-o", "Dir::Etc::sourceparts=-"])
                .args(["-o", "APT::Sandbox::User=root"])
                .args(["-o", "APT::Update::Error-Mode=any"])
                .arg("-o")
                .arg(format!("Dir::Etc::sourcelist={}", sources.display()))
                .arg("-o")
                .arg(format!("Dir::State::lists={}", apt.join("lists").display()))
                .arg("-o")
                .arg(format!("Dir::Cache={}", apt.join("cache").display()))
                .args(action)
                .current_dir(&apt),
        )?;
    }
    let package = files_below(&apt)?
        .into_iter()
        .find(|name| name.starts_with("rust-src") && name.ends_with(".deb"))
        .context("apt-get downloaded nothing")?;
    Ok(apt.join(package))
}

fn install_source(library: &Path, sysroot: &Path) -> Result<()> {
    let to = sysroot.join("lib/rustlib/src/rust/library");
    let parent = to.parent().context("no folder for the source")?;
    if to.is_dir() {
        // rustup's component rust-src: the same source.
        return Ok(());
    }
    let advice = || {
        format!(
            "could not write to {}; run this once as its owner",
            sysroot.display()
        )
    };
    fs::create_dir_all(parent).with_context(advice)?;
    let copied = Command::new("cp")
        .arg("-a")
        .arg(library)
        .arg(&to)
        .status()?;
    ensure!(copied.success(), advice());
    Ok(())
}

/// Compiles an empty crate together with the whole standard library; returns the built files.
fn compile(step: &Step, root: &Path, work: &Path) -> Result<Vec<PathBuf>> {
    step.say("compiling the standard library");
    let empty = work.join("empty");
    write(&empty.join("src/lib.rs"), b"")?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    write(&empty.join("Cargo.toml"), manifest.as_bytes())?;
    fs::copy(
        root.join("rust-toolchain.toml"),
        empty.join("rust-toolchain.toml"),
    )?;
    let target = empty.join("target");
    step.run(
        cargo(&empty)
            .args(["build", "--release", "--target", TARGET])
            .args([
                "-Z",
                "build-std=std,panic_abort,panic_unwind,proc_macro,test",
            ])
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTFLAGS", "-Cembed-bitcode=yes")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0")
            .env("CARGO_TARGET_DIR", &target),
    )?;
    let deps = target.join(TARGET).join("release/deps");
    Ok(files_below(&deps)?
        .into_iter()
        .filter(|name| name.ends_with(".rlib") && !name.starts_with("libempty-"))
        .map(|name| deps.join(name))
        .collect())
}

/// Puts the built files beside the other targets: all of them at once, in the place of whatever a
/// break left there, as a compiler that finds two libraries takes neither.
fn install(built: &[PathBuf], sysroot: &Path) -> Result<()> {
    let target = sysroot.join("lib/rustlib").join(TARGET);
    let (lib, next) = (target.join("lib"), target.join("lib.next"));
    for folder in [&next, &lib] {
        if folder.is_dir() {
            fs::remove_dir_all(folder)?;
        }
    }
    fs::create_dir_all(&next)?;
    for file in built {
        let name = file.file_name().context("a file has no name")?;
        fs::copy(file, next.join(name))?;
    }
    fs::rename(&next, &lib)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_mirrors_come_first_and_the_security_archive_does_not_count() {
        let listed = "http://near/debian/\nhttp://near/debian/\nhttp://near/debian-security/\nhttps://other.example/apt/\n";
        assert_eq!(archives(listed), ["http://near/debian/", MIRROR]);
        assert_eq!(archives(""), [MIRROR]);
    }

    #[test]
    fn what_a_break_left_is_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let built = folder.path().join("libstd-new.rlib");
        let lib = folder.path().join("lib/rustlib").join(TARGET).join("lib");
        write(&built, b"new").expect("writes");
        write(&lib.join("libcore-old.rlib"), b"old").expect("writes");
        install(&[built], folder.path()).expect("installs");
        assert_eq!(files_below(&lib).expect("lists"), ["libstd-new.rlib"]);
    }

    #[test]
    fn the_source_belongs_to_the_pinned_compiler() {
        let pinned = include_str!("../../../rust-toolchain.toml");
        assert!(pinned.contains(&format!("channel = \"{RUST}\"")));
        assert!(PACKAGE.starts_with(&format!("rust-src={RUST}+")));
    }
}
