//! Storing messages. How they are read is in `history`.

pub(crate) mod budget;
pub(crate) mod changes;
pub(crate) mod content;
pub(crate) mod export;
pub(crate) mod follows;
pub(crate) mod forwards;
pub(crate) mod heads;
pub(crate) mod history;
mod ignored;
pub(crate) mod mentions;
pub(crate) mod page;
pub(crate) mod pins;
pub(crate) mod polls;
pub(crate) mod reactions;
pub(crate) mod resume;
pub(crate) mod rows;
pub(crate) mod saved;
pub(crate) mod threads;
pub(crate) mod undo;

use std::collections::HashMap;

use protocol::{Member, MemberId, Message, MessageId, RoomHead, Timestamp};
use sqlx::SqliteConnection;
use uuid::Uuid;

use crate::{NewMessage, StoreError, facts, now, row, sessions::IDLE_MINUTES};
use domain::authorise::{Permit, ResourceFacts, Subject, action};
use domain::markup::{self, RenderedBody};
pub(crate) use rows::{MessageRow, message_rows};
use threads::Place;

/// What the database has for a message's author and client id before it is stored.
pub(crate) enum Before {
    /// Not seen yet.
    New(Question),
    /// Stored by an earlier try.
    Stored(MessageId),
    /// The id is that of another message of the author's.
    Reused,
    /// The author does not exist.
    NoSuchMember,
}

/// Who wants to post a message, and where: the facts that the table needs.
pub(crate) struct Question {
    pub author: Member,
    pub subject: Subject,
    pub target: ResourceFacts,
    /// Where the room stood before this batch.
    pub head: RoomHead,
}

/// Finds earlier tries; the results are in the order of the arguments. A client id is one message: a
/// retry names the same room and the text that was sent at first, whatever it says since. The text of
/// a deleted message is gone, so nothing is taken for its retry, and no text is lost.
///
/// A single statement for all, as each costs the writer a round trip to the database's thread.
pub(crate) async fn earlier_tries(
    writer: &mut SqliteConnection,
    new: &[&NewMessage],
) -> Result<Vec<Before>, StoreError> {
    let questions: Vec<_> = new
        .iter()
        .map(|one| {
            (
                (hex(one.author.0), one.client_id.as_str()),
                (hex(one.room.0), one.session.map(|session| hex(session.0))),
            )
        })
        .collect();
    let (questions, at) = (json(&questions)?, now());
    let found = sqlx::query!(
        r#"SELECT members.name AS "name?", members.colour AS "colour?",
                  members.account_status AS "account_status?", members.role AS "role?",
                  members.banned_until > ? AS "is_banned?: bool",
                  (SELECT minutes FROM uptime) - sessions.seen_minute < ? AS "is_alive?: bool",
                  rooms.kind AS "kind?", rooms.posting AS "posting?", rooms.state AS "state?",
                  rooms.visitors AS "visitors?: bool", rooms.head AS "head?", rooms.rev AS "room_rev?",
                  (rooms.slug = 'lobby' OR rooms.id IN (SELECT room FROM former_slugs
                                                        WHERE slug = 'lobby')) AS "is_lobby?: bool",
                  memberships.role AS "room_role?",
                  messages.id AS "id?: Uuid", messages.room AS "room?: Uuid",
                  iif(messages.edited_at IS NULL, messages.body,
                      (SELECT body FROM message_versions WHERE message = messages.number
                       ORDER BY rev LIMIT 1)) AS "first_body?: String"
           FROM json_each(?) AS question
           LEFT JOIN members ON members.id = unhex(question.value ->> '$[0][0]')
           LEFT JOIN messages ON messages.author = members.id
                             AND messages.client_id = question.value ->> '$[0][1]'
           LEFT JOIN sessions ON sessions.id = unhex(question.value ->> '$[1][1]')
                             AND sessions.member = members.id
           LEFT JOIN rooms ON rooms.id = unhex(question.value ->> '$[1][0]')
                          AND rooms.state <> 'deleted'
           LEFT JOIN memberships ON memberships.room = rooms.id
                                 AND memberships.member = members.id
           ORDER BY question.key"#,
        at,
        IDLE_MINUTES,
        questions,
    )
    .fetch_all(writer)
    .await?;
    if found.len() != new.len() {
        return Err(row::damaged("earlier tries", found.len()));
    }
    let answers = found.into_iter().zip(new).map(|(found, new)| {
        let (Some(name), Some(account_status), Some(role)) =
            (found.name, found.account_status, found.role)
        else {
            return Ok(Before::NoSuchMember);
        };
        let author = row::member(new.author.0, &name, found.colour, &account_status, &role)?;
        if let (Some(id), Some(room)) = (found.id, found.room) {
            if room != new.room.0 || found.first_body.as_deref() != Some(new.content.body()) {
                return Ok(Before::Reused);
            }
            return Ok(Before::Stored(MessageId(id)));
        }
        let is_signed_in = new.session.is_none() || found.is_alive == Some(true);
        let subject = if !is_signed_in || !author.account_status.is_active() {
            Subject::Ended
        } else if found.is_banned == Some(true) {
            Subject::Banned
        } else {
            Subject::Active(row::role(&role)?)
        };
        let numbers = found.head.zip(found.room_rev);
        let (target, head) = match (found.kind, found.posting, found.state, numbers) {
            (Some(kind), Some(posting), Some(state), Some((head, rev))) => (
                ResourceFacts::Room(facts::room_facts(
                    (&kind, &posting, &state),
                    found.visitors == Some(true),
                    found.is_lobby == Some(true),
                    found.room_role.as_deref(),
                )?),
                RoomHead {
                    room: new.room,
                    seq: row::seq(head)?,
                    rev: row::rev(rev)?,
                },
            ),
            _ => (ResourceFacts::Nothing, RoomHead::empty(new.room)),
        };
        Ok(Before::New(Question {
            author,
            subject,
            target,
            head,
        }))
    });
    answers.collect()
}

