//! The queue of one socket's events that are not handled yet.
//!
//! The Socket.IO layer would run each event as a task of its own: a client that sends faster than
//! they finish would fill the memory, and two messages sent one after the other could be stored in
//! the wrong order. Instead each event takes a slot in its socket's inbox before anything is
//! allocated for it, and waits in one of two lanes, each of which handles one event at a time:
//!
//! - **In order**: events that change something, and those of the tutorial.
//! - **Reads**: `history` and similar events, which may take long and must not delay messages.
//!
//! When half of the slots are taken, reading from a WebSocket is paused until there is room again,
//! so a client that is merely fast loses nothing. Polled transports cannot be paused: one that
//! fills the inbox is closed, after a `closing` event.

use std::{
    collections::VecDeque,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::FutureExt as _;

use crate::disconnect::DisconnectHandle;

/// Most events of one socket that are not handled yet.
pub(super) const MAX_EVENTS: usize = 100;

/// Most bytes of these events.
pub(super) const MAX_BYTES: usize = 1024 * 1024;

/// A socket's inbox, put into its extensions before its handlers are registered; cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Inbox(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    events: usize,
    bytes: usize,
    /// Too many events arrived: no more are accepted. The accepted ones are still handled.
    is_shut: bool,
    /// The connection whose reading is paused.
    paused: Option<DisconnectHandle>,
    in_order: Waiting,
    reads: Waiting,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Job>,
    /// A task is working on this lane, or the inbox is not open yet.
    is_busy: bool,
}

enum Job {
    Now(Box<dyn FnOnce() + Send>),
    Later(Pin<Box<dyn Future<Output = ()> + Send>>),
}

/// In which lane an event is handled.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lane {
    /// After all earlier events of this lane.
    InOrder,
    /// The same, concurrently with the other lane.
    Reads,
}

/// Why an event gets no slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum NoSlot {
    /// Too much is waiting. Returned once.
    Full,
    /// [`NoSlot::Full`] was returned before.
    Shut,
}

/// An event's slot, held until the event is handled.
pub(super) struct Slot {
    inbox: Inbox,
    bytes: usize,
}

impl Inbox {
    /// An inbox whose first lane does not start before [`Inbox::open`]: a client may send as soon
    /// as it is told that it is connected, which is shortly before an answer could reach it.
    pub(super) fn closed() -> Self {
        let inbox = Self::default();
        inbox.lock().in_order.is_busy = true;
        inbox
    }

    /// Starts the first lane.
    pub(super) fn open(&self) {
        let inbox = self.clone();
        tokio::spawn(inbox.work(Lane::InOrder));
    }

    /// Takes a slot. `connection` is called when reading is to be paused.
    pub(super) fn take(
        &self,
        bytes: usize,
        connection: impl FnOnce() -> Option<DisconnectHandle>,
    ) -> Result<Slot, NoSlot> {
        let mut state = self.lock();
        if state.is_shut {
            return Err(NoSlot::Shut);
        }
        // A single event always gets a slot, whatever its size: the size of frames is limited
        // below.
        let is_full = state.events >= MAX_EVENTS || state.bytes + bytes > MAX_BYTES;
        if is_full && state.events > 0 {
            state.is_shut = true;
            return Err(NoSlot::Full);
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
        Ok(Slot {
            inbox: self.clone(),
            bytes,
        })
    }

    /// Runs a short job, at once if nothing is before it in its lane.
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

    /// Queues a job that takes time.
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

    /// A lane has finished a job: lets the next one run.
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
                // A panic in a job must not end its lane.
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

impl Drop for Slot {
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

    fn take(inbox: &Inbox, bytes: usize) -> Result<Slot, NoSlot> {
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

    /// Short and long jobs of many sockets, on more threads than there are cores: wherever a lane
    /// changes hands, nothing is overtaken.
    #[tokio::test(flavor = "multi_thread", worker_threads = 16)]
    async fn nothing_is_overtaken_where_a_lane_passes_from_one_thread_to_another() {
        const JOBS: usize = 300;
        let sockets = (0..200).map(|socket| {
            tokio::spawn(async move {
                let inbox = Inbox::closed();
                let done = Arc::new(Mutex::new(Vec::with_capacity(JOBS)));
                let (last, all) = oneshot::channel();
                inbox.open();
                for n in 0..JOBS {
                    let done = Arc::clone(&done);
                    let note = move || done.lock().expect("whole").push(n);
                    if (n * 7 + socket) % 5 == 0 {
                        inbox.spawn(Lane::InOrder, async move {
                            tokio::task::yield_now().await;
                            note();
                        });
                    } else {
                        inbox.run(Lane::InOrder, note);
                    }
                    if (n + socket) % 11 == 0 {
                        tokio::task::yield_now().await;
                    }
                }
                inbox.spawn(Lane::InOrder, async { last.send(()).expect("heard") });
                all.await.expect("comes");
                let done = std::mem::take(&mut *done.lock().expect("whole"));
                assert!(done.is_sorted(), "socket {socket}: {done:?}");
                assert_eq!(done.len(), JOBS);
            })
        });
        for socket in sockets.collect::<Vec<_>>() {
            socket.await.expect("in order");
        }
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
        let slots: Vec<_> = (0..MAX_EVENTS).map(|_| take(&inbox, 1)).collect();
        assert!(slots.iter().all(Result::is_ok));
        assert_eq!(take(&inbox, 1).err(), Some(NoSlot::Full));
        assert_eq!(take(&inbox, 1).err(), Some(NoSlot::Shut));

        let inbox = Inbox::default();
        let large = take(&inbox, MAX_BYTES + 1);
        assert!(large.is_ok(), "alone");
        drop(large);
        let _half = take(&inbox, MAX_BYTES / 2);
        assert_eq!(take(&inbox, MAX_BYTES).err(), Some(NoSlot::Full));
    }

    #[tokio::test]
    async fn slots_come_back_when_the_work_is_done() {
        let inbox = Inbox::default();
        for _ in 0..10 * MAX_EVENTS {
            let slot = take(&inbox, 10).expect("has room");
            inbox.spawn(Lane::InOrder, async move { drop(slot) });
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
