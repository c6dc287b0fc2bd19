//! Token buckets, one for each key.
//!
//! For each bucket one number is stored: when it will be full again (GCRA). Full buckets are
//! forgotten. Clients determine the keys: an attacker with a thousand networks creates a thousand.
//! So the number of buckets of one kind is limited; when there is no room for another, all further
//! keys share one bucket (in each part). Existing ones are not affected.

use std::{
    array,
    collections::HashMap,
    hash::{BuildHasher, Hash, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use protocol::{ErrorCode, ErrorReply};

/// Largest number of buckets of one kind, by default. Each takes some 50 bytes.
const MOST: usize = 64 * 1024;

/// Parts with a lock each, so that concurrent callers seldom wait for each other.
const PARTS: usize = 16;

/// Number of buckets of a part from which searching for full ones is worthwhile.
const FEW_IN_PART: usize = 64;

/// Time between two searches for full buckets in a part that has no room.
const SEARCH_EVERY: Duration = Duration::from_millis(100);

/// Buckets with the same rate.
pub(crate) struct Buckets<K> {
    /// The sustained rate is one token in each.
    every: Duration,
    /// The time in which all but one of a full bucket's tokens are refilled.
    tolerance: Duration,
    /// Largest number of buckets of a part.
    most: usize,
    hasher: RandomState,
    parts: Box<[Mutex<Part<K>>; PARTS]>,
}

struct Part<K> {
    /// When each bucket is full again.
    full_at: HashMap<K, Instant>,
    /// The same for the bucket that all keys share for which there is no room.
    shared: Option<Instant>,
    /// Number of buckets at which full ones are searched for.
    search_at: usize,
    searched: Option<Instant>,
}

impl<K: Hash + Eq + Clone> Buckets<K> {
    /// Buckets of `burst` tokens, refilled with `per_second`.
    pub(crate) fn new(burst: u32, per_second: u32) -> Self {
        Self::one_per(Duration::from_secs(1) / per_second.max(1), burst)
    }

    /// Buckets of `burst` tokens, refilled with one in each `every`.
    pub(crate) fn one_per(every: Duration, burst: u32) -> Self {
        Self {
            every,
            tolerance: every * burst.saturating_sub(1),
            most: MOST / PARTS,
            hasher: RandomState::new(),
            parts: Box::new(array::from_fn(|_| {
                Mutex::new(Part {
                    full_at: HashMap::new(),
                    shared: None,
                    search_at: FEW_IN_PART,
                    searched: None,
                })
            })),
        }
    }

    /// Limits the number of buckets.
    pub(crate) fn of_at_most(self, most: usize) -> Self {
        Self {
            most: most / PARTS,
            ..self
        }
    }

    /// Takes a token, or returns how long until there is one.
    pub(crate) fn take(&self, key: &K) -> Result<(), Duration> {
        self.take_many(key, 1)
    }

    /// Takes several tokens if there is at least one, or returns how long until there is one. The
    /// bucket owes those that were missing.
    pub(crate) fn take_many(&self, key: &K, count: u32) -> Result<(), Duration> {
        let now = Instant::now();
        let more = self.every * count.saturating_sub(1);
        let mut part = self.part(key);
        if let Some(full_at) = part.full_at.get_mut(key) {
            *full_at = self.less_one(Some(*full_at), now)? + more;
        } else if part.has_capacity(self.most, now) {
            let full_at = self.less_one(None, now)? + more;
            part.full_at.insert(key.clone(), full_at);
        } else {
            part.shared = Some(self.less_one(part.shared, now)? + more);
        }
        Ok(())
    }

    /// Whether there is a token, without taking it or creating a bucket.
    pub(crate) fn check(&self, key: &K) -> Result<(), Duration> {
        let full_at = self.part(key).full_at.get(key).copied();
        self.less_one(full_at, Instant::now()).map(drop)
    }

    /// When a bucket is full again after one more token is taken.
    fn less_one(&self, full_at: Option<Instant>, now: Instant) -> Result<Instant, Duration> {
        let full_at = full_at.map_or(now, |full_at| full_at.max(now));
        match (full_at - now).checked_sub(self.tolerance) {
            Some(wait) if !wait.is_zero() => Err(wait),
            _ => Ok(full_at + self.every),
        }
    }

    fn part(&self, key: &K) -> MutexGuard<'_, Part<K>> {
        let hash = usize::try_from(self.hasher.hash_one(key) % PARTS as u64).unwrap_or(0);
        let part = self.parts.get(hash).unwrap_or(&self.parts[0]);
        part.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        let parts = self.parts.iter();
        parts
            .map(|part| part.lock().expect("unharmed").full_at.len())
            .sum()
    }
}

impl<K: Hash + Eq> Part<K> {
    /// Whether another bucket may be created. From time to time removes full ones.
    fn has_capacity(&mut self, most: usize, now: Instant) -> bool {
        let waited = self.searched.is_none_or(|then| now - then >= SEARCH_EVERY);
        if self.full_at.len() >= self.search_at && (waited || self.search_at < most) {
            self.full_at.retain(|_, full_at| *full_at > now);
            self.search_at = (2 * self.full_at.len()).clamp(FEW_IN_PART.min(most), most);
            self.searched = Some(now);
            // Frees the memory after a flood.
            self.full_at.shrink_to(self.search_at);
        }
        self.full_at.len() < most
    }
}

/// The `rate_limited` error with this wait and a message for people.
pub(crate) fn too_fast(wait: Duration, message: &str) -> ErrorReply {
    let retry_after_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1);
    ErrorReply::new(ErrorCode::RateLimited { retry_after_ms }, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    #[test]
    fn a_bucket_gives_its_burst_and_then_says_how_long_to_wait() {
        let buckets = Buckets::one_per(HOUR, 3);
        for _ in 0..3 {
            assert_eq!(buckets.check(&"ada"), Ok(()));
            assert_eq!(buckets.take(&"ada"), Ok(()));
        }
        assert!(buckets.check(&"ada").is_err());
        let wait = buckets.take(&"ada").expect_err("is empty");
        assert!(
            wait <= HOUR && wait > HOUR - Duration::from_secs(100),
            "{wait:?}"
        );
        assert_eq!(buckets.take(&"bob"), Ok(()));
    }

    #[test]
    fn in_the_long_run_it_gives_one_in_each_time() {
        let buckets = Buckets::one_per(Duration::from_millis(2), 5);
        let begun = Instant::now();
        let mut taken = 0;
        while taken < 50 {
            taken += u32::from(buckets.take(&"ada").is_ok());
        }
        // Five at once, and then one in each two milliseconds.
        assert!(begun.elapsed() >= Duration::from_millis(2 * 45));
    }

    #[test]
    fn full_buckets_take_no_memory_for_long() {
        let buckets = Buckets::one_per(Duration::from_nanos(1), 1);
        for key in 0..MOST {
            assert_eq!(buckets.take(&key), Ok(()));
        }
        assert!(buckets.len() <= PARTS * FEW_IN_PART, "{}", buckets.len());
    }

    #[test]
    fn a_flood_of_keys_is_bounded_and_costs_nobody_who_was_there_before() {
        const MOST: usize = 2048;
        let buckets = Buckets::one_per(HOUR, 3).of_at_most(MOST);
        assert_eq!(buckets.take(&usize::MAX), Ok(()));
        let passed = (0..20 * MOST)
            .filter(|key| buckets.take(key).is_ok())
            .count();
        assert!(buckets.len() <= MOST, "{}", buckets.len());
        assert!(passed <= MOST + PARTS * 3, "the others share: {passed}");
        assert_eq!(buckets.take(&usize::MAX), Ok(()));
        assert_eq!(buckets.take(&usize::MAX), Ok(()));
        assert!(buckets.take(&usize::MAX).is_err());
    }
}
