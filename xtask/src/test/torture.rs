//! Faults and hostile input, as much as a test run has time for; `cargo xtask torture` does all.

use anyhow::Result;

use super::{Check, Workshop, run};
use crate::torture::tormentor;

pub(super) const CHECKS: &[Check] = &[
    Check {
        part: "faults",
        what: "kill, chaos, disk, signals, clock",
        run: |shop| torment(shop, "faults"),
    },
    Check {
        part: "hostile",
        what: "bad input on every door",
        run: |shop| torment(shop, "hostile"),
    },
    Check {
        part: "hostile",
        what: "what one client can cost",
        run: |shop| torment(shop, "bounds"),
    },
];

fn torment(shop: &Workshop, part: &str) -> Result<()> {
    let natter = shop.natter()?;
    run(tormentor(&shop.project, &natter)?.args(["--quick", part]))
}
