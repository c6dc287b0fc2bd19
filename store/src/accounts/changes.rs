//! Changes of people: creating, profiles, roles, deactivating and deleting.

use protocol::{AccountStatus, AvatarColour, Contact, DisplayName, Member, MemberId, Role, RoomId};
use uuid::Uuid;

use crate::{
    Account, Change, Device, Granted, NewAccount, Profile, Resource, SecurityEvent, StoreError,
    StoreEvent, now,
};
use domain::authorise::{ActionType, action};
use domain::token::TokenHash;
use domain::{display_name, fold::fold};

impl Change<'_> {
    /// Creates a visitor, who has no account, for the lobby.
    ///
    /// # Errors
    /// [`StoreError::NameOfMember`].
    pub async fn create_visitor(
        &mut self,
        _: &Granted<action::Register>,
        name: DisplayName,
        token: TokenHash,
        device: &Device,
    ) -> Result<Account, StoreError> {
        self.check_visitors_name(&name).await?;
        let (id, at, text) = (Uuid::now_v7(), now(), name.as_str());
        let folded = fold(text);
        sqlx::query!(
            "INSERT INTO members (id, name, folded_name, created_at) VALUES (?, ?, ?, ?)",
            id,
            text,
            folded,
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

    /// Creates an account. The callers have checked the permission.
    ///
    /// # Errors
    /// [`StoreError::HandleTaken`].
    pub(crate) async fn insert_account(
        &mut self,
        new: &NewAccount,
        role: Role,
    ) -> Result<Member, StoreError> {
        let (id, at) = (Uuid::now_v7(), now());
        let (name, handle, role) = (new.name.as_str(), new.handle.as_str(), role.as_str());
        let name_key = display_name::skeleton(&new.name);
        let (folded_name, folded_handle) = (fold(name), fold(handle));
        let made = sqlx::query!(
            "INSERT INTO members
                 (id, name, name_key, folded_name, created_at, role, handle, handle_key,
                  folded_handle, password, email, time_zone)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (handle_key) WHERE handle_key IS NOT NULL DO NOTHING",
            id,
            name,
            name_key,
            folded_name,
            at,
            role,
            handle,
            new.handle_key,
            folded_handle,
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

    /// Changes the caller's name, also on all their messages.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`], [`StoreError::NameOfMember`] for visitors.
    pub async fn rename(
        &mut self,
        granted: &Granted<action::RenameSelf>,
        name: &DisplayName,
    ) -> Result<Member, StoreError> {
        let (member, text) = (granted.member()?, name.as_str());
        if granted.role() == Some(Role::Visitor) {
            self.check_visitors_name(name).await?;
        }
        let (key, folded) = (display_name::skeleton(name), fold(text));
        sqlx::query!(
            "UPDATE members SET name = ?, name_key = ?, folded_name = ? WHERE id = ?",
            text,
            key,
            folded,
            member.0
        )
        .execute(&mut *self.connection)
        .await?;
        self.tell_member_changed(member).await
    }

    /// Refuses a visitor's name that can be confused with the name or handle of somebody with an
    /// account. A visitor keeps a name that an account takes later: visitors are marked as such.
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

    /// Changes the caller's profile.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn edit_profile(
        &mut self,
        granted: &Granted<action::EditAccount>,
        name: &DisplayName,
        profile: &Profile,
        colour: Option<AvatarColour>,
    ) -> Result<Member, StoreError> {
        let (member, text) = (granted.member()?, name.as_str());
        let colour = colour.map(|colour| i64::from(colour.get()));
        let (key, folded) = (display_name::skeleton(name), fold(text));
        sqlx::query!(
            "UPDATE members SET name = ?, name_key = ?, folded_name = ?, pronouns = ?, bio = ?, email = ?, time_zone = ?,
                    colour = ?
             WHERE id = ?",
            text,
            key,
            folded,
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

    /// Sets who may add the caller to rooms.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn set_contact(
        &mut self,
        granted: &Granted<action::EditAccount>,
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

    /// Changes the caller's password, and ends their other sessions.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn change_password(
        &mut self,
        granted: &Granted<action::EditAccount>,
        keep: crate::SessionId,
        hash: &str,
    ) -> Result<(), StoreError> {
        let member = granted.member()?;
        self.set_password(member, hash).await?;
        self.end_all_sessions(member, Some(keep)).await
    }

    pub(crate) async fn set_password(
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

    /// Changes a person's role; their sockets reconnect with the new rights.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn change_role(
        &mut self,
        granted: &Granted<action::ChangeRole>,
    ) -> Result<(), StoreError> {
        let Resource::PersonAs(whom, role) = granted.on() else {
            return Err(StoreError::NoSuchMember);
        };
        if self.person_row(whom).await?.role == role {
            // The form was submitted twice.
            return Ok(());
        }
        let text = role.as_str();
        sqlx::query!("UPDATE members SET role = ? WHERE id = ?", text, whom.0)
            .execute(&mut *self.connection)
            .await?;
        // People who could make a link for them before may not be allowed to now.
        self.void_links(whom).await?;
        self.note(granted, text).await?;
        self.publish(StoreEvent::AccessChanged(whom));
        if role == Role::Guest {
            let rooms = self.administered_rooms(whom).await?;
            self.hand_over_all(rooms, whom, action::ChangeRole::ACTION)
                .await?;
        }
        Ok(())
    }

    /// Deactivates a person's account: they are signed out, and their messages stay.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn deactivate(
        &mut self,
        granted: &Granted<action::Deactivate>,
    ) -> Result<(), StoreError> {
        let whom = granted.whom()?;
        if !self
            .set_account_status(whom, AccountStatus::Deactivated)
            .await?
        {
            return Ok(());
        }
        self.end_all_sessions(whom, None).await?;
        self.note(granted, "deactivated").await?;
        let rooms = self.administered_rooms(whom).await?;
        self.hand_over_all(rooms, whom, action::Deactivate::ACTION)
            .await?;
        self.tell_member_changed(whom).await.map(drop)
    }

    /// Reactivates a deactivated account.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn reactivate(
        &mut self,
        granted: &Granted<action::Deactivate>,
    ) -> Result<(), StoreError> {
        let whom = granted.whom()?;
        if !self.set_account_status(whom, AccountStatus::Active).await? {
            return Ok(());
        }
        self.note(granted, "active").await?;
        self.tell_member_changed(whom).await.map(drop)
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_sessions_of(
        &mut self,
        granted: &Granted<action::HelpPerson>,
    ) -> Result<(), StoreError> {
        self.end_all_sessions(granted.whom()?, None).await?;
        self.note_security(granted, SecurityEvent::SessionsEnded)
            .await?;
        self.note(granted, "all sessions ended").await
    }

    /// Deletes the caller's account. Their messages stay, without their name; all other data stored
    /// of them is deleted.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn delete_account(
        &mut self,
        granted: &Granted<action::DeleteSelf>,
    ) -> Result<(), StoreError> {
        let me = granted.member()?;
        let kept = self.administered_rooms(me).await?;
        self.end_all_sessions(me, None).await?;
        self.set_account_status(me, AccountStatus::Deleted).await?;
        sqlx::query!(
            "UPDATE members SET name = 'Deleted user', name_key = NULL, handle = NULL, handle_key = NULL,
                    folded_name = 'deleted user', folded_handle = NULL, password = NULL, email = NULL, colour = NULL, pronouns = '', bio = '',
                    time_zone = NULL, role = 'guest' WHERE id = ?",
            me.0
        )
        .execute(&mut *self.connection)
        .await?;
        // Direct and group rooms continue with the other people, and show who has left.
        self.tell_member_changed(me).await?;
        self.remove_votes(me).await?;
        for statement in [
            "DELETE FROM preferences WHERE member = ?",
            "DELETE FROM passkeys WHERE member = ?",
            "DELETE FROM saved_messages WHERE member = ?",
            "DELETE FROM security_events WHERE member = ?",
            "DELETE FROM ignored WHERE member = ?",
            "DELETE FROM ignored WHERE whom = ?",
            "DELETE FROM bans WHERE member = ?",
            "DELETE FROM deleted_messages
                 WHERE (SELECT author FROM messages WHERE number = deleted_messages.message) = ?",
            "DELETE FROM scheduled_messages WHERE author = ?",
            "DELETE FROM reminders WHERE member = ?",
            "DELETE FROM drafts WHERE member = ?",
            "DELETE FROM memberships WHERE member = ? AND room IN
                 (SELECT id FROM rooms WHERE kind NOT IN ('direct', 'group'))",
        ] {
            sqlx::query(statement)
                .bind(me.0)
                .execute(&mut *self.connection)
                .await?;
        }
        self.hand_over_all(kept, me, action::DeleteSelf::ACTION)
            .await
    }

    /// False if they already have this status.
    async fn set_account_status(
        &mut self,
        whom: MemberId,
        account_status: AccountStatus,
    ) -> Result<bool, StoreError> {
        let before = self.person_row(whom).await?.member.account_status;
        if before == AccountStatus::Deleted {
            return Err(StoreError::NoSuchMember);
        }
        let text = match account_status {
            AccountStatus::Active => "active",
            AccountStatus::Deactivated => "deactivated",
            AccountStatus::Deleted => "deleted",
        };
        sqlx::query!(
            "UPDATE members SET account_status = ? WHERE id = ?",
            text,
            whom.0
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(before != account_status)
    }

    /// Publishes a member's new profile to those who share a room with them.
    pub(crate) async fn tell_member_changed(&mut self, id: MemberId) -> Result<Member, StoreError> {
        let member = self.person_row(id).await?.member;
        let rooms = sqlx::query!(
            r#"SELECT rooms.id AS "id!: Uuid" FROM room_members
               JOIN rooms ON rooms.id = room_members.room AND rooms.state <> 'deleted'
               WHERE room_members.member = ?1
               UNION
               SELECT room FROM left_direct_rooms WHERE member = ?1"#,
            id.0,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        self.publish(StoreEvent::MemberChanged {
            member: member.clone(),
            rooms: rooms.into_iter().map(|room| RoomId(room.id)).collect(),
        });
        Ok(member)
    }
}
