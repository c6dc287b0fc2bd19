//! Playwright: people in real browsers against the server as people get it.

use anyhow::Result;

use super::{Check, Workshop, run};
use crate::{
    progress::Step,
    steps::{browser, npm},
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        part: "e2e",
        what: "types of the browser tests",
        run: |shop| {
            let folder = prepared(shop)?;
            run(npm::npm(&folder)?.args(["run", "check"]))
        },
    },
    Check {
        part: "e2e",
        what: "Playwright",
        run: |shop| {
            let natter = shop.natter()?;
            let folder = prepared(shop)?;
            let chromium = browser::chromium(&Step::plain("e2e"))?;
            run(npm::npm(&folder)?
                .arg("test")
                .env("NATTER_BIN", natter)
                .env("CHROMIUM", chromium))
        },
    },
];

/// The tests' folder, with what they need.
fn prepared(shop: &Workshop) -> Result<std::path::PathBuf> {
    let step = Step::plain("e2e");
    // The fixtures start servers as the contract tests do.
    npm::install(&step, &shop.project.path("interop/js"))?;
    let folder = shop.project.path(&shop.project.leptos.end2end_dir);
    npm::install(&step, &folder)?;
    Ok(folder)
}
