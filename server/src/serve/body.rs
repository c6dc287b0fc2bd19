//! Time limit and minimum rate of request bodies.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    BoxError,
    body::{Bytes, HttpBody},
};
use hyper::body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::disconnect::DisconnectHandle;

/// How long a body may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct BodyRate {
    /// This long in any case.
    pub(super) grace: Duration,
    /// Longer only while the average rate since the start is at least this many bytes per second.
    pub(super) per_second: Option<u32>,
}

impl BodyRate {
    /// How long after the start the next bytes may arrive, once `bytes` bytes have arrived.
    fn allows(self, bytes: u64) -> Duration {
        let earned = self
            .per_second
            .map_or(0, |rate| bytes * 1000 / u64::from(rate.max(1)));
        self.grace.max(Duration::from_millis(earned))
    }
}

/// Why a body ends early.
#[derive(Debug, thiserror::Error)]
#[error("the body of the request did not come in time")]
struct TooSlow;

/// Whether a body did not come in time.
#[derive(Clone, Default)]
pub(super) struct Lateness(Arc<AtomicBool>);

impl Lateness {
    pub(super) fn is_late(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A body that ends with an error when it is late. Its reader does not have to handle that.
pub(super) struct TimedBody<B> {
    body: B,
    rate: BodyRate,
    begin: Instant,
    bytes: u64,
    /// Created when there is something to wait for: most bodies arrive with their heads.
    timer: Option<Pin<Box<Sleep>>>,
    lateness: Lateness,
    /// Marked busy when the body has ended: from then on the client waits for the server.
    connection: DisconnectHandle,
}

impl<B> TimedBody<B> {
    pub(super) fn new(
        body: B,
        rate: BodyRate,
        lateness: Lateness,
        connection: DisconnectHandle,
    ) -> Self {
        Self {
            body,
            rate,
            begin: Instant::now(),
            bytes: 0,
            timer: None,
            lateness,
            connection,
        }
    }

    fn poll_late(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let until = self.begin + self.rate.allows(self.bytes);
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(sleep_until(until)));
        if timer.deadline() != until {
            timer.as_mut().reset(until);
        }
        timer.as_mut().poll(cx)
    }
}

impl<B> HttpBody for TimedBody<B>
where
    B: HttpBody<Data = Bytes, Error: Into<BoxError>> + Unpin,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let frame = match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(frame) => frame,
            Poll::Pending if this.poll_late(cx).is_pending() => return Poll::Pending,
            Poll::Pending => {
                this.lateness.0.store(true, Ordering::Relaxed);
                return Poll::Ready(Some(Err(TooSlow.into())));
            }
        };
        if let Some(Ok(frame)) = &frame {
            let more = frame.data_ref().map_or(0, Bytes::len);
            this.bytes += u64::try_from(more).unwrap_or(0);
        }
        if frame.is_none() || this.body.is_end_stream() {
            this.connection.set_busy(true);
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_come_earns_time() {
        let rate = BodyRate {
            grace: Duration::from_secs(30),
            per_second: Some(1000),
        };
        assert_eq!(rate.allows(0), Duration::from_secs(30));
        assert_eq!(rate.allows(30_000), Duration::from_secs(30));
        assert_eq!(rate.allows(45_500), Duration::from_millis(45_500));
        let flat = BodyRate {
            per_second: None,
            ..rate
        };
        assert_eq!(flat.allows(1 << 40), Duration::from_secs(30));
    }
}
