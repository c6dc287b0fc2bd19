//! Opens the data folder: its lock, its files' rights, the schema, and the connections.

use std::{
    error::Error,
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    Connection, SqliteConnection, SqlitePool,
    migrate::{MigrateError, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{OpenError, rooms};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// Pages of history and catching up are short reads; more readers than this only take memory.
const READERS: u32 = 4;

/// How long a connection waits for another one's lock before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// An opened data folder.
pub(super) struct Opened {
    /// Held as long as the folder is in use.
    pub lock: File,
    /// How to make the writing connection again after a failure.
    pub write_options: SqliteConnectOptions,
    /// The only connection that writes.
    pub writer: SqliteConnection,
    /// Connections that cannot write.
    pub readers: SqlitePool,
}

pub(super) async fn open(folder: &Path) -> Result<Opened, OpenError> {
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

    let failed = |error: sqlx::Error| failed(folder, &file, &error);
    let write_options = options(&file);
    let mut writer = SqliteConnection::connect_with(&write_options)
        .await
        .map_err(failed)?;
    migrate(&mut writer, folder, &file).await?;
    rooms::make_lobby(&mut writer).await.map_err(failed)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .min_connections(1)
        .idle_timeout(Duration::from_secs(60))
        .connect_with(options(&file).read_only(true).create_if_missing(false))
        .await
        .map_err(failed)?;
    Ok(Opened {
        lock,
        write_options,
        writer,
        readers,
    })
}

/// Rows that the database's thread may be ahead of who reads them: a list of somebody's rooms comes in
/// one go, and the two threads do not wait for each other amid it.
const ROWS: usize = 1024;

/// The settings of every connection. FULL with WAL means: a commit returns after an fsync.
fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is deleted is overwritten, and not left in the file until something else needs room.
        .pragma("secure_delete", "ON")
        .busy_timeout(BUSY_TIMEOUT)
        .row_buffer_size(ROWS)
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

/// Whether SQLite says that the disk is full, or cannot make the shared memory beside its log larger,
/// which is a file too ([result codes](https://sqlite.org/rescode.html) `SQLITE_FULL` and
/// `SQLITE_IOERR_SHMSIZE`).
fn is_full(error: &(dyn Error + 'static)) -> bool {
    let code = error
        .downcast_ref::<sqlx::Error>()
        .and_then(sqlx::Error::as_database_error)
        .and_then(|error| error.code());
    matches!(code.as_deref(), Some("13" | "4874"))
}

fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Opens a file of ours for writing, readable by its owner alone if it is new. SQLite gives the
/// files beside its database the same rights.
fn make_private(file: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

/// The system lets go of the lock when the process ends, in whatever way.
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
