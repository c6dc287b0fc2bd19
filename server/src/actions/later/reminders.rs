//! Being reminded of messages.

use domain::authorise::{Denied, action};
use futures_util::FutureExt as _;
use protocol::{
    ErrorReply, MessageId, Quote, Room, Timestamp,
    event::{OwnReminder, RemindReply, RemindRequest, RemindedOf, ReminderList},
};
use store::{Caller, Reminder, Resource, StoreError, View};

use super::{Actions, Actor, check_time};

/// A reminder with its message and room, if the member still sees them.
#[derive(Clone, Debug)]
pub struct ReminderInRoom {
    pub reminder: Reminder,
    pub seen: Option<(Room, Quote)>,
}

impl Actions {
    /// Reminds the member of a message, or no longer. It is on disk when this returns.
    ///
    /// # Errors
    /// `invalid_payload` for another time than within a year, `limit_reached`, `not_found`,
    /// `forbidden` for visitors, `shutting_down`, `storage_unavailable`.
    pub async fn remind(
        &self,
        actor: &Actor,
        request: RemindRequest,
    ) -> Result<RemindReply, ErrorReply> {
        let RemindRequest { message, at } = request;
        match at {
            Some(at) => {
                // Who may not see it learns nothing else.
                self.reminder(actor, message).await?;
                check_time(at)?;
                self.request(action::SetReminder, actor, message)
                    .change(move |change, granted| change.set_reminder(granted, at).boxed())
                    .await?;
            }
            None => {
                self.reminder(actor, message).await?;
                self.remove_reminder(actor, message).await?;
            }
        }
        self.due_changed.notify_one();
        Ok(RemindReply { at })
    }

    /// Removes a reminder of the member's, also of a message that they see no more. Whether it was
    /// there.
    ///
    /// # Errors
    /// `forbidden` for visitors, `shutting_down`, `storage_unavailable`.
    pub async fn remove_reminder(
        &self,
        actor: &Actor,
        message: MessageId,
    ) -> Result<bool, ErrorReply> {
        self.request(action::ManageReminders, actor, Resource::Workspace)
            .change(move |change, granted| change.remove_reminder(granted, message).boxed())
            .await
    }

    /// When the member is reminded of a message, if they are.
    ///
    /// # Errors
    /// `not_found`, `forbidden` for visitors, `storage_unavailable`.
    pub async fn reminder(
        &self,
        actor: &Actor,
        message: MessageId,
    ) -> Result<Option<Timestamp>, ErrorReply> {
        let reminder = self
            .request(action::SetReminder, actor, message)
            .read(|view, granted| view.reminder(granted).boxed())
            .await?;
        Ok(reminder.map(|reminder| reminder.at))
    }

    /// The member's reminders: those that are due, and then the others by their times.
    ///
    /// # Errors
    /// `forbidden` for visitors, `storage_unavailable`.
    pub async fn reminders(&self, actor: &Actor) -> Result<Vec<ReminderInRoom>, ErrorReply> {
        let caller = actor.caller();
        self.request(action::ManageReminders, actor, Resource::Workspace)
            .read(move |view, granted| {
                async move {
                    let reminders = view.reminders(granted).await?;
                    let mut all = Vec::with_capacity(reminders.len());
                    for reminder in reminders {
                        let seen = seen(view, caller, reminder.message).await?;
                        all.push(ReminderInRoom { reminder, seen });
                    }
                    Ok(all)
                }
                .boxed()
            })
            .await
    }

    /// The same for programs.
    ///
    /// # Errors
    /// As [`Actions::reminders`].
    pub async fn reminder_list(&self, actor: &Actor) -> Result<ReminderList, ErrorReply> {
        let all = self.reminders(actor).await?.into_iter();
        let reminders = all.map(|one| OwnReminder {
            message: one.reminder.message,
            at: one.reminder.at,
            is_due: one.reminder.is_due,
            seen: one.seen.map(|(room, quote)| RemindedOf {
                room: room.id,
                quote,
            }),
        });
        Ok(ReminderList {
            reminders: reminders.collect(),
        })
    }
}

/// The message and its room, unless the caller sees them no more.
async fn seen(
    view: &mut View<'_>,
    caller: Caller,
    message: MessageId,
) -> Result<Option<(Room, Quote)>, StoreError> {
    let on = Resource::Message(message);
    let granted = match view.authorise(action::ReadMessage, caller, on).await {
        Ok(granted) => granted,
        Err(StoreError::Denied(Denied::Unknown)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let message = view.message(&granted).await?;
    let on = Resource::Room(message.room);
    let room = view.authorise(action::SeeRoom, caller, on).await?;
    Ok(Some((view.room(&room).await?, Quote::of(&message))))
}
