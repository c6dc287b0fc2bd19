//! All checks. Cheap ones first; and what compiles the same stands together, so that it is
//! compiled once.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result};

use super::{Check, Workshop};
use crate::{
    browser,
    build::{size, wasm_target::TARGET},
    commands::{cargo, run},
    queries,
    tools::{self, npm, npm_install},
};

/// Crates that are compiled together. The driver and the interop tests are apart: they would change
/// the features of what the others share, and all of it would be compiled again.
const CRATES: &str = "-p protocol -p domain -p store -p app -p server -p socketio-client";

/// The client's features in a browser.
const WEB_CLIENT: &str = "-p socketio-client --no-default-features --features web,polling";

pub(super) fn all() -> Vec<Check> {
    vec![
        check("fmt", "cargo fmt", |shop| {
            cargo_run(shop, "fmt --all --check")
        }),
        check("deny", "licences, sources, banned crates", deny),
        check("sqlx", "store/.sqlx fits the migrations", |shop| {
            queries::verify(&shop.project)
        }),
        clippy("native", CRATES),
        clippy(
            "socketio-client, core alone",
            "-p socketio-client --no-default-features",
        ),
        clippy(
            "socketio-client, everything",
            "-p socketio-client --all-features",
        ),
        clippy("xtask", "-p xtask"),
        clippy("interop", "-p interop"),
        clippy("bench, testkit", "-p bench -p testkit"),
        clippy("torture", "-p torture"),
        clippy_wasm(
            "frontend, wasm",
            "-p frontend -p app --features app/hydrate",
        ),
        clippy_wasm("socketio-client, wasm", WEB_CLIENT),
        nextest("crates", CRATES),
        check("unit", "examples in the docs", |shop| {
            cargo_run(shop, &format!("test --locked --doc {CRATES}"))
        }),
        nextest("xtask", "-p xtask"),
        nextest("bench, testkit", "-p bench -p testkit"),
        nextest("torture", "-p torture"),
        check("wasm", "socketio-client in a browser", in_browser),
        check("size", "JavaScript and WebAssembly", |shop| {
            shop.natter()?;
            size::check(&shop.project)
        }),
        check("interop", "npm socket.io-client", interop_javascript),
        check("interop", "PyPI python-socketio", interop_python),
        check(
            "interop",
            "crates.io rust_socketio; our client, npm socket.io, PyPI python-socketio",
            interop_rust,
        ),
        torture(
            "faults",
            "kill, chaos, order, disk, signals, clock",
            "faults",
        ),
        torture("hostile", "bad input on every door", "hostile"),
        torture("hostile", "what one client can cost", "bounds"),
        check("e2e", "types of the browser tests", |shop| {
            run(npm(&end2end(shop)?)?.args(["run", "check"]))
        }),
        check("e2e", "Playwright", playwright),
    ]
}

fn check(
    part: &'static str,
    what: &'static str,
    run: impl Fn(&Workshop) -> Result<()> + 'static,
) -> Check {
    let run = Box::new(run);
    Check { part, what, run }
}

/// Runs cargo with these words.
fn cargo_run(shop: &Workshop, words: &str) -> Result<()> {
    run(cargo(&shop.project.root).args(words.split(' ')))
}

fn clippy(what: &'static str, packages: &'static str) -> Check {
    let words = format!("clippy --locked --all-targets {packages} -- -D warnings");
    check("clippy", what, move |shop| cargo_run(shop, &words))
}

fn clippy_wasm(what: &'static str, packages: &'static str) -> Check {
    let words =
        format!("clippy --locked --all-targets --target {TARGET} {packages} -- -D warnings");
    check("clippy", what, move |shop| {
        shop.wasm()?;
        cargo_run(shop, &words)
    })
}

fn nextest(what: &'static str, packages: &'static str) -> Check {
    check("unit", what, |shop| {
        let program = tools::NEXTEST.ensure(&shop.project.root)?;
        run(Command::new(program)
            .args(["nextest", "run", "--locked", "--no-fail-fast"])
            .args(packages.split(' '))
            .current_dir(&shop.project.root))
    })
}

// No advisories: their database would have to be downloaded from a host that builds cannot
// always reach.
fn deny(shop: &Workshop) -> Result<()> {
    let program = tools::DENY.ensure(&shop.project.root)?;
    run(Command::new(program)
        .args(["--all-features", "check", "--hide-inclusion-graph"])
        .args(["bans", "licenses", "sources"])
        .current_dir(&shop.project.root))
}

fn in_browser(shop: &Workshop) -> Result<()> {
    shop.wasm()?;
    browser::chromium()?;
    let driver = browser::chromedriver()?;
    let runner = tools::WASM_TEST_RUNNER.ensure(&shop.project.root)?;
    run(cargo(&shop.project.root)
        .args(["test", "--locked", "--target", TARGET])
        .args(WEB_CLIENT.split(' '))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", driver))
}

fn interop_javascript(shop: &Workshop) -> Result<()> {
    let natter = shop.natter()?;
    let folder = shop.project.path("interop/js");
    npm_install(&folder)?;
    run(npm(&folder)?.arg("test").env("NATTER_BIN", natter))
}

fn interop_python(shop: &Workshop) -> Result<()> {
    let natter = shop.natter()?;
    // Its tests run the JavaScript example too.
    npm_install(&shop.project.path("interop/js"))?;
    let folder = shop.project.path("interop/python");
    let python = tools::python_environment(&folder)?;
    run(Command::new(python)
        .args(["-m", "unittest", "discover", "-s"])
        .arg(&folder)
        .current_dir(&shop.project.root)
        .env("NATTER_BIN", natter))
}

fn interop_rust(shop: &Workshop) -> Result<()> {
    let natter = shop.natter()?;
    // They hold the servers that our own client is tried on.
    npm_install(&shop.project.path("interop/js"))?;
    tools::python_environment(&shop.project.path("interop/python"))?;
    run(cargo(&shop.project.root)
        .args(["test", "--locked", "-p", "interop"])
        .env("NATTER_BIN", natter))
    .context("rust_socketio needs OpenSSL's headers; Debian has them in libssl-dev and pkg-config")
}

/// As much as a test run has time for; `cargo xtask torture` does all.
fn torture(part: &'static str, what: &'static str, scenarios: &'static str) -> Check {
    check(part, what, |shop| {
        let natter = shop.natter()?;
        run(crate::torture(&shop.project, natter)?.args(["--quick", scenarios]))
    })
}

fn playwright(shop: &Workshop) -> Result<()> {
    let natter = shop.natter()?;
    let folder = end2end(shop)?;
    let chromium = browser::chromium()?;
    run(npm(&folder)?
        .arg("test")
        .env("NATTER_BIN", natter)
        .env("CHROMIUM", chromium))
}

/// The browser tests' folder, with what they need.
fn end2end(shop: &Workshop) -> Result<PathBuf> {
    // The fixtures start servers as the contract tests do.
    npm_install(&shop.project.path("interop/js"))?;
    let folder = shop.project.path(&shop.project.leptos.end2end_dir);
    npm_install(&folder)?;
    Ok(folder)
}
