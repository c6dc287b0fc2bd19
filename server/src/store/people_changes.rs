//! People come, change what they tell of themselves, get other roles, and go.

use protocol::{AvatarColour, Contact, DisplayName, Member, MemberId, Presence, Role, RoomId};
use uuid::Uuid;

use super::{
    Account, Change, Device, Granted, NewAccount, News, On, Profile, SecurityEvent, StoreError, now,
};
use domain::authorise::{Act, act};
use domain::display_name;
use domain::token::TokenHash;

impl Change<'_> {
    /// Somebody without an account comes into the lobby.
    ///
    /// # Errors
    /// [`StoreError::NameOfMember`].
    pub async fn create_visitor(
        &mut self,
        _: &Granted<act::ComeIn>,
        name: DisplayName,
        token: TokenHash,
        device: &Device,
    ) -> Result<Account, StoreError> {
        self.check_visitors_name(&name).await?;
        let (id, at, text) = (Uuid::now_v7(), now(), name.as_str());
        sqlx::query!(
            "INSERT INTO members (id, name, created_at) VALUES (?, ?, ?)",
            id,
            text,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        let member = Member::new_visitor(MemberId(id), name);
        let session = self.open_session(member.id, token, device).await?;
        Ok(Account {
            member,
            handle: None,
            role: Role::Visitor,
            session,
            is_stale: false,
            banned_until: None,
        })
    }

    /// Makes an account. Whoever calls this has been asked by what right: see the callers.
    ///
    /// # Errors
    /// [`StoreError::HandleTaken`].
    pub(super) async fn insert_account(
        &mut self,
        new: &NewAccount,
        role: Role,
    ) -> Result<Member, StoreError> {
        let (id, at) = (Uuid::now_v7(), now());
        let (name, handle, role) = (new.name.as_str(), new.handle.as_str(), role.as_str());
        let name_key = display_name::skeleton(&new.name);
        let made = sqlx::query!(
            "INSERT INTO members
                 (id, name, name_key, created_at, role, handle, handle_key, password, email,
                  time_zone)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (handle_key) WHERE handle_key IS NOT NULL DO NOTHING",
            id,
            name,
            name_key,
            at,
            role,
            handle,
            new.handle_key,
            new.password,
            new.email,
            new.time_zone,
        )
        .execute(&mut *self.connection)
        .await?;
        if made.rows_affected() == 0 {
            return Err(StoreError::HandleTaken);
        }
        Ok(Member::new(MemberId(id), new.name.clone()))
    }

    /// Gives the caller another name, on all messages too.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`], [`StoreError::NameOfMember`] for visitors.
    pub async fn rename(
        &mut self,
        granted: &Granted<act::RenameSelf>,
        name: &DisplayName,
    ) -> Result<Member, StoreError> {
        let (member, text) = (granted.member()?, name.as_str());
        if granted.role() == Some(Role::Visitor) {
            self.check_visitors_name(name).await?;
        }
        let key = display_name::skeleton(name);
        sqlx::query!(
            "UPDATE members SET name = ?, name_key = ? WHERE id = ?",
            text,
            key,
            member.0
        )
        .execute(&mut *self.connection)
        .await?;
        self.tell_member_changed(member).await
    }

    /// Refuses a visitor's name that can be taken for that, or for the handle, of somebody with an
    /// account. What a visitor was called before an account took the name stays: visitors are marked.
    async fn check_visitors_name(&mut self, name: &DisplayName) -> Result<(), StoreError> {
        let key = display_name::skeleton(name);
        let is_taken = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT 1 FROM members WHERE name_key = ?1 AND role <> 'visitor')
                   OR EXISTS (SELECT 1 FROM members WHERE handle_key = ?1) AS "is_taken!: bool""#,
            key,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        if is_taken {
            return Err(StoreError::NameOfMember);
        }
        Ok(())
    }

    /// Changes what the caller tells of themselves.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn edit_profile(
        &mut self,
        granted: &Granted<act::EditAccount>,
        name: &DisplayName,
        profile: &Profile,
        colour: Option<AvatarColour>,
    ) -> Result<Member, StoreError> {
        let (member, text) = (granted.member()?, name.as_str());
        let colour = colour.map(|colour| i64::from(colour.get()));
        let key = display_name::skeleton(name);
        sqlx::query!(
            "UPDATE members SET name = ?, name_key = ?, pronouns = ?, bio = ?, email = ?, time_zone = ?,
                    colour = ?
             WHERE id = ?",
            text,
            key,
            profile.pronouns,
            profile.bio,
            profile.email,
            profile.time_zone,
            colour,
            member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        self.tell_member_changed(member).await
    }

    /// Sets by whom the caller lets themselves be put into rooms.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn set_contact(
        &mut self,
        granted: &Granted<act::EditAccount>,
        contact: Contact,
    ) -> Result<(), StoreError> {
        let (member, text) = (granted.member()?, contact.as_str());
        sqlx::query!(
            "UPDATE members SET contact = ? WHERE id = ?",
            text,
            member.0
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(())
    }

    /// Gives the caller another password, and ends their other sessions.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn change_password(
        &mut self,
        granted: &Granted<act::EditAccount>,
        keep: super::SessionId,
        hash: &str,
    ) -> Result<(), StoreError> {
        let member = granted.member()?;
        self.set_password(member, hash).await?;
        self.end_all_sessions(member, Some(keep)).await
    }

    pub(super) async fn set_password(
        &mut self,
        member: MemberId,
        hash: &str,
    ) -> Result<(), StoreError> {
        sqlx::query!(
            "UPDATE members SET password = ? WHERE id = ?",
            hash,
            member.0
        )
        .execute(&mut *self.connection)
        .await?;
        self.void_links(member).await
    }

    /// Gives a person another role; their sockets come in again and see what is theirs now.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn change_role(
        &mut self,
        granted: &Granted<act::ChangeRole>,
    ) -> Result<(), StoreError> {
        let On::PersonAs(whom, role) = granted.on() else {
            return Err(StoreError::NoSuchMember);
        };
        if self.person_row(whom).await?.role == role {
            // The form was sent twice.
            return Ok(());
        }
        let text = role.as_str();
        sqlx::query!("UPDATE members SET role = ? WHERE id = ?", text, whom.0)
            .execute(&mut *self.connection)
            .await?;
        // Who might make one for them before might not now.
        self.void_links(whom).await?;
        self.note(granted, text).await?;
        self.tell(News::AccessChanged(whom));
        if role == Role::Guest {
            let rooms = self.kept_rooms(whom).await?;
            self.pass_on_all(rooms, whom, act::ChangeRole::ACTION)
                .await?;
        }
        Ok(())
    }

    /// Deactivates a person's account: they are signed out, and what they said stays.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn deactivate(
        &mut self,
        granted: &Granted<act::Deactivate>,
    ) -> Result<(), StoreError> {
        let whom = granted.whom()?;
        if !self.set_presence(whom, Presence::Former).await? {
            return Ok(());
        }
        self.end_all_sessions(whom, None).await?;
        self.note(granted, "former").await?;
        let rooms = self.kept_rooms(whom).await?;
        self.pass_on_all(rooms, whom, act::Deactivate::ACTION)
            .await?;
        self.tell_member_changed(whom).await.map(drop)
    }

    /// Takes a deactivated account into use again.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn reactivate(
        &mut self,
        granted: &Granted<act::Deactivate>,
    ) -> Result<(), StoreError> {
        let whom = granted.whom()?;
        if !self.set_presence(whom, Presence::Here).await? {
            return Ok(());
        }
        self.note(granted, "here").await?;
        self.tell_member_changed(whom).await.map(drop)
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_sessions_of(
        &mut self,
        granted: &Granted<act::HelpPerson>,
    ) -> Result<(), StoreError> {
        self.end_all_sessions(granted.whom()?, None).await?;
        self.note_security(granted, SecurityEvent::SessionsEnded)
            .await?;
        self.note(granted, "all sessions ended").await
    }

    /// Deletes the caller's account. What they said stays, under no name; all else that is kept of
    /// them goes.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn delete_account(
        &mut self,
        granted: &Granted<act::DeleteSelf>,
    ) -> Result<(), StoreError> {
        let me = granted.member()?;
        let kept = self.kept_rooms(me).await?;
        self.end_all_sessions(me, None).await?;
        self.set_presence(me, Presence::Deleted).await?;
        sqlx::query!(
            "UPDATE members SET name = 'Deleted user', name_key = NULL, handle = NULL, handle_key = NULL,
                    password = NULL, email = NULL, colour = NULL, pronouns = '', bio = '',
                    time_zone = NULL, role = 'guest' WHERE id = ?",
            me.0
        )
        .execute(&mut *self.connection)
        .await?;
        // Those of a few people among themselves go on with who is left, and show who has gone.
        self.tell_member_changed(me).await?;
        for statement in [
            "DELETE FROM preferences WHERE member = ?",
            "DELETE FROM passkeys WHERE member = ?",
            "DELETE FROM security_events WHERE member = ?",
            "DELETE FROM ignored WHERE member = ?",
            "DELETE FROM ignored WHERE whom = ?",
            "DELETE FROM bans WHERE member = ?",
            "DELETE FROM participants WHERE member = ? AND room IN
                 (SELECT id FROM rooms WHERE kind NOT IN ('direct', 'group'))",
        ] {
            sqlx::query(statement)
                .bind(me.0)
                .execute(&mut *self.connection)
                .await?;
        }
        self.pass_on_all(kept, me, act::DeleteSelf::ACTION).await
    }

    /// False if they are so already.
    async fn set_presence(
        &mut self,
        whom: MemberId,
        presence: Presence,
    ) -> Result<bool, StoreError> {
        let before = self.person_row(whom).await?.member.presence;
        if before == Presence::Deleted {
            return Err(StoreError::NoSuchMember);
        }
        let text = match presence {
            Presence::Here => "here",
            Presence::Former => "former",
            Presence::Deleted => "deleted",
        };
        sqlx::query!("UPDATE members SET presence = ? WHERE id = ?", text, whom.0)
            .execute(&mut *self.connection)
            .await?;
        Ok(before != presence)
    }

    /// Tells how a member is shown from now on, to those who share a room with them.
    pub(super) async fn tell_member_changed(&mut self, id: MemberId) -> Result<Member, StoreError> {
        let member = self.person_row(id).await?.member;
        let rooms = sqlx::query!(
            r#"SELECT rooms.id AS "id: Uuid" FROM participants
               JOIN rooms ON rooms.id = participants.room AND rooms.state <> 'deleted'
               WHERE participants.member = ?
               UNION
               SELECT room FROM left_direct_rooms WHERE member = ?
               UNION
               SELECT rooms.id FROM rooms, members
               WHERE members.id = ? AND rooms.state <> 'deleted'
                 AND ((rooms.kind = 'open' AND members.role IN ('owner', 'admin', 'member'))
                      OR (rooms.visitors AND members.role = 'visitor'))"#,
            id.0,
            id.0,
            id.0,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        self.tell(News::MemberChanged {
            member: member.clone(),
            rooms: rooms.into_iter().map(|room| RoomId(room.id)).collect(),
        });
        Ok(member)
    }
}
