//! Creating, changing and deleting rooms.

use protocol::{MemberId, Posting, Room, RoomId, RoomKind, RoomName, RoomRole, Slug};
use uuid::Uuid;

use crate::{
    Cap, Change, Granted, MAX_FORMER_SLUGS, StoreError, StoreEvent, now, rooms::folded_text,
};
use domain::authorise::{ActionType, action};
use domain::{fold::fold, slug};

/// A room to be created.
#[derive(Clone, Debug)]
pub struct NewRoom {
    /// Chosen by the client, so that a form that is submitted twice creates one room.
    pub id: RoomId,
    pub name: RoomName,
    /// Its slug, or the first of several to try.
    pub slug: Slug,
    /// Its topic.
    pub topic: String,
    /// Its kind: not direct or group.
    pub kind: RoomKind,
    pub posting: Posting,
}

/// Number of slugs that are tried for a room (`design`, `design-2`, …) before giving up.
const TRIES: u32 = 1000;

/// Messages of deleted rooms that are deleted in one transaction, as other writes wait for it.
const PURGE: i64 = 2000;

impl Change<'_> {
    /// Creates a public or private room. Its creator is in it as room admin.
    ///
    /// # Errors
    /// [`StoreError::Denied`] if the id is that of another person's room.
    pub async fn create_room(
        &mut self,
        granted: &Granted<action::CreateRoom>,
        new: &NewRoom,
    ) -> Result<Room, StoreError> {
        self.make_room(granted, new).await
    }

    /// Creates a room that everyone is in.
    ///
    /// # Errors
    /// As [`Change::create_room`].
    pub async fn create_open_room(
        &mut self,
        granted: &Granted<action::CreateOpenRoom>,
        new: &NewRoom,
    ) -> Result<Room, StoreError> {
        self.make_room(granted, new).await
    }

    async fn make_room<A: ActionType>(
        &mut self,
        granted: &Granted<A>,
        new: &NewRoom,
    ) -> Result<Room, StoreError> {
        let creator = granted.member()?;
        if self.is_own_room(new.id, creator).await? {
            return self.room_row(new.id).await;
        }
        self.check_cap(Cap::Rooms, creator).await?;
        let slug = self.free_slug(&new.slug, new.kind, new.id).await?;
        self.forget_former(&slug).await?;
        let (at, slug, name) = (now(), slug.as_str(), new.name.as_str());
        let (kind, posting) = (new.kind.as_str(), new.posting.as_str());
        let (folded_name, folded_text) = (fold(name), folded_text(&new.topic, ""));
        let made = sqlx::query!(
            "INSERT INTO rooms (id, slug, name, folded_name, topic, folded_text, kind, posting,
                                creator, created_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
            new.id.0,
            slug,
            name,
            folded_name,
            new.topic,
            folded_text,
            kind,
            posting,
            creator.0,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        if made.rows_affected() == 0 {
            return Err(StoreError::Unknown);
        }
        self.insert_membership(new.id, creator, RoomRole::Admin)
            .await?;
        let room = self.room_row(new.id).await?;
        if new.kind == RoomKind::Open {
            self.note(granted, room.slug.as_str()).await?;
        }
        let events = match new.kind {
            RoomKind::Open => StoreEvent::RoomOpened(room.clone()),
            _ => StoreEvent::Joined {
                member: self.person_row(creator).await?.member,
                room: room.clone(),
            },
        };
        self.publish(events);
        Ok(room)
    }

    /// Whether the form that created this room was submitted again, by its creator, who is still in
    /// it.
    async fn is_own_room(&mut self, id: RoomId, creator: MemberId) -> Result<bool, StoreError> {
        let found = sqlx::query!(
            r#"SELECT 1 AS "it!: i64" FROM rooms
               WHERE id = ?1 AND creator = ?2 AND state <> 'deleted'
                   AND EXISTS (SELECT 1 FROM room_members WHERE room = ?1 AND member = ?2)"#,
            id.0,
            creator.0,
        )
        .fetch_optional(&mut *self.connection)
        .await?;
        Ok(found.is_some())
    }

    /// The first slug that no other room has. Nobody may learn of a private room because its name
    /// is taken: it has a slug that no other name can produce, and its former slugs are free for
    /// others.
    async fn free_slug(
        &mut self,
        base: &Slug,
        kind: RoomKind,
        own: RoomId,
    ) -> Result<Slug, StoreError> {
        for n in 1..=TRIES {
            let slug = match (kind, n) {
                (RoomKind::Private, _) => slug::unguessable(base, Uuid::new_v4()),
                (_, 1) if slug::is_like_private(base) => continue,
                (_, 1) => base.clone(),
                (_, n) => slug::numbered(base, n),
            };
            let text = slug.as_str();
            let taken = sqlx::query!(
                r#"SELECT id AS "id!: Uuid" FROM rooms WHERE slug = ?1 AND id <> ?2
                   UNION ALL
                   SELECT rooms.id FROM former_slugs JOIN rooms ON rooms.id = former_slugs.room
                   WHERE former_slugs.slug = ?1 AND rooms.id <> ?2 AND rooms.kind <> 'private'"#,
                text,
                own.0,
            )
            .fetch_optional(&mut *self.connection)
            .await?;
            if taken.is_none() {
                return Ok(slug);
            }
        }
        Err(StoreError::NameTaken)
    }

    /// Ends the redirect of a former slug, as a room has it as its own now.
    async fn forget_former(&mut self, slug: &Slug) -> Result<(), StoreError> {
        let text = slug.as_str();
        sqlx::query!("DELETE FROM former_slugs WHERE slug = ?", text)
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    /// Changes a room's slug. The old one redirects, as do some former ones.
    async fn readdress(&mut self, before: &Room, slug: &Slug) -> Result<(), StoreError> {
        if *slug == before.slug {
            return Ok(());
        }
        self.forget_former(slug).await?;
        let (id, old, new) = (before.id.0, before.slug.as_str(), slug.as_str());
        sqlx::query!(
            "INSERT INTO former_slugs (slug, room, number)
             VALUES (?1, ?2, (SELECT coalesce(max(number), 0) + 1 FROM former_slugs WHERE room = ?2))
             ON CONFLICT DO NOTHING",
            old,
            id,
        )
        .execute(&mut *self.connection)
        .await?;
        sqlx::query!(
            "DELETE FROM former_slugs WHERE room = ?1 AND slug NOT IN (
                 SELECT slug FROM former_slugs WHERE room = ?1 ORDER BY number DESC LIMIT ?2)",
            id,
            MAX_FORMER_SLUGS,
        )
        .execute(&mut *self.connection)
        .await?;
        sqlx::query!("UPDATE rooms SET slug = ? WHERE id = ?", new, id)
            .execute(&mut *self.connection)
            .await?;
        Ok(())
    }

    /// Changes a room's name, topic and description. Links to its old slug redirect.
    ///
    /// # Errors
    /// [`StoreError::NameTaken`].
    pub async fn edit_room(
        &mut self,
        granted: &Granted<action::EditRoom>,
        name: &RoomName,
        slug: &Slug,
        topic: &str,
        description: &str,
    ) -> Result<Room, StoreError> {
        let id = granted.room()?;
        let before = self.room_row(id).await?;
        if before.name == *name
            && before.topic == topic
            && self.description_of(id).await? == description
        {
            return Ok(before);
        }
        // The same name keeps the slug, whatever its number.
        let slug = if before.name == *name {
            before.slug.clone()
        } else {
            self.free_slug(slug, before.kind, id).await?
        };
        self.readdress(&before, &slug).await?;
        let name = name.as_str();
        let (folded_name, folded_text) = (fold(name), folded_text(topic, description));
        sqlx::query!(
            "UPDATE rooms SET name = ?, folded_name = ?, topic = ?, description = ?, folded_text = ?
             WHERE id = ?",
            name,
            folded_name,
            topic,
            description,
            folded_text,
            id.0,
        )
        .execute(&mut *self.connection)
        .await?;
        // Without the name, as not every admin may know it.
        self.note(granted, "").await?;
        self.tell_room_changed(id).await
    }

    /// Changes who may post in a room.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn change_posting(
        &mut self,
        granted: &Granted<action::ChangePosting>,
        posting: Posting,
    ) -> Result<Room, StoreError> {
        let id = granted.room()?;
        let before = self.room_row(id).await?;
        if before.posting == posting {
            return Ok(before);
        }
        let posting = posting.as_str();
        sqlx::query!("UPDATE rooms SET posting = ? WHERE id = ?", posting, id.0)
            .execute(&mut *self.connection)
            .await?;
        self.note(granted, posting).await?;
        self.tell_room_changed(id).await
    }

    /// Makes a public room private, or the other way round. The people in it stay, and links to its
    /// old slug redirect for them, until another room takes that slug.
    ///
    /// # Errors
    /// [`StoreError::Unknown`] for any other kind.
    pub async fn change_kind(
        &mut self,
        granted: &Granted<action::ChangeKind>,
        kind: RoomKind,
    ) -> Result<Room, StoreError> {
        if !matches!(kind, RoomKind::Public | RoomKind::Private) {
            return Err(StoreError::Unknown);
        }
        let id = granted.room()?;
        let before = self.room_row(id).await?;
        if before.kind == kind {
            return Ok(before);
        }
        let base = slug::of_room(&before.name, id);
        let slug = self.free_slug(&base, kind, id).await?;
        self.readdress(&before, &slug).await?;
        let kind = kind.as_str();
        sqlx::query!("UPDATE rooms SET kind = ? WHERE id = ?", kind, id.0)
            .execute(&mut *self.connection)
            .await?;
        self.note(granted, kind).await?;
        self.tell_room_changed(id).await
    }

    /// Archives or unarchives a room.
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn set_room_state(
        &mut self,
        granted: &Granted<action::ArchiveRoom>,
        state: protocol::RoomState,
    ) -> Result<Room, StoreError> {
        let id = granted.room()?;
        let before = self.room_row(id).await?;
        if before.state == state {
            return Ok(before);
        }
        let state = match state {
            protocol::RoomState::Active => "active",
            protocol::RoomState::Archived => "archived",
        };
        sqlx::query!("UPDATE rooms SET state = ? WHERE id = ?", state, id.0)
            .execute(&mut *self.connection)
            .await?;
        self.note(granted, state).await?;
        self.tell_room_changed(id).await
    }

    /// Deletes a room: it is invisible to everyone at once. Its messages are deleted afterwards, by
    /// [`Change::purge`].
    ///
    /// # Errors
    /// [`StoreError::NoSuchRoom`].
    pub async fn delete_room(
        &mut self,
        granted: &Granted<action::DeleteRoom>,
    ) -> Result<(), StoreError> {
        let id = granted.room()?;
        self.note(granted, "").await?;
        // Frees its slug for another room.
        let grave = id.0.simple().to_string();
        sqlx::query!(
            "UPDATE rooms SET state = 'deleted', slug = ?, name = 'deleted', topic = '',
                              description = '', folded_name = '', folded_text = '', people_key = NULL, visitors = 0 WHERE id = ?",
            grave,
            id.0,
        )
        .execute(&mut *self.connection)
        .await?;
        for statement in [
            "DELETE FROM former_slugs WHERE room = ?",
            "DELETE FROM memberships WHERE room = ?",
            "DELETE FROM preferences WHERE room = ?",
            "DELETE FROM invite_rooms WHERE room = ?",
            "DELETE FROM drafts WHERE room = ?",
            "UPDATE scheduled_messages SET body = NULL, not_sent = 'room_deleted' WHERE room = ?",
        ] {
            sqlx::query(statement)
                .bind(id.0)
                .execute(&mut *self.connection)
                .await?;
        }
        self.publish(StoreEvent::RoomGone(id));
        Ok(())
    }

    /// Deletes some messages of a deleted room, the last first, as messages refer to earlier ones.
    /// Returns how many: 0 if there are none left.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn purge(&mut self) -> Result<u64, StoreError> {
        let gone = sqlx::query!(
            "DELETE FROM messages WHERE number IN (
                 SELECT number FROM messages WHERE room = (
                     SELECT id FROM rooms WHERE state = 'deleted'
                     AND EXISTS (SELECT 1 FROM messages WHERE messages.room = rooms.id))
                 ORDER BY seq DESC LIMIT ?)",
            PURGE,
        )
        .execute(&mut *self.connection)
        .await?;
        Ok(gone.rows_affected())
    }

    pub(crate) async fn tell_room_changed(&mut self, id: RoomId) -> Result<Room, StoreError> {
        let room = self.room_row(id).await?;
        self.publish(StoreEvent::RoomChanged(room.clone()));
        Ok(room)
    }
}
