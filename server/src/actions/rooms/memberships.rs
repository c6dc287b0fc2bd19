//! Joining and leaving rooms, preferences, and direct rooms.

use futures_util::FutureExt as _;
use protocol::{
    DisplayName, ErrorCode, ErrorReply, MemberId, Room, RoomId, RoomPreference, RoomRole,
};

use crate::actions::{Actions, Actor, limits::Kind, refusal};
use domain::authorise::{Denied, action};
use store::{
    Caller, Change, Granted, Named, Person, PersonRow, Resource, RoomMemberPage, StoreError, View,
};

/// The people of a room, as the caller sees them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomPeople {
    /// A page of the people in it.
    pub page: RoomMemberPage,
    /// Some of those who could be added; empty if the caller may not add people.
    pub addable: Vec<PersonRow>,
}

/// Whom the member may choose for a direct room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DirectCandidates {
    pub found: Vec<PersonRow>,
    pub chosen: Vec<Person>,
}

impl Actions {
    /// Joins a public room.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn join(&self, actor: &Actor, room: RoomId) -> Result<Room, ErrorReply> {
        self.request(action::JoinRoom, actor, room)
            .change(|change, granted| change.join(granted).boxed())
            .await
    }

    /// Leaves a room.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn leave(&self, actor: &Actor, room: RoomId) -> Result<(), ErrorReply> {
        self.request(action::LeaveRoom, actor, room)
            .change(|change, granted| change.leave(granted).boxed())
            .await
    }

    /// Adds a person to a room.
    ///
    /// # Errors
    /// As [`Actions::join`]; `forbidden` for somebody who does not allow it.
    pub async fn add(&self, actor: &Actor, room: RoomId, name: Named) -> Result<(), ErrorReply> {
        let caller = actor.caller();
        self.request(action::AddToRoom, actor, room)
            .change(move |change, granted| {
                async move {
                    let whom = change.find_person(&name).await?;
                    Ok(match may_add(change, caller, whom).await? {
                        Ok(whom) => Ok(change.add(granted, &whom).await?),
                        Err(declined) => Err(declined),
                    })
                }
                .boxed()
            })
            .await?
            .map_err(ErrorReply::from)
    }

    /// Removes a person from a room. They receive nothing more of it once this returns.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn remove(
        &self,
        actor: &Actor,
        room: RoomId,
        whom: MemberId,
    ) -> Result<(), ErrorReply> {
        self.request(action::RemoveFromRoom, actor, room)
            .change(move |change, granted| change.remove(granted, whom).boxed())
            .await
    }

    /// Changes a person's role in a room.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn change_room_role(
        &self,
        actor: &Actor,
        room: RoomId,
        whom: MemberId,
        role: RoomRole,
    ) -> Result<(), ErrorReply> {
        self.request(action::ChangeRoomRole, actor, room)
            .change(move |change, granted| change.change_room_role(granted, whom, role).boxed())
            .await
    }

    /// Sets the member's preference for a room.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn set_preference(
        &self,
        actor: &Actor,
        preference: RoomPreference,
    ) -> Result<(), ErrorReply> {
        self.request(action::SetPreference, actor, preference.room)
            .change(move |change, granted| change.set_preference(granted, preference).boxed())
            .await
    }

    /// The people that the member may see and whose name or handle contains the words, and those
    /// of the chosen people with whom they may have a direct room.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn direct_candidates(
        &self,
        actor: &Actor,
        words: String,
        chosen: Vec<MemberId>,
    ) -> Result<DirectCandidates, ErrorReply> {
        self.request(action::BrowsePeople, actor, Resource::Workspace)
            .read(move |view, granted| {
                async move {
                    Ok(DirectCandidates {
                        found: view.people(granted, &words).await?,
                        chosen: approachable(view, granted.caller(), chosen).await?,
                    })
                }
                .boxed()
            })
            .await
    }

    /// The direct or group room of the member and these people, created if there is none.
    ///
    /// # Errors
    /// `not_found` for somebody whom the member may not see, `forbidden` for a new room with
    /// somebody who does not allow it, `rate_limited`, `shutting_down`, `storage_unavailable`.
    pub async fn open_direct(
        &self,
        actor: &Actor,
        people: Vec<MemberId>,
    ) -> Result<Room, ErrorReply> {
        self.check_running()?;
        let (caller, whom) = (actor.caller(), people.clone());
        let known = self.store.read(move |view| {
            async move {
                let granted = may_talk(view, caller, &whom).await?;
                view.direct_among(&granted).await
            }
            .boxed()
        });
        if let Some(known) = known.await.map_err(refusal)? {
            return Ok(known);
        }
        // Only now it is known that a room is created.
        self.charge_kind(actor, Kind::NewRoom)?;
        let room = self
            .store
            .change(move |change| open_direct(change, caller, people).boxed());
        room.await.map_err(refusal)?.map_err(ErrorReply::from)
    }
}

/// Somebody does not allow the member to add them to rooms. The error does not reveal whether they
/// allow nobody, or ignore the member.
struct Declined(DisplayName);

impl From<Declined> for ErrorReply {
    fn from(Declined(name): Declined) -> Self {
        let words = format!("{name} does not accept new direct messages or being added to rooms.");
        Self::new(ErrorCode::Forbidden, words)
    }
}

async fn may_add(
    view: &mut View<'_>,
    caller: Caller,
    whom: MemberId,
) -> Result<Result<Granted<action::AddPerson>, Declined>, StoreError> {
    let on = Resource::Person(whom);
    match view.authorise(action::AddPerson, caller, on).await {
        Err(StoreError::Denied(Denied::Declined)) => {
            let granted = view.authorise(action::SeePerson, caller, on).await?;
            let person = view.person(&granted).await?;
            Ok(Err(Declined(person.member.name)))
        }
        granted => granted.map(Ok),
    }
}

async fn may_talk(
    view: &mut View<'_>,
    caller: Caller,
    people: &[MemberId],
) -> Result<Vec<Granted<action::OpenDirect>>, StoreError> {
    let mut granted = Vec::with_capacity(people.len());
    for whom in people {
        let on = Resource::Person(*whom);
        granted.push(view.authorise(action::OpenDirect, caller, on).await?);
    }
    Ok(granted)
}

/// The room of these people, or somebody who does not allow a new one.
async fn open_direct(
    change: &mut Change<'_>,
    caller: Caller,
    people: Vec<MemberId>,
) -> Result<Result<Room, Declined>, StoreError> {
    let granted = may_talk(change, caller, &people).await?;
    if let Some(known) = change.reopen_direct(&granted).await? {
        return Ok(Ok(known));
    }
    let mut all = Vec::with_capacity(people.len());
    for whom in people {
        match may_add(change, caller, whom).await? {
            Ok(granted) => all.push(granted),
            Err(declined) => return Ok(Err(declined)),
        }
    }
    change.begin_direct(&all).await.map(Ok)
}

/// Those of these people with whom the caller may have a direct room.
async fn approachable(
    view: &mut View<'_>,
    caller: Caller,
    people: Vec<MemberId>,
) -> Result<Vec<Person>, StoreError> {
    let mut seen = Vec::with_capacity(people.len());
    for on in people.into_iter().map(Resource::Person) {
        match view.authorise(action::OpenDirect, caller, on).await {
            Ok(granted) => seen.push(view.person(&granted.also(action::SeePerson)?).await?),
            Err(StoreError::Denied(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(seen)
}
