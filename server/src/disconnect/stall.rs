//! How long a write has waited for a client that takes nothing.

use std::{
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::{Sleep, sleep};

/// A timer that runs while a write waits; a connection without a waiting write has no timer.
pub(super) struct Stall {
    limit: Duration,
    since: Option<Pin<Box<Sleep>>>,
}

impl Stall {
    pub(super) const fn new(limit: Duration) -> Self {
        Self { limit, since: None }
    }

    /// Call this when a write waits. Whether it has waited for too long; if not, the task is woken
    /// when it has.
    pub(super) fn poll_over(&mut self, cx: &mut Context<'_>) -> bool {
        let limit = self.limit;
        let since = self.since.get_or_insert_with(|| Box::pin(sleep(limit)));
        matches!(since.as_mut().poll(cx), Poll::Ready(()))
    }

    /// Call this when a write has succeeded, or no write waits any more.
    pub(super) fn clear(&mut self) {
        self.since = None;
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_what_waits_without_a_break_is_over() {
        let limit = Duration::from_secs(30);
        let (mut stall, mut cx) = (Stall::new(limit), Context::from_waker(Waker::noop()));
        assert!(!stall.poll_over(&mut cx));
        tokio::time::advance(limit - Duration::from_secs(1)).await;
        assert!(!stall.poll_over(&mut cx));
        stall.clear();
        assert!(!stall.poll_over(&mut cx));
        tokio::time::advance(limit - Duration::from_secs(1)).await;
        assert!(!stall.poll_over(&mut cx));
        tokio::time::advance(Duration::from_secs(2)).await;
        assert!(stall.poll_over(&mut cx));
    }
}
