//! What is typed into a message box: a message, or a slash command.

use domain::{authorise::action, command, command::Command, handle, slug};
use protocol::{
    ErrorCode, ErrorReply, MessageBody, RoomId, RoomPreference,
    event::{PollRequest, SendRequest, Sent},
    limits::MAX_TOPIC_CHARS,
    visible,
};
use store::{Named, no_preference};

use super::{Actions, Actor, limits::Kind};
use futures_util::FutureExt as _;

/// What became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Done {
    Posted(Sent),
    /// Said to whoever typed it alone.
    Changed(&'static str),
    /// Nothing yet: a form below the room's address is to be filled in first.
    Form(&'static str),
}

impl Actions {
    /// Does what was typed.
    ///
    /// # Errors
    /// `invalid_body` for a command that does not exist or is not complete, and those of what it does.
    pub async fn enter(&self, actor: &Actor, request: SendRequest) -> Result<Done, ErrorReply> {
        let room = request.room;
        let typed = request.body.as_str();
        match command::parse(typed).map_err(|refused| not_done(&refused))? {
            Command::Say(text) => {
                let body = MessageBody::parse(&text).map_err(|reason| not_done(&reason))?;
                let request = SendRequest { body, ..request };
                self.send(actor, request).await.map(Done::Posted)
            }
            Command::Topic(topic) => {
                let topic = visible::line(&topic);
                if topic.chars().count() > MAX_TOPIC_CHARS {
                    let words = format!("A topic can have at most {MAX_TOPIC_CHARS} characters.");
                    return Err(ErrorReply::new(ErrorCode::InvalidBody, words));
                }
                self.charge_kind(actor, Kind::EditRoom)?;
                self.change_topic(actor, room, topic).await?;
                Ok(Done::Changed("The topic was changed."))
            }
            Command::Invite(people) => {
                for name in &people {
                    self.charge_kind(actor, Kind::RoomPeople)?;
                    let person = handle::read(name).map_err(|_| nobody(name))?;
                    let person = Named::Handle(handle::skeleton(&person));
                    let added = self.add(actor, room, person).await;
                    added.map_err(|error| match error.code {
                        ErrorCode::NotFound => nobody(name),
                        _ => error,
                    })?;
                }
                Ok(Done::Changed("They were added to the room."))
            }
            Command::Poll(None) => Ok(Done::Form("poll")),
            Command::Poll(Some(poll)) => {
                let request = PollRequest {
                    room,
                    client_id: request.client_id,
                    poll: *poll,
                    reply_to: request.reply_to,
                    thread: request.thread,
                    in_room: request.in_room,
                };
                self.post_poll(actor, request).await.map(Done::Posted)
            }
            Command::Mute => self.mute(actor, room, true).await,
            Command::Unmute => self.mute(actor, room, false).await,
        }
    }
}

impl Actions {
    async fn change_topic(
        &self,
        actor: &Actor,
        room: RoomId,
        topic: String,
    ) -> Result<(), ErrorReply> {
        self.request(action::EditRoom, actor, room)
            .change(move |change, granted| {
                async move {
                    let seen = granted.also(action::SeeRoom)?;
                    let room = change.room(&seen).await?;
                    let description = change.description(&seen).await?;
                    // The address follows from the name, which stays.
                    let slug = slug::of_room(&room.name, room.id);
                    change
                        .edit_room(granted, &room.name, &slug, &topic, &description)
                        .await
                }
                .boxed()
            })
            .await?;
        Ok(())
    }

    async fn mute(&self, actor: &Actor, room: RoomId, muted: bool) -> Result<Done, ErrorReply> {
        self.charge_kind(actor, Kind::Change)?;
        self.request(action::SetPreference, actor, room)
            .change(move |change, granted| {
                async move {
                    let seen = granted.also(action::SeeRoom)?;
                    let set = change.preference(&seen).await?;
                    let preference = RoomPreference {
                        muted,
                        ..set.unwrap_or_else(|| no_preference(room))
                    };
                    change.set_preference(granted, preference).await
                }
                .boxed()
            })
            .await?;
        Ok(Done::Changed(if muted {
            "This room is muted."
        } else {
            "This room is no longer muted."
        }))
    }
}

fn not_done(reason: &dyn std::fmt::Display) -> ErrorReply {
    ErrorReply::new(ErrorCode::InvalidBody, format!("Not sent: {reason}."))
}

fn nobody(name: &str) -> ErrorReply {
    let words = format!("No one has the handle @{name}. Check the spelling.");
    ErrorReply::new(ErrorCode::InvalidBody, words)
}
