//! Reacting to messages.

use leptos::{prelude::*, task::spawn_local};
use protocol::{Emoji, Seq, event::ReactRequest};

use super::super::Timeline;
use crate::live::connection::RequestError;

impl Timeline {
    /// Adds a reaction, or takes it back. It is shown when the server tells of it.
    pub fn react(self, seq: Seq, emoji: &str, on: bool) {
        let id = self.state.with_untracked(|state| {
            let mut all = state.messages().iter();
            all.find(|one| one.seq == seq).map(|one| one.id)
        });
        let Some((message, emoji)) = id.zip(Emoji::parse(emoji).ok()) else {
            return;
        };
        spawn_local(async move {
            let request = ReactRequest { message, emoji, on };
            let reply = self.connection.ask(request).await;
            self.problem.set(reply.err().map(|error| match error {
                RequestError::Refused(error) => error.message,
                RequestError::Unreachable => {
                    "Your reaction was not saved: the server cannot be reached.".into()
                }
            }));
        });
    }
}
