//! Deleting messages, and undoing that: an author can for a while, and after it nothing is left.

use std::time::Duration;

use futures_util::FutureExt as _;
use protocol::{
    ErrorReply, Message,
    event::{DeleteRequest, RestoreRequest},
};

use crate::actions::{Actions, Actor};
use domain::authorise::action;
use store::{Store, StoreError};

/// Retry interval, for example when the disk is full.
const PURGE_AGAIN: Duration = Duration::from_secs(2);

/// The clock has moved on after that.
const A_MOMENT: Duration = Duration::from_millis(5);

impl Actions {
    /// Deletes a message: what it says and said is gone for everyone. If it is the caller's own, they can
    /// restore it for a while; else it is gone from the disk.
    ///
    /// # Errors
    /// As [`Actions::edit_message`].
    pub async fn delete_message(
        &self,
        actor: &Actor,
        request: DeleteRequest,
    ) -> Result<Message, ErrorReply> {
        let undo_for = self.undo_for;
        self.request(action::DeleteMessage, actor, request.message)
            .change(move |change, granted| change.delete_message(granted, undo_for).boxed())
            .await
    }

    /// For how long the caller can restore a message that they delete.
    pub fn undo_for(&self, actor: &Actor, message: &Message) -> Duration {
        if message.author.id == actor.member.id {
            self.undo_for
        } else {
            Duration::ZERO
        }
    }

    /// Undoes that the caller has deleted a message of their own.
    ///
    /// # Errors
    /// `forbidden` when it is too late, and as [`Actions::edit_message`].
    pub async fn restore_message(
        &self,
        actor: &Actor,
        request: RestoreRequest,
    ) -> Result<Message, ErrorReply> {
        self.request(action::RestoreMessage, actor, request.message)
            .change(|change, granted| change.restore_message(granted).boxed())
            .await
    }

    /// Erases what can no longer be restored, as long as the server runs. It looks again when the next is
    /// due: what is deleted after a look is not due before the next one.
    pub fn purge_deleted_messages(&self) {
        let (store, undo_for) = (self.store.clone(), self.undo_for);
        tokio::spawn(async move {
            loop {
                let wait = match purge(&store, undo_for).await {
                    Ok(None) if undo_for.is_zero() => return,
                    Ok(next) => next.unwrap_or(undo_for).min(undo_for).max(A_MOMENT),
                    Err(StoreError::Closed) => return,
                    Err(error) => {
                        tracing::warn!(%error, "deleted messages stay on the disk for now");
                        PURGE_AGAIN
                    }
                };
                tokio::time::sleep(wait).await;
            }
        });
    }
}

/// How long until the next is due.
async fn purge(store: &Store, undo_for: Duration) -> Result<Option<Duration>, StoreError> {
    let next = store.read(|view| view.undo_left().boxed()).await?;
    if next.is_none_or(|left| !left.is_zero() && left <= undo_for) {
        return Ok(next);
    }
    store
        .change(move |change| change.purge_deleted(undo_for).boxed())
        .await?;
    store.read(|view| view.undo_left().boxed()).await
}
