//! Finding rooms, making them, and changing what they are; and whether the server works.

use std::time::Duration;

use protocol::{
    ErrorReply, MemberId, Posting, Role, Room, RoomId, RoomKind, RoomName, RoomState, Slug,
};

use super::{Actions, Actor, refusal, refused};
use crate::store::{Caller, ListedRoom, NewRoom, On, OwnRoom, OwnRooms, StoreError};
use domain::authorise::{Action, Denied, Target, Who, act, decide};
use domain::slug;

/// What a person has of their own at the place.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OwnThings {
    /// Their first rooms, as many as a list shows.
    pub rooms: OwnRooms,
    /// Whose messages they have folded.
    pub ignored: Vec<MemberId>,
}

/// What a room is to somebody who may see it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenRoom {
    pub room: Room,
    /// What it is for.
    pub description: String,
    /// Whether they may post, or why not.
    pub may_post: Result<(), Denied>,
    /// Whether they are in it.
    pub is_in: bool,
    facts: Target,
}

impl SeenRoom {
    /// What somebody of that role may do with it, to show that and no more.
    pub fn powers(&self, role: Role) -> impl Fn(Action) -> bool + use<> {
        let facts = self.facts;
        move |action| decide(action, Who::Here(role), facts).is_ok()
    }

    /// The same with the reason why not. It is asked again by whoever does it.
    ///
    /// # Errors
    /// As the deed itself.
    pub fn check(&self, role: Role, action: Action) -> Result<(), ErrorReply> {
        decide(action, Who::Here(role), self.facts).map_err(refused)
    }
}

/// What can be changed of a room's looks.
#[derive(Clone, Debug)]
pub struct RoomEdit {
    pub name: RoomName,
    /// What is talked about now.
    pub topic: String,
    /// What it is for.
    pub description: String,
}

