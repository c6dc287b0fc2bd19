//! How a trial fails: what was expected, and what was found.

use std::{fmt, io, time::Duration};

use socketio_client::ConnectError;
pub use testkit::PATIENCE;

/// Why a trial failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A promise was broken.
    #[error("{what}: expected {expected}, found {found}")]
    Unexpected {
        /// What was looked at.
        what: String,
        /// What it should have been.
        expected: String,
        /// What it was.
        found: String,
    },
    /// Something that was waited for did not happen.
    #[error("waited {} s in vain: {what}", patience.as_secs())]
    Late {
        /// What was waited for.
        what: String,
        patience: Duration,
    },
    /// The server does not start.
    #[error("natter does not start: {0}")]
    Start(String),
    /// The surroundings of the trial.
    #[error("cannot {doing}: {source}")]
    Io {
        /// What was tried.
        doing: String,
        /// What the system says.
        source: io::Error,
    },
    /// One client cost more than it may; first what was measured.
    #[error("{figures}\n  broken: {}", broken.join("\n  broken: "))]
    OutOfBounds {
        /// The line of the table.
        figures: String,
        /// What was out of bounds.
        broken: Vec<String>,
    },
    /// The server has no room for another connection now, as its caps say.
    #[error("there are too many connections")]
    Full,
    /// A client that could not be started.
    #[error(transparent)]
    Client(#[from] ConnectError),
}

impl From<testkit::Error> for Failure {
    fn from(error: testkit::Error) -> Self {
        match error {
            testkit::Error::Late { what, patience } => Self::Late { what, patience },
            testkit::Error::Start { log, .. } => Self::Start(log),
            testkit::Error::Io { doing, source } => Self::Io { doing, source },
            testkit::Error::Unexpected {
                what,
                expected,
                found,
            } => Self::Unexpected {
                what,
                expected,
                found,
            },
        }
    }
}

impl Failure {
    /// A failure of the surroundings.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}

/// Fails unless the two are alike.
pub fn same<T: PartialEq + fmt::Debug>(
    what: impl Into<String>,
    expected: T,
    found: T,
) -> Result<(), Failure> {
    if expected == found {
        return Ok(());
    }
    Err(Failure::Unexpected {
        what: what.into(),
        expected: format!("{expected:?}"),
        found: format!("{found:?}"),
    })
}

/// Fails unless it holds.
pub fn holds(
    what: impl Into<String>,
    condition: bool,
    expected: impl fmt::Display,
    found: impl fmt::Display,
) -> Result<(), Failure> {
    if condition {
        return Ok(());
    }
    Err(Failure::Unexpected {
        what: what.into(),
        expected: expected.to_string(),
        found: found.to_string(),
    })
}

/// Waits for it, but not for ever.
pub async fn within<T>(
    patience: Duration,
    what: impl Into<String>,
    awaited: impl Future<Output = T>,
) -> Result<T, Failure> {
    Ok(testkit::within(patience, what, awaited).await?)
}
