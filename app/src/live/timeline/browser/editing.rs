//! Storing what the reader has edited.

use leptos::{prelude::*, task::spawn_local};
use protocol::{MessageBody, MessageId, event::EditRequest};

use super::super::Timeline;
use crate::live::connection::RequestError;

impl Timeline {
    /// Stores the new text, and leaves the box open with the reason if that is refused.
    pub fn save_edit(self, message: MessageId, text: String, problem: RwSignal<Option<String>>) {
        let body = match MessageBody::parse(&text) {
            Ok(body) => body,
            Err(reason) => return problem.set(Some(format!("Not saved: {reason}."))),
        };
        spawn_local(async move {
            match self.connection.ask(EditRequest { message, body }).await {
                Ok(now) => {
                    let is_open = self.state.with_untracked(|state| state.editing());
                    self.message_changed(now);
                    // Another may have been begun meanwhile.
                    if is_open == Some(message) {
                        self.stop_editing();
                    }
                }
                Err(RequestError::Refused(error)) => problem.set(Some(error.message)),
                Err(RequestError::Unreachable) => problem.set(Some(
                    "Not saved: the server cannot be reached. Try again in a moment.".into(),
                )),
            }
        });
    }
}
