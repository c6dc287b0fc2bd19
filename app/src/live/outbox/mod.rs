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
use protocol::{MessageBody, Quote, message::InvalidBody};

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
    timeline: Timeline,
    draft: RwSignal<String>,
    reply: RwSignal<Option<Quote>>,
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
            draft: RwSignal::new(form.text.clone()),
            reply: RwSignal::new(form.reply.clone()),
            driver: driver(),
        }
    }

    /// The text in the message box.
    pub fn draft(self) -> ReadSignal<String> {
        self.draft.read_only()
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
    /// this tab or, in a new one, another tab has stored; and what it replies to.
    pub fn restore_draft(self, typed: String) {
        match self.reply.get_untracked() {
            // The address of the page says so.
            Some(reply) => self.save_reply(Some(&reply)),
            None => self.reply.set(self.saved_reply()),
        }
        if typed.is_empty() {
            self.draft.set(self.saved_draft());
        } else {
            self.set_draft(typed);
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
            thread: None,
            in_room: false,
        };
        self.enqueue(body, target);
        if self.reply.with_untracked(Option::is_some) {
            self.set_reply(None);
        }
        self.delete_draft();
        self.draft.set(String::new());
        self.timeline.jump_to_latest();
        Ok(())
    }
}
