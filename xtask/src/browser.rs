//! Chromium for the tests: what is installed, or Debian's packages.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};

use crate::commands::{on_path, output_of, run};

const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

pub fn chromium() -> Result<PathBuf> {
    let installed = || {
        named_in("CHROMIUM")
            .or_else(|| NAMES.iter().find_map(|name| on_path(name)))
            .or_else(|| Some(PathBuf::from(MAC)).filter(|path| path.is_file()))
    };
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    // The font is for what screenshots show.
    apt_install(&["chromium", "fonts-noto-color-emoji"])
        .context("no Chromium was found: install Chromium or Chrome, or name one in CHROMIUM")?;
    installed().context("Debian's chromium was installed, but is not on PATH")
}

/// The program that lets tests drive the browser, of the browser's version.
pub fn chromedriver() -> Result<PathBuf> {
    let installed = || named_in("CHROMEDRIVER").or_else(|| on_path("chromedriver"));
    if let Some(driver) = installed() {
        return Ok(driver);
    }
    apt_install(&["chromium-driver"]).context(
        "no chromedriver was found: install the one of your browser's version, or name it in CHROMEDRIVER",
    )?;
    installed().context("Debian's chromium-driver is not on PATH")
}

fn named_in(variable: &str) -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os(variable)?);
    path.is_file().then_some(path)
}

fn apt_install(packages: &[&str]) -> Result<()> {
    ensure!(
        on_path("apt-get").is_some(),
        "only on Debian and its kin are packages installed without being asked"
    );
    let line = format!("apt-get install {}", packages.join(" "));
    let by_hand = || format!("as root: {line}");
    let mut update = as_root("apt-get").with_context(by_hand)?;
    run(update.arg("update"))?;
    let mut install = as_root("apt-get").with_context(by_hand)?;
    install.args(["install", "-y", "--no-install-recommends"]);
    install
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive");
    run(&mut install).with_context(by_hand)
}

/// A command that needs root's rights: as it is for root, by sudo when that asks no password.
fn as_root(program: &str) -> Option<Command> {
    if output_of(Command::new("id").arg("-u")).is_ok_and(|id| id == "0") {
        return Some(Command::new(program));
    }
    let sudo = on_path("sudo")?;
    output_of(Command::new(&sudo).args(["-n", "true"])).ok()?;
    let mut command = Command::new(sudo);
    command.args(["-n", program]);
    Some(command)
}
