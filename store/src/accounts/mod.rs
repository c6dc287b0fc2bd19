//! People: those with an account, visitors, and former ones.

pub(crate) mod changes;
pub(crate) mod links;
pub(crate) mod passkeys;
pub(crate) mod rows;
pub(crate) mod security_events;
pub(crate) mod visitors;

use protocol::{Contact, DisplayName, Handle, Member, MemberId, Role};
use uuid::Uuid;

use self::rows::{MemberRow, member_row, member_rows, member_rows_with};
use crate::{Granted, StoreError, View, row};
use domain::authorise::action;
use domain::{fold::fold, search_text::SearchText};

/// An account to be created.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// The name that others see.
    pub name: DisplayName,
    /// Their handle.
    pub handle: Handle,
    /// The skeleton of the handle, which is unique.
    pub handle_key: String,
    /// The hash of the password, as a PHC string.
    pub password: String,
    /// Their email address, if they gave one.
    pub email: Option<String>,
    /// Their time zone, if they set one.
    pub time_zone: Option<String>,
}

/// What a sign-in is checked against.
#[derive(Clone)]
pub struct Credentials {
    pub member: MemberId,
    /// The hash of their password; `None` if they never chose one.
    pub password: Option<String>,
    /// Whether one of their sessions was last used from the network in question.
    pub is_known: bool,
}

/// A person's profile.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Profile {
    /// Their pronouns, or empty.
    pub pronouns: String,
    /// A few words about them, or empty.
    pub bio: String,
    /// Their e-mail address, visible only to themselves and admins.
    pub email: Option<String>,
    /// Their time zone, such as `Europe/Paris`.
    pub time_zone: Option<String>,
}

/// A person as their profile page shows them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Person {
    /// As messages show them.
    pub member: Member,
    /// Their handle; `None` for visitors.
    pub handle: Option<Handle>,
    /// Their role in the workspace.
    pub role: Role,
    /// Their profile.
    pub profile: Profile,
    /// When their account was created, in ms since 1970.
    pub created_at: i64,
    /// Until when they are banned, in ms since 1970.
    pub banned_until: Option<i64>,
}

/// How a person is identified in a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Named {
    /// By their handle: its [skeleton](domain::handle::skeleton).
    Handle(String),
    /// By their id: visitors have no handle.
    Id(MemberId),
}

/// A person in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonRow {
    /// As messages show them.
    pub member: Member,
    /// Their handle.
    pub handle: Option<Handle>,
    /// Their role in the workspace.
    pub role: Role,
    /// When one of their sessions was last used, in ms since 1970.
    pub seen_at: Option<i64>,
    /// Until when they are banned, in ms since 1970.
    pub banned_until: Option<i64>,
}

/// Largest number of people in one list.
pub const PEOPLE: u32 = 100;

