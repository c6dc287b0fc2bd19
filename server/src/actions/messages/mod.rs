//! Posting and reading messages.

mod deletion;
mod forward;
mod one;
mod pins;
mod polls;
mod reactions;
mod saved;
pub mod thread;

use std::collections::HashSet;

use futures_util::FutureExt as _;
use protocol::{
    ClientMessageId, ErrorCode, ErrorReply, Message, MessageBody, MessageId, NotTold, RoomId,
    TimelineId,
    event::{
        EditRequest, HeadsReply, HeadsRequest, HistoryPage, HistoryRequest, Missed, ResumeReply,
        ResumeRequest, ResumeRoom, ResumedRoom, SendRequest, Sent,
    },
    limits::{MAX_HEADS, MAX_RESUME_ROOMS},
};

use super::markup::{Confirmed, Written};
use crate::actions::{Actions, Actor, refusal};
use domain::authorise::{Denied, action};
pub use forward::Forward;
pub use one::{MessageDetails, SeenMessage};
pub use pins::RoomPins;
pub(crate) use reactions::not_an_emoji;
pub use saved::SavedMessages;
use store::{
    AppendOutcome, Appended, Budget, Caller, NewContent, NewMessage, Queued, Resource, StoreError,
    View,
};

/// A message to be posted, without its text.
pub struct Draft {
    room: RoomId,
    client_id: ClientMessageId,
    reply_to: Option<MessageId>,
    thread: Option<MessageId>,
    in_room: bool,
    /// The message that it passes on.
    forwards: Option<MessageId>,
}

impl Draft {
    /// Takes a request apart.
    pub fn of(request: SendRequest) -> (Self, MessageBody) {
        let draft = Self {
            room: request.room,
            client_id: request.client_id,
            reply_to: request.reply_to,
            thread: request.thread,
            in_room: request.in_room,
            forwards: None,
        };
        (draft, request.body)
    }
}

/// A message that is queued to be stored.
#[must_use = "only when it is posted it may be acknowledged"]
pub struct Submitted {
    queued: Queued<Appended>,
    not_told: Vec<NotTold>,
}

impl Submitted {
    /// Waits until it is on disk.
    ///
    /// # Errors
    /// `not_found`, `client_id_reused`, `shutting_down`, `storage_unavailable`; nothing was posted
    /// then.
    pub async fn posted(self) -> Result<Sent, ErrorReply> {
        let Appended { message, outcome } = self.queued.committed().await.map_err(refusal)?;
        Ok(Sent {
            reply: message.reply,
            thread: message.thread,
            id: message.id,
            seq: message.seq,
            rev: message.rev,
            html: message.html,
            mentions: message.mentions,
            not_told: self.not_told,
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
        self.submit_written(actor, request).await?.posted().await
    }

    /// Renders a message and queues it to be posted: see [`Actions::submit`].
    ///
    /// # Errors
    /// `confirmation_required`, `rate_limited`, `shutting_down`, `storage_unavailable`; nothing is posted
    /// then.
    pub async fn submit_written(
        &self,
        actor: &Actor,
        request: SendRequest,
    ) -> Result<Submitted, ErrorReply> {
        let confirmed = match request.confirmed {
            true => Confirmed::Yes,
            false => Confirmed::No,
        };
        let (draft, body) = Draft::of(request);
        let Written { body, not_told } = self.render(actor, draft.room, body, confirmed).await?;
        let submitted = self.submit(actor, draft, NewContent::Text(body))?;
        Ok(Submitted {
            not_told,
            ..submitted
        })
    }

    /// Queues a message to be posted. The messages of one caller are stored in the order in which
    /// they were queued, and many may be queued at once: they share an fsync.
    ///
    /// # Errors
    /// `shutting_down`, `storage_unavailable`; nothing is posted then.
    pub fn submit(
        &self,
        actor: &Actor,
        draft: Draft,
        content: NewContent,
    ) -> Result<Submitted, ErrorReply> {
        self.check_running()?;
        let new = NewMessage {
            room: draft.room,
            author: actor.member.id,
            session: Some(actor.session),
            client_id: draft.client_id,
            content,
            reply_to: draft.reply_to,
            thread: draft.thread,
            in_room: draft.in_room,
            forwards: draft.forwards,
        };
        Ok(Submitted {
            queued: self.store.submit(new).map_err(refusal)?,
            not_told: Vec::new(),
        })
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
        let body = self
            .render_edit(actor, request.message, request.body)
            .await?;
        self.request(action::EditMessage, actor, request.message)
            .change(move |change, granted| {
                async move { change.edit_message(granted, &body).await }.boxed()
            })
            .await
    }

    /// Whom a message of the caller's mentions without notifying them.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn not_told(
        &self,
        actor: &Actor,
        room: RoomId,
        message: MessageId,
    ) -> Result<Vec<NotTold>, ErrorReply> {
        self.request(action::ReadRoom, actor, room)
            .read(move |view, granted| view.not_told(granted, message).boxed())
            .await
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
        let HistoryRequest {
            room,
            at,
            limit,
            part,
        } = request;
        self.request(action::ReadRoom, actor, room)
            .read_bulk(move |view, granted| {
                view.history(granted, part, at, limit, Budget::answer())
                    .boxed()
            })
            .await
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
        let missed = self
            .store
            .read_bulk(move |view| missed(view, caller, request.rooms).boxed());
        let mut rooms = missed.await.map_err(refusal)?;
        if is_other {
            for room in &mut rooms {
                (room.missed, room.more) = (Missed::Reset, false);
            }
        }
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
        let mut heads = self
            .request(action::SeeOwnRooms, actor, Resource::Workspace)
            .read_bulk(move |view, granted| {
                async move { view.heads(granted, rooms.as_deref()).await }.boxed()
            })
            .await?;
        let more = heads.len() > MAX_HEADS;
        heads.truncate(MAX_HEADS);
        Ok(HeadsReply { heads, more })
    }
}

/// What was missed in those of the rooms that the caller may read.
async fn missed(
    view: &mut View<'_>,
    caller: Caller,
    rooms: Vec<ResumeRoom>,
) -> Result<Vec<ResumedRoom>, StoreError> {
    let mut budget = Budget::answer();
    let mut all = Vec::with_capacity(rooms.len());
    for one in rooms {
        let on = Resource::Room(one.room);
        match view.authorise(action::ReadRoom, caller, on).await {
            Ok(granted) => all.push(view.missed(&granted, one, &mut budget).await?),
            Err(StoreError::Denied(Denied::Unknown)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(all)
}
