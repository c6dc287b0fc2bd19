//! People: those with an account, visitors, and those who have gone.

use protocol::{AvatarColour, DisplayName, Handle, Member, MemberId, Presence, Role, RoomId};
use uuid::Uuid;

use super::{Account, Change, Device, Granted, News, On, StoreError, View, now, row};
use crate::domain::{authorise::act, token::TokenHash};

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// What others read.
    pub name: DisplayName,
    /// How they are addressed.
    pub handle: Handle,
    /// What no two handles may have in common.
    pub handle_key: String,
    /// The hash of the password, as a PHC string.
    pub password: String,
    /// Where they get mail, if they say.
    pub email: Option<String>,
    /// Their time zone, if they say.
    pub time_zone: Option<String>,
}

/// What a sign-in is checked against.
#[derive(Clone)]
pub struct Credentials {
    /// Whose.
    pub member: MemberId,
    /// The hash of their password; none when they never chose one.
    pub password: Option<String>,
}

/// What a person tells of themselves.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Profile {
    /// Their pronouns, or nothing.
    pub pronouns: String,
    /// A few words, or nothing.
    pub bio: String,
    /// Their e-mail address, for themselves and admins alone.
    pub email: Option<String>,
    /// Their time zone, such as `Europe/Paris`.
    pub time_zone: Option<String>,
}

/// A person's card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// As messages show them.
    pub member: Member,
    /// How they are addressed; none for visitors.
    pub handle: Option<Handle>,
    /// What they are to the place.
    pub role: Role,
    /// What they tell of themselves.
    pub profile: Profile,
    /// When their account was made, in ms since 1970.
    pub created_at: i64,
    /// Until when they are kept out, in ms since 1970.
    pub banned_until: Option<i64>,
}

/// A person in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonRow {
    /// As messages show them.
    pub member: Member,
    /// How they are addressed.
    pub handle: Option<Handle>,
    /// What they are to the place.
    pub role: Role,
    /// When one of their sessions was used last, in ms since 1970.
    pub seen_at: Option<i64>,
    /// Until when they are kept out, in ms since 1970.
    pub banned_until: Option<i64>,
}

/// People in one list at most.
pub const PEOPLE: u32 = 100;

