//! How far an instant is from now, in words. Below a week in both directions; a date beyond.

use protocol::Timestamp;

use super::clock::{self, Zone};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// "5 minutes ago", "yesterday", "3 November 2026"; "in 6 days" for what is to come.
pub fn relative(now: Timestamp, then: Timestamp) -> String {
    let past = now.millis() - then.millis();
    if past >= 0 {
        match past {
            ..MINUTE => "just now".into(),
            ..HOUR => format!("{} ago", count(past / MINUTE, "minute")),
            ..DAY => format!("{} ago", count(past / HOUR, "hour")),
            _ if past < 2 * DAY => "yesterday".into(),
            _ if past < 7 * DAY => format!("{} ago", count(past / DAY, "day")),
            _ => on(then),
        }
    } else {
        let left = -past;
        match left {
            ..MINUTE => "in a moment".into(),
            ..HOUR => format!("in {}", count(left / MINUTE, "minute")),
            ..DAY => format!("in {}", count(left / HOUR, "hour")),
            _ if left < 31 * DAY => format!("in {}", count((left + HOUR) / DAY, "day")),
            _ => format!("on {}", on(then)),
        }
    }
}

/// The date alone, in UTC: "3 November 2026".
pub fn on(then: Timestamp) -> String {
    let day = clock::day(then.millis(), Zone::Utc);
    match day.split_once(", ") {
        Some((_, date)) => date.to_owned(),
        None => day,
    }
}

/// The instant in full, in UTC: "3 November 2026, 14:05 UTC".
pub fn exact(then: Timestamp) -> String {
    format!(
        "{}, {} UTC",
        on(then),
        clock::time(then.millis(), Zone::Utc)
    )
}

/// "1 minute", "2 minutes".
pub fn count(number: i64, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        _ => format!("{number} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_told_from_now() {
        // 2026-11-24, 12:00 UTC.
        let now = Timestamp(1_795_521_600_000);
        let cases = [
            (0, "just now"),
            (-MINUTE, "1 minute ago"),
            (-2 * HOUR, "2 hours ago"),
            (-25 * HOUR, "yesterday"),
            (-6 * DAY, "6 days ago"),
            (-21 * DAY, "3 November 2026"),
            (5 * MINUTE, "in 5 minutes"),
            (7 * DAY - MINUTE, "in 7 days"),
            (60 * DAY, "on 23 January 2027"),
        ];
        for (offset, words) in cases {
            assert_eq!(relative(now, Timestamp(now.millis() + offset)), words);
        }
    }
}
