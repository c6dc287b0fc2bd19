//! Counter of the bytes that a client has taken.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio::sync::Notify;

/// Counts the bytes written to a client, over all its connections. Written means that the kernel
/// has taken them; if the client does not read, further writes soon wait.
#[derive(Default)]
pub struct Written {
    bytes: AtomicU64,
    has_ended: AtomicBool,
    moved: Notify,
}

impl Written {
    /// Adds written bytes.
    pub fn add(&self, bytes: usize) {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.bytes.fetch_add(bytes, Ordering::Release);
        self.moved.notify_waiters();
    }

    /// Records that nothing more will be written.
    pub fn end(&self) {
        self.has_ended.store(true, Ordering::Release);
        self.moved.notify_waiters();
    }

    /// Bytes written so far.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Acquire)
    }

    /// Waits until this many bytes are written, or until the end.
    pub async fn reaches(&self, bytes: u64) {
        loop {
            let mut moved = std::pin::pin!(self.moved.notified());
            // From here on no notification is missed.
            moved.as_mut().enable();
            if self.bytes() >= bytes || self.has_ended.load(Ordering::Acquire) {
                return;
            }
            moved.await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_waits_is_woken_by_enough_bytes_or_the_end() {
        let written = Written::default();
        let mut enough = std::pin::pin!(written.reaches(10));
        assert!(futures_util::poll!(enough.as_mut()).is_pending());
        written.add(9);
        assert!(futures_util::poll!(enough.as_mut()).is_pending());
        written.add(1);
        enough.await;
        let mut more = std::pin::pin!(written.reaches(1000));
        assert!(futures_util::poll!(more.as_mut()).is_pending());
        written.end();
        more.await;
    }
}
