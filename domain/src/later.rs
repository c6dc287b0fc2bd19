//! How far ahead something can be put off.

use protocol::limits::MAX_AHEAD;

/// Why it cannot be put off until then.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidTime {
    #[error("that time has passed. Choose a later one")]
    Past,
    #[error("that is more than a year from now. Choose an earlier time")]
    TooFar,
}

/// Checks an instant; both in milliseconds since 1970.
///
/// # Errors
/// [`InvalidTime`].
pub fn check(at: i64, now: i64) -> Result<(), InvalidTime> {
    let most = i64::try_from(MAX_AHEAD.as_millis()).unwrap_or(i64::MAX);
    if at <= now {
        Err(InvalidTime::Past)
    } else if at > now.saturating_add(most) {
        Err(InvalidTime::TooFar)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_within_the_next_year() {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        let now = 1_795_901_400_000;
        assert_eq!(check(now, now), Err(InvalidTime::Past));
        assert_eq!(check(now + 1, now), Ok(()));
        assert_eq!(check(now + 366 * DAY, now), Ok(()));
        assert_eq!(check(now + 367 * DAY, now), Err(InvalidTime::TooFar));
        assert_eq!(check(i64::MAX, now), Err(InvalidTime::TooFar));
    }
}
