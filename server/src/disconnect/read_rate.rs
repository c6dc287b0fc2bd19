//! Rate limit of reading one WebSocket.
//!
//! A client that sends more waits, by TCP's flow control, and loses nothing. So the work that one
//! connection can cause in a second is bounded before its bytes are parsed; the limits per member
//! and event come after that.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use protocol::limits::MAX_FRAME_BYTES;
use tokio::time::{Instant, Sleep, sleep_until};

/// Burst in bytes: two of the longest frames.
const BURST: u32 = 2 * MAX_FRAME_BYTES as u32;

/// Sustained bytes per second: the longest message five times a second, which is what a member may
/// send.
const PER_SECOND: u32 = 256 * 1024;

/// The token bucket of one connection, in bytes.
pub(super) struct ReadRate {
    /// Negative if one read took more than was left.
    left: f64,
    as_of: Instant,
    /// Created when a read first has to wait.
    wait: Option<Pin<Box<Sleep>>>,
}

impl Default for ReadRate {
    fn default() -> Self {
        Self {
            left: f64::from(BURST),
            as_of: Instant::now(),
            wait: None,
        }
    }
}

impl ReadRate {
    /// Ready when bytes may be read.
    pub(super) fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            if self.left > 0.0 {
                return Poll::Ready(());
            }
            let now = Instant::now();
            let come = now.duration_since(self.as_of).as_secs_f64() * f64::from(PER_SECOND);
            (self.left, self.as_of) = ((self.left + come).min(f64::from(BURST)), now);
            if self.left > 0.0 {
                self.wait = None;
                continue;
            }
            // Waits for more than one byte, as a read takes everything in the socket's buffer.
            let missing = f64::from(PER_SECOND / 50) - self.left;
            let until = now + Duration::from_secs_f64(missing / f64::from(PER_SECOND));
            let wait = self.wait.insert(Box::pin(sleep_until(until)));
            ready!(wait.as_mut().poll(cx));
        }
    }

    /// Subtracts bytes that were read.
    pub(super) fn took(&mut self, bytes: usize) {
        self.left -= f64::from(u32::try_from(bytes).unwrap_or(u32::MAX));
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_free_and_then_bytes_come_at_the_rate() {
        let mut rate = ReadRate::default();
        let started = Instant::now();
        let mut read = 0;
        while started.elapsed() < Duration::from_secs(4) {
            poll_fn(|cx| rate.poll_ready(cx)).await;
            rate.took(1000);
            read += 1000;
        }
        let expected = 4 * PER_SECOND + BURST;
        assert!(
            (expected - expected / 20..expected + expected / 20).contains(&read),
            "{read} of {expected}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn who_sends_little_never_waits() {
        let mut rate = ReadRate::default();
        let started = Instant::now();
        for _ in 0..100 {
            poll_fn(|cx| rate.poll_ready(cx)).await;
            rate.took(500);
        }
        assert_eq!(started.elapsed(), Duration::ZERO);
    }
}
