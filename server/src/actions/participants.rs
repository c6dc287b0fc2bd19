//! Coming into rooms and going out of them, and talking among a few.

use protocol::{DisplayName, ErrorCode, ErrorReply, MemberId, Place, Room, RoomId, RoomPreference};

use super::{Actions, Actor, limits::Kind, refusal};
use crate::store::{
    Caller, Granted, Named, On, ParticipantPage, Person, PersonRow, StoreError, View, no_preference,
};
use domain::authorise::{Denied, act};

/// The people of a room, as one of them sees them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RoomPeople {
    /// A page of those who are in it.
    pub page: ParticipantPage,
    /// Who could be added, some of them; nobody where the one who looks may add nobody.
    pub addable: Vec<PersonRow>,
}

impl Actions {
    /// Joins a public room.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn join(&self, actor: &Actor, room: RoomId) -> Result<Room, ErrorReply> {
        self.change_in_room(act::JoinRoom, actor, room, move |change, granted| {
            Box::pin(async move { change.join(&granted).await })
        })
        .await
    }

    /// Leaves a room.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn leave(&self, actor: &Actor, room: RoomId) -> Result<(), ErrorReply> {
        self.change_in_room(act::LeaveRoom, actor, room, move |change, granted| {
            Box::pin(async move { change.leave(&granted).await })
        })
        .await
    }

    /// Who is in a room: a page of those whose name or handle holds the words, after so many. And
    /// who could be added.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `storage_unavailable`.
    pub async fn room_people(
        &self,
        actor: &Actor,
        room: RoomId,
        words: String,
        after: u32,
    ) -> Result<RoomPeople, ErrorReply> {
        let (caller, on) = (actor.caller(), On::Room(room));
        let people = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SeeParticipants, caller, on).await?;
                let may_add = view.allow(act::AddToRoom, caller, on).await;
                Ok(RoomPeople {
                    page: view.participants(&granted, &words, after).await?,
                    addable: match may_add {
                        Ok(granted) => view.addable(&granted).await?,
                        Err(StoreError::Denied(_)) => Vec::new(),
                        Err(error) => return Err(error),
                    },
                })
            })
        });
        people.await.map_err(refusal)
    }

    /// Puts a person into a room.
    ///
    /// # Errors
    /// As [`Actions::join`]; `forbidden` for somebody who declines.
    pub async fn add(&self, actor: &Actor, room: RoomId, name: Named) -> Result<(), ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let added = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::AddToRoom, caller, On::Room(room)).await?;
                let whom = change.find_person(&name).await?;
                Ok(match may_add(change, caller, whom).await? {
                    Ok(whom) => Ok(change.add(&granted, &whom).await?),
                    Err(declined) => Err(declined),
                })
            })
        });
        added.await.map_err(refusal)?.map_err(ErrorReply::from)
    }

    /// Takes a person out of a room. They get nothing more of it once this returns.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn remove(
        &self,
        actor: &Actor,
        room: RoomId,
        whom: MemberId,
    ) -> Result<(), ErrorReply> {
        self.change_in_room(act::RemoveFromRoom, actor, room, move |change, granted| {
            Box::pin(async move { change.remove(&granted, whom).await })
        })
        .await
    }

    /// Makes a person an admin of a room, or no longer.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn change_place(
        &self,
        actor: &Actor,
        room: RoomId,
        whom: MemberId,
        place: Place,
    ) -> Result<(), ErrorReply> {
        self.change_in_room(act::ChangePlace, actor, room, move |change, granted| {
            Box::pin(async move { change.change_place(&granted, whom, place).await })
        })
        .await
    }

    /// What the member set for a room, or what it is when nothing was set.
    ///
    /// # Errors
    /// `not_found`, `unauthenticated`, `storage_unavailable`.
    pub async fn preference(
        &self,
        actor: &Actor,
        room: RoomId,
    ) -> Result<RoomPreference, ErrorReply> {
        let caller = actor.caller();
        let set = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::SeeRoom, caller, On::Room(room)).await?;
                view.preference(&granted).await
            })
        });
        let set = set.await.map_err(refusal)?;
        Ok(set.unwrap_or_else(|| no_preference(room)))
    }

    /// Sets what the member wants of a room.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn set_preference(
        &self,
        actor: &Actor,
        preference: RoomPreference,
    ) -> Result<(), ErrorReply> {
        self.change_in_room(
            act::SetPreference,
            actor,
            preference.room,
            move |change, granted| {
                Box::pin(async move { change.set_preference(&granted, preference).await })
            },
        )
        .await
    }

    /// The people that the member may see.
    ///
    /// # Errors
    /// `forbidden`, `storage_unavailable`.
    pub async fn people(&self, actor: &Actor, words: String) -> Result<Vec<PersonRow>, ErrorReply> {
        let caller = actor.caller();
        let people = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::BrowsePeople, caller, On::Place).await?;
                view.people(&granted, &words).await
            })
        });
        people.await.map_err(refusal)
    }

    /// Those of these people whom the member may talk with, in that order.
    ///
    /// # Errors
    /// `storage_unavailable`.
    pub async fn people_named(
        &self,
        actor: &Actor,
        people: Vec<MemberId>,
    ) -> Result<Vec<Person>, ErrorReply> {
        let caller = actor.caller();
        let people = self.store.read(move |view| {
            Box::pin(async move {
                let mut seen = Vec::with_capacity(people.len());
                for on in people.into_iter().map(On::Person) {
                    match view.allow(act::TalkWith, caller, on).await {
                        Ok(_) => {
                            let granted = view.allow(act::SeePerson, caller, on).await?;
                            seen.push(view.person(&granted).await?);
                        }
                        Err(StoreError::Denied(_)) => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(seen)
            })
        });
        people.await.map_err(refusal)
    }

    /// The room of the member and these people among themselves, made if there is none.
    ///
    /// # Errors
    /// `not_found` for somebody whom the member may not see, `forbidden` for a new room with somebody
    /// who declines, `rate_limited`, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn talk_with(
        &self,
        actor: &Actor,
        people: Vec<MemberId>,
    ) -> Result<Room, ErrorReply> {
        self.check_running()?;
        let (caller, whom) = (actor.caller(), people.clone());
        let known = self.store.read(move |view| {
            Box::pin(async move {
                let granted = may_talk(view, caller, whom).await?;
                view.talk_among(&granted).await
            })
        });
        if let Some(known) = known.await.map_err(refusal)? {
            return Ok(known);
        }
        // Only now it is known that one is made.
        self.pay_kind(actor, Kind::NewRoom)?;
        let room = self.store.change(move |change| {
            Box::pin(async move {
                let granted = may_talk(change, caller, people.clone()).await?;
                if let Some(known) = change.reopen_talk(&granted).await? {
                    return Ok(Ok(known));
                }
                let mut all = Vec::with_capacity(people.len());
                for whom in people {
                    match may_add(change, caller, whom).await? {
                        Ok(granted) => all.push(granted),
                        Err(declined) => return Ok(Err(declined)),
                    }
                }
                change.begin_talk(&all).await.map(Ok)
            })
        });
        room.await.map_err(refusal)?.map_err(ErrorReply::from)
    }
}

