//! Limits concurrency of work that takes much time or memory: hashing passwords, judging their
//! strength, compressing downloads.
//!
//! Of each [`Kind`] a few jobs run at once, a bounded number waits, and any beyond that is refused
//! with [`Busy`]. Waiting requests are scheduled [fairly](line) between the networks that they come
//! from, so a flood from one source delays that source. Sources from which an account was signed in
//! to before have a queue of their own, which gets every second turn: a flood from everywhere
//! delays unknown sources, but no known ones.
//!
//! The work itself runs on [threads](workers) of its own, never on those of requests. A [`Pass`]
//! lasts until the work is done, even if nobody waits for it any more.

mod line;
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
}

impl Kind {
    const ALL: [Self; 3] = [Self::Hash, Self::Judge, Self::Pack];

    /// How many run at once. Hashes leave half of the cores free for other work: the low priority
    /// of their threads is not enough, as they also fill the CPU caches.
    pub(crate) fn at_once(self) -> usize {
        match self {
            Self::Hash => {
                let cores = thread::available_parallelism().map_or(1, NonZero::get);
                (cores / 2).clamp(1, 4)
            }
            Self::Judge | Self::Pack => 1,
        }
    }

    /// How many wait in each of the two queues: about one second of work.
    const fn waiting(self) -> usize {
        match self {
            Self::Hash => 64,
            Self::Judge => 128,
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
        let threads = Kind::Judge.at_once() + Kind::Pack.at_once();
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
    ) -> Result<Pass, Busy> {
        let [hash, judge, pack] = &self.lanes;
        let lane = match kind {
            Kind::Hash => hash,
            Kind::Judge => judge,
            Kind::Pack => pack,
        };
        let Some(turn) = lane.come(address.into().into(), known) else {
            return Ok(Pass(Some(Arc::clone(lane))));
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
pub struct Pass(Option<Arc<Lane>>);

impl Pass {
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

impl Drop for Pass {
    fn drop(&mut self) {
        let Some(mut lane) = self.0.take() else {
            return;
        };
        while let Some(next) = lane.next() {
            match next.send(Pass(Some(lane))) {
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

type Turn = oneshot::Sender<Pass>;

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
    fn come(&self, source: Source, known: Known) -> Option<oneshot::Receiver<Pass>> {
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

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use futures_util::poll;

    use super::*;

    fn address(number: u32) -> IpAddr {
        Ipv4Addr::from_bits(0x0a00_0000 + number).into()
    }

    /// An address in a network of its own.
    fn far(number: u32) -> IpAddr {
        Ipv4Addr::from_bits(0x0b00_0000 + number * 256).into()
    }

    /// All permits of a kind.
    async fn all_turns(gate: &Gate, kind: Kind) -> Vec<Pass> {
        let mut turns = Vec::new();
        for number in 0..kind.at_once() {
            let number = u32::try_from(number).unwrap();
            turns.push(
                gate.enter(far(1000 + number), kind, Known::No)
                    .await
                    .unwrap(),
            );
        }
        turns
    }

    #[tokio::test]
    async fn a_few_are_let_in_at_once_and_a_bounded_number_waits() {
        let gate = Gate::default();
        let enter = |number| gate.enter(far(number), Kind::Hash, Known::No);
        let passes = all_turns(&gate, Kind::Hash).await;
        let mut waiting: Vec<_> = (2..66).map(|number| Box::pin(enter(number))).collect();
        for one in &mut waiting {
            assert!(poll!(one).is_pending());
        }
        assert!(enter(99).await.is_err(), "all shares are alike");
        drop(passes);
        for one in waiting {
            assert!(one.await.is_ok());
        }
        assert!(enter(100).await.is_ok());
    }

    #[tokio::test]
    async fn who_is_known_gets_in_while_strangers_from_everywhere_wait() {
        let gate = Gate::default();
        let stranger = |number| gate.enter(far(number), Kind::Hash, Known::No);
        let mut working = all_turns(&gate, Kind::Hash).await;
        let mut waiting: Vec<_> = (2..66).map(|number| Box::pin(stranger(number))).collect();
        for one in &mut waiting {
            assert!(poll!(one).is_pending());
        }
        let mut owner = Box::pin(gate.enter(far(200), Kind::Hash, Known::Yes));
        assert!(poll!(&mut owner).is_pending());
        // Frees a permit.
        working.pop();
        assert!(poll!(&mut owner).is_ready());
    }

    #[tokio::test]
    async fn strangers_get_every_second_turn_however_many_are_known() {
        let gate = Gate::default();
        let enter = |number, known| gate.enter(far(number), Kind::Judge, known);
        let working = enter(0, Known::No).await.unwrap();
        let mut known: Vec<_> = (1..20)
            .map(|number| Box::pin(enter(number, Known::Yes)))
            .collect();
        for one in &mut known {
            assert!(poll!(one).is_pending());
        }
        let mut stranger = Box::pin(enter(50, Known::No));
        assert!(poll!(&mut stranger).is_pending());
        drop(working);
        let first = known.remove(0).await;
        drop(first);
        assert!(poll!(&mut stranger).is_ready());
    }

    #[tokio::test]
    async fn a_flood_from_one_network_gives_way_to_others() {
        let gate = Gate::default();
        let _working = all_turns(&gate, Kind::Hash).await;
        let flood = |number| gate.enter(address(number), Kind::Hash, Known::No);
        let mut waiting: Vec<_> = (0..64).map(|number| Box::pin(flood(number))).collect();
        for one in &mut waiting {
            assert!(poll!(one).is_pending());
        }
        let mut other = Box::pin(gate.enter(far(1), Kind::Hash, Known::No));
        assert!(poll!(&mut other).is_pending(), "waits, and is not refused");
        let gone = waiting.pop().expect("the last of the flood");
        assert!(gone.await.is_err());
    }

    #[tokio::test]
    async fn who_goes_away_holds_nobody_up() {
        let gate = Gate::default();
        let enter = |number| gate.enter(far(number), Kind::Judge, Known::No);
        let working = enter(0).await.unwrap();
        let (mut gone, mut next) = (Box::pin(enter(1)), Box::pin(enter(2)));
        assert!(poll!(&mut gone).is_pending() && poll!(&mut next).is_pending());
        drop(gone);
        drop(working);
        let pass = next.await.unwrap();
        drop(pass);
        assert!(enter(3).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_ever() {
        let gate = Gate::default();
        let _working = gate.enter(far(0), Kind::Judge, Known::Yes).await.unwrap();
        let waited = gate.enter(far(1), Kind::Judge, Known::Yes).await;
        assert!(waited.is_err());
    }

    #[tokio::test]
    async fn work_is_done_and_its_turn_is_over_also_when_it_panics() {
        let gate = Gate::default();
        let failed: Result<(), _> = gate
            .run(far(0), Kind::Pack, Known::Yes, || panic!("on purpose"))
            .await;
        assert_eq!(failed, Err(NotDone::Failed));
        let done = gate.run(far(0), Kind::Pack, Known::Yes, || 7).await;
        assert_eq!(done, Ok(7));
    }

    #[tokio::test]
    async fn kinds_do_not_wait_for_each_other() {
        let gate = Gate::default();
        let _hashing = all_turns(&gate, Kind::Hash).await;
        assert!(gate.enter(far(0), Kind::Judge, Known::No).await.is_ok());
    }
}
