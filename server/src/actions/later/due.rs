//! Doing what is due.

use domain::markup::RenderedBody;
use futures_util::FutureExt as _;
use protocol::{ErrorCode, ErrorReply, MemberId, MessageBody, RoomId, Timestamp};
use store::{Due, DueMessage};

use super::Actions;
use crate::actions::{
    markup::{Confirmed, Writer},
    refusal,
};

impl Actions {
    /// Does all that is due, in the order of the times; when to come again.
    ///
    /// # Errors
    /// `rate_limited`, `shutting_down`, `storage_unavailable`: the rest is still to be done.
    pub async fn do_due(&self) -> Result<Option<Timestamp>, ErrorReply> {
        loop {
            let due = self.store.read(|view| view.due_messages().boxed());
            let due = due.await.map_err(refusal)?;
            if due.is_empty() {
                break;
            }
            for message in due {
                self.post_due(message).await?;
            }
        }
        loop {
            let due = self.store.read(|view| view.reminders_to_tell().boxed());
            let due = due.await.map_err(refusal)?;
            if due.is_empty() {
                break;
            }
            for (member, message) in due {
                self.check_running()?;
                let told = self.store.change(move |change| {
                    async move { change.tell_reminder(member, message).await }.boxed()
                });
                told.await.map_err(refusal)?;
            }
        }
        let next = self.store.read(|view| {
            async move {
                let times = [
                    view.next_message_due().await?,
                    view.next_reminder_due().await?,
                ];
                Ok(times.into_iter().flatten().min())
            }
            .boxed()
        });
        next.await.map_err(refusal)
    }

    async fn post_due(&self, due: DueMessage) -> Result<(), ErrorReply> {
        self.check_running()?;
        let id = due.id;
        let body = match self.render_due(due.author, due.room, due.body).await {
            Ok(body) => body,
            Err(error) if error.code == ErrorCode::Internal => {
                tracing::error!(%id, "a scheduled message cannot be posted");
                let given_up = self
                    .store
                    .change(move |change| change.give_up_due(id).boxed());
                return given_up.await.map_err(refusal);
            }
            Err(error) => return Err(error),
        };
        let posted = self
            .store
            .change(move |change| async move { change.post_due(id, &body).await }.boxed());
        match posted.await.map_err(refusal)? {
            Due::Posted | Due::Outdated => {}
            Due::NotSent(reason) => {
                tracing::info!(%id, reason = reason.as_str(), "a scheduled message was not sent");
            }
        }
        Ok(())
    }

    /// Renders a text with whom it mentions now. Its author has confirmed all of it by scheduling it.
    pub(super) async fn render_due(
        &self,
        author: MemberId,
        room: RoomId,
        body: MessageBody,
    ) -> Result<RenderedBody, ErrorReply> {
        let writer = Writer::on_behalf_of(author);
        let written = self.render(writer, room, body, Confirmed::Yes).await?;
        Ok(written.body)
    }
}
