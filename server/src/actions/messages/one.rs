//! One message by itself, for its pages.

use futures_util::FutureExt as _;
use protocol::{Emoji, ErrorReply, Message, MessageId, Room};

use crate::actions::{Actions, Actor};
use domain::authorise::{Action, ActionType, ResourceFacts, Subject, action, decide};
use store::{Caller, Granted, MessageVersion, Reactors, Resource, StoreError, View, Voters};

/// A message as the caller, who may see it, sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct SeenMessage {
    pub message: Message,
    /// Where it was posted.
    pub room: Room,
    facts: (Subject, ResourceFacts),
}

/// A message with what it said before, who reacted to it, and who voted in it.
#[derive(Clone, PartialEq, Debug)]
pub struct MessageDetails {
    pub seen: SeenMessage,
    /// What it said before, the latest first.
    pub versions: Vec<MessageVersion>,
    /// Who reacted to it.
    pub reactors: Vec<Reactors>,
    /// What the caller reacted with most often of late.
    pub emoji_used: Vec<Emoji>,
    /// Whether the caller has saved it.
    pub is_saved: bool,
    /// Who voted, by answer: only of a poll that is not anonymous.
    pub voters: Vec<Voters>,
}

impl SeenMessage {
    /// Whether the caller may do this with it, only for showing what is possible.
    pub fn may(&self, action: Action) -> bool {
        let (subject, resource) = self.facts;
        decide(action, subject, resource).is_ok()
    }
}

impl Actions {
    /// The message that an action is about, for somebody who may do it.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `storage_unavailable`.
    pub async fn message<A: ActionType + Send + Sync + 'static>(
        &self,
        action: A,
        actor: &Actor,
        id: MessageId,
    ) -> Result<SeenMessage, ErrorReply> {
        let caller = actor.caller();
        self.request(action, actor, id)
            .read(move |view, granted| {
                async move {
                    let readable = granted.also(action::ReadMessage)?;
                    seen(view, caller, &readable).await
                }
                .boxed()
            })
            .await
    }

    /// The message with what it said before, who reacted to it, and who voted in it.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn message_details(
        &self,
        actor: &Actor,
        id: MessageId,
    ) -> Result<MessageDetails, ErrorReply> {
        let caller = actor.caller();
        self.request(action::ReadMessage, actor, id)
            .read(move |view, granted| {
                async move {
                    let own = Resource::Workspace;
                    let own = view.authorise(action::SeeOwnRooms, caller, own).await?;
                    Ok(MessageDetails {
                        emoji_used: view.emoji_used(&own).await?,
                        seen: seen(view, caller, granted).await?,
                        versions: view.message_versions(granted).await?,
                        reactors: view.reactors(granted).await?,
                        is_saved: view.is_saved(granted).await?,
                        voters: view.voters(granted).await?,
                    })
                }
                .boxed()
            })
            .await
    }
}

async fn seen(
    view: &mut View<'_>,
    caller: Caller,
    granted: &Granted<action::ReadMessage>,
) -> Result<SeenMessage, StoreError> {
    let message = view.message(granted).await?;
    let on = Resource::Room(message.room);
    let room = view.authorise(action::SeeRoom, caller, on).await?;
    Ok(SeenMessage {
        room: view.room(&room).await?,
        facts: granted.facts(),
        message,
    })
}
