//! Messages as they are read: with their authors, what they reply to, and their threads as these are
//! now.

use protocol::{
    InThread, Member, MemberId, Message, MessageContent, MessageId, Poll, Quote, RoomId,
    ThreadSummary, Timestamp, message::quote::excerpt,
};
use sqlx::SqliteConnection;
use uuid::Uuid;

use super::{ignored, json, mentions, polls, reactions, undo};
use crate::{StoreError, row};

/// A message, see the module.
pub(crate) struct MessageRow {
    pub number: i64,
    pub id: Uuid,
    pub room: Uuid,
    pub seq: i64,
    pub rev: i64,
    pub author: Uuid,
    pub name: String,
    pub colour: Option<i64>,
    pub account_status: String,
    pub role: String,
    pub client_id: String,
    /// None when it was deleted.
    pub body: Option<String>,
    pub html: Option<String>,
    pub markup: i64,
    pub sent_at: i64,
    pub edited_at: Option<i64>,
    pub in_log: bool,
    pub pinned: bool,
    pub quoted: Option<Uuid>,
    pub quoted_seq: Option<i64>,
    pub quoted_body: Option<String>,
    pub quoted_html: Option<String>,
    pub quoted_markup: Option<i64>,
    pub quoted_kind: Option<String>,
    /// Its author, as [`Face`] in JSON.
    pub quoted_author: Option<String>,
    pub root: Option<Uuid>,
    pub root_seq: Option<i64>,
    pub replies: i64,
    pub replied_at: Option<i64>,
    /// Those who wrote last in the thread about it, a list of [`Face`]s in JSON.
    pub faces: Option<String>,
    /// See [`mentions::read`].
    pub mentions: String,
    /// See [`polls::read`].
    pub poll: Option<String>,
}

/// A member as JSON of the database: hex of the id, name, colour, account status, role.
type Face = (String, String, Option<i64>, String, String);

/// Selects [`MessageRow`]s. The columns stand here alone; a statement says what comes before them
/// (`WITH ...`), where `messages` come from, and what comes after (`WHERE ...`, `ORDER BY ...`).
macro_rules! message_rows {
    ($before:literal, $from:literal, $after:literal, $($value:expr),* $(,)?) => {
        sqlx::query_as!(
            crate::messages::MessageRow,
            $before + r#" SELECT messages.number AS "number!", messages.id AS "id!: uuid::Uuid",
                  messages.room AS "room!: uuid::Uuid", messages.seq AS "seq!", messages.rev AS "rev!",
                  messages.author AS "author!: uuid::Uuid", members.name AS "name!", members.colour,
                  members.account_status AS "account_status!", members.role AS "role!",
                  messages.client_id AS "client_id!", messages.body, messages.html,
                  messages.markup AS "markup!",
                  messages.sent_at AS "sent_at!", messages.edited_at,
                  messages.in_log AS "in_log!: bool",
                  EXISTS (SELECT 1 FROM pins WHERE pins.message = messages.number) AS "pinned!: bool",
                  quoted.id AS "quoted?: uuid::Uuid", quoted.seq AS "quoted_seq?",
                  quoted.body AS "quoted_body?", quoted.html AS "quoted_html?",
                  quoted.markup AS "quoted_markup?", quoted.kind AS "quoted_kind?",
                  (SELECT json_array(hex(quoted_member.id), quoted_member.name, quoted_member.colour,
                                     quoted_member.account_status, quoted_member.role)
                   FROM members AS quoted_member
                   WHERE quoted_member.id = quoted.author) AS "quoted_author?: String",
                  roots.id AS "root?: uuid::Uuid", roots.seq AS "root_seq?",
                  messages.replies AS "replies!", messages.replied_at,
                  CASE WHEN messages.replied_at IS NOT NULL THEN
                      (SELECT json_group_array(json_array(hex(id), name, colour, account_status, role)) FROM (
                           SELECT face.id, face.name, face.colour, face.account_status, face.role
                           FROM thread_people CROSS JOIN members AS face ON face.id = thread_people.member
                           WHERE thread_people.root = messages.number
                             AND thread_people.last_seq IS NOT NULL
                           ORDER BY thread_people.last_seq DESC LIMIT 3))
                  END AS "faces?: String",
                  (SELECT json_group_array(json_array(mentions.text, mentions.kind,
                                                      hex(mentions.target), mentions.reach,
                                                      mentioned.name) ORDER BY position)
                   FROM mentions LEFT JOIN members AS mentioned ON mentioned.id = mentions.target
                   WHERE mentions.message = messages.number) AS "mentions!: String",
                  CASE WHEN messages.kind = 'poll' THEN
                      (SELECT json_array(polls.multiple, polls.anonymous, polls.closes_at,
                              (SELECT COUNT(DISTINCT poll_votes.member) FROM poll_votes
                               WHERE poll_votes.message = polls.message),
                              json((SELECT json_group_array(json_array(poll_options.text,
                                               (SELECT COUNT(*) FROM poll_votes
                                                WHERE poll_votes.message = poll_options.message
                                                  AND poll_votes.option = poll_options.number))
                                           ORDER BY poll_options.number)
                                    FROM poll_options WHERE poll_options.message = polls.message)))
                       FROM polls WHERE polls.message = messages.number)
                  END AS "poll?: String"
                  FROM "# + $from + "
                  JOIN members ON members.id = messages.author
                  LEFT JOIN messages AS quoted ON quoted.number = messages.reply_to
                  LEFT JOIN messages AS roots ON roots.number = messages.thread " + $after,
            $($value),*
        )
    };
}
pub(crate) use message_rows;

