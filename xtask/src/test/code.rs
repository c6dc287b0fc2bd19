//! What is checked without running anything: format, lints, dependencies, the kept queries.

use anyhow::Result;

use super::{Check, Workshop, run, units::CRATES};
use crate::{
    commands::cargo,
    progress::Step,
    steps::{queries, tools, wasm_target::TARGET},
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        part: "fmt",
        what: "cargo fmt",
        run: |shop| shop.cargo(&["fmt", "--all", "--check"]),
    },
    Check {
        part: "deny",
        what: "licences, sources, banned crates",
        run: deny,
    },
    Check {
        part: "sqlx",
        what: "store/.sqlx fits the migrations",
        run: |shop| queries::verify(&Step::plain("queries"), &shop.project),
    },
    Check {
        part: "clippy",
        what: "native",
        run: |shop| clippy(shop, &CRATES),
    },
    Check {
        part: "clippy",
        what: "socketio-client, core alone",
        run: |shop| clippy(shop, &["-p", "socketio-client", "--no-default-features"]),
    },
    Check {
        part: "clippy",
        what: "socketio-client, everything",
        run: |shop| clippy(shop, &["-p", "socketio-client", "--all-features"]),
    },
    Check {
        part: "clippy",
        what: "xtask",
        run: |shop| clippy(shop, &["-p", "xtask"]),
    },
    Check {
        part: "clippy",
        what: "interop",
        run: |shop| clippy(shop, &["-p", "interop"]),
    },
    Check {
        part: "clippy",
        what: "bench",
        run: |shop| clippy(shop, &["-p", "bench"]),
    },
    Check {
        part: "clippy",
        what: "torture",
        run: |shop| clippy(shop, &["-p", "torture"]),
    },
    Check {
        part: "clippy",
        what: "frontend, wasm",
        run: |shop| {
            clippy_wasm(
                shop,
                &["-p", "frontend", "-p", "app", "--features", "app/hydrate"],
            )
        },
    },
    Check {
        part: "clippy",
        what: "socketio-client, wasm",
        run: |shop| {
            clippy_wasm(
                shop,
                &[
                    "-p",
                    "socketio-client",
                    "--no-default-features",
                    "--features",
                    "web,polling",
                ],
            )
        },
    },
];

fn clippy(shop: &Workshop, packages: &[&str]) -> Result<()> {
    run(cargo(&shop.project.root)
        .args(["clippy", "--locked", "--all-targets"])
        .args(packages)
        .args(["--", "-D", "warnings"]))
}

fn clippy_wasm(shop: &Workshop, packages: &[&str]) -> Result<()> {
    shop.wasm()?;
    let mut args = vec!["--target", TARGET];
    args.extend(packages);
    clippy(shop, &args)
}

// No advisories: their database would have to be downloaded from a host that builds cannot
// always reach.
fn deny(shop: &Workshop) -> Result<()> {
    let program = tools::DENY.ensure(&Step::plain("deny"), &shop.project.root)?;
    run(std::process::Command::new(program)
        .args(["--all-features", "check", "--hide-inclusion-graph"])
        .args(["bans", "licenses", "sources"])
        .current_dir(&shop.project.root))
}