impl View<'_> {
    /// What to check a sign-in under that handle against.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn credentials(
        &mut self,
        _: &Granted<act::SignIn>,
        handle_key: &str,
    ) -> Result<Option<Credentials>, StoreError> {
        let found = sqlx::query!(
            r#"SELECT id AS "id: Uuid", password FROM members
               WHERE handle_key = ? AND presence = 'here'"#,
            handle_key,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        Ok(found.map(|found| Credentials {
            member: MemberId(found.id),
            password: found.password,
        }))
    }

    /// The hash of the caller's own password.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_password(
        &mut self,
        granted: &Granted<act::ManageSessions>,
    ) -> Result<Option<String>, StoreError> {
        let member = granted.member()?;
        let found = sqlx::query!("SELECT password FROM members WHERE id = ?", member.0)
            .fetch_optional(&mut *self.connection)
            .await?;
        Ok(found.and_then(|found| found.password))
    }

    /// The person of that handle, be they visible to the caller or not: to be asked about next.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn find_person(&mut self, handle_key: &str) -> Result<MemberId, StoreError> {
        let found = sqlx::query!(
            r#"SELECT id AS "id: Uuid" FROM members WHERE handle_key = ?"#,
            handle_key
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        // Nobody has the nil id: asking about it ends as asking about somebody hidden does.
        Ok(MemberId(found.map_or(Uuid::nil(), |found| found.id)))
    }

    /// A person's card.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn person(
        &mut self,
        granted: &Granted<act::SeePerson>,
    ) -> Result<Person, StoreError> {
        self.person_row(granted.whom()?).await
    }

    /// The caller's own card.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn own_card(
        &mut self,
        granted: &Granted<act::EditAccount>,
    ) -> Result<Person, StoreError> {
        self.person_row(granted.member()?).await
    }

    pub(super) async fn person_row(&mut self, id: MemberId) -> Result<Person, StoreError> {
        let found = sqlx::query!(
            r#"SELECT id AS "id: Uuid", name, colour, presence, handle, role, pronouns, bio, email,
                      time_zone, created_at, banned_until
               FROM members WHERE id = ?"#,
            id.0
        )
        .fetch_optional(&mut *self.connection)
        .await?
        .ok_or(StoreError::NoSuchMember)?;
        Ok(Person {
            member: row::member(found.id, &found.name, found.colour, &found.presence)?,
            handle: found.handle.as_deref().map(row::handle).transpose()?,
            role: row::role(&found.role)?,
            profile: Profile {
                pronouns: found.pronouns,
                bio: found.bio,
                email: found.email,
                time_zone: found.time_zone,
            },
            created_at: found.created_at,
            banned_until: found.banned_until.filter(|until| *until > now()),
        })
    }

    /// People with an account whom the caller may see, by name: those whose name or handle holds
    /// the words, at most 100. Guests see those with whom they share a room.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn people(
        &mut self,
        granted: &Granted<act::BrowsePeople>,
        words: &str,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let (member, pattern) = (granted.by().map(|by| by.0), like(words));
        let rows = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence,
                      members.handle, members.role, members.banned_until
               FROM members
               WHERE members.role <> 'visitor' AND members.presence = 'here'
                 AND (members.name LIKE ? ESCAPE '\' OR members.handle LIKE ? ESCAPE '\')
                 AND (? IS NULL
                      OR (SELECT role FROM members AS asker WHERE asker.id = ?) <> 'guest'
                      OR members.id = ?
                      OR EXISTS (SELECT 1 FROM participants AS mine
                                 JOIN rooms ON rooms.id = mine.room AND rooms.state <> 'deleted'
                                 LEFT JOIN participants AS theirs
                                      ON theirs.room = mine.room AND theirs.member = members.id
                                 WHERE mine.member = ?
                                   AND (theirs.member IS NOT NULL
                                        OR (rooms.kind = 'open' AND members.role <> 'guest'))))
               ORDER BY members.name COLLATE NOCASE, members.id LIMIT ?"#,
            pattern,
            pattern,
            member,
            member,
            member,
            member,
            PEOPLE,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                Ok(PersonRow {
                    member: row::member(found.id, &found.name, found.colour, &found.presence)?,
                    handle: found.handle.as_deref().map(row::handle).transpose()?,
                    role: row::role(&found.role)?,
                    seen_at: None,
                    banned_until: found.banned_until.filter(|until| *until > now()),
                })
            })
            .collect()
    }

    /// All accounts, for admins: also the former ones, at most 100, after so many.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn accounts(
        &mut self,
        _: &Granted<act::SeeAccounts>,
        words: &str,
        after: u32,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let pattern = like(words);
        let rows = sqlx::query!(
            r#"SELECT members.id AS "id: Uuid", members.name, members.colour, members.presence,
                      members.handle, members.role, members.banned_until,
                      (SELECT MAX(seen_at) FROM sessions WHERE sessions.member = members.id)
                          AS "seen_at: i64"
               FROM members
               WHERE members.role <> 'visitor' AND members.presence <> 'deleted'
                 AND (members.name LIKE ? ESCAPE '\' OR members.handle LIKE ? ESCAPE '\')
               ORDER BY members.name COLLATE NOCASE, members.id LIMIT ? OFFSET ?"#,
            pattern,
            pattern,
            PEOPLE,
            after,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        rows.into_iter()
            .map(|found| {
                Ok(PersonRow {
                    member: row::member(found.id, &found.name, found.colour, &found.presence)?,
                    handle: found.handle.as_deref().map(row::handle).transpose()?,
                    role: row::role(&found.role)?,
                    seen_at: found.seen_at,
                    banned_until: found.banned_until.filter(|until| *until > now()),
                })
            })
            .collect()
    }
}

