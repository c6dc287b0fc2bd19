//! How far an instant is from now, in words. Up to a month in both directions; a date beyond.

use protocol::Timestamp;

use super::clock::{self, Zone};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// "5 minutes ago", "2 days ago", "3 November 2026"; "in 6 days" for what is to come.
pub fn relative(now: Timestamp, then: Timestamp) -> String {
    let past = now.millis() - then.millis();
    match words(past.abs()) {
        Some(words) if past >= 0 => format!("{words} ago"),
        Some(words) => format!("in {words}"),
        None if (0..MINUTE).contains(&past) => "just now".into(),
        None if (-MINUTE..0).contains(&past) => "in a moment".into(),
        None if past > 0 => on(then),
        None => format!("on {}", on(then)),
    }
}

/// A stretch of time in words; nothing for less than a minute, or for more than a month.
fn words(length: i64) -> Option<String> {
    let units = [
        (MINUTE..HOUR, MINUTE, "minute"),
        (HOUR..DAY, HOUR, "hour"),
        (DAY..31 * DAY, DAY, "day"),
    ];
    units
        .into_iter()
        .find(|(range, ..)| range.contains(&length))
        .map(|(_, unit, noun)| count(length / unit, noun))
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
            (-25 * HOUR, "1 day ago"),
            (-6 * DAY, "6 days ago"),
            (-31 * DAY, "24 October 2026"),
            (5 * MINUTE, "in 5 minutes"),
            (7 * DAY - MINUTE, "in 6 days"),
            (30 * 1000, "in a moment"),
            (60 * DAY, "on 23 January 2027"),
        ];
        for (offset, words) in cases {
            assert_eq!(relative(now, Timestamp(now.millis() + offset)), words);
        }
    }
}
