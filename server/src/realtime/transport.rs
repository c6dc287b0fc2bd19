//! Counters of one transport: how many bytes are queued for its client, and how often it joined a
//! namespace. They travel in the extensions of the request that opened the transport, which are
//! kept as long as the transport lives.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use socketioxide::{
    adapter::Adapter,
    extract::SocketRef,
    socket::{DisconnectReason, Socket},
};
use tokio::time::timeout;

use crate::disconnect::Written;

/// How long an answer may wait without the client taking a single byte.
pub(super) const NO_PROGRESS: Duration = Duration::from_secs(30);

/// Namespaces that a transport may join in a burst: an honest client leaves and rejoins only a few
/// times.
const JOINS: u32 = 20;

/// How often it may join once more.
const JOIN_EVERY: Duration = Duration::from_secs(10);

/// The counters of one transport; cheap to clone.
#[derive(Clone)]
pub(super) struct Transport(Arc<Shared>);

struct Shared {
    written: Arc<Written>,
    /// Bytes that were put into the client's queue, as far as they were counted.
    queued: AtomicU64,
    joins: AtomicU32,
    since: Instant,
}

/// The client took nothing within [`NO_PROGRESS`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stalled;

impl Transport {
    pub(super) fn new() -> Self {
        Self(Arc::new(Shared {
            written: Arc::default(),
            queued: AtomicU64::new(0),
            joins: AtomicU32::new(0),
            since: Instant::now(),
        }))
    }

    /// The transport of a socket. `None` only if it was opened without
    /// [`Transports::watch`](super::transports::Transports::watch), which none is.
    pub(super) fn of<A: Adapter>(socket: &Socket<A>) -> Option<Self> {
        socket.req_parts().extensions.get().cloned()
    }

    /// The counter of bytes that the client has taken.
    pub(super) fn written(&self) -> &Arc<Written> {
        &self.0.written
    }

    pub(super) fn may_join(&self) -> bool {
        let come = self.0.since.elapsed().as_secs() / JOIN_EVERY.as_secs();
        let may = u64::from(JOINS).saturating_add(come);
        u64::from(self.0.joins.fetch_add(1, Ordering::Relaxed)) < may
    }

    /// Counts up to `bytes` bytes that are about to be put into the queue.
    pub(super) fn queue(&self, bytes: u64) {
        self.0.queued.fetch_add(bytes, Ordering::AcqRel);
    }

    /// Bytes that wait for the client. Call this after everything queued was counted, or the result
    /// is too low.
    pub(super) fn waiting(&self) -> u64 {
        // Bytes that were not counted when they were queued are counted when they are written.
        let written = self.0.written.bytes();
        let queued = self.0.queued.fetch_max(written, Ordering::AcqRel);
        queued.saturating_sub(written)
    }

    /// Resets the waiting bytes to zero.
    pub(super) fn forget_waiting(&self) {
        self.0
            .queued
            .store(self.0.written.bytes(), Ordering::Release);
    }

    /// Waits until the client has taken `bytes` bytes after the first `from`, or has disconnected.
    pub(super) async fn takes(&self, from: u64, bytes: u64) -> Result<(), Stalled> {
        let written = &self.0.written;
        let until = from.saturating_add(bytes);
        let mut before = written.bytes();
        while timeout(NO_PROGRESS, written.reaches(until)).await.is_err() {
            let now = written.bytes();
            if now == before {
                return Err(Stalled);
            }
            before = now;
        }
        Ok(())
    }
}

/// Called when a socket has disconnected. Unless it only left a namespace, its transport has ended
/// too, and tasks that wait for its client are woken.
pub(super) fn ended(socket: &SocketRef, reason: &DisconnectReason) {
    use DisconnectReason::{ClientNSDisconnect, ServerNSDisconnect};
    if !matches!(reason, ClientNSDisconnect | ServerNSDisconnect)
        && let Some(transport) = Transport::of(socket)
    {
        transport.0.written.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_queued_and_not_written_waits() {
        let transport = Transport::new();
        transport.queue(100);
        transport.written().add(30);
        assert_eq!(transport.waiting(), 70);
        transport.written().add(100);
        assert_eq!(transport.waiting(), 0);
        transport.queue(10);
        assert_eq!(transport.waiting(), 10);
        transport.forget_waiting();
        assert_eq!(transport.waiting(), 0);
    }

    #[test]
    fn a_transport_joins_so_many_times() {
        let transport = Transport::new();
        assert_eq!((0..100).filter(|_| transport.may_join()).count(), 20);
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_stalled_and_who_takes_slowly_is_not() {
        let transport = Transport::new();
        assert_eq!(transport.takes(0, 10).await, Err(Stalled));
        let slow = transport.clone();
        tokio::spawn(async move {
            for _ in 0..10 {
                tokio::time::sleep(NO_PROGRESS / 2).await;
                slow.written().add(1);
            }
        });
        assert_eq!(transport.takes(0, 10).await, Ok(()));
        transport.written().end();
        assert_eq!(transport.takes(10, 1000).await, Ok(()));
    }
}
