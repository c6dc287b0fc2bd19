//! Limits concurrency of work that takes much time or memory: hashing passwords, judging their
//! strength, compressing downloads.
//!
//! Of each [`Kind`] a few jobs run at once, a bounded number waits, and any beyond that is refused
//! with [`Busy`]. Waiting requests are scheduled [fairly](line) between the networks that they come
//! from, so a flood from one source delays that source. Sources from which an account was signed in
//! to before have a queue of their own, which gets every second turn: a flood from everywhere
//! delays unknown sources, but no known ones.
//!
//! The work itself runs on [threads](workers) of its own, never on those of requests. A [`WorkPermit`]
//! lasts until the work is done, even if nobody waits for it any more.

mod line;
#[cfg(test)]
mod tests;
mod workers;

use std::{
    net::IpAddr,
    num::NonZero,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use tokio::{sync::oneshot, time::timeout};

use domain::source::Source;
use line::Line;
pub(crate) use workers::Workers;

/// Kinds of heavy work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Hashing a password: 19 MiB and one core for some 20 ms.
    Hash,
    /// Judging the strength of a password: one core for some milliseconds.
    Judge,
    /// Compressing a portion of a download: one core for some 10 ms.
    Pack,
    /// Rendering a long message: one core for 20 ms at most.
    Render,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Hash, Self::Judge, Self::Pack, Self::Render];

    /// How many run at once. Hashes leave half of the cores free for other work: the low priority
    /// of their threads is not enough, as they also fill the CPU caches.
    pub(crate) fn at_once(self) -> usize {
        match self {
            Self::Hash => {
                let cores = thread::available_parallelism().map_or(1, NonZero::get);
                (cores / 2).clamp(1, 4)
            }
            Self::Judge | Self::Pack | Self::Render => 1,
        }
    }

    /// How many wait in each of the two queues: about one second of work.
    const fn waiting(self) -> usize {
        match self {
            Self::Hash => 64,
            Self::Judge | Self::Render => 128,
            // For each download in progress; see `downloads`.
            Self::Pack => 8,
        }
    }
}

/// Whether the request's source is one from which the account was signed in to before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    /// It is, or the person is signed in now.
    Yes,
    /// It is not, or there is no account.
    No,
}

/// Too many requests wait.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the server is busy with many others; wait a few seconds and try again")]
pub struct Busy;

/// Why work was not done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotDone {
    /// Too many requests wait.
    #[error(transparent)]
    Busy(#[from] Busy),
    #[error("something went wrong; try again")]
    Failed,
}

/// How long a request waits for its turn at most.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The limits and queues; cheap to clone, and all clones share them.
#[derive(Clone)]
pub struct Gate {
    lanes: [Arc<Lane>; Kind::ALL.len()],
    workers: Arc<Workers<()>>,
}

impl Default for Gate {
    fn default() -> Self {
        // Hashes have threads of their own, which keep their memory.
        let threads = [Kind::Judge, Kind::Pack, Kind::Render]
            .map(Kind::at_once)
            .iter()
            .sum();
        Self {
            lanes: Kind::ALL.map(|kind| Arc::new(Lane::new(kind))),
            workers: Arc::new(Workers::start("heavy-work", threads)),
        }
    }
}

impl Gate {
    /// # Errors
    /// [`Busy`].
    pub async fn enter(
        &self,
        address: impl Into<IpAddr>,
        kind: Kind,
        known: Known,
    ) -> Result<WorkPermit, Busy> {
        let [hash, judge, pack, render] = &self.lanes;
        let lane = match kind {
            Kind::Hash => hash,
            Kind::Judge => judge,
            Kind::Pack => pack,
            Kind::Render => render,
        };
        let Some(turn) = lane.come(address.into().into(), known) else {
            return Ok(WorkPermit(Some(Arc::clone(lane))));
        };
        match timeout(LONGEST_WAIT, turn).await {
            Ok(Ok(pass)) => Ok(pass),
            // Waited too long, or was evicted.
            _ => Err(Busy),
        }
    }

    /// Waits for a turn, and then for the work. Once begun, the work goes on even if the caller
    /// stops waiting.
    ///
    /// # Errors
    /// [`NotDone`].
    pub async fn run<T: Send + 'static>(
        &self,
        address: impl Into<IpAddr>,
        kind: Kind,
        known: Known,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NotDone> {
        let pass = self.enter(address, kind, known).await?;
        let done = pass.spend(&self.workers, move |()| work());
        done.await.ok_or(NotDone::Failed)
    }
}

/// A permit for one piece of work; dropping it lets the next one run.
#[must_use = "the turn is over when it is dropped"]
pub struct WorkPermit(Option<Arc<Lane>>);

impl WorkPermit {
    /// Runs the work on a thread and waits for it; `None` if it panicked. The permit is held until
    /// then, whether or not the caller waits: otherwise a client that disconnects early could start
    /// more work than the limit.
    ///
    /// It is not released on the thread itself: these threads have a low priority, so one that is
    /// preempted while it holds the lock would block everyone.
    pub(crate) async fn spend<M, T: Send + 'static>(
        self,
        workers: &Workers<M>,
        work: impl FnOnce(&mut M) -> T + Send + 'static,
    ) -> Option<T> {
        let (tell, done) = oneshot::channel();
        workers.give(Box::new(move |kept| {
            // The caller may have stopped waiting.
            let _ = tell.send(work(kept));
        }));
        let end = tokio::spawn(async move {
            let done = done.await;
            drop(self);
            done.ok()
        });
        end.await.ok().flatten()
    }
}

impl Drop for WorkPermit {
    fn drop(&mut self) {
        let Some(mut lane) = self.0.take() else {
            return;
        };
        while let Some(next) = lane.next() {
            match next.send(WorkPermit(Some(lane))) {
                Ok(()) => return,
                // The request was cancelled meanwhile.
                Err(mut pass) => match pass.0.take() {
                    Some(back) => lane = back,
                    None => return,
                },
            }
        }
    }
}

type Turn = oneshot::Sender<WorkPermit>;

/// Free permits and queues of one kind of work.
struct Lane(Mutex<State>);

struct State {
    free: usize,
    known: Line<Turn>,
    strangers: Line<Turn>,
    /// Which queue had the last turn when both waited.
    last: Known,
}

impl Lane {
    fn new(kind: Kind) -> Self {
        Self(Mutex::new(State {
            free: kind.at_once(),
            known: Line::new(kind.waiting()),
            strangers: Line::new(kind.waiting()),
            last: Known::No,
        }))
    }

    /// `None` if a permit is free.
    fn come(&self, source: Source, known: Known) -> Option<oneshot::Receiver<WorkPermit>> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.free > 0 {
            // A permit is only free when nobody waits.
            state.free -= 1;
            return None;
        }
        let (turn, mine) = oneshot::channel();
        let line = match known {
            Known::Yes => &mut state.known,
            Known::No => &mut state.strangers,
        };
        line.retain(|turn| !turn.is_closed());
        // Dropping the sender of the evicted or rejected request notifies it.
        let evict = line.join(source, turn);
        drop(state);
        drop(evict);
        Some(mine)
    }

    /// The next request. If none waits, the permit becomes free.
    fn next(&self) -> Option<Turn> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = match state.last {
            Known::Yes => Known::No,
            Known::No => Known::Yes,
        };
        for lane in [first, state.last] {
            let line = match lane {
                Known::Yes => &mut state.known,
                Known::No => &mut state.strangers,
            };
            if let Some(turn) = line.next() {
                state.last = lane;
                return Some(turn);
            }
        }
        state.free += 1;
        None
    }
}
