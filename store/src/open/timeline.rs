//! Which history of the workspace this is.
//!
//! A database that was put back from a backup goes on counting from where it stood then, and soon has
//! other messages under numbers that clients hold already. So a random id stands in it with a number
//! that counts up now and then, and the same in a file beside it, which is written after the database.
//! Where the database has another id than the file, or is behind it, it goes on as a new history, and
//! clients load anew what they hold of another one.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use protocol::TimelineId;
use sqlx::SqliteConnection;
use tokio::time::Instant;
use uuid::Uuid;

use crate::open::rights::make_private;

const FILE: &str = "natter.timeline";

/// While messages are stored the number counts up so often. A backup that is put back within such a
/// time, after a crash, is not noticed.
const MARK_EVERY: Duration = Duration::from_secs(60);

/// Why it could not be told or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TimelineError {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    File(#[from] io::Error),
}

/// What the database and the file hold.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark {
    timeline: TimelineId,
    number: i64,
}

/// Keeps database and file together.
pub(crate) struct Timeline {
    folder: PathBuf,
    marked: Instant,
}

impl Timeline {
    /// The history that the database continues; a new one if the file says otherwise.
    pub(crate) async fn settle(
        writer: &mut SqliteConnection,
        folder: &Path,
    ) -> Result<(Self, TimelineId), TimelineError> {
        let stored = stored(writer).await?;
        let beside = beside(&folder.join(FILE))?;
        let continues = stored.zip(beside).is_some_and(|(stored, beside)| {
            stored.timeline == beside.timeline && stored.number >= beside.number
        });
        if !continues {
            if stored.is_some() {
                tracing::warn!(
                    "the database is not the one that ran here last: it goes on as a new history, and clients load anew"
                );
            }
            let new = Uuid::new_v4();
            sqlx::query!(
                "INSERT INTO timeline (id, timeline, number) VALUES (1, ?, 0)
                 ON CONFLICT (id) DO UPDATE SET timeline = excluded.timeline",
                new,
            )
            .execute(&mut *writer)
            .await?;
        }
        let mut timeline = Self {
            folder: folder.into(),
            marked: Instant::now(),
        };
        let mark = timeline.mark(writer).await?;
        Ok((timeline, mark.timeline))
    }

    /// Counts up if it is time to.
    pub(crate) async fn tick(&mut self, writer: &mut SqliteConnection) {
        if self.marked.elapsed() >= MARK_EVERY {
            self.mark_or_log(writer).await;
        }
    }

    /// Counts up; what cannot be written is only logged.
    pub(crate) async fn mark_or_log(&mut self, writer: &mut SqliteConnection) {
        if let Err(error) = self.mark(writer).await {
            tracing::warn!(%error, "a backup that is put back may not be noticed");
        }
    }

    async fn mark(&mut self, writer: &mut SqliteConnection) -> Result<Mark, TimelineError> {
        self.marked = Instant::now();
        let counted = sqlx::query!(
            r#"UPDATE timeline SET number = number + 1
               RETURNING timeline AS "timeline!: Uuid", number AS "number!""#
        )
        .fetch_one(writer)
        .await?;
        let mark = Mark {
            timeline: TimelineId(counted.timeline),
            number: counted.number,
        };
        write(&self.folder, mark)?;
        Ok(mark)
    }
}

async fn stored(writer: &mut SqliteConnection) -> Result<Option<Mark>, sqlx::Error> {
    let found = sqlx::query!(r#"SELECT timeline AS "timeline: Uuid", number FROM timeline"#)
        .fetch_optional(writer)
        .await?;
    Ok(found.map(|found| Mark {
        timeline: TimelineId(found.timeline),
        number: found.number,
    }))
}

/// None if there is no file, or none that can be read as one.
fn beside(file: &Path) -> io::Result<Option<Mark>> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut words = text.split_whitespace();
    let timeline = words.next().and_then(|word| word.parse().ok());
    let number = words.next().and_then(|word| word.parse().ok());
    Ok(timeline
        .zip(number)
        .map(|(timeline, number)| Mark { timeline, number }))
}

/// Whole or not at all.
fn write(folder: &Path, mark: Mark) -> io::Result<()> {
    let new = folder.join("natter.timeline.new");
    let mut written = make_private(&new)?;
    written.set_len(0)?;
    writeln!(written, "{} {}", mark.timeline, mark.number)?;
    written.sync_all()?;
    fs::rename(&new, folder.join(FILE))?;
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