/// Somebody does not let the member put them into rooms. Whether that is so for all, or because they
/// ignore the member, is not said.
struct Declined(DisplayName);

impl From<Declined> for ErrorReply {
    fn from(Declined(name): Declined) -> Self {
        let words = format!("{name} does not accept new direct messages, or being added to rooms.");
        Self::new(ErrorCode::Forbidden, words)
    }
}

async fn may_add(
    view: &mut View<'_>,
    caller: Caller,
    whom: MemberId,
) -> Result<Result<Granted<act::AddPerson>, Declined>, StoreError> {
    let on = On::Person(whom);
    match view.allow(act::AddPerson, caller, on).await {
        Err(StoreError::Denied(Denied::Declined)) => {
            let granted = view.allow(act::SeePerson, caller, on).await?;
            let person = view.person(&granted).await?;
            Ok(Err(Declined(person.member.name)))
        }
        granted => granted.map(Ok),
    }
}

async fn may_talk(
    view: &mut View<'_>,
    caller: Caller,
    people: Vec<MemberId>,
) -> Result<Vec<Granted<act::TalkWith>>, StoreError> {
    let mut granted = Vec::with_capacity(people.len());
    for whom in people {
        granted.push(view.allow(act::TalkWith, caller, On::Person(whom)).await?);
    }
    Ok(granted)
}
