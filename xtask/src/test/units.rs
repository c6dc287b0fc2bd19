//! Unit and integration tests of the crates: native ones, and those of the browser's side.

use std::process::Command;

use anyhow::Result;

use super::{Check, Workshop, run};
use crate::{
    commands::cargo,
    progress::Step,
    steps::{browser, tools, wasm_target::TARGET},
};

/// Crates whose tests are compiled together. The driver and the interop tests are apart: they
/// would change the features of what the others share, and all of it would be compiled again.
pub(super) const CRATES: [&str; 12] = [
    "-p",
    "protocol",
    "-p",
    "domain",
    "-p",
    "store",
    "-p",
    "app",
    "-p",
    "server",
    "-p",
    "socketio-client",
];

pub(super) const CHECKS: &[Check] = &[
    Check {
        part: "unit",
        what: "crates",
        run: |shop| nextest(shop, &CRATES),
    },
    Check {
        part: "unit",
        what: "examples in the docs",
        run: |shop| {
            run(cargo(&shop.project.root)
                .args(["test", "--locked", "--doc"])
                .args(CRATES))
        },
    },
    Check {
        part: "unit",
        what: "xtask",
        run: |shop| nextest(shop, &["-p", "xtask"]),
    },
    Check {
        part: "unit",
        what: "torture",
        run: |shop| nextest(shop, &["-p", "torture"]),
    },
    Check {
        part: "wasm",
        what: "socketio-client in a browser",
        run: in_browser,
    },
];

fn nextest(shop: &Workshop, packages: &[&str]) -> Result<()> {
    let program = tools::NEXTEST.ensure(&Step::plain("nextest"), &shop.project.root)?;
    run(Command::new(program)
        .args(["nextest", "run", "--locked", "--no-fail-fast"])
        .args(packages)
        .current_dir(&shop.project.root))
}

fn in_browser(shop: &Workshop) -> Result<()> {
    shop.wasm()?;
    let step = Step::plain("wasm");
    browser::chromium(&step)?;
    let driver = browser::chromedriver(&step)?;
    let runner = tools::WASM_TEST_RUNNER.ensure(&step, &shop.project.root)?;
    run(cargo(&shop.project.root)
        .args([
            "test",
            "--locked",
            "-p",
            "socketio-client",
            "--target",
            TARGET,
        ])
        .args(["--no-default-features", "--features", "web,polling"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver))
}
