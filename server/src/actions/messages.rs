//! Posting and reading messages.

use std::collections::HashSet;

use protocol::{
    ErrorCode, ErrorReply,
    event::{
        HeadsReply, HeadsRequest, HistoryPage, HistoryRequest, ResumeReply, ResumeRequest,
        ResumedRoom, SendRequest, Sent,
    },
    limits::MAX_RESUME_ROOMS,
};

use super::{Actions, Actor, limits::Kind, refusal};
use crate::{
    domain::authorise::{Action, authorise},
    store::{Appended, NewMessage, Queued, StoreError},
};

/// A message on its way to the disk.
#[must_use = "only when it is posted it may be acknowledged"]
pub struct Submitted(Queued<Appended>);

impl Submitted {
    /// Waits until it is on disk.
    ///
    /// # Errors
    /// `not_found`, `shutting_down`, `storage_unavailable`; nothing was posted then.
    pub async fn posted(self) -> Result<Sent, ErrorReply> {
        let message = self.0.committed().await.map_err(refusal)?.message;
        Ok(Sent {
            id: message.id,
            seq: message.seq,
            sent_at: message.sent_at,
        })
    }
}

impl Actions {
    /// Posts a message. It is on disk when this returns.
    ///
    /// # Errors
    /// `rate_limited`, `shutting_down`, `not_found`, `storage_unavailable`; nothing is posted then.
    pub async fn send(&self, actor: &Actor, request: SendRequest) -> Result<Sent, ErrorReply> {
        self.submit(actor, request)?.posted().await
    }

    /// Queues a message to be posted. Those of one caller are stored in the order in which they
    /// were queued, and many may be queued at once: they share an fsync.
    ///
    /// # Errors
    /// `rate_limited`, `shutting_down`, `storage_unavailable`; nothing is posted then.
    pub fn submit(&self, actor: &Actor, request: SendRequest) -> Result<Submitted, ErrorReply> {
        self.check_running()?;
        self.limits.check(actor, Kind::Send)?;
        let permit = authorise(Some(&actor.member), Action::Post)?;
        let new = NewMessage {
            room: request.room,
            author: actor.member.id,
            client_id: request.client_id,
            body: request.body,
        };
        let queued = self.gate.open(&permit).submit(new).map_err(refusal)?;
        Ok(Submitted(queued))
    }

    /// Reads a page.
    ///
    /// # Errors
    /// `rate_limited`, `not_found`, `storage_unavailable`.
    pub async fn history(
        &self,
        actor: &Actor,
        request: HistoryRequest,
    ) -> Result<HistoryPage, ErrorReply> {
        self.limits.check(actor, Kind::Read)?;
        let permit = authorise(Some(&actor.member), Action::Read)?;
        self.gate
            .open(&permit)
            .history(request.room, request.at, request.limit)
            .await
            .map_err(refusal)
    }

    /// What was missed in each room. Rooms that the member may not see are left out.
    ///
    /// # Errors
    /// `invalid_payload` for too many rooms or one twice, `rate_limited`, `storage_unavailable`.
    pub async fn resume(
        &self,
        actor: &Actor,
        request: ResumeRequest,
    ) -> Result<ResumeReply, ErrorReply> {
        self.limits.check(actor, Kind::Read)?;
        let mut seen = HashSet::new();
        let is_valid = request.rooms.len() <= MAX_RESUME_ROOMS
            && request.rooms.iter().all(|one| seen.insert(one.room));
        if !is_valid {
            return Err(ErrorReply::new(
                ErrorCode::InvalidPayload,
                format!("Name each room once, and at most {MAX_RESUME_ROOMS} of them."),
            ));
        }
        let permit = authorise(Some(&actor.member), Action::Read)?;
        let mut rooms = Vec::with_capacity(request.rooms.len());
        for one in request.rooms {
            match self.gate.open(&permit).missed(one.room, one.seq).await {
                Ok((head, missed)) => rooms.push(ResumedRoom {
                    room: one.room,
                    head,
                    missed,
                }),
                Err(StoreError::NoSuchRoom) => {}
                Err(error) => return Err(refusal(error)),
            }
        }
        Ok(ResumeReply { rooms })
    }

    /// Places of the last messages.
    ///
    /// # Errors
    /// `rate_limited`, `storage_unavailable`.
    pub async fn heads(
        &self,
        actor: &Actor,
        _request: HeadsRequest,
    ) -> Result<HeadsReply, ErrorReply> {
        self.limits.check(actor, Kind::Read)?;
        let permit = authorise(Some(&actor.member), Action::Read)?;
        let heads = self.gate.open(&permit).heads().await.map_err(refusal)?;
        Ok(HeadsReply { heads })
    }
}
