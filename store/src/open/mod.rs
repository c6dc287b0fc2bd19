//! Opens the data folder: its lock, the permissions of its files, the schema, and the connections.

pub(crate) mod rights;
pub(crate) mod timeline;

use std::{
    error::Error,
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    time::Duration,
};

use protocol::TimelineId;
use sqlx::{
    Connection, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::{
    OpenError,
    open::rights::{make_folder, make_private, tighten},
    open::timeline::{Timeline, TimelineError},
    rooms,
    writer::checkpoint::MAX_LOG_BYTES,
};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// History pages and catching up are short reads; more readers than this only use memory.
const READERS: u32 = 4;

/// How long a connection waits for another one's lock before it gives up.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// An opened data folder.
pub(crate) struct Opened {
    /// Held as long as the folder is in use.
    pub lock: File,
    /// Options to reopen the writing connection after a failure.
    pub write_options: SqliteConnectOptions,
    /// The only connection that writes.
    pub writer: SqliteConnection,
    /// The database's write-ahead log.
    pub log: PathBuf,
    /// Connections that cannot write.
    pub readers: SqlitePool,
    pub timeline: Timeline,
    /// Which history of the workspace this is.
    pub timeline_id: TimelineId,
}

pub(crate) async fn open(folder: &Path) -> Result<Opened, OpenError> {
    make_folder(folder).map_err(|source| OpenError::Folder {
        folder: folder.into(),
        source,
    })?;
    let lock = lock(folder)?;
    let file = folder.join("natter.db");
    make_private(&file).map_err(|source| OpenError::Folder {
        folder: folder.into(),
        source,
    })?;
    tighten(folder);

    let failed = |error: sqlx::Error| failed(folder, &file, &error);
    let write_options = options(&file);
    let mut writer = SqliteConnection::connect_with(&write_options)
        .await
        .map_err(failed)?;
    migrate(&mut writer, folder, &file).await?;
    rooms::make_lobby(&mut writer).await.map_err(failed)?;
    let (timeline, timeline_id) = Timeline::settle(&mut writer, folder)
        .await
        .map_err(|error| match error {
            TimelineError::Database(error) => failed(error),
            TimelineError::File(source) => OpenError::Folder {
                folder: folder.into(),
                source,
            },
        })?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .min_connections(1)
        .idle_timeout(Duration::from_secs(60))
        .connect_with(reader_options(&file))
        .await
        .map_err(failed)?;
    Ok(Opened {
        lock,
        write_options,
        writer,
        log: folder.join("natter.db-wal"),
        readers,
        timeline,
        timeline_id,
    })
}

/// How many rows the database's thread may be ahead of the reader: a list of somebody's rooms fits,
/// so that the two threads do not wait for each other within it.
const ROWS: usize = 1024;

/// The settings of every connection. FULL with WAL means that a commit returns after an fsync.
fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // Deleted data is overwritten, and does not remain in the file until the space is reused.
        .pragma("secure_delete", "ON")
        // Shrinks the log again after another program has read for long and made it grow.
        .pragma("journal_size_limit", MAX_LOG_BYTES.to_string())
        .busy_timeout(BUSY_TIMEOUT)
        .row_buffer_size(ROWS)
}

/// SQLite would keep 2 MB of pages for each reader; the operating system keeps the same pages once
/// for all of them.
fn reader_options(file: &Path) -> SqliteConnectOptions {
    options(file)
        .read_only(true)
        .create_if_missing(false)
        .pragma("cache_size", "-512")
}

async fn migrate(
    writer: &mut SqliteConnection,
    folder: &Path,
    file: &Path,
) -> Result<(), OpenError> {
    MIGRATIONS.run(writer).await.map_err(|error| match error {
        MigrateError::VersionMissing(found) | MigrateError::VersionTooNew(found, _) => {
            OpenError::Newer {
                folder: folder.into(),
                found,
                known: MIGRATIONS.iter().map(|one| one.version).max().unwrap_or(0),
            }
        }
        other => failed(folder, file, &other),
    })
}

fn failed(folder: &Path, file: &Path, error: &(dyn Error + 'static)) -> OpenError {
    let mut causes = std::iter::successors(Some(error), |error| (*error).source());
    if causes.any(is_full) {
        OpenError::Full {
            folder: folder.into(),
        }
    } else {
        OpenError::Database {
            file: file.into(),
            reason: error.to_string(),
        }
    }
}

/// Whether SQLite reports that the disk is full, or that it cannot extend the shared memory beside
/// its log, which is a file too ([result codes](https://sqlite.org/rescode.html) `SQLITE_FULL` and
/// `SQLITE_IOERR_SHMSIZE`).
fn is_full(error: &(dyn Error + 'static)) -> bool {
    let code = error
        .downcast_ref::<sqlx::Error>()
        .and_then(sqlx::Error::as_database_error)
        .and_then(|error| error.code());
    matches!(code.as_deref(), Some("13" | "4874"))
}

/// The operating system releases the lock when the process ends, in whatever way.
fn lock(folder: &Path) -> Result<File, OpenError> {
    let unwritable = |source| OpenError::Folder {
        folder: PathBuf::from(folder),
        source,
    };
    let file = make_private(&folder.join("natter.lock")).map_err(unwritable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse {
            folder: folder.into(),
        }),
        Err(TryLockError::Error(source)) => Err(unwritable(source)),
    }
}
