//! Messages that people save for themselves.

use futures_util::FutureExt as _;
use protocol::{
    ErrorReply, Room,
    event::{SaveReply, SaveRequest},
};

use crate::actions::{Actions, Actor};
use domain::authorise::{Denied, action};
use store::{Resource, SavedPage, StoreError};

/// Some of what somebody has saved, and the rooms in which it was said.
#[derive(Clone, PartialEq, Debug)]
pub struct SavedMessages {
    pub page: SavedPage,
    pub rooms: Vec<Room>,
}

impl Actions {
    /// Saves a message for the member, or no longer. It is on disk when this returns.
    ///
    /// # Errors
    /// `limit_reached`, `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`; nothing is
    /// changed then.
    pub async fn save(&self, actor: &Actor, request: SaveRequest) -> Result<SaveReply, ErrorReply> {
        let SaveRequest { message, on } = request;
        self.request(action::SaveMessage, actor, message)
            .change(move |change, granted| {
                if on {
                    change.save_message(granted).boxed()
                } else {
                    change.unsave_message(granted).boxed()
                }
            })
            .await?;
        Ok(SaveReply { saved: on })
    }

    /// What the member has saved and may still see, the last saved first, without so many that come
    /// before.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn saved(&self, actor: &Actor, skip: u32) -> Result<SavedMessages, ErrorReply> {
        let caller = actor.caller();
        self.request(action::SeeSaved, actor, Resource::Workspace)
            .read(move |view, granted| {
                async move {
                    let mut readable = Vec::new();
                    for room in view.rooms_of_saved(granted).await? {
                        let on = Resource::Room(room);
                        match view.authorise(action::ReadRoom, caller, on).await {
                            Ok(room) => readable.push(room),
                            Err(StoreError::Denied(Denied::Unknown)) => {}
                            Err(error) => return Err(error),
                        }
                    }
                    let page = view.saved(granted, &readable, skip).await?;
                    let mut rooms = Vec::new();
                    for room in readable {
                        let is_shown = |one: &store::Saved| room.is_on(one.message.room);
                        if page.saved.iter().any(is_shown) {
                            rooms.push(view.room(&room.also(action::SeeRoom)?).await?);
                        }
                    }
                    Ok(SavedMessages { page, rooms })
                }
                .boxed()
            })
            .await
    }
}
