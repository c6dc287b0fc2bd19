//! Passing a message on to another room.

use domain::{
    authorise::{Action, ResourceFacts, RoomFacts, Subject, Visitors, action, decide},
    copy::sentence,
    forward::forwarded,
    markup::may_mention,
};
use protocol::{
    ClientMessageId, ErrorCode, ErrorReply, MessageBody, MessageId, Role, Room, RoomId, RoomKind,
    RoomRole, event::Sent,
};
use store::{NewContent, OwnRoom};

use super::{Draft, SeenMessage};
use crate::actions::{Actions, Actor, markup::Confirmed};

/// What is passed on, and where.
#[derive(Clone, Debug)]
pub struct Forward {
    pub message: MessageId,
    pub room: RoomId,
    pub client_id: ClientMessageId,
    /// What stands above the quote; may be empty.
    pub comment: String,
    /// The message's permanent link, as others can open it.
    pub link: String,
    /// Whether the member knows that it leaves a room that not everyone sees.
    pub leaves_room: bool,
    /// Whether they know that the comment notifies many people.
    pub notifies: bool,
}

impl Actions {
    /// Posts a quote of a message in another room.
    ///
    /// # Errors
    /// `confirmation_required`, `invalid_body`, `client_id_reused`, `rate_limited`, `not_found`,
    /// `forbidden`, `shutting_down`, `storage_unavailable`; nothing is posted then.
    pub async fn forward(&self, actor: &Actor, forward: Forward) -> Result<Sent, ErrorReply> {
        let Forward { message, room, .. } = forward;
        let (seen, text) = self.text_to_forward(actor, message).await?;
        if leaves_room(&seen.room, room) && !forward.leaves_room {
            let words = "Confirm that you want to share this message outside of its room.";
            return Err(ErrorReply::new(ErrorCode::ConfirmationRequired, words));
        }
        let comment = &forward.comment;
        if may_mention(comment)
            && let Ok(comment) = MessageBody::parse(comment)
        {
            let confirmed = match forward.notifies {
                true => Confirmed::Yes,
                false => Confirmed::No,
            };
            self.render(actor, room, comment, confirmed).await?;
        }
        let author = seen.message.author.name.as_str();
        let body = forwarded(comment, author, &text, &forward.link)
            .map_err(|reason| ErrorReply::new(ErrorCode::InvalidBody, sentence(&reason)))?;
        // Whom the quote mentions is not notified.
        let written = self.render(actor, room, body, Confirmed::Yes).await?;
        let draft = Draft {
            room,
            client_id: forward.client_id,
            reply_to: None,
            thread: None,
            in_room: false,
            forwards: Some(message),
        };
        let content = NewContent::Text(written.body);
        self.submit(actor, draft, content)?.posted().await
    }

    /// A message that the member may pass on.
    ///
    /// # Errors
    /// `not_found`, also if it has no text; `forbidden`, `storage_unavailable`.
    pub async fn message_to_forward(
        &self,
        actor: &Actor,
        id: MessageId,
    ) -> Result<SeenMessage, ErrorReply> {
        Ok(self.text_to_forward(actor, id).await?.0)
    }

    async fn text_to_forward(
        &self,
        actor: &Actor,
        id: MessageId,
    ) -> Result<(SeenMessage, String), ErrorReply> {
        let seen = self.message(action::ForwardMessage, actor, id).await?;
        let Some(text) = seen.message.content.text().map(str::to_owned) else {
            return Err(ErrorReply::new(
                ErrorCode::NotFound,
                "This message is a poll, or was deleted, so it cannot be forwarded.",
            ));
        };
        Ok((seen, text))
    }

    /// The rooms in which the member may post.
    ///
    /// # Errors
    /// `unauthenticated`, `storage_unavailable`.
    pub async fn rooms_to_post_in(&self, actor: &Actor) -> Result<Vec<Room>, ErrorReply> {
        let own = self.own_rooms(actor).await?.into_iter();
        let may = own.filter(|one| may_post(actor.role, one));
        Ok(may.map(|one| one.room).collect())
    }
}

/// Whether a message of a room that not everyone sees is shown in another one.
fn leaves_room(from: &Room, to: RoomId) -> bool {
    let is_hidden = matches!(
        from.kind,
        RoomKind::Private | RoomKind::Direct | RoomKind::Group
    );
    is_hidden && from.id != to
}

/// Asks the table about a room that the member is in, only for showing what is possible.
fn may_post(
    role: Role,
    OwnRoom {
        room,
        is_room_admin,
        ..
    }: &OwnRoom,
) -> bool {
    let room_role = match is_room_admin {
        true => RoomRole::Admin,
        false => RoomRole::Member,
    };
    let facts = RoomFacts {
        kind: room.kind,
        posting: room.posting,
        state: room.state,
        visitors: Visitors::Excluded,
        is_lobby: false,
        room_role: Some(room_role),
    };
    let (who, target) = (Subject::Active(role), ResourceFacts::Room(facts));
    decide(Action::Post, who, target).is_ok()
}
