//! Reactions to messages. They are read for all messages of an answer at once.

use protocol::{
    Emoji, Member, MemberId, Message, MessageId, Reaction, Rev, RoomId,
    event::Reacted,
    limits::{MAX_OWN_REACTIONS, MAX_REACTIONS},
};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::json;
use crate::{Change, Granted, StoreError, StoreEvent, View, now, row};
use domain::authorise::action;

/// Most people who are named for one reaction.
pub const REACTORS: u32 = 20;

/// Puts into messages how people reacted to them, as one reader sees it; without a reader, as all do.
/// A single statement, which reads a range of the primary key for each message.
pub(super) async fn put_into(
    db: &mut SqliteConnection,
    messages: &mut [Message],
    reader: Option<MemberId>,
) -> Result<(), StoreError> {
    if messages.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = messages.iter().map(|one| super::hex(one.id.0)).collect();
    let (ids, reader) = (json(&ids)?, reader.map(|reader| reader.0));
    let found = sqlx::query!(
        r#"SELECT question.key + 0 AS "index!: i64", reactions.emoji AS "emoji!",
                  COUNT(*) AS "count!: u32", MAX(reactions.member IS ?) AS "mine!: bool"
           FROM json_each(?) AS question
           CROSS JOIN messages ON messages.id = unhex(question.value)
           CROSS JOIN reactions ON reactions.message = messages.number
           GROUP BY question.key, reactions.emoji
           ORDER BY question.key, MIN(reactions.since)"#,
        reader,
        ids,
    )
    .fetch_all(db)
    .await?;
    for found in found {
        let index = usize::try_from(found.index).unwrap_or(usize::MAX);
        if let Some(message) = messages.get_mut(index) {
            message.reactions.push(Reaction {
                emoji: row::emoji(&found.emoji)?,
                count: found.count,
                mine: found.mine,
            });
        }
    }
    Ok(())
}

/// Who reacted with one emoji.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reactors {
    pub emoji: Emoji,
    /// The first of them, up to [`REACTORS`].
    pub members: Vec<Member>,
    pub count: u32,
}

/// How far back is looked for what somebody uses, and how many kinds are of interest.
const LATEST: u32 = 100;
const USED: u32 = 6;

impl View<'_> {
    /// What the member reacted with most often of late, the most used first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn emoji_used(
        &mut self,
        granted: &Granted<action::SeeOwnRooms>,
    ) -> Result<Vec<Emoji>, StoreError> {
        let member = granted.member()?.0;
        let found = sqlx::query_scalar!(
            r#"SELECT emoji AS "emoji!" FROM (
                   SELECT emoji, at FROM reactions WHERE member = ? ORDER BY at DESC LIMIT ?)
               GROUP BY emoji ORDER BY COUNT(*) DESC, MAX(at) DESC LIMIT ?"#,
            member,
            LATEST,
            USED,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        found.iter().map(|emoji| row::emoji(emoji)).collect()
    }

    /// Who reacted to a message, in the order of its reactions.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn reactors(
        &mut self,
        granted: &Granted<action::ReadMessage>,
    ) -> Result<Vec<Reactors>, StoreError> {
        let message = granted.message()?.0;
        let found = sqlx::query!(
            r#"WITH reacted AS (
                   SELECT emoji, member, since, at,
                          ROW_NUMBER() OVER (PARTITION BY emoji ORDER BY at, member) AS number,
                          COUNT(*) OVER (PARTITION BY emoji) AS count
                   FROM reactions
                   WHERE message = (SELECT messages.number FROM messages WHERE messages.id = ?)
               )
               SELECT reacted.emoji AS "emoji!", reacted.count AS "count!: u32",
                      members.id AS "id!: Uuid", members.name AS "name!", members.colour,
                      members.account_status AS "account_status!", members.role AS "role!"
               FROM reacted CROSS JOIN members ON members.id = reacted.member
               WHERE reacted.number <= ?
               ORDER BY reacted.since, reacted.emoji, reacted.number"#,
            message,
            REACTORS,
        )
        .fetch_all(&mut *self.connection)
        .await?;
        let mut all: Vec<Reactors> = Vec::new();
        for found in found {
            let (id, colour) = (found.id, found.colour);
            let member = row::member(id, &found.name, colour, &found.account_status, &found.role)?;
            match all.last_mut() {
                Some(last) if last.emoji.as_str() == found.emoji => last.members.push(member),
                _ => all.push(Reactors {
                    emoji: row::emoji(&found.emoji)?,
                    members: vec![member],
                    count: found.count,
                }),
            }
        }
        Ok(all)
    }
}

