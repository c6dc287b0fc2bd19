//! Scheduling messages, and what becomes of them before they are posted.

use domain::authorise::{Denied, action};
use futures_util::FutureExt as _;
use protocol::{
    ErrorReply, MessageBody, Room, ScheduledId, ScheduledMessage, Slug, Timestamp,
    event::{ScheduleRequest, ScheduledList, UnscheduleReply},
};
use store::{Caller, Due, NewScheduled, Resource, StoreError, View};

use super::{Actions, Actor, check_time};
use crate::actions::refusal;

/// A scheduled message with its room, if its author still sees that.
#[derive(Clone, Debug)]
pub struct ScheduledInRoom {
    pub message: ScheduledMessage,
    pub room: Option<Room>,
}

/// What a page shows of them.
#[derive(Clone, Debug)]
pub struct ScheduledPart {
    pub messages: Vec<ScheduledInRoom>,
    /// Whether there are more after them.
    pub more: bool,
}

impl Actions {
    /// Schedules a message. It is on disk when this returns.
    ///
    /// # Errors
    /// `invalid_payload` for another time than within a year, `client_id_reused`, `limit_reached`,
    /// `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn schedule(
        &self,
        actor: &Actor,
        request: ScheduleRequest,
    ) -> Result<ScheduledMessage, ErrorReply> {
        let time = check_time(request.at);
        let new = NewScheduled {
            client_id: request.client_id,
            body: request.body,
            at: request.at,
            reply_to: request.reply_to,
            thread: request.thread,
            in_room: request.in_room,
        };
        if time.is_err() {
            // Who may not post there learns nothing else.
            let allowed = self.request(action::ScheduleMessage, actor, request.room);
            allowed.check().await?;
        }
        time?;
        let scheduled = self
            .request(action::ScheduleMessage, actor, request.room)
            .change(move |change, granted| {
                async move { change.schedule(granted, &new).await }.boxed()
            })
            .await?;
        self.due_changed.notify_one();
        Ok(scheduled)
    }

    /// The room of that slug, for somebody who may schedule a message there.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `storage_unavailable`.
    pub async fn room_to_schedule_in(
        &self,
        actor: &Actor,
        slug: &Slug,
    ) -> Result<Room, ErrorReply> {
        self.request(action::ScheduleMessage, actor, slug.clone())
            .read(|view, granted| {
                async move { view.room(&granted.also(action::SeeRoom)?).await }.boxed()
            })
            .await
    }

    /// The member's own scheduled messages, after the given one.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn scheduled(
        &self,
        actor: &Actor,
        after: Option<ScheduledId>,
    ) -> Result<ScheduledList, ErrorReply> {
        self.request(action::ManageScheduled, actor, Resource::Workspace)
            .read_bulk(move |view, granted| {
                async move {
                    let (messages, more) = view.scheduled(granted, after).await?;
                    Ok(ScheduledList { messages, more })
                }
                .boxed()
            })
            .await
    }

    /// The same with their rooms.
    ///
    /// # Errors
    /// As [`Actions::scheduled`].
    pub async fn scheduled_page(
        &self,
        actor: &Actor,
        after: Option<ScheduledId>,
    ) -> Result<ScheduledPart, ErrorReply> {
        let caller = actor.caller();
        self.request(action::ManageScheduled, actor, Resource::Workspace)
            .read(move |view, granted| {
                async move {
                    let (scheduled, more) = view.scheduled(granted, after).await?;
                    let mut messages = Vec::with_capacity(scheduled.len());
                    for message in scheduled {
                        let known = |one: &&ScheduledInRoom| one.message.room == message.room;
                        let room = match messages.iter().find(known) {
                            Some(one) => one.room.clone(),
                            None => visible_room(view, caller, &message).await?,
                        };
                        messages.push(ScheduledInRoom { message, room });
                    }
                    Ok(ScheduledPart { messages, more })
                }
                .boxed()
            })
            .await
    }

    /// Gives a scheduled message another text and time. It is on disk when this returns.
    ///
    /// # Errors
    /// `invalid_payload`, `not_found` if it is there no more, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn reschedule(
        &self,
        actor: &Actor,
        id: ScheduledId,
        body: MessageBody,
        at: Timestamp,
    ) -> Result<ScheduledMessage, ErrorReply> {
        check_time(at)?;
        let changed = self
            .request(action::ManageScheduled, actor, Resource::Workspace)
            .change(move |change, granted| {
                async move { change.reschedule(granted, id, &body, at).await }.boxed()
            })
            .await?;
        self.due_changed.notify_one();
        Ok(changed)
    }

    /// Cancels a scheduled message: its text is gone from the disk.
    ///
    /// # Errors
    /// `forbidden` for visitors, `shutting_down`, `storage_unavailable`.
    pub async fn unschedule(
        &self,
        actor: &Actor,
        id: ScheduledId,
    ) -> Result<UnscheduleReply, ErrorReply> {
        let cancelled = self
            .request(action::ManageScheduled, actor, Resource::Workspace)
            .change(move |change, granted| change.unschedule(granted, id).boxed())
            .await?;
        self.due_changed.notify_one();
        Ok(UnscheduleReply { cancelled })
    }

    /// Posts a scheduled message now.
    ///
    /// # Errors
    /// `not_found` if it is there no more, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn send_scheduled(&self, actor: &Actor, id: ScheduledId) -> Result<Due, ErrorReply> {
        let message = self
            .request(action::ManageScheduled, actor, Resource::Workspace)
            .read(move |view, granted| view.scheduled_message(granted, id).boxed())
            .await?;
        let body = message.body.ok_or_else(|| refusal(StoreError::Unknown))?;
        let body = self.render_due(actor.member.id, message.room, body).await?;
        let posted = self
            .request(action::ManageScheduled, actor, Resource::Workspace)
            .change(move |change, granted| {
                async move { change.post_now(granted, id, &body).await }.boxed()
            })
            .await?;
        self.due_changed.notify_one();
        Ok(posted)
    }
}

/// The room of a message, unless its author sees it no more.
async fn visible_room(
    view: &mut View<'_>,
    caller: Caller,
    message: &ScheduledMessage,
) -> Result<Option<Room>, StoreError> {
    let on = Resource::Room(message.room);
    match view.authorise(action::SeeRoom, caller, on).await {
        Ok(granted) => view.room(&granted).await.map(Some),
        Err(StoreError::Denied(Denied::Unknown)) => Ok(None),
        Err(error) => Err(error),
    }
}
