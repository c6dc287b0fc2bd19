//! Times as they are where somebody is. The zones' rules are part of the program, so that they are
//! the same on every machine.

use jiff::{
    Timestamp, ZonedDateTime,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

/// When a day begins for what is put off to it.
const MORNING: i8 = 9;

const HOUR_MS: i64 = 60 * 60 * 1000;

/// A time zone.
#[derive(Clone, Debug)]
pub struct Zone(TimeZone);

/// A time that need not be typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Preset {
    InAnHour,
    /// Tomorrow morning.
    Tomorrow,
    /// The morning of the next Monday.
    Monday,
}

/// What was typed is no time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("that is not a date and a time. Enter them such as 2027-01-31 and 09:00")]
pub struct InvalidLocalTime;

impl Zone {
    /// The zone of that name; UTC if there is none, or no name.
    pub fn named(name: Option<&str>) -> Self {
        let found = name.and_then(|name| TimeZone::get(name).ok());
        Self(found.unwrap_or(TimeZone::UTC))
    }

    /// `Europe/Paris`, or `UTC`.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The instant of a date and a time, as forms send them. An hour that is left out in spring is
    /// the one after it, and of one that comes twice in autumn it is the first.
    ///
    /// # Errors
    /// [`InvalidLocalTime`].
    pub fn instant(&self, date: &str, time: &str) -> Result<i64, InvalidLocalTime> {
        let date: Date = date.trim().parse().map_err(|_| InvalidLocalTime)?;
        let time: Time = time.trim().parse().map_err(|_| InvalidLocalTime)?;
        let local = date.to_datetime(time).to_zoned_datetime(self.0.clone());
        let local = local.map_err(|_| InvalidLocalTime)?;
        Ok(local.timestamp().as_millisecond())
    }

    /// The instant that a preset means now.
    pub fn preset(&self, preset: Preset, now: i64) -> i64 {
        let in_an_hour = now.saturating_add(HOUR_MS);
        let day = match preset {
            Preset::InAnHour => return in_an_hour,
            Preset::Tomorrow => self.local(now).date().tomorrow(),
            Preset::Monday => self.local(now).date().nth_weekday(1, Weekday::Monday),
        };
        let morning = day.and_then(|day| {
            let morning = day.at(MORNING, 0, 0, 0);
            morning.to_zoned_datetime(self.0.clone())
        });
        // Only the end of the calendar has no next day.
        morning.map_or(in_an_hour, |morning| morning.timestamp().as_millisecond())
    }

    /// "Mon 30 Nov 2026, 09:00".
    pub fn words(&self, at: i64) -> String {
        self.format(at, "%a %-d %b %Y, %H:%M")
    }

    /// As a form's field for dates has it.
    pub fn date(&self, at: i64) -> String {
        self.format(at, "%Y-%m-%d")
    }

    /// As a form's field for times has it.
    pub fn time(&self, at: i64) -> String {
        self.format(at, "%H:%M")
    }

    fn format(&self, at: i64, format: &str) -> String {
        self.local(at).strftime(format).to_string()
    }

    fn local(&self, at: i64) -> ZonedDateTime {
        let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX);
        at.to_zoned_datetime(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Saturday, 21:30 UTC.
    const NOW: i64 = 1_795_901_400_000;

    #[test]
    fn presets_are_mornings_where_the_person_is() {
        let words = |zone: Option<&str>, preset| {
            let zone = Zone::named(zone);
            zone.words(zone.preset(preset, NOW))
        };
        assert_eq!(Zone::named(None).words(NOW), "Sat 28 Nov 2026, 21:30");
        let hour = words(Some("Europe/Paris"), Preset::InAnHour);
        assert_eq!(hour, "Sat 28 Nov 2026, 23:30");
        let tomorrow = words(Some("Europe/Paris"), Preset::Tomorrow);
        assert_eq!(tomorrow, "Sun 29 Nov 2026, 09:00");
        // It is Sunday there already.
        let tomorrow = words(Some("Pacific/Auckland"), Preset::Tomorrow);
        assert_eq!(tomorrow, "Mon 30 Nov 2026, 09:00");
        let monday = words(Some("Pacific/Auckland"), Preset::Monday);
        assert_eq!(monday, "Mon 30 Nov 2026, 09:00");
        assert_eq!(words(None, Preset::Monday), "Mon 30 Nov 2026, 09:00");
    }

    #[test]
    fn a_local_time_is_one_instant_also_when_clocks_change() {
        let paris = Zone::named(Some("Europe/Paris"));
        let back = |date: &str, time: &str| {
            let at = paris.instant(date, time).expect("a time");
            (paris.date(at), paris.time(at))
        };
        let pair = |date: &str, time: &str| (date.to_owned(), time.to_owned());
        assert_eq!(back("2026-07-01", "09:00"), pair("2026-07-01", "09:00"));
        // Left out in spring.
        assert_eq!(back("2027-03-28", "02:30"), pair("2027-03-28", "03:30"));
        // Twice in autumn.
        assert_eq!(back("2027-10-31", "02:30"), pair("2027-10-31", "02:30"));
        let utc = Zone::named(Some("Middle/Earth"));
        assert_eq!(utc.name(), "UTC");
        assert_eq!(utc.instant("1970-01-01", "00:01"), Ok(60_000));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let utc = Zone::named(None);
        for (date, time) in [
            ("", ""),
            ("2026-02-30", "09:00"),
            ("2026-02-20", "25:00"),
            ("tomorrow", "nine"),
            ("-9999-01-01", ""),
        ] {
            assert_eq!(
                utc.instant(date, time),
                Err(InvalidLocalTime),
                "{date} {time}"
            );
        }
    }
}
