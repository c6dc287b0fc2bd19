//! Polls: posting, voting, and closing.

use futures_util::FutureExt as _;
use protocol::{
    ErrorCode, ErrorReply, Message,
    event::{ClosePollRequest, PollRequest, Sent, VoteReply, VoteRequest},
};

use super::{Draft, Submitted};
use crate::{
    actions::{Actions, Actor},
    clock::now,
};
use domain::authorise::action;
use store::NewContent;

/// Longest time that a poll can be open if it closes by itself, in milliseconds: a year.
const LONGEST_MS: i64 = 366 * 24 * 60 * 60 * 1000;

impl Actions {
    /// Posts a poll. It is on disk when this returns.
    ///
    /// # Errors
    /// As [`Actions::submit_poll`], and those of [`Submitted::posted`].
    pub async fn post_poll(&self, actor: &Actor, request: PollRequest) -> Result<Sent, ErrorReply> {
        self.submit_poll(actor, request)?.posted().await
    }

    /// Queues a poll to be posted, as [`Actions::submit`] does with texts. When it closes is not
    /// compared with the clock, but for years to come: a retry may arrive after that.
    ///
    /// # Errors
    /// `invalid_payload`, `shutting_down`, `storage_unavailable`; nothing is posted then.
    pub fn submit_poll(
        &self,
        actor: &Actor,
        request: PollRequest,
    ) -> Result<Submitted, ErrorReply> {
        let latest = now().millis().saturating_add(LONGEST_MS);
        let closes_at = request.poll.draft().closes_at;
        if closes_at.is_some_and(|at| at.millis() > latest) {
            return Err(ErrorReply::new(
                ErrorCode::InvalidPayload,
                "A poll can be open for a year at most. Let it close earlier, or leave the time out \
                 and close it yourself.",
            ));
        }
        let draft = Draft {
            room: request.room,
            client_id: request.client_id,
            reply_to: request.reply_to,
            thread: request.thread,
            in_room: request.in_room,
            forwards: None,
        };
        self.submit(actor, draft, NewContent::Poll(Box::new(request.poll)))
    }

    /// Makes this the caller's whole choice in a poll. It is on disk when this returns.
    ///
    /// # Errors
    /// `invalid_payload` for a choice that the poll does not have, `not_found`, `forbidden`,
    /// `shutting_down`, `storage_unavailable`; nothing is changed then.
    pub async fn vote(&self, actor: &Actor, request: VoteRequest) -> Result<VoteReply, ErrorReply> {
        let VoteRequest { message, options } = request;
        let rev = self
            .request(action::Vote, actor, message)
            .change(move |change, granted| {
                async move { change.vote(granted, &options).await }.boxed()
            });
        Ok(VoteReply { rev: rev.await? })
    }

    /// Ends a poll.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`; nothing is changed then.
    pub async fn close_poll(
        &self,
        actor: &Actor,
        request: ClosePollRequest,
    ) -> Result<Message, ErrorReply> {
        self.request(action::ClosePoll, actor, request.message)
            .change(|change, granted| change.close_poll(granted).boxed())
            .await
    }
}
