//! The binary `natter`.

use std::{fmt::Display, process::ExitCode};

use clap::Parser;
use server::{
    admin,
    cli::{Cli, Command},
    logging, startup,
};

#[tokio::main]
async fn main() -> ExitCode {
    match Cli::parse().into_command() {
        Command::Serve(args) => {
            logging::start(args.log);
            end(startup::serve(args).await)
        }
        Command::Admin(args) => end(admin::obey(args).await),
    }
}

fn end(result: Result<(), impl Display>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("natter: {error}");
            ExitCode::FAILURE
        }
    }
}