impl Change<'_> {
    /// Adds a reaction. The message's revision, which is as it was if the member reacts so already.
    ///
    /// # Errors
    /// [`StoreError::NoSuchMessage`] if it was deleted, [`StoreError::LimitReached`],
    /// [`StoreError::Unavailable`].
    pub async fn add_reaction(
        &mut self,
        granted: &Granted<action::React>,
        emoji: &Emoji,
    ) -> Result<Rev, StoreError> {
        let (message, member) = self.reacted_to(granted).await?;
        let text = emoji.as_str();
        let there = sqlx::query!(
            r#"SELECT COUNT(DISTINCT emoji) AS "kinds!: u32",
                      coalesce(SUM(member = ?1), 0) AS "own!: u32",
                      MIN(iif(emoji = ?2, since, NULL)) AS "since?: i64",
                      coalesce(MAX(member = ?1 AND emoji = ?2), 0) AS "is_there!: bool"
               FROM reactions WHERE message = ?3"#,
            member.0,
            text,
            message.number,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        if there.is_there {
            return row::rev(message.rev);
        }
        let is_new_kind = there.since.is_none();
        if there.own >= MAX_OWN_REACTIONS || (is_new_kind && there.kinds >= MAX_REACTIONS) {
            return Err(StoreError::TooManyReactions);
        }
        let (rev, at) = (self.revise(&message).await?, now());
        let since = there.since.unwrap_or(rev);
        sqlx::query!(
            "INSERT INTO reactions (message, emoji, member, since, at) VALUES (?, ?, ?, ?, ?)",
            message.number,
            text,
            member.0,
            since,
            at,
        )
        .execute(&mut *self.connection)
        .await?;
        self.reacted(&message, rev, member, (emoji, true)).await
    }

    /// Takes a reaction back. The same of the revision.
    ///
    /// # Errors
    /// As [`Change::add_reaction`].
    pub async fn remove_reaction(
        &mut self,
        granted: &Granted<action::React>,
        emoji: &Emoji,
    ) -> Result<Rev, StoreError> {
        let (message, member) = self.reacted_to(granted).await?;
        let text = emoji.as_str();
        let gone = sqlx::query!(
            "DELETE FROM reactions WHERE message = ? AND emoji = ? AND member = ?",
            message.number,
            text,
            member.0,
        )
        .execute(&mut *self.connection)
        .await?;
        if gone.rows_affected() == 0 {
            return row::rev(message.rev);
        }
        let rev = self.revise(&message).await?;
        self.reacted(&message, rev, member, (emoji, false)).await
    }

    async fn reacted_to(
        &mut self,
        granted: &Granted<action::React>,
    ) -> Result<(super::MessageRow, MemberId), StoreError> {
        let message = self.message_row(granted.message()?.0).await?;
        if message.body.is_none() {
            return Err(StoreError::NoSuchMessage);
        }
        Ok((message, granted.member()?))
    }

    /// Gives the message its new revision, and publishes what happened.
    async fn reacted(
        &mut self,
        message: &super::MessageRow,
        rev: i64,
        member: MemberId,
        (emoji, on): (&Emoji, bool),
    ) -> Result<Rev, StoreError> {
        let text = emoji.as_str();
        let counted = sqlx::query!(
            r#"SELECT COUNT(*) AS "count!: u32" FROM reactions WHERE message = ? AND emoji = ?"#,
            message.number,
            text,
        )
        .fetch_one(&mut *self.connection)
        .await?;
        let rev = row::rev(rev)?;
        self.publish(StoreEvent::Reacted(Reacted {
            room: RoomId(message.room),
            rev,
            message: MessageId(message.id),
            seq: row::seq(message.seq)?,
            member,
            emoji: emoji.clone(),
            on,
            count: counted.count,
        }));
        Ok(rev)
    }
}