impl Actions {
    /// What the member's pages and sockets begin with.
    ///
    /// # Errors
    /// `unauthenticated`, `storage_unavailable`.
    pub async fn own_things(&self, actor: &Actor) -> Result<OwnThings, ErrorReply> {
        let caller = actor.caller();
        let things = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SeeOwnRooms, caller, On::Place).await?;
                Ok(OwnThings {
                    rooms: view.first_rooms(&granted).await?,
                    ignored: view.ignored(&granted).await?,
                })
            })
        });
        things.await.map_err(refusal)
    }

    /// A portion of the member's rooms; see
    /// [`View::rooms_after`](crate::store::View::rooms_after).
    ///
    /// # Errors
    /// `unauthenticated`, `storage_unavailable`.
    pub async fn rooms_after(
        &self,
        actor: &Actor,
        after: Option<RoomId>,
    ) -> Result<OwnRooms, ErrorReply> {
        let caller = actor.caller();
        let rooms = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SeeOwnRooms, caller, On::Place).await?;
                view.rooms_after(&granted, after).await
            })
        });
        rooms.await.map_err(refusal)
    }

    /// All of the member's own rooms; see
    /// [`View::own_rooms`](crate::store::View::own_rooms).
    ///
    /// # Errors
    /// `unauthenticated`, `storage_unavailable`.
    pub async fn own_rooms(&self, actor: &Actor) -> Result<Vec<OwnRoom>, ErrorReply> {
        let caller = actor.caller();
        let rooms = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SeeOwnRooms, caller, On::Place).await?;
                view.own_rooms(&granted).await
            })
        });
        rooms.await.map_err(refusal)
    }

    /// The room at that address, now or formerly.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn room_by_slug(&self, actor: &Actor, slug: &Slug) -> Result<SeenRoom, ErrorReply> {
        let (caller, slug) = (actor.caller(), slug.clone());
        let room = self.store.read(move |view| {
            Box::pin(async move {
                let on = On::Room(view.find_room(&slug).await?);
                let granted = view.allow(act::SeeRoom, caller, on).await?;
                let (who, facts) = view.facts(caller, on).await?;
                Ok(SeenRoom {
                    facts,
                    room: view.room(&granted).await?,
                    description: view.description(&granted).await?,
                    may_post: decide(Action::Post, who, facts),
                    is_in: is_in((who, facts)),
                })
            })
        });
        room.await.map_err(refusal)
    }

    /// A room that the member may read, and whether they are in it.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn look_at(&self, actor: &Actor, room: RoomId) -> Result<(Room, bool), ErrorReply> {
        let (caller, on) = (actor.caller(), On::Room(room));
        let room = self.store.read(move |view| {
            Box::pin(async move {
                drop(view.allow(act::ReadRoom, caller, on).await?);
                let granted = view.allow(act::SeeRoom, caller, on).await?;
                let facts = view.facts(caller, on).await?;
                Ok((view.room(&granted).await?, is_in(facts)))
            })
        });
        room.await.map_err(refusal)
    }

    /// The lobby, for a client of the tutorial that may hear it.
    ///
    /// # Errors
    /// `not_found` where it is not open to them, `storage_unavailable`.
    pub async fn lobby_for_tutorial(&self) -> Result<RoomId, ErrorReply> {
        let lobby = self.store.read(|view| {
            Box::pin(async move {
                let granted = view
                    .allow(act::HearLobby, Caller::Nobody, On::Place)
                    .await?;
                view.lobby_for_tutorial(&granted).await
            })
        });
        lobby.await.map_err(refusal)
    }

    /// A page of the rooms that may be looked at; see
    /// [`View::directory`](crate::store::View::directory).
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn directory(
        &self,
        actor: &Actor,
        words: String,
        after: Option<Slug>,
    ) -> Result<Vec<ListedRoom>, ErrorReply> {
        let caller = actor.caller();
        let rooms = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::BrowseRooms, caller, On::Place).await?;
                view.directory(&granted, &words, after.as_ref()).await
            })
        });
        rooms.await.map_err(refusal)
    }

    /// Makes a room. The same id again gets the same room.
    ///
    /// # Errors
    /// `forbidden`, `taken`, `shutting_down`, `storage_unavailable`.
    pub async fn create_room(
        &self,
        actor: &Actor,
        id: RoomId,
        edit: RoomEdit,
        kind: RoomKind,
        posting: Posting,
    ) -> Result<Room, ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let new = NewRoom {
            id,
            slug: slug::of_room(&edit.name, id),
            name: edit.name,
            topic: edit.topic,
            kind,
            posting,
        };
        let made = self.store.change(move |change| {
            Box::pin(async move {
                match kind {
                    RoomKind::Open => {
                        let granted = change.allow(act::CreateOpenRoom, caller, On::Place);
                        let granted = granted.await?;
                        change.create_open_room(&granted, &new).await
                    }
                    RoomKind::Public | RoomKind::Private => {
                        let granted = change.allow(act::CreateRoom, caller, On::Place).await?;
                        change.create_room(&granted, &new).await
                    }
                    RoomKind::Direct | RoomKind::Group => Err(StoreError::Unknown),
                }
            })
        });
        made.await.map_err(refusal)
    }

    /// Changes a room's name, topic and description.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `taken`, `shutting_down`, `storage_unavailable`.
    pub async fn edit_room(
        &self,
        actor: &Actor,
        room: RoomId,
        edit: RoomEdit,
    ) -> Result<Room, ErrorReply> {
        let slug = slug::of_room(&edit.name, room);
        self.change_in_room(act::EditRoom, actor, room, move |change, granted| {
            Box::pin(async move {
                change
                    .edit_room(&granted, &edit.name, &slug, &edit.topic, &edit.description)
                    .await
            })
        })
        .await
    }

    /// Changes who may post in a room.
    ///
    /// # Errors
    /// As [`Actions::edit_room`].
    pub async fn change_posting(
        &self,
        actor: &Actor,
        room: RoomId,
        posting: Posting,
    ) -> Result<Room, ErrorReply> {
        self.change_in_room(act::ChangePosting, actor, room, move |change, granted| {
            Box::pin(async move { change.change_posting(&granted, posting).await })
        })
        .await
    }

    /// Makes a public room private, or the other way round.
    ///
    /// # Errors
    /// As [`Actions::edit_room`].
    pub async fn change_kind(
        &self,
        actor: &Actor,
        room: RoomId,
        kind: RoomKind,
    ) -> Result<Room, ErrorReply> {
        self.change_in_room(act::ChangeKind, actor, room, move |change, granted| {
            Box::pin(async move { change.change_kind(&granted, kind).await })
        })
        .await
    }

    /// Archives a room, or takes it into use again.
    ///
    /// # Errors
    /// As [`Actions::edit_room`].
    pub async fn set_room_state(
        &self,
        actor: &Actor,
        room: RoomId,
        state: RoomState,
    ) -> Result<Room, ErrorReply> {
        self.change_in_room(act::ArchiveRoom, actor, room, move |change, granted| {
            Box::pin(async move { change.set_room_state(&granted, state).await })
        })
        .await
    }

    /// Deletes a room with all that was said in it. Nobody sees it any more when this returns; its
    /// messages go from the disk afterwards, bit by bit.
    ///
    /// # Errors
    /// As [`Actions::edit_room`].
    pub async fn delete_room(&self, actor: &Actor, room: RoomId) -> Result<(), ErrorReply> {
        self.change_in_room(act::DeleteRoom, actor, room, move |change, granted| {
            Box::pin(async move { change.delete_room(&granted).await })
        })
        .await?;
        self.purge();
        Ok(())
    }

    /// Takes the messages of deleted rooms off the disk in the background.
    pub fn purge(&self) {
        /// When the disk is full, say.
        const PURGE_AGAIN: Duration = Duration::from_secs(10);
        let store = self.store.clone();
        tokio::spawn(async move {
            loop {
                match store.change(|change| Box::pin(change.purge())).await {
                    Ok(0) => return,
                    Ok(_) => tokio::task::yield_now().await,
                    Err(StoreError::Closed) => return,
                    Err(error) => {
                        tracing::warn!(%error, "messages of deleted rooms stay for now");
                        tokio::time::sleep(PURGE_AGAIN).await;
                    }
                }
            }
        });
    }
}

fn is_in((who, facts): (Who, Target)) -> bool {
    match (who, facts) {
        (Who::Here(role), Target::Room(room)) => room.holds(role),
        _ => false,
    }
}
