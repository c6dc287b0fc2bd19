//! One message by itself, for its pages.

use futures_util::FutureExt as _;
use protocol::{ErrorReply, Message, MessageId, Room};

use crate::actions::{Actions, Actor};
use domain::authorise::{Action, ActionType, ResourceFacts, Subject, action, decide};
use store::{MessageVersion, Reactors, Resource};

/// A message as the caller, who may see it, sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct SeenMessage {
    pub message: Message,
    /// Where it was posted.
    pub room: Room,
    /// What it said before, the latest first.
    pub versions: Vec<MessageVersion>,
    /// Who reacted to it.
    pub reactors: Vec<Reactors>,
    facts: (Subject, ResourceFacts),
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
                    let message = view.message(&readable).await?;
                    let on = Resource::Room(message.room);
                    let room = view.authorise(action::SeeRoom, caller, on).await?;
                    Ok(SeenMessage {
                        room: view.room(&room).await?,
                        versions: view.message_versions(&readable).await?,
                        reactors: view.reactors(&readable).await?,
                        facts: granted.facts(),
                        message,
                    })
                }
                .boxed()
            })
            .await
    }
}
