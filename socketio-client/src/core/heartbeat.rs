//! Notices a server that has fallen silent. In Engine.IO 4 the server pings and the client answers.

use std::time::Duration;

use super::engine::Timing;

#[derive(Default)]
pub(super) struct Heartbeat {
    timing: Option<Timing>,
    last_heard: Duration,
}

impl Heartbeat {
    pub(super) fn new(timing: Timing, now: Duration) -> Self {
        Self {
            timing: Some(timing),
            last_heard: now,
        }
    }

    pub(super) fn heard(&mut self, now: Duration) {
        self.last_heard = now;
    }

    pub(super) fn deadline(&self) -> Option<Duration> {
        let timing = self.timing?;
        Some(self.last_heard + timing.interval + timing.timeout)
    }

    pub(super) fn is_overdue(&self, now: Duration) -> bool {
        self.deadline().is_some_and(|deadline| deadline <= now)
    }
}
