//! Posting and reading messages.

use std::collections::HashSet;

use protocol::{
    ErrorCode, ErrorReply, Message, TimelineId,
    event::{
        DeleteRequest, EditRequest, HeadsReply, HeadsRequest, HistoryPage, HistoryRequest, Missed,
        ResumeReply, ResumeRequest, SendRequest, Sent,
    },
    limits::{MAX_HEADS, MAX_RESUME_ROOMS},
};

use crate::actions::{Actions, Actor, refusal};
use domain::authorise::{Denied, action};
use store::{
    AppendOutcome, Appended, Budget, Caller, NewMessage, Queued, Resource, StoreError, View,
};

/// A message that is queued to be stored.
#[must_use = "only when it is posted it may be acknowledged"]
pub struct Submitted(Queued<Appended>);

impl Submitted {
    /// Waits until it is on disk.
    ///
    /// # Errors
    /// `not_found`, `shutting_down`, `storage_unavailable`; nothing was posted then.
    pub async fn posted(self) -> Result<Sent, ErrorReply> {
        let Appended { message, outcome } = self.0.committed().await.map_err(refusal)?;
        Ok(Sent {
            id: message.id,
            seq: message.seq,
            rev: message.rev,
            sent_at: message.sent_at,
            repeated: outcome == AppendOutcome::Repeated,
        })
    }
}

impl Actions {
    /// Posts a message. It is on disk when this returns.
    ///
    /// # Errors
    /// `shutting_down`, `not_found`, `storage_unavailable`; nothing is posted then.
    pub async fn send(&self, actor: &Actor, request: SendRequest) -> Result<Sent, ErrorReply> {
        self.submit(actor, request)?.posted().await
    }

    /// Queues a message to be posted. The messages of one caller are stored in the order in which
    /// they were queued, and many may be queued at once: they share an fsync.
    ///
    /// # Errors
    /// `shutting_down`, `storage_unavailable`; nothing is posted then.
    pub fn submit(&self, actor: &Actor, request: SendRequest) -> Result<Submitted, ErrorReply> {
        self.check_running()?;
        let new = NewMessage {
            room: request.room,
            author: actor.member.id,
            session: actor.session,
            client_id: request.client_id,
            body: request.body,
        };
        Ok(Submitted(self.store.submit(new).map_err(refusal)?))
    }

    /// Gives a message of the caller's own another text. It is on disk when this returns.
    ///
    /// # Errors
    /// `shutting_down`, `not_found`, `forbidden`, `storage_unavailable`; nothing is changed then.
    pub async fn edit_message(
        &self,
        actor: &Actor,
        request: EditRequest,
    ) -> Result<Message, ErrorReply> {
        self.check_running()?;
        let (caller, on) = (actor.caller(), Resource::Message(request.message));
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.authorise(action::EditMessage, caller, on).await?;
                change.edit_message(&granted, &request.body).await
            })
        });
        changed.await.map_err(refusal)
    }

    /// Deletes a message: what it says and said is gone from the disk.
    ///
    /// # Errors
    /// As [`Actions::edit_message`].
    pub async fn delete_message(
        &self,
        actor: &Actor,
        request: DeleteRequest,
    ) -> Result<Message, ErrorReply> {
        self.check_running()?;
        let (caller, on) = (actor.caller(), Resource::Message(request.message));
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.authorise(action::DeleteMessage, caller, on).await?;
                change.delete_message(&granted).await
            })
        });
        changed.await.map_err(refusal)
    }

    /// Which history of the workspace the server continues.
    pub fn timeline(&self) -> TimelineId {
        self.store.timeline()
    }

    /// Reads a page. If messages are long, it has fewer than asked for: as many as fit into an
    /// answer.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn history(
        &self,
        actor: &Actor,
        request: HistoryRequest,
    ) -> Result<HistoryPage, ErrorReply> {
        let caller = actor.caller();
        let page = self
            .store
            .read_bulk(move |view| Box::pin(read_page(view, caller, request, Budget::answer())));
        page.await.map_err(refusal)
    }

    /// The same for an HTML page: small enough to be rendered and read, and not queued behind bulk
    /// reads.
    ///
    /// # Errors
    /// As [`Actions::history`].
    pub async fn drawn_history(
        &self,
        actor: &Actor,
        request: HistoryRequest,
    ) -> Result<HistoryPage, ErrorReply> {
        let caller = actor.caller();
        let page = self
            .store
            .read(move |view| Box::pin(read_page(view, caller, request, Budget::page())));
        page.await.map_err(refusal)
    }

    /// The missed messages of each room, as far as they fit into the answer. Rooms that the member
    /// may not see are omitted.
    ///
    /// # Errors
    /// `invalid_payload` for too many rooms or one twice, `storage_unavailable`.
    pub async fn resume(
        &self,
        actor: &Actor,
        request: ResumeRequest,
    ) -> Result<ResumeReply, ErrorReply> {
        let mut seen = HashSet::new();
        let is_valid = request.rooms.len() <= MAX_RESUME_ROOMS
            && request.rooms.iter().all(|one| seen.insert(one.room));
        if !is_valid {
            return Err(ErrorReply::new(
                ErrorCode::InvalidPayload,
                format!("Name each room once, and at most {MAX_RESUME_ROOMS} of them."),
            ));
        }
        let (caller, timeline) = (actor.caller(), self.timeline());
        let is_other = request.timeline.is_some_and(|held| held != timeline);
        let rooms = self.store.read_bulk(move |view| {
            Box::pin(async move {
                let mut budget = Budget::answer();
                let mut rooms = Vec::with_capacity(request.rooms.len());
                for one in request.rooms {
                    match view
                        .authorise(action::ReadRoom, caller, Resource::Room(one.room))
                        .await
                    {
                        Ok(granted) => {
                            let mut resumed = view.missed(&granted, one, &mut budget).await?;
                            if is_other {
                                (resumed.missed, resumed.more) = (Missed::Reset, false);
                            }
                            rooms.push(resumed);
                        }
                        Err(StoreError::Denied(Denied::Unknown)) => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(rooms)
            })
        });
        let rooms = rooms.await.map_err(refusal)?;
        Ok(ResumeReply { timeline, rooms })
    }

    /// The heads of rooms: the `seq` of their last messages.
    ///
    /// # Errors
    /// `invalid_payload`, `storage_unavailable`.
    pub async fn heads(
        &self,
        actor: &Actor,
        request: HeadsRequest,
    ) -> Result<HeadsReply, ErrorReply> {
        let HeadsRequest { rooms } = request;
        if rooms
            .as_ref()
            .is_some_and(|rooms| rooms.len() > MAX_RESUME_ROOMS)
        {
            return Err(ErrorReply::new(
                ErrorCode::InvalidPayload,
                format!("Name at most {MAX_RESUME_ROOMS} rooms, or none for all."),
            ));
        }
        let caller = actor.caller();
        let heads = self.store.read_bulk(move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                    .await?;
                view.heads(&granted, rooms.as_deref()).await
            })
        });
        let mut heads = heads.await.map_err(refusal)?;
        let more = heads.len() > MAX_HEADS;
        heads.truncate(MAX_HEADS);
        Ok(HeadsReply { heads, more })
    }
}

async fn read_page(
    view: &mut View<'_>,
    caller: Caller,
    request: HistoryRequest,
    budget: Budget,
) -> Result<HistoryPage, StoreError> {
    let on = Resource::Room(request.room);
    let granted = view.authorise(action::ReadRoom, caller, on).await?;
    view.history(&granted, request.at, request.limit, budget)
        .await
}
