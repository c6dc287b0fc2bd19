//! Finding, creating, changing and deleting rooms.

pub mod in_room;
pub mod memberships;

use std::time::Duration;

use protocol::{
    ErrorReply, MemberId, Posting, Role, Room, RoomId, RoomKind, RoomName, RoomState, Slug,
};

use crate::actions::{Actions, Actor, refusal, refused};
use domain::authorise::{Action, Denied, ResourceFacts, Subject, action, decide};
use domain::slug;
use store::{Caller, ListedRoom, NewRoom, OwnRoom, OwnRooms, Resource, StoreError};

/// What belongs to a person in the workspace.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OwnState {
    /// Their first rooms, as many as the lists show.
    pub rooms: OwnRooms,
    /// Whom they ignore.
    pub ignored: Vec<MemberId>,
}

/// A room as the caller, who may see it, sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SeenRoom {
    pub room: Room,
    /// Its purpose, at more length than its topic.
    pub description: String,
    /// Whether they may post, or why not.
    pub may_post: Result<(), Denied>,
    /// Whether they are in it.
    pub is_in: bool,
    facts: ResourceFacts,
}

impl SeenRoom {
    /// What somebody with this role may do with it, only for showing what is possible.
    pub fn powers(&self, role: Role) -> impl Fn(Action) -> bool + use<> {
        let facts = self.facts;
        move |action| decide(action, Subject::Active(role), facts).is_ok()
    }

    /// The same, with the reason if it is denied. It is authorised again when it is done.
    ///
    /// # Errors
    /// As the action itself.
    pub fn check(&self, role: Role, action: Action) -> Result<(), ErrorReply> {
        decide(action, Subject::Active(role), self.facts).map_err(refused)
    }
}

/// New name, topic and description of a room.
#[derive(Clone, Debug)]
pub struct RoomEdit {
    pub name: RoomName,
    /// Its topic.
    pub topic: String,
    /// Its purpose, at more length than its topic.
    pub description: String,
}

impl Actions {
    /// What the member's pages and sockets start from.
    ///
    /// # Errors
    /// `unauthenticated`, `storage_unavailable`.
    pub async fn own_state(&self, actor: &Actor) -> Result<OwnState, ErrorReply> {
        let caller = actor.caller();
        let things = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                    .await?;
                Ok(OwnState {
                    rooms: view.first_rooms(&granted).await?,
                    ignored: view.ignored(&granted).await?,
                })
            })
        });
        things.await.map_err(refusal)
    }

    /// A portion of the member's rooms; see
    /// [`View::rooms_after`](store::View::rooms_after).
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
                let granted = view
                    .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                    .await?;
                view.rooms_after(&granted, after).await
            })
        });
        rooms.await.map_err(refusal)
    }

    /// All of the member's own rooms; see
    /// [`View::own_rooms`](store::View::own_rooms).
    ///
    /// # Errors
    /// `unauthenticated`, `storage_unavailable`.
    pub async fn own_rooms(&self, actor: &Actor) -> Result<Vec<OwnRoom>, ErrorReply> {
        let caller = actor.caller();
        let rooms = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
                    .await?;
                view.own_rooms(&granted).await
            })
        });
        rooms.await.map_err(refusal)
    }

    /// The room with this slug, current or former.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn room_by_slug(&self, actor: &Actor, slug: &Slug) -> Result<SeenRoom, ErrorReply> {
        let (caller, slug) = (actor.caller(), slug.clone());
        let room = self.store.read(move |view| {
            Box::pin(async move {
                let on = Resource::Room(view.find_room(&slug).await?);
                let granted = view.authorise(action::SeeRoom, caller, on).await?;
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
    pub async fn readable_room(
        &self,
        actor: &Actor,
        room: RoomId,
    ) -> Result<(Room, bool), ErrorReply> {
        let (caller, on) = (actor.caller(), Resource::Room(room));
        let room = self.store.read(move |view| {
            Box::pin(async move {
                drop(view.authorise(action::ReadRoom, caller, on).await?);
                let granted = view.authorise(action::SeeRoom, caller, on).await?;
                let facts = view.facts(caller, on).await?;
                Ok((view.room(&granted).await?, is_in(facts)))
            })
        });
        room.await.map_err(refusal)
    }

    /// The lobby, for clients of the tutorial that may be subscribed to it.
    ///
    /// # Errors
    /// `not_found` if it is not open to them, `storage_unavailable`.
    pub async fn lobby_for_tutorial(&self) -> Result<RoomId, ErrorReply> {
        let lobby = self.store.read(|view| {
            Box::pin(async move {
                let granted = view
                    .authorise(action::SubscribeLobby, Caller::Nobody, Resource::Workspace)
                    .await?;
                view.lobby_for_tutorial(&granted).await
            })
        });
        lobby.await.map_err(refusal)
    }

    /// A page of the rooms that the member may see; see
    /// [`View::directory`](store::View::directory).
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
                let granted = view
                    .authorise(action::BrowseRooms, caller, Resource::Workspace)
                    .await?;
                view.directory(&granted, &words, after.as_ref()).await
            })
        });
        rooms.await.map_err(refusal)
    }

    /// Creates a room. The same id again returns the same room.
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
                        let granted =
                            change.authorise(action::CreateOpenRoom, caller, Resource::Workspace);
                        let granted = granted.await?;
                        change.create_open_room(&granted, &new).await
                    }
                    RoomKind::Public | RoomKind::Private => {
                        let granted = change
                            .authorise(action::CreateRoom, caller, Resource::Workspace)
                            .await?;
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
        self.change_in_room(action::EditRoom, actor, room, move |change, granted| {
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
        self.change_in_room(
            action::ChangePosting,
            actor,
            room,
            move |change, granted| {
                Box::pin(async move { change.change_posting(&granted, posting).await })
            },
        )
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
        self.change_in_room(action::ChangeKind, actor, room, move |change, granted| {
            Box::pin(async move { change.change_kind(&granted, kind).await })
        })
        .await
    }

    /// Archives or unarchives a room.
    ///
    /// # Errors
    /// As [`Actions::edit_room`].
    pub async fn set_room_state(
        &self,
        actor: &Actor,
        room: RoomId,
        state: RoomState,
    ) -> Result<Room, ErrorReply> {
        self.change_in_room(action::ArchiveRoom, actor, room, move |change, granted| {
            Box::pin(async move { change.set_room_state(&granted, state).await })
        })
        .await
    }

    /// Deletes a room with all its messages. Nobody sees it any more when this returns; its
    /// messages are deleted from disk afterwards, in small batches.
    ///
    /// # Errors
    /// As [`Actions::edit_room`].
    pub async fn delete_room(&self, actor: &Actor, room: RoomId) -> Result<(), ErrorReply> {
        self.change_in_room(action::DeleteRoom, actor, room, move |change, granted| {
            Box::pin(async move { change.delete_room(&granted).await })
        })
        .await?;
        self.purge();
        Ok(())
    }

    /// Deletes the messages of deleted rooms from disk in the background.
    pub fn purge(&self) {
        /// Retry interval, for example when the disk is full.
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

fn is_in((who, facts): (Subject, ResourceFacts)) -> bool {
    match (who, facts) {
        (Subject::Active(role), ResourceFacts::Room(room)) => room.holds(role),
        _ => false,
    }
}
