//! What a browser downloads to come alive.

use std::{fmt, fs};

use anyhow::{Context, Result, ensure};

use super::Check;
use crate::{project::Project, stamp::files_below};

/// Above this the check fails.
const LIMIT_BYTES: u64 = 200_000;

pub(super) const CHECKS: &[Check] = &[Check {
    part: "size",
    what: "JavaScript and WebAssembly",
    run: |shop| {
        shop.natter()?;
        let size = measure(&shop.project)?;
        println!("{size}");
        size.verify()
    },
}];

/// Sizes in bytes, compressed by Brotli.
pub struct Size {
    javascript: u64,
    wasm: u64,
}

/// Sizes of the packed files.
pub fn measure(project: &Project) -> Result<Size> {
    let folder = project.packed_assets();
    let sum = |ending: &str| -> Result<u64> {
        let mut sum = 0;
        for name in files_below(&folder)? {
            if name.starts_with(&project.leptos.site_pkg_dir) && name.ends_with(ending) {
                sum += fs::metadata(folder.join(name))?.len();
            }
        }
        ensure!(sum > 0, "there is no {ending} in {}", folder.display());
        Ok(sum)
    };
    Ok(Size {
        javascript: sum(".js.br").context("JavaScript")?,
        wasm: sum(".wasm.br").context("WebAssembly")?,
    })
}

impl Size {
    fn verify(&self) -> Result<()> {
        let total = self.javascript + self.wasm;
        ensure!(
            total <= LIMIT_BYTES,
            "a browser downloads {total} bytes, more than {LIMIT_BYTES}"
        );
        Ok(())
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kilobytes = |bytes: u64| format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100);
        write!(
            f,
            "JavaScript {} + WebAssembly {} = {} by Brotli",
            kilobytes(self.javascript),
            kilobytes(self.wasm),
            kilobytes(self.javascript + self.wasm)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_for_both_together() {
        let size = |javascript, wasm| Size { javascript, wasm };
        assert!(size(10_000, 190_000).verify().is_ok());
        assert!(size(10_001, 190_000).verify().is_err());
        assert_eq!(
            size(7_050, 95_999).to_string(),
            "JavaScript 7.0 kB + WebAssembly 95.9 kB = 103.0 kB by Brotli"
        );
    }
}
