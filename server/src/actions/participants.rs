//! Coming into rooms and going out of them, and talking among a few.

use protocol::{ErrorReply, MemberId, Place, Room, RoomId, RoomPreference};

use super::{Actions, Actor, limits::Kind, refusal};
use crate::{
    domain::authorise::act,
    store::{On, Participant, PersonRow},
};

impl Actions {
    /// Joins a public room.
    ///
    /// # Errors
    /// `not_found`, `forbidden`, `shutting_down`, `storage_unavailable`.
    pub async fn join(&self, actor: &Actor, room: RoomId) -> Result<Room, ErrorReply> {
        self.check_running()?;
        self.limits.check(actor, Kind::Read)?;
        let caller = actor.caller();
        let joined = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::JoinRoom, caller, On::Room(room)).await?;
                change.join(&granted).await
            })
        });
        joined.await.map_err(refusal)
    }

    /// Leaves a room.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn leave(&self, actor: &Actor, room: RoomId) -> Result<(), ErrorReply> {
        self.check_running()?;
        let caller = actor.caller();
        let left = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::LeaveRoom, caller, On::Room(room)).await?;
                change.leave(&granted).await
            })
        });
        left.await.map_err(refusal)
    }

    /// Who is in a room.
    ///
    /// # Errors
    /// `not_found`, `storage_unavailable`.
    pub async fn participants(
        &self,
        actor: &Actor,
        room: RoomId,
    ) -> Result<Vec<Participant>, ErrorReply> {
        self.limits.check(actor, Kind::Read)?;
        let caller = actor.caller();
        let people = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view
                    .allow(act::SeeParticipants, caller, On::Room(room))
                    .await?;
                view.participants(&granted).await
            })
        });
        people.await.map_err(refusal)
    }

    /// Puts a person into a room.
    ///
    /// # Errors
    /// As [`Actions::join`].
    pub async fn add(
        &self,
        actor: &Actor,
        room: RoomId,
        handle_key: String,
    ) -> Result<(), ErrorReply> {
        self.check_running()?;
        self.limits.check(actor, Kind::Read)?;
        let caller = actor.caller();
        let added = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change.allow(act::AddToRoom, caller, On::Room(room)).await?;
                let whom = On::Person(change.find_person(&handle_key).await?);
                let whom = change.allow(act::SeePerson, caller, whom).await?;
                change.add(&granted, &whom).await
            })
        });
        added.await.map_err(refusal)
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
        self.check_running()?;
        let caller = actor.caller();
        let removed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .allow(act::RemoveFromRoom, caller, On::Room(room))
                    .await?;
                change.remove(&granted, whom).await
            })
        });
        removed.await.map_err(refusal)
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
        self.check_running()?;
        let caller = actor.caller();
        let changed = self.store.change(move |change| {
            Box::pin(async move {
                let granted = change
                    .allow(act::ChangePlace, caller, On::Room(room))
                    .await?;
                change.change_place(&granted, whom, place).await
            })
        });
        changed.await.map_err(refusal)
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
        self.check_running()?;
        self.limits.check(actor, Kind::Read)?;
        let caller = actor.caller();
        let set = self.store.change(move |change| {
            Box::pin(async move {
                let on = On::Room(preference.room);
                let granted = change.allow(act::SetPreference, caller, on).await?;
                change.set_preference(&granted, preference).await
            })
        });
        set.await.map_err(refusal)
    }

    /// The people that the member may see.
    ///
    /// # Errors
    /// `forbidden`, `rate_limited`, `storage_unavailable`.
    pub async fn people(&self, actor: &Actor, words: String) -> Result<Vec<PersonRow>, ErrorReply> {
        self.limits.check(actor, Kind::Read)?;
        let caller = actor.caller();
        let people = self.store.read(move |view| {
            Box::pin(async move {
                let granted = view.allow(act::BrowsePeople, caller, On::Place).await?;
                view.people(&granted, &words).await
            })
        });
        people.await.map_err(refusal)
    }

    /// The room of the member and these people among themselves, made if there is none.
    ///
    /// # Errors
    /// `not_found` for somebody whom the member may not see, `rate_limited`, `shutting_down`,
    /// `storage_unavailable`.
    pub async fn talk_with(
        &self,
        actor: &Actor,
        people: Vec<MemberId>,
    ) -> Result<Room, ErrorReply> {
        self.check_running()?;
        self.limits.check_new_room(actor)?;
        let caller = actor.caller();
        let room = self.store.change(move |change| {
            Box::pin(async move {
                let mut granted = Vec::with_capacity(people.len());
                for whom in people {
                    let on = On::Person(whom);
                    granted.push(change.allow(act::TalkWith, caller, on).await?);
                }
                change.talk_with(&granted).await
            })
        });
        room.await.map_err(refusal)
    }
}
