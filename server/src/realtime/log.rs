//! Log lines that anonymous clients can cause: who connects and disconnects, as in the tutorial,
//! and how many of their messages were not stored.
//!
//! Each connection is logged at up to a readable rate. Those beyond it are counted, and the count
//! is logged once a minute.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use socketioxide::{extract::SocketRef, socket::DisconnectReason};
use tokio::time::{MissedTickBehavior, interval};

use crate::actions::limits::buckets::Buckets;

/// Lines in a burst, and sustained per second.
const LINES: (u32, u32) = (200, 5);

/// How often the counts are logged.
const TOLD_EVERY: Duration = Duration::from_secs(60);

/// The log of connections; cheap to clone.
#[derive(Clone)]
pub(super) struct ConnectionLog(Arc<Shared>);

struct Shared {
    lines: Buckets<()>,
    connected: AtomicU64,
    disconnected: AtomicU64,
    not_posted: AtomicU64,
}

impl ConnectionLog {
    /// Starts the task that logs the counts for as long as the server runs.
    pub(super) fn start() -> Self {
        let log = Self(Arc::new(Shared {
            lines: Buckets::new(LINES.0, LINES.1),
            connected: AtomicU64::new(0),
            disconnected: AtomicU64::new(0),
            not_posted: AtomicU64::new(0),
        }));
        tokio::spawn(log.clone().tell_counts());
        log
    }

    pub(super) fn connected(&self, socket: &SocketRef) {
        if self.0.lines.take(&()).is_ok() {
            tracing::info!(socket = %socket.id, "user connected");
        } else {
            self.0.connected.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn disconnected(&self, socket: &SocketRef, reason: &DisconnectReason) {
        if self.0.lines.take(&()).is_ok() {
            tracing::info!(socket = %socket.id, ?reason, "user disconnected");
        } else {
            self.0.disconnected.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Counts a tutorial client's message that was answered and not stored.
    pub(super) fn not_posted(&self) {
        self.0.not_posted.fetch_add(1, Ordering::Relaxed);
    }

    async fn tell_counts(self) {
        let mut tick = interval(TOLD_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            let take = |count: &AtomicU64| count.swap(0, Ordering::Relaxed);
            let (connected, disconnected) = (take(&self.0.connected), take(&self.0.disconnected));
            let not_posted = take(&self.0.not_posted);
            if connected + disconnected + not_posted > 0 {
                tracing::info!(
                    connected,
                    disconnected,
                    not_posted,
                    "since the last such line: connections without a line of their own, and \
                     tutorial messages that were answered and not posted"
                );
            }
        }
    }
}
