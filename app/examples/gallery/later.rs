//! What people put off.

use app::pages::{
    Document,
    form::{FormErrors, FormState, RawForm},
    later::{
        reminders::{ReminderRow, RemindersPage, ShownMessage},
        schedule::{
            ScheduleMessagePage,
            form::{BODY, CLIENT_ID},
        },
        scheduled::{self, EditedMessage, ScheduledPage, ScheduledRow},
        time::{self, DATE},
    },
    messages::{MessageFrame, remind::RemindPage},
};
use domain::local_time::Zone;
use protocol::{NotSent, Role, Timestamp};

use crate::{
    cast::{DAY, HOUR, ada, at, design, frame, grace},
    talk::message,
};

pub fn pages() -> Vec<(&'static str, Document)> {
    let paris = || Zone::named(Some("Europe/Paris"));
    let errors = FormErrors::of(DATE, "That time has passed. Choose a later one.");
    vec![
        ("schedule", schedule(Some(paris()), FormErrors::default())),
        ("schedule-refused", schedule(None, errors)),
        ("scheduled", Document::of(page(rows(), &paris()))),
        ("reminders", Document::of(reminders())),
        ("remind", remind()),
        ("scheduled-none", Document::of(page(Vec::new(), &paris()))),
    ]
}

fn schedule(zone: Option<Zone>, errors: FormErrors) -> Document {
    let here = zone.clone().unwrap_or_else(|| Zone::named(None));
    let fields = RawForm::default()
        .with(CLIENT_ID, "client-a1")
        .with(BODY, "Good morning! The mast goes up at ten.");
    Document::of(ScheduleMessagePage {
        workspace: "Harbour Works".into(),
        me: ada().id,
        room: design(),
        zone,
        form: FormState {
            fields: time::filled(fields, &here, at(DAY)),
            errors,
        },
    })
}

fn page(messages: Vec<ScheduledRow>, zone: &Zone) -> ScheduledPage {
    ScheduledPage {
        frame: frame(Role::Member),
        notice: (!messages.is_empty()).then(|| "The message is scheduled.".into()),
        took_text: false,
        next: (!messages.is_empty()).then(|| ScheduledPage::PATH.into()),
        messages,
        zone: zone.clone(),
    }
}

fn rows() -> Vec<ScheduledRow> {
    let row = |id: &str, text: Option<&str>, at: Timestamp, not_sent| ScheduledRow {
        id: id.into(),
        room: text.map(|_| ("/r/design".into(), "#design".into())),
        text: text.map(Into::into),
        at,
        not_sent,
        edited: None,
    };
    let edited = RawForm::default().with(scheduled::form::BODY, "Who takes the minutes?");
    let edited = time::filled(edited, &Zone::named(Some("Europe/Paris")), at(2 * DAY));
    vec![
        row("1", None, at(HOUR), Some(NotSent::RoomDeleted)),
        row(
            "2",
            Some("Happy birthday, Grace!"),
            at(2 * HOUR),
            Some(NotSent::Archived),
        ),
        row(
            "3",
            Some("Good morning!\nThe mast goes up at ten."),
            at(DAY),
            None,
        ),
        ScheduledRow {
            edited: Some(EditedMessage(FormState::with(edited))),
            ..row("4", Some("Who takes the minutes?"), at(2 * DAY), None)
        },
    ]
}

fn remind() -> Document {
    let paris = Zone::named(Some("Europe/Paris"));
    Document::of(RemindPage {
        frame: MessageFrame {
            workspace: "Harbour Works".into(),
            me: ada().id,
            room: design(),
            message: message(design().id, 4, grace(), "Who takes the minutes?"),
            next: None,
        },
        at: Some(at(2 * DAY)),
        form: FormState::with(time::filled(RawForm::default(), &paris, at(DAY))),
        zone: Some(paris),
    })
}

fn reminders() -> RemindersPage {
    let seen = |excerpt: Option<&str>| ShownMessage {
        room: "#design".into(),
        author: "Grace Hopper".into(),
        excerpt: excerpt.map(Into::into),
    };
    let row = |number: i64, is_due, seen| ReminderRow {
        message: number.to_string(),
        at: at(number * DAY),
        is_due,
        seen,
    };
    RemindersPage {
        frame: frame(Role::Member),
        reminders: vec![
            row(1, true, Some(seen(Some("Who takes the minutes?")))),
            row(2, true, None),
            row(3, false, Some(seen(None))),
        ],
        zone: Zone::named(None),
        notice: None,
    }
}
