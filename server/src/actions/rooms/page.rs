//! What the pages of a room show, all of the same moment.

use futures_util::FutureExt as _;
use protocol::{
    Emoji, ErrorCode, ErrorReply, MessageId, RoomId, RoomPreference, Slug,
    event::{Cursor, Draft, HistoryPage, Part},
    limits::DEFAULT_HISTORY,
};

use super::{OwnState, SeenRoom, memberships::RoomPeople, own_state, seen_room};
use crate::actions::{Actions, Actor, refusal};
use domain::authorise::{Denied, action};
use store::{Budget, Caller, Granted, Resource, StoreError, View, no_preference};

/// Which room a page shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageOf {
    /// The lobby; for people who may not see it, the first of their own rooms.
    First,
    /// The room with this slug, current or former.
    Slug(Slug),
    Room(RoomId),
}

/// What a room's page shows.
#[derive(Debug)]
pub struct RoomPage {
    pub seen: SeenRoom,
    pub own: OwnState,
    /// As many messages as a page renders.
    pub history: HistoryPage,
    /// What the member has typed there and not sent.
    pub draft: Option<Draft>,
    /// What the member reacted with most often of late.
    pub emoji_used: Vec<Emoji>,
}

/// What a room's settings show.
#[derive(Debug)]
pub struct RoomSettings {
    pub seen: SeenRoom,
    pub people: RoomPeople,
    /// The member's preference, or the default if they set none.
    pub preference: RoomPreference,
}

impl Actions {
    /// A room, its messages at the cursor, and the member's own rooms beside it.
    ///
    /// # Errors
    /// `unauthenticated`, `not_found`, `storage_unavailable`.
    pub async fn room_page(
        &self,
        actor: &Actor,
        room: PageOf,
        at: Cursor,
    ) -> Result<RoomPage, ErrorReply> {
        let caller = actor.caller();
        let page = self
            .store
            .read(move |view| room_page(view, caller, room, at).boxed());
        page.await.map_err(refusal)?.ok_or_else(|| {
            let words =
                "You are not in any room yet. Ask the person who invited you to add you to one.";
            ErrorReply::new(ErrorCode::NotFound, words)
        })
    }

    /// A room's settings, with those people in it whose name or handle contains the words,
    /// skipping `after`.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `storage_unavailable`.
    pub async fn room_settings(
        &self,
        actor: &Actor,
        slug: Slug,
        words: String,
        after: u32,
    ) -> Result<RoomSettings, ErrorReply> {
        self.request(action::SeeRoom, actor, slug)
            .read(move |view, granted| {
                async move {
                    let seen = seen_room(view, granted).await?;
                    let preference = view.preference(granted).await?;
                    Ok(RoomSettings {
                        people: people(view, granted, &words, after).await?,
                        preference: preference.unwrap_or_else(|| no_preference(seen.room.id)),
                        seen,
                    })
                }
                .boxed()
            })
            .await
    }
}

/// `None` for somebody who may not see the lobby and is in no room.
pub(in crate::actions) async fn room_page(
    view: &mut View<'_>,
    caller: Caller,
    room: PageOf,
    at: Cursor,
) -> Result<Option<RoomPage>, StoreError> {
    let mine = view
        .authorise(action::SeeOwnRooms, caller, Resource::Workspace)
        .await?;
    let own = own_state(view, &mine).await?;
    let granted = match room {
        PageOf::Slug(slug) => by_slug(view, caller, &slug).await?,
        PageOf::Room(room) => {
            let on = Resource::Room(room);
            view.authorise(action::SeeRoom, caller, on).await?
        }
        PageOf::First => match by_slug(view, caller, &Slug::lobby()).await {
            Err(StoreError::NoSuchRoom | StoreError::Denied(Denied::Unknown)) => {
                let Some(first) = own.rooms.rooms.first() else {
                    return Ok(None);
                };
                let on = Resource::Room(first.room.id);
                view.authorise(action::SeeRoom, caller, on).await?
            }
            lobby => lobby?,
        },
    };
    let seen = seen_room(view, &granted).await?;
    let readable = granted.also(action::ReadRoom)?;
    let history = view
        .history(&readable, Part::Log, at, DEFAULT_HISTORY, Budget::page())
        .await?;
    let draft = draft(view, &granted, None).await?;
    let emoji_used = view.emoji_used(&mine).await?;
    Ok(Some(RoomPage {
        seen,
        own,
        history,
        draft,
        emoji_used,
    }))
}

/// The caller's draft there; visitors have none.
pub(in crate::actions) async fn draft(
    view: &mut View<'_>,
    granted: &Granted<action::SeeRoom>,
    thread: Option<MessageId>,
) -> Result<Option<Draft>, StoreError> {
    match granted.also(action::SaveDraft) {
        Ok(granted) => view.draft(&granted, thread).await,
        Err(_) => Ok(None),
    }
}

async fn by_slug(
    view: &mut View<'_>,
    caller: Caller,
    slug: &Slug,
) -> Result<Granted<action::SeeRoom>, StoreError> {
    let on = Resource::Room(view.find_room(slug).await?);
    view.authorise(action::SeeRoom, caller, on).await
}

async fn people(
    view: &mut View<'_>,
    granted: &Granted<action::SeeRoom>,
    words: &str,
    after: u32,
) -> Result<RoomPeople, StoreError> {
    let listed = granted.also(action::SeeRoomMembers)?;
    Ok(RoomPeople {
        page: view.room_members(&listed, words, after).await?,
        addable: match granted.also(action::AddToRoom) {
            Ok(granted) => view.addable(&granted).await?,
            Err(_) => Vec::new(),
        },
    })
}
