//! Independent Socket.IO clients against the server as people get it.

use std::process::Command;

use anyhow::{Context, Result};

use super::{Check, Workshop, run};
use crate::{
    commands::cargo,
    progress::Step,
    steps::{npm, python},
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        part: "interop",
        what: "npm socket.io-client",
        run: javascript,
    },
    Check {
        part: "interop",
        what: "PyPI python-socketio",
        run: python,
    },
    Check {
        part: "interop",
        what: "crates.io rust_socketio; our client, npm socket.io, PyPI python-socketio",
        run: rust,
    },
];

fn javascript(shop: &Workshop) -> Result<()> {
    let natter = shop.natter()?;
    let folder = shop.project.path("interop/js");
    npm::install(&Step::plain("interop"), &folder)?;
    run(npm::npm(&folder)?.arg("test").env("NATTER_BIN", natter))
}

fn python(shop: &Workshop) -> Result<()> {
    let natter = shop.natter()?;
    let folder = shop.project.path("interop/python");
    // Its tests run the JavaScript example too.
    let python = python::environment(&Step::plain("interop"), &folder)?;
    run(Command::new(python)
        .args(["-m", "unittest", "discover", "-s"])
        .arg(&folder)
        .current_dir(&shop.project.root)
        .env("NATTER_BIN", natter))
}

fn rust(shop: &Workshop) -> Result<()> {
    let natter = shop.natter()?;
    // They hold the servers that our own client is tried on.
    let step = Step::plain("interop");
    npm::install(&step, &shop.project.path("interop/js"))?;
    python::environment(&step, &shop.project.path("interop/python"))?;
    run(cargo(&shop.project.root)
        .args(["test", "--locked", "-p", "interop"])
        .env("NATTER_BIN", natter))
    .context("rust_socketio needs OpenSSL's headers; Debian has them in libssl-dev and pkg-config")
}
