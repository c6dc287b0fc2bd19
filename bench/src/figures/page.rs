//! The page: what a browser downloads for it, and how it feels on a slow phone.

use std::{process::Stdio, time::Duration};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use testkit::{process::repository, within};
use tokio::process::Command;

use crate::{
    process::{Encoding, Server, natter_binary},
    table::{Figure, Goal},
};

/// Five runs on a slow phone, each of which has limits of its own.
const PHONE_PATIENCE: Duration = Duration::from_secs(600);

pub async fn measure() -> Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let mut server = Server::natter(folder.path())?;
    server.come_in().await?;
    let page = String::from_utf8(server.request("GET", "/", Encoding::Plain).await?)?;
    let mut size = 0;
    let is_script = |part: &&str| part.ends_with(".js") || part.ends_with(".wasm");
    let mut scripts: Vec<_> = page
        .split([' ', '>'])
        .filter_map(|part| part.strip_prefix("src=\"").or(part.strip_prefix("href=\"")))
        .filter_map(|part| part.strip_suffix('"'))
        .filter(is_script)
        .collect();
    scripts.sort_unstable();
    // Some are named twice: to be fetched early, and where they run.
    scripts.dedup();
    for ending in [".js", ".wasm"] {
        let is_app = |path: &&str| path.starts_with("/pkg/") && path.ends_with(ending);
        ensure!(scripts.iter().any(is_app), "the page names no {ending}");
    }
    for path in scripts {
        size += server.request("GET", path, Encoding::Brotli).await?.len();
    }
    let size = size as f64 / 1e3;
    let mut figures = vec![Figure::new(
        "JavaScript + WebAssembly of the room page by Brotli, kB",
        format!("{size:.1} kB"),
        size,
        Goal::AtMost(200.0),
    )];
    drop(server);
    figures.extend(phone().await?);
    Ok(figures)
}

/// In a real browser, slowed down as Lighthouse does it (end2end/measure).
async fn phone() -> Result<Vec<Figure>> {
    let output = Command::new("npm")
        .args(["run", "--silent", "measure:phone"])
        .current_dir(repository().join("end2end"))
        .env("NATTER_BIN", natter_binary())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output();
    let output = within(PHONE_PATIENCE, "the browser's figures", output).await?;
    let output = output.context("npm")?;
    ensure!(output.status.success(), "the browser was not measured");
    let measured: Value = serde_json::from_slice(&output.stdout)?;
    let figure = |what: &str, key: &str, goal| -> Result<Figure> {
        let ms = measured[key]
            .as_f64()
            .with_context(|| format!("no {key}"))?;
        let value = format!("{:.2} s", ms / 1e3);
        Ok(Figure::new(
            format!("slow phone: {what}, s"),
            value,
            ms / 1e3,
            goal,
        ))
    };
    Ok(vec![
        figure("readable", "readable_ms", Goal::AtMost(1.5))?,
        figure("what is typed stays", "typing_ms", Goal::AtMost(1.5))?,
        figure("live", "live_ms", Goal::AtMost(4.0))?,
    ])
}
