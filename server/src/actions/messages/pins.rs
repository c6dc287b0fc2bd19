//! Pinning messages in their room.

use futures_util::FutureExt as _;
use protocol::{
    ErrorReply, Room, Slug,
    event::{PinReply, PinRequest},
};

use crate::actions::{Actions, Actor};
use domain::authorise::action;
use store::PinPage;

/// A room, and some of its pins.
#[derive(Clone, PartialEq, Debug)]
pub struct RoomPins {
    pub room: Room,
    pub page: PinPage,
    /// Whether the member may unpin them.
    pub may_unpin: bool,
}

impl Actions {
    /// Pins a message, or unpins it. It is on disk when this returns.
    ///
    /// # Errors
    /// `limit_reached`, `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`; nothing is
    /// changed then.
    pub async fn pin(&self, actor: &Actor, request: PinRequest) -> Result<PinReply, ErrorReply> {
        let PinRequest { message, on } = request;
        let rev =
            self.request(action::PinMessage, actor, message)
                .change(move |change, granted| {
                    if on {
                        change.pin(granted).boxed()
                    } else {
                        change.unpin(granted).boxed()
                    }
                });
        Ok(PinReply { rev: rev.await? })
    }

    /// The pins of a room, the latest first, without so many that come before.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn pins(&self, actor: &Actor, slug: Slug, skip: u32) -> Result<RoomPins, ErrorReply> {
        self.request(action::ReadRoom, actor, slug)
            .read(move |view, granted| {
                async move {
                    let page = view.pins(granted, skip).await?;
                    Ok(RoomPins {
                        room: view.room(&granted.also(action::SeeRoom)?).await?,
                        // Who may post in the room may unpin.
                        may_unpin: granted.also(action::Post).is_ok(),
                        page,
                    })
                }
                .boxed()
            })
            .await
    }
}
