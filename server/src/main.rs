//! The binary `natter`.

use std::process::ExitCode;

use clap::Parser;
use server::{cli::Cli, logging, startup};

#[tokio::main]
async fn main() -> ExitCode {
    let args = Cli::parse().into_serve();
    logging::start(args.log);
    match startup::serve(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("natter: {error}");
            ExitCode::FAILURE
        }
    }
}
