//! The only task that writes. It puts all waiting writes into one transaction, so that one fsync
//! serves many messages, and answers nobody before the commit.
//!
//! An invalid job (no such room) fails alone: that is detected before anything is written for it. A
//! failure of the database fails the whole batch: it is rolled back, no caller is told of a
//! success, and the next batch starts on a new connection.

pub(crate) mod batch;
pub(crate) mod checkpoint;

use std::{
    fs::File,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sqlx::{SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout_at,
};

use crate::{
    Appended, Change, CommittedEvent, Epoch, NewMessage, OutOfDate, StoreError, StoreEvent, Work,
    open::timeline::Timeline,
    writer::{
        batch::Batch,
        checkpoint::{WriteAheadLog, Written},
    },
};

/// Jobs that may wait; beyond that the store refuses.
pub(crate) const QUEUE: usize = 4096;

/// Most jobs in one transaction; limits how long the first of them waits for its answer.
const BATCH: usize = 256;

pub(crate) type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// Requests to the writer.
pub(crate) enum Order {
    Write(Write),
    /// Commit everything before it, refuse everything after it, close the file.
    Close(oneshot::Sender<()>),
}

/// What can be written.
pub(crate) enum Write {
    /// Consecutive messages are stored together.
    Append(NewMessage, Answer<Appended>),
    Job(Job),
}

impl Write {
    /// Whether it may overwrite or delete what was there.
    const fn may_delete(&self) -> bool {
        matches!(self, Self::Job(Job::Change(_)))
    }
}

/// A write that is not a message.
pub(crate) enum Job {
    Change(ChangeJob),
    /// Writes to the probe's row, to check whether writes work.
    Probe(Answer<()>),
}

/// A queued change. Without a transaction it only passes on the reason to the caller.
pub(crate) type ChangeJob = Box<
    dyn for<'t, 'c> FnOnce(
            Result<&'t mut Change<'c>, StoreError>,
        ) -> Pin<Box<dyn Future<Output = Changed> + Send + 't>>
        + Send,
>;

/// Result of a change.
pub(crate) struct Changed {
    pub error: Option<StoreError>,
    pub answer: Box<dyn FnOnce(Option<StoreError>) + Send>,
}

/// Makes a job of some work and the sender for its result.
pub(crate) fn change_job<T: Send + 'static>(
    work: impl for<'t, 'c> FnOnce(&'t mut Change<'c>) -> Work<'t, T> + Send + 'static,
    to: Answer<T>,
) -> ChangeJob {
    Box::new(move |change| {
        Box::pin(async move {
            let result = match change {
                Ok(change) => work(change).await,
                Err(error) => Err(error),
            };
            Changed {
                error: result.as_ref().err().copied(),
                answer: answer(to, result),
            }
        })
    })
}

/// The answer is sent after the commit, or replaced by the error that prevented it.
fn answer<T: Send + 'static>(
    to: Answer<T>,
    result: Result<T, StoreError>,
) -> Box<dyn FnOnce(Option<StoreError>) + Send> {
    Box::new(move |failure| {
        // The caller may be gone meanwhile; what was stored stays.
        let _ = to.send(failure.map_or(result, Err));
    })
}

/// What to send once a batch is committed: events to publish, and the answer to each job.
#[derive(Default)]
pub(crate) struct Pending {
    pub events: Vec<StoreEvent>,
    pub answers: Vec<Box<dyn FnOnce(Option<StoreError>) + Send>>,
}

impl Pending {
    fn answer<T: Send + 'static>(&mut self, to: Answer<T>, result: Result<T, StoreError>) {
        self.answers.push(answer(to, result));
    }
}

pub(crate) struct Writer {
    /// `None` after a failure, until the next batch.
    pub connection: Option<SqliteConnection>,
    pub options: SqliteConnectOptions,
    pub orders: mpsc::Receiver<Order>,
    pub events: mpsc::Sender<CommittedEvent>,
    /// See [`Store::epoch`](super::Store::epoch).
    pub epoch: Arc<AtomicU64>,
    pub log: WriteAheadLog,
    pub timeline: Timeline,
    /// Released when the writer ends.
    pub lock: File,
}

impl Writer {
    pub(crate) async fn run(mut self) {
        let mut orders = Vec::with_capacity(BATCH);
        let mut closing = None;
        while closing.is_none() && self.receive(&mut orders).await {
            let mut batch = Vec::with_capacity(orders.len());
            for order in orders.drain(..) {
                match order {
                    Order::Write(write) if closing.is_none() => batch.push(write),
                    // Dropping its sender signals to the caller that the store is closed.
                    Order::Write(_) => {}
                    Order::Close(done) => {
                        closing.get_or_insert(done);
                    }
                }
            }
            if !batch.is_empty() {
                self.commit(batch).await;
            }
        }
        self.orders.close();
        if let Some(mut connection) = self.connection.take() {
            self.timeline.mark_or_log(&mut connection).await;
            checkpoint::close(connection).await;
        }
        drop(self.lock);
        if let Some(done) = closing {
            let _ = done.send(());
        }
    }

