//! Lines in the log that strangers can cause: who connects and disconnects, as the tutorial has it,
//! and what was not posted for them.
//!
//! Each connection is worth a line as long as they come at a pace that somebody could read. What is
//! beyond it is counted, and told in one line a minute.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use socketioxide::{extract::SocketRef, socket::DisconnectReason};
use tokio::time::{MissedTickBehavior, interval};

use crate::actions::buckets::Buckets;

/// Lines at once, and a second in the long run.
const LINES: (u32, u32) = (200, 5);

/// How often what was counted is told.
const TOLD_EVERY: Duration = Duration::from_secs(60);

/// Who comes and goes; cheap to clone.
#[derive(Clone)]
pub(super) struct ConnectionLog(Arc<Shared>);

struct Shared {
    lines: Buckets<()>,
    connected: AtomicU64,
    disconnected: AtomicU64,
    not_posted: AtomicU64,
}

impl ConnectionLog {
    /// A log that tells what it has counted for as long as the server runs.
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

    /// Somebody has come.
    pub(super) fn connected(&self, socket: &SocketRef) {
        if self.0.lines.take(&()).is_ok() {
            tracing::info!(socket = %socket.id, "user connected");
        } else {
            self.0.connected.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Somebody has gone.
    pub(super) fn disconnected(&self, socket: &SocketRef, reason: &DisconnectReason) {
        if self.0.lines.take(&()).is_ok() {
            tracing::info!(socket = %socket.id, ?reason, "user disconnected");
        } else {
            self.0.disconnected.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A tutorial client's message was answered and not posted.
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
