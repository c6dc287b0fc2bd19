//! What was written in this browser and is not stored by the server yet: messages on their way, and
//! drafts. What is stored here and in which order is sent is decided in [`entry`] and
//! [`storage_keys`], which are pure.

#[cfg(feature = "hydrate")]
mod browser;
pub mod entry;
#[cfg(not(feature = "hydrate"))]
mod noop;
pub mod refusal;
pub mod storage_keys;

use leptos::prelude::*;
use protocol::{MessageBody, MessageId, NotTold, Quote, message::InvalidBody};

use super::{connection::Connection, timeline::Timeline};
use crate::page_data::ComposerForm;
use entry::Target;

#[cfg(feature = "hydrate")]
use browser::{Driver, driver};
#[cfg(not(feature = "hydrate"))]
use noop::{Driver, driver};

/// A handle that is cheap to copy.
#[derive(Clone, Copy)]
pub struct Outbox {
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "the server sends nothing to itself")
    )]
    connection: Connection,
    /// What is written here is shown there.
    timeline: Timeline,
    /// Another one on the page.
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "the server sends nothing to itself")
    )]
    other: Option<Timeline>,
    draft: RwSignal<String>,
    reply: RwSignal<Option<Quote>>,
    in_room: RwSignal<bool>,
    /// With the root of the thread where that was written.
    not_told: RwSignal<(Option<MessageId>, Vec<NotTold>)>,
    /// The text is the draft of the member's devices, and nobody has typed it here.
    is_given: bool,
    #[cfg_attr(
        not(feature = "hydrate"),
        expect(dead_code, reason = "the server stores nothing in a browser")
    )]
    driver: Driver,
}

impl Outbox {
    pub(super) fn new(form: &ComposerForm, connection: Connection, timeline: Timeline) -> Self {
        Self {
            connection,
            timeline,
            other: None,
            in_room: RwSignal::new(form.in_room),
            draft: RwSignal::new(form.text.clone()),
            reply: RwSignal::new(form.reply.clone()),
            not_told: RwSignal::new((None, form.not_told.clone())),
            is_given: form.draft_rev > 0,
            driver: driver(),
        }
    }

    /// That of a thread: it shares what is on its way, and has a message box of its own.
    pub(super) fn beside(self, form: &ComposerForm, timeline: Timeline) -> Self {
        if !form.not_told.is_empty() {
            self.not_told.set((timeline.root(), form.not_told.clone()));
        }
        Self {
            timeline,
            other: Some(self.timeline),
            draft: RwSignal::new(form.text.clone()),
            reply: RwSignal::new(form.reply.clone()),
            in_room: RwSignal::new(form.in_room),
            is_given: form.draft_rev > 0,
            ..self
        }
    }

    /// With another timeline on the page.
    pub(super) fn with(self, other: Timeline) -> Self {
        Self {
            other: Some(other),
            ..self
        }
    }

    /// The timelines on show.
    #[cfg(feature = "hydrate")]
    fn timelines(self) -> impl Iterator<Item = Timeline> {
        [self.timeline].into_iter().chain(self.other)
    }

    /// Whether what is written in a thread is sent to the room's log too.
    pub fn in_room(self) -> RwSignal<bool> {
        self.in_room
    }

    /// The text in the message box.
    pub fn draft(self) -> ReadSignal<String> {
        self.draft.read_only()
    }

    /// Whom the last message mentions without notifying them, with the thread that it was written in.
    pub fn not_told(self) -> ReadSignal<(Option<MessageId>, Vec<NotTold>)> {
        self.not_told.read_only()
    }

    /// The reader changed the text in the message box. It is stored at once, so that a reload loses
    /// nothing.
    pub fn set_draft(self, text: String) {
        self.save_draft(&text);
        self.draft.set(text);
    }

    /// The message that the draft replies to.
    pub fn reply(self) -> ReadSignal<Option<Quote>> {
        self.reply.read_only()
    }

    /// The draft replies to this message, or to none.
    pub fn set_reply(self, reply: Option<Quote>) {
        self.save_reply(reply.as_ref());
        self.reply.set(reply);
    }

    /// The text of the message box when the script has come: what was typed until then, else what
    /// this tab or, in a new one, another tab has stored, else the draft that the page came with; and
    /// what it replies to. If that draft is a later one, `public/composer/drafts.js` offers it.
    pub fn restore_draft(self, typed: String) {
        match self.reply.get_untracked() {
            // The address of the page says so.
            Some(reply) => self.save_reply(Some(&reply)),
            None => self.reply.set(self.saved_reply()),
        }
        let is_untouched =
            typed.is_empty() || (self.is_given && typed == *self.draft.read_untracked());
        match self.saved_draft().filter(|_| is_untouched) {
            Some(saved) => self.draft.set(saved),
            None if typed.is_empty() => self.draft.set(typed),
            None => self.set_draft(typed),
        }
    }

    /// Sends a text: it is shown at once, stored in the browser, and sent as soon as possible.
    ///
    /// # Errors
    /// When it is no message; nothing happens then.
    pub fn send(self, text: &str) -> Result<(), InvalidBody> {
        let body = MessageBody::parse(text)?;
        let target = Target {
            reply: self.reply.get_untracked(),
            thread: self.timeline.root(),
            in_room: self.in_room.get_untracked(),
        };
        self.enqueue(body, target);
        self.in_room.set(false);
        if self.reply.with_untracked(Option::is_some) {
            self.set_reply(None);
        }
        self.delete_draft();
        self.draft.set(String::new());
        self.timeline.jump_to_latest();
        Ok(())
    }
}
