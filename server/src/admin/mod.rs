//! `natter admin`: what whoever runs the server does without a browser, also while it runs.
//!
//! [`run`] is the work. While the server runs it does it itself, asked over a socket in the data
//! folder ([`socket`]), so that sessions that end are cut at once; else the command opens the data
//! folder. Only the owner of that folder can do either.

mod bans;
mod command;
#[cfg(unix)]
mod socket;
#[cfg(unix)]
mod socket_path;
mod terminal;

use std::path::Path;

use protocol::ErrorReply;
use serde::{Deserialize, Serialize};

use crate::{
    actions::{Actions, limits::RateLimits},
    cli::{AdminArgs, AdminCommand},
    passwords::{Cost, Passwords},
};
pub use command::{Order, run};
#[cfg(unix)]
pub use socket::listen;
use store::{OpenError, Store};

/// What came of an order: a text for the terminal, or what is wrong.
#[derive(Debug, Serialize, Deserialize)]
pub enum Outcome {
    /// It was done.
    Done(String),
    /// It was not, and nothing has changed.
    Refused(String),
}

impl From<Result<String, ErrorReply>> for Outcome {
    fn from(result: Result<String, ErrorReply>) -> Self {
        match result {
            Ok(text) => Self::Done(text),
            Err(error) => Self::Refused(error.message),
        }
    }
}

/// Why an order could not be given or done. Each text is one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The data folder.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// There is nothing there to look after.
    #[error(
        "there is no natter database in {0}; start `natter serve` there first, or give its folder with --data-dir"
    )]
    NoSuchFolder(String),
    #[error("cannot read the password: {0}; write it to standard input instead")]
    Terminal(std::io::Error),
    /// The running server cannot be reached.
    #[error("the running natter cannot be reached ({0}); restart it, and look in its log for why")]
    Unreachable(String),
    /// The running server does not answer.
    #[error("the running natter does not answer ({0}); check that it is the same version")]
    Socket(String),
    /// It was refused.
    #[error("{0}")]
    Refused(String),
}

/// Asks for what is missing, has it done, and prints what came of it.
///
/// # Errors
/// [`AdminError`].
pub async fn obey(args: AdminArgs) -> Result<(), AdminError> {
    let may_begin = matches!(args.command, AdminCommand::CreateOwner(_));
    if !may_begin && !args.data_dir.join("natter.db").exists() {
        let folder = args.data_dir.display().to_string();
        return Err(AdminError::NoSuchFolder(folder));
    }
    let order = terminal::complete(args.command).map_err(AdminError::Terminal)?;
    match hand_over(&args.data_dir, order).await? {
        Outcome::Done(text) => {
            println!("{text}");
            Ok(())
        }
        Outcome::Refused(reason) => Err(AdminError::Refused(reason)),
    }
}

async fn hand_over(folder: &Path, order: Order) -> Result<Outcome, AdminError> {
    match Store::open(folder).await {
        Ok((store, mut news)) => {
            // Nobody is to be told; but the writer waits for its news to be taken.
            tokio::spawn(async move { while news.recv().await.is_some() {} });
            let passwords = Passwords::new(Cost::OWASP)
                .map_err(|error| AdminError::Refused(error.to_string()))?;
            let actions = Actions::new(store.clone(), passwords, RateLimits::Off);
            let outcome = run(&actions, order, "http://127.0.0.1:3000").await.into();
            store.close().await;
            Ok(outcome)
        }
        #[cfg(unix)]
        Err(OpenError::InUse { .. }) => socket::ask(folder, &order).await,
        Err(error) => Err(error.into()),
    }
}
