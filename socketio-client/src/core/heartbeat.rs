//! Notices a server that has fallen silent. In Engine.IO 4 the server pings and the client answers.

use std::time::Duration;

use super::engine::Timing;

#[derive(Default)]
pub(super) struct Heartbeat {
    timing: Option<Timing>,
    last_heard: Duration,
    is_suspended: bool,
}

impl Heartbeat {
    pub(super) fn new(timing: Timing, now: Duration) -> Self {
        Self {
            timing: Some(timing),
            last_heard: now,
            is_suspended: false,
        }
    }

    pub(super) fn heard(&mut self, now: Duration) {
        self.last_heard = now;
    }

    /// Nothing is read for a while, so silence says nothing.
    pub(super) fn suspend(&mut self) {
        self.is_suspended = true;
    }

    pub(super) fn resume(&mut self, now: Duration) {
        self.is_suspended = false;
        self.last_heard = now;
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        let timing = self.timing?;
        let silence = timing.interval + timing.timeout;
        (!self.is_suspended).then(|| self.last_heard.saturating_add(silence))
    }

    pub(super) fn is_overdue(&self, now: Duration) -> bool {
        self.deadline().is_some_and(|deadline| deadline <= now)
    }
}
