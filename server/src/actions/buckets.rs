//! Token buckets, one for each key.

use std::{
    hash::Hash,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use protocol::{ErrorCode, ErrorReply};

/// Checks between two clean-ups of buckets that are full again.
const CLEAN_EVERY: u32 = 4096;

/// Buckets that are alike. One that is full again takes no memory for long.
pub(crate) struct Buckets<K: Hash + Eq + Clone> {
    limiter: DefaultKeyedRateLimiter<K>,
    checks: AtomicU32,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// `burst` at once, `per_second` in the long run.
    pub(crate) fn new(burst: u32, per_second: u32) -> Self {
        Self::with(Quota::per_second(at_least_one(per_second)), burst)
    }

    /// `burst` at once, one in each `period` in the long run.
    pub(super) fn one_per(period: Duration, burst: u32) -> Self {
        let quota = Quota::with_period(period);
        Self::with(quota.unwrap_or(Quota::per_second(NonZeroU32::MIN)), burst)
    }

    fn with(quota: Quota, burst: u32) -> Self {
        Self {
            limiter: RateLimiter::keyed(quota.allow_burst(at_least_one(burst))),
            checks: AtomicU32::new(0),
        }
    }

    /// Takes a token, or tells how long until there is one.
    pub(crate) fn take(&self, key: &K) -> Result<(), Duration> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CLEAN_EVERY == CLEAN_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter
            .check_key(key)
            .map_err(|not_until| not_until.wait_time_from(DefaultClock::default().now()))
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.limiter.len()
    }
}

fn at_least_one(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}

/// The refusal of who has to wait so long, with a sentence for people.
pub(crate) fn too_fast(wait: Duration, message: &str) -> ErrorReply {
    let retry_after_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
    ErrorReply::new(ErrorCode::RateLimited { retry_after_ms }, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_and_then_says_how_long_to_wait() {
        let buckets = Buckets::one_per(Duration::from_secs(3600), 3);
        for _ in 0..3 {
            assert_eq!(buckets.take(&"ada"), Ok(()));
        }
        let wait = buckets.take(&"ada").expect_err("is empty");
        assert!(
            wait <= Duration::from_secs(3600) && wait > Duration::from_secs(3500),
            "{wait:?}"
        );
        assert_eq!(buckets.take(&"bob"), Ok(()));
    }

    #[test]
    fn full_buckets_take_no_memory_for_long() {
        let buckets = Buckets::one_per(Duration::from_nanos(1), 1);
        for key in 0..10 * CLEAN_EVERY {
            let _ = buckets.take(&key);
        }
        let most = usize::try_from(CLEAN_EVERY).expect("fits");
        assert!(buckets.len() <= most, "{}", buckets.len());
    }
}
