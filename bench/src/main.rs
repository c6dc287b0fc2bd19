//! What Natter costs, beside servers that only relay: a bare socketioxide (this program, called
//! `relay`) and the npm package socket.io. Peers are measured in the same run, and what counts is
//! the ratio. Nothing here is a test: a machine that is busy with something else makes other
//! figures. `cargo xtask bench` builds and runs it; docs/benchmarks.md says what came out.

mod document;
mod figures;
mod load;
mod process;
mod relay;
mod table;

use std::{fs, path::PathBuf, time::Duration};

use anyhow::{Context, Result};
use clap::{Parser, builder::PossibleValuesParser};
use testkit::within;

/// How long one figure may take, whatever it waits for.
const LIMIT: Duration = Duration::from_secs(1800);

/// Measures Natter beside servers that only relay.
#[derive(Parser)]
struct Cli {
    /// All of them, unless some are named; `relay` is a peer and serves until it is ended
    #[arg(value_parser = PossibleValuesParser::new(figures::NAMES.into_iter().chain(["relay"])))]
    figures: Vec<String>,
    /// Write the figures to this file, for programs
    #[arg(long)]
    json: Option<PathBuf>,
    /// Put the table between the marks of this file
    #[arg(long)]
    document: Option<PathBuf>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let cli = Cli::parse();
    if cli.figures == ["relay"] {
        match relay::serve().await? {}
    }
    let mut all = Vec::new();
    println!("{}", table::HEAD);
    for name in figures::NAMES {
        if cli.figures.is_empty() || cli.figures.iter().any(|one| one == name) {
            let what = format!("the figures of {name}");
            let measured = within(LIMIT, what, figures::measure(name)).await?;
            let figures = measured.with_context(|| name.to_owned())?;
            for figure in &figures {
                println!("{figure}");
            }
            all.extend(figures);
        }
    }
    if let Some(file) = &cli.json {
        fs::write(file, serde_json::to_vec_pretty(&all)?)
            .with_context(|| file.display().to_string())?;
    }
    if let Some(file) = &cli.document {
        document::write(file, &all)?;
    }
    Ok(())
}
