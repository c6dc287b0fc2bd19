//! Finding rooms, and whether the server works.

use protocol::{ErrorReply, Room, RoomId, Slug};

use super::{Actions, Actor, refusal};
use crate::domain::authorise::{Action, authorise};

impl Actions {
    /// The rooms that the member may see.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub async fn rooms(&self, actor: &Actor) -> Result<Vec<Room>, ErrorReply> {
        let permit = authorise(Some(&actor.member), Action::Read)?;
        self.gate.open(&permit).rooms().await.map_err(refusal)
    }

    /// The room of that slug.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn room_by_slug(&self, actor: &Actor, slug: &Slug) -> Result<Room, ErrorReply> {
        let permit = authorise(Some(&actor.member), Action::Read)?;
        self.gate
            .open(&permit)
            .room_by_slug(slug)
            .await
            .map_err(refusal)
    }

    /// The lobby, for a client of the tutorial that may hear it.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub async fn lobby_for_tutorial(&self) -> Result<RoomId, ErrorReply> {
        let permit = authorise(None, Action::HearLobby)?;
        let lobby = self.gate.open(&permit).room_by_slug(&Slug::lobby()).await;
        lobby.map(|room| room.id).map_err(refusal)
    }

    /// Whether a message could be stored now.
    ///
    /// # Errors
    /// `shutting_down`, `storage_unavailable`.
    pub async fn can_write(&self) -> Result<(), ErrorReply> {
        self.check_running()?;
        let permit = authorise(None, Action::CheckHealth)?;
        self.gate.open(&permit).can_write().await.map_err(refusal)
    }
}