impl View<'_> {
    /// The credentials to check a sign-in with this handle, from this network, against.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn credentials(
        &mut self,
        _: &Granted<action::SignIn>,
        handle_key: &str,
        network: &str,
    ) -> Result<Option<Credentials>, StoreError> {
        let found = sqlx::query!(
            r#"SELECT id AS "id: Uuid", password,
                      EXISTS (SELECT 1 FROM sessions
                              WHERE sessions.member = members.id AND sessions.network = ?2
                             ) AS "is_known!: bool"
               FROM members WHERE handle_key = ?1 AND account_status = 'active'"#,
            handle_key,
            network,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        Ok(found.map(|found| Credentials {
            member: MemberId(found.id),
            password: found.password,
            is_known: found.is_known,
        }))
    }

    /// The hash of the caller's own password.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn own_password(
        &mut self,
        granted: &Granted<action::ManageSessions>,
    ) -> Result<Option<String>, StoreError> {
        let member = granted.member()?;
        let found = sqlx::query!("SELECT password FROM members WHERE id = ?", member.0)
            .fetch_optional(&mut *self.connection)
            .await?;
        Ok(found.and_then(|found| found.password))
    }

    /// The person with this name, whether or not they are visible to the caller: the next step is
    /// to authorise.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn find_person(&mut self, name: &Named) -> Result<MemberId, StoreError> {
        let handle_key = match name {
            Named::Id(id) => return Ok(*id),
            Named::Handle(key) => key,
        };
        let found = sqlx::query!(
            r#"SELECT id AS "id: Uuid" FROM members WHERE handle_key = ?"#,
            handle_key
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        // Nobody has the nil id: authorising for it has the same result as for a hidden person.
        Ok(MemberId(found.map_or(Uuid::nil(), |found| found.id)))
    }

    /// A person as their profile page shows them.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn person(
        &mut self,
        granted: &Granted<action::SeePerson>,
    ) -> Result<Person, StoreError> {
        self.person_row(granted.whom()?).await
    }

    /// The caller, as their own profile page shows them.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn own_card(
        &mut self,
        granted: &Granted<action::EditAccount>,
    ) -> Result<Person, StoreError> {
        self.person_row(granted.member()?).await
    }

    /// Who may add the caller to rooms.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMember`].
    pub async fn own_contact(
        &mut self,
        granted: &Granted<action::EditAccount>,
    ) -> Result<Contact, StoreError> {
        let member = granted.member()?;
        let found = sqlx::query!("SELECT contact FROM members WHERE id = ?", member.0)
            .fetch_optional(&mut *self.connection)
            .await?
            .ok_or(StoreError::NoSuchMember)?;
        row::contact(&found.contact)
    }

    pub(crate) async fn person_row(&mut self, id: MemberId) -> Result<Person, StoreError> {
        let found = member_rows_with!(
            "SELECT",
            ", pronouns, bio, email, time_zone, created_at",
            "FROM members WHERE id = ?",
            id.0
        )
        .fetch_optional(&mut *self.connection)
        .await?
        .ok_or(StoreError::NoSuchMember)?;
        let row = member_row!(found).person()?;
        Ok(Person {
            member: row.member,
            handle: row.handle,
            role: row.role,
            profile: Profile {
                pronouns: found.pronouns,
                bio: found.bio,
                email: found.email,
                time_zone: found.time_zone,
            },
            created_at: found.created_at,
            banned_until: row.banned_until,
        })
    }

    /// People with an account whom the caller may see, sorted by name: those whose name or handle
    /// contains the words, at most 100. Guests see those with whom they share a room.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn people(
        &mut self,
        granted: &Granted<action::BrowsePeople>,
        words: &str,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let (member, pattern) = (granted.by().map(|by| by.0), like(words));
        let rows = member_rows!(
            "SELECT",
            r"FROM members
               WHERE members.role <> 'visitor' AND members.account_status = 'active'
                 AND (members.folded_name LIKE ? ESCAPE '\' OR members.folded_handle LIKE ? ESCAPE '\')
                 AND (? IS NULL
                      OR (SELECT role FROM members AS asker WHERE asker.id = ?) <> 'guest'
                      OR members.id = ?
                      OR EXISTS (SELECT 1 FROM shared_rooms
                                 WHERE shared_rooms.member = ?
                                   AND shared_rooms.other = members.id))
               ORDER BY members.folded_name, members.id LIMIT ?",
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
        rows.into_iter().map(MemberRow::person).collect()
    }

    /// All accounts, for admins, including former ones: at most 100, skipping `after`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn accounts(
        &mut self,
        _: &Granted<action::SeeAccounts>,
        words: &str,
        after: u32,
    ) -> Result<Vec<PersonRow>, StoreError> {
        let pattern = like(words);
        let rows = member_rows_with!(
            "SELECT",
            r#", (SELECT MAX(seen_at) FROM sessions WHERE sessions.member = members.id)
                   AS "seen_at: i64""#,
            r"FROM members
               WHERE members.role <> 'visitor' AND members.account_status <> 'deleted'
                 AND (members.folded_name LIKE ? ESCAPE '\' OR members.folded_handle LIKE ? ESCAPE '\')
               ORDER BY members.folded_name, members.id LIMIT ? OFFSET ?",
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
                    seen_at: found.seen_at,
                    ..member_row!(found).person()?
                })
            })
            .collect()
    }
}

/// A LIKE pattern for "contains these words", for a folded column; `\` escapes its special
/// characters. SQLite fails with patterns of 50,000 bytes, so the words are truncated.
pub(crate) fn like(words: &str) -> String {
    let mut pattern = String::from("%");
    for c in fold(SearchText::from(words).as_str()).chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
