//! The one task that writes. It takes all that is waiting into one transaction, so that one fsync
//! serves many messages, and answers nobody before the commit.
//!
//! A job that makes no sense (no such room) fails alone: it is found out before anything is
//! written for it. A failure of the database fails the whole batch: it is rolled back, nobody is
//! told of a success, and the next batch starts on a new connection.

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

use super::{
    Appended, Change, Committed, Epoch, NewMessage, News, OutOfDate, StoreError, Work,
    batch::Batch,
    checkpoint::{self, WriteAheadLog, Written},
};

/// Jobs that may wait; with more the store is overloaded and refuses.
pub(super) const QUEUE: usize = 4096;

/// Jobs in one transaction: bounds how long the first of them waits for its ack.
const BATCH: usize = 256;

/// Where the answer to a job goes.
pub(super) type Answer<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the writer is asked for.
pub(super) enum Order {
    Write(Write),
    /// Commit what came before, refuse what comes after, close the file.
    Close(oneshot::Sender<()>),
}

/// What can be written.
pub(super) enum Write {
    /// Messages that follow each other are stored together.
    Append(NewMessage, Answer<Appended>),
    Job(Job),
}

impl Write {
    /// Whether it may overwrite or delete what was there.
    const fn may_delete(&self) -> bool {
        matches!(self, Self::Job(Job::Change(_)))
    }
}

/// What is written on its own.
pub(super) enum Job {
    Change(ChangeJob),
    /// Writes something and nothing, to learn whether it can.
    Probe(Answer<()>),
}

/// A change that waits. Without a transaction it only answers why there is none.
pub(super) type ChangeJob = Box<
    dyn for<'t, 'c> FnOnce(
            Result<&'t mut Change<'c>, StoreError>,
        ) -> Pin<Box<dyn Future<Output = Changed> + Send + 't>>
        + Send,
>;

/// How a change went.
pub(super) struct Changed {
    pub error: Option<StoreError>,
    pub answer: Box<dyn FnOnce(Option<StoreError>) + Send>,
}

/// Makes a job of some work and the place where its result goes.
pub(super) fn change_job<T: Send + 'static>(
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

/// The answer goes out with the commit, or turns into the error that prevented it.
fn answer<T: Send + 'static>(
    to: Answer<T>,
    result: Result<T, StoreError>,
) -> Box<dyn FnOnce(Option<StoreError>) + Send> {
    Box::new(move |failure| {
        // Whoever asked may have gone meanwhile; what was stored stays.
        let _ = to.send(failure.map_or(result, Err));
    })
}

/// What a batch owes once it is committed: news for everybody, and an answer for each job.
#[derive(Default)]
pub(super) struct Owed {
    pub news: Vec<News>,
    pub answers: Vec<Box<dyn FnOnce(Option<StoreError>) + Send>>,
}

impl Owed {
    fn answer<T: Send + 'static>(&mut self, to: Answer<T>, result: Result<T, StoreError>) {
        self.answers.push(answer(to, result));
    }
}

pub(super) struct Writer {
    /// None after a failure, until the next batch.
    pub connection: Option<SqliteConnection>,
    pub options: SqliteConnectOptions,
    pub orders: mpsc::Receiver<Order>,
    pub news: mpsc::Sender<Committed>,
    /// See [`Store::epoch`](super::Store::epoch).
    pub epoch: Arc<AtomicU64>,
    pub log: WriteAheadLog,
    /// Let go of when the writer ends.
    pub lock: File,
}

impl Writer {
    pub(super) async fn run(mut self) {
        let mut orders = Vec::with_capacity(BATCH);
        let mut closing = None;
        while closing.is_none() && self.receive(&mut orders).await {
            let mut batch = Vec::with_capacity(orders.len());
            for order in orders.drain(..) {
                match order {
                    Order::Write(write) if closing.is_none() => batch.push(write),
                    // Dropping its sender tells its caller that the store is closed.
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
        if let Some(connection) = self.connection.take() {
            checkpoint::close(connection).await;
        }
        drop(self.lock);
        if let Some(done) = closing {
            let _ = done.send(());
        }
    }

    /// Waits for orders, and meanwhile does what is due. False when there will be no more.
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
        let mut owed = Owed::default();
        let written = if writes.iter().any(Write::may_delete) {
            Written::Changes
        } else {
            Written::Messages
        };
        let failure = self.try_commit(writes, &mut owed).await.err();
        if failure.is_none() {
            for news in owed.news {
                let epoch = Epoch(match news.outdates() {
                    OutOfDate::Nothing => self.epoch.load(Ordering::Acquire),
                    OutOfDate::Member(_) | OutOfDate::Place(..) | OutOfDate::All => {
                        self.epoch.fetch_add(1, Ordering::AcqRel) + 1
                    }
                });
                // Nobody listens when the server stops: what was committed is found on disk.
                let _ = self.news.send(Committed { epoch, news }).await;
            }
        } else {
            self.connection = None;
        }
        for answer in owed.answers {
            answer(failure);
        }
        self.log.was_written(written);
    }

    /// Every job is answered in `owed`, also when the transaction fails.
    async fn try_commit(&mut self, writes: Vec<Write>, owed: &mut Owed) -> Result<(), StoreError> {
        let mut batch = Batch::begin(&mut self.connection, &self.options).await;
        let mut outcome = Ok(());
        let mut appends = Vec::new();
        for write in writes {
            match write {
                Write::Append(new, to) => appends.push((new, to)),
                Write::Job(job) => {
                    let before = std::mem::take(&mut appends);
                    outcome = append(before, usable(&mut batch, outcome), owed).await;
                    outcome = run(job, usable(&mut batch, outcome), owed).await;
                }
            }
        }
        append(appends, usable(&mut batch, outcome), owed).await?;
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

/// Stores messages. An error says that the transaction is lost, and each of them is answered with
/// it; a refusal of one of them is none.
async fn append(
    appends: Vec<(NewMessage, Answer<Appended>)>,
    batch: Result<&mut Batch<'_>, StoreError>,
    owed: &mut Owed,
) -> Result<(), StoreError> {
    let new: Vec<&NewMessage> = appends.iter().map(|(new, _)| new).collect();
    let results = match batch {
        Ok(batch) => batch.append(&new, &mut owed.news).await,
        Err(error) => Err(error),
    };
    match results {
        Ok(results) => {
            for ((_, to), result) in appends.into_iter().zip(results) {
                owed.answer(to, result);
            }
            Ok(())
        }
        Err(error) => {
            for (_, to) in appends {
                owed.answer(to, Err(error));
            }
            Err(error)
        }
    }
}

/// Runs one job. An error says that the transaction is lost; a job's own refusal is none.
async fn run(
    job: Job,
    batch: Result<&mut Batch<'_>, StoreError>,
    owed: &mut Owed,
) -> Result<(), StoreError> {
    match job {
        Job::Change(job) => match batch {
            Ok(batch) => batch.change(job, owed).await,
            Err(error) => {
                owed.answers.push(job(Err(error)).await.answer);
                Err(error)
            }
        },
        Job::Probe(to) => {
            let result = match batch {
                Ok(batch) => batch.probe().await,
                Err(error) => Err(error),
            };
            settle(owed, to, result)
        }
    }
}

fn settle<T: Send + 'static>(
    owed: &mut Owed,
    to: Answer<T>,
    result: Result<T, StoreError>,
) -> Result<(), StoreError> {
    let lost = match &result {
        Err(error) if error.is_failure() => Err(*error),
        Ok(_) | Err(_) => Ok(()),
    };
    owed.answer(to, result);
    lost
}
