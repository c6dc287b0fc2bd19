//! What Natter costs, beside servers that only relay: a bare socketioxide (this program, called
//! `relay`) and the npm package socket.io. Peers are measured in the same run, and what counts is
//! the ratio. Nothing here is a test: a machine that is busy with something else makes other
//! figures. `cargo xtask bench` builds and runs it; docs/benchmarks.md says what came out.

mod figures;
mod load;
mod process;
mod relay;
mod table;

use std::{fs, path::PathBuf};

use anyhow::{Context, Result, bail};

const HELP: &str = "bench [--json FILE] [fanout|memory|durable|rooms|people|resume|start|page]...";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let (mut wanted, mut json) = (Vec::new(), None);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "relay" => match relay::serve().await? {},
            "--json" => json = Some(PathBuf::from(args.next().context(HELP)?)),
            name if figures::NAMES.contains(&name) => wanted.push(arg),
            _ => bail!(HELP),
        }
    }
    println!("| what | measured | goal | |\n|---|---|---|---|");
    let mut all = Vec::new();
    for name in figures::NAMES {
        if wanted.is_empty() || wanted.iter().any(|one| one == name) {
            let figures = figures::measure(name)
                .await
                .with_context(|| name.to_owned())?;
            for figure in &figures {
                println!("{figure}");
            }
            all.extend(figures);
        }
    }
    if let Some(file) = json {
        fs::write(&file, serde_json::to_vec_pretty(&all)?)
            .with_context(|| file.display().to_string())?;
    }
    Ok(())
}
