//! The fields that say when.

use domain::local_time::{InvalidLocalTime, Preset, Zone};
use leptos::prelude::*;
use protocol::Timestamp;

use crate::pages::{
    form::{Field, FieldKind, FormErrors, FormState, RawForm},
    html::{Html, IntoHtml as _},
    parts::TextField,
};

/// Which button was pressed: one of [`presets`], or [`CHOSEN`].
pub const WHEN: Field = Field::text("when").optional();
/// The value for the date and time of the fields.
pub const CHOSEN: &str = "time";
pub const DATE: Field = Field::text("date").kind(FieldKind::Date);
pub const TIME: Field = Field::text("time").kind(FieldKind::Time);
/// The time zone of these; `public/time_zone.js` fills it in where it is empty.
pub const TIME_ZONE: Field = Field::text("time_zone")
    .at_most(domain::time_zone::MAX_TIME_ZONE_BYTES)
    .optional();

/// Buttons that need no date: value, words and meaning.
pub const PRESETS: [(&str, &str, Preset); 3] = [
    ("hour", "In an hour", Preset::InAnHour),
    ("tomorrow", "Tomorrow at 9:00", Preset::Tomorrow),
    ("monday", "Monday at 9:00", Preset::Monday),
];

/// What the fields say, in the zone that they name, or else in `own`.
pub fn read(
    fields: &RawForm,
    own: Option<&Zone>,
    now: Timestamp,
    errors: &mut FormErrors,
) -> Option<Timestamp> {
    let zone = errors.check(TIME_ZONE, domain::time_zone::read(fields.get(TIME_ZONE)))?;
    let zone = match (zone, own) {
        (None, Some(own)) => own.clone(),
        (zone, _) => Zone::named(zone.as_deref()),
    };
    let when = fields.get(WHEN);
    if let Some((_, _, preset)) = PRESETS.iter().find(|(value, ..)| *value == when) {
        return Some(Timestamp(zone.preset(*preset, now.0)));
    }
    let at: Result<i64, InvalidLocalTime> = zone.instant(fields.get(DATE), fields.get(TIME));
    errors.check(DATE, at).map(Timestamp)
}

/// An instant in the fields.
pub fn filled(fields: RawForm, zone: &Zone, at: Timestamp) -> RawForm {
    fields
        .with(DATE, zone.date(at.0))
        .with(TIME, zone.time(at.0))
}

/// Date and time.
pub fn fields(form: &FormState) -> Html {
    view! {
        <div class="date-time">
            <TextField field=form.field(DATE) label="Date" />
            <TextField field=form.field(TIME) label="Time" />
        </div>
    }
    .into_html()
}

/// The time zone of the fields: named where it is known, else asked for.
pub fn zone_field(form: &FormState, zone: Option<&Zone>) -> Html {
    match zone {
        Some(zone) => {
            let name = zone.name().to_owned();
            view! {
                <input type="hidden" name=TIME_ZONE.name value=name.clone() />
                <p class="hint">{format!("Times are in the time zone {name}.")}</p>
            }
            .into_html()
        }
        None => view! {
            <TextField
                field=form.field(TIME_ZONE)
                label="Time zone"
                hint="Such as Europe/Paris; UTC if it is empty. Your profile can hold it."
            />
        }
        .into_html(),
    }
}

/// The buttons that need no date.
pub fn presets() -> Html {
    let buttons = PRESETS.iter().map(|(value, words, _)| {
        view! {
            <button class="button quiet" name=WHEN.name value=*value formnovalidate=true>
                {*words}
            </button>
        }
    });
    view! { <div class="buttons">{buttons.collect_view()}</div> }.into_html()
}