/// Assigns a new message its id, its time and its `seq`, without storing it. `names` are those of whom
/// it mentions.
pub(crate) fn number(
    _: &Permit<action::Post>,
    new: &NewMessage,
    author: Member,
    head: RoomHead,
    place: Place,
    names: &HashMap<MemberId, String>,
) -> Message {
    let text = new.content.text();
    let mentions = text.map_or(Vec::new(), |text| mentions::of_body(text, names));
    let html = text.and_then(|text| text.html().map(str::to_owned));
    Message {
        id: MessageId(Uuid::now_v7()),
        room: new.room,
        seq: head.seq,
        rev: head.rev,
        author,
        client_id: new.client_id.clone(),
        content: new.content.content(),
        html: mentions::html(None, html, markup::VERSION.into(), &mentions),
        mentions: mentions::notified(mentions.iter().map(|one| &one.mention)),
        sent_at: Timestamp(now()),
        edited_at: None,
        reply: place.reply,
        thread: place.thread,
        replies: None,
        reactions: Vec::new(),
        undo_until: None,
        pinned: false,
    }
}

/// Stores messages with a single statement, and another for whom they mention, if they do.
pub(crate) async fn insert(
    writer: &mut SqliteConnection,
    messages: &[(Message, &NewMessage)],
) -> Result<(), StoreError> {
    let rows: Vec<_> = messages
        .iter()
        .map(|(one, new)| {
            (
                (
                    (hex(one.id.0), hex(one.room.0)),
                    (one.seq.get(), one.rev.get()),
                ),
                (hex(one.author.id.0), one.client_id.as_str()),
                (
                    (
                        new.content.body(),
                        new.content.text().and_then(RenderedBody::html),
                    ),
                    (new.content.poll().map_or("text", |_| "poll"), one.sent_at.0),
                ),
                (
                    one.reply.as_ref().map(|quote| hex(quote.message.0)),
                    one.thread.as_ref().map(|thread| hex(thread.root.0)),
                    one.is_in_log(),
                ),
            )
        })
        .collect();
    let rows = json(&rows)?;
    sqlx::query!(
        "INSERT INTO messages (id, room, seq, rev, author, client_id, body, html, kind, sent_at,
                               reply_to, thread, in_log, markup)
         SELECT unhex(value ->> '$[0][0][0]'), unhex(value ->> '$[0][0][1]'),
                value ->> '$[0][1][0]', value ->> '$[0][1][1]',
                unhex(value ->> '$[1][0]'), value ->> '$[1][1]',
                value ->> '$[2][0][0]', value ->> '$[2][0][1]',
                value ->> '$[2][1][0]', value ->> '$[2][1][1]',
                (SELECT number FROM messages WHERE id = unhex(value ->> '$[3][0]')),
                (SELECT number FROM messages WHERE id = unhex(value ->> '$[3][1]')),
                value ->> '$[3][2]', ?
         FROM json_each(?)",
        markup::VERSION,
        rows,
    )
    .execute(&mut *writer)
    .await?;
    let texts = messages
        .iter()
        .filter_map(|(one, new)| Some((one.id, new.content.text()?.mentions())));
    mentions::insert(writer, texts).await?;
    let polls = messages
        .iter()
        .filter_map(|(one, new)| Some((one.id, new.content.poll()?)));
    polls::insert(writer, polls).await?;
    threads::posted(writer, messages.iter().map(|(message, _)| message)).await
}

fn hex(id: Uuid) -> String {
    id.simple().to_string()
}

fn json<T: serde::Serialize>(rows: &[T]) -> Result<String, StoreError> {
    serde_json::to_string(rows).map_err(|reason| row::damaged("rows", reason))
}
