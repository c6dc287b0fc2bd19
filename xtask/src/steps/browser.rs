//! Chromium for the tests: what is installed, or Debian's packages.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::{
    commands::{as_root, on_path},
    progress::Step,
};

const NAMES: [&str; 5] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
];
const MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

pub fn chromium(step: &Step) -> Result<PathBuf> {
    if let Some(browser) = installed() {
        return Ok(browser);
    }
    // The font is for what screenshots show.
    apt_install(step, &["chromium", "fonts-noto-color-emoji"])
        .context("no Chromium was found: install Chromium or Chrome, or name one in CHROMIUM")?;
    installed().context("Debian's chromium was installed, but is not on PATH")
}

/// The program that lets tests drive the browser, of the browser's version.
pub fn chromedriver(step: &Step) -> Result<PathBuf> {
    if let Some(driver) = named_in("CHROMEDRIVER").or_else(|| on_path("chromedriver")) {
        return Ok(driver);
    }
    apt_install(step, &["chromium-driver"]).context(
        "no chromedriver was found: install the one of your browser's version, or name it in CHROMEDRIVER",
    )?;
    on_path("chromedriver").context("Debian's chromium-driver is not on PATH")
}

fn installed() -> Option<PathBuf> {
    named_in("CHROMIUM")
        .or_else(|| NAMES.iter().find_map(|name| on_path(name)))
        .or_else(|| Some(PathBuf::from(MAC)).filter(|path| path.is_file()))
}

fn named_in(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| Path::is_file(path))
}

fn apt_install(step: &Step, packages: &[&str]) -> Result<()> {
    if on_path("apt-get").is_none() {
        bail!("only Debian and its kin get packages by themselves");
    }
    let by_hand = format!("as root: apt-get install {}", packages.join(" "));
    step.say(&format!("apt-get install {}", packages.join(" ")));
    let mut update = as_root("apt-get", &["update"]).with_context(|| by_hand.clone())?;
    step.run(&mut update)?;
    let mut args = vec!["install", "-y", "--no-install-recommends"];
    args.extend(packages);
    let mut install = as_root("apt-get", &args).with_context(|| by_hand.clone())?;
    install.env("DEBIAN_FRONTEND", "noninteractive");
    step.run(&mut install).context(by_hand)
}
