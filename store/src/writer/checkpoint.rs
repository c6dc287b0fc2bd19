//! Keeps the write-ahead log short, and free of deleted data.
//!
//! What is overwritten or deleted in the database remains in older pages of its log until these are
//! moved into the database file and the log is truncated (`wal_checkpoint(TRUNCATE)`). So that
//! happens soon after every [`Change`](super::Change), so that nobody has to remember which of them
//! delete something. Messages only add data, and SQLite's own checkpoints are enough for them.
//!
//! The log can be truncated only while nobody reads from it. Natter's own reads are short, and each
//! try waits a moment for them. Another program may read for hours: then the log grows, a warning
//! is logged, and the log is truncated as soon as that program has finished.

use std::{fs, path::PathBuf, time::Duration};

use sqlx::{Connection, Row, SqliteConnection};
use tokio::time::Instant;

use crate::open::BUSY_TIMEOUT;

/// Size to which SQLite truncates the log when it restarts it, and above which the log is truncated
/// without waiting for a change. Normally it has 4 MB.
pub(crate) const MAX_LOG_BYTES: u64 = 32 * 1024 * 1024;

/// How long after a change the log is truncated: all changes of that time share it.
const SETTLE: Duration = Duration::from_secs(2);

/// How long until the next try while somebody reads.
const RETRY: Duration = Duration::from_secs(1);

/// How long a try waits for readers. The writer writes nothing meanwhile.
const READERS_TIMEOUT: Duration = Duration::from_millis(50);

/// How often the size is checked at most, and how often a warning is logged.
const MEASURE_EVERY: Duration = Duration::from_secs(1);
const WARN_EVERY: Duration = Duration::from_secs(60);

/// What a transaction wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Written {
    Messages,
    /// Changes that may have overwritten or deleted something.
    Changes,
}

/// The log of the database, and when it is due to be truncated.
pub(crate) struct WriteAheadLog {
    file: PathBuf,
    due: Option<Instant>,
    measured: Instant,
    warned: Option<Instant>,
}

impl WriteAheadLog {
    /// Truncates the log soon, as it may contain data that was deleted before the server was
    /// killed.
    pub(crate) fn new(file: PathBuf) -> Self {
        let now = Instant::now();
        Self {
            file,
            due: Some(now + SETTLE),
            measured: now,
            warned: None,
        }
    }

    /// When to call [`WriteAheadLog::tidy`], whether or not anything was written.
    pub(crate) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// Records a commit.
    pub(crate) fn was_written(&mut self, what: Written) {
        let now = Instant::now();
        if what == Written::Changes {
            self.due.get_or_insert(now + SETTLE);
        }
        if now < self.measured + MEASURE_EVERY {
            return;
        }
        self.measured = now;
        let bytes = self.bytes();
        if bytes > MAX_LOG_BYTES {
            self.due.get_or_insert(now);
            if self.warned.is_none_or(|at| now >= at + WARN_EVERY) {
                self.warned = Some(now);
                tracing::warn!(
                    bytes,
                    file = %self.file.display(),
                    "the database's log is long, as another program is reading the database (a backup, a shell?); it is cut when that has ended"
                );
            }
        }
    }

    fn bytes(&self) -> u64 {
        fs::metadata(&self.file).map_or(0, |file| file.len())
    }

    /// Truncates the log if that is due. If it fails, it is due again a moment later.
    pub(crate) async fn tidy(&mut self, connection: Option<&mut SqliteConnection>) {
        if self.due.is_none_or(|at| Instant::now() < at) {
            return;
        }
        let is_cut = match connection {
            Some(connection) => cut(connection).await,
            // The connection is opened with the next write.
            None => Ok(false),
        };
        match is_cut {
            Ok(true) => {
                self.due = None;
                if self.warned.take().is_some() {
                    tracing::info!("the database's log was cut");
                }
            }
            Ok(false) => self.due = Some(Instant::now() + RETRY),
            Err(error) => {
                tracing::warn!(%error, "the database's log could not be cut; it is tried again");
                self.due = Some(Instant::now() + WARN_EVERY);
            }
        }
    }
}

/// Whether it was truncated: false while somebody reads from it.
async fn cut(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    wait_at_most(connection, READERS_TIMEOUT).await?;
    let cut = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .fetch_one(&mut *connection)
        .await;
    wait_at_most(connection, BUSY_TIMEOUT).await?;
    let is_busy: i64 = cut?.try_get(0)?;
    Ok(is_busy == 0)
}

async fn wait_at_most(
    connection: &mut SqliteConnection,
    timeout: Duration,
) -> Result<(), sqlx::Error> {
    let pragma = format!("PRAGMA busy_timeout = {}", timeout.as_millis());
    sqlx::query(sqlx::AssertSqlSafe(pragma))
        .execute(connection)
        .await?;
    Ok(())
}

/// Moves the content of the log into the database file, so that only one file remains.
pub(crate) async fn close(mut connection: SqliteConnection) {
    let folded = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(&mut connection)
        .await;
    if let Err(error) = folded.and(connection.close().await) {
        tracing::warn!(%error, "the database was not closed cleanly; nothing is lost, the next start tidies up");
    }
}