    /// Waits for orders, and meanwhile maintains the log when that is due. False when there will be
    /// no more.
    async fn receive(&mut self, orders: &mut Vec<Order>) -> bool {
        loop {
            self.log.tidy(self.connection.as_mut()).await;
            let receiving = self.orders.recv_many(orders, BATCH);
            match self.log.due() {
                None => return receiving.await > 0,
                Some(due) => {
                    if let Ok(count) = timeout_at(due, receiving).await {
                        return count > 0;
                    }
                }
            }
        }
    }

    async fn commit(&mut self, writes: Vec<Write>) {
        let mut pending = Pending::default();
        let written = if writes.iter().any(Write::may_delete) {
            Written::Changes
        } else {
            Written::Messages
        };
        let failure = self.try_commit(writes, &mut pending).await.err();
        if failure.is_none() {
            if let Some(connection) = &mut self.connection {
                self.timeline.tick(connection).await;
            }
            for event in pending.events {
                let epoch = Epoch(match event.outdates() {
                    OutOfDate::Nothing => self.epoch.load(Ordering::Acquire),
                    OutOfDate::Member(_) | OutOfDate::Membership(..) | OutOfDate::All => {
                        self.epoch.fetch_add(1, Ordering::AcqRel) + 1
                    }
                });
                // When the server stops there is no receiver: clients read what was committed from
                // disk later.
                let _ = self.events.send(CommittedEvent { epoch, event }).await;
            }
        } else {
            self.connection = None;
        }
        for answer in pending.answers {
            answer(failure);
        }
        self.log.was_written(written);
    }

    /// Every job has an answer in `pending`, even if the transaction fails.
    async fn try_commit(
        &mut self,
        writes: Vec<Write>,
        pending: &mut Pending,
    ) -> Result<(), StoreError> {
        let mut batch = Batch::begin(&mut self.connection, &self.options).await;
        let mut outcome = Ok(());
        let mut appends = Vec::new();
        for write in writes {
            match write {
                Write::Append(new, to) => appends.push((new, to)),
                Write::Job(job) => {
                    let before = std::mem::take(&mut appends);
                    outcome = append(before, usable(&mut batch, outcome), pending).await;
                    outcome = run(job, usable(&mut batch, outcome), pending).await;
                }
            }
        }
        append(appends, usable(&mut batch, outcome), pending).await?;
        batch?.commit().await
    }
}

/// The batch, if nothing has failed in it yet.
fn usable<'b, 'c>(
    batch: &'b mut Result<Batch<'c>, StoreError>,
    outcome: Result<(), StoreError>,
) -> Result<&'b mut Batch<'c>, StoreError> {
    outcome?;
    batch.as_mut().map_err(|error| *error)
}

/// Stores messages. An error means that the transaction failed, and each of them is answered with
/// it; the refusal of a single message is not an error.
async fn append(
    appends: Vec<(NewMessage, Answer<Appended>)>,
    batch: Result<&mut Batch<'_>, StoreError>,
    pending: &mut Pending,
) -> Result<(), StoreError> {
    let new: Vec<&NewMessage> = appends.iter().map(|(new, _)| new).collect();
    let results = match batch {
        Ok(batch) => batch.append(&new, &mut pending.events).await,
        Err(error) => Err(error),
    };
    match results {
        Ok(results) => {
            for ((_, to), result) in appends.into_iter().zip(results) {
                pending.answer(to, result);
            }
            Ok(())
        }
        Err(error) => {
            for (_, to) in appends {
                pending.answer(to, Err(error));
            }
            Err(error)
        }
    }
}

/// Runs one job. An error means that the transaction failed; the refusal of a job is not an error.
async fn run(
    job: Job,
    batch: Result<&mut Batch<'_>, StoreError>,
    pending: &mut Pending,
) -> Result<(), StoreError> {
    match job {
        Job::Change(job) => match batch {
            Ok(batch) => batch.change(job, pending).await,
            Err(error) => {
                pending.answers.push(job(Err(error)).await.answer);
                Err(error)
            }
        },
        Job::Probe(to) => {
            let result = match batch {
                Ok(batch) => batch.probe().await,
                Err(error) => Err(error),
            };
            settle(pending, to, result)
        }
    }
}

fn settle<T: Send + 'static>(
    pending: &mut Pending,
    to: Answer<T>,
    result: Result<T, StoreError>,
) -> Result<(), StoreError> {
    let lost = match &result {
        Err(error) if error.is_failure() => Err(*error),
        Ok(_) | Err(_) => Ok(()),
    };
    pending.answer(to, result);
    lost
}
