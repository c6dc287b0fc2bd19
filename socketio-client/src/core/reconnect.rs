//! When to try again: exponential back-off with full jitter, so that a thousand clients of a
//! restarted server do not come back in one moment (AWS Architecture Blog, "Exponential Backoff
//! And Jitter").

use std::time::Duration;

/// Bounds of the delay before a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Backoff {
    /// Upper bound of the first delay.
    pub first: Duration,
    /// Upper bound of any delay; each try doubles the bound up to it.
    pub max: Duration,
}

impl Default for Backoff {
    fn default() -> Self {
        Self {
            first: Duration::from_millis(500),
            max: Duration::from_secs(10),
        }
    }
}

pub(super) struct Reconnect {
    backoff: Option<Backoff>,
    attempt: u32,
    random: u64,
}

impl Reconnect {
    pub(super) fn new(backoff: Option<Backoff>, seed: u64) -> Self {
        Self {
            backoff,
            attempt: 0,
            // Spread over all bits, as small seeds would begin with small numbers; and zero is the
            // one state that the generator never leaves.
            random: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).max(1),
        }
    }

    pub(super) fn succeeded(&mut self) {
        self.attempt = 0;
    }

    /// The number of the next try, and the delay before it.
    pub(super) fn next(&mut self) -> Option<(u32, Duration)> {
        let backoff = self.backoff?;
        let doubled = backoff.first.saturating_mul(1 << self.attempt.min(16));
        let bound = doubled.min(backoff.max);
        self.attempt = self.attempt.saturating_add(1);
        // A part of it in steps of 2^-16: fine enough to spread, and no arithmetic of fractions.
        Some((self.attempt, (bound / (1 << 16)) * self.random_bits()))
    }

    /// 16 random bits, by xorshift64 (Marsaglia, 2003): spreading needs no better.
    fn random_bits(&mut self) -> u32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        u32::try_from(self.random >> 48).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_stay_below_a_doubling_bound_and_are_spread() {
        let backoff = Backoff {
            first: Duration::from_millis(100),
            max: Duration::from_secs(2),
        };
        let mut delays = Vec::new();
        for seed in 1..200 {
            let mut reconnect = Reconnect::new(Some(backoff), seed * 7919);
            for attempt in 1..=20 {
                let (number, delay) = reconnect.next().expect("tries again");
                assert_eq!(number, attempt);
                let bound = backoff
                    .first
                    .saturating_mul(1 << (attempt - 1))
                    .min(backoff.max);
                assert!(delay <= bound);
                delays.push(delay);
            }
        }
        let late = delays
            .iter()
            .filter(|delay| **delay > Duration::from_secs(1))
            .count();
        assert!(
            (delays.len() / 5..delays.len() / 2).contains(&late),
            "{late}"
        );
    }

    #[test]
    fn without_back_off_there_is_no_other_try() {
        assert_eq!(Reconnect::new(None, 1).next(), None);
    }
}
