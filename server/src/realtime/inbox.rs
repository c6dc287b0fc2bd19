//! What one socket has asked for and what is not done yet.
//!
//! The Socket.IO layer would run each event as a task of its own: a client that sends faster than
//! they are done would fill the memory, and two messages sent one after the other could be stored
//! the other way round. Instead each event takes a place in its socket's inbox, before anything is
//! made for it, and waits in one of two lanes, each of which does one thing at a time:
//!
//! - **In order**: what changes something or answers in the tutorial's way.
//! - **Reads**: history and the like, which may take long, and hold up no message.
//!
//! When half of the places are taken, nothing more is read from a WebSocket until there is room
//! again, so a client that is merely quick loses nothing. Polled transports cannot be held back so:
//! one that fills the inbox to the brim is closed, and is told why.

use std::{
    collections::VecDeque,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::FutureExt as _;

use crate::cuttable::CutHandle;

/// Events of one socket that are not done yet.
pub(super) const MAX_EVENTS: usize = 100;

/// Their bytes.
pub(super) const MAX_BYTES: usize = 1024 * 1024;

/// The socket's inbox. Put into its extensions before it has handlers; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Inbox(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    events: usize,
    bytes: usize,
    /// Too much came: nothing more is taken. What was taken is done.
    is_shut: bool,
    /// The connection that is not read meanwhile.
    paused: Option<CutHandle>,
    in_order: Waiting,
    reads: Waiting,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    /// Somebody does what is in there, or the socket is not ready to speak.
    is_busy: bool,
}

enum Job {
    Now(Box<dyn FnOnce() + Send>),
    Later(Pin<Box<dyn Future<Output = ()> + Send>>),
}

/// In what order an event is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lane {
    /// After all that came before it in this lane.
    InOrder,
    /// The same, beside the other lane.
    Reads,
}

/// Why an event finds no place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NoPlace {
    /// Too much is waiting. Told once.
    Full,
    /// It was told before.
    Shut,
}

/// An event's place, taken until what it asked for is done.
pub(super) struct Place {
    inbox: Inbox,
    bytes: usize,
}

impl Inbox {
    /// An inbox whose first lane does not move before [`Inbox::open`]: a client may send as soon as
    /// it hears that it is connected, which is a moment before an answer could reach it.
    pub(super) fn closed() -> Self {
        let inbox = Self::default();
        inbox.lock().in_order.is_busy = true;
        inbox
    }

    /// Lets the first lane move.
    pub(super) fn open(&self) {
        let inbox = self.clone();
        tokio::spawn(inbox.work(Lane::InOrder));
    }

    /// Takes a place. `connection` is asked for when nothing more shall be read for now.
    pub(super) fn take(
        &self,
        bytes: usize,
        connection: impl FnOnce() -> Option<CutHandle>,
    ) -> Result<Place, NoPlace> {
        let mut state = self.lock();
        if state.is_shut {
            return Err(NoPlace::Shut);
        }
        // One that is alone finds a place, whatever its size: frames are bounded below everything.
        let is_full = state.events >= MAX_EVENTS || state.bytes + bytes > MAX_BYTES;
        if is_full && state.events > 0 {
            state.is_shut = true;
            return Err(NoPlace::Full);
        }
        state.events += 1;
        state.bytes += bytes;
        if state.paused.is_none()
            && state.is_half_full()
            && let Some(connection) = connection()
        {
            connection.pause();
            state.paused = Some(connection);
        }
        Ok(Place {
            inbox: self.clone(),
            bytes,
        })
    }

    /// Does something short, at once if nothing is before it.
    pub(super) fn run(&self, lane: Lane, job: impl FnOnce() + Send + 'static) {
        {
            let mut state = self.lock();
            let waiting = state.lane(lane);
            if waiting.is_busy {
                waiting.jobs.push_back(Job::Now(Box::new(job)));
                return;
            }
            waiting.is_busy = true;
        }
        job();
        self.go_on(lane);
    }

    /// Does something that takes time.
    pub(super) fn spawn(&self, lane: Lane, job: impl Future<Output = ()> + Send + 'static) {
        let mut state = self.lock();
        let waiting = state.lane(lane);
        waiting.jobs.push_back(Job::Later(Box::pin(job)));
        if !waiting.is_busy {
            waiting.is_busy = true;
            drop(state);
            tokio::spawn(self.clone().work(lane));
        }
    }

    /// A lane has done one thing: lets the next follow.
    fn go_on(&self, lane: Lane) {
        let mut state = self.lock();
        let waiting = state.lane(lane);
        if waiting.jobs.is_empty() {
            waiting.is_busy = false;
        } else {
            drop(state);
            tokio::spawn(self.clone().work(lane));
        }
    }

