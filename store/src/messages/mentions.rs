//! Whom messages mention: stored as ids, so that a mention follows a person through renames. The names
//! are put into a message's HTML when it is read.

use std::collections::{HashMap, HashSet};

use protocol::{GroupId, MemberId, MessageId, NotTold, NotToldReason, RoomId, mention};
use serde::Deserialize;
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{hex, json};
use crate::{Granted, StoreError, View, row};
use domain::{
    authorise::action,
    markup::{self, Mention, Reach, RenderedBody, Target},
};

/// A mention as it is read, with what its member is called now.
#[derive(Clone, Debug)]
pub(crate) struct StoredMention {
    pub mention: Mention,
    pub name: Option<String>,
}

/// A row of the list that `message_rows` selects of each message.
#[derive(Deserialize)]
struct Row(String, String, String, String, Option<String>);

/// Reads the list of a message.
pub(crate) fn read(list: &str) -> Result<Vec<StoredMention>, StoreError> {
    if list == "[]" {
        return Ok(Vec::new());
    }
    let rows: Vec<Row> =
        serde_json::from_str(list).map_err(|reason| row::damaged("mentions", reason))?;
    rows.into_iter()
        .map(|Row(text, kind, id, reach, name)| {
            let id = || Uuid::parse_str(&id).map_err(|reason| row::damaged("mention", reason));
            let target = match kind.as_str() {
                "member" => Target::Member(MemberId(id()?)),
                "room" => Target::Room(RoomId(id()?)),
                "group" => Target::Group(GroupId(id()?)),
                "here" => Target::Here,
                "all" => Target::All,
                other => return Err(row::damaged("mention", other)),
            };
            let reach = match reach.as_str() {
                "notified" => Reach::Notified,
                "quoted" => Reach::Quoted,
                "hidden" => Reach::Hidden,
                other => return Err(row::damaged("mention", other)),
            };
            let mention = Mention {
                text,
                target,
                reach,
            };
            Ok(StoredMention { mention, name })
        })
        .collect()
}

/// A message's HTML with what its members are called now; rendered anew if an earlier renderer made
/// it.
pub(crate) fn html(
    body: Option<&str>,
    html: Option<String>,
    version: i64,
    mentions: &[StoredMention],
) -> Option<String> {
    let html = if version == i64::from(markup::VERSION) {
        html
    } else {
        let plain: Vec<Mention> = mentions.iter().map(|one| one.mention.clone()).collect();
        body.and_then(|body| markup::html(body, &plain))
    };
    let named = mentions.iter().filter_map(|one| {
        let Target::Member(member) = one.mention.target else {
            return None;
        };
        Some((member, one.name.as_deref()?))
    });
    named.fold(html, |html, (member, name)| {
        html.map(|html| mention::rename(&html, member, name).unwrap_or(html))
    })
}

/// Whom it notifies: each once, and no rooms.
pub(crate) fn notified<'m>(mentions: impl Iterator<Item = &'m Mention>) -> Vec<Target> {
    let mut notified = Vec::new();
    for mention in mentions {
        let is_somebody = !matches!(mention.target, Target::Room(_));
        if mention.reach == Reach::Notified && is_somebody && !notified.contains(&mention.target) {
            notified.push(mention.target);
        }
    }
    notified
}

/// What members are called now, of all that these texts mention.
pub(crate) async fn names(
    db: &mut SqliteConnection,
    bodies: impl Iterator<Item = &RenderedBody>,
) -> Result<HashMap<MemberId, String>, StoreError> {
    let mentions = bodies.flat_map(RenderedBody::mentions);
    let members: HashSet<String> = mentions
        .filter_map(|mention| match mention.target {
            Target::Member(member) => Some(hex(member.0)),
            Target::Room(_) | Target::Group(_) | Target::Here | Target::All => None,
        })
        .collect();
    if members.is_empty() {
        return Ok(HashMap::new());
    }
    let members = json(&members.into_iter().collect::<Vec<_>>())?;
    let found = sqlx::query!(
        r#"SELECT members.id AS "id!: Uuid", members.name AS "name!"
           FROM json_each(?) AS asked CROSS JOIN members ON members.id = unhex(asked.value)"#,
        members,
    )
    .fetch_all(db)
    .await?;
    Ok(found
        .into_iter()
        .map(|found| (MemberId(found.id), found.name))
        .collect())
}

