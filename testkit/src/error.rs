//! What goes wrong, in words that say what was waited for.

use std::{io, time::Duration};

/// How long anything may take that is waited for; far more than it takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("waited {} s in vain: {what}", patience.as_secs())]
    Late { what: String, patience: Duration },
    #[error("{program} does not start: {log}")]
    Start { program: String, log: String },
    #[error("cannot {doing}: {source}")]
    Io { doing: String, source: io::Error },
    #[error("{what}: expected {expected}, found {found}")]
    Unexpected {
        what: String,
        expected: String,
        found: String,
    },
}

impl Error {
    pub(crate) fn io(doing: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}

/// Waits for it, but not for ever.
///
/// # Errors
/// [`Error::Late`], which says what was waited for.
pub async fn within<T>(
    patience: Duration,
    what: impl Into<String>,
    awaited: impl Future<Output = T>,
) -> Result<T, Error> {
    let late = |_| Error::Late {
        what: what.into(),
        patience,
    };
    tokio::time::timeout(patience, awaited).await.map_err(late)
}
