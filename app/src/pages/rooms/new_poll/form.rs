use protocol::{
    ClientMessageId, InvalidPoll, MessageId, NewPoll, PollDraft, Timestamp,
    limits::{MAX_POLL_OPTION_CHARS, MAX_POLL_QUESTION_CHARS},
};

use crate::pages::form::{Field, Form, FormErrors, RawForm};

/// Hidden; makes the form safe to send twice.
pub const CLIENT_ID: Field = Field::text("client_id");
/// Hidden; the id of the root of the thread that it is posted in.
pub const THREAD: Field = Field::text("thread").optional();
pub const QUESTION: Field = Field::text("question")
    .at_most(MAX_POLL_QUESTION_CHARS)
    .in_section("poll");
/// There once for each answer; empty ones are left out.
pub const OPTION: Field = Field::text("option")
    .at_most(MAX_POLL_OPTION_CHARS)
    .in_section("poll");
pub const MULTIPLE: Field = Field::text("multiple").optional();
pub const ANONYMOUS: Field = Field::text("anonymous").optional();
/// One of [`CLOSINGS`].
pub const CLOSES: Field = Field::text("closes").in_section("poll");

const HOUR_MS: i64 = 60 * 60 * 1000;

/// When a poll closes: the value in the form, its words, and the time from now in milliseconds.
pub const CLOSINGS: [(&str, &str, Option<i64>); 5] = [
    ("never", "When someone closes it", None),
    ("hour", "In an hour", Some(HOUR_MS)),
    ("day", "In a day", Some(24 * HOUR_MS)),
    ("three-days", "In three days", Some(3 * 24 * HOUR_MS)),
    ("week", "In a week", Some(7 * 24 * HOUR_MS)),
];

pub struct CreatePoll {
    pub client_id: ClientMessageId,
    pub thread: Option<MessageId>,
    pub poll: NewPoll,
    /// How long it is open, in milliseconds, if it closes by itself.
    pub open_for: Option<i64>,
}

impl CreatePoll {
    /// The form as it is first shown.
    pub fn blank(client_id: &ClientMessageId, thread: Option<MessageId>) -> RawForm {
        let thread = thread.map_or(String::new(), |thread| thread.to_string());
        RawForm::default()
            .with(CLIENT_ID, client_id.as_str())
            .with(THREAD, thread)
            .with(CLOSES, CLOSINGS[0].0)
    }

    /// The poll as it is posted now.
    pub fn poll_at(&self, now: Timestamp) -> NewPoll {
        let closes_at = self
            .open_for
            .map(|ms| Timestamp(now.millis().saturating_add(ms)));
        self.poll.clone().closing_at(closes_at)
    }
}

impl Form for CreatePoll {
    const ROUTE: &'static str = "/r/{slug}/poll";

    fn parse(fields: &RawForm) -> Result<Self, FormErrors> {
        let incomplete = |_| {
            FormErrors::general("The form was not complete. Open it again, and fill it in anew.")
        };
        let client_id = ClientMessageId::parse(fields.get(CLIENT_ID));
        let client_id = client_id.map_err(|_| ()).map_err(incomplete)?;
        let thread = match fields.get(THREAD) {
            "" => None,
            text => Some(text.parse().map_err(|_| ()).map_err(incomplete)?),
        };
        let options = fields.all(OPTION).filter(|text| !text.trim().is_empty());
        let draft = PollDraft {
            question: fields.get(QUESTION).to_owned(),
            options: options.map(str::to_owned).collect(),
            multiple: fields.is_checked(MULTIPLE),
            anonymous: fields.is_checked(ANONYMOUS),
            closes_at: None,
        };
        let poll = NewPoll::parse(draft);
        let field = match &poll {
            Err(reason) if !InvalidPoll::is_about_question(*reason) => OPTION,
            _ => QUESTION,
        };
        let mut errors = FormErrors::default();
        let poll = errors.check(field, poll);
        let closes = fields.get(CLOSES);
        let closing = CLOSINGS.iter().find(|(value, ..)| *value == closes);
        poll.map(|poll| Self {
            client_id,
            thread,
            poll,
            open_for: closing.and_then(|(.., open_for)| *open_for),
        })
        .ok_or(errors)
    }
}