    async fn work(self, lane: Lane) {
        while let Some(job) = self.next(lane) {
            match job {
                Job::Now(job) => job(),
                // A lane outlives what goes wrong in it.
                Job::Later(job) => drop(AssertUnwindSafe(job).catch_unwind().await),
            }
        }
    }

    fn next(&self, lane: Lane) -> Option<Job> {
        let mut state = self.lock();
        let waiting = state.lane(lane);
        let job = waiting.jobs.pop_front();
        waiting.is_busy = job.is_some();
        job
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn lane(&mut self, lane: Lane) -> &mut Waiting {
        match lane {
            Lane::InOrder => &mut self.in_order,
            Lane::Reads => &mut self.reads,
        }
    }

    fn is_half_full(&self) -> bool {
        self.events >= MAX_EVENTS / 2 || self.bytes >= MAX_BYTES / 2
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut state = self.inbox.lock();
        state.events = state.events.saturating_sub(1);
        state.bytes = state.bytes.saturating_sub(self.bytes);
        if state.events <= MAX_EVENTS / 4
            && state.bytes <= MAX_BYTES / 4
            && let Some(connection) = state.paused.take()
        {
            connection.resume();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tokio::sync::oneshot;

    use super::*;

    fn take(inbox: &Inbox, bytes: usize) -> Result<Place, NoPlace> {
        inbox.take(bytes, || None)
    }

    #[tokio::test]
    async fn what_is_in_order_is_done_in_order_and_not_before_the_opening() {
        let inbox = Inbox::closed();
        let (done, did) = mpsc::channel();
        let (last, all) = oneshot::channel();
        for n in 0..50 {
            let done = done.clone();
            if n % 3 == 0 {
                inbox.run(Lane::InOrder, move || done.send(n).expect("heard"));
            } else {
                inbox.spawn(Lane::InOrder, async move {
                    tokio::task::yield_now().await;
                    done.send(n).expect("heard");
                });
            }
        }
        inbox.spawn(Lane::InOrder, async { last.send(()).expect("heard") });
        assert!(did.try_recv().is_err());
        inbox.open();
        all.await.expect("comes");
        assert_eq!(
            did.try_iter().collect::<Vec<_>>(),
            (0..50).collect::<Vec<_>>()
        );
        let (after, came) = oneshot::channel();
        inbox.run(Lane::InOrder, || after.send(()).expect("heard"));
        came.await.expect("goes on");
    }

    #[tokio::test]
    async fn a_long_read_holds_up_no_message_and_a_second_read_waits() {
        let inbox = Inbox::default();
        let (finish, finished) = oneshot::channel::<()>();
        let (second, did_second) = oneshot::channel();
        inbox.spawn(Lane::Reads, async { finished.await.expect("comes") });
        inbox.spawn(Lane::Reads, async { second.send(()).expect("heard") });
        let (message, stored) = oneshot::channel();
        inbox.spawn(Lane::InOrder, async { message.send(()).expect("heard") });
        stored.await.expect("is not held up");
        let mut did_second = std::pin::pin!(did_second);
        assert!(futures_util::poll!(did_second.as_mut()).is_pending());
        finish.send(()).expect("waits");
        did_second.await.expect("its turn comes");
    }

    #[tokio::test]
    async fn an_inbox_takes_so_many_events_and_bytes_and_is_shut_then() {
        let inbox = Inbox::default();
        let places: Vec<_> = (0..MAX_EVENTS).map(|_| take(&inbox, 1)).collect();
        assert!(places.iter().all(Result::is_ok));
        assert_eq!(take(&inbox, 1).err(), Some(NoPlace::Full));
        assert_eq!(take(&inbox, 1).err(), Some(NoPlace::Shut));

        let inbox = Inbox::default();
        let large = take(&inbox, MAX_BYTES + 1);
        assert!(large.is_ok(), "alone");
        drop(large);
        let _half = take(&inbox, MAX_BYTES / 2);
        assert_eq!(take(&inbox, MAX_BYTES).err(), Some(NoPlace::Full));
    }

    #[tokio::test]
    async fn places_come_back_when_the_work_is_done() {
        let inbox = Inbox::default();
        for _ in 0..10 * MAX_EVENTS {
            let place = take(&inbox, 10).expect("has room");
            inbox.spawn(Lane::InOrder, async move { drop(place) });
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn a_lane_outlives_a_panic() {
        let inbox = Inbox::default();
        inbox.spawn(Lane::InOrder, async { panic!("on purpose") });
        let (after, came) = oneshot::channel();
        inbox.spawn(Lane::InOrder, async { after.send(()).expect("heard") });
        came.await.expect("goes on");
    }
}