/// The mentions of a text that is stored now.
pub(crate) fn of_body(
    body: &RenderedBody,
    names: &HashMap<MemberId, String>,
) -> Vec<StoredMention> {
    let mentions = body.mentions().iter();
    mentions
        .map(|mention| StoredMention {
            name: match mention.target {
                Target::Member(member) => names.get(&member).cloned(),
                Target::Room(_) | Target::Group(_) | Target::Here | Target::All => None,
            },
            mention: mention.clone(),
        })
        .collect()
}

/// Stores the mentions of messages that are stored, with a single statement.
pub(crate) async fn insert(
    writer: &mut SqliteConnection,
    messages: impl Iterator<Item = (MessageId, &[Mention])>,
) -> Result<(), StoreError> {
    let mut rows = Vec::new();
    for (message, mentions) in messages {
        for (position, mention) in mentions.iter().enumerate() {
            let (kind, target) = match mention.target {
                Target::Member(member) => ("member", Some(member.0)),
                Target::Room(room) => ("room", Some(room.0)),
                Target::Group(group) => ("group", Some(group.0)),
                Target::Here => ("here", None),
                Target::All => ("all", None),
            };
            let reach = match mention.reach {
                Reach::Notified => "notified",
                Reach::Quoted => "quoted",
                Reach::Hidden => "hidden",
            };
            rows.push((
                hex(message.0),
                position,
                mention.text.as_str(),
                (kind, target.map(hex), reach),
            ));
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let rows = json(&rows)?;
    sqlx::query!(
        "INSERT INTO mentions (message, position, text, kind, target, reach)
         SELECT messages.number, value ->> '$[1]', value ->> '$[2]', value ->> '$[3][0]',
                unhex(value ->> '$[3][1]'), value ->> '$[3][2]'
         FROM json_each(?) CROSS JOIN messages ON messages.id = unhex(value ->> '$[0]')",
        rows,
    )
    .execute(writer)
    .await?;
    Ok(())
}

/// Forgets whom a message mentions.
pub(crate) async fn remove(db: &mut SqliteConnection, message: i64) -> Result<(), StoreError> {
    sqlx::query!("DELETE FROM mentions WHERE message = ?", message)
        .execute(db)
        .await?;
    Ok(())
}

/// Who or what has a name that somebody wrote.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meanings {
    /// People by the skeletons of their handles.
    pub people: HashMap<String, (MemberId, IsIn)>,
    /// Rooms by their slugs, current and former.
    pub rooms: HashMap<String, (RoomId, Known)>,
}

/// Whether a person is in the room.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IsIn {
    Yes,
    No,
}

/// Whether everyone who reads the room may know of another one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Known {
    ToAll,
    /// It is private.
    ToSome,
}

