//! Finding, creating, changing and deleting rooms.

pub mod completion;
pub mod memberships;
pub mod page;

use std::time::Duration;

use futures_util::FutureExt as _;
use protocol::{
    ErrorReply, MemberId, Posting, Role, Room, RoomId, RoomKind, RoomName, RoomState, Slug,
};

use crate::actions::{Actions, Actor, refusal, refused};
use domain::authorise::{Action, Denied, ResourceFacts, Subject, action, decide};
use domain::slug;
use store::{Caller, Granted, ListedRoom, NewRoom, OwnRoom, OwnRooms, Resource, StoreError, View};

/// What belongs to a person in the workspace.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OwnState {
    /// Their first rooms, as many as the lists show.
    pub rooms: OwnRooms,
    /// Whom they ignore.
    pub ignored: Vec<MemberId>,
    /// How many of their reminders are due.
    pub reminders: u32,
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
        self.request(action::SeeOwnRooms, actor, Resource::Workspace)
            .read(move |view, granted| own_state(view, granted).boxed())
            .await
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
        self.request(action::SeeOwnRooms, actor, Resource::Workspace)
            .read(move |view, granted| view.rooms_after(granted, after).boxed())
            .await
    }

    /// All of the member's own rooms; see
    /// [`View::own_rooms`](store::View::own_rooms).
    ///
    /// # Errors
    /// `unauthenticated`, `storage_unavailable`.
    pub async fn own_rooms(&self, actor: &Actor) -> Result<Vec<OwnRoom>, ErrorReply> {
        self.request(action::SeeOwnRooms, actor, Resource::Workspace)
            .read(|view, granted| view.own_rooms(granted).boxed())
            .await
    }

    /// The room with this slug, current or former.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn room_by_slug(&self, actor: &Actor, slug: &Slug) -> Result<SeenRoom, ErrorReply> {
        self.request(action::SeeRoom, actor, slug.clone())
            .read(|view, granted| seen_room(view, granted).boxed())
            .await
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
        self.request(action::ReadRoom, actor, room)
            .read(|view, granted| {
                async move {
                    let room = view.room(&granted.also(action::SeeRoom)?).await?;
                    Ok((room, is_in(granted.facts())))
                }
                .boxed()
            })
            .await
    }

    /// The lobby, for clients of the tutorial that may be subscribed to it.
    ///
    /// # Errors
    /// `not_found` if it is not open to them, `storage_unavailable`.
    pub async fn lobby_for_tutorial(&self) -> Result<RoomId, ErrorReply> {
        self.request(action::SubscribeLobby, Caller::Nobody, Resource::Workspace)
            .read(|view, granted| view.lobby_for_tutorial(granted).boxed())
            .await
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
        self.request(action::BrowseRooms, actor, Resource::Workspace)
            .read(move |view, granted| {
                async move { view.directory(granted, &words, after.as_ref()).await }.boxed()
            })
            .await
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
        let new = NewRoom {
            id,
            slug: slug::of_room(&edit.name, id),
            name: edit.name,
            topic: edit.topic,
            kind,
            posting,
        };
        match kind {
            RoomKind::Open => {
                self.request(action::CreateOpenRoom, actor, Resource::Workspace)
                    .change(move |change, granted| {
                        async move { change.create_open_room(granted, &new).await }.boxed()
                    })
                    .await
            }
            RoomKind::Public | RoomKind::Private => {
                self.request(action::CreateRoom, actor, Resource::Workspace)
                    .change(move |change, granted| {
                        async move { change.create_room(granted, &new).await }.boxed()
                    })
                    .await
            }
            RoomKind::Direct | RoomKind::Group => Err(refusal(StoreError::Unknown)),
        }
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
        self.request(action::EditRoom, actor, room)
            .change(move |change, granted| {
                async move {
                    change
                        .edit_room(granted, &edit.name, &slug, &edit.topic, &edit.description)
                        .await
                }
                .boxed()
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
        self.request(action::ChangePosting, actor, room)
            .change(move |change, granted| change.change_posting(granted, posting).boxed())
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
        self.request(action::ChangeKind, actor, room)
            .change(move |change, granted| change.change_kind(granted, kind).boxed())
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
        self.request(action::ArchiveRoom, actor, room)
            .change(move |change, granted| change.set_room_state(granted, state).boxed())
            .await
    }

    /// Deletes a room with all its messages. Nobody sees it any more when this returns; its
    /// messages are deleted from disk afterwards, in small batches.
    ///
    /// # Errors
    /// As [`Actions::edit_room`].
    pub async fn delete_room(&self, actor: &Actor, room: RoomId) -> Result<(), ErrorReply> {
        self.request(action::DeleteRoom, actor, room)
            .change(|change, granted| change.delete_room(granted).boxed())
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
                match store.change(|change| change.purge().boxed()).await {
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

async fn own_state(
    view: &mut View<'_>,
    granted: &Granted<action::SeeOwnRooms>,
) -> Result<OwnState, StoreError> {
    Ok(OwnState {
        rooms: view.first_rooms(granted).await?,
        ignored: view.ignored(granted).await?,
        reminders: view.reminders_due(granted).await?,
    })
}

async fn seen_room(
    view: &mut View<'_>,
    granted: &Granted<action::SeeRoom>,
) -> Result<SeenRoom, StoreError> {
    let (who, facts) = granted.facts();
    Ok(SeenRoom {
        facts,
        room: view.room(granted).await?,
        description: view.description(granted).await?,
        may_post: decide(Action::Post, who, facts),
        is_in: is_in((who, facts)),
    })
}

fn is_in((who, facts): (Subject, ResourceFacts)) -> bool {
    match (who, facts) {
        (Subject::Active(role), ResourceFacts::Room(room)) => room.holds(role),
        _ => false,
    }
}
