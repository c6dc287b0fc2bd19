//! Times as they are shown. The server does not know the reader's zone, so it shows UTC; the
//! browser shows the same at first, and the reader's own time once it has taken over.

/// Whose time is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Zone {
    Utc,
    Local,
}

/// Time of day.
pub fn time(ms: i64, zone: Zone) -> String {
    match zone {
        Zone::Utc => utc_time(ms),
        Zone::Local => local::time(ms).unwrap_or_else(|| utc_time(ms)),
    }
}

/// The day, in words.
pub fn day(ms: i64, zone: Zone) -> String {
    match zone {
        Zone::Utc => utc_day(ms),
        Zone::Local => local::day(ms).unwrap_or_else(|| utc_day(ms)),
    }
}

/// The instant by the clock of this device, in ms since 1970.
pub fn now() -> i64 {
    local::now()
}

/// For `<time datetime>` (RFC 3339).
pub fn machine(ms: i64) -> String {
    let (date, second) = (civil(ms.div_euclid(DAY_MS)), ms.rem_euclid(DAY_MS) / 1000);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        date.year,
        date.month,
        date.day,
        second / 3600,
        second / 60 % 60,
        second % 60,
    )
}

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

const WEEKDAYS: [&str; 7] = [
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "Monday",
    "Tuesday",
    "Wednesday",
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

struct Date {
    year: i64,
    month: i64,
    day: i64,
}

fn utc_time(ms: i64) -> String {
    let minute = ms.rem_euclid(DAY_MS) / 60_000;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn utc_day(ms: i64) -> String {
    let days = ms.div_euclid(DAY_MS);
    let date = civil(days);
    let name = |names: &[&'static str], at: i64| {
        usize::try_from(at)
            .ok()
            .and_then(|at| names.get(at).copied())
            .unwrap_or_default()
    };
    let weekday = name(&WEEKDAYS, days.rem_euclid(7));
    let month = name(&MONTHS, date.month - 1);
    format!("{weekday}, {} {month} {}", date.day, date.year)
}

/// The Gregorian date of a day since 1970 (Howard Hinnant, "chrono-compatible date algorithms").
fn civil(days: i64) -> Date {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    Date {
        year: year_of_era + era * 400 + i64::from(month <= 2),
        month,
        day: of_year - (153 * from_march + 2) / 5 + 1,
    }
}

/// The reader's zone and habits, which only a browser knows.
#[cfg(feature = "hydrate")]
mod local {
    use js_sys::{Array, Date, Intl::DateTimeFormat, Object, Reflect};
    use wasm_bindgen::JsValue;

    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn now() -> i64 {
        Date::now() as i64
    }

    pub(super) fn time(ms: i64) -> Option<String> {
        format(ms, &[("hour", "2-digit"), ("minute", "2-digit")])
    }

    pub(super) fn day(ms: i64) -> Option<String> {
        format(
            ms,
            &[
                ("weekday", "long"),
                ("day", "numeric"),
                ("month", "long"),
                ("year", "numeric"),
            ],
        )
    }

    #[allow(clippy::cast_precision_loss)]
    fn format(ms: i64, options: &[(&str, &str)]) -> Option<String> {
        let chosen = Object::new();
        for (key, value) in options {
            Reflect::set(&chosen, &JsValue::from(*key), &JsValue::from(*value)).ok()?;
        }
        let formatter = DateTimeFormat::new(&Array::new(), &chosen);
        let date = Date::new(&JsValue::from(ms as f64));
        formatter
            .format()
            .call1(&JsValue::UNDEFINED, &date)
            .ok()?
            .as_string()
    }
}

#[cfg(not(feature = "hydrate"))]
mod local {
    pub(super) fn now() -> i64 {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
    }

    pub(super) fn time(_ms: i64) -> Option<String> {
        None
    }

    pub(super) fn day(_ms: i64) -> Option<String> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_for_people_and_machines() {
        let cases = [
            (
                0,
                "00:00",
                "Thursday, 1 January 1970",
                "1970-01-01T00:00:00Z",
            ),
            (
                951_827_696_000,
                "12:34",
                "Tuesday, 29 February 2000",
                "2000-02-29T12:34:56Z",
            ),
            (
                1_795_521_600_000,
                "12:00",
                "Tuesday, 24 November 2026",
                "2026-11-24T12:00:00Z",
            ),
            (
                -1,
                "23:59",
                "Wednesday, 31 December 1969",
                "1969-12-31T23:59:59Z",
            ),
        ];
        for (ms, of_day, in_words, for_machines) in cases {
            assert_eq!(time(ms, Zone::Utc), of_day);
            assert_eq!(day(ms, Zone::Utc), in_words);
            assert_eq!(machine(ms), for_machines);
        }
    }
}