impl MessageRow {
    /// Without its reactions, and without what is the reader's in a poll: see `reactions`, `polls`.
    pub(crate) fn message(self) -> Result<Message, StoreError> {
        let reply = self.quote()?;
        let mentions = mentions::read(&self.mentions)?;
        let thread = match (self.root, self.root_seq) {
            (Some(root), Some(seq)) => Some(InThread {
                root: MessageId(root),
                seq: row::seq(seq)?,
                in_room: self.in_log,
                replies: None,
            }),
            _ => None,
        };
        let replies = self.summary()?;
        let (content, html) = match self.poll()? {
            Some(poll) => (MessageContent::Poll(Box::new(poll)), None),
            None => (
                row::content(self.body.as_deref())?,
                mentions::html(self.body.as_deref(), self.html, self.markup, &mentions),
            ),
        };
        Ok(Message {
            id: MessageId(self.id),
            room: RoomId(self.room),
            seq: row::seq(self.seq)?,
            rev: row::rev(self.rev)?,
            author: row::member(
                self.author,
                &self.name,
                self.colour,
                &self.account_status,
                &self.role,
            )?,
            client_id: row::client_id(&self.client_id)?,
            content,
            html,
            mentions: mentions::notified(mentions.iter().map(|one| &one.mention)),
            sent_at: Timestamp(self.sent_at),
            edited_at: self.edited_at.map(Timestamp),
            reply: reply.map(Box::new),
            thread,
            replies: replies.map(Box::new),
            reactions: Vec::new(),
            undo_until: None,
            pinned: self.pinned,
        })
    }

    /// The poll, if it is one.
    pub(crate) fn poll(&self) -> Result<Option<Poll>, StoreError> {
        let found = self.body.as_deref().zip(self.poll.as_deref());
        found
            .map(|(question, poll)| polls::read(question, poll))
            .transpose()
    }

    fn quote(&self) -> Result<Option<Quote>, StoreError> {
        let (Some(message), Some(seq), Some(author)) =
            (self.quoted, self.quoted_seq, &self.quoted_author)
        else {
            return Ok(None);
        };
        let excerpt = self.quoted_body.as_deref().map(|body| {
            let version = self.quoted_markup.unwrap_or_default();
            let html = match self.quoted_kind.as_deref() {
                Some("poll") => None,
                _ => mentions::html(Some(body), self.quoted_html.clone(), version, &[]),
            };
            excerpt(body, html.as_deref())
        });
        let author: Face = read(author)?;
        Ok(Some(Quote {
            message: MessageId(message),
            seq: row::seq(seq)?,
            author: member(&author)?,
            excerpt,
        }))
    }

    fn summary(&self) -> Result<Option<ThreadSummary>, StoreError> {
        let Some(last_at) = self.replied_at else {
            return Ok(None);
        };
        let faces: Vec<Face> = self.faces.as_deref().map_or(Ok(Vec::new()), read)?;
        Ok(Some(ThreadSummary {
            count: u32::try_from(self.replies).unwrap_or(u32::MAX),
            last_at: Timestamp(last_at),
            faces: faces.iter().map(member).collect::<Result<_, _>>()?,
        }))
    }
}

fn read<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|reason| row::damaged("member", reason))
}

fn member((id, name, colour, account_status, role): &Face) -> Result<Member, StoreError> {
    let id = Uuid::try_parse(id).map_err(|reason| row::damaged("member", reason))?;
    row::member(id, name, *colour, account_status, role)
}

/// A message by its id.
pub(crate) async fn by_id(
    db: &mut SqliteConnection,
    id: MessageId,
) -> Result<MessageRow, StoreError> {
    message_rows!("", "messages", "WHERE messages.id = ?", id.0)
        .fetch_optional(db)
        .await?
        .ok_or(StoreError::NoSuchMessage)
}

/// Messages by their numbers, in that order, as one reader sees them; without a reader, as all do.
pub(super) async fn by_numbers(
    db: &mut SqliteConnection,
    numbers: &[i64],
    reader: Option<MemberId>,
) -> Result<Vec<Message>, StoreError> {
    if numbers.is_empty() {
        return Ok(Vec::new());
    }
    let numbers = json(numbers)?;
    let rows = message_rows!(
        "",
        "json_each(?1) AS wanted CROSS JOIN messages ON messages.number = wanted.value",
        "ORDER BY wanted.key",
        numbers,
    )
    .fetch_all(&mut *db)
    .await?;
    let read = rows.into_iter().map(MessageRow::message);
    let mut messages = read.collect::<Result<Vec<_>, StoreError>>()?;
    reactions::put_into(db, &mut messages, reader).await?;
    undo::put_into(db, &mut messages, reader).await?;
    ignored::leave_out_mentions(db, &mut messages, reader).await?;
    polls::put_into(db, &mut messages, reader).await?;
    Ok(messages)
}
