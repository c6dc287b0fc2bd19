//! What one transport carries: how much is on its way to the client, and how often it was asked to
//! join a namespace. It travels in the extensions of the request that opened the transport, which
//! are kept as long as the transport lives.

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

use crate::cuttable::Written;

/// How long an answer may wait without a byte of it being taken.
pub(super) const NO_PROGRESS: Duration = Duration::from_secs(30);

/// Namespaces that a transport may join at once, one after the other: a client that leaves and comes
/// back does it by few.
const JOINS: u32 = 20;

/// After which time it may join once more.
const JOIN_EVERY: Duration = Duration::from_secs(10);

/// One transport; cheap to clone.
#[derive(Clone)]
pub(super) struct Transport(Arc<Shared>);

struct Shared {
    written: Arc<Written>,
    /// Bytes that were put into the client's queue, as far as they are counted.
    queued: AtomicU64,
    joins: AtomicU32,
    since: Instant,
}

/// The client took nothing for so long.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Stalled;

impl Transport {
    /// A new one.
    pub(super) fn new() -> Self {
        Self(Arc::new(Shared {
            written: Arc::default(),
            queued: AtomicU64::new(0),
            joins: AtomicU32::new(0),
            since: Instant::now(),
        }))
    }

    /// That of a socket. None where the transport was not watched, which all are.
    pub(super) fn of<A: Adapter>(socket: &Socket<A>) -> Option<Self> {
        socket.req_parts().extensions.get().cloned()
    }

    /// What counts the bytes that its client has taken.
    pub(super) fn written(&self) -> &Arc<Written> {
        &self.0.written
    }

    /// Whether it may join a namespace now.
    pub(super) fn may_join(&self) -> bool {
        let come = self.0.since.elapsed().as_secs() / JOIN_EVERY.as_secs();
        let may = u64::from(JOINS).saturating_add(come);
        u64::from(self.0.joins.fetch_add(1, Ordering::Relaxed)) < may
    }

    /// So many bytes are about to be put into the queue, or fewer.
    pub(super) fn queue(&self, bytes: u64) {
        self.0.queued.fetch_add(bytes, Ordering::AcqRel);
    }

    /// Bytes that wait for the client. To be asked after all that was queued has been counted, or it
    /// shows less.
    pub(super) fn waiting(&self) -> u64 {
        // What was not counted when it was queued is counted as written.
        let written = self.0.written.bytes();
        let queued = self.0.queued.fetch_max(written, Ordering::AcqRel);
        queued.saturating_sub(written)
    }

    /// Nothing counts as waiting.
    pub(super) fn forget_waiting(&self) {
        self.0
            .queued
            .store(self.0.written.bytes(), Ordering::Release);
    }

    /// Waits until the client has taken so many bytes from now on, or has gone.
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

/// A socket has gone. With it its transport has, unless it only left a namespace: who waits for its
/// client waits no more.
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