/// A LIKE pattern for "holds these words"; `\` escapes what LIKE would take as its own.
pub(super) fn like(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in words.trim().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

impl Change<'_> {
    /// Somebody without an account comes into the lobby.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn create_visitor(
        &mut self,
        _: &Granted<act::ComeIn>,
        name: DisplayName,
        token: TokenHash,
        device: &Device,
    ) -> Result<Account, StoreError> {
        let (id, at, text) = (Uuid::now_v7(), now(), name.as_str());
        sqlx::query!(
            "INSERT INTO members (id, name, created_at) VALUES (?, ?, ?)",
            id,
            text,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        let member = Member::new(MemberId(id), name);
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
        let made = sqlx::query!(
            "INSERT INTO members
                 (id, name, created_at, role, handle, handle_key, password, email, time_zone)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
             ON CONFLICT (handle_key) WHERE handle_key IS NOT NULL DO NOTHING",
            id,
            name,
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
    /// [`StoreError::NoSuchMember`].
    pub async fn rename(
        &mut self,
        granted: &Granted<act::RenameSelf>,
        name: &DisplayName,
    ) -> Result<Member, StoreError> {
        let (member, text) = (granted.member()?, name.as_str());
        sqlx::query!("UPDATE members SET name = ? WHERE id = ?", text, member.0)
            .execute(&mut *self.connection)
            .await?;
        self.tell_member_changed(member).await
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
        sqlx::query!(
            "UPDATE members SET name = ?, pronouns = ?, bio = ?, email = ?, time_zone = ?, colour = ?
             WHERE id = ?",
            text,
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
        Ok(())
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
        let text = role.as_str();
        sqlx::query!("UPDATE members SET role = ? WHERE id = ?", text, whom.0)
            .execute(&mut *self.connection)
            .await?;
        self.note(granted, text).await?;
        self.tell(News::AccessChanged(whom));
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
        self.set_presence(whom, Presence::Former).await?;
        self.end_all_sessions(whom, None).await?;
        self.note(granted, "former").await?;
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
        self.set_presence(whom, Presence::Here).await?;
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
        self.end_all_sessions(me, None).await?;
        self.set_presence(me, Presence::Deleted).await?;
        sqlx::query!(
            "UPDATE members SET name = 'Deleted user', handle = NULL, handle_key = NULL,
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
            "DELETE FROM one_time_links WHERE member = ?",
            "DELETE FROM ignored WHERE member = ?",
            "DELETE FROM ignored WHERE whom = ?",
            "DELETE FROM participants WHERE member = ? AND room IN
                 (SELECT id FROM rooms WHERE kind NOT IN ('direct', 'group'))",
        ] {
            sqlx::query(statement)
                .bind(me.0)
                .execute(&mut *self.connection)
                .await?;
        }
        Ok(())
    }

    pub(super) async fn set_presence(
        &mut self,
        whom: MemberId,
        presence: Presence,
    ) -> Result<(), StoreError> {
        let text = match presence {
            Presence::Here => "here",
            Presence::Former => "former",
            Presence::Deleted => "deleted",
        };
        let changed = sqlx::query!(
            "UPDATE members SET presence = ? WHERE id = ? AND presence <> 'deleted'",
            text,
            whom.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(StoreError::NoSuchMember);
        }
        Ok(())
    }

    /// Tells how a member is shown from now on, to those who share a room with them.
    pub(super) async fn tell_member_changed(&mut self, id: MemberId) -> Result<Member, StoreError> {
        let member = self.person_row(id).await?.member;
        let rooms = sqlx::query!(
            r#"SELECT rooms.id AS "id: Uuid" FROM participants
               JOIN rooms ON rooms.id = participants.room AND rooms.state <> 'deleted'
               WHERE participants.member = ?
               UNION
               SELECT rooms.id FROM rooms, members
               WHERE members.id = ? AND rooms.state <> 'deleted'
                 AND ((rooms.kind = 'open' AND members.role IN ('owner', 'admin', 'member'))
                      OR (rooms.visitors AND members.role = 'visitor'))"#,
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
