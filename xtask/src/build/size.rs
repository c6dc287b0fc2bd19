//! What a browser downloads to come alive.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::{project::Project, stamp::files_below};

/// What we want it to stay below.
const GOAL_BYTES: u64 = 200_000;
/// Above this the check fails.
const LIMIT_BYTES: u64 = 225_000;

/// Bytes of the packed JavaScript and WebAssembly, compressed by Brotli: the app's, and the scripts
/// that stand in the head of a room's page.
fn measure(project: &Project) -> Result<[u64; 2]> {
    let folder = project.packed_assets();
    let shell = fs::read_to_string(project.path("app/src/shell.rs")).context("app/src/shell.rs")?;
    let in_head = |name: &str| shell.contains(&format!("src=\"/{name}\""));
    let is_app = |name: &str| name.starts_with(&project.leptos.site_pkg_dir);
    let mut sums = [0; 2];
    for packed in files_below(&folder)? {
        let Some(name) = packed.strip_suffix(".br") else {
            continue;
        };
        for (sum, ending) in sums.iter_mut().zip([".js", ".wasm"]) {
            if name.ends_with(ending) && (is_app(name) || in_head(name)) {
                *sum += fs::metadata(folder.join(&packed))?.len();
            }
        }
    }
    let folder = folder.display();
    ensure!(!sums.contains(&0), "there is no script in {folder}");
    Ok(sums)
}

/// The sizes, for people.
pub fn describe(project: &Project) -> Result<String> {
    let [javascript, wasm] = measure(project)?;
    let kilobytes = |bytes: u64| format!("{}.{} kB", bytes / 1000, bytes % 1000 / 100);
    Ok(format!(
        "JavaScript {} + WebAssembly {} = {} by Brotli; goal {}, limit {}",
        kilobytes(javascript),
        kilobytes(wasm),
        kilobytes(javascript + wasm),
        kilobytes(GOAL_BYTES),
        kilobytes(LIMIT_BYTES),
    ))
}

/// Fails when that is too much.
pub fn check(project: &Project) -> Result<()> {
    println!("{}", describe(project)?);
    let total: u64 = measure(project)?.iter().sum();
    ensure!(
        total <= LIMIT_BYTES,
        "a browser downloads {total} bytes, more than {LIMIT_BYTES}"
    );
    Ok(())
}