impl View<'_> {
    /// Whom and what names mean to somebody who writes in a room. Guests know only who is in it, and
    /// nobody learns of a room that they may not see.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn meanings(
        &mut self,
        granted: &Granted<action::Mention>,
        handles: &[String],
        slugs: &[String],
    ) -> Result<Meanings, StoreError> {
        let room = granted.room()?;
        let knows_all = granted.role().is_some_and(|role| role.is_full_member());
        let writer = granted.member()?;
        let (handles, slugs) = (json(handles)?, json(slugs)?);
        let people = sqlx::query!(
            r#"SELECT members.id AS "id!: Uuid", members.handle_key AS "key!",
                      (memberships.member IS NOT NULL
                       OR (rooms.kind = 'open' AND members.role <> 'guest')) AS "is_in!: bool"
               FROM json_each(?1) AS asked
               CROSS JOIN members ON members.handle_key = asked.value
               JOIN rooms ON rooms.id = ?2
               LEFT JOIN memberships ON memberships.room = rooms.id
                                    AND memberships.member = members.id
               WHERE members.account_status = 'active' AND members.role <> 'visitor'"#,
            handles,
            room.0,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let people = people.into_iter().filter(|found| found.is_in || knows_all);
        let people = people.map(|found| {
            let is_in = if found.is_in { IsIn::Yes } else { IsIn::No };
            (found.key, (MemberId(found.id), is_in))
        });
        let rooms = sqlx::query!(
            r#"SELECT CAST(asked.value AS TEXT) AS "slug!: String", rooms.id AS "id!: Uuid",
                      (rooms.kind IN ('open', 'public')) AS "is_open!: bool",
                      (memberships.member IS NOT NULL
                       OR (?3 AND rooms.kind IN ('open', 'public'))) AS "is_seen!: bool"
               FROM json_each(?1) AS asked
               CROSS JOIN rooms ON rooms.id = coalesce(
                   (SELECT id FROM rooms AS now WHERE now.slug = asked.value),
                   (SELECT room FROM former_slugs WHERE former_slugs.slug = asked.value))
               LEFT JOIN memberships ON memberships.room = rooms.id AND memberships.member = ?2
               WHERE rooms.state <> 'deleted' AND rooms.kind IN ('open', 'public', 'private')"#,
            slugs,
            writer.0,
            knows_all,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let rooms = rooms.into_iter().filter(|found| found.is_seen);
        let rooms = rooms.map(|found| {
            let is_known = found.is_open || found.id == room.0;
            let known = if is_known {
                Known::ToAll
            } else {
                Known::ToSome
            };
            (found.slug, (RoomId(found.id), known))
        });
        Ok(Meanings {
            people: people.collect(),
            rooms: rooms.collect(),
        })
    }

    /// How many people a message to everyone in the room notifies: all but its author and those who
    /// ignore them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn others_in_room(
        &mut self,
        granted: &Granted<action::MentionAll>,
    ) -> Result<u32, StoreError> {
        let (room, author) = (granted.room()?, granted.member()?);
        let found = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: u32"
               FROM room_members JOIN members ON members.id = room_members.member
               WHERE room_members.room = ?1 AND members.id <> ?2 AND members.role <> 'visitor'
                 AND members.account_status = 'active'
                 AND NOT EXISTS (SELECT 1 FROM ignored WHERE ignored.member = members.id
                                                         AND ignored.whom = ?2)"#,
            room.0,
            author.0,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        Ok(found.count)
    }

    /// The room of a message.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`].
    pub async fn room_of_message(
        &mut self,
        granted: &Granted<action::EditMessage>,
    ) -> Result<RoomId, StoreError> {
        let message = granted.message()?;
        let found = sqlx::query!(
            r#"SELECT room AS "room: Uuid" FROM messages WHERE id = ?"#,
            message.0
        )
        .fetch_optional(&mut *self.connection)
        .await?
        .ok_or(StoreError::NoSuchMessage)?;
        Ok(RoomId(found.room))
    }

    /// Whom a message of the caller's mentions without notifying them.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn not_told(
        &mut self,
        granted: &Granted<action::ReadRoom>,
        message: MessageId,
    ) -> Result<Vec<NotTold>, StoreError> {
        let (room, author) = (granted.room()?, granted.member()?);
        let found = sqlx::query!(
            r#"SELECT mentions.text AS "text!", mentions.kind AS "kind!"
               FROM messages JOIN mentions ON mentions.message = messages.number
               WHERE messages.id = ? AND messages.room = ? AND messages.author = ?
                 AND mentions.reach = 'hidden' AND mentions.kind <> 'room'
               ORDER BY mentions.position"#,
            message.0,
            room.0,
            author.0,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        Ok(found
            .into_iter()
            .map(|found| NotTold {
                reason: match found.kind.as_str() {
                    "here" | "all" => NotToldReason::NotAllowed,
                    _ => NotToldReason::NotInRoom,
                },
                text: found.text,
            })
            .collect())
    }
}
